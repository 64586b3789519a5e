//! 草稿, 冻结, 送审, 公布, 勘误: the life of a report. Only draft and freezing are kept; what the reviewers and the public
//! have done with it is read from the document's ledger.

use super::completeness;
use super::narrative::Narrative;
use super::tally::Tally;
use crate::document::{Attachment, DocumentState};
use crate::id::{AgencyId, DocumentId, PersonId};
use crate::{Instant, Refusal};
use law::annual_report::ReportForm;
use serde::{Deserialize, Serialize};

/// What people write: the words, and why a warning is right to stand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Writing {
    pub narrative: Narrative,
    pub explanations: Vec<Explanation>,
}

/// Why a warning stands. It belongs to exactly the words of the finding: another figure is another finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The finding's stable name, of rule and place.
    pub finding: String,
    /// The finding's message.
    pub message: String,
    pub words: String,
    pub by: PersonId,
    pub by_name: String,
    pub at: Instant,
}

/// What a freezing kept besides the ids of every cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freezing {
    pub at: Instant,
    pub by: PersonId,
    pub by_name: String,
    /// The number of the journal's last line before the freezing: the records are those of this position.
    pub journal: i64,
    /// The counts as they stood.
    pub tally: Tally,
    pub document: DocumentId,
    /// PDF, Word and JSON, in this order.
    pub files: Vec<Attachment>,
}

/// A report as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub agency: AgencyId,
    pub year: i16,
    pub writing: Writing,
    pub freezing: Option<Freezing>,
    /// The document made by the first freezing; a second freezing writes into it again.
    pub document: Option<DocumentId>,
    /// Raised by every save.
    pub revision: i64,
}

/// What the ledger says of the report's document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ledger {
    pub state: Option<DocumentState>,
    pub first_released_at: Option<Instant>,
    pub released_at: Option<Instant>,
    /// The number of the edition that is public; 0 before the first.
    pub edition: i64,
}

/// Where a report stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportLife {
    /// Figures are live.
    Draft(Stored),
    /// Figures stand still; it may go to the reviewers, or back to the desk with a reason.
    Frozen(Stored, Freezing),
    /// The four are reading it.
    InReview(Stored, Freezing),
    /// 公布.
    Published(Stored, Freezing, Instant),
    /// A corrected edition stands in place of the first.
    Erratum(Stored, Freezing, Instant),
}

/// What must be right before a year is frozen, besides the text itself.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    /// Messages of errors.
    pub errors: Vec<String>,
    /// Messages of warnings without an explanation.
    pub unexplained: Vec<String>,
}

impl ReportLife {
    /// Where a kept report stands, by what the ledger says.
    #[must_use]
    pub fn of(stored: Stored, ledger: &Ledger) -> Self {
        let Some(freezing) = stored.freezing.clone() else { return Self::Draft(stored) };
        // What was frozen after the last release is a corrected edition on its way: the public still reads the one before.
        let released_at = ledger.released_at.filter(|last| freezing.at <= *last);
        match (ledger.first_released_at.filter(|_| released_at.is_some()), released_at) {
            (Some(first), Some(last)) if ledger.edition > 1 && last > first => Self::Erratum(stored, freezing, last),
            (Some(first), _) => Self::Published(stored, freezing, first),
            _ if ledger.state == Some(DocumentState::InReview) => Self::InReview(stored, freezing),
            _ => Self::Frozen(stored, freezing),
        }
    }

    /// A report nobody has begun.
    #[must_use]
    pub fn begun(agency: AgencyId, agency_name: &str, year: i16) -> Self {
        let narrative = Narrative::blank(agency_name, year);
        let writing = Writing { narrative, explanations: Vec::new() };
        Self::Draft(Stored { agency, year, writing, freezing: None, document: None, revision: 0 })
    }

    /// What is kept.
    #[must_use]
    pub const fn stored(&self) -> &Stored {
        match self {
            Self::Draft(stored)
            | Self::Frozen(stored, _)
            | Self::InReview(stored, _)
            | Self::Published(stored, ..)
            | Self::Erratum(stored, ..) => stored,
        }
    }

    /// The freezing, if it is frozen.
    #[must_use]
    pub const fn freezing(&self) -> Option<&Freezing> {
        match self {
            Self::Draft(_) => None,
            Self::Frozen(_, freezing)
            | Self::InReview(_, freezing)
            | Self::Published(_, freezing, _)
            | Self::Erratum(_, freezing, _) => Some(freezing),
        }
    }

