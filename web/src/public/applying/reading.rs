//! 预约查阅: the slots that can be booked, the receipt, the visit as its visitor sees and cancels it. No account, no proof of
//! identity; what is said here goes nowhere but to the desk.

use super::progress::Shown;
use super::receipt::spaced;
use super::{App, Chrome, Fields, PageName, Sent, Trouble, errors_of, private_frame, send, site, status_of};
use crate::kit::{Errors, Tone};
use crate::public::chrome::Site;
use affairs::personal::Purpose;
use affairs::reading::{Offer, VisitForm, VisitState, parse_time, time_text};
use affairs::time::{chinese_date, parse_date};
use affairs::{ContentHash, Date, Refusal};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use desk::visits::{Booking, Offered, VisitReceipt};
use jiff::civil::Time;

/// The shortest key that the desk takes for one.
const SHORTEST_KEY: usize = 20;
const READING: &str = "/reading";
const VISIT: &str = "/reading/visit";
const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// Every address of a visitor.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/a/{agency}/reading", get(show).post(book))
        .route("/a/{agency}/reading/visit", get(ask).post(visit))
        .route("/a/{agency}/reading/cancel", post(cancel))
}

/// A slot that can be chosen.
struct SlotView {
    value: String,
    hours: String,
    left: u16,
    chosen: bool,
}

struct DayView {
    label: String,
    slots: Vec<SlotView>,
}

#[derive(Template)]
#[template(path = "public/applying/reading.html")]
struct ReadingPage {
    chrome: Chrome,
    errors: Errors,
    fields: Fields,
    key: String,
    place: String,
    /// Whether the agency takes bookings at all.
    opened: bool,
    days: Vec<DayView>,
}

#[derive(Template)]
#[template(path = "public/applying/reading_receipt.html")]
struct ReceiptPage {
    chrome: Chrome,
    number: String,
    code: String,
    spaced: String,
    when: String,
    place: String,
}

#[derive(Template)]
#[template(path = "public/applying/reading_ask.html")]
struct AskPage {
    chrome: Chrome,
    errors: Errors,
    number: String,
}

#[derive(Template)]
#[template(path = "public/applying/reading_visit.html")]
struct VisitPage {
    chrome: Chrome,
    errors: Errors,
    flash: &'static str,
    number: String,
    code: String,
    state: &'static str,
    tone: &'static str,
    when: String,
    place: String,
    wanted: String,
    /// Why the day is closed, where it is.
    closed: String,
    may_cancel: bool,
}

async fn show(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_slots(&app, &site, &headers, Fields::default(), Errors::none()).await
}

/// `2019-10-10T09:00`: the day and the beginning of a slot.
fn value_of(day: Date, from: Time) -> String {
    format!("{day}T{}", time_text(from))
}

fn slot_of(value: &str) -> Option<(Date, Time)> {
    let (day, from) = value.split_once('T')?;
    Some((parse_date(day)?, parse_time(from)?))
}

fn day_words(day: Date) -> String {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).ok().and_then(|at| WEEKDAYS.get(at));
    format!("{}（{}）", chinese_date(day), weekday.copied().unwrap_or_default())
}

fn days(offers: &[Offer], chosen: &str) -> Vec<DayView> {
    let view = |offer: &Offer| {
        let value = value_of(offer.day, offer.slot.from);
        SlotView { chosen: value == chosen, value, hours: offer.slot.hours_text(), left: offer.left }
    };
    let by_day = offers.chunk_by(|one, next| one.day == next.day);
    by_day
        .filter_map(|slots| {
            Some(DayView { label: day_words(slots.first()?.day), slots: slots.iter().map(view).collect() })
        })
        .collect()
}

