//! Bytes to text: UTF-8 with or without its mark, UTF-16 with one, GB18030 without any declaration.

use encoding_rs::{Encoding, GB18030};

use crate::intake::refused::{Foreign, IntakeRefused};
use crate::intake::{file, picture};
use crate::read::ReadRefused;

/// The text of a file.
///
/// # Errors
/// [`ReadRefused`] for anything that is no text.
pub(super) fn decode(bytes: &[u8], name: &str) -> Result<String, ReadRefused> {
    foreign(bytes, name)?;
    let text = decoded(bytes)?;
    if text.trim_matches(|character: char| character.is_whitespace() || character == '\0').is_empty() {
        return Err(ReadRefused::Empty);
    }
    if looks_like_noise(&text) {
        return Err(ReadRefused::NotText);
    }
    Ok(text)
}

/// Refuses what is known to be another format, with the words for it.
fn foreign(bytes: &[u8], name: &str) -> Result<(), ReadRefused> {
    if picture::is_picture(bytes) {
        return Err(ReadRefused::Picture);
    }
    let head = &bytes[..bytes.len().min(4_096)];
    match file::refuse_unreadable(head, &mut std::io::Cursor::new(bytes), name) {
        // What has no beginning that is known is looked at as text, and told by what comes of it.
        Ok(()) | Err(IntakeRefused::Unreadable(Foreign::Unknown) | IntakeRefused::Empty) => Ok(()),
        Err(refused) => Err(refused.into()),
    }
}

fn decoded(bytes: &[u8]) -> Result<String, ReadRefused> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Ok(text.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        // Cut in the middle of a character: a truncated file is still read as far as it goes.
        Err(error) if error.error_len().is_none() => {
            let valid = &bytes[..error.valid_up_to()];
            Ok(String::from_utf8_lossy(valid).into_owned())
        }
        Err(_) => {
            let (text, broken) = GB18030.decode_without_bom_handling(bytes);
            // A file cut in the middle of a character ends in one replacement; more is no GB18030.
            let marks = if broken { text.matches('\u{fffd}').count() } else { 0 };
            if marks > 1 { Err(ReadRefused::NotText) } else { Ok(text.into_owned()) }
        }
    }
}

/// Noise decodes as GB18030 now and then; a text has hardly any control characters.
fn looks_like_noise(text: &str) -> bool {
    let mut all = 0usize;
    let mut controls = 0usize;
    for character in text.chars() {
        all += 1;
        let private = matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
        let control = character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}');
        controls += usize::from(private || control);
    }
    controls * 50 > all
}
