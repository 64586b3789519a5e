//! The objects of a PDF.

use std::collections::BTreeMap;

/// One object. A stream is its dictionary and where its bytes begin.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Boolean(bool),
    Number(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Reference(u32),
    Stream(Box<Stream>),
    /// A word that is no object: an operator, `obj`, `stream`.
    Keyword(Vec<u8>),
}

/// A stream with the place of its packed bytes in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stream {
    pub dictionary: Dictionary,
    pub start: u64,
}

/// Names and their objects.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Dictionary(pub BTreeMap<Vec<u8>, Object>);

impl Dictionary {
    pub fn get(&self, key: &[u8]) -> Option<&Object> {
        self.0.get(key)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the key holds this name.
    pub fn is(&self, key: &[u8], name: &[u8]) -> bool {
        matches!(self.get(key), Some(Object::Name(found)) if found == name)
    }
}

impl Object {
    pub fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// A number that is a count or a place.
    pub fn index(&self) -> Option<u64> {
        let number = self.number()?;
        // Beyond 2^53 a float no longer counts; no file is that long.
        (0.0..9.0e15).contains(&number).then_some(number as u64)
    }

    pub fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}
