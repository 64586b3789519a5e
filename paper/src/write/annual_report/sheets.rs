//! The report as a workbook, one sheet a section with the form's merged cells, and as CSV, one line a cell.

use law::annual_report::{
    Alignment, LayoutCell, LayoutContent, LayoutRole, LayoutTable, ReportTables, Slot, SlotValue, TableFourGroup,
};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{AnnualReport, NarrativeBlock, Section};
use crate::write::{
    WriteError,
    press::long_date,
    printed::visible,
    sheet::{ByteOrderMark, ColumnKind, Sheet, SheetCell, SheetColumn, begins_a_formula, display_width, properties},
};

/// The width of a sheet of words, in characters of Latin text.
const WORDS_WIDTH: u16 = 96;
/// Points of a line of 11 point text.
const LINE: f64 = 16.0;
/// The tallest row the format knows, in points.
const TALLEST_ROW: f64 = 409.0;
/// Characters of Latin text that a unit of a table's relative widths is given.
const UNIT: f64 = 1.8;
/// The narrowest column in which four digits and a short header can be read.
const NARROWEST: f64 = 9.0;

/// The report as a workbook of six sheets. The same report with the same instant gives the same bytes.
///
/// # Errors
/// [`WriteError::Failed`] only.
pub fn annual_report_xlsx(report: &AnnualReport) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&report.title, report.made_at)?.set_author(visible(&report.agency)));
    let look = Look::new();
    let sections = report.sections();
    let last = sections.len().saturating_sub(1);
    for (number, section) in sections.iter().enumerate() {
        let page = workbook.add_worksheet();
        let around = Around { report, first: number == 0, last: number == last };
        sheet_of(page, section, &around, &look).map_err(WriteError::failed)?;
    }
    workbook.save_to_buffer().map_err(WriteError::failed)
}

struct Look {
    title: Format,
    heading: Format,
    words: Format,
    /// The same for words that begin like a formula.
    literal: Format,
    header: Format,
    label: Format,
    value: Format,
    number: Format,
}

impl Look {
    fn new() -> Self {
        let base = || Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let boxed = || base().set_border(FormatBorder::Thin).set_text_wrap();
        let centred = |format: Format| format.set_align(FormatAlign::Center);
        let words = || base().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            title: centred(base()).set_bold().set_font_size(16).set_text_wrap(),
            heading: base().set_bold().set_font_size(14),
            words: words(),
            literal: words().set_quote_prefix(),
            header: centred(boxed()).set_bold().set_background_color(Color::RGB(0x00E7_E6E6)),
            label: boxed(),
            value: centred(boxed()),
            number: centred(boxed()).set_num_format("0"),
        }
    }
}

/// What stands on a sheet beside its section.
struct Around<'report> {
    report: &'report AnnualReport,
    first: bool,
    last: bool,
}

fn sheet_of(page: &mut Worksheet, section: &Section<'_>, around: &Around<'_>, look: &Look) -> Result<(), XlsxError> {
    page.set_name(section.heading.chars().take(31).collect::<String>())?;
    page.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut words = Words { page, row: 0, look };
    if section.table.is_none() {
        words.page.set_column_width(0, f64::from(WORDS_WIDTH))?;
    }
    if around.first {
        words.line(&around.report.title.replace('\n', ""), &look.title)?;
        words.blocks(&around.report.preamble)?;
    }
    words.line(&section.heading, &look.heading)?;
    words.blocks(section.narrative)?;
    if let Some(table) = &section.table {
        let below = official_table(words.page, words.row, table, look)?;
        words.row = below;
        words.page.set_landscape();
    }
    if let Some(remark) = section.remark {
        words.line(remark, &look.words)?;
    }
    if let Some(date) = around.report.issued_on.filter(|_| around.last) {
        words.line(&around.report.agency, &look.words)?;
        words.line(&long_date(date), &look.words)?;
    }
    Ok(())
}

/// Words down a sheet, a paragraph a row.
struct Words<'page> {
    page: &'page mut Worksheet,
    row: u32,
    look: &'page Look,
}

impl Words<'_> {
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = visible(text);
        let lines = display_width(&text).div_ceil(u32::from(WORDS_WIDTH) - 4).max(1);
        self.page.set_row_height(self.row, (f64::from(lines) * LINE + 4.0).min(TALLEST_ROW))?;
        let format = if begins_a_formula(&text) { &self.look.literal } else { format };
        self.page.write_string_with_format(self.row, 0, text, format)?;
        self.row += 1;
        Ok(())
    }

    fn blocks(&mut self, blocks: &[NarrativeBlock]) -> Result<(), XlsxError> {
        for block in blocks {
            let (NarrativeBlock::Heading(text) | NarrativeBlock::Paragraph(text)) = block;
            for line in text.split('\n') {
                self.line(line, &self.look.words)?;
            }
        }
        Ok(())
    }
}

