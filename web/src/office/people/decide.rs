//! The second person's press of a button, and the one-time link that it may bring about.

use super::super::answer::Fault;
use super::super::front::{front, page};
use super::super::session::Posted;
use super::words::Names;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::id::ProposalId;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// The link is on this page and nowhere else: not in an address, not in a log, not in the database.
#[derive(Template)]
#[template(path = "office/people/link.html")]
pub(super) struct LinkPage {
    pub shell: OfficeShell,
    pub name: String,
    pub link: String,
}

/// Confirms or declines a proposal.
///
/// # Errors
/// Refused for the proposer, for whom it is about, and when it was decided already.
pub async fn decide(
    State(app): State<App>,
    Path(proposal): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let id = ProposalId::new(proposal);
    if fields.get("act") != "confirm" {
        app.desk().decline_people(signed.who(), &id).await?;
        return Ok(Redirect::to("/office/people?done=declined").into_response());
    }
    let confirmed = app.desk().confirm_people(signed.who(), &id).await?;
    let Some(token) = confirmed.link else {
        return Ok(Redirect::to("/office/people?done=confirmed").into_response());
    };
    let people = store::people::all(app.desk().reader(), &signed.who().agency).await?;
    let name = Names { people: &people, sections: &[] }.person(&confirmed.person);
    let link = format!("{}/office/welcome/{token}", reached_at(&app, &headers));
    let shell = front(&app, &signed, "一次性链接", Errors::none()).await?;
    let mut response = page(&LinkPage { shell, name, link }, StatusCode::OK)?;
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

/// Where the office is reached from: as it is set up, else as this very request has reached it.
fn reached_at(app: &App, headers: &HeaderMap) -> String {
    let settings = app.settings();
    if !settings.public_address.is_empty() {
        return settings.public_address.clone();
    }
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let scheme = if settings.secure { "https" } else { "http" };
    if host.is_empty() { String::new() } else { format!("{scheme}://{host}") }
}
