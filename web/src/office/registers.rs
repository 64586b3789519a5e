//! 业务台账: the registers behind table 二, each with its list, its form, its import and its export.

mod entry;
mod import;
mod list;

pub(super) use list::download;

use super::answer::Fault;
use crate::app::App;
use affairs::register::Register;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

/// Every address of the registers.
pub(super) fn routes() -> Router<App> {
    let sheets = Router::new()
        .route("/office/registers/{register}/import", get(import::show).post(import::take_in))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/office/registers", get(list::all))
        .route("/office/registers/{register}", get(list::show))
        .route("/office/registers/{register}/export/{format}", get(list::export))
        .route("/office/registers/{register}/new", get(entry::blank).post(entry::enter))
        .route("/office/registers/{register}/rows/{record}", get(entry::show).post(entry::change))
        .route("/office/registers/{register}/template/{format}", get(list::template))
        .route("/office/registers/{register}/import/{staging}", get(import::preview).post(import::import))
        .route("/office/registers/{register}/import/{staging}/progress", get(import::progress))
        .merge(sheets)
}

fn register_of(code: &str) -> Result<Register, Fault> {
    Register::from_code(code).ok_or_else(Fault::not_found)
}
