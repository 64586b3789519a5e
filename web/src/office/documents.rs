//! Documents: one's own list, beginning one, and the page that shows a document's whole chain to anyone involved.

use super::answer::Fault;
use super::front::{front_at, page};
use super::session::{Posted, Signed};
use super::tasks::section_names;
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Pages};
use affairs::access::{Act, Facts, may};
use affairs::document::timeliness::timeliness;
use affairs::document::{Action, BundleKind, Document, DocumentState};
use affairs::id::{DocumentId, SectionId};
use affairs::people::{Role, Scope};
use affairs::publication::{Publication, PublicationEvent};
use affairs::review::{Level, Progress, Review};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeMap;
use store::documents::DocumentLine;

const PER_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "office/documents.html")]
struct DocumentsPage {
    shell: OfficeShell,
    /// (state code, label, count, whether it is shown)
    states: Vec<(&'static str, &'static str, i64, bool)>,
    lines: Vec<DocumentLine>,
    sections: Vec<(String, String)>,
    names: BTreeMap<SectionId, String>,
    pages: Pages,
}

impl DocumentsPage {
    fn section_of(&self, line: &DocumentLine) -> &str {
        self.names.get(&line.section).map_or("", String::as_str)
    }
}

/// The drafter's own documents.
///
/// # Errors
/// Refused to those who draft nothing.
pub async fn list(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    may(&signed.at.officer, Act::Draft, &Facts::of(&signed.who().agency))?;
    let state = query.get("state").and_then(|code| DocumentState::from_code(code)).unwrap_or(DocumentState::Writing);
    let (reader, who) = (app.desk().reader(), signed.who());
    let mut states = Vec::new();
    for one in [DocumentState::Writing, DocumentState::InReview, DocumentState::Published, DocumentState::Abandoned] {
        let count = store::documents::count_of_owner(reader, &who.agency, &who.person, one).await?;
        states.push((one.code(), one.label(), count, one == state));
    }
    let total = states.iter().find(|(_, _, _, shown)| *shown).map_or(0, |(_, _, count, _)| *count);
    let current = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let address = format!("/office/documents?state={}&page=", state.code());
    let pages = Pages::new(current, usize::try_from(total).unwrap_or(0), PER_PAGE, address);
    let offset = i64::try_from(pages.offset(PER_PAGE)).unwrap_or(0);
    let lines = store::documents::of_owner(reader, &who.agency, &who.person, state, PER_PAGE as i64, offset).await?;
    let names = section_names(&app, &who.agency).await?;
    let done = query.get("done").map_or("", String::as_str);
    let shell = front_at(&app, &signed, "我的稿件", Errors::none(), done).await?;
    let sections = own_sections(&signed, &names);
    page(&DocumentsPage { shell, states, lines, sections, names, pages }, StatusCode::OK)
}

/// The sections in which this person drafts.
pub(super) fn own_sections(signed: &Signed, names: &BTreeMap<SectionId, String>) -> Vec<(String, String)> {
    let grants = signed.at.officer.grants.iter().filter(|grant| grant.role == Role::Drafter);
    let mut sections: Vec<(String, String)> = grants
        .filter_map(|grant| match &grant.scope {
            Scope::Section { section } => Some((section.to_string(), names.get(section).cloned().unwrap_or_default())),
            Scope::Agency => None,
        })
        .collect();
    sections.sort();
    sections.dedup();
    sections
}

/// Begins a document and opens the editor.
///
/// # Errors
/// Refused without a drafter's grant for the section.
pub async fn begin(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let section = SectionId::new(posted.fields.get("section"));
    let kind = BundleKind::from_code(posted.fields.get("kind")).unwrap_or(BundleKind::Article);
    if kind == BundleKind::AnnualReport {
        return Err(affairs::Refusal::new("report_by_freezing", "年度报告由“年度报告”页面定稿生成。").into());
    }
    let id = app.desk().begin_document(posted.signed.who(), &section, kind).await?;
    Ok(Redirect::to(&format!("/office/documents/{id}/edit")).into_response())
}

/// Begins the next edition of what is public.
///
/// # Errors
/// Refused as the act says.
pub async fn begin_edition(
    State(app): State<App>,
    Path(document): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let action = match posted.fields.get("action") {
        "withdraw" => Action::Withdraw,
        "repeal" => Action::Repeal,
        "restore" => Action::Restore,
        "correct" => Action::Replace { correction: true },
        _ => Action::Replace { correction: false },
    };
    let id = DocumentId::new(document);
    app.desk().begin_edition(posted.signed.who(), &id, action).await?;
    Ok(Redirect::to(&format!("/office/documents/{id}/edit?done=edition")).into_response())
}

/// Gives up a draft.
///
/// # Errors
/// Refused as the act says.
pub async fn abandon(State(app): State<App>, Path(document): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let id = DocumentId::new(document);
    app.desk().abandon(posted.signed.who(), &id, posted.fields.get("reason")).await?;
    Ok(Redirect::to(&format!("/office/documents/{id}?done=abandoned")).into_response())
}

/// One step of a chain, as the page draws it.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub level: &'static str,
    pub name: String,
    pub acting: String,
    pub at: String,
    pub opinion: String,
    /// `done`, `now` or `later`.
    pub state: &'static str,
}

/// The chain of a submission, with who holds it now.
pub(super) fn steps(review: &Review, holders: &str) -> Vec<Step> {
    let waited = review.waited_for().ok();
    Level::ALL
        .into_iter()
        .map(|level| match review.approvals.iter().find(|approval| approval.level == level) {
            Some(approval) => Step {
                level: level.label(),
                name: approval.name.clone(),
                acting: approval
                    .acting_for
                    .as_ref()
                    .map(|acting| format!("受{}委托（{}）", acting.name, acting.basis))
                    .unwrap_or_default(),
                at: approval.at.minute_text(),
                opinion: approval.opinion.clone(),
                state: "done",
            },
            None => Step {
                level: level.label(),
                name: if waited == Some(level) { holders.to_owned() } else { String::new() },
                acting: String::new(),
                at: String::new(),
                opinion: String::new(),
                state: if waited == Some(level) { "now" } else { "later" },
            },
        })
        .collect()
}

