//! What may stand on paper: every character of the data is seen or it is not there.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{WriteError, fonts::FontSet};

/// A run of Latin letters or digits longer than this gets places where a line may end; a file
/// name of two hundred letters would otherwise run out of its cell.
const LONGEST_UNBROKEN_RUN: usize = 20;
/// How far apart these places are in such a run.
const BREAK_EVERY: usize = 8;
/// A place where a line may end, invisible.
const BREAK_HERE: char = '\u{200B}';
/// How much of the text is quoted around a character that cannot be printed.
const AROUND: usize = 8;

/// Makes every text of the data fit for printing: NFC, no invisible characters (a reversed
/// title must not deceive the person who signs it), long runs breakable.
///
/// # Errors
/// [`WriteError::MissingGlyph`] for the first character that no face has.
pub(crate) fn prepare(data: &mut Value, fonts: &FontSet) -> Result<(), WriteError> {
    match data {
        Value::String(text) => {
            let seen = visible(text);
            check(&seen, fonts)?;
            *text = breakable(&seen);
            Ok(())
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| prepare(value, fonts)),
        Value::Object(fields) => fields.values_mut().try_for_each(|value| prepare(value, fonts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// The text without what cannot be seen: controls, bidirectional marks, zero-width characters,
/// variation selectors. Line ends stay, tabs become spaces.
pub(crate) fn visible(text: &str) -> String {
    text.nfc()
        .filter_map(|character| match character {
            '\n' => Some('\n'),
            '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{A0}' => Some(' '),
            _ if character.is_control() || is_invisible(character) => None,
            _ => Some(character),
        })
        .collect()
}

/// Characters that Unicode asks a renderer to show as nothing.
fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0xAD | 0x034F
            | 0x061C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFA0
            | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3
            | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF
    )
}

/// The visible text, with an empty box for every character that no face has.
pub(crate) fn shown(text: &str, fonts: &FontSet) -> String {
    let drawn = |character: char| matches!(character, ' ' | '\n' | '\u{3000}') || fonts.has(character);
    visible(text).chars().map(|character| if drawn(character) { character } else { '□' }).collect()
}

fn check(text: &str, fonts: &FontSet) -> Result<(), WriteError> {
    let missing = text
        .char_indices()
        .find(|(_, character)| !matches!(character, ' ' | '\n' | '\u{3000}') && !fonts.has(*character));
    match missing {
        None => Ok(()),
        Some((at, character)) => Err(WriteError::MissingGlyph { character, around: around(text, at) }),
    }
}

fn around(text: &str, at: usize) -> String {
    let before: Vec<char> = text[..at].chars().rev().take(AROUND).collect();
    before.into_iter().rev().chain(text[at..].chars().take(AROUND + 1)).collect()
}

fn breakable(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut run = String::new();
    for character in text.chars() {
        // Chinese breaks anywhere; only the other scripts make runs.
        if character.is_whitespace() || u32::from(character) >= 0x2E80 {
            finish_run(&mut run, &mut result);
            result.push(character);
        } else {
            run.push(character);
        }
    }
    finish_run(&mut run, &mut result);
    result
}

fn finish_run(run: &mut String, result: &mut String) {
    let long = run.chars().count() > LONGEST_UNBROKEN_RUN;
    for (at, character) in run.drain(..).enumerate() {
        if long && at > 0 && at % BREAK_EVERY == 0 {
            result.push(BREAK_HERE);
        }
        result.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_leave_and_tabs_become_spaces() {
        assert_eq!(visible("公\u{202E}开\u{200B}目\u{FEFF}录\t表\r\n"), "公开目录 表\n");
        assert_eq!(visible("e\u{301}"), "é");
    }

    #[test]
    fn a_missing_character_is_named_with_its_surroundings() {
        let mut data = serde_json::json!({"rows": [["关于印发😀办法的通知"]]});
        let refusal = prepare(&mut data, &FontSet::embedded()).unwrap_err().to_string();
        assert!(refusal.contains("“😀”（U+1F600）"), "{refusal}");
        assert!(refusal.contains("关于印发😀办法的通知"), "{refusal}");
    }

    #[test]
    fn only_long_runs_of_latin_are_broken() {
        assert_eq!(breakable("通知".repeat(40).as_str()), "通知".repeat(40));
        assert_eq!(breakable("a".repeat(20).as_str()), "a".repeat(20));
        let long = "名a1234567b1234567c1234567";
        assert_eq!(breakable(long), "名a1234567\u{200B}b1234567\u{200B}c1234567");
    }
}
