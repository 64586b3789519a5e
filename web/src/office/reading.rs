//! 查阅接待: who comes on a day, who came, the days that are closed, the hours of the week.

use super::answer::Fault;
use super::form::Fields;
use super::front::{front_at, page};
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::access::{Act, Facts, may};
use affairs::id::VisitId;
use affairs::personal::Purpose;
use affairs::reading::{ReadingHours, Visit, VisitState, time_text};
use affairs::time::{chinese_date, parse_date};
use affairs::{Date, Refusal};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::ActError;
use std::collections::BTreeMap;

/// How many days with visits are listed.
const DAYS: i64 = 60;

/// The addresses of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/office/reading", get(show).post(act)).route("/office/reading/hours", post(save_hours))
}

/// One visit of the day.
struct VisitLine {
    id: String,
    number: String,
    hours: String,
    name: String,
    telephone: String,
    wanted: String,
    help: String,
    state: &'static str,
    tone: Tone,
    may_mark: bool,
    /// His day was closed: somebody has to ring him.
    to_tell: bool,
}

struct DayLine {
    day: Date,
    label: String,
    visits: i64,
}

struct ClosureLine {
    day: Date,
    label: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/reading.html")]
struct ReadingPage {
    shell: OfficeShell,
    day: Date,
    label: String,
    /// Why nobody is received on this day, where nobody is.
    shut: String,
    closed: bool,
    visits: Vec<VisitLine>,
    days: Vec<DayLine>,
    closures: Vec<ClosureLine>,
    has_hours: bool,
    may_set: bool,
    fields: Fields,
}

/// The list of a day, today's where none is asked for.
///
/// # Errors
/// Refused without the role.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    let day = query.get("day").and_then(|day| parse_date(day));
    page_of(&app, &signed, day, None, Errors::none(), done).await
}

