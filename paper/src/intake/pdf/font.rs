//! Fonts, as far as they turn codes into characters and say how wide these are.

use super::cmap::{CharacterMap, number};
use super::document::Document;
use super::object::{Dictionary, Object};
use crate::intake::refused::IntakeRefused;
use std::collections::HashMap;

/// Unfolded bytes of one character map.
const LONGEST_MAP: usize = 4 * 1024 * 1024;

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    to_unicode: Option<CharacterMap>,
    widths: HashMap<u32, f32>,
    default_width: f32,
    pub vertical: bool,
}

/// How codes are cut from the bytes of a string, and what they stand for without a map of characters.
#[derive(Debug)]
enum Codes {
    /// One byte each.
    Simple(Box<[Option<char>; 256]>),
    /// Two bytes each, glyphs of the font itself.
    Glyphs,
    /// As a map in the file says.
    Mapped(CharacterMap),
    /// As a Chinese encoding says.
    Encoded(&'static encoding_rs::Encoding),
    /// UTF-16.
    Wide,
}

/// One character of a string: its text, or nothing when it cannot be told, and its width in thousandths.
pub(super) struct Shown {
    pub text: Option<String>,
    pub width: f64,
    /// A single byte 32, which word spacing widens.
    pub is_space: bool,
}

impl Font {
    pub fn read(document: &mut Document<'_>, dictionary: &Dictionary) -> Result<Self, IntakeRefused> {
        let to_unicode = match document.value(dictionary, b"ToUnicode")? {
            Object::Stream(stream) => document.stream(&stream, LONGEST_MAP)?.map(|map| CharacterMap::read(&map.bytes)),
            _ => None,
        };
        if dictionary.is(b"Subtype", b"Type0") {
            return Self::composite(document, dictionary, to_unicode);
        }
        let mut widths = HashMap::new();
        let first = document.value(dictionary, b"FirstChar")?.index().unwrap_or(0);
        // The glyphs of a Type 3 font are measured in a space of its own.
        let scale = match document.value(dictionary, b"FontMatrix")? {
            Object::Array(matrix) => matrix.first().and_then(Object::number).unwrap_or(0.001).abs() * 1000.0,
            _ => 1.0,
        };
        if let Object::Array(list) = document.value(dictionary, b"Widths")? {
            for (code, width) in (first..256).zip(&list) {
                let width = document.resolved(width)?.number().unwrap_or(0.0);
                widths.insert(u32::try_from(code).unwrap_or(0), (width * scale) as f32);
            }
        }
        let codes = Codes::Simple(Box::new(simple_encoding(document, dictionary)?));
        Ok(Self { codes, to_unicode, widths, default_width: 500.0, vertical: false })
    }

    fn composite(
        document: &mut Document<'_>,
        dictionary: &Dictionary,
        to_unicode: Option<CharacterMap>,
    ) -> Result<Self, IntakeRefused> {
        let (codes, vertical) = match document.value(dictionary, b"Encoding")? {
            Object::Name(name) => (named_codes(&name), name.ends_with(b"-V") || name == b"V"),
            Object::Stream(stream) => {
                let map = document.stream(&stream, LONGEST_MAP)?.map(|map| CharacterMap::read(&map.bytes));
                let vertical = stream.dictionary.get(b"WMode").and_then(Object::number) == Some(1.0);
                (map.map_or(Codes::Glyphs, Codes::Mapped), vertical)
            }
            _ => (Codes::Glyphs, false),
        };
        let descendant = match document.value(dictionary, b"DescendantFonts")? {
            Object::Array(list) => list.first().cloned().unwrap_or(Object::Null),
            other => other,
        };
        let descendant = match document.resolved(&descendant)? {
            Object::Dictionary(descendant) => descendant,
            _ => Dictionary::default(),
        };
        let default_width = document.value(&descendant, b"DW")?.number().unwrap_or(1000.0) as f32;
        let mut widths = HashMap::new();
        // Widths are given by glyph, which the code is only where codes are glyphs.
        if matches!(codes, Codes::Glyphs)
            && let Object::Array(list) = document.value(&descendant, b"W")?
        {
            note_widths(document, &list, &mut widths)?;
        }
        Ok(Self { codes, to_unicode, widths, default_width, vertical })
    }

