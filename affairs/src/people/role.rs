//! Roles. The four of the chain come in its order.

use serde::{Deserialize, Serialize};

/// What a person may be. Open: later rooms add roles of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 拟稿人.
    Drafter,
    /// 科室负责人.
    SectionHead,
    /// 保密审查负责人.
    SecrecyReviewer,
    /// 局领导.
    Leader,
    /// 政府信息公开工作机构经办人.
    DisclosureOfficer,
    /// 政府信息公开工作机构负责人.
    DisclosureHead,
    /// 审计员: reads journal and publications, no drafts.
    Auditor,
    /// 系统管理员: accounts and machines, no drafts, approves nothing.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Drafter,
        Self::SectionHead,
        Self::SecrecyReviewer,
        Self::Leader,
        Self::DisclosureOfficer,
        Self::DisclosureHead,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The role's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Drafter => "拟稿人",
            Self::SectionHead => "科室负责人",
            Self::SecrecyReviewer => "保密审查负责人",
            Self::Leader => "局领导",
            Self::DisclosureOfficer => "信息公开经办人",
            Self::DisclosureHead => "信息公开机构负责人",
            Self::Auditor => "审计员",
            Self::Administrator => "系统管理员",
        }
    }

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Drafter => "drafter",
            Self::SectionHead => "section_head",
            Self::SecrecyReviewer => "secrecy_reviewer",
            Self::Leader => "leader",
            Self::DisclosureOfficer => "disclosure_officer",
            Self::DisclosureHead => "disclosure_head",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Administrator and auditor exclude every other role, and each other (三权分立).
    #[must_use]
    pub const fn is_exclusive(self) -> bool {
        matches!(self, Self::Auditor | Self::Administrator)
    }

    /// Whether the role belongs to a section rather than to the whole agency.
    #[must_use]
    pub const fn is_of_section(self) -> bool {
        matches!(self, Self::Drafter | Self::SectionHead)
    }
}
