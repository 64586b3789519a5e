//! One case: where it stands, what has happened, and what may be registered next.

use super::Alarm;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::{Posted, Signed};
use affairs::access::{Act, Facts, may};
use affairs::case::Happened;
use affairs::id::RemedyId;
use affairs::personal::Purpose;
use affairs::remedy_case::{AppealedBy, Event, Remedy, Standing};
use affairs::time::chinese_date;
use affairs::{Date, Refusal};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::applications::{RemedyStep, SeenRemedy};
use law::review_case::ReviewResult;
use std::collections::BTreeMap;

/// An answer that is owed or was given.
pub(super) struct AnswerView {
    pub label: &'static str,
    pub by: String,
    pub why: String,
    pub given: String,
    pub alarm: Option<Alarm>,
}

/// One line of the ledger.
pub(super) struct LineView {
    pub what: String,
    pub when: String,
    pub by: String,
    pub words: String,
}

#[derive(Template)]
#[template(path = "office/remedies/one.html")]
pub(super) struct OnePage {
    pub shell: OfficeShell,
    pub address: String,
    pub case_address: String,
    pub number: String,
    pub facts: Vec<(&'static str, String)>,
    pub odd: String,
    pub answers: Vec<AnswerView>,
    pub lines: Vec<LineView>,
    pub version: i64,
    pub may_accept: bool,
    pub may_answer: bool,
    pub is_open: bool,
    pub is_suit: bool,
    pub asks_to_reopen: bool,
    pub results: Vec<(String, String)>,
    pub appeals: Vec<(String, String)>,
    pub fields: Fields,
}

/// The page.
///
/// # Errors
/// Refused without the role; there is none of this id.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(remedy): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    one_page(&app, &signed, &RemedyId::new(remedy), Errors::none(), Fields::default(), done).await
}

