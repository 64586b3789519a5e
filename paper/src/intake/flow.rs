//! From runs of text, numbered lines and drafted cells to blocks in their one normal form.
//!
//! The normal form is what makes intake idempotent: a body written as HTML and taken in again is the same body.
//! White space is collapsed, marks nest in one order (link, bold, italic, raised), a break never begins or ends a
//! paragraph, a lone paragraph of a cell carries no form of its own, and spans stay within their grid.

use super::clean::clean;
use super::limits::Limits;
use super::refused::IntakeRefused;
use affairs::ContentHash;
use affairs::document::body::{Align, Block, Inline, ListItem, Table, TableCell, TableRow};
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization;

/// Longest description of a picture, in characters.
const ALT_LIMIT: usize = 300;
/// Most columns of a table.
const COLUMNS: usize = 200;
/// Lists nest no deeper.
const LIST_DEPTH: usize = 8;

/// How a run of text is set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Format {
    pub strong: bool,
    pub emphasis: bool,
    pub script: Script,
    pub link: Option<Rc<str>>,
}

/// Raised or lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Script {
    #[default]
    None,
    Super,
    Sub,
}

/// A paragraph while it is written.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// Each character with its format; a line feed is a break.
    atoms: Vec<(char, u16)>,
    formats: Vec<Format>,
}

/// A paragraph's inlines, and whether its first line began with the blanks of a typed indent.
#[derive(Debug)]
pub(crate) struct Paragraph {
    pub inlines: Vec<Inline>,
    pub typed_indent: bool,
}

const BREAK: char = '\n';

impl Draft {
    pub fn push_text(&mut self, text: &str, format: &Format) {
        let format = self.format_index(format);
        let text = clean(text);
        self.atoms.extend(text.chars().map(|character| {
            let blank = matches!(character, '\n' | '\r' | '\t' | '\u{c}');
            (if blank { ' ' } else { character }, format)
        }));
    }

    pub fn push_break(&mut self) {
        let format = self.format_index(&Format::default());
        self.atoms.push((BREAK, format));
    }

    pub fn is_blank(&self) -> bool {
        self.atoms.iter().all(|(character, _)| character.is_whitespace())
    }

    /// The paragraphs it makes: one, or several where blank lines or typed indents part them.
    pub fn finish(self, heading: bool) -> Vec<Paragraph> {
        let mut formats = self.formats;
        if heading {
            formats.iter_mut().for_each(|format| format.strong = false);
        }
        let mut paragraphs: Vec<(bool, Vec<(char, u16)>)> = Vec::new();
        let mut open = false;
        for line in self.atoms.split(|(character, _)| *character == BREAK) {
            let (typed_indent, line) = trimmed(line);
            if line.is_empty() {
                open = false;
                continue;
            }
            match paragraphs.last_mut() {
                Some((_, atoms)) if open && !typed_indent => {
                    atoms.push((BREAK, u16::MAX));
                    atoms.extend(line);
                }
                _ => paragraphs.push((typed_indent, line)),
            }
            open = true;
        }
        let finished = paragraphs
            .into_iter()
            .map(|(typed_indent, atoms)| Paragraph { inlines: inlines_of(&atoms, &formats), typed_indent });
        finished.filter(|paragraph| !paragraph.inlines.is_empty()).collect()
    }

    fn format_index(&mut self, format: &Format) -> u16 {
        let known = self.formats.iter().rposition(|known| known == format);
        // Beyond so many different formats in one paragraph the last one serves; nobody writes that by hand.
        let index = known.unwrap_or_else(|| {
            if self.formats.len() < usize::from(u16::MAX) - 1 {
                self.formats.push(format.clone());
            }
            self.formats.len() - 1
        });
        u16::try_from(index).unwrap_or(0)
    }
}

/// A line without its outer blanks and with its inner ones collapsed, and whether it began as an indent is typed.
fn trimmed(line: &[(char, u16)]) -> (bool, Vec<(char, u16)>) {
    let blanks = line.iter().take_while(|(character, _)| character.is_whitespace());
    let wide = blanks.clone().filter(|(character, _)| *character == '\u{3000}').count();
    let hard = blanks.clone().filter(|(character, _)| *character == '\u{a0}').count();
    let lead = blanks.count();
    let tail = line[lead..].iter().rev().take_while(|(character, _)| character.is_whitespace()).count();
    let mut out: Vec<(char, u16)> = Vec::with_capacity(line.len() - lead - tail);
    for atom in &line[lead..line.len() - tail] {
        if atom.0 != ' ' || out.last().is_some_and(|last| last.0 != ' ') {
            out.push(*atom);
        }
    }
    (wide >= 2 || hard >= 4, out)
}

