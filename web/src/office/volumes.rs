//! 归档: what waits to be closed into a volume, what stands on the shelf, one volume with what happened to it.

use super::answer::Fault;
use super::front::{front_at, page};
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use affairs::access::{Act, Facts, may};
use affairs::id::{CaseId, VolumeId};
use affairs::personal::Purpose;
use affairs::time::chinese_date;
use affairs::volume::{Event, Position};
use affairs::{Date, Refusal};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::ActError;
use desk::applications::{ReadyCase, ShelfAct};
use std::collections::BTreeMap;

/// Lines of one list.
const LINES: i64 = 200;

/// The addresses of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/office/volumes", get(show).post(close))
        .route("/office/volumes/transfer/{year}", post(transfer))
        .route("/office/volumes/transfer/{year}/{format}", get(list))
        .route("/office/volumes/{volume}", get(one).post(handle))
}

#[derive(Debug, Clone, Default)]
struct ReadyLine {
    case: String,
    number: String,
    ended_on: String,
    from: String,
    closable: bool,
}

#[derive(Debug, Clone, Default)]
struct ShelfLine {
    id: String,
    number: String,
    case: String,
    application: String,
    closed_on: String,
    retention: String,
    pages: i64,
    location: String,
    position: &'static str,
}

#[derive(Template)]
#[template(path = "office/volumes.html")]
struct VolumesPage {
    shell: OfficeShell,
    ready: Vec<ReadyLine>,
    run_out: Vec<ShelfLine>,
    lent: Vec<ShelfLine>,
    closed: Vec<ShelfLine>,
    year: i16,
}

struct LedgerLine {
    on: String,
    what: &'static str,
    words: String,
    by: String,
}

#[derive(Template)]
#[template(path = "office/volume.html")]
struct VolumePage {
    shell: OfficeShell,
    id: String,
    case: String,
    title: String,
    position: &'static str,
    retention: &'static str,
    keep_until: String,
    pages: u32,
    location: String,
    file: String,
    package: String,
    gone: bool,
    acts: Vec<(String, String)>,
    lines: Vec<LedgerLine>,
}

/// The lists.
///
/// # Errors
/// Refused without the role.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    page_of(&app, &signed, Errors::none(), done).await
}

async fn page_of(app: &App, signed: &Signed, errors: Errors, done: &str) -> Result<Response, Fault> {
    let agency = &signed.who().agency;
    may(&signed.at.officer, Act::KeepVolumes, &Facts::of(agency))?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (reader, today) = (app.desk().reader(), app.desk().now().date());
    let ready = app.desk().cases_to_archive(signed.who(), LINES).await?;
    let shelf = |rows: Vec<store::volumes::VolumeRow>| rows.into_iter().map(shelf_line).collect();
    let shown = VolumesPage {
        shell: front_at(app, signed, "归档", errors, done).await?,
        ready: ready.iter().map(|one| ready_line(one, today)).collect(),
        run_out: shelf(store::volumes::run_out(reader, agency, today, LINES).await?),
        lent: shelf(store::volumes::at(reader, agency, "lent", LINES).await?),
        closed: shelf(store::volumes::at(reader, agency, "closed", LINES).await?),
        year: today.year(),
    };
    page(&shown, status)
}

fn ready_line(ready: &ReadyCase, today: Date) -> ReadyLine {
    ReadyLine {
        case: ready.waiting.case.to_string(),
        number: ready.waiting.number.clone(),
        ended_on: chinese_date(ready.waiting.ended_on),
        from: ready.from.map_or_else(|| "复议、诉讼审结后".to_owned(), chinese_date),
        closable: ready.from.is_some_and(|from| today >= from),
    }
}

fn shelf_line(row: store::volumes::VolumeRow) -> ShelfLine {
    ShelfLine {
        id: row.id.to_string(),
        number: row.number,
        case: row.case.to_string(),
        application: row.application_number,
        closed_on: chinese_date(row.closed_on),
        retention: match row.keep_until {
            Some(until) => format!("{}（至{}）", row.retention.label(), chinese_date(until)),
            None => row.retention.label().to_owned(),
        },
        pages: row.pages,
        location: row.location,
        position: Position::label(&row.position),
    }
}

