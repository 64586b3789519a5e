//! 导入节假日安排: pasted or uploaded, looked at with every open case that would move, then confirmed.

use super::calendar_page;
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front, front_at, page};
use crate::office::registers::download;
use crate::office::session::{Posted, Signed, comes_from_here};
use affairs::access::{Act, Facts, may};
use affairs::id::CaseId;
use affairs::time::parse_date;
use affairs::{Date, Refusal};
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::calendars::{CalendarPreview, CaseMove, DayChange, MovesSeen, NoticeText};
use law::calendar::Reach;
use std::collections::{BTreeMap, BTreeSet};
use store::calendars::Move;

/// The most cases that one page lists; the rest are counted.
const LISTED: usize = 500;

/// The form as it was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub year: String,
    pub reach: String,
    pub number: String,
    pub issued_on: String,
    pub title: String,
    pub text: String,
}

impl Draft {
    /// A form for the coming year.
    pub fn empty(today: Date) -> Self {
        Self {
            year: today.year().saturating_add(1).to_string(),
            reach: Reach::Year.code().to_owned(),
            number: String::new(),
            issued_on: String::new(),
            title: String::new(),
            text: String::new(),
        }
    }

    fn of(fields: &Fields) -> Self {
        Self {
            year: fields.get("year").to_owned(),
            reach: fields.get("reach").to_owned(),
            number: fields.get("number").to_owned(),
            issued_on: fields.get("issued_on").to_owned(),
            title: fields.get("title").to_owned(),
            text: fields.raw("text").to_owned(),
        }
    }

    /// What both steps of the form carry, by name.
    pub fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("year", &self.year),
            ("reach", &self.reach),
            ("number", &self.number),
            ("issued_on", &self.issued_on),
            ("title", &self.title),
            ("text", &self.text),
        ]
    }

    /// The choices of how far a notice reaches.
    pub fn reaches() -> Vec<(&'static str, &'static str)> {
        vec![
            (Reach::Year.code(), "年度安排：取代这一年原来的安排"),
            (Reach::Amendment.code(), "调整安排：只改通知里写到的日子"),
        ]
    }

    fn read(&self) -> Result<NoticeText, Errors> {
        let mut errors = Errors::none();
        let year = self.year.parse().ok().filter(|year| (2008..=2099).contains(year));
        if year.is_none() {
            errors.add(Refusal::new("year", "请填写四位年份，例如2027。").at("year"));
        }
        let reach = Reach::from_code(&self.reach);
        if reach.is_none() {
            errors.add(Refusal::new("reach", "请选择是年度安排还是调整安排。").at("reach"));
        }
        let issued_on = parse_date(&self.issued_on);
        if issued_on.is_none() {
            errors.add(Refusal::new("issued_on", "请填写通知的印发日期。").at("issued_on"));
        }
        match (year, reach, issued_on) {
            (Some(year), Some(reach), Some(issued_on)) => Ok(NoticeText {
                year,
                reach,
                number: self.number.clone(),
                issued_on,
                title: self.title.clone(),
                text: self.text.clone(),
            }),
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "office/calendar/preview.html")]
struct PreviewPage {
    shell: OfficeShell,
    draft: Draft,
    preview: CalendarPreview,
    reason: String,
    names: BTreeMap<String, String>,
}

impl PreviewPage {
    /// The days that change, each run once: from when to when, what they become, the festival.
    fn days(&self) -> Vec<(String, &'static str, &str)> {
        let mut runs: Vec<(&DayChange, Date)> = Vec::new();
        for day in &self.preview.days {
            let goes_on = |(first, last): &&mut (&DayChange, Date)| {
                let follows = last.tomorrow().is_ok_and(|next| next == day.date);
                follows && first.worked == day.worked && first.name == day.name
            };
            match runs.last_mut().filter(goes_on) {
                Some((_, last)) => *last = day.date,
                None => runs.push((day, day.date)),
            }
        }
        let words = |(first, last): (&'_ DayChange, Date)| {
            let from = law::calendar::chinese_date(first.date);
            if first.date == last { from } else { format!("{from}至{}", law::calendar::chinese_date(last)) }
        };
        let becomes = |worked: bool| if worked { "上班" } else { "放假" };
        runs.into_iter().map(|run| (words(run), becomes(run.0.worked), run.0.name.as_str())).collect()
    }

    fn moved(&self) -> Vec<&CaseMove> {
        self.preview.moves.iter().filter(|moved| moved.moves()).collect()
    }

    /// Those whose day stays and only becomes certain, or uncertain.
    fn settled(&self) -> usize {
        self.preview.moves.iter().filter(|moved| !moved.moves()).count()
    }

    fn name(&self, moved: &CaseMove) -> &str {
        self.names.get(moved.responsible.as_str()).map_or("", String::as_str)
    }
}

pub(super) fn direction(old: &Date, new: &Date) -> &'static str {
    if new > old { "推后" } else { "提前" }
}

