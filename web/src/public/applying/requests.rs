//! 更正政府信息记录 (Art. 41) and 主动公开建议 (Art. 44(2)), as whoever asks walks through them: a form each, a receipt, what became
//! of it. They are no applications and are kept apart from them.

use super::case::handed_out;
use super::filled::DOCUMENT_KINDS;
use super::incoming::{Incoming, take};
use super::progress::Shown;
use super::receipt::spaced;
use super::{App, Chrome, Fields, PageName, Sent, Trouble, errors_of, private_frame, send, site, status_of};
use crate::kit::Errors;
use crate::public::chrome::Site;
use affairs::ContentHash;
use affairs::case::CaseKind;
use affairs::personal::Purpose;
use affairs::request::{Event, Request, RequestForm, Stage, kind_of};
use affairs::time::chinese_date;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::requests::LetterTaken;

/// The shortest key that the desk takes for one.
const SHORTEST_KEY: usize = 20;
const CORRECTION: &str = "/apply/correction";
const SUGGESTION: &str = "/apply/suggestion";

/// Every address of these two.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/a/{agency}/apply/requests", get(ask).post(show))
        .route("/a/{agency}/apply/requests/withdraw", post(withdraw))
        .route("/a/{agency}/apply/requests/letter", post(letter))
}

/// The forms that may bring files; their bytes are counted as they stream in.
pub fn routes_with_files() -> Router<App> {
    Router::new()
        .route("/a/{agency}/apply/correction", get(correction).post(submit_correction))
        .route("/a/{agency}/apply/suggestion", get(suggestion).post(submit_suggestion))
}

#[derive(Template)]
#[template(path = "public/applying/correction.html")]
struct CorrectionPage {
    chrome: Chrome,
    errors: Errors,
    fields: Fields,
    key: String,
    document_kinds: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "public/applying/suggestion.html")]
struct SuggestionPage {
    chrome: Chrome,
    errors: Errors,
    fields: Fields,
    key: String,
}

#[derive(Template)]
#[template(path = "public/applying/request_receipt.html")]
struct ReceiptPage {
    chrome: Chrome,
    kind: &'static str,
    number: String,
    code: String,
    spaced: String,
    received_on: String,
    due_on: String,
}

#[derive(Template)]
#[template(path = "public/applying/request_ask.html")]
struct AskPage {
    chrome: Chrome,
    errors: Errors,
    number: String,
}

/// One line of what happened.
struct Step {
    day: String,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "public/applying/request.html")]
struct RequestPage {
    chrome: Chrome,
    errors: Errors,
    flash: &'static str,
    kind: &'static str,
    number: String,
    code: String,
    about: String,
    stage: &'static str,
    open: bool,
    due_on: String,
    /// What was established and done, once it is answered.
    findings: String,
    words: String,
    organ: String,
    has_letter: bool,
    /// Whether its sealed copy lies ready.
    sealed: bool,
    /// The publication that it led to, once it stands for everybody.
    steps: Vec<Step>,
}

async fn correction(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_form(&site, &headers, CaseKind::RecordCorrection, Fields::default(), Errors::none())
}

async fn suggestion(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_form(&site, &headers, CaseKind::Suggestion, Fields::default(), Errors::none())
}

async fn submit_correction(
    State(app): State<App>,
    Path(slug): Path<String>,
    request: axum::extract::Request,
) -> Result<Response, Trouble> {
    submit(&app, &slug, CaseKind::RecordCorrection, request).await
}

async fn submit_suggestion(
    State(app): State<App>,
    Path(slug): Path<String>,
    request: axum::extract::Request,
) -> Result<Response, Trouble> {
    submit(&app, &slug, CaseKind::Suggestion, request).await
}

/// Takes a request in, or shows the form again with what was typed.
async fn submit(app: &App, slug: &str, kind: CaseKind, request: axum::extract::Request) -> Result<Response, Trouble> {
    let (agency, site) = site(app, slug).await?;
    let headers = request.headers().clone();
    let Incoming { fields, files, digest, errors } = take(app, &agency.id, request).await;
    if !errors.is_empty() {
        return send_form(&site, &headers, kind, fields, errors);
    }
    let form = form_of(&fields);
    let key = key_of(fields.get("key"), kind, &form, &digest);
    match app.desk().ask(&agency.id, kind, form, &key, files).await {
        Ok(receipt) => {
            let calendar = app.desk().calendar(&agency.id).await.map_err(|error| Trouble::Failed(error.to_string()))?;
            let due = kind_of(kind)
                .map(|kind| law::request_due::request_due(kind, receipt.received_on, &calendar).answer.value);
            let page = ReceiptPage {
                chrome: private_frame(&site, PageName::Application, &headers, path_of(kind)),
                kind: kind.label(),
                spaced: spaced(&receipt.code),
                number: receipt.number,
                code: receipt.code,
                received_on: chinese_date(receipt.received_on),
                due_on: due.map(chinese_date).unwrap_or_default(),
            };
            send(StatusCode::OK, &page)
        }
        Err(error) => send_form(&site, &headers, kind, fields, errors_of(error)),
    }
}

