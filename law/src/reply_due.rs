//! 答复期限: until when must an application be answered? (Art. 30, 32 to 35; the fee rules' Art. 6.)
//!
//! The date is replayed from what happened. Every step is a value, so that a million answers cost no words; the words are made
//! when somebody reads them.

mod may;
mod reason;
mod strip;
#[cfg(test)]
mod tests;

pub use may::{Timely, may_ask_to_correct, may_consult, may_extend, may_notice_fee};
pub use reason::ClockReason;
pub use strip::{DayMark, day_strip};

use crate::article::{Article, Instrument, Step};
use crate::calendar::{Certainty, Reckoned, WorkingDayCalendar, chinese_date};
use jiff::civil::{Date, date};

/// From this day the revised Regulation applies (Art. 56).
pub const REGULATION_2019: Date = date(2019, 5, 15);
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

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConsultationKind {
    /// 第三方 (Art. 32): silent, the agency decides.
    ThirdParty,
    /// 共同制作机关 (Art. 34): silent, it consents.
    CoMaker,
    /// Another organ whose opinion is needed (Art. 33(3)).
    OtherOrgan,
}

impl ConsultationKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ThirdParty, Self::CoMaker, Self::OtherOrgan];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ThirdParty => "third_party",
            Self::CoMaker => "co_maker",
            Self::OtherOrgan => "other_organ",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As a clerk says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ThirdParty => "第三方",
            Self::CoMaker => "共同制作机关",
            Self::OtherOrgan => "其他机关",
        }
    }

    /// The article that gives the time for an answer.
    pub const fn article(self) -> Article {
        match self {
            Self::ThirdParty => Article::of(Instrument::OgiRegulation2019, 32),
            Self::CoMaker => Article::of(Instrument::OgiRegulation2019, 34),
            Self::OtherOrgan => Article::of(Instrument::OgiRegulation2019, 33).paragraph(3),
        }
    }

    /// What it means that no answer came in time.
    pub const fn silence(self) -> &'static str {
        match self {
            Self::ThirdParty => "第三方逾期未提出意见，由本机关依照条例决定是否公开，不视为同意",
            Self::CoMaker => "共同制作机关逾期未提出意见，视为同意公开",
            Self::OtherOrgan => "其他机关逾期未提出意见，由本机关自行判断",
        }
    }
}

/// One letter asking for an opinion, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Consultation {
    /// Who is asked.
    pub kind: ConsultationKind,
    /// The day the letter left.
    pub sent_on: Date,
    /// The day it reached the one who is asked.
    pub delivered_on: Option<Date>,
    /// The day the agency got the answer.
    pub answered_on: Option<Date>,
    /// The day it came back undelivered.
    pub returned_on: Option<Date>,
}

impl Consultation {
    /// The last day for an answer: 15 working days from delivery, from sending where the delivery is not known.
    pub fn answer_due(&self, calendar: &WorkingDayCalendar) -> Reckoned<Date> {
        calendar.add_working_days(self.delivered_on.unwrap_or(self.sent_on), CONSULTATION_ANSWER)
    }
}

/// What the period depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClockFacts {
    /// 收到申请之日 (Art. 31).
    pub received_on: Date,
    /// The day the corrected application came in (Art. 30): the period starts anew.
    pub corrected_on: Option<Date>,
    /// The day the fee was paid (fee rules, Art. 6): the period starts anew.
    pub fee_paid_on: Option<Date>,
    /// Working days of extension, approved and told, in all.
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

    /// The paragraph on time that is not counted.
    pub fn exclusion_article(&self) -> Article {
        if self.is_under_2007() {
            Article::of(Instrument::OgiRegulation2007, 24).paragraph(3)
        } else {
            Article::of(Instrument::OgiRegulation2019, 33).paragraph(3)
        }
    }
}

/// Days that are not counted: after `after`, up to and including `through`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Excluded {
    /// The last day that still counts.
    pub after: Date,
    /// The last day that does not.
    pub through: Date,
    /// How many working days lie between.
    pub working_days: u32,
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
    /// The days not counted, in order, none twice.
    pub excluded: Vec<Excluded>,
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

/// Why no date can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockRefused {
    /// More days than the law allows.
    ExtensionTooLong {
        /// What was asked.
        days: u16,
        /// What the law allows.
        most: u16,
        /// The paragraph.
        article: Article,
    },
    /// One day lies before another that it must follow.
    OutOfOrder {
        /// What comes too early.
        what: &'static str,
        /// Its day.
        on: Date,
        /// What it must follow.
        follows: &'static str,
        /// The day of that.
        after: Date,
        /// The article the order comes from.
        article: Article,
    },
}

impl ClockRefused {
    /// Under which article, and in which words.
    pub fn step(&self) -> Step {
        match *self {
            Self::ExtensionTooLong { days, most, article } => Step::new(
                format!("延长答复期限累计不得超过{most}个工作日，不能延长{days}个工作日，分次延长的合并计算"),
                article,
            ),
            Self::OutOfOrder { what, on, follows, after, article } => Step::new(
                format!("{what}（{}）早于{follows}（{}），请核对日期", chinese_date(on), chinese_date(after)),
                article,
            ),
        }
    }
}

