//! What a letter may need to know. Facts are already decided and dated; sentences are already worded where they come
//! from a rule that gives its reasons. A fact that the letter needs and that is not here is a refusal of `compose`.

use crate::Date;
use law::outcome::Outcome;

/// Everything a letter may need.
#[derive(Clone, Default)]
pub struct LetterFacts {
    /// Who writes.
    pub agency: AgencyFacts,
    /// 文号; empty until it is drawn from the series or typed from the office's own register.
    pub number: String,
    /// 成文日期; `None` while the letter is a draft.
    pub date: Option<Date>,
    /// Whether the heading is red.
    pub red_head: bool,
    /// Who applied.
    pub applicant: ApplicantFacts,
    /// What was asked, and when.
    pub application: ApplicationFacts,
    /// 补正 (Art. 30).
    pub correction: Option<CorrectionFacts>,
    /// 说明理由 (Art. 35).
    pub reasons: Option<ReasonsFacts>,
    /// 延期 (Art. 33(2)).
    pub extension: Option<ExtensionFacts>,
    /// 延迟答复 (Art. 35).
    pub deferral: Option<DeferralFacts>,
    /// 答复期限变动: a year's holiday notice moved the last day.
    pub due_day: Option<DueDayFacts>,
    /// 征求意见 (Art. 32, 34, 11).
    pub consultation: Option<ConsultationFacts>,
    /// Disclosure against a third party's objection (Art. 32).
    pub override_: Option<OverrideFacts>,
    /// 收费 (fee rules 6).
    pub fee: Option<FeeFacts>,
    /// 不再处理 (Art. 30, fee rules 6).
    pub lapse: Option<LapseFacts>,
    /// The answer (Art. 36–39).
    pub answer: Option<AnswerFacts>,
    /// 更正 (Art. 41).
    pub record_correction: Option<RecordCorrectionFacts>,
    /// 检索记录 (Art. 36(4)).
    pub search: Option<SearchFacts>,
    /// 送达.
    pub service: Option<ServiceFacts>,
    /// What the papers of the file need.
    pub file: FileNotes,
    /// 救济途径, worded by `law::remedy` for this outcome, date and way of service.
    pub remedy_clause: String,
}

/// Who writes.
#[derive(Clone, Default)]
pub struct AgencyFacts {
    /// The full name.
    pub name: String,
    /// Where it can be found.
    pub address: String,
    /// Its telephone for applications.
    pub telephone: String,
    /// Its postcode.
    pub postcode: String,
    /// The office that handles applications; empty where it is not named.
    pub office: String,
}

/// Who applied. Personal.
#[derive(Clone, Default)]
pub struct ApplicantFacts {
    /// Name of the person or organisation.
    pub name: String,
    /// Whether it is an organisation, which is addressed differently.
    pub organisation: bool,
    /// 身份证件: kind and number as they may stand on the paper, usually masked.
    pub identity: String,
    /// Of an organisation: its legal representative.
    pub representative: String,
    /// Telephone, address or mailbox, one a line.
    pub contact: Vec<String>,
    /// Who acts for the applicant; empty for nobody.
    pub agent: String,
}

/// What was asked, and when.
#[derive(Clone, Default)]
pub struct ApplicationFacts {
    /// 申请编号.
    pub number: String,
    /// How it came: `当面提交`, `挂号信`.
    pub way: String,
    /// The day it was handed in, where it differs from the day of receipt.
    pub submitted_on: Option<Date>,
    /// 收到申请之日 (Art. 31).
    pub received_on: Option<Date>,
    /// Why that is the day, in one sentence of the rule.
    pub received_because: String,
    /// What is wanted, in the applicant's words.
    pub wanted: String,
    /// 获取方式: `纸质`, `电子数据`.
    pub form: String,
    /// 获取途径: `邮寄`, `自行领取`.
    pub channel: String,
    /// What happened since, one whole sentence each: corrected, extended, consulted, paid.
    pub history: Vec<String>,
    /// The last day to reply.
    pub due_on: Option<Date>,
}

/// 补正 (Art. 30).
#[derive(Clone, Default)]
pub struct CorrectionFacts {
    /// What is unclear and how to mend it, one item each.
    pub items: Vec<String>,
    /// The last day.
    pub until: Option<Date>,
    /// The working days given.
    pub working_days: u16,
    /// How the correction can be handed in.
    pub hand_in: String,
}

