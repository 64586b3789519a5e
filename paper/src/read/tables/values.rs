//! A cell's text as a value: printed, blank or unreadable.

use law::annual_report::{Amount, Cell};
use unicode_normalization::UnicodeNormalization;

/// No register counts higher; longer digits are noise.
const MOST_DIGITS: usize = 15;

const COUNT_UNITS: [&str; 8] = ["件", "项", "个", "条", "次", "宗", "份", "起"];

/// Plain width, no white space at the ends, no invisible characters.
fn cleaned(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_owned();
    }
    let visible = |character: &char| !matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}');
    text.nfkc().filter(visible).collect::<String>().trim().to_owned()
}

/// A dash or stroke says "nothing here", which is a blank and no zero.
fn says_nothing(text: &str) -> bool {
    text.chars().all(|character| matches!(character, '-' | '—' | '–' | '―' | '/' | '\\' | '─'))
}

/// A cell of counts.
pub(super) fn count_cell(text: &str) -> Cell {
    let cleaned = cleaned(text);
    if says_nothing(&cleaned) {
        return Cell::Blank;
    }
    match count(&cleaned) {
        Some(count) => Cell::Printed(count),
        None => Cell::Unreadable(shortened(text)),
    }
}

fn count(cleaned: &str) -> Option<i64> {
    let bare = COUNT_UNITS.iter().find_map(|unit| cleaned.strip_suffix(unit)).unwrap_or(cleaned).trim_end();
    let (negative, digits) = if let Some(rest) = bare.strip_prefix(['-', '−', '减', '–']) {
        (true, rest)
    } else {
        (false, bare.strip_prefix(['+', '增']).unwrap_or(bare))
    };
    let digits = without_group_commas(digits.trim_start())?;
    if digits.is_empty() || digits.len() > MOST_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = digits.parse().ok()?;
    Some(if negative { -count } else { count })
}

/// `11,398,889`: commas stand before each three digits, or there are none.
fn without_group_commas(digits: &str) -> Option<String> {
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

/// Whether a word is one count and nothing else.
pub(super) fn is_count(word: &str) -> bool {
    // The cheap length first: a line may be long.
    word.len() <= 4 * MOST_DIGITS && count(&cleaned(word)).is_some()
}

/// A cell of money. A unit in the header that is not the form's belongs to the number.
pub(super) fn amount_cell(text: &str, unit: Option<&str>) -> Cell<Amount> {
    let mut cleaned = cleaned(text);
    if says_nothing(&cleaned) {
        return Cell::Blank;
    }
    if let Some(unit) = unit.filter(|_| cleaned.ends_with(|last: char| last.is_ascii_digit())) {
        cleaned.push_str(unit);
    }
    match Amount::parse(&cleaned) {
        Ok(amount) => Cell::Printed(amount),
        Err(_) => Cell::Unreadable(shortened(text)),
    }
}

/// Whether a cell may hold a value: a number with at most a unit, a blank or a dash, but no words.
pub(super) fn may_be_value(text: &str) -> bool {
    let cleaned = cleaned(text);
    let belongs = |character: char| {
        character.is_ascii_digit() || character.is_whitespace() || "+-−.,增减件项个条次宗份起元万亿".contains(character)
    };
    says_nothing(&cleaned)
        || cleaned.chars().all(belongs) && cleaned.chars().any(|character| character.is_ascii_digit())
}

/// The digits of words that cannot be told apart, as they are kept in an unreadable cell: digits and
/// spaces alone say that the reader gave up, not that the report is wrong.
pub(super) fn digits_of(words: &str) -> String {
    let kept: String = words.chars().filter(|character| character.is_ascii_digit() || *character == ' ').collect();
    shortened(&kept)
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_they_are_printed() {
        for (text, cell) in [
            ("0", Cell::Printed(0)),
            (" １２ ", Cell::Printed(12)),
            ("983件", Cell::Printed(983)),
            ("-2", Cell::Printed(-2)),
            ("－2", Cell::Printed(-2)),
            ("减2", Cell::Printed(-2)),
            ("+3", Cell::Printed(3)),
            ("11,398,889", Cell::Printed(11_398_889)),
            ("", Cell::Blank),
            ("\u{a0}", Cell::Blank),
            ("—", Cell::Blank),
            ("/", Cell::Blank),
            ("1 2", Cell::Unreadable("1 2".to_owned())),
            ("1.5", Cell::Unreadable("1.5".to_owned())),
            ("1,5", Cell::Unreadable("1,5".to_owned())),
            ("无", Cell::Unreadable("无".to_owned())),
            ("1234567890123456", Cell::Unreadable("1234567890123456".to_owned())),
        ] {
            assert_eq!(count_cell(text), cell, "{text}");
        }
    }

    #[test]
    fn amounts_keep_their_words() {
        assert_eq!(amount_cell("251000 元", None).printed().map(Amount::printed), Some("251000元"));
        assert_eq!(amount_cell("33.5（含税）", None).printed().map(Amount::printed), Some("33.5"));
        assert_eq!(amount_cell("120", Some("元")).printed().map(Amount::printed), Some("120元"));
        assert_eq!(amount_cell("—", Some("元")), Cell::Blank);
        assert_eq!(amount_cell("见附件", None), Cell::Unreadable("见附件".to_owned()));
    }
}
