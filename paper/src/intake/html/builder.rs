//! From tokens to blocks: a stack of open elements, and frames (the body, a list, a table, a cell) that blocks go into.

use super::Taken;
use super::link::allowed_address;
use super::marker::Marker;
use super::style::{Raised, Said, said};
use super::tokens::{Tag, Token, Tokens};
use crate::intake::flow::{
    CellDraft, Draft, Format, Item, Listed, Script, labelled, list_item, nest, paragraph, picture, table,
};
use crate::intake::limits::Limits;
use crate::intake::refused::IntakeRefused;
use affairs::ContentHash;
use affairs::document::Body;
use affairs::document::body::{Align, Block, ListItem};
use std::rc::Rc;

/// Elements deeper than this are flattened into the one they stand in.
const DEPTH: usize = 160;
/// Lists and tables within one another are kept so far.
const LIST_DEPTH: usize = 8;
const TABLE_DEPTH: usize = 4;

pub(super) struct Builder<'take> {
    limits: &'take Limits,
    find_picture: &'take dyn Fn(&str) -> Option<ContentHash>,
    hidden_too: bool,
    stack: Vec<Element>,
    /// How many paragraphs are on the stack, so that most blocks need not look for one to end.
    open_paragraphs: usize,
    frames: Vec<Frame>,
    draft: Option<Writing>,
    skipped: Option<Skipped>,
    blocks: usize,
    dropped_pictures: usize,
    saw_first_level: bool,
}

/// An open element.
struct Element {
    name: String,
    kind: Kind,
    format: Format,
    align: Option<Align>,
    indent: bool,
    /// The level of Word's list, from 1.
    list_level: Option<u8>,
    list_mark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inline,
    Block,
    Paragraph,
    Heading(u8),
    Preformatted,
    List,
    Item,
    Table,
    Head,
    Section,
    Row,
    Cell,
    Caption,
}

impl Kind {
    /// Whether its content goes into a frame of its own.
    const fn has_frame(self) -> bool {
        matches!(self, Self::List | Self::Item | Self::Table | Self::Cell | Self::Caption)
    }
}

/// Where blocks go.
enum Frame {
    Flow(Vec<Item>, Option<CellDraft>),
    List { ordered: bool, start: u32, items: Vec<ListItem> },
    Table { caption: String, rows: Vec<Vec<CellDraft>> },
}

/// The paragraph being written, with the form that its element gave it.
struct Writing {
    draft: Draft,
    heading: Option<u8>,
    align: Align,
    indent: bool,
    list_level: Option<u8>,
    mark: String,
}

/// An element whose content is passed over, with the elements of its name open within it.
struct Skipped {
    name: String,
    depth: usize,
}

type Done = Result<(), IntakeRefused>;

impl<'take> Builder<'take> {
    pub fn new(
        limits: &'take Limits,
        find_picture: &'take dyn Fn(&str) -> Option<ContentHash>,
        hidden_too: bool,
    ) -> Self {
        Self {
            limits,
            find_picture,
            hidden_too,
            stack: Vec::new(),
            open_paragraphs: 0,
            frames: vec![Frame::Flow(Vec::new(), None)],
            draft: None,
            skipped: None,
            blocks: 0,
            dropped_pictures: 0,
            saw_first_level: false,
        }
    }

    /// Takes the next token; `tokens` is asked whether an element that is to be passed over ever ends.
    pub fn token(&mut self, token: Token<'_>, tokens: &mut Tokens<'_>) -> Done {
        if let Some(skipped) = &mut self.skipped {
            match &token {
                Token::Start(tag) if tag.name == skipped.name && !tag.closes_itself => skipped.depth += 1,
                Token::End(name) if *name == skipped.name => skipped.depth -= 1,
                // A head may lack its end tag.
                Token::Start(tag) if skipped.name == "head" && tag.name == "body" => skipped.depth = 0,
                _ => {}
            }
            if skipped.depth == 0 {
                self.skipped = None;
            }
            return Ok(());
        }
        match token {
            Token::Text(text) => self.text(&text),
            Token::Start(tag) => self.start(&tag, tokens),
            Token::End(name) => self.end(&name),
        }
    }

