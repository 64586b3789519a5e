//! Every text of a workbook or a CSV with its place.

use super::workbook::{Beside, Workbook};
use super::{SheetRow, csv};
use crate::intake::office::read_the_rest;
use crate::intake::package::Package;
use crate::intake::pieces::Pieces;
use crate::intake::refused::IntakeRefused;
use affairs::screening::Prominence;

/// Reads every text of a workbook. Returns the number of its sheets.
pub(crate) fn workbook_pieces(
    package: &mut Package<'_>,
    main: &str,
    pieces: &mut Pieces,
) -> Result<u32, IntakeRefused> {
    let workbook = Workbook::read(package, main)?;
    for sheet in &workbook.sheets {
        let hidden = if sheet.hidden { "（隐藏）" } else { "" };
        let place = format!("工作表“{}”{hidden}", sheet.name);
        if sheet.hidden {
            pieces.conceals(format!("隐藏的工作表“{}”", sheet.name));
        }
        pieces.push("工作表名称".to_owned(), sheet.name.clone(), Prominence::Line)?;
        // Rows and what stands beside them come from one walk, so what is beside waits until the walk is over.
        let mut beside = Vec::new();
        let mut room = pieces.limits().text_bytes;
        workbook.each_row_and_more(
            package,
            &sheet.part,
            None,
            &mut |row| {
                if row.hidden {
                    pieces.conceals(format!("工作表“{}”中隐藏的行", sheet.name));
                }
                push_row(&place, &row, pieces).map(|()| true)
            },
            &mut |found| {
                if let Beside::Header(text) | Beside::Footer(text) | Beside::Formula(text) = &found {
                    room = room.checked_sub(text.len()).ok_or(IntakeRefused::TooMuchToRead)?;
                }
                if !matches!(&found, Beside::Formula(text) if !is_telling(text)) {
                    beside.push(found);
                }
                Ok(())
            },
        )?;
        for found in beside {
            push_beside(found, &place, &sheet.name, pieces)?;
        }
    }
    for name in workbook.names.iter().filter(|name| is_telling(name)) {
        pieces.push("定义的名称".to_owned(), name.clone(), Prominence::Running)?;
    }
    let mut read = workbook.parts.clone();
    read.extend(workbook.sheets.iter().map(|sheet| sheet.part.clone()));
    read_the_rest(package, &|name| read.iter().any(|known| known.eq_ignore_ascii_case(name)), pieces)?;
    Ok(u32::try_from(workbook.sheets.len()).unwrap_or(u32::MAX))
}

/// Reads every row of a CSV.
pub(crate) fn csv_pieces(text: &str, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    csv::each_row(text, None, &mut |row| push_row("", &row, pieces).map(|()| true))
}

fn push_row(place: &str, row: &SheetRow, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    let mut text = String::new();
    for (column, cell) in row.cells.iter().enumerate() {
        if column > 0 {
            text.push('\t');
        }
        // A tab parts the cells of a piece, so one within a cell becomes a space.
        if cell.text.contains('\t') { text.push_str(&cell.text.replace('\t', " ")) } else { text.push_str(&cell.text) }
    }
    pieces.push(format!("{place}第{}行", row.number), text, Prominence::Row)
}

fn push_beside(found: Beside, place: &str, name: &str, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    match found {
        Beside::HiddenColumns => {
            pieces.conceals(format!("工作表“{name}”中隐藏的列"));
            Ok(())
        }
        Beside::Header(text) => push_parts(&text, &format!("{place}页眉"), Prominence::Header, pieces),
        Beside::Footer(text) => push_parts(&text, &format!("{place}页脚"), Prominence::Footer, pieces),
        Beside::Formula(text) => pieces.push(format!("{place}公式"), text, Prominence::Running),
    }
}

/// A header's left, middle and right part, without the codes of fonts and page numbers.
fn push_parts(text: &str, place: &str, prominence: Prominence, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    let mut part = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '&' {
            part.push(character);
            continue;
        }
        match characters.next() {
            Some('L' | 'C' | 'R') => pieces.push(place.to_owned(), std::mem::take(&mut part), prominence)?,
            Some('"') => {
                characters.by_ref().find(|next| *next == '"');
            }
            Some('&') => part.push('&'),
            Some(digit) if digit.is_ascii_digit() => while characters.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    pieces.push(place.to_owned(), part, prominence)
}

/// Whether a formula may hold a value of its own: a text, or a long number.
fn is_telling(formula: &str) -> bool {
    formula.contains('"') || formula.bytes().filter(u8::is_ascii_digit).count() >= 7
}
