//! Changes of people and roles: proposed by one administrator, in effect when a second one confirms.

use super::{ActingFor, Grant, Role, Scope};
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

    /// Whether this person may confirm or decline it in an office with these grants (past ones too) and so many people.
    ///
    /// With one administrator there is no second one to confirm the second: his account and his role may be confirmed by
    /// the first, and the holder of the new account, who opens its one-time link, is the other person then.
    ///
    /// # Errors
    /// [`ConfirmRefused`] says why not.
    pub fn may_be_decided_by(&self, person: &PersonId, grants: &[Grant], people: usize) -> Result<(), ConfirmRefused> {
        match self.second_person(person) {
            Err(_) if self.makes_the_second_administrator(grants, people) => Ok(()),
            answer => answer,
        }
    }

    fn makes_the_second_administrator(&self, grants: &[Grant], people: usize) -> bool {
        let alone = grants.iter().filter(|grant| grant.role == Role::Administrator).count() == 1;
        let makes_second = match &self.change {
            PeopleChange::Account { .. } => people == 1,
            PeopleChange::Grant { role, person, .. } => *role == Role::Administrator && *person != self.proposed_by,
            PeopleChange::EndGrant { .. } | PeopleChange::Reset { .. } => false,
        };
        alone && makes_second && self.state == ProposalState::Waiting
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
    /// 索引号, where it has one.
    #[serde(default)]
    pub number: String,
    pub state: String,
    /// Since when it stands there.
    #[serde(default)]
    pub since: Option<Date>,
    pub to: PersonId,
    pub to_name: String,
}

/// 交接清单: everything of somebody who leaves, with its successor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub from: PersonId,
    pub from_name: String,
    /// Section and duty before the handover.
    #[serde(default)]
    pub from_duty: String,
    /// The section moved to; empty for somebody who leaves the agency.
    #[serde(default)]
    pub moves_to: String,
    pub at: Instant,
    pub by_name: String,
    pub reason: String,
    pub items: Vec<HandedOver>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn administrator(person: &str) -> Grant {
        Grant {
            id: GrantId::new(person),
            person: PersonId::new(person),
            role: Role::Administrator,
            scope: Scope::Agency,
            from: jiff::civil::date(2019, 1, 1),
            until: None,
            basis: "平台开通".to_owned(),
            acting_for: None,
            granted_by: PersonId::new("console"),
            confirmed_by: PersonId::new("console"),
        }
    }

    fn proposal(change: PeopleChange) -> Proposal {
        Proposal {
            id: ProposalId::new("p"),
            change,
            proposed_by: PersonId::new("first"),
            proposed_at: Instant::from_milliseconds(0),
            state: ProposalState::Waiting,
            decided_by: None,
            decided_at: None,
        }
    }

    fn grant_to(person: &str, role: Role) -> PeopleChange {
        PeopleChange::Grant {
            person: PersonId::new(person),
            role,
            scope: Scope::Agency,
            from: jiff::civil::date(2019, 1, 1),
            until: None,
            basis: "文件".to_owned(),
            acting_for: None,
        }
    }

    fn account() -> PeopleChange {
        PeopleChange::Account {
            username: "second".to_owned(),
            name: "甲".to_owned(),
            section: SectionId::new("office"),
            duty: String::new(),
        }
    }

    #[test]
    fn only_the_second_administrator_comes_in_by_the_first_alone() {
        let (first, alone) = (PersonId::new("first"), [administrator("first")]);
        assert!(proposal(account()).may_be_decided_by(&first, &alone, 1).is_ok());
        assert!(proposal(grant_to("second", Role::Administrator)).may_be_decided_by(&first, &alone, 2).is_ok());
        let refused = [
            proposal(account()).may_be_decided_by(&first, &alone, 2),
            proposal(grant_to("second", Role::Leader)).may_be_decided_by(&first, &alone, 2),
            proposal(grant_to("first", Role::Administrator)).may_be_decided_by(&first, &alone, 2),
            proposal(PeopleChange::Reset { person: PersonId::new("second") }).may_be_decided_by(&first, &alone, 2),
        ];
        assert!(refused.iter().all(Result::is_err), "{refused:?}");
    }

    #[test]
    fn with_two_administrators_it_is_always_the_other_one() {
        let two = [administrator("first"), administrator("second")];
        let waiting = proposal(grant_to("third", Role::Administrator));
        assert_eq!(waiting.may_be_decided_by(&PersonId::new("first"), &two, 3), Err(ConfirmRefused::SamePerson));
        assert!(waiting.may_be_decided_by(&PersonId::new("second"), &two, 3).is_ok());
        let decided = Proposal { state: ProposalState::Confirmed, ..waiting };
        assert_eq!(decided.may_be_decided_by(&PersonId::new("second"), &two, 3), Err(ConfirmRefused::NotWaiting));
    }
}
