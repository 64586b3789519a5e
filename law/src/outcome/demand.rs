//! What a decision must carry before it can go to the chain: its evidence and its words.

use super::{Outcome, regulation};
use crate::article::{Article, Basis, Instrument};

/// One thing an outcome asks of the officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Demand {
    /// What is handed out (Art. 36(2)).
    Materials,
    /// Where and how to get it (Art. 36(1), 36(2), 39(2)).
    WhereToGetIt,
    /// From when it can be had (Art. 36(2)).
    WhenToGetIt,
    /// Each part that is kept back, with its own ground (Art. 37).
    WithheldParts,
    /// Why it is withheld (Art. 36(3)).
    Reasons,
    /// What was found, where the Regulation names no more (good order; the court asks for it).
    Findings,
    /// That it was classified by due form (保密法); never the secret itself.
    Classification,
    /// The law or administrative regulation that forbids it (Art. 14).
    LawCited,
    /// Which security or stability is endangered, and how (Art. 14).
    Harm,
    /// That the third party was asked, or why not (Art. 32).
    ThirdPartyAsked,
    /// That the public interest was looked at (Art. 15, 32).
    PublicInterest,
    /// Why the agency chooses to withhold what it may give (Art. 16).
    Weighing,
    /// The special rule under which such data is looked up, and where (Art. 36(7)).
    InquiryRule,
    /// 检索记录 (Art. 36(4)).
    SearchRecord,
    /// Why it is not this agency's, and whose (Art. 36(5)).
    RightOrgan,
    /// The correction notice and what came of it (Art. 30).
    CorrectionAsked,
    /// The channel for a petition, complaint or report (Art. 39(1)).
    RightChannel,
    /// The earlier reply to the same applicant on the same information (Art. 36(6)).
    EarlierReply,
    /// That reasons were asked for, and what was said (Art. 35).
    ReasonsAsked,
    /// The fee notice and that it ran out unpaid (fee rules Art. 6).
    FeeNoticed,
    /// The applicant's own word that he withdraws.
    WithdrawalRecord,
    /// The number of the application it goes into.
    MergedInto,
}

impl Demand {
    /// Every demand.
    pub const ALL: [Self; 22] = [
        Self::Materials,
        Self::WhereToGetIt,
        Self::WhenToGetIt,
        Self::WithheldParts,
        Self::Reasons,
        Self::Findings,
        Self::Classification,
        Self::LawCited,
        Self::Harm,
        Self::ThirdPartyAsked,
        Self::PublicInterest,
        Self::Weighing,
        Self::InquiryRule,
        Self::SearchRecord,
        Self::RightOrgan,
        Self::CorrectionAsked,
        Self::RightChannel,
        Self::EarlierReply,
        Self::ReasonsAsked,
        Self::FeeNoticed,
        Self::WithdrawalRecord,
        Self::MergedInto,
    ];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Materials => "materials",
            Self::WhereToGetIt => "where_to_get_it",
            Self::WhenToGetIt => "when_to_get_it",
            Self::WithheldParts => "withheld_parts",
            Self::Reasons => "reasons",
            Self::Findings => "findings",
            Self::Classification => "classification",
            Self::LawCited => "law_cited",
            Self::Harm => "harm",
            Self::ThirdPartyAsked => "third_party_asked",
            Self::PublicInterest => "public_interest",
            Self::Weighing => "weighing",
            Self::InquiryRule => "inquiry_rule",
            Self::SearchRecord => "search_record",
            Self::RightOrgan => "right_organ",
            Self::CorrectionAsked => "correction_asked",
            Self::RightChannel => "right_channel",
            Self::EarlierReply => "earlier_reply",
            Self::ReasonsAsked => "reasons_asked",
            Self::FeeNoticed => "fee_noticed",
            Self::WithdrawalRecord => "withdrawal_record",
            Self::MergedInto => "merged_into",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|demand| demand.code() == code)
    }

    /// What the officer is asked for.
    pub const fn prompt(self) -> &'static str {
        match self {
            Self::Materials => "附上向申请人提供的材料。",
            Self::WhereToGetIt => "写明在哪里、怎样可以获取，能给出网址或者刊期的一并写上。",
            Self::WhenToGetIt => "写明从哪一天起可以获取。",
            Self::WithheldParts => "逐处写明未公开的部分，以及各自的依据和理由。",
            Self::Reasons => "写明不予公开的理由。",
            Self::Findings => "写明查明的事实，以及为什么这样处理。",
            Self::Classification => "写明已依法定密；只写定密的依据，不写涉密内容。",
            Self::LawCited => "写明禁止公开的法律或者行政法规的名称和条款；规章、规范性文件不能作为依据。",
            Self::Harm => "写明危及国家安全、公共安全、经济安全还是社会稳定，以及为什么。",
            Self::ThirdPartyAsked => "附上征求第三方意见的记录；没有征求的，写明为什么。",
            Self::PublicInterest => "写明不公开是否会对公共利益造成重大影响。",
            Self::Weighing => "这类信息可以公开，也可以不公开。写明为什么选择不公开。",
            Self::InquiryRule => "写明规定查询办法的法律、行政法规，以及到哪里、怎样查询。",
            Self::SearchRecord => "附上检索记录：查了哪些系统和案卷，用了哪些关键词，谁在何时检索。",
            Self::RightOrgan => "写明为什么不由本机关公开；能够确定负责机关的，写明名称和联系方式。",
            Self::CorrectionAsked => "附上补正告知书和送达日期；申请人已经补正的，附上补正内容。",
            Self::RightChannel => "写明信访、投诉、举报的受理渠道。",
            Self::EarlierReply => "写明此前对同一申请人、同一信息的答复文号和日期。",
            Self::ReasonsAsked => "附上说明理由告知书，以及申请人的说明；没有说明的，写明期限已过。",
            Self::FeeNoticed => "附上收费通知和送达日期，写明缴费期限已过、没有缴费。",
            Self::WithdrawalRecord => "附上申请人撤回申请的书面材料或者记录。",
            Self::MergedInto => "写明并入的申请编号。",
        }
    }

    /// What makes it necessary.
    pub const fn article(self) -> Option<Article> {
        match self {
            Self::Materials | Self::WhenToGetIt => Some(regulation(36).item(2)),
            Self::WhereToGetIt => Some(regulation(36)),
            Self::WithheldParts => Some(regulation(37)),
            Self::Reasons => Some(regulation(36).item(3)),
            Self::Classification | Self::LawCited | Self::Harm => Some(regulation(14)),
            Self::ThirdPartyAsked => Some(regulation(32)),
            Self::PublicInterest => Some(regulation(15)),
            Self::Weighing => Some(regulation(16)),
            Self::InquiryRule => Some(regulation(36).item(7)),
            Self::SearchRecord => Some(regulation(36).item(4)),
            Self::RightOrgan => Some(regulation(36).item(5)),
            Self::CorrectionAsked => Some(regulation(30)),
            Self::RightChannel => Some(regulation(39).paragraph(1)),
            Self::EarlierReply => Some(regulation(36).item(6)),
            Self::ReasonsAsked => Some(regulation(35)),
            Self::FeeNoticed => Some(Article::of(Instrument::FeeRules2020, 6)),
            Self::Findings | Self::WithdrawalRecord | Self::MergedInto => None,
        }
    }

    /// What makes it necessary, said beside the field.
    pub fn basis(self) -> Basis {
        match self.article() {
            Some(article) => article.into(),
            None => Basis::Convention("办理结果应当有据可查，以备复议、诉讼和归档"),
        }
    }
}

