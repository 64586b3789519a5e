//! 办理结果: every way an application can end, what each must rest on, and where it is counted.
//!
//! The five kinds of the courts (予以公开, 不予公开, 无法提供, 不予处理, 其他处理) and the lapses, one
//! value each; the rows of table three in both forms follow from it, so no second book is kept.

mod demand;
mod walk;

pub use demand::Demand;
pub use walk::{TESTS, Test, Walk, walk};

use jiff::civil::Date;

use crate::annual_report::{ReportForm, TableThreeRow};
use crate::article::{Article, Instrument};
use crate::reply_due::REGULATION_2019;

const fn regulation(number: u16) -> Article {
    Article::of(Instrument::OgiRegulation2019, number)
}

const fn regulation_2007(number: u16) -> Article {
    Article::of(Instrument::OgiRegulation2007, number)
}

/// How an application ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// 已经公开，告知获取的方式、途径 (Art. 36(1)).
    AlreadyPublic,
    /// 可以公开，随答复提供 (Art. 36(2)).
    Provided,
    /// 可以公开，告知获取的方式、途径和时间 (Art. 36(2)).
    ToldHow,
    /// 部分公开 (Art. 37).
    PartiallyDisclosed,
    /// 属于国家秘密 (Art. 14).
    StateSecret,
    /// 法律、行政法规禁止公开 (Art. 14).
    ProhibitedByLaw,
    /// 危及“三安全一稳定” (Art. 14).
    EndangersSecurity,
    /// 保护第三方合法权益 (Art. 15, 32).
    ThirdPartyRights,
    /// 内部事务信息 (Art. 16(1)).
    InternalAffairs,
    /// 过程性信息 (Art. 16(2)).
    ProcessInformation,
    /// 行政执法案卷 (Art. 16(2)).
    EnforcementCaseFile,
    /// 行政查询事项 (Art. 36(7)): counted among the refusals, yet no refusal under Art. 14–16.
    AdministrativeInquiry,
    /// 信息不存在 (Art. 36(4)).
    NotExisting,
    /// 不属于本机关负责公开 (Art. 36(5)).
    NotOurs,
    /// 没有现成信息，需要另行制作 (Art. 38).
    NeedsCreation,
    /// 补正后仍不明确 (Art. 30).
    UnclearAfterCorrection,
    /// 信访、投诉、举报 (Art. 39(1)).
    PetitionComplaintReport,
    /// 重复申请 (Art. 36(6)).
    RepeatedRequest,
    /// 要求提供公开出版物 (Art. 39(2)).
    PublicPublication,
    /// 无正当理由大量反复申请 (Art. 35).
    UnreasonableVolume,
    /// 要求确认或者重新出具已获取的信息; no express article.
    ConfirmOrReissue,
    /// 无正当理由逾期不补正 (Art. 30).
    LapsedNoCorrection,
    /// 逾期不缴纳信息处理费 (fee rules Art. 6).
    LapsedNoPayment,
    /// 申请人撤回.
    Withdrawn,
    /// 不是政府信息 (Art. 2).
    NotGovernmentInformation,
    /// 并入另一件申请.
    Merged,
    /// 其他.
    OtherHandling,
}

/// The kinds of outcome: the courts' five, and the lapses, which no officer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutcomeGroup {
    /// 予以公开, in part too.
    Disclosed,
    /// 不予公开
    Refused,
    /// 无法提供
    UnableToProvide,
    /// 不予处理
    NotProcessed,
    /// 其他处理
    OtherHandling,
    /// 不再处理: given up by silence.
    Lapsed,
}

/// How strongly the law wants an outcome's information withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Withholding {
    /// Art. 14: 不予公开, whatever the public interest.
    Must,
    /// Art. 15: 不得公开, unless the third party agrees or the public interest is gravely touched.
    MustUnlessWeighed,
    /// Art. 16: 可以不予公开; choosing to needs its reason.
    May,
}

/// From whom an outcome can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// The officer chooses it and the chain approves.
    Officer,
    /// A period ran out.
    Clock,
    /// The applicant said so.
    Applicant,
}

impl OutcomeGroup {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::Disclosed, Self::Refused, Self::UnableToProvide, Self::NotProcessed, Self::OtherHandling, Self::Lapsed];

    /// As the office says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Disclosed => "予以公开",
            Self::Refused => "不予公开",
            Self::UnableToProvide => "无法提供",
            Self::NotProcessed => "不予处理",
            Self::OtherHandling => "其他处理",
            Self::Lapsed => "不再处理",
        }
    }

    /// The outcomes of this kind, in the order of the form.
    pub fn outcomes(self) -> impl Iterator<Item = Outcome> {
        Outcome::ALL.into_iter().filter(move |outcome| outcome.group() == self)
    }
}

