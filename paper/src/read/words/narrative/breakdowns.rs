//! Totals that the text takes apart: "118条。其中，…3条。…101条。…14条" and "380条，其中…（…）".

use law::annual_report::{Breakdown, Narrative, Notion};

use super::{NumberInText, Passage, begins_item, is_sentence_end};
use crate::read::words::number::starts_with;

/// From a total to 其中 there are at most these many characters, and no other figure.
const FARTHEST: usize = 24;
/// The parts of a total stand within these many characters.
const LONGEST_LIST: usize = 1_000;

/// Finds the breakdowns among the figures of a passage, which begin at `first` in the narrative.
pub(super) fn collect(passage: &Passage, numbers: &[NumberInText], first: usize, narrative: &mut Narrative) {
    for (index, total) in numbers.iter().enumerate() {
        let next_begin = numbers.get(index + 1).map_or(passage.characters.len(), |next| next.begin);
        let Some(opening) = opening(passage, total, next_begin) else { continue };
        let parts = parts_within(passage, numbers, index, &opening);
        let larger = parts.iter().any(|position| numbers[*position].value > total.value);
        // What is larger than the total is no part of it, so the words speak of something else.
        if parts.len() < 2 || larger || (opening.across && is_of_applications(&narrative.figures[first + index].notion))
        {
            continue;
        }
        let exhaustive = opening.says_all || last_is_rest(passage, numbers, &parts);
        narrative.breakdowns.push(Breakdown {
            total: first + index,
            parts: parts.into_iter().map(|position| first + position).collect(),
            exhaustive,
        });
    }
}

/// Cases of reconsideration or suit stand beside applications, never among them.
fn is_of_cases(passage: &Passage, numbers: &[NumberInText], position: usize, number: &NumberInText) -> bool {
    let from = position.checked_sub(1).map_or(0, |before| numbers[before].end);
    let words = passage.text(from, number.begin);
    ["复议", "诉讼", "起诉"].iter().any(|word| words.contains(word))
}

/// The stretch in which the parts of a total stand.
struct Opening {
    begin: usize,
    end: usize,
    /// 分别为, 包括: the parts are all.
    says_all: bool,
    /// 其中 begins a new sentence.
    across: bool,
}

/// Sentences about applications name many figures that are no parts of each other.
fn is_of_applications(notion: &Notion) -> bool {
    matches!(
        notion,
        Notion::Received { .. } | Notion::CarriedIn | Notion::Answered | Notion::CarriedOver | Notion::Outcome(_)
    )
}

fn opening(passage: &Passage, total: &NumberInText, next_begin: usize) -> Option<Opening> {
    let text = &passage.characters;
    let last = next_begin.min(total.end + FARTHEST).min(text.len());
    if let Some(at) = (total.end..last).find(|at| starts_with(text, *at, "其中")) {
        let begin = at + 2;
        let between = &text[total.end..at];
        let bracket = between.iter().any(|character| matches!(character, '（' | '('));
        let across = between.iter().any(|character| is_sentence_end(*character));
        let end = if bracket {
            closing_bracket(text, begin)
        } else if across {
            end_of_item(text, begin)
        } else if matches!(text.get(begin), Some('：' | ':')) {
            // A colon opens a list, and semicolons part its members.
            list_end(text, begin)
        } else {
            passage.sentence_end(begin)
        };
        return Some(Opening { begin, end, says_all: false, across });
    }
    // A bracket directly behind the total, unless it says what the total includes beside.
    let bracketed = matches!(text.get(total.end), Some('（' | '('));
    let includes = ["含", "包含", "不含", "另"].iter().any(|word| starts_with(text, total.end + 1, word));
    if bracketed && !includes {
        let begin = total.end + 1;
        return Some(Opening { begin, end: closing_bracket(text, begin), says_all: false, across: false });
    }
    let lists = (total.end..last).find(|at| starts_with(text, *at, "分别为") || starts_with(text, *at, "分别是"))?;
    Some(Opening { begin: lists + 3, end: passage.sentence_end(lists), says_all: true, across: false })
}

fn list_end(text: &[char], begin: usize) -> usize {
    let stop = text.len().min(begin + LONGEST_LIST);
    (begin..stop).find(|at| matches!(text[*at], '。' | '\n')).unwrap_or(stop)
}

fn closing_bracket(text: &[char], begin: usize) -> usize {
    let mut depth = 0usize;
    for (offset, character) in text[begin..].iter().take(LONGEST_LIST).enumerate() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' if depth == 0 => return begin + offset,
            '）' | ')' => depth -= 1,
            '\n' => return begin + offset,
            _ => {}
        }
    }
    text.len().min(begin + LONGEST_LIST)
}

/// The parts may go on over sentences, but not into the next numbered item or to another channel.
fn end_of_item(text: &[char], begin: usize) -> usize {
    const OTHER_CHANNELS: [&str; 7] = ["微信", "微博", "公众号", "抖音", "头条", "客户端", "报纸"];
    let stop = text.len().min(begin + LONGEST_LIST);
    (begin..stop)
        .find(|at| begins_item(text, *at) || OTHER_CHANNELS.iter().any(|channel| starts_with(text, *at, channel)))
        .unwrap_or(stop)
}

/// The figures of the total's unit that stand in the opening and not in a bracket of it.
fn parts_within(passage: &Passage, numbers: &[NumberInText], total: usize, opening: &Opening) -> Vec<usize> {
    let mut parts = Vec::new();
    let mut depth = 0i32;
    let mut at = opening.begin;
    for (offset, number) in numbers[total + 1..].iter().enumerate() {
        if number.begin >= opening.end {
            break;
        }
        // Each character is looked at once, or a page of brackets would cost its square.
        for character in &passage.characters[at.min(number.begin)..number.begin] {
            match character {
                '（' | '(' => depth += 1,
                '）' | ')' => depth -= 1,
                _ => {}
            }
        }
        at = at.max(number.begin);
        let position = total + 1 + offset;
        if depth == 0 && number.unit == numbers[total].unit && !is_of_cases(passage, numbers, position, number) {
            parts.push(position);
        }
    }
    parts
}

/// Whether the last part is called 其他 or 其余: then nothing is left out.
fn last_is_rest(passage: &Passage, numbers: &[NumberInText], parts: &[usize]) -> bool {
    let [.., before, last] = parts else { return false };
    let words = passage.text(numbers[*before].end, numbers[*last].begin);
    ["其他", "其它", "其余"].iter().any(|word| words.contains(word))
}
