//! What a figure counts, from the words around it. Where the words do not say it plainly the notion
//! is `Other`, and nothing is compared: a false alarm is as bad as a miss.

use law::annual_report::{Notion, Scope, TableThreeGroup, TableThreeRow};

/// The words around a figure.
pub(super) struct Context {
    /// From the clause's beginning, or the previous figure, to the figure.
    pub before: String,
    /// From the figure to the end of its clause.
    pub behind: String,
    /// The whole sentence.
    pub sentence: String,
    /// From the sentence's beginning to the figure.
    pub lead: String,
    /// From the numbered item's beginning to the figure.
    pub item: String,
    /// The unit word.
    pub unit: &'static str,
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

const CASE_UNITS: [&str; 7] = ["件", "条", "份", "宗", "起", "个", "次"];

/// What the figure counts.
pub(super) fn notion(context: &Context) -> Notion {
    let counts_cases = CASE_UNITS.contains(&context.unit);
    let found = if counts_cases { review(context).or_else(|| application(context)) } else { None };
    found
        .or_else(|| document(context))
        .or_else(|| account(context))
        .or_else(|| platform(context))
        .unwrap_or(Notion::Other)
}

/// Cases against the organ because of disclosure. What the organ itself hears or handles for others is not.
fn review(context: &Context) -> Option<Notion> {
    let before = &context.before;
    let (reconsideration, suit) = (before.contains("复议"), before.contains("诉讼") || before.contains("起诉"));
    if reconsideration == suit || !["件", "起", "宗", "次"].contains(&context.unit) {
        return (reconsideration || suit).then_some(Notion::Other);
    }
    let about_disclosure = has(&context.item, &["信息公开", "政务公开"]) || has(&context.sentence, &["信息公开"]);
    let hears = has(before, &["审理", "审结", "办理", "办结", "代理", "应诉指导", "受理", "立案"]);
    let narrower = has(before, &["直接", "复议后", "维持", "纠正", "撤销", "驳回"]);
    if !about_disclosure || hears || narrower {
        return Some(Notion::Other);
    }
    // Words of filing speak of this year's cases; the table also counts those that last year left open.
    let newly = has(before, &["新收", "新增", "新发生", "新立", "被申请", "被提起", "提起", "发生", "引发"]);
    Some(if reconsideration { Notion::Reconsiderations { newly } } else { Notion::Suits { newly } })
}

fn application(context: &Context) -> Option<Notion> {
    // The sentence, or the item it stands in, must speak of applications for information.
    let here = has(&context.sentence, &["信息公开申请", "依申请", "公开申请", "申请公开", "信息公开的申请"]);
    let around = has(&context.item, &["信息公开申请", "依申请公开"]);
    if !(here || around) || has(&context.before, &["法律援助", "许可", "信访件", "咨询", "公证", "报名"])
    {
        return None;
    }
    // "共收到70件申请" under the heading of applications speaks of them as plainly.
    let speaks = here || context.behind.starts_with("申请") || has(&context.lead, &["件申请"]);
    outcome(context).map(Notion::Outcome).or_else(|| handling(context, speaks))
}

fn handling(context: &Context, sentence_speaks: bool) -> Option<Notion> {
    let (before, behind) = (&context.before, &context.behind);
    let next_year = ["下年", "下一年", "次年", "明年", "下转"];
    let moved = ["结转", "顺延", "转入", "延至", "转下", "转至"];
    if [before, behind].into_iter().any(|words| has(words, &moved) && has(words, &next_year)) {
        return Some(Notion::CarriedOver);
    }
    if has(before, &["上年", "上一年", "去年"]) && has(before, &["结转", "转入", "遗留"]) {
        return Some(Notion::CarriedIn);
    }
    if !sentence_speaks {
        return None;
    }
    let in_part =
        ["未答复", "未办结", "延期", "当场", "书面", "电话", "口头", "邮寄", "邮件", "信函", "网上", "网络", "当面"];
    if counts_applications(before, &["答复", "办结", "办理完毕"]) && !has(before, &in_part) {
        return Some(Notion::Answered);
    }
    let by_channel = ["网上", "网络", "在线", "信函", "邮寄", "当面", "现场", "邮件", "传真", "来信", "平台"];
    // Two channels and a sum over them are no part.
    let channels = by_channel.iter().filter(|channel| before.contains(**channel)).count();
    let all_channels = channels > 1 && has(before, &["共计", "合计", "总计", "各类"]);
    let received = ["收到", "受理", "接收", "新收", "收悉"];
    if counts_applications(before, &received) && (channels == 0 || all_channels) {
        return Some(Notion::Received { newly: has(before, &["新收", "新增"]) });
    }
    None
}

/// Whether what stands between the verb and the figure is applications or nothing: 受理群众来信 counts something else,
/// although its sentence goes on to speak of applications.
fn counts_applications(before: &str, verbs: &[&str]) -> bool {
    let behind_verb = verbs.iter().filter_map(|verb| before.rfind(verb).map(|at| at + verb.len())).max();
    behind_verb.is_some_and(|at| {
        let rest = before[at..].trim_matches(|character| "到共计总合了约各类完毕数量件为：:，,有".contains(character));
        rest.is_empty() || has(rest, &["申请", "公开"])
    })
}

/// The rows of table three that the words before a figure name.
fn outcome(context: &Context) -> Option<Vec<TableThreeRow>> {
    let before = &context.before;
    let mut rows: Vec<TableThreeRow> = Vec::new();
    if has(before, &["予以公开", "同意公开", "全部公开"]) {
        rows.push(TableThreeRow::Disclosed);
    }
    if before.contains("部分公开") {
        rows.push(TableThreeRow::PartiallyDisclosed);
    }
    if !rows.is_empty() {
        return Some(rows);
    }
    if before.contains("无法提供") {
        // "因不掌握等原因" names a reason among others: the whole group.
        let only_not_held = before.contains("不掌握") && !before.contains('等');
        return Some(if only_not_held {
            vec![TableThreeRow::NotHeld]
        } else {
            TableThreeGroup::UnableToProvide.rows().to_vec()
        });
    }
    if before.contains("不予公开") {
        return Some(TableThreeGroup::Refused.rows().to_vec());
    }
    if before.contains("不予处理") {
        return Some(TableThreeGroup::NotProcessed.rows().to_vec());
    }
    if before.contains("其他处理") {
        return Some(vec![TableThreeRow::OtherHandling]);
    }
    None
}

fn document(context: &Context) -> Option<Notion> {
    if !["件", "部", "份", "个"].contains(&context.unit) {
        return None;
    }
    if let Some(stock) = stock_of_documents(context) {
        return Some(stock);
    }
    let before = context.before.trim_end_matches(['共', '计', '总']);
    // Reprinting, vetting or interpreting documents is another matter than making them.
    let other = ["审核", "废止", "修改", "解读", "征求"];
    let other_before = ["刊登", "刊发", "转载", "备案", "审查", "清理"];
    let made = ["制定", "制发", "印发", "出台", "发布", "公开", "公布", "制作"];
    if has(&context.before, &other) || has(&context.lead, &other_before) || !has(&context.sentence, &made) {
        return None;
    }
    if before.ends_with("规范性文件") {
        return Some(Notion::NormativeDocuments);
    }
    before.ends_with("规章").then_some(Notion::Rules)
}

/// What is in force at the end of the year, or was repealed in it: each has a column of its own.
fn stock_of_documents(context: &Context) -> Option<Notion> {
    let before = context.before.trim_end_matches(['共', '计', '总']);
    let names = |word: &str| before.ends_with(word) || context.behind.starts_with(word);
    let (rules, documents) = (names("规章"), names("规范性文件") || names("行政规范性文件"));
    // Whoever vets, suggests or reprints counts what is not his own.
    if !(rules || documents) || has(&context.lead, &["审查", "备案", "拟", "建议", "转载", "刊登", "解读"])
    {
        return None;
    }
    let named = [before, context.behind.as_str()].concat();
    let in_force = has(&named, &["现行有效", "继续有效", "有效的"]);
    let repealed = has(before, &["废止", "宣布失效"]);
    match (in_force, repealed) {
        (true, false) => Some(Notion::DocumentsInForce { rules }),
        (false, true) => Some(Notion::DocumentsRepealed { rules }),
        _ => None,
    }
}

/// The account or platform that the item speaks of last before the figure.
#[derive(PartialEq, Eq)]
enum Speaker {
    WeChat,
    Other,
}

fn speaker(item: &str) -> Option<Speaker> {
    let last = |words: &[&str]| words.iter().filter_map(|word| item.rfind(word)).max();
    let wechat = last(&["微信", "公众号"]);
    let other = last(&["微博", "抖音", "头条", "网站", "公开平台", "客户端"]);
    match (wechat, other) {
        (None, None) => None,
        (wechat, other) if wechat > other => Some(Speaker::WeChat),
        _ => Some(Speaker::Other),
    }
}

fn account(context: &Context) -> Option<Notion> {
    if context.before.contains("咨询") && ["条", "次", "人次", "件"].contains(&context.unit) {
        return Some(Notion::Consultations);
    }
    if speaker(&context.item) != Some(Speaker::WeChat) {
        return None;
    }
    if context.unit == "次" && has(&context.before, &["每月", "月均"]) {
        return Some(Notion::PushesPerMonth);
    }
    let published = has(&context.before, &["发布", "推送", "发表"]);
    (published && ["条", "篇"].contains(&context.unit)).then_some(Notion::AccountArticles)
}

fn platform(context: &Context) -> Option<Notion> {
    if context.unit != "条" || speaker(&context.item) == Some(Speaker::WeChat) {
        return None;
    }
    if context.before.contains("政策信息") {
        return Some(Notion::PolicyItems);
    }
    let published = has(&context.before, &["发布", "公开", "公布"]);
    let updated = context.before.contains("更新");
    (published || updated).then_some(Notion::PlatformItems { updates: updated && !published })
}

/// Whose figure it is.
pub(super) fn scope(context: &Context) -> Scope {
    let region =
        ["全区", "全市", "全县", "全省", "全系统", "各部门", "各单位", "各级", "区直", "市直", "县直", "各乡镇"];
    if has(&context.lead, &region) { Scope::Region } else { Scope::Own }
}

/// Whether the last word of time before the figure is "so far" and not a year.
pub(super) fn undated(context: &Context) -> bool {
    let last = |words: &[&str]| words.iter().filter_map(|word| context.lead.rfind(word)).max();
    let so_far = last(&["目前", "截至", "截止", "至今", "上线以来", "开通以来", "运行以来"]);
    let this_year = last(&["今年", "本年", "全年", "年内", "当年", "年以来", "年度", "年底", "年末"]);
    let dated = context.lead.rfind("20").filter(|at| context.lead[*at..].contains('年'));
    so_far.is_some() && so_far > this_year.max(dated)
}
