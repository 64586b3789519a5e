//! 查进度: number and code, both sent in a form and never in an address.

use super::case::send_case;
use super::{App, Chrome, Fields, PageName, Sent, Trouble, errors_of, frame, send, site, status_of};
use crate::kit::Errors;
use crate::public::chrome::Site;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

#[derive(Template)]
#[template(path = "public/applying/progress.html")]
pub struct ProgressPage {
    pub chrome: Chrome,
    pub errors: Errors,
    pub number: String,
}

/// What an applicant shows of himself.
pub struct Shown {
    pub number: String,
    pub code: String,
    pub network: String,
}

impl Shown {
    /// As it was typed: strokes and spaces between the groups of the code do not matter, nor does the width of its letters.
    pub fn of(fields: &Fields, network: &str) -> Self {
        let code = fields.get("code").chars().map(narrow).filter(char::is_ascii_alphanumeric).collect();
        Self { number: fields.get("number").to_owned(), code, network: network.to_owned() }
    }
}

/// A letter or digit of full width as the one of half width.
fn narrow(character: char) -> char {
    match u32::from(character) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

/// `/a/{agency}/progress`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn ask(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_question(&site, &headers, "", Errors::none())
}

/// The case of this receipt, or the question again.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    send_case(&app, &site, &sent.headers, shown, Errors::none(), "", None).await
}

/// The question, with what was wrong with the answer.
pub fn send_question(site: &Site, headers: &HeaderMap, number: &str, errors: Errors) -> Result<Response, Trouble> {
    let chrome = frame(site, PageName::Progress, headers, "/progress");
    let status = status_of(&errors);
    send(status, &ProgressPage { chrome, errors, number: number.to_owned() })
}

/// The same for an act that failed before the receipt was known to fit.
pub fn refused(site: &Site, headers: &HeaderMap, number: &str, error: desk::ActError) -> Result<Response, Trouble> {
    send_question(site, headers, number, errors_of(error))
}