/// 说明理由 (Art. 35).
#[derive(Clone, Default)]
pub struct ReasonsFacts {
    /// Within which time: `2026年1月1日至3月5日`.
    pub span: String,
    /// How many applications in that time.
    pub applications: u32,
    /// The last day to give reasons.
    pub until: Option<Date>,
}

/// 延期 (Art. 33(2)).
#[derive(Clone, Default)]
pub struct ExtensionFacts {
    /// Why.
    pub because: String,
    /// By how many working days, at most 20.
    pub working_days: u16,
    /// The day the head of the disclosure office approved it.
    pub approved_on: Option<Date>,
    /// The last day to reply, before.
    pub due_before: Option<Date>,
    /// The last day to reply, now.
    pub due_now: Option<Date>,
}

/// 延迟答复 (Art. 35).
#[derive(Clone, Default)]
pub struct DeferralFacts {
    /// Why the reasons given are accepted and why time is short.
    pub because: String,
    /// Until when the agency will reply.
    pub until: Option<Date>,
}

/// 答复期限变动: the last day as it was told, and as it is counted by the new holiday notice.
#[derive(Clone, Default)]
pub struct DueDayFacts {
    /// Which notice moved it: title and number.
    pub notice: String,
    /// The last day to reply, before.
    pub before: Option<Date>,
    /// The last day to reply, now.
    pub now: Option<Date>,
    /// Whether a year without a notice still lies in the period, so that the day may move once more.
    pub provisional: bool,
}

/// Somebody other than the applicant who is written to.
#[derive(Clone, Default)]
pub struct Addressee {
    /// Name of the person, organisation or organ.
    pub name: String,
    /// Whether it is an organisation.
    pub organisation: bool,
}

/// 征求意见 (Art. 32, 34, 11).
#[derive(Clone, Default)]
pub struct ConsultationFacts {
    /// Who is asked.
    pub whom: Addressee,
    /// Which information, without a word on who applied.
    pub about: String,
    /// What is asked: `是否同意公开`, `该文件是否已经定密`.
    pub question: String,
    /// The working days to answer, counted from receipt.
    pub working_days: u16,
    /// The day the asking began.
    pub asked_on: Option<Date>,
    /// How to answer: address and telephone.
    pub answer_to: String,
    /// How the applicant is told who is asked: `有关第三方`, `共同制作机关`.
    pub told_as: String,
}

/// Disclosure against a third party's objection (Art. 32).
#[derive(Clone, Default)]
pub struct OverrideFacts {
    /// The third party.
    pub whom: Addressee,
    /// What will be disclosed.
    pub what: String,
    /// Why its grounds do not hold, or which public interest asks for it.
    pub because: String,
    /// When it answered; `None` for silence.
    pub answered_on: Option<Date>,
    /// Whether it is the public interest that overrides.
    pub public_interest: bool,
}

/// 收费 (fee rules 6).
#[derive(Clone, Default)]
pub struct FeeFacts {
    /// `按件计收` or `按量计收`.
    pub method: String,
    /// What was counted: `2026年3月内第31件`, `纸质资料180页`.
    pub counted: String,
    /// The tiers, worked out line by line.
    pub lines: Vec<FeeLine>,
    /// The sum, in fen.
    pub fen: u64,
    /// How to pay.
    pub how_to_pay: String,
    /// The working days to pay, from the day after receipt.
    pub working_days: u16,
}

/// One tier.
#[derive(Clone, Default)]
pub struct FeeLine {
    /// `第31页至第100页`.
    pub tier: String,
    /// How many items or pages fall into it.
    pub count: u32,
    /// The price of one, in fen.
    pub each_fen: u64,
}

/// 不再处理 (Art. 30, fee rules 6).
#[derive(Clone, Default)]
pub struct LapseFacts {
    /// Why.
    pub reason: LapseReason,
    /// The day the notice reached the applicant.
    pub notice_received_on: Option<Date>,
    /// The last day that was given.
    pub until: Option<Date>,
}

/// Why an application lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LapseReason {
    /// Not corrected in time (Art. 30).
    #[default]
    NotCorrected,
    /// Not paid in time (fee rules 6).
    NotPaid,
}

