//! A file's bytes as blocks of text and tables, whatever its encoding and format.

mod blocks;
mod decode;
mod html;
mod pdf;
mod plain;
mod sheet;
mod word;

pub(in crate::read) use blocks::{Block, RawCell, RawTable};

use std::io::Cursor;

use super::{LARGEST_REPORT, ReadRefused};
use crate::intake::Limits;
use crate::intake::office::{Kind, kind_of};
use crate::intake::package::Package;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Its blocks, in reading order.
    pub blocks: Vec<Block>,
    /// The other reading, where tracked changes leave two.
    pub before_changes: Option<Vec<Block>>,
    /// Pages that nobody but a person can read.
    pub unread_pages: Vec<usize>,
    /// Whether this is a web page, whose scripts may hold more.
    pub is_page: bool,
}

impl From<Vec<Block>> for Source {
    fn from(blocks: Vec<Block>) -> Self {
        Self { blocks, ..Self::default() }
    }
}

/// The blocks of a file. The name tells apart what looks the same: plain text and CSV.
///
/// # Errors
/// [`ReadRefused`] when the file is of no format that is read, is locked or damaged, or holds more than any report.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Source, ReadRefused> {
    if bytes.len() > LARGEST_REPORT {
        return Err(ReadRefused::TooLarge);
    }
    let head = &bytes[..bytes.len().min(64)];
    if head.starts_with(b"PK\x03\x04") {
        return read_package(bytes);
    }
    if pdf::is_pdf(head) {
        return pdf::read(bytes);
    }
    let text = decode::decode(bytes, name)?;
    if html::is_html(&text, name) {
        return Ok(Source { is_page: true, ..html::blocks(&text)?.into() });
    }
    if name.to_ascii_lowercase().ends_with(".csv") {
        return Ok(sheet::blocks_of_csv(&text)?.into());
    }
    Ok(plain::blocks(&text).into())
}

/// What the scripts of a page hold, for pages that are put together only in the reader's browser.
pub(super) fn read_scripts(bytes: &[u8], name: &str) -> Result<Vec<Block>, ReadRefused> {
    html::blocks_in_scripts(&decode::decode(bytes, name)?)
}

fn read_package(bytes: &[u8]) -> Result<Source, ReadRefused> {
    let limits = limits();
    let mut package = Package::open(Box::new(Cursor::new(bytes)), &limits)?;
    match kind_of(&mut package)? {
        Kind::Word { .. } => word::read(bytes, &limits),
        Kind::Sheet { main } => Ok(sheet::blocks(&mut package, &main)?.into()),
    }
}

/// Reports are small: less is unfolded of them than of what comes in to be kept.
fn limits() -> Limits {
    const MEBI: u64 = 1024 * 1024;
    Limits {
        file_bytes: LARGEST_REPORT as u64,
        unfolded_bytes: 64 * MEBI,
        part_bytes: 48 * MEBI,
        pages: 300,
        ..Limits::default()
    }
}
