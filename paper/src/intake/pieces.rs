//! The pieces of a file while they are gathered, within the bounds of what is read.

use super::limits::Limits;
use super::refused::IntakeRefused;
use affairs::screening::{Prominence, TextPiece};

/// What a piece costs beyond its text, in bytes.
const OVERHEAD: usize = 24;

/// Pieces of text in reading order, and what a machine could not read or was hidden from a reader.
#[derive(Debug)]
pub(crate) struct Pieces {
    pub list: Vec<TextPiece>,
    /// Places that only a person can read: pictures, scanned pages.
    pub unread: Vec<String>,
    /// Things a reader of the printed page would not see: hidden sheets, tracked changes, comments.
    pub concealed: Vec<String>,
    bytes: usize,
    limits: Limits,
}

/// More places of one sort are only counted.
const PLACES: usize = 200;

impl Pieces {
    pub fn new(limits: &Limits) -> Self {
        Self { list: Vec::new(), unread: Vec::new(), concealed: Vec::new(), bytes: 0, limits: *limits }
    }

    /// Adds a piece; one of white space alone is nothing.
    pub fn push(&mut self, place: String, text: String, prominence: Prominence) -> Result<(), IntakeRefused> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.bytes += text.len() + place.len() + OVERHEAD;
        if self.bytes > self.limits.text_bytes || self.list.len() >= self.limits.pieces {
            return Err(IntakeRefused::TooMuchToRead);
        }
        self.list.push(TextPiece { place, text, prominence });
        Ok(())
    }

    /// Notes a place that only a person can read.
    pub fn leave_to_people(&mut self, place: String) {
        note(&mut self.unread, place);
    }

    /// Notes something that a reader of the page would not see.
    pub fn conceals(&mut self, what: impl Into<String>) {
        note(&mut self.concealed, what.into());
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

fn note(list: &mut Vec<String>, what: String) {
    match list.len() {
        PLACES => list.push("等".to_owned()),
        length if length > PLACES => {}
        _ if list.contains(&what) => {}
        _ => list.push(what),
    }
}
