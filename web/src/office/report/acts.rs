//! Explaining, freezing, thawing, and the report's files.

use super::form::form_page;
use super::year_of;
use crate::app::App;
use crate::kit::Errors;
use crate::office::answer::Fault;
use crate::office::registers::download;
use crate::office::session::{Posted, Signed};
use affairs::id::PersonId;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::reporting::ReportFormat;
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
