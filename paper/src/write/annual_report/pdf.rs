//! The report as PDF/A-2a and PDF/UA-1.

use law::annual_report::{Alignment, LayoutCell, LayoutRole, LayoutTable};
use serde::Serialize;

use super::{AnnualReport, NarrativeBlock, Section};
use crate::write::{Press, WriteError, press::long_date, typst_world::Template};

/// The report as a tagged PDF with its real merged cells.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character of the text is in no font.
pub fn annual_report_pdf(press: &Press, report: &AnnualReport) -> Result<Vec<u8>, WriteError> {
    let sections = report.sections();
    let data = ReportData {
        title: report.title.replace('\n', ""),
        title_lines: report.title_lines(),
        agency: &report.agency,
        preamble: &report.preamble,
        sections: sections.iter().map(SectionData::of).collect(),
        issued_on: report.issued_on.map(long_date),
    };
    press.print(Template::AnnualReport2019, &data, report.made_at)
}

/// What the template reads.
#[derive(Serialize)]
struct ReportData<'report> {
    title: String,
    title_lines: Vec<&'report str>,
    agency: &'report str,
    preamble: &'report [NarrativeBlock],
    sections: Vec<SectionData<'report>>,
    issued_on: Option<String>,
}

#[derive(Serialize)]
struct SectionData<'report> {
    heading: &'report str,
    narrative: &'report [NarrativeBlock],
    table: Option<TableData<'report>>,
    remark: Option<&'report str>,
}

impl<'report> SectionData<'report> {
    fn of(section: &'report Section<'report>) -> Self {
        Self {
            heading: &section.heading,
            narrative: section.narrative,
            table: section.table.as_ref().map(TableData::of),
            remark: section.remark,
        }
    }
}

#[derive(Serialize)]
struct TableData<'report> {
    columns: &'report [u16],
    header_rows: u16,
    cells: Vec<CellData<'report>>,
}

impl<'report> TableData<'report> {
    fn of(table: &'report LayoutTable) -> Self {
        Self {
            columns: &table.column_weights,
            header_rows: table.header_rows,
            cells: table.cells.iter().map(CellData::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct CellData<'report> {
    row: u16,
    column: u16,
    rowspan: u16,
    colspan: u16,
    role: &'static str,
    centred: bool,
    text: &'report str,
}

impl<'report> CellData<'report> {
    fn of(cell: &'report LayoutCell) -> Self {
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
            text: cell.text(),
        }
    }
}
