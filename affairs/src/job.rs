//! Jobs: what is to be done later, written in the transaction of the act that asks for it, driven by the passed-in clock.

use crate::Instant;
use crate::id::{AgencyId, JobId};
use serde::{Deserialize, Serialize};

/// What a job does. Each kind is one act of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// The machine reads a submitted bundle.
    ReadBundle { bundle: String },
    /// The instant of a timed release has come.
    Release { bundle: String },
    /// One working day after an emergency take-down: remind those who must decide.
    DecideTakeDown { document: String },
    /// What an applicant was asked for was due the day before: if it has not come, the case is closed.
    LapseApplication { case: String },
    /// A letter that holds an application has lain for a working day: ask after the application.
    AskAfterMail { item: String },
    /// A holiday notice moved open cases: tell each of their applicants by a letter.
    TellMoved { revision: String },
    /// Every morning: tell who must know how near the running periods are to their ends.
    TellDeadlines,
}

impl Task {
    /// The stored name of the kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ReadBundle { .. } => "read_bundle",
            Self::Release { .. } => "release",
            Self::DecideTakeDown { .. } => "decide_take_down",
            Self::LapseApplication { .. } => "lapse_application",
            Self::AskAfterMail { .. } => "ask_after_mail",
            Self::TellMoved { .. } => "tell_moved",
            Self::TellDeadlines => "tell_deadlines",
        }
    }

    /// One job of a kind and key waits at a time.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::ReadBundle { bundle } | Self::Release { bundle } => bundle,
            Self::DecideTakeDown { document } => document,
            Self::LapseApplication { case } => case,
            Self::AskAfterMail { item } => item,
            Self::TellMoved { revision } => revision,
            Self::TellDeadlines => "daily",
        }
    }
}

/// A job in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub agency: AgencyId,
    pub id: JobId,
    pub task: Task,
    pub run_at: Instant,
    pub attempts: i64,
    pub last_error: String,
}

/// After so many failures a job waits for a person.
pub const MOST_ATTEMPTS: i64 = 8;

/// When the office's morning begins for a daily job: half past eight.
const MORNING: i64 = 8 * 60 + 30;

/// The next morning after this moment.
#[must_use]
pub fn next_morning(now: Instant) -> Instant {
    let today = Instant::start_of(now.date()).plus_minutes(MORNING);
    if today > now { today } else { today.plus_minutes(24 * 60) }
}

/// How long after a failure it is tried again: 10 seconds, doubled each time, at most an hour.
#[must_use]
pub fn retry_after(failed_at: Instant, attempts: i64) -> Instant {
    let doublings = u32::try_from(attempts.clamp(0, 9)).unwrap_or(9);
    let seconds = (10_i64 << doublings).min(3600);
    failed_at.plus_milliseconds(seconds * 1000)
}
