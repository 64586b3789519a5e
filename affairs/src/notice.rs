//! 我的待办: notices to people of the office, the first users of the outbox.

use crate::Instant;
use crate::id::{AgencyId, NoticeId, PersonId};
use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Subject {
    /// A submission was sent back.
    Returned { document: String, title: String, by: String, reason: String },
    /// Somebody reminds the holder of a review.
    Reminder { document: String, title: String, by: String },
    /// The four are through; the disclosure office may publish.
    ReadyToPublish { document: String, title: String },
    /// It is public.
    Published { document: String, title: String },
    /// The machine has found something.
    Findings { document: String, title: String, count: usize },
    /// A file could not be read.
    Unreadable { document: String, title: String, why: String },
    /// A take-down waits for a decision within one working day.
    TakenDown { document: String, title: String, by: String },
    /// The facts changed: 概况信息 or the guide must follow.
    UpdateNeeded { what: String, why: String },
    /// A password reset was made for the holder.
    ResetMade { by: String },
    /// Work was handed over to this person.
    HandedOver { from: String, count: usize },
    /// Something waits for this person's confirmation.
    ConfirmationWanted { what: String, by: String },
}

/// A notice in somebody's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub agency: AgencyId,
    pub id: NoticeId,
    pub to: PersonId,
    pub subject: Subject,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

impl Subject {
    /// One line for the list.
    #[must_use]
    pub fn headline(&self) -> String {
        match self {
            Self::Returned { title, by, reason, .. } => format!("{by}退回《{title}》：{reason}"),
            Self::Reminder { title, by, .. } => format!("{by}提醒您审查《{title}》"),
            Self::ReadyToPublish { title, .. } => format!("《{title}》已通过四级审核，可以发布"),
            Self::Published { title, .. } => format!("《{title}》已经发布"),
            Self::Findings { title, count, .. } => format!("机器读审在《{title}》中有 {count} 处发现，请处理"),
            Self::Unreadable { title, why, .. } => format!("《{title}》有文件无法读审：{why}"),
            Self::TakenDown { title, by, .. } => format!("{by}紧急下架《{title}》，须在一个工作日内作出处理决定"),
            Self::UpdateNeeded { what, why } => format!("{why}，请更新{what}"),
            Self::ResetMade { by } => format!("{by}为您办理了密码重置；若非您本人要求，请立即告知"),
            Self::HandedOver { from, count } => format!("{from}移交给您 {count} 项工作"),
            Self::ConfirmationWanted { what, by } => format!("{by}提请确认：{what}"),
        }
    }

    /// The document it leads to, where there is one.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        match self {
            Self::Returned { document, .. }
            | Self::Reminder { document, .. }
            | Self::ReadyToPublish { document, .. }
            | Self::Published { document, .. }
            | Self::Findings { document, .. }
            | Self::Unreadable { document, .. }
            | Self::TakenDown { document, .. } => Some(document),
            Self::UpdateNeeded { .. }
            | Self::ResetMade { .. }
            | Self::HandedOver { .. }
            | Self::ConfirmationWanted { .. } => None,
        }
    }
}
