//! 问题清单: section 五 as work. Items with their measures, what the records suggest, and the button that writes them into
//! the report.

use super::year_of;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front_at, page};
use crate::office::session::{Posted, Signed};
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::id::RecordId;
use affairs::register::PointState;
use affairs::report::{Problem, ProblemWords, Suggestion};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{ActError, Done};
use std::collections::BTreeMap;

struct ProblemLine {
    problem: Problem,
    due: String,
    late: String,
    tone: &'static str,
    /// Whether its form stands open, because it came back with errors.
    open: bool,
}

#[derive(Template)]
#[template(path = "office/report/problems.html")]
struct ProblemsPage {
    shell: OfficeShell,
    year: i16,
    report_address: String,
    report_name: String,
    lines: Vec<ProblemLine>,
    suggestions: Vec<Suggestion>,
    to_carry: usize,
    sections: Vec<String>,
    states: Vec<(String, String)>,
    may_compile: bool,
    /// What was typed into the form for a new item.
    typed: ProblemWords,
    /// Whether the form for a new item came back with errors.
    open: bool,
}

impl ProblemsPage {
    fn typed_due(&self) -> String {
        self.typed.due.map(|day| day.to_string()).unwrap_or_default()
    }
}

impl ProblemLine {
    fn is_carried(&self) -> bool {
        self.problem.first_year < self.problem.year
    }

    /// What the names of its fields begin with: no two on the page are the same.
    fn prefix(&self) -> String {
        format!("{}-", self.problem.id)
    }
}

fn blank() -> ProblemWords {
    ProblemWords {
        problem: String::new(),
        section: String::new(),
        evidence: String::new(),
        measure: String::new(),
        due: None,
        state: PointState::NotBegun,
        outcome: String::new(),
    }
}

fn words(fields: &Fields) -> ProblemWords {
    let get = |name: &str| fields.get(name).to_owned();
    ProblemWords {
        problem: get("problem"),
        section: get("section"),
        evidence: get("evidence"),
        measure: get("measure"),
        due: fields.date("due"),
        state: PointState::from_code(fields.get("state")).unwrap_or(PointState::NotBegun),
        outcome: get("outcome"),
    }
}

/// What a form carried that came back with errors: the item it changes, or none for a new one.
struct Returned {
    id: Option<RecordId>,
    words: ProblemWords,
}

/// The items of a year.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Path(year): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    problems_page(&app, &signed, year_of(&year)?, Errors::none(), None, done).await
}

async fn problems_page(
    app: &App,
    signed: &Signed,
    year: i16,
    errors: Errors,
    returned: Option<Returned>,
    done: &str,
) -> Result<Response, Fault> {
    let who = signed.who();
    let list = app.desk().problem_list(who, year).await?;
    let sections = store::agencies::sections(app.desk().reader(), &who.agency).await?;
    let today = app.desk().now().date();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let new = returned.as_ref().filter(|returned| returned.id.is_none());
    let (typed, open) = (new.map_or_else(blank, |new| new.words.clone()), new.is_some());
    let view = ProblemsPage {
        shell: front_at(app, signed, &format!("{year} 年度问题清单"), errors, done).await?,
        year,
        report_address: format!("/office/reports/{year}"),
        report_name: format!("{year} 年度报告"),
        lines: list.problems.into_iter().map(|problem| line(problem, today, returned.as_ref())).collect(),
        suggestions: list.suggestions,
        to_carry: list.to_carry,
        sections: sections.into_iter().map(|section| section.name).collect(),
        states: PointState::ALL.iter().map(|state| (state.code().to_owned(), state.label().to_owned())).collect(),
        may_compile: may(&signed.at.officer, Act::CompileReport, &Facts::of(&who.agency)).is_ok(),
        typed,
        open,
    };
    page(&view, status)
}

fn line(mut problem: Problem, today: Date, returned: Option<&Returned>) -> ProblemLine {
    let late = problem.late_by(today).map(|days| format!("逾期 {days} 天")).unwrap_or_default();
    let tone = match problem.words.state {
        PointState::Done => "good",
        PointState::UnderWay => "wait",
        PointState::NotBegun => "plain",
    };
    let own = returned.filter(|returned| returned.id.as_ref() == Some(&problem.id));
    if let Some(own) = own {
        problem.words = own.words.clone();
    }
    let due = problem.words.due.map(|day| day.to_string()).unwrap_or_default();
    ProblemLine { due, late, tone, open: own.is_some(), problem }
}

/// Raises, takes, carries, or writes the items into the report; which, the button says.
///
/// # Errors
/// When the store fails; refusals come back in the page with everything that was typed.
pub async fn act(State(app): State<App>, Path(year): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let (desk, who, fields) = (app.desk(), posted.signed.who(), &posted.fields);
    let (done, code) = match fields.get("act") {
        "take" => (desk.take_suggestion(who, year, fields.get("source")).await.map(|_| ()), "problem_raised"),
        "carry" => (desk.carry_problems(who, year).await.map(|_| ()), "problems_carried"),
        "write" => (desk.write_problems(who, year).await, "problems_written"),
        _ => (desk.raise_problem(who, year, "", words(fields)).await.map(|_| ()), "problem_raised"),
    };
    let raised = fields.get("act") == "raise";
    let returned = raised.then(|| Returned { id: None, words: words(fields) });
    answered(&app, &posted, year, done, returned, code).await
}

/// Changes an item, or strikes it off.
///
/// # Errors
/// When the store fails; refusals come back in the page with everything that was typed.
pub async fn change(
    State(app): State<App>,
    Path((year, problem)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (year, id) = (year_of(&year)?, RecordId::new(problem));
    let (desk, who, fields) = (app.desk(), posted.signed.who(), &posted.fields);
    let version = fields.number("version").unwrap_or(0);
    if fields.get("act") == "strike" {
        let done = desk.strike_problem(who, (year, &id), version, fields.get("reason")).await;
        return answered(&app, &posted, year, done, None, "problem_struck").await;
    }
    let done = desk.change_problem(who, (year, &id), version, words(fields)).await;
    let returned = Returned { id: Some(id), words: words(fields) };
    answered(&app, &posted, year, done, Some(returned), "saved").await
}

async fn answered(
    app: &App,
    posted: &Posted,
    year: i16,
    done: Done<()>,
    returned: Option<Returned>,
    code: &str,
) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/office/reports/{year}/problems?done={code}")).into_response()),
        Err(ActError::Refused(refusal)) => {
            problems_page(app, &posted.signed, year, Errors::one(refusal), returned, "").await
        }
        Err(failed) => Err(failed.into()),
    }
}