/// Closes a case.
///
/// # Errors
/// When the store fails; refusals come back on the page.
pub async fn close(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let case = CaseId::new(fields.get("case").to_owned());
    let done = match app.desk().read_application(signed.who(), &case).await {
        Ok(application) => {
            let version = application.frame.version;
            app.desk().close_volume(signed.who(), &case, version, fields.get("location")).await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    answer(&app, &signed, done).await
}

async fn answer(app: &App, signed: &Signed, done: Result<(), ActError>) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Redirect::to("/office/volumes?done=recorded").into_response()),
        Err(ActError::Refused(refusal)) => page_of(app, signed, Errors::one(refusal), "").await,
        Err(failed) => Err(failed.into()),
    }
}

/// Hands the list of a year to the archive.
///
/// # Errors
/// When the store fails; refusals come back on the page.
pub async fn transfer(State(app): State<App>, Path(year): Path<i16>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let done = app.desk().transfer_volumes(signed.who(), year, fields.get("receiver")).await.map(|_| ());
    answer(&app, &signed, done).await
}

/// The list of a year, as a PDF or a workbook.
///
/// # Errors
/// Refused without the role, and for another format.
pub async fn list(
    signed: Signed,
    State(app): State<App>,
    Path((year, format)): Path<(i16, String)>,
) -> Result<Response, Fault> {
    let (bytes, media_type) = match format.as_str() {
        "pdf" => (app.desk().transfer_list_pdf(signed.who(), year).await?, "application/pdf"),
        "xlsx" => (
            app.desk().transfer_list_sheet(signed.who(), year).await?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        _ => return Err(Fault::not_found()),
    };
    let disposition = format!("attachment; filename=\"volumes-{year}.{format}\"");
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// One volume.
///
/// # Errors
/// Refused without the role.
pub async fn one(
    signed: Signed,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    one_of(&app, &signed, &VolumeId::new(id), Errors::none(), done).await
}

async fn one_of(app: &App, signed: &Signed, id: &VolumeId, errors: Errors, done: &str) -> Result<Response, Fault> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (volume, location) = app.desk().read_volume(signed.who(), id).await?;
    let standing = volume.standing().ok_or_else(Fault::not_found)?;
    let people = store::people::all(app.desk().reader(), &signed.who().agency).await?;
    let name_of = |by: &Option<affairs::id::PersonId>| {
        let found = by.as_ref().and_then(|by| people.iter().find(|person| person.id == *by));
        found.map_or_else(String::new, |person| person.name.clone())
    };
    let lines = volume.events.iter().map(|line| {
        let words = line.words.reveal(Purpose::Handling);
        LedgerLine {
            on: chinese_date(line.at.date()),
            what: said(&line.event),
            words: [words.party.as_str(), words.text.as_str()].concat(),
            by: name_of(&line.by),
        }
    });
    let shown = VolumePage {
        shell: front_at(app, signed, &volume.number, errors, done).await?,
        id: id.to_string(),
        case: volume.case.to_string(),
        title: volume.title.reveal(Purpose::Handling).clone(),
        position: Position::label(standing.position.code()),
        retention: standing.retention.label(),
        keep_until: standing.kept_until().map(chinese_date).unwrap_or_default(),
        pages: standing.pages,
        location,
        file: standing.file.hex().to_owned(),
        package: standing.package.hex().to_owned(),
        gone: matches!(standing.position, Position::Destroyed { .. }),
        acts: acts_at(&standing.position),
        lines: lines.collect(),
    };
    page(&shown, status)
}

/// What may be done with a volume that is there.
fn acts_at(position: &Position) -> Vec<(String, String)> {
    let acts: &[(&str, &str)] = match position {
        Position::Closed => &[("lend", "借阅"), ("reopen", "拆卷"), ("propose", "提出销毁")],
        Position::Lent { .. } => &[("give_back", "归还")],
        Position::Transferred { .. } => &[("propose", "提出销毁")],
        Position::Proposed { .. } => &[("destroy", "批准销毁"), ("keep", "不同意销毁，继续保管")],
        Position::Reopened | Position::Destroyed { .. } => &[],
    };
    acts.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect()
}

const fn said(event: &Event) -> &'static str {
    match event {
        Event::Closed { .. } => "归档",
        Event::Reopened { .. } => "拆卷",
        Event::Lent { .. } => "借出",
        Event::Returned { .. } => "归还",
        Event::Transferred { .. } => "移交",
        Event::DestructionProposed { .. } => "提出销毁",
        Event::DestructionRefused { .. } => "继续保管",
        Event::Destroyed { .. } => "销毁",
    }
}

