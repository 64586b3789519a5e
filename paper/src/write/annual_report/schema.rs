//! The JSON Schema of the report's JSON: what other programs may rely on.

use law::annual_report::{
    ApplicantColumn, ReportForm, Slot, TableFourColumn, TableFourGroup, TableThreeRow, TableTwoRow,
    checks::{Rule, Severity},
};
use serde_json::{Map, Value, json};

/// The file name of the schema. Its number grows when a program that reads the old shape would no longer read the new.
pub const SCHEMA_NAME: &str = "annual-report-1.json";

/// The official forms, and their mixture that is published as well.
const FORMS: [ReportForm; 3] = [ReportForm::Form2019, ReportForm::Form2021, ReportForm::Hybrid2021];

/// The schema of a report's JSON in every form: a report that was read and checked, and one of our own.
pub fn report_schema() -> Value {
    let forms = [ReportForm::Form2019, ReportForm::Form2021, ReportForm::Hybrid2021].map(rows_of);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:gongkai:schema:annual-report:1",
        "title": "政府信息公开工作年度报告",
        "description": "一份年度报告的三张表和核对发现。空白的单元格为 null，与 0 不同；件数为整数，金额为所印文字。",
        "type": "object",
        "required": ["agency", "year", "form", "table2", "table3", "table4", "findings"],
        "properties": {
            "agency": { "type": ["string", "null"], "description": "报告机关" },
            "year": { "type": ["integer", "null"], "description": "报告年度" },
            "form": { "enum": FORMS.map(ReportForm::code), "description": "格式：2019 为国办公开办函〔2019〕60号，2021 为国办公开办函〔2021〕30号" },
            "hybrid": { "type": "boolean", "description": "是否混用格式：表二为2021年格式，表三“（六）其他处理”为2019年格式的一行" },
            "table2": { "type": "object", "description": "表二，以所印行名为键" },
            "table3": { "type": "object", "description": "表三，以行号为键；七列依次为自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他、总计" },
            "table4": table_four(),
            "findings": { "type": "array", "items": finding() },
            "years": { "type": "array", "items": year(), "description": "本报告及本机关以前各年报告的主要数字，由早到晚" },
        },
        "allOf": forms,
    })
}

/// The rows that a report of this form has. Where nothing is said of a mixture, it is none.
fn rows_of(form: ReportForm) -> Value {
    let mixed = json!({ "const": form.is_hybrid() });
    let required: &[&str] = if form.is_hybrid() { &["form", "hybrid"] } else { &["form"] };
    json!({
        "if": { "properties": { "form": { "const": form.official().code() }, "hybrid": mixed }, "required": required },
        "then": { "properties": { "table2": table_two(form), "table3": table_three(form) } },
    })
}

fn count(label: &str) -> Value {
    json!({ "type": ["integer", "null"], "title": label })
}

fn amount(label: &str) -> Value {
    json!({ "type": ["string", "null"], "title": label })
}

/// An object whose keys are exactly these.
fn object(fields: Map<String, Value>) -> Value {
    let required: Vec<&String> = fields.keys().collect();
    json!({ "type": "object", "required": required, "properties": fields, "additionalProperties": false })
}

/// A list of exactly these cells.
fn cells(cells: Vec<Value>) -> Value {
    json!({ "type": "array", "minItems": cells.len(), "prefixItems": cells, "items": false })
}

fn table_two(form: ReportForm) -> Value {
    let rows = TableTwoRow::of(form).iter().map(|row| {
        let columns = row.columns_of(form).iter();
        let kinds =
            columns.map(|column| if column.is_money() { amount(column.label()) } else { count(column.label()) });
        (row.label_in(form).to_owned(), cells(kinds.collect()))
    });
    object(rows.collect())
}

fn table_three(form: ReportForm) -> Value {
    let rows = TableThreeRow::of(form).iter().map(|row| {
        let mut list = cells(ApplicantColumn::ALL.map(|column| count(column.label())).to_vec());
        list["title"] = json!(Slot::Three(*row, ApplicantColumn::Total).to_string());
        (row.code().to_owned(), list)
    });
    object(rows.collect())
}

fn table_four() -> Value {
    let groups = TableFourGroup::ALL.map(|group| {
        let mut list = cells(TableFourColumn::ALL.map(|column| count(column.label())).to_vec());
        list["title"] = json!(group.label());
        (group.code().to_owned(), list)
    });
    object(groups.into_iter().collect())
}

fn finding() -> Value {
    let severities = [Severity::Error, Severity::Warning, Severity::Remark].map(Severity::code);
    json!({
        "type": "object",
        "required": ["rule", "severity", "where", "message"],
        "properties": {
            "rule": { "enum": Rule::ALL.iter().map(|rule| rule.code()).collect::<Vec<_>>() },
            "severity": { "enum": severities },
            "where": { "type": "string" },
            "message": { "type": "string" },
        },
    })
}

fn year() -> Value {
    let whole = json!({ "type": "integer", "minimum": 0 });
    json!({
        "type": "object",
        "required": ["year", "received", "answered", "disclosed"],
        "properties": {
            "year": { "type": "integer" },
            "received": whole,
            "answered": whole,
            "disclosed": whole,
        },
    })
}
