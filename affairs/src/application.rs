//! 依申请公开: an application from its receipt to its volume in the archive. The ledger of events is the truth; where it stands,
//! what comes next and until when are replayed from it.
//!
//! The path: [`form`] what is asked of the applicant, [`event`] what may happen, [`standing`] where it stands, [`act`] what may be
//! done next and what refuses it, [`counting`] the one cell of the annual report it falls in.

pub mod act;
pub mod co_handling;
pub(crate) mod coded;
pub mod counting;
pub mod event;
pub mod file;
pub mod form;
pub mod letter_facts;
pub mod likeness;
pub mod projection;
pub mod reply;
pub mod split;
pub mod standing;
pub mod telling;
#[cfg(test)]
mod tests;

pub use act::NotNow;
pub use event::{Event, Opinion, ReopenCause};
pub use file::{FileRemark, FileRole};
pub use form::{Agent, Applicant, Form, ProvisionForm, ProvisionWay};
pub use projection::Projection;
pub use standing::{Action, Phase, Standing};

use crate::case::{Frame, Happened};
use crate::{ContentHash, Date, Personal};
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::received::IntakeMode;

/// An application with its whole ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub frame: Frame,
    /// The column of table 三; by the principal where an agent acts.
    pub kind: ApplicantKind,
    pub mode: IntakeMode,
    pub form: Personal<Form>,
    /// Oldest first, numbered from 1 without gaps.
    pub events: Vec<Happened<Event>>,
}

impl Application {
    /// Where it stands, by this calendar.
    #[must_use]
    pub fn standing(&self, calendar: &WorkingDayCalendar) -> Standing {
        Standing::replay(self.mode, self.events.iter().map(|happened| &happened.event), calendar)
    }

    /// The reply that was sealed last, and its sealed copy.
    #[must_use]
    pub fn sealed(&self) -> Option<(&ContentHash, &ContentHash)> {
        self.events.iter().rev().find_map(|happened| match &happened.event {
            Event::Sealed { reply, scan, .. } => Some((reply, scan)),
            _ => None,
        })
    }

    /// The day it came in.
    #[must_use]
    pub fn submitted_on(&self) -> Option<Date> {
        self.events.iter().find_map(|happened| match happened.event {
            Event::Submitted { on, .. } => Some(on),
            _ => None,
        })
    }
}
