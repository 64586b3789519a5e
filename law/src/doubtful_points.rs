//! What the law leaves open, in one visible list: the question, what was decided here, and where a
//! lawyer or a setting can change it. Nothing else in this crate decides an open point silently.

/// A point on which the texts are silent or could not be read in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoubtfulPoint {
    /// A stable key.
    pub key: &'static str,
    /// The question, in Chinese.
    pub question: &'static str,
    /// What is done meanwhile, in Chinese.
    pub decided: &'static str,
    /// Where in the code the decision stands.
    pub stands_in: &'static str,
}

/// Every doubtful point of the rules that are built.
pub const DOUBTFUL_POINTS: [DoubtfulPoint; 7] = [
    DoubtfulPoint {
        key: "calendar/unknown-year",
        question: "国务院办公厅尚未公布节假日安排的年份，期限如何计算",
        decided: "暂按周末推算并标明暂定，公布后重新计算",
        stands_in: "calendar",
    },
    DoubtfulPoint {
        key: "calendar/announced-year",
        question: "如何判断某年的节假日安排已经公布",
        decided: "日历中列有该年10月1日放假的，视为已经公布",
        stands_in: "calendar",
    },
    DoubtfulPoint {
        key: "disclosure/repost",
        question: "转载的信息是否适用第二十六条的期限",
        decided: "不适用，由原发布机关负责；转载应写明来源",
        stands_in: "disclosure_due",
    },
    DoubtfulPoint {
        key: "disclosure/dual-publicity",
        question: "双公示的7个工作日与第二十六条的20个工作日如何并用",
        decided: "按较短的7个工作日提示是否逾期",
        stands_in: "disclosure_due",
    },
    DoubtfulPoint {
        key: "report/amount-unit",
        question: "2019年格式的采购总金额没有印单位，应理解为元还是万元",
        decided: "只提示没有单位，并说明数字本身像哪个单位；本平台生成的报告一律写明万元",
        stands_in: "annual_report::checks::plausibility",
    },
    DoubtfulPoint {
        key: "report/close-breakdown",
        question: "文字所列分项之和略小于总数，是漏列还是笔误",
        decided: "差额不超过总数的二十分之一的，提示不一致；更大的视为没有全部列出，不作判断",
        stands_in: "annual_report::checks::text_figures",
    },
    DoubtfulPoint {
        key: "report/rules-of-a-city",
        question: "“某市人民政府”是否有权制定规章，从名称看不出",
        decided: "不作判断；由使用者在机关设置中写明",
        stands_in: "annual_report::agency_kind",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique() {
        for (index, point) in DOUBTFUL_POINTS.iter().enumerate() {
            assert!(DOUBTFUL_POINTS[..index].iter().all(|other| other.key != point.key), "{}", point.key);
        }
    }
}