/// Shows what a notice would change. Nothing is kept.
///
/// # Errors
/// Refused without the role; what cannot be read comes back on the form.
pub async fn preview(
    signed: Signed,
    State(app): State<App>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    comes_from_here(&headers)?;
    let fields = taken_in(&signed, form).await?;
    may(&signed.at.officer, Act::KeepCalendar, &Facts::of(&signed.who().agency))?;
    match fields {
        Ok(fields) => preview_page(&app, &signed, Draft::of(&fields), Errors::none(), "").await,
        Err((fields, refusal)) => calendar_page(&app, &signed, Errors::one(refusal), "", Draft::of(&fields)).await,
    }
}

/// The fields of the form; a file takes the place of the pasted text.
async fn taken_in(signed: &Signed, mut form: Multipart) -> Result<Result<Fields, (Fields, Refusal)>, Fault> {
    let broken = || Fault::from(Refusal::new("upload_broken", "内容没有传完，请检查网络后重试；没有留下任何内容。"));
    let (mut pairs, mut token, mut unreadable): (Vec<(String, String)>, String, bool) = Default::default();
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| broken())?;
        match name.as_str() {
            "file" if bytes.is_empty() => {}
            "file" => match std::str::from_utf8(&bytes) {
                // The first value of a name is the one that counts.
                Ok(text) => pairs.insert(0, ("text".to_owned(), text.to_owned())),
                Err(_) => unreadable = true,
            },
            "csrf" => token = String::from_utf8_lossy(&bytes).into_owned(),
            _ => pairs.push((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))),
        }
    }
    signed.check(&token)?;
    let fields = Fields::from(pairs);
    if unreadable {
        let message = "这个文件不是UTF-8文本。请把通知的文字粘贴到下面，或者另存为UTF-8编码的文本、CSV。";
        return Ok(Err((fields, Refusal::new("file_coding", message).at("file"))));
    }
    Ok(Ok(fields))
}

async fn preview_page(
    app: &App,
    signed: &Signed,
    draft: Draft,
    errors: Errors,
    reason: &str,
) -> Result<Response, Fault> {
    let text = match draft.read() {
        Ok(text) => text,
        Err(errors) => return calendar_page(app, signed, errors, "", draft).await,
    };
    let preview = match app.desk().preview_calendar(signed.who(), &text).await {
        Ok(preview) => preview,
        Err(ActError::Refused(refusal)) => {
            return calendar_page(app, signed, Errors::one(refusal), "", draft).await;
        }
        Err(failed) => return Err(failed.into()),
    };
    let people = store::people::all(app.desk().reader(), &signed.who().agency).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = PreviewPage {
        shell: front(app, signed, &format!("核对{}年节假日安排", text.year), errors).await?,
        draft,
        preview,
        reason: reason.to_owned(),
        names: people.into_iter().map(|person| (person.id.to_string(), person.name)).collect(),
    };
    page(&shown, status)
}

/// Imports what was looked at.
///
/// # Errors
/// Refused without the role; refusals of the import come back on the preview.
pub async fn import(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    may(&signed.at.officer, Act::KeepCalendar, &Facts::of(&signed.who().agency))?;
    let (draft, reason) = (Draft::of(&fields), fields.get("reason"));
    let text = match draft.read() {
        Ok(text) => text,
        Err(errors) => return calendar_page(&app, &signed, errors, "", draft).await,
    };
    match app.desk().import_calendar(signed.who(), &text, fields.get("version"), reason).await {
        Ok(revision) => Ok(Redirect::to(&format!("/office/calendar/{revision}?done=calendar")).into_response()),
        Err(ActError::Refused(refusal)) => preview_page(&app, &signed, draft, Errors::one(refusal), reason).await,
        Err(failed) => Err(failed.into()),
    }
}

#[derive(Template)]
#[template(path = "office/calendar/moved.html")]
struct MovedPage {
    shell: OfficeShell,
    revision: i64,
    seen: MovesSeen,
    /// The cases whose applicants have been written to.
    told: BTreeSet<CaseId>,
    may_tell: bool,
    may_print: bool,
}

impl MovedPage {
    fn is_told(&self, one: &Move) -> bool {
        self.told.contains(&one.case)
    }

    fn moved(&self) -> Vec<&(String, Move)> {
        self.seen.moves.iter().filter(|(_, moved)| moved.old_due_on != moved.new_due_on).collect()
    }
}

/// What an import moved: the cases whose applicants have to be told.
///
/// # Errors
/// Refused without a role that sees applications; nothing where there is no such import.
pub async fn moved(
    signed: Signed,
    State(app): State<App>,
    Path(revision): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let revision = revision.parse().map_err(|_| Fault::not_found())?;
    let limit = i64::try_from(LISTED).unwrap_or(i64::MAX);
    let seen = app.desk().calendar_import(signed.who(), revision, limit).await?;
    let done = query.get("done").map_or("", String::as_str);
    let title = format!("{}年{}", seen.notice.notice.year, seen.notice.notice.reach.label());
    let shell = front_at(&app, &signed, &title, Errors::none(), done).await?;
    let (agency, officer) = (&signed.who().agency, &signed.at.officer);
    let told = app.desk().told_of_import(agency, revision).await?;
    let may_tell = may(officer, Act::KeepCalendar, &Facts::of(agency)).is_ok();
    let may_print = may(officer, Act::ReceiveApplication, &Facts::of(agency)).is_ok();
    page(&MovedPage { shell, revision, seen, told, may_tell, may_print }, StatusCode::OK)
}

