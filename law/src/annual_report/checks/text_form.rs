//! K-45 to K-48: what the text must contain, and what must not be left in it.

use jiff::civil::Date;

use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule, Severity, Verdict};
use crate::annual_report::{Claim, ReportSection, ReportText, TextPlace};

/// The fee rules began with 2021; before that a missing sentence is a remark at most.
const FEE_RULES_SINCE: i16 = 2021;

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    fee_is_stated(report, result);
    problems_and_improvements(report.text, result);
    title_names_the_year(report, result);
    period_is_the_year(report, result);
    six_sections_in_order(report.text, result);
    nothing_left_to_fill(report.text, result);
    no_personal_numbers(report.text, result);
}

/// "政府信息公开未发生收费情况" speaks of the fee as well as the full name does.
const FEE_WORDS: [&str; 4] = ["处理费", "收费", "费用", "收取"];

fn fee_is_stated(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(section) = report.text.section(ReportSection::OtherMatters) else { return };
    let stated = FEE_WORDS.iter().any(|word| section.text.contains(word));
    result.judge(Rule::K45, "fee", if stated { Verdict::Agrees } else { Verdict::Disagrees });
    if !stated {
        let message = "第六部分没有说明信息处理费的收取情况。";
        let finding = Finding::of(Rule::K45, "fee", vec![Place::Section(section.section)], message);
        let binding = report.context.year.is_some_and(|year| year >= FEE_RULES_SINCE);
        result.find(if binding { finding } else { finding.with_severity(Severity::Remark) });
    }
}

const PROBLEM_WORDS: [&str; 9] = ["问题", "不足", "有待", "短板", "薄弱", "欠缺", "不够", "不高", "差距"];
const IMPROVEMENT_WORDS: [&str; 8] = ["改进", "措施", "下一步", "进一步", "加强", "完善", "提升", "将"];

fn problems_and_improvements(text: &ReportText, result: &mut CheckResult) {
    let Some(section) = text.section(ReportSection::ProblemsAndImprovements) else { return };
    for (words, subject, what) in [
        (PROBLEM_WORDS.as_slice(), "problems", "存在的主要问题"),
        (IMPROVEMENT_WORDS.as_slice(), "improvements", "改进情况"),
    ] {
        let present = words.iter().any(|word| section.text.contains(word));
        result.judge(Rule::K46, subject, if present { Verdict::Agrees } else { Verdict::Disagrees });
        if !present {
            let message = format!("第五部分没有写{what}。");
            result.find(Finding::of(Rule::K46, subject, vec![Place::Section(section.section)], message));
        }
    }
}

fn title_names_the_year(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let title = report.text.title.as_deref().unwrap_or_default();
    let compact: String = title.chars().filter(|character| !character.is_whitespace()).collect();
    let message = match report.context.year {
        Some(year) if compact.contains(&format!("{year}年")) => {
            result.judge(Rule::K47, "title", Verdict::Agrees);
            return;
        }
        Some(year) => format!("标题“{title}”没有写明{year}年。"),
        None => "没有找到写明年份的标题。".to_owned(),
    };
    result.judge(Rule::K47, "title", Verdict::Disagrees);
    result.find(Finding::of(Rule::K47, "title", vec![Place::Report], message));
}

fn period_is_the_year(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(year) = report.context.year else { return };
    let statement = report.narrative.statement(|claim| matches!(claim, Claim::Period { .. }));
    let Some(statement) = statement else {
        result.judge(Rule::K47, "period", Verdict::CannotBeJudged { holds_with_zeros: false });
        let finding = Finding::of(Rule::K47, "period", vec![Place::Report], "没有写明统计期限。");
        result.find(finding.with_severity(Severity::Remark));
        return;
    };
    let whole_year = (Date::new(year, 1, 1), Date::new(year, 12, 31));
    let holds = match (&statement.claim, whole_year) {
        (Claim::Period { from, to }, (Ok(first), Ok(last))) => *from == first && *to == last,
        _ => false,
    };
    result.judge(Rule::K47, "period", if holds { Verdict::Agrees } else { Verdict::Disagrees });
    if !holds {
        let message = format!("统计期限写作“{}”，不是{year}年1月1日至12月31日。", statement.place.words);
        result.find(Finding::of(Rule::K47, "period", vec![Place::Words(statement.place.clone())], message));
    }
}