/// Does something with a volume.
///
/// # Errors
/// When the store fails; refusals come back on the page.
pub async fn handle(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let (id, desk, who) = (VolumeId::new(id), app.desk(), signed.who());
    let text = fields.get("reason").to_owned();
    let done = match fields.get("act") {
        "reopen" => desk.reopen_volume(who, &id, &text).await,
        "lend" => match fields.date("until") {
            Some(until) => desk.handle_volume(who, &id, ShelfAct::Lend { to: text, until }).await,
            None => Err(Refusal::new("day", "请填写归还日期。").at("until").into()),
        },
        "give_back" => desk.handle_volume(who, &id, ShelfAct::GiveBack).await,
        "propose" => desk.handle_volume(who, &id, ShelfAct::ProposeDestruction { opinion: text }).await,
        "destroy" => desk.handle_volume(who, &id, ShelfAct::Destroy { opinion: text }).await,
        "keep" => desk.handle_volume(who, &id, ShelfAct::KeepAfterAll { reason: text }).await,
        _ => Err(Refusal::new("act", "请选择要办理的事项。").at("act").into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/office/volumes/{id}?done=recorded")).into_response()),
        Err(ActError::Refused(refusal)) => one_of(&app, &signed, &id, Errors::one(refusal), "").await,
        Err(failed) => Err(failed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;

    fn shelf() -> ShelfLine {
        ShelfLine { id: "v1".to_owned(), number: NASTY.to_owned(), location: NASTY.to_owned(), ..ShelfLine::default() }
    }

    #[test]
    fn the_lists_are_sound_and_only_what_may_be_closed_has_a_button() {
        let ready = |closable| ReadyLine {
            case: if closable { "c1" } else { "c2" }.to_owned(),
            number: NASTY.to_owned(),
            closable,
            ..ReadyLine::default()
        };
        let of = |shell| VolumesPage {
            shell,
            ready: vec![ready(true), ready(false)],
            run_out: vec![shelf()],
            lent: vec![shelf()],
            closed: vec![shelf()],
            year: 2026,
        };
        let html = sound(&of(shell("归档")));
        assert!(html.contains("value=\"c1\"") && !html.contains("value=\"c2\""), "{html}");
        sound(&of(shell_with_errors("归档", &["receiver"])));
    }

    #[test]
    fn a_volume_shows_what_may_be_done_with_it_and_nothing_once_it_is_gone() {
        let of = |position: Position| VolumePage {
            shell: shell_with_errors("案卷", &["act", "reason", "until"]),
            id: "v1".to_owned(),
            case: "c1".to_owned(),
            title: NASTY.to_owned(),
            position: "",
            retention: "10年",
            keep_until: String::new(),
            pages: 3,
            location: NASTY.to_owned(),
            file: "f".to_owned(),
            package: "p".to_owned(),
            gone: matches!(position, Position::Destroyed { .. }),
            acts: acts_at(&position),
            lines: vec![LedgerLine {
                on: String::new(), what: "归档", words: NASTY.to_owned(), by: NASTY.to_owned()
            }],
        };
        assert!(sound(&of(Position::Closed)).contains("拆卷"));
        let gone = sound(&VolumePage { shell: shell("案卷"), ..of(Position::Destroyed { on: Date::MIN }) });
        assert!(!gone.contains("/files/") && !gone.contains("<form method=\"post\" action=\"/office/volumes"));
    }
}
