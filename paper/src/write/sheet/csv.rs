//! CSV (RFC 4180, UTF-8).

use std::io::{self, Write};

use super::{CellText, Sheet, SheetCell, yuan};
use crate::write::WriteError;

/// Whether the file begins with a byte order mark; spreadsheet programs on Chinese Windows take a
/// file without one for GBK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrderMark {
    /// For people with a spreadsheet program.
    With,
    /// For programs.
    Without,
}

impl<Rows> Sheet<Rows>
where
    Rows: IntoIterator<Item = Vec<SheetCell>>,
{
    /// Writes the list as CSV, a row at a time.
    ///
    /// # Errors
    /// [`WriteError::RaggedRow`] for a row of another width, [`WriteError::Failed`] when writing
    /// fails.
    pub fn csv_to(self, mark: ByteOrderMark, mut out: impl Write) -> Result<(), WriteError> {
        if mark == ByteOrderMark::With {
            out.write_all("\u{FEFF}".as_bytes()).map_err(WriteError::failed)?;
        }
        let headings: Vec<SheetCell> =
            self.columns.iter().map(|column| SheetCell::from(column.heading.as_str())).collect();
        write_row(&headings, &mut out).map_err(WriteError::failed)?;
        for (row, cells) in (1..).zip(self.rows) {
            if cells.len() != self.columns.len() {
                let expected = self.columns.len();
                return Err(WriteError::RaggedRow { row, found: cells.len(), expected });
            }
            write_row(&cells, &mut out).map_err(WriteError::failed)?;
        }
        out.flush().map_err(WriteError::failed)
    }

    /// The list as the bytes of a CSV file.
    ///
    /// # Errors
    /// As [`Sheet::csv_to`].
    pub fn csv(self, mark: ByteOrderMark) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        self.csv_to(mark, &mut bytes)?;
        Ok(bytes)
    }
}

fn write_row(cells: &[SheetCell], out: &mut impl Write) -> io::Result<()> {
    for (column, cell) in cells.iter().enumerate() {
        if column > 0 {
            out.write_all(b",")?;
        }
        match cell {
            SheetCell::Empty => {}
            SheetCell::Text(text) => write_text(text, out)?,
            SheetCell::Integer(number) => write!(out, "{number}")?,
            SheetCell::Fen(fen) => out.write_all(yuan(*fen).as_bytes())?,
            SheetCell::Date(date) => write!(out, "{date}")?,
        }
    }
    out.write_all(b"\r\n")
}

fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    let CellText { mut text, dangerous } = CellText::of(text);
    if dangerous {
        text.insert(0, '\'');
    }
    if text.contains([',', '"', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}
