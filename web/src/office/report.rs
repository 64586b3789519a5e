//! 年度报告: the form itself. A cell opens its records, a finding leads to its cell, and the words carry live figures.

mod acts;
mod figure;
mod form;
mod list;
mod narrative;
mod problems;
mod year_end;

use super::answer::Fault;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// Every address of the annual reports.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/office/reports", get(list::show))
        .route("/office/reports/{year}", get(form::show))
        .route("/office/reports/{year}/figures/{metric}", get(figure::show))
        .route("/office/reports/{year}/narrative", get(narrative::show).post(narrative::save))
        .route("/office/reports/{year}/problems", get(problems::show).post(problems::act))
        .route("/office/reports/{year}/problems/{problem}", post(problems::change))
        .route("/office/reports/{year}/inspection", post(acts::inspection))
        .route("/office/reports/{year}/year-end", get(year_end::show))
        .route("/office/reports/{year}/explain", post(acts::explain))
        .route("/office/reports/{year}/freeze", post(acts::freeze))
        .route("/office/reports/{year}/reopen", post(acts::reopen))
        .route("/office/reports/{year}/correct", post(acts::correct))
        .route("/office/reports/{year}/files/{format}", get(acts::file))
}

fn year_of(text: &str) -> Result<i16, Fault> {
    text.parse().map_err(|_| Fault::not_found())
}
