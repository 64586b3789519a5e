//! The rows of a sheet, one at a time, in the order of the register's columns.

use super::RowProblem;
use affairs::Refusal;
use affairs::register::Register;
use affairs::register::sheet::{columns, match_headings};
use paper::intake::Limits;
use paper::intake::sheet::{self, SheetRow};
use std::path::Path;

/// What is done with a row: its number, its cells in the order of the columns, and what is wrong with how it stands in
/// the sheet.
pub(super) type OnRow<'on> = &'on mut dyn FnMut(usize, &[&str], Vec<RowProblem>) -> Result<(), Refusal>;

/// Shows each row of data to `on`. The first row that holds anything must be the headings.
///
/// # Errors
/// When the file is no sheet, a heading is missing, wrong or doubled, and whatever `on` answers.
pub(super) fn each_row(path: &Path, name: &str, register: Register, on: OnRow<'_>) -> Result<(), Refusal> {
    let mut places: Option<Vec<usize>> = None;
    let mut refused = None;
    let read = sheet::each_row(path, name, &Limits::default(), &mut |row| {
        let outcome = match &places {
            None => headings(register, &row).map(|found| places = Some(found)),
            Some(places) => show(register, &row, places, on),
        };
        if let Err(refusal) = outcome {
            refused = Some(refusal);
            return Ok(false);
        }
        Ok(true)
    });
    if let Some(refusal) = refused {
        return Err(refusal);
    }
    read.map_err(Refusal::from)?;
    match places {
        Some(_) => Ok(()),
        None => Err(Refusal::new("no_rows", "表格是空的。")),
    }
}

fn headings(register: Register, row: &SheetRow) -> Result<Vec<usize>, Refusal> {
    let headings: Vec<String> = row.cells.iter().map(|cell| cell.text.clone()).collect();
    match_headings(register, &headings).map_err(|problems| {
        let message = format!("列名不对：{}。第 {} 行应为列名，可下载空白模板对照。", problems.join("；"), row.number);
        Refusal::new("wrong_columns", message)
    })
}

fn show(register: Register, row: &SheetRow, places: &[usize], on: OnRow<'_>) -> Result<(), Refusal> {
    let number = row.number as usize;
    let cells: Vec<&str> = places.iter().map(|place| row.text(*place)).collect();
    if cells.iter().all(|cell| cell.is_empty()) && row.cells.iter().all(|cell| cell.text.trim().is_empty()) {
        return Ok(());
    }
    let mut problems = Vec::new();
    let problem = |column: &str, message: &str| RowProblem {
        row: number,
        column: column.to_owned(),
        message: message.to_owned(),
    };
    if row.hidden {
        problems.push(problem("", "这是隐藏的行，请取消隐藏或删除后再导入"));
    }
    for (column, place) in columns(register).iter().zip(places) {
        if row.cells.get(*place).is_some_and(|cell| cell.formula) {
            problems.push(problem(column.heading, "是公式，请改为固定的值"));
        }
    }
    let beyond =
        row.cells.iter().enumerate().find(|(place, cell)| !places.contains(place) && !cell.text.trim().is_empty());
    if let Some((place, _)) = beyond {
        problems.push(problem(&format!("{}列", sheet::column_name(place)), "这一列没有列名，却有内容"));
    }
    on(number, &cells, problems)
}
