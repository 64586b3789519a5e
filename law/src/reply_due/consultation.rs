//! 征求意见: who is asked, how long they may take, and which days are not counted meanwhile (Art. 32, 33(3), 34).

use super::{CONSULTATION_ANSWER, ClockFacts};
use crate::article::{Article, Instrument};
use crate::calendar::{Reckoned, WorkingDayCalendar};
use jiff::civil::Date;

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

impl Consultation {
    /// The last day that is not counted because of it, and what ended the waiting: whichever came first.
    fn ended(&self, limit: Date) -> (Date, Ended) {
        let answered = self.answered_on.map(|day| (day, Ended::Answered));
        let returned = self.returned_on.map(|day| (day, Ended::Returned));
        let events = [answered, returned].into_iter().flatten().filter(|(day, _)| *day <= limit);
        events.min_by_key(|(day, _)| *day).unwrap_or((limit, Ended::Silent))
    }
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

/// What one consultation did to the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its place among the consultations of the facts; the answers are in the order of sending.
    pub place: usize,
    /// The last day for an answer.
    pub answer_due: Reckoned<Date>,
    /// What it means if no answer comes by then.
    pub silence: &'static str,
    /// How the waiting ends; silence while nothing else is known.
    pub ended: Ended,
    /// Whether days are taken out of the period.
    pub effect: Effect,
}

/// Whether days are taken out of the period by one consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// So many working days beyond those already out, through this day.
    Excluded {
        /// The last day that does not count.
        through: Date,
        /// Working days.
        working_days: u32,
    },
    /// None: the letter left after the period had run out.
    TooLate {
        /// The day the period had ended.
        expired: Date,
    },
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

/// A period with the days of asking taken out.
pub(super) struct Suspended {
    pub due: Reckoned<Date>,
    pub excluded: Vec<Excluded>,
    pub asked: Vec<Asked>,
}

/// Takes the days of asking out of a period. Each letter must leave while the period runs; overlapping days count once.
pub(super) fn suspend(facts: &ClockFacts, start: Date, counted: u16, calendar: &WorkingDayCalendar) -> Suspended {
    let mut due = calendar.add_working_days(start, counted);
    let (mut excluded, mut asked): (Vec<Excluded>, Vec<Asked>) = (Vec::new(), Vec::new());
    let mut in_order: Vec<(usize, &Consultation)> = facts.consultations.iter().enumerate().collect();
    in_order.sort_by_key(|(_, consultation)| consultation.sent_on);
    let (mut days_out, mut covered) = (0_u32, start);
    let mut rests_on = due.certainty.clone();
    for (place, consultation) in in_order {
        let answer_due = consultation.answer_due(calendar);
        let silence = consultation.kind.silence();
        let (through, ended) = consultation.ended(answer_due.value);
        if consultation.sent_on > due.value {
            let effect = Effect::TooLate { expired: due.value };
            asked.push(Asked { place, answer_due, silence, ended, effect });
            continue;
        }
        let after = consultation.sent_on.max(covered);
        let working_days = calendar.working_days_between(after, through).value;
        if through > after {
            excluded.push(Excluded { after, through, working_days });
            covered = through;
        }
        days_out += working_days;
        if ended == Ended::Silent && answer_due.certainty.is_provisional() {
            rests_on = answer_due.certainty.clone();
        }
        asked.push(Asked { place, answer_due, silence, ended, effect: Effect::Excluded { through, working_days } });
        let total = u16::try_from(u32::from(counted) + days_out).unwrap_or(u16::MAX);
        due = calendar.add_working_days(start, total);
    }
    if !due.certainty.is_provisional() {
        due.certainty = rests_on;
    }
    Suspended { due, excluded, asked }
}
