//! Explaining, freezing, thawing, the report's files, and the package for an inspection.

use super::form::form_page;
use super::year_of;
use crate::app::App;
use crate::kit::Errors;
use crate::office::answer::Fault;
use crate::office::registers::download;
use crate::office::session::{Posted, Signed};
use affairs::id::PersonId;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use desk::reporting::{Package, ReportFormat};
use desk::{ActError, Done};

/// What an act answers: back to the report with what was done, or with what was refused.
async fn answered<T>(app: &App, posted: &Posted, year: i16, done: Done<T>, code: &str) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/office/reports/{year}?done={code}")).into_response()),
        Err(ActError::Refused(refusal)) => form_page(app, &posted.signed, year, Errors::one(refusal), "").await,
        Err(failed) => Err(failed.into()),
    }
}

/// Records why a warning is right to stand.
///
/// # Errors
/// When the store fails.
pub async fn explain(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let (finding, words) = (posted.fields.get("finding").to_owned(), posted.fields.get("words").to_owned());
    let done = app.desk().explain_finding(posted.signed.who(), year, &finding, &words).await;
    answered(&app, &posted, year, done, "explained").await
}

/// Freezes the report.
///
/// # Errors
/// When the store fails.
pub async fn freeze(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let drafter = PersonId::new(posted.fields.get("drafter"));
    let done = app.desk().freeze_report(posted.signed.who(), year, &drafter).await;
    answered(&app, &posted, year, done, "frozen").await
}

/// Thaws a frozen report.
///
/// # Errors
/// When the store fails.
pub async fn reopen(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let reason = posted.fields.get("reason").to_owned();
    let done = app.desk().reopen_report(posted.signed.who(), year, &reason).await;
    answered(&app, &posted, year, done, "reopened").await
}

/// The package for an inspection, sent while it is written.
///
/// # Errors
/// When the store fails.
pub async fn inspection(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let first = posted.fields.number("first").and_then(|first| i16::try_from(first).ok()).unwrap_or(year);
    match app.desk().inspection_package(posted.signed.who(), first, year).await {
        Ok(package) => Ok(sent(package)),
        Err(ActError::Refused(refusal)) => form_page(&app, &posted.signed, year, Errors::one(refusal), "").await,
        Err(failed) => Err(failed.into()),
    }
}

fn sent(package: Package) -> Response {
    let name = crate::public::files::encoded_name(&package.name);
    let stream = futures::stream::unfold(package.pieces, |mut pieces| async move {
        let piece = pieces.recv().await?;
        let piece = piece.map(Bytes::from).map_err(|error| {
            tracing::error!(?error, "a package for an inspection was broken off");
            std::io::Error::other("broken off")
        });
        Some((piece, pieces))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(stream)).into_response()
}

/// Opens a published report for an erratum.
///
/// # Errors
/// When the store fails.
pub async fn correct(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let reason = posted.fields.get("reason").to_owned();
    let done = app.desk().correct_report(posted.signed.who(), year, &reason).await;
    answered(&app, &posted, year, done, "correcting").await
}

/// One of the report's files.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn file(
    signed: Signed,
    State(app): State<App>,
    Path((year, format)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let format = ReportFormat::from_extension(&format).ok_or_else(Fault::not_found)?;
    let file = app.desk().report_file(signed.who(), year_of(&year)?, format).await?;
    Ok(download(&file.name, file.media_type, file.bytes))
}
