//! The notice before somebody leaves the site, for links that a publication names and for no others.

use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::{Chrome, Section};
use crate::public::item::{Item, ItemKind, PageName, outside_links};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::id::DocumentId;
use affairs::publication::Standing;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "public/pages/leave.html")]
pub struct LeavePage {
    pub chrome: Chrome,
    pub leaving: Item,
}

/// Which publication names the link, and the link.
#[derive(Debug, Default, Deserialize)]
pub struct Way {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// `/a/{agency}/leave?from=…&to=…`.
///
/// # Errors
/// The absent page unless that publication is there and names that link.
pub async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(way): Query<Way>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    // Never kept, so its address in the cache does not matter.
    let asked = Asked { address: String::new(), display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        let found = read::document(app.public().reader(), &DocumentId::new(way.from)).await?;
        let (owner, published) = found.ok_or(Trouble::Absent)?;
        let named = outside_links(&published, &site.place).contains(&way.to);
        if owner != site.agency.id || published.standing == Standing::TakenDown || !named {
            return Err(Trouble::Absent);
        }
        let mut chrome = site.chrome(PageName::Leaving, Section::Other, display, format!("{}/", site.place.path));
        chrome.no_index = true;
        Ok(Page::of(&LeavePage { chrome, leaving: site.of(&ItemKind::Leaving(way.to), &published) })?.made_of(None))
    })
    .await
}
