//! 台账: the registers behind table 二 and those of the year's work, as records and not as totals. A record is corrected by a new version and voided
//! with a reason, never deleted; no register has a column for a person.

pub mod change;
pub mod money;
pub mod place;
#[macro_use]
pub mod record;
pub mod sheet;
pub mod work;

pub use change::{Entered, Standing};
pub use place::Place;
pub use record::{
    CatalogueItem, Contract, CounterpartKind, Decision, FeeItem, ItemKind, Record, RuleDocument, RuleKind, RuleState,
};
pub use work::{InternalRule, Meeting, PointState, Training, WorkFigure, WorkPoint};

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
    /// 培训 (Art. 48).
    Trainings,
    /// 领导小组会议.
    Meetings,
    /// 上级工作要点任务分解.
    WorkPoints,
    /// 公开制度.
    InternalRules,
}

impl Register {
    /// Every register: those of table 二 in its order, then those of the year's work.
    pub const ALL: [Self; 9] = [
        Self::Documents,
        Self::Items,
        Self::Decisions,
        Self::Fees,
        Self::Procurement,
        Self::Trainings,
        Self::Meetings,
        Self::WorkPoints,
        Self::InternalRules,
    ];

    /// Whether table 二 is counted from it; the others feed the words.
    #[must_use]
    pub const fn feeds_table_two(self) -> bool {
        matches!(self, Self::Documents | Self::Items | Self::Decisions | Self::Fees | Self::Procurement)
    }

    /// The stored name, also in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Items => "items",
            Self::Decisions => "decisions",
            Self::Fees => "fees",
            Self::Procurement => "procurement",
            Self::Trainings => "trainings",
            Self::Meetings => "meetings",
            Self::WorkPoints => "work_points",
            Self::InternalRules => "internal_rules",
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
            Self::Trainings => "公开培训台账",
            Self::Meetings => "领导小组会议台账",
            Self::WorkPoints => "工作要点任务台账",
            Self::InternalRules => "公开制度台账",
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
            Self::Trainings => "登记政府信息公开培训，一次一行，按日期计入当年。参加人员只写范围和人数，不写姓名。",
            Self::Meetings => "登记领导小组研究公开工作的会议，一次一行，按日期计入当年。",
            Self::WorkPoints => {
                "登记上级文件和年度工作要点分解到科室的任务，按完成期限计入当年；到期没有完成的，列表中标出逾期天数。"
            }
            Self::InternalRules => {
                "登记本机关自己的公开制度及其版本；修订后用更正登记新的版本。两年没有评估的，会提示为存在的问题。"
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
            Self::Trainings => "培训编号",
            Self::Meetings => "会议编号",
            Self::WorkPoints => "任务编号",
            Self::InternalRules => "制度编号",
        }
    }
}
