//! One row: entered, looked at with its old versions, corrected, voided.

use super::register_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::{Posted, Signed};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::RecordId;
use affairs::register::sheet::{CellError, Content, SheetColumn, columns, read_row, write_row};
use affairs::register::{Entered, Record, Register, Standing};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use std::collections::BTreeMap;

/// A field of the form, drawn from a column of the sheet.
struct FieldView {
    column: &'static SheetColumn,
    value: String,
    error: String,
    /// Empty unless it is a choice.
    options: Vec<(String, String)>,
    /// The name of a list of suggestions, or empty.
    list: &'static str,
}

impl FieldView {
    fn kind(&self) -> &'static str {
        match self.column.content {
            Content::Date => "date",
            Content::Text | Content::Money | Content::Choice(_) => "text",
        }
    }

    fn choices(&self) -> &[(String, String)] {
        &self.options
    }

    fn is_narrow(&self) -> bool {
        self.column.content == Content::Date
    }
}

fn fields(register: Register, values: &[String], errors: &Errors) -> Vec<FieldView> {
    let values = values.iter().cloned().chain(std::iter::repeat(String::new()));
    columns(register)
        .iter()
        .zip(values)
        .map(|(column, value)| FieldView {
            column,
            value,
            error: errors.at(column.field).to_owned(),
            options: match column.content {
                Content::Choice(words) => words.iter().map(|word| ((*word).to_owned(), (*word).to_owned())).collect(),
                _ => Vec::new(),
            },
            list: if register == Register::Decisions && column.field == "item" { "catalogue" } else { "" },
        })
        .collect()
}

#[derive(Template)]
#[template(path = "office/registers/entry.html")]
struct EntryPage {
    shell: OfficeShell,
    register: Register,
    register_address: String,
    fields: Vec<FieldView>,
    /// Code and name of items, for decisions.
    catalogue: Vec<(String, String)>,
}

fn address_of(register: Register) -> String {
    format!("/office/registers/{}", register.code())
}

/// The form for a new row.
///
/// # Errors
/// Refused without the role.
pub async fn blank(
    signed: Signed,
    State(app): State<App>,
    Path(code): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let done = query.get("done").map_or("", String::as_str);
    entry_page(&app, &signed, register, &[], Errors::none(), done).await
}

async fn entry_page(
    app: &App,
    signed: &Signed,
    register: Register,
    values: &[String],
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    may(&signed.at.officer, Act::KeepRegisters, &Facts::of(&signed.who().agency))?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let fields = fields(register, values, &errors);
    let catalogue = suggestions(app, signed, register).await?;
    let title = format!("登记：{}", register.label());
    let shell = front_at(app, signed, &title, errors, done).await?;
    page(&EntryPage { shell, register, register_address: address_of(register), fields, catalogue }, status)
}

async fn suggestions(app: &App, signed: &Signed, register: Register) -> Result<Vec<(String, String)>, Fault> {
    if register != Register::Decisions {
        return Ok(Vec::new());
    }
    let catalogue = store::registers::catalogue(app.desk().reader(), &signed.who().agency).await?;
    Ok(catalogue.items().map(|item| (item.code.clone(), item.name.clone())).collect())
}

/// The cells that a form carries, in the order of the columns.
fn cells(register: Register, posted: &Fields) -> Vec<String> {
    columns(register).iter().map(|column| posted.get(column.field).to_owned()).collect()
}

fn read(register: Register, cells: &[String]) -> Result<Record, Errors> {
    let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
    read_row(register, &texts).map_err(|errors| {
        let refusal = |error: CellError| {
            let column = columns(register).get(error.column);
            let heading = column.map_or("", |column| column.heading);
            let refusal = Refusal::new("cell", format!("{heading}：{}", error.message));
            column.map_or_else(|| refusal.clone(), |column| refusal.clone().at(column.field))
        };
        Errors::from(errors.into_iter().map(refusal).collect::<Vec<_>>())
    })
}

/// The key's refusal belongs to the field that holds the key.
fn at_its_field(register: Register, refusal: Refusal) -> Errors {
    let key = columns(register).iter().find(|column| column.heading == register.key_label());
    match (refusal.code, key) {
        ("key_taken", Some(column)) => Errors::one(refusal.at(column.field)),
        _ => Errors::one(refusal),
    }
}

