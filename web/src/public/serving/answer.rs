//! How the public side answers: a page, an absent page, an apology.

use super::cache::{MadeOf, ReadyPage};
use super::headers;
use crate::app::App;
use crate::kit::Display;
use crate::public::chrome::Site;
use affairs::agency::Agency;
use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use std::sync::Arc;
use store::StoreError;

/// Why a public page is not there.
#[derive(Debug)]
pub enum Trouble {
    /// It never existed, or is not released, or belongs to nobody here: all the same to a stranger.
    Absent,
    /// Disk, network, or a mistake of ours.
    Failed(String),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

#[derive(Template)]
#[template(path = "public/serving/absent.html")]
struct AbsentPage;

#[derive(Template)]
#[template(path = "public/serving/unwell.html")]
struct UnwellPage {
    number: String,
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Self::Absent => absent(),
            Self::Failed(cause) => unwell(&cause),
        }
    }
}

/// The one absent page: the same bytes for everybody and every address.
#[must_use]
pub fn absent() -> Response {
    let body = AbsentPage.render().unwrap_or_default();
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], Html(body)).into_response()
}

/// What no address of the site map names.
pub async fn nothing_here() -> Response {
    absent()
}

fn unwell(cause: &str) -> Response {
    let number = desk::new_id().map_or_else(|_| "0".to_owned(), |id| id.chars().take(8).collect());
    tracing::error!(number, cause, "a public page could not be made");
    let body = UnwellPage { number }.render().unwrap_or_default();
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::RETRY_AFTER, "60")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Html(body)).into_response()
}

/// What a page is, before it becomes an answer.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub media_type: &'static str,
    pub text: String,
    /// What it is made of; `None` is never kept.
    pub made_of: Option<MadeOf>,
}

impl Page {
    /// A page of HTML that stands until its agency publishes something.
    ///
    /// # Errors
    /// When the template fails.
    pub fn of(template: &impl Template) -> Result<Self, Trouble> {
        Ok(Self::text("text/html; charset=utf-8", template.render()?))
    }

    /// A text of another kind.
    #[must_use]
    pub fn text(media_type: &'static str, text: String) -> Self {
        Self { status: StatusCode::OK, media_type, text, made_of: Some(MadeOf::Several) }
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same, made of other things.
    #[must_use]
    pub fn made_of(mut self, made_of: Option<MadeOf>) -> Self {
        self.made_of = made_of;
        self
    }

    fn ready(self, secure: bool) -> ReadyPage {
        let mut ready = HeaderMap::with_capacity(16);
        ready.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        // A browser asks each time, and is told in a few bytes that nothing changed; so a take-down reaches it at once.
        ready.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        ready.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
        if self.status == StatusCode::GONE {
            ready.insert("x-robots-tag", HeaderValue::from_static("noindex, noarchive"));
        }
        headers::add(&mut ready, secure);
        ReadyPage::new(self.status, ready, self.text)
    }
}

/// A request for a page: its address as the cache knows it, its display, its headers.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Path and canonical query; the key of the cache, so handlers build it from what they understood.
    pub address: String,
    pub display: Display,
    pub headers: HeaderMap,
}

/// Answers with a page of an agency: from the cache, or made by `make` and kept.
///
/// # Errors
/// What `make` answers, or a failure of the store.
pub async fn send_page<F>(
    app: &App,
    agency: &Arc<Agency>,
    asked: Asked,
    make: impl FnOnce(Site) -> F,
) -> Result<Response, Trouble>
where
    F: Future<Output = Result<Page, Trouble>>,
{
    let public = app.public();
    let (site, followed, sequence) = public.site(agency).await?;
    if let Some((page, _)) = public.cache().get(&asked.address, asked.display) {
        return Ok(page.answer(&asked.headers));
    }
    let page = make(site).await?;
    let made_of = page.made_of.clone();
    let ready = Arc::new(page.ready(app.is_secure()));
    if let Some(made_of) = made_of {
        public.cache().put(&asked.address, asked.display, &ready, &followed, made_of, sequence);
    }
    Ok(ready.answer(&asked.headers))
}

/// The agency of a path, or the absent page.
///
/// # Errors
/// [`Trouble::Absent`] when there is none.
pub async fn agency(app: &App, slug: &str) -> Result<Arc<Agency>, Trouble> {
    app.public().agency_of_slug(slug).await?.ok_or(Trouble::Absent)
}
