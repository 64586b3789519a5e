//! A Word text as a body: the same flow builder that pasted HTML uses, driven by WordprocessingML.

use super::notes::notes_of;
use super::numbering::{Label, Numbering};
use super::styles::{Said, Styles};
use crate::intake::flow::{CellDraft, Draft, Format, Item, Listed, Script, labelled, nest, paragraph, picture, table};
use crate::intake::html::allowed_address;
use crate::intake::limits::Limits;
use crate::intake::package::{Package, Relation};
use crate::intake::refused::IntakeRefused;
use crate::intake::xml::{Node, Open, walk};
use affairs::ContentHash;
use affairs::document::Body;
use affairs::document::body::{Align, Block, Inline};
use std::collections::HashMap;
use std::rc::Rc;

/// Tables within tables are kept so far; deeper ones give their text to the cell.
const TABLE_DEPTH: usize = 4;

/// A body, and the pictures that could not come with it.
pub(super) struct Converted {
    pub body: Body,
    pub dropped_pictures: usize,
    /// Whether changes are tracked in it.
    pub revised: bool,
}

/// Which of two texts a file with tracked changes is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Revisions {
    /// As if all changes were accepted.
    #[default]
    Accepted,
    /// As it stood before the changes.
    Rejected,
}

/// Reads the main part as a body.
pub(super) fn body_of(
    package: &mut Package<'_>,
    main: &str,
    related: &[Relation],
    pictures: &HashMap<String, Option<ContentHash>>,
    revisions: Revisions,
    limits: &Limits,
) -> Result<Converted, IntakeRefused> {
    let target =
        |kind: &str| related.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str());
    let links = related.iter().filter(|relation| relation.kind == "hyperlink" && relation.external);
    let mut converter = Converter {
        limits,
        styles: Styles::read(package, target("styles"))?,
        numbering: Numbering::read(package, target("numbering"))?,
        footnotes: notes_of(package, target("footnotes"))?,
        endnotes: notes_of(package, target("endnotes"))?,
        links: links.map(|relation| (relation.id.clone(), relation.target.clone())).collect(),
        pictures,
        frames: vec![Frame::Flow(Vec::new())],
        writing: Vec::new(),
        run: Run::default(),
        skipped: None,
        fields: Vec::new(),
        link: Vec::new(),
        noted: Vec::new(),
        blocks: 0,
        dropped_pictures: 0,
        description: String::new(),
        revisions,
        revised: false,
    };
    let sort = package.sort();
    walk(package.part(main)?, sort, &mut |node| converter.node(&node).map(|()| true))?;
    converter.finish()
}

struct Converter<'convert> {
    limits: &'convert Limits,
    styles: Styles,
    numbering: Numbering,
    footnotes: HashMap<String, String>,
    endnotes: HashMap<String, String>,
    links: HashMap<String, String>,
    pictures: &'convert HashMap<String, Option<ContentHash>>,
    frames: Vec<Frame>,
    /// Paragraphs being written; a text box nests one within another.
    writing: Vec<Writing>,
    run: Run,
    /// The element that is being passed over, and how deep the walk is within it.
    skipped: Option<usize>,
    fields: Vec<Field>,
    /// The addresses of the links that are open; `None` for one that may not be kept.
    link: Vec<Option<Rc<str>>>,
    /// The notes in the order of their marks.
    noted: Vec<String>,
    blocks: usize,
    dropped_pictures: usize,
    /// What the open drawing says it shows.
    description: String,
    revisions: Revisions,
    revised: bool,
}

enum Frame {
    Flow(Vec<Item>),
    Table { rows: Vec<Vec<MergedCell>>, header: bool, before: usize },
    Cell { cell: MergedCell, items: Vec<Item> },
}

