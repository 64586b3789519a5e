//! 行政复议、行政诉讼: the cases over applications, whose answer is owed first; one case with its acts.

mod one;
#[cfg(test)]
mod tests;

pub use one::{act, show};

use super::answer::Fault;
use super::form::Fields;
use super::front::{front, front_at, page};
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::access::{Act, Facts, may};
use affairs::id::CaseId;
use affairs::remedy_case::Opening;
use affairs::time::chinese_date;
use affairs::{Date, Refusal};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use desk::ActError;
use law::alarm::{Stage, stage};
use law::calendar::WorkingDayCalendar;
use law::remedy::AnswerTerm;
use law::review_case::{Position, ReviewRoute};
use std::collections::BTreeMap;
use store::remedies::RemedyRow;

/// Longest list on the page.
const LIMIT: i64 = 200;

/// Their addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/office/remedies", get(list))
        .route("/office/applications/{case}/remedies", get(of_case).post(open))
        .route("/office/remedies/{remedy}", get(show).post(act))
}

/// How near the last day for an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alarm {
    words: String,
    tone: Tone,
}

impl Alarm {
    fn of(today: Date, by: Date, calendar: &WorkingDayCalendar) -> Self {
        let left = || calendar.working_days_between(today, by).value;
        match stage(today, by, calendar) {
            Stage::Late(days) => Self { words: format!("已逾期 {days} 个工作日"), tone: Tone::Bad },
            Stage::LastDay => Self { words: "今天到期".to_owned(), tone: Tone::Bad },
            Stage::Nineteenth | Stage::Eighteenth | Stage::Fifteenth => {
                Self { words: format!("还有 {} 个工作日", left()), tone: Tone::Wait }
            }
            Stage::Tenth | Stage::Fifth | Stage::Calm => {
                Self { words: format!("还有 {} 个工作日", left()), tone: Tone::Plain }
            }
        }
    }
}

/// One case in a list.
struct Line {
    href: String,
    number: String,
    route: &'static str,
    organ: String,
    begun_on: String,
    /// The last day for the answer, or that none is owed.
    answer: String,
    alarm: Option<Alarm>,
    result: String,
}

impl Line {
    fn of(row: RemedyRow, today: Date, calendar: &WorkingDayCalendar) -> Self {
        let result = match (row.result, row.ended_on) {
            (Some(result), Some(on)) => {
                format!("{}（{}，{}）", result.label(row.route), chinese_date(on), result.column().label())
            }
            _ => "尚未审结".to_owned(),
        };
        let provisional = if row.provisional { "（暂定）" } else { "" };
        Self {
            href: format!("/office/remedies/{}", row.id),
            number: row.number,
            route: row.route.label(),
            organ: row.organ,
            begun_on: chinese_date(row.begun_on),
            answer: row.answer_by.map_or_else(String::new, |by| format!("{}{provisional}", chinese_date(by))),
            alarm: row.answer_by.map(|by| Alarm::of(today, by, calendar)),
            result,
        }
    }
}

#[derive(Template)]
#[template(path = "office/remedies/list.html")]
struct ListPage {
    shell: OfficeShell,
    ended: bool,
    lines: Vec<Line>,
}

/// The list: open cases by the answer that is owed, or ended ones.
///
/// # Errors
/// Refused without the role.
pub async fn list(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::KeepRemedies, &Facts::of(&who.agency))?;
    let ended = query.get("shown").is_some_and(|shown| shown == "ended");
    let rows = store::remedies::list(app.desk().reader(), &who.agency, !ended, None, LIMIT).await?;
    let lines = lines(&app, &signed, rows).await?;
    page(&ListPage { shell: front(&app, &signed, "复议、诉讼", Errors::none()).await?, ended, lines }, StatusCode::OK)
}

async fn lines(app: &App, signed: &Signed, rows: Vec<RemedyRow>) -> Result<Vec<Line>, Fault> {
    let calendar = app.desk().calendar(&signed.who().agency).await?;
    let today = app.desk().now().date();
    Ok(rows.into_iter().map(|row| Line::of(row, today, &calendar)).collect())
}

#[derive(Template)]
#[template(path = "office/remedies/of_case.html")]
struct OfCasePage {
    shell: OfficeShell,
    case_address: String,
    number: String,
    lines: Vec<Line>,
    may_keep: bool,
    routes: Vec<(String, String)>,
    positions: Vec<(String, String)>,
    terms: Vec<(String, String)>,
    fields: Fields,
    /// Whether the form stands open, because it came back with errors or nothing is there yet.
    open: bool,
}

