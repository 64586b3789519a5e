//! What may happen to an application, line by line. Codes, dates and ids only: what people wrote is sealed beside it.

use super::coded;
use crate::id::{CaseId, PersonId, SectionId};
use crate::{ContentHash, Date};
use law::fee::FeeMethod;
use law::outcome::Outcome;
use law::received::IntakeMode;
use law::remedy::ServiceWay;
use law::reply_due::ConsultationKind;
use serde::{Deserialize, Serialize};

/// One event of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It came in (Art. 29), by this way and on this day.
    Submitted {
        #[serde(with = "coded::intake_mode")]
        mode: IntakeMode,
        on: Date,
    },
    /// The agency signed for the letter (Art. 31(2)); whoever signed, the earliest day counts.
    Signed { on: Date },
    /// Both sides confirmed that it was received (Art. 31(3)).
    Confirmed { on: Date },
    /// Given to a section and an officer.
    Assigned { section: SectionId, to: PersonId },
    /// 协办: an officer of another section is asked for an opinion by a day.
    CoHandlingAsked { key: u32, section: SectionId, to: PersonId, on: Date, until: Date },
    /// He answered.
    CoHandlingAnswered { key: u32, on: Date },
    /// He left; his successor answers.
    CoHandlingPassed { key: u32, section: SectionId, to: PersonId },
    /// 一事一申请: the paper asked for several things. The first stays here, these cases hold the others.
    Split { on: Date, into: Vec<CaseId> },
    /// It is a part of this paper, and was received when the paper was.
    SplitFrom { on: Date, paper: CaseId },
    /// 补正告知: asked once to correct what is unclear (Art. 30).
    CorrectionAsked {
        on: Date,
        /// The last day of the reasonable period given.
        until: Date,
        /// Sent after the seventh working day: the period does not start anew for the alarms.
        late: bool,
    },
    /// The corrected application came in; the period starts anew.
    Corrected { on: Date },
    /// A third party, a co-maker or another organ is asked.
    ConsultationSent {
        key: u32,
        #[serde(with = "coded::consultation_kind")]
        kind: ConsultationKind,
        on: Date,
    },
    /// The letter reached the one who was asked.
    ConsultationDelivered { key: u32, on: Date },
    /// The answer came in.
    ConsultationAnswered { key: u32, on: Date, opinion: Opinion },
    /// The letter came back.
    ConsultationReturned { key: u32, on: Date },
    /// 说明理由: asked why so many, so often (Art. 35).
    ReasonsAsked { on: Date, until: Date },
    /// The applicant gave reasons.
    ReasonsGiven { on: Date },
    /// A deferred period was set and told (Art. 35).
    Deferred { on: Date, until: Date },
    /// An extension was asked of the head of the disclosure office.
    ExtensionAsked { days: u16, on: Date },
    /// The head approved it (Art. 33(2)).
    ExtensionApproved { on: Date },
    /// The head did not.
    ExtensionRefused { on: Date },
    /// The applicant was told in time.
    ExtensionNotified { days: u16, on: Date },
    /// 答复期限变动告知: a year's holiday notice, the agency's import of this number, moved the last day, and the applicant was
    /// told. It moves nothing itself: the day is replayed by the calendar in force.
    DueDayTold { on: Date, before: Date, now: Date, revision: i64 },
    /// 收费通知 reached the applicant.
    FeeNoticed {
        #[serde(with = "coded::fee_method")]
        method: FeeMethod,
        /// Applications of the month up to this one, or pages of this one.
        count: u32,
        /// Fen.
        amount: i64,
        on: Date,
        until: Date,
    },
    /// The fee is paid; the period starts anew the day after.
    FeePaid { on: Date, amount: i64 },
    /// A fee was given back.
    FeeRefunded { on: Date, amount: i64 },
    /// 检索记录: where and how it was looked for (Art. 36(4)).
    Searched { on: Date, found: bool },
    /// A reply was handed into its reviews.
    ReplySubmitted {
        #[serde(with = "coded::outcome")]
        outcome: Outcome,
        reply: ContentHash,
    },
    /// A reviewer sent it back, or the officer took it back.
    ReplyReturned { reply: ContentHash },
    /// The last of the reviewers signed: this is the decision.
    Decided {
        #[serde(with = "coded::outcome")]
        outcome: Outcome,
        reply: ContentHash,
        on: Date,
    },
    /// 用印: sealed, so many copies; the sealed copy came back as this file.
    Sealed { reply: ContentHash, copies: u16, scan: ContentHash, on: Date },
    /// Sent or handed over (the day that counts for the agency's own period).
    Served {
        #[serde(with = "coded::service_way")]
        way: ServiceWay,
        on: Date,
    },
    /// It reached the applicant (the day that his remedies run from).
    Delivered { on: Date },
    /// It came back or was refused; another service is needed.
    ServiceFailed { on: Date },
    /// The applicant withdrew.
    Withdrawn { on: Date },
    /// The clock closed it: not corrected or not paid in time.
    Lapsed {
        #[serde(with = "coded::outcome")]
        outcome: Outcome,
        on: Date,
    },
    /// A decision was corrected or annulled: handled anew, for this reason of the ledger of remedies.
    Reopened { on: Date, cause: ReopenCause },
    /// 归档: closed into a volume.
    Archived { on: Date, volume: ContentHash },
    /// 拆卷: its volume was opened again, to put something in; nothing is handled anew.
    VolumeOpened { on: Date },
}

