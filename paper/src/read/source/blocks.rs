//! What a file holds, in reading order, whatever format it came in: running text and tables.

use std::collections::BTreeMap;

/// The cells of all tables of a file; the forms have some four hundred.
pub(in crate::read) const MOST_CELLS: usize = 200_000;
/// The columns that cells of rows above may still cover.
const MOST_COVERED: usize = 10_000;

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) enum Block {
    /// Running text; lines are paragraphs.
    Text(String),
    /// A table.
    Table(RawTable),
}

/// A table before anything is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::read) struct RawTable {
    /// Its rows. A cell merged over columns stands once; where a cell is merged over rows, the
    /// later rows hold a continued cell.
    pub rows: Vec<Vec<RawCell>>,
    /// Whether the source kept its merged cells (HTML does, Markdown does not).
    pub spans_kept: bool,
    /// Whether it is the rest of the table before, which only the end of a page cut.
    pub goes_on: bool,
}

/// A cell before anything is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::read) struct RawCell {
    /// Its text, outer spaces removed.
    pub text: String,
    /// Whether it continues a cell of a row above.
    pub continued: bool,
}

impl RawCell {
    pub(in crate::read) fn new(text: &str) -> Self {
        Self { text: text.trim().to_owned(), continued: false }
    }

    pub(in crate::read) fn is_blank(&self) -> bool {
        self.continued || self.text.is_empty()
    }
}

/// Places the cells of a table whose merged cells are known, row by row.
#[derive(Default)]
pub(in crate::read) struct Places {
    /// Column → how many further rows a cell above still covers.
    covered: BTreeMap<usize, usize>,
    column: usize,
    row: Vec<RawCell>,
}

impl Places {
    pub(in crate::read) fn begin_row(&mut self) {
        self.column = 0;
        self.row.clear();
    }

    pub(in crate::read) fn cell(&mut self, cell: RawCell, rowspan: usize, colspan: usize) {
        self.take_covered();
        self.row.push(cell);
        let colspan = colspan.max(1);
        if rowspan > 1 {
            self.covered.extend((self.column..self.column + colspan).map(|column| (column, rowspan - 1)));
        }
        self.column += colspan;
    }

    pub(in crate::read) fn end_row(&mut self) -> Vec<RawCell> {
        self.take_covered();
        std::mem::take(&mut self.row)
    }

    pub(in crate::read) fn covers_too_much(&self) -> bool {
        self.covered.len() > MOST_COVERED
    }

    /// Steps over columns that a cell above covers; the merged cell stands in this row as one continued cell.
    fn take_covered(&mut self) {
        let mut stepped = false;
        while let Some(left) = self.covered.get_mut(&self.column) {
            *left -= 1;
            if *left == 0 {
                self.covered.remove(&self.column);
            }
            self.column += 1;
            stepped = true;
        }
        if stepped {
            self.row.push(RawCell { text: String::new(), continued: true });
        }
    }
}