    /// What it costs to keep this font.
    pub fn size(&self) -> usize {
        self.widths.len() + self.to_unicode.as_ref().map_or(0, CharacterMap::size)
    }

    /// Shows each character of a string to `on`.
    pub fn each(&self, bytes: &[u8], on: &mut dyn FnMut(Shown)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.code_length(rest).clamp(1, rest.len());
            let (code, after) = rest.split_at(length);
            let value = number(code);
            let narrow = length == 1 && !matches!(self.codes, Codes::Simple(_));
            let width = self.widths.get(&value).copied().unwrap_or(if narrow { 500.0 } else { self.default_width });
            on(Shown {
                text: self.characters(code, value),
                width: f64::from(width),
                is_space: length == 1 && value == 32,
            });
            rest = after;
        }
    }

    fn code_length(&self, bytes: &[u8]) -> usize {
        match &self.codes {
            Codes::Simple(_) => 1,
            Codes::Glyphs => 2,
            Codes::Mapped(map) => map.code_length(bytes),
            Codes::Wide => match bytes {
                [0xd8..=0xdb, ..] => 4,
                _ => 2,
            },
            Codes::Encoded(encoding) => match bytes {
                [0x00..=0x80, ..] | [_] => 1,
                // The four bytes of GB 18030 have a digit second.
                [_, b'0'..=b'9', ..] if *encoding == encoding_rs::GB18030 => 4,
                _ => 2,
            },
        }
    }

    fn characters(&self, code: &[u8], value: u32) -> Option<String> {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.characters(value));
        let text = mapped.or_else(|| match &self.codes {
            Codes::Simple(table) => table[value as usize & 0xff].map(String::from),
            Codes::Encoded(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(code).map(std::borrow::Cow::into_owned)
            }
            Codes::Wide => {
                let units = code.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).collect::<Result<String, _>>().ok()
            }
            Codes::Glyphs | Codes::Mapped(_) => None,
        });
        text.filter(|text| !text.is_empty() && !text.chars().any(is_untold))
    }
}

