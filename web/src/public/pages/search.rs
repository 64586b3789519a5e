//! 查文件: titles, texts and attachments, with filters by column, year and kind.

use crate::app::App;
use crate::kit::{Display, Pages};
use crate::public::chrome::{Chrome, Section, Site};
use crate::public::item::links::percent_encoded;
use crate::public::item::{Item, ItemKind, PageName};
use crate::public::read;
use crate::public::serving::answer::{Asked, Page, Trouble, agency, send_page};
use affairs::document::BundleKind;
use affairs::id::ColumnId;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use store::search::{Hit, Question};

/// Hits on one page.
const PER_PAGE: usize = 10;
/// Nobody turns further.
const MOST_PAGES: usize = 100;
/// Longest question, in characters.
const LONGEST: usize = 120;

/// What was asked.
#[derive(Debug, Default, Deserialize)]
pub struct Asking {
    #[serde(default)]
    q: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "public/pages/search.html")]
pub struct SearchPage {
    pub chrome: Chrome,
    pub question: String,
    pub columns: Item,
    pub years: Vec<(i16, bool)>,
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    pub hits: Vec<ShownHit>,
    pub pages: Pages,
}

/// A hit as the page shows it.
pub struct ShownHit {
    pub frame: Item,
    pub bundle: String,
    /// Escaped HTML with marks; empty when the index is a moment behind the publication.
    pub snippet: String,
}

impl Asking {
    fn text(&self) -> String {
        self.q.trim().chars().take(LONGEST).collect()
    }

    fn question(&self, offset: usize) -> Question {
        Question {
            text: self.text(),
            column: (!self.column.is_empty()).then(|| ColumnId::new(self.column.clone())),
            year: self.year.parse().ok(),
            kind: BundleKind::from_code(&self.kind).map(|kind| kind.code().to_owned()),
            limit: PER_PAGE,
            offset,
        }
    }

    fn address(&self, path: &str) -> String {
        let pairs = [("q", &self.text()), ("column", &self.column), ("year", &self.year), ("kind", &self.kind)];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
        format!("{path}/search?{}", pairs.join("&"))
    }
}

/// `/a/{agency}/search`.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(asking): Query<Asking>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let agency = agency(&app, &slug).await?;
    let display = Display::of(&headers);
    // Never kept: there are as many questions as visitors.
    let asked = Asked { address: String::new(), display, headers };
    let app = &app;
    send_page(app, &agency, asked, |site| async move {
        Ok(Page::of(&page(app, &site, &asking, display).await?)?.made_of(None))
    })
    .await
}

async fn page(app: &App, site: &Site, asking: &Asking, display: Display) -> Result<SearchPage, Trouble> {
    let number = asking.page.parse().unwrap_or(1_usize).clamp(1, MOST_PAGES);
    let question = asking.question((number - 1) * PER_PAGE);
    let address = asking.address(&site.place.path);
    let text = question.text.clone();
    let column = question.column.clone().filter(|column| site.has_column(column));
    let (total, hits) = found(app, site, question).await?;
    let mut chrome = site.chrome(PageName::Search, Section::Other, display, address.clone());
    chrome.no_index = true;
    let years = store::publications::years(app.public().reader(), &site.agency.id).await?;
    let year = asking.year.parse().ok();
    let kinds = [(BundleKind::Article, "文件和信息"), (BundleKind::AnnualReport, "年度报告")];
    Ok(SearchPage {
        chrome,
        question: text,
        columns: site.item(&ItemKind::ColumnChoices(column)),
        years: years.into_iter().map(|one| (one, Some(one) == year)).collect(),
        kinds: kinds.map(|(kind, label)| (kind.code(), label, kind.code() == asking.kind)).to_vec(),
        hits,
        pages: Pages::new(number, total.min(MOST_PAGES * PER_PAGE), PER_PAGE, format!("{address}&page=")),
    })
}

/// The index says where to look; what is shown is read from the publications, as they stand this moment.
pub async fn found(app: &App, site: &Site, question: Question) -> Result<(usize, Vec<ShownHit>), Trouble> {
    if question.text.is_empty() {
        return Ok((0, Vec::new()));
    }
    let (index, agency) = (app.public().index().clone(), site.agency.id.clone());
    let asked = tokio::task::spawn_blocking(move || index.query(&agency, &question)).await;
    let hits = asked.map_err(|error| Trouble::Failed(error.to_string()))??;
    let mut shown = Vec::with_capacity(hits.hits.len());
    for hit in hits.hits {
        shown.extend(shown_hit(app, site, hit).await?);
    }
    Ok((hits.total, shown))
}

async fn shown_hit(app: &App, site: &Site, hit: Hit) -> Result<Option<ShownHit>, Trouble> {
    let Some((owner, published)) = read::document(app.public().reader(), &hit.document).await? else {
        return Ok(None);
    };
    if owner != site.agency.id || !published.standing.shows_text() {
        return Ok(None);
    }
    let snippet = if published.hash == hit.bundle { hit.snippet.to_html() } else { String::new() };
    let bundle = published.hash.as_str().to_owned();
    Ok(Some(ShownHit { frame: site.of(&ItemKind::Hit, &published), bundle, snippet }))
}