    pub fn finish(mut self) -> Result<Taken, IntakeRefused> {
        while !self.stack.is_empty() {
            self.pop()?;
        }
        self.flush()?;
        let mut blocks = match self.frames.pop() {
            Some(Frame::Flow(items, _)) => nest(items),
            _ => Vec::new(),
        };
        settle_headings(&mut blocks, self.saw_first_level);
        Ok(Taken { body: Body { blocks }, dropped_pictures: self.dropped_pictures })
    }

    fn text(&mut self, text: &str) -> Done {
        let blank = text.chars().all(|character| character.is_ascii_whitespace());
        if self.draft.is_none() && blank {
            return Ok(());
        }
        self.ensure_flow()?;
        let (format, mark, preformatted) = match self.stack.last() {
            Some(element) => (element.format.clone(), self.within_mark(), self.within_preformatted()),
            None => (Format::default(), false, false),
        };
        let writing = self.writing();
        if mark {
            writing.mark.push_str(text);
        } else if preformatted {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    writing.draft.push_break();
                }
                writing.draft.push_text(line, &format);
            }
        } else {
            writing.draft.push_text(text, &format);
        }
        Ok(())
    }

    fn within_mark(&self) -> bool {
        self.stack.iter().rev().take_while(|element| element.kind == Kind::Inline).any(|element| element.list_mark)
    }

    fn within_preformatted(&self) -> bool {
        self.stack.iter().rev().take_while(|element| !element.kind.has_frame()).any(|e| e.kind == Kind::Preformatted)
    }

    /// The paragraph being written, begun with the form of the elements it stands in.
    fn writing(&mut self) -> &mut Writing {
        let stack = &self.stack;
        self.draft.get_or_insert_with(|| {
            let within = || stack.iter().rev().take_while(|element| !element.kind.has_frame());
            let nearest = within().find(|element| element.kind != Kind::Inline);
            let heading =
                within().find_map(|element| if let Kind::Heading(level) = element.kind { Some(level) } else { None });
            Writing {
                draft: Draft::default(),
                heading,
                align: within().find_map(|element| element.align).unwrap_or_default(),
                // Text that stands in no paragraph is official prose by default.
                indent: nearest.is_none_or(|element| element.indent),
                list_level: within().find_map(|element| element.list_level),
                mark: String::new(),
            }
        })
    }

    /// Ends the paragraph being written and gives its blocks to the frame.
    fn flush(&mut self) -> Done {
        let Some(writing) = self.draft.take() else { return Ok(()) };
        let Writing { draft, heading, align, indent, list_level, mark } = writing;
        let mut marker = list_level.map(|level| (level, Marker::of(&mark)));
        for made in draft.finish(heading.is_some()) {
            self.count_block()?;
            let inlines = match marker.take() {
                Some((_, Marker::Typed(typed))) => labelled(&typed, made.inlines),
                Some((_, Marker::Number(number))) if heading.is_some() => {
                    labelled(&format!("{number}. "), made.inlines)
                }
                Some((level, marker)) if heading.is_none() => {
                    let number = if let Marker::Number(number) = marker { Some(number) } else { None };
                    let listed = Listed {
                        level: usize::from(level) - 1,
                        ordered: number.is_some(),
                        number,
                        inlines: made.inlines,
                    };
                    self.push(Item::Listed(listed));
                    continue;
                }
                _ => made.inlines,
            };
            let block = match heading {
                Some(level) => Block::Heading { level, inlines },
                None => paragraph(align, indent || made.typed_indent, inlines),
            };
            self.push(Item::Block(block));
        }
        Ok(())
    }

    fn count_block(&mut self) -> Done {
        self.blocks += 1;
        if self.blocks > self.limits.blocks { Err(IntakeRefused::TooMuchToRead) } else { Ok(()) }
    }

    fn push(&mut self, item: Item) {
        if let Some(Frame::Flow(items, _)) = self.frames.iter_mut().rev().find(|frame| matches!(frame, Frame::Flow(..)))
        {
            items.push(item);
        }
    }

    /// Text between the items of a list or the cells of a table gets an item or a cell of its own.
    fn ensure_flow(&mut self) -> Done {
        match self.frames.last() {
            Some(Frame::List { .. }) => self.open(Kind::Item, "li", &Said::default()),
            Some(Frame::Table { .. }) => {
                let table = self.stack.iter().rposition(|element| element.kind == Kind::Table).unwrap_or(0);
                self.open_row_for_cell(table)?;
                self.open_cell(false, 1, 1, &Said::default(), "td")
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, tokens: &mut Tokens<'_>) -> Done {
        let name = tag.name.as_str();
        let said = said(tag);
        if is_dropped(name) || (said.hidden && !self.hidden_too && !is_void(name)) {
            // One that never ends would take the rest of the text with it; only its tag is dropped then.
            if !tag.closes_itself && !is_void(name) && !is_raw(name) && tokens.closes(name) {
                self.skipped = Some(Skipped { name: name.to_owned(), depth: 1 });
            }
            return Ok(());
        }
        if said.page_break {
            self.flush()?;
        }
        match name {
            "html" | "body" => Ok(()),
            "br" => {
                self.line_break();
                Ok(())
            }
            "hr" => self.flush(),
            "img" => self.image(tag),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.saw_first_level |= level == 1;
                self.open_block(Kind::Heading(level), name, &said)
            }
            "p" => self.open_block(Kind::Paragraph, name, &said),
            "pre" => self.open_block(Kind::Preformatted, name, &said),
            "center" => self.open_block(Kind::Block, name, &Said { align: Some(Align::Center), ..said }),
            "ul" | "ol" | "menu" | "dir" => self.start_list(tag, &said),
            "li" => self.start_item(&said),
            "table" | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => self.start_of_table(tag, &said),
            block if is_block(block) => self.open_block(Kind::Block, name, &said),
            _ if tag.closes_itself && (name.contains(':') || is_void(name)) => Ok(()),
            _ if is_void(name) => Ok(()),
            _ => self.open_inline(tag, &said),
        }
    }

    fn open_block(&mut self, kind: Kind, name: &str, said: &Said) -> Done {
        self.flush()?;
        self.close_paragraph()?;
        self.open(kind, name, said)
    }

    /// A paragraph ends where another block begins; HTML lets its end tag be left out.
    fn close_paragraph(&mut self) -> Done {
        if self.open_paragraphs == 0 {
            return Ok(());
        }
        let open = self.stack.iter().rposition(|element| element.kind.has_frame() || element.kind == Kind::Paragraph);
        match open {
            Some(index) if self.stack[index].kind == Kind::Paragraph => self.close_to(index),
            _ => Ok(()),
        }
    }

    fn open_inline(&mut self, tag: &Tag<'_>, said: &Said) -> Done {
        let mut said = *said;
        match tag.name.as_str() {
            "b" | "strong" => said.strong = said.strong.or(Some(true)),
            "i" | "em" | "cite" | "dfn" | "var" => said.emphasis = said.emphasis.or(Some(true)),
            "sup" => said.raised = Some(Raised::Super),
            "sub" => said.raised = Some(Raised::Sub),
            _ => {}
        }
        let link = (tag.name == "a").then(|| tag.attribute("href").and_then(allowed_address));
        // An inline element says nothing about where its paragraph stands.
        (said.align, said.indent) = (None, None);
        self.open(Kind::Inline, &tag.name, &said)?;
        if let (Some(link), Some(element)) = (link, self.stack.last_mut())
            && element.name == "a"
        {
            element.format.link = link.map(Rc::from);
        }
        Ok(())
    }

    /// Puts an element on the stack. Deeper than any document is, elements are flattened.
    fn open(&mut self, kind: Kind, name: &str, said: &Said) -> Done {
        if self.stack.len() >= DEPTH && !kind.has_frame() {
            return Ok(());
        }
        let mut format = self.stack.last().map(|element| element.format.clone()).unwrap_or_default();
        if kind.has_frame() {
            format = Format::default();
        }
        format.strong = said.strong.unwrap_or(format.strong);
        format.emphasis = said.emphasis.unwrap_or(format.emphasis);
        match said.raised {
            Some(Raised::Super) => format.script = Script::Super,
            Some(Raised::Sub) => format.script = Script::Sub,
            Some(Raised::Baseline) => format.script = Script::None,
            None => {}
        }
        match kind {
            Kind::Item | Kind::Caption => self.frames.push(Frame::Flow(Vec::new(), None)),
            _ => {}
        }
        self.open_paragraphs += usize::from(kind == Kind::Paragraph);
        self.stack.push(Element {
            name: name.to_owned(),
            kind,
            format,
            align: said.align,
            indent: said.indent.unwrap_or(false),
            list_level: said.list_level,
            list_mark: said.list_mark,
        });
        Ok(())
    }

    fn start_list(&mut self, tag: &Tag<'_>, said: &Said) -> Done {
        self.flush()?;
        self.close_paragraph()?;
        let depth = self.stack.iter().filter(|element| element.kind == Kind::List).count();
        if depth >= LIST_DEPTH || self.stack.len() >= DEPTH {
            return self.open(Kind::Block, &tag.name, said);
        }
        if matches!(self.frames.last(), Some(Frame::Table { .. })) {
            self.ensure_flow()?;
        }
        let start = tag.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        self.frames.push(Frame::List { ordered: tag.name == "ol", start, items: Vec::new() });
        self.open(Kind::List, &tag.name, &Said::default())
    }

    fn start_item(&mut self, said: &Said) -> Done {
        self.flush()?;
        let list =
            self.stack.iter().rposition(|e| matches!(e.kind, Kind::List | Kind::Cell | Kind::Table | Kind::Caption));
        match list {
            Some(index) if self.stack[index].kind == Kind::List => {
                self.close_to(index + 1)?;
                self.open(Kind::Item, "li", &Said { align: None, indent: None, ..*said })
            }
            _ => self.open_block(Kind::Block, "li", said),
        }
    }

    fn start_of_table(&mut self, tag: &Tag<'_>, said: &Said) -> Done {
        let name = tag.name.as_str();
        self.flush()?;
        if name == "table" {
            self.close_paragraph()?;
            let depth = self.stack.iter().filter(|element| element.kind == Kind::Table).count();
            if depth >= TABLE_DEPTH || self.stack.len() >= DEPTH {
                return self.open(Kind::Block, name, said);
            }
            self.ensure_flow()?;
            self.frames.push(Frame::Table { caption: String::new(), rows: Vec::new() });
            return self.open(Kind::Table, name, &Said::default());
        }
        let Some(table) = self.stack.iter().rposition(|element| element.kind == Kind::Table) else {
            return self.open_block(Kind::Block, name, said);
        };
        match name {
            "caption" => {
                self.close_to(table + 1)?;
                self.open(Kind::Caption, name, &Said::default())
            }
            "thead" => {
                self.close_to(table + 1)?;
                self.open(Kind::Head, name, &Said::default())
            }
            "tbody" | "tfoot" => {
                self.close_to(table + 1)?;
                self.open(Kind::Section, name, &Said::default())
            }
            "tr" => self.open_row(),
            cell => {
                let header = cell == "th" || self.stack[table..].iter().any(|element| element.kind == Kind::Head);
                self.open_row_for_cell(table)?;
                let span = |name| tag.attribute(name).and_then(|span| span.trim().parse::<usize>().ok()).unwrap_or(1);
                self.open_cell(header, span("colspan"), span("rowspan"), said, cell)
            }
        }
    }

    fn open_row(&mut self) -> Done {
        let Some(table) = self.stack.iter().rposition(|element| element.kind == Kind::Table) else { return Ok(()) };
        let within = self.stack.get(table + 1).is_some_and(|e| matches!(e.kind, Kind::Head | Kind::Section));
        self.close_to(table + 1 + usize::from(within))?;
        if let Some(Frame::Table { rows, .. }) = self.frames.last_mut() {
            rows.push(Vec::new());
        }
        self.open(Kind::Row, "tr", &Said::default())
    }

    /// Makes the row of the nearest table the innermost element, beginning one where there is none.
    fn open_row_for_cell(&mut self, table: usize) -> Done {
        match self.stack[table..].iter().position(|element| element.kind == Kind::Row) {
            Some(row) => self.close_to(table + row + 1),
            None => self.open_row(),
        }
    }

    fn open_cell(&mut self, header: bool, colspan: usize, rowspan: usize, said: &Said, name: &str) -> Done {
        let cell = CellDraft { header, colspan, rowspan, align: said.align.unwrap_or_default(), blocks: Vec::new() };
        self.frames.push(Frame::Flow(Vec::new(), Some(cell)));
        let own = Said { strong: said.strong, emphasis: said.emphasis, ..Said::default() };
        self.open(Kind::Cell, name, &own)
    }

    fn image(&mut self, tag: &Tag<'_>) -> Done {
        let found = tag.attribute("src").and_then(|address| (self.find_picture)(address.trim()));
        let Some(file) = found else {
            self.dropped_pictures += 1;
            return Ok(());
        };
        self.flush()?;
        self.ensure_flow()?;
        self.count_block()?;
        self.push(Item::Block(picture(file, tag.attribute("alt").unwrap_or_default())));
        Ok(())
    }

    fn end(&mut self, name: &str) -> Done {
        if name == "br" {
            self.line_break();
            return Ok(());
        }
        let found = self.stack.iter().rposition(|element| element.name == name);
        let Some(index) = found else { return Ok(()) };
        let kind = self.stack[index].kind;
        let crosses = |other: Kind| match kind {
            Kind::Table => true,
            Kind::Cell | Kind::Row | Kind::Section | Kind::Head | Kind::Caption => other != Kind::Table,
            Kind::List => !matches!(other, Kind::Table | Kind::Cell | Kind::Caption),
            Kind::Item => !matches!(other, Kind::Table | Kind::Cell | Kind::Caption | Kind::List),
            _ => !other.has_frame(),
        };
        let above = &self.stack[index + 1..];
        if !above.iter().all(|element| crosses(element.kind)) {
            return Ok(());
        }
        if kind == Kind::Inline && above.iter().any(|element| element.kind != Kind::Inline) {
            self.end_around_blocks(index);
            return Ok(());
        }
        self.close_to(index)
    }

    /// `<b>甲<p>乙</b>丙</p>`: the mark ends and the paragraph within it goes on.
    fn end_around_blocks(&mut self, index: usize) {
        let ended = self.stack.remove(index);
        let outer = index.checked_sub(1).map(|below| self.stack[below].format.clone()).unwrap_or_default();
        for element in &mut self.stack[index..] {
            if ended.format.strong != outer.strong {
                element.format.strong = outer.strong;
            }
            if ended.format.emphasis != outer.emphasis {
                element.format.emphasis = outer.emphasis;
            }
            if ended.format.script != outer.script {
                element.format.script = outer.script;
            }
            if ended.format.link != outer.link {
                element.format.link.clone_from(&outer.link);
            }
        }
    }

    fn line_break(&mut self) {
        if let Some(writing) = &mut self.draft {
            writing.draft.push_break();
        }
    }

    /// Closes elements until so many are left open.
    fn close_to(&mut self, keep: usize) -> Done {
        while self.stack.len() > keep {
            self.pop()?;
        }
        Ok(())
    }

    fn pop(&mut self) -> Done {
        let Some(element) = self.stack.last() else { return Ok(()) };
        let kind = element.kind;
        if kind != Kind::Inline {
            self.flush()?;
        }
        self.stack.pop();
        self.open_paragraphs -= usize::from(kind == Kind::Paragraph);
        match kind {
            Kind::Item => self.end_item(),
            Kind::List => self.end_list()?,
            Kind::Cell => self.end_cell()?,
            Kind::Caption => self.end_caption(),
            Kind::Table => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn end_item(&mut self) {
        let Some(Frame::Flow(content, _)) = self.frames.pop() else { return };
        let blocks = nest(content);
        if let (Some(Frame::List { items, .. }), false) = (self.frames.last_mut(), blocks.is_empty()) {
            items.push(list_item(blocks));
        }
    }

    fn end_list(&mut self) -> Done {
        let Some(Frame::List { ordered, start, items }) = self.frames.pop() else { return Ok(()) };
        if items.is_empty() {
            return Ok(());
        }
        self.count_block()?;
        // A list of ours begins at one, so another beginning is kept as typed numbers.
        if ordered && start != 1 {
            for (number, item) in (start..).zip(items) {
                for (index, block) in item.blocks.into_iter().enumerate() {
                    self.push(Item::Block(if index == 0 { numbered(number, block) } else { block }));
                }
            }
            return Ok(());
        }
        let list = Block::List { ordered, items };
        match self.frames.last_mut() {
            // A list directly within a list belongs to the item before it.
            Some(Frame::List { items, .. }) => match items.last_mut() {
                Some(item) => item.blocks.push(list),
                None => items.push(ListItem { blocks: vec![list] }),
            },
            _ => self.push(Item::Block(list)),
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Done {
        let Some(Frame::Flow(content, Some(mut cell))) = self.frames.pop() else { return Ok(()) };
        cell.blocks = nest(content);
        self.count_block()?;
        if let Some(Frame::Table { rows, .. }) = self.frames.last_mut()
            && let Some(row) = rows.last_mut()
        {
            row.push(cell);
        }
        Ok(())
    }

    fn end_caption(&mut self) {
        let Some(Frame::Flow(content, _)) = self.frames.pop() else { return };
        let text = Body { blocks: nest(content) }.plain_text();
        if let Some(Frame::Table { caption, .. }) = self.frames.last_mut() {
            caption.push_str(&text);
        }
    }

    fn end_table(&mut self) -> Done {
        let Some(Frame::Table { caption, rows }) = self.frames.pop() else { return Ok(()) };
        if let Some(block) = table(&caption, rows, self.limits)? {
            self.push(Item::Block(block));
        } else if !caption.trim().is_empty() {
            // A table of no cells loses its grid, never its words.
            let mut draft = Draft::default();
            draft.push_text(&caption, &Format::default());
            for made in draft.finish(false) {
                self.push(Item::Block(paragraph(Align::Start, true, made.inlines)));
            }
        }
        Ok(())
    }
}

fn numbered(number: u32, block: Block) -> Block {
    match block {
        Block::Paragraph { align, indent, inlines } => {
            Block::Paragraph { align, indent, inlines: labelled(&format!("{number}. "), inlines) }
        }
        other => other,
    }
}

/// Headings have the levels 2 to 4, the title of the document being the first. Where a source begins at level one, all
/// of its levels move by one.
fn settle_headings(blocks: &mut [Block], moved: bool) {
    for block in blocks {
        match block {
            Block::Heading { level, .. } => *level = (*level + u8::from(moved)).clamp(2, 4),
            Block::List { items, .. } => items.iter_mut().for_each(|item| settle_headings(&mut item.blocks, moved)),
            Block::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| settle_headings(&mut cell.blocks, moved));
            }
            Block::Paragraph { .. } | Block::Image { .. } => {}
        }
    }
}

/// Elements that are dropped with all they hold.
fn is_dropped(name: &str) -> bool {
    is_raw(name)
        || matches!(
            name,
            "head"
                | "meta"
                | "link"
                | "base"
                | "template"
                | "object"
                | "embed"
                | "applet"
                | "param"
                | "svg"
                | "math"
                | "canvas"
                | "audio"
                | "video"
                | "source"
                | "track"
                | "select"
                | "button"
                | "input"
                | "datalist"
                | "output"
                | "progress"
                | "meter"
                | "map"
                | "area"
                | "dialog"
                | "frameset"
                | "frame"
                | "xml"
                | "del"
                | "rp"
        )
        || (name.contains(':') && !matches!(name.split(':').next(), Some("o" | "st1" | "w" | "u1")))
}

/// Elements whose content the tokens have already left out.
fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript")
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
            | "colgroup"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "article"
            | "address"
            | "blockquote"
            | "dl"
            | "dt"
            | "dd"
            | "fieldset"
            | "form"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "figure"
            | "figcaption"
            | "hgroup"
            | "details"
            | "summary"
            | "legend"
            | "search"
    )
}
