//! How published information is sorted: the fifteen items of Article 20, the five stages of
//! openness (五公开), and the public attribute every document is given when it is drafted.

use crate::article::{Article, Instrument};

/// One of the fifteen items that Article 20 of the Regulation tells every organ to publish by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Article20 {
    /// (一) 行政法规、规章和规范性文件
    RulesAndNormativeDocuments,
    /// (二) 机关职能、机构设置、联系方式、负责人姓名
    OrganisationAndContacts,
    /// (三) 规划及相关政策
    Plans,
    /// (四) 统计信息
    Statistics,
    /// (五) 行政许可和其他对外管理服务事项
    LicencesAndServices,
    /// (六) 行政处罚、行政强制
    PenaltiesAndCoercion,
    /// (七) 财政预算、决算
    BudgetAndFinalAccounts,
    /// (八) 行政事业性收费
    AdministrativeFees,
    /// (九) 政府集中采购
    CentralisedProcurement,
    /// (十) 重大建设项目
    MajorConstructionProjects,
    /// (十一) 民生领域的政策、措施
    Livelihood,
    /// (十二) 突发公共事件
    PublicEmergencies,
    /// (十三) 监督检查情况
    SupervisionAndInspection,
    /// (十四) 公务员招考
    CivilServiceRecruitment,
    /// (十五) 其他应当主动公开的政府信息
    OtherByLaw,
}

impl Article20 {
    /// All fifteen, in the order of the article.
    pub const ALL: [Article20; 15] = [
        Article20::RulesAndNormativeDocuments,
        Article20::OrganisationAndContacts,
        Article20::Plans,
        Article20::Statistics,
        Article20::LicencesAndServices,
        Article20::PenaltiesAndCoercion,
        Article20::BudgetAndFinalAccounts,
        Article20::AdministrativeFees,
        Article20::CentralisedProcurement,
        Article20::MajorConstructionProjects,
        Article20::Livelihood,
        Article20::PublicEmergencies,
        Article20::SupervisionAndInspection,
        Article20::CivilServiceRecruitment,
        Article20::OtherByLaw,
    ];

    /// The number of the item, 1 to 15.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The stable code: `20-1` … `20-15`.
    pub fn code(self) -> &'static str {
        match self {
            Article20::RulesAndNormativeDocuments => "20-1",
            Article20::OrganisationAndContacts => "20-2",
            Article20::Plans => "20-3",
            Article20::Statistics => "20-4",
            Article20::LicencesAndServices => "20-5",
            Article20::PenaltiesAndCoercion => "20-6",
            Article20::BudgetAndFinalAccounts => "20-7",
            Article20::AdministrativeFees => "20-8",
            Article20::CentralisedProcurement => "20-9",
            Article20::MajorConstructionProjects => "20-10",
            Article20::Livelihood => "20-11",
            Article20::PublicEmergencies => "20-12",
            Article20::SupervisionAndInspection => "20-13",
            Article20::CivilServiceRecruitment => "20-14",
            Article20::OtherByLaw => "20-15",
        }
    }

    /// The item with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.code() == code)
    }

    /// What a clerk chooses from: short, in the article's order of words.
    pub fn label(self) -> &'static str {
        match self {
            Article20::RulesAndNormativeDocuments => "行政法规、规章和规范性文件",
            Article20::OrganisationAndContacts => "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
            Article20::Plans => "国民经济和社会发展规划、专项规划、区域规划及相关政策",
            Article20::Statistics => "国民经济和社会发展统计信息",
            Article20::LicencesAndServices => "行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
            Article20::PenaltiesAndCoercion => "行政处罚、行政强制的依据、条件、程序以及具有一定社会影响的行政处罚决定",
            Article20::BudgetAndFinalAccounts => "财政预算、决算信息",
            Article20::AdministrativeFees => "行政事业性收费项目及其依据、标准",
            Article20::CentralisedProcurement => "政府集中采购项目的目录、标准及实施情况",
            Article20::MajorConstructionProjects => "重大建设项目的批准和实施情况",
            Article20::Livelihood => "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
            Article20::PublicEmergencies => "突发公共事件的应急预案、预警信息及应对情况",
            Article20::SupervisionAndInspection => "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
            Article20::CivilServiceRecruitment => "公务员招考的职位、名额、报考条件等事项以及录用结果",
            Article20::OtherByLaw => "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
        }
    }

    /// The citation: Article 20 with the item.
    pub fn article(self) -> Article {
        Article::of(Instrument::OgiRegulation2019, 20).item(self.number())
    }

    /// Whether choosing the item obliges the clerk to write down the provision that says so.
    pub fn needs_basis(self) -> bool {
        self == Article20::OtherByLaw
    }
}

/// One of the five stages of openness 五公开.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// 决策公开
    Decision,
    /// 执行公开
    Execution,
    /// 管理公开
    Management,
    /// 服务公开
    Service,
    /// 结果公开
    Result,
}

impl Stage {
    /// All five, in their usual order.
    pub const ALL: [Stage; 5] = [Stage::Decision, Stage::Execution, Stage::Management, Stage::Service, Stage::Result];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Decision => "decision",
            Stage::Execution => "execution",
            Stage::Management => "management",
            Stage::Service => "service",
            Stage::Result => "result",
        }
    }

    /// The stage with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// What a clerk chooses from.
    pub fn label(self) -> &'static str {
        match self {
            Stage::Decision => "决策公开",
            Stage::Execution => "执行公开",
            Stage::Management => "管理公开",
            Stage::Service => "服务公开",
            Stage::Result => "结果公开",
        }
    }
}

