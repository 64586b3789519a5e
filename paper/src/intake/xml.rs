//! XML of office packages, read as a stream: no document type, no entities, bounded depth and bounded pieces.

use super::package::refused_by_reading;
use super::refused::{IntakeRefused, Sort};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::cell::Cell;
use std::io::{BufReader, Read};
use std::rc::Rc;

/// Elements nest no deeper in any document an office program writes.
const DEPTH: usize = 256;
/// No text, tag or comment is longer, in bytes.
const LONGEST_EVENT: usize = 4 * 1024 * 1024;

/// One thing met on the way. An empty element is an `Open` and a `Close`.
#[derive(Debug)]
pub(crate) enum Node<'xml> {
    Open(Open<'xml>),
    /// By its local name.
    Close(&'xml str),
    Text(&'xml str),
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Open<'xml> {
    tag: &'xml BytesStart<'xml>,
}

impl Open<'_> {
    /// The name without its prefix.
    pub fn name(&self) -> &str {
        std::str::from_utf8(self.tag.local_name().into_inner()).unwrap_or("")
    }

    /// The first attribute of this local name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        // Looking for doubles costs the square of their number.
        attributes.with_checks(false);
        let found =
            attributes.flatten().find(|attribute| attribute.key.local_name().into_inner() == name.as_bytes())?;
        let raw = std::str::from_utf8(&found.value).ok()?;
        quick_xml::escape::unescape(raw).ok().map(std::borrow::Cow::into_owned)
    }

    /// An attribute that is a switch: `0`, `false` and `off` say no, everything else yes.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.attribute(name).map(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }

    /// An attribute that is a number.
    pub fn number<Number: std::str::FromStr>(&self, name: &str) -> Option<Number> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// Counts the bytes that were read for one event.
struct Guard<Source> {
    source: Source,
    since_event: Rc<Cell<usize>>,
}

impl<Source: Read> Read for Guard<Source> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since_event.get() > LONGEST_EVENT {
            return Err(std::io::Error::other("an event of unbounded length"));
        }
        let count = self.source.read(buffer)?;
        self.since_event.set(self.since_event.get() + count);
        Ok(count)
    }
}

/// Whether to read on.
pub(crate) type GoOn = bool;

/// Reads a stream and shows each node to `on`, which says whether to read on.
pub(crate) fn walk<Source: Read>(
    source: Source,
    sort: Sort,
    on: &mut dyn FnMut(Node<'_>) -> Result<GoOn, IntakeRefused>,
) -> Result<(), IntakeRefused> {
    let since_event = Rc::new(Cell::new(0));
    let guard = Guard { source, since_event: Rc::clone(&since_event) };
    let mut reader = Reader::from_reader(BufReader::with_capacity(16 * 1024, guard));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        since_event.set(0);
        let event = reader.read_event_into(&mut buffer).map_err(|error| refused(&error, sort))?;
        let go_on = match &event {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(IntakeRefused::TooDeep);
                }
                on(Node::Open(Open { tag }))?
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                on(Node::Close(std::str::from_utf8(tag.local_name().into_inner()).unwrap_or("")))?
            }
            Event::Text(text) => on(Node::Text(utf8(text, sort)?))?,
            Event::CData(text) => on(Node::Text(utf8(text, sort)?))?,
            Event::GeneralRef(reference) => {
                let name = utf8(reference, sort)?;
                let character = match (reference.is_char_ref(), quick_xml::escape::resolve_predefined_entity(name)) {
                    (true, _) => reference.resolve_char_ref().ok().flatten().map(String::from),
                    (false, Some(text)) => Some(text.to_owned()),
                    // Entities are declared by a document type, and there is none.
                    (false, None) => return Err(IntakeRefused::Hostile(sort)),
                };
                on(Node::Text(&character.unwrap_or_default()))?
            }
            Event::DocType(_) => return Err(IntakeRefused::Hostile(sort)),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => true,
            // A file that breaks off within its elements is not a shorter file.
            Event::Eof if depth > 0 => return Err(IntakeRefused::Damaged(sort)),
            Event::Eof => false,
        };
        if !go_on {
            return Ok(());
        }
    }
}

fn utf8(bytes: &[u8], sort: Sort) -> Result<&str, IntakeRefused> {
    std::str::from_utf8(bytes).map_err(|_| IntakeRefused::Damaged(sort))
}

fn refused(error: &quick_xml::Error, sort: Sort) -> IntakeRefused {
    match error {
        quick_xml::Error::Io(error) => refused_by_reading(error, sort),
        _ => IntakeRefused::Damaged(sort),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(source: &str) -> Result<String, IntakeRefused> {
        let mut out = String::new();
        walk(source.as_bytes(), Sort::Word, &mut |node| {
            match node {
                Node::Open(open) => out.push_str(&format!("<{}>", open.name())),
                Node::Close(name) => out.push_str(&format!("</{name}>")),
                Node::Text(text) => out.push_str(text),
            }
            Ok(true)
        })?;
        Ok(out)
    }

    #[test]
    fn text_and_references_are_read() {
        assert_eq!(
            texts("<?xml version='1.0'?><w:p a='1'><b/>公&#x5F00;&amp;<![CDATA[<]]></w:p>").unwrap(),
            "<p><b></b>公开&<</p>"
        );
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        assert_eq!(texts("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), Err(IntakeRefused::Hostile(Sort::Word)));
        assert_eq!(texts("<x>&lol;</x>"), Err(IntakeRefused::Hostile(Sort::Word)));
    }

    #[test]
    fn what_breaks_off_or_nests_without_end_is_refused() {
        assert_eq!(texts("<x><y>"), Err(IntakeRefused::Damaged(Sort::Word)));
        assert_eq!(texts("<x></y>"), Err(IntakeRefused::Damaged(Sort::Word)));
        assert_eq!(texts(&"<x>".repeat(1_000)), Err(IntakeRefused::TooDeep));
        assert!(texts(&format!("<x>{}</x>", "a".repeat(5 * 1024 * 1024))).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80), text in "[<>/a-z&;!\\[\\]='\" ]{0,60}") {
            let mut nothing = |_: Node<'_>| Ok(true);
            let _ = walk(bytes.as_slice(), Sort::Word, &mut nothing);
            let _ = walk(text.as_bytes(), Sort::Word, &mut nothing);
        }
    }
}
