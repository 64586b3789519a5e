//! A workbook: its sheets, its shared strings, its formats, and its rows as a stream.

use super::value::{Shown, dated, plain_number};
use super::{CellText, OnRow, SheetRow};
use crate::intake::package::{Package, relations};
use crate::intake::refused::IntakeRefused;
use crate::intake::xml::{Node, Open, walk};
use std::collections::HashMap;

/// Bytes of all shared strings together.
const STRINGS_LIMIT: usize = 24 * 1024 * 1024;
/// Columns of the format itself.
const LAST_COLUMN: usize = 16_384;

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub part: String,
}

/// What of a workbook is needed to read its rows.
#[derive(Debug, Default)]
pub(crate) struct Workbook {
    pub sheets: Vec<Sheet>,
    /// Parts that have been read for this.
    pub parts: Vec<String>,
    /// Texts of defined names, which may hold values of their own.
    pub names: Vec<String>,
    strings: Strings,
    /// By the index of a cell's style.
    shown: Vec<Shown>,
    from_1904: bool,
}

/// All shared strings in one text.
#[derive(Debug, Default)]
struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).copied().unwrap_or(0) as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0) as usize;
        self.text.get(start..end).unwrap_or("")
    }
}

impl Workbook {
    pub fn read(package: &mut Package<'_>, main: &str) -> Result<Self, IntakeRefused> {
        let related = relations(package, main)?;
        let mut workbook = Self { parts: vec![main.to_owned()], ..Self::default() };
        let sort = package.sort();
        let mut in_name = false;
        let mut listed: Vec<(String, bool, String)> = Vec::new();
        walk(package.part(main)?, sort, &mut |node| {
            match node {
                Node::Open(open) => match open.name() {
                    "sheet" => {
                        let hidden = open.attribute("state").is_some_and(|state| state != "visible");
                        let value = |name| open.attribute(name).unwrap_or_default();
                        listed.push((value("name"), hidden, value("id")));
                    }
                    "workbookPr" => workbook.from_1904 = open.switch("date1904") == Some(true),
                    "definedName" => {
                        in_name = true;
                        workbook.names.push(String::new());
                    }
                    _ => {}
                },
                Node::Text(text) if in_name => {
                    workbook.names.last_mut().into_iter().for_each(|name| name.push_str(text))
                }
                Node::Close("definedName") => in_name = false,
                _ => {}
            }
            Ok(listed.len() < 10_000 && workbook.names.len() < 100_000)
        })?;
        for (name, hidden, id) in listed {
            let found = related.iter().find(|relation| relation.id == id && relation.kind == "worksheet");
            if let Some(relation) = found.filter(|relation| package.has(&relation.target)) {
                workbook.sheets.push(Sheet { name, hidden, part: relation.target.clone() });
            }
        }
        for relation in &related {
            if !package.has(&relation.target) {
                continue;
            }
            match relation.kind.as_str() {
                "sharedStrings" => workbook.read_strings(package, &relation.target)?,
                "styles" => workbook.read_formats(package, &relation.target)?,
                _ => continue,
            }
            workbook.parts.push(relation.target.clone());
        }
        Ok(workbook)
    }

