//! Two of the five blocks: 公开指南 (Article 12(2)), 公开制度.

use super::items;
use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::{Chrome, Section, Site};
use crate::public::item::{Item, ItemKind, PageName};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::document::ColumnKind;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Documents beside a block; a block has few.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "public/pages/guide.html")]
pub struct GuidePage {
    pub chrome: Chrome,
    pub guide: Item,
    pub leading_group: Item,
    pub entries: Vec<Item>,
}

#[derive(Template)]
#[template(path = "public/pages/rules.html")]
pub struct RulesPage {
    pub chrome: Chrome,
    pub entries: Vec<Item>,
}

/// `/a/{agency}/guide`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let asked = Asked { address: format!("/a/{slug}/guide"), display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        Page::of(&GuidePage {
            chrome: site.chrome(PageName::Guide, Section::Guide, display, format!("{}/guide", site.place.path)),
            guide: site.item(&ItemKind::Guide),
            leading_group: site.item(&ItemKind::LeadingGroup),
            entries: entries(app, &site, ColumnKind::Guide).await?,
        })
    })
    .await
}

/// `/a/{agency}/rules`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn rules(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    let asked = Asked { address: format!("/a/{slug}/rules"), display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        Page::of(&RulesPage {
            chrome: site.chrome(PageName::Rules, Section::Rules, display, format!("{}/rules", site.place.path)),
            entries: entries(app, &site, ColumnKind::Rules).await?,
        })
    })
    .await
}

/// What stands in the columns of this kind.
async fn entries(app: &App, site: &Site, kind: ColumnKind) -> Result<Vec<Item>, Trouble> {
    let Some(face) = &site.face else { return Ok(Vec::new()) };
    let mut entries = Vec::new();
    for column in face.face().columns_in_order().into_iter().filter(|column| column.kind == kind) {
        let shown = read::in_column(app.public().reader(), &site.agency.id, &column.id, LINES, 0).await?;
        entries.extend(items(site, &ItemKind::Entry, &shown));
    }
    Ok(entries)
}
