//! What the lists and counts are served from: written with each event, replayed and compared by `verify`, decided by no act.

use super::counting::Counted;
use super::standing::{Phase, Standing};
use crate::case::Move;
use crate::{ContentHash, Date};
use law::calendar::WorkingDayCalendar;
use law::outcome::Outcome;

/// The day that stands where nothing is waited for, or has ended: later than every other.
pub const NEVER: Date = Date::MAX;

/// Where an application stands, flat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// The phase's stored name.
    pub phase: &'static str,
    pub open: bool,
    /// The next action's stored name; empty in the archive.
    pub action: &'static str,
    /// Until when; [`NEVER`] in the archive.
    pub act_by: Date,
    /// Whether somebody outside is waited for.
    pub outside: bool,
    /// The day that governs the alarms; [`NEVER`] once it has ended.
    pub due_on: Date,
    pub provisional: bool,
    pub calendar_version: String,
    pub received_on: Date,
    /// The outcome's code; empty while it is open.
    pub outcome: &'static str,
    /// [`NEVER`] while it is open.
    pub ended_on: Date,
}

impl Projection {
    /// Of a standing, by the calendar it was replayed with.
    #[must_use]
    pub fn of(standing: &Standing, calendar: &WorkingDayCalendar) -> Self {
        let next = standing.next();
        let counted = Counted::from(standing);
        let open = standing.phase.is_open();
        Self {
            phase: standing.phase.code(),
            open,
            action: next.as_ref().map_or("", |next| next.action.code()),
            act_by: next.as_ref().map_or(NEVER, |next| next.by),
            outside: next.as_ref().is_some_and(|next| next.whose == Move::Outside),
            due_on: if open { standing.alarm_day() } else { NEVER },
            provisional: next.is_some_and(|next| next.provisional),
            calendar_version: calendar.version().to_owned(),
            received_on: counted.received_on,
            outcome: counted.ending.map_or("", |(outcome, _)| outcome.code()),
            ended_on: counted.ending.map_or(NEVER, |(_, on)| on),
        }
    }
}

/// What a stored phase is called; nothing for a name that no phase has.
#[must_use]
pub fn phase_label(code: &str) -> &'static str {
    let (day, hash, outcome) = (Date::MIN, ContentHash::of(&[]), Outcome::Provided);
    let phases = [
        Phase::AwaitingConfirmation,
        Phase::Handling,
        Phase::AwaitingCorrection { until: day },
        Phase::AwaitingReasons { until: day },
        Phase::AwaitingPayment { until: day },
        Phase::ReplyInReview { outcome, reply: hash.clone() },
        Phase::AwaitingSeal { outcome, reply: hash.clone() },
        Phase::AwaitingService { outcome, reply: hash.clone() },
        Phase::Served { outcome, reply: hash.clone(), on: day },
        Phase::Closed { outcome, on: day },
        Phase::Archived { outcome, on: day, volume: hash },
    ];
    phases.iter().find(|phase| phase.code() == code).map_or("", Phase::label)
}