    pub fn first_visible(&self) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| !sheet.hidden)
    }

    fn read_strings(&mut self, package: &mut Package<'_>, part: &str) -> Result<(), IntakeRefused> {
        let sort = package.sort();
        let strings = &mut self.strings;
        let (mut in_text, mut in_reading_aid) = (false, false);
        walk(package.part(part)?, sort, &mut |node| {
            match node {
                Node::Open(open) => match open.name() {
                    "t" => in_text = true,
                    "rPh" => in_reading_aid = true,
                    _ => {}
                },
                Node::Text(text) if in_text && !in_reading_aid => strings.text.push_str(text),
                Node::Text(_) => {}
                Node::Close("t") => in_text = false,
                Node::Close("rPh") => in_reading_aid = false,
                Node::Close("si") => strings.ends.push(u32::try_from(strings.text.len()).unwrap_or(u32::MAX)),
                Node::Close(_) => {}
            }
            if strings.text.len() + strings.ends.len() * 4 > STRINGS_LIMIT {
                Err(IntakeRefused::TooMuchToRead)
            } else {
                Ok(true)
            }
        })
    }

    fn read_formats(&mut self, package: &mut Package<'_>, part: &str) -> Result<(), IntakeRefused> {
        let sort = package.sort();
        let mut codes: HashMap<u32, String> = HashMap::new();
        let mut in_cells = false;
        let shown = &mut self.shown;
        walk(package.part(part)?, sort, &mut |node| {
            match node {
                Node::Open(open) => match open.name() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (open.number("numFmtId"), open.attribute("formatCode")) {
                            codes.insert(id, code);
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = open.number("numFmtId").unwrap_or(0);
                        shown.push(Shown::of_format(id, codes.get(&id).map(String::as_str)));
                    }
                    _ => {}
                },
                Node::Close("cellXfs") => in_cells = false,
                _ => {}
            }
            Ok(shown.len() < 100_000 && codes.len() < 100_000)
        })
    }

    /// Shows each row that holds anything to `on`.
    pub fn each_row(
        &self,
        package: &mut Package<'_>,
        part: &str,
        columns: Option<usize>,
        on: OnRow<'_>,
    ) -> Result<(), IntakeRefused> {
        self.each_row_and_more(package, part, columns, on, &mut |_| Ok(()))
    }

    /// The same, with all that stands on a sheet beside its rows shown to `beside`.
    pub fn each_row_and_more(
        &self,
        package: &mut Package<'_>,
        part: &str,
        columns: Option<usize>,
        on: OnRow<'_>,
        beside: &mut dyn FnMut(Beside) -> Result<(), IntakeRefused>,
    ) -> Result<(), IntakeRefused> {
        let sort = package.sort();
        let mut reader = RowReader {
            workbook: self,
            columns: columns.unwrap_or(LAST_COLUMN),
            strict: columns.is_some(),
            ..RowReader::new(self)
        };
        walk(package.part(part)?, sort, &mut |node| match node {
            Node::Open(open) => reader.open(&open, beside).map(|()| true),
            Node::Text(text) => {
                reader.text(text);
                Ok(true)
            }
            Node::Close(name) => reader.close(name, on, beside),
        })
    }
}

/// What stands on a sheet beside its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beside {
    HiddenColumns,
    /// The text of a header or footer with its codes.
    Header(String),
    Footer(String),
    /// The text of a formula, a validation or a condition.
    Formula(String),
}

struct RowReader<'book> {
    workbook: &'book Workbook,
    columns: usize,
    /// Whether one column too many is refused, or read on.
    strict: bool,
    row: SheetRow,
    column: usize,
    kind: String,
    style: usize,
    formula: bool,
    value: String,
    taking: Taking,
    within_cell: bool,
}

/// Whose text is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taking {
    Nothing,
    Value,
    Formula,
    Header,
    Footer,
}

impl<'book> RowReader<'book> {
    fn new(workbook: &'book Workbook) -> Self {
        Self {
            workbook,
            columns: LAST_COLUMN,
            strict: false,
            row: SheetRow::default(),
            column: 0,
            kind: String::new(),
            style: 0,
            formula: false,
            value: String::new(),
            taking: Taking::Nothing,
            within_cell: false,
        }
    }

