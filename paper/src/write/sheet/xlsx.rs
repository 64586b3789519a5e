//! Workbooks (.xlsx). Rows go through a temporary file, so that a hundred thousand of them need
//! no more memory than ten.

use std::io::{Cursor, Seek, Write};

use affairs::{Date, Instant};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{CellText, ColumnKind, Sheet, SheetCell, SheetColumn, yuan};
use crate::write::WriteError;

/// Rows of a sheet of the format, less the heading.
const MOST_ROWS: u64 = 1_048_575;
/// UTF-16 units that a cell of the format holds.
const LONGEST_TEXT: usize = 32_767;
/// Points of a line of 11 point text.
const LINE: f64 = 15.0;
/// The tallest row the format knows, in points.
const TALLEST_ROW: f64 = 409.0;
/// A spreadsheet keeps fifteen digits of a number; a longer one is written as its digits.
const EXACT_UP_TO: u64 = 999_999_999_999_999;

impl<Rows> Sheet<Rows>
where
    Rows: IntoIterator<Item = Vec<SheetCell>>,
{
    /// Writes the list as a workbook with one sheet. `made_at` is the only time in the file.
    ///
    /// # Errors
    /// [`WriteError::RaggedRow`], [`WriteError::TooManyRows`], [`WriteError::TextTooLong`];
    /// [`WriteError::Failed`] when writing fails.
    pub fn xlsx_to<W>(self, made_at: Instant, out: W) -> Result<(), WriteError>
    where
        W: Write + Seek + Send,
    {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(&self.title, made_at)?);
        let look = Look::new();
        let page = workbook.add_worksheet_with_constant_memory().map_err(WriteError::failed)?;
        heading(page, &self.title, &self.columns, &look).map_err(WriteError::failed)?;
        for (row, cells) in (1_u64..).zip(self.rows) {
            check_row(row, &cells, &self.columns)?;
            let at = u32::try_from(row).map_err(WriteError::failed)?;
            let lines = lines_of(&cells, &self.columns);
            if lines > 1 {
                let height = (f64::from(lines) * LINE).min(TALLEST_ROW);
                page.set_row_height(at, height).map_err(WriteError::failed)?;
            }
            for (column, cell) in (0_u16..).zip(&cells) {
                write_cell(page, (at, column), cell, &look).map_err(WriteError::failed)?;
            }
        }
        workbook.save_to_writer(out).map_err(WriteError::failed)
    }

    /// The list as the bytes of a workbook.
    ///
    /// # Errors
    /// As [`Sheet::xlsx_to`].
    pub fn xlsx(self, made_at: Instant) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Cursor::new(Vec::new());
        self.xlsx_to(made_at, &mut bytes)?;
        Ok(bytes.into_inner())
    }
}

/// How the kinds of cell look, made once.
struct Look {
    heading: Format,
    text: Format,
    literal: Format,
    integer: Format,
    yuan: Format,
    date: Format,
}

impl Look {
    fn new() -> Self {
        let base = || {
            Format::new()
                .set_font_name("宋体")
                .set_font_size(11)
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
        };
        let centred = |format: Format| format.set_align(FormatAlign::Center);
        Self {
            heading: centred(base()).set_bold().set_text_wrap().set_background_color(Color::RGB(0x00E7_E6E6)),
            text: base().set_text_wrap(),
            // The mark that keeps the program from computing a text even after it is edited.
            literal: base().set_text_wrap().set_quote_prefix(),
            integer: base().set_num_format("0"),
            yuan: base().set_num_format("#,##0.00"),
            date: centred(base()).set_num_format("yyyy-mm-dd"),
        }
    }
}

pub(crate) fn properties(title: &str, made_at: Instant) -> Result<DocProperties, WriteError> {
    let local = made_at.shanghai();
    let date =
        ExcelDateTime::from_ymd(local.year().unsigned_abs(), local.month().unsigned_abs(), local.day().unsigned_abs())
            .and_then(|date| {
                date.and_hms(
                    local.hour().unsigned_abs().into(),
                    local.minute().unsigned_abs(),
                    f64::from(local.second()),
                )
            })
            .map_err(WriteError::failed)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&date))
}

