//! Each step of the clock as a value, and in words.

use super::{Asked, ClockFacts, ConsultationKind, Effect, Ended};
use crate::article::{Article, Basis, Instrument, Step};
use crate::calendar::{Certainty, chinese_date};
use jiff::civil::Date;

/// One step that led to the date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClockReason {
    /// It was received.
    Received {
        /// The day.
        on: Date,
    },
    /// Until when the one correction notice may go out.
    CorrectionNotice {
        /// The last day.
        due: Date,
    },
    /// The corrected application started the period anew.
    Corrected {
        /// The day it came in.
        on: Date,
    },
    /// The payment started the period anew.
    Paid {
        /// The day of payment.
        on: Date,
    },
    /// A payment from before there was a fee.
    NoFeeThen {
        /// The day of payment.
        on: Date,
    },
    /// The period of the law.
    Base {
        /// Counted from the day after this one.
        start: Date,
        /// So many working days.
        days: u16,
        /// To this day, if nothing were excluded.
        due: Date,
    },
    /// The period was extended.
    Extended {
        /// So many working days in all.
        days: u16,
        /// To this day, if nothing were excluded.
        due: Date,
    },
    /// Days of asking are not counted.
    Consulted {
        /// Who was asked.
        kind: ConsultationKind,
        /// The day the letter left, which still counts.
        sent: Date,
        /// The last day that does not count.
        through: Date,
        /// Working days taken out by this letter beyond those already out.
        working_days: u32,
        /// How the waiting ended.
        ended: Ended,
        /// Whether the day of delivery is known.
        delivery_known: bool,
        /// Whether the letter left before the period began anew, so that only the days since are taken out.
        before_restart: bool,
    },
    /// A letter that left after the period had run out.
    ConsultedTooLate {
        /// Who was asked.
        kind: ConsultationKind,
        /// The day it left.
        sent: Date,
        /// The day the period had ended.
        expired: Date,
    },
    /// A deferred day was set.
    Deferred {
        /// The day.
        until: Date,
    },
    /// The date may still move.
    Provisional {
        /// The years without a notice.
        missing_years: Vec<i16>,
    },
    /// The answer.
    Due {
        /// The last day.
        on: Date,
    },
}

impl ClockReason {
    /// What one consultation did.
    pub(super) fn of_asking(facts: &ClockFacts, asked: &Asked, start: Date) -> Option<Self> {
        let consultation = facts.consultations.get(asked.place)?;
        let (kind, sent) = (consultation.kind, consultation.sent_on);
        Some(match asked.effect {
            Effect::TooLate { expired } => Self::ConsultedTooLate { kind, sent, expired },
            Effect::Excluded { through, working_days } => Self::Consulted {
                kind,
                sent,
                through,
                working_days,
                ended: asked.ended,
                delivery_known: consultation.delivered_on.is_some(),
                before_restart: sent < start,
            },
        })
    }

    /// In words, under its article.
    pub fn step(&self, facts: &ClockFacts) -> Step {
        let regulation = |number| Article::of(Instrument::OgiRegulation2019, number);
        match self {
            Self::Received { on } => {
                let basis: Basis = if facts.is_under_2007() {
                    Basis::Document("国办公开办函〔2015〕207号".to_owned())
                } else {
                    regulation(31).into()
                };
                Step::new(format!("{}收到申请，当日不计入，自次日起算", chinese_date(*on)), basis)
            }
            Self::CorrectionNotice { due } => Step::new(
                format!("内容不明确的，应当在7个工作日内（{}前，含当日）一次性告知补正", chinese_date(*due)),
                regulation(30),
            ),
            Self::Corrected { on } => Step::new(
                format!("{}收到补正的申请，答复期限自该日起重新计算", chinese_date(*on)),
                facts.correction_article(),
            ),
            Self::NoFeeThen { on } => {
                let article =
                    if facts.is_under_2007() { Article::of(Instrument::OgiRegulation2007, 27) } else { regulation(42) };
                let says = format!("{}缴费时还没有信息处理费（2021年1月1日起施行），请核对", chinese_date(*on));
                Step::new(says, article)
            }
            Self::Paid { on } => Step::new(
                format!("{}缴清信息处理费，答复期限自次日起重新计算", chinese_date(*on)),
                Article::of(Instrument::FeeRules2020, 6),
            ),
            Self::Base { start, days, due } => Step::new(
                format!("自{}起{days}个工作日内答复，至{}", chinese_date(*start), chinese_date(*due)),
                facts.period_article(),
            ),
            Self::Extended { days, due } => Step::new(
                format!("经批准并告知申请人，延长{days}个工作日，至{}", chinese_date(*due)),
                facts.period_article(),
            ),
            Self::Consulted { .. } | Self::ConsultedTooLate { .. } => self.asking(facts),
            Self::Deferred { until } => {
                Step::new(format!("已确定并告知延迟答复的合理期限，至{}", chinese_date(*until)), regulation(35))
            }
            Self::Provisional { missing_years } => {
                let notice = Certainty::Provisional { missing_years: missing_years.clone() }.notice();
                Step::new(notice.unwrap_or_default(), Basis::Convention("没有官方节假日安排的年份只作暂定推算"))
            }
            Self::Due { on } => Step::new(format!("答复期限至{}届满", chinese_date(*on)), facts.period_article()),
        }
    }

    fn asking(&self, facts: &ClockFacts) -> Step {
        match self {
            Self::Consulted { kind, sent, through, working_days, ended, delivery_known, before_restart } => {
                let how = match ended {
                    Ended::Answered => format!("{}收到意见", chinese_date(*through)),
                    Ended::Returned => format!("{}退回，未能送达", chinese_date(*through)),
                    Ended::Silent => format!("至{}满15个工作日未收到意见，{}", chinese_date(*through), kind.silence()),
                };
                let delivery = if *delivery_known { "" } else { "，送达日不明，自发出之日计" };
                let counted = counted_words(*working_days, *before_restart);
                let says = format!("{}向{}征求意见{delivery}，{how}；{counted}", chinese_date(*sent), kind.label());
                Step::new(says, facts.exclusion_article())
            }
            Self::ConsultedTooLate { kind, sent, expired } => Step::new(
                format!(
                    "{}向{}征求意见时，答复期限已于{}届满，不扣除",
                    chinese_date(*sent),
                    kind.label(),
                    chinese_date(*expired)
                ),
                facts.exclusion_article(),
            ),
            _ => Step::new(String::new(), facts.exclusion_article()),
        }
    }
}

fn counted_words(working_days: u32, before_restart: bool) -> String {
    let rest = if before_restart { "，期限重新计算之前的部分已经不算" } else { "" };
    match working_days {
        0 => format!("没有另外扣除的工作日（重叠的期间不重复扣除{rest}）"),
        days => format!("这期间有{days}个工作日不计入答复期限（重叠的期间不重复扣除{rest}）"),
    }
}
