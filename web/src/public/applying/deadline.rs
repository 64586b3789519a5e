//! 答复期限计算器: the clock of the law for everybody, the same call as `gongkai law due`.

use super::{App, Chrome, Fields, PageName, Trouble, frame, send, site, status_of};
use crate::kit::{Clock, Errors};
use affairs::{Date, Refusal};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use law::calendar::{WorkingDayCalendar, chinese_date};
use law::reply_due::{ClockFacts, Consultation, ConsultationKind, reply_due};

/// Letters of asking that fit on the page; who has more asks the command line.
const CONSULTATIONS: usize = 3;

#[derive(Template)]
#[template(path = "public/applying/deadline.html")]
pub struct DeadlinePage {
    pub chrome: Chrome,
    pub errors: Errors,
    pub fields: Fields,
    pub kinds: Vec<(&'static str, &'static str)>,
    /// The names of the fields of each letter of asking.
    pub consultations: Vec<AskedFields>,
    /// The answer, once something was asked.
    pub answer: Option<Answer>,
}

/// The fields of one letter of asking.
pub struct AskedFields {
    number: usize,
    kind: String,
    sent: String,
    delivered: String,
    answered: String,
}

/// A due date as the page shows it.
pub struct Answer {
    clock: Clock,
    /// Until when a correction may be asked for; empty where the law sets no day.
    correction_due: String,
}

impl DeadlinePage {
    /// The page with an answer or without.
    pub fn new(chrome: Chrome, fields: Fields, errors: Errors, answer: Option<Answer>) -> Self {
        Self {
            chrome,
            errors,
            fields,
            kinds: ConsultationKind::ALL.map(|kind| (kind.code(), kind.label())).to_vec(),
            consultations: (1..=CONSULTATIONS).map(AskedFields::of).collect(),
            answer,
        }
    }
}

impl AskedFields {
    fn of(number: usize) -> Self {
        let name = |what: &str| format!("{what}{number}");
        Self {
            number,
            kind: name("kind"),
            sent: name("sent"),
            delivered: name("delivered"),
            answered: name("answered"),
        }
    }

    fn is_open(&self, fields: &Fields) -> bool {
        !fields.get(&self.sent).is_empty()
    }
}

/// `/a/{agency}/deadline`, and with its question in the address: no person stands in it.
///
/// # Errors
/// When there is no such agency, or the store fails.
pub async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (agency, site) = site(&app, &slug).await?;
    let chrome = frame(&site, PageName::Deadline, &headers, "/deadline");
    if fields.get("received_on").is_empty() && fields.pairs().next().is_none() {
        return send(axum::http::StatusCode::OK, &DeadlinePage::new(chrome, fields, Errors::none(), None));
    }
    let calendar = app.desk().calendar(&agency.id).await.map_err(|error| Trouble::Failed(error.to_string()))?;
    let answered = facts(&fields).and_then(|facts| answer(&facts, &calendar, app.desk().now().date()));
    let (errors, answer) = match answered {
        Ok(answer) => (Errors::none(), Some(answer)),
        Err(errors) => (errors, None),
    };
    send(status_of(&errors), &DeadlinePage::new(chrome, fields, errors, answer))
}

fn answer(facts: &ClockFacts, calendar: &WorkingDayCalendar, today: Date) -> Result<Answer, Errors> {
    let due = reply_due(facts, calendar).map_err(|refused| {
        let step = refused.step();
        Errors::one(Refusal::new("clock", format!("{}。", step.says)).citing(step.basis.to_string()))
    })?;
    Ok(Answer {
        clock: Clock::of(facts, &due, calendar, today),
        correction_due: due.correction_notice_due.as_ref().map(|notice| chinese_date(notice.value)).unwrap_or_default(),
    })
}

/// The facts as they were typed.
fn facts(fields: &Fields) -> Result<ClockFacts, Errors> {
    let mut reading = Reading { fields, errors: Errors::none() };
    let received_on = reading.day("received_on", "received_on");
    if received_on.is_none() && reading.errors.is_empty() {
        reading.errors.add(Refusal::new("received_missing", "请填写收到申请之日。").at("received_on"));
    }
    let facts = ClockFacts {
        received_on: received_on.unwrap_or_default(),
        corrected_on: reading.day("corrected_on", "corrected_on"),
        fee_paid_on: reading.day("fee_paid_on", "fee_paid_on"),
        extended_by: reading.days("extended_by"),
        deferred_until: None,
        consultations: (1..=CONSULTATIONS).filter_map(|number| reading.consultation(number)).collect(),
    };
    if reading.errors.is_empty() { Ok(facts) } else { Err(reading.errors) }
}

struct Reading<'fields> {
    fields: &'fields Fields,
    errors: Errors,
}

impl Reading<'_> {
    fn day(&mut self, name: &str, field: &'static str) -> Option<Date> {
        let typed = self.fields.get(name);
        let day = day_of(typed);
        if day.is_none() && !typed.is_empty() {
            let shown: String = typed.chars().take(20).collect();
            self.errors.add(Refusal::new("day", format!("日期“{shown}”无法识别，请写成2026-03-05的样子。")).at(field));
        }
        day
    }

    fn days(&mut self, name: &'static str) -> u16 {
        match self.fields.get(name) {
            "" => 0,
            typed => typed.parse().unwrap_or_else(|_| {
                self.errors.add(Refusal::new("days", "延长的工作日数请写成数字，例如20。").at(name));
                0
            }),
        }
    }

    fn consultation(&mut self, number: usize) -> Option<Consultation> {
        let names = AskedFields::of(number);
        let sent_on = self.day(&names.sent, "sent1");
        let (delivered_on, answered_on) = (self.day(&names.delivered, "sent1"), self.day(&names.answered, "sent1"));
        if sent_on.is_none() && (delivered_on.is_some() || answered_on.is_some()) {
            self.errors.add(Refusal::new("sent_missing", "请填写征求意见书发出之日。").at("sent1"));
        }
        let kind = ConsultationKind::from_code(self.fields.get(&names.kind)).unwrap_or(ConsultationKind::ThirdParty);
        sent_on.map(|sent_on| Consultation { kind, sent_on, delivered_on, answered_on, returned_on: None })
    }
}

/// `2019-09-27`, as a browser sends it; `2019.9.27`, `2019/9/27` and `2019年9月27日`, as somebody types it without one.
fn day_of(typed: &str) -> Option<Date> {
    let plain = typed.trim_end_matches('日').replace(['年', '月', '.', '/', '．', '／'], "-");
    let mut parts = plain.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    whole.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::day_of;
    use jiff::civil::date;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for typed in ["2019-09-27", "2019年9月27日", "2019.9.27", "2019/09/27"] {
            assert_eq!(day_of(typed), Some(date(2019, 9, 27)), "{typed}");
        }
        for typed in ["", "2019-09", "19-9-27", "2019-02-30", "2019-9-27-1", "明天"] {
            assert_eq!(day_of(typed), None, "{typed}");
        }
    }
}
