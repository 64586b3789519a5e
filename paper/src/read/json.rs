//! The report as JSON, in the shape other programs know.

use law::annual_report::checks::Finding;
use law::annual_report::{ApplicantColumn, Cell, Form2019, TableFourGroup, TableThreeRow, TableTwoColumn, TableTwoRow};
use serde_json::{Map, Value, json};

use super::ReadReport;

/// A report and its findings: counts are integers, amounts the words as printed, a blank is null.
/// An unreadable cell is null too; its finding says why.
pub fn report_json(report: &ReadReport, findings: &[Finding]) -> Value {
    json!({
        "agency": report.text.agency,
        "year": report.year,
        "form": report.form_kind.code(),
        "table2": table_two(&report.form),
        "table3": table_three(&report.form),
        "table4": table_four(&report.form),
        "findings": findings.iter().map(finding).collect::<Vec<Value>>(),
    })
}

fn count(cell: &Cell) -> Value {
    cell.count().map_or(Value::Null, Value::from)
}

fn table_two(form: &Form2019) -> Value {
    let rows = TableTwoRow::ALL.into_iter().map(|row| {
        let cells = row.columns().iter().map(|column| match column {
            TableTwoColumn::ProcurementAmount => {
                form.table_two.procurement_amount.printed().map_or(Value::Null, |amount| Value::from(amount.printed()))
            }
            column => form.table_two.count(row, *column).map_or(Value::Null, count),
        });
        (row.label().to_owned(), Value::Array(cells.collect()))
    });
    Value::Object(rows.collect::<Map<String, Value>>())
}

fn table_three(form: &Form2019) -> Value {
    let rows = TableThreeRow::FORM_2019.into_iter().map(|row| {
        let cells = ApplicantColumn::ALL.into_iter().map(|column| count(form.table_three.cell(row, column)));
        (row.code().to_owned(), Value::Array(cells.collect()))
    });
    Value::Object(rows.collect::<Map<String, Value>>())
}

fn table_four(form: &Form2019) -> Value {
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
