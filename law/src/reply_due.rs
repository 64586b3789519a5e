//! 答复期限: until when must an application be answered? (Art. 30, 32 to 35; the fee rules' Art. 6.)
//!
//! The date is replayed from what happened. Every step is a value, so that a million answers cost no words; the words are made
//! when somebody reads them.

mod consultation;
mod limits;
mod may;
mod reason;
mod refused;
mod strip;
#[cfg(test)]
mod tests;

pub use consultation::{Asked, Consultation, ConsultationKind, Effect, Ended, Excluded};
pub use limits::correction_due;
pub use may::{Timely, may_ask_to_correct, may_consult, may_extend, may_notice_fee};
pub use reason::ClockReason;
pub use refused::ClockRefused;
pub use strip::{DayMark, day_strip};

use crate::article::{Article, Instrument, Step};
use crate::calendar::{Certainty, Reckoned, WorkingDayCalendar};
use consultation::{Suspended, suspend};
use jiff::civil::{Date, date};

/// From this day the revised Regulation applies (Art. 56).
pub const REGULATION_2019: Date = date(2019, 5, 15);
/// From this day there is an information-processing fee (fee rules, 国办函〔2020〕109号).
pub const FEE_RULES_FROM: Date = date(2021, 1, 1);
/// The first Regulation came into force (2007 text, Art. 38).
pub const EARLIEST: Date = date(2008, 5, 1);
/// Days beyond this year can only be slips of the pen.
pub const LATEST_YEAR: i16 = 2099;
/// So many years after the receipt nothing can happen to the period any more.
const LONGEST_CASE: i16 = 10;
/// 补正告知: within so many working days of receipt (Art. 30).
pub const CORRECTION_NOTICE: u16 = 7;
/// 答复: within so many working days (Art. 33(2)).
pub const REPLY: u16 = 20;
/// 延长: at most so many working days in all (Art. 33(2)).
pub const LONGEST_EXTENSION: u16 = 20;
/// Whoever is asked answers within so many working days of getting the letter (Art. 32, 34).
pub const CONSULTATION_ANSWER: u16 = 15;
/// Before 2019-05-15: 15 working days, extended by at most 15 (2007 text, Art. 24(2)).
pub const REPLY_2007: u16 = 15;

/// What the period depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClockFacts {
    /// 收到申请之日 (Art. 31).
    pub received_on: Date,
    /// The day the corrected application came in (Art. 30): the period starts anew.
    pub corrected_on: Option<Date>,
    /// The day the fee was paid (fee rules, Art. 6): the period starts anew.
    pub fee_paid_on: Option<Date>,
    /// Working days of extension, approved and told, in all. After a restart only those since the restart: the new period can
    /// be extended anew.
    pub extended_by: u16,
    /// Art. 35: the deferred day that was set and told.
    pub deferred_until: Option<Date>,
    /// Who was asked.
    pub consultations: Vec<Consultation>,
}

impl ClockFacts {
    /// An application received on this day, to which nothing else has happened.
    pub const fn received(on: Date) -> Self {
        Self {
            received_on: on,
            corrected_on: None,
            fee_paid_on: None,
            extended_by: 0,
            deferred_until: None,
            consultations: Vec::new(),
        }
    }

    /// The text that governs: by the day of receipt.
    pub fn is_under_2007(&self) -> bool {
        self.received_on < REGULATION_2019
    }

    /// The day the running period is counted from.
    pub fn clock_start(&self) -> Date {
        let restart = self.corrected_on.max(self.fee_paid_on);
        restart.map_or(self.received_on, |restart| restart.max(self.received_on))
    }

    fn base(&self) -> u16 {
        if self.is_under_2007() { REPLY_2007 } else { REPLY }
    }

    fn longest_extension(&self) -> u16 {
        if self.is_under_2007() { REPLY_2007 } else { LONGEST_EXTENSION }
    }

    /// The paragraph on the reply period.
    pub fn period_article(&self) -> Article {
        if self.is_under_2007() {
            Article::of(Instrument::OgiRegulation2007, 24).paragraph(2)
        } else {
            Article::of(Instrument::OgiRegulation2019, 33).paragraph(2)
        }
    }

    /// The article on asking for a correction.
    pub fn correction_article(&self) -> Article {
        if self.is_under_2007() {
            Article::of(Instrument::OgiRegulation2007, 21).item(4)
        } else {
            Article::of(Instrument::OgiRegulation2019, 30)
        }
    }

