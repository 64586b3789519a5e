//! A file's bytes as blocks of text and tables, whatever its encoding and format.

mod blocks;
mod decode;
mod html;
mod plain;

pub(in crate::read) use blocks::{Block, RawCell, RawTable};

use super::ReadRefused;

/// The blocks of a file, in reading order.
///
/// # Errors
/// [`ReadRefused`] when the file is no text, or more than any report.
pub(super) fn blocks(bytes: &[u8], name: &str) -> Result<Vec<Block>, ReadRefused> {
    let source = decode::decode(bytes)?;
    if html::is_html(&source, name) { html::blocks(&source) } else { Ok(plain::blocks(&source)) }
}
