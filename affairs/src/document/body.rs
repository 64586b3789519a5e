//! The body of a document as a typed tree. HTML, Word and a channel's subset are renderings of it; the tree's
//! canonical bytes are what a bundle names.

use crate::ContentHash;
use crate::canonical::{NotCanonical, canonical_bytes};
use serde::{Deserialize, Serialize};

/// What a document says: blocks in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body {
    pub blocks: Vec<Block>,
}

/// One block of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading; level 2 to 4, since the title of the document is level 1.
    Heading { level: u8, inlines: Vec<Inline> },
    /// A paragraph; `indent` is the first-line indent of official prose.
    Paragraph { align: Align, indent: bool, inlines: Vec<Inline> },
    /// A list; an item holds blocks, so lists may nest.
    List { ordered: bool, items: Vec<ListItem> },
    /// A table with real merged cells.
    Table(Table),
    /// A picture by the hash of its bytes; `alt` says what it shows.
    Image { file: ContentHash, alt: String },
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListItem {
    pub blocks: Vec<Block>,
}

/// Where a paragraph or a cell sets its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Start,
    Center,
    End,
}

/// A table: rows of cells, each cell placed once, spans saying how far it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    pub caption: String,
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableRow {
    pub cells: Vec<TableCell>,
}

/// One cell; `colspan` and `rowspan` are at least 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCell {
    pub header: bool,
    pub colspan: u16,
    pub rowspan: u16,
    pub align: Align,
    pub blocks: Vec<Block>,
}

/// Text within a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Inline {
    Text {
        text: String,
    },
    Strong {
        inlines: Vec<Inline>,
    },
    Emphasis {
        inlines: Vec<Inline>,
    },
    Superscript {
        inlines: Vec<Inline>,
    },
    Subscript {
        inlines: Vec<Inline>,
    },
    /// A link; only `https:`, `http:`, `mailto:`, `tel:` and addresses of this site pass sanitising.
    Link {
        href: String,
        inlines: Vec<Inline>,
    },
    LineBreak,
}

impl Body {
    /// A body of plain paragraphs, one a line; empty lines part them.
    #[must_use]
    pub fn from_lines(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Self { blocks: lines.map(Block::paragraph).collect() }
    }

    /// The bytes a bundle names.
    ///
    /// # Errors
    /// Never for a tree built of these types; the type of the canonical writer says otherwise.
    pub fn bytes(&self) -> Result<Vec<u8>, NotCanonical> {
        canonical_bytes(self)
    }

    /// Every word a reader would see, one block a line, cells parted by tabs.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        text_of_blocks(&self.blocks, &mut out);
        out
    }

    /// Whether there is nothing at all to read or see.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain_text().trim().is_empty() && self.images().is_empty()
    }

    /// The pictures in reading order.
    #[must_use]
    pub fn images(&self) -> Vec<&ContentHash> {
        let mut found = Vec::new();
        images_of_blocks(&self.blocks, &mut found);
        found
    }
}

impl Block {
    /// A paragraph of plain text with the indent of official prose.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { align: Align::Start, indent: true, inlines: vec![Inline::text(text)] }
    }

    /// A heading of plain text.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, inlines: vec![Inline::text(text)] }
    }
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }
}

impl TableCell {
    /// A cell of plain text that spans nothing.
    pub fn text(text: impl Into<String>, header: bool) -> Self {
        Self { header, colspan: 1, rowspan: 1, align: Align::Start, blocks: vec![Block::paragraph(text)] }
    }
}

/// The words of inlines, joined.
#[must_use]
pub fn plain_inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    text_of_inlines(inlines, &mut out);
    out
}

fn text_of_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { inlines, .. } | Block::Paragraph { inlines, .. } => {
                text_of_inlines(inlines, out);
                out.push('\n');
            }
            Block::List { items, .. } => items.iter().for_each(|item| text_of_blocks(&item.blocks, out)),
            Block::Table(table) => text_of_table(table, out),
            Block::Image { alt, .. } => {
                out.push_str(alt);
                out.push('\n');
            }
        }
    }
}

fn text_of_table(table: &Table, out: &mut String) {
    if !table.caption.is_empty() {
        out.push_str(&table.caption);
        out.push('\n');
    }
    for row in &table.rows {
        for (index, cell) in row.cells.iter().enumerate() {
            if index > 0 {
                out.push('\t');
            }
            let mut text = String::new();
            text_of_blocks(&cell.blocks, &mut text);
            out.push_str(&text.trim_end().replace('\n', " "));
        }
        out.push('\n');
    }
}

fn text_of_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text } => out.push_str(text),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Superscript { inlines }
            | Inline::Subscript { inlines }
            | Inline::Link { inlines, .. } => text_of_inlines(inlines, out),
            Inline::LineBreak => out.push('\n'),
        }
    }
}

fn images_of_blocks<'body>(blocks: &'body [Block], found: &mut Vec<&'body ContentHash>) {
    for block in blocks {
        match block {
            Block::Image { file, .. } => found.push(file),
            Block::List { items, .. } => items.iter().for_each(|item| images_of_blocks(&item.blocks, found)),
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.for_each(|cell| images_of_blocks(&cell.blocks, found));
            }
            Block::Heading { .. } | Block::Paragraph { .. } => {}
        }
    }
}
