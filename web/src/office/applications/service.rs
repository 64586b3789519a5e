//! 用印、送达: the sealed copy comes back and is tied to the approved text; how the reply reached the applicant, with both its
//! days.

use super::files::{refusal_of, take};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::{Posted, Signed, comes_from_here};
use affairs::access::{Act, Facts, may};
use affairs::application::{Event, FileRole, Phase, ProvisionWay};
use affairs::id::CaseId;
use affairs::personal::Purpose;
use affairs::{Date, Refusal};
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::applications::{Seal, Service};
use law::remedy::ServiceWay;
use std::collections::BTreeMap;

/// What may be registered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing has been decided yet.
    Early,
    Seal,
    Serve,
    /// It has left; nobody has signed for it yet.
    OnItsWay,
    Done,
}

#[derive(Template)]
#[template(path = "office/applications/service.html")]
pub(super) struct ServicePage {
    pub shell: OfficeShell,
    pub case_address: String,
    pub case: String,
    pub number: String,
    pub version: i64,
    pub stage: Stage,
    pub phase: &'static str,
    /// The end of the decided reply's address, or nothing.
    pub reply: String,
    pub copy_required: bool,
    pub ways: Vec<(String, String)>,
    /// Each way: label, what to see to, which day counts for the office, which for the applicant.
    pub advice: Vec<(&'static str, &'static str, &'static str, &'static str)>,
    pub served: String,
    pub fields: Fields,
}

/// The page.
///
/// # Errors
/// Refused to whoever does not handle the case.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, &CaseId::new(case), None, Errors::none(), done).await
}

async fn page_of(
    app: &App,
    signed: &Signed,
    case: &CaseId,
    typed: Option<Fields>,
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let application = desk.read_application(who, case).await?;
    let frame = &application.frame;
    let facts = Facts::document(&who.agency, &frame.section, &frame.responsible);
    may(&signed.at.officer, Act::HandleApplication, &facts)?;
    let standing = application.standing(&*desk.calendar(&who.agency).await?);
    let today = desk.now().date();
    let settings = store::settings::on(desk.reader(), &who.agency, today).await?;
    let stage = match (&standing.phase, standing.served, standing.delivered_on) {
        (Phase::AwaitingSeal { .. }, ..) => Stage::Seal,
        (Phase::AwaitingService { .. }, ..) => Stage::Serve,
        (_, Some(_), None) => Stage::OnItsWay,
        (_, Some(_), Some(_)) => Stage::Done,
        _ => Stage::Early,
    };
    let decided = application.events.iter().rev().find_map(|line| match &line.event {
        Event::Decided { reply, .. } => Some(reply.hex().to_owned()),
        _ => None,
    });
    let form = application.form.reveal(Purpose::Handling);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = ServicePage {
        shell: front_at(app, signed, "用印、送达", errors, done).await?,
        case_address: format!("/office/applications/{case}"),
        case: case.to_string(),
        number: frame.number.clone(),
        version: frame.version,
        stage,
        phase: standing.phase.label(),
        reply: decided.unwrap_or_default(),
        copy_required: settings.answering.sealed_copy_required,
        ways: ServiceWay::ALL.map(|way| (way.code().to_owned(), way.label().to_owned())).to_vec(),
        advice: ServiceWay::ALL
            .map(|way| (way.label(), way.advice(), way.agency_day_words(), way.addressee_day_words()))
            .to_vec(),
        served: standing
            .served
            .map(|(way, on)| format!("{}，{}", way.label(), affairs::time::chinese_date(on)))
            .unwrap_or_default(),
        fields: typed.unwrap_or_else(|| preset(form.wanted.way, &form.applicant.name, today)),
    };
    page(&view, status)
}