impl Withholding {
    /// What the officer reads beside the choice.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Must => "依法不予公开，不适用公共利益的权衡。",
            Self::MustUnlessWeighed => "不得公开；第三方同意，或者不公开会对公共利益造成重大影响的，予以公开。",
            Self::May => "可以不予公开，也可以公开；选择不公开的，写明为什么。",
        }
    }
}

impl Outcome {
    /// Every outcome, in the order of the form.
    pub const ALL: [Self; 27] = [
        Self::AlreadyPublic,
        Self::Provided,
        Self::ToldHow,
        Self::PartiallyDisclosed,
        Self::StateSecret,
        Self::ProhibitedByLaw,
        Self::EndangersSecurity,
        Self::ThirdPartyRights,
        Self::InternalAffairs,
        Self::ProcessInformation,
        Self::EnforcementCaseFile,
        Self::AdministrativeInquiry,
        Self::NotExisting,
        Self::NotOurs,
        Self::NeedsCreation,
        Self::UnclearAfterCorrection,
        Self::PetitionComplaintReport,
        Self::RepeatedRequest,
        Self::PublicPublication,
        Self::UnreasonableVolume,
        Self::ConfirmOrReissue,
        Self::LapsedNoCorrection,
        Self::LapsedNoPayment,
        Self::Withdrawn,
        Self::NotGovernmentInformation,
        Self::Merged,
        Self::OtherHandling,
    ];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyPublic => "already_public",
            Self::Provided => "provided",
            Self::ToldHow => "told_how",
            Self::PartiallyDisclosed => "partially_disclosed",
            Self::StateSecret => "state_secret",
            Self::ProhibitedByLaw => "prohibited_by_law",
            Self::EndangersSecurity => "endangers_security",
            Self::ThirdPartyRights => "third_party_rights",
            Self::InternalAffairs => "internal_affairs",
            Self::ProcessInformation => "process_information",
            Self::EnforcementCaseFile => "enforcement_case_file",
            Self::AdministrativeInquiry => "administrative_inquiry",
            Self::NotExisting => "not_existing",
            Self::NotOurs => "not_ours",
            Self::NeedsCreation => "needs_creation",
            Self::UnclearAfterCorrection => "unclear_after_correction",
            Self::PetitionComplaintReport => "petition_complaint_report",
            Self::RepeatedRequest => "repeated_request",
            Self::PublicPublication => "public_publication",
            Self::UnreasonableVolume => "unreasonable_volume",
            Self::ConfirmOrReissue => "confirm_or_reissue",
            Self::LapsedNoCorrection => "lapsed_no_correction",
            Self::LapsedNoPayment => "lapsed_no_payment",
            Self::Withdrawn => "withdrawn",
            Self::NotGovernmentInformation => "not_government_information",
            Self::Merged => "merged",
            Self::OtherHandling => "other_handling",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// As the officer chooses it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AlreadyPublic => "已经公开，告知获取方式、途径",
            Self::Provided => "可以公开，随答复提供",
            Self::ToldHow => "可以公开，告知获取方式、途径和时间",
            Self::PartiallyDisclosed => "部分公开（区分处理）",
            Self::StateSecret => "属于国家秘密",
            Self::ProhibitedByLaw => "法律、行政法规禁止公开",
            Self::EndangersSecurity => "危及“三安全一稳定”",
            Self::ThirdPartyRights => "保护第三方合法权益",
            Self::InternalAffairs => "属于内部事务信息",
            Self::ProcessInformation => "属于过程性信息",
            Self::EnforcementCaseFile => "属于行政执法案卷",
            Self::AdministrativeInquiry => "属于行政查询事项",
            Self::NotExisting => "经检索，信息不存在",
            Self::NotOurs => "不属于本机关负责公开",
            Self::NeedsCreation => "没有现成信息，需要另行制作",
            Self::UnclearAfterCorrection => "补正后申请内容仍不明确",
            Self::PetitionComplaintReport => "属于信访、投诉、举报",
            Self::RepeatedRequest => "重复申请",
            Self::PublicPublication => "要求提供公开出版物",
            Self::UnreasonableVolume => "无正当理由大量反复申请",
            Self::ConfirmOrReissue => "要求确认或者重新出具已获取的信息",
            Self::LapsedNoCorrection => "逾期不补正，不再处理",
            Self::LapsedNoPayment => "逾期不缴费，不再处理",
            Self::Withdrawn => "申请人撤回申请",
            Self::NotGovernmentInformation => "申请的不是政府信息",
            Self::Merged => "并入另一件申请办理",
            Self::OtherHandling => "其他处理",
        }
    }

    /// As the applicant is told, without the law's terms.
    pub const fn plain_words(self) -> &'static str {
        match self {
            Self::AlreadyPublic => "您要的信息已经公开，答复中写明了在哪里能查到。",
            Self::Provided => "您要的信息可以公开，已随答复提供给您。",
            Self::ToldHow => "您要的信息可以公开，答复中写明了何时、怎样取得。",
            Self::PartiallyDisclosed => "能公开的部分已经提供给您，其余部分不能公开的理由写在答复中。",
            Self::StateSecret => "您要的信息属于国家秘密，依法不能公开。",
            Self::ProhibitedByLaw => "法律、行政法规禁止公开您要的信息，答复中写明了是哪一条。",
            Self::EndangersSecurity => "公开您要的信息可能危及国家安全、公共安全、经济安全或者社会稳定，依法不能公开。",
            Self::ThirdPartyRights => "您要的信息涉及他人的商业秘密或者隐私，公开会损害他人权益，依法不能公开。",
            Self::InternalAffairs => "您要的信息是机关内部的人事、后勤或者工作流程信息，决定不予公开。",
            Self::ProcessInformation => "您要的信息是工作过程中的讨论、草稿、往来函件或者请示报告，决定不予公开。",
            Self::EnforcementCaseFile => "您要的信息是行政执法案卷中的材料，决定不予公开。",
            Self::AdministrativeInquiry => "您要的信息有专门的查询办法，请按答复中写明的办法查询。",
            Self::NotExisting => "我们按您的描述检索，没有找到您要的信息。",
            Self::NotOurs => "您要的信息不由本机关负责公开，答复中写明了理由；能够确定由谁负责的，也一并告知。",
            Self::NeedsCreation => "本机关没有现成的这项信息，需要另行加工、分析才能形成，因此不能提供。",
            Self::UnclearAfterCorrection => "您补正后，仍然不能确定您要的是哪一件信息，因此不能提供。",
            Self::PetitionComplaintReport => {
                "您提出的是信访、投诉或者举报，不作为信息公开申请处理，请走答复中写明的渠道。"
            }
            Self::RepeatedRequest => "您此前申请过同样的信息，我们已经答复，不再重复处理。",
            Self::PublicPublication => "您要的是公开出版物，答复中写明了在哪里能得到。",
            Self::UnreasonableVolume => "您申请的数量、频次明显过多，说明的理由不充分，因此不予处理。",
            Self::ConfirmOrReissue => "您要求确认或者重新出具已经得到的信息，这不是信息公开申请，因此不予处理。",
            Self::LapsedNoCorrection => "您没有在期限内补正申请，视为放弃，不再处理。",
            Self::LapsedNoPayment => "您没有在期限内缴纳信息处理费，视为放弃，不再处理。",
            Self::Withdrawn => "您已撤回申请，办理到此结束。",
            Self::NotGovernmentInformation => "您要的不是政府信息，因此不能按信息公开申请提供。",
            Self::Merged => "这件申请与您的另一件申请合并办理，请查看那一件的答复。",
            Self::OtherHandling => "这件申请已经办结，理由写在答复中。",
        }
    }

    /// Its kind.
    pub const fn group(self) -> OutcomeGroup {
        match self {
            Self::AlreadyPublic | Self::Provided | Self::ToldHow | Self::PartiallyDisclosed => OutcomeGroup::Disclosed,
            Self::StateSecret
            | Self::ProhibitedByLaw
            | Self::EndangersSecurity
            | Self::ThirdPartyRights
            | Self::InternalAffairs
            | Self::ProcessInformation
            | Self::EnforcementCaseFile
            | Self::AdministrativeInquiry => OutcomeGroup::Refused,
            Self::NotExisting | Self::NotOurs | Self::NeedsCreation | Self::UnclearAfterCorrection => {
                OutcomeGroup::UnableToProvide
            }
            Self::PetitionComplaintReport
            | Self::RepeatedRequest
            | Self::PublicPublication
            | Self::UnreasonableVolume
            | Self::ConfirmOrReissue => OutcomeGroup::NotProcessed,
            Self::LapsedNoCorrection | Self::LapsedNoPayment => OutcomeGroup::Lapsed,
            Self::Withdrawn | Self::NotGovernmentInformation | Self::Merged | Self::OtherHandling => {
                OutcomeGroup::OtherHandling
            }
        }
    }

    /// The articles of the Regulation of 2019 (and the fee rules) the outcome rests on; empty where
    /// no text names it.
    pub const fn articles(self) -> &'static [Article] {
        match self {
            Self::AlreadyPublic => const { &[regulation(36).item(1)] },
            Self::Provided | Self::ToldHow => const { &[regulation(36).item(2)] },
            Self::PartiallyDisclosed => const { &[regulation(37)] },
            Self::StateSecret | Self::ProhibitedByLaw | Self::EndangersSecurity => {
                const { &[regulation(14), regulation(36).item(3)] }
            }
            Self::ThirdPartyRights => const { &[regulation(15), regulation(32), regulation(36).item(3)] },
            Self::InternalAffairs => const { &[regulation(16).paragraph(1), regulation(36).item(3)] },
            Self::ProcessInformation | Self::EnforcementCaseFile => {
                const { &[regulation(16).paragraph(2), regulation(36).item(3)] }
            }
            Self::AdministrativeInquiry => const { &[regulation(36).item(7)] },
            Self::NotExisting => const { &[regulation(36).item(4)] },
            Self::NotOurs => const { &[regulation(36).item(5)] },
            Self::NeedsCreation => const { &[regulation(38)] },
            Self::UnclearAfterCorrection | Self::LapsedNoCorrection => const { &[regulation(30)] },
            Self::PetitionComplaintReport => const { &[regulation(39).paragraph(1)] },
            Self::RepeatedRequest => const { &[regulation(36).item(6)] },
            Self::PublicPublication => const { &[regulation(39).paragraph(2)] },
            Self::UnreasonableVolume => const { &[regulation(35)] },
            Self::ConfirmOrReissue => const { &[regulation(2), regulation(38)] },
            Self::LapsedNoPayment => const { &[Article::of(Instrument::FeeRules2020, 6)] },
            Self::NotGovernmentInformation => const { &[regulation(2)] },
            Self::Withdrawn | Self::Merged | Self::OtherHandling => &[],
        }
    }

    /// The articles of the Regulation of 2007, for an application received before 15 May 2019;
    /// empty where that Regulation did not know the outcome.
    pub const fn articles_of_2007(self) -> &'static [Article] {
        match self {
            Self::AlreadyPublic | Self::Provided | Self::ToldHow => const { &[regulation_2007(21).item(1)] },
            Self::PartiallyDisclosed => const { &[regulation_2007(22)] },
            Self::StateSecret => const { &[regulation_2007(14).paragraph(4), regulation_2007(21).item(2)] },
            Self::EndangersSecurity => const { &[regulation_2007(8), regulation_2007(21).item(2)] },
            Self::ThirdPartyRights => {
                const { &[regulation_2007(14).paragraph(4), regulation_2007(23), regulation_2007(21).item(2)] }
            }
            Self::ProhibitedByLaw => const { &[regulation_2007(21).item(2)] },
            Self::NotExisting | Self::NotOurs => const { &[regulation_2007(21).item(3)] },
            Self::UnclearAfterCorrection => const { &[regulation_2007(21).item(4)] },
            Self::NotGovernmentInformation => const { &[regulation_2007(2)] },
            Self::InternalAffairs
            | Self::ProcessInformation
            | Self::EnforcementCaseFile
            | Self::AdministrativeInquiry
            | Self::NeedsCreation
            | Self::PetitionComplaintReport
            | Self::RepeatedRequest
            | Self::PublicPublication
            | Self::UnreasonableVolume
            | Self::ConfirmOrReissue
            | Self::LapsedNoCorrection
            | Self::LapsedNoPayment
            | Self::Withdrawn
            | Self::Merged
            | Self::OtherHandling => &[],
        }
    }

    /// The articles that govern an application received on a day.
    pub fn articles_for(self, received_on: Date) -> &'static [Article] {
        if received_on < REGULATION_2019 { self.articles_of_2007() } else { self.articles() }
    }

    /// How strongly the law wants the information withheld; `None` unless the outcome is a refusal
    /// under Art. 14–16, the kind that since 2024 must go to reconsideration before a court.
    pub const fn withholding(self) -> Option<Withholding> {
        match self {
            Self::StateSecret | Self::ProhibitedByLaw | Self::EndangersSecurity => Some(Withholding::Must),
            Self::ThirdPartyRights => Some(Withholding::MustUnlessWeighed),
            Self::InternalAffairs | Self::ProcessInformation | Self::EnforcementCaseFile => Some(Withholding::May),
            Self::AlreadyPublic
            | Self::Provided
            | Self::ToldHow
            | Self::PartiallyDisclosed
            | Self::AdministrativeInquiry
            | Self::NotExisting
            | Self::NotOurs
            | Self::NeedsCreation
            | Self::UnclearAfterCorrection
            | Self::PetitionComplaintReport
            | Self::RepeatedRequest
            | Self::PublicPublication
            | Self::UnreasonableVolume
            | Self::ConfirmOrReissue
            | Self::LapsedNoCorrection
            | Self::LapsedNoPayment
            | Self::Withdrawn
            | Self::NotGovernmentInformation
            | Self::Merged
            | Self::OtherHandling => None,
        }
    }

    /// Whether information that is not public yet leaves the house, so that the secrecy reviewer
    /// must have looked at it (Art. 17).
    pub const fn hands_out(self) -> bool {
        match self.group() {
            OutcomeGroup::Disclosed => !matches!(self, Self::AlreadyPublic),
            OutcomeGroup::Refused
            | OutcomeGroup::UnableToProvide
            | OutcomeGroup::NotProcessed
            | OutcomeGroup::OtherHandling
            | OutcomeGroup::Lapsed => false,
        }
    }

    /// From whom the outcome can come.
    pub const fn decided_by(self) -> DecidedBy {
        match self.group() {
            OutcomeGroup::Lapsed => DecidedBy::Clock,
            OutcomeGroup::OtherHandling if matches!(self, Self::Withdrawn) => DecidedBy::Applicant,
            OutcomeGroup::Disclosed
            | OutcomeGroup::Refused
            | OutcomeGroup::UnableToProvide
            | OutcomeGroup::NotProcessed
            | OutcomeGroup::OtherHandling => DecidedBy::Officer,
        }
    }

    /// Whether an officer may choose it.
    pub fn may_be_chosen(self) -> bool {
        self.decided_by() == DecidedBy::Officer
    }

    /// Whether it can be why the rest of a partial disclosure is not given (Art. 37).
    pub fn may_ground_a_part(self) -> bool {
        self.may_be_chosen() && self.group() != OutcomeGroup::Disclosed && self != Self::Merged
    }

    /// The row of table three in the form of 2019.
    pub const fn row_2019(self) -> TableThreeRow {
        match self {
            Self::LapsedNoCorrection
            | Self::LapsedNoPayment
            | Self::Withdrawn
            | Self::NotGovernmentInformation
            | Self::Merged
            | Self::OtherHandling => TableThreeRow::OtherHandling,
            Self::AlreadyPublic | Self::Provided | Self::ToldHow => TableThreeRow::Disclosed,
            Self::PartiallyDisclosed => TableThreeRow::PartiallyDisclosed,
            Self::StateSecret => TableThreeRow::StateSecret,
            Self::ProhibitedByLaw => TableThreeRow::ProhibitedByLaw,
            Self::EndangersSecurity => TableThreeRow::EndangersSecurity,
            Self::ThirdPartyRights => TableThreeRow::ThirdPartyRights,
            Self::InternalAffairs => TableThreeRow::InternalAffairs,
            Self::ProcessInformation => TableThreeRow::ProcessInformation,
            Self::EnforcementCaseFile => TableThreeRow::EnforcementCaseFile,
            Self::AdministrativeInquiry => TableThreeRow::AdministrativeInquiry,
            Self::NotExisting | Self::NotOurs => TableThreeRow::NotHeld,
            Self::NeedsCreation => TableThreeRow::NeedsCreation,
            Self::UnclearAfterCorrection => TableThreeRow::UnclearAfterCorrection,
            Self::PetitionComplaintReport => TableThreeRow::PetitionComplaintReport,
            Self::RepeatedRequest => TableThreeRow::RepeatedRequest,
            Self::PublicPublication => TableThreeRow::PublicPublication,
            Self::UnreasonableVolume => TableThreeRow::UnreasonableVolume,
            Self::ConfirmOrReissue => TableThreeRow::ConfirmOrReissue,
        }
    }

    /// The row of table three in the form of 2021, which splits 其他处理.
    pub const fn row_2021(self) -> TableThreeRow {
        match self.group() {
            OutcomeGroup::Lapsed if matches!(self, Self::LapsedNoPayment) => TableThreeRow::LapsedNoPayment,
            OutcomeGroup::Lapsed => TableThreeRow::LapsedNoCorrection,
            OutcomeGroup::OtherHandling => TableThreeRow::OtherReason,
            OutcomeGroup::Disclosed
            | OutcomeGroup::Refused
            | OutcomeGroup::UnableToProvide
            | OutcomeGroup::NotProcessed => self.row_2019(),
        }
    }

    /// The row of table three in a form.
    pub const fn row(self, form: ReportForm) -> TableThreeRow {
        match form {
            ReportForm::Form2019 | ReportForm::Hybrid2021 => self.row_2019(),
            ReportForm::Form2021 => self.row_2021(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{self, Case};

    fn outcome_of(case: &Case) -> Outcome {
        let label = case.text("办理结果");
        Outcome::ALL.into_iter().find(|outcome| outcome.label() == label).unwrap_or_else(|| panic!("{label}"))
    }

    #[test]
    fn cases_a_lawyer_signed() {
        let cases = cases::rows(include_str!("../cases/outcomes.md"));
        let covered: Vec<Outcome> = cases.iter().map(outcome_of).collect();
        assert_eq!(covered, Outcome::ALL, "every outcome once, in the order of the form");
        for case in &cases {
            let outcome = outcome_of(case);
            let name = outcome.code();
            assert_eq!(outcome.group().label(), case.text("类别"), "{name}");
            let articles: Vec<String> = outcome.articles().iter().map(Article::to_string).collect();
            assert_eq!(articles.join("、"), case.text("依据"), "{name}");
            let strength = match outcome.withholding() {
                Some(Withholding::Must) => "必须",
                Some(Withholding::MustUnlessWeighed) => "权衡后必须",
                Some(Withholding::May) => "可以",
                None => "",
            };
            assert_eq!(strength, case.text("不公开的强度"), "{name}");
            assert_eq!(if outcome.hands_out() { "是" } else { "否" }, case.text("须经保密审查"), "{name}");
            assert_eq!(outcome.row(ReportForm::Form2019).code(), case.text("2019年格式"), "{name}");
            assert_eq!(outcome.row(ReportForm::Form2021).code(), case.text("2021年格式"), "{name}");
            let decided_by = match outcome.decided_by() {
                DecidedBy::Officer => "经办人",
                DecidedBy::Clock => "期限届满",
                DecidedBy::Applicant => "申请人",
            };
            assert_eq!(decided_by, case.text("由谁决定"), "{name}");
            let demands: Vec<&str> = outcome.demands().iter().map(|demand| demand.code()).collect();
            assert_eq!(demands.join("、"), case.text("须附材料"), "{name}");
        }
    }

    #[test]
    fn stored_names_name_one_value_each() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
        }
        for demand in Demand::ALL {
            assert_eq!(Demand::from_code(demand.code()), Some(demand));
            assert!(Outcome::ALL.iter().any(|outcome| outcome.demands().contains(&demand)), "{}", demand.code());
        }
    }

    #[test]
    fn between_them_the_outcomes_fill_every_result_row_of_both_forms() {
        for form in [ReportForm::Form2019, ReportForm::Form2021] {
            for row in TableThreeRow::results_of(form) {
                assert!(Outcome::ALL.iter().any(|outcome| outcome.row(form) == row), "{}", row.code());
            }
        }
    }

    #[test]
    fn what_is_missing_is_what_was_asked_and_not_given() {
        assert_eq!(Outcome::ToldHow.missing(&[Demand::WhereToGetIt]), [Demand::WhenToGetIt]);
        assert_eq!(Outcome::NotExisting.missing(&[]), [Demand::SearchRecord]);
        assert!(Outcome::NotExisting.missing(&[Demand::SearchRecord, Demand::Reasons]).is_empty());
    }

    #[test]
    fn an_application_of_before_the_revision_cites_the_old_regulation() {
        let cited = |day| Outcome::NotExisting.articles_for(day)[0].to_string();
        assert_eq!(cited(jiff::civil::date(2019, 5, 14)), "《政府信息公开条例（2007年）》第二十一条第（三）项");
        assert_eq!(cited(REGULATION_2019), "《政府信息公开条例》第三十六条第（四）项");
    }
}
