//! What every Word file of ours shares: faces, widths, and a packing that gives the same document the same bytes.

use std::io::{Cursor, Read, Write};

use affairs::Instant;
use docx_rs::{Docx, Paragraph, Run, RunFonts};
use quick_xml::escape::escape;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{WriteError, printed::visible};

/// The width of the text on A4 between the margins of GB/T 9704, in twentieths of a point.
pub(crate) const FILE_TEXT_WIDTH: usize = 8844;
/// Two characters of 三号, in twentieths of a point.
pub(crate) const TWO_CHARACTERS: i32 = 640;

/// A Chinese face with the Latin one that official documents set beside it.
pub(crate) fn faces(chinese: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(chinese)
}

/// A paragraph in the style of the text.
pub(crate) fn plain(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(visible(text)))
}

/// The text's width shared out by weight, to the last unit.
pub(crate) fn column_widths(weights: &[u16]) -> Vec<usize> {
    let total: usize = weights.iter().map(|weight| usize::from(*weight)).sum();
    let mut before = 0;
    weights
        .iter()
        .map(|weight| {
            let from = FILE_TEXT_WIDTH * before / total.max(1);
            before += usize::from(*weight);
            FILE_TEXT_WIDTH * before / total.max(1) - from
        })
        .collect()
}

/// Builds the package with our own properties and packs it with no time of this machine in it.
pub(crate) fn pack(file: Docx, title: &str, author: &str, made_at: Instant) -> Result<Vec<u8>, WriteError> {
    let mut parts = file.build();
    parts.doc_props.core = properties(title, author, made_at).into_bytes();
    parts.document = patched(parts.document, "<w:cantSplit", "<w:tblHeader /><w:cantSplit")?;
    // Without a language Word checks Chinese text as English.
    parts.styles = patched(
        parts.styles,
        "</w:rPr></w:rPrDefault>",
        "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" /></w:rPr></w:rPrDefault>",
    )?;
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).map_err(WriteError::failed)?;
    repack(packed.into_inner()).map_err(WriteError::failed)
}

/// Text of the document cannot match: it is escaped, so it holds no `<`.
fn patched(part: Vec<u8>, from: &str, to: &str) -> Result<Vec<u8>, WriteError> {
    let text = String::from_utf8(part).map_err(WriteError::failed)?;
    Ok(text.replace(from, to).into_bytes())
}

fn properties(title: &str, author: &str, made_at: Instant) -> String {
    let (title, author) = (visible(title), visible(author));
    let (title, author) = (escape(title.as_str()), escape(author.as_str()));
    let made_at = made_at.rfc3339();
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties"#,
            r#" xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties""#,
            r#" xmlns:dc="http://purl.org/dc/elements/1.1/""#,
            r#" xmlns:dcterms="http://purl.org/dc/terms/""#,
            r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"#,
            r#"<dc:language>zh-CN</dc:language>"#,
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{made_at}</dcterms:created>"#,
            r#"<dcterms:modified xsi:type="dcterms:W3CDTF">{made_at}</dcterms:modified>"#,
            r#"</cp:coreProperties>"#,
        ),
        title = title,
        author = author,
        made_at = made_at,
    )
}

fn repack(packed: Vec<u8>) -> zip::result::ZipResult<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(packed))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for index in 0..from.len() {
        let mut entry = from.by_index(index)?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        to.start_file(name, options)?;
        to.write_all(&bytes)?;
    }
    Ok(to.finish()?.into_inner())
}

/// A Word file of plain paragraphs, such as a form to be filled in.
///
/// # Errors
/// [`WriteError::Failed`] when the file cannot be packed.
pub fn plain_word(title: &str, paragraphs: &[String], made_at: Instant) -> Result<Vec<u8>, WriteError> {
    let written = paragraphs.iter().fold(Docx::new(), |file, text| {
        file.add_paragraph(Paragraph::new().add_run(Run::new().add_text(text.as_str())))
    });
    pack(written, title, "", made_at)
}
