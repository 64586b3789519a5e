//! What Article 20 lists, the five stages of openness, and the public attribute every official document gets.

/// One of the fifteen items of Article 20 of the Regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Article20(u8);

/// The items in the Article's order, in its words shortened.
const ARTICLE_20: [&str; 15] = [
    "行政法规、规章和规范性文件",
    "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
    "国民经济和社会发展规划、专项规划、区域规划及相关政策",
    "国民经济和社会发展统计信息",
    "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
    "实施行政处罚、行政强制的依据、条件、程序以及具有一定社会影响的行政处罚决定",
    "财政预算、决算信息",
    "行政事业性收费项目及其依据、标准",
    "政府集中采购项目的目录、标准及实施情况",
    "重大建设项目的批准和实施情况",
    "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
    "突发公共事件的应急预案、预警信息及应对情况",
    "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
    "公务员招考的职位、名额、报考条件等事项以及录用结果",
    "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
];

impl Article20 {
    /// Every item in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=15).map(Self)
    }

    /// The item of this number, 1 to 15.
    #[must_use]
    pub const fn new(item: u8) -> Option<Self> {
        if item >= 1 && item <= 15 { Some(Self(item)) } else { None }
    }

    /// Reads `20-7`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        code.strip_prefix("20-")?.parse().ok().and_then(Self::new)
    }

    /// The item's number.
    #[must_use]
    pub const fn item(self) -> u8 {
        self.0
    }

    /// `20-7`.
    #[must_use]
    pub fn code(self) -> String {
        format!("20-{}", self.0)
    }

    /// What the item covers, shortened.
    #[must_use]
    pub fn label(self) -> &'static str {
        ARTICLE_20[usize::from(self.0) - 1]
    }
}

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every one, in the customary order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stored name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The Chinese name.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// From the stored name.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

coded! {
    /// 五公开: the stage of the work that the information belongs to.
    Stage {
        /// Decisions.
        Decision = "decision", "决策公开";
        /// Execution.
        Execution = "execution", "执行公开";
        /// Management.
        Management = "management", "管理公开";
        /// Service.
        Service = "service", "服务公开";
        /// Results.
        Result = "result", "结果公开";
    }
}

coded! {
    /// 公开属性, fixed when the document is drafted (源头认定).
    PublicAttribute {
        /// To be published on the agency's own motion.
        Proactive = "proactive", "主动公开";
        /// Given to who applies.
        OnApplication = "on_application", "依申请公开";
        /// Not to be disclosed.
        NotDisclosed = "not_disclosed", "不予公开";
    }
}
