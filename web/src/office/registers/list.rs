//! The registers, one register's rows, and the same rows as a sheet.

use super::register_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Pages};
use crate::office::answer::Fault;
use crate::office::front::{front, front_at, page};
use crate::office::session::Signed;
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::register::sheet::{columns, write_row};
use affairs::register::{Entered, ItemKind, PointState, Register, RuleKind, Standing, work};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::registers::ExportFormat;
use std::collections::BTreeMap;
use store::registers::Filter;

const PER_PAGE: usize = 50;

/// A register in the overview.
struct RegisterLine {
    register: Register,
    rows: i64,
    years: String,
}

#[derive(Template)]
#[template(path = "office/registers/all.html")]
struct AllPage {
    shell: OfficeShell,
    registers: Vec<RegisterLine>,
    may_keep: bool,
}

/// The registers, those of table 二 first.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn all(signed: Signed, State(app): State<App>) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::ReadRegisters, &Facts::of(&who.agency))?;
    let mut registers = Vec::new();
    for register in Register::ALL {
        let years = store::registers::years(app.desk().reader(), &who.agency, register).await?;
        let latest = years.iter().take(3).map(|(year, count)| format!("{year} 年 {count} 条"));
        registers.push(RegisterLine {
            register,
            rows: years.iter().map(|(_, count)| count).sum(),
            years: latest.collect::<Vec<_>>().join("，"),
        });
    }
    let may_keep = may(&signed.at.officer, Act::KeepRegisters, &Facts::of(&who.agency)).is_ok();
    let shell = front(&app, &signed, "业务台账", Errors::none()).await?;
    page(&AllPage { shell, registers, may_keep }, StatusCode::OK)
}

/// A row of the list: its id, and its cells.
struct RowLine {
    id: String,
    cells: Vec<(&'static str, String)>,
    corrected: bool,
    /// What wants attention today; empty for most rows.
    attention: String,
}

#[derive(Template)]
#[template(path = "office/registers/list.html")]
struct ListPage {
    shell: OfficeShell,
    register: Register,
    headings: Vec<&'static str>,
    /// The place of the natural key, which leads to the row.
    key_place: usize,
    rows: Vec<RowLine>,
    pages: Pages,
    years: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    chosen: Chosen,
    /// What an export of exactly this list asks for.
    export_query: String,
    may_keep: bool,
}

/// The filter as the form shows it again.
#[derive(Debug, Clone, Default)]
struct Chosen {
    year: String,
    kind: String,
    key: String,
    voided: bool,
}

impl Chosen {
    fn of(query: &BTreeMap<String, String>) -> Self {
        let get = |name: &str| query.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self { year: get("year"), kind: get("kind"), key: get("key"), voided: get("voided") == "yes" }
    }

    fn filter(&self, register: Register) -> Filter {
        let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
        Filter {
            register,
            year: self.year.parse().ok(),
            category: filled(&self.kind),
            key: filled(&self.key),
            voided: self.voided,
        }
    }

    fn query(&self) -> String {
        let mut query = url_pairs(&[("year", &self.year), ("kind", &self.kind), ("key", &self.key)]);
        if self.voided {
            query.push_str("voided=yes&");
        }
        query
    }
}

fn url_pairs(pairs: &[(&str, &String)]) -> String {
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| format!("{name}={}&", crate::public::files::encoded_name(value))).collect()
}

/// The rows of a register, filtered, latest first.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(code): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let who = signed.who();
    may(&signed.at.officer, Act::ReadRegisters, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let chosen = Chosen::of(&query);
    let filter = chosen.filter(register);
    let total = store::registers::count(reader, &who.agency, &filter).await?;
    let current = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let address = format!("/office/registers/{code}?{}page=", chosen.query());
    let pages = Pages::new(current, usize::try_from(total).unwrap_or(0), PER_PAGE, address);
    let offset = i64::try_from(pages.offset(PER_PAGE)).unwrap_or(0);
    let rows = store::registers::page(reader, &who.agency, &filter, PER_PAGE as i64, offset).await?;
    let years = store::registers::years(reader, &who.agency, register).await?;
    let done = query.get("done").map_or("", String::as_str);
    let key = columns(register).iter().position(|column| column.heading == register.key_label());
    let view = ListPage {
        shell: front_at(&app, &signed, register.label(), Errors::none(), done).await?,
        register,
        headings: columns(register).iter().map(|column| column.heading).collect(),
        key_place: key.unwrap_or(0),
        rows: rows.into_iter().map(|row| row_line(row, app.desk().now().date())).collect(),
        pages,
        years: years.into_iter().map(|(year, count)| (year.to_string(), format!("{year} 年（{count}）"))).collect(),
        kinds: kinds(register),
        export_query: chosen.query(),
        chosen,
        may_keep: may(&signed.at.officer, Act::KeepRegisters, &Facts::of(&who.agency)).is_ok(),
    };
    page(&view, StatusCode::OK)
}

fn row_line(row: Entered, today: Date) -> RowLine {
    let headings = columns(row.record.register()).iter().map(|column| column.heading);
    RowLine {
        id: row.id.to_string(),
        cells: headings.zip(write_row(&row.record)).collect(),
        corrected: row.version > 1,
        attention: match row.standing {
            Standing::Standing => work::attention(&row.record, today).unwrap_or_default(),
            Standing::Voided => String::new(),
        },
    }
}

fn kinds(register: Register) -> Vec<(String, String)> {
    match register {
        Register::Documents => {
            RuleKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind.label().to_owned())).collect()
        }
        Register::Items | Register::Decisions => {
            ItemKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind.label().to_owned())).collect()
        }
        Register::WorkPoints => {
            PointState::ALL.iter().map(|state| (state.code().to_owned(), state.label().to_owned())).collect()
        }
        Register::Fees | Register::Procurement | Register::Trainings | Register::Meetings | Register::InternalRules => {
            Vec::new()
        }
    }
}

/// The list as a sheet.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn export(
    signed: Signed,
    State(app): State<App>,
    Path((code, format)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let format = ExportFormat::from_extension(&format).ok_or_else(Fault::not_found)?;
    let filter = Chosen::of(&query).filter(register);
    let exported = app.desk().export_register(signed.who(), &filter, format).await?;
    Ok(download(&exported.name, exported.media_type, exported.bytes))
}

/// A sheet with the headings of a register and no row, to be filled in and imported.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn template(
    signed: Signed,
    State(app): State<App>,
    Path((code, format)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let register = register_of(&code)?;
    let format = ExportFormat::from_extension(&format).ok_or_else(Fault::not_found)?;
    let exported = app.desk().blank_register_sheet(signed.who(), register, format).await?;
    Ok(download(&exported.name, exported.media_type, exported.bytes))
}

/// A file that the browser saves under this name.
pub(in crate::office) fn download(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}", crate::public::files::encoded_name(name)),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
