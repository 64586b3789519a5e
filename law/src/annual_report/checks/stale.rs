//! T-01 and the repetition half of K-46: words that were last year's.

use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule, Verdict};
use crate::annual_report::repetition::{Repetition, repetition};
use crate::annual_report::{ReportSection, SectionText, TextPlace};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    if let Some(year) = report.context.year {
        measures_look_ahead(report, year, result);
        sections_open_in_their_year(report, year, result);
    }
    words_are_new(report, result);
}

/// A sentence with its place, spaces left out.
struct Sentence {
    offset: usize,
    words: String,
}

fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut offset = 0;
    for words in text.split_inclusive(['。', '；', ';', '！', '\n']) {
        let lead = words.chars().take_while(|character| character.is_whitespace()).count();
        let kept: String = words.chars().filter(|character| !character.is_whitespace()).collect();
        if !kept.is_empty() {
            found.push(Sentence { offset: offset + lead, words: kept });
        }
        offset += words.chars().count();
    }
    found
}

/// The years named in a sentence as times, not as parts of a title or a document number.
fn years_of(words: &str) -> Vec<(usize, i16)> {
    let characters: Vec<char> = words.chars().collect();
    let mut depth = 0i32;
    let mut found = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        match character {
            '《' | '〔' | '“' => depth += 1,
            '》' | '〕' | '”' => depth -= 1,
            '2' if depth <= 0 => {
                let behind = characters.get(at + 4) == Some(&'年');
                let alone = at == 0 || !characters[at - 1].is_ascii_digit();
                let digits: String = characters[at..].iter().take(4).collect();
                if let (true, true, Ok(year @ 2000..)) = (behind, alone, digits.parse::<i16>()) {
                    found.push((at, year));
                }
            }
            _ => {}
        }
    }
    found
}

const MEASURES_BEGIN: [&str; 9] =
    ["整改措施", "改进措施", "下一步", "下步", "措施加以改进", "改进方向", "工作打算", "工作计划", "努力方向"];
const PLANS: [&str; 8] = ["将", "加大", "进一步", "继续", "强化", "加强", "力争", "着力"];
const DONE: [&str; 13] =
    ["已", "取得", "完成", "了", "建成", "根据", "按照", "印发的", "对照", "问题", "不足", "存在", "下达"];
/// A year before these names a document of that year, which may well guide the next.
const DOCUMENTS: [&str; 8] = ["要点", "方案", "通知", "意见", "规划", "年报", "年度报告", "考核"];

/// What is to be done next year is not dated in the year that is over.
fn measures_look_ahead(report: &ReportUnderCheck<'_>, year: i16, result: &mut CheckResult) {
    let Some(section) = report.text.section(ReportSection::ProblemsAndImprovements) else { return };
    let mut begun = false;
    let mut stale: Vec<TextPlace> = Vec::new();
    for sentence in sentences(&section.text) {
        begun |= MEASURES_BEGIN.iter().any(|word| sentence.words.contains(word));
        for (at, named) in years_of(&sentence.words) {
            let clauses: String = sentence.words.chars().skip(at + 5).take(40).collect();
            let plans = PLANS.iter().any(|word| clauses.contains(word));
            let named_document: String = clauses.chars().take(14).collect();
            let done = DONE.iter().any(|word| clauses.contains(word))
                || DOCUMENTS.iter().any(|word| named_document.contains(word));
            // "2024年底前" of a report of 2023 is ahead; "力争2023年" is behind.
            if named <= year && plans && !done && (begun || clauses.contains('将')) {
                let shown = sentence.words.chars().skip(at).take(30).collect();
                stale.push(TextPlace { section: Some(section.section), offset: sentence.offset, words: shown });
            }
        }
    }
    result.judge(Rule::T01, "measures", if stale.is_empty() { Verdict::Agrees } else { Verdict::Disagrees });
    if let Some(first) = stale.first() {
        let message =
            format!("第五部分的改进措施写作“{}”，仍是{year}年或者更早的日期，措施应针对以后的工作。", first.words);
        let places = stale.into_iter().map(Place::Words).collect();
        result.find(Finding::of(Rule::T01, "measures", places, message));
    }
}

/// The first sentence of sections one and six tells of the report year; an older year in its beginning was left
/// standing.
fn sections_open_in_their_year(report: &ReportUnderCheck<'_>, year: i16, result: &mut CheckResult) {
    for (section, subject) in [(ReportSection::Overview, "overview"), (ReportSection::OtherMatters, "other-matters")] {
        let Some(text) = report.text.section(section) else { continue };
        let Some(first) = sentences(&text.text).into_iter().next() else { continue };
        let Some((0, named)) = years_of(&first.words).first().copied() else { continue };
        let beginning: String = first.words.chars().take(20).collect();
        let since = ["以来", "施行", "修订"].iter().any(|word| beginning.contains(word));
        let fits = since || named >= year || years_of(&first.words).iter().any(|(_, other)| *other == year);
        result.judge(Rule::T01, subject, if fits { Verdict::Agrees } else { Verdict::Disagrees });
        if !fits {
            let words: String = first.words.chars().take(30).collect();
            let message = format!("第{}部分以“{words}”开头，报告年度是{year}年。", section.numeral());
            let place = TextPlace { section: Some(section), offset: first.offset, words };
            result.find(Finding::of(Rule::T01, subject, vec![Place::Words(place)], message));
        }
    }
}

/// From this share on, in percent, a section says again what last year's said. The problems and measures should be new
/// every year; the overview has sentences that any year needs.
const MOST_REPEATED: [(ReportSection, usize); 2] =
    [(ReportSection::Overview, 70), (ReportSection::ProblemsAndImprovements, 50)];
/// A section this short (in characters compared) has said too little to repeat itself.
const SHORTEST_COMPARED: usize = 40;

fn words_are_new(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(before) = report.last_year.and_then(|last_year| last_year.text) else { return };
    for (section, most) in MOST_REPEATED {
        let (Some(now), Some(then)) = (report.text.section(section), before.section(section)) else { continue };
        let found = repetition(&now.text, &then.text);
        if found.compared < SHORTEST_COMPARED {
            continue;
        }
        let fits = found.percent() < most;
        let subject = format!("repeated/{}", section.numeral());
        result.judge(Rule::K46, subject.clone(), if fits { Verdict::Agrees } else { Verdict::Disagrees });
        if !fits {
            result.find(repeated(now, &found, &subject));
        }
    }
}

fn repeated(section: &SectionText, found: &Repetition, subject: &str) -> Finding {
    let same = found.sentences.iter().filter(|sentence| sentence.same).count();
    let message = format!(
        "第{}部分有{}句与上一年度报告相同或者基本相同（其中{same}句除数字外一字不差），占{}%。",
        section.section.numeral(),
        found.sentences.len(),
        found.percent()
    );
    let place = |sentence: &crate::annual_report::repetition::Repeated| {
        Place::Words(TextPlace {
            section: Some(section.section),
            offset: sentence.offset,
            words: sentence.now.chars().take(40).collect(),
        })
    };
    Finding::of(Rule::K46, subject, found.sentences.iter().map(place).collect(), message)
}
