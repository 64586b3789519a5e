//! 行政复议, 行政诉讼: a case brought against the answer to an application, in which this agency is respondent or defendant.
//! The ledger of events is the truth; where it stands and the cells of table 四 are replayed from it by `law::review_case`.
//!
//! The path: [`event`] what may happen, [`standing`] where it stands and what may happen next, [`counting`] the cells of the
//! annual report, year by year, [`projection`] the flat row that lists are served from.

pub mod counting;
pub mod event;
pub mod projection;
pub mod standing;
#[cfg(test)]
mod tests;

pub use counting::{CellSpan, cells};
pub use event::{AppealedBy, Event};
pub use projection::Projection;
pub use standing::{AnswerDuty, Standing};

use crate::application::ReopenCause;
use crate::case::Happened;
use crate::id::{AgencyId, CaseId, RemedyId};
use crate::{Date, Refusal, Refuse};
use law::article::{Article, Instrument, Step};
use law::calendar::WorkingDayCalendar;
use law::remedy::AnswerTerm;
use law::review_case::{Position, ReviewRoute};

/// A case with its whole ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub agency: AgencyId,
    pub id: RemedyId,
    /// The application whose answer, or whose missing answer, is attacked.
    pub case: CaseId,
    pub route: ReviewRoute,
    /// The organ of reconsideration or the court.
    pub organ: String,
    /// How many lines its ledger has; two people who act on the same page are told.
    pub version: i64,
    /// Oldest first, numbered from 1 without gaps.
    pub events: Vec<Happened<Event>>,
}

impl Remedy {
    /// Where it stands, by this calendar.
    #[must_use]
    pub fn standing(&self, calendar: &WorkingDayCalendar) -> Standing {
        Standing::replay(self.route, self.events.iter().map(|happened| &happened.event), calendar)
    }

    /// Why the application is handled anew when this case corrects the decision.
    #[must_use]
    pub const fn reopen_cause(&self) -> ReopenCause {
        if self.route.is_suit() { ReopenCause::Litigation } else { ReopenCause::Reconsideration }
    }
}

/// What is entered when the copy of the application for review, or of the complaint, has come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub route: ReviewRoute,
    /// On which side this agency stands.
    pub position: Position,
    pub organ: String,
    /// The day the applicant filed it, where it is known.
    pub filed_on: Option<Date>,
    /// The day the organ accepted it or the court docketed it, where it is known.
    pub accepted_on: Option<Date>,
    /// The day this agency received the copy: its own term runs from here.
    pub received_on: Date,
    pub term: AnswerTerm,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    /// This agency is not the respondent, so that the case is not its own.
    NotOurs(Position),
    /// The law says no.
    Law { code: &'static str, step: Step },
    /// It has been done already, or is not asked for.
    Done(&'static str),
    /// A date that cannot be.
    Day { field: &'static str, says: &'static str },
    /// Words that are missing.
    Text { field: &'static str, says: &'static str },
}

impl Refuse for NotNow {
    fn refusal(&self) -> Refusal {
        match self {
            Self::NotOurs(position) => {
                let who = if *position == Position::Hearing { "审理机关" } else { "第三人" };
                let message = format!(
                    "本机关是本案的{who}，不是被申请人、被告：这不是本机关的案件，不在这里登记，也不计入本机关年度报告的表四。"
                );
                let article = Article::of(Instrument::OgiRegulation2019, 50).paragraph(1).item(3);
                Refusal::new("not_ours", message).citing(article.to_string()).at("position")
            }
            Self::Law { code, step } => Refusal::new(code, format!("{}。", step.says)).citing(step.basis.to_string()),
            Self::Done(says) => Refusal::new("done", *says),
            Self::Day { field, says } => Refusal::new("day", *says).at(field),
            Self::Text { field, says } => Refusal::new("text_missing", *says).at(field),
        }
    }
}

impl Opening {
    /// The first line of the ledger.
    ///
    /// # Errors
    /// When this agency is not the respondent, the organ is not named, a day cannot be, or the term is not one of the route.
    pub fn begin(&self, today: Date, calendar: &WorkingDayCalendar) -> Result<Event, NotNow> {
        if self.position != Position::Respondent {
            return Err(NotNow::NotOurs(self.position));
        }
        if self.organ.trim().is_empty() {
            return Err(NotNow::Text { field: "organ", says: "请填写复议机关或者人民法院的名称。" });
        }
        if self.received_on > today {
            return Err(NotNow::Day { field: "received_on", says: "收到副本之日不能晚于今天。" });
        }
        if self.accepted_on.is_some_and(|on| on > self.received_on) {
            return Err(NotNow::Day {
                field: "accepted_on", says: "受理、立案之日不能晚于本机关收到副本之日。"
            });
        }
        let before = self.accepted_on.unwrap_or(self.received_on);
        if self.filed_on.is_some_and(|on| on > before) {
            return Err(NotNow::Day {
                field: "filed_on", says: "申请复议、起诉之日不能晚于受理、立案之日。"
            });
        }
        if !self.route.answer_terms().contains(&self.term) {
            return Err(NotNow::Text {
                field: "term", says: "答复、答辩的期限与救济途径不符，请重新选择。"
            });
        }
        if let Err(step) = self.term.last_day(self.received_on, calendar) {
            return Err(NotNow::Law { code: "term", step });
        }
        let (filed_on, accepted_on) = (self.filed_on, self.accepted_on);
        Ok(Event::Begun { on: self.received_on, filed_on, accepted_on, term: self.term })
    }
}