/// Characters that stand for "some glyph": private ones and the replacement.
fn is_untold(character: char) -> bool {
    matches!(character, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn named_codes(name: &[u8]) -> Codes {
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
    if has(b"UTF16") || has(b"UCS2") {
        Codes::Wide
    } else if name.starts_with(b"GB") {
        Codes::Encoded(encoding_rs::GB18030)
    } else if has(b"B5") || name.starts_with(b"HK") {
        Codes::Encoded(encoding_rs::BIG5)
    } else if has(b"RKSJ") {
        Codes::Encoded(encoding_rs::SHIFT_JIS)
    } else {
        Codes::Glyphs
    }
}

/// `c [w1 w2 …]` and `c1 c2 w`.
fn note_widths(
    document: &mut Document<'_>,
    list: &[Object],
    widths: &mut HashMap<u32, f32>,
) -> Result<(), IntakeRefused> {
    // Ranges may repeat without end; each costs what it writes.
    let mut left = 1_000_000_usize;
    let mut rest = list;
    while let [first, second, after @ ..] = rest {
        let Some(first) = first.index().and_then(|code| u32::try_from(code).ok()) else { break };
        match document.resolved(second)? {
            Object::Array(each) => {
                for (code, width) in (first..=0xffff).zip(&each) {
                    widths.insert(code, width.number().unwrap_or(1000.0) as f32);
                }
                rest = after;
            }
            last => {
                let (Some(last), [width, after @ ..]) = (last.index(), after) else { break };
                let width = document.resolved(width)?.number().unwrap_or(1000.0) as f32;
                let last = u32::try_from(last).unwrap_or(0).min(0xffff);
                let Some(rest_of_work) = left.checked_sub((last.saturating_sub(first)) as usize + 1) else { break };
                left = rest_of_work;
                widths.extend((first..=last).map(|code| (code, width)));
                rest = after;
            }
        }
    }
    Ok(())
}

/// What the bytes of a simple font stand for, where its own map does not say.
fn simple_encoding(document: &mut Document<'_>, dictionary: &Dictionary) -> Result<[Option<char>; 256], IntakeRefused> {
    let descriptor = document.dictionary(dictionary, b"FontDescriptor")?;
    let flags = document.value(&descriptor, b"Flags")?.index().unwrap_or(0);
    // The letters of a symbolic font that names no encoding are its own secret, as are those that are drawn anew.
    let secret = (flags & 4 != 0 && flags & 32 == 0) || dictionary.is(b"Subtype", b"Type3");
    let (base, differences) = match document.value(dictionary, b"Encoding")? {
        Object::Name(name) => (Some(name), Vec::new()),
        Object::Dictionary(encoding) => {
            let base = document.value(&encoding, b"BaseEncoding")?.name().map(<[u8]>::to_vec);
            let differences = match document.value(&encoding, b"Differences")? {
                Object::Array(differences) => differences,
                _ => Vec::new(),
            };
            (base, differences)
        }
        _ => (None, Vec::new()),
    };
    let mut table = [None; 256];
    if base.is_some() || !secret {
        let encoding = match base.as_deref() {
            Some(b"MacRomanEncoding") => encoding_rs::MACINTOSH,
            _ => encoding_rs::WINDOWS_1252,
        };
        for (code, place) in table.iter_mut().enumerate().skip(32) {
            let byte = [u8::try_from(code).unwrap_or(0)];
            let text = encoding.decode_without_bom_handling(&byte).0;
            *place = text.chars().next().filter(|character| !character.is_control());
        }
    }
    let mut code = 0_usize;
    for difference in &differences {
        match difference {
            Object::Number(first) => code = *first as usize,
            Object::Name(name) => {
                if let Some(place) = table.get_mut(code) {
                    *place = named_glyph(name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Ok(table)
}

/// The names of the glyphs of ASCII that are no letters, and of a few beyond.
const GLYPHS: [(&str, char); 52] = [
    ("space", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("quoteright", '’'),
    ("quoteleft", '‘'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("minus", '-'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("underscore", '_'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("asciitilde", '~'),
    ("bullet", '•'),
    ("endash", '–'),
    ("emdash", '—'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("ellipsis", '…'),
    ("periodcentered", '·'),
    ("nbspace", '\u{a0}'),
];

/// The character of a glyph by its name: letters, `uni4E00`, `u20BB7`, and the names of ASCII.
fn named_glyph(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().unwrap_or(name);
    let mut letters = name.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return Some(only);
    }
    if let Some((_, character)) = GLYPHS.iter().find(|(known, _)| *known == name) {
        return Some(*character);
    }
    let four = name.strip_prefix("uni").filter(|rest| rest.len() == 4);
    let more = || name.strip_prefix('u').filter(|rest| (4..=6).contains(&rest.len()));
    u32::from_str_radix(four.or_else(more)?, 16).ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_known_by_name() {
        for (name, character) in [
            ("A", Some('A')),
            ("seven", Some('7')),
            ("uni516C", Some('公')),
            ("u20BB7", Some('𠮷')),
            ("g17", None),
            ("comma.alt", Some(',')),
        ] {
            assert_eq!(named_glyph(name.as_bytes()), character, "{name}");
        }
    }

    fn text_of(encoding: &[u8], bytes: &[u8]) -> String {
        let codes = named_codes(encoding);
        let font = Font { codes, to_unicode: None, widths: HashMap::new(), default_width: 1000.0, vertical: false };
        let mut text = String::new();
        font.each(bytes, &mut |shown| text.push_str(&shown.text.unwrap()));
        text
    }

    #[test]
    fn chinese_encodings_are_cut_rightly() {
        assert_eq!(text_of(b"GBK-EUC-H", &encoding_rs::GB18030.encode("公a开䶮").0), "公a开䶮");
        assert_eq!(text_of(b"UniGB-UTF16-H", &[0x51, 0x6c, 0xd8, 0x42, 0xdf, 0xb7]), "公𠮷");
    }
}
