//! 发布: what the public side serves. A publication is an approved bundle with the ledger's facts about its release.

use crate::id::{AgencyId, DocumentId, PersonId};
use crate::{ContentHash, Instant};
use serde::{Deserialize, Serialize};

/// One event in a document's public life. Numbered without gaps within the agency; every node's index and cache follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationEvent {
    pub agency: AgencyId,
    pub sequence: i64,
    pub document: DocumentId,
    pub edition: i64,
    pub bundle: ContentHash,
    pub kind: EventKind,
    pub at: Instant,
    /// Who is answerable (谁公开、谁负责).
    pub by: PersonId,
    pub by_name: String,
    /// The group of the first target column, where the event is counted; empty for the site's face.
    pub group: String,
    pub column: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// First publication; counted.
    Publish,
    /// Approved replacement; counted.
    Replace,
    /// A corrected typo; not a new item.
    Correct,
    Withdraw,
    Repeal,
    TakeDown,
    /// The four decided that a taken-down document returns.
    Restore,
}

impl EventKind {
    const ALL: [Self; 7] =
        [Self::Publish, Self::Replace, Self::Correct, Self::Withdraw, Self::Repeal, Self::TakeDown, Self::Restore];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Replace => "replace",
            Self::Correct => "correct",
            Self::Withdraw => "withdraw",
            Self::Repeal => "repeal",
            Self::TakeDown => "take_down",
            Self::Restore => "restore",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a reader of the ledger sees.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Publish => "首次发布",
            Self::Replace => "更新",
            Self::Correct => "勘误",
            Self::Withdraw => "撤回",
            Self::Repeal => "废止",
            Self::TakeDown => "紧急下架",
            Self::Restore => "恢复",
        }
    }

    /// Whether `portal.events` counts it (ground: first publications and approved replacements, once each).
    #[must_use]
    pub const fn is_counted(self) -> bool {
        matches!(self, Self::Publish | Self::Replace)
    }
}

/// How a document stands towards the public now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It can be read.
    Live,
    /// Its text can be read, marked as no longer in force.
    Repealed,
    /// The address stays and says why, in the words of the withdrawal.
    Withdrawn,
    /// 紧急下架: the address says 本信息正在核查 and nothing else.
    TakenDown,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Live, Self::Repealed, Self::Withdrawn, Self::TakenDown];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Repealed => "repealed",
            Self::Withdrawn => "withdrawn",
            Self::TakenDown => "taken_down",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// The standing's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Live => "现行公开",
            Self::Repealed => "已废止",
            Self::Withdrawn => "已撤回",
            Self::TakenDown => "核查中（已下架）",
        }
    }

    /// Whether its own text and files may be served.
    #[must_use]
    pub const fn shows_text(self) -> bool {
        matches!(self, Self::Live | Self::Repealed)
    }
}

/// The neutral words that stand at the address of a document taken down in an emergency.
pub const UNDER_REVIEW: &str = "本信息正在核查";

/// A document as the public finds it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub agency: AgencyId,
    pub document: DocumentId,
    pub edition: i64,
    /// The bundle whose text is shown.
    pub bundle: ContentHash,
    /// The bundle whose words say why it was withdrawn or repealed, where it was.
    pub notice_bundle: Option<ContentHash>,
    pub standing: Standing,
    /// Of the last event.
    pub sequence: i64,
    pub first_released_at: Instant,
    /// Of the edition that stands.
    pub released_at: Instant,
}