/// Has a letter written to the applicant of each case that an import moved.
///
/// # Errors
/// Refused without the role.
pub async fn tell(State(app): State<App>, Path(revision): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let revision: i64 = revision.parse().map_err(|_| Fault::not_found())?;
    app.desk().tell_moved_applicants(posted.signed.who(), revision).await?;
    Ok(Redirect::to(&format!("/office/calendar/{revision}?done=telling_moved")).into_response())
}

/// The letters that an import led to, in one file for the printer.
///
/// # Errors
/// Refused without the role, and while there is none.
pub async fn letters(signed: Signed, State(app): State<App>, Path(revision): Path<String>) -> Result<Response, Fault> {
    let revision: i64 = revision.parse().map_err(|_| Fault::not_found())?;
    let bytes = app.desk().moved_letters(signed.who(), revision).await?;
    Ok(download("答复期限变动告知书.pdf", "application/pdf", bytes))
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;
    use affairs::Instant;
    use affairs::id::{PersonId, SectionId};
    use jiff::civil::date;
    use law::calendar::{HolidayNotice, ImportedNotice};
    use store::calendars::KeptNotice;

    fn notice(reach: Reach) -> ImportedNotice {
        let notice = HolidayNotice { number: NASTY.to_owned(), issued_on: date(2026, 11, 20), title: NASTY.to_owned() };
        ImportedNotice { year: 2027, reach, notice, rows: Vec::new() }
    }

    fn case_move(day: i8) -> CaseMove {
        CaseMove {
            case: CaseId::new("c1"),
            number: NASTY.to_owned(),
            section: SectionId::new("office"),
            responsible: PersonId::new("p1"),
            old_due_on: date(2027, 1, 7),
            new_due_on: date(2027, 1, day),
            old_provisional: true,
            new_provisional: false,
        }
    }

    fn preview(reach: Reach) -> PreviewPage {
        let day = DayChange { date: date(2027, 1, 4), worked: false, name: NASTY.to_owned() };
        let preview = CalendarPreview {
            notice: notice(reach),
            unread: vec![NASTY.to_owned()],
            replaces: if reach == Reach::Year { vec![NASTY.to_owned()] } else { Vec::new() },
            days: vec![
                day.clone(),
                DayChange { date: date(2027, 1, 5), ..day.clone() },
                DayChange { date: date(2027, 1, 6), worked: true, ..day },
            ],
            moves: vec![case_move(8), case_move(6), case_move(7)],
            version: "v".to_owned(),
        };
        PreviewPage {
            shell: shell_with_errors("核对", &["reason"]),
            draft: Draft { text: NASTY.to_owned(), ..Draft::empty(date(2026, 11, 20)) },
            preview,
            reason: NASTY.to_owned(),
            names: BTreeMap::from([("p1".to_owned(), NASTY.to_owned())]),
        }
    }

    #[test]
    fn a_preview_says_what_moves_which_way_and_what_was_not_read() {
        for reach in Reach::ALL {
            let html = sound(&preview(reach));
            assert!(html.contains("推后") && html.contains("提前"));
            assert!(html.contains("2027年1月4日（星期一）至2027年1月5日（星期二）"), "a run of days is one line");
            assert!(html.contains("2 件") && html.contains("没有读懂"));
        }
    }

    #[test]
    fn an_import_lists_whose_applicants_are_told() {
        let kept = KeptNotice {
            revision: 1,
            notice: notice(Reach::Year),
            calendar_version: "v".to_owned(),
            reason: NASTY.to_owned(),
            by: PersonId::new("p1"),
            at: Instant::from_milliseconds(0),
        };
        let moves = vec![(NASTY.to_owned(), Move::from(&case_move(8)))];
        let moved = |moves, told| MovedPage {
            shell: shell("安排"),
            revision: 1,
            seen: MovesSeen { notice: kept.clone(), moves },
            told,
            may_tell: true,
            may_print: true,
        };
        let html = sound(&moved(moves.clone(), BTreeSet::new()));
        assert!(html.contains("确认并出具告知书") && html.contains("未告知") && !html.contains("letters.pdf"));
        let html = sound(&moved(moves, BTreeSet::from([CaseId::new("c1")])));
        assert!(html.contains("已告知") && html.contains("/office/calendar/1/letters.pdf"));
        let html = sound(&moved(Vec::new(), BTreeSet::new()));
        assert!(html.contains("没有申请的答复期限因此变化"));
    }

    #[test]
    fn a_form_that_is_not_filled_in_is_told_field_by_field() {
        let errors = Draft { year: "二七".to_owned(), reach: String::new(), ..Draft::empty(date(2026, 1, 1)) }.read();
        let errors = errors.unwrap_err();
        for field in ["year", "reach", "issued_on"] {
            assert!(!errors.at(field).is_empty(), "{field}");
        }
    }
}
