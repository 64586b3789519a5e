//! Where a case stands, replayed from its ledger, and what may happen next.

use super::event::{AppealedBy, Event};
use super::{NotNow, Remedy};
use crate::Date;
use law::article::Step;
use law::calendar::WorkingDayCalendar;
use law::remedy::AnswerTerm;
use law::review_case::{ReviewEvent, ReviewResult, ReviewRoute, may_follow};

/// An answer that the agency owes to the organ or court, or has given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerDuty {
    pub term: AnswerTerm,
    /// The day the copy came.
    pub from: Date,
    /// The last day for it.
    pub by: Date,
    /// Whether that day rests on a year without a holiday notice.
    pub provisional: bool,
    /// Why that day.
    pub steps: Vec<Step>,
    /// The day it was handed in.
    pub answered_on: Option<Date>,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub route: ReviewRoute,
    pub begun_on: Date,
    pub filed_on: Option<Date>,
    pub accepted_on: Option<Date>,
    /// One for each instance in which an answer is asked for.
    pub answers: Vec<AnswerDuty>,
    /// What the law counts by.
    pub counted: Vec<ReviewEvent>,
    /// The result and its day, unless the case is open, or open again.
    pub ended: Option<(ReviewResult, Date)>,
    /// The day since which the application is handled anew because of this case.
    pub reopened_on: Option<Date>,
    /// The day of the last event.
    pub last_on: Date,
}

impl Standing {
    /// Goes through the ledger from the beginning.
    pub fn replay<'events>(
        route: ReviewRoute,
        events: impl Iterator<Item = &'events Event>,
        calendar: &WorkingDayCalendar,
    ) -> Self {
        let mut standing = Self {
            route,
            begun_on: Date::MIN,
            filed_on: None,
            accepted_on: None,
            answers: Vec::new(),
            counted: Vec::new(),
            ended: None,
            reopened_on: None,
            last_on: Date::MIN,
        };
        for event in events {
            standing.take(event, calendar);
        }
        standing
    }

    fn take(&mut self, event: &Event, calendar: &WorkingDayCalendar) {
        self.counted.extend(event.counted());
        self.last_on = self.last_on.max(event.on());
        match event {
            Event::Begun { on, filed_on, accepted_on, term } => {
                (self.begun_on, self.filed_on, self.accepted_on) = (*on, *filed_on, *accepted_on);
                self.owe(*term, *on, calendar);
            }
            Event::Accepted { on } => self.accepted_on = Some(*on),
            Event::Answered { on } => {
                if let Some(duty) = self.answers.iter_mut().rev().find(|duty| duty.answered_on.is_none()) {
                    duty.answered_on = Some(*on);
                }
            }
            Event::Ruled { on, result } => self.ended = Some((*result, *on)),
            Event::Appealed { on, by } => {
                self.ended = None;
                if *by == AppealedBy::OtherSide {
                    self.owe(AnswerTerm::Appeal, *on, calendar);
                }
            }
            Event::HandlingReopened { on } => self.reopened_on = Some(*on),
            Event::Noted { .. } => {}
        }
    }

    fn owe(&mut self, term: AnswerTerm, from: Date, calendar: &WorkingDayCalendar) {
        // A term the law did not know on that day was refused at the door.
        if let Ok(last) = term.last_day(from, calendar) {
            self.answers.push(AnswerDuty {
                term,
                from,
                by: last.answer.value,
                provisional: last.answer.certainty.is_provisional(),
                steps: last.steps,
                answered_on: None,
            });
        }
    }

    /// The answer that is still owed, while the case is open.
    #[must_use]
    pub fn owed(&self) -> Option<&AnswerDuty> {
        let last = self.answers.last().filter(|duty| duty.answered_on.is_none());
        last.filter(|_| self.ended.is_none())
    }

    /// Whether the last result asks for the application to be handled anew, and that has not begun.
    #[must_use]
    pub fn asks_to_reopen(&self) -> bool {
        self.ended.is_some_and(|(result, _)| result.reopens_handling()) && self.reopened_on.is_none()
    }

    fn past(&self, on: Date, today: Date) -> Result<(), NotNow> {
        if on > today {
            return Err(NotNow::Day { field: "on", says: "日期不能晚于今天。" });
        }
        Ok(())
    }

    /// 受理, 立案, known after the copy had come.
    ///
    /// # Errors
    /// A second time, or on an impossible day.
    pub fn accept(&self, on: Date, today: Date) -> Result<Event, NotNow> {
        self.past(on, today)?;
        if self.accepted_on.is_some() {
            return Err(NotNow::Done("已经登记过受理、立案之日。"));
        }
        if self.filed_on.is_some_and(|filed| on < filed) {
            return Err(NotNow::Day {
                field: "on", says: "受理、立案之日不能早于申请复议、起诉之日。"
            });
        }
        Ok(Event::Accepted { on })
    }

    /// The answer was handed in; late too, which the page shows.
    ///
    /// # Errors
    /// When none is owed, or on an impossible day.
    pub fn answer(&self, on: Date, today: Date) -> Result<Event, NotNow> {
        self.past(on, today)?;
        let Some(duty) = self.owed() else {
            return Err(NotNow::Done("本案没有待提交的答复、答辩。"));
        };
        if on < duty.from {
            return Err(NotNow::Day {
                field: "on", says: "提交答复、答辩之日不能早于收到副本之日。"
            });
        }
        Ok(Event::Answered { on })
    }

    /// The organ decided, or the court ruled.
    ///
    /// # Errors
    /// As [`may_follow`], or for a day that lies ahead.
    pub fn rule(&self, result: ReviewResult, on: Date, today: Date) -> Result<Event, NotNow> {
        self.past(on, today)?;
        let next = ReviewEvent::Ruled(on, result);
        may_follow(self.route, &self.counted, next).map_err(|step| NotNow::Law { code: "ruling", step })?;
        Ok(Event::Ruled { on, result })
    }

    /// The next instance, or a retrial.
    ///
    /// # Errors
    /// As [`may_follow`], or for a day that lies ahead.
    pub fn appeal(&self, by: AppealedBy, on: Date, today: Date) -> Result<Event, NotNow> {
        self.past(on, today)?;
        let next = ReviewEvent::Appealed(on);
        may_follow(self.route, &self.counted, next).map_err(|step| NotNow::Law { code: "appeal", step })?;
        Ok(Event::Appealed { on, by })
    }

    /// The application is handled anew.
    ///
    /// # Errors
    /// When no result asks for it, or it is being done.
    pub fn reopen(&self, on: Date) -> Result<Event, NotNow> {
        if self.reopened_on.is_some() {
            return Err(NotNow::Done("已经因本案重新办理。"));
        }
        if !self.asks_to_reopen() {
            return Err(NotNow::Done("本案的结果不要求重新办理。"));
        }
        Ok(Event::HandlingReopened { on })
    }

    /// Anything else, in words.
    ///
    /// # Errors
    /// Without words, or for a day that lies ahead.
    pub fn note(&self, words: &str, on: Date, today: Date) -> Result<Event, NotNow> {
        self.past(on, today)?;
        if words.trim().is_empty() {
            return Err(NotNow::Text { field: "words", says: "请写明登记的事项。" });
        }
        Ok(Event::Noted { on })
    }
}

impl Remedy {
    /// Whether the same application went through reconsideration before, by the other cases of the application.
    #[must_use]
    pub fn reviewed_before<'cases>(&self, others: impl IntoIterator<Item = &'cases Self>) -> bool {
        let mut others = others.into_iter();
        others.any(|other| other.id != self.id && other.route == ReviewRoute::Reconsideration)
    }
}
