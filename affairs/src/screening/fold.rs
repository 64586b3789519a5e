//! Text as the eye takes it: full-width as half-width, invisible characters gone, each character remembering where
//! it stood. What is found in the folded text is shown and masked in the original.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// What happens to white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spaces {
    /// Tabs and line breaks stay, every other space becomes a plain one.
    Keep,
    /// All of it goes, so that 机 密 is read as 机密.
    Drop,
}

/// A folded text and the way back.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    pub text: String,
    /// For each byte of `text`, the byte range of the original character.
    origin: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn of(text: &str, spaces: Spaces) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), origin: Vec::with_capacity(text.len()) };
        for (start, character) in text.char_indices() {
            let end = start + character.len_utf8();
            fold_character(character, spaces, &mut |result| folded.push(result, start, end));
        }
        folded
    }

    /// The original range of a range of the folded text. Invisible characters within it belong to it.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin.get(range.start).map_or(0, |(start, _)| *start as usize);
        let end =
            range.end.checked_sub(1).and_then(|last| self.origin.get(last)).map_or(start, |(_, end)| *end as usize);
        start..end
    }

    fn push(&mut self, character: char, start: usize, end: usize) {
        let bound = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        self.text.push(character);
        self.origin.resize(self.text.len(), (bound(start), bound(end)));
    }
}

/// One character as the eye takes it: none, one or several.
fn fold_character(character: char, spaces: Spaces, out: &mut dyn FnMut(char)) {
    match character {
        '\n' | '\t' | '\r' | ' ' => {
            if spaces == Spaces::Keep {
                out(character);
            }
        }
        '\u{21}'..='\u{7e}' | '\u{4e00}'..='\u{9fff}' => out(character),
        other if is_invisible(other) => {}
        other if other.is_whitespace() => {
            if spaces == Spaces::Keep {
                out(' ');
            }
        }
        // A circled or raised digit is a mark beside a number, not a digit of it.
        other if is_ornamental_digit(other) => out('\u{2460}'),
        other => {
            if let Some(digit) = foreign_digit(other) {
                out(digit);
            } else {
                std::iter::once(other).nfkc().filter(|result| !is_invisible(*result)).for_each(out);
            }
        }
    }
}

/// Characters that take no room or only decorate the one before.
fn is_invisible(character: char) -> bool {
    crate::document::edition::is_deceptive(character)
        || matches!(character,
            '\u{300}'..='\u{36f}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{20d0}'..='\u{20ff}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_ornamental_digit(character: char) -> bool {
    matches!(character, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{2089}' | '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3251}'..='\u{325f}')
}

fn foreign_digit(character: char) -> Option<char> {
    let zero = match character {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{f20}'..='\u{f29}' => 0xf20,
        '\u{1810}'..='\u{1819}' => 0x1810,
        _ => return None,
    };
    char::from_digit(u32::from(character) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_width_and_invisible_characters_are_seen_through() {
        let folded = Folded::of("机\u{200b}　密★１０年", Spaces::Drop);
        assert_eq!(folded.text, "机密★10年");
        let folded = Folded::of("４\u{feff}１0 𝟖", Spaces::Keep);
        assert_eq!(folded.text, "410 8");
    }

    #[test]
    fn a_find_leads_back_to_its_original() {
        let text = "电话：１３８\u{200b}１234";
        let folded = Folded::of(text, Spaces::Keep);
        let start = folded.text.find("1381").unwrap();
        assert_eq!(&text[folded.original(start..start + 4)], "１３８\u{200b}１");
    }

    proptest! {
        #[test]
        fn every_range_leads_back_to_whole_characters(text in ".{0,40}", drop in any::<bool>()) {
            let folded = Folded::of(&text, if drop { Spaces::Drop } else { Spaces::Keep });
            for (start, character) in folded.text.char_indices() {
                let original = folded.original(start..start + character.len_utf8());
                prop_assert!(text.get(original).is_some());
            }
        }
    }
}
