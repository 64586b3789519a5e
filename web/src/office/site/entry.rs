//! How the site's face stands: what the public sees now, what is being written, what should be updated.

use super::super::answer::Fault;
use super::super::documents::own_sections;
use super::super::form::Fields;
use super::super::front::{front_at, page};
use super::super::session::{Posted, Signed};
use super::super::settings::same_columns;
use super::super::tasks::section_names;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::document::{Action, BundleKind, DocumentState, SiteFacts};
use affairs::id::{AgencyId, SectionId};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use std::collections::BTreeMap;
use store::documents::DocumentLine;
use store::outbox::UpdateTask;

/// What the public sees now.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub document: String,
    pub released_at: String,
    pub facts: SiteFacts,
}

/// A face that is being written or reviewed.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub href: String,
    pub edition: i64,
    pub state: &'static str,
    pub owner: String,
    pub mine: bool,
}

#[derive(Template)]
#[template(path = "office/site/entry.html")]
pub(super) struct SitePage {
    pub shell: OfficeShell,
    pub live: Option<Live>,
    pub open: Vec<Open>,
    pub may_draft: bool,
    pub may_change_columns: bool,
    pub sections: Vec<(String, String)>,
    /// Whether the office's columns are no longer those that the public sees.
    pub columns_differ: bool,
    pub updates: Vec<UpdateTask>,
    pub fields: Fields,
}

/// The facts of the face that is public now.
pub async fn live_facts(app: &App, agency: &AgencyId) -> Result<Option<SiteFacts>, Fault> {
    Ok(live(app, agency).await?.map(|live| live.facts))
}

async fn live(app: &App, agency: &AgencyId) -> Result<Option<Live>, Fault> {
    let mut newest = store::publications::of_kind(app.desk().reader(), agency, BundleKind::Site, 1, 0).await?;
    let Some(shown) = newest.pop() else { return Ok(None) };
    let facts = SiteFacts::from_value(&shown.bundle.facts).map_err(|error| Fault::Failed(error.to_string()))?;
    Ok(Some(Live {
        document: shown.publication.document.to_string(),
        released_at: shown.publication.released_at.minute_text(),
        facts,
    }))
}

/// The page.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, Errors::none(), done, Fields::default()).await
}

async fn page_of(app: &App, signed: &Signed, errors: Errors, done: &str, fields: Fields) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::KeepSite, &Facts::of(&who.agency))?;
    let reader = app.desk().reader();
    let people = store::people::all(reader, &who.agency).await?;
    let columns = store::agencies::columns(reader, &who.agency).await?;
    let live = live(app, &who.agency).await?;
    let open = open_faces(app, signed).await?.into_iter().map(|line| {
        let mine = line.owner == who.person;
        let writing = line.state == DocumentState::Writing;
        Open {
            href: if mine && writing {
                format!("/office/site/{}", line.id)
            } else {
                format!("/office/documents/{}", line.id)
            },
            edition: line.edition,
            state: line.state.label(),
            owner: people.iter().find(|one| one.id == line.owner).map(|one| one.name.clone()).unwrap_or_default(),
            mine: mine && writing,
        }
    });
    let names = section_names(app, &who.agency).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = SitePage {
        open: open.collect(),
        may_draft: may(&signed.at.officer, Act::Draft, &Facts::of(&who.agency)).is_ok(),
        may_change_columns: may(&signed.at.officer, Act::ChangeSettings, &Facts::of(&who.agency)).is_ok(),
        sections: own_sections(signed, &names),
        columns_differ: live.as_ref().is_some_and(|live| !same_columns(&live.facts.columns, &columns)),
        updates: store::outbox::update_tasks(reader, &who.agency, 50).await?,
        live,
        fields,
        shell: front_at(app, signed, "网站信息", errors, done).await?,
    };
    page(&shown, status)
}

/// Faces that are neither public as they stand nor given up.
async fn open_faces(app: &App, signed: &Signed) -> Result<Vec<DocumentLine>, Fault> {
    let faces = faces(app, signed).await?;
    let is_open = |line: &DocumentLine| matches!(line.state, DocumentState::Writing | DocumentState::InReview);
    Ok(faces.into_iter().filter(is_open).collect())
}

async fn faces(app: &App, signed: &Signed) -> Result<Vec<DocumentLine>, Fault> {
    let reader = app.desk().reader();
    Ok(store::documents::of_kind(reader, &signed.who().agency, BundleKind::Site, 50).await?)
}

/// Begins the next edition of the face, or its first; one that is under way already is opened instead.
///
/// # Errors
/// Refused without a drafter's grant.
pub async fn begin(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let who = signed.who();
    may(&signed.at.officer, Act::Draft, &Facts::of(&who.agency))?;
    if let Some(open) = open_faces(&app, &signed).await?.first() {
        let mine = open.owner == who.person && open.state == DocumentState::Writing;
        let at = if mine { "site" } else { "documents" };
        return Ok(Redirect::to(&format!("/office/{at}/{}", open.id)).into_response());
    }
    let id = match faces(&app, &signed).await?.into_iter().find(|line| line.state == DocumentState::Published) {
        Some(published) => {
            let action = match store::publications::standing_of(app.desk().reader(), &who.agency, &published.id).await?
            {
                Some(standing) if !standing.standing.shows_text() => Action::Restore,
                _ => Action::Replace { correction: false },
            };
            app.desk().begin_edition(who, &published.id, action).await?;
            published.id
        }
        None => app.desk().begin_document(who, &SectionId::new(fields.get("section")), BundleKind::Site).await?,
    };
    Ok(Redirect::to(&format!("/office/site/{id}")).into_response())
}

/// Asks that the face follow the facts: a duty, an address, a telephone number has changed.
///
/// # Errors
/// Refused as the act says; the form comes back with what was typed.
pub async fn ask(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    match app.desk().ask_for_update(signed.who(), fields.get("what"), fields.get("why")).await {
        Ok(()) => Ok(Redirect::to("/office/site?done=asked").into_response()),
        Err(ActError::Refused(refusal)) if refusal.field.is_some() => {
            let field = if fields.get("what").is_empty() { "what" } else { "why" };
            let refusal = Refusal { field: Some(field), ..refusal };
            page_of(&app, &signed, Errors::one(refusal), "", fields).await
        }
        Err(error) => Err(error.into()),
    }
}
