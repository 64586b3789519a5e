//! 文书: the letters of an application on the official layout, as PDF and as Word; the blank and the filled 申请表,
//! the clock on one page, envelopes and labels.
//!
//! The text comes composed (`affairs::letter`); nothing is worded here. Where the seal goes, there is room and no mark.

mod application_form;
pub(super) mod clock_page;
mod envelope;
mod page;
mod qr;
mod word;

#[cfg(test)]
pub(crate) mod tests;

use affairs::{Instant, letter::Letter};

pub use application_form::{ApplicantSide, ApplicationForm, application_form_pdf, application_form_word};
pub use clock_page::{ClockDay, ClockPage, ClockSpan, clock_page_pdf};
pub use envelope::{Envelope, EnvelopeSize, PostalSide, envelope_pdf};

use super::{Press, WriteError, typst_world::Template};
use page::Page;

/// A letter as a tagged PDF.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn letter_pdf(press: &Press, letter: &Letter, printed_at: Instant) -> Result<Vec<u8>, WriteError> {
    page_pdf(press, &Page::of(letter), printed_at)
}

/// Letters one after the other, to be printed in one go; each begins on a page of its own and counts its own pages.
///
/// # Errors
/// As [`letter_pdf`].
pub fn letters_pdf(
    press: &Press,
    first: &Letter,
    others: &[Letter],
    printed_at: Instant,
) -> Result<Vec<u8>, WriteError> {
    let (page, others) = (Page::of(first), others.iter().map(Page::of).collect::<Vec<_>>());
    let mut data = page.data()?;
    for other in &others {
        data.more.push(other.data()?);
    }
    press.print(Template::Letter, &data, printed_at)
}

/// A letter as a Word file, for an officer who goes on writing there. The faces are the reader's own.
///
/// # Errors
/// [`WriteError::Failed`] only.
pub fn letter_word(letter: &Letter, made_at: Instant) -> Result<Vec<u8>, WriteError> {
    word::page_word(&Page::of(letter), made_at)
}

/// A record of the office's own: a title over its grids.
pub(super) fn record_pdf(
    press: &Press,
    agency: &str,
    title: &str,
    blocks: Vec<affairs::letter::Block>,
    printed_at: Instant,
) -> Result<Vec<u8>, WriteError> {
    page_pdf(press, &Page::form(agency, title, "", blocks), printed_at)
}

fn page_pdf(press: &Press, page: &Page<'_>, printed_at: Instant) -> Result<Vec<u8>, WriteError> {
    press.print(Template::Letter, &page.data()?, printed_at)
}
