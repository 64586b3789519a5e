//! The journal's codes in plain Chinese.

use super::super::people::words::Names;
use affairs::id::PersonId;
use affairs::journal::ActorName;

/// Every act of the desk: its name in the journal, and what it is called.
pub const ACTS: &[(&str, &str)] = &[
    ("office.found", "开通平台"),
    ("office.save_section", "保存科室"),
    ("office.save_column", "保存栏目"),
    ("office.save_settings", "修改业务设置"),
    ("office.save_seat", "登记领导小组席位"),
    ("office.ask_for_update", "提请更新公开信息"),
    ("office.close_update_task", "办结更新任务"),
    ("calendars.import", "导入节假日安排"),
    ("calendars.tell_moved", "确认告知答复期限变动"),
    ("calendars.told_moved", "出具答复期限变动告知书"),
    ("calendars.moved_letters", "打印答复期限变动告知书"),
    ("applications.due_day_told", "告知答复期限变动"),
    ("applications.letter_numbered", "登记文书的文号"),
    ("calendars.follow", "按新的节假日安排重新计算期限"),
    ("deadlines.tell", "提醒期限"),
    ("deadlines.settle", "收回过时的期限提醒"),
    ("people.propose", "提出人员或授权变更"),
    ("people.confirm", "确认人员或授权变更"),
    ("people.decline", "不同意人员或授权变更"),
    ("people.hand_over", "办理离任移交"),
    ("people.set_password", "用一次性链接设置密码"),
    ("people.change_password", "修改本人密码"),
    ("publishing.begin", "开始起草"),
    ("publishing.begin_edition", "开始新版本"),
    ("publishing.save", "保存稿件"),
    ("publishing.abandon", "放弃稿件"),
    ("publishing.attach", "收下文件"),
    ("publishing.take_word_file", "用 Word 文件作正文"),
    ("publishing.detach", "移除文件"),
    ("publishing.refuse_marked_file", "拒收有密级标志的文件"),
    ("publishing.open_picture", "打开图片或扫描件"),
    ("publishing.declare_read", "声明已逐页读过"),
    ("publishing.submit", "送审"),
    ("publishing.read_by_machine", "机器读审"),
    ("publishing.justify", "对读审发现说明理由"),
    ("publishing.mask_findings", "遮盖读审发现"),
    ("publishing.remove_findings", "删除读审发现"),
    ("publishing.approve", "审查同意"),
    ("publishing.send_back", "退回"),
    ("publishing.remind", "催办"),
    ("publishing.take_back", "撤回修改"),
    ("publishing.publish", "发布"),
    ("publishing.publish_by_setting", "按设置自动发布"),
    ("publishing.release", "定时发布"),
    ("publishing.take_down", "紧急下架"),
    ("publishing.remind_to_decide", "提醒处理下架"),
    ("applications.submitted", "收到政府信息公开申请"),
    ("applications.read", "查看申请内容"),
    ("applications.file_attached", "收下申请材料"),
    ("applications.file_read", "查看申请材料"),
    ("applications.file_taken_away", "申请人下载答复"),
    ("applications.signed", "登记签收"),
    ("applications.confirmed", "与申请人确认收到"),
    ("applications.split", "拆分申请"),
    ("applications.split_from", "由拆分立案"),
    ("mail_room.enter", "收发登记"),
    ("mail_room.tie", "关联邮件与申请"),
    ("mail_room.mark", "标明邮件内有无申请"),
    ("mail_room.ask_after", "提醒邮件未登记申请"),
    ("applications.assigned", "转办申请"),
    ("applications.co_handling_asked", "请其他科室协办"),
    ("applications.co_handling_answered", "提供协办意见"),
    ("applications.co_handling_passed", "移交协办"),
    ("applications.correction_asked", "告知补正"),
    ("applications.corrected", "收到补正"),
    ("applications.consultation_sent", "发出征求意见书"),
    ("applications.consultation_delivered", "征求意见书送达"),
    ("applications.consultation_answered", "收到征求的意见"),
    ("applications.consultation_returned", "征求意见书退回"),
    ("applications.reasons_asked", "要求说明理由"),
    ("applications.reasons_given", "收到说明的理由"),
    ("applications.deferred", "确定延迟答复的期限"),
    ("applications.extension_asked", "提出延期"),
    ("applications.extension_approved", "批准延期"),
    ("applications.extension_refused", "不批准延期"),
    ("applications.extension_notified", "告知延期"),
    ("applications.fee_noticed", "发出收费通知"),
    ("applications.fee_paid", "登记缴费"),
    ("applications.fee_refunded", "退费"),
    ("applications.withdrawn", "申请人撤回申请"),
    ("applications.lapsed", "逾期不再处理"),
    ("applications.searched", "登记检索记录"),
    ("applications.reply_submitted", "提交答复审核"),
    ("applications.reply_returned", "退回答复"),
    ("applications.write_reply", "拟写答复"),
    ("applications.add_material", "附上答复材料"),
    ("applications.drop_material", "移除答复材料"),
    ("applications.read_reply", "机器读审答复"),
    ("applications.sign_reply", "审核答复同意"),
    ("applications.decided", "作出答复决定"),
    ("applications.propose_publication", "提出转为主动公开"),
    ("applications.sealed", "登记用印"),
    ("applications.served", "送达答复"),
    ("applications.delivered", "登记签收送达"),
    ("applications.service_failed", "登记送达未成"),
    ("applications.reopened", "重新办理"),
    ("applications.archived", "归档"),
    ("applications.volume_opened", "拆卷补充材料"),
    ("messages.sent", "邮件已发出"),
    ("messages.failed", "邮件未能发出"),
    ("messages.unknown", "邮件发送结果不明"),
    ("messages.read", "查看邮件内容"),
    ("messages.found_sent", "核实邮件已经发出"),
    ("messages.resend", "再发一次邮件"),
    ("messages.bounced", "登记退信"),
    ("messages.withdrawn", "撤回邮件"),
    ("remedies.opened", "登记复议、诉讼案件"),
    ("remedies.read", "查看复议、诉讼案件"),
    ("remedies.accepted", "登记案件受理、立案"),
    ("remedies.answered", "登记提交答复、答辩"),
    ("remedies.ruled", "登记复议、诉讼结果"),
    ("remedies.appealed", "登记上诉、再审"),
    ("remedies.in_force", "登记裁判生效"),
    ("remedies.noted", "登记案件其他事项"),
    ("requests.file_attached", "收下更正要求、建议的材料"),
    ("requests.file_read", "查看更正要求、建议的材料"),
    ("requests.sealed", "登记更正答复书用印"),
    ("requests.received", "收到更正要求或者主动公开建议"),
    ("requests.read", "查看更正要求或者建议的内容"),
    ("requests.assigned", "转办更正要求或者建议"),
    ("requests.answered", "答复更正要求或者建议"),
    ("requests.draft_linked", "登记采纳建议的稿件"),
    ("requests.withdrawn", "提出人撤回更正要求或者建议"),
    ("visits.booked", "预约查阅"),
    ("visits.cancelled", "预约人取消查阅"),
    ("visits.read", "查看来访名单"),
    ("visits.came", "登记来访已到"),
    ("visits.missed", "登记来访未到"),
    ("visits.closed_day", "停止接待查阅"),
    ("visits.opened_day", "恢复接待查阅"),
    ("volumes.keep", "保存案卷"),
    ("volumes.read", "查看案卷"),
    ("volumes.lend", "借出案卷"),
    ("volumes.give_back", "归还案卷"),
    ("volumes.transfer", "移交案卷"),
    ("volumes.propose_destruction", "提出销毁案卷"),
    ("volumes.destroy", "销毁案卷"),
    ("registers.enter", "登记台账"),
    ("registers.correct", "更正台账"),
    ("registers.void", "作废台账记录"),
    ("registers.import", "导入台账"),
    ("report.write", "编写年度报告"),
    ("report.explain", "说明年度报告的核对问题"),
    ("report.freeze", "年度报告定稿"),
    ("report.reopen", "年度报告重新打开"),
    ("report.inspection_package", "生成迎检材料"),
    ("report.raise_problem", "列入问题清单"),
    ("report.change_problem", "修改问题清单"),
    ("report.strike_problem", "撤去问题清单的一项"),
    ("report.carry_problems", "结转上年的问题"),
    ("report.write_problems", "把问题清单写入年度报告"),
    ("report.correct", "年度报告办理勘误"),
    ("keeping.restore", "从备份恢复"),
    ("keeping.move", "搬迁数据库"),
    ("keeping.erase", "依法删除内容"),
];

