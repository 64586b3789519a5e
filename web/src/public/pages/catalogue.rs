//! 政府信息公开目录 (Article 12(3)): everything that stands, with index, name, outline and date of generation.

use super::{PageNumber, items};
use crate::app::App;
use crate::kit::{Display, Pages};
use crate::public::chrome::{Chrome, Section, Site};
use crate::public::item::{Item, ItemKind, PageName};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Rows on one page.
const PER_PAGE: usize = 30;

#[derive(Template)]
#[template(path = "public/pages/catalogue.html")]
pub struct CataloguePage {
    pub chrome: Chrome,
    pub navigation: Item,
    pub rows: Vec<Item>,
    pub pages: Pages,
}

/// `/a/{agency}/catalogue`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(number): Query<PageNumber>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let address = number.address(&format!("/a/{slug}/catalogue"));
    let app = &app;
    send_page(app, &agency, Asked { address, display, headers }, |site| async move {
        Page::of(&page(app, &site, number.number(), display).await?)
    })
    .await
}

async fn page(app: &App, site: &Site, number: usize, display: Display) -> Result<CataloguePage, Trouble> {
    let reader = app.public().reader();
    let total = read::count(reader, &site.agency.id).await?;
    let path = format!("{}/catalogue", site.place.path);
    let pages = Pages::new(number, total, PER_PAGE, format!("{path}?page="));
    let shown = read::latest(reader, &site.agency.id, PER_PAGE, pages.offset(PER_PAGE)).await?;
    Ok(CataloguePage {
        chrome: site.chrome(PageName::Catalogue, Section::Disclosed, display, path),
        navigation: site.item(&ItemKind::ColumnNavigation(None)),
        rows: items(site, &ItemKind::CatalogueRow, &shown),
        pages,
    })
}
