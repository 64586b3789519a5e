//! Office packages (ZIP), read without believing their directory.
//!
//! A general archive library looks for a directory wherever it may be and unfolds whatever it names. Here one directory
//! at the very end is accepted, its parts may neither overlap nor repeat nor climb out, and every byte that is unfolded
//! is counted: against what the part declared, against the part's limit, and against one budget for the whole file.

use super::limits::Limits;
use super::refused::{IntakeRefused, Sort};
use flate2::read::DeflateDecoder;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};

const END_OF_DIRECTORY: [u8; 4] = *b"PK\x05\x06";
const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";
/// The directory itself, in bytes.
const DIRECTORY_LIMIT: u64 = 4 * 1024 * 1024;
/// Between the directory and its end a 64-bit record may stand.
const WIDE_RECORD: u64 = 80;
/// A part below this may unfold as far as it likes: small XML packs very well.
const RATIO_FLOOR: u64 = 1024 * 1024;

/// Where bytes come from.
pub(crate) trait Source: Read + Seek {}
impl<Any: Read + Seek> Source for Any {}

/// An opened package.
pub(crate) struct Package<'source> {
    source: Box<dyn Source + 'source>,
    parts: Vec<Part>,
    /// Bytes that may still be unfolded.
    budget: u64,
    sort: Sort,
}

#[derive(Debug, Clone)]
struct Part {
    name: String,
    deflated: bool,
    packed: u64,
    unfolded: u64,
    offset: u64,
}

/// The error that says a part unfolds beyond its bounds; it travels through readers as an I/O error.
#[derive(Debug, thiserror::Error)]
#[error("unfolds beyond its bounds")]
struct Unbounded;

/// What an error met while reading a part means.
pub(crate) fn refused_by_reading(error: &std::io::Error, sort: Sort) -> IntakeRefused {
    let unbounded = error.get_ref().is_some_and(|inner| inner.is::<Unbounded>());
    if unbounded { IntakeRefused::UnfoldsTooFar } else { IntakeRefused::Damaged(sort) }
}

impl<'source> Package<'source> {
    /// Opens a package and checks its directory.
    pub fn open(mut source: Box<dyn Source + 'source>, limits: &Limits) -> Result<Self, IntakeRefused> {
        let length = source.seek(SeekFrom::End(0))?;
        let (count, start, size) = find_directory(&mut source, length)?;
        if count > limits.parts {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        source.seek(SeekFrom::Start(start))?;
        let mut directory = Vec::new();
        source.by_ref().take(size).read_to_end(&mut directory)?;
        let parts = parts_of(&directory, count)?;
        check_places(&parts, start)?;
        check_sizes(&parts, limits)?;
        Ok(Self { source, parts, budget: limits.unfolded_bytes, sort: Sort::Office })
    }

    /// What the package turned out to be; later refusals say so.
    pub fn is_a(&mut self, sort: Sort) {
        self.sort = sort;
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The names of all parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&Part> {
        let name = name.trim_start_matches('/');
        self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name))
    }

