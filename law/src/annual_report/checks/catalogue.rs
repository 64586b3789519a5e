//! The list of rules: what each asks, how grave a breach is, and what it rests on. `K-…` are the
//! relations of the official form and its practice; `I…` are oddities first met in a real report;
//! `P-…` weigh plausibility; `T-…` find
//! words left standing from earlier years, `D-…` mark changes of definition. The official relation is printed in the corner of table three.

use super::Severity;
use crate::article::{Article, Basis, Instrument};

macro_rules! rules {
    ($($variant:ident, $code:literal, $severity:ident, $title:literal, $expectation:literal;)*) => {
        /// A rule of the checker.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $title] $variant,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            /// The id of the rule.
            pub fn code(self) -> &'static str {
                match self { $(Rule::$variant => $code,)* }
            }

            /// What the rule is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Rule::$variant => $title,)* }
            }

            /// What is expected, and why.
            pub fn expectation(self) -> &'static str {
                match self { $(Rule::$variant => $expectation,)* }
            }

            /// How grave a breach is, unless the check says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Rule::$variant => Severity::$severity,)* }
            }
        }
    };
}

rules! {
    K01, "K-01", Error, "表三：新收加结转等于办结加结转下年",
        "表三左上角的勾稽关系：第一项加第二项之和，等于第三项加第四项之和，每一列都应成立。";
    K02, "K-02", Error, "表三：各项办理结果之和等于总计",
        "“（七）总计”应等于（一）至（六）各行之和，每一列都应成立。";
    K03, "K-03", Error, "表三：各类申请人之和等于总计",
        "每一行的“总计”应等于自然人与五类法人或其他组织之和。";
    K04, "K-04", Error, "表三、表四：应为非负整数",
        "申请和案件的件数只能是零或者正整数。";
    K05, "K-05", Warning, "一个数被拆在相邻两格",
        "每行应有与表头相同数量的数；多出的一格可能是一个数被拆成两格。";
    K10, "K-10", Error, "表四：各项结果之和等于总计",
        "每组的“总计”应等于结果维持、结果纠正、其他结果、尚未审结之和。";
    K11, "K-11", Warning, "有复议案件而两年均无办理结果",
        "行政复议针对办理结果提起；本年和上年都没有办理结果的，应说明复议从何而来。";
    K12, "K-12", Warning, "未经复议直接起诉的案件",
        "2024年起，对不予公开决定不服的应当先申请行政复议；直接起诉的案件不应多于两年内其他各类办理结果的件数。";
    K20, "K-20", Error, "表二：应为非负整数",
        "除“本年增/减”可以为负以外，件数为非负整数，金额不为负。";
    K21, "K-21", Warning, "表二：现行有效件数与上年衔接",
        "现行有效件数应等于上一年度现行有效件数加本年制发、减本年废止；自动失效、机构改革等情形应说明。";
    K22, "K-22", Warning, "表二：上一年项目数量与上年衔接",
        "上一年项目数量应等于上一年度报告所写的上一年项目数量加其本年增/减；机构改革、清单调整等情形应说明。";
    K23, "K-23", Error, "表二：行内关系",
        "上一年项目数量加本年增/减不应小于零；本年新公开数量不应大于对外公开总数量。";
    K24, "K-24", Error, "表二：规章应为零",
        "只有国务院部门和省、设区的市、自治州人民政府可以制定规章，其他机关“规章”一行应为零（《立法法》）。";
    K25, "K-25", Warning, "表二与本机关台账",
        "许可、处罚件数应与双公示台账一致，作出的决定应有公开的；有收费金额的，收费目录中应有收费项目。";
    K30, "K-30", Error, "上年结转与上一年度报告",
        "每一列的上年结转都应等于上一年度报告的结转下年度；机构改革等使两数不等的，应写明理由。";
    K31, "K-31", Warning, "尚未审结的案件应延续到本年",
        "上一年度尚未审结的案件，本年应列入某一结果或者仍为尚未审结。";
    K32, "K-32", Warning, "与上一年度相比变动超过一半",
        "与上一年度报告口径相同的数字，变动超过百分之五十且不止几件的，应说明原因。";
    K40, "K-40", Error, "收到申请数：文字与表三",
        "总体情况中收到申请的件数应与表三“本年新收”总计一致；写明未收到的，表三应为零。";
    K41, "K-41", Warning, "办理情况：文字与表三",
        "总体情况中答复、结转以及各类结果的件数和占比应与表三一致。";
    K42, "K-42", Warning, "复议、诉讼：文字与表四",
        "总体情况中行政复议、行政诉讼的件数和结果应与表四一致。";
    K43, "K-43", Warning, "规章、规范性文件：文字与表二",
        "总体情况中制作或者公开规章、规范性文件的件数应与表二一致。";
    K44, "K-44", Warning, "文字中的分项与总数",
        "文字中列出的各分项之和应等于总数。";
    K45, "K-45", Error, "信息处理费说明",
        "第六部分应说明收取信息处理费的情况，没有收取的也应写明（国办函〔2020〕109号，自2021年起）。";
    K46, "K-46", Warning, "问题和改进情况",
        "第五部分应既写存在的主要问题，也写改进情况。";
    K47, "K-47", Warning, "年份、统计期限和六个部分",
        "标题写明年份，统计期限为该年1月1日至12月31日，六个部分齐全、顺序和名称与格式一致。";
    K48, "K-48", Warning, "占位文字和个人信息",
        "公布的报告不应留有占位文字，也不应出现身份证号码、手机号码等个人信息。";
    K49, "K-49", Error, "公布时间",
        "政府部门应在1月31日前公布上一年度报告，地方政府的年度报告应在3月31日前公布。";
    I1, "I1", Warning, "推送次数与发布条数",
        "平均每月次数乘以12与全年条数相差较大：若“次”指一次推送、“条”指一篇文章，二者可以并存，应写明。";
    I2, "I2", Remark, "账号合并后的统计口径",
        "年内有账号合并的，应说明全年数字是否包括被合并的账号。";
    I3, "I3", Remark, "累计数与本年数",
        "“目前”“截至”之后的数字是累计还是本年，应写明，否则不能与本年数字比较。";
    I4, "I4", Remark, "同一事项的两个数字",
        "同一事项在不同段落使用不同单位的，应说明是否重叠，不能相加。";
    I5, "I5", Remark, "发布与更新混合",
        "总数写作“发布”而分项中有“更新”的，应说明总数包括更新。";
    I8, "I8", Remark, "表格被分页拆开",
        "表格应在同一表内连续；读取时已按行名续接。";
    I9, "I9", Remark, "采购总金额没有单位",
        "格式没有印单位，应写明是元还是万元。";
    I10, "I10", Warning, "表四数值个数",
        "表四共十五个数：行政复议、未经复议直接起诉、复议后起诉各五个。";
    I11, "I11", Remark, "表格列错位",
        "表头与数据的列应一一对应；读取时已按数值的位置对齐。";
    I13, "I13", Remark, "约数",
        "“余”“突破”等是约数，实际值不小于所写数字；不能与准确数字直接比较。";
    I14, "I14", Remark, "政策信息与规范性文件",
        "政策信息可以是转载上级文件或者解读，不一定是本机关规范性文件；应分别统计。";
    I16, "I16", Remark, "机关名称",
        "标题应写明机关全称。";
    D01, "D-01", Remark, "两种格式口径不同",
        "2019年格式与2021年格式中口径不同的数字不能比较，前后相差不是差错。";
    T01, "T-01", Warning, "沿用以前年度的文字",
        "改进措施应针对以后的工作，各部分应写报告年度的情况；年份仍为以前年度的，多半是沿用了旧稿。";
    P01, "P-01", Remark, "有事项而没有处理决定",
        "有事项而全年没有处理决定可以成立，公布前宜核实。";
    P02, "P-02", Warning, "有处理决定而没有事项",
        "处理决定依据事项作出；事项数量为零时不应有处理决定。";
    P03, "P-03", Warning, "采购项目数与金额",
        "采购项目数量与采购总金额应同为零或者同不为零。";
    P04, "P-04", Warning, "采购金额的数量级",
        "金额的数量级与所写单位不相称，可能写错了单位。";
    P05, "P-05", Warning, "表二：制发多于现行有效与废止之和",
        "本年制发的文件年末或者现行有效，或者已经废止；制发件数不应多于现行有效与本年废止之和。";
    R01, "R-01", Warning, "数字连写无法拆分",
        "数字之间的分隔已经丢失；不能确定拆法时不作猜测，请查看原文。";
    R02, "R-02", Warning, "没有找到的表格或行",
        "报告应包含表二、表三、表四的全部各行。";
    R03, "R-03", Remark, "格式混用、修订痕迹等读取说明",
        "读取时怎样对待混用的格式、修订痕迹和丢失的行名，应当写明，供与原文核对。";
}

