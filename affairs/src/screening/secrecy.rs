//! 密级标志: a classification in its form and in its place.
//!
//! A mark is 绝密, 机密 or 秘密 with a ★ or a term, or one of them alone in a line, a header, a footer or a cell; and
//! 不得公开 or 内部资料 alone in such a place. A copy number (份号) beside one belongs to it. The same words in running
//! text or in official labels (国家秘密, 商业秘密, 《保守国家秘密法》, 属于国家秘密) are no mark.
//!
//! A file with a mark is refused at upload (《保守国家秘密法》: no secret on a system that is not classified), so of
//! what was found only the rule is told, never the words.

use super::fold::{Folded, Spaces};
use super::piece::{Prominence, TextPiece};
use serde::{Deserialize, Serialize};

/// A line longer than this, without white space, is no place for a mark at its edge.
const LONGEST_MARKED_LINE: usize = 60;

/// Which rule found a mark. Nothing of the text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkFound {
    pub rule: MarkRule,
}

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkRule {
    /// 机密★, 秘密★1年.
    ClassWithStar,
    /// 机密 10年, 秘密（长期）.
    ClassWithTerm,
    /// 绝密, 密级：秘密, 机密 000001, alone in its place.
    ClassAlone,
    /// 不得公开, alone in its place.
    NotToBePublished,
    /// 内部资料, alone in its place.
    InternalMaterial,
}

impl MarkRule {
    /// The name the journal keeps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ClassWithStar => "class_with_star",
            Self::ClassWithTerm => "class_with_term",
            Self::ClassAlone => "class_alone",
            Self::NotToBePublished => "not_to_be_published",
            Self::InternalMaterial => "internal_material",
        }
    }

    /// The rule as the page names it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ClassWithStar => "密级与★标志",
            Self::ClassWithTerm => "密级与保密期限",
            Self::ClassAlone => "单独标注的密级",
            Self::NotToBePublished => "单独标注的“不得公开”",
            Self::InternalMaterial => "单独标注的“内部资料”",
        }
    }
}

/// The first secrecy mark in the pieces of one file, or `None`.
#[must_use]
pub fn secrecy_mark(pieces: &[TextPiece]) -> Option<MarkFound> {
    let mut last_line = String::new();
    for piece in pieces {
        let rule = mark_in_piece(piece, &mut last_line);
        if let Some(rule) = rule {
            return Some(MarkFound { rule });
        }
    }
    None
}

