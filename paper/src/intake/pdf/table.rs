//! Where the objects of a PDF are: by its tables of references, or, where these lead nowhere, by looking.

use super::document::{Document, WINDOW, damaged};
use super::lexer::{Lexer, is_white};
use super::object::{Dictionary, Object, Stream};
use crate::intake::refused::IntakeRefused;
use std::collections::HashSet;

/// More objects are in no document that people read.
const OBJECTS: usize = 800_000;
/// Sections of a table, one for each saving of the file.
const SECTIONS: usize = 2_000;
/// Objects that are opened in search of a root and of objects within streams.
const OPENED: usize = 100_000;
/// What is searched at once, and how much of it is searched again with the next.
const BLOCK: usize = 1024 * 1024;
const OVERLAP: usize = 64;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    #[default]
    Unknown,
    Free,
    At(u64),
    /// Within an object stream, by its order there.
    Within(u32, u32),
}

/// The places of all objects, and the trailer.
#[derive(Debug, Default)]
pub(super) struct Table {
    places: Vec<Place>,
    pub trailer: Dictionary,
    /// Whether the objects were looked for.
    pub recovered: bool,
}

/// What was found by opening objects: places within streams, and entries of a trailer.
#[derive(Debug, Default)]
pub(super) struct Found {
    places: Vec<(u32, Place)>,
    trailer: Vec<(Vec<u8>, Object)>,
}

impl Table {
    pub fn place(&self, number: u32) -> Place {
        self.places.get(number as usize).copied().unwrap_or_default()
    }

    fn note(&mut self, number: u64, place: Place) -> Result<(), IntakeRefused> {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if number >= OBJECTS {
            return Err(IntakeRefused::TooMuchToRead);
        }
        if self.places.len() <= number {
            self.places.resize(number + 1, Place::Unknown);
        }
        // Newer sections come first, and their word stands.
        if self.places[number] == Place::Unknown {
            self.places[number] = place;
        }
        Ok(())
    }

    fn note_trailer(&mut self, entries: impl IntoIterator<Item = (Vec<u8>, Object)>) {
        for (key, value) in entries {
            self.trailer.0.entry(key).or_insert(value);
        }
    }

    /// Adds what was found by opening objects.
    pub fn add(&mut self, found: Found) -> Result<(), IntakeRefused> {
        self.note_trailer(found.trailer);
        found.places.into_iter().try_for_each(|(number, place)| self.note(u64::from(number), place))
    }

    /// Reads the tables, from the newest back.
    pub fn read(document: &mut Document<'_>) -> Result<Self, IntakeRefused> {
        let mut table = Self::default();
        let tail = document.bytes_at(document.length.saturating_sub(2_048), 2_048)?;
        let word = tail.windows(9).rposition(|window| window == b"startxref").ok_or_else(damaged)?;
        let mut next = Lexer::new(&tail[word + 9..]).object().ok().and_then(|object| object.index());
        let mut seen = HashSet::new();
        while let Some(start) = next.take() {
            if !seen.insert(start) || seen.len() > SECTIONS {
                break;
            }
            let trailer = table.read_section(document, start)?;
            if let Some(hybrid) = trailer.get(b"XRefStm").and_then(Object::index)
                && seen.insert(hybrid)
            {
                table.read_section(document, hybrid)?;
            }
            next = trailer.get(b"Prev").and_then(Object::index);
            table.note_trailer(trailer.0);
        }
        Ok(table)
    }

    /// One section: a table with its trailer, or a stream that is both.
    fn read_section(&mut self, document: &mut Document<'_>, start: u64) -> Result<Dictionary, IntakeRefused> {
        let head = document.bytes_at(start, 64)?;
        let white = head.iter().take_while(|byte| is_white(**byte)).count();
        if head[white..].starts_with(b"xref") {
            return self.read_plain(document, start + white as u64 + 4);
        }
        match document.object_at(start)? {
            Some((_, Object::Stream(stream), _)) if stream.dictionary.is(b"Type", b"XRef") => {
                self.read_packed(document, &stream)
            }
            _ => Err(damaged()),
        }
    }

