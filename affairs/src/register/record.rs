//! What a row of each register says.

use super::Register;
use super::work::{InternalRule, Meeting, Training, WorkPoint};
use crate::Date;
use crate::id::DocumentId;
use law::annual_report::TableTwoRow;
use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every one, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stored name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The Chinese name, as it stands in a sheet.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// From the Chinese name.
            #[must_use]
            pub fn from_label(label: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.label() == label)
            }

            /// From the stored name.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

coded! {
    /// The two kinds of documents that table 二 counts.
    RuleKind {
        /// 规章.
        Rule = "rule", "规章";
        /// 规范性文件.
        Normative = "normative", "规范性文件";
    }
}

coded! {
    /// How a rule or normative document stands, as its keeper declares it; the dates must agree.
    RuleState {
        InForce = "in_force", "现行有效";
        /// Changed, and in force as changed.
        Amended = "amended", "已修改";
        /// By an act of repeal, on a day.
        Abolished = "abolished", "已废止";
        /// By the end of its own term.
        Expired = "expired", "失效";
    }
}

coded! {
    /// The kinds of items in the catalogue.
    ItemKind {
        Licence = "licence", "行政许可";
        OtherService = "other_service", "其他对外管理服务事项";
        Penalty = "penalty", "行政处罚";
        Coercion = "coercion", "行政强制";
    }
}

coded! {
    /// Who stood opposite, by kind alone.
    CounterpartKind {
        NaturalPerson = "natural_person", "自然人";
        Enterprise = "enterprise", "企业";
        LegalServiceOrganisation = "legal_service", "法律服务机构";
        OtherOrganisation = "other", "其他组织";
    }
}

impl RuleKind {
    /// The row of table 二 that counts it.
    #[must_use]
    pub const fn row(self) -> TableTwoRow {
        match self {
            Self::Rule => TableTwoRow::Rules,
            Self::Normative => TableTwoRow::NormativeDocuments,
        }
    }
}

impl ItemKind {
    /// The row of table 二 that counts it.
    #[must_use]
    pub const fn row(self) -> TableTwoRow {
        match self {
            Self::Licence => TableTwoRow::Licences,
            Self::OtherService => TableTwoRow::OtherServices,
            Self::Penalty => TableTwoRow::Penalties,
            Self::Coercion => TableTwoRow::Coercion,
        }
    }
}

/// A rule or normative document of the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDocument {
    /// 文号 or 令号.
    pub number: String,
    pub title: String,
    pub kind: RuleKind,
    pub state: RuleState,
    pub made_on: Date,
    pub published_on: Option<Date>,
    pub effective_on: Option<Date>,
    /// The last day of its term, 有效期至.
    pub expires_on: Option<Date>,
    /// The day of repeal: from this day on it is no longer in force.
    pub abolished_on: Option<Date>,
    /// The publication that carries its text.
    pub publication: Option<DocumentId>,
}

/// An item of the dated catalogue 事项目录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueItem {
    pub code: String,
    pub kind: ItemKind,
    pub name: String,
    /// The provision it rests on.
    pub basis: String,
    /// The section that handles it, by name.
    pub section: String,
    pub from: Date,
    /// The day it was struck off: from this day on it is no longer in the catalogue.
    pub until: Option<Date>,
}

impl CatalogueItem {
    /// Whether it is in the catalogue on a day.
    #[must_use]
    pub fn stands_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A decision made under an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub on: Date,
    /// The code of the item.
    pub item: String,
    pub number: String,
    pub result: String,
    pub counterpart: CounterpartKind,
}

/// An administrative fee item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeItem {
    pub code: String,
    pub name: String,
    pub basis: String,
    pub standard: String,
    pub from: Date,
    /// The day it was struck off.
    pub until: Option<Date>,
}

/// A contract of centralised procurement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The project, which may have several contracts.
    pub project_number: String,
    pub project_name: String,
    /// 公开招标, 竞争性磋商 …
    pub method: String,
    pub number: String,
    pub signed_on: Date,
    /// An organisation.
    pub supplier: String,
    /// In fen.
    pub amount: i64,
}

/// A row of some register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "register", rename_all = "snake_case")]
pub enum Record {
    Documents(RuleDocument),
    Items(CatalogueItem),
    Decisions(Decision),
    Fees(FeeItem),
    Procurement(Contract),
    Trainings(Training),
    Meetings(Meeting),
    WorkPoints(WorkPoint),
    InternalRules(InternalRule),
}

impl Record {
    /// The register it belongs to.
    #[must_use]
    pub const fn register(&self) -> Register {
        match self {
            Self::Documents(_) => Register::Documents,
            Self::Items(_) => Register::Items,
            Self::Decisions(_) => Register::Decisions,
            Self::Fees(_) => Register::Fees,
            Self::Procurement(_) => Register::Procurement,
            Self::Trainings(_) => Register::Trainings,
            Self::Meetings(_) => Register::Meetings,
            Self::WorkPoints(_) => Register::WorkPoints,
            Self::InternalRules(_) => Register::InternalRules,
        }
    }

    /// The natural key: no two standing rows of a register share it.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Documents(document) => &document.number,
            Self::Items(item) => &item.code,
            Self::Decisions(decision) => &decision.number,
            Self::Fees(fee) => &fee.code,
            Self::Procurement(contract) => &contract.number,
            Self::Trainings(training) => &training.number,
            Self::Meetings(meeting) => &meeting.number,
            Self::WorkPoints(point) => &point.number,
            Self::InternalRules(rule) => &rule.number,
        }
    }

    /// What a list shows as its name.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Documents(document) => document.title.clone(),
            Self::Items(item) => item.name.clone(),
            Self::Decisions(decision) => format!("{}（{}）", decision.number, decision.result),
            Self::Fees(fee) => fee.name.clone(),
            Self::Procurement(contract) => format!("{}（{}）", contract.project_name, contract.number),
            Self::Trainings(training) => training.topic.clone(),
            Self::Meetings(meeting) => meeting.agenda.clone(),
            Self::WorkPoints(point) => point.item.clone(),
            Self::InternalRules(rule) => format!("{}（{}）", rule.name, rule.version),
        }
    }
}
