//! An uploaded file on disk: what it is, what it says, and whether it may be kept.

pub(super) mod sniff;

use super::clean::{decode, is_plain};
use super::limits::Limits;
use super::office::{Kind, kind_of};
use super::package::{Package, Source};
use super::pieces::Pieces;
use super::refused::{IntakeRefused, Sort};
use super::{html, pdf, picture, sheet, word};
use affairs::document::body_html::escape;
use affairs::screening::{Prominence, TextPiece, pieces_of_body};
use sniff::Sniffed;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// A file that may be kept, as the machine read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    pub media_type: &'static str,
    /// The extension its name should have, without the dot.
    pub extension: &'static str,
    /// Pages of a PDF, sheets of a workbook.
    pub parts: Option<u32>,
    /// Every text with its place, the file's own name first.
    pub pieces: Vec<TextPiece>,
    /// The bytes to keep in place of the uploaded ones: a picture without metadata, a web page without scripts.
    pub cleaned: Option<Vec<u8>>,
    /// Whether a person must look at something that the machine cannot read.
    pub needs_human_reading: bool,
    /// What that is: 图片, 第2页（扫描）, 文件中的图片1.
    pub unread: Vec<String>,
    /// What a reader of the page would not see: hidden sheets and rows, tracked changes, comments, caches.
    pub concealed: Vec<String>,
}

/// Inspects a file that was uploaded under this name. The type is read from the content; the name only tells apart what
/// looks the same (plain text and CSV) and is refused where it promises something else entirely.
///
/// # Errors
/// With the reason, and the words how to save the file readably.
pub fn inspect(path: &Path, name: &str, limits: &Limits) -> Result<Inspected, IntakeRefused> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    inspect_source(Box::new(file), length, name, limits)
}

/// Inspects a file that is at hand as bytes, such as one that lies sealed on the disk.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_bytes(bytes: Vec<u8>, name: &str, limits: &Limits) -> Result<Inspected, IntakeRefused> {
    let length = bytes.len() as u64;
    inspect_source(Box::new(std::io::Cursor::new(bytes)), length, name, limits)
}

fn inspect_source(
    mut file: Box<dyn Source>,
    length: u64,
    name: &str,
    limits: &Limits,
) -> Result<Inspected, IntakeRefused> {
    check_length(length, limits)?;
    let head = head_of(&mut file)?;
    let mut pieces = Pieces::new(limits);
    pieces.push("文件名".to_owned(), stem_of(name), Prominence::Line)?;
    match sniff::sniff(&head, &mut file, name)? {
        Sniffed::Package => inspect_package(file, limits, pieces),
        Sniffed::Pdf => {
            let pages = pdf::read(file, limits, &mut pieces)?;
            Ok(inspected("application/pdf", "pdf", Some(pages), None, pieces))
        }
        Sniffed::Picture => {
            if length > limits.picture_bytes as u64 {
                return Err(IntakeRefused::PictureTooLarge);
            }
            let cleaned = picture::clean(&whole(file, limits.picture_bytes)?, limits)?;
            pieces.leave_to_people("图片".to_owned());
            Ok(inspected(cleaned.media_type, cleaned.extension, None, Some(cleaned.bytes), pieces))
        }
        Sniffed::Text => inspect_text(file, length, name, limits, pieces),
    }
}

fn inspected(
    media_type: &'static str,
    extension: &'static str,
    parts: Option<u32>,
    cleaned: Option<Vec<u8>>,
    pieces: Pieces,
) -> Inspected {
    Inspected {
        media_type,
        extension,
        parts,
        cleaned,
        needs_human_reading: !pieces.unread.is_empty(),
        unread: pieces.unread,
        concealed: pieces.concealed,
        pieces: pieces.list,
    }
}

fn inspect_package(file: Box<dyn Source>, limits: &Limits, mut pieces: Pieces) -> Result<Inspected, IntakeRefused> {
    let mut package = Package::open(file, limits)?;
    match kind_of(&mut package)? {
        Kind::Word { main } => {
            word::read_pieces(&mut package, &main, &mut pieces)?;
            let media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            Ok(inspected(media_type, "docx", None, None, pieces))
        }
        Kind::Sheet { main } => {
            let sheets = sheet::workbook_pieces(&mut package, &main, &mut pieces)?;
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(inspected(media_type, "xlsx", Some(sheets), None, pieces))
        }
    }
}