fn heading(page: &mut Worksheet, title: &str, columns: &[SheetColumn], look: &Look) -> Result<(), XlsxError> {
    page.set_name(sheet_name(title))?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (at, column) in (0_u16..).zip(columns) {
        page.set_column_width(at, f64::from(column.width))?;
    }
    for (at, column) in (0_u16..).zip(columns) {
        let unit =
            if column.kind == ColumnKind::FenAsYuan && !column.heading.contains('元') { "（元）" } else { "" };
        let heading = format!("{}{unit}", CellText::of(&column.heading).text);
        page.write_string_with_format(0, at, heading, &look.heading)?;
    }
    Ok(())
}

/// At most 31 characters, none of those that a sheet's name may not hold.
fn sheet_name(title: &str) -> String {
    let name: String = CellText::of(title)
        .text
        .chars()
        .map(|character| if "[]:*?/\\\n".contains(character) { ' ' } else { character })
        .take(31)
        .collect();
    let name = name.trim_matches(['\'', ' ']);
    if name.is_empty() { "台账".to_owned() } else { name.to_owned() }
}

fn check_row(row: u64, cells: &[SheetCell], columns: &[SheetColumn]) -> Result<(), WriteError> {
    if row > MOST_ROWS {
        return Err(WriteError::TooManyRows { rows: row, limit: MOST_ROWS });
    }
    if cells.len() != columns.len() {
        let expected = columns.len();
        return Err(WriteError::RaggedRow { row, found: cells.len(), expected });
    }
    for (cell, column) in cells.iter().zip(columns) {
        if let SheetCell::Text(text) = cell
            && text.len() > LONGEST_TEXT
            && text.encode_utf16().count() > LONGEST_TEXT
        {
            let column = column.heading.clone();
            return Err(WriteError::TextTooLong { row, column, limit: LONGEST_TEXT });
        }
    }
    Ok(())
}

/// The lines of the row's longest text when it is wrapped. Excel would find out by itself when it
/// opens the file, others would not and clip it.
fn lines_of(cells: &[SheetCell], columns: &[SheetColumn]) -> u32 {
    let lines = cells.iter().zip(columns).map(|(cell, column)| match cell {
        SheetCell::Text(text) => {
            let room = u32::from(column.width.saturating_sub(2).max(1));
            text.split('\n').map(|line| display_width(line).div_ceil(room).max(1)).sum()
        }
        SheetCell::Empty | SheetCell::Integer(_) | SheetCell::Fen(_) | SheetCell::Date(_) => 1,
    });
    lines.max().unwrap_or(1)
}

/// In characters of Latin text; a Chinese character takes two. No text here comes near the type's
/// limit: a cell holds 32,767 units.
pub(crate) fn display_width(line: &str) -> u32 {
    line.chars().map(|character| if u32::from(character) >= 0x1100 { 2 } else { 1 }).sum()
}

fn write_cell(page: &mut Worksheet, (row, column): (u32, u16), cell: &SheetCell, look: &Look) -> Result<(), XlsxError> {
    match cell {
        SheetCell::Empty => page.write_blank(row, column, &look.text)?,
        SheetCell::Text(text) => {
            let CellText { text, dangerous } = CellText::of(text);
            let format = if dangerous { &look.literal } else { &look.text };
            page.write_string_with_format(row, column, text, format)?
        }
        SheetCell::Integer(number) if number.unsigned_abs() <= EXACT_UP_TO => {
            page.write_number_with_format(row, column, *number as f64, &look.integer)?
        }
        SheetCell::Integer(number) => page.write_string_with_format(row, column, number.to_string(), &look.text)?,
        SheetCell::Fen(fen) if fen.unsigned_abs() <= EXACT_UP_TO => {
            page.write_number_with_format(row, column, *fen as f64 / 100.0, &look.yuan)?
        }
        SheetCell::Fen(fen) => page.write_string_with_format(row, column, yuan(*fen), &look.text)?,
        SheetCell::Date(date) => write_date(page, (row, column), *date, look)?,
    };
    Ok(())
}

/// The format's calendar begins in 1900; an older day is written as its digits.
fn write_date<'page>(
    page: &'page mut Worksheet,
    (row, column): (u32, u16),
    date: Date,
    look: &Look,
) -> Result<&'page mut Worksheet, XlsxError> {
    let written =
        ExcelDateTime::from_ymd(date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
    match written {
        Ok(day) if date.year() >= 1900 => page.write_datetime_with_format(row, column, &day, &look.date),
        _ => page.write_string_with_format(row, column, date.to_string(), &look.text),
    }
}