/// Enters a row.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn enter(State(app): State<App>, Path(code): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let cells = cells(register, &posted.fields);
    let record = match read(register, &cells) {
        Ok(record) => record,
        Err(errors) => return entry_page(&app, &posted.signed, register, &cells, errors, "").await,
    };
    match app.desk().enter_row(posted.signed.who(), record).await {
        Ok(_) if posted.fields.get("act") == "more" => {
            Ok(Redirect::to(&format!("/office/registers/{code}/new?done=entered")).into_response())
        }
        Ok(id) => Ok(Redirect::to(&format!("/office/registers/{code}/rows/{id}?done=entered")).into_response()),
        Err(ActError::Refused(refusal)) => {
            let errors = at_its_field(register, refusal);
            entry_page(&app, &posted.signed, register, &cells, errors, "").await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// A version of a row as the page lists it.
struct VersionLine {
    version: i64,
    at: String,
    by: String,
    reason: String,
    /// What differs from the version after it: heading, then, now.
    changes: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "office/registers/row.html")]
struct RowPage {
    shell: OfficeShell,
    register: Register,
    register_address: String,
    row: Entered,
    entered_by: String,
    facts: Vec<(&'static str, String)>,
    fields: Vec<FieldView>,
    catalogue: Vec<(String, String)>,
    versions: Vec<VersionLine>,
    reason: String,
    may_keep: bool,
    /// Whether the form stands open, because it came back with errors.
    open: bool,
}

impl RowPage {
    fn is_voided(&self) -> bool {
        self.row.standing == Standing::Voided
    }

    fn address(&self) -> String {
        format!("{}/rows/{}", address_of(self.register), self.row.id)
    }
}

/// A row with its versions.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let done = query.get("done").map_or("", String::as_str);
    let row = loaded(&app, &signed, register, &id).await?;
    let values = write_row(&row.record);
    row_page(&app, &signed, row, (&values, ""), Errors::none(), done).await
}

async fn loaded(app: &App, signed: &Signed, register: Register, id: &str) -> Result<Entered, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::ReadRegisters, &Facts::of(&who.agency))?;
    let row = store::registers::by_id(app.desk().reader(), &who.agency, &RecordId::new(id)).await?;
    row.filter(|row| row.record.register() == register).ok_or_else(Fault::not_found)
}

async fn row_page(
    app: &App,
    signed: &Signed,
    row: Entered,
    (values, reason): (&[String], &str),
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let who = signed.who();
    let reader = app.desk().reader();
    let register = row.record.register();
    let names: BTreeMap<String, String> = store::people::all(reader, &who.agency)
        .await?
        .into_iter()
        .map(|person| (person.id.to_string(), person.name))
        .collect();
    let name = |id: &affairs::id::PersonId| names.get(id.as_str()).cloned().unwrap_or_default();
    let mut versions = Vec::new();
    let mut after = row.record.clone();
    let (mut reason_of_after, mut by_of_after, mut at_of_after) = (row.reason.clone(), row.by.clone(), row.at);
    for old in store::registers::versions(reader, &who.agency, &row.id).await? {
        versions.push(VersionLine {
            version: old.version + 1,
            at: at_of_after.minute_text(),
            by: name(&by_of_after),
            reason: reason_of_after,
            changes: changes(&old.record, &after),
        });
        (after, reason_of_after, by_of_after, at_of_after) = (old.record, old.reason, old.by, old.at);
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let headings = columns(register).iter().map(|column| column.heading);
    let view = RowPage {
        register,
        register_address: address_of(register),
        entered_by: name(&by_of_after),
        facts: headings.zip(write_row(&row.record)).filter(|(_, value)| !value.is_empty()).collect(),
        fields: fields(register, values, &errors),
        catalogue: suggestions(app, signed, register).await?,
        versions,
        reason: reason.to_owned(),
        may_keep: may(&signed.at.officer, Act::KeepRegisters, &Facts::of(&who.agency)).is_ok(),
        open: !errors.is_empty(),
        shell: front_at(app, signed, &row.record.title(), errors, done).await?,
        row,
    };
    page(&view, status)
}

fn changes(before: &Record, after: &Record) -> Vec<(&'static str, String, String)> {
    let headings = columns(before.register()).iter().map(|column| column.heading);
    let pairs = headings.zip(write_row(before).into_iter().zip(write_row(after)));
    pairs
        .filter(|(_, (before, after))| before != after)
        .map(|(heading, (before, after))| (heading, before, after))
        .collect()
}

/// Corrects or voids a row.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn change(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let row = loaded(&app, &posted.signed, register, &id).await?;
    let version = posted.fields.number("version").unwrap_or(0);
    let reason = posted.fields.get("reason").to_owned();
    let voiding = posted.fields.get("act") == "void";
    let cells = if voiding { write_row(&row.record) } else { cells(register, &posted.fields) };
    let done = if voiding {
        app.desk().void_row(posted.signed.who(), &row.id, version, &reason).await
    } else {
        match read(register, &cells) {
            Ok(record) => app.desk().correct_row(posted.signed.who(), &row.id, version, record, &reason).await,
            Err(errors) => return row_page(&app, &posted.signed, row, (&cells, &reason), errors, "").await,
        }
    };
    match done {
        Ok(()) => {
            let done = if voiding { "voided" } else { "corrected" };
            Ok(Redirect::to(&format!("/office/registers/{code}/rows/{id}?done={done}")).into_response())
        }
        Err(ActError::Refused(refusal)) => {
            let errors = at_its_field(register, refusal);
            row_page(&app, &posted.signed, row, (&cells, &reason), errors, "").await
        }
        Err(failed) => Err(failed.into()),
    }
}
