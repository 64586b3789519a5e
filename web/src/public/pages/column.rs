//! A column: what it is for, and what stands in it, latest first.

use super::{PageNumber, items};
use crate::app::App;
use crate::kit::{Display, Pages};
use crate::public::chrome::{Chrome, Site};
use crate::public::item::{Item, ItemKind};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::id::ColumnId;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Entries on one page.
const PER_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "public/pages/column.html")]
pub struct ColumnPage {
    pub chrome: Chrome,
    pub crumb: Item,
    pub head: Item,
    pub navigation: Item,
    pub entries: Vec<Item>,
    pub pages: Pages,
}

/// `/a/{agency}/c/{column}`.
///
/// # Errors
/// When the face names no such column, or the store fails.
pub async fn show(
    State(app): State<App>,
    Path((slug, column)): Path<(String, String)>,
    Query(number): Query<PageNumber>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let column = ColumnId::new(column);
    let address = number.address(&format!("/a/{slug}/c/{column}"));
    let asked = Asked { address, display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        Page::of(&page(app, &site, &column, number.number(), display).await?)
    })
    .await
}

async fn page(
    app: &App,
    site: &Site,
    column: &ColumnId,
    number: usize,
    display: Display,
) -> Result<ColumnPage, Trouble> {
    if !site.has_column(column) {
        return Err(Trouble::Absent);
    }
    let reader = app.public().reader();
    let total = read::column_count(reader, &site.agency.id, column).await?;
    let path = format!("{}/c/{column}", site.place.path);
    let pages = Pages::new(number, total, PER_PAGE, format!("{path}?page="));
    let shown = read::in_column(reader, &site.agency.id, column, PER_PAGE, pages.offset(PER_PAGE)).await?;
    Ok(ColumnPage {
        chrome: site.column_chrome(column, display, path),
        crumb: site.item(&ItemKind::ColumnCrumb(column.clone())),
        head: site.item(&ItemKind::ColumnHead(column.clone())),
        navigation: site.item(&ItemKind::ColumnNavigation(Some(column.clone()))),
        entries: items(site, &ItemKind::Entry, &shown),
        pages,
    })
}
