//! Workbooks and CSV: rows are rows of tables; a row with one text in it that is no label is running text.

use super::blocks::{Block, MOST_CELLS, RawCell, RawTable};
use crate::intake::IntakeRefused;
use crate::intake::package::Package;
use crate::intake::sheet::{SheetRow, each_row_of_csv, each_visible_row};
use crate::read::ReadRefused;
use crate::read::tables::label;

pub(super) fn blocks(package: &mut Package<'_>, main: &str) -> Result<Vec<Block>, ReadRefused> {
    let mut out = Out::default();
    each_visible_row(package, main, &mut |row| match row {
        Some(row) => out.row(row),
        None => {
            out.flush_table();
            Ok(())
        }
    })?;
    Ok(out.finish())
}

pub(super) fn blocks_of_csv(text: &str) -> Result<Vec<Block>, ReadRefused> {
    let mut out = Out::default();
    each_row_of_csv(text, &mut |row| out.row(row).map(|()| true))?;
    Ok(out.finish())
}

#[derive(Default)]
struct Out {
    blocks: Vec<Block>,
    text: String,
    table: RawTable,
    cells: usize,
}

impl Out {
    fn row(&mut self, row: SheetRow) -> Result<(), IntakeRefused> {
        self.cells += row.cells.len().max(1);
        if self.cells > MOST_CELLS {
            return Err(IntakeRefused::TooMuchToRead);
        }
        let cells: Vec<RawCell> = row.cells.iter().map(|cell| RawCell::new(&cell.text)).collect();
        let mut printed = cells.iter().filter(|cell| !cell.is_blank());
        match (printed.next(), printed.next()) {
            (None, _) => self.flush_table(),
            (Some(only), None) if !is_label(&only.text) => {
                let words = only.text.clone();
                self.flush_table();
                self.text.push_str(&words);
                self.text.push('\n');
            }
            _ => {
                self.flush_text();
                self.table.rows.push(cells);
            }
        }
        Ok(())
    }

    fn flush_text(&mut self) {
        if !self.text.trim().is_empty() {
            self.blocks.push(Block::Text(std::mem::take(&mut self.text)));
        }
        self.text.clear();
    }

    fn flush_table(&mut self) {
        if !self.table.rows.is_empty() {
            self.flush_text();
            // Cells left blank at a row's end are not in the file; the table has them all the same.
            let width = self.table.rows.iter().map(Vec::len).max().unwrap_or(0);
            if width * self.table.rows.len() <= MOST_CELLS {
                self.table.rows.iter_mut().for_each(|row| row.resize_with(width, RawCell::default));
            }
            self.blocks.push(Block::Table(std::mem::take(&mut self.table)));
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush_table();
        self.flush_text();
        self.blocks
    }
}

/// Whether a text alone in its row is a label of a table: a header merged over the whole row, or a row left blank.
fn is_label(text: &str) -> bool {
    label::folded_label(text).is_some_and(|folded| {
        label::block(&folded).is_some()
            || label::heads_table_three(&folded)
            || label::heads_table_four(&folded)
            || label::table_two_row(&folded).is_some()
            || label::table_three_row(&folded).is_some()
    })
}
