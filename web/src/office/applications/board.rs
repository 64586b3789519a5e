//! The boards: whose cases, the most urgent first. A line says nothing of any person.

use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use crate::office::answer::Fault;
use crate::office::calendar::coming;
use crate::office::front::{front, page};
use crate::office::session::Signed;
use crate::office::tasks::section_names;
use affairs::Date;
use affairs::access::{Act, Facts, may};
use affairs::application::Action;
use affairs::application::projection::phase_label;
use affairs::id::{CaseId, PersonId, SectionId};
use affairs::time::{chinese_date, parse_date};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::alarm::{Stage, stage};
use law::calendar::WorkingDayCalendar;
use std::collections::{BTreeMap, BTreeSet};
use store::applications::{Board, BoardRow};

const PER_PAGE: usize = 50;
/// The most opinions that are looked at for a page.
const OPINIONS: i64 = 1_000;

/// How much time is left, in words, and how loudly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub words: String,
    pub tone: Tone,
}

/// How much time is left until a day. Late alone is red.
pub fn left(today: Date, by: Date, calendar: &WorkingDayCalendar) -> Left {
    let stage = stage(today, by, calendar);
    let words = match stage {
        Stage::Late(0) => "已逾期".to_owned(),
        Stage::Late(days) => format!("已逾期 {days} 个工作日"),
        Stage::LastDay => "今天到期".to_owned(),
        _ => format!("还有 {} 个工作日", calendar.working_days_between(today, by).value),
    };
    let tone = match stage {
        Stage::Late(_) => Tone::Bad,
        Stage::LastDay | Stage::Nineteenth | Stage::Eighteenth | Stage::Fifteenth => Tone::Wait,
        Stage::Tenth => Tone::Accent,
        Stage::Fifth | Stage::Calm => Tone::Plain,
    };
    Left { words, tone }
}

/// Whose cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Mine,
    Section,
    Agency,
}

impl Whose {
    pub(super) const ALL: [Self; 3] = [Self::Mine, Self::Section, Self::Agency];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Section => "section",
            Self::Agency => "agency",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Mine => "我承办的",
            Self::Section => "本科室的",
            Self::Agency => "全机关的",
        }
    }

    fn of(code: Option<&String>) -> Self {
        let asked = code.and_then(|code| Self::ALL.into_iter().find(|whose| whose.code() == code));
        asked.unwrap_or(Self::Mine)
    }
}

/// One case of a board.
pub(super) struct Line {
    pub case: String,
    pub number: String,
    pub kind: &'static str,
    pub received: String,
    pub phase: &'static str,
    /// What comes next, or for an ended case how it ended.
    pub next: String,
    pub officer: String,
    pub section: String,
    pub by: String,
    /// Nothing once it has ended.
    pub left: Option<Left>,
    pub outside: bool,
    pub provisional: bool,
    /// Whether this person may open it.
    pub opens: bool,
    /// Whether somebody owes an opinion on it whose day is over.
    pub opinion_late: bool,
}

#[derive(Template)]
#[template(path = "office/applications/board.html")]
pub(super) struct BoardPage {
    pub shell: OfficeShell,
    /// Each board: address, label, whether it is this one.
    pub boards: Vec<(String, &'static str, bool)>,
    pub label: &'static str,
    pub open: bool,
    /// This board's first page, and the one of the other state.
    pub first: String,
    pub other: String,
    pub lines: Vec<Line>,
    /// The address of the next page, or nothing.
    pub next: String,
    /// Whether this is not the first page.
    pub further: bool,
    pub may_register: bool,
    /// What falls due around a long holiday that is near; empty where nothing does.
    pub holiday: String,
}

fn address(whose: Whose, open: bool) -> String {
    format!("/office/applications?whose={}&state={}", whose.code(), if open { "open" } else { "ended" })
}

/// A board.
///
/// # Errors
/// Refused to those whose business it is not.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let who = signed.who();
    may(&signed.at.officer, Act::SeeApplications, &Facts::of(&who.agency))?;
    let whose = Whose::of(query.get("whose"));
    let open = query.get("state").is_none_or(|state| state != "ended");
    let board = match whose {
        Whose::Mine => Board::Officer(who.person.clone()),
        Whose::Section => Board::Section(signed.at.officer.person.section.clone()),
        Whose::Agency => Board::Agency,
    };
    let after = query.get("after").and_then(|after| after.split_once(','));
    let after = after.and_then(|(day, case)| Some((parse_date(day)?, CaseId::new(case))));
    let cursor = after.as_ref().map(|(day, case)| (*day, case));
    let (reader, limit) = (app.desk().reader(), i64::try_from(PER_PAGE).unwrap_or(0) + 1);
    let mut rows = store::applications::board(reader, &who.agency, &board, open, cursor, limit).await?;
    let more = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let next = rows.last().filter(|_| more).map(|last| {
        let day = if open { last.due_on } else { last.ended_on.unwrap_or(last.due_on) };
        format!("{}&after={day},{}", address(whose, open), last.case)
    });
    let names = Names::load(&app, &signed).await?;
    let view = BoardPage {
        shell: front(&app, &signed, "依申请公开", Errors::none()).await?,
        boards: Whose::ALL.map(|one| (address(one, open), one.label(), one == whose)).to_vec(),
        label: whose.label(),
        open,
        first: address(whose, open),
        other: address(whose, !open),
        lines: rows.iter().map(|row| names.line(row)).collect(),
        next: next.unwrap_or_default(),
        further: after.is_some(),
        may_register: may(&signed.at.officer, Act::ReceiveApplication, &Facts::of(&who.agency)).is_ok(),
        holiday: coming(&app, &signed).await?,
    };
    page(&view, StatusCode::OK)
}

