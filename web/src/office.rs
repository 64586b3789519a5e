//! The office: where clerks, heads, reviewers and leaders work. Every page asks the desk or the reader; none decides.

mod account;
mod answer;
mod applications;
mod calendar;
mod documents;
mod editor;
mod form;
mod front;
mod help;
mod journal;
mod mail_room;
pub mod matrix;
mod messages;
mod people;
mod preview;
mod publications;
mod reading;
mod registers;
mod remedies;
mod report;
mod requests;
mod review;
#[cfg(test)]
mod samples;
mod session;
mod settings;
mod sign_in;
mod site;
mod split;
mod tasks;
mod volumes;

pub use answer::Fault;
pub use form::Fields;
pub use front::{front, front_at, page};
pub use matrix::access_matrix;
pub(crate) use session::urlencoded;
pub use session::{Posted, Signed};
pub(crate) use sign_in::network;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// Largest form without files, in bytes.
const FORM_LIMIT: usize = 8 * 1024 * 1024;

/// Every address of the office. The matrix of `docs/access.md` has a row for each.
pub fn routes() -> Router<App> {
    let files = Router::new()
        .route("/office/documents/{document}/files", post(editor::upload))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/office/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/office/sign-out", post(sign_in::sign_out))
        .route("/office/display", post(sign_in::display))
        .route("/office/welcome/{token}", get(sign_in::welcome).post(sign_in::set_password))
        .route("/office/found/{token}", get(sign_in::founding).post(sign_in::found))
        .route("/office", get(tasks::show))
        .route("/office/notices/{notice}", post(tasks::read_notice))
        .route("/office/updates/{task}", post(tasks::close_update))
        .route("/office/documents", get(documents::list).post(documents::begin))
        .route("/office/documents/{document}", get(documents::show))
        .route("/office/documents/{document}/edition", post(documents::begin_edition))
        .route("/office/documents/{document}/abandon", post(documents::abandon))
        .route("/office/documents/{document}/take-down", post(publications::take_down))
        .route("/office/documents/{document}/edit", get(editor::show).post(editor::save))
        .route("/office/documents/{document}/autosave", post(editor::autosave))
        .route("/office/documents/{document}/clean", post(editor::clean))
        .route("/office/documents/{document}/files/{hash}", get(editor::file).post(editor::file_act))
        .route("/office/reviews/{bundle}", get(review::show).post(review::act))
        .route("/office/publications", get(publications::list))
        .route("/office/publications/ledger.xlsx", get(publications::ledger))
        .route("/office/publications/{bundle}/form.pdf", get(publications::review_form))
        .route("/office/publish", get(publications::queue).post(publications::publish))
        .merge(administration())
        .merge(applications::routes())
        .merge(calendar::routes())
        .merge(registers::routes())
        .merge(remedies::routes())
        .merge(report::routes())
        .merge(mail_room::routes())
        .merge(volumes::routes())
        .merge(split::routes())
        .merge(messages::routes())
        .merge(requests::routes())
        .merge(reading::routes())
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .merge(files)
}

/// The agency's face, its settings, its people, its journal, and one's own account.
fn administration() -> Router<App> {
    Router::new()
        .route("/office/site", get(site::show).post(site::begin))
        .route("/office/site/updates", post(site::ask))
        .route("/office/site/{document}", get(site::edit).post(site::save))
        .route("/office/settings", get(settings::show))
        .route("/office/settings/columns", post(settings::save_column))
        .route("/office/settings/rules", get(settings::rules).post(settings::save_rules))
        .route("/office/people", get(people::show))
        .route("/office/people/proposals", post(people::propose))
        .route("/office/people/proposals/{proposal}", post(people::decide))
        .route("/office/people/sections", post(people::save_section))
        .route("/office/people/seats", post(people::save_seat))
        .route("/office/people/{person}", get(people::person))
        .route("/office/people/{person}/leave", get(people::leave).post(people::hand_over))
        .route("/office/people/handovers/{handover}", get(people::handover))
        .route("/office/people/handovers/{handover}/list.pdf", get(people::printed))
        .route("/office/journal", get(journal::show))
        .route("/office/account", get(account::show))
        .route("/office/account/password", post(account::password))
        .route("/office/account/phrases", post(account::phrases))
        .route("/office/help", get(help::index))
        .route("/office/help/{manual}", get(help::manual))
}
