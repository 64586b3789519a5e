//! Markdown and plain text: pipe tables, tab-separated tables, and everything else as text.

use super::blocks::{Block, MOST_CELLS, RawCell, RawTable};

/// Fewer tabs in a line are an indent, not a table.
const FEWEST_TABS: usize = 2;

/// The blocks of a Markdown or plain text file.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut text = String::new();
    let mut table = RawTable::default();
    let mut cells = 0;
    for line in source.lines() {
        match row_of(line) {
            // What comes after the bound is neither table nor text of a report.
            Some(row) if cells + row.len() > MOST_CELLS => cells = MOST_CELLS,
            Some(row) => {
                cells += row.len();
                flush_text(&mut text, &mut blocks);
                if !is_rule(&row) {
                    table.rows.push(row);
                }
            }
            None => {
                flush_table(&mut table, &mut blocks);
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    flush_text(&mut text, &mut blocks);
    flush_table(&mut table, &mut blocks);
    blocks
}

fn row_of(line: &str) -> Option<Vec<RawCell>> {
    let trimmed = line.trim();
    if let Some(inner) = trimmed.strip_prefix('|') {
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        return Some(inner.split('|').map(RawCell::new).collect());
    }
    let tabs = line.matches('\t').count();
    (tabs >= FEWEST_TABS && !trimmed.is_empty()).then(|| line.split('\t').map(RawCell::new).collect())
}

/// `|---|:--:|`
fn is_rule(row: &[RawCell]) -> bool {
    row.iter().all(|cell| cell.text.len() >= 3 && cell.text.chars().all(|character| matches!(character, '-' | ':')))
}

fn flush_text(text: &mut String, blocks: &mut Vec<Block>) {
    if !text.trim().is_empty() {
        blocks.push(Block::Text(std::mem::take(text)));
    }
    text.clear();
}

fn flush_table(table: &mut RawTable, blocks: &mut Vec<Block>) {
    if !table.rows.is_empty() {
        blocks.push(Block::Table(std::mem::take(table)));
    }
}
