//! HTML cut into tokens, in one pass whose time grows with the length and with nothing else.
//!
//! The tokenizers of browsers' kin keep every attribute of a tag and look through them for doubles, which a hostile
//! paste turns into minutes. Here only the attributes that mean something are kept. Where this differs from a browser
//! on broken input, no harm comes of it: tokens only ever become a typed tree, and text is escaped when it is written.

use std::borrow::Cow;
use std::collections::HashMap;

/// One token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'source> {
    Text(Cow<'source, str>),
    Start(Tag<'source>),
    End(String),
}

/// A start tag with the attributes that are looked at, the first of each name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'source> {
    /// In lower case.
    pub name: String,
    attributes: Vec<(&'static str, Cow<'source, str>)>,
    pub closes_itself: bool,
}

/// Attributes that mean something here; all others are passed over.
const KEPT: [&str; 12] =
    ["href", "src", "alt", "align", "style", "class", "colspan", "rowspan", "start", "hidden", "type", "name"];
/// A longer name is no name of an element.
const LONGEST_NAME: usize = 40;
/// Elements whose content is not markup.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

impl Tag<'_> {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_ref())
    }
}

/// Reads tokens off a text.
pub(crate) struct Tokens<'source> {
    source: &'source str,
    at: usize,
    /// Where the end tag of a name was last found; `usize::MAX` where there is none.
    ends: HashMap<String, usize>,
    /// Bytes that may still be searched for end tags.
    search: usize,
}

impl<'source> Tokens<'source> {
    pub fn new(source: &'source str) -> Self {
        Self { source, at: 0, ends: HashMap::new(), search: source.len().saturating_mul(8) }
    }

    /// Whether an end tag of this name still comes. Beyond so much searching the answer is that it does.
    pub fn closes(&mut self, name: &str) -> bool {
        if let Some(end) = self.ends.get(name).filter(|end| **end >= self.at) {
            return *end != usize::MAX;
        }
        let rest = self.rest();
        let found = rest.match_indices("</").take_while(|(at, _)| *at < self.search).find(|(at, _)| {
            rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        });
        let searched = found.map_or(rest.len(), |(at, _)| at);
        let exhausted = found.is_none() && searched > self.search;
        self.search = self.search.saturating_sub(searched);
        if exhausted {
            return true;
        }
        self.ends.insert(name.to_owned(), found.map_or(usize::MAX, |(at, _)| self.at + at));
        found.is_some()
    }

    fn rest(&self) -> &'source str {
        &self.source[self.at..]
    }

    /// Skips past the next occurrence, or to the end.
    fn skip_past(&mut self, mark: &str) {
        self.at = self.rest().find(mark).map_or(self.source.len(), |found| self.at + found + mark.len());
    }

    fn text(&mut self) -> Token<'source> {
        let rest = self.rest();
        // A `<` that opens nothing is text, so the search begins behind it.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find('<').map_or(rest.len(), |found| found + first);
        self.at += end;
        Token::Text(references(&rest[..end], false))
    }

    fn markup(&mut self) -> Option<Token<'source>> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        match bytes.get(1) {
            Some(b'!') if rest.starts_with("<!--") => {
                self.at += 4;
                if self.rest().starts_with('>') || self.rest().starts_with("->") {
                    self.skip_past(">");
                } else {
                    self.skip_past("-->");
                }
                None
            }
            Some(b'!' | b'?') => {
                self.skip_past(">");
                None
            }
            Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                self.at += 2;
                let name = self.name();
                self.skip_past(">");
                Some(Token::End(name))
            }
            Some(b'/') => {
                self.skip_past(">");
                None
            }
            Some(first) if first.is_ascii_alphabetic() => {
                self.at += 1;
                self.start_tag()
            }
            _ => Some(self.text()),
        }
    }

    fn name(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len());
        self.at += end;
        rest[..end].chars().take(LONGEST_NAME).collect::<String>().to_ascii_lowercase()
    }

    /// A start tag; `None` when it is never closed, which ends the text.
    fn start_tag(&mut self) -> Option<Token<'source>> {
        let name = self.name();
        let mut tag = Tag { name, attributes: Vec::new(), closes_itself: false };
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
            self.at += blank;
            let rest = self.rest();
            match rest.as_bytes().first() {
                None => return None,
                Some(b'>') => {
                    self.at += 1;
                    break;
                }
                Some(b'/') => {
                    tag.closes_itself = rest.starts_with("/>");
                    self.at += 1;
                }
                Some(_) => self.attribute(&mut tag.attributes),
            }
        }
        if RAW.contains(&tag.name.as_str()) {
            self.skip_raw(&tag.name);
        }
        Some(Token::Start(tag))
    }

    fn attribute(&mut self, kept: &mut Vec<(&'static str, Cow<'source, str>)>) {
        let rest = self.rest();
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        // A name may begin with an equals sign and with nothing else of these.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..].find(is_end).map_or(rest.len(), |found| found + first);
        let name = &rest[..end];
        let after = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let Some(value) = after.strip_prefix('=') else {
            self.at += end;
            keep(kept, name, "");
            return;
        };
        let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let start = self.source.len() - value.len();
        let (from, to, next) = match value.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let length = value[1..].find(char::from(*quote));
                let to = length.map_or(self.source.len(), |length| start + 1 + length);
                (start + 1, to, (to + 1).min(self.source.len()))
            }
            Some(b'>') | None => (start, start, start),
            Some(_) => {
                let length = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
                (start, start + length, start + length)
            }
        };
        self.at = next;
        keep(kept, name, &self.source[from..to]);
    }

    /// Passes over the content of an element that holds no markup, and over its end tag.
    fn skip_raw(&mut self, name: &str) {
        let rest = self.rest();
        let close = rest.match_indices("</").find(|(at, _)| {
            let after = &rest[at + 2..];
            after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
                && after[name.len()..].starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        });
        match close {
            Some((at, _)) => {
                self.at += at;
                self.skip_past(">");
            }
            None => self.at = self.source.len(),
        }
    }
}

