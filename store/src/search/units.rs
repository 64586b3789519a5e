//! Text cut in two ways: into words of the dictionary, and into units (a Chinese character, or a run of letters and
//! digits) whose neighbouring pairs are indexed.

use jieba_rs::Jieba;
use std::ops::Range;
use tantivy::tokenizer::{PreTokenizedString, Token};

/// Parts the two units of a pair; no text holds it, since control characters are refused at submission.
const JOINT: char = '\u{1}';

/// Words that say nothing by themselves; they neither narrow nor widen a search.
const EMPTY_WORDS: [&str; 24] = [
    "的", "了", "和", "与", "及", "或", "在", "是", "有", "吗", "呢", "怎么", "怎样", "如何", "什么", "哪些", "关于",
    "请问", "我", "我们", "你们", "一下", "办", "the",
];

/// A unit of text and the bytes it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub text: String,
    pub range: Range<usize>,
}

/// The units of a text in lower case. Punctuation and spaces part nothing: a phrase is found across them.
pub fn units(text: &str) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    let mut open = false;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if is_of_a_run(character) {
            match found.last_mut().filter(|_| open) {
                Some(unit) => {
                    unit.text.extend(folded(character));
                    unit.range.end = end;
                }
                None => found.push(Unit { text: folded(character).collect(), range: start..end }),
            }
            open = true;
        } else {
            open = false;
            if character.is_alphanumeric() {
                found.push(Unit { text: folded(character).collect(), range: start..end });
            }
        }
    }
    found
}

/// Letters and digits of the Latin alphabet, in full width too, belong together.
fn is_of_a_run(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// Lower case, and full width as half width.
fn folded(character: char) -> impl Iterator<Item = char> {
    let narrow = match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    };
    narrow.to_lowercase()
}

/// The term of two neighbours; the last unit of a text is paired with nothing.
pub fn pair(first: &str, second: &str) -> String {
    format!("{first}{JOINT}{second}")
}

/// A pattern for every pair that begins with this unit: how a single character is looked for.
pub fn pairs_beginning_with(unit: &str) -> String {
    // A unit is letters and digits only, so nothing in it means anything to a pattern.
    format!("{unit}{JOINT}.*")
}

/// Every pair of a text, ready for the index.
pub fn paired(text: &str) -> PreTokenizedString {
    let units = units(text);
    let tokens = units
        .iter()
        .enumerate()
        .map(|(position, unit)| {
            let next = units.get(position + 1).map_or("", |next| next.text.as_str());
            token(&unit.range, position, pair(&unit.text, next))
        })
        .collect();
    PreTokenizedString { text: text.to_owned(), tokens }
}

/// Every word of a text, ready for the index.
pub fn worded(dictionary: &Jieba, text: &str) -> PreTokenizedString {
    let words = dictionary.cut_for_search(text, true);
    let tokens = words
        .into_iter()
        .filter(|word| word.word.chars().any(char::is_alphanumeric))
        .map(|word| token(&(word.byte_start..word.byte_end), word.start, lower(word.word)))
        .collect();
    PreTokenizedString { text: text.to_owned(), tokens }
}

fn token(range: &Range<usize>, position: usize, text: String) -> Token {
    Token { offset_from: range.start, offset_to: range.end, position, text, position_length: 1 }
}

/// The words of a question that say something, each once.
pub fn telling_words(dictionary: &Jieba, text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in dictionary.cut(text, true) {
        let word = lower(word.word);
        let tells = word.chars().any(char::is_alphanumeric) && !EMPTY_WORDS.contains(&word.as_str());
        if tells && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn lower(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        units(text).into_iter().map(|unit| unit.text).collect()
    }

    #[test]
    fn characters_stand_alone_and_runs_stay_together() {
        assert_eq!(texts("云司〔2019〕6号，PDF"), ["云", "司", "2019", "6", "号", "pdf"]);
        assert_eq!(texts("２０１９年"), ["2019", "年"]);
        assert_eq!(texts("𠮷野"), ["𠮷", "野"]);
        assert!(texts(" ，。\u{0}").is_empty());
    }

    #[test]
    fn a_question_keeps_what_tells() {
        let dictionary = Jieba::new();
        assert_eq!(telling_words(&dictionary, "如何申请法律援助"), ["申请", "法律援助"]);
    }
}