fn inlines_of(atoms: &[(char, u16)], formats: &[Format]) -> Vec<Inline> {
    let mut out = Vec::new();
    for part in atoms.chunk_by(|left, right| (left.0 == BREAK) == (right.0 == BREAK)) {
        if part[0].0 == BREAK {
            out.push(Inline::LineBreak);
        } else {
            out.extend(nested(part, formats, 0));
        }
    }
    out
}

/// Groups atoms by one mark after the other, outermost first.
fn nested(atoms: &[(char, u16)], formats: &[Format], level: u8) -> Vec<Inline> {
    let fallback = Format::default();
    let format = |index: u16| formats.get(usize::from(index)).unwrap_or(&fallback);
    let same = |left: &Format, right: &Format| match level {
        0 => left.link == right.link,
        1 => left.strong == right.strong,
        2 => left.emphasis == right.emphasis,
        _ => left.script == right.script,
    };
    let mut out = Vec::new();
    for part in atoms.chunk_by(|left, right| same(format(left.1), format(right.1))) {
        let this = format(part[0].1);
        let inner = || if level >= 3 { vec![leaf(part)] } else { nested(part, formats, level + 1) };
        match level {
            0 => match &this.link {
                Some(href) => out.push(Inline::Link { href: href.to_string(), inlines: inner() }),
                None => out.extend(inner()),
            },
            1 if this.strong => out.push(Inline::Strong { inlines: inner() }),
            2 if this.emphasis => out.push(Inline::Emphasis { inlines: inner() }),
            3 if this.script == Script::Super => out.push(Inline::Superscript { inlines: inner() }),
            3 if this.script == Script::Sub => out.push(Inline::Subscript { inlines: inner() }),
            _ => out.extend(inner()),
        }
    }
    out
}

/// The text of one leaf. Runs were cleaned one by one; joined, two of them may compose.
fn leaf(part: &[(char, u16)]) -> Inline {
    Inline::text(part.iter().map(|(character, _)| *character).nfc().collect::<String>())
}

/// What flows within a body, a cell or a list item while it is built.
#[derive(Debug)]
pub(crate) enum Item {
    Block(Block),
    Listed(Listed),
}

/// A paragraph that a list's mark stands before, as word processors keep lists: flat, each with its level.
#[derive(Debug)]
pub(crate) struct Listed {
    /// From 0.
    pub level: usize,
    pub ordered: bool,
    /// The number it bears, where it is known.
    pub number: Option<u32>,
    pub inlines: Vec<Inline>,
}

/// Turns flat numbered lines into nested lists.
pub(crate) fn nest(items: Vec<Item>) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Vec<(bool, Vec<ListItem>)> = Vec::new();
    for item in items {
        match item {
            Item::Block(block) => {
                close_lists(&mut open, 0, &mut out);
                out.push(block);
            }
            Item::Listed(listed) => place_listed(listed, &mut open, &mut out),
        }
    }
    close_lists(&mut open, 0, &mut out);
    out
}

fn place_listed(listed: Listed, open: &mut Vec<(bool, Vec<ListItem>)>, out: &mut Vec<Block>) {
    let level = listed.level.min(open.len()).min(LIST_DEPTH - 1);
    close_lists(open, level + 1, out);
    let continues = open.get(level).is_some_and(|(ordered, items)| {
        *ordered == listed.ordered && listed.number.is_none_or(|number| number as usize == items.len() + 1)
    });
    if !continues {
        close_lists(open, level, out);
        // A list of ours begins at one; a number that does not is kept as it was typed.
        if listed.ordered && listed.number.is_some_and(|number| number != 1) {
            close_lists(open, 0, out);
            let number = listed.number.unwrap_or_default();
            out.push(Block::Paragraph {
                align: Align::Start,
                indent: true,
                inlines: labelled(&format!("{number}. "), listed.inlines),
            });
            return;
        }
        open.push((listed.ordered, Vec::new()));
    }
    let paragraph = Block::Paragraph { align: Align::Start, indent: true, inlines: listed.inlines };
    if let Some((_, items)) = open.last_mut() {
        items.push(ListItem { blocks: vec![paragraph] });
    }
}