async fn one_page(
    app: &App,
    signed: &Signed,
    id: &RemedyId,
    errors: Errors,
    fields: Fields,
    done: &str,
) -> Result<Response, Fault> {
    let seen = app.desk().read_remedy(signed.who(), id).await?;
    let people = store::people::all(app.desk().reader(), &signed.who().agency).await?;
    let names: BTreeMap<String, String> =
        people.into_iter().map(|person| (person.id.to_string(), person.name)).collect();
    let SeenRemedy { remedy, standing, number, odd } = seen;
    let title = format!("{}：{}", remedy.route.label(), remedy.organ);
    let route = remedy.route;
    let results = ReviewResult::ALL.into_iter().filter(|result| result.is_of(route));
    let view = OnePage {
        address: format!("/office/remedies/{id}"),
        case_address: format!("/office/applications/{}/remedies", remedy.case),
        facts: facts(&remedy, &standing, &number),
        odd: odd.map_or_else(String::new, |step| format!("{}。（依据：{}）", step.says, step.basis)),
        answers: answers(app, signed, &standing).await?,
        lines: remedy.events.iter().rev().map(|line| line_view(line, &remedy, &names)).collect(),
        version: remedy.version,
        may_accept: standing.accepted_on.is_none(),
        may_answer: standing.owed().is_some(),
        is_open: standing.ended.is_none(),
        is_suit: route.is_suit(),
        asks_to_reopen: standing.asks_to_reopen(),
        results: results.map(|result| (result.code().to_owned(), result.label(route).to_owned())).collect(),
        appeals: AppealedBy::ALL.iter().map(|by| (by.code().to_owned(), by.label().to_owned())).collect(),
        fields,
        number,
        shell: front_at(app, signed, &title, errors.clone(), done).await?,
    };
    page(&view, if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}

fn facts(remedy: &Remedy, standing: &Standing, number: &str) -> Vec<(&'static str, String)> {
    let first = remedy.events.first().map(|line| line.words.reveal(Purpose::Handling).address.clone());
    let day = |on: Option<Date>| on.map_or_else(|| "未登记".to_owned(), chinese_date);
    let result = standing.ended.map_or_else(
        || "尚未审结".to_owned(),
        |(result, on)| {
            format!("{}（{}），计入“{}”", result.label(remedy.route), chinese_date(on), result.column().label())
        },
    );
    let mut facts = vec![
        ("申请编号", number.to_owned()),
        ("途径", remedy.route.label().to_owned()),
        ("机关", remedy.organ.clone()),
        ("案号", first.filter(|words| !words.is_empty()).unwrap_or_else(|| "未登记".to_owned())),
        ("申请复议、起诉", day(standing.filed_on)),
        ("受理、立案", day(standing.accepted_on)),
        ("收到副本", chinese_date(standing.begun_on)),
        ("结果", result),
    ];
    facts.extend(standing.reopened_on.map(|on| ("重新办理", format!("自{}起", chinese_date(on)))));
    facts
}

async fn answers(app: &App, signed: &Signed, standing: &Standing) -> Result<Vec<AnswerView>, Fault> {
    let calendar = app.desk().calendar(&signed.who().agency).await?;
    let today = app.desk().now().date();
    let owed = standing.owed();
    let view = |duty: &affairs::remedy_case::AnswerDuty| AnswerView {
        label: duty.term.label(),
        by: format!("{}{}", chinese_date(duty.by), if duty.provisional { "（暂定）" } else { "" }),
        why: duty
            .steps
            .iter()
            .map(|step| format!("{}（依据：{}）", step.says, step.basis))
            .collect::<Vec<_>>()
            .join("；"),
        given: match duty.answered_on {
            Some(on) if on > duty.by => format!("{}提交，晚于期限", chinese_date(on)),
            Some(on) => format!("{}提交", chinese_date(on)),
            None => "尚未提交".to_owned(),
        },
        alarm: owed.filter(|owed| *owed == duty).map(|duty| Alarm::of(today, duty.by, &calendar)),
    };
    Ok(standing.answers.iter().map(view).collect())
}

fn line_view(line: &Happened<Event>, remedy: &Remedy, names: &BTreeMap<String, String>) -> LineView {
    let what = match &line.event {
        Event::Begun { on, .. } => format!("{}收到副本", chinese_date(*on)),
        Event::Accepted { on } => format!("{}受理、立案", chinese_date(*on)),
        Event::Answered { on } => format!("{}提交答复、答辩", chinese_date(*on)),
        Event::Ruled { on, result } => format!("{}{}", chinese_date(*on), result.label(remedy.route)),
        Event::Appealed { on, by } => format!("{}{}", chinese_date(*on), by.label()),
        Event::HandlingReopened { on } => format!("{}起重新办理该申请", chinese_date(*on)),
        Event::Noted { on } => format!("{}其他事项", chinese_date(*on)),
    };
    let by = line.by.as_ref().and_then(|by| names.get(by.as_str())).cloned().unwrap_or_default();
    LineView { what, when: line.at.minute_text(), by, words: line.words.reveal(Purpose::Handling).text.clone() }
}

/// Registers what happened.
///
/// # Errors
/// When the store fails; refusals come back on the page with everything that was typed.
pub async fn act(State(app): State<App>, Path(remedy): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let (id, Posted { signed, fields }) = (RemedyId::new(remedy), posted);
    may(&signed.at.officer, Act::KeepRemedies, &Facts::of(&signed.who().agency))?;
    let step = match step(&fields) {
        Ok(step) => step,
        Err(refusal) => return one_page(&app, &signed, &id, Errors::one(refusal), fields, "").await,
    };
    let version = fields.number("version").unwrap_or(0);
    let name = field_of(fields.get("act"), "words");
    match app.desk().record_remedy(signed.who(), &id, version, step, fields.get(name)).await {
        Ok(()) => Ok(Redirect::to(&format!("/office/remedies/{id}?done=remedy_recorded")).into_response()),
        Err(ActError::Refused(refusal)) => {
            let field = refusal.field.map(|field| field_of(fields.get("act"), field));
            let refusal = Refusal { field, ..refusal };
            one_page(&app, &signed, &id, Errors::one(refusal), fields, "").await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// Every form of the page has its own names, so that an error leads to the field it belongs to.
fn field_of(act: &str, field: &'static str) -> &'static str {
    match (act, field) {
        ("accepted", "on") => "accepted_on",
        ("answered", "on") => "answered_on",
        ("ruled", "on") => "ruled_on",
        ("appealed", "on") => "appealed_on",
        ("noted", "on") => "noted_on",
        ("accepted", "words") => "accepted_words",
        ("answered", "words") => "answered_words",
        ("ruled", "words") => "ruled_words",
        ("appealed", "words") => "appealed_words",
        ("in_force", "words") => "in_force_words",
        ("noted", "words") => "noted_words",
        (_, field) => field,
    }
}

fn step(fields: &Fields) -> Result<RemedyStep, Refusal> {
    let act = fields.get("act");
    let on = || {
        let field = field_of(act, "on");
        fields.date(field).ok_or_else(|| Refusal::new("missing", "请填写日期。").at(field))
    };
    Ok(match act {
        "accepted" => RemedyStep::Accepted(on()?),
        "answered" => RemedyStep::Answered(on()?),
        "ruled" => {
            let result = ReviewResult::from_code(fields.get("result"));
            let result = result.ok_or_else(|| Refusal::new("missing", "请选择结果。").at("result"))?;
            RemedyStep::Ruled { result, on: on()?, in_force: fields.is_ticked("in_force") }
        }
        "appealed" => {
            let by = AppealedBy::from_code(fields.get("by"));
            let by = by.ok_or_else(|| Refusal::new("missing", "请选择由谁提起。").at("by"))?;
            RemedyStep::Appealed { by, on: on()? }
        }
        "in_force" => RemedyStep::InForce,
        "noted" => RemedyStep::Noted(on()?),
        _ => return Err(Refusal::new("unknown_act", "没有这项操作，请刷新页面后再试。")),
    })
}
