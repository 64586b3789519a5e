//! 敏感词、易错词、领导职务: the office's own lists, read in one pass.

use super::fold::{Folded, Spaces};
use super::piece::{Prominence, TextPiece};
use super::reading::{FindingKind, Severity};
use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The lists an office edits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WordList {
    /// Wrong wordings, each with the right one.
    pub wrong: Vec<WrongWord>,
    /// Words that may not stand in anything published.
    pub forbidden: Vec<String>,
    /// Leaders, whose names stand with their right title.
    pub leaders: Vec<Leader>,
}

/// A wrong wording and the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongWord {
    pub wrong: String,
    pub right: String,
}

/// A leader. Several titles are parted by `、`; any of them beside the name is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leader {
    pub name: String,
    pub title: String,
}

impl WordList {
    /// A list from plain pairs, as a settings page or a test writes them.
    #[must_use]
    pub fn new(wrong: &[(&str, &str)], forbidden: &[&str], leaders: &[(&str, &str)]) -> Self {
        let own = |text: &&str| (*text).to_owned();
        Self {
            wrong: wrong.iter().map(|(wrong, right)| WrongWord { wrong: own(wrong), right: own(right) }).collect(),
            forbidden: forbidden.iter().map(own).collect(),
            leaders: leaders.iter().map(|(name, title)| Leader { name: own(name), title: own(title) }).collect(),
        }
    }
}

/// Titles that stand beside a name; the longest match counts, so that 副局长 is not taken for 局长.
const TITLES: [&str; 47] = [
    "党组书记",
    "党委书记",
    "党支部书记",
    "总支书记",
    "副书记",
    "书记",
    "副局长",
    "局长",
    "副主任",
    "主任",
    "副市长",
    "市长",
    "副省长",
    "省长",
    "副县长",
    "县长",
    "副区长",
    "区长",
    "副镇长",
    "镇长",
    "副乡长",
    "乡长",
    "副处长",
    "处长",
    "副科长",
    "科长",
    "副部长",
    "部长",
    "副厅长",
    "厅长",
    "副司长",
    "司长",
    "副院长",
    "院长",
    "副检察长",
    "检察长",
    "副主席",
    "主席",
    "副秘书长",
    "秘书长",
    "副组长",
    "组长",
    "总经理",
    "常委",
    "委员长",
    "副所长",
    "所长",
];

/// What a pattern of the automaton stands for.
#[derive(Debug, Clone, Copy)]
enum Pattern {
    Wrong(usize),
    Forbidden,
    Leader(usize),
}

/// A word found: where it stands in the original text, and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordFound {
    pub kind: FindingKind,
    pub severity: Severity,
    pub range: Range<usize>,
    pub suggestion: String,
}

/// The lists made ready for searching.
#[derive(Debug)]
pub(super) struct Words {
    list: WordList,
    patterns: Vec<Pattern>,
    texts: Vec<String>,
    /// `None` only where the lists are too large for the automaton; they are then searched word by word.
    automaton: Option<AhoCorasick>,
}