/// A cell with Word's way of merging downwards.
#[derive(Default)]
struct MergedCell {
    draft: CellDraft,
    merge: Merge,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Merge {
    #[default]
    None,
    Begins,
    Continues,
}

#[derive(Default)]
struct Writing {
    draft: Draft,
    style: Option<String>,
    said: Said,
    in_properties: bool,
    /// Blocks that stand behind the paragraph they are anchored in: text boxes.
    behind: Vec<Item>,
}

#[derive(Default)]
struct Run {
    format: Format,
    hidden: bool,
    in_text: bool,
    in_properties: bool,
}

/// A field: its code comes first, then its result.
struct Field {
    code: String,
    in_code: bool,
    opened_link: bool,
}

type Done = Result<(), IntakeRefused>;

impl Converter<'_> {
    fn node(&mut self, node: &Node<'_>) -> Done {
        if let Some(depth) = &mut self.skipped {
            match node {
                Node::Open(_) => *depth += 1,
                Node::Close(_) => *depth -= 1,
                Node::Text(_) => {}
            }
            if *depth == 0 {
                self.skipped = None;
            }
            return Ok(());
        }
        match node {
            Node::Open(open) => self.open(open),
            Node::Close(name) => self.close(name),
            Node::Text(text) => {
                self.text(text);
                Ok(())
            }
        }
    }

