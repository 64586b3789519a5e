//! 节假日安排: the years by which periods are counted, importing a notice, and what falls due around a holiday.

mod deadlines;
mod import;

pub(super) use deadlines::coming;

use super::answer::Fault;
use super::front::{front_at, page};
use super::session::Signed;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::access::{Act, Facts, may};
use affairs::time::chinese_date;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use law::calendar::{CalendarRow, DayKind, WorkingDayCalendar};
use std::collections::BTreeMap;
use store::calendars::KeptNotice;

/// Their addresses.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/office/calendar", get(show))
        .route("/office/calendar/preview", post(import::preview))
        .route("/office/calendar/import", post(import::import))
        .route("/office/calendar/{revision}", get(import::moved))
        .route("/office/calendar/{revision}/letters", post(import::tell))
        .route("/office/calendar/{revision}/letters.pdf", get(import::letters))
        .route("/office/applications/holiday", get(deadlines::holiday))
        .route("/office/applications/holiday/{format}", get(deadlines::export))
        .route("/office/applications/summary", get(deadlines::summary))
}

/// A year as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct YearLine {
    year: i16,
    announced: bool,
    /// Number, title and day of each notice behind it.
    notices: Vec<String>,
    off: Vec<String>,
    worked: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/calendar/calendar.html")]
struct CalendarPage {
    shell: OfficeShell,
    may_import: bool,
    years: Vec<YearLine>,
    imports: Vec<KeptNotice>,
    names: BTreeMap<String, String>,
    draft: import::Draft,
}

impl CalendarPage {
    fn name(&self, kept: &KeptNotice) -> &str {
        self.names.get(kept.by.as_str()).map_or("", String::as_str)
    }
}

/// Year by year, the latest first.
///
/// # Errors
/// Refused without a role that sees applications.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    let draft = import::Draft::empty(app.desk().now().date());
    calendar_page(&app, &signed, Errors::none(), done, draft).await
}

async fn calendar_page(
    app: &App,
    signed: &Signed,
    errors: Errors,
    done: &str,
    draft: import::Draft,
) -> Result<Response, Fault> {
    let (who, officer) = (signed.who(), &signed.at.officer);
    may(officer, Act::SeeApplications, &Facts::of(&who.agency))?;
    let calendar = app.desk().calendar(&who.agency).await?;
    let imports = store::calendars::notices(app.desk().reader(), &who.agency).await?;
    let people = store::people::all(app.desk().reader(), &who.agency).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = CalendarPage {
        shell: front_at(app, signed, "节假日安排", errors, done).await?,
        may_import: may(officer, Act::KeepCalendar, &Facts::of(&who.agency)).is_ok(),
        years: years(&calendar, app.desk().now().year()),
        imports: imports.into_iter().rev().collect(),
        names: people.into_iter().map(|person| (person.id.to_string(), person.name)).collect(),
        draft,
    };
    page(&shown, status)
}

/// The known years and the two after this one, which periods of today may reach.
fn years(calendar: &WorkingDayCalendar, this_year: i16) -> Vec<YearLine> {
    let mut years: Vec<i16> = calendar.years().collect();
    years.extend([this_year, this_year.saturating_add(1)]);
    years.sort_unstable();
    years.dedup();
    years.into_iter().rev().map(|year| year_line(calendar, year)).collect()
}

fn year_line(calendar: &WorkingDayCalendar, year: i16) -> YearLine {
    let of = |kind: DayKind| {
        let rows: Vec<&CalendarRow> =
            calendar.rows().filter(|row| row.date.year() == year && row.kind == kind).collect();
        spans(&rows)
    };
    let notices = calendar
        .notices_of(year)
        .into_iter()
        .map(|notice| {
            let title = if notice.title.is_empty() { String::new() } else { format!("{}，", notice.title) };
            format!("{title}{}（{}印发）", notice.number, chinese_date(notice.issued_on))
        })
        .collect();
    YearLine {
        year,
        announced: calendar.is_announced(year),
        notices,
        off: of(DayKind::Holiday),
        worked: of(DayKind::MakeupWorkday),
    }
}

/// `国庆节：10月1日至10月7日`, each run of days once.
fn spans(rows: &[&CalendarRow]) -> Vec<String> {
    let mut spans: Vec<(&CalendarRow, affairs::Date)> = Vec::new();
    for row in rows {
        match spans.last_mut().filter(|(_, last)| last.tomorrow().is_ok_and(|next| next == row.date)) {
            Some((_, last)) => *last = row.date,
            None => spans.push((row, row.date)),
        }
    }
    let day = |date: affairs::Date| format!("{}月{}日", date.month(), date.day());
    let words = |(first, last): &(&CalendarRow, affairs::Date)| {
        let days = if first.date == *last { day(*last) } else { format!("{}至{}", day(first.date), day(*last)) };
        if first.name.is_empty() { days } else { format!("{}：{days}", first.name) }
    };
    spans.iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;
    use affairs::Instant;
    use affairs::id::PersonId;
    use jiff::civil::date;
    use law::calendar::{HolidayNotice, ImportedNotice, Reach};

    fn kept() -> KeptNotice {
        let notice = HolidayNotice { number: NASTY.to_owned(), issued_on: date(2026, 11, 20), title: NASTY.to_owned() };
        KeptNotice {
            revision: 1,
            notice: ImportedNotice { year: 2027, reach: Reach::Year, notice, rows: Vec::new() },
            calendar_version: "v".to_owned(),
            reason: NASTY.to_owned(),
            by: PersonId::new("p1"),
            at: Instant::from_milliseconds(0),
        }
    }

    #[test]
    fn a_year_is_told_in_runs_of_days_and_an_unknown_one_says_so() {
        let lines = years(WorkingDayCalendar::shipped(), 2026);
        assert_eq!((lines[0].year, lines[0].announced, lines[0].off.len()), (2027, false, 0));
        let known = lines.iter().find(|line| line.year == 2019).unwrap();
        assert_eq!(known.off.last().unwrap(), "国庆节：10月1日至10月7日");
        assert_eq!(known.notices.len(), 2, "the year's notice and the change of its Labour Day");
        assert!(known.worked.contains(&"国庆节：9月29日".to_owned()));
    }

    #[test]
    fn the_page_takes_no_words_for_markup() {
        for may_import in [true, false] {
            let shell = if may_import {
                shell_with_errors("节假日安排", &["text", "number"])
            } else {
                shell("节假日安排")
            };
            let html = sound(&CalendarPage {
                shell,
                may_import,
                years: years(WorkingDayCalendar::shipped(), 2026),
                imports: vec![kept()],
                names: BTreeMap::from([("p1".to_owned(), NASTY.to_owned())]),
                draft: import::Draft { text: NASTY.to_owned(), ..import::Draft::empty(date(2026, 11, 20)) },
            });
            assert!(html.contains("尚未公布"));
            assert_eq!(html.contains("预览"), may_import);
        }
    }
}
