//! 收发登记: what came by post, who signed for it, and which letters still lie without their application.

use super::answer::Fault;
use super::form::Fields;
use super::front::{front_at, page};
use super::session::{Posted, Signed};
use crate::app::App;
use crate::kit::{Errors, OfficeShell, Tone};
use affairs::access::{Act, Facts, may};
use affairs::id::{AgencyId, MailId, SectionId};
use affairs::mail_room::{Arrived, Carrier, MailItem};
use affairs::personal::Purpose;
use affairs::time::chinese_date;
use affairs::{Date, Personal, Refusal};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::ActError;
use std::collections::BTreeMap;

/// Letters on one page of the book.
const LINES: i64 = 50;
/// Letters that wait for their case; more are a flood that no list helps.
const WAITING: i64 = 200;

/// The addresses of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/office/mail-room", get(show).post(enter)).route("/office/mail-room/{item}", post(settle))
}

/// A letter, as the page shows it.
#[derive(Debug, Clone, Default)]
struct Line {
    id: String,
    number: String,
    carrier: &'static str,
    signed_on: String,
    signed_by: String,
    section: String,
    holds_application: bool,
    /// The case's id and number.
    case: Option<(String, String)>,
    /// The last day to register it, in words.
    register_by: String,
    tone: Tone,
}

#[derive(Template)]
#[template(path = "office/mail_room.html")]
struct MailRoomPage {
    shell: OfficeShell,
    fields: Fields,
    /// Letters whose day is over.
    missed: Vec<Line>,
    /// Letters that still have their day.
    waiting: Vec<Line>,
    book: Vec<Line>,
    /// Where the older letters begin.
    older: Option<String>,
    carriers: Vec<(String, String)>,
    sections: Vec<(String, String)>,
}

/// The page.
///
/// # Errors
/// Refused without the role.
pub async fn show(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let done = query.get("done").map_or("", String::as_str);
    let today = app.desk().now().date();
    let fields = [("signed_on", today.to_string()), ("carrier", Carrier::Express.code().to_owned())];
    let fields = Fields::from(fields.map(|(name, value)| (name.to_owned(), value)).to_vec());
    let before = query.get("before").and_then(|cursor| cursor_of(cursor));
    page_of(&app, &signed, Errors::none(), done, fields, before).await
}

/// A day and a letter, as the address carries them.
fn cursor_of(text: &str) -> Option<(Date, MailId)> {
    let (day, item) = text.split_once('_')?;
    Some((affairs::time::parse_date(day)?, MailId::new(item)))
}

async fn page_of(
    app: &App,
    signed: &Signed,
    errors: Errors,
    done: &str,
    fields: Fields,
    before: Option<(Date, MailId)>,
) -> Result<Response, Fault> {
    let agency = &signed.who().agency;
    may(&signed.at.officer, Act::KeepMailRoom, &Facts::of(agency))?;
    let (reader, keyring) = (app.desk().reader(), app.desk().keyring()?);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sections = store::agencies::sections(reader, agency).await?;
    let sections: Vec<(String, String)> =
        sections.into_iter().map(|section| (section.id.to_string(), section.name)).collect();
    let lying = store::mail_room::without_case(reader, keyring, agency, WAITING).await?;
    let lying = lines(app, agency, &sections, lying).await?;
    let (missed, waiting) = lying.into_iter().partition(|line: &Line| line.tone == Tone::Bad);
    let cursor = before.as_ref().map(|(day, item)| (*day, item));
    let book = store::mail_room::newest(reader, keyring, agency, cursor, LINES).await?;
    let full = i64::try_from(book.len()).unwrap_or(i64::MAX) == LINES;
    let older = book.last().filter(|_| full).map(|last| format!("{}_{}", last.arrived.signed_on, last.id));
    let shown = MailRoomPage {
        shell: front_at(app, signed, "收发登记", errors, done).await?,
        fields,
        missed,
        waiting,
        book: lines(app, agency, &sections, book).await?,
        older,
        carriers: Carrier::ALL.iter().map(|one| (one.code().to_owned(), one.label().to_owned())).collect(),
        sections,
    };
    page(&shown, status)
}

async fn lines(
    app: &App,
    agency: &AgencyId,
    sections: &[(String, String)],
    items: Vec<MailItem>,
) -> Result<Vec<Line>, Fault> {
    let calendar = app.desk().calendar(agency).await?;
    let today = app.desk().now().date();
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let case = match &item.case {
            Some(case) => {
                let number = store::applications::number_of(app.desk().reader(), agency, case).await?;
                Some((case.to_string(), number.unwrap_or_default()))
            }
            None => None,
        };
        let last = item.register_by(&calendar);
        let missed = item.arrived.holds_application && case.is_none() && today > last;
        found.push(line(item, sections, case, last, missed));
    }
    Ok(found)
}

fn line(
    item: MailItem,
    sections: &[(String, String)],
    case: Option<(String, String)>,
    last: Date,
    missed: bool,
) -> Line {
    let arrived = item.arrived;
    let section = sections.iter().find(|(id, _)| id == arrived.section.as_str());
    Line {
        id: item.id.to_string(),
        number: if arrived.postal_number.is_empty() { "（无号码）".to_owned() } else { arrived.postal_number },
        carrier: arrived.carrier.label(),
        signed_on: chinese_date(arrived.signed_on),
        signed_by: arrived.signed_by.reveal(Purpose::Handling).clone(),
        section: section.map_or_else(String::new, |(_, name)| name.clone()),
        holds_application: arrived.holds_application,
        case,
        register_by: chinese_date(last),
        tone: if missed { Tone::Bad } else { Tone::Plain },
    }
}

