//! PDF: every text with its page, and the pages that only a person can read.
//!
//! The file stays on disk: an object is read when it is asked for, a stream is unfolded when it is drawn, and both are
//! charged to one budget. A general library reads the whole file into memory and keeps all of it; a page of a few
//! kilobytes makes it take gigabytes (`docs/decisions/intake.md` has the figures). Where a text stands on its page
//! matters too: a mark is a mark by its place, and a page breaks lines that say nothing.

mod cmap;
mod content;
mod document;
mod filters;
mod font;
mod layout;
mod lexer;
mod object;
mod page;
mod pictures;
mod table;

use super::limits::Limits;
use super::package::Source;
use super::pieces::Pieces;
use super::refused::{IntakeRefused, Sort};
use affairs::screening::Prominence;
use document::Document;
use object::Object;

pub(crate) use content::{Ruling, Span};
pub(super) use pictures::each_picture;

/// Notes and form fields of one page.
const ANNOTATIONS: usize = 2_000;

/// Reads a PDF. Returns the number of its pages.
pub(super) fn read<From: Source + 'static>(
    source: From,
    limits: &Limits,
    pieces: &mut Pieces,
) -> Result<u32, IntakeRefused> {
    let mut document = Document::open(Box::new(source), limits)?;
    let pages = page::pages_of(&mut document, limits)?;
    if pages.is_empty() {
        return Err(IntakeRefused::Damaged(Sort::Pdf));
    }
    read_properties(&mut document, pieces)?;
    let mut reading = content::Reading::default();
    for (number, place) in (1_u32..).zip(&pages) {
        let page = page::page_at(&mut document, *place)?;
        read_page(&mut document, &page, number, &mut reading, pieces)?;
    }
    Ok(u32::try_from(pages.len()).unwrap_or(u32::MAX))
}

/// What stands on one page, and where.
pub(crate) struct LaidPage {
    pub spans: Vec<Span>,
    pub rulings: Vec<Ruling>,
    /// Characters that could not be told.
    pub untold: usize,
    /// Whether something is shown beside text.
    pub pictured: bool,
    /// The height of the page turned upright, in points.
    pub height: f64,
}

/// Shows each page with the places of its texts and lines to `on`, in order.
pub(crate) fn each_page<'source, From: Source + 'source>(
    source: From,
    limits: &Limits,
    on: &mut dyn FnMut(LaidPage) -> Result<(), IntakeRefused>,
) -> Result<(), IntakeRefused> {
    let mut document = Document::open(Box::new(source), limits)?;
    let pages = page::pages_of(&mut document, limits)?;
    if pages.is_empty() {
        return Err(IntakeRefused::Damaged(Sort::Pdf));
    }
    let mut reading = content::Reading::default();
    for place in &pages {
        let page = page::page_at(&mut document, *place)?;
        let drawn = content::drawn_on(&mut document, &page, &mut reading)?;
        let [left, bottom, right, top] = page.area;
        let height = if page.turns % 2 == 1 { right - left } else { top - bottom };
        let pictured = drawn.pictures > 0 || drawn.painted || drawn.broken;
        on(LaidPage { spans: drawn.spans, rulings: drawn.rulings, untold: drawn.untold, pictured, height })?;
    }
    Ok(())
}

/// Whether one of the first pages seems to show nothing: nothing is drawn on it, or only pictures that are as small as pictures of
/// white paper are.
pub(super) fn has_blank_page<'source, From: Source + 'source>(
    source: From,
    limits: &Limits,
    most: usize,
) -> Result<bool, IntakeRefused> {
    let mut document = Document::open(Box::new(source), limits)?;
    let pages = page::pages_of(&mut document, limits)?;
    if pages.is_empty() {
        return Err(IntakeRefused::Damaged(Sort::Pdf));
    }
    let mut reading = content::Reading::default();
    for place in pages.iter().take(most) {
        let page = page::page_at(&mut document, *place)?;
        let drawn = content::drawn_on(&mut document, &page, &mut reading)?;
        if drawn.spans.is_empty() && drawn.untold == 0 && !drawn.painted && !drawn.broken && !drawn.pictured {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_page(
    document: &mut Document<'_>,
    page: &page::Page,
    number: u32,
    reading: &mut content::Reading,
    pieces: &mut Pieces,
) -> Result<(), IntakeRefused> {
    let place = format!("第{number}页");
    let drawn = content::drawn_on(document, page, reading)?;
    let mut characters = 0;
    for (text, prominence) in layout::laid_out(drawn.spans, page) {
        characters += text.chars().filter(|character| !character.is_whitespace()).count();
        pieces.push(place.clone(), text, prominence)?;
    }
    let told = characters.saturating_sub(drawn.untold);
    let shows = drawn.pictures > 0 || drawn.untold > 0 || drawn.painted || drawn.broken;
    // A page whose letters could not be told is read by people, as is one that has none.
    if told == 0 && shows {
        pieces.leave_to_people(format!("{place}（扫描或图片）"));
    } else if drawn.untold * 50 > characters || drawn.broken {
        pieces.leave_to_people(format!("{place}（部分文字无法识别）"));
    } else if drawn.new_pictures > 0 {
        pieces.leave_to_people(format!("{place}的图片"));
    }
    read_annotations(document, page, &place, pieces)
}

/// The file's properties, and what hangs on it that no page shows.
fn read_properties(document: &mut Document<'_>, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    let trailer = document.trailer().clone();
    let information = document.dictionary(&trailer, b"Info")?;
    for key in [b"Title".as_slice(), b"Subject", b"Keywords"] {
        if let Object::Text(bytes) = document.value(&information, key)? {
            pieces.push("文档属性".to_owned(), text_string(&bytes), Prominence::Line)?;
        }
    }
    let root = document.root()?;
    let names = document.dictionary(&root, b"Names")?;
    if names.get(b"EmbeddedFiles").is_some() || root.get(b"AF").is_some() || root.get(b"Collection").is_some() {
        pieces.conceals("内嵌的附件");
        pieces.leave_to_people("PDF 内嵌的附件".to_owned());
    }
    let action = document.dictionary(&root, b"OpenAction")?;
    if names.get(b"JavaScript").is_some() || action.get(b"JS").is_some() {
        pieces.conceals("脚本");
    }
    if !document.dictionary(&root, b"OCProperties")?.is_empty() {
        pieces.conceals("可以隐藏的图层");
    }
    Ok(())
}

/// What notes and form fields on a page say, and where its links lead.
fn read_annotations(
    document: &mut Document<'_>,
    page: &page::Page,
    place: &str,
    pieces: &mut Pieces,
) -> Result<(), IntakeRefused> {
    let Object::Array(annotations) = document.resolved(&page.annotations)? else { return Ok(()) };
    for annotation in annotations.iter().take(ANNOTATIONS) {
        let Object::Dictionary(annotation) = document.resolved(annotation)? else { continue };
        for key in [b"Contents".as_slice(), b"V", b"TU", b"T"] {
            if let Object::Text(bytes) = document.value(&annotation, key)? {
                pieces.push(format!("{place}批注"), text_string(&bytes), Prominence::Line)?;
            }
        }
        let action = document.dictionary(&annotation, b"A")?;
        if let Object::Text(address) = document.value(&action, b"URI")? {
            pieces.push(format!("{place}链接"), text_string(&address), Prominence::Line)?;
        }
    }
    Ok(())
}

/// A text string of a PDF: UTF-16 or UTF-8 with its mark, else as Chinese programs write it, else Latin.
fn text_string(bytes: &[u8]) -> String {
    match super::clean::decode(bytes) {
        Some(text) => text.into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests;