/// The official form of 2019, whose corner note and headings the relations come from.
const FORM_2019: &str = "国办公开办函〔2019〕60号";

/// The form of 2021, which defines some figures anew.
const FORM_2021: &str = "国办公开办函〔2021〕30号";

impl Rule {
    /// Whether a breach may stand with a written reason although it is an error: a cause outside the tables, such as a
    /// reform of institutions, can be right.
    pub fn yields_to_a_reason(self) -> bool {
        matches!(self, Rule::K30)
    }

    /// Whether the rule asks about words and not about figures.
    pub(super) fn is_about_words(self) -> bool {
        matches!(self, Rule::K45 | Rule::K46 | Rule::K47 | Rule::K48 | Rule::T01)
    }

    /// What the rule rests on.
    pub fn basis(self) -> Basis {
        let content = |item| Article::of(Instrument::OgiRegulation2019, 50).item(item).into();
        match self {
            Rule::K01 | Rule::K02 | Rule::K03 | Rule::K04 | Rule::K10 | Rule::K20 | Rule::K23 | Rule::K47 => {
                Basis::Document(FORM_2019.to_owned())
            }
            Rule::I8 | Rule::I10 | Rule::I11 | Rule::K05 | Rule::R01 | Rule::R02 | Rule::R03 => {
                Basis::Document(FORM_2019.to_owned())
            }
            Rule::K24 => Basis::Document("《立法法》关于规章制定权限的规定".to_owned()),
            Rule::K12 => Article::of(Instrument::ReconsiderationLaw2023, 23).into(),
            Rule::K25 | Rule::P05 => content(1),
            Rule::K49 => Article::of(Instrument::OgiRegulation2019, 49).into(),
            Rule::D01 => Basis::Document(FORM_2021.to_owned()),
            Rule::K43 => content(1),
            Rule::K40 | Rule::K41 => content(2),
            Rule::K11 | Rule::K42 => content(3),
            Rule::K46 | Rule::T01 => content(4),
            Rule::K45 => Basis::Document("国办函〔2020〕109号".to_owned()),
            Rule::K48 => Article::of(Instrument::OgiRegulation2019, 17).into(),
            Rule::K21 | Rule::K22 | Rule::K30 | Rule::K31 | Rule::K32 => {
                Basis::Convention("上一年度报告与本年度报告的数据应当前后衔接")
            }
            Rule::K44
            | Rule::I1
            | Rule::I2
            | Rule::I3
            | Rule::I4
            | Rule::I5
            | Rule::I9
            | Rule::I13
            | Rule::I14
            | Rule::I16
            | Rule::P01
            | Rule::P02
            | Rule::P03
            | Rule::P04 => Basis::Convention("数据准确、前后一致，供核对时参考"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        for (index, rule) in Rule::ALL.iter().enumerate() {
            assert!(Rule::ALL[..index].iter().all(|other| other.code() != rule.code()), "{}", rule.code());
        }
    }

    /// The page a lawyer reads and signs says what the program does. On a difference the page as it
    /// should be is printed.
    #[test]
    fn the_signed_list_of_rules_is_this_one() {
        let signed = include_str!("../../../cases/report_rules.md");
        let table: Vec<String> = Rule::ALL
            .iter()
            .map(|rule| {
                let severity = rule.severity().word();
                let (title, expected, basis) = (rule.title(), rule.expectation(), rule.basis());
                format!("| {} | {severity} | {title} | {expected} | {basis} |", rule.code())
            })
            .collect();
        let rows: Vec<&str> = signed.lines().filter(|line| line.starts_with("| ") && !line.contains("编号")).collect();
        assert!(rows == table, "cases/report_rules.md should hold:\n{}", table.join("\n"));
    }
}
