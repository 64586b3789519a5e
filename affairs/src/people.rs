//! 人员与授权: persons, roles, grants and deputies, and what needs a second person.

pub mod grant;
pub mod password;
pub mod proposal;
pub mod role;

pub use grant::{ActingFor, Grant, Scope, grants_conflict};
pub use role::Role;

use crate::Instant;
use crate::id::{AgencyId, PersonId, SectionId};
use serde::{Deserialize, Serialize};

/// Somebody with an account. A person belongs to one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub agency: AgencyId,
    pub id: PersonId,
    /// What is typed at sign-in; unique over the whole office.
    pub username: String,
    pub name: String,
    pub section: SectionId,
    pub duty: String,
    pub state: PersonState,
}

/// Whether the account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PersonState {
    /// Proposed and confirmed, the holder has not chosen a password yet.
    Invited,
    Active,
    /// Left or moved; everything that was theirs has a successor.
    Left {
        at: Instant,
    },
}

impl PersonState {
    /// The state's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invited => "待启用",
            Self::Active => "在用",
            Self::Left { .. } => "已离任",
        }
    }
}

/// An actor with everything that [`crate::access::may`] asks about him, as of one instant.
#[derive(Debug, Clone)]
pub struct Officer {
    pub person: Person,
    /// Only grants in force.
    pub grants: Vec<Grant>,
}

impl Officer {
    /// The first grant in force that gives this role over this section, the person's own before a deputy's.
    #[must_use]
    pub fn grant_for(&self, role: Role, section: &SectionId) -> Option<&Grant> {
        let fits = |grant: &&Grant| grant.role == role && grant.scope.covers(section);
        let own = self.grants.iter().filter(fits).find(|grant| grant.acting_for.is_none());
        own.or_else(|| self.grants.iter().find(fits))
    }

    /// Whether any grant in force gives this role, whatever its scope.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
}
