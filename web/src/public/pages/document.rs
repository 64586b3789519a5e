//! A document at its address, whatever became of it: it stands, is repealed, withdrawn, or being checked.

use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::{Chrome, Section, Site};
use crate::public::item::{Item, ItemKind, PageName, PublishedItem};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, send_page};
use crate::public::serving::cache::MadeOf;
use affairs::document::BundleKind;
use affairs::id::DocumentId;
use affairs::publication::{Standing, UNDER_REVIEW};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

/// Longest id that is looked up at all.
const LONGEST: usize = 64;

#[derive(Template)]
#[template(path = "public/pages/document.html")]
pub struct DocumentPage {
    pub chrome: Chrome,
    pub crumb: Item,
    pub document: Item,
}

#[derive(Template)]
#[template(path = "public/pages/checking.html")]
pub struct CheckingPage {
    pub chrome: Chrome,
    pub words: &'static str,
}

/// `/d/{id}` and `/d/{id}.json`.
///
/// # Errors
/// The absent page for what was never released; a failure of the store.
pub async fn show(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (id, for_machines) = match name.strip_suffix(".json") {
        Some(id) => (id, true),
        None => (name.as_str(), false),
    };
    if id.is_empty() || id.len() > LONGEST || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Trouble::Absent);
    }
    let document = DocumentId::new(id);
    let Some((agency, published)) = read::document(app.public().reader(), &document).await? else {
        return Err(Trouble::Absent);
    };
    let agency = app.public().agency_of_id(&agency).await?.ok_or(Trouble::Absent)?;
    if published.bundle.kind == BundleKind::Site && published.standing.shows_text() {
        return Ok(Redirect::to(&format!("/a/{}/", agency.slug)).into_response());
    }
    // What was read here may be older than the number the page is kept under, so it is read again below; the second
    // reading costs nothing on the fast path, which never comes here.
    drop(published);
    let display = if for_machines { Display::default() } else { Display::of(&headers) };
    let asked = Asked { address: format!("/d/{name}"), display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        let found = read::document(app.public().reader(), &document).await?;
        let (_, published) = found.ok_or(Trouble::Absent)?;
        let page = if for_machines { machine(&site, &published) } else { page(&site, &published, display) };
        Ok(page?.made_of(Some(MadeOf::Document(document))))
    })
    .await
}

/// What has been taken back answers 410: search engines drop it at once, and no page of ours leads to it any more. See
/// docs/decisions/public-items-and-chrome.md.
const fn status(standing: Standing) -> StatusCode {
    if standing.shows_text() { StatusCode::OK } else { StatusCode::GONE }
}

fn page(site: &Site, published: &PublishedItem, display: Display) -> Result<Page, Trouble> {
    let here = format!("/d/{}", published.bundle.document);
    let document = site.of(&ItemKind::Document, published);
    let status = status(published.standing);
    if document.is_empty() {
        return Ok(Page::of(&checking(site, display, here))?.with_status(status));
    }
    let crumb = match published.bundle.targets.first() {
        Some(column) if published.standing.shows_text() => site.item(&ItemKind::ColumnCrumb(column.clone())),
        _ => Item::default(),
    };
    let chrome = site.document_chrome(published, display, here);
    Ok(Page::of(&DocumentPage { chrome, crumb, document })?.with_status(status))
}

/// The fixed words at the address of what is being checked.
#[must_use]
pub fn checking(site: &Site, display: Display, here: String) -> CheckingPage {
    let mut chrome = site.chrome(PageName::Home, Section::Other, display, here);
    chrome.no_index = true;
    chrome.title = Item::default();
    chrome.plain_title = UNDER_REVIEW;
    CheckingPage { chrome, words: UNDER_REVIEW }
}

fn machine(site: &Site, published: &PublishedItem) -> Result<Page, Trouble> {
    let text = match published.standing {
        Standing::TakenDown => format!("{{\n  \"standing\": \"taken_down\",\n  \"message\": \"{UNDER_REVIEW}\"\n}}"),
        _ => site.of(&ItemKind::Json, published).as_str().to_owned(),
    };
    Ok(Page::text("application/json; charset=utf-8", text).with_status(status(published.standing)))
}
