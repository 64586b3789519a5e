//! 依申请公开: the boards of cases, registering what did not come over the site, one case with its acts and letters, the reply
//! from its first word to its service.

mod act;
mod board;
mod case;
pub(super) mod files;
mod letters;
mod published;
mod register;
mod reply;
mod reply_review;
#[cfg(test)]
mod reply_samples;
#[cfg(test)]
mod samples;
mod service;
mod waiting;
mod words;

pub(super) use waiting::waiting;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// Every address of the cases.
pub(super) fn routes() -> Router<App> {
    let files = Router::new()
        .route("/office/applications/{case}/files", post(files::attach))
        .route("/office/applications/{case}/reply/materials", post(reply::add_material))
        .route("/office/applications/{case}/seal", post(service::seal))
        .route("/office/applications/{case}/co-handling", post(files::answer_co_handling))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/office/applications", get(board::show))
        .route("/office/applications/register", get(register::blank).post(register::enter))
        .route("/office/applications/{case}", get(case::show))
        .route("/office/applications/{case}/files/{hash}", get(files::open))
        .route("/office/applications/{case}/letters/{name}", get(letters::print))
        .route("/office/applications/{case}/reply", get(reply::show).post(reply::act))
        .route("/office/applications/{case}/reply/preview.pdf", get(reply::preview))
        .route("/office/applications/{case}/replies/{reply}", get(reply_review::show).post(reply_review::act))
        .route("/office/applications/{case}/replies/{reply}/letter.pdf", get(reply_review::letter))
        .route("/office/applications/{case}/service", get(service::show).post(service::act))
        .route("/office/applications/{case}/{act}", post(act::act))
        .merge(files)
}