fn six_sections_in_order(text: &ReportText, result: &mut CheckResult) {
    let mut complete = true;
    for section in ReportSection::ALL {
        match text.section(section) {
            None => {
                complete = false;
                let message = format!("没有找到“{}”。", section.heading());
                let subject = format!("missing/{}", section.numeral());
                result.find(Finding::of(Rule::K47, &subject, vec![Place::Report], message));
            }
            Some(found) if !section.accepts(&found.heading) => {
                let message = format!(
                    "第{}部分的标题写作“{}”，格式规定为“{}”。",
                    section.numeral(),
                    found.heading,
                    if begins_with_numeral(&found.heading) { section.heading() } else { section.title().to_owned() }
                );
                let subject = format!("heading/{}", section.numeral());
                let finding = Finding::of(Rule::K47, &subject, vec![Place::Section(section)], message);
                result.find(finding.with_severity(Severity::Remark));
            }
            Some(_) => {}
        }
        if text.section(section).is_some_and(|found| is_prose(section) && found.text.trim().is_empty()) {
            let message = format!("“{}”只有标题，没有内容。", section.heading());
            let subject = format!("empty/{}", section.numeral());
            result.find(Finding::of(Rule::K47, &subject, vec![Place::Section(section)], message));
        }
    }
    let in_order = text.sections.windows(2).all(|pair| pair[0].section < pair[1].section);
    if !in_order {
        let order: Vec<&str> = text.sections.iter().map(|section| section.section.numeral()).collect();
        let message = format!("六个部分的顺序与格式不同：{}。", order.join("、"));
        result.find(Finding::of(Rule::K47, "order", vec![Place::Report], message));
    }
    result.judge(Rule::K47, "sections", if complete && in_order { Verdict::Agrees } else { Verdict::Disagrees });
}

/// A heading keeps its numeral only where it is not the section's own.
fn begins_with_numeral(heading: &str) -> bool {
    ReportSection::ALL.iter().any(|section| heading.starts_with(&format!("{}、", section.numeral())))
}

/// Sections one, five and six are words; the others are tables.
fn is_prose(section: ReportSection) -> bool {
    !matches!(
        section,
        ReportSection::ProactiveDisclosure | ReportSection::Applications | ReportSection::ReviewAndLitigation
    )
}

/// Every stretch of prose with the section it belongs to. Where the separators of the tables were lost, their digits run
/// together and look like anything.
fn stretches(text: &ReportText) -> impl Iterator<Item = (Option<ReportSection>, &str)> {
    let sections = text.sections.iter().filter(|section| is_prose(section.section));
    let sections = sections.map(|section| (Some(section.section), section.text.as_str()));
    std::iter::once((None, text.preamble.as_str())).chain(sections)
}

const UNFINISHED_WORDS: [&str; 10] =
    ["待补充", "待填写", "待填报", "（待填", "{{", "TODO", "【填", "请填写", "此处填", "（样例"];
const FILLERS: [char; 8] = ['X', 'x', '×', '*', '＊', '_', '＿', '□'];
/// Two fillers in a row may be a name masked with care; three are a gap.
const SHORTEST_GAP: usize = 3;

fn nothing_left_to_fill(text: &ReportText, result: &mut CheckResult) {
    let mut clean = true;
    for (section, words) in stretches(text) {
        let Some(at) = unfinished_at(words) else { continue };
        clean = false;
        let place = place_at(section, words, at);
        let message = format!("留有占位文字“{}”。", place.words);
        let numeral = section.map_or("前言", ReportSection::numeral);
        let subject = format!("placeholder/{numeral}");
        result.find(Finding::of(Rule::K48, &subject, vec![Place::Words(place)], message));
    }
    result.judge(Rule::K48, "placeholder", if clean { Verdict::Agrees } else { Verdict::Disagrees });
}

