//! The list as a tagged PDF.

use law::annual_report::{Alignment, LayoutCell, LayoutRole};
use serde::Serialize;

use super::{FindingsList, MarkedTable, Numbered, circled};
use crate::write::{Press, WriteError, press::long_time, typst_world::Template};

/// The list as PDF/A-2a and PDF/UA-1. A character of the report that no face has is an empty box: what a stranger wrote
/// must not keep the list from being printed.
///
/// # Errors
/// [`WriteError::Failed`] only.
pub fn findings_pdf(press: &Press, list: &FindingsList) -> Result<Vec<u8>, WriteError> {
    let shown = |text: &str| press.shown(text);
    let data = ListData {
        heading: shown(&list.heading()),
        agency: shown(list.agency.as_deref().unwrap_or_default()),
        facts: list.facts().iter().map(|line| LineData::of(line, &shown)).collect(),
        findings: list.numbered().iter().map(|one| FindingData::of(one, &shown)).collect(),
        tables: list.marked_tables().iter().map(|table| TableData::of(table, &shown)).collect(),
        printed_at: long_time(list.printed_at),
    };
    press.print(Template::FindingsList, &data, list.printed_at)
}

/// What the template reads.
#[derive(Serialize)]
struct ListData {
    heading: String,
    agency: String,
    facts: Vec<LineData>,
    findings: Vec<FindingData>,
    tables: Vec<TableData>,
    printed_at: String,
}

#[derive(Serialize)]
struct LineData {
    label: &'static str,
    words: String,
}

impl LineData {
    fn of(line: &(&'static str, String), shown: &impl Fn(&str) -> String) -> Self {
        Self { label: line.0, words: shown(&line.1) }
    }
}

#[derive(Serialize)]
struct FindingData {
    heading: String,
    severity: &'static str,
    lines: Vec<LineData>,
    quotes: Vec<QuoteData>,
}

impl FindingData {
    fn of(one: &Numbered<'_>, shown: &impl Fn(&str) -> String) -> Self {
        let quotes = one.quotes.iter().map(|quote| QuoteData {
            section: quote.section.clone(),
            before: shown(&quote.before),
            words: shown(&quote.words),
            after: shown(&quote.after),
        });
        Self {
            heading: shown(&one.heading()),
            severity: one.finding.severity.code(),
            lines: one.lines().iter().map(|line| LineData::of(line, shown)).collect(),
            quotes: quotes.collect(),
        }
    }
}

#[derive(Serialize)]
struct QuoteData {
    section: String,
    before: String,
    words: String,
    after: String,
}

#[derive(Serialize)]
struct TableData {
    caption: String,
    columns: Vec<u16>,
    header_rows: u16,
    cells: Vec<CellData>,
}

impl TableData {
    fn of(table: &MarkedTable, shown: &impl Fn(&str) -> String) -> Self {
        Self {
            caption: table.layout.section.heading(),
            columns: table.layout.column_weights.clone(),
            header_rows: table.layout.header_rows,
            cells: table.layout.cells.iter().map(|cell| CellData::of(table, cell, shown)).collect(),
        }
    }
}

#[derive(Serialize)]
struct CellData {
    row: u16,
    column: u16,
    rowspan: u16,
    colspan: u16,
    role: &'static str,
    centred: bool,
    text: String,
    marks: String,
}

impl CellData {
    fn of(table: &MarkedTable, cell: &LayoutCell, shown: &impl Fn(&str) -> String) -> Self {
        let marks: String = table.of_cell(cell).iter().map(|mark| circled(mark.number)).collect();
        let blank = cell.text().is_empty() && !marks.is_empty();
        Self {
            row: cell.row,
            column: cell.column,
            rowspan: cell.rowspan,
            colspan: cell.colspan,
            role: match cell.role {
                LayoutRole::ColumnHeader => "column",
                LayoutRole::RowHeader => "row",
                LayoutRole::Note => "note",
                LayoutRole::Value => "value",
            },
            centred: cell.alignment() == Alignment::Centre,
            text: if blank { "（空）".to_owned() } else { shown(cell.text()) },
            marks,
        }
    }
}