impl Outcome {
    /// What a decision of this outcome must carry, in the order the officer is asked.
    pub const fn demands(self) -> &'static [Demand] {
        match self {
            Self::AlreadyPublic | Self::PublicPublication => &[Demand::WhereToGetIt],
            Self::Provided => &[Demand::Materials],
            Self::ToldHow => &[Demand::WhereToGetIt, Demand::WhenToGetIt],
            Self::PartiallyDisclosed => &[Demand::Materials, Demand::WithheldParts],
            Self::StateSecret => &[Demand::Classification, Demand::Reasons],
            Self::ProhibitedByLaw => &[Demand::LawCited, Demand::Reasons],
            Self::EndangersSecurity => &[Demand::Harm, Demand::Reasons],
            Self::ThirdPartyRights => &[Demand::ThirdPartyAsked, Demand::PublicInterest, Demand::Reasons],
            Self::InternalAffairs | Self::ProcessInformation | Self::EnforcementCaseFile => {
                &[Demand::Reasons, Demand::Weighing]
            }
            Self::AdministrativeInquiry => &[Demand::InquiryRule],
            Self::NotExisting => &[Demand::SearchRecord],
            Self::NotOurs => &[Demand::RightOrgan],
            Self::NeedsCreation | Self::ConfirmOrReissue | Self::NotGovernmentInformation | Self::OtherHandling => {
                &[Demand::Findings]
            }
            Self::UnclearAfterCorrection => &[Demand::CorrectionAsked, Demand::Findings],
            Self::PetitionComplaintReport => &[Demand::RightChannel],
            Self::RepeatedRequest => &[Demand::EarlierReply],
            Self::UnreasonableVolume => &[Demand::ReasonsAsked, Demand::Findings],
            Self::LapsedNoCorrection => &[Demand::CorrectionAsked],
            Self::LapsedNoPayment => &[Demand::FeeNoticed],
            Self::Withdrawn => &[Demand::WithdrawalRecord],
            Self::Merged => &[Demand::MergedInto],
        }
    }

    /// What is still missing of it.
    pub fn missing(self, given: &[Demand]) -> Vec<Demand> {
        self.demands().iter().copied().filter(|demand| !given.contains(demand)).collect()
    }
}