    /// A part as a stream. It ends in an error where it would pass its bounds.
    pub fn part(&mut self, name: &str) -> Result<PartReader<'_, 'source>, IntakeRefused> {
        let part = self.find(name).cloned().ok_or(IntakeRefused::Damaged(self.sort))?;
        if part.unfolded > self.budget {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        let mut header = [0_u8; 30];
        self.source.seek(SeekFrom::Start(part.offset))?;
        let damaged = IntakeRefused::Damaged(self.sort);
        self.source.read_exact(&mut header).map_err(|_| damaged.clone())?;
        if header[..4] != LOCAL_HEADER {
            return Err(damaged);
        }
        let skip = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        self.source.seek(SeekFrom::Start(part.offset + 30 + skip))?;
        // The budget is charged with what was declared; more than that is never unfolded.
        self.budget -= part.unfolded;
        let packed = BufReader::new(self.source.by_ref().take(part.packed));
        let content =
            if part.deflated { Content::Deflated(DeflateDecoder::new(packed)) } else { Content::Stored(packed) };
        Ok(PartReader { content, left: part.unfolded })
    }

    /// A whole part, up to so many bytes.
    pub fn bytes(&mut self, name: &str, limit: usize) -> Result<Vec<u8>, IntakeRefused> {
        let sort = self.sort;
        let declared = self.find(name).map_or(0, |part| part.unfolded);
        if declared > limit as u64 {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        let mut bytes = Vec::new();
        self.part(name)?.read_to_end(&mut bytes).map_err(|error| refused_by_reading(&error, sort))?;
        Ok(bytes)
    }
}

enum Content<Packed> {
    Stored(Packed),
    Deflated(DeflateDecoder<Packed>),
}

/// The bytes of one part.
pub(crate) struct PartReader<'package, 'source> {
    content: Content<BufReader<Take<&'package mut Box<dyn Source + 'source>>>>,
    left: u64,
}

impl Read for PartReader<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = match &mut self.content {
            Content::Stored(source) => source.read(buffer),
            Content::Deflated(source) => source.read(buffer),
        }?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| std::io::Error::other(Unbounded))?;
        if count == 0 && !buffer.is_empty() && self.left > 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(count)
    }
}

/// The number of parts, and where the directory stands. It must end the file, save for its own comment.
fn find_directory(source: &mut dyn Source, length: u64) -> Result<(usize, u64, u64), IntakeRefused> {
    let damaged = || IntakeRefused::Damaged(Sort::Office);
    let window = length.min(22 + 65_535);
    source.seek(SeekFrom::Start(length - window))?;
    let mut tail = Vec::new();
    source.take(window).read_to_end(&mut tail)?;
    let at = (0..tail.len().saturating_sub(21))
        .rev()
        .find(|at| {
            tail[*at..].starts_with(&END_OF_DIRECTORY) && usize::from(u16_at(&tail, at + 20)) == tail.len() - at - 22
        })
        .ok_or_else(damaged)?;
    let (disk, count) = (u16_at(&tail, at + 4), u16_at(&tail, at + 10));
    let (size, start) = (u64::from(u32_at(&tail, at + 12)), u64::from(u32_at(&tail, at + 16)));
    let end = length - window + at as u64;
    let directory_end = start + size;
    // Something before the first part or after the directory is a second file within the file.
    if disk != 0 || count == u16::MAX || directory_end > end || end - directory_end > WIDE_RECORD {
        return Err(damaged());
    }
    if size > DIRECTORY_LIMIT {
        return Err(IntakeRefused::UnfoldsTooFar);
    }
    Ok((usize::from(count), start, size))
}

fn parts_of(directory: &[u8], count: usize) -> Result<Vec<Part>, IntakeRefused> {
    let damaged = || IntakeRefused::Damaged(Sort::Office);
    let mut parts = Vec::with_capacity(count);
    let mut seen = std::collections::HashSet::new();
    let mut rest = directory;
    for _ in 0..count {
        if rest.len() < 46 || rest[..4] != DIRECTORY_ENTRY {
            return Err(damaged());
        }
        let (flags, method) = (u16_at(rest, 8), u16_at(rest, 10));
        let (packed, unfolded) = (u32_at(rest, 20), u32_at(rest, 24));
        let lengths = [u16_at(rest, 28), u16_at(rest, 30), u16_at(rest, 32)].map(usize::from);
        let end = 46 + lengths.iter().sum::<usize>();
        let name = rest.get(46..46 + lengths[0]).ok_or_else(damaged)?;
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        if flags & 1 != 0 {
            return Err(IntakeRefused::Encrypted(Sort::Office));
        }
        if !matches!(method, 0 | 8) || packed == u32::MAX || unfolded == u32::MAX {
            return Err(damaged());
        }
        let climbs = name.starts_with('/') || name.split('/').any(|step| step == "..");
        if climbs || !seen.insert(name.to_ascii_lowercase()) {
            return Err(IntakeRefused::Hostile(Sort::Office));
        }
        parts.push(Part {
            name,
            deflated: method == 8,
            packed: u64::from(packed),
            unfolded: u64::from(unfolded),
            offset: u64::from(u32_at(rest, 42)),
        });
        rest = rest.get(end..).ok_or_else(damaged)?;
    }
    Ok(parts)
}

