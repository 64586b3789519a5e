//! 栏目: where publications stand on the site, in groups, as the annual report counts them.

use crate::id::ColumnId;
use serde::{Deserialize, Serialize};

/// A group of columns; `portal.events` is counted by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnGroup {
    /// 概况信息: what the agency is and who leads it.
    Overview,
    /// 综合管理信息: guide, systems, annual reports, notices, news.
    Management,
    /// 政策信息.
    Policy,
}

impl ColumnGroup {
    /// Every group in the order of the report.
    pub const ALL: [Self; 3] = [Self::Overview, Self::Management, Self::Policy];

    /// The group's name as citizens read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overview => "概况信息",
            Self::Management => "综合管理信息",
            Self::Policy => "政策信息",
        }
    }

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Management => "management",
            Self::Policy => "policy",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }
}

/// What a column is for; it says how fresh the column must be (website indicators W-V4) and which block of the
/// 政府信息公开专栏 it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// 概况类: replaced when the facts change.
    Facts,
    /// 公开指南.
    Guide,
    /// 公开制度.
    Rules,
    /// 年度报告.
    AnnualReport,
    /// 公告公示: no update in six months counts against the site.
    Notice,
    /// 动态: no update in two weeks counts against the site.
    News,
    /// 政策: no update in six months counts against the site.
    Policy,
}

impl ColumnKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Facts, Self::Guide, Self::Rules, Self::AnnualReport, Self::Notice, Self::News, Self::Policy];

    /// The kind's name as clerks read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Facts => "概况类",
            Self::Guide => "公开指南",
            Self::Rules => "公开制度",
            Self::AnnualReport => "年度报告",
            Self::Notice => "公告公示类",
            Self::News => "动态类",
            Self::Policy => "政策类",
        }
    }

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Guide => "guide",
            Self::Rules => "rules",
            Self::AnnualReport => "annual_report",
            Self::Notice => "notice",
            Self::News => "news",
            Self::Policy => "policy",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// After how many days without an update an inspection counts the column against the site
    /// (国办秘函〔2019〕19号, 网站单项否决 栏目不更新); none for columns that change only with the facts.
    #[must_use]
    pub const fn stale_after_days(self) -> Option<u16> {
        match self {
            Self::News => Some(14),
            Self::Notice | Self::Policy => Some(183),
            Self::Facts | Self::Guide | Self::Rules | Self::AnnualReport => None,
        }
    }
}

/// One column. Its public face is part of the site's own publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub id: ColumnId,
    pub group: ColumnGroup,
    pub kind: ColumnKind,
    pub name: String,
    pub description: String,
    pub keywords: Vec<String>,
    /// The place in its group, from 0.
    pub position: i64,
}