impl Words {
    /// Makes the lists ready to be searched; the same list can then be held against any number of texts.
    pub fn new(list: &WordList) -> Self {
        let mut patterns = Vec::new();
        let mut texts = Vec::new();
        let mut add = |pattern: Pattern, text: &str| {
            let folded = folded_word(text);
            if !folded.is_empty() {
                patterns.push(pattern);
                texts.push(folded);
            }
        };
        list.forbidden.iter().for_each(|word| add(Pattern::Forbidden, word));
        list.wrong.iter().enumerate().for_each(|(index, word)| add(Pattern::Wrong(index), &word.wrong));
        list.leaders.iter().enumerate().for_each(|(index, leader)| add(Pattern::Leader(index), &leader.name));
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).ok();
        Self { list: list.clone(), patterns, texts, automaton }
    }

    /// All words of a piece, in reading order. `met` remembers the leaders already named in this document.
    pub fn words_in(&self, piece: &TextPiece, met: &mut Vec<bool>) -> Vec<WordFound> {
        met.resize(self.list.leaders.len(), false);
        let mut folded = Folded::of(&piece.text, Spaces::Drop);
        folded.text.make_ascii_lowercase();
        let mut found = Vec::new();
        for (pattern, range) in self.matches(&folded.text) {
            let original = folded.original(range.clone());
            match self.patterns[pattern] {
                Pattern::Forbidden => found.push(WordFound {
                    kind: FindingKind::ForbiddenWord,
                    severity: Severity::Block,
                    range: original,
                    suggestion: "属于禁用词，请删去或改写。".to_owned(),
                }),
                Pattern::Wrong(index) => found.extend(self.wrong_word(index, &folded.text, range, original)),
                Pattern::Leader(index) => {
                    found.extend(self.leader(index, piece.prominence, &folded.text, range, original, met));
                }
            }
        }
        found
    }

    fn matches(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        if let Some(automaton) = &self.automaton {
            return automaton.find_iter(text).map(|found| (found.pattern().as_usize(), found.range())).collect();
        }
        let each = self.texts.iter().enumerate();
        let mut found: Vec<_> = each
            .flat_map(|(pattern, word)| {
                text.match_indices(word.as_str()).map(move |(start, _)| (pattern, start..start + word.len()))
            })
            .collect();
        found.sort_by_key(|(_, range)| range.start);
        found
    }

    fn wrong_word(&self, index: usize, text: &str, range: Range<usize>, original: Range<usize>) -> Option<WordFound> {
        let word = self.list.wrong.get(index)?;
        // Where the right wording contains the wrong one (中央 within 党中央), the right one is no finding.
        if stands_within(text, &range, &folded_word(&word.right)) {
            return None;
        }
        let suggestion = if word.right.is_empty() {
            "请删去或改写。".to_owned()
        } else {
            format!("建议改为“{}”。", word.right)
        };
        Some(WordFound { kind: FindingKind::WrongWord, severity: Severity::Warn, range: original, suggestion })
    }

    fn leader(
        &self,
        index: usize,
        prominence: Prominence,
        text: &str,
        range: Range<usize>,
        original: Range<usize>,
        met: &mut [bool],
    ) -> Option<WordFound> {
        let leader = self.list.leaders.get(index)?;
        let right: Vec<String> =
            leader.title.split(['、', '，', ',', '/', ' ']).map(folded_word).filter(|t| !t.is_empty()).collect();
        let first = !std::mem::replace(&mut met[index], true);
        let beside = title_beside(&text[..range.start], &text[range.end..], &right);
        let finding = |severity, suggestion| {
            Some(WordFound { kind: FindingKind::LeaderTitle, severity, range: original, suggestion })
        };
        match beside {
            Beside::Right => None,
            Beside::Other(title) => {
                finding(Severity::Block, format!("“{}”的职务应为“{}”，文中写作“{title}”。", leader.name, leader.title))
            }
            // A name in a table, a header or said again needs no title beside it.
            Beside::Nothing if !first || !matches!(prominence, Prominence::Line | Prominence::Running) => None,
            Beside::Nothing => {
                finding(Severity::Warn, format!("首次提到“{}”时请写明职务“{}”。", leader.name, leader.title))
            }
        }
    }
}

