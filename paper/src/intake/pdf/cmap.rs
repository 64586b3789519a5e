//! Character maps: how many bytes a code has, and which characters it stands for.

use super::lexer::Lexer;
use super::object::Object;

/// Entries of one map.
const ENTRIES: usize = 200_000;

/// A character map.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CharacterMap {
    /// Lengths of codes in bytes with the first and the last code of that length.
    spaces: Vec<(usize, u32, u32)>,
    /// Single codes, sorted once the map is read.
    single: Vec<(u32, char)>,
    several: Vec<(u32, String)>,
    /// First and last code, and the character of the first.
    ranges: Vec<(u32, u32, u32)>,
}

impl CharacterMap {
    /// Reads a map. What cannot be read of it is left out.
    pub fn read(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes);
        let mut operands: Vec<Object> = Vec::new();
        while map.size() < ENTRIES {
            match lexer.object() {
                Ok(Object::Keyword(word)) => {
                    match word.as_slice() {
                        b"endcodespacerange" => map.note_spaces(&operands),
                        b"endbfchar" => map.note_characters(&operands),
                        b"endbfrange" => map.note_ranges(&operands),
                        _ => {}
                    }
                    operands.clear();
                }
                Ok(operand) if operands.len() < 10_000 => operands.push(operand),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        map.single.sort_by_key(|(code, _)| *code);
        map.several.sort_by_key(|(code, _)| *code);
        map.ranges.sort_unstable();
        map
    }

    /// How many entries it keeps.
    pub fn size(&self) -> usize {
        self.single.len() + self.several.len() + self.ranges.len()
    }

    /// The characters of a code.
    pub fn characters(&self, code: u32) -> Option<String> {
        if let Ok(at) = self.single.binary_search_by_key(&code, |(code, _)| *code) {
            return Some(self.single[at].1.to_string());
        }
        if let Ok(at) = self.several.binary_search_by_key(&code, |(code, _)| *code) {
            return Some(self.several[at].1.clone());
        }
        let after = self.ranges.partition_point(|(first, _, _)| *first <= code);
        let (first, last, character) = self.ranges.get(after.checked_sub(1)?)?;
        if code > *last {
            return None;
        }
        char::from_u32(character.checked_add(code - first)?).map(String::from)
    }

    /// The length of the code that these bytes begin with; two bytes where the map says nothing.
    pub fn code_length(&self, bytes: &[u8]) -> usize {
        for length in 1..=4.min(bytes.len()) {
            let code = number(&bytes[..length]);
            if self.spaces.iter().any(|(of, first, last)| *of == length && within(code, *first, *last, length)) {
                return length;
            }
        }
        let shortest = self.spaces.iter().map(|(length, _, _)| *length).min().unwrap_or(2);
        shortest.clamp(1, 4).min(bytes.len().max(1))
    }

    fn note_spaces(&mut self, operands: &[Object]) {
        for pair in operands.chunks_exact(2) {
            if let (Object::Text(first), Object::Text(last)) = (&pair[0], &pair[1])
                && first.len() == last.len()
                && (1..=4).contains(&first.len())
                && self.spaces.len() < 200
            {
                self.spaces.push((first.len(), number(first), number(last)));
            }
        }
    }

    fn note(&mut self, code: u32, characters: &[u8]) {
        let text = utf16(characters);
        let mut each = text.chars();
        match (each.next(), each.next()) {
            (Some(only), None) => self.single.push((code, only)),
            (Some(_), Some(_)) => self.several.push((code, text)),
            (None, _) => {}
        }
    }

    fn note_characters(&mut self, operands: &[Object]) {
        for pair in operands.chunks_exact(2) {
            if let (Object::Text(code), Object::Text(characters)) = (&pair[0], &pair[1])
                && code.len() <= 4
            {
                self.note(number(code), characters);
            }
        }
    }

    fn note_ranges(&mut self, operands: &[Object]) {
        for three in operands.chunks_exact(3) {
            let (Object::Text(first), Object::Text(last)) = (&three[0], &three[1]) else { continue };
            if first.len() > 4 || last.len() > 4 {
                continue;
            }
            let (first, last) = (number(first), number(last));
            match &three[2] {
                Object::Text(characters) => {
                    let text = utf16(characters);
                    let mut each = text.chars();
                    match (each.next(), each.next()) {
                        (Some(only), None) => self.ranges.push((first, last, u32::from(only))),
                        // Of several characters the last one counts on; nobody writes long ranges of these.
                        (Some(_), Some(_)) => self.several.push((first, text)),
                        (None, _) => {}
                    }
                }
                Object::Array(items) => {
                    for (code, item) in (first..=last).zip(items) {
                        if let Object::Text(characters) = item {
                            self.note(code, characters);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether each byte of a code lies between the same bytes of the first and the last.
fn within(code: u32, first: u32, last: u32, length: usize) -> bool {
    (0..length).all(|at| {
        let byte = |number: u32| number >> (8 * at) & 0xff;
        (byte(first)..=byte(last)).contains(&byte(code))
    })
}

/// Up to four bytes as a number.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = match bytes {
        // One byte alone is a character of Latin.
        [only] => vec![u16::from(*only)],
        several => several.chunks_exact(2).take(64).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    };
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).filter(|character| *character != '\0').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn maps_are_read_as_programs_write_them() {
        let map = CharacterMap::read(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n\
              1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0004> <D842DFB7> endbfchar\n\
              2 beginbfrange <0010> <0012> <516C> <0020> <0021> [<5F00> <00660069>] endbfrange endcmap end",
        );
        let of = |code| map.characters(code);
        assert_eq!(of(3).as_deref(), Some(" "));
        assert_eq!(of(4).as_deref(), Some("𠮷"));
        assert_eq!((of(0x10).as_deref(), of(0x12).as_deref(), of(0x13)), (Some("公"), Some("\u{516e}"), None));
        assert_eq!((of(0x20).as_deref(), of(0x21).as_deref()), (Some("开"), Some("fi")));
        assert_eq!(map.code_length(&[0, 3, 0]), 2);
    }

    #[test]
    fn codes_of_mixed_lengths_are_told_apart() {
        let map = CharacterMap::read(b"2 begincodespacerange <00> <80> <8140> <FEFE> endcodespacerange");
        assert_eq!((map.code_length(b"a"), map.code_length(&[0xb0, 0xa1])), (1, 2));
    }

    proptest! {
        #[test]
        fn any_bytes_make_a_map(bytes in prop::collection::vec(any::<u8>(), 0..80), code in any::<u32>()) {
            let map = CharacterMap::read(&[bytes.as_slice(), b" endbfrange endbfchar"].concat());
            let _ = (map.characters(code), map.code_length(&bytes));
        }
    }
}