/// The stored names of the sides, as the form posts them.
const POSITIONS: [(Position, &str, &str); 3] = [
    (Position::Respondent, "respondent", "被申请人、被告"),
    (Position::Hearing, "hearing", "审理机关（由本机关审理的复议案件）"),
    (Position::ThirdParty, "third_party", "第三人"),
];

fn position(code: &str) -> Option<Position> {
    POSITIONS.iter().find(|(_, name, _)| *name == code).map(|(position, ..)| *position)
}

/// The cases over one application, and the form for another.
///
/// # Errors
/// Refused to those who may not see applications.
pub async fn of_case(
    signed: Signed,
    State(app): State<App>,
    Path(case): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    case_page(&app, &signed, &CaseId::new(case), Errors::none(), Fields::default(), done).await
}

async fn case_page(
    app: &App,
    signed: &Signed,
    case: &CaseId,
    errors: Errors,
    fields: Fields,
    done: &str,
) -> Result<Response, Fault> {
    let found = app.desk().remedies_of_case(signed.who(), case).await?;
    let named = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect()
    };
    let title = format!("{}的复议、诉讼", found.number);
    let opening_terms = ReviewRoute::ALL.iter().flat_map(|route| route.answer_terms()).copied();
    let mut terms: Vec<AnswerTerm> = opening_terms.collect();
    terms.sort();
    terms.dedup();
    let view = OfCasePage {
        case_address: format!("/office/applications/{case}"),
        open: !errors.is_empty() || found.rows.is_empty(),
        lines: lines(app, signed, found.rows).await?,
        number: found.number,
        may_keep: found.may_keep,
        routes: named(&ReviewRoute::ALL.map(|route| (route.code(), route.label()))),
        positions: named(&POSITIONS.map(|(_, code, label)| (code, label))),
        terms: terms.iter().map(|term| (term.code().to_owned(), term.label().to_owned())).collect(),
        fields,
        shell: front_at(app, signed, &title, errors.clone(), done).await?,
    };
    page(&view, if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}

/// Enters a case over an application.
///
/// # Errors
/// When the store fails; refusals come back in the form with everything that was typed.
pub async fn open(State(app): State<App>, Path(case): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let (case, Posted { signed, fields }) = (CaseId::new(case), posted);
    may(&signed.at.officer, Act::KeepRemedies, &Facts::of(&signed.who().agency))?;
    let opening = match opening(&fields) {
        Ok(opening) => opening,
        Err(errors) => return case_page(&app, &signed, &case, errors, fields, "").await,
    };
    let (number, words) = (fields.get("organ_number"), fields.get("words"));
    match app.desk().open_remedy(signed.who(), &case, opening, number, words).await {
        Ok(id) => Ok(Redirect::to(&format!("/office/remedies/{id}?done=remedy_opened")).into_response()),
        Err(ActError::Refused(refusal)) => case_page(&app, &signed, &case, Errors::one(refusal), fields, "").await,
        Err(failed) => Err(failed.into()),
    }
}

fn opening(fields: &Fields) -> Result<Opening, Errors> {
    let missing = |field: &'static str, says: &str| Refusal::new("missing", says).at(field);
    let optional = |field: &'static str| match fields.get(field) {
        "" => Ok(None),
        _ => fields.date(field).map(Some).ok_or_else(|| missing(field, "日期应写作 2024-09-24 的样子。")),
    };
    let route = ReviewRoute::from_code(fields.get("route")).ok_or_else(|| missing("route", "请选择救济途径。"));
    let position = position(fields.get("position")).ok_or_else(|| missing("position", "请选择本机关在案件中的地位。"));
    let received_on = fields.date("received_on").ok_or_else(|| missing("received_on", "请填写本机关收到副本之日。"));
    let term = AnswerTerm::from_code(fields.get("term")).ok_or_else(|| missing("term", "请选择答复、答辩的期限。"));
    let organ = fields.get("organ").to_owned();
    match (route, position, received_on, term, optional("filed_on"), optional("accepted_on")) {
        (Ok(route), Ok(position), Ok(received_on), Ok(term), Ok(filed_on), Ok(accepted_on)) => {
            Ok(Opening { route, position, organ, filed_on, accepted_on, received_on, term })
        }
        (route, position, received_on, term, filed_on, accepted_on) => {
            let refusals =
                [route.err(), position.err(), filed_on.err(), accepted_on.err(), received_on.err(), term.err()];
            Err(Errors::from(refusals.into_iter().flatten().collect::<Vec<_>>()))
        }
    }
}
