//! Sheets: every list and register (台账) as a workbook or as CSV, row by row.
//!
//! The heading is the first row, so that an exported sheet can be filled in and imported again.

mod csv;
mod xlsx;

use affairs::Date;

use super::printed::visible;

pub use csv::ByteOrderMark;
pub(super) use xlsx::{display_width, properties};

/// A list to be written: what it is called, its columns, and its rows, which may be an iterator
/// that reads them as they are written.
#[derive(Debug, Clone)]
pub struct Sheet<Rows> {
    /// The name of the sheet: `2019年信息公开审查台账`. Shortened where the format asks it.
    pub title: String,
    /// The columns.
    pub columns: Vec<SheetColumn>,
    /// The rows, each with one cell a column.
    pub rows: Rows,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumn {
    /// What stands over it.
    pub heading: String,
    /// What stands in it.
    pub kind: ColumnKind,
    /// How wide it is, in characters of Latin text; a Chinese character takes two.
    pub width: u16,
}

impl SheetColumn {
    /// A column as wide as its kind usually needs.
    pub fn new(heading: impl Into<String>, kind: ColumnKind) -> Self {
        let heading = heading.into();
        let usual = match kind {
            ColumnKind::Text => 24,
            ColumnKind::Integer => 10,
            ColumnKind::FenAsYuan => 16,
            ColumnKind::Date => 13,
        };
        let for_heading = 2 * u16::try_from(heading.chars().count()).unwrap_or(20).min(20) + 4;
        Self { heading, kind, width: usual.max(for_heading) }
    }

    /// A column of text.
    pub fn text(heading: impl Into<String>) -> Self {
        Self::new(heading, ColumnKind::Text)
    }

    /// The same column with another width, in characters of Latin text.
    pub fn wide(mut self, width: u16) -> Self {
        self.width = width;
        self
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, numbers of documents, identifiers.
    Text,
    /// Whole numbers.
    Integer,
    /// Money kept in fen (分), shown in yuan (元) with two decimals.
    FenAsYuan,
    /// Civil dates.
    Date,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetCell {
    /// Nothing.
    Empty,
    /// Words. They are never read as a formula, whatever they begin with.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Money in fen.
    Fen(i64),
    /// A day.
    Date(Date),
}

impl SheetCell {
    /// Words, or nothing where there are none.
    pub fn optional(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }
}

impl From<&str> for SheetCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SheetCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for SheetCell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<Date> for SheetCell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

/// Words as they go into a cell, and whether a spreadsheet would take them for a formula.
struct CellText {
    text: String,
    dangerous: bool,
}

impl CellText {
    fn of(text: &str) -> Self {
        let dangerous = begins_a_formula(text);
        let text = visible(text);
        Self { dangerous: dangerous || begins_a_formula(&text), text }
    }
}

/// A cell typed by a stranger must not compute on a clerk's machine. Programs differ in what they
/// skip before the sign, so blanks before it do not help the stranger.
pub(super) fn begins_a_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r']) || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Exact: a hundredth has no exact binary fraction, so CSV gets its digits from the integer.
fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests;