    fn open(
        &mut self,
        open: &Open<'_>,
        beside: &mut dyn FnMut(Beside) -> Result<(), IntakeRefused>,
    ) -> Result<(), IntakeRefused> {
        match open.name() {
            "row" => {
                let number = open.number("r").unwrap_or(self.row.number.saturating_add(1));
                self.row = SheetRow { number, hidden: open.switch("hidden") == Some(true), cells: Vec::new() };
                self.column = 0;
            }
            "c" => {
                self.column = open.attribute("r").and_then(|place| column_of(&place)).unwrap_or(self.column);
                self.kind = open.attribute("t").unwrap_or_default();
                self.style = open.number("s").unwrap_or(0);
                self.formula = false;
                self.value.clear();
                self.within_cell = true;
            }
            "v" | "t" if self.within_cell => self.taking = Taking::Value,
            "f" => {
                self.formula |= self.within_cell;
                self.begin(Taking::Formula);
            }
            "formula1" | "formula2" | "formula" => self.begin(Taking::Formula),
            "col" if open.switch("hidden") == Some(true) => beside(Beside::HiddenColumns)?,
            "oddHeader" | "evenHeader" | "firstHeader" => self.begin(Taking::Header),
            "oddFooter" | "evenFooter" | "firstFooter" => self.begin(Taking::Footer),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, taking: Taking) {
        // A cell's formula comes before its value, so the two may share one buffer.
        self.value.clear();
        self.taking = taking;
    }

    fn text(&mut self, text: &str) {
        if self.taking != Taking::Nothing {
            self.value.push_str(text);
        }
    }

    fn close(
        &mut self,
        name: &str,
        on: OnRow<'_>,
        beside: &mut dyn FnMut(Beside) -> Result<(), IntakeRefused>,
    ) -> Result<bool, IntakeRefused> {
        match name {
            "v" | "t" => self.taking = Taking::Nothing,
            "f" | "formula1" | "formula2" | "formula" | "oddHeader" | "evenHeader" | "firstHeader" | "oddFooter"
            | "evenFooter" | "firstFooter" => {
                let text = std::mem::take(&mut self.value);
                match self.taking {
                    Taking::Formula => beside(Beside::Formula(text))?,
                    Taking::Header => beside(Beside::Header(text))?,
                    Taking::Footer => beside(Beside::Footer(text))?,
                    Taking::Nothing | Taking::Value => {}
                }
                self.taking = Taking::Nothing;
            }
            "c" => {
                self.within_cell = false;
                self.end_cell()?;
            }
            "row" if !self.row.cells.is_empty() => {
                let next = SheetRow { number: self.row.number, ..SheetRow::default() };
                return on(std::mem::replace(&mut self.row, next));
            }
            _ => {}
        }
        Ok(true)
    }

    fn end_cell(&mut self) -> Result<(), IntakeRefused> {
        let text = self.cell_text();
        let column = self.column;
        self.column += 1;
        if text.trim().is_empty() && !self.formula {
            return Ok(());
        }
        if column >= self.columns {
            return if self.strict { Err(IntakeRefused::TooManyColumns { limit: self.columns }) } else { Ok(()) };
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize_with(column + 1, CellText::default);
        }
        self.row.cells[column] = CellText { text, formula: self.formula };
        Ok(())
    }

    fn cell_text(&self) -> String {
        let raw = self.value.as_str();
        match self.kind.as_str() {
            "s" => raw.trim().parse().map(|index| self.workbook.strings.get(index).to_owned()).unwrap_or_default(),
            "b" => if raw.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "str" | "inlineStr" | "e" => raw.to_owned(),
            // A date written out (ISO 8601) keeps its day, and its time where it has one.
            "d" => raw.trim().trim_end_matches('Z').replacen("T00:00:00", "", 1).replacen('T', " ", 1),
            _ => {
                let shown = self.workbook.shown.get(self.style).copied().unwrap_or_default();
                let date = (shown != Shown::Number).then(|| dated(raw, shown, self.workbook.from_1904)).flatten();
                date.unwrap_or_else(|| plain_number(raw))
            }
        }
    }
}

/// The column of a place such as `AB12`, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number =
        letters.take(4).fold(0_usize, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1).filter(|column| *column < LAST_COLUMN)
}
