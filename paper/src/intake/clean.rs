//! Text made fit to be kept: composed, and free of characters that nobody sees.

use affairs::document::edition::is_deceptive;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in NFC without characters that are not seen but change what is read. A clerk cannot find them in order to
/// delete them, and what is left is what was to be seen all along.
pub(crate) fn clean(text: &str) -> String {
    let kept = |character: &char| !is_deceptive(*character) && !is_stray(*character);
    if text.chars().all(|character| kept(&character)) && is_nfc(text) {
        return text.to_owned();
    }
    text.chars().filter(kept).nfc().collect()
}

/// Noncharacters and the replacement for bytes that were none.
fn is_stray(character: char) -> bool {
    matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe
}

/// Decodes text as Chinese offices write it: UTF-8 or UTF-16 with its mark, UTF-8 without, GB18030.
pub(crate) fn decode(bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.into());
    }
    encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// Whether decoded text is text: no control characters but those of layout.
pub(crate) fn is_plain(text: &str) -> bool {
    !text
        .chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unseen_characters_go_and_rare_ones_stay() {
        assert_eq!(clean("张\u{200b}三\u{202e}䶮𠮷\u{feff}e\u{301}\u{ffff}"), "张三䶮𠮷é");
    }

    #[test]
    fn the_encodings_of_offices_are_read() {
        let gb = encoding_rs::GB18030.encode("济源市司法局䶮").0.into_owned();
        assert_eq!(decode(&gb).as_deref(), Some("济源市司法局䶮"));
        assert_eq!(decode("\u{feff}公开".as_bytes()).as_deref(), Some("公开"));
        let utf16: Vec<u8> = "\u{feff}公开".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).as_deref(), Some("公开"));
        assert_eq!(decode(&[0xff, 0xff, 0x80]), None);
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
