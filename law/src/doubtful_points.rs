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
pub const DOUBTFUL_POINTS: [DoubtfulPoint; 37] = [
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
        key: "receipt/before-confirmation",
        question: "互联网渠道、传真、平常信函在双方确认之前，期限如何提醒",
        decided: "从到达之日提醒；确认晚于到达的，两个日期都显示，以较早的提醒",
        stands_in: "received",
    },
    DoubtfulPoint {
        key: "receipt/oral",
        question: "口头申请以哪一日为收到申请之日",
        decided: "以代填的申请表经申请人确认之日为准",
        stands_in: "received",
    },
    DoubtfulPoint {
        key: "receipt/contradictory",
        question: "登记的签收或者确认之日早于提交之日",
        decided: "以较早之日为准并提示核对",
        stands_in: "received",
    },
    DoubtfulPoint {
        key: "clock/transition",
        question: "2019年5月15日前后跨越新旧条例的申请，适用哪一部",
        decided: "按收到申请之日；补正、缴费在其后的不改变",
        stands_in: "reply_due",
    },
    DoubtfulPoint {
        key: "clock/old-law-consultation",
        question: "2007年的条例只规定征求第三方意见的时间不计入，也没有规定第三方的答复期限",
        decided: "各种征求意见都扣除，最长按15个工作日",
        stands_in: "reply_due::consultation",
    },
    DoubtfulPoint {
        key: "clock/consultation-days",
        question: "征求意见“所需时间”从哪一日算到哪一日",
        decided: "发出之日照常计入，自次日起至收到意见之日止不计入；逾期未答复的至第15个工作日止",
        stands_in: "reply_due::consultation",
    },
    DoubtfulPoint {
        key: "clock/asked-on-the-last-day",
        question: "期限最后一日才发出征求意见书的，期限是否还延续",
        decided: "延续，至等待意见的最后一个工作日届满",
        stands_in: "reply_due::consultation",
    },
    DoubtfulPoint {
        key: "clock/asked-before-a-restart",
        question: "期限重新计算之前发出的征求意见书，如何扣除",
        decided: "只扣除重新起算之后的部分，并写明",
        stands_in: "reply_due::consultation",
    },
    DoubtfulPoint {
        key: "clock/returned-letter",
        question: "征求意见书未能送达的，扣除到哪一日",
        decided: "至退回之日止；送达日不明的自发出之日计，最长15个工作日",
        stands_in: "reply_due::consultation",
    },
    DoubtfulPoint {
        key: "clock/extension-after-restart",
        question: "补正或者缴费后期限重新计算的，是否可以再次延长",
        decided: "可以，每次起算延长一次",
        stands_in: "reply_due::may",
    },
    DoubtfulPoint {
        key: "clock/correction-period",
        question: "补正的合理期限是多长",
        decided: "机关没有另行确定的，自收到告知起15个工作日",
        stands_in: "reply_due::limits",
    },
    DoubtfulPoint {
        key: "clock/fee-before-the-rules",
        question: "登记了2021年1月1日以前的信息处理费缴费日的，期限如何计算",
        decided: "按登记推算，并提示当时没有这项收费",
        stands_in: "reply_due",
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
        key: "report/decisions-of-both-forms",
        question: "2019年格式的“处理决定数量”与2021年格式的“本年处理决定数量”是否同一口径",
        decided: "视为口径不同（前者列在主动公开的事项之下，后者包括依法不公开的决定），并列但不比较、不相加",
        stands_in: "annual_report::definition",
    },
    DoubtfulPoint {
        key: "report/jump",
        question: "与上年相比变动超过百分之五十，多小的数字可以不问",
        decided: "相差不足10件（金额不足10万元）的不提示；总数已经提示的，不再逐项提示",
        stands_in: "annual_report::compare",
    },
    DoubtfulPoint {
        key: "report/repetition",
        question: "与上年文字相同到什么程度算“内容雷同”",
        decided: "数字和标点之外，第五部分有一半、第一部分有七成与上年相同或者基本相同的，提示警告",
        stands_in: "annual_report::checks::stale",
    },
    DoubtfulPoint {
        key: "report/rules-of-a-city",
        question: "“某市人民政府”是否有权制定规章，从名称看不出",
        decided: "不作判断；由使用者在机关设置中写明",
        stands_in: "annual_report::agency_kind",
    },
    DoubtfulPoint {
        key: "outcome/confirm-or-reissue",
        question: "要求确认或者重新出具已获取的信息，没有条文明确规定如何处理，依据哪一条",
        decided: "依据第二条、第三十八条，说明不是申请公开现有信息",
        stands_in: "outcome",
    },
    DoubtfulPoint {
        key: "outcome/2007-articles",
        question: "2019年5月15日以前收到的申请，内部事务、过程性信息等情形没有对应的条文，依据什么",
        decided: "不列条文，由经办人写明理由",
        stands_in: "outcome",
    },
    DoubtfulPoint {
        key: "remedy/partial",
        question: "部分公开的，救济途径如何写",
        decided: "未公开部分都依据第十四条至第十六条的，写复议前置；部分依据的，分别写明；都不依据的，写可以选择",
        stands_in: "remedy",
    },
    DoubtfulPoint {
        key: "remedy/administrative-inquiry",
        question: "行政查询事项是否属于应当先申请复议的不予公开",
        decided: "不属于，可以选择",
        stands_in: "remedy",
    },
    DoubtfulPoint {
        key: "remedy/silence",
        question: "逾期不答复的，应当先申请复议还是可以直接起诉",
        decided: "不写条款；起诉期限按答复期限届满之日起6个月提示",
        stands_in: "remedy::term",
    },
    DoubtfulPoint {
        key: "remedy/before-the-interpretation",
        question: "2024年1月1日至2025年5月31日之间，无法提供、不予处理是否应当先申请复议",
        decided: "按文义只有不予公开须先申请复议，其余可以选择",
        stands_in: "remedy",
    },
    DoubtfulPoint {
        key: "service/electronic",
        question: "电子送达以哪一日为准",
        decided: "以向申请人指定的系统发送成功之日为准",
        stands_in: "remedy::service",
    },
    DoubtfulPoint {
        key: "service/left-or-public-notice",
        question: "留置送达、公告送达时，机关的期限以哪一日为准",
        decided: "以留置之日、公告发布之日为准",
        stands_in: "remedy::service",
    },
    DoubtfulPoint {
        key: "remedy/ten-days-before-2024",
        question: "2024年以前复议答复的10日是工作日还是自然日",
        decided: "按自然日，届满之日是休息日的顺延",
        stands_in: "remedy::term",
    },
    DoubtfulPoint {
        key: "request/period",
        question: "更正政府信息记录、主动公开建议的答复期限",
        decided: "参照第三十三条第二款，20个工作日",
        stands_in: "request_due",
    },
    DoubtfulPoint {
        key: "fee/page",
        question: "信息处理费按量计收的“页”如何计算",
        decided: "单面、不超过A4幅面的一面为一页，按单件申请计，不跨申请累计",
        stands_in: "fee",
    },
    DoubtfulPoint {
        key: "fee/month",
        question: "按件计收的“一个自然月”按哪个日期归属",
        decided: "按收到申请之日",
        stands_in: "fee",
    },
    DoubtfulPoint {
        key: "review/results",
        question: "表四“结果维持、结果纠正、其他结果”如何归类",
        decided: "维持、驳回请求为维持；撤销、变更、确认违法或者无效、责令（判决）履行为纠正；其余为其他结果",
        stands_in: "review_case",
    },
    DoubtfulPoint {
        key: "review/second-instance",
        question: "二审、再审跨年度的案件如何计",
        decided: "上诉未审结的计入尚未审结；次年才上诉的，原年度不改，次年再计",
        stands_in: "review_case",
    },
    DoubtfulPoint {
        key: "review/third-party-notice",
        question: "给第三方的决定公开告知书写何种救济途径",
        decided: "第三方可以申请行政复议，也可以直接起诉",
        stands_in: "letter",
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