/// The names of those who may sign what is waited for now.
pub(super) async fn holders_of(app: &App, review: &Review) -> Result<String, Fault> {
    let Ok(level) = review.waited_for() else { return Ok(String::new()) };
    let reader = app.desk().reader();
    let today = app.desk().now().date();
    let grants = store::people::grants(reader, &review.agency).await?;
    let people = store::people::all(reader, &review.agency).await?;
    let fits = |grant: &&affairs::people::Grant| {
        grant.role == level.role()
            && grant.in_force_on(today)
            && grant.scope.covers(&review.section)
            && !review.approvals.iter().any(|approval| approval.person == grant.person)
    };
    let mut names: Vec<String> = grants
        .iter()
        .filter(fits)
        .filter_map(|grant| people.iter().find(|person| person.id == grant.person))
        .map(|person| person.name.clone())
        .collect();
    names.dedup();
    Ok(if names.is_empty() { "暂无人可签，请联系管理员".to_owned() } else { names.join("、") })
}

/// One submission on the document's page.
struct Submission {
    hex: String,
    short: String,
    edition: i64,
    label: String,
    steps: Vec<Step>,
    reason: String,
    public: bool,
}

#[derive(Template)]
#[template(path = "office/document.html")]
struct DocumentPage {
    shell: OfficeShell,
    document: Document,
    section: String,
    owner: String,
    is_mine: bool,
    may_draft: bool,
    may_take_down: bool,
    submissions: Vec<Submission>,
    events: Vec<PublicationEvent>,
    publication: Option<Publication>,
    timeliness: String,
    late: bool,
    take_down_open: bool,
}

/// The page of a document: its state, its submissions with their chains, its public life.
///
/// # Errors
/// Refused to those who have no part in it.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(document): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let (reader, who) = (app.desk().reader(), signed.who());
    let id = DocumentId::new(document);
    let document = store::documents::by_id(reader, &who.agency, &id).await?.ok_or_else(Fault::not_found)?;
    let facts = Facts::document(&who.agency, &document.section, &document.owner);
    may(&signed.at.officer, Act::ReadDraft, &facts)?;
    let submissions = submissions(&app, &document).await?;
    let events = store::publications::events_of(reader, &who.agency, &id).await?;
    let publication = store::publications::standing_of(reader, &who.agency, &id).await?;
    let (timeliness, late) = timeliness_words(&app, &signed, &document, &events).await?;
    let names = section_names(&app, &who.agency).await?;
    let owner = store::people::by_id(reader, &who.agency, &document.owner).await?;
    let done = query.get("done").map_or("", String::as_str);
    let title = if document.content.title.is_empty() { "（未填标题）" } else { document.content.title.as_str() };
    let shell = front_at(&app, &signed, title, Errors::none(), done).await?;
    let take_down_open =
        publication.as_ref().is_some_and(|one| one.standing == affairs::publication::Standing::TakenDown);
    page(
        &DocumentPage {
            section: names.get(&document.section).cloned().unwrap_or_default(),
            owner: owner.map(|person| person.name).unwrap_or_default(),
            is_mine: document.owner == who.person && signed.at.officer.holds(Role::Drafter),
            may_draft: may(&signed.at.officer, Act::Draft, &facts).is_ok(),
            may_take_down: may(&signed.at.officer, Act::TakeDown, &facts).is_ok()
                && publication.as_ref().is_some_and(|one| one.standing.shows_text()),
            shell,
            submissions,
            events,
            publication,
            timeliness,
            late,
            take_down_open,
            document,
        },
        StatusCode::OK,
    )
}

async fn submissions(app: &App, document: &Document) -> Result<Vec<Submission>, Fault> {
    let reviews = store::reviews::all_of(app.desk().reader(), &document.agency, &document.id).await?;
    let mut submissions = Vec::with_capacity(reviews.len());
    for review in reviews.iter().rev().take(30) {
        let holders = holders_of(app, review).await?;
        submissions.push(Submission {
            hex: review.bundle.hex().to_owned(),
            short: review.bundle.short().to_owned(),
            edition: review.edition,
            label: review.progress.label(),
            steps: steps(review, &holders),
            reason: match &review.progress {
                Progress::Returned { name, reason, .. } => format!("{name}退回：{reason}"),
                Progress::Unreadable { why, .. } => why.clone(),
                Progress::Ordered { release_at, .. } => format!("将于 {} 发布", release_at.minute_text()),
                _ => String::new(),
            },
            public: matches!(review.progress, Progress::Released { .. }),
        });
    }
    Ok(submissions)
}

async fn timeliness_words(
    app: &App,
    signed: &Signed,
    document: &Document,
    events: &[PublicationEvent],
) -> Result<(String, bool), Fault> {
    let Some(generated_on) = document.content.generated_on else { return Ok((String::new(), false)) };
    let agency = store::agencies::by_id(app.desk().reader(), &signed.who().agency).await?;
    let name = agency.map(|agency| agency.name).unwrap_or_default();
    let released = events.iter().rev().find(|event| event.edition == document.edition);
    let day = released.map_or_else(|| app.desk().now().date(), |event| event.at.date());
    let reasoned = timeliness(&document.content.origin, generated_on, &name, day);
    Ok((reasoned.answer.words(), reasoned.answer.is_late()))
}