/// No part may lie within another or within the directory: one byte must not be read twice.
fn check_places(parts: &[Part], directory: u64) -> Result<(), IntakeRefused> {
    let mut places: Vec<(u64, u64)> = parts.iter().map(|part| (part.offset, part.offset + 30 + part.packed)).collect();
    places.sort_unstable();
    let begins_at_once = places.first().is_none_or(|(start, _)| *start == 0);
    let apart = places.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    let inside = places.last().is_none_or(|(_, end)| *end <= directory);
    if begins_at_once && apart && inside { Ok(()) } else { Err(IntakeRefused::Damaged(Sort::Office)) }
}

fn check_sizes(parts: &[Part], limits: &Limits) -> Result<(), IntakeRefused> {
    let total: u64 = parts.iter().map(|part| part.unfolded).sum();
    let bomb = |part: &Part| {
        part.unfolded > limits.part_bytes
            || (part.unfolded > RATIO_FLOOR && part.unfolded > part.packed.saturating_mul(limits.ratio))
    };
    // Pictures and fonts are not unfolded, so the total may be beyond the budget of what is.
    let too_far = total > limits.unfolded_bytes.saturating_mul(4) || parts.iter().any(bomb);
    if too_far { Err(IntakeRefused::UnfoldsTooFar) } else { Ok(()) }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// A relation of one part to another.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub id: String,
    /// The last word of its type: `image`, `header`, `hyperlink`.
    pub kind: String,
    /// A part of the package, or an address outside of it.
    pub target: String,
    pub external: bool,
}

/// The relations of a part; none where it has none.
pub(crate) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, IntakeRefused> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut found = Vec::new();
    if !package.has(&name) {
        return Ok(found);
    }
    let sort = package.sort();
    super::xml::walk(package.part(&name)?, sort, &mut |node| {
        if let super::xml::Node::Open(open) = node
            && open.name() == "Relationship"
        {
            let value = |name| open.attribute(name).unwrap_or_default();
            let external = open.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
            let target = value("Target");
            let target = if external { target } else { resolved(folder, &target) };
            let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relation { id: value("Id"), kind, target, external });
        }
        Ok(found.len() < 20_000)
    })?;
    Ok(found)
}

