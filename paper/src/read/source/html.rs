//! HTML: text and tables in document order, merged cells expanded. A table that holds another one
//! is the page's layout, not data. The walk keeps its own stack, so depth costs no machine stack.

mod guard;
mod scripts;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

use super::blocks::{Block, MOST_CELLS, Places, RawCell, RawTable};
use crate::read::ReadRefused;

pub(super) use scripts::blocks_in_scripts;

/// A merged cell covers at most this many rows or columns; more is an attack or a slip.
const LARGEST_SPAN: usize = 200;

const BLOCK_ELEMENTS: [&str; 22] = [
    "p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "td", "th", "table", "section",
    "article", "title", "hr", "dd", "dt",
];
const UNSEEN_ELEMENTS: [&str; 7] = ["script", "style", "noscript", "template", "svg", "iframe", "object"];

/// Whether a text is HTML rather than Markdown.
pub(super) fn is_html(source: &str, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".html") || lower.ends_with(".htm") || lower.ends_with(".xhtml") {
        return true;
    }
    let head: String = source.trim_start_matches('\u{feff}').trim_start().chars().take(200).collect();
    let head = head.to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (head.starts_with('<') && source.contains("<table"))
}

/// The blocks of an HTML page.
///
/// # Errors
/// [`ReadRefused::TooManyElements`] when the page has more tags than any report.
pub(super) fn blocks(source: &str) -> Result<Vec<Block>, ReadRefused> {
    if !guard::is_bearable(source) {
        return Err(ReadRefused::TooManyElements);
    }
    let page = Html::parse_document(source);
    let mut walk = Walk::default();
    // While inside a subtree that is left out or was already taken, only its end matters.
    let mut skipping = None;
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) if skipping.is_none() => {
                if walk.open(node) {
                    skipping = Some(node.id());
                }
            }
            Edge::Close(node) => {
                if skipping == Some(node.id()) {
                    skipping = None;
                }
                walk.close(node);
            }
            Edge::Open(_) => {}
        }
    }
    walk.flush();
    Ok(walk.blocks)
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    text: String,
}

impl Walk {
    /// Takes a node in; true when its subtree must not be walked.
    fn open(&mut self, node: NodeRef<'_, Node>) -> bool {
        match node.value() {
            Node::Text(text) => {
                push_collapsed(&mut self.text, text);
                false
            }
            Node::Element(element) if UNSEEN_ELEMENTS.contains(&element.name()) => true,
            Node::Element(element) => {
                if BLOCK_ELEMENTS.contains(&element.name()) {
                    self.end_line();
                }
                if element.name() != "table" || has_inner_table(node) {
                    return false;
                }
                self.flush();
                self.blocks.push(Block::Table(table_of(node)));
                true
            }
            _ => false,
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        if node.value().as_element().is_some_and(|element| BLOCK_ELEMENTS.contains(&element.name())) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn flush(&mut self) {
        if !self.text.trim().is_empty() {
            self.blocks.push(Block::Text(std::mem::take(&mut self.text)));
        }
        self.text.clear();
    }
}

/// Runs of white space in the source, line breaks included, are one space.
fn push_collapsed(text: &mut String, piece: &str) {
    for character in piece.chars() {
        if character.is_whitespace() {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else {
            text.push(character);
        }
    }
}

fn has_inner_table(node: NodeRef<'_, Node>) -> bool {
    node.descendants().skip(1).any(|inner| inner.value().as_element().is_some_and(|element| element.name() == "table"))
}

fn table_of(table: NodeRef<'_, Node>) -> RawTable {
    let mut rows = Vec::new();
    let mut cells = 0;
    let mut places = Places::default();
    for row in table.descendants().filter(|node| is_named(*node, &["tr"])) {
        places.begin_row();
        for cell in row.children().filter(|node| is_named(*node, &["td", "th"])) {
            places.cell(RawCell::new(&cell_text(cell)), span(cell, "rowspan"), span(cell, "colspan"));
        }
        let out = places.end_row();
        cells += out.len();
        if cells > MOST_CELLS || places.covers_too_much() {
            break;
        }
        rows.push(out);
    }
    RawTable { rows, spans_kept: true, goes_on: false }
}

fn is_named(node: NodeRef<'_, Node>, names: &[&str]) -> bool {
    node.value().as_element().is_some_and(|element| names.contains(&element.name()))
}

fn span(cell: NodeRef<'_, Node>, attribute: &str) -> usize {
    let written = cell.value().as_element().and_then(|element| element.attr(attribute));
    written.and_then(|digits| digits.trim().parse().ok()).unwrap_or(1).clamp(1, LARGEST_SPAN)
}

fn cell_text(cell: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for node in cell.descendants() {
        match node.value() {
            Node::Text(piece) => push_collapsed(&mut text, piece),
            Node::Element(element)
                if matches!(element.name(), "p" | "br" | "div") && !text.is_empty() && !text.ends_with(' ') =>
            {
                text.push(' ');
            }
            _ => {}
        }
    }
    text
}
