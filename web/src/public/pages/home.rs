//! The first page: search first, then the tasks people come for, then what is new by column, then contacts.

use super::items;
use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::{Chrome, Section, Site};
use crate::public::item::{Item, ItemKind, PageName};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::agency::Agency;
use affairs::document::ColumnKind;
use affairs::id::ColumnId;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// Lines of a column on the first page.
const LINES: usize = 6;

#[derive(Template)]
#[template(path = "public/pages/home.html")]
pub struct HomePage {
    pub chrome: Chrome,
    pub introduction: Item,
    pub columns: Vec<ColumnCard>,
    pub map: Item,
    pub contacts: Item,
}

/// A column with its newest lines.
pub struct ColumnCard {
    pub name: Item,
    pub lines: Vec<Item>,
}

#[derive(Template)]
#[template(path = "public/pages/agencies.html")]
struct AgenciesPage {
    display: Display,
    names: Vec<Item>,
}

/// `/`: the agency of this host, or the only one, or all that have a site.
///
/// # Errors
/// When the store fails.
pub async fn root(State(app): State<App>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agencies = app.public().agencies().await?;
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    let named = agencies.iter().find(|agency| !agency.host.is_empty() && agency.host == host);
    match (named, agencies.as_slice()) {
        (Some(agency), _) | (None, [agency]) => home(&app, agency, headers).await,
        _ => all(&app, &agencies, &headers).await,
    }
}

async fn all(app: &App, agencies: &[Arc<Agency>], headers: &HeaderMap) -> Result<Response, Trouble> {
    let mut names = Vec::new();
    for agency in agencies {
        let (site, ..) = app.public().site(agency).await?;
        names.push(site.item(&ItemKind::SiteName));
    }
    names.retain(|name| !name.is_empty());
    let page = AgenciesPage { display: Display::of(headers), names };
    Ok(axum::response::Html(page.render()?).into_response())
}

/// `/a/{agency}` without its slash.
pub async fn without_slash(Path(slug): Path<String>) -> Response {
    if affairs::agency::slug_is_valid(&slug) {
        return Redirect::permanent(&format!("/a/{slug}/")).into_response();
    }
    Trouble::Absent.into_response()
}

/// `/a/{agency}/`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    home(&app, &agency, headers).await
}

async fn home(app: &App, agency: &Arc<Agency>, headers: HeaderMap) -> Result<Response, Trouble> {
    let display = Display::of(&headers);
    let address = format!("/a/{}/", agency.slug);
    let asked = Asked { address, display, headers };
    send_page(app, agency, asked, |site| async move { Page::of(&page(app, &site, display).await?) }).await
}

async fn page(app: &App, site: &Site, display: Display) -> Result<HomePage, Trouble> {
    let mut columns = Vec::new();
    for column in busy_columns(site) {
        let newest = read::in_column(app.public().reader(), &site.agency.id, &column, LINES, 0).await?;
        columns.push(ColumnCard {
            name: site.item(&ItemKind::ColumnName(column)),
            lines: items(site, &ItemKind::Entry, &newest),
        });
    }
    Ok(HomePage {
        chrome: site.chrome(PageName::Home, Section::Home, display, format!("{}/", site.place.path)),
        introduction: site.item(&ItemKind::Introduction),
        columns,
        map: site.item(&ItemKind::ColumnNavigation(None)),
        contacts: site.item(&ItemKind::Contacts),
    })
}

/// The columns in which something new appears week by week; the others stand in the map below.
fn busy_columns(site: &Site) -> Vec<ColumnId> {
    let Some(face) = &site.face else { return Vec::new() };
    let columns = face.face().columns_in_order();
    let busy = |kind| matches!(kind, ColumnKind::News | ColumnKind::Notice | ColumnKind::Policy);
    columns.into_iter().filter(|column| busy(column.kind)).map(|column| column.id.clone()).collect()
}
