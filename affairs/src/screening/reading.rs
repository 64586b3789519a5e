//! 机器初读: what a published text should not hold, found before anyone is asked to approve it.

use super::mask::mask;
use super::numbers::{KnownNumbers, NumberFound, numbers_in};
use super::piece::{Prominence, TextPiece, column_name};
use super::words::{WordFound, WordList, Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// So many characters of context stand on each side of an excerpt.
const CONTEXT: usize = 14;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Eighteen characters with the right check character.
    ResidentId,
    /// Eighteen in the shape of an ID number, the check character wrong.
    ResidentIdUnchecked,
    /// The fifteen digits used before 1999.
    OldResidentId,
    Mobile,
    Landline,
    BankCard,
    Email,
    WrongWord,
    ForbiddenWord,
    LeaderTitle,
}

impl FindingKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::ResidentId,
        Self::ResidentIdUnchecked,
        Self::OldResidentId,
        Self::Mobile,
        Self::Landline,
        Self::BankCard,
        Self::Email,
        Self::WrongWord,
        Self::ForbiddenWord,
        Self::LeaderTitle,
    ];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::ResidentIdUnchecked => "resident_id_unchecked",
            Self::OldResidentId => "old_resident_id",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::BankCard => "bank_card",
            Self::Email => "email",
            Self::WrongWord => "wrong_word",
            Self::ForbiddenWord => "forbidden_word",
            Self::LeaderTitle => "leader_title",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind as a clerk reads it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ResidentId => "居民身份证号码",
            Self::ResidentIdUnchecked => "疑似居民身份证号码",
            Self::OldResidentId => "15位旧身份证号码",
            Self::Mobile => "手机号码",
            Self::Landline => "固定电话号码",
            Self::BankCard => "银行卡号",
            Self::Email => "电子邮箱",
            Self::WrongWord => "用词不规范",
            Self::ForbiddenWord => "禁用词",
            Self::LeaderTitle => "领导姓名与职务",
        }
    }

    /// Whether the value belongs to a person, so that it is masked wherever it is shown again.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        !matches!(self, Self::WrongWord | Self::ForbiddenWord | Self::LeaderTitle)
    }
}

/// Whether the submission waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Warn,
    Block,
}

impl Severity {
    /// Whether the finding must be masked, removed or justified first.
    #[must_use]
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Block)
    }
}

/// One finding. It holds no personal value: the excerpt is masked, and the key is made of place and order alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    /// Where, as the piece says; in a table row with the column added: 工作表“名单”第12行C列.
    pub place: String,
    /// The place of the piece itself, without the column.
    pub piece_place: String,
    /// Bytes within the piece's text.
    pub range: Range<usize>,
    pub severity: Severity,
    /// The words around it, every personal value in them masked.
    pub excerpt_masked: String,
    /// The same for the same text: kind, place and order of occurrence.
    pub stable_key: String,
    /// What the machine suggests, or empty.
    pub suggestion: String,
}

/// The lists made ready; build one and read many documents with it.
#[derive(Debug)]
pub struct Reader {
    words: Words,
    known: KnownNumbers,
}

impl Reader {
    /// Makes the lists ready.
    #[must_use]
    pub fn new(list: &WordList, known: &KnownNumbers) -> Self {
        Self { words: Words::new(list), known: known.clone() }
    }

    /// Everything found in the pieces of one document, in reading order.
    #[must_use]
    pub fn read(&self, pieces: &[TextPiece]) -> Vec<Finding> {
        let mut met = Vec::new();
        let mut counts: BTreeMap<(FindingKind, String), usize> = BTreeMap::new();
        let mut findings = Vec::new();
        for piece in pieces {
            let numbers = numbers_in(piece, &self.known);
            let words = self.words.words_in(piece, &mut met);
            let mut both: Vec<Found> =
                numbers.iter().map(Found::from).chain(words.into_iter().map(Found::from)).collect();
            both.sort_by_key(|found| found.range.start);
            for found in both {
                let place = place_of(piece, &found.range);
                let order = counts.entry((found.kind, place.clone())).or_insert(0);
                *order += 1;
                findings.push(Finding {
                    kind: found.kind,
                    stable_key: format!("{}@{place}#{order}", found.kind.code()),
                    place,
                    piece_place: piece.place.clone(),
                    excerpt_masked: excerpt(&piece.text, &found.range, &numbers),
                    range: found.range,
                    severity: found.severity,
                    suggestion: found.suggestion,
                });
            }
        }
        findings
    }
}

/// Everything found in the pieces of one document, in reading order.
#[must_use]
pub fn read(pieces: &[TextPiece], list: &WordList, known: &KnownNumbers) -> Vec<Finding> {
    Reader::new(list, known).read(pieces)
}

struct Found {
    kind: FindingKind,
    severity: Severity,
    range: Range<usize>,
    suggestion: String,
}