async fn page_of(
    app: &App,
    signed: &Signed,
    day: Option<Date>,
    typed: Option<Fields>,
    errors: Errors,
    done: &str,
) -> Result<Response, Fault> {
    let (desk, who) = (app.desk(), signed.who());
    let today = desk.now().date();
    let day = day.unwrap_or(today);
    let visits = desk.visits_of(who, day).await?;
    let hours = store::settings::on(desk.reader(), &who.agency, today).await?.reading;
    let until = today.saturating_add(jiff::Span::new().days(DAYS));
    let (first, last) = (today.min(day), until.max(day));
    let closures = store::visits::closures(desk.reader(), &who.agency, first, last).await?;
    let days = store::visits::days(desk.reader(), &who.agency, today, DAYS).await?;
    let off = !desk.calendar(&who.agency).await?.is_working_day(day);
    let shut = match closures.get(&day) {
        Some(reason) => format!("这一天停止接待：{reason}。"),
        None if off => "这一天放假，不接待查阅。".to_owned(),
        None => String::new(),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = ReadingPage {
        shell: front_at(app, signed, "查阅接待", errors, done).await?,
        day,
        label: chinese_date(day),
        closed: closures.contains_key(&day),
        shut,
        visits: visits.iter().map(|visit| visit_line(visit, today)).collect(),
        days: days
            .into_iter()
            .map(|line| DayLine { day: line.day, label: chinese_date(line.day), visits: line.visits })
            .collect(),
        closures: closures
            .into_iter()
            .filter(|(day, _)| *day >= today)
            .map(|(day, reason)| ClosureLine { day, label: chinese_date(day), reason })
            .collect(),
        has_hours: !hours.slots.is_empty(),
        may_set: may(&signed.at.officer, Act::ChangeSettings, &Facts::of(&who.agency)).is_ok(),
        fields: typed.unwrap_or_else(|| hours_fields(&hours)),
    };
    page(&shown, status)
}

fn hours_fields(hours: &ReadingHours) -> Fields {
    Fields::from(vec![("place".to_owned(), hours.place.clone()), ("slots".to_owned(), hours.text())])
}

fn visit_line(visit: &Visit, today: Date) -> VisitLine {
    let form = visit.form.reveal(Purpose::Handling);
    VisitLine {
        id: visit.id.to_string(),
        number: visit.number.clone(),
        hours: format!("{}—{}", time_text(visit.from), time_text(visit.until)),
        name: form.name.clone(),
        telephone: form.telephone.clone(),
        wanted: form.wanted.clone(),
        help: form.help.clone(),
        state: visit.state.label(),
        tone: match visit.state {
            VisitState::Booked => Tone::Wait,
            VisitState::Came => Tone::Good,
            VisitState::Cancelled | VisitState::CalledOff | VisitState::Missed => Tone::Plain,
        },
        may_mark: visit.mark(true, today).is_ok(),
        to_tell: visit.state == VisitState::CalledOff,
    }
}

/// Says who came, closes a day, opens it again.
///
/// # Errors
/// When the store fails; refusals come back on the page.
pub async fn act(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let day = fields.date("day");
    let done = perform(&app, &signed, &fields, day).await;
    match done {
        Ok(()) => {
            let day = day.unwrap_or_else(|| app.desk().now().date());
            Ok(Redirect::to(&format!("/office/reading?day={day}&done=saved")).into_response())
        }
        Err(ActError::Refused(refusal)) if refusal.code != "not_found" => {
            page_of(&app, &signed, day, None, Errors::one(refusal), "").await
        }
        Err(other) => Err(other.into()),
    }
}

async fn perform(app: &App, signed: &Signed, fields: &Fields, day: Option<Date>) -> Result<(), ActError> {
    let (desk, who) = (app.desk(), signed.who());
    let day = || day.ok_or_else(|| Refusal::new("day", "请填写日期，例如 2026-03-02。").at("day"));
    match fields.get("act") {
        act @ ("came" | "missed") => desk.mark_visit(who, &VisitId::new(fields.get("visit")), act == "came").await,
        "open" => desk.open_reading_day(who, day()?).await,
        _ => desk.close_reading_day(who, day()?, fields.get("reason")).await.map(|_| ()),
    }
}

/// Keeps the hours of the week, in force from today.
///
/// # Errors
/// When the store fails; refusals come back on the page with what was typed.
pub async fn save_hours(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    may(&signed.at.officer, Act::ChangeSettings, &Facts::of(&signed.who().agency))?;
    let done = match ReadingHours::parse(fields.get("place"), fields.raw("slots")) {
        Ok(hours) => app.desk().set_reading_hours(signed.who(), hours).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/office/reading?done=saved").into_response()),
        Err(ActError::Refused(refusal)) => page_of(&app, &signed, None, Some(fields), Errors::one(refusal), "").await,
        Err(failed) => Err(failed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;
    use jiff::civil::date;

    fn sample(shell: OfficeShell, may_set: bool, closed: bool) -> ReadingPage {
        let text = |text: &str| text.to_owned();
        let visit = |state: VisitState, may_mark| VisitLine {
            id: text("v1"),
            number: text("查阅〔2019〕001号"),
            hours: text("09:00—11:30"),
            name: text(NASTY),
            telephone: text(NASTY),
            wanted: text(NASTY),
            help: text(NASTY),
            state: state.label(),
            tone: Tone::Wait,
            may_mark,
            to_tell: state == VisitState::CalledOff,
        };
        let day = date(2019, 10, 10);
        ReadingPage {
            shell,
            day,
            label: chinese_date(day),
            shut: if closed { text(NASTY) } else { String::new() },
            closed,
            visits: vec![visit(VisitState::Booked, true), visit(VisitState::CalledOff, false)],
            days: vec![DayLine { day, label: chinese_date(day), visits: 2 }],
            closures: vec![ClosureLine { day, label: chinese_date(day), reason: text(NASTY) }],
            has_hours: !may_set,
            may_set,
            fields: Fields::from(vec![(text("slots"), text(NASTY))]),
        }
    }

    #[test]
    fn the_day_is_sound_and_the_hours_are_the_heads_to_set() {
        let html = sound(&sample(shell("查阅接待"), false, true));
        assert!(html.contains("恢复接待") && html.contains("请打电话告知") && !html.contains("/office/reading/hours"));
        let html = sound(&sample(shell_with_errors("查阅接待", &["slots", "place", "day", "reason"]), true, false));
        assert!(html.contains("/office/reading/hours") && html.contains("id=\"slots-error\""));
        assert_eq!(html.matches("value=\"came\"").count(), 1, "who was called off cannot have come");
    }
}
