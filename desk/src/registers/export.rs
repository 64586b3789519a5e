//! 导出: a register as a sheet with the columns it is entered by, so that it can be read in again.

use crate::{Desk, Done, Failure, Who};
use affairs::Instant;
use affairs::access::{Act, Facts, may};
use affairs::register::money::parse_yuan;
use affairs::register::sheet::{Content, columns, read_date, write_row};
use affairs::register::{Entered, Register};
use paper::write::WriteError;
use paper::write::sheet::{ByteOrderMark, ColumnKind, Sheet, SheetCell, SheetColumn};
use store::registers::{Cursor, Filter};
use tokio::sync::mpsc;

/// In which format a list leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Xlsx,
    Csv,
}

impl ExportFormat {
    /// The ending of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// From the ending.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv].into_iter().find(|format| format.extension() == extension)
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A sheet on its way out.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The name it is saved under, with its ending.
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Rows between reading and writing; enough that neither waits, few enough that a big register needs little memory.
const ROWS_AT_ONCE: i64 = 1000;

impl Desk {
    /// Writes a register, or part of it, as a sheet.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn export_register(&self, who: &Who, filter: &Filter, format: ExportFormat) -> Done<Exported> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadRegisters, &Facts::of(&who.agency))?;
        let year = filter.year.map_or_else(String::new, |year| format!("{year}年"));
        let title = format!("{year}{}", filter.register.label());
        let (rows, incoming) = mpsc::channel::<Vec<Entered>>(4);
        let (register, made_at, name) = (filter.register, self.now(), title.clone());
        let writing = tokio::task::spawn_blocking(move || {
            let rows = Batches { incoming, current: Vec::new().into_iter() };
            let rows = rows.map(move |row| cells(&row));
            let columns =
                columns(register).iter().map(|column| SheetColumn::new(column.heading, kind_of(column.content)));
            write(Sheet { title: name, columns: columns.collect(), rows }, format, made_at)
        });
        let mut cursor = Cursor::default();
        loop {
            let batch = store::registers::walk(&self.reader, &who.agency, filter, &mut cursor, ROWS_AT_ONCE).await?;
            // A writer that stopped has its own error, asked for below.
            if batch.is_empty() || rows.send(batch).await.is_err() {
                break;
            }
        }
        drop(rows);
        let written = writing.await.map_err(|error| Failure::of(&error))?;
        let bytes = written.map_err(refused_or_failed)?;
        let name = format!("{title}.{}", format.extension());
        Ok(Exported { name, media_type: format.media_type(), bytes })
    }
}

impl Desk {
    /// A sheet with the headings of a register and no row, to be filled in and imported.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn blank_register_sheet(&self, who: &Who, register: Register, format: ExportFormat) -> Done<Exported> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadRegisters, &Facts::of(&who.agency))?;
        let title = format!("{}（空白模板）", register.label());
        let sheet = Sheet { title: title.clone(), columns: sheet_columns(register), rows: Vec::new() };
        let bytes = write(sheet, format, self.now()).map_err(refused_or_failed)?;
        Ok(Exported { name: format!("{title}.{}", format.extension()), media_type: format.media_type(), bytes })
    }
}

fn sheet_columns(register: Register) -> Vec<SheetColumn> {
    columns(register).iter().map(|column| SheetColumn::new(column.heading, kind_of(column.content))).collect()
}

fn write(
    sheet: Sheet<impl IntoIterator<Item = Vec<SheetCell>>>,
    format: ExportFormat,
    made_at: Instant,
) -> Result<Vec<u8>, WriteError> {
    match format {
        ExportFormat::Xlsx => sheet.xlsx(made_at),
        ExportFormat::Csv => sheet.csv(ByteOrderMark::With),
    }
}

/// What the person who asked can mend, in words; the rest is ours.
pub(crate) fn refused_or_failed(error: WriteError) -> crate::ActError {
    match error {
        WriteError::Failed(_) => Failure::of(&error).into(),
        mendable => affairs::Refusal::new("not_written", mendable.to_string()).into(),
    }
}

const fn kind_of(content: Content) -> ColumnKind {
    match content {
        Content::Text | Content::Choice(_) => ColumnKind::Text,
        Content::Date => ColumnKind::Date,
        Content::Money => ColumnKind::FenAsYuan,
    }
}

fn cells(row: &Entered) -> Vec<SheetCell> {
    let texts = write_row(&row.record);
    let contents = columns(row.record.register()).iter().map(|column| column.content);
    texts
        .into_iter()
        .zip(contents)
        .map(|(text, content)| match content {
            _ if text.is_empty() => SheetCell::Empty,
            Content::Date => read_date(&text).map_or(SheetCell::Text(text), SheetCell::Date),
            Content::Money => parse_yuan(&text).map_or(SheetCell::Text(text), SheetCell::Fen),
            Content::Text | Content::Choice(_) => SheetCell::Text(text),
        })
        .collect()
}

/// The rows of batches as they come in, for a writer that waits.
struct Batches {
    incoming: mpsc::Receiver<Vec<Entered>>,
    current: std::vec::IntoIter<Entered>,
}

impl Iterator for Batches {
    type Item = Entered;

    fn next(&mut self) -> Option<Entered> {
        loop {
            if let Some(row) = self.current.next() {
                return Some(row);
            }
            self.current = self.incoming.blocking_recv()?.into_iter();
        }
    }
}
