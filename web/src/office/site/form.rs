//! The form over the site's face, saved and submitted like any other draft.

use super::super::answer::Fault;
use super::super::editor::{CONFLICT, FileLine, Kept, each, files, keep, own_draft, submitted};
use super::super::form::Fields;
use super::super::front::{front_at, page};
use super::super::session::{Posted, Signed};
use super::super::settings::same_columns;
use super::face::{SeatRow, facts_of, group_of_today, seat_rows};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::document::site::Accent;
use affairs::document::{BundleKind, Column, Document, DocumentState, Edition, Origin, SiteFacts};
use affairs::{ContentHash, Instant, Refusal};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::publishing::EditionContent;
use std::collections::BTreeMap;

/// The title of a face that was given none.
const TITLE: &str = "网站信息";

#[derive(Template)]
#[template(path = "office/site/form.html")]
pub(super) struct FormPage {
    pub shell: OfficeShell,
    pub document: Document,
    pub edition: Edition,
    pub facts: SiteFacts,
    pub revision: i64,
    pub generated_on: String,
    pub accents: Vec<(String, String)>,
    pub emblems: Vec<(String, String)>,
    pub emblem: String,
    pub seat_options: Vec<(String, String)>,
    pub seats: Vec<SeatRow>,
    pub files: Vec<FileLine>,
    /// Whether the office's list of columns has moved on.
    pub columns_differ: bool,
    pub autosaved_at: String,
}

/// The form; with `?restore=1` what was kept by itself is put into it.
///
/// # Errors
/// Refused for others' drafts.
pub async fn edit(
    signed: Signed,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let document = own_draft(&app, &signed, &id).await?;
    if document.kind != BundleKind::Site || document.state != DocumentState::Writing {
        return Ok(Redirect::to(&format!("/office/documents/{}", document.id)).into_response());
    }
    let who = signed.who();
    let kept = store::sessions::autosaved(app.desk().reader(), &who.agency, &document.id, &who.person).await?;
    let done = query.get("done").map_or("", String::as_str);
    let mut edition = document.content.clone();
    if edition.facts.is_null() {
        edition.facts = first_facts(&app, &signed).await?.to_value();
    }
    if let Some((fields, _)) = kept.as_ref().filter(|_| query.contains_key("restore")) {
        let pairs: Vec<(String, String)> = serde_json::from_value(fields.clone()).unwrap_or_default();
        let (content, _) = content(&Fields::from(pairs), &document, &facts(&edition));
        content.apply_to(&mut edition);
        return form(&app, &signed, document, edition, Errors::none(), done, None).await;
    }
    let kept_at = kept.map(|(_, at)| at);
    form(&app, &signed, document, edition, Errors::none(), done, kept_at).await
}

/// What a first face begins with: what the office knows of itself.
async fn first_facts(app: &App, signed: &Signed) -> Result<SiteFacts, Fault> {
    let (reader, who) = (app.desk().reader(), signed.who());
    let agency = store::agencies::by_id(reader, &who.agency).await?.ok_or_else(Fault::not_found)?;
    let seats = store::agencies::seats(reader, &who.agency).await?;
    let people = store::people::all(reader, &who.agency).await?;
    Ok(SiteFacts {
        name: format!("{}政府信息公开", agency.name),
        sponsor: agency.name,
        domain: agency.host,
        columns: store::agencies::columns(reader, &who.agency).await?,
        leading_group: group_of_today(&seats, &people, &[], app.desk().now().date()),
        ..SiteFacts::default()
    })
}

fn facts(edition: &Edition) -> SiteFacts {
    SiteFacts::from_value(&edition.facts).unwrap_or_default()
}

async fn form(
    app: &App,
    signed: &Signed,
    document: Document,
    edition: Edition,
    errors: Errors,
    done: &str,
    kept_at: Option<Instant>,
) -> Result<Response, Fault> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = format!("网站信息（{}）", edition.action.label());
    let columns = store::agencies::columns(app.desk().reader(), &document.agency).await?;
    let facts = facts(&edition);
    let pictures = edition.attachments.iter().filter(|attachment| attachment.media_type.starts_with("image/"));
    let shown = FormPage {
        shell: front_at(app, signed, &title, errors, done).await?,
        revision: document.revision,
        generated_on: edition.generated_on.map(|day| day.to_string()).unwrap_or_default(),
        accents: Accent::ALL.iter().map(|one| (one.code().to_owned(), one.label().to_owned())).collect(),
        emblems: pictures.map(|picture| (picture.file.to_string(), picture.name.clone())).collect(),
        emblem: facts.emblem.as_ref().map(ToString::to_string).unwrap_or_default(),
        seat_options: [("leader", "组长"), ("deputy_leader", "副组长"), ("member", "成员")]
            .map(|(code, label)| (code.to_owned(), label.to_owned()))
            .to_vec(),
        seats: seat_rows(&facts),
        files: files(app, signed, &document, &edition).await?,
        columns_differ: !same_columns(&facts.columns, &columns),
        autosaved_at: kept_at.map(Instant::minute_text).unwrap_or_default(),
        facts,
        document,
        edition,
    };
    page(&shown, status)
}

