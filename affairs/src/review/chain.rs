//! The chain: four different authorised people, in order, by the hash of the bundle.
//! 先审查、后公开；谁公开、谁负责.

use super::checklist::{Checklist, ChecklistRefused};
use crate::id::{AgencyId, DocumentId, GrantId, PersonId, SectionId};
use crate::people::{ActingFor, Officer, Role};
use crate::{ContentHash, Instant, Refusal, Refuse};
use serde::{Deserialize, Serialize};

/// The levels of the chain in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Drafter,
    SectionHead,
    SecrecyReviewer,
    Leader,
}

impl Level {
    /// The four, first to last.
    pub const ALL: [Self; 4] = [Self::Drafter, Self::SectionHead, Self::SecrecyReviewer, Self::Leader];

    /// The role that signs at this level.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Drafter => Role::Drafter,
            Self::SectionHead => Role::SectionHead,
            Self::SecrecyReviewer => Role::SecrecyReviewer,
            Self::Leader => Role::Leader,
        }
    }

    /// The level's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.role().label()
    }

    /// From 1 to 4.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Drafter => 1,
            Self::SectionHead => 2,
            Self::SecrecyReviewer => 3,
            Self::Leader => 4,
        }
    }

    /// From 1 to 4.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// The level after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::from_number(self.number() + 1)
    }
}

/// One signature of the ledger. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub bundle: ContentHash,
    pub level: Level,
    pub person: PersonId,
    /// The name and duty as they were when it was signed.
    pub name: String,
    pub at: Instant,
    pub opinion: String,
    /// 受委托: in whose place, on what basis.
    pub acting_for: Option<ActingFor>,
    pub grant: Option<GrantId>,
    pub checklist: Option<Checklist>,
}

/// Where a submission stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    /// The machine reads first; nobody sees it yet.
    Reading { since: Instant },
    /// The machine has found something; the drafter masks, removes or justifies.
    Answering { since: Instant },
    /// The machine could not read a file: what cannot be read cannot be published.
    Unreadable { at: Instant, why: String },
    /// Waits for the signature of this level.
    Waiting { level: Level, since: Instant },
    /// Four signatures of exactly this hash.
    Approved { since: Instant },
    /// The disclosure officer has pressed publish; the bundle's instant has not come yet.
    Ordered { by: PersonId, name: String, at: Instant, release_at: Instant },
    /// It is public (or has been).
    Released { by: PersonId, name: String, at: Instant },
    /// Sent back with a reason.
    Returned { by: PersonId, name: String, level: Level, reason: String, at: Instant },
    /// The drafter took it back to edit; every signature under it is void.
    TakenBack { by: PersonId, at: Instant },
}

impl Progress {
    /// The stored name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reading { .. } => "reading",
            Self::Answering { .. } => "answering",
            Self::Unreadable { .. } => "unreadable",
            Self::Waiting { .. } => "waiting",
            Self::Approved { .. } => "approved",
            Self::Ordered { .. } => "ordered",
            Self::Released { .. } => "released",
            Self::Returned { .. } => "returned",
            Self::TakenBack { .. } => "taken_back",
        }
    }

    /// The state as a clerk reads it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Reading { .. } => "机器读审中".to_owned(),
            Self::Answering { .. } => "待拟稿人处理读审发现".to_owned(),
            Self::Unreadable { .. } => "有文件无法读审".to_owned(),
            Self::Waiting { level, .. } => format!("待{}审查", level.label()),
            Self::Approved { .. } => "四级审核通过，待发布".to_owned(),
            Self::Ordered { .. } => "已定时，待发布".to_owned(),
            Self::Released { .. } => "已发布".to_owned(),
            Self::Returned { .. } => "已退回".to_owned(),
            Self::TakenBack { .. } => "拟稿人已撤回修改".to_owned(),
        }
    }

    /// Whether the submission still moves by itself or by somebody's hand.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Released { .. } | Self::Returned { .. } | Self::TakenBack { .. })
    }
}

/// One submission of one bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub agency: AgencyId,
    pub document: DocumentId,
    pub section: SectionId,
    /// The drafter who owns the document.
    pub owner: PersonId,
    pub edition: i64,
    pub bundle: ContentHash,
    pub title: String,
    pub progress: Progress,
    /// Of exactly [`Review::bundle`], in order.
    pub approvals: Vec<Approval>,
}

/// Why a step of the chain is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewRefused {
    StaleBundle,
    NotWaiting { label: String },
    NoGrant { level: Level },
    SamePerson { level: Level },
    OpinionMissing,
    ReasonMissing,
    Checklist(ChecklistRefused),
    PicturesUnread { left: usize },
    FindingsOpen { left: usize },
    NotOwner,
    NotApproved,
    ReleasedAlready,
}

