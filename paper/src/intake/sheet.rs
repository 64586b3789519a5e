//! Sheets: rows of .xlsx and .csv for imports, and every text of a workbook for the machine's reading.
//!
//! A workbook is read as a stream, row by row, with the text that stands in the file: numbers exact and plain, dates as
//! `2019-03-01`, a formula's last value marked as such. A general reader would give floating numbers and no hidden rows.

mod csv;
mod pieces;
mod value;
mod workbook;

use super::limits::Limits;
use super::office::{Kind, kind_of};
use super::package::{Package, Source};
use super::refused::IntakeRefused;
use std::io::Read;
use std::path::Path;

pub use affairs::screening::piece::column_name;
pub(crate) use pieces::{csv_pieces, workbook_pieces};

/// Most columns of an import.
pub const COLUMN_LIMIT: usize = 256;
/// Longest CSV that an import reads, in bytes.
const CSV_LIMIT: u64 = 24 * 1024 * 1024;

/// One row that holds anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetRow {
    /// As the spreadsheet numbers it, from 1; a line of a CSV counts from 1 too.
    pub number: u32,
    /// Hidden by its author or by a filter.
    pub hidden: bool,
    /// From column A; empty cells at the end are left out.
    pub cells: Vec<CellText>,
}

/// The text of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellText {
    pub text: String,
    /// Whether it is computed; `text` is then the value that was last stored.
    pub formula: bool,
}

impl SheetRow {
    /// The trimmed text of a column, or nothing.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.trim())
    }

    /// The columns that hold a formula, by name.
    #[must_use]
    pub fn formula_columns(&self) -> Vec<String> {
        let formulas = self.cells.iter().enumerate().filter(|(_, cell)| cell.formula);
        formulas.map(|(column, _)| column_name(column)).collect()
    }
}

/// The rows of the first visible sheet of a workbook, or of a CSV; at most so many.
///
/// # Errors
/// When it is no such file, is locked or damaged, exceeds the limits, or has more rows or columns than an import takes.
pub fn read_table(path: &Path, name: &str, row_limit: usize, limits: &Limits) -> Result<Vec<SheetRow>, IntakeRefused> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    collected(row_limit, |on| each_row_of(Box::new(file), length, name, limits, on))
}

/// The same for a file in memory.
///
/// # Errors
/// As [`read_table`].
pub fn read_table_bytes(
    bytes: &[u8],
    name: &str,
    row_limit: usize,
    limits: &Limits,
) -> Result<Vec<SheetRow>, IntakeRefused> {
    let source = Box::new(std::io::Cursor::new(bytes));
    collected(row_limit, |on| each_row_of(source, bytes.len() as u64, name, limits, on))
}

/// Shows each row of a file to `on`, which says whether to read on; for imports too long to keep in memory.
///
/// # Errors
/// As [`read_table`], and whatever `on` answers.
pub fn each_row(path: &Path, name: &str, limits: &Limits, on: OnRow<'_>) -> Result<(), IntakeRefused> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    each_row_of(Box::new(file), length, name, limits, on)
}

/// What is done with each row.
pub type OnRow<'on> = &'on mut dyn FnMut(SheetRow) -> Result<bool, IntakeRefused>;

fn collected(
    row_limit: usize,
    read: impl FnOnce(OnRow<'_>) -> Result<(), IntakeRefused>,
) -> Result<Vec<SheetRow>, IntakeRefused> {
    let mut rows = Vec::new();
    read(&mut |row| {
        if rows.len() >= row_limit {
            return Err(IntakeRefused::TooManyRows { limit: row_limit });
        }
        rows.push(row);
        Ok(true)
    })?;
    Ok(rows)
}

fn each_row_of(
    mut source: Box<dyn Source + '_>,
    length: u64,
    name: &str,
    limits: &Limits,
    on: OnRow<'_>,
) -> Result<(), IntakeRefused> {
    super::file::check_length(length, limits)?;
    let mut head = Vec::new();
    source.by_ref().take(4096).read_to_end(&mut head)?;
    source.rewind()?;
    if head.starts_with(b"PK\x03\x04") {
        let mut package = Package::open(source, limits)?;
        let Kind::Sheet { main } = kind_of(&mut package)? else { return Err(IntakeRefused::NotASheet) };
        let workbook = workbook::Workbook::read(&mut package, &main)?;
        let sheet = workbook.first_visible().ok_or(IntakeRefused::NotASheet)?.clone();
        return workbook.each_row(&mut package, &sheet.part, Some(COLUMN_LIMIT), on);
    }
    super::file::refuse_foreign(&head, &mut *source, name)?;
    if length > CSV_LIMIT {
        return Err(IntakeRefused::TooMuchToRead);
    }
    let mut bytes = Vec::new();
    source.rewind()?;
    source.take(CSV_LIMIT).read_to_end(&mut bytes)?;
    let text = super::clean::decode(&bytes).ok_or(IntakeRefused::Encoding)?;
    if !super::clean::is_plain(&text) || super::file::looks_like_markup(&text) {
        return Err(IntakeRefused::NotASheet);
    }
    csv::each_row(&text, Some(COLUMN_LIMIT), on)
}

/// Shows each row of each visible sheet of a workbook to `on`; `None` begins a sheet.
pub(crate) fn each_visible_row(
    package: &mut Package<'_>,
    main: &str,
    on: &mut dyn FnMut(Option<SheetRow>) -> Result<(), IntakeRefused>,
) -> Result<(), IntakeRefused> {
    let workbook = workbook::Workbook::read(package, main)?;
    let visible: Vec<String> =
        workbook.sheets.iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.part.clone()).collect();
    for part in visible {
        on(None)?;
        workbook.each_row(package, &part, None, &mut |row| on(Some(row)).map(|()| true))?;
    }
    Ok(())
}

/// Shows each row of a CSV to `on`.
pub(crate) fn each_row_of_csv(text: &str, on: OnRow<'_>) -> Result<(), IntakeRefused> {
    csv::each_row(text, None, on)
}

#[cfg(test)]
mod tests;
