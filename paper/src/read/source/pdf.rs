//! PDF with a text layer: the lines on a page make the cells of its tables, what stands between them is running text.

mod grid;

use std::io::Cursor;

use super::Source;
use super::blocks::{Block, MOST_CELLS, RawTable};
use super::limits;
use crate::intake::IntakeRefused;
use crate::intake::pdf::{LaidPage, Span, each_page};
use crate::read::ReadRefused;
use grid::Grid;

/// Runs whose base lines differ by less than this share of their size stand in one line.
const SAME_LINE: f64 = 0.45;
/// A gap as wide as this many sizes parts two words.
const WORD_GAP: f64 = 0.6;
/// The share of a page's height at its ends where page numbers stand.
const EDGE: f64 = 0.12;
/// Of so many characters one may be untold before the page is left to people.
const UNTOLD_SHARE: usize = 20;

/// A few bytes may stand before the mark.
pub(super) fn is_pdf(head: &[u8]) -> bool {
    head.iter().take(16).position(|byte| *byte == b'%').is_some_and(|at| head[at..].starts_with(b"%PDF-"))
}

pub(super) fn read(bytes: &[u8]) -> Result<Source, ReadRefused> {
    let mut out = Out::default();
    // The reader of PDFs keeps its source for as long as the document is open.
    each_page(Cursor::new(bytes), &limits(), &mut |page| out.page(page))?;
    out.flush_text();
    if out.told == 0 {
        return Err(ReadRefused::NoTextLayer);
    }
    Ok(Source { blocks: out.blocks, unread_pages: out.unread, ..Source::default() })
}

#[derive(Default)]
struct Out {
    blocks: Vec<Block>,
    text: String,
    told: usize,
    unread: Vec<usize>,
    pages: usize,
    cells: usize,
    /// The columns of the last table, while nothing but the end of a page follows it.
    open_columns: Option<Vec<f64>>,
}

impl Out {
    fn page(&mut self, page: LaidPage) -> Result<(), IntakeRefused> {
        self.pages += 1;
        let shown: usize =
            page.spans.iter().map(|span| span.text.chars().filter(|it| !it.is_whitespace()).count()).sum();
        self.told += shown.saturating_sub(page.untold);
        if (shown == page.untold && page.pictured) || page.untold * UNTOLD_SHARE > shown {
            self.unread.push(self.pages);
        }
        let height = page.height;
        let (mut grids, outside) = grid::grids_of(page.rulings, page.spans);
        let mut lines = lines_of(outside);
        lines.retain(|line| !is_page_number(line, height));
        let mut lines = lines.into_iter().peekable();
        grids.sort_by(|one, other| other.top.total_cmp(&one.top));
        for grid in grids {
            while let Some(line) = lines.next_if(|line| line.base > grid.top) {
                self.line(&line);
            }
            self.grid(grid)?;
        }
        lines.for_each(|line| self.line(&line));
        Ok(())
    }

    fn line(&mut self, line: &Line) {
        self.open_columns = None;
        // A line that ends before the margin ends its paragraph; the words of a paragraph are joined again.
        if line.begins_paragraph && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&line.text);
        if line.ends_paragraph {
            self.text.push('\n');
        }
    }

    fn grid(&mut self, grid: Grid) -> Result<(), IntakeRefused> {
        self.flush_text();
        let rows = grid.rows();
        self.cells += rows.iter().map(Vec::len).sum::<usize>();
        if self.cells > MOST_CELLS {
            return Err(IntakeRefused::TooMuchToRead);
        }
        let goes_on = self.open_columns.take().is_some_and(|columns| alike(&columns, &grid.columns));
        self.open_columns = Some(grid.columns);
        self.blocks.push(Block::Table(RawTable { rows, spans_kept: true, goes_on }));
        Ok(())
    }

    fn flush_text(&mut self) {
        if !self.text.trim().is_empty() {
            self.blocks.push(Block::Text(std::mem::take(&mut self.text)));
        }
        self.text.clear();
    }
}

/// Whether two tables stand between the same edges, as the two halves of one do.
fn alike(one: &[f64], other: &[f64]) -> bool {
    const NEAR: f64 = 6.0;
    let edges = |columns: &[f64]| columns.first().copied().zip(columns.last().copied());
    edges(one)
        .zip(edges(other))
        .is_some_and(|(one, other)| (one.0 - other.0).abs() < NEAR && (one.1 - other.1).abs() < NEAR)
}

struct Line {
    text: String,
    base: f64,
    left: f64,
    right: f64,
    size: f64,
    begins_paragraph: bool,
    ends_paragraph: bool,
}

/// Runs of text that stand in one line, line by line from top to bottom, each from left to right.
fn by_line(mut spans: Vec<Span>) -> Vec<Vec<Span>> {
    spans.sort_by(|one, other| other.base.total_cmp(&one.base));
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for span in spans {
        let first = lines.last().and_then(|line| line.first());
        let same = first.is_some_and(|first| first.base - span.base <= SAME_LINE * first.size.max(span.size));
        match lines.last_mut() {
            Some(line) if same => line.push(span),
            _ => lines.push(vec![span]),
        }
    }
    for line in &mut lines {
        line.sort_by(|one, other| one.left.total_cmp(&other.left));
        // Bold is faked by drawing the same text twice.
        line.dedup_by(|next, kept| next.text == kept.text && (next.left - kept.left).abs() < 0.3 * kept.size);
    }
    lines
}

/// The lines of running text, from top to bottom.
fn lines_of(mut spans: Vec<Span>) -> Vec<Line> {
    spans.retain(|span| !span.turned);
    let lines = by_line(spans);
    let mut lines: Vec<Line> = lines.into_iter().filter_map(line_of).collect();
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
    for line in &mut lines {
        line.begins_paragraph = line.left > left + 1.2 * line.size;
        line.ends_paragraph = line.right < right - 2.0 * line.size;
    }
    lines
}

fn line_of(spans: Vec<Span>) -> Option<Line> {
    let first = spans.first()?;
    let (base, left, size) = (first.base, first.left, first.size);
    let (text, right) = joined(&spans);
    Some(Line { text, base, left, right, size, begins_paragraph: false, ends_paragraph: false })
}

/// The words of one line, parted where the page parts them.
fn joined(spans: &[Span]) -> (String, f64) {
    let mut text = String::new();
    let mut right = f64::NEG_INFINITY;
    for span in spans {
        if !text.is_empty() && span.left - right > WORD_GAP * span.size {
            text.push(' ');
        }
        text.push_str(span.text.trim_matches('\u{0}'));
        right = right.max(span.right);
    }
    (text, right)
}

/// `- 3 -` at the end of a page says nothing.
fn is_page_number(line: &Line, height: f64) -> bool {
    let edge = line.base < height * EDGE || line.base > height * (1.0 - EDGE);
    let mut digits = 0;
    let bare = line.text.chars().all(|character| {
        digits += usize::from(character.is_ascii_digit());
        character.is_ascii_digit()
            || character.is_whitespace()
            || matches!(character, '-' | '—' | '–' | '－' | '/' | '第' | '页')
    });
    edge && bare && (1..=4).contains(&digits)
}