/// Writes a letter into the book.
///
/// # Errors
/// When the store fails; refusals come back in the form.
pub async fn enter(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let done = match arrived(&fields) {
        Ok(arrived) => app.desk().enter_mail(signed.who(), arrived, fields.get("case_number")).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to("/office/mail-room?done=recorded").into_response()),
        Err(ActError::Refused(refusal)) => page_of(&app, &signed, Errors::one(refusal), "", fields, None).await,
        Err(failed) => Err(failed.into()),
    }
}

fn arrived(fields: &Fields) -> Result<Arrived, Refusal> {
    let carrier = Carrier::from_code(fields.get("carrier"));
    let signed_on = fields.date("signed_on");
    Ok(Arrived {
        carrier: carrier.ok_or_else(|| Refusal::new("carrier", "请选择寄递方式。").at("carrier"))?,
        postal_number: fields.get("number").to_owned(),
        signed_on: signed_on.ok_or_else(|| Refusal::new("day", "请填写签收之日。").at("signed_on"))?,
        signed_by: Personal::new(fields.get("signed_by").to_owned()),
        section: SectionId::new(fields.get("section")),
        holds_application: fields.is_ticked("holds_application"),
    })
}

/// Ties a letter to its case, or says whether it holds an application.
///
/// # Errors
/// When the store fails; refusals come back on the page.
pub async fn settle(State(app): State<App>, Path(item): Path<String>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let item = MailId::new(item);
    let done = match fields.get("act") {
        "tie" => app.desk().tie_mail(signed.who(), &item, fields.get("case_number")).await,
        "holds_none" => app.desk().mark_mail(signed.who(), &item, false).await,
        "holds_one" => app.desk().mark_mail(signed.who(), &item, true).await,
        _ => Err(Refusal::new("act", "请选择如何处理这个邮件。").into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/office/mail-room?done=recorded").into_response()),
        Err(ActError::Refused(refusal)) => {
            // The number was typed beside its letter and not in the form, so the page says it at its top.
            let refusal = Refusal { field: None, ..refusal };
            page_of(&app, &signed, Errors::one(refusal), "", Fields::default(), None).await
        }
        Err(failed) => Err(failed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NASTY, shell, shell_with_errors, sound};
    use super::*;
    use affairs::Instant;
    use affairs::id::{CaseId, PersonId};
    use jiff::civil::date;

    fn item(case: Option<&str>) -> MailItem {
        MailItem {
            agency: AgencyId::new("yunchuan"),
            id: MailId::new("m1"),
            arrived: Arrived {
                carrier: Carrier::Express,
                postal_number: "EMS123456".to_owned(),
                signed_on: date(2019, 9, 27),
                signed_by: Personal::new(NASTY.to_owned()),
                section: SectionId::new("office"),
                holds_application: true,
            },
            case: case.map(CaseId::new),
            by: PersonId::new("p1"),
            at: Instant::from_milliseconds(0),
        }
    }

    fn sample(shell: OfficeShell) -> MailRoomPage {
        let sections = vec![("office".to_owned(), NASTY.to_owned())];
        let of = |case: Option<(String, String)>, missed| {
            line(item(case.as_ref().map(|(id, _)| id.as_str())), &sections, case, date(2019, 9, 29), missed)
        };
        MailRoomPage {
            shell,
            fields: Fields::from(vec![("number".to_owned(), NASTY.to_owned())]),
            missed: vec![of(None, true)],
            waiting: vec![Line { id: "m2".to_owned(), ..of(None, false) }],
            book: vec![of(Some(("c1".to_owned(), NASTY.to_owned())), false), of(None, true)],
            older: Some("2019-09-27_m1".to_owned()),
            carriers: vec![("express".to_owned(), Carrier::Express.label().to_owned())],
            sections,
        }
    }

    #[test]
    fn the_page_is_sound_and_names_what_was_missed_first() {
        let html = sound(&sample(shell("收发登记")));
        let (missed, book) = (html.find("已超过一个工作日").unwrap(), html.find("登记簿").unwrap());
        assert!(missed < book);
        let fields = ["number", "carrier", "signed_on", "signed_by", "section", "case_number"];
        sound(&sample(shell_with_errors("收发登记", &fields)));
        let nothing = MailRoomPage {
            missed: Vec::new(),
            waiting: Vec::new(),
            book: Vec::new(),
            older: None,
            ..sample(shell("收发登记"))
        };
        assert!(!sound(&nothing).contains("已超过一个工作日"));
    }

    #[test]
    fn a_form_is_read_whole_and_a_cursor_survives_its_address() {
        let pairs =
            [("carrier", "registered"), ("number", "挂号 1"), ("signed_on", "2019-09-27"), ("section", "office")];
        let fields = |pairs: &[(&str, &str)]| {
            Fields::from(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect::<Vec<_>>())
        };
        let read = arrived(&fields(&pairs)).unwrap();
        assert_eq!(
            (read.carrier, read.signed_on, read.holds_application),
            (Carrier::Registered, date(2019, 9, 27), false)
        );
        assert_eq!(arrived(&fields(&pairs[1..])).unwrap_err().field, Some("carrier"));
        assert_eq!(arrived(&fields(&pairs[..2])).unwrap_err().field, Some("signed_on"));
        assert_eq!(cursor_of("2019-09-27_m1"), Some((date(2019, 9, 27), MailId::new("m1"))));
        assert_eq!(cursor_of("now"), None);
    }
}
