//! 案卷: an application that is done with, closed into its volume (Art. 45: 归档). What lies in it in which order, how long it is
//! kept, from when on it may be closed, and what may happen to it on the shelf.

mod life;
pub mod record;
mod retention;
#[cfg(test)]
mod tests;

pub use life::{Event, NotNow, Position, Standing};
pub use retention::{Retention, RetentionSchedule};

use crate::Date;
use crate::application::{FileRole, Phase, Standing as CaseStanding};
use crate::case::Happened;
use crate::id::{AgencyId, CaseId, PersonId, VolumeId};
use crate::{ContentHash, Personal, Refusal, Refuse};
use law::article::{Article, Instrument};
use law::calendar::WorkingDayCalendar;
use law::outcome::Outcome;
use law::remedy::RemedyTerm;
use serde::{Deserialize, Serialize};

/// Where a paper lies in the volume, in the order of the volume. Cover and contents come before all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 申请及附件: the application, proofs, authorisation, what was handed in with it.
    Application,
    /// 期限计算表: the clock on one page.
    Clock,
    /// 办理记录: every line of the ledger.
    Ledger,
    /// 检索记录 and other evidence gathered, the opinions of those who were asked among it.
    Evidence,
    /// 审批单.
    Approval,
    /// The reply with its seal.
    Reply,
    /// Information that was handed out with it.
    Material,
    /// 送达回证 and other proofs of service.
    Service,
    /// 行政复议、行政诉讼.
    Review,
}

impl Place {
    /// Every place, in order.
    pub const ALL: [Self; 9] = [
        Self::Application,
        Self::Clock,
        Self::Ledger,
        Self::Evidence,
        Self::Approval,
        Self::Reply,
        Self::Material,
        Self::Service,
        Self::Review,
    ];

    /// As the archivist says it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Application => "申请材料",
            Self::Clock => "答复期限计算表",
            Self::Ledger => "办理记录",
            Self::Evidence => "检索、征求意见等办理材料",
            Self::Approval => "审批单",
            Self::Reply => "答复书",
            Self::Material => "提供的信息",
            Self::Service => "送达回证和送达凭证",
            Self::Review => "行政复议、行政诉讼材料",
        }
    }

    /// Where a file of the case lies; `None` for what the volume itself is made of.
    #[must_use]
    pub const fn of_file(role: FileRole) -> Option<Self> {
        match role {
            FileRole::Application | FileRole::IdentityProof | FileRole::Authorisation | FileRole::Attachment => {
                Some(Self::Application)
            }
            FileRole::Evidence | FileRole::Notice => Some(Self::Evidence),
            FileRole::Material => Some(Self::Material),
            FileRole::SealedReply => Some(Self::Reply),
            FileRole::ServiceProof => Some(Self::Service),
            FileRole::ReviewPaper => Some(Self::Review),
            FileRole::Volume | FileRole::Package => None,
        }
    }
}

/// A paper of the volume with its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub place: Place,
    pub title: String,
    /// The first page in the volume, counted from 1 behind cover and contents.
    pub first_page: u32,
    pub pages: u32,
}

/// Puts papers in the order of the volume; those of one place stay in the order they came.
pub fn in_order<Paper>(papers: &mut [Paper], place: impl Fn(&Paper) -> Place) {
    papers.sort_by_key(place);
}

/// A volume with its whole ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    pub agency: AgencyId,
    pub id: VolumeId,
    pub case: CaseId,
    /// 案卷号, drawn without gaps.
    pub number: String,
    /// 案卷题名. It names the applicant.
    pub title: Personal<String>,
    /// How many lines its ledger has.
    pub version: i64,
    /// Oldest first, numbered from 1 without gaps.
    pub events: Vec<Happened<Event>>,
}

impl Volume {
    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        Standing::replay(self.events.iter().map(|happened| (&happened.event, happened.by.as_ref())))
    }
}

/// Why a case cannot be closed into a volume now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotYet {
    /// It has not been answered, or is in its volume.
    Phase { is: &'static str },
    /// A term in which the applicant may still turn to somebody runs until this day.
    Term { says: String, until: Date },
    /// A reconsideration or a suit is under way.
    UnderReview,
}

impl Refuse for NotYet {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Phase { is } => Refusal::new("phase", format!("本件现在“{is}”，不能归档。")),
            Self::Term { says, .. } => Refusal::new("term_runs", format!("救济期限尚未届满，暂不归档：{says}。"))
                .citing(Article::of(Instrument::OgiRegulation2019, 45).to_string()),
            Self::UnderReview => Refusal::new("under_review", "本件的行政复议或者行政诉讼尚未审结，暂不归档。"),
        }
    }
}

/// What is known of the reconsiderations and suits of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contest {
    /// One is under way.
    pub open: bool,
    /// The day the last one ended.
    pub ended_on: Option<Date>,
}

/// The first day on which the case may be closed: the day after the longest term in which its applicant may turn to somebody.
/// What the applicant withdrew is closed at once.
///
/// # Errors
/// While it is not answered, or a case about it is under way.
pub fn closable_from(case: &CaseStanding, contest: Contest, calendar: &WorkingDayCalendar) -> Result<Date, NotYet> {
    let (outcome, ended_on) = match &case.phase {
        Phase::Served { outcome, on, .. } => (*outcome, *on),
        Phase::Closed { outcome, on } => (*outcome, *on),
        other => return Err(NotYet::Phase { is: other.label() }),
    };
    if contest.open {
        return Err(NotYet::UnderReview);
    }
    if outcome == Outcome::Withdrawn {
        return Ok(ended_on);
    }
    let (last, _) = last_term(case, ended_on, contest, calendar);
    Ok(last.tomorrow().unwrap_or(last))
}

/// May it be closed today?
///
/// # Errors
/// As [`closable_from`], and while a term runs.
pub fn may_close(
    case: &CaseStanding,
    contest: Contest,
    today: Date,
    calendar: &WorkingDayCalendar,
) -> Result<(), NotYet> {
    let from = closable_from(case, contest, calendar)?;
    if today >= from {
        return Ok(());
    }
    let ended_on = case.phase.ended().map_or(from, |(_, on)| on);
    let (until, says) = last_term(case, ended_on, contest, calendar);
    Err(NotYet::Term { says, until })
}

/// The last day of the longest term, and the step that says so.
fn last_term(case: &CaseStanding, ended_on: Date, contest: Contest, calendar: &WorkingDayCalendar) -> (Date, String) {
    // His terms run from the day it reached him; where nobody recorded that day, from the day it left.
    let from = case.delivered_on.unwrap_or(ended_on);
    let mut terms = vec![RemedyTerm::Review.last_day(from, calendar), RemedyTerm::DirectSuit.last_day(from, calendar)];
    terms.extend(contest.ended_on.map(|on| RemedyTerm::SuitAfterReview.last_day(on, calendar)));
    let longest = terms.into_iter().max_by_key(|term| term.answer.value);
    longest.map_or((from, String::new()), |term| {
        let says = term.steps.first().map(|step| format!("{}（{}）", step.says, step.basis)).unwrap_or_default();
        (term.answer.value, says)
    })
}

/// What closing writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub retention: Retention,
    pub on: Date,
    pub pages: u32,
    /// The volume as one file; of its ciphertext.
    pub file: ContentHash,
    /// The package with every file and its hash; of its ciphertext.
    pub package: ContentHash,
    pub by: PersonId,
}
