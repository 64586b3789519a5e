//! 机关: an agency, its sections, its leading group.

use crate::id::{AgencyId, PersonId, SectionId};
use serde::{Deserialize, Serialize};

/// An agency. Everything of its own carries its id first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    pub id: AgencyId,
    /// The path under `/a/…`; short ASCII.
    pub slug: String,
    pub name: String,
    /// The host name it is found by, or empty.
    pub host: String,
    /// 18-character 统一社会信用代码 or a 9-character organ code, for the 索引号.
    pub code: String,
}

/// 科室.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub id: SectionId,
    pub name: String,
    pub position: i64,
}

/// A seat in the 政务公开工作领导小组, dated so that every year can name its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub person: PersonId,
    /// 组长, 副组长, 成员.
    pub seat: SeatKind,
    pub duty: String,
    pub from: crate::Date,
    pub until: Option<crate::Date>,
}

/// The kinds of seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatKind {
    Leader,
    DeputyLeader,
    Member,
}

impl SeatKind {
    /// The seat's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Leader => "组长",
            Self::DeputyLeader => "副组长",
            Self::Member => "成员",
        }
    }

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::DeputyLeader => "deputy_leader",
            Self::Member => "member",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Leader, Self::DeputyLeader, Self::Member].into_iter().find(|seat| seat.code() == code)
    }
}

/// Whether a slug may stand in an address.
#[must_use]
pub fn slug_is_valid(slug: &str) -> bool {
    (2..=32).contains(&slug.len())
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && slug.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
}
