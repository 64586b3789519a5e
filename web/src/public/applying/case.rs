//! One application as its applicant sees it, and what he can do with it.

use super::filled::wanted;
use super::incoming::{Incoming, take};
use super::progress::{Shown, refused};
use super::steps::{NextWords, Step, next, steps};
use super::{App, Chrome, PageName, Sent, Trouble, errors_of, network_of, private_frame, send, site, status_of};
use crate::kit::{Clock, Errors, readable_size};
use crate::public::chrome::Site;
use crate::public::item::links::percent_encoded;
use affairs::application::form::Wanted;
use affairs::application::{Application, FileRole, Phase, ProvisionForm, ProvisionWay, Standing};
use affairs::personal::Purpose;
use affairs::{ContentHash, Date};
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use desk::applications::OpenedFile;
use law::calendar::WorkingDayCalendar;
use store::applications::CaseFile;

#[derive(Template)]
#[template(path = "public/applying/case.html")]
struct CasePage {
    chrome: Chrome,
    errors: Errors,
    /// What was just done.
    flash: &'static str,
    number: String,
    code: String,
    phase: &'static str,
    wanted: Wanted,
    /// What stands in the form of a correction: what was wanted, or what was typed and refused.
    typed: Wanted,
    /// What may be taken away, once the reply has been served.
    files: Vec<HandedOut>,
    next: NextWords,
    /// While the period runs.
    clock: Option<Clock>,
    steps: Vec<Step>,
    may_correct: bool,
    /// Whether he is asked why so many and so often, and what he typed of it.
    may_reason: bool,
    reasons: String,
    may_withdraw: bool,
    forms: Vec<(&'static str, &'static str)>,
    ways: Vec<(&'static str, &'static str)>,
}

/// A file that belongs to the applicant.
struct HandedOut {
    hash: String,
    name: String,
    kind: &'static str,
    size: String,
}

impl HandedOut {
    fn of(file: &CaseFile) -> Self {
        Self {
            hash: file.hash.to_string(),
            name: file.name.reveal(Purpose::Telling).clone(),
            kind: file.role.label(),
            size: readable_size(u64::try_from(file.size).unwrap_or_default()),
        }
    }
}

/// The applicant corrects what he asked for.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn correct(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let (headers, network) = (request.headers().clone(), network_of(&app, &request));
    let Incoming { fields, files, mut errors, .. } = take(&app, &agency.id, request).await;
    let shown = Shown::of(&fields, &network);
    let wanted = wanted(&fields, &mut errors);
    if !errors.is_empty() {
        return send_case(&app, &site, &headers, shown, errors, "", Some(wanted)).await;
    }
    let (number, code) = (&shown.number, &shown.code);
    let done = app.desk().correct_by_receipt(&agency.id, number, code, &network, wanted.clone(), files).await;
    let (errors, flash, typed) = match done {
        Ok(()) => (Errors::none(), "补正已经收到，答复期限从今天起重新计算。", None),
        Err(error) => (errors_of(error), "", Some(wanted)),
    };
    send_case(&app, &site, &headers, shown, errors, flash, typed).await
}

/// The applicant says why he asks so much and so often (Art. 35).
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn reasons(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let (headers, network) = (request.headers().clone(), network_of(&app, &request));
    let Incoming { fields, files, errors, .. } = take(&app, &agency.id, request).await;
    let shown = Shown::of(&fields, &network);
    let said = fields.get("reasons").to_owned();
    if !errors.is_empty() {
        return send_with(&app, &site, &headers, shown, errors, |page| page.reasons = said).await;
    }
    let (number, code) = (&shown.number, &shown.code);
    match app.desk().give_reasons_by_receipt(&agency.id, number, code, &network, &said, files).await {
        Ok(()) => send_case(&app, &site, &headers, shown, Errors::none(), "您说明的理由已经收到。", None).await,
        Err(error) => send_with(&app, &site, &headers, shown, errors_of(error), |page| page.reasons = said).await,
    }
}

/// The applicant withdraws.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn withdraw(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    let done = app.desk().withdraw_by_receipt(&agency.id, &shown.number, &shown.code, &shown.network).await;
    let (errors, flash) = match done {
        Ok(()) => (Errors::none(), "申请已经撤回。"),
        Err(error) => (errors_of(error), ""),
    };
    send_case(&app, &site, &sent.headers, shown, errors, flash, None).await
}