    /// The article on asking somebody; the 2007 text knew third parties alone and set them no time.
    pub fn asking_article(&self, kind: ConsultationKind) -> Article {
        if self.is_under_2007() { Article::of(Instrument::OgiRegulation2007, 23) } else { kind.article() }
    }

    /// The paragraph on time that is not counted.
    pub fn exclusion_article(&self) -> Article {
        if self.is_under_2007() {
            Article::of(Instrument::OgiRegulation2007, 24).paragraph(3)
        } else {
            Article::of(Instrument::OgiRegulation2019, 33).paragraph(3)
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyDue {
    /// Until when the one correction notice may go out; the 2007 text set no such period.
    pub correction_notice_due: Option<Reckoned<Date>>,
    /// The day the running period is counted from.
    pub clock_start: Date,
    /// The last day for the reply, the extension included.
    pub due: Reckoned<Date>,
    /// The last day as it would be without an extension: until then it must be approved and told.
    pub due_without_extension: Reckoned<Date>,
    /// The days not counted, in order, none twice.
    pub excluded: Vec<Excluded>,
    /// What became of each consultation, in the order of sending.
    pub asked: Vec<Asked>,
    /// How it was found.
    pub reasons: Vec<ClockReason>,
}

impl ReplyDue {
    /// Whether any of the dates may still move.
    pub fn is_provisional(&self) -> bool {
        let notice = self.correction_notice_due.as_ref();
        self.due.certainty.is_provisional() || notice.is_some_and(|due| due.certainty.is_provisional())
    }

    /// How it was found, in words.
    pub fn steps(&self, facts: &ClockFacts) -> Vec<Step> {
        self.reasons.iter().map(|reason| reason.step(facts)).collect()
    }
}

/// Until when must this application be answered?
///
/// # Errors
/// When an extension is longer than the law allows, or the days contradict each other.
pub fn reply_due(facts: &ClockFacts, calendar: &WorkingDayCalendar) -> Result<ReplyDue, ClockRefused> {
    refused::check(facts)?;
    let start = facts.clock_start();
    let mut reasons = vec![ClockReason::Received { on: facts.received_on }];
    let notice = (!facts.is_under_2007()).then(|| calendar.add_working_days(facts.received_on, CORRECTION_NOTICE));
    if let Some(notice) = &notice {
        reasons.push(ClockReason::CorrectionNotice { due: notice.value });
    }
    restart(facts, start, &mut reasons);
    let base = facts.base();
    reasons.push(ClockReason::Base { start, days: base, due: calendar.add_working_days(start, base).value });
    let counted = base + facts.extended_by;
    if facts.extended_by > 0 {
        let due = calendar.add_working_days(start, counted).value;
        reasons.push(ClockReason::Extended { days: facts.extended_by, due });
    }
    let Suspended { due, excluded, asked } = suspend(facts, start, counted, calendar);
    for one in &asked {
        reasons.extend(ClockReason::of_asking(facts, one, start));
    }
    let due_without_extension =
        if facts.extended_by == 0 { due.clone() } else { suspend(facts, start, base, calendar).due };
    let due = defer(facts, due, &mut reasons);
    if let Certainty::Provisional { missing_years } = &due.certainty {
        reasons.push(ClockReason::Provisional { missing_years: missing_years.clone() });
    }
    reasons.push(ClockReason::Due { on: due.value });
    Ok(ReplyDue {
        correction_notice_due: notice,
        clock_start: start,
        due,
        due_without_extension,
        excluded,
        asked,
        reasons,
    })
}

fn restart(facts: &ClockFacts, start: Date, reasons: &mut Vec<ClockReason>) {
    if let Some(on) = facts.fee_paid_on.filter(|paid| *paid < FEE_RULES_FROM) {
        reasons.push(ClockReason::NoFeeThen { on });
    }
    if start > facts.received_on {
        let paid = facts.fee_paid_on == Some(start);
        reasons.push(if paid { ClockReason::Paid { on: start } } else { ClockReason::Corrected { on: start } });
    }
}

/// Art. 35: a deferred day that was set and told is not bound to twenty.
fn defer(facts: &ClockFacts, due: Reckoned<Date>, reasons: &mut Vec<ClockReason>) -> Reckoned<Date> {
    match facts.deferred_until {
        Some(until) if until > due.value => {
            reasons.push(ClockReason::Deferred { until });
            Reckoned { value: until, certainty: Certainty::Final }
        }
        _ => due,
    }
}
