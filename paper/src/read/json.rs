//! The report as JSON, in the shape other programs know.

use law::annual_report::checks::Finding;
use law::annual_report::{
    ApplicantColumn, Cell, ReportTables, Slot, SlotValue, TableFourGroup, TableThreeRow, TableTwoRow,
};
use serde_json::{Map, Value, json};

use super::ReadReport;

/// A report and its findings: counts are integers, amounts the words as printed, a blank is null.
/// An unreadable cell is null too; its finding says why. A hybrid
/// is named by the form that its table two has, and said to be one.
pub fn report_json(report: &ReadReport, findings: &[Finding]) -> Value {
    json!({
        "agency": report.text.agency,
        "year": report.year,
        "form": report.form.form.official().code(),
        "hybrid": report.form.form.is_hybrid(),
        "table2": table_two(&report.form),
        "table3": table_three(&report.form),
        "table4": table_four(&report.form),
        "findings": findings.iter().map(finding).collect::<Vec<Value>>(),
    })
}

fn count(cell: &Cell) -> Value {
    cell.count().map_or(Value::Null, Value::from)
}

fn table_two(form: &ReportTables) -> Value {
    let rows = TableTwoRow::of(form.form).iter().map(|row| {
        let columns = row.columns_of(form.form).iter();
        let cells = columns.map(|column| match form.value(Slot::Two(*row, *column)) {
            Some(SlotValue::Amount(cell)) => cell.printed().map_or(Value::Null, |amount| amount.printed().into()),
            Some(SlotValue::Count(cell)) => count(cell),
            None => Value::Null,
        });
        (row.label_in(form.form).to_owned(), Value::Array(cells.collect()))
    });
    Value::Object(rows.collect::<Map<String, Value>>())
}

fn table_three(form: &ReportTables) -> Value {
    let rows = TableThreeRow::of(form.form).iter().map(|row| {
        let cells = ApplicantColumn::ALL.into_iter().map(|column| count(form.table_three.cell(*row, column)));
        (row.code().to_owned(), Value::Array(cells.collect()))
    });
    Value::Object(rows.collect::<Map<String, Value>>())
}

fn table_four(form: &ReportTables) -> Value {
    let groups = TableFourGroup::ALL.into_iter().map(|group| {
        let cells = form.table_four.group(group).iter().map(count);
        (group.code().to_owned(), Value::Array(cells.collect()))
    });
    Value::Object(groups.collect::<Map<String, Value>>())
}

fn finding(finding: &Finding) -> Value {
    json!({
        "rule": finding.rule.code(),
        "severity": finding.severity.code(),
        "where": finding.location(),
        "message": finding.message,
    })
}
