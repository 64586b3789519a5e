//! The pieces of a body, and the way back from a finding into the body.

use super::mask::mask;
use super::piece::{Prominence, TextPiece};
use super::reading::Finding;
use crate::document::body::{Block, Body, Inline, Table};
use std::ops::Range;

/// Every text of a body with its place: 正文第3段, 正文表格1第2行第1列, 正文图片1说明, and the addresses of links.
#[must_use]
pub fn pieces_of_body(body: &Body) -> Vec<TextPiece> {
    let mut pieces = Vec::new();
    // One walk serves reading and masking, so that both always agree on what a place is called; reading pays for
    // that with a copy.
    let mut copy = body.clone();
    Walk::default().blocks(&mut copy.blocks, &Within::Text, &mut |slot| {
        pieces.push(TextPiece::new(slot.place, slot.content.text(), slot.prominence));
    });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Masks one finding in the body it was made on. `false` when the body no longer has such a place.
///
/// Several findings of one body are masked together with [`mask_all_in_body`], since a mask may change lengths.
pub fn mask_in_body(body: &mut Body, finding: &Finding) -> bool {
    change_in_body(body, finding, &|value| mask(finding.kind, value))
}

/// Takes one finding out of the body it was made on. `false` when the body no longer has such a place.
pub fn remove_in_body(body: &mut Body, finding: &Finding) -> bool {
    change_in_body(body, finding, &|_| String::new())
}

/// Masks several findings of one reading. Returns how many were masked.
pub fn mask_all_in_body(body: &mut Body, findings: &[Finding]) -> usize {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    // From the back of each place to the front, so that no range moves before its turn.
    ordered.sort_by_key(|finding| std::cmp::Reverse(finding.range.start));
    ordered.into_iter().filter(|finding| mask_in_body(body, finding)).count()
}

/// The text with one finding masked; for a title or a summary, whose piece is the whole field.
#[must_use]
pub fn mask_in_text(text: &str, finding: &Finding) -> String {
    replaced(text, &finding.range, &|value| mask(finding.kind, value)).unwrap_or_else(|| text.to_owned())
}

/// The text with one finding taken out.
#[must_use]
pub fn remove_in_text(text: &str, finding: &Finding) -> String {
    replaced(text, &finding.range, &|_| String::new()).unwrap_or_else(|| text.to_owned())
}

type Rewrite<'rewrite> = &'rewrite dyn Fn(&str) -> String;

fn replaced(text: &str, range: &Range<usize>, rewrite: Rewrite<'_>) -> Option<String> {
    let (before, value, after) = (text.get(..range.start)?, text.get(range.clone())?, text.get(range.end..)?);
    Some(format!("{before}{}{after}", rewrite(value)))
}

fn change_in_body(body: &mut Body, finding: &Finding, rewrite: Rewrite<'_>) -> bool {
    let mut changed = false;
    Walk::default().blocks(&mut body.blocks, &Within::Text, &mut |mut slot| {
        if slot.place == finding.piece_place && !changed {
            changed = slot.content.change(&finding.range, rewrite);
        }
    });
    changed
}

/// One place of a body that holds text.
struct Slot<'body> {
    place: String,
    prominence: Prominence,
    content: Content<'body>,
}