fn close_lists(open: &mut Vec<(bool, Vec<ListItem>)>, keep: usize, out: &mut Vec<Block>) {
    while open.len() > keep {
        let Some((ordered, items)) = open.pop() else { return };
        let list = Block::List { ordered, items };
        match open.last_mut().and_then(|(_, items)| items.last_mut()) {
            Some(parent) => parent.blocks.push(list),
            None => out.push(list),
        }
    }
}

/// The inlines with a label typed before them.
pub(crate) fn labelled(label: &str, mut inlines: Vec<Inline>) -> Vec<Inline> {
    match inlines.first_mut() {
        Some(Inline::Text { text }) => text.insert_str(0, label),
        _ => inlines.insert(0, Inline::text(label)),
    }
    inlines
}

/// A paragraph in its normal form: one that is centred or set to the end has no first-line indent.
pub(crate) fn paragraph(align: Align, indent: bool, inlines: Vec<Inline>) -> Block {
    Block::Paragraph { align, indent: indent && align == Align::Start, inlines }
}

/// A picture with its description in one line.
pub(crate) fn picture(file: ContentHash, alt: &str) -> Block {
    let alt = clean(alt);
    let words = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    let alt: String = words.chars().take(ALT_LIMIT).collect();
    Block::Image { file, alt: alt.trim_end().to_owned() }
}

/// A list item in its normal form: a lone paragraph has no form of its own.
pub(crate) fn list_item(mut blocks: Vec<Block>) -> ListItem {
    plain_if_lone(&mut blocks);
    ListItem { blocks }
}

fn plain_if_lone(blocks: &mut [Block]) {
    if let [Block::Paragraph { align, indent, .. }] = blocks {
        (*align, *indent) = (Align::Start, true);
    }
}

/// A cell while its table is built.
#[derive(Debug, Default)]
pub(crate) struct CellDraft {
    pub header: bool,
    pub colspan: usize,
    pub rowspan: usize,
    pub align: Align,
    pub blocks: Vec<Block>,
}

impl CellDraft {
    fn finish(mut self) -> TableCell {
        let aligns = self.blocks.iter().map(|block| match block {
            Block::Paragraph { align, .. } => Some(*align),
            _ => None,
        });
        let lone = self.blocks.len() == 1;
        let common = aligns.reduce(|left, right| if left == right { left } else { None }).flatten();
        if let Some(common) = common.filter(|common| *common != Align::Start && (lone || self.align == Align::Start)) {
            self.align = common;
            for block in &mut self.blocks {
                if let Block::Paragraph { align, .. } = block {
                    *align = Align::Start;
                }
            }
        }
        plain_if_lone(&mut self.blocks);
        let span = |count: usize| u16::try_from(count.max(1)).unwrap_or(1);
        TableCell {
            header: self.header,
            colspan: span(self.colspan),
            rowspan: span(self.rowspan),
            align: self.align,
            blocks: self.blocks,
        }
    }
}

/// A table with its spans clipped to the grid; `None` when no cell is left.
pub(crate) fn table(
    caption: &str,
    mut rows: Vec<Vec<CellDraft>>,
    limits: &Limits,
) -> Result<Option<Block>, IntakeRefused> {
    let cells: usize = rows.iter().map(Vec::len).sum();
    if cells > limits.table_cells || rows.len() > limits.table_cells {
        return Err(IntakeRefused::TooMuchToRead);
    }
    clip_spans(&mut rows)?;
    if rows.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    let caption = clean(caption).split_whitespace().collect::<Vec<_>>().join(" ");
    let rows =
        rows.into_iter().map(|row| TableRow { cells: row.into_iter().map(CellDraft::finish).collect() }).collect();
    Ok(Some(Block::Table(Table { caption, rows })))
}

