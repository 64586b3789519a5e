//! The first page: which of three doors is the right one, and what else an applicant may look for.

use super::{App, Chrome, PageName, Trouble, frame};
use crate::kit::Display;
use crate::public::item::{Item, ItemKind};
use crate::public::serving::answer::{Asked, Page, agency, send_page};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

#[derive(Template)]
#[template(path = "public/applying/doors.html")]
pub struct DoorsPage {
    pub chrome: Chrome,
    /// Where an application is handed in on paper.
    pub application: Item,
}

/// `/a/{agency}/apply`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let asked = Asked { address: format!("/a/{slug}/apply"), display, headers };
    let headers = asked.headers.clone();
    send_page(&app, &agency, asked, |site| async move {
        Page::of(&DoorsPage {
            chrome: frame(&site, PageName::Application, &headers, "/apply"),
            application: site.item(&ItemKind::Application),
        })
    })
    .await
}