/// Until when must this application be answered?
///
/// # Errors
/// When an extension is longer than the law allows, or the days contradict each other.
pub fn reply_due(facts: &ClockFacts, calendar: &WorkingDayCalendar) -> Result<ReplyDue, ClockRefused> {
    check(facts)?;
    let start = facts.clock_start();
    let mut reasons = vec![ClockReason::Received { on: facts.received_on }];
    let notice = (!facts.is_under_2007()).then(|| calendar.add_working_days(facts.received_on, CORRECTION_NOTICE));
    if let Some(notice) = &notice {
        reasons.push(ClockReason::CorrectionNotice { due: notice.value });
    }
    if start > facts.received_on {
        let paid = facts.fee_paid_on == Some(start);
        reasons.push(if paid { ClockReason::Paid { on: start } } else { ClockReason::Corrected { on: start } });
    }
    let base = facts.base();
    reasons.push(ClockReason::Base { start, days: base, due: calendar.add_working_days(start, base).value });
    let counted = base + facts.extended_by;
    if facts.extended_by > 0 {
        reasons.push(ClockReason::Extended {
            days: facts.extended_by,
            due: calendar.add_working_days(start, counted).value,
        });
    }
    let (excluded, due) = exclude(facts, start, counted, calendar, &mut reasons);
    let due = defer(facts, due, &mut reasons);
    if let Certainty::Provisional { missing_years } = &due.certainty {
        reasons.push(ClockReason::Provisional { missing_years: missing_years.clone() });
    }
    reasons.push(ClockReason::Due { on: due.value });
    Ok(ReplyDue { correction_notice_due: notice, clock_start: start, due, excluded, reasons })
}

/// Takes the days of asking out of the period. Each letter must leave while the period runs; overlapping days count once.
fn exclude(
    facts: &ClockFacts,
    start: Date,
    counted: u16,
    calendar: &WorkingDayCalendar,
    reasons: &mut Vec<ClockReason>,
) -> (Vec<Excluded>, Reckoned<Date>) {
    let mut due = calendar.add_working_days(start, counted);
    let mut excluded: Vec<Excluded> = Vec::new();
    if facts.consultations.is_empty() {
        return (excluded, due);
    }
    let mut in_order: Vec<&Consultation> = facts.consultations.iter().collect();
    in_order.sort_by_key(|consultation| consultation.sent_on);
    let (mut days_out, mut covered) = (0_u32, start);
    let mut certainty = due.certainty.clone();
    for consultation in in_order {
        let (kind, sent) = (consultation.kind, consultation.sent_on);
        if sent > due.value {
            reasons.push(ClockReason::ConsultedTooLate { kind, sent, expired: due.value });
            continue;
        }
        let limit = consultation.answer_due(calendar);
        let through = consultation.ends_on(limit.value);
        let after = sent.max(covered);
        let working_days = calendar.working_days_between(after, through).value;
        if through > after {
            excluded.push(Excluded { after, through, working_days });
            covered = through;
        }
        days_out += working_days;
        let answered = consultation.answered_on.is_some_and(|answered| answered <= limit.value);
        let returned = !answered && consultation.returned_on.is_some_and(|returned| returned <= limit.value);
        let ended = if answered {
            Ended::Answered
        } else if returned {
            Ended::Returned
        } else {
            Ended::Silent
        };
        if ended == Ended::Silent && limit.certainty.is_provisional() {
            certainty = limit.certainty;
        }
        let delivery_known = consultation.delivered_on.is_some();
        reasons.push(ClockReason::Consulted { kind, sent, through, working_days, ended, delivery_known });
        let total = u16::try_from(u32::from(counted) + days_out).unwrap_or(u16::MAX);
        due = calendar.add_working_days(start, total);
    }
    if !due.certainty.is_provisional() {
        due.certainty = certainty;
    }
    (excluded, due)
}

/// How the waiting for an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ended {
    /// By an answer in time.
    Answered,
    /// By the end of the time for it.
    Silent,
    /// By the letter coming back.
    Returned,
}

impl Consultation {
    /// The last day that is not counted because of it.
    fn ends_on(&self, limit: Date) -> Date {
        let ended = match (self.answered_on, self.returned_on) {
            (Some(answered), Some(returned)) => answered.min(returned),
            (Some(day), None) | (None, Some(day)) => day,
            (None, None) => limit,
        };
        ended.min(limit)
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

fn check(facts: &ClockFacts) -> Result<(), ClockRefused> {
    let most = facts.longest_extension();
    if facts.extended_by > most {
        return Err(ClockRefused::ExtensionTooLong { days: facts.extended_by, most, article: facts.period_article() });
    }
    let correction = Article::of(Instrument::OgiRegulation2019, 30);
    let payment = Article::of(Instrument::FeeRules2020, 6);
    follows("收到补正申请之日", facts.corrected_on, "收到申请之日", facts.received_on, correction)?;
    follows("缴费之日", facts.fee_paid_on, "收到申请之日", facts.received_on, payment)?;
    for asked in &facts.consultations {
        let article = asked.kind.article();
        follows("征求意见书发出之日", Some(asked.sent_on), "收到申请之日", facts.received_on, article)?;
        follows("征求意见书送达之日", asked.delivered_on, "发出之日", asked.sent_on, article)?;
        follows("收到意见之日", asked.answered_on, "征求意见书发出之日", asked.sent_on, article)?;
        follows("征求意见书退回之日", asked.returned_on, "发出之日", asked.sent_on, article)?;
    }
    Ok(())
}

fn follows(
    what: &'static str,
    day: Option<Date>,
    follows: &'static str,
    after: Date,
    article: Article,
) -> Result<(), ClockRefused> {
    match day {
        Some(on) if on < after => Err(ClockRefused::OutOfOrder { what, on, follows, after, article }),
        _ => Ok(()),
    }
}