enum Content<'body> {
    Inlines(&'body mut Vec<Inline>),
    Plain(&'body mut String),
    /// The address of the link at this position of the inlines, counted through the nesting.
    Address(&'body mut Vec<Inline>, usize),
}

impl Content<'_> {
    fn text(&self) -> String {
        match self {
            Self::Inlines(inlines) => crate::document::body::plain_inlines(inlines),
            Self::Plain(text) => (*text).clone(),
            Self::Address(inlines, index) => addresses(inlines).get(*index).cloned().unwrap_or_default(),
        }
    }

    fn change(&mut self, range: &Range<usize>, rewrite: Rewrite<'_>) -> bool {
        match self {
            Self::Inlines(inlines) => change_inlines(inlines, range, rewrite),
            Self::Plain(text) => match replaced(text, range, rewrite) {
                Some(new) => {
                    **text = new;
                    true
                }
                None => false,
            },
            // A masked address leads nowhere; the words of the link stay.
            Self::Address(inlines, index) => {
                let mut index = *index;
                **inlines = unlinked(std::mem::take(*inlines), &mut index);
                true
            }
        }
    }
}

/// Where the walk is: in the text itself, or in one cell of a table.
enum Within {
    Text,
    Cell { place: String, single: bool },
}

/// Counts as it goes, so that a place has the same name on every walk.
#[derive(Default)]
struct Walk {
    paragraphs: usize,
    tables: usize,
    images: usize,
}

type Visit<'visit> = &'visit mut dyn FnMut(Slot<'_>);

impl Walk {
    fn blocks(&mut self, blocks: &mut [Block], within: &Within, visit: Visit<'_>) {
        for (index, block) in blocks.iter_mut().enumerate() {
            match block {
                Block::Heading { inlines, .. } | Block::Paragraph { inlines, .. } => {
                    let (place, prominence) = self.paragraph_place(within, index);
                    let links = addresses(inlines).len();
                    visit(Slot { place: place.clone(), prominence, content: Content::Inlines(inlines) });
                    // From the last to the first: unlinking one must not renumber those still to come.
                    for link in (0..links).rev() {
                        let place = format!("{place}链接{}", link + 1);
                        visit(Slot { place, prominence, content: Content::Address(inlines, link) });
                    }
                }
                Block::List { items, .. } => {
                    items.iter_mut().for_each(|item| self.blocks(&mut item.blocks, within, visit));
                }
                Block::Table(table) => self.table(table, visit),
                Block::Image { alt, .. } => {
                    self.images += 1;
                    let place = format!("正文图片{}说明", self.images);
                    visit(Slot { place, prominence: Prominence::Line, content: Content::Plain(alt) });
                }
            }
        }
    }

    fn paragraph_place(&mut self, within: &Within, index: usize) -> (String, Prominence) {
        match within {
            Within::Text => {
                self.paragraphs += 1;
                (format!("正文第{}段", self.paragraphs), Prominence::Line)
            }
            Within::Cell { place, single: true } => (place.clone(), Prominence::Cell),
            Within::Cell { place, single: false } => (format!("{place}第{}段", index + 1), Prominence::Cell),
        }
    }

    fn table(&mut self, table: &mut Table, visit: Visit<'_>) {
        self.tables += 1;
        let number = self.tables;
        let place = format!("正文表格{number}标题");
        visit(Slot { place, prominence: Prominence::Line, content: Content::Plain(&mut table.caption) });
        for (row, line) in (1..).zip(&mut table.rows) {
            for (column, cell) in (1..).zip(&mut line.cells) {
                let single = cell.blocks.len() == 1 && !matches!(cell.blocks[0], Block::List { .. });
                let place = format!("正文表格{number}第{row}行第{column}格");
                if single {
                    self.blocks(&mut cell.blocks, &Within::Cell { place, single }, visit);
                } else {
                    self.crowded_cell(&mut cell.blocks, &place, visit);
                }
            }
        }
    }

    /// A cell of several blocks: each block is named by its number, and what it nests by a further one.
    fn crowded_cell(&mut self, blocks: &mut [Block], place: &str, visit: Visit<'_>) {
        for (number, block) in (1..).zip(blocks) {
            match block {
                Block::List { items, .. } => {
                    for (entry, item) in (1..).zip(items) {
                        self.crowded_cell(&mut item.blocks, &format!("{place}第{number}段第{entry}项"), visit);
                    }
                }
                other => {
                    let within = Within::Cell { place: format!("{place}第{number}段"), single: true };
                    self.blocks(std::slice::from_mut(other), &within, visit);
                }
            }
        }
    }
}

/// Replaces a range of the joined text of inlines: the first text it touches takes the new words.
fn change_inlines(inlines: &mut Vec<Inline>, range: &Range<usize>, rewrite: Rewrite<'_>) -> bool {
    let text = crate::document::body::plain_inlines(inlines);
    let Some(value) = text.get(range.clone()).filter(|value| !value.is_empty()) else { return false };
    let mut replacement = Some(rewrite(value));
    let mut at = 0;
    rewrite_inlines(inlines, range, &mut at, &mut replacement);
    prune(inlines);
    true
}

fn rewrite_inlines(inlines: &mut Vec<Inline>, range: &Range<usize>, at: &mut usize, replacement: &mut Option<String>) {
    inlines.retain_mut(|inline| match inline {
        Inline::Text { text } => {
            let (start, end) = (*at, *at + text.len());
            *at = end;
            if start < range.end && range.start < end {
                let from = range.start.saturating_sub(start);
                let to = range.end.min(end) - start;
                let new = replacement.take().unwrap_or_default();
                // The range lies on character boundaries of the joined text, hence of each part of it.
                if text.is_char_boundary(from) && text.is_char_boundary(to) {
                    text.replace_range(from..to, &new);
                }
            }
            true
        }
        Inline::Strong { inlines }
        | Inline::Emphasis { inlines }
        | Inline::Superscript { inlines }
        | Inline::Subscript { inlines }
        | Inline::Link { inlines, .. } => {
            rewrite_inlines(inlines, range, at, replacement);
            true
        }
        Inline::LineBreak => {
            let inside = range.contains(at);
            *at += 1;
            !inside
        }
    });
}

/// Drops what a removal left empty.
fn prune(inlines: &mut Vec<Inline>) {
    inlines.retain_mut(|inline| match inline {
        Inline::Text { text } => !text.is_empty(),
        Inline::Strong { inlines }
        | Inline::Emphasis { inlines }
        | Inline::Superscript { inlines }
        | Inline::Subscript { inlines }
        | Inline::Link { inlines, .. } => {
            prune(inlines);
            !inlines.is_empty()
        }
        Inline::LineBreak => true,
    });
}

/// The addresses of all links, in reading order.
fn addresses(inlines: &[Inline]) -> Vec<String> {
    let mut found = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Link { href, inlines } => {
                found.push(href.clone());
                found.extend(addresses(inlines));
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Superscript { inlines }
            | Inline::Subscript { inlines } => found.extend(addresses(inlines)),
            Inline::Text { .. } | Inline::LineBreak => {}
        }
    }
    found
}

/// The inlines with the link of this number opened: its words stay, its address goes.
fn unlinked(inlines: Vec<Inline>, index: &mut usize) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Link { href, inlines } => {
                let this = *index == 0;
                *index = index.wrapping_sub(1);
                let inner = unlinked(inlines, index);
                if this { out.extend(inner) } else { out.push(Inline::Link { href, inlines: inner }) }
            }
            Inline::Strong { inlines } => out.push(Inline::Strong { inlines: unlinked(inlines, index) }),
            Inline::Emphasis { inlines } => out.push(Inline::Emphasis { inlines: unlinked(inlines, index) }),
            Inline::Superscript { inlines } => out.push(Inline::Superscript { inlines: unlinked(inlines, index) }),
            Inline::Subscript { inlines } => out.push(Inline::Subscript { inlines: unlinked(inlines, index) }),
            plain => out.push(plain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::body::{Align, ListItem, TableCell, TableRow};
    use crate::screening::{FindingKind, KnownNumbers, WordList, read};

    fn findings(body: &Body) -> Vec<Finding> {
        read(&pieces_of_body(body), &WordList::default(), &KnownNumbers::default())
    }

    fn paragraph(inlines: Vec<Inline>) -> Block {
        Block::Paragraph { align: Align::Start, indent: true, inlines }
    }

    fn strong(text: &str) -> Inline {
        Inline::Strong { inlines: vec![Inline::text(text)] }
    }

    #[test]
    fn places_are_named_as_a_person_counts() {
        let cell = |text: &str| TableCell::text(text, false);
        let mut crowded = cell("甲");
        crowded
            .blocks
            .push(Block::List { ordered: true, items: vec![ListItem { blocks: vec![Block::paragraph("乙")] }] });
        let table = Table { caption: "表题".to_owned(), rows: vec![TableRow { cells: vec![cell("一"), crowded] }] };
        let body = Body { blocks: vec![Block::heading(2, "标题"), Block::paragraph("段落"), Block::Table(table)] };
        let places: Vec<String> = pieces_of_body(&body).into_iter().map(|piece| piece.place).collect();
        assert_eq!(
            places,
            [
                "正文第1段",
                "正文第2段",
                "正文表格1标题",
                "正文表格1第1行第1格",
                "正文表格1第1行第2格第1段",
                "正文表格1第1行第2格第2段第1项第1段"
            ]
        );
    }

    #[test]
    fn a_number_split_by_bold_is_masked_as_one() {
        let mut body = Body {
            blocks: vec![paragraph(vec![Inline::text("张某110105"), strong("19491231"), Inline::text("002X，男")])],
        };
        let found = findings(&body);
        assert_eq!(found.len(), 1);
        assert!(mask_in_body(&mut body, &found[0]));
        assert_eq!(body.plain_text(), "张某110*************2X，男\n");
        assert!(findings(&body).is_empty());
    }

    #[test]
    fn several_findings_are_masked_together() {
        let mut body = Body::from_lines("张某13800138000，李某13900139000\n王某11010519491231002X");
        let found = findings(&body);
        assert_eq!(mask_all_in_body(&mut body, &found), 3);
        assert_eq!(body.plain_text(), "张某***********，李某***********\n王某110*************2X\n");
        assert!(findings(&body).is_empty());
    }

    #[test]
    fn a_removed_number_leaves_its_sentence() {
        let mut body =
            Body { blocks: vec![paragraph(vec![Inline::text("联系 "), strong("13800138000"), Inline::text("。")])] };
        let found = findings(&body);
        assert!(remove_in_body(&mut body, &found[0]));
        assert_eq!(body.blocks, vec![paragraph(vec![Inline::text("联系 "), Inline::text("。")])]);
    }

    #[test]
    fn a_number_in_the_address_of_a_link_is_found_and_the_link_opened() {
        let link = Inline::Link { href: "tel:13800138000".to_owned(), inlines: vec![Inline::text("打电话")] };
        let mut body = Body { blocks: vec![paragraph(vec![link])] };
        let found = findings(&body);
        assert_eq!((found[0].kind, found[0].place.as_str()), (FindingKind::Mobile, "正文第1段链接1"));
        assert!(mask_in_body(&mut body, &found[0]));
        assert_eq!(body.blocks, vec![paragraph(vec![Inline::text("打电话")])]);
    }

    #[test]
    fn a_place_that_is_gone_changes_nothing() {
        let mut body = Body::from_lines("13800138000");
        let found = findings(&body);
        let mut other = Body::from_lines("短");
        assert!(!mask_in_body(&mut other, &found[0]));
        body.blocks.clear();
        assert!(!mask_in_body(&mut body, &found[0]));
    }

    #[test]
    fn a_title_is_masked_as_text() {
        let title = "关于13800138000的答复";
        let found = read(&[TextPiece::line("标题", title)], &WordList::default(), &KnownNumbers::default());
        assert_eq!(mask_in_text(title, &found[0]), "关于***********的答复");
        assert_eq!(remove_in_text(title, &found[0]), "关于的答复");
    }
}
