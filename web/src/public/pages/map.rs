//! 网站地图: every column and page on one sheet.

use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::{Chrome, Section};
use crate::public::item::{Item, ItemKind, PageName};
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

#[derive(Template)]
#[template(path = "public/pages/map.html")]
pub struct MapPage {
    pub chrome: Chrome,
    pub columns: Item,
}

/// `/a/{agency}/site-map`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let asked = Asked { address: format!("/a/{slug}/site-map"), display, headers };
    send_page(&app, &agency, asked, |site| async move {
        let here = format!("{}/site-map", site.place.path);
        Page::of(&MapPage {
            chrome: site.chrome(PageName::SiteMap, Section::Other, display, here),
            columns: site.item(&ItemKind::ColumnMap),
        })
    })
    .await
}
