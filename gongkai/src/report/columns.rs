//! Aligned columns on a terminal, where an ideograph is two columns wide.

use std::fmt;

/// A titled table of texts: the first column to the left, the others to the right.
pub struct Grid<'title> {
    title: &'title str,
    rows: Vec<Vec<String>>,
}

impl<'title> Grid<'title> {
    /// An empty table.
    pub fn new(title: &'title str) -> Self {
        Self { title, rows: Vec::new() }
    }

    /// Adds a row; an empty one is left out.
    pub fn row(&mut self, cells: Vec<String>) {
        if !cells.is_empty() {
            self.rows.push(cells);
        }
    }
}

impl fmt::Display for Grid<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (column, cell) in row.iter().enumerate() {
                widths[column] = widths[column].max(width(cell));
            }
        }
        writeln!(formatter, "\n{}", self.title)?;
        for row in &self.rows {
            let mut line = String::from("  ");
            for (column, cell) in row.iter().enumerate() {
                let padding = " ".repeat(widths[column] - width(cell));
                if column == 0 {
                    line.push_str(cell);
                    line.push_str(&padding);
                } else {
                    line.push_str("  ");
                    line.push_str(&padding);
                    line.push_str(cell);
                }
            }
            writeln!(formatter, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// The columns a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(character_width).sum()
}

fn character_width(character: char) -> usize {
    match character {
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        // CJK punctuation, ideographs, wide forms. Quotes and dashes are narrow on most terminals.
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
