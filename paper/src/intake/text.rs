//! Plain text as a body: a line a paragraph.

use super::clean::{decode, is_plain};
use super::flow::{Draft, Format, paragraph};
use super::limits::Limits;
use super::refused::IntakeRefused;
use affairs::document::Body;
use affairs::document::body::Align;

/// A body of the paragraphs of a text; blank lines part them and are not kept.
///
/// # Errors
/// When the text is longer or has more lines than a body may.
pub fn take(text: &str, limits: &Limits) -> Result<Body, IntakeRefused> {
    if text.len() > limits.html_bytes {
        return Err(IntakeRefused::TooMuchToRead);
    }
    let mut blocks = Vec::new();
    for line in text.lines() {
        let mut draft = Draft::default();
        draft.push_text(line, &Format::default());
        blocks.extend(draft.finish(false).into_iter().map(|made| paragraph(Align::Start, true, made.inlines)));
        if blocks.len() > limits.blocks {
            return Err(IntakeRefused::TooMuchToRead);
        }
    }
    Ok(Body { blocks })
}

/// A body of the bytes of a text file in UTF-8, UTF-16 or GB18030.
///
/// # Errors
/// As [`take`], and when the bytes are no text in any of these.
pub fn take_bytes(bytes: &[u8], limits: &Limits) -> Result<Body, IntakeRefused> {
    let text = decode(bytes).filter(|text| is_plain(text)).ok_or(IntakeRefused::Encoding)?;
    take(&text, limits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_a_paragraph() {
        let body = take("　　第一段\r\n\r\n  第二段\u{200b}  \n", &Limits::default()).unwrap();
        assert_eq!(body, Body::from_lines("第一段\n第二段"));
    }

    #[test]
    fn noise_is_no_text() {
        assert_eq!(take_bytes(&[0, 1, 2, 3], &Limits::default()), Err(IntakeRefused::Encoding));
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = take_bytes(&bytes, &Limits::default());
        }
    }
}
