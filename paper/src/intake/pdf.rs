//! PDF: every text with its page, and the pages that only a person can read.
//!
//! The reading itself is a library's; what is ours is to say which page could not be read by a machine, and what hangs
//! on the file that no page shows. A library that trips over a hostile file must not take the office with it.

use super::limits::Limits;
use super::package::Source;
use super::pieces::Pieces;
use super::refused::{IntakeRefused, Sort};
use affairs::screening::Prominence;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A line this short may be a mark that stands alone; a longer one is running text that the page broke.
const SHORT_LINE: usize = 16;
/// What the library writes where it knows no way to read a font.
const UNREAD_FONT: &str = "Unimplemented";

/// Reads a PDF. Returns the number of its pages.
pub(super) fn read<From: Source + 'static>(
    source: From,
    limits: &Limits,
    pieces: &mut Pieces,
) -> Result<u32, IntakeRefused> {
    let damaged = || IntakeRefused::Damaged(Sort::Pdf);
    let guarded = AssertUnwindSafe(|| {
        let document = Document::load_from(source).map_err(|error| match error {
            lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => IntakeRefused::Encrypted(Sort::Pdf),
            _ => damaged(),
        })?;
        if document.is_encrypted() || document.was_encrypted() {
            return Err(IntakeRefused::Encrypted(Sort::Pdf));
        }
        read_document(&document, limits, pieces)
    });
    catch_unwind(guarded).unwrap_or_else(|_| Err(damaged()))
}

fn read_document(document: &Document, limits: &Limits, pieces: &mut Pieces) -> Result<u32, IntakeRefused> {
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(IntakeRefused::Damaged(Sort::Pdf));
    }
    if pages.len() > limits.pages {
        return Err(IntakeRefused::TooMuchToRead);
    }
    read_properties(document, pieces)?;
    for (number, page) in &pages {
        read_page(document, *number, *page, pieces)?;
    }
    Ok(u32::try_from(pages.len()).unwrap_or(u32::MAX))
}

fn read_page(document: &Document, number: u32, page: ObjectId, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    let place = format!("第{number}页");
    let text = document.extract_text(&[number]).unwrap_or_default();
    let characters = text.chars().filter(|character| !character.is_whitespace()).count();
    let strange = text.chars().filter(|character| is_untold(*character)).count();
    let pictures = document.get_page_images(page).map_or(0, |images| images.len());
    if characters == 0 {
        pieces.leave_to_people(format!("{place}（扫描或图片）"));
    } else if text.contains(UNREAD_FONT) || strange * 50 > characters {
        pieces.leave_to_people(format!("{place}（部分文字无法识别）"));
    } else if pictures > 0 {
        pieces.leave_to_people(format!("{place}的图片"));
    }
    for line in text.lines() {
        let short = line.trim().chars().count() <= SHORT_LINE;
        let prominence = if short { Prominence::Line } else { Prominence::Running };
        pieces.push(place.clone(), line.to_owned(), prominence)?;
    }
    // Lines that the page broke are read together too, so that a number across a break is not missed.
    let joined: String = text.lines().map(str::trim).collect();
    pieces.push(place.clone(), joined, Prominence::Running)?;
    for text in annotations_of(document, page) {
        pieces.push(format!("{place}批注"), text, Prominence::Line)?;
    }
    Ok(())
}

/// A character that stands for one the font did not tell.
fn is_untold(character: char) -> bool {
    matches!(character, '\u{fffd}' | '\u{e000}'..='\u{f8ff}')
        || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// The file's properties, and what hangs on it that no page shows.
fn read_properties(document: &Document, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    if let Some(information) = dictionary(document, document.trailer.get(b"Info").ok()) {
        for key in [b"Title".as_slice(), b"Subject", b"Keywords"] {
            if let Some(text) = text_at(document, information, key) {
                pieces.push("文档属性".to_owned(), text, Prominence::Line)?;
            }
        }
    }
    let Ok(root) = document.catalog() else { return Ok(()) };
    let names = dictionary(document, root.get(b"Names").ok());
    let named = |key: &[u8]| names.is_some_and(|names| names.has(key));
    if named(b"EmbeddedFiles") || root.has(b"AF") || root.has(b"Collection") {
        pieces.conceals("内嵌的附件");
        pieces.leave_to_people("PDF 内嵌的附件".to_owned());
    }
    let action = dictionary(document, root.get(b"OpenAction").ok());
    if named(b"JavaScript") || action.is_some_and(|action| action.has(b"JS")) {
        pieces.conceals("脚本");
    }
    if root.has(b"OCProperties") {
        pieces.conceals("可以隐藏的图层");
    }
    Ok(())
}

/// What notes and form fields on a page say.
fn annotations_of(document: &Document, page: ObjectId) -> Vec<String> {
    const LIMIT: usize = 2_000;
    let Ok(annotations) = document.get_page_annotations(page) else { return Vec::new() };
    let keys = [b"Contents".as_slice(), b"V", b"TU", b"T"];
    annotations
        .iter()
        .take(LIMIT)
        .flat_map(|annotation| keys.iter().filter_map(|key| text_at(document, annotation, key)))
        .collect()
}

fn dictionary<'document>(
    document: &'document Document,
    object: Option<&'document Object>,
) -> Option<&'document Dictionary> {
    match object? {
        Object::Dictionary(found) => Some(found),
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        _ => None,
    }
}

fn text_at(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let object = dictionary.get(key).ok()?;
    let (_, object) = document.dereference(object).ok()?;
    match object {
        Object::String(bytes, _) => Some(text_string(bytes)),
        _ => None,
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 with its mark, else as Chinese programs write it, else Latin.
fn text_string(bytes: &[u8]) -> String {
    match super::clean::decode(bytes) {
        Some(text) => text.into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
