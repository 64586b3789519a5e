//! Days that cannot be, and extensions that may not.

use super::{ClockFacts, EARLIEST, LATEST_YEAR, LONGEST_CASE};
use crate::article::{Article, Basis, Instrument, Step};
use crate::calendar::chinese_date;
use jiff::civil::Date;

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
    /// Received before there was any Regulation.
    BeforeTheRegulation {
        /// The day.
        on: Date,
    },
    /// So far in the future, or so long after the receipt, that it can only be a slip of the pen.
    TooFar {
        /// What lies too far.
        what: &'static str,
        /// Its day.
        on: Date,
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
            Self::BeforeTheRegulation { on } => Step::new(
                format!(
                    "收到申请之日（{}）早于{}，当时还没有政府信息公开条例",
                    chinese_date(on),
                    chinese_date(EARLIEST)
                ),
                Article::of(Instrument::OgiRegulation2007, 38),
            ),
            Self::TooFar { what, on } => Step::new(
                format!("{what}（{}）太远，请核对日期", chinese_date(on)),
                Basis::Convention("只推算2099年底以前、收到申请后十年以内的日期"),
            ),
        }
    }
}

/// Whether the facts can be reckoned with.
pub(super) fn check(facts: &ClockFacts) -> Result<(), ClockRefused> {
    let most = facts.longest_extension();
    if facts.extended_by > most {
        return Err(ClockRefused::ExtensionTooLong { days: facts.extended_by, most, article: facts.period_article() });
    }
    let received = facts.received_on;
    if received < EARLIEST {
        return Err(ClockRefused::BeforeTheRegulation { on: received });
    }
    near("收到申请之日", Some(received), received)?;
    near("确定延迟至之日", facts.deferred_until, received)?;
    let payment = Article::of(Instrument::FeeRules2020, 6);
    follows("收到补正申请之日", facts.corrected_on, "收到申请之日", received, facts.correction_article())?;
    near("收到补正申请之日", facts.corrected_on, received)?;
    follows("缴费之日", facts.fee_paid_on, "收到申请之日", received, payment)?;
    near("缴费之日", facts.fee_paid_on, received)?;
    for asked in &facts.consultations {
        let article = facts.asking_article(asked.kind);
        follows("征求意见书发出之日", Some(asked.sent_on), "收到申请之日", received, article)?;
        for (what, day) in [
            ("征求意见书送达之日", asked.delivered_on),
            ("收到意见之日", asked.answered_on),
            ("征求意见书退回之日", asked.returned_on),
        ] {
            follows(what, day, "征求意见书发出之日", asked.sent_on, article)?;
            near(what, day, received)?;
        }
        near("征求意见书发出之日", Some(asked.sent_on), received)?;
    }
    Ok(())
}

fn near(what: &'static str, day: Option<Date>, received: Date) -> Result<(), ClockRefused> {
    match day {
        Some(on) if on.year() > LATEST_YEAR || on.year() > received.year() + LONGEST_CASE => {
            Err(ClockRefused::TooFar { what, on })
        }
        _ => Ok(()),
    }
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