/// What a row needs to become a line: names, the calendar, today, and who asks.
pub(super) struct Names<'signed> {
    people: BTreeMap<PersonId, String>,
    sections: BTreeMap<SectionId, String>,
    calendar: std::sync::Arc<WorkingDayCalendar>,
    today: Date,
    signed: &'signed Signed,
    /// The open cases on which an opinion is late, and those on which this person's own is asked.
    late: BTreeSet<CaseId>,
    asked: BTreeSet<CaseId>,
}

impl<'signed> Names<'signed> {
    pub(super) async fn load(app: &App, signed: &'signed Signed) -> Result<Self, Fault> {
        let agency = &signed.who().agency;
        let (reader, today) = (app.desk().reader(), app.desk().now().date());
        let people = store::people::all(reader, agency).await?;
        let owed = store::co_handling::owed_by(reader, agency, &signed.who().person, OPINIONS).await?;
        Ok(Self {
            late: store::co_handling::late(reader, agency, today, OPINIONS).await?,
            asked: owed.into_iter().map(|row| row.case).collect(),
            people: people.into_iter().map(|person| (person.id, person.name)).collect(),
            sections: section_names(app, agency).await?,
            calendar: app.desk().calendar(agency).await?,
            today,
            signed,
        })
    }

    pub(super) fn person(&self, id: &PersonId) -> String {
        self.people.get(id).cloned().unwrap_or_default()
    }

    pub(super) fn section(&self, id: &SectionId) -> String {
        self.sections.get(id).cloned().unwrap_or_default()
    }

    pub(super) fn line(&self, row: &BoardRow) -> Line {
        let facts = Facts::document(&self.signed.who().agency, &row.section, &row.responsible)
            .asked(self.asked.contains(&row.case));
        let ended =
            row.ended_on.map(|on| format!("{}（{}）", row.outcome.map_or("", |one| one.label()), chinese_date(on)));
        // Whoever is waited for has until his own day; the office has until the reply is due.
        let by = if row.outside { row.act_by } else { row.due_on };
        Line {
            case: row.case.to_string(),
            number: row.number.clone(),
            kind: row.kind.label(),
            received: chinese_date(row.received_on),
            phase: phase_label(&row.phase),
            next: ended.unwrap_or_else(|| Action::from_code(&row.action).map_or("", Action::label).to_owned()),
            officer: self.person(&row.responsible),
            section: self.section(&row.section),
            by: if row.open { chinese_date(by) } else { String::new() },
            left: row.open.then(|| left(self.today, by, &self.calendar)),
            outside: row.outside,
            provisional: row.provisional,
            opinion_late: self.late.contains(&row.case),
            opens: may(&self.signed.at.officer, Act::ReadApplication, &facts).is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn late_alone_is_red_and_the_last_days_stand_out() {
        let calendar = WorkingDayCalendar::shipped();
        let due = date(2019, 10, 30);
        for (today, words, tone) in [
            (date(2019, 9, 27), "还有 20 个工作日", Tone::Plain),
            (date(2019, 10, 18), "还有 8 个工作日", Tone::Accent),
            (date(2019, 10, 29), "还有 1 个工作日", Tone::Wait),
            (due, "今天到期", Tone::Wait),
            (date(2019, 11, 1), "已逾期 2 个工作日", Tone::Bad),
        ] {
            assert_eq!(left(today, due, calendar), Left { words: words.to_owned(), tone }, "{today}");
        }
    }
}
