//! Every text of a Word part with its place.

use crate::intake::package::Package;
use crate::intake::pieces::Pieces;
use crate::intake::refused::IntakeRefused;
use crate::intake::xml::{Node, Open, walk};
use affairs::screening::Prominence;

/// Which part is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    Header,
    Footer,
    Notes,
    Comments,
}

/// Reads a part.
pub(super) fn read_part(
    package: &mut Package<'_>,
    name: &str,
    part: Part,
    pieces: &mut Pieces,
) -> Result<(), IntakeRefused> {
    if part == Part::Comments {
        pieces.conceals("批注");
    }
    let sort = package.sort();
    let mut reader = Reader {
        part,
        pieces,
        writing: Vec::new(),
        tables: Vec::new(),
        table_count: 0,
        paragraph_count: 0,
        in_text: false,
        in_properties: 0,
        in_fallback: 0,
        field_code: None,
    };
    walk(package.part(name)?, sort, &mut |node| reader.node(&node).map(|()| true))
}

struct Reader<'pieces> {
    part: Part,
    pieces: &'pieces mut Pieces,
    /// Paragraphs being written: a text box nests one within another.
    writing: Vec<String>,
    tables: Vec<TablePlace>,
    table_count: usize,
    paragraph_count: usize,
    in_text: bool,
    in_properties: usize,
    in_fallback: usize,
    field_code: Option<String>,
}

struct TablePlace {
    number: usize,
    row: usize,
    column: usize,
    /// The text of the open cell, a paragraph a line.
    cell: Option<String>,
}

type Done = Result<(), IntakeRefused>;

impl Reader<'_> {
    fn node(&mut self, node: &Node<'_>) -> Done {
        match node {
            Node::Open(open) => self.open(open),
            Node::Close(name) => self.close(name),
            Node::Text(text) => {
                if let Some(code) = &mut self.field_code {
                    code.push_str(text);
                } else if self.in_text {
                    self.write(text);
                }
                Ok(())
            }
        }
    }

    fn write(&mut self, text: &str) {
        match self.writing.last_mut() {
            Some(paragraph) => paragraph.push_str(text),
            None => self.writing.push(text.to_owned()),
        }
    }

    fn open(&mut self, open: &Open<'_>) -> Done {
        match open.name() {
            "p" => self.writing.push(String::new()),
            "pPr" | "rPr" | "sectPr" | "tblPr" => self.in_properties += 1,
            // The same drawing again, for programs of before 2010.
            "Fallback" => self.in_fallback += 1,
            "vanish" | "webHidden" if open.switch("val") != Some(false) => self.pieces.conceals("隐藏的文字"),
            "ins" | "del" | "moveFrom" | "moveTo" => self.pieces.conceals("修订痕迹"),
            _ if self.in_properties > 0 => {}
            "t" | "delText" => self.in_text = true,
            "instrText" | "delInstrText" => self.field_code = Some(String::new()),
            "fldSimple" => {
                let code = open.attribute("instr").unwrap_or_default();
                self.push_field(code)?;
            }
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" | "softHyphen" => self.write("-"),
            "sym" => self.write(symbol(open)),
            "docPr" | "cNvPr" => {
                for name in ["descr", "title"] {
                    if let Some(text) = open.attribute(name) {
                        self.pieces.push(self.place("图片说明"), text, Prominence::Line)?;
                    }
                }
            }
            "textpath" => {
                if let Some(text) = open.attribute("string") {
                    // Old watermarks and word art keep their words in an attribute.
                    self.pieces.push(self.place("艺术字"), text, Prominence::Line)?;
                }
            }
            "tbl" => {
                self.table_count += 1;
                self.tables.push(TablePlace { number: self.table_count, row: 0, column: 0, cell: None });
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    (table.row, table.column) = (table.row + 1, 0);
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.column += 1;
                    table.cell = Some(String::new());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Done {
        match name {
            "pPr" | "rPr" | "sectPr" | "tblPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "Fallback" => self.in_fallback = self.in_fallback.saturating_sub(1),
            "t" | "delText" => self.in_text = false,
            "instrText" | "delInstrText" => {
                let code = self.field_code.take().unwrap_or_default();
                self.push_field(code)?;
            }
            "p" => self.end_paragraph()?,
            "tc" => {
                let cell = self.tables.last_mut().and_then(|table| table.cell.take());
                if let Some(text) = cell {
                    self.pieces.push(self.place(""), text, self.prominence())?;
                }
            }
            "tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Done {
        let Some(text) = self.writing.pop() else { return Ok(()) };
        self.paragraph_count += usize::from(self.tables.is_empty() && !text.trim().is_empty());
        // Within a text box the paragraph is the box's own, not the cell's.
        let in_box = !self.writing.is_empty();
        if let (false, Some(cell)) = (in_box, self.tables.last_mut().and_then(|table| table.cell.as_mut())) {
            if !cell.is_empty() {
                cell.push('\n');
            }
            cell.push_str(&text);
            return Ok(());
        }
        let known = self.in_fallback > 0 && self.pieces.list.iter().rev().take(50).any(|piece| piece.text == text);
        if known {
            return Ok(());
        }
        let place = self.place(if in_box { "文本框" } else { "" });
        self.pieces.push(place, text, self.prominence())
    }

    /// The code of a field: page numbers and the like say nothing, addresses do.
    fn push_field(&mut self, code: String) -> Done {
        let telling = code.contains('@') || code.bytes().filter(u8::is_ascii_digit).count() >= 7 || code.contains('"');
        if telling { self.pieces.push(self.place("域代码"), code, Prominence::Running) } else { Ok(()) }
    }

    fn prominence(&self) -> Prominence {
        match self.part {
            Part::Header => Prominence::Header,
            Part::Footer => Prominence::Footer,
            _ if !self.tables.is_empty() => Prominence::Cell,
            _ => Prominence::Line,
        }
    }

    fn place(&self, within: &str) -> String {
        let whole = match self.part {
            Part::Text => "",
            Part::Header => "页眉",
            Part::Footer => "页脚",
            Part::Notes => "脚注",
            Part::Comments => "批注",
        };
        let at = match self.tables.last() {
            Some(TablePlace { number, row, column, .. }) => format!("表格{number}第{row}行第{column}格"),
            None if self.part == Part::Text => format!("第{}段", self.paragraph_count.max(1)),
            None => String::new(),
        };
        format!("{whole}{at}{within}")
    }
}

/// The symbols of Word's symbol fonts that matter to reading: stars.
fn symbol(open: &Open<'_>) -> &'static str {
    let font = open.attribute("font").unwrap_or_default().to_ascii_lowercase();
    let code = open.attribute("char").unwrap_or_default().to_ascii_lowercase();
    match (font.as_str(), code.trim_start_matches('f').trim_start_matches('0')) {
        ("wingdings", "ab" | "b6" | "af") => "★",
        _ => "□",
    }
}