fn keep<'source>(kept: &mut Vec<(&'static str, Cow<'source, str>)>, name: &str, value: &'source str) {
    let Some(known) = KEPT.iter().find(|known| known.eq_ignore_ascii_case(name)) else { return };
    if !kept.iter().any(|(seen, _)| seen == known) {
        kept.push((known, references(value, true)));
    }
}

impl<'source> Iterator for Tokens<'source> {
    type Item = Token<'source>;

    fn next(&mut self) -> Option<Token<'source>> {
        while self.at < self.source.len() {
            let token = if self.rest().starts_with('<') { self.markup() } else { Some(self.text()) };
            if token.is_some() {
                return token;
            }
        }
        None
    }
}

/// The text with its character references resolved.
fn references(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while !rest.is_empty() {
        if let Some((length, resolved)) = reference(rest, in_attribute) {
            resolved.into_iter().for_each(|character| out.push(character));
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
        let next = rest.find('&').unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// One reference at the beginning of a text: its length in bytes and what it stands for.
fn reference(text: &str, in_attribute: bool) -> Option<(usize, Vec<char>)> {
    let body = text.strip_prefix('&')?;
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, lead) = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => (hexadecimal, 16, 3),
            None => (number, 10, 2),
        };
        let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let value = digits[..length].bytes().fold(0_u32, |value, byte| {
            let digit = char::from(byte).to_digit(radix).unwrap_or(0);
            value.saturating_mul(radix).saturating_add(digit)
        });
        let semicolon = usize::from(digits[length..].starts_with(';'));
        return (length > 0).then(|| (lead + length + semicolon, vec![numbered(value)]));
    }
    let length = body.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let closed = body[length..].starts_with(';');
    if closed && let Some(characters) = named(&body[..=length]) {
        return Some((length + 2, characters));
    }
    // A few old names stand without their semicolon, the longest that fits.
    (2..=length).rev().find_map(|end| {
        let followed = body[end..].starts_with(|c: char| c == '=' || c.is_ascii_alphanumeric());
        let characters = named(&body[..end])?;
        (!(in_attribute && followed)).then_some((end + 1, characters))
    })
}

fn named(name: &str) -> Option<Vec<char>> {
    let (first, second) = html5ever::data::NAMED_ENTITIES.get(name)?;
    let characters: Vec<char> =
        [*first, *second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32).collect();
    (!characters.is_empty()).then_some(characters)
}

fn numbered(value: u32) -> char {
    let windows = value
        .checked_sub(0x80)
        .and_then(|index| html5ever::data::C1_REPLACEMENTS.get(index as usize).copied().flatten());
    match (windows, value) {
        (Some(character), _) => character,
        (None, 0) => '\u{fffd}',
        (None, value) => char::from_u32(value).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(source: &str) -> Vec<Token<'_>> {
        Tokens::new(source).collect()
    }

    fn text(source: &str) -> String {
        tokens(source)
            .into_iter()
            .filter_map(|token| if let Token::Text(text) = token { Some(text.into_owned()) } else { None })
            .collect()
    }

    #[test]
    fn references_are_resolved_as_browsers_do() {
        assert_eq!(
            text("&lt;&amp;&#20844;&#x5F00;&nbsp;&copy2024 &unknown; & &#0; &#150; &NotEqualTilde;"),
            "<&公开\u{a0}©2024 &unknown; & \u{fffd} – ≂̸"
        );
        let Token::Start(tag) = &tokens("<a href='?a=1&copy=2&amp;b'>")[0] else { panic!() };
        assert_eq!(tag.attribute("href"), Some("?a=1&copy=2&b"));
    }

    #[test]
    fn raw_elements_and_comments_hold_no_text() {
        assert_eq!(
            text("甲<script>if (a</b) '</scrip>'</script >乙<!-- <b>丙</b> -->丁<![if !x]>戊<![endif]><style>x"),
            "甲乙丁戊"
        );
        assert_eq!(text("<!--> a <!---> b <!doctype html> c </> d < e <1"), " a  b  c  d < e <1");
    }

    #[test]
    fn the_first_of_two_attributes_counts() {
        let Token::Start(tag) = &tokens("<IMG SRC=a src='b' onerror=x ALT \n= \"c>d\"/>")[0] else { panic!() };
        assert_eq!(
            (tag.name.as_str(), tag.attribute("src"), tag.attribute("alt"), tag.closes_itself),
            ("img", Some("a"), Some("c>d"), true)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_cut_without_a_panic(source in r#"[<>/!a-c"'=& ;#x0-9\-公]{0,60}|.{0,60}"#) {
            let _ = Tokens::new(&source).count();
        }
    }
}