enum Beside {
    Right,
    Other(&'static str),
    Nothing,
}

fn title_beside(before: &str, after: &str, right: &[String]) -> Beside {
    let before = before.trim_end_matches(['：', ':', '（', '(', '、', '—', '-']);
    let after_bare = after.trim_start_matches(['（', '(']);
    let longest = |test: &dyn Fn(&str) -> bool| {
        TITLES.iter().filter(|title| test(title)).max_by_key(|title| title.len()).copied()
    };
    // 副局长王某 ends with 局长 too, and 市司法局局长 is one way to write 局长: the longest known title decides.
    let core = |own: &String| longest(&|title| own.ends_with(title)).map_or_else(|| own.clone(), str::to_owned);
    let is_right = |title: &str| right.iter().any(|own| core(own) == title);
    let title_before = longest(&|title| before.ends_with(title));
    let title_after = longest(&|title| after_bare.starts_with(title));
    let unlisted = right
        .iter()
        .filter(|own| !TITLES.contains(&core(own).as_str()))
        .any(|own| before.ends_with(own.as_str()) || after_bare.starts_with(own.as_str()));
    match (title_before, title_after) {
        (Some(title), _) | (None, Some(title)) if !is_right(title) && !unlisted => Beside::Other(title),
        (Some(_), _) | (_, Some(_)) => Beside::Right,
        _ if unlisted => Beside::Right,
        _ => Beside::Nothing,
    }
}

fn folded_word(text: &str) -> String {
    Folded::of(text, Spaces::Drop).text.to_ascii_lowercase()
}

fn stands_within(text: &str, range: &Range<usize>, whole: &str) -> bool {
    let word = &text[range.clone()];
    whole.match_indices(word).any(|(offset, _)| {
        let start = range.start.checked_sub(offset);
        start.is_some_and(|start| text.get(start..start + whole.len()) == Some(whole))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &WordList, texts: &[&str]) -> Vec<(FindingKind, Severity)> {
        let words = Words::new(list);
        let mut met = Vec::new();
        let pieces = texts.iter().map(|text| TextPiece::line("正文", *text));
        pieces.flat_map(|piece| words.words_in(&piece, &mut met)).map(|word| (word.kind, word.severity)).collect()
    }

    #[test]
    fn a_wrong_wording_is_found_but_not_within_the_right_one() {
        let list = WordList::new(&[("中央", "党中央"), ("截止目前", "截至目前")], &[], &[]);
        assert_eq!(found(&list, &["党中央、国务院决定"]), []);
        assert_eq!(
            found(&list, &["中央、国务院决定", "截 止\u{3000}目前"]),
            [(FindingKind::WrongWord, Severity::Warn); 2]
        );
    }

    #[test]
    fn a_forbidden_word_is_seen_through_spaces_and_widths() {
        let list = WordList::new(&[], &["绝对第一", "ABC贷"], &[]);
        for text in ["绝对第一", "绝 对\u{200b}第一", "ＡＢＣ贷", "abc 贷"] {
            assert_eq!(found(&list, &[text]), [(FindingKind::ForbiddenWord, Severity::Block)], "{text}");
        }
        assert_eq!(found(&list, &["相对第一"]), []);
    }

    #[test]
    fn a_leader_stands_with_the_right_title() {
        let list = WordList::new(&[], &[], &[("甲某某", "党组书记、局长"), ("乙某", "副局长")]);
        assert_eq!(found(&list, &["局党组书记、局长甲某某主持会议，副局长乙某参加。", "甲某某强调，乙某补充。"]), []);
        assert_eq!(found(&list, &["甲某某局长讲话", "乙某副局长陪同"]), []);
        assert_eq!(found(&list, &["副局长甲某某主持会议"]), [(FindingKind::LeaderTitle, Severity::Block)]);
        assert_eq!(found(&list, &["局长乙某主持会议"]), [(FindingKind::LeaderTitle, Severity::Block)]);
        assert_eq!(found(&list, &["甲某某主任主持会议"]), [(FindingKind::LeaderTitle, Severity::Block)]);
        assert_eq!(found(&list, &["甲某某主持会议", "甲某某指出"]), [(FindingKind::LeaderTitle, Severity::Warn)]);
    }

    #[test]
    fn empty_words_find_nothing() {
        let list = WordList::new(&[("", "x"), (" ", "")], &["", "\u{200b}"], &[("", "")]);
        assert_eq!(found(&list, &["任何文字"]), []);
    }
}
