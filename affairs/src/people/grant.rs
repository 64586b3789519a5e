//! 授权: a role, over a scope, for a time, on a basis.

use super::Role;
use crate::id::{GrantId, PersonId, SectionId};
use crate::{Date, Refusal, Refuse};
use serde::{Deserialize, Serialize};

/// Over what a role holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "over", rename_all = "snake_case")]
pub enum Scope {
    Agency,
    Section { section: SectionId },
}

impl Scope {
    /// Whether this scope reaches a document of that section.
    #[must_use]
    pub fn covers(&self, section: &SectionId) -> bool {
        match self {
            Self::Agency => true,
            Self::Section { section: own } => own == section,
        }
    }
}

/// AB 岗 or 授权委托: whose place the deputy takes, and by what paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActingFor {
    pub person: PersonId,
    pub name: String,
    pub basis: String,
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub id: GrantId,
    pub person: PersonId,
    pub role: Role,
    pub scope: Scope,
    pub from: Date,
    /// The last day, inclusive.
    pub until: Option<Date>,
    /// The paper that appoints: 任命文件, 授权委托书.
    pub basis: String,
    pub acting_for: Option<ActingFor>,
    pub granted_by: PersonId,
    pub confirmed_by: PersonId,
}

impl Grant {
    /// Whether it holds on this day.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// Why a grant is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantRefused {
    ToOneself,
    ExclusiveRole { held: Role, wanted: Role },
    SectionMissing(Role),
    BasisMissing,
    EndsBeforeItBegins,
    DeputyOfOneself,
}

impl Refuse for GrantRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::ToOneself => Refusal::new("grant_to_oneself", "不能给自己授权，请由另一名管理员办理。"),
            Self::ExclusiveRole { held, wanted } => Refusal::new(
                "exclusive_role",
                format!(
                    "“{}”与“{}”不能由同一人担任：系统管理员、审计员须与审查、公开岗位分开。",
                    held.label(),
                    wanted.label()
                ),
            ),
            Self::SectionMissing(role) => {
                Refusal::new("section_missing", format!("“{}”须指定所属科室。", role.label())).at("section")
            }
            Self::BasisMissing => {
                Refusal::new("basis_missing", "请填写授权依据（任命文件或授权委托书的名称、文号）。").at("basis")
            }
            Self::EndsBeforeItBegins => Refusal::new("ends_before_begins", "截止日期早于起始日期。").at("until"),
            Self::DeputyOfOneself => Refusal::new("deputy_of_oneself", "不能作自己的受委托人。").at("acting_for"),
        }
    }
}

/// Whether a new grant may stand beside those the person holds.
///
/// # Errors
/// [`GrantRefused`] says why not.
pub fn grants_conflict(wanted: &Grant, held: &[Grant]) -> Result<(), GrantRefused> {
    if wanted.person == wanted.granted_by {
        return Err(GrantRefused::ToOneself);
    }
    if wanted.basis.trim().is_empty() {
        return Err(GrantRefused::BasisMissing);
    }
    if wanted.role.is_of_section() && wanted.scope == Scope::Agency {
        return Err(GrantRefused::SectionMissing(wanted.role));
    }
    if wanted.until.is_some_and(|until| until < wanted.from) {
        return Err(GrantRefused::EndsBeforeItBegins);
    }
    if wanted.acting_for.as_ref().is_some_and(|acting| acting.person == wanted.person) {
        return Err(GrantRefused::DeputyOfOneself);
    }
    let overlapping = |other: &&Grant| {
        other.until.is_none_or(|last| wanted.from <= last) && wanted.until.is_none_or(|last| other.from <= last)
    };
    let excluded = held
        .iter()
        .filter(overlapping)
        .find(|other| other.role != wanted.role && (other.role.is_exclusive() || wanted.role.is_exclusive()));
    match excluded {
        Some(other) => Err(GrantRefused::ExclusiveRole { held: other.role, wanted: wanted.role }),
        None => Ok(()),
    }
}
