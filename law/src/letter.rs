//! 文书: every letter and record of disclosure on application, to whom it goes, whether it carries a
//! number, a seal and the remedy clause, and what makes it necessary.

use crate::article::{Article, Basis, Instrument};
use crate::outcome::{Outcome, OutcomeGroup};

const fn regulation(number: u16) -> Article {
    Article::of(Instrument::OgiRegulation2019, number)
}

/// To whom a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Addressee {
    /// The file of the case.
    File,
    /// The applicant, or who asks for a correction of his own record.
    Applicant,
    /// The third party whose rights are touched (Art. 32).
    ThirdParty,
    /// An organ that made the information too (Art. 34).
    CoMaker,
    /// Another organ.
    OtherOrgan,
    /// This agency: what somebody else fills in and sends back.
    OwnAgency,
    /// 档案馆、公共图书馆 (Art. 25).
    ArchivesAndLibraries,
}

impl Addressee {
    /// As the catalogue of letters says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::File => "存卷",
            Self::Applicant => "申请人",
            Self::ThirdParty => "第三方",
            Self::CoMaker => "共同制作机关",
            Self::OtherOrgan => "其他机关",
            Self::OwnAgency => "本机关",
            Self::ArchivesAndLibraries => "档案馆、公共图书馆",
        }
    }

    /// Whether it is somebody outside, so that service is recorded.
    pub const fn is_outside(self) -> bool {
        match self {
            Self::File | Self::OwnAgency => false,
            Self::Applicant | Self::ThirdParty | Self::CoMaker | Self::OtherOrgan | Self::ArchivesAndLibraries => true,
        }
    }
}

/// A letter or record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterKind {
    /// `D-01` 申请登记表.
    Registration,
    /// `D-02` 接收回执.
    Receipt,
    /// `D-03` 补正告知书.
    CorrectionNotice,
    /// `D-04` 说明理由告知书.
    ReasonsRequest,
    /// `D-05` 延期答复告知书.
    ExtensionNotice,
    /// `D-06` 第三方意见征求书.
    ThirdPartyConsultation,
    /// `D-07` 第三方意见回复单.
    ThirdPartyAnswer,
    /// `D-08` 征求意见告知书 (to the applicant).
    ConsultationNotice,
    /// `D-09` 决定公开告知书 (to the third party).
    ThirdPartyNotice,
    /// `D-10` 共同制作机关意见征求书.
    CoMakerConsultation,
    /// `D-11` 征求其他机关意见函.
    OrganConsultation,
    /// `D-12` 收费通知书.
    FeeNotice,
    /// `D-13` 不再处理告知书.
    LapseNotice,
    /// `D-14` 延迟答复告知书.
    DeferralNotice,
    /// `D-15` 答复期限变动告知书.
    DueDayNotice,
    /// `D-20` 答复书, 予以公开.
    ReplyDisclosed,
    /// `D-21` 答复书, 部分公开.
    ReplyPartial,
    /// `D-22` 答复书, 不予公开.
    ReplyRefused,
    /// `D-23` 答复书, 行政查询事项.
    ReplyInquiry,
    /// `D-24` 答复书, 无法提供.
    ReplyUnable,
    /// `D-25` 答复书, 不予处理.
    ReplyNotProcessed,
    /// `D-26` 答复书, 其他处理.
    ReplyOther,
    /// `D-30` 更正政府信息记录答复书.
    RecordCorrectionReply,
    /// `D-31` 送达回证.
    ServiceReceipt,
    /// `D-32` 审查呈批单.
    ReviewSheet,
    /// `D-33` 主动公开政府信息移送明细表.
    TransferList,
    /// `D-34` 检索记录.
    SearchRecord,
    /// `D-35` 结案归档目录.
    ClosingContents,
}

