//! What a file holds, in reading order, whatever format it came in: running text and tables.

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
