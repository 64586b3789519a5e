//! The six sections of the report, with their official titles.

/// The six sections, in their official order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReportSection {
    /// 一、总体情况: the narrative.
    Overview,
    /// 二、主动公开政府信息情况: table two.
    ProactiveDisclosure,
    /// 三、收到和处理政府信息公开申请情况: table three.
    Applications,
    /// 四、政府信息公开行政复议、行政诉讼情况: table four.
    ReviewAndLitigation,
    /// 五、存在的主要问题及改进情况.
    ProblemsAndImprovements,
    /// 六、其他需要报告的事项.
    OtherMatters,
}

impl ReportSection {
    /// All six, in order.
    pub const ALL: [ReportSection; 6] = [
        ReportSection::Overview,
        ReportSection::ProactiveDisclosure,
        ReportSection::Applications,
        ReportSection::ReviewAndLitigation,
        ReportSection::ProblemsAndImprovements,
        ReportSection::OtherMatters,
    ];

    /// The numeral of the section: `一` … `六`.
    pub fn numeral(self) -> &'static str {
        ["一", "二", "三", "四", "五", "六"][self as usize]
    }

    /// The official title without its numeral.
    pub fn title(self) -> &'static str {
        match self {
            ReportSection::Overview => "总体情况",
            ReportSection::ProactiveDisclosure => "主动公开政府信息情况",
            ReportSection::Applications => "收到和处理政府信息公开申请情况",
            ReportSection::ReviewAndLitigation => "政府信息公开行政复议、行政诉讼情况",
            ReportSection::ProblemsAndImprovements => "存在的主要问题及改进情况",
            ReportSection::OtherMatters => "其他需要报告的事项",
        }
    }

    /// The heading as printed: `一、总体情况`.
    pub fn heading(self) -> String {
        format!("{}、{}", self.numeral(), self.title())
    }

    /// Whether a heading (without numeral) is the official title or a variant in common use.
    pub fn accepts(self, heading: &str) -> bool {
        let kept: String =
            heading.chars().filter(|character| !character.is_whitespace() && *character != '、').collect();
        let official: String = self.title().chars().filter(|character| *character != '、').collect();
        kept == official || self.variants().contains(&kept.as_str())
    }

    fn variants(self) -> &'static [&'static str] {
        match self {
            ReportSection::ReviewAndLitigation => &[
                "因政府信息公开工作被申请行政复议提起行政诉讼情况",
                "因政府信息公开工作被申请行政复议和提起行政诉讼情况",
                "政府信息公开行政复议和行政诉讼情况",
            ],
            ReportSection::ProblemsAndImprovements => &[
                "政府信息公开工作存在的主要问题及改进情况",
                "存在问题及改进情况",
                "存在的问题及改进情况",
                "政府信息公开工作存在的问题及改进情况",
            ],
            ReportSection::Overview
            | ReportSection::ProactiveDisclosure
            | ReportSection::Applications
            | ReportSection::OtherMatters => &[],
        }
    }
}
