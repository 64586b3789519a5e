//! 审核答复: who signs a reply, in which order, by the hash of what he saw.

use crate::id::{AgencyId, CaseId, PersonId, SectionId};
use crate::people::{ActingFor, Officer, Role};
use crate::review::Checklist;
use crate::review::checklist::ChecklistRefused;
use crate::{ContentHash, Instant, Refusal, Refuse};
use serde::{Deserialize, Serialize};

/// A level of the reviews, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyLevel {
    /// 科室负责人 of the section that answers.
    SectionHead,
    /// 保密审查负责人, whenever information leaves the house.
    SecrecyReviewer,
    /// 信息公开机构负责人.
    DisclosureHead,
    /// 局领导.
    Leader,
}

impl ReplyLevel {
    /// Every level, first to last.
    pub const ALL: [Self; 4] = [Self::SectionHead, Self::SecrecyReviewer, Self::DisclosureHead, Self::Leader];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.role().code()
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// The role that signs.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::SectionHead => Role::SectionHead,
            Self::SecrecyReviewer => Role::SecrecyReviewer,
            Self::DisclosureHead => Role::DisclosureHead,
            Self::Leader => Role::Leader,
        }
    }

    /// The level's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.role().label()
    }
}

/// The levels a reply goes through: those the office has set, and the secrecy reviewer whenever information leaves the house.
/// An office that has set none still has the head of its disclosure office sign.
#[must_use]
pub fn levels_of(configured: &[ReplyLevel], hands_out: bool) -> Vec<ReplyLevel> {
    let set = |level: &ReplyLevel| match level {
        ReplyLevel::SecrecyReviewer => hands_out || configured.contains(level),
        ReplyLevel::DisclosureHead => {
            configured.contains(level) || configured.iter().all(|one| *one == ReplyLevel::SecrecyReviewer)
        }
        ReplyLevel::SectionHead | ReplyLevel::Leader => configured.contains(level),
    };
    ReplyLevel::ALL.into_iter().filter(set).collect()
}

/// One signature. Never changed, never removed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplySignature {
    pub reply: ContentHash,
    pub level: ReplyLevel,
    pub person: PersonId,
    /// The name as it was when it was signed.
    pub name: String,
    pub at: Instant,
    pub opinion: String,
    /// 受委托: in whose place, on what basis.
    pub acting_for: Option<ActingFor>,
    pub checklist: Option<Checklist>,
}

/// Where the reviews of a reply stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReplyProgress {
    Waiting {
        level: ReplyLevel,
        since: Instant,
    },
    Decided {
        at: Instant,
    },
    Returned {
        by: PersonId,
        level: ReplyLevel,
        at: Instant,
    },
    /// By the officer, or because the applicant withdrew.
    TakenBack {
        at: Instant,
    },
}

impl ReplyProgress {
    /// The stored name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Decided { .. } => "decided",
            Self::Returned { .. } => "returned",
            Self::TakenBack { .. } => "taken_back",
        }
    }

    /// As the office reads it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Waiting { level, .. } => format!("待{}审核", level.label()),
            Self::Decided { .. } => "审核通过".to_owned(),
            Self::Returned { level, .. } => format!("{}已退回", level.label()),
            Self::TakenBack { .. } => "已撤回".to_owned(),
        }
    }
}

/// The reviews of one reply.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyReview {
    pub agency: AgencyId,
    pub case: CaseId,
    pub section: SectionId,
    /// Who wrote it; he signs at no level.
    pub owner: PersonId,
    pub reply: ContentHash,
    /// As they were when it was handed in.
    pub levels: Vec<ReplyLevel>,
    /// Of exactly [`ReplyReview::reply`], in order.
    pub signatures: Vec<ReplySignature>,
    pub progress: ReplyProgress,
}

/// Why a step is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyRefused {
    StaleReply,
    NotWaiting { label: String },
    NoGrant { level: ReplyLevel },
    SamePerson,
    OpinionMissing,
    ReasonMissing,
    Checklist(ChecklistRefused),
    PicturesUnread { left: usize },
}

impl Refuse for ReplyRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::StaleReply => {
                Refusal::new("stale_reply", "您打开页面之后答复稿已经改变，请重新打开、看过现在的内容再签署。")
            }
            Self::NotWaiting { label } => {
                Refusal::new("not_waiting", format!("答复稿现在的状态是“{label}”，不能做这一步。"))
            }
            Self::NoGrant { level } => {
                Refusal::new("no_grant", format!("您没有以“{}”身份审核本件答复的授权。", level.label()))
            }
            Self::SamePerson => Refusal::new("same_person", "您已经拟稿或者签署过本件答复，各级审核须由不同的人进行。"),
            Self::OpinionMissing => Refusal::new("opinion_missing", "请填写审核意见。").at("opinion"),
            Self::ReasonMissing => Refusal::new("reason_missing", "退回须写明理由，便于经办人修改。").at("opinion"),
            Self::Checklist(inner) => inner.refusal(),
            Self::PicturesUnread { left } => {
                Refusal::new("pictures_unread", format!("还有 {left} 个图片或扫描件没有打开逐页看过（人工逐页审查）。"))
                    .citing("《政府信息公开条例》第十七条")
                    .at("pictures")
            }
        }
    }
}