    fn read_plain(&mut self, document: &mut Document<'_>, start: u64) -> Result<Dictionary, IntakeRefused> {
        let mut at = start;
        loop {
            let bytes = document.bytes_at(at, 256)?;
            let mut lexer = Lexer::new(&bytes);
            lexer.skip_white();
            if lexer.rest().starts_with(b"trailer") {
                return trailer_at(document, at + lexer.at as u64 + 7);
            }
            let mut index = || lexer.object().ok().and_then(|object| object.index());
            let (Some(first), Some(count)) = (index(), index()) else { return Err(damaged()) };
            lexer.skip_white();
            if count > OBJECTS as u64 {
                return Err(IntakeRefused::TooMuchToRead);
            }
            at = self.read_entries(document, at + lexer.at as u64, first, count)?;
        }
    }

    /// Entries of twenty bytes, or of nineteen where a program wrote one line end. Returns where they end.
    fn read_entries(
        &mut self,
        document: &mut Document<'_>,
        start: u64,
        first: u64,
        count: u64,
    ) -> Result<u64, IntakeRefused> {
        let last = first.saturating_add(count);
        let (mut at, mut number) = (start, first);
        while number < last {
            let bytes = document.bytes_at(at, WINDOW)?;
            let mut used = 0;
            while number < last {
                let Some(entry) = bytes.get(used..used + 18) else { break };
                let offset = std::str::from_utf8(&entry[..10]).ok().and_then(|text| text.trim().parse::<u64>().ok());
                let offset = offset.ok_or_else(damaged)?;
                match entry[17] {
                    b'n' => self.note(number, Place::At(offset))?,
                    b'f' => self.note(number, Place::Free)?,
                    _ => return Err(damaged()),
                }
                used += 18 + bytes[used + 18..].iter().take(2).take_while(|byte| is_white(**byte)).count();
                number += 1;
            }
            if used == 0 {
                return Err(damaged());
            }
            at += used as u64;
        }
        Ok(at)
    }

    fn read_packed(&mut self, document: &mut Document<'_>, stream: &Stream) -> Result<Dictionary, IntakeRefused> {
        let dictionary = stream.dictionary.clone();
        let numbers = |key: &[u8]| -> Vec<u64> {
            match dictionary.get(key) {
                Some(Object::Array(items)) => items.iter().filter_map(Object::index).collect(),
                _ => Vec::new(),
            }
        };
        let widths: Vec<usize> = numbers(b"W").iter().map(|width| usize::try_from(*width).unwrap_or(9)).collect();
        let widths: [usize; 3] = widths.try_into().map_err(|_| damaged())?;
        if widths.iter().any(|width| *width > 8) || widths == [0; 3] {
            return Err(damaged());
        }
        let mut sections = numbers(b"Index");
        if sections.is_empty() {
            sections = vec![0, dictionary.get(b"Size").and_then(Object::index).unwrap_or(0)];
        }
        let unfolded = document.stream(stream, OBJECTS * 12)?.ok_or_else(damaged)?;
        if unfolded.over {
            return Err(IntakeRefused::TooMuchToRead);
        }
        let mut rows = unfolded.bytes.chunks_exact(widths.iter().sum());
        for section in sections.chunks_exact(2) {
            for number in section[0]..section[0].saturating_add(section[1]) {
                let Some(entry) = rows.next() else { return Ok(dictionary) };
                self.note_entry(number, entry, widths)?;
            }
        }
        Ok(dictionary)
    }

    fn note_entry(&mut self, number: u64, entry: &[u8], widths: [usize; 3]) -> Result<(), IntakeRefused> {
        let (kind, rest) = entry.split_at(widths[0]);
        let (second, third) = rest.split_at(widths[1]);
        let value = |field: &[u8]| field.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let narrow = |field: &[u8]| u32::try_from(value(field)).unwrap_or(0);
        match if widths[0] == 0 { 1 } else { value(kind) } {
            0 => self.note(number, Place::Free),
            1 => self.note(number, Place::At(value(second))),
            2 => self.note(number, Place::Within(narrow(second), narrow(third))),
            _ => Ok(()),
        }
    }

    /// A table of the objects that stand in the file, whatever its own tables say; and where they stand.
    pub fn recovered(
        document: &mut Document<'_>,
        encrypted: Option<Object>,
    ) -> Result<(Self, Vec<(u32, u64)>), IntakeRefused> {
        let mut table = Self { recovered: true, ..Self::default() };
        table.note_trailer(encrypted.map(|encrypted| (b"Encrypt".to_vec(), encrypted)));
        let (objects, trailers) = scan(document)?;
        // Of two objects with one number the later one is the newer.
        for (number, start) in objects.iter().rev() {
            table.note(u64::from(*number), Place::At(*start))?;
        }
        for start in trailers.into_iter().rev().take(SECTIONS) {
            if let Ok(trailer) = trailer_at(document, start) {
                table.note_trailer(trailer.0);
            }
        }
        Ok((table, objects))
    }