impl Refuse for ReviewRefused {
    fn refusal(&self) -> Refusal {
        const CHAIN: &str = "《政府信息公开条例》第十七条";
        match self {
            Self::StaleBundle => {
                Refusal::new("stale_bundle", "您打开页面之后内容已经改变，请重新打开、看过现在的内容再签署。")
            }
            Self::NotWaiting { label } => Refusal::new("not_waiting", format!("现在的状态是“{label}”，不能做这一步。")),
            Self::NoGrant { level } => {
                Refusal::new("no_grant", format!("您没有以“{}”身份审查本件的授权。", level.label())).citing(CHAIN)
            }
            Self::SamePerson { level } => Refusal::new(
                "same_person",
                format!("您已在“{}”一级签署本件，四级审核须由四个不同的人进行。", level.label()),
            )
            .citing(CHAIN),
            Self::OpinionMissing => Refusal::new("opinion_missing", "请填写审查意见。").at("opinion"),
            Self::ReasonMissing => Refusal::new("reason_missing", "退回须写明理由，便于拟稿人修改。").at("opinion"),
            Self::Checklist(inner) => inner.refusal(),
            Self::PicturesUnread { left } => Refusal::new(
                "pictures_unread",
                format!("还有 {left} 个图片或扫描件没有逐页打开并声明已读（人工逐页审查）。"),
            )
            .citing(CHAIN)
            .at("pictures"),
            Self::FindingsOpen { left } => {
                Refusal::new("findings_open", format!("机器读审还有 {left} 处发现没有处理：请遮盖、删除，或写明理由。"))
                    .at("findings")
            }
            Self::NotOwner => Refusal::new("not_owner", "只有拟稿人本人可以做这一步。"),
            Self::NotApproved => {
                Refusal::new("not_approved", "没有四个人对这一内容的完整审核，不能发布（先审查、后公开）。")
                    .citing(CHAIN)
            }
            Self::ReleasedAlready => Refusal::new("released_already", "本件已经发布。"),
        }
    }
}

/// What a signer brings to his signature.
#[derive(Debug, Clone)]
pub struct Signature<'signer> {
    pub officer: &'signer Officer,
    /// The hash of what the signer saw.
    pub seen: &'signer ContentHash,
    pub opinion: &'signer str,
    pub checklist: Option<Checklist>,
    /// Pictures and scans of the bundle that this signer has not opened and declared read.
    pub pictures_unread: usize,
    pub at: Instant,
}

impl Review {
    /// The first submission: the drafter's signature, which is level one.
    ///
    /// # Errors
    /// When the officer holds no drafter's grant for the section, or has pictures left to read.
    pub fn submit(mut self, signature: &Signature<'_>) -> Result<Self, ReviewRefused> {
        self.sign(Level::Drafter, signature)?;
        self.progress = Progress::Reading { since: signature.at };
        Ok(self)
    }

    /// The machine has read everything; `open` blocking findings wait for an answer.
    ///
    /// # Errors
    /// When the submission is not being read.
    pub fn read_by_machine(mut self, open: usize, at: Instant) -> Result<Self, ReviewRefused> {
        match self.progress {
            Progress::Reading { .. } | Progress::Answering { .. } => {}
            _ => return Err(self.not_waiting()),
        }
        self.progress = if open == 0 {
            Progress::Waiting { level: Level::SectionHead, since: at }
        } else {
            Progress::Answering { since: at }
        };
        Ok(self)
    }

    /// The machine could not read a file.
    ///
    /// # Errors
    /// When the submission is not being read.
    pub fn unreadable(mut self, why: String, at: Instant) -> Result<Self, ReviewRefused> {
        match self.progress {
            Progress::Reading { .. } => {
                self.progress = Progress::Unreadable { at, why };
                Ok(self)
            }
            _ => Err(self.not_waiting()),
        }
    }

    /// The signature of the level that is waited for.
    ///
    /// # Errors
    /// [`ReviewRefused`]: stale page, wrong time, no grant, a person who has signed already, empty opinion,
    /// an incomplete checklist or unread pictures at the secrecy reviewer's level.
    pub fn approve(mut self, signature: &Signature<'_>) -> Result<Self, ReviewRefused> {
        let level = self.waited_for()?;
        if signature.opinion.trim().is_empty() {
            return Err(ReviewRefused::OpinionMissing);
        }
        if level == Level::SecrecyReviewer {
            let checklist = signature.checklist.clone().unwrap_or_default();
            checklist.is_complete().map_err(ReviewRefused::Checklist)?;
        }
        self.sign(level, signature)?;
        self.progress = match level.next() {
            Some(next) => Progress::Waiting { level: next, since: signature.at },
            None => Progress::Approved { since: signature.at },
        };
        Ok(self)
    }

    /// Sends it back to the drafter, with the reason, from the level that is waited for.
    ///
    /// # Errors
    /// As [`Review::approve`], and when the reason is empty.
    pub fn send_back(mut self, signature: &Signature<'_>) -> Result<Self, ReviewRefused> {
        let level = self.waited_for()?;
        if signature.opinion.trim().is_empty() {
            return Err(ReviewRefused::ReasonMissing);
        }
        self.may_sign(level, signature)?;
        self.progress = Progress::Returned {
            by: signature.officer.person.id.clone(),
            name: signature.officer.person.name.clone(),
            level,
            reason: signature.opinion.trim().to_owned(),
            at: signature.at,
        };
        Ok(self)
    }