/// What a signer brings.
pub struct Signing<'signer> {
    pub officer: &'signer Officer,
    /// The hash of what he saw.
    pub seen: &'signer ContentHash,
    pub opinion: &'signer str,
    pub checklist: Option<Checklist>,
    /// Pictures and scans that he has not opened.
    pub pictures_unread: usize,
    pub at: Instant,
}

impl ReplyReview {
    /// The level whose signature is waited for.
    ///
    /// # Errors
    /// When none is.
    pub fn waited_for(&self) -> Result<ReplyLevel, ReplyRefused> {
        match self.progress {
            ReplyProgress::Waiting { level, .. } => Ok(level),
            ReplyProgress::Decided { .. } | ReplyProgress::Returned { .. } | ReplyProgress::TakenBack { .. } => {
                Err(ReplyRefused::NotWaiting { label: self.progress.label() })
            }
        }
    }

    /// Whether this officer may sign at the level that is waited for; the page greys its button with the same answer.
    ///
    /// # Errors
    /// The reason why not.
    pub fn signer_may(&self, officer: &Officer) -> Result<ReplyLevel, ReplyRefused> {
        let level = self.waited_for()?;
        let person = &officer.person.id;
        if *person == self.owner || self.signatures.iter().any(|signature| signature.person == *person) {
            return Err(ReplyRefused::SamePerson);
        }
        match officer.grant_for(level.role(), &self.section) {
            Some(_) => Ok(level),
            None => Err(ReplyRefused::NoGrant { level }),
        }
    }

    /// The signature of the level that is waited for; after the last one it is decided.
    ///
    /// # Errors
    /// [`ReplyRefused`]: a stale page, the wrong time, no grant, a person who wrote or signed it, no opinion, an incomplete
    /// checklist or unread pictures at the secrecy reviewer's level.
    pub fn approve(mut self, signing: &Signing<'_>) -> Result<Self, ReplyRefused> {
        if *signing.seen != self.reply {
            return Err(ReplyRefused::StaleReply);
        }
        let level = self.signer_may(signing.officer)?;
        if signing.opinion.trim().is_empty() {
            return Err(ReplyRefused::OpinionMissing);
        }
        let is_secrecy = level == ReplyLevel::SecrecyReviewer;
        if is_secrecy {
            signing.checklist.clone().unwrap_or_default().is_complete().map_err(ReplyRefused::Checklist)?;
            if signing.pictures_unread > 0 {
                return Err(ReplyRefused::PicturesUnread { left: signing.pictures_unread });
            }
        }
        let grant = signing.officer.grant_for(level.role(), &self.section);
        self.signatures.push(ReplySignature {
            reply: self.reply.clone(),
            level,
            person: signing.officer.person.id.clone(),
            name: signing.officer.person.name.clone(),
            at: signing.at,
            opinion: signing.opinion.trim().to_owned(),
            acting_for: grant.and_then(|grant| grant.acting_for.clone()),
            checklist: signing.checklist.clone().filter(|_| is_secrecy),
        });
        let next = self.levels.iter().copied().find(|one| *one > level);
        self.progress = match next {
            Some(next) => ReplyProgress::Waiting { level: next, since: signing.at },
            None => ReplyProgress::Decided { at: signing.at },
        };
        Ok(self)
    }

    /// Sends it back to the officer; the reason is kept with the draft.
    ///
    /// # Errors
    /// As [`ReplyReview::approve`], and when the reason is empty.
    pub fn send_back(mut self, signing: &Signing<'_>) -> Result<Self, ReplyRefused> {
        if *signing.seen != self.reply {
            return Err(ReplyRefused::StaleReply);
        }
        let level = self.signer_may(signing.officer)?;
        if signing.opinion.trim().is_empty() {
            return Err(ReplyRefused::ReasonMissing);
        }
        let by = signing.officer.person.id.clone();
        self.progress = ReplyProgress::Returned { by, level, at: signing.at };
        Ok(self)
    }

    /// The officer takes it back, or the applicant has withdrawn.
    ///
    /// # Errors
    /// When nothing is waited for any more.
    pub fn take_back(mut self, at: Instant) -> Result<Self, ReplyRefused> {
        self.waited_for()?;
        self.progress = ReplyProgress::TakenBack { at };
        Ok(self)
    }

    /// The one question that lets a reply out: a signature of exactly this hash at every level, in order, by different people,
    /// none of whom wrote it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let people: std::collections::BTreeSet<&PersonId> =
            self.signatures.iter().map(|signature| &signature.person).collect();
        !self.levels.is_empty()
            && people.len() == self.levels.len()
            && !people.contains(&self.owner)
            && self.signatures.iter().all(|signature| signature.reply == self.reply)
            && self.signatures.iter().map(|signature| signature.level).eq(self.levels.iter().copied())
    }
}