/// What an act is called; an unknown one by its code.
#[must_use]
pub fn act(code: &str) -> &str {
    ACTS.iter().find(|(known, _)| *known == code).map_or(code, |(_, label)| label)
}

/// Who acted.
#[must_use]
pub fn actor(actor: &ActorName, names: Names<'_>) -> String {
    match actor {
        ActorName::Person { id } => names.person(&PersonId::new(id)),
        ActorName::Job { .. } => "系统定时任务".to_owned(),
        ActorName::ReceiptHolder { .. } => "持回执的申请人".to_owned(),
        ActorName::Console => "控制台".to_owned(),
    }
}

/// What kind of thing an act was done to.
#[must_use]
pub fn subject(kind: &str) -> &'static str {
    match kind {
        "agency" => "机关",
        "section" => "科室",
        "person" => "人员",
        "proposal" => "变更",
        "handover" => "移交",
        "column" => "栏目",
        "update_task" => "更新任务",
        "document" => "稿件",
        "bundle" => "内容指纹",
        "file" => "文件指纹",
        "finding" => "读审发现",
        "register" => "台账",
        "record" => "记录",
        "application" => "申请",
        "mail" => "收到的邮件",
        "message" => "邮件",
        "record_correction" => "更正要求",
        "suggestion" => "主动公开建议",
        "report" => "年度报告",
        "visit" => "查阅预约",
        "reading_day" => "查阅接待日",
        "problem" => "问题清单的一项",
        _ => "对象",
    }
}