    fn text(&mut self, text: &str) {
        match self.fields.last_mut() {
            Some(field) if field.in_code => field.code.push_str(text),
            _ if self.run.in_text && !self.run.hidden => {
                let mut format = self.run.format.clone();
                format.link = self.link.last().cloned().flatten();
                if let Some(writing) = self.writing.last_mut() {
                    writing.draft.push_text(text, &format);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, open: &Open<'_>) -> Done {
        let name = open.name();
        match name {
            "ins" | "moveTo" | "del" | "moveFrom" => {
                self.revision(name);
                Ok(())
            }
            // The second copy of a drawing for old programs, among others.
            "Fallback" | "sectPr" | "tblGrid" | "sdtPr" | "rubyPr" | "rt" => {
                self.skipped = Some(1);
                Ok(())
            }
            "p" => {
                self.writing.push(Writing::default());
                Ok(())
            }
            "pPr" => {
                self.writing.last_mut().into_iter().for_each(|writing| writing.in_properties = true);
                Ok(())
            }
            "r" => {
                self.run = Run::default();
                Ok(())
            }
            "rPr" => {
                self.run.in_properties = true;
                Ok(())
            }
            "txbxContent" => {
                self.frames.push(Frame::Flow(Vec::new()));
                Ok(())
            }
            "tbl" | "tr" | "tc" | "tcPr" | "gridSpan" | "vMerge" | "hMerge" | "tblHeader" | "gridBefore" => {
                self.open_table(open)
            }
            _ if self.run.in_properties => {
                self.run_property(open);
                Ok(())
            }
            _ if self.writing.last().is_some_and(|writing| writing.in_properties) => {
                self.paragraph_property(open);
                Ok(())
            }
            _ => self.open_content(open),
        }
    }

    /// Passes over what the wanted text does not hold.
    fn revision(&mut self, name: &str) {
        self.revised = true;
        let comes_in = matches!(name, "ins" | "moveTo");
        if comes_in != (self.revisions == Revisions::Accepted) {
            self.skipped = Some(1);
        }
    }

    fn paragraph_property(&mut self, open: &Open<'_>) {
        if let Some(writing) = self.writing.last_mut() {
            match open.name() {
                "pStyle" => writing.style = open.attribute("val"),
                _ => writing.said.note(open),
            }
        }
    }

    fn run_property(&mut self, open: &Open<'_>) {
        let yes = open.switch("val").unwrap_or(true);
        match open.name() {
            "b" => self.run.format.strong = yes,
            "i" => self.run.format.emphasis = yes,
            "vanish" | "webHidden" => self.run.hidden = yes,
            "vertAlign" => {
                self.run.format.script = match open.attribute("val").unwrap_or_default().as_str() {
                    "superscript" => Script::Super,
                    "subscript" => Script::Sub,
                    _ => Script::None,
                }
            }
            _ => {}
        }
    }

    fn open_content(&mut self, open: &Open<'_>) -> Done {
        match open.name() {
            "t" | "delText" => self.run.in_text = true,
            "tab" | "ptab" => self.plain(" "),
            "br" if open.attribute("type").as_deref() == Some("page") => self.end_paragraph_here()?,
            "br" | "cr" => {
                if let Some(writing) = self.writing.last_mut() {
                    writing.draft.push_break();
                }
            }
            "noBreakHyphen" => self.plain("-"),
            "hyperlink" => {
                let address = open.attribute("id").and_then(|id| self.links.get(&id).cloned());
                self.link.push(address.and_then(|address| allowed_address(&address)).map(Rc::from));
            }
            "fldChar" => self.field(&open.attribute("fldCharType").unwrap_or_default()),
            "instrText" => {}
            "footnoteReference" => self.note(open, false),
            "endnoteReference" => self.note(open, true),
            "docPr" => self.description = open.attribute("descr").unwrap_or_default(),
            "blip" => self.image(open.attribute("embed"))?,
            "imagedata" => self.image(open.attribute("id"))?,
            _ => {}
        }
        Ok(())
    }

    fn plain(&mut self, text: &str) {
        if let (Some(writing), false) = (self.writing.last_mut(), self.run.hidden) {
            writing.draft.push_text(text, &self.run.format);
        }
    }

    /// Fields come as begin, code, separate, result, end; only that of a link says anything.
    fn field(&mut self, kind: &str) {
        match kind {
            "begin" if self.fields.len() < 50 => {
                self.fields.push(Field { code: String::new(), in_code: true, opened_link: false })
            }
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_code = false;
                    let code = field.code.trim();
                    if code.to_ascii_uppercase().starts_with("HYPERLINK") {
                        let address = code.split('"').nth(1).and_then(allowed_address);
                        self.link.push(address.map(Rc::from));
                        field.opened_link = true;
                    }
                }
            }
            "end" if self.fields.pop().is_some_and(|field| field.opened_link) => {
                self.link.pop();
            }
            _ => {}
        }
    }

    /// A note is marked [1] where it stands and written out at the end.
    fn note(&mut self, open: &Open<'_>, at_end: bool) {
        let notes = if at_end { &self.endnotes } else { &self.footnotes };
        let text = open.attribute("id").and_then(|id| notes.get(&id).cloned());
        if let (Some(text), Some(writing)) = (text, self.writing.last_mut()) {
            self.noted.push(text);
            let format = Format { script: Script::Super, ..Format::default() };
            writing.draft.push_text(&format!("[{}]", self.noted.len()), &format);
        }
    }

    fn image(&mut self, relation: Option<String>) -> Done {
        let found = relation.and_then(|id| self.pictures.get(&id).cloned());
        let Some(file) = found.flatten() else {
            self.dropped_pictures += 1;
            return Ok(());
        };
        self.end_paragraph_here()?;
        self.count_block()?;
        let block = picture(file, &std::mem::take(&mut self.description));
        self.push(Item::Block(block));
        Ok(())
    }

    /// Ends the paragraph at this place and goes on with another of the same form.
    fn end_paragraph_here(&mut self) -> Done {
        let Some(writing) = self.writing.last_mut() else { return Ok(()) };
        let rest = Writing { style: writing.style.clone(), said: writing.said.clone(), ..Writing::default() };
        let ended = std::mem::replace(writing, rest);
        let was_empty = ended.draft.is_blank();
        self.settle(ended)?;
        // The number of a list stands before the first part alone.
        if let (Some(writing), false) = (self.writing.last_mut(), was_empty) {
            writing.said.list = Some("0".to_owned());
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Done {
        match name {
            "t" | "delText" => self.run.in_text = false,
            "rPr" => self.run.in_properties = false,
            "pPr" => self.writing.last_mut().into_iter().for_each(|writing| writing.in_properties = false),
            "r" => self.run = Run::default(),
            "hyperlink" => {
                self.link.pop();
            }
            "p" => {
                if let Some(writing) = self.writing.pop() {
                    self.settle(writing)?;
                }
            }
            "txbxContent" => self.close_text_box(),
            "tc" | "tbl" => self.close_table(name)?,
            _ => {}
        }
        Ok(())
    }

    fn close_text_box(&mut self) {
        let Some(Frame::Flow(items)) = self.frames.pop_if(|frame| matches!(frame, Frame::Flow(_))) else { return };
        if self.frames.is_empty() {
            self.frames.push(Frame::Flow(items));
        } else if let Some(writing) = self.writing.last_mut() {
            writing.behind.extend(items);
        }
    }

    /// Turns a finished paragraph into blocks.
    fn settle(&mut self, writing: Writing) -> Done {
        let Writing { draft, style, said, behind, .. } = writing;
        if self.styles.is_contents(style.as_deref()) {
            return Ok(());
        }
        let said = said.over(&self.styles.said(style.as_deref()));
        let outline = said.outline.filter(|level| *level < 9).map(|level| level + 1);
        let heading = self.styles.heading(style.as_deref()).or(outline);
        let is_blank = draft.is_blank();
        let mut label = if is_blank { None } else { self.label(&said) };
        for made in draft.finish(heading.is_some()) {
            self.count_block()?;
            let item = match (label.take(), heading) {
                (Some(label), None) if !matches!(label, Label::Printed(_)) => {
                    let number = if let Label::Number(number) = label { Some(number) } else { None };
                    let level = said.list_level.unwrap_or(0);
                    Item::Listed(Listed { level, ordered: number.is_some(), number, inlines: made.inlines })
                }
                (label, heading) => {
                    let inlines = match label {
                        Some(Label::Printed(printed)) => labelled(&spaced(&printed), made.inlines),
                        Some(Label::Number(number)) => labelled(&format!("{number}. "), made.inlines),
                        _ => made.inlines,
                    };
                    Item::Block(block(heading, &said, made.typed_indent, inlines))
                }
            };
            self.push(item);
        }
        behind.into_iter().for_each(|item| self.push(item));
        Ok(())
    }

    fn label(&mut self, said: &Said) -> Option<Label> {
        let list = said.list.as_deref().filter(|list| *list != "0")?;
        self.numbering.next(list, said.list_level.unwrap_or(0))
    }

    fn push(&mut self, item: Item) {
        let frame = self.frames.iter_mut().rev().find(|frame| !matches!(frame, Frame::Table { .. }));
        if let Some(Frame::Flow(items) | Frame::Cell { items, .. }) = frame {
            items.push(item);
        }
    }

    fn count_block(&mut self) -> Done {
        self.blocks += 1;
        if self.blocks > self.limits.blocks { Err(IntakeRefused::TooMuchToRead) } else { Ok(()) }
    }

    fn open_table(&mut self, open: &Open<'_>) -> Done {
        let depth = self.frames.iter().filter(|frame| matches!(frame, Frame::Table { .. })).count();
        match (open.name(), self.frames.last_mut()) {
            ("tbl", _) => {
                if depth >= TABLE_DEPTH {
                    return Err(IntakeRefused::TooDeep);
                }
                self.frames.push(Frame::Table { rows: Vec::new(), header: false, before: 0 });
            }
            ("tr", Some(Frame::Table { rows, header, before })) => {
                (*header, *before) = (false, 0);
                rows.push(Vec::new());
                self.count_block()?;
            }
            ("tblHeader", Some(Frame::Table { header, .. })) => *header = open.switch("val").unwrap_or(true),
            ("gridBefore", Some(Frame::Table { rows, .. })) => {
                let colspan = open.number("val").unwrap_or(0);
                if let (Some(row), true) = (rows.last_mut(), colspan > 0) {
                    row.push(MergedCell {
                        draft: CellDraft { colspan, rowspan: 1, ..CellDraft::default() },
                        merge: Merge::None,
                    });
                }
            }
            ("tc", Some(Frame::Table { header, .. })) => {
                let draft = CellDraft { header: *header, colspan: 1, rowspan: 1, ..CellDraft::default() };
                self.frames.push(Frame::Cell { cell: MergedCell { draft, merge: Merge::None }, items: Vec::new() });
                self.count_block()?;
            }
            ("gridSpan", Some(Frame::Cell { cell, .. })) => cell.draft.colspan = open.number("val").unwrap_or(1),
            ("vMerge", Some(Frame::Cell { cell, .. })) => {
                let begins = open.attribute("val").as_deref() == Some("restart");
                cell.merge = if begins { Merge::Begins } else { Merge::Continues };
            }
            _ => {}
        }
        Ok(())
    }

    fn close_table(&mut self, name: &str) -> Done {
        if name == "tc" {
            let Some(Frame::Cell { mut cell, items }) = self.frames.pop_if(|frame| matches!(frame, Frame::Cell { .. }))
            else {
                return Ok(());
            };
            cell.draft.blocks = nest(items);
            if let Some(Frame::Table { rows, .. }) = self.frames.last_mut()
                && let Some(row) = rows.last_mut()
            {
                row.push(cell);
            }
            return Ok(());
        }
        let Some(Frame::Table { rows, .. }) = self.frames.pop_if(|frame| matches!(frame, Frame::Table { .. })) else {
            return Ok(());
        };
        let block = table("", merged(rows), self.limits)?;
        if let Some(block) = block {
            self.push(Item::Block(block));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Converted, IntakeRefused> {
        for (number, note) in (1..).zip(std::mem::take(&mut self.noted)) {
            let mut draft = Draft::default();
            draft.push_text(&format!("[{number}] {note}"), &Format::default());
            for made in draft.finish(false) {
                self.count_block()?;
                self.push(Item::Block(paragraph(Align::Start, false, made.inlines)));
            }
        }
        let blocks = match self.frames.into_iter().next() {
            Some(Frame::Flow(items)) => nest(items),
            _ => Vec::new(),
        };
        Ok(Converted { body: Body { blocks }, dropped_pictures: self.dropped_pictures, revised: self.revised })
    }
}

/// A heading one level below Word's, since the document's title is the first; a title is of the second too.
fn block(heading: Option<u8>, said: &Said, typed_indent: bool, inlines: Vec<Inline>) -> Block {
    match heading {
        Some(level) => Block::Heading { level: (level + 1).clamp(2, 4), inlines },
        None => paragraph(said.align.unwrap_or_default(), said.indent.unwrap_or(false) || typed_indent, inlines),
    }
}

/// A printed label; one that ends in a letter or a figure is parted from the text.
fn spaced(label: &str) -> String {
    let closed = label.chars().last().is_some_and(|last| "、，。．：）】〕)".contains(last));
    if closed { label.to_owned() } else { format!("{label} ") }
}

/// Word's downward merges as spans: a cell that begins one reaches over those below it that continue it.
fn merged(rows: Vec<Vec<MergedCell>>) -> Vec<Vec<CellDraft>> {
    let mut out: Vec<Vec<CellDraft>> = Vec::with_capacity(rows.len());
    // For each grid column the cell (row, place) that a continuing cell below would belong to.
    let mut open: HashMap<usize, (usize, usize)> = HashMap::new();
    for (index, row) in rows.into_iter().enumerate() {
        let mut column = 0;
        let mut kept: Vec<CellDraft> = Vec::new();
        for cell in row {
            let begins_at = column;
            column += cell.draft.colspan.clamp(1, 1_000);
            let above = open.get(&begins_at).copied().filter(|_| cell.merge == Merge::Continues);
            if let Some((row, place)) = above
                && let Some(upper) = out.get_mut(row).and_then(|row: &mut Vec<CellDraft>| row.get_mut(place))
            {
                upper.rowspan = index - row + 1;
                continue;
            }
            match cell.merge {
                Merge::None => open.remove(&begins_at),
                Merge::Begins | Merge::Continues => open.insert(begins_at, (index, kept.len())),
            };
            kept.push(cell.draft);
        }
        out.push(kept);
    }
    out
}
