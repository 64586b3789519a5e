//! 依申请公开, as an applicant walks through it: three doors, the form, the receipt, the progress, the deadline, the letter.
//!
//! What is said here is a correspondence with one person, never a publication: such a page is kept by no cache, its address holds
//! nothing of him, and what he typed goes nowhere but to the desk. What stays when the items are cut out is the same for every
//! agency, as on all public pages.

mod blank;
mod case;
mod deadline;
mod doors;
mod filled;
mod form;
mod incoming;
mod matching;
mod progress;
mod reading;
mod receipt;
mod requests;
mod steps;
#[cfg(test)]
mod tests;
mod verify;

pub use blank::Blanks;
#[cfg(test)]
pub use deadline::DeadlinePage;
#[cfg(test)]
pub use doors::DoorsPage;
#[cfg(test)]
pub use form::{FormPage, Limits};
pub(crate) use matching::telling;
#[cfg(test)]
pub use progress::ProgressPage;
#[cfg(test)]
pub use verify::VerifyPage;

use super::chrome::{Chrome, Section, Site};
use super::item::PageName;
use super::serving::answer::{Trouble, agency};
use crate::app::App;
use crate::kit::{Display, Errors};
use crate::office::{Fields, network};
use affairs::agency::Agency;
use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::{ActError, Failure};
use std::net::SocketAddr;
use std::sync::Arc;

/// A form without files, in bytes: far more than its longest fields.
const FORM_LIMIT: usize = 256 * 1024;

/// Every address of an applicant.
pub fn routes() -> Router<App> {
    // The agency's settings say how large a file may be; its bytes are counted as they stream in.
    let with_files = Router::new()
        .route("/a/{agency}/apply/form", get(form::show).post(form::submit))
        .route("/a/{agency}/progress/correct", post(case::correct))
        .route("/a/{agency}/progress/reasons", post(case::reasons))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/a/{agency}/apply", get(doors::show))
        .route("/a/{agency}/apply/form.pdf", get(blank::pdf))
        .route("/a/{agency}/apply/form.docx", get(blank::word))
        .route("/a/{agency}/apply/matching", post(matching::show))
        .route("/a/{agency}/progress", get(progress::ask).post(progress::show))
        .route("/a/{agency}/progress/withdraw", post(case::withdraw))
        .route("/a/{agency}/progress/file", post(case::file))
        .route("/a/{agency}/deadline", get(deadline::show))
        .route("/a/{agency}/verify", get(verify::ask).post(verify::show))
        .route("/a/{agency}/verify/keys", get(verify::keys))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .merge(with_files)
        .merge(requests::routes().layer(DefaultBodyLimit::max(FORM_LIMIT)))
        .merge(reading::routes().layer(DefaultBodyLimit::max(FORM_LIMIT)))
        .merge(requests::routes_with_files().layer(DefaultBodyLimit::disable()))
}

/// A form that somebody outside sent. Nobody is signed in here, so there is nothing that another site's page could misuse: who
/// has the number and the code may act, and who has not may not.
struct Sent {
    fields: Fields,
    headers: HeaderMap,
    /// For slowing down who guesses.
    network: String,
}

impl FromRequest<App> for Sent {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (headers, network) = (request.headers().clone(), network_of(app, &request));
        let fields = fields(Bytes::from_request(request, app).await);
        Ok(Self { fields, headers, network })
    }
}

/// The network that a request comes from.
fn network_of(app: &App, request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    network(app, request.headers(), peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0))))
}

/// What cannot be read is an empty form, which says of every field that it is missing.
fn fields(body: Result<Bytes, BytesRejection>) -> Fields {
    body.map(|bytes| Fields::from(crate::office::urlencoded(&bytes))).unwrap_or_default()
}

/// The frame of one of these pages.
fn frame(site: &Site, page: PageName, headers: &HeaderMap, path: &str) -> Chrome {
    let here = format!("{}{path}", site.place.path);
    site.chrome(page, Section::Application, Display::of(headers), here)
}

/// The same for a page that only one person should find.
fn private_frame(site: &Site, page: PageName, headers: &HeaderMap, path: &str) -> Chrome {
    Chrome { no_index: true, ..frame(site, page, headers, path) }
}

/// The site of a path's agency.
async fn site(app: &App, slug: &str) -> Result<(Arc<Agency>, Site), Trouble> {
    let agency = agency(app, slug).await?;
    let (site, ..) = app.public().site(&agency).await?;
    Ok((agency, site))
}

/// A page that is kept nowhere.
fn send(status: StatusCode, page: &impl Template) -> Result<Response, Trouble> {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    Ok((status, headers, Html(page.render()?)).into_response())
}

/// With what a page is answered on which something was refused.
fn status_of(errors: &Errors) -> StatusCode {
    match errors.all().first().map(|refusal| refusal.code) {
        None => StatusCode::OK,
        Some("receipt_slow" | "network_full") => StatusCode::TOO_MANY_REQUESTS,
        Some("unwell") => StatusCode::SERVICE_UNAVAILABLE,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A refusal stands on the page; a failure is logged, and the page says so without losing what was typed.
fn errors_of(error: ActError) -> Errors {
    match error {
        ActError::Refused(refusal) => Errors::one(refusal),
        ActError::Failed(failure) => Errors::one(unwell(&failure)),
    }
}

fn unwell(failure: &Failure) -> affairs::Refusal {
    tracing::error!(cause = failure.cause(), "an applicant's act failed");
    affairs::Refusal::new("unwell", "系统暂时不能办理，没有提交成功。您填写的内容还在，请过一会儿再试。")
}