fn inspect_text(
    file: Box<dyn Source>,
    length: u64,
    name: &str,
    limits: &Limits,
    mut pieces: Pieces,
) -> Result<Inspected, IntakeRefused> {
    // Text is not packed, so what is too long to read is known before it is read.
    if length > limits.plain_bytes as u64 {
        return Err(IntakeRefused::TooMuchToRead);
    }
    let bytes = whole(file, limits.plain_bytes)?;
    let text = decode(&bytes).ok_or(IntakeRefused::Encoding)?;
    if !is_plain(&text) {
        return Err(IntakeRefused::Unreadable(super::refused::Foreign::Unknown));
    }
    let markup = looks_like_markup(&text);
    let extension = sniff::extension_of(name);
    sniff::check_promise(&extension, if markup { "网页" } else { "纯文本" })?;
    if markup {
        return inspect_html(&text, limits, pieces);
    }
    if extension == "csv" {
        sheet::csv_pieces(&text, &mut pieces)?;
        return Ok(inspected("text/csv", "csv", None, None, pieces));
    }
    for (number, line) in (1..).zip(text.lines()) {
        pieces.push(format!("第{number}行"), line.to_owned(), Prominence::Line)?;
    }
    Ok(inspected("text/plain", "txt", None, None, pieces))
}

/// A web page is kept as its body says it, in a page of our own: nothing else of it can be vouched for.
fn inspect_html(text: &str, limits: &Limits, mut pieces: Pieces) -> Result<Inspected, IntakeRefused> {
    let shown = html::take(text, limits, &|_| None)?;
    let all = html::take_hidden_too(text, limits)?;
    if all.body != shown.body {
        pieces.conceals("网页中隐藏的文字");
    }
    for piece in pieces_of_body(&all.body) {
        pieces.push(piece.place, piece.text, piece.prominence)?;
    }
    let title = pieces.list.first().map(|piece| escape(&piece.text)).unwrap_or_default();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\n{}</body></html>\n",
        shown.body.to_html(&|_| String::new())
    );
    Ok(inspected("text/html", "html", None, Some(page.into_bytes()), pieces))
}

fn head_of(source: &mut dyn Source) -> Result<Vec<u8>, IntakeRefused> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.take(4096).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    Ok(head)
}

fn whole(mut file: Box<dyn Source>, limit: usize) -> Result<Vec<u8>, IntakeRefused> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The name without its extension and without folders.
fn stem_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

/// Refuses a file of no bytes and one beyond the limit.
pub(super) fn check_length(length: u64, limits: &Limits) -> Result<(), IntakeRefused> {
    match length {
        0 => Err(IntakeRefused::Empty),
        length if length > limits.file_bytes => Err(IntakeRefused::TooLarge { limit: limits.file_bytes / 1024 / 1024 }),
        _ => Ok(()),
    }
}

/// Whether text is HTML or another markup language.
pub(super) fn looks_like_markup(text: &str) -> bool {
    sniff::is_markup(text)
}

/// Why this is no Word file, as precisely as can be told.
pub(super) fn not_a_word_file(source: &mut dyn Source, name: &str) -> IntakeRefused {
    let head = head_of(source).unwrap_or_default();
    match sniff::sniff(&head, source, name) {
        Err(refused @ (IntakeRefused::Encrypted(_) | IntakeRefused::Unreadable(_))) if !head.is_empty() => {
            match refused {
                IntakeRefused::Unreadable(super::refused::Foreign::Unknown) => IntakeRefused::NotAWordFile,
                told => told,
            }
        }
        _ => IntakeRefused::NotAWordFile,
    }
}

/// Refuses what the beginning of a file shows to be of a format that is not read, or locked.
pub(crate) fn refuse_unreadable(head: &[u8], source: &mut dyn Source, name: &str) -> Result<(), IntakeRefused> {
    sniff::sniff(head, source, name).map(|_| ())
}

/// Refuses what is neither a package nor text, for readers of tables.
pub(super) fn refuse_foreign(head: &[u8], source: &mut dyn Source, name: &str) -> Result<(), IntakeRefused> {
    match sniff::sniff(head, source, name) {
        Ok(Sniffed::Text) => Ok(()),
        Ok(_) | Err(IntakeRefused::Unreadable(super::refused::Foreign::Unknown)) => Err(IntakeRefused::NotASheet),
        Err(refused) => Err(match refused {
            IntakeRefused::Encrypted(_) => IntakeRefused::Encrypted(Sort::Sheet),
            other => other,
        }),
    }
}

#[cfg(test)]
mod tests;