fn unfinished_at(words: &str) -> Option<usize> {
    let named = UNFINISHED_WORDS.iter().filter_map(|word| words.find(word)).min();
    let mut run: Option<(usize, usize, char)> = None;
    let mut previous = ' ';
    let mut gap = None;
    for (at, character) in words.char_indices() {
        run = match run {
            Some((start, length, filler)) if filler == character => Some((start, length + 1, filler)),
            // Stars between digits mask a number on purpose.
            _ if FILLERS.contains(&character) && !previous.is_ascii_alphanumeric() && previous != character => {
                Some((at, 1, character))
            }
            _ => None,
        };
        if let Some((start, length, _)) = run
            && length >= SHORTEST_GAP
        {
            gap = Some(start);
            break;
        }
        previous = character;
    }
    named.into_iter().chain(gap).min()
}

/// Some characters around a byte position.
fn place_at(section: Option<ReportSection>, words: &str, at: usize) -> TextPlace {
    let offset = words[..at].chars().count();
    let shown = words.chars().skip(offset.saturating_sub(6)).take(18).collect();
    TextPlace { section, offset, words: shown }
}

fn no_personal_numbers(text: &ReportText, result: &mut CheckResult) {
    let mut found = false;
    for (section, words) in stretches(text) {
        for (at, kind, masked) in personal_numbers(words) {
            found = true;
            let place = TextPlace { section, offset: words[..at].chars().count(), words: masked.clone() };
            let message = format!("出现{kind}“{masked}”，公布前应当隐去或者确认是公开的工作号码。");
            let subject = format!("personal/{masked}");
            result.find(Finding::of(Rule::K48, &subject, vec![Place::Words(place)], message));
        }
    }
    result.judge(Rule::K48, "personal", if found { Verdict::Disagrees } else { Verdict::Agrees });
}

/// Runs of digits that are a mobile number or a resident identity number with a right check digit,
/// masked: a finding must not spread what it warns of.
fn personal_numbers(words: &str) -> Vec<(usize, &'static str, String)> {
    let bytes = words.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let with_x = digits == 17 && matches!(bytes.get(at + 17), Some(b'X' | b'x'));
        let length = digits + usize::from(with_x);
        let run = &words[at..at + length];
        let kind = match length {
            11 if is_mobile(run) => Some("手机号码"),
            18 if is_identity_number(run.as_bytes()) => Some("身份证号码"),
            _ => None,
        };
        if let Some(kind) = kind {
            found.push((at, kind, format!("{}****{}", &run[..3], &run[length - 2..])));
        }
        at += length;
    }
    found
}

fn is_mobile(run: &str) -> bool {
    run.starts_with('1') && matches!(run.as_bytes()[1], b'3'..=b'9')
}

/// GB 11643: weighted sum of 17 digits modulo 11 chooses the last character.
fn is_identity_number(run: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = *b"10X98765432";
    let Some((last, digits)) = run.split_last() else { return false };
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS[(sum % 11) as usize] == last.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_seen_and_masks_are_not() {
        for gap in ["共收到XX×申请待补充", "全年共发布信息____条", "由×××负责", "{{received}}件"]
        {
            assert!(unfinished_at(gap).is_some(), "{gap}");
        }
        for fine in ["电话139****12", "www.xxgk.gov.cn", "5×12", "市XX局", "a***b"] {
            assert_eq!(unfinished_at(fine), None, "{fine}");
        }
    }

    #[test]
    fn personal_numbers_are_found_masked() {
        let found = personal_numbers("联系人手机13800000000，证号11010519491231002X，电话0391-6633000");
        let shown: Vec<&str> = found.iter().map(|(_, _, masked)| masked.as_str()).collect();
        assert_eq!(shown, ["138****00", "110****2X"]);
        assert!(personal_numbers("流水号110105194912310021与20190101123").is_empty());
    }
}