/// What the forms begin with: today, and the way the applicant asked for.
fn preset(way: ProvisionWay, name: &str, today: Date) -> Fields {
    let (way, recipient) = match way {
        ProvisionWay::Post => (ServiceWay::Post, ""),
        ProvisionWay::InPerson => (ServiceWay::InPerson, name),
        ProvisionWay::Online | ProvisionWay::Email => (ServiceWay::Electronic, ""),
    };
    let today = today.to_string();
    let pairs = [
        ("copies", "2"),
        ("way", way.code()),
        ("recipient", recipient),
        ("sent_on", today.as_str()),
        ("delivered_on", today.as_str()),
        ("failed_on", today.as_str()),
    ];
    Fields::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

/// Registers the seal with the sealed copy.
///
/// # Errors
/// When the store fails; a refusal comes back on the page.
pub async fn seal(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let case = CaseId::new(case);
    let brought = match take(&app, &signed, form, Some(FileRole::SealedReply)).await {
        Ok(brought) => brought,
        Err(Fault::Refused(refusal)) if refusal.code != "form_token" => {
            return page_of(&app, &signed, &case, None, Errors::one(refusal.at("file")), "").await;
        }
        Err(fault) => return Err(fault),
    };
    let fields = brought.fields;
    let seal = Seal {
        copies: fields.number("copies").and_then(|copies| u16::try_from(copies).ok()).unwrap_or(0),
        by: fields.get("by").to_owned(),
        copy: brought.files.into_iter().next(),
        check: fields.get("check").to_owned(),
    };
    let version = fields.number("version").unwrap_or(0);
    match app.desk().seal_reply(signed.who(), &case, version, seal).await {
        Ok(()) => Ok(Redirect::to(&format!("/office/applications/{case}/service?done=sealed")).into_response()),
        Err(error) => {
            let errors = Errors::one(refusal_of(error)?);
            page_of(&app, &signed, &case, Some(fields), errors, "").await
        }
    }
}

/// Registers that it was served, that it arrived, or that it came back.
///
/// # Errors
/// When the store fails; a refusal comes back on the page.
pub async fn act(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let case = CaseId::new(case);
    match perform(&app, &signed, &case, &fields).await {
        Ok(()) => Ok(Redirect::to(&format!("/office/applications/{case}/service?done=recorded")).into_response()),
        Err(error) => {
            let errors = Errors::one(at_its_field(refusal_of(error)?, fields.get("act")));
            page_of(&app, &signed, &case, Some(fields), errors, "").await
        }
    }
}

async fn perform(app: &App, signed: &Signed, case: &CaseId, fields: &Fields) -> Result<(), ActError> {
    let (desk, who) = (app.desk(), signed.who());
    let version = fields.number("version").unwrap_or(0);
    let text = |name: &str| fields.get(name).to_owned();
    match fields.get("act") {
        "deliver" => {
            desk.reply_delivered(who, case, version, day(fields, "delivered_on")?, fields.get("delivered_proof")).await
        }
        "fail" => desk.service_failed(who, case, version, day(fields, "failed_on")?, fields.get("failed_why")).await,
        _ => {
            let way = ServiceWay::from_code(fields.get("way"));
            let service = Service {
                way: way.ok_or_else(|| Refusal::new("way", "请选择送达方式。").at("way"))?,
                sent_on: day(fields, "sent_on")?,
                signed_on: fields.date("signed_on"),
                notice_ends_on: fields.date("notice_ends_on"),
                recipient: text("recipient"),
                trace: text("trace"),
                words: text("words"),
            };
            desk.serve_reply(who, case, version, service).await
        }
    }
}

fn day(fields: &Fields, name: &'static str) -> Result<Date, Refusal> {
    fields.date(name).ok_or_else(|| Refusal::new("day", "请填写日期，例如 2026-03-02。").at(name))
}

/// Three forms speak of a day and of a reason; each has its own fields.
fn at_its_field(mut refusal: Refusal, act: &str) -> Refusal {
    refusal.field = match (act, refusal.field) {
        ("deliver", Some("on")) => Some("delivered_on"),
        ("fail", Some("on")) => Some("failed_on"),
        ("fail", Some("why")) => Some("failed_why"),
        (_, Some("on")) => Some("sent_on"),
        (_, field) => field,
    };
    refusal
}
