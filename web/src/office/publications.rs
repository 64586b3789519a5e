//! 发布台账: what was published in a year with its ledger, what waits for the press of a button, 审批单, 审查台账, take-down.

use super::answer::Fault;
use super::front::{front, front_at, page};
use super::session::{Posted, Signed};
use super::tasks::section_names;
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Pages};
use affairs::ContentHash;
use affairs::access::{Act, Facts, may};
use affairs::id::DocumentId;
use affairs::review::Review;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeMap;

const PER_PAGE: usize = 30;

/// One event of the year.
struct EventLine {
    document: String,
    hex: String,
    title: String,
    index_number: String,
    kind: &'static str,
    at: String,
    by: String,
    column: String,
    timeliness: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "office/publications.html")]
struct PublicationsPage {
    shell: OfficeShell,
    year: i16,
    years: Vec<i16>,
    lines: Vec<EventLine>,
    pages: Pages,
    may_print: bool,
}

/// The year's publications, latest first.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn list(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::SeePublications, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let this_year = app.desk().now().year();
    let year = query.get("year").and_then(|year| year.parse().ok()).unwrap_or(this_year);
    let total = store::publications::count_of_year(reader, &who.agency, year).await?;
    let current = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let address = format!("/office/publications?year={year}&page=");
    let pages = Pages::new(current, usize::try_from(total).unwrap_or(0), PER_PAGE, address);
    let offset = i64::try_from(pages.offset(PER_PAGE)).unwrap_or(0);
    let events = store::publications::events_of_year(reader, &who.agency, year, PER_PAGE as i64, offset).await?;
    let columns = store::agencies::columns(reader, &who.agency).await?;
    let agency = store::agencies::by_id(reader, &who.agency).await?.ok_or_else(Fault::not_found)?;
    let lines = events
        .into_iter()
        .map(|(event, bundle)| {
            let origin = &bundle.origin;
            let reasoned =
                affairs::document::timeliness::timeliness(origin, bundle.generated_on, &agency.name, event.at.date());
            EventLine {
                document: event.document.to_string(),
                hex: event.bundle.hex().to_owned(),
                title: bundle.title,
                index_number: bundle.index_number,
                kind: event.kind.label(),
                at: event.at.minute_text(),
                by: event.by_name,
                column: columns
                    .iter()
                    .find(|column| column.id.as_str() == event.column)
                    .map(|column| column.name.clone())
                    .unwrap_or_default(),
                late: reasoned.answer.is_late(),
                timeliness: reasoned.answer.words(),
            }
        })
        .collect();
    let years = store::publications::years(reader, &who.agency).await?;
    let may_print = may(&signed.at.officer, Act::PrintLedger, &Facts::of(&who.agency)).is_ok();
    let shell = front(&app, &signed, "发布台账", Errors::none()).await?;
    page(&PublicationsPage { shell, year, years, lines, pages, may_print }, StatusCode::OK)
}

/// The year's 审查台账 as a spreadsheet.
///
/// # Errors
/// Refused without the role.
pub async fn ledger(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let year = query.get("year").and_then(|year| year.parse().ok()).unwrap_or_else(|| app.desk().now().year());
    let bytes = app.desk().review_ledger(signed.who(), year).await?;
    let name = crate::public::files::encoded_name(&format!("{year}年保密审查台账.xlsx"));
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The 审批单 of a bundle, from the ledger.
///
/// # Errors
/// Refused without the role.
pub async fn review_form(signed: Signed, State(app): State<App>, Path(hex): Path<String>) -> Result<Response, Fault> {
    let hash = ContentHash::parse(&hex).ok_or_else(Fault::not_found)?;
    let bytes = app.desk().review_form(signed.who(), &hash).await?;
    let name = crate::public::files::encoded_name("保密审查审批单.pdf");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Template)]
#[template(path = "office/queue.html")]
struct QueuePage {
    shell: OfficeShell,
    approved: Vec<(Review, String)>,
    ordered: Vec<(Review, String)>,
}

/// What four have approved and nobody has released yet.
///
/// # Errors
/// Refused without the role.
pub async fn queue(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::Publish, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let names = section_names(&app, &who.agency).await?;
    let named = |reviews: Vec<Review>| -> Vec<(Review, String)> {
        let name = |review: &Review| names.get(&review.section).cloned().unwrap_or_default();
        reviews.into_iter().map(|review| (review.clone(), name(&review))).collect()
    };
    let approved = named(store::reviews::in_state(reader, &who.agency, "approved", 200).await?);
    let ordered = named(store::reviews::in_state(reader, &who.agency, "ordered", 200).await?);
    let done = query.get("done").map_or("", String::as_str);
    let shell = front_at(&app, &signed, "待发布", Errors::none(), done).await?;
    page(&QueuePage { shell, approved, ordered }, StatusCode::OK)
}

/// Presses publish.
///
/// # Errors
/// Refused as the act says.
pub async fn publish(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let hash = ContentHash::parse(posted.fields.get("bundle")).ok_or_else(Fault::not_found)?;
    let now = app.desk().publish(posted.signed.who(), &hash).await?;
    Ok(Redirect::to(if now { "/office/publish?done=published" } else { "/office/publish?done=ordered" })
        .into_response())
}

/// 紧急下架.
///
/// # Errors
/// Refused as the act says.
pub async fn take_down(
    State(app): State<App>,
    Path(document): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let id = DocumentId::new(document);
    app.desk().take_down(posted.signed.who(), &id, posted.fields.get("reason")).await?;
    Ok(Redirect::to(&format!("/office/documents/{id}?done=taken_down")).into_response())
}