/// Keeps every span within the rows there are, off its neighbours, and within the last column that any cell begins in.
/// Rows that hold nothing and that nothing reaches into are dropped.
fn clip_spans(rows: &mut Vec<Vec<CellDraft>>) -> Result<(), IntakeRefused> {
    // How many further rows each column is taken for by a span from above.
    let mut taken: Vec<usize> = Vec::new();
    let mut kept = Vec::with_capacity(rows.len());
    let mut starts: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for mut row in std::mem::take(rows) {
        if row.is_empty() && taken.iter().all(|count| *count == 0) {
            continue;
        }
        let mut free: Vec<usize> = taken.iter().map(|count| count.saturating_sub(1)).collect();
        let mut column = 0;
        let mut begins = Vec::with_capacity(row.len());
        for cell in &mut row {
            while taken.get(column).is_some_and(|count| *count > 0) {
                column += 1;
            }
            let wanted = cell.colspan.clamp(1, COLUMNS);
            let room =
                (column..column + wanted).take_while(|at| taken.get(*at).is_none_or(|count| *count == 0)).count();
            cell.colspan = room.max(1);
            cell.rowspan = cell.rowspan.clamp(1, usize::from(u16::MAX));
            begins.push(column);
            let end = column + cell.colspan;
            if end > COLUMNS {
                return Err(IntakeRefused::TooMuchToRead);
            }
            free.resize(free.len().max(end), 0);
            free[column..end].fill(cell.rowspan - 1);
            column = end;
        }
        taken = free;
        kept.push(row);
        starts.push(begins);
    }
    let width = starts.iter().flatten().max().map_or(1, |last| last + 1);
    let height = kept.len();
    for (index, (row, begins)) in kept.iter_mut().zip(&starts).enumerate() {
        for (cell, begin) in row.iter_mut().zip(begins) {
            cell.colspan = cell.colspan.min(width.saturating_sub(*begin)).max(1);
            cell.rowspan = cell.rowspan.min(height - index);
        }
    }
    *rows = kept;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: usize, number: Option<u32>, text: &str) -> Item {
        Item::Listed(Listed { level, ordered: number.is_some(), number, inlines: vec![Inline::text(text)] })
    }

    #[test]
    fn flat_lines_become_nested_lists() {
        let blocks = nest(vec![
            line(0, Some(1), "一"),
            line(1, None, "一甲"),
            line(1, None, "一乙"),
            line(0, Some(2), "二"),
            Item::Block(Block::paragraph("间")),
            line(0, Some(3), "三"),
        ]);
        assert_eq!(blocks.len(), 3);
        let Block::List { ordered: true, items } = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!(items.len(), 2);
        assert!(matches!(&items[0].blocks[1], Block::List { ordered: false, items } if items.len() == 2));
        // The list was interrupted; its third number is not silently made a first.
        assert_eq!(blocks[2], Block::paragraph("3. 三"));
    }

    #[test]
    fn spans_are_clipped_to_the_grid() {
        let cell = |colspan, rowspan| CellDraft { colspan, rowspan, ..CellDraft::default() };
        let mut rows =
            vec![vec![cell(1000, 1)], vec![cell(1, 65_000), cell(2, 1), cell(1, 1)], vec![], vec![cell(9, 9)]];
        clip_spans(&mut rows).unwrap();
        let spans: Vec<Vec<(usize, usize)>> =
            rows.iter().map(|row| row.iter().map(|cell| (cell.colspan, cell.rowspan)).collect()).collect();
        assert_eq!(spans, vec![vec![(4, 1)], vec![(1, 3), (2, 1), (1, 1)], vec![], vec![(3, 1)]]);
    }

    #[test]
    fn a_typed_indent_and_blank_lines_part_paragraphs() {
        let mut draft = Draft::default();
        draft.push_text("　　第一段 \t  有空格", &Format::default());
        draft.push_break();
        draft.push_text("续行", &Format::default());
        draft.push_break();
        draft.push_text("　　第二段", &Format::default());
        draft.push_break();
        draft.push_break();
        draft.push_text("第三段", &Format::default());
        let paragraphs = draft.finish(false);
        let texts: Vec<String> =
            paragraphs.iter().map(|p| affairs::document::body::plain_inlines(&p.inlines)).collect();
        assert_eq!(texts, ["第一段 有空格\n续行", "第二段", "第三段"]);
        assert_eq!(paragraphs.iter().map(|p| p.typed_indent).collect::<Vec<_>>(), [true, true, false]);
    }
}