impl LetterKind {
    /// Every letter, in the order of the catalogue.
    pub const ALL: [Self; 28] = [
        Self::Registration,
        Self::Receipt,
        Self::CorrectionNotice,
        Self::ReasonsRequest,
        Self::ExtensionNotice,
        Self::ThirdPartyConsultation,
        Self::ThirdPartyAnswer,
        Self::ConsultationNotice,
        Self::ThirdPartyNotice,
        Self::CoMakerConsultation,
        Self::OrganConsultation,
        Self::FeeNotice,
        Self::LapseNotice,
        Self::DeferralNotice,
        Self::DueDayNotice,
        Self::ReplyDisclosed,
        Self::ReplyPartial,
        Self::ReplyRefused,
        Self::ReplyInquiry,
        Self::ReplyUnable,
        Self::ReplyNotProcessed,
        Self::ReplyOther,
        Self::RecordCorrectionReply,
        Self::ServiceReceipt,
        Self::ReviewSheet,
        Self::TransferList,
        Self::SearchRecord,
        Self::ClosingContents,
    ];

    /// Its code in the catalogue, also the stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registration => "D-01",
            Self::Receipt => "D-02",
            Self::CorrectionNotice => "D-03",
            Self::ReasonsRequest => "D-04",
            Self::ExtensionNotice => "D-05",
            Self::ThirdPartyConsultation => "D-06",
            Self::ThirdPartyAnswer => "D-07",
            Self::ConsultationNotice => "D-08",
            Self::ThirdPartyNotice => "D-09",
            Self::CoMakerConsultation => "D-10",
            Self::OrganConsultation => "D-11",
            Self::FeeNotice => "D-12",
            Self::LapseNotice => "D-13",
            Self::DeferralNotice => "D-14",
            Self::DueDayNotice => "D-15",
            Self::ReplyDisclosed => "D-20",
            Self::ReplyPartial => "D-21",
            Self::ReplyRefused => "D-22",
            Self::ReplyInquiry => "D-23",
            Self::ReplyUnable => "D-24",
            Self::ReplyNotProcessed => "D-25",
            Self::ReplyOther => "D-26",
            Self::RecordCorrectionReply => "D-30",
            Self::ServiceReceipt => "D-31",
            Self::ReviewSheet => "D-32",
            Self::TransferList => "D-33",
            Self::SearchRecord => "D-34",
            Self::ClosingContents => "D-35",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The title on the paper.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Registration => "政府信息公开申请登记表",
            Self::Receipt => "政府信息公开申请接收回执",
            Self::CorrectionNotice => "政府信息公开申请补正告知书",
            Self::ReasonsRequest => "政府信息公开申请说明理由告知书",
            Self::ExtensionNotice => "政府信息公开申请延期答复告知书",
            Self::ThirdPartyConsultation => "政府信息公开第三方意见征求书",
            Self::ThirdPartyAnswer => "政府信息公开第三方意见回复单",
            Self::ConsultationNotice => "政府信息公开征求意见告知书",
            Self::ThirdPartyNotice => "政府信息依申请公开告知书",
            Self::CoMakerConsultation => "政府信息公开意见征求书",
            Self::OrganConsultation => "关于征求政府信息公开意见的函",
            Self::FeeNotice => "政府信息公开信息处理费收费通知书",
            Self::LapseNotice => "政府信息公开申请不再处理告知书",
            Self::DeferralNotice => "政府信息公开申请延迟答复告知书",
            Self::DueDayNotice => "政府信息公开申请答复期限变动告知书",
            Self::ReplyDisclosed
            | Self::ReplyPartial
            | Self::ReplyRefused
            | Self::ReplyInquiry
            | Self::ReplyUnable
            | Self::ReplyNotProcessed
            | Self::ReplyOther => "政府信息公开申请答复书",
            Self::RecordCorrectionReply => "更正政府信息记录答复书",
            Self::ServiceReceipt => "送达回证",
            Self::ReviewSheet => "政府信息公开审查呈批单",
            Self::TransferList => "主动公开政府信息移送明细表",
            Self::SearchRecord => "政府信息检索记录",
            Self::ClosingContents => "结案归档目录",
        }
    }

    /// The kind of reply, said behind the title in lists; empty for other letters.
    pub const fn kind_words(self) -> &'static str {
        match self {
            Self::ReplyDisclosed => "予以公开",
            Self::ReplyPartial => "部分公开",
            Self::ReplyRefused => "不予公开",
            Self::ReplyInquiry => "行政查询事项",
            Self::ReplyUnable => "无法提供",
            Self::ReplyNotProcessed => "不予处理",
            Self::ReplyOther => "其他处理",
            Self::Registration
            | Self::Receipt
            | Self::CorrectionNotice
            | Self::ReasonsRequest
            | Self::ExtensionNotice
            | Self::ThirdPartyConsultation
            | Self::ThirdPartyAnswer
            | Self::ConsultationNotice
            | Self::ThirdPartyNotice
            | Self::CoMakerConsultation
            | Self::OrganConsultation
            | Self::FeeNotice
            | Self::LapseNotice
            | Self::DeferralNotice
            | Self::DueDayNotice
            | Self::RecordCorrectionReply
            | Self::ServiceReceipt
            | Self::ReviewSheet
            | Self::TransferList
            | Self::SearchRecord
            | Self::ClosingContents => "",
        }
    }

    /// As a list names it: the title, and for a reply its kind.
    pub fn label(self) -> String {
        match self.kind_words() {
            "" => self.title().to_owned(),
            kind => format!("{}（{kind}）", self.title()),
        }
    }

    /// To whom it goes.
    pub const fn addressee(self) -> Addressee {
        match self {
            Self::Receipt
            | Self::CorrectionNotice
            | Self::ReasonsRequest
            | Self::ExtensionNotice
            | Self::ConsultationNotice
            | Self::FeeNotice
            | Self::LapseNotice
            | Self::DeferralNotice
            | Self::DueDayNotice
            | Self::ReplyDisclosed
            | Self::ReplyPartial
            | Self::ReplyRefused
            | Self::ReplyInquiry
            | Self::ReplyUnable
            | Self::ReplyNotProcessed
            | Self::ReplyOther
            | Self::RecordCorrectionReply => Addressee::Applicant,
            Self::ThirdPartyConsultation | Self::ThirdPartyNotice => Addressee::ThirdParty,
            Self::ThirdPartyAnswer => Addressee::OwnAgency,
            Self::CoMakerConsultation => Addressee::CoMaker,
            Self::OrganConsultation => Addressee::OtherOrgan,
            Self::TransferList => Addressee::ArchivesAndLibraries,
            Self::Registration
            | Self::ServiceReceipt
            | Self::ReviewSheet
            | Self::SearchRecord
            | Self::ClosingContents => Addressee::File,
        }
    }

    /// Whether it carries a document number 文号.
    pub const fn is_numbered(self) -> bool {
        self.addressee().is_outside() && !matches!(self, Self::Receipt | Self::TransferList)
    }

    /// Whether the agency's seal is put on it, so that its use is entered in 用印登记.
    pub const fn is_sealed(self) -> bool {
        self.is_numbered() || matches!(self, Self::TransferList)
    }

    /// Whether it answers an application.
    pub const fn is_reply(self) -> bool {
        !self.kind_words().is_empty()
    }

    /// The outcome whose remedies it names, given the outcome of the case; `None` for a letter that
    /// decides nothing yet and so carries no clause.
    ///
    /// The third party told that information goes out has the free choice, whatever was withheld from the applicant.
    pub const fn remedy_outcome(self, outcome: Outcome) -> Option<Outcome> {
        match self {
            Self::LapseNotice
            | Self::ReplyDisclosed
            | Self::ReplyPartial
            | Self::ReplyRefused
            | Self::ReplyInquiry
            | Self::ReplyUnable
            | Self::ReplyNotProcessed
            | Self::ReplyOther => Some(outcome),
            Self::ThirdPartyNotice => Some(Outcome::Provided),
            Self::RecordCorrectionReply => Some(Outcome::OtherHandling),
            Self::Registration
            | Self::Receipt
            | Self::CorrectionNotice
            | Self::ReasonsRequest
            | Self::ExtensionNotice
            | Self::ThirdPartyConsultation
            | Self::ThirdPartyAnswer
            | Self::ConsultationNotice
            | Self::CoMakerConsultation
            | Self::OrganConsultation
            | Self::FeeNotice
            | Self::DeferralNotice
            | Self::DueDayNotice
            | Self::ServiceReceipt
            | Self::ReviewSheet
            | Self::TransferList
            | Self::SearchRecord
            | Self::ClosingContents => None,
        }
    }

    /// Whether the remedy clause stands in it.
    pub const fn has_remedy_clause(self) -> bool {
        self.remedy_outcome(Outcome::OtherHandling).is_some()
    }

    /// What makes it necessary.
    pub fn basis(self) -> Basis {
        let article = match self {
            Self::Registration | Self::ClosingContents => regulation(45),
            Self::Receipt => regulation(31),
            Self::CorrectionNotice => regulation(30),
            Self::ReasonsRequest | Self::DeferralNotice => regulation(35),
            Self::ExtensionNotice | Self::DueDayNotice => regulation(33).paragraph(2),
            Self::ThirdPartyConsultation | Self::ThirdPartyAnswer | Self::ThirdPartyNotice => regulation(32),
            Self::ConsultationNotice | Self::OrganConsultation => regulation(33).paragraph(3),
            Self::CoMakerConsultation => regulation(34),
            Self::FeeNotice => Article::of(Instrument::FeeRules2020, 6),
            // Both lapses end in it; the fee rules' own is cited by the outcome.
            Self::LapseNotice => regulation(30),
            Self::ReplyDisclosed | Self::ReplyInquiry | Self::ReplyUnable => regulation(36),
            Self::ReplyRefused => regulation(36).item(3),
            Self::ReplyPartial => regulation(37),
            Self::ReplyNotProcessed => regulation(39),
            Self::ReplyOther => regulation(33),
            Self::RecordCorrectionReply => regulation(41),
            Self::ReviewSheet => regulation(17),
            Self::TransferList => regulation(25).paragraph(3),
            Self::SearchRecord => regulation(36).item(4),
            Self::ServiceReceipt => return Basis::Document("国办公开办函〔2016〕235号".to_owned()),
        };
        article.into()
    }

    /// The reply, or for a lapse the notice, that an outcome ends in.
    pub const fn of_outcome(outcome: Outcome) -> Self {
        match outcome.group() {
            OutcomeGroup::Disclosed if matches!(outcome, Outcome::PartiallyDisclosed) => Self::ReplyPartial,
            OutcomeGroup::Disclosed => Self::ReplyDisclosed,
            OutcomeGroup::Refused if matches!(outcome, Outcome::AdministrativeInquiry) => Self::ReplyInquiry,
            OutcomeGroup::Refused => Self::ReplyRefused,
            OutcomeGroup::UnableToProvide => Self::ReplyUnable,
            OutcomeGroup::NotProcessed => Self::ReplyNotProcessed,
            OutcomeGroup::OtherHandling => Self::ReplyOther,
            OutcomeGroup::Lapsed => Self::LapseNotice,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    const fn yes(is: bool) -> &'static str {
        if is { "有" } else { "" }
    }

    #[test]
    fn cases_a_lawyer_signed() {
        let cases = cases::rows(include_str!("../cases/letters.md"));
        let codes: Vec<&str> = cases.iter().map(|case| case.text("编号")).collect();
        assert_eq!(codes, LetterKind::ALL.map(LetterKind::code), "every letter once, in the order of the catalogue");
        for case in &cases {
            let name = case.text("编号");
            let kind = LetterKind::from_code(name).unwrap();
            assert_eq!(kind.label(), case.text("文书"), "{name}");
            assert_eq!(kind.addressee().label(), case.text("给谁"), "{name}");
            assert_eq!(yes(kind.is_numbered()), case.text("文号"), "{name}");
            assert_eq!(yes(kind.is_sealed()), case.text("印章"), "{name}");
            assert_eq!(yes(kind.has_remedy_clause()), case.text("救济途径"), "{name}");
            assert_eq!(kind.basis().to_string(), case.text("依据"), "{name}");
        }
    }

    #[test]
    fn every_outcome_ends_in_a_letter_of_its_own_group() {
        for outcome in Outcome::ALL {
            let letter = LetterKind::of_outcome(outcome);
            assert_eq!(letter.is_reply(), outcome.group() != OutcomeGroup::Lapsed, "{}", outcome.code());
            assert_eq!(letter.remedy_outcome(outcome), Some(outcome), "{}", outcome.code());
        }
        for letter in LetterKind::ALL.into_iter().filter(|letter| letter.is_reply()) {
            assert!(Outcome::ALL.iter().any(|outcome| LetterKind::of_outcome(*outcome) == letter), "{}", letter.code());
        }
    }
}
