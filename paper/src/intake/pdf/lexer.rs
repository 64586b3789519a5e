//! Bytes as objects.

use super::object::{Dictionary, Object};

/// Arrays and dictionaries nest no deeper.
const DEPTH: usize = 60;
/// One object holds no more objects than this.
const OBJECTS: usize = 100_000;

/// Why no object could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The bytes end; with more of them there may be one.
    End,
    Bad,
}

/// Reads objects off a slice.
pub(super) struct Lexer<'bytes> {
    bytes: &'bytes [u8],
    pub at: usize,
    left: usize,
}

pub(super) const fn is_white(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

const fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !is_delimiter(byte)
}

impl<'bytes> Lexer<'bytes> {
    pub fn new(bytes: &'bytes [u8]) -> Self {
        Self { bytes, at: 0, left: OBJECTS }
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn rest(&self) -> &'bytes [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over white space and comments.
    pub fn skip_white(&mut self) {
        while let Some(byte) = self.peek() {
            if is_white(byte) {
                self.at += 1;
            } else if byte == b'%' {
                self.at += self.rest().iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
            } else {
                return;
            }
        }
    }

    /// The next object. `n g R` is one object.
    pub fn object(&mut self) -> Result<Object, Stop> {
        self.left = OBJECTS;
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Result<Object, Stop> {
        self.left = self.left.checked_sub(1).ok_or(Stop::Bad)?;
        if depth > DEPTH {
            return Err(Stop::Bad);
        }
        self.skip_white();
        match self.peek().ok_or(Stop::End)? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.literal().map(Object::Text),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dictionary(depth).map(Object::Dictionary),
            b'<' => self.hexadecimal().map(Object::Text),
            b'[' => self.array(depth),
            b'0'..=b'9' | b'+' | b'-' | b'.' => Ok(self.number_or_reference()),
            b'{' | b'}' | b']' | b')' => {
                self.at += 1;
                Ok(Object::Keyword(vec![self.bytes[self.at - 1]]))
            }
            b'>' => {
                self.at += 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'>'));
                Ok(Object::Keyword(b">>".to_vec()))
            }
            _ => self.keyword(),
        }
    }

    fn word(&mut self) -> &'bytes [u8] {
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let word = &self.bytes[self.at..self.at + length];
        self.at += length;
        word
    }

    fn keyword(&mut self) -> Result<Object, Stop> {
        Ok(match self.word() {
            b"true" => Object::Boolean(true),
            b"false" => Object::Boolean(false),
            b"null" => Object::Null,
            b"" => return Err(Stop::Bad),
            other => Object::Keyword(other[..other.len().min(64)].to_vec()),
        })
    }

    fn name(&mut self) -> Result<Vec<u8>, Stop> {
        self.at += 1;
        let mut rest = self.word();
        if rest.len() > 3_000 {
            return Err(Stop::Bad);
        }
        let mut name = Vec::with_capacity(rest.len());
        while let Some((first, after)) = rest.split_first() {
            let escaped = if *first == b'#' { hex_pair(after) } else { None };
            name.push(escaped.unwrap_or(*first));
            rest = if escaped.is_some() { &after[2..] } else { after };
        }
        Ok(name)
    }

    fn literal(&mut self) -> Result<Vec<u8>, Stop> {
        self.at += 1;
        let mut text = Vec::new();
        let mut depth = 1_usize;
        loop {
            let byte = self.peek().ok_or(Stop::End)?;
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(text);
                    }
                }
                b'\\' => {
                    self.escape(&mut text)?;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), Stop> {
        let byte = self.peek().ok_or(Stop::End)?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let more = self.rest().iter().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let digits = &self.bytes[self.at - 1..self.at + more];
                let value = digits.iter().fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
                text.push((value & 0xff) as u8);
                self.at += more;
            }
            other => text.push(other),
        }
        Ok(())
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>, Stop> {
        self.at += 1;
        let end = self.rest().iter().position(|byte| *byte == b'>').ok_or(Stop::End)?;
        let bytes = hex_bytes(&self.rest()[..end]);
        self.at += end + 1;
        Ok(bytes)
    }

    fn array(&mut self, depth: usize) -> Result<Object, Stop> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_white();
            if self.peek().ok_or(Stop::End)? == b']' {
                self.at += 1;
                return Ok(Object::Array(items));
            }
            items.push(self.nested(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Stop> {
        self.at += 2;
        let mut dictionary = Dictionary::default();
        loop {
            self.skip_white();
            match self.peek().ok_or(Stop::End)? {
                b'>' => {
                    self.at += 1;
                    if self.peek().ok_or(Stop::End)? == b'>' {
                        self.at += 1;
                        return Ok(dictionary);
                    }
                }
                b'/' => {
                    let key = self.name()?;
                    let value = self.nested(depth + 1)?;
                    if matches!(&value, Object::Keyword(word) if word == b">>") {
                        return Ok(dictionary);
                    }
                    dictionary.0.entry(key).or_insert(value);
                }
                // Something between the entries is passed over, as every reader does.
                _ => {
                    let passed = self.nested(depth + 1)?;
                    if matches!(&passed, Object::Keyword(word) if word == b"endobj" || word == b"stream") {
                        return Err(Stop::Bad);
                    }
                }
            }
        }
    }

    fn number_or_reference(&mut self) -> Object {
        let word = self.word();
        let Some(number) = number_of(word) else { return Object::Keyword(word[..word.len().min(64)].to_vec()) };
        let is_count = word.len() <= 10 && word.iter().all(u8::is_ascii_digit);
        match if is_count { self.reference_end() } else { None } {
            Some(end) => {
                self.at = end;
                u32::try_from(number as u64).map_or(Object::Null, Object::Reference)
            }
            None => Object::Number(number),
        }
    }

    /// Where a reference ends if ` g R` follows.
    fn reference_end(&self) -> Option<usize> {
        let rest = self.rest();
        let run = |from: usize, most: usize, is: fn(u8) -> bool| {
            rest[from.min(rest.len())..].iter().take(most).take_while(|byte| is(**byte)).count()
        };
        let first = run(0, 20, is_white);
        let generation = run(first, 6, |byte| byte.is_ascii_digit());
        let second = run(first + generation, 20, is_white);
        let at = first + generation + second;
        let is_reference = first > 0 && generation > 0 && second > 0 && rest.get(at) == Some(&b'R');
        let ends = rest.get(at + 1).is_none_or(|next| !is_regular(*next));
        (is_reference && ends).then_some(self.at + at + 1)
    }
}

/// The bytes that hexadecimal digits spell; what is none is passed over, and half a pair is filled up.
pub(super) fn hex_bytes(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        digits.iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    Some((digit(0)? << 4 | digit(1)?) as u8)
}

/// A number as PDF writes it; some programs write two signs or a sign in the middle.
fn number_of(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok()?;
    if text.len() > 64 || !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')) {
        return None;
    }
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let unsigned = text.trim_start_matches(['+', '-']);
    let plain = &unsigned[..unsigned.find(['+', '-']).unwrap_or(unsigned.len())];
    if plain.is_empty() || plain == "." {
        return Some(0.0);
    }
    plain.parse::<f64>().ok().map(|value| value * sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn object(bytes: &[u8]) -> Result<Object, Stop> {
        Lexer::new(bytes).object()
    }

    #[test]
    fn all_kinds_are_read() {
        let read =
            object(b"<< /A#20B [1 -2.5 (a\\(b\\)\\101\\\n(n)) <4142F> null true 3 0 R /N] % c\n /C 7 >>").unwrap();
        let Object::Dictionary(dictionary) = read else { panic!() };
        let Some(Object::Array(items)) = dictionary.get(b"A B") else { panic!() };
        assert_eq!(items[2], Object::Text(b"a(b)A(n)".to_vec()));
        assert_eq!(items[3], Object::Text(vec![0x41, 0x42, 0xf0]));
        assert_eq!(items[6], Object::Reference(3));
        assert_eq!(dictionary.get(b"C"), Some(&Object::Number(7.0)));
        assert_eq!(object(b"--5"), Ok(Object::Number(-5.0)));
        assert_eq!(object(b"12 0 obj"), Ok(Object::Number(12.0)));
    }

    #[test]
    fn what_breaks_off_asks_for_more_and_what_nests_without_end_is_bad() {
        for open in [b"[1 2".as_slice(), b"<< /A", b"(abc", b"<41", b""] {
            assert_eq!(object(open), Err(Stop::End));
        }
        assert_eq!(object(&b"[".repeat(100_000)), Err(Stop::Bad));
        assert_eq!(object(&[b"[".as_slice(), &b"0 ".repeat(300_000), b"]"].concat()), Err(Stop::Bad));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_not(bytes in prop::collection::vec(any::<u8>(), 0..60), text in r"[\[\]<>/()a0-9R.\\ \-+%\n]{0,60}") {
            for bytes in [bytes, text.into_bytes()] {
                let mut lexer = Lexer::new(&bytes);
                for _ in 0..100 {
                    if lexer.object().is_err() {
                        break;
                    }
                }
            }
        }
    }
}