impl From<&NumberFound> for Found {
    fn from(number: &NumberFound) -> Self {
        let suggestion = match number.kind {
            FindingKind::ResidentIdUnchecked => "形似身份证号码但校验码不符，请核对；确属个人信息的请隐去。",
            FindingKind::Email => "请确认该邮箱可以公开。",
            FindingKind::Landline => "不是本机关已公布的电话，请确认可以公开，否则隐去。",
            _ => "属于个人信息，请隐去或删除；确需公开的，写明依据。",
        };
        let (kind, severity, range) = (number.kind, number.severity, number.range.clone());
        Self { kind, severity, range, suggestion: suggestion.to_owned() }
    }
}

impl From<WordFound> for Found {
    fn from(word: WordFound) -> Self {
        Self { kind: word.kind, severity: word.severity, range: word.range, suggestion: word.suggestion }
    }
}

fn place_of(piece: &TextPiece, range: &Range<usize>) -> String {
    if piece.prominence != Prominence::Row {
        return piece.place.clone();
    }
    let column = piece.text.get(..range.start).map_or(0, |before| before.matches('\t').count());
    format!("{}{}列", piece.place, column_name(column))
}

/// The words around a range, on its own line, every number of a person masked.
fn excerpt(text: &str, range: &Range<usize>, numbers: &[NumberFound]) -> String {
    let is_break = |character: char| matches!(character, '\n' | '\t');
    let before = text.get(..range.start).unwrap_or("");
    let start = before
        .char_indices()
        .rev()
        .take(CONTEXT)
        .take_while(|(_, c)| !is_break(*c))
        .last()
        .map_or(range.start, |(at, _)| at);
    let after = text.get(range.end..).unwrap_or("");
    let end = after
        .char_indices()
        .take(CONTEXT)
        .take_while(|(_, c)| !is_break(*c))
        .last()
        .map_or(range.end, |(at, c)| range.end + at + c.len_utf8());
    let mut out = String::new();
    if start > 0 {
        out.push('…');
    }
    let mut at = start;
    for number in numbers.iter().filter(|number| number.range.end > start && number.range.start < end) {
        // A number cut by the edge of the excerpt is still masked whole.
        let from = number.range.start.max(at);
        out.push_str(text.get(at..from).unwrap_or(""));
        out.push_str(&mask(number.kind, text.get(number.range.clone()).unwrap_or("")));
        at = number.range.end;
    }
    if at < end {
        out.push_str(text.get(at..end).unwrap_or(""));
    }
    if at.max(end) < text.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Vec<Finding> {
        read(&[TextPiece::line("正文第1段", text)], &WordList::default(), &KnownNumbers::default())
    }

    #[test]
    fn an_excerpt_shows_no_personal_value_not_even_a_neighbours() {
        let findings = read_text("张某，身份证11010519491231002X，电话13800138000，卡号4111111111111111。");
        assert_eq!(findings.len(), 3);
        for finding in &findings {
            for value in ["19491231", "13800138000", "38001380", "41111111"] {
                assert!(!finding.excerpt_masked.contains(value), "{}", finding.excerpt_masked);
            }
        }
        assert!(findings[0].excerpt_masked.contains("身份证110*************2X"));
    }

    #[test]
    fn a_finding_in_a_row_names_its_column() {
        let piece = TextPiece::new("工作表“名单”第12行", "张某\t男\t13800138000", Prominence::Row);
        let findings = read(&[piece], &WordList::default(), &KnownNumbers::default());
        assert_eq!(findings[0].place, "工作表“名单”第12行C列");
        assert_eq!(findings[0].stable_key, "mobile@工作表“名单”第12行C列#1");
        assert_eq!(findings[0].excerpt_masked, "…***********");
    }

    #[test]
    fn keys_tell_two_of_a_kind_apart_and_stay_the_same() {
        let text = "13800138000、13900139000";
        let keys: Vec<String> = read_text(text).into_iter().map(|finding| finding.stable_key).collect();
        assert_eq!(keys, ["mobile@正文第1段#1", "mobile@正文第1段#2"]);
        let again: Vec<String> = read_text(text).into_iter().map(|finding| finding.stable_key).collect();
        assert_eq!(keys, again);
    }

    #[test]
    fn the_codes_are_all_different() {
        let codes: std::collections::BTreeSet<&str> = FindingKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), FindingKind::ALL.len());
        assert!(FindingKind::ALL.iter().all(|kind| FindingKind::from_code(kind.code()) == Some(*kind)));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_without_a_leak(before in ".{0,30}", after in ".{0,30}") {
            let findings = read_text(&format!("{before} 11010519491231002X {after}"));
            for finding in findings.iter().filter(|finding| finding.kind == FindingKind::ResidentId) {
                prop_assert!(!finding.excerpt_masked.contains("10519491231"));
            }
        }
    }
}
