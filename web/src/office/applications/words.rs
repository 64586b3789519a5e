//! A line of the ledger in plain Chinese: what happened, on which day, and what follows.

use affairs::application::{Event, ReopenCause};
use affairs::id::{PersonId, SectionId};
use affairs::time::chinese_date;

/// Names that a line may have to say.
pub(super) struct Named<'names> {
    pub person: &'names dyn Fn(&PersonId) -> String,
    pub section: &'names dyn Fn(&SectionId) -> String,
}

/// What happened, as one sentence.
pub(super) fn sentence(event: &Event, names: &Named<'_>) -> String {
    match event {
        Event::Submitted { mode, on } => format!("{}收到申请：{}", chinese_date(*on), mode.label()),
        Event::Signed { on } => format!("本机关于{}签收", chinese_date(*on)),
        Event::Confirmed { on } => format!("{}与申请人确认收到", chinese_date(*on)),
        Event::Assigned { section, to } => {
            format!("交{}（{}）承办", (names.person)(to), (names.section)(section))
        }
        Event::CoHandlingAsked { key, section, to, until, .. } => format!(
            "请{}（{}）协办（第{key}次），至{}",
            (names.person)(to),
            (names.section)(section),
            chinese_date(*until)
        ),
        Event::CoHandlingAnswered { key, on } => format!("{}收到第{key}次协办的意见", chinese_date(*on)),
        Event::CoHandlingPassed { key, section, to } => {
            format!("第{key}次协办移交{}（{}）", (names.person)(to), (names.section)(section))
        }
        Event::CorrectionAsked { until, late, .. } => {
            let late = if *late { "；已超过7个工作日，原期限照常提醒" } else { "" };
            format!("告知申请人补正，至{}{late}", chinese_date(*until))
        }
        Event::Corrected { on } => format!("{}收到补正后的申请，答复期限重新计算", chinese_date(*on)),
        Event::ConsultationSent { .. }
        | Event::ConsultationDelivered { .. }
        | Event::ConsultationAnswered { .. }
        | Event::ConsultationReturned { .. } => consultation(event),
        Event::ReasonsAsked { until, .. } => format!("要求申请人说明理由，至{}", chinese_date(*until)),
        Event::ReasonsGiven { on } => format!("{}登记申请人说明的理由", chinese_date(*on)),
        Event::Deferred { until, .. } => format!("确定延迟答复，至{}", chinese_date(*until)),
        Event::ExtensionAsked { days, .. } => format!("提请延长答复期限{days}个工作日"),
        Event::ExtensionApproved { .. } => "同意延期，待告知申请人".to_owned(),
        Event::ExtensionRefused { .. } => "不同意延期".to_owned(),
        Event::ExtensionNotified { days, .. } => format!("已告知申请人，答复期限延长{days}个工作日"),
        Event::DueDayTold { before, now, .. } => {
            format!("告知申请人，答复期限由{}变动为{}", chinese_date(*before), chinese_date(*now))
        }
        Event::FeeNoticed { .. } | Event::FeePaid { .. } | Event::FeeRefunded { .. } => fee(event),
        _ => reply(event),
    }
}

fn consultation(event: &Event) -> String {
    match event {
        Event::ConsultationSent { key, kind, on } => {
            format!("{}向{}发出第{key}份征求意见书", chinese_date(*on), kind.label())
        }
        Event::ConsultationDelivered { key, on } => {
            format!("第{key}份征求意见书于{}送达", chinese_date(*on))
        }
        Event::ConsultationAnswered { key, on, opinion } => {
            format!("{}收到第{key}份征求意见书的答复：{}", chinese_date(*on), opinion.label())
        }
        Event::ConsultationReturned { key, on } => {
            format!("第{key}份征求意见书于{}退回，未能送达", chinese_date(*on))
        }
        _ => String::new(),
    }
}

fn fee(event: &Event) -> String {
    match event {
        Event::FeeNoticed { method, amount, on, until, .. } => format!(
            "申请人于{}收到收费通知（{}，{}），至{}缴清",
            chinese_date(*on),
            method.label(),
            yuan(*amount),
            chinese_date(*until)
        ),
        Event::FeePaid { on, amount } => format!("{}缴清{}，答复期限重新计算", chinese_date(*on), yuan(*amount)),
        Event::FeeRefunded { amount, .. } => format!("退还{}", yuan(*amount)),
        _ => String::new(),
    }
}

fn reply(event: &Event) -> String {
    match event {
        Event::Searched { on, found } => {
            format!("{}检索，{}", chinese_date(*on), if *found { "找到所申请的信息" } else { "没有找到所申请的信息" })
        }
        Event::ReplySubmitted { outcome, .. } => format!("答复送审：{}", outcome.label()),
        Event::ReplyReturned { .. } => "答复退回修改".to_owned(),
        Event::Decided { outcome, on, .. } => format!("{}作出答复：{}", chinese_date(*on), outcome.label()),
        Event::Sealed { copies, on, .. } => format!("{}用印{copies}份，盖章件已存", chinese_date(*on)),
        Event::Served { way, on } => format!("{}{}", chinese_date(*on), way.label()),
        Event::Delivered { on } => format!("{}送到申请人", chinese_date(*on)),
        Event::ServiceFailed { on } => format!("{}退回，未能送达，须再次送达", chinese_date(*on)),
        Event::Withdrawn { on } => format!("申请人于{}撤回申请", chinese_date(*on)),
        Event::Lapsed { outcome, on } => format!("{}办结：{}", chinese_date(*on), outcome.label()),
        Event::Reopened { on, cause } => format!("{}重新办理：{}", chinese_date(*on), cause_words(*cause)),
        Event::Split { on, into } => {
            format!("{}一事一申请，拆分为{}件分别办理", chinese_date(*on), into.len() + 1)
        }
        Event::SplitFrom { on, .. } => format!("{}由同一份申请拆分立案", chinese_date(*on)),
        Event::VolumeOpened { on } => format!("{}已拆卷，补充案卷材料", chinese_date(*on)),
        Event::Archived { on, .. } => format!("{}归档", chinese_date(*on)),
        _ => String::new(),
    }
}

const fn cause_words(cause: ReopenCause) -> &'static str {
    match cause {
        ReopenCause::Reconsideration => "行政复议纠正",
        ReopenCause::Litigation => "行政诉讼纠正",
        ReopenCause::OwnMotion => "本机关自行纠正",
    }
}

/// Fen as a reader wants them.
pub(super) fn yuan(fen: i64) -> String {
    if fen % 100 == 0 { format!("{}元", fen / 100) } else { format!("{}.{:02}元", fen / 100, fen % 100) }
}