fn form_of(fields: &Fields) -> RequestForm {
    let of = |name: &str| fields.get(name).to_owned();
    RequestForm {
        name: of("name"),
        document_kind: of("document_kind"),
        document_number: of("document_number"),
        telephone: of("telephone"),
        address: of("address"),
        email: of("email"),
        about: of("about"),
        wish: of("wish"),
        evidence: of("evidence"),
    }
}

/// The same form sent twice is one case; a form that was changed in between is another.
fn key_of(drawn: &str, kind: CaseKind, form: &RequestForm, files: &str) -> String {
    if drawn.len() < SHORTEST_KEY {
        return String::new();
    }
    let content = serde_json::to_string(form).unwrap_or_default();
    ContentHash::of(format!("{drawn}\n{}\n{content}\n{files}", kind.code()).as_bytes()).hex().to_owned()
}

const fn path_of(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Suggestion => SUGGESTION,
        CaseKind::RecordCorrection | CaseKind::Application => CORRECTION,
    }
}

fn send_form(
    site: &Site,
    headers: &HeaderMap,
    kind: CaseKind,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Trouble> {
    let chrome = private_frame(site, PageName::Application, headers, path_of(kind));
    let key = match fields.get("key") {
        typed if typed.len() >= SHORTEST_KEY => typed.to_owned(),
        _ => desk::new_id().map_err(|error| Trouble::Failed(error.to_string()))?,
    };
    let status = status_of(&errors);
    match kind {
        CaseKind::Suggestion => send(status, &SuggestionPage { chrome, errors, fields, key }),
        CaseKind::RecordCorrection | CaseKind::Application => {
            let document_kinds = DOCUMENT_KINDS.map(|kind| (kind, kind)).to_vec();
            send(status, &CorrectionPage { chrome, errors, fields, key, document_kinds })
        }
    }
}

async fn ask(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_question(&site, &headers, "", Errors::none())
}

fn send_question(site: &Site, headers: &HeaderMap, number: &str, errors: Errors) -> Result<Response, Trouble> {
    let chrome = private_frame(site, PageName::Application, headers, "/apply/requests");
    send(status_of(&errors), &AskPage { chrome, errors, number: number.to_owned() })
}

async fn show(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    send_request(&app, &site, &sent.headers, shown, Errors::none(), "").await
}

async fn withdraw(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    let done = app.desk().withdraw_request(&agency.id, &shown.number, &shown.code, &shown.network).await;
    let (errors, flash) = match done {
        Ok(()) => (Errors::none(), "已经撤回。"),
        Err(error) => (errors_of(error), ""),
    };
    send_request(&app, &site, &sent.headers, shown, errors, flash).await
}

/// 更正政府信息记录答复书, for whoever asked.
async fn letter(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    let done = app.desk().request_letter_by_receipt(&agency.id, &shown.number, &shown.code, &shown.network).await;
    match done {
        Ok(LetterTaken::Sealed(opened)) => Ok(handed_out(*opened)),
        Ok(LetterTaken::Printed(bytes)) => {
            let name = crate::public::item::links::percent_encoded("更正政府信息记录答复书.pdf");
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
                (header::REFERRER_POLICY, "no-referrer".to_owned()),
            ];
            Ok((headers, bytes).into_response())
        }
        Err(error) => send_request(&app, &site, &sent.headers, shown, errors_of(error), "").await,
    }
}

/// The case of a receipt with what was refused or done; a receipt that does not fit is asked for again.
async fn send_request(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    shown: Shown,
    errors: Errors,
    flash: &'static str,
) -> Result<Response, Trouble> {
    let agency = &site.agency.id;
    let found = app.desk().request_of_receipt(agency, &shown.number, &shown.code, &shown.network).await;
    let request = match found {
        Ok(request) => request,
        Err(error) => return send_question(site, headers, &shown.number, errors_of(error)),
    };
    let calendar = app.desk().calendar(agency).await.map_err(|error| Trouble::Failed(error.to_string()))?;
    let standing = request.standing(&calendar);
    let written = |wanted: fn(&Event) -> bool| {
        request.last_words(wanted).map(|words| words.reveal(Purpose::Telling).clone()).unwrap_or_default()
    };
    let verified = written(|event| matches!(event, Event::Verified { .. }));
    let answered = written(|event| matches!(event, Event::Answered { .. }));
    let organ = [answered.party, answered.address];
    let page = RequestPage {
        chrome: private_frame(site, PageName::Application, headers, "/apply/requests"),
        flash,
        kind: request.frame.kind.label(),
        number: shown.number,
        code: shown.code,
        about: request.form.reveal(Purpose::Telling).about.clone(),
        stage: standing.stage.label(),
        open: standing.stage == Stage::Open,
        due_on: chinese_date(standing.due.answer.value),
        findings: verified.text,
        words: answered.text,
        organ: organ.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，"),
        has_letter: !standing.letter_number.is_empty(),
        sealed: standing.sealed.is_some(),
        steps: steps(&request),
        errors,
    };
    send(status_of(&page.errors), &page)
}

/// What happened, without who of the office did it.
fn steps(request: &Request) -> Vec<Step> {
    let lines = request.events.iter().filter(|line| !matches!(line.event, Event::Assigned { .. }));
    lines.map(|line| Step { day: chinese_date(line.at.date()), what: line.event.label() }).collect()
}
