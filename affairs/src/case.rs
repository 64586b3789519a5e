//! 案件: the frame that everything somebody outside asks of the agency stands in. Applications use it first.
//!
//! A case always has one responsible officer, one next action and one date, until it is closed.

use crate::id::{AgencyId, CaseId, PersonId, SectionId};
use crate::{Date, Instant, Personal};
use serde::{Deserialize, Serialize};

/// What kind of case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 政府信息公开申请 (Art. 27).
    Application,
    /// 更正政府信息记录 (Art. 41): outside table 三.
    RecordCorrection,
    /// 主动公开建议 (Art. 44(2)): outside table 三.
    Suggestion,
}

impl CaseKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Application, Self::RecordCorrection, Self::Suggestion];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::RecordCorrection => "record_correction",
            Self::Suggestion => "suggestion",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called in the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Application => "政府信息公开申请",
            Self::RecordCorrection => "更正政府信息记录申请",
            Self::Suggestion => "主动公开建议",
        }
    }
}

/// Who a case is with and which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub agency: AgencyId,
    pub id: CaseId,
    pub kind: CaseKind,
    /// 登记编号, drawn without gaps.
    pub number: String,
    pub section: SectionId,
    /// The one officer who answers for it; changed only by an assignment or a handover.
    pub responsible: PersonId,
    /// How many lines its ledger has; two people who act on the same page are told.
    pub version: i64,
}

/// Whose move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// The office must act by the date.
    Office,
    /// Somebody outside may act until the date; then the office looks again.
    Outside,
}

/// One next action and its date. A closed case has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next<A> {
    pub action: A,
    /// The last day for it.
    pub by: Date,
    pub whose: Move,
    /// Whether the date rests on a year without a holiday notice and may still move.
    pub provisional: bool,
}

/// One line of a case's ledger. Codes, dates and ids stand in `event`; everything that people wrote stands in `words` and is
/// sealed at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened<E> {
    /// From 1, without gaps.
    pub number: i64,
    /// When it was recorded.
    pub at: Instant,
    /// Who recorded it; `None` for the applicant with his receipt code and for the clock.
    pub by: Option<PersonId>,
    pub event: E,
    /// Empty where nothing was written.
    pub words: Personal<Words>,
}

/// What people wrote with an event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// A reason, a question, an opinion.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whom it concerns besides the applicant: a third party, an organ, a carrier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub party: String,
    /// An address, a postal number, a telephone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Of a 检索记录: where, by which words, by whom it was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
}

/// 检索记录 (Art. 36(4)): what a searcher wrote down.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// Systems, archives, sections.
    pub places: Vec<String>,
    pub keywords: Vec<String>,
    /// Who searched.
    pub people: Vec<String>,
    /// What was found.
    pub result: String,
}

impl Words {
    /// Words of one kind only.
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}