    /// The drafter takes it back to edit. Every signature under this bundle is void from here on.
    ///
    /// # Errors
    /// When he is not the drafter, or it is public already.
    pub fn take_back(mut self, person: &PersonId, at: Instant) -> Result<Self, ReviewRefused> {
        if *person != self.owner {
            return Err(ReviewRefused::NotOwner);
        }
        if !self.progress.is_open() {
            return Err(self.not_waiting());
        }
        self.progress = Progress::TakenBack { by: person.clone(), at };
        Ok(self)
    }

    /// The disclosure officer presses publish: at once, or when the bundle's instant comes.
    ///
    /// # Errors
    /// When the ledger does not hold the four.
    pub fn order(mut self, officer: &Officer, release_at: Instant, at: Instant) -> Result<Self, ReviewRefused> {
        if !matches!(self.progress, Progress::Approved { .. }) {
            return Err(self.not_waiting());
        }
        self.carries_four()?;
        self.progress =
            Progress::Ordered { by: officer.person.id.clone(), name: officer.person.name.clone(), at, release_at };
        Ok(self)
    }

    /// The instant has come.
    ///
    /// # Errors
    /// When nobody has ordered it, or the ledger does not hold the four.
    pub fn release(mut self, at: Instant) -> Result<Self, ReviewRefused> {
        let Progress::Ordered { by, name, release_at, .. } = self.progress.clone() else {
            return Err(self.not_waiting());
        };
        if at < release_at {
            return Err(self.not_waiting());
        }
        self.carries_four()?;
        self.progress = Progress::Released { by, name, at };
        Ok(self)
    }

    /// Whether the ledger holds four signatures of exactly this hash, by four different people, in order.
    ///
    /// # Errors
    /// [`ReviewRefused::NotApproved`] otherwise.
    pub fn carries_four(&self) -> Result<(), ReviewRefused> {
        if ledger_is_whole(&self.bundle, &self.approvals) { Ok(()) } else { Err(ReviewRefused::NotApproved) }
    }

    /// The level whose signature is waited for.
    ///
    /// # Errors
    /// When none is.
    pub fn waited_for(&self) -> Result<Level, ReviewRefused> {
        match self.progress {
            Progress::Waiting { level, .. } => Ok(level),
            _ => Err(self.not_waiting()),
        }
    }

    /// Whether this officer may sign at this level now; the page greys its button with the same answer.
    ///
    /// # Errors
    /// The reason why not.
    pub fn signer_may(&self, level: Level, officer: &Officer) -> Result<(), ReviewRefused> {
        if let Some(earlier) = self.approvals.iter().find(|approval| approval.person == officer.person.id) {
            return Err(ReviewRefused::SamePerson { level: earlier.level });
        }
        match officer.grant_for(level.role(), &self.section) {
            Some(_) => Ok(()),
            None => Err(ReviewRefused::NoGrant { level }),
        }
    }

    fn may_sign(&self, level: Level, signature: &Signature<'_>) -> Result<(), ReviewRefused> {
        if *signature.seen != self.bundle {
            return Err(ReviewRefused::StaleBundle);
        }
        self.signer_may(level, signature.officer)
    }

    fn sign(&mut self, level: Level, signature: &Signature<'_>) -> Result<(), ReviewRefused> {
        self.may_sign(level, signature)?;
        let reads_pictures = matches!(level, Level::Drafter | Level::SecrecyReviewer);
        if reads_pictures && signature.pictures_unread > 0 {
            return Err(ReviewRefused::PicturesUnread { left: signature.pictures_unread });
        }
        let grant = signature.officer.grant_for(level.role(), &self.section);
        self.approvals.push(Approval {
            bundle: self.bundle.clone(),
            level,
            person: signature.officer.person.id.clone(),
            name: signature.officer.person.name.clone(),
            at: signature.at,
            opinion: signature.opinion.trim().to_owned(),
            acting_for: grant.and_then(|grant| grant.acting_for.clone()),
            grant: grant.map(|grant| grant.id.clone()),
            checklist: if level == Level::SecrecyReviewer { signature.checklist.clone() } else { None },
        });
        Ok(())
    }

    fn not_waiting(&self) -> ReviewRefused {
        match self.progress {
            Progress::Released { .. } => ReviewRefused::ReleasedAlready,
            ref other => ReviewRefused::NotWaiting { label: other.label() },
        }
    }
}

/// The one question that lets a bundle out: four approvals of exactly this hash, levels in order, four different people.
#[must_use]
pub fn ledger_is_whole(bundle: &ContentHash, approvals: &[Approval]) -> bool {
    let people: std::collections::BTreeSet<&PersonId> = approvals.iter().map(|approval| &approval.person).collect();
    approvals.len() == Level::ALL.len()
        && people.len() == Level::ALL.len()
        && approvals.iter().all(|approval| approval.bundle == *bundle)
        && approvals.iter().map(|approval| approval.level).eq(Level::ALL)
        && approvals.windows(2).all(|pair| pair[0].at <= pair[1].at)
}