    /// Objects within streams, and a root that no trailer names.
    pub fn held_by_streams(document: &mut Document<'_>, objects: &[(u32, u64)]) -> Result<Found, IntakeRefused> {
        let mut found = Found::default();
        for (number, start) in objects.iter().rev().take(OPENED) {
            match document.object_at(*start)? {
                Some((_, Object::Dictionary(dictionary), _)) if dictionary.is(b"Type", b"Catalog") => {
                    found.trailer.push((b"Root".to_vec(), Object::Reference(*number)));
                }
                Some((_, Object::Stream(stream), _)) if stream.dictionary.is(b"Type", b"XRef") => {
                    for key in [b"Root".as_slice(), b"Encrypt", b"Info"] {
                        found.trailer.extend(stream.dictionary.get(key).map(|value| (key.to_vec(), value.clone())));
                    }
                }
                Some((_, Object::Stream(stream), _)) if stream.dictionary.is(b"Type", b"ObjStm") => {
                    let bundle = match document.read_bundle(*number) {
                        Err(refused @ IntakeRefused::UnfoldsTooFar) => return Err(refused),
                        other => other.ok(),
                    };
                    let places = bundle.into_iter().flat_map(|bundle| bundle.places.clone());
                    let within = |order| Place::Within(*number, order);
                    found.places.extend(places.zip(0..).map(|((inner, _), order)| (inner, within(order))));
                }
                _ => {}
            }
            if found.places.len() > OBJECTS {
                return Err(IntakeRefused::TooMuchToRead);
            }
        }
        Ok(found)
    }
}

fn trailer_at(document: &mut Document<'_>, start: u64) -> Result<Dictionary, IntakeRefused> {
    let bytes = document.bytes_at(start, 2 * WINDOW)?;
    match Lexer::new(&bytes).object() {
        Ok(Object::Dictionary(trailer)) => Ok(trailer),
        _ => Err(damaged()),
    }
}

/// Where `n g obj` stands with its number, and where trailers begin.
type Scanned = (Vec<(u32, u64)>, Vec<u64>);

fn scan(document: &mut Document<'_>) -> Result<Scanned, IntakeRefused> {
    let (mut objects, mut trailers) = (Vec::new(), Vec::new());
    let mut start = 0_u64;
    loop {
        let bytes = document.bytes_at(start, BLOCK)?;
        // What lies in the overlap was seen with the block before; what begins within it is seen with this one.
        let fresh = if start == 0 { 0 } else { OVERLAP };
        for at in fresh..bytes.len() {
            match bytes[at] {
                b'o' if bytes[at..].starts_with(b"obj") => {
                    if let Some((number, begin)) = number_before(&bytes[..at]) {
                        objects.push((number, start + begin as u64));
                    }
                }
                b't' if bytes[at..].starts_with(b"trailer") => trailers.push(start + at as u64 + 7),
                _ => {}
            }
        }
        if objects.len() > OBJECTS || trailers.len() > OBJECTS {
            return Err(IntakeRefused::TooMuchToRead);
        }
        if bytes.len() < BLOCK {
            return Ok((objects, trailers));
        }
        start += (BLOCK - OVERLAP) as u64;
    }
}

/// The number of the object whose `obj` follows these bytes, and where it begins.
fn number_before(bytes: &[u8]) -> Option<(u32, usize)> {
    let back = |end: usize, is: fn(u8) -> bool| {
        let count = bytes[..end].iter().rev().take(24).take_while(|byte| is(**byte)).count();
        (end - count, count)
    };
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let (end, _) = back(bytes.len(), is_white);
    let (end, generation) = back(end, is_digit);
    let (end, white) = back(end, is_white);
    let (begin, digits) = back(end, is_digit);
    if generation == 0 || white == 0 || digits == 0 || digits > 10 {
        return None;
    }
    let number = std::str::from_utf8(&bytes[begin..end]).ok()?.parse().ok()?;
    Some((number, begin))
}