async fn send_slots(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Trouble> {
    let offered = app.desk().reading_offers(&site.agency.id).await;
    let Offered { hours, offers } = offered.map_err(|error| Trouble::Failed(error.to_string()))?;
    let key = match fields.get("key") {
        typed if typed.len() >= SHORTEST_KEY => typed.to_owned(),
        _ => desk::new_id().map_err(|error| Trouble::Failed(error.to_string()))?,
    };
    let page = ReadingPage {
        chrome: private_frame(site, PageName::Application, headers, READING),
        days: days(&offers, fields.get("slot")),
        opened: !hours.slots.is_empty(),
        place: hours.place,
        key,
        fields,
        errors,
    };
    send(status_of(&page.errors), &page)
}

/// Books, or shows the slots again with what was typed.
async fn book(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let Sent { fields, headers, network } = sent;
    let Some((day, from)) = slot_of(fields.get("slot")) else {
        let errors = Errors::one(Refusal::new("slot", "请选择来的时间。").at("slot"));
        return send_slots(&app, &site, &headers, fields, errors).await;
    };
    let of = |name: &str| fields.get(name).to_owned();
    let form = VisitForm { name: of("name"), telephone: of("telephone"), wanted: of("wanted"), help: of("help") };
    let key = key_of(fields.get("key"), fields.get("slot"), &form);
    if let Err(error) = app.desk().admit_from(&network).await {
        return send_slots(&app, &site, &headers, fields, errors_of(error)).await;
    }
    match app.desk().book_visit(&agency.id, Booking { day, from, form, key }).await {
        Ok(receipt) => send(StatusCode::OK, &receipt_page(&site, &headers, receipt)),
        Err(error) => send_slots(&app, &site, &headers, fields, errors_of(error)).await,
    }
}

/// The same form sent twice is one visit; another slot, or other words, are another.
fn key_of(drawn: &str, slot: &str, form: &VisitForm) -> String {
    if drawn.len() < SHORTEST_KEY {
        return String::new();
    }
    let content = serde_json::to_string(form).unwrap_or_default();
    ContentHash::of(format!("{drawn}\n{slot}\n{content}").as_bytes()).hex().to_owned()
}

fn receipt_page(site: &Site, headers: &HeaderMap, receipt: VisitReceipt) -> ReceiptPage {
    ReceiptPage {
        chrome: private_frame(site, PageName::Application, headers, READING),
        number: receipt.number,
        spaced: spaced(&receipt.code),
        code: receipt.code,
        when: format!("{}{}", day_words(receipt.day), receipt.slot.hours_text()),
        place: receipt.place,
    }
}

async fn ask(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    send_question(&site, &headers, "", Errors::none())
}

fn send_question(site: &Site, headers: &HeaderMap, number: &str, errors: Errors) -> Result<Response, Trouble> {
    let chrome = private_frame(site, PageName::Application, headers, VISIT);
    send(status_of(&errors), &AskPage { chrome, errors, number: number.to_owned() })
}

async fn visit(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (_, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    send_visit(&app, &site, &sent.headers, shown, Errors::none(), "").await
}

async fn cancel(State(app): State<App>, Path(slug): Path<String>, sent: Sent) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let shown = Shown::of(&sent.fields, &sent.network);
    let done = app.desk().cancel_visit(&agency.id, &shown.number, &shown.code, &shown.network).await;
    let (errors, flash) = match done {
        Ok(()) => (Errors::none(), "预约已经取消。"),
        Err(error) => (errors_of(error), ""),
    };
    send_visit(&app, &site, &sent.headers, shown, errors, flash).await
}

/// The visit of a receipt with what was refused or done; a receipt that does not fit is asked for again.
async fn send_visit(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    shown: Shown,
    errors: Errors,
    flash: &'static str,
) -> Result<Response, Trouble> {
    let (desk, agency) = (app.desk(), &site.agency.id);
    let visit = match desk.visit_of_receipt(agency, &shown.number, &shown.code, &shown.network).await {
        Ok(visit) => visit,
        Err(error) => return send_question(site, headers, &shown.number, errors_of(error)),
    };
    let settings = store::settings::on(desk.reader(), agency, desk.now().date()).await?;
    let closures = store::visits::closures(desk.reader(), agency, visit.day, visit.day).await?;
    let called_off = visit.state == VisitState::CalledOff;
    let page = VisitPage {
        chrome: private_frame(site, PageName::Application, headers, VISIT),
        flash,
        number: visit.number.clone(),
        code: shown.code,
        state: visit.state.label(),
        tone: if visit.state == VisitState::Booked { Tone::Good } else { Tone::Plain }.class(),
        when: format!("{}{}—{}", day_words(visit.day), time_text(visit.from), time_text(visit.until)),
        place: settings.reading.place,
        wanted: visit.form.reveal(Purpose::Telling).wanted.clone(),
        closed: closures.get(&visit.day).filter(|_| called_off).cloned().unwrap_or_default(),
        may_cancel: visit.cancel(desk.now()).is_ok(),
        errors,
    };
    send(status_of(&page.errors), &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_slot_is_named_by_its_day_and_its_beginning() {
        let (day, from) = (date(2019, 10, 10), time(9, 30, 0, 0));
        assert_eq!(value_of(day, from), "2019-10-10T09:30");
        assert_eq!(slot_of("2019-10-10T09:30"), Some((day, from)));
        for bad in ["", "2019-10-10", "2019-10-32T09:30", "2019-10-10T25:00", "T"] {
            assert_eq!(slot_of(bad), None, "{bad}");
        }
        assert_eq!(day_words(date(2019, 9, 29)), "2019年9月29日（周日）");
    }
}
