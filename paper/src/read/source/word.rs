//! Word files: their words and tables, merged cells kept; with tracked changes, both texts.

use affairs::document::body::{self, Body, Table, plain_inlines};

use super::Source;
use super::blocks::{Block, MOST_CELLS, Places, RawCell, RawTable};
use crate::intake::Limits;
use crate::intake::word::{Revisions, body_alone};
use crate::read::ReadRefused;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadRefused> {
    let accepted = body_alone(bytes, Revisions::Accepted, limits)?;
    let before_changes = match accepted.revised {
        true => Some(blocks_of(&body_alone(bytes, Revisions::Rejected, limits)?.body)?),
        false => None,
    };
    Ok(Source { blocks: blocks_of(&accepted.body)?, before_changes, ..Source::default() })
}

fn blocks_of(body: &Body) -> Result<Vec<Block>, ReadRefused> {
    let mut out = Out::default();
    out.blocks(&body.blocks)?;
    out.flush();
    Ok(out.blocks)
}

#[derive(Default)]
struct Out {
    blocks: Vec<Block>,
    text: String,
    cells: usize,
}

impl Out {
    fn flush(&mut self) {
        if !self.text.trim().is_empty() {
            self.blocks.push(Block::Text(std::mem::take(&mut self.text)));
        }
        self.text.clear();
    }

    /// Bodies nest no deeper than the reader of Word files lets them.
    fn blocks(&mut self, blocks: &[body::Block]) -> Result<(), ReadRefused> {
        for block in blocks {
            match block {
                body::Block::Heading { inlines, .. } | body::Block::Paragraph { inlines, .. } => {
                    self.text.push_str(&plain_inlines(inlines));
                    self.text.push('\n');
                }
                body::Block::List { items, .. } => {
                    for item in items {
                        self.blocks(&item.blocks)?;
                    }
                }
                body::Block::Table(table) => self.table(table)?,
                body::Block::Image { .. } => {}
            }
        }
        Ok(())
    }

    /// A table that holds another one is the page's layout, not data.
    fn table(&mut self, table: &Table) -> Result<(), ReadRefused> {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells);
        if cells.any(|cell| cell.blocks.iter().any(|block| matches!(block, body::Block::Table(_)))) {
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                self.blocks(&cell.blocks)?;
            }
            return Ok(());
        }
        self.flush();
        let mut raw = RawTable { spans_kept: true, ..RawTable::default() };
        let mut places = Places::default();
        for row in &table.rows {
            places.begin_row();
            for cell in &row.cells {
                let text = text_of(&cell.blocks);
                places.cell(RawCell::new(&text), usize::from(cell.rowspan), usize::from(cell.colspan));
            }
            let row = places.end_row();
            self.cells += row.len();
            if self.cells > MOST_CELLS || places.covers_too_much() {
                return Err(ReadRefused::TooManyCells);
            }
            raw.rows.push(row);
        }
        self.blocks.push(Block::Table(raw));
        Ok(())
    }
}

fn text_of(blocks: &[body::Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        let words = match block {
            body::Block::Heading { inlines, .. } | body::Block::Paragraph { inlines, .. } => plain_inlines(inlines),
            body::Block::List { items, .. } => {
                items.iter().map(|item| text_of(&item.blocks)).collect::<Vec<_>>().join(" ")
            }
            body::Block::Table(_) | body::Block::Image { .. } => continue,
        };
        if !text.is_empty() && !words.is_empty() {
            text.push(' ');
        }
        text.push_str(words.trim());
    }
    text
}