    /// The state as a clerk reads it.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Draft(_) => "编制中",
            Self::Frozen(..) => "已冻结，待送审",
            Self::InReview(..) => "审核中",
            Self::Published(..) => "已公布",
            Self::Erratum(..) => "已勘误",
        }
    }

    /// Other words.
    ///
    /// # Errors
    /// When it is frozen, or the words cannot be kept.
    pub fn write(self, narrative: Narrative) -> Result<Self, Refusal> {
        let stored = self.still_draft()?;
        narrative.check()?;
        let narrative = narrative.tidied();
        Ok(Self::Draft(Stored { writing: Writing { narrative, ..stored.writing }, ..stored }))
    }

    /// A warning explained; a second explanation of the same finding replaces the first.
    ///
    /// # Errors
    /// When it is frozen, or the explanation says nothing.
    pub fn explain(self, explanation: Explanation) -> Result<Self, Refusal> {
        let mut stored = self.still_draft()?;
        let length = explanation.words.trim().chars().count();
        if !(4..=500).contains(&length) {
            let message = "请写明这一提示为什么可以保留，不少于四个字，最多 500 字。";
            return Err(Refusal::new("explanation_missing", message).at("words"));
        }
        let same = |other: &Explanation| other.finding == explanation.finding;
        stored.writing.explanations.retain(|other| !same(other));
        stored.writing.explanations.push(explanation);
        Ok(Self::Draft(stored))
    }

    /// Frozen: figures, words and files stand still from here on.
    ///
    /// # Errors
    /// When it is frozen already, the year has no form or is not over, a part of the text is missing, an error stands or a warning has no
    /// explanation.
    pub fn freeze(self, freezing: Freezing, readiness: &Readiness) -> Result<Self, Refusal> {
        let stored = self.still_draft()?;
        may_freeze(&stored, freezing.at, readiness)?;
        let document = Some(freezing.document.clone());
        let stored = Stored { freezing: Some(freezing.clone()), document, ..stored };
        Ok(Self::Frozen(stored, freezing))
    }

    /// Thawed before anybody outside has seen it; the reason goes into the journal.
    ///
    /// # Errors
    /// When it is not frozen, lies with the reviewers, or is public.
    pub fn reopen(self, reason: &str) -> Result<Self, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing", "请写明解除冻结的理由。").at("reason"));
        }
        match self {
            Self::Frozen(stored, _) => Ok(Self::Draft(Stored { freezing: None, ..stored })),
            Self::Draft(_) => Err(Refusal::new("not_frozen", "报告还没有冻结。")),
            Self::InReview(..) => Err(Refusal::new("in_review", "报告正在审核，请先由拟稿人撤回，再解除冻结。")),
            Self::Published(..) | Self::Erratum(..) => {
                Err(Refusal::new("published", "报告已经公布，不能解除冻结；数字有误的，请办理勘误。"))
            }
        }
    }

    /// 勘误: a published report is computed and written anew. What is public stays until the corrected edition takes its place;
    /// the reason goes into the journal.
    ///
    /// # Errors
    /// Without a reason, or when it is not public, or a corrected edition lies with the reviewers.
    pub fn correct(self, reason: &str) -> Result<Self, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing", "请写明勘误的理由。").at("reason"));
        }
        match self {
            Self::Published(stored, ..) | Self::Erratum(stored, ..) => {
                Ok(Self::Draft(Stored { freezing: None, ..stored }))
            }
            Self::InReview(..) => Err(Refusal::new("in_review", "报告正在审核，请先由拟稿人撤回。")),
            Self::Draft(_) | Self::Frozen(..) => {
                Err(Refusal::new("not_published", "报告的这一版还没有公布，直接修改即可，不需要办理勘误。"))
            }
        }
    }

    fn still_draft(self) -> Result<Stored, Refusal> {
        match self {
            Self::Draft(stored) => Ok(stored),
            frozen => {
                let message = format!("{} 年度报告{}，不能再改。", frozen.stored().year, frozen.label());
                Err(Refusal::new("frozen", message))
            }
        }
    }
}

/// May this draft be frozen at this moment? The page greys its button with the answer.
///
/// # Errors
/// As [`ReportLife::freeze`].
pub fn may_freeze(stored: &Stored, at: Instant, readiness: &Readiness) -> Result<(), Refusal> {
    if ReportForm::of_year(stored.year).is_none() {
        let message = format!("{} 年度还没有全国统一的报告格式，不能冻结该年度报告。", stored.year);
        return Err(Refusal::new("no_form", message).citing(ReportForm::Form2019.document()));
    }
    if at.year() <= stored.year {
        let message = format!("{} 年还没有结束，数字还会变化，请在次年冻结。", stored.year);
        return Err(Refusal::new("year_not_over", message).citing("《政府信息公开条例》第四十九条"));
    }
    let missing: Vec<String> = completeness::items(&stored.writing.narrative)
        .into_iter()
        .filter(|item| !item.done)
        .map(|item| item.label)
        .collect();
    if !missing.is_empty() {
        let message = format!("报告还缺：{}。", missing.join("；"));
        return Err(Refusal::new("incomplete", message).citing("《政府信息公开条例》第五十条"));
    }
    if let Some(first) = readiness.errors.first() {
        let message = format!("还有 {} 处错误须先改正，例如：{first}", readiness.errors.len());
        return Err(Refusal::new("errors_stand", message));
    }
    if let Some(first) = readiness.unexplained.first() {
        let message = format!("还有 {} 处提示没有说明，例如：{first}", readiness.unexplained.len());
        return Err(Refusal::new("warnings_unexplained", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