/// The answer (Art. 36–39). Which of the fields are needed follows from the outcome.
#[derive(Clone, Default)]
pub struct AnswerFacts {
    /// One of the statutory outcomes.
    pub outcome: Option<Outcome>,
    /// What was searched and reviewed, in whole sentences.
    pub findings: String,
    /// Further citations beside the outcome's own: the special law of Art. 14 or 36(7).
    pub citations: Vec<String>,
    /// Why, in whole sentences.
    pub reasons: String,
    /// What is withheld, part by part.
    pub withheld: Vec<WithheldPart>,
    /// What is handed over.
    pub documents: Vec<ProvidedDocument>,
    /// In which form, by which way and when it is provided.
    pub provided_how: String,
    /// Where it is published already.
    pub published_at: String,
    /// Which organ is the right one.
    pub right_organ: Option<RightOrgan>,
    /// Which other way leads on.
    pub right_channel: String,
    /// The earlier reply to the same request: its number.
    pub earlier_reply: String,
}

/// A part that is withheld.
#[derive(Clone, Default)]
pub struct WithheldPart {
    /// Which part.
    pub what: String,
    /// Why.
    pub because: String,
    /// The article, with paragraph and item.
    pub citation: String,
}

/// A document that is handed over.
#[derive(Clone, Default)]
pub struct ProvidedDocument {
    /// Its title.
    pub title: String,
    /// 文号; may be empty.
    pub number: String,
    /// Its pages.
    pub pages: u32,
}

/// The organ that is responsible for the information (Art. 36(5)).
#[derive(Clone, Default)]
pub struct RightOrgan {
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub contact: String,
}

/// 更正 (Art. 41).
#[derive(Clone, Default)]
pub struct RecordCorrectionFacts {
    /// Which record the person calls inaccurate.
    pub record: String,
    /// What was established.
    pub findings: String,
    /// What was done: `已于…更正为…`, or why not.
    pub result: String,
    /// Where the agency is not competent: the organ that is.
    pub right_organ: Option<RightOrgan>,
}

/// 检索记录 (Art. 36(4)).
#[derive(Clone, Default)]
pub struct SearchFacts {
    /// Systems, archives and rooms searched.
    pub places: Vec<String>,
    /// Words, numbers, dates searched for.
    pub keywords: Vec<String>,
    /// Who searched.
    pub people: Vec<String>,
    /// When, as one line.
    pub when: String,
    /// What came of it.
    pub result: String,
}

/// 送达.
#[derive(Clone, Default)]
pub struct ServiceFacts {
    /// The letters served: name and number.
    pub letters: Vec<String>,
    /// Who is to receive them.
    pub recipient: String,
    /// Where.
    pub address: String,
    /// `直接送达`, `邮寄送达`, `电子送达`.
    pub way: String,
    /// The postal number; empty where there is none.
    pub postal_number: String,
}

/// What the papers of the file need.
#[derive(Clone, Default)]
pub struct FileNotes {
    /// Who registered or handles it.
    pub officer: String,
    /// The section that handles it.
    pub section: String,
    /// The opinions, in the order they were given.
    pub opinions: Vec<Opinion>,
    /// What the reply comes to, in one sentence.
    pub proposed: String,
    /// Whether the secrecy review was made, and its result; empty where the reply hands nothing out.
    pub secrecy: String,
    /// 移送: to whom, and what.
    pub transfer_to: String,
    /// The items handed to archives and libraries.
    pub transfers: Vec<TransferItem>,
    /// The contents of the volume.
    pub contents: Vec<ArchiveItem>,
    /// 保管期限.
    pub retention: String,
    /// The number of the volume.
    pub volume: String,
}

/// An opinion of the approval chain.
#[derive(Clone, Default)]
pub struct Opinion {
    /// The level: `科室负责人`.
    pub level: String,
    /// What was said; empty where it is still awaited.
    pub says: String,
    /// Who and when.
    pub signed: String,
}

/// An item handed to archives and libraries (Art. 25(3)).
#[derive(Clone, Default)]
pub struct TransferItem {
    /// Its title.
    pub title: String,
    /// 文号 or 索引号.
    pub number: String,
    /// When it was published.
    pub published_on: Option<Date>,
    /// How many copies.
    pub copies: u32,
}

/// A paper of the volume.
#[derive(Clone, Default)]
pub struct ArchiveItem {
    /// Its name.
    pub title: String,
    /// 文号; may be empty.
    pub number: String,
    /// Its day.
    pub date: Option<Date>,
    /// Its first page in the volume.
    pub first_page: u32,
    /// How many pages it has.
    pub pages: u32,
}
