//! A PDF on disk: each of its objects when it is asked for.

use super::filters::{Unfolded, unfolded};
use super::lexer::{Lexer, Stop, is_white};
use super::object::{Dictionary, Object, Stream};
use super::table::{Place, Table};
use crate::intake::limits::Limits;
use crate::intake::package::Source;
use crate::intake::refused::{IntakeRefused, Sort};
use std::collections::HashMap;
use std::io::{Read, SeekFrom};
use std::rc::Rc;

/// The filters of a stream in their order, each with its parameters.
type Filters = Vec<(Vec<u8>, Dictionary)>;

/// One object outside of a stream is no longer, in bytes.
pub(super) const LONGEST_OBJECT: usize = 1024 * 1024;
/// Packed bytes of one stream that is read.
const LONGEST_STREAM: usize = 12 * 1024 * 1024;
/// Unfolded bytes of a bundle of objects.
const LONGEST_BUNDLE: usize = 4 * 1024 * 1024;
/// References lead on no further.
const CHAIN: usize = 32;
/// Objects that are kept once they were read, and the bytes they were read from.
const KEPT: usize = 2_000;
const KEPT_BYTES: usize = 512 * 1024;
/// What is read of the file at once.
pub(super) const WINDOW: usize = 32 * 1024;

/// Objects within a stream, unfolded: each one's number and where it begins.
pub(super) struct Bundle {
    bytes: Vec<u8>,
    pub places: Vec<(u32, usize)>,
}

/// A picture's bytes.
pub(super) enum PictureBytes {
    Jpeg(Vec<u8>),
    /// Row by row, as its dictionary says.
    Points(Vec<u8>),
}

/// An object, its number and the bytes it took.
pub(super) type Numbered = (u32, Object, usize);

/// An opened PDF.
pub(super) struct Document<'source> {
    source: Box<dyn Source + 'source>,
    pub length: u64,
    table: Table,
    /// Bytes that may still be unfolded.
    budget: u64,
    window: (u64, Vec<u8>),
    kept: HashMap<u32, Object>,
    kept_bytes: usize,
    bundle: Option<(u32, Rc<Bundle>)>,
}

pub(super) fn damaged() -> IntakeRefused {
    IntakeRefused::Damaged(Sort::Pdf)
}

impl<'source> Document<'source> {
    pub fn open(mut source: Box<dyn Source + 'source>, limits: &Limits) -> Result<Self, IntakeRefused> {
        let length = source.seek(SeekFrom::End(0))?;
        let mut document = Self {
            source,
            length,
            table: Table::default(),
            budget: limits.unfolded_bytes,
            window: (0, Vec::new()),
            kept: HashMap::new(),
            kept_bytes: 0,
            bundle: None,
        };
        let read = Table::read(&mut document).map(|table| document.table = table);
        match read.and_then(|()| document.root()) {
            Ok(_) => {}
            Err(refused @ (IntakeRefused::TooMuchToRead | IntakeRefused::UnfoldsTooFar)) => return Err(refused),
            Err(_) => document.recover()?,
        }
        if document.table.trailer.get(b"Encrypt").is_some_and(|encrypt| *encrypt != Object::Null) {
            return Err(IntakeRefused::Encrypted(Sort::Pdf));
        }
        document.root()?;
        Ok(document)
    }

    pub fn trailer(&self) -> &Dictionary {
        &self.table.trailer
    }

    pub fn root(&mut self) -> Result<Dictionary, IntakeRefused> {
        let root = self.table.trailer.get(b"Root").cloned().unwrap_or(Object::Null);
        match self.resolved(&root)? {
            Object::Dictionary(root) if root.get(b"Pages").is_some() => Ok(root),
            _ => Err(damaged()),
        }
    }

    /// The object itself, references followed.
    pub fn resolved(&mut self, object: &Object) -> Result<Object, IntakeRefused> {
        let Object::Reference(number) = object else { return Ok(object.clone()) };
        let mut number = *number;
        for _ in 0..CHAIN {
            match self.load(number)? {
                Object::Reference(next) => number = next,
                other => return Ok(other),
            }
        }
        Ok(Object::Null)
    }