/// Saves; saves and submits; or takes the office's columns or leading group in and saves.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let document = own_draft(&app, &signed, &id).await?;
    if document.kind != BundleKind::Site {
        return Err(Fault::not_found());
    }
    let revision = fields.number("revision").unwrap_or(0);
    let before = match document.content.facts.is_null() {
        true => first_facts(&app, &signed).await?,
        false => facts(&document.content),
    };
    let (mut content, problems) = content(&fields, &document, &before);
    let anchor = take_in(&app, &signed, fields.get("act"), &mut content).await?;
    let mut edition = document.content.clone();
    content.clone().apply_to(&mut edition);
    if !problems.is_empty() {
        return form(&app, &signed, document, edition, problems, "", None).await;
    }
    let submit = fields.get("act") == "submit";
    match keep(&app, &signed, &document, revision, content, submit).await? {
        Kept::Submitted => Ok(submitted(&document)),
        Kept::Saved => Ok(Redirect::to(&format!("/office/site/{}?done=saved{anchor}", document.id)).into_response()),
        Kept::Refused { refusal, document } => {
            let of_submission = submit && refusal.code != CONFLICT;
            let errors = if of_submission { each(refusal, &edition) } else { Errors::one(refusal) };
            form(&app, &signed, *document, edition, errors, "", None).await
        }
    }
}

/// 取用: what the office keeps comes into the face. Answers the part of the page to go back to.
async fn take_in(app: &App, signed: &Signed, act: &str, content: &mut EditionContent) -> Result<&'static str, Fault> {
    let (reader, who) = (app.desk().reader(), signed.who());
    let mut facts = SiteFacts::from_value(&content.facts).unwrap_or_default();
    let anchor = match act {
        "columns" => {
            facts.columns = store::agencies::columns(reader, &who.agency).await?;
            "#columns"
        }
        "group" => {
            let seats = store::agencies::seats(reader, &who.agency).await?;
            let people = store::people::all(reader, &who.agency).await?;
            facts.leading_group = group_of_today(&seats, &people, &facts.leading_group, app.desk().now().date());
            "#group"
        }
        _ => return Ok(""),
    };
    content.facts = facts.to_value();
    Ok(anchor)
}

fn content(fields: &Fields, document: &Document, before: &SiteFacts) -> (EditionContent, Errors) {
    let mut errors = Errors::none();
    let generated_on = fields.date("generated_on");
    if generated_on.is_none() && !fields.get("generated_on").is_empty() {
        errors.add(Refusal::new("date", "变更日期请写成 2019-03-05 的样子。").at("generated_on"));
    }
    let kept = &document.content;
    let facts = facts_of(fields, before);
    let title = fields.get("title");
    let content = EditionContent {
        title: if title.is_empty() { TITLE.to_owned() } else { title.to_owned() },
        body: kept.body.clone(),
        summary: fields.get("summary").to_owned(),
        generated_on,
        origin: Origin::Made,
        source: if kept.source.is_empty() { facts.sponsor.clone() } else { kept.source.clone() },
        keywords: kept.keywords.clone(),
        article20: kept.article20,
        stage: kept.stage,
        public_attribute: kept.public_attribute,
        attribute_reason: kept.attribute_reason.clone(),
        numbered: false,
        targets: Vec::new(),
        release: kept.release,
        correction: false,
        facts: facts.to_value(),
        typed_texts: typed_texts(fields),
    };
    (content, errors)
}

fn typed_texts(fields: &Fields) -> Vec<(ContentHash, String)> {
    let typed = fields.pairs().filter_map(|(name, value)| name.strip_prefix("typed.").map(|hex| (hex, value)));
    typed.filter_map(|(hex, value)| ContentHash::parse(hex).map(|hash| (hash, value.trim().to_owned()))).collect()
}

impl FormPage {
    /// Columns in the order in which the site shows them.
    fn columns(&self) -> Vec<&Column> {
        self.facts.columns_in_order()
    }

    fn lines(&self, which: &str) -> String {
        match which {
            "classification" => self.facts.guide.classification.join("\n"),
            "ways" => self.facts.guide.ways_to_obtain.join("\n"),
            _ => self.facts.guide.application.content.join("\n"),
        }
    }

    fn title(&self) -> &str {
        if self.edition.title.is_empty() { TITLE } else { &self.edition.title }
    }
}