fn mark_in_piece(piece: &TextPiece, last_line: &mut String) -> Option<MarkRule> {
    let folded = normal(&piece.text);
    if piece.prominence == Prominence::Row {
        let cells: Vec<Line> = folded.split('\t').map(Line::read).collect();
        // A row that names several levels side by side is a heading, not a mark.
        let levels = cells.iter().filter(|cell| cell.rule() == Some(MarkRule::ClassAlone)).count();
        let rules = cells.iter().filter_map(Line::rule);
        return rules.into_iter().find(|rule| levels < 2 || *rule != MarkRule::ClassAlone);
    }
    let lines: Vec<&str> = folded.split(['\n', '\r']).filter(|line| !bare(line).is_empty()).collect();
    if let Some(rule) = upright(&lines) {
        return Some(rule);
    }
    let alone = piece.prominence != Prominence::Running || lines.iter().all(|line| Line::read(line).is_only_marks());
    for line in lines {
        let found = mark_in_line(line, last_line, alone);
        *last_line = tail(&bare(line));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn mark_in_line(line: &str, last_line: &str, alone: bool) -> Option<MarkRule> {
    let continues = ["国家", "商业", "工作", "个人", "技术", "属于", "涉及", "保守", "泄露", "审判", "警务"]
        .iter()
        .any(|word| last_line.ends_with(word));
    let whole = std::iter::once(line);
    let parts = line.split('\t').filter(|part| *part != line);
    for part in whole.chain(parts) {
        let read = Line::read(part);
        let rule = read.rule().filter(|rule| *rule == MarkRule::ClassWithStar || (alone && !continues));
        if rule.is_some() {
            return rule;
        }
        if read.has_star_at_its_edge() {
            return Some(MarkRule::ClassWithStar);
        }
    }
    None
}

/// A mark written downwards, a character a line.
fn upright(lines: &[&str]) -> Option<MarkRule> {
    let single = lines.len() >= 2 && lines.len() <= 24 && lines.iter().all(|line| bare(line).chars().count() <= 2);
    if !single {
        return None;
    }
    Line::read(&lines.concat()).rule()
}

fn tail(line: &str) -> String {
    let characters: Vec<char> = line.chars().rev().take(4).collect();
    characters.into_iter().rev().collect()
}

/// The text with full width, variants and invisible characters seen through; tabs and line breaks stay.
fn normal(text: &str) -> String {
    let folded = Folded::of(text, Spaces::Keep).text;
    folded
        .chars()
        .map(|character| match character {
            '絕' => '绝',
            '機' => '机',
            '祕' => '秘',
            '級' => '级',
            '內' => '内',
            '資' => '资',
            '開' => '开',
            '☆' | '⭐' | '✭' | '✮' | '✯' | '✩' | '⋆' | '٭' | '✶' | '⁎' | '*' => '★',
            other => other,
        })
        .collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// A line read as a sequence of the things that stand on the mark of a document.
struct Line {
    text: String,
    marks: Marks,
    /// Whether the whole line is made of them.
    whole: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    levels: usize,
    stars: usize,
    terms: usize,
    not_public: bool,
    internal: bool,
}

impl Line {
    fn read(line: &str) -> Self {
        let text = bare(line);
        let mut marks = Marks::default();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            match next_item(rest, &mut marks) {
                Some(length) => rest = &rest[length..],
                None => break,
            }
        }
        let whole = rest.is_empty();
        Self { text, marks, whole }
    }

    fn rule(&self) -> Option<MarkRule> {
        if !self.whole {
            return None;
        }
        let Marks { levels, stars, terms, not_public, internal } = self.marks;
        match (levels, stars) {
            (1, 1) => Some(MarkRule::ClassWithStar),
            // Several levels without a star name the levels; several stars grade something.
            (1, 0) if terms > 0 => Some(MarkRule::ClassWithTerm),
            (1, 0) => Some(MarkRule::ClassAlone),
            (0, 0) if not_public => Some(MarkRule::NotToBePublished),
            (0, 0) if internal => Some(MarkRule::InternalMaterial),
            _ => None,
        }
    }

    fn is_only_marks(&self) -> bool {
        self.whole
    }

    /// 机密★1年 at the beginning or the end of a short line that is no sentence: a letterhead or a title beside it.
    fn has_star_at_its_edge(&self) -> bool {
        let length = self.text.chars().count();
        if length > LONGEST_MARKED_LINE || self.text.matches('★').count() != 1 {
            return false;
        }
        let Some(star) = self.text.find('★') else { return false };
        let before = &self.text[..star];
        let Some(level) = LEVELS.iter().find(|level| before.ends_with(*level)) else { return false };
        let head = &before[..before.len() - level.len()];
        let after = &self.text[star + '★'.len_utf8()..];
        let tail = &after[term(after).unwrap_or(0)..];
        let (head_is_mark, tail_is_mark) = (Self::read(head).whole, Self::read(tail).whole);
        (head_is_mark && is_beside_a_mark(tail)) || (tail_is_mark && is_beside_a_mark(head) && !head.ends_with("国家"))
    }
}

/// Whether words beside a ★ read as a letterhead or a title, and not as a sentence about marks.
fn is_beside_a_mark(text: &str) -> bool {
    let speaks = text.contains(['。', '，', ',', ';', '；', '：', ':', '、', '“', '”', '"', '《', '?', '!']);
    let goes_on = ["是", "为", "指", "表示", "标志", "标识", "标注", "的", "或", "和", "与", "等", "字样"];
    !speaks && !goes_on.iter().any(|word| text.starts_with(word) || (*word != "的" && text.ends_with(word)))
}

const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];

/// Words that stand beside a level without changing what it is.
const COMPANIONS: [&str; 24] = [
    "密级和保密期限",
    "密级及保密期限",
    "保密期限",
    "保密等级",
    "涉密等级",
    "文件密级",
    "密级",
    "紧急程度",
    "份号",
    "编号",
    "特急",
    "特提",
    "加急",
    "平急",
    "急件",
    "级",
    "件",
    "注意保密",
    "注意保存",
    "妥善保管",
    "严禁外传",
    "不得外传",
    "请勿外传",
    "不得翻印",
];

const PUNCTUATION: [char; 24] = [
    ':', '(', ')', '[', ']', '【', '】', '〔', '〕', '〖', '〗', '「', '」', '<', '>', '-', '—', '─', '·', '|', ',',
    '=', '~', '_',
];

/// The length in bytes of the next thing that may stand on a mark, noted in `marks`.
fn next_item(rest: &str, marks: &mut Marks) -> Option<usize> {
    if let Some(level) = LEVELS.iter().find(|level| rest.starts_with(*level)) {
        marks.levels += 1;
        return Some(level.len());
    }
    if rest.starts_with('★') {
        marks.stars += 1;
        return Some('★'.len_utf8());
    }
    for words in ["此件不得公开", "本件不得公开", "不得对外公开", "不得公开"] {
        if rest.starts_with(words) {
            marks.not_public = true;
            return Some(words.len());
        }
    }
    for words in ["内部资料", "内部文件", "内部材料"] {
        if rest.starts_with(words) {
            marks.internal = true;
            return Some(words.len());
        }
    }
    if marks.levels > 0
        && let Some(length) = term(rest)
    {
        marks.terms += 1;
        return Some(length);
    }
    if let Some(length) = labelled_number(rest) {
        return Some(length);
    }
    if let Some(words) = COMPANIONS.iter().find(|words| rest.starts_with(**words)) {
        // 级 and 件 belong to a level (机密级, 秘密件) and to nothing else.
        let bound = !matches!(*words, "级" | "件") || marks.levels > 0;
        return bound.then_some(words.len());
    }
    page_number(rest).or_else(|| copy_number(rest)).or_else(|| {
        let first = rest.chars().next()?;
        PUNCTUATION.contains(&first).then(|| first.len_utf8())
    })
}

/// A term of secrecy: 10年, 六个月, 长期, 启用前, 2030年12月31日前.
fn term(text: &str) -> Option<usize> {
    for words in ["长期", "永久", "启用前", "启封前", "使用前", "开考前", "公布前", "公开前", "解密前"]
    {
        if text.starts_with(words) {
            return Some(words.len());
        }
    }
    let mut length = 0;
    while let Some(part) = dated_part(&text[length..]) {
        length += part;
    }
    if length == 0 {
        return None;
    }
    for words in ["前解密", "解密", "前", "止"] {
        if text[length..].starts_with(words) {
            return Some(length + words.len());
        }
    }
    Some(length)
}

/// A number with its unit of time.
fn dated_part(text: &str) -> Option<usize> {
    let is_number = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十百半两〇零".contains(*c);
    let number: usize = text.chars().take_while(is_number).map(char::len_utf8).sum();
    let unit = ["年", "个月", "月", "天", "日"].iter().find(|unit| text[number..].starts_with(**unit))?;
    (number > 0 && text.chars().take_while(is_number).count() <= 4).then(|| number + unit.len())
}

/// 第3页, 共12页, and a number between dashes, as headers and footers carry them.
fn page_number(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    for lead in ["第", "共"] {
        if let Some(rest) = text.strip_prefix(lead) {
            let count = digits(rest);
            return (count > 0 && rest[count..].starts_with('页')).then(|| lead.len() + count + '页'.len_utf8());
        }
    }
    let rest = text.strip_prefix(['-', '—'])?;
    let count = digits(rest);
    let closed = rest[count..].starts_with(['-', '—']);
    ((1..=4).contains(&count) && closed).then(|| text.len() - rest.len() + count)
}

/// 份号：0012, the number of any length.
fn labelled_number(text: &str) -> Option<usize> {
    let label = ["份号", "编号"].iter().find(|label| text.starts_with(**label))?.len();
    let colon = usize::from(text[label..].starts_with(':'));
    let digits = text[label + colon..].bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then_some(label + colon + digits)
}

/// A 份号: six digits, or digits after 第 or No. and before 号.
fn copy_number(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let lead =
        ["No.", "NO.", "No", "NO", "第"].iter().find(|lead| text.starts_with(**lead)).map_or(0, |lead| lead.len());
    let count = digits(&text[lead..]);
    let end = lead + count;
    let closed = text[end..].starts_with('号');
    match (lead > 0 || closed, count) {
        (true, 1..=8) => Some(end + if closed { '号'.len_utf8() } else { 0 }),
        (false, 6) => Some(end),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One row of `cases/secrecy-marks.md`.
    struct Case {
        number: String,
        pieces: Vec<TextPiece>,
        refused: bool,
    }

    fn cases() -> Vec<Case> {
        let text = include_str!("../../cases/secrecy-marks.md");
        let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| 编号"));
        rows.map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let prominence = |name: &str| match name {
                "独立一行" => Prominence::Line,
                "页眉" => Prominence::Header,
                "页脚" => Prominence::Footer,
                "单元格" => Prominence::Cell,
                "表格一行" => Prominence::Row,
                "正文折行" => Prominence::Running,
                other => panic!("unknown place {other}"),
            };
            let kind = prominence(cells[1]);
            let written = cells[2]
                .trim_matches('`')
                .replace("‹换行›", "\n")
                .replace("‹制表›", "\t")
                .replace("‹零宽›", "\u{200b}");
            let pieces = written.split("‹另段›").map(|text| TextPiece::new("", text, kind)).collect();
            let refused = match cells[3] {
                "拒收" => true,
                "放行" => false,
                other => panic!("unknown verdict {other}"),
            };
            Case { number: cells[0].to_owned(), pieces, refused }
        })
        .collect()
    }

    #[test]
    fn the_table_of_cases_holds() {
        let cases = cases();
        assert!(cases.iter().filter(|case| case.refused).count() >= 20);
        assert!(cases.iter().filter(|case| !case.refused).count() >= 20);
        let wrong: Vec<String> = cases
            .iter()
            .filter(|case| secrecy_mark(&case.pieces).is_some() != case.refused)
            .map(|case| format!("{} {:?} {:?}", case.number, case.pieces, secrecy_mark(&case.pieces)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn each_rule_has_its_name() {
        let rule = |text: &str| secrecy_mark(&[TextPiece::line("", text)]).map(|found| found.rule);
        assert_eq!(rule("机密★10年"), Some(MarkRule::ClassWithStar));
        assert_eq!(rule("机密 10年"), Some(MarkRule::ClassWithTerm));
        assert_eq!(rule("机 密"), Some(MarkRule::ClassAlone));
        assert_eq!(rule("不得公开"), Some(MarkRule::NotToBePublished));
        assert_eq!(rule("内部资料"), Some(MarkRule::InternalMaterial));
        assert_eq!(rule("公开"), None);
    }

    #[test]
    fn a_found_mark_keeps_nothing_of_the_text() {
        let found = secrecy_mark(&[TextPiece::line("甲文件", "机密★10年关于乙的报告")]);
        let kept = serde_json::to_string(&found).unwrap();
        assert_eq!(kept, r#"{"rule":"class_with_star"}"#);
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(text in r"[绝机秘密★☆*级件第页共号年月0-9一十国家 　\n\t\-（）]{0,24}|.{0,30}") {
            for prominence in [Prominence::Line, Prominence::Running, Prominence::Row, Prominence::Cell] {
                let _ = secrecy_mark(&[TextPiece::new("", text.clone(), prominence)]);
            }
        }

        #[test]
        fn a_mark_is_found_whatever_spaces_stand_in_it(level in 0_usize..3, gaps in prop::collection::vec("[ 　\u{200b}\u{a0}]{0,3}", 4), years in 1_u32..=30) {
            let level: Vec<char> = LEVELS[level].chars().collect();
            let text = format!("{}{}{}{}★{}{years}年{}", gaps[0], level[0], gaps[1], level[1], gaps[2], gaps[3]);
            prop_assert!(secrecy_mark(&[TextPiece::line("", text)]).is_some());
        }
    }
}