/// What somebody who was asked said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// 同意公开.
    Consents,
    /// 不同意公开, with reasonable grounds (Art. 32: not disclosed).
    RefusesWithGrounds,
    /// 不同意公开, without.
    RefusesWithout,
    /// An organ's answer that is neither.
    Advice,
}

impl Opinion {
    /// Every opinion.
    pub const ALL: [Self; 4] = [Self::Consents, Self::RefusesWithGrounds, Self::RefusesWithout, Self::Advice];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Consents => "consents",
            Self::RefusesWithGrounds => "refuses_with_grounds",
            Self::RefusesWithout => "refuses_without",
            Self::Advice => "advice",
        }
    }

    /// In the words of the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Consents => "同意公开",
            Self::RefusesWithGrounds => "不同意公开，且有合理理由",
            Self::RefusesWithout => "不同意公开，未说明合理理由",
            Self::Advice => "提出意见",
        }
    }
}

/// Why a decided application is handled anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenCause {
    /// 行政复议 corrected the decision.
    Reconsideration,
    /// 行政诉讼 did.
    Litigation,
    /// The agency corrects itself.
    OwnMotion,
}

impl Event {
    /// The stored name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "submitted",
            Self::Signed { .. } => "signed",
            Self::Confirmed { .. } => "confirmed",
            Self::Assigned { .. } => "assigned",
            Self::CoHandlingAsked { .. } => "co_handling_asked",
            Self::CoHandlingAnswered { .. } => "co_handling_answered",
            Self::CoHandlingPassed { .. } => "co_handling_passed",
            Self::Split { .. } => "split",
            Self::SplitFrom { .. } => "split_from",
            Self::CorrectionAsked { .. } => "correction_asked",
            Self::Corrected { .. } => "corrected",
            Self::ConsultationSent { .. } => "consultation_sent",
            Self::ConsultationDelivered { .. } => "consultation_delivered",
            Self::ConsultationAnswered { .. } => "consultation_answered",
            Self::ConsultationReturned { .. } => "consultation_returned",
            Self::ReasonsAsked { .. } => "reasons_asked",
            Self::ReasonsGiven { .. } => "reasons_given",
            Self::Deferred { .. } => "deferred",
            Self::ExtensionAsked { .. } => "extension_asked",
            Self::ExtensionApproved { .. } => "extension_approved",
            Self::ExtensionRefused { .. } => "extension_refused",
            Self::ExtensionNotified { .. } => "extension_notified",
            Self::DueDayTold { .. } => "due_day_told",
            Self::FeeNoticed { .. } => "fee_noticed",
            Self::FeePaid { .. } => "fee_paid",
            Self::FeeRefunded { .. } => "fee_refunded",
            Self::Searched { .. } => "searched",
            Self::ReplySubmitted { .. } => "reply_submitted",
            Self::ReplyReturned { .. } => "reply_returned",
            Self::Decided { .. } => "decided",
            Self::Sealed { .. } => "sealed",
            Self::Served { .. } => "served",
            Self::Delivered { .. } => "delivered",
            Self::ServiceFailed { .. } => "service_failed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Lapsed { .. } => "lapsed",
            Self::Reopened { .. } => "reopened",
            Self::Archived { .. } => "archived",
            Self::VolumeOpened { .. } => "volume_opened",
        }
    }
}