/// A target relative to its folder, as a name within the package.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            other => steps.push(other),
        }
    }
    steps.join("/")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    /// A package of these parts, deflated, by another library.
    pub(crate) fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    pub(crate) fn opened(bytes: &[u8]) -> Result<Package<'_>, IntakeRefused> {
        Package::open(Box::new(Cursor::new(bytes)), &Limits::default())
    }

    #[test]
    fn parts_are_read_as_they_were_written() {
        let bytes = packed(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", "公开".as_bytes())]);
        let mut package = opened(&bytes).unwrap();
        assert_eq!(package.names().count(), 2);
        assert_eq!(package.bytes("WORD/document.xml", 100).unwrap(), "公开".as_bytes());
        assert!(package.bytes("word/other.xml", 100).is_err());
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        let zeros = vec![0_u8; 40 * 1024 * 1024];
        let bytes = packed(&[("word/document.xml", &zeros)]);
        assert!(bytes.len() < 100_000);
        assert_eq!(opened(&bytes).err(), Some(IntakeRefused::UnfoldsTooFar));
    }

    #[test]
    fn a_part_that_lies_about_its_size_is_stopped() {
        let content = b"abcdefgh".repeat(1_000);
        let mut bytes = packed(&[("a", &content)]);
        let directory = bytes.windows(4).rposition(|four| four == DIRECTORY_ENTRY).unwrap();
        bytes[directory + 24..directory + 28].copy_from_slice(&100_u32.to_le_bytes());
        let mut package = opened(&bytes).unwrap();
        assert_eq!(package.bytes("a", 10_000), Err(IntakeRefused::UnfoldsTooFar));
    }

    #[test]
    fn the_budget_is_for_all_parts_together() {
        let content = b"abcdefgh".repeat(1_000);
        let bytes = packed(&[("a", &content), ("b", &content)]);
        let limits = Limits { unfolded_bytes: 12_000, ..Limits::default() };
        let mut package = Package::open(Box::new(Cursor::new(bytes.as_slice())), &limits).unwrap();
        assert!(package.bytes("a", 10_000).is_ok());
        assert_eq!(package.bytes("b", 10_000), Err(IntakeRefused::UnfoldsTooFar));
    }

    #[test]
    fn two_files_in_one_are_refused() {
        let bytes = packed(&[("a", b"x")]);
        let damaged = Some(IntakeRefused::Damaged(Sort::Office));
        assert_eq!(opened(&[b"MZ".as_slice(), &bytes].concat()).err(), damaged);
        assert_eq!(opened(&[bytes.as_slice(), b"tail"].concat()).err(), damaged);
        assert_eq!(opened(&[bytes.as_slice(), &bytes].concat()).err(), damaged);
        assert_eq!(opened(&bytes[..bytes.len() - 3]).err(), damaged);
        assert_eq!(opened(b"").err(), damaged);
    }

    #[test]
    fn names_that_repeat_or_climb_are_refused() {
        let hostile = Some(IntakeRefused::Hostile(Sort::Office));
        assert_eq!(opened(&packed(&[("a", b"x"), ("A", b"y")])).err(), hostile);
        assert_eq!(opened(&packed(&[("../a", b"x")])).err(), hostile);
    }

    #[test]
    fn overlapping_parts_are_refused() {
        let mut bytes = packed(&[("a", b"xxxxxxxxxx"), ("b", b"yyyyyyyyyy")]);
        let second = bytes.windows(4).rposition(|four| four == DIRECTORY_ENTRY).unwrap();
        bytes[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
        assert_eq!(opened(&bytes).err(), Some(IntakeRefused::Damaged(Sort::Office)));
    }

    #[test]
    fn too_many_parts_are_refused() {
        let names: Vec<String> = (0..5_000).map(|number| number.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert_eq!(opened(&packed(&parts)).err(), Some(IntakeRefused::UnfoldsTooFar));
    }

    #[test]
    fn relations_lead_to_parts() {
        let rels = br#"<Relationships><Relationship Id="r1" Type="http://x/image" Target="../media/a.png"/>
            <Relationship Id="r2" Type="http://x/hyperlink" Target="https://a.example/" TargetMode="External"/></Relationships>"#;
        let bytes = packed(&[("word/_rels/document.xml.rels", rels)]);
        let found = relations(&mut opened(&bytes).unwrap(), "word/document.xml").unwrap();
        assert_eq!((found[0].kind.as_str(), found[0].target.as_str()), ("image", "media/a.png"));
        assert_eq!((found[1].external, found[1].target.as_str()), (true, "https://a.example/"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_opened_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..200), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6)) {
            let _ = opened(&bytes);
            bytes = packed(&[("a", b"hello hello hello"), ("b", b"x")]);
            for (index, value) in flips {
                let at = index.index(bytes.len());
                bytes[at] = value;
            }
            if let Ok(mut package) = opened(&bytes) {
                let names: Vec<String> = package.names().map(str::to_owned).collect();
                for name in names {
                    let _ = package.bytes(&name, 1_000);
                }
            }
        }
    }
}