/// Draws a table of the form from a row on; answers the row below it.
fn official_table(page: &mut Worksheet, from: u32, layout: &LayoutTable, look: &Look) -> Result<u32, XlsxError> {
    for (column, weight) in (0_u16..).zip(&layout.column_weights) {
        page.set_column_width(column, (f64::from(*weight) * UNIT).max(NARROWEST))?;
    }
    for cell in &layout.cells {
        let format = match (cell.role, cell.alignment()) {
            (LayoutRole::ColumnHeader, _) => &look.header,
            (_, Alignment::Start) => &look.label,
            (_, Alignment::Centre) => &look.value,
        };
        let (top, left) = (from + u32::from(cell.row), cell.column);
        let (bottom, right) = (top + u32::from(cell.rowspan) - 1, left + cell.colspan - 1);
        if cell.rowspan > 1 || cell.colspan > 1 {
            // The frame first; what stands in it is written over its first cell.
            page.merge_range(top, left, bottom, right, "", format)?;
        }
        write_cell(page, (top, left), cell, format, look)?;
    }
    Ok(from + u32::from(layout.rows))
}

fn write_cell(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &LayoutCell,
    format: &Format,
    look: &Look,
) -> Result<(), XlsxError> {
    let text = visible(cell.text());
    match &cell.content {
        LayoutContent::Value { .. } if text.is_empty() => page.write_blank(row, column, format)?,
        LayoutContent::Value { .. } => match whole_number(&text) {
            Some(number) => page.write_number_with_format(row, column, number, &look.number)?,
            // Money stays as it is printed: a spreadsheet keeps no exact decimals.
            None => page.write_string_with_format(row, column, text, format)?,
        },
        LayoutContent::Label(_) => page.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

/// A whole number that a spreadsheet keeps exactly.
fn whole_number(text: &str) -> Option<f64> {
    let number = text.parse::<i32>().ok()?;
    (number.to_string() == text).then(|| f64::from(number))
}

/// The figures as CSV for programs and people: one line a cell of the form, with its stable code. A blank stays empty.
///
/// # Errors
/// [`WriteError::Failed`] only.
pub fn annual_report_csv(report: &AnnualReport) -> Result<Vec<u8>, WriteError> {
    let figures = figures(&report.form).map(|(slot, value)| {
        let (table, row, column) = names(&report.form, slot);
        vec![
            SheetCell::from(report.agency.as_str()),
            SheetCell::Integer(i64::from(report.year)),
            SheetCell::from(table),
            SheetCell::from(row),
            SheetCell::from(column),
            SheetCell::from(slot.code()),
            value,
        ]
    });
    let columns = vec![
        SheetColumn::text("机关"),
        SheetColumn::new("年度", ColumnKind::Integer),
        SheetColumn::text("表"),
        SheetColumn::text("行"),
        SheetColumn::text("列"),
        SheetColumn::text("代码"),
        SheetColumn::text("数值"),
    ];
    Sheet { title: report.title.clone(), columns, rows: figures }.csv(ByteOrderMark::With)
}

fn figures(form: &ReportTables) -> impl Iterator<Item = (Slot, SheetCell)> {
    form.form.slots().map(move |slot| {
        let value = match form.value(slot) {
            Some(SlotValue::Count(cell)) => match cell.count() {
                Some(count) => SheetCell::Integer(count),
                None => SheetCell::Text(cell.to_string()),
            },
            Some(SlotValue::Amount(cell)) => SheetCell::Text(cell.to_string()),
            None => SheetCell::Empty,
        };
        (slot, value)
    })
}

/// The table, row and column of a cell as the form prints them.
fn names(form: &ReportTables, slot: Slot) -> (&'static str, String, &'static str) {
    match slot {
        Slot::Two(row, column) => ("表二", row.label_in(form.form).to_owned(), column.label()),
        Slot::Three(row, column) => {
            let group = row.group().map_or_else(String::new, |group| format!("{} ", group.label()));
            ("表三", format!("{group}{}", row.label()), column.label())
        }
        Slot::Four(TableFourGroup::Reconsideration, column) => {
            ("表四", TableFourGroup::Reconsideration.label().to_owned(), column.label())
        }
        Slot::Four(group, column) => {
            ("表四", format!("{} {}", TableFourGroup::LITIGATION_HEADING, group.label()), column.label())
        }
    }
}
