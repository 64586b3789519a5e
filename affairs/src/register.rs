//! 台账: the registers behind table 二, as records and not as totals. A record is corrected by a new version and voided
//! with a reason, never deleted; no register has a column for a person.

pub mod change;
pub mod money;
pub mod place;
pub mod record;
pub mod sheet;

pub use change::{Entered, Standing};
pub use place::Place;
pub use record::{
    CatalogueItem, Contract, CounterpartKind, Decision, FeeItem, ItemKind, Record, RuleDocument, RuleKind, RuleState,
};

/// The registers of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// 规章和规范性文件 (Regulation Art. 20(1)).
    Documents,
    /// 事项目录: licences, other services, penalties, coercion (Art. 20(5), 20(6)).
    Items,
    /// 处理决定: the decisions made under the items.
    Decisions,
    /// 行政事业性收费项目 (Art. 20(8)).
    Fees,
    /// 政府集中采购合同 (Art. 20(9)).
    Procurement,
}

impl Register {
    /// Every register, in the order of table 二.
    pub const ALL: [Self; 5] = [Self::Documents, Self::Items, Self::Decisions, Self::Fees, Self::Procurement];

    /// The stored name, also in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Items => "items",
            Self::Decisions => "decisions",
            Self::Fees => "fees",
            Self::Procurement => "procurement",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|register| register.code() == code)
    }

    /// The register's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Documents => "规章和规范性文件台账",
            Self::Items => "行政事项目录",
            Self::Decisions => "处理决定台账",
            Self::Fees => "行政事业性收费项目台账",
            Self::Procurement => "政府集中采购合同台账",
        }
    }

    /// What the register holds and how its rows are counted, for the head of its page.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Documents => {
                "登记本机关制定的规章和规范性文件。制定、公开按日期计入当年，年末仍有效且已公开的计入总数。"
            }
            Self::Items => "登记行政许可、其他对外管理服务事项、行政处罚、行政强制事项，按列入和取消日期计算年末数量。",
            Self::Decisions => {
                "登记按目录事项作出的处理决定，一件一行，按决定日期计入当年。只登记相对人类别，不登记个人信息。"
            }
            Self::Fees => "登记行政事业性收费项目，按列入和取消日期计算年末数量。",
            Self::Procurement => {
                "登记政府集中采购合同，按签订日期计入当年；同一项目编号在一年内计一个项目，金额全部计入。"
            }
        }
    }

    /// What the natural key of a row is called: no two standing rows share it.
    #[must_use]
    pub const fn key_label(self) -> &'static str {
        match self {
            Self::Documents => "文号",
            Self::Items => "事项编码",
            Self::Decisions => "决定文号",
            Self::Fees => "收费项目编码",
            Self::Procurement => "合同编号",
        }
    }
}