    /// A value of a dictionary, references followed.
    pub fn value(&mut self, dictionary: &Dictionary, key: &[u8]) -> Result<Object, IntakeRefused> {
        match dictionary.get(key) {
            Some(object) => self.resolved(object),
            None => Ok(Object::Null),
        }
    }

    /// A dictionary within a dictionary; an empty one where there is none.
    pub fn dictionary(&mut self, within: &Dictionary, key: &[u8]) -> Result<Dictionary, IntakeRefused> {
        Ok(match self.value(within, key)? {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => stream.dictionary,
            _ => Dictionary::default(),
        })
    }

    /// The bytes of a stream. `None` when it is a picture's or of an unknown kind.
    pub fn stream(&mut self, stream: &Stream, limit: usize) -> Result<Option<Unfolded>, IntakeRefused> {
        let Some(filters) = self.filters_of(stream)? else { return Ok(None) };
        // Pictures are told by their filter before a byte of them is read.
        let is_picture = |name: &[u8]| {
            matches!(name, b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF")
        };
        if filters.iter().any(|(name, _)| is_picture(name)) {
            return Ok(None);
        }
        let packed = self.packed(stream)?;
        // What unfolds to nothing, or beyond its limit, was work all the same.
        let result = unfolded(packed, &filters, limit);
        let work = result.as_ref().map_or(0, |unfolded| if unfolded.over { limit } else { unfolded.bytes.len() });
        self.charge(work)?;
        Ok(result)
    }

    /// The bytes of a picture: a JPEG as it stands, else its points unfolded. `None` for a packing that is not read here, and
    /// for what breaks off.
    pub fn picture(&mut self, stream: &Stream, limit: usize) -> Result<Option<PictureBytes>, IntakeRefused> {
        let Some(mut filters) = self.filters_of(stream)? else { return Ok(None) };
        let is_jpeg = filters.last().is_some_and(|(name, _)| matches!(name.as_slice(), b"DCTDecode" | b"DCT"));
        if is_jpeg {
            filters.pop();
        }
        let packed = self.packed(stream)?;
        let Some(found) = unfolded(packed, &filters, limit) else { return Ok(None) };
        self.charge(if found.over { limit } else { found.bytes.len() })?;
        if found.over {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        Ok(Some(if is_jpeg { PictureBytes::Jpeg(found.bytes) } else { PictureBytes::Points(found.bytes) }))
    }

    fn filters_of(&mut self, stream: &Stream) -> Result<Option<Filters>, IntakeRefused> {
        let names = match self.value(&stream.dictionary, b"Filter")? {
            Object::Null => Vec::new(),
            Object::Array(names) => names,
            name => vec![name],
        };
        let parameters = match self.value(&stream.dictionary, b"DecodeParms")? {
            Object::Array(parameters) => parameters,
            other => vec![other],
        };
        let mut filters = Vec::new();
        for (index, name) in names.iter().take(16).enumerate() {
            let Object::Name(name) = self.resolved(name)? else { return Ok(None) };
            let found = match parameters.get(index) {
                Some(parameters) => self.resolved(parameters)?,
                None => Object::Null,
            };
            let found = if let Object::Dictionary(found) = found { found } else { Dictionary::default() };
            filters.push((name, found));
        }
        Ok(Some(filters))
    }

    /// Charges work to the budget. Nothing costs something too, or a million times nothing would be free.
    pub fn charge(&mut self, bytes: usize) -> Result<(), IntakeRefused> {
        self.budget = self.budget.checked_sub(bytes as u64 + 64).ok_or(IntakeRefused::UnfoldsTooFar)?;
        Ok(())
    }

    fn packed(&mut self, stream: &Stream) -> Result<Vec<u8>, IntakeRefused> {
        let declared = self.value(&stream.dictionary, b"Length")?.index();
        let fits = |length: &u64| stream.start.checked_add(*length).is_some_and(|end| end <= self.length);
        if let Some(length) = declared.filter(fits) {
            if length > LONGEST_STREAM as u64 {
                return Err(IntakeRefused::TooMuchToRead);
            }
            let after = self.bytes_at(stream.start + length, 32)?;
            let white = after.iter().take_while(|byte| is_white(**byte)).count();
            if after[white..].starts_with(b"endstream") || after[white..].starts_with(b"endobj") {
                let count = usize::try_from(length).unwrap_or(0);
                return self.bytes_at(stream.start, count);
            }
        }
        self.up_to_end_of_stream(stream.start)
    }

    /// A stream whose length is wrong reaches to its closing word.
    fn up_to_end_of_stream(&mut self, start: u64) -> Result<Vec<u8>, IntakeRefused> {
        let mut bytes = self.bytes_at(start, LONGEST_STREAM)?;
        self.charge(bytes.len())?;
        let end = find(&bytes, b"endstream").or_else(|| find(&bytes, b"endobj")).unwrap_or(bytes.len());
        bytes.truncate(end);
        Ok(bytes)
    }

    /// Bytes of the file, fewer where it ends.
    pub fn bytes_at(&mut self, start: u64, count: usize) -> Result<Vec<u8>, IntakeRefused> {
        let left = self.length.saturating_sub(start);
        let mut bytes = Vec::with_capacity(count.min(usize::try_from(left).unwrap_or(count)));
        if left > 0 {
            self.source.seek(SeekFrom::Start(start))?;
            self.source.by_ref().take(count as u64).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// The same for small counts, out of a window that neighbours share.
    fn near(&mut self, start: u64, count: usize) -> Result<Vec<u8>, IntakeRefused> {
        if count > WINDOW {
            return self.bytes_at(start, count);
        }
        let (begin, window) = (self.window.0, self.window.1.len() as u64);
        if start < begin || start + count as u64 > begin + window {
            self.window = (start, self.bytes_at(start, WINDOW)?);
        }
        let offset = usize::try_from(start - self.window.0).unwrap_or(0).min(self.window.1.len());
        let end = (offset + count).min(self.window.1.len());
        Ok(self.window.1[offset..end].to_vec())
    }

    fn load(&mut self, number: u32) -> Result<Object, IntakeRefused> {
        if let Some(object) = self.kept.get(&number) {
            return Ok(object.clone());
        }
        let (object, cost) = match self.table.place(number) {
            Place::Unknown | Place::Free => return Ok(Object::Null),
            Place::At(start) => match self.object_at(start)? {
                Some((found, object, cost)) if found == number => (object, cost),
                // A table that leads elsewhere is a table of another file; look for the objects themselves.
                _ if !self.table.recovered => {
                    self.recover()?;
                    return self.load(number);
                }
                _ => return Ok(Object::Null),
            },
            Place::Within(bundle, order) => self.object_within(bundle, number, order)?,
        };
        if self.kept.len() >= KEPT || self.kept_bytes > KEPT_BYTES {
            self.kept.clear();
            self.kept_bytes = 0;
        }
        self.kept_bytes += cost;
        self.kept.insert(number, object.clone());
        Ok(object)
    }

    /// The object that begins here. `None` when none does.
    pub fn object_at(&mut self, start: u64) -> Result<Option<Numbered>, IntakeRefused> {
        let mut size = 2 * 1024;
        loop {
            let bytes = self.near(start, size)?;
            match numbered_object(&bytes) {
                Ok((number, Object::Dictionary(dictionary), length, Some(data))) => {
                    self.charge(length)?;
                    let stream = Stream { dictionary, start: start + data as u64 };
                    return Ok(Some((number, Object::Stream(Box::new(stream)), length)));
                }
                Ok((number, object, length, _)) => {
                    self.charge(length)?;
                    return Ok(Some((number, object, length)));
                }
                Err(Stop::End) if bytes.len() == size && size < LONGEST_OBJECT => size *= 4,
                Err(_) => {
                    self.charge(bytes.len())?;
                    return Ok(None);
                }
            }
        }
    }

    fn object_within(&mut self, stream: u32, number: u32, order: u32) -> Result<(Object, usize), IntakeRefused> {
        let bundle = match &self.bundle {
            Some((known, bundle)) if *known == stream => Rc::clone(bundle),
            _ => {
                let bundle = Rc::new(self.read_bundle(stream)?);
                self.bundle = Some((stream, Rc::clone(&bundle)));
                bundle
            }
        };
        let place = bundle.places.get(order as usize).filter(|(found, _)| *found == number);
        let place = place.or_else(|| bundle.places.iter().find(|(found, _)| *found == number));
        let Some((_, start)) = place else { return Ok((Object::Null, 0)) };
        let bytes = bundle.bytes.get(*start..).unwrap_or_default();
        let mut lexer = Lexer::new(&bytes[..bytes.len().min(LONGEST_OBJECT)]);
        let object = lexer.object().unwrap_or(Object::Null);
        self.charge(lexer.at)?;
        Ok((object, lexer.at))
    }

    pub fn read_bundle(&mut self, number: u32) -> Result<Bundle, IntakeRefused> {
        // A bundle lies in the file itself, never within another.
        let Place::At(start) = self.table.place(number) else { return Err(damaged()) };
        let Some((_, Object::Stream(stream), _)) = self.object_at(start)? else { return Err(damaged()) };
        let count = self.value(&stream.dictionary, b"N")?.index().unwrap_or(0).min(200_000);
        let first = self.value(&stream.dictionary, b"First")?.index();
        let first = first.and_then(|first| usize::try_from(first).ok()).unwrap_or(0);
        let unfolded = self.stream(&stream, LONGEST_BUNDLE)?.ok_or_else(damaged)?;
        if unfolded.over {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        let mut lexer = Lexer::new(&unfolded.bytes);
        let mut places = Vec::new();
        for _ in 0..count {
            let mut index = || lexer.object().ok().and_then(|object| object.index());
            let (Some(number), Some(at)) = (index(), index()) else { break };
            let at = usize::try_from(at).unwrap_or(usize::MAX).saturating_add(first);
            places.push((u32::try_from(number).unwrap_or(0), at));
        }
        Ok(Bundle { bytes: unfolded.bytes, places })
    }

    /// Looks for the objects themselves, as every reader does with a table that leads nowhere.
    fn recover(&mut self) -> Result<(), IntakeRefused> {
        let encrypted = self.table.trailer.get(b"Encrypt").cloned();
        (self.kept, self.kept_bytes, self.bundle) = (HashMap::new(), 0, None);
        let (table, objects) = Table::recovered(self, encrypted)?;
        self.table = table;
        let found = Table::held_by_streams(self, &objects)?;
        self.table.add(found)
    }
}

/// An object with its number, its length, and where its stream begins.
type WithStream = (u32, Object, usize, Option<usize>);

/// Reads `n g obj … endobj` or `n g obj << … >> stream`.
fn numbered_object(bytes: &[u8]) -> Result<WithStream, Stop> {
    let mut lexer = Lexer::new(bytes);
    let number = lexer.object()?.index().and_then(|number| u32::try_from(number).ok()).ok_or(Stop::Bad)?;
    lexer.object()?.index().ok_or(Stop::Bad)?;
    lexer.skip_white();
    if !lexer.rest().starts_with(b"obj") {
        return Err(if lexer.rest().len() < 3 { Stop::End } else { Stop::Bad });
    }
    lexer.at += 3;
    let object = lexer.object()?;
    let length = lexer.at;
    if !matches!(object, Object::Dictionary(_)) {
        return Ok((number, object, length, None));
    }
    lexer.skip_white();
    if lexer.rest().len() < 8 {
        return Err(Stop::End);
    }
    if !lexer.rest().starts_with(b"stream") {
        return Ok((number, object, length, None));
    }
    lexer.at += 6;
    match lexer.rest() {
        [b'\r', b'\n', ..] => lexer.at += 2,
        [b'\n' | b'\r', ..] => lexer.at += 1,
        _ => {}
    }
    Ok((number, object, length, Some(lexer.at)))
}

/// Where a word first stands.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == first) {
        if bytes[at + found..].starts_with(wanted) {
            return Some(at + found);
        }
        at += found + 1;
    }
    None
}