/// A file that was handed out with the reply, or the sealed reply itself.
///
/// # Errors
/// When there is no such agency, or the disk fails.
pub async fn file(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    let Some(hash) = ContentHash::parse(sent.fields.get("file")) else { return Err(Trouble::Absent) };
    let (number, code) = (&shown.number, &shown.code);
    match app.desk().material_by_receipt(&agency.id, number, code, &shown.network, &hash).await {
        Ok(opened) => Ok(handed_out(opened)),
        Err(error) => send_case(&app, &site, &sent.headers, shown, errors_of(error), "", None).await,
    }
}

/// Piece by piece, as it is opened from its seal; nobody keeps a copy on the way.
pub(super) fn handed_out(opened: OpenedFile) -> Response {
    let OpenedFile { pieces, name, media_type, size } = opened;
    let name = percent_encoded(name.reveal(Purpose::Telling));
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let stream = futures::stream::try_unfold(pieces, |mut pieces| async move {
        let piece = pieces.next().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(piece.map(|piece| (axum::body::Bytes::from(piece.to_vec()), pieces)))
    });
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, Body::from_stream(stream)).into_response()
}

/// The case of a receipt with what was refused or done; a receipt that does not fit is asked for again.
pub async fn send_case(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    shown: Shown,
    errors: Errors,
    flash: &'static str,
    typed: Option<Wanted>,
) -> Result<Response, Trouble> {
    let fill = |page: &mut CasePage| {
        page.flash = flash;
        page.typed = typed.unwrap_or_else(|| page.wanted.clone());
    };
    send_with(app, site, headers, shown, errors, fill).await
}

async fn send_with(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    shown: Shown,
    errors: Errors,
    fill: impl FnOnce(&mut CasePage),
) -> Result<Response, Trouble> {
    let desk = app.desk();
    let agency = &site.agency.id;
    let application = match desk.case_of_receipt(agency, &shown.number, &shown.code, &shown.network).await {
        Ok(application) => application,
        Err(error) => return refused(site, headers, &shown.number, error),
    };
    let calendar = desk.calendar(agency).await.map_err(|error| Trouble::Failed(error.to_string()))?;
    let status = status_of(&errors);
    let chrome = private_frame(site, PageName::Progress, headers, "/progress");
    let handed_out = desk.handed_out_by_receipt(agency, &shown.number, &shown.code, &shown.network).await;
    let files = handed_out.map_err(|error| Trouble::Failed(error.to_string()))?;
    let mut page = page(chrome, &application, &calendar, desk.now().date());
    (page.errors, page.code) = (errors, shown.code);
    let (reply, others): (Vec<&CaseFile>, Vec<&CaseFile>) =
        files.iter().partition(|file| file.role == FileRole::SealedReply);
    page.files = reply.into_iter().chain(others).map(HandedOut::of).collect();
    fill(&mut page);
    send(status, &page)
}

fn page(chrome: Chrome, application: &Application, calendar: &WorkingDayCalendar, today: Date) -> CasePage {
    let standing = application.standing(calendar);
    CasePage {
        chrome,
        errors: Errors::none(),
        flash: "",
        number: application.frame.number.clone(),
        code: String::new(),
        phase: phase_words(&standing.phase),
        wanted: application.form.reveal(Purpose::Telling).wanted.clone(),
        typed: Wanted::default(),
        files: Vec::new(),
        next: next(&standing, today),
        clock: clock(&standing, calendar, today),
        steps: steps(application),
        may_correct: matches!(standing.phase, Phase::AwaitingCorrection { .. }),
        may_reason: matches!(standing.phase, Phase::AwaitingReasons { .. }),
        reasons: String::new(),
        may_withdraw: standing.withdraw(today).is_ok(),
        forms: ProvisionForm::ALL.map(|form| (form.code(), form.label())).to_vec(),
        ways: ProvisionWay::ALL.map(|way| (way.code(), way.label())).to_vec(),
    }
}

/// The stages of the office's own reviews are one to the applicant.
const fn phase_words(phase: &Phase) -> &'static str {
    match phase {
        Phase::ReplyInReview { .. } | Phase::AwaitingSeal { .. } | Phase::AwaitingService { .. } => {
            Phase::Handling.label()
        }
        other => other.label(),
    }
}

/// While the applicant is waited for, no period of the agency runs that he could follow.
fn clock(standing: &Standing, calendar: &WorkingDayCalendar, today: Date) -> Option<Clock> {
    let runs = standing.phase.is_open()
        && !matches!(standing.phase, Phase::AwaitingCorrection { .. } | Phase::AwaitingPayment { .. });
    let due = standing.due.as_ref().filter(|_| runs)?;
    Some(Clock::of(&standing.clock, due, calendar, today))
}
