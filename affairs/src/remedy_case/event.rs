//! What may happen in a case of review or suit, line by line. Codes and dates only: what people wrote is sealed beside it.

use crate::Date;
use crate::application::coded;
use law::remedy::AnswerTerm;
use law::review_case::{ReviewEvent, ReviewResult};
use serde::{Deserialize, Serialize};

/// One event of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The copy came in; the agency's term to answer runs from this day.
    Begun {
        on: Date,
        filed_on: Option<Date>,
        accepted_on: Option<Date>,
        #[serde(with = "coded::answer_term")]
        term: AnswerTerm,
    },
    /// 受理, 立案: known only after the copy had come.
    Accepted { on: Date },
    /// The agency handed in its answer with the evidence.
    Answered { on: Date },
    /// A decision, judgment or ruling of this day.
    Ruled {
        on: Date,
        #[serde(with = "coded::review_result")]
        result: ReviewResult,
    },
    /// 上诉, 再审: the case is open again.
    Appealed { on: Date, by: AppealedBy },
    /// The application is handled anew because of the result.
    HandlingReopened { on: Date },
    /// Anything else worth keeping: a hearing, evidence asked for, a stay.
    Noted { on: Date },
}

/// Who brought the case before the next instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealedBy {
    /// This agency.
    Us,
    /// The other side; a copy reached the agency on that day, and it has to answer.
    OtherSide,
    /// A retrial was ordered.
    Retrial,
}

impl AppealedBy {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::OtherSide, Self::Us, Self::Retrial];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::OtherSide => "other_side",
            Self::Retrial => "retrial",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// In the words of the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Us => "本机关上诉",
            Self::OtherSide => "对方上诉（本机关收到上诉状副本）",
            Self::Retrial => "裁定再审",
        }
    }
}

impl Event {
    /// The stored name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::Accepted { .. } => "accepted",
            Self::Answered { .. } => "answered",
            Self::Ruled { .. } => "ruled",
            Self::Appealed { .. } => "appealed",
            Self::HandlingReopened { .. } => "handling_reopened",
            Self::Noted { .. } => "noted",
        }
    }

    /// The day of it.
    #[must_use]
    pub const fn on(&self) -> Date {
        match self {
            Self::Begun { on, .. }
            | Self::Accepted { on }
            | Self::Answered { on }
            | Self::Ruled { on, .. }
            | Self::Appealed { on, .. }
            | Self::HandlingReopened { on }
            | Self::Noted { on } => *on,
        }
    }

    /// What of it the law counts by.
    #[must_use]
    pub const fn counted(&self) -> Option<ReviewEvent> {
        match self {
            Self::Begun { on, .. } => Some(ReviewEvent::Begun(*on)),
            Self::Ruled { on, result } => Some(ReviewEvent::Ruled(*on, *result)),
            Self::Appealed { on, .. } => Some(ReviewEvent::Appealed(*on)),
            Self::Accepted { .. } | Self::Answered { .. } | Self::HandlingReopened { .. } | Self::Noted { .. } => None,
        }
    }
}