/// 公开属性: how a document may reach the public (Art. 13), fixed when it is drafted (源头认定).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PublicAttribute {
    /// 主动公开
    Proactive,
    /// 依申请公开
    UponApplication,
    /// 不予公开
    Withheld,
}

impl PublicAttribute {
    /// All three.
    pub const ALL: [PublicAttribute; 3] =
        [PublicAttribute::Proactive, PublicAttribute::UponApplication, PublicAttribute::Withheld];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            PublicAttribute::Proactive => "proactive",
            PublicAttribute::UponApplication => "upon_application",
            PublicAttribute::Withheld => "withheld",
        }
    }

    /// The attribute with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.code() == code)
    }

    /// What a clerk chooses from.
    pub fn label(self) -> &'static str {
        match self {
            PublicAttribute::Proactive => "主动公开",
            PublicAttribute::UponApplication => "依申请公开",
            PublicAttribute::Withheld => "不予公开",
        }
    }

    /// Whether a reason must be written: disclosure is the norm, everything else explains itself (Art. 5).
    pub fn needs_reason(self) -> bool {
        self != PublicAttribute::Proactive
    }

    /// The articles a reason may rest on.
    pub fn grounds(self) -> &'static [WithholdingGround] {
        match self {
            PublicAttribute::Proactive => &[],
            PublicAttribute::UponApplication | PublicAttribute::Withheld => &WithholdingGround::ALL,
        }
    }
}

/// Why information is not published (Art. 14 to 16): "must not" and "may" are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WithholdingGround {
    /// 依法确定为国家秘密 (Art. 14)
    StateSecret,
    /// 法律、行政法规禁止公开 (Art. 14)
    ProhibitedByLaw,
    /// 危及国家安全、公共安全、经济安全、社会稳定 (Art. 14)
    SecurityAndStability,
    /// 损害第三方合法权益 (Art. 15)
    ThirdPartyRights,
    /// 内部事务信息 (Art. 16(1))
    InternalAffairs,
    /// 过程性信息 (Art. 16(2))
    ProcessInformation,
    /// 行政执法案卷信息 (Art. 16(2))
    EnforcementCaseFile,
}

impl WithholdingGround {
    /// All seven, in the order of the articles.
    pub const ALL: [WithholdingGround; 7] = [
        WithholdingGround::StateSecret,
        WithholdingGround::ProhibitedByLaw,
        WithholdingGround::SecurityAndStability,
        WithholdingGround::ThirdPartyRights,
        WithholdingGround::InternalAffairs,
        WithholdingGround::ProcessInformation,
        WithholdingGround::EnforcementCaseFile,
    ];

    /// What a clerk chooses from.
    pub fn label(self) -> &'static str {
        match self {
            WithholdingGround::StateSecret => "依法确定为国家秘密",
            WithholdingGround::ProhibitedByLaw => "法律、行政法规禁止公开",
            WithholdingGround::SecurityAndStability => "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
            WithholdingGround::ThirdPartyRights => "公开会对第三方合法权益造成损害",
            WithholdingGround::InternalAffairs => "内部事务信息",
            WithholdingGround::ProcessInformation => "过程性信息",
            WithholdingGround::EnforcementCaseFile => "行政执法案卷信息",
        }
    }

    /// The citation.
    pub fn article(self) -> Article {
        match self {
            WithholdingGround::StateSecret
            | WithholdingGround::ProhibitedByLaw
            | WithholdingGround::SecurityAndStability => Article::of(Instrument::OgiRegulation2019, 14),
            WithholdingGround::ThirdPartyRights => Article::of(Instrument::OgiRegulation2019, 15),
            WithholdingGround::InternalAffairs => Article::of(Instrument::OgiRegulation2019, 16).paragraph(1),
            WithholdingGround::ProcessInformation | WithholdingGround::EnforcementCaseFile => {
                Article::of(Instrument::OgiRegulation2019, 16).paragraph(2)
            }
        }
    }

    /// Whether the organ may weigh (Art. 16, "可以不予公开") or must refuse (Art. 14 and 15).
    pub fn is_discretionary(self) -> bool {
        matches!(
            self,
            WithholdingGround::InternalAffairs
                | WithholdingGround::ProcessInformation
                | WithholdingGround::EnforcementCaseFile
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_items_cite_their_article() {
        for item in Article20::ALL {
            assert_eq!(Article20::parse(item.code()), Some(item));
            assert_eq!(item.code(), format!("20-{}", item.number()));
        }
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.code()), Some(stage));
        }
        for attribute in PublicAttribute::ALL {
            assert_eq!(PublicAttribute::parse(attribute.code()), Some(attribute));
        }
        assert_eq!(
            Article20::CivilServiceRecruitment.article().to_string(),
            "《政府信息公开条例》第二十条第（十四）项"
        );
        assert_eq!(Article20::parse("20-16"), None);
    }

    #[test]
    fn only_article_16_is_discretionary() {
        for ground in WithholdingGround::ALL {
            assert_eq!(ground.is_discretionary(), ground.article().number() == 16, "{ground:?}");
        }
    }
}
