//! Sentences that claim something checkable without a number, and the statistical period.

use law::annual_report::{Claim, Narrative, ReportSection, Statement};

use super::Passage;
use crate::read::words::number::{date_at, plain_date_at, starts_with};

/// Collects the claims of a passage.
pub(super) fn collect(passage: &Passage, narrative: &mut Narrative) {
    if passage.section.is_none() {
        narrative.statements.extend(published_on(passage));
    }
    let mut begin = 0;
    while begin < passage.characters.len() {
        let end = passage.sentence_end(begin);
        let sentence = passage.text(begin, end);
        let mut found = period(passage, begin, end).into_iter().collect::<Vec<(Claim, usize)>>();
        if passage.section == Some(ReportSection::Overview) || passage.section == Some(ReportSection::Applications) {
            found.extend(application_claims(&sentence));
        }
        if passage.section.is_some_and(speaks_of_cases) {
            found.extend(case_claims(&sentence));
        }
        if passage.section == Some(ReportSection::Overview) {
            found.extend(accounts_merged(&sentence).map(|at| (Claim::AccountsMerged, at)));
        }
        for (claim, words_end) in found {
            let end = passage.clause_end((begin + words_end).min(end));
            narrative.statements.push(Statement { claim, place: passage.place(begin, end) });
        }
        begin = end + 1;
    }
}

fn speaks_of_cases(section: ReportSection) -> bool {
    matches!(section, ReportSection::Overview | ReportSection::ReviewAndLitigation)
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Where the first of these words begins, in characters.
fn first_of(text: &str, words: &[&str]) -> Option<usize> {
    let byte = words.iter().filter_map(|word| text.find(word)).min()?;
    Some(text[..byte].chars().count())
}

/// Claims with the place of the words that make them, in characters from the sentence's beginning.
fn application_claims(sentence: &str) -> Vec<(Claim, usize)> {
    let mut claims = Vec::new();
    if !has(sentence, &["公开申请", "公开的申请", "申请公开", "依申请"]) {
        return claims;
    }
    let none = ["未收到", "没有收到", "未接到", "没有接到", "无政府信息公开申请", "未受理"];
    claims.extend(first_of(sentence, &none).map(|at| (Claim::NoApplications, at)));
    claims.extend(all_answered(sentence).map(|at| (Claim::AllAnswered, at)));
    claims
}

/// 均已办结, 全部答复, 均已按要求办理完成: every application, without an exception in the same sentence.
fn all_answered(sentence: &str) -> Option<usize> {
    const FARTHEST: usize = 8;
    let closed = ["办结", "办理完", "答复"];
    let exceptions = [
        "到期",
        "应办结",
        "应答复",
        "除",
        "外均",
        "下年",
        "下一年",
        "次年",
        "顺延",
        "已办结的",
        "期限",
        "按期",
        "按时",
    ];
    if has(sentence, &exceptions) {
        return None;
    }
    let characters: Vec<char> = sentence.chars().collect();
    // 平均, 月均 and their like speak of an average.
    let average = |at: usize| at.checked_sub(1).is_some_and(|before| "平月年日人".contains(characters[before]));
    let says_all = |at: &usize| !average(*at) && ["均", "全部"].iter().any(|word| starts_with(&characters, *at, word));
    (0..characters.len()).filter(says_all).find(|at| {
        let behind = *at + 1..(*at + FARTHEST).min(characters.len());
        behind
            .take_while(|at| !matches!(characters[*at], '，' | ',' | '、'))
            .any(|at| closed.iter().any(|word| starts_with(&characters, at, word)))
    })
}

/// The day in `发布时间：2022-02-08` and its like above or below the title.
fn published_on(passage: &Passage) -> Option<Statement> {
    let labels = ["发布时间", "发布日期", "公开日期", "公布日期", "公布时间", "公开时间", "时间:", "时间："];
    let characters = &passage.characters;
    (0..characters.len()).find_map(|at| {
        let label = labels.iter().find(|label| starts_with(characters, at, label))?;
        let mut begin = at + label.chars().count();
        while characters.get(begin).is_some_and(|character| matches!(character, ':' | '：' | '\n')) {
            begin += 1;
        }
        let (date, end) = date_at(characters, begin, None).or_else(|| plain_date_at(characters, begin))?;
        Some(Statement { claim: Claim::PublishedOn(date), place: passage.place(at, end) })
    })
}

fn case_claims(sentence: &str) -> Vec<(Claim, usize)> {
    let mut claims = Vec::new();
    let (reconsiderations, suits) = (sentence.contains("复议"), sentence.contains("诉讼"));
    if !(reconsiderations || suits) {
        return claims;
    }
    let upheld = ["均获维持", "均维持", "全部维持", "均被维持", "均予维持", "均予以维持"];
    if let Some(at) = first_of(sentence, &upheld) {
        claims.push((Claim::AllUpheld { reconsiderations, suits }, at));
    }
    if sentence.contains("信息公开") && denies(sentence) {
        let end = sentence.chars().count();
        if reconsiderations {
            claims.push((Claim::NoReconsiderations, end));
        }
        if suits {
            claims.push((Claim::NoSuits, end));
        }
    }
    claims
}

/// 未发生…复议: the denial stands before the word, and no figure is named.
fn denies(sentence: &str) -> bool {
    let first = ["复议", "诉讼"].iter().filter_map(|word| sentence.find(word)).min().unwrap_or(0);
    let before = &sentence[..first];
    has(before, &["未发生", "没有发生", "未出现", "无因", "没有因", "未因", "未收到", "未被", "未产生"])
        && !sentence.chars().any(|character| matches!(character, '1'..='9') && sentence.contains('件'))
}

fn accounts_merged(sentence: &str) -> Option<usize> {
    let merged = ["整合到", "整合至", "合并到", "合并至", "并入", "迁移到", "迁移至"];
    has(sentence, &["公众号", "账号", "帐号"]).then(|| first_of(sentence, &merged)).flatten()
}

/// `2019年1月1日至12月31日` in a sentence about the figures.
fn period(passage: &Passage, begin: usize, end: usize) -> Option<(Claim, usize)> {
    let sentence = passage.text(begin, end);
    if !has(&sentence, &["统计期限", "数据", "统计时限", "统计期"]) {
        return None;
    }
    (begin..end).find_map(|at| {
        let before = at.checked_sub(1).and_then(|before| passage.characters.get(before));
        if before.is_some_and(char::is_ascii_digit) {
            return None;
        }
        let (from, behind) = date_at(&passage.characters, at, None)?;
        let second = behind + connective(&passage.characters, behind)?;
        let (to, _) = date_at(&passage.characters, second, Some(from.year()))?;
        Some((Claim::Period { from, to }, second - begin))
    })
}

fn connective(characters: &[char], at: usize) -> Option<usize> {
    ["起至", "起到", "至", "到", "—", "-", "－", "–", "~", "～"]
        .into_iter()
        .find(|word| starts_with(characters, at, word))
        .map(|word| word.chars().count())
}