/// Facts that may be shown, in words. What is not known here is not shown: a page for the auditor tells what was done
/// and never what a draft says.
#[must_use]
pub fn facts(facts: &serde_json::Value) -> Vec<String> {
    let Some(members) = facts.as_object() else { return Vec::new() };
    members.iter().filter_map(|(key, value)| fact(key, &plain(value)?)).collect()
}

fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(true) => Some("是".to_owned()),
        serde_json::Value::Bool(false) => Some("否".to_owned()),
        _ => None,
    }
}

fn fact(key: &str, value: &str) -> Option<String> {
    Some(match key {
        "edition" => format!("第 {value} 版"),
        "revision" => format!("第 {value} 次保存"),
        "version" => format!("第 {value} 次登记"),
        "action" | "change" => value.to_owned(),
        "kind" => match value {
            "site" => "网站信息".to_owned(),
            "annual_report" => "年度报告".to_owned(),
            _ => "文章".to_owned(),
        },
        "level" => format!("第 {value} 级"),
        "findings" => format!("发现 {value} 处"),
        "items" => format!("{value} 项"),
        "rows" => format!("{value} 行"),
        "void_signatures" => format!("作废签署 {value} 个"),
        "released" => if value == "是" { "立即公开" } else { "到时公开" }.to_owned(),
        "from" => format!("自 {value} 起"),
        "reason" => format!("原因：{value}"),
        "rule" => format!("规则：{}", rule(value)),
        "state" => format!("结果：{}", state(value)),
        _ => return None,
    })
}

fn rule(code: &str) -> &str {
    use affairs::screening::secrecy::MarkRule::{
        ClassAlone, ClassWithStar, ClassWithTerm, InternalMaterial, NotToBePublished,
    };
    let rules = [ClassWithStar, ClassWithTerm, ClassAlone, NotToBePublished, InternalMaterial];
    rules.into_iter().find(|rule| rule.code() == code).map_or(code, |rule| rule.label())
}

fn state(code: &str) -> &str {
    match code {
        "waiting" => "转科室负责人审查",
        "answering" => "待拟稿人处理发现",
        "unreadable" => "有文件读不出",
        "gone" => "稿件已撤回",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Every name of an act that the desk writes into the journal: the texts of its sources that look like one.
    fn names_in(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                names_in(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                names_of(&path, found);
            }
        }
    }

    fn names_of(source: &Path, found: &mut Vec<String>) {
        let source = std::fs::read_to_string(source).unwrap();
        found.extend(source.split('"').filter(|text| is_act(text)).map(str::to_owned));
    }

    /// The acts stand in the sources of the desk; those on requests are named beside their events.
    fn names() -> Vec<String> {
        let mut found = Vec::new();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        names_in(&here.join("../desk/src"), &mut found);
        names_of(&here.join("../affairs/src/request.rs"), &mut found);
        found
    }

    fn is_act(text: &str) -> bool {
        let Some((room, verb)) = text.split_once('.') else { return false };
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let rooms = [
            "applications",
            "calendars",
            "deadlines",
            "office",
            "people",
            "publishing",
            "registers",
            "report",
            "reporting",
            "keeping",
            "mail_room",
            "messages",
            "remedies",
            "requests",
            "visits",
            "volumes",
        ];
        rooms.contains(&room) && plain(verb) && verb != "sqlite"
    }

    #[test]
    fn every_act_of_the_desk_has_words() {
        let mut found = names();
        assert!(found.len() > 30, "the sources of the desk were not read: {found:?}");
        found.retain(|name| act(name) == name);
        assert_eq!(found, Vec::<String>::new(), "these acts have no words on the auditor's page");
    }

    #[test]
    fn words_are_for_acts_that_there_are() {
        let found = names();
        let unused: Vec<&str> =
            ACTS.iter().map(|(code, _)| *code).filter(|code| !found.iter().any(|name| name == code)).collect();
        assert_eq!(unused, Vec::<&str>::new(), "no act of the desk has these names");
    }

    #[test]
    fn an_unknown_fact_is_not_shown() {
        let shown = facts(&serde_json::json!({"edition": 2, "title": "机密的标题", "released": false}));
        assert_eq!(shown, ["第 2 版", "到时公开"]);
    }
}
