//! Changes of people and roles: proposed by one administrator, in effect when a second one confirms.

use super::{ActingFor, Role, Scope};
use crate::id::{GrantId, PersonId, ProposalId, SectionId};
use crate::{Date, Instant, Refusal, Refuse};
use serde::{Deserialize, Serialize};

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum PeopleChange {
    /// A new account.
    Account { username: String, name: String, section: SectionId, duty: String },
    /// A role for a person.
    Grant {
        person: PersonId,
        role: Role,
        scope: Scope,
        from: Date,
        until: Option<Date>,
        basis: String,
        acting_for: Option<ActingFor>,
    },
    /// The end of a grant.
    EndGrant { grant: GrantId, person: PersonId, last: Date, reason: String },
    /// A one-time link for a new password; it ends every session.
    Reset { person: PersonId },
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    Waiting,
    Confirmed,
    Declined,
}

impl ProposalState {
    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Confirmed, Self::Declined].into_iter().find(|state| state.code() == code)
    }

    /// The state's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "待第二人确认",
            Self::Confirmed => "已确认生效",
            Self::Declined => "未同意",
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub change: PeopleChange,
    pub proposed_by: PersonId,
    pub proposed_at: Instant,
    pub state: ProposalState,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Instant>,
}

/// Why a proposal is not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfirmRefused {
    SamePerson,
    OfOneself,
    NotWaiting,
}

impl Refuse for ConfirmRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::SamePerson => {
                Refusal::new("confirm_own_proposal", "提出变更的人不能自己确认，请由另一名管理员确认。")
            }
            Self::OfOneself => Refusal::new("confirm_for_oneself", "涉及本人的变更不能由本人确认。"),
            Self::NotWaiting => Refusal::new("proposal_decided", "这项变更已经有人处理。"),
        }
    }
}

impl Proposal {
    /// Whether this person may confirm or decline it.
    ///
    /// # Errors
    /// [`ConfirmRefused`] says why not.
    pub fn second_person(&self, person: &PersonId) -> Result<(), ConfirmRefused> {
        if self.state != ProposalState::Waiting {
            return Err(ConfirmRefused::NotWaiting);
        }
        if self.proposed_by == *person {
            return Err(ConfirmRefused::SamePerson);
        }
        match self.change.person() {
            Some(of) if of == person => Err(ConfirmRefused::OfOneself),
            _ => Ok(()),
        }
    }
}

impl PeopleChange {
    /// Whom it is about, where he exists already.
    #[must_use]
    pub const fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Account { .. } => None,
            Self::Grant { person, .. } | Self::EndGrant { person, .. } | Self::Reset { person } => Some(person),
        }
    }

    /// The kind as a clerk reads it.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Account { .. } => "新建账户",
            Self::Grant { .. } => "授予岗位",
            Self::EndGrant { .. } => "终止授权",
            Self::Reset { .. } => "重置密码",
        }
    }
}

/// One thing that changed hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// 稿件, 待审件, 授权, 待办.
    pub kind: String,
    pub title: String,
    pub state: String,
    pub to: PersonId,
    pub to_name: String,
}

/// 交接清单: everything of somebody who leaves, with its successor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub from: PersonId,
    pub from_name: String,
    pub at: Instant,
    pub by_name: String,
    pub reason: String,
    pub items: Vec<HandedOver>,
}
