//! 我的待办: notices to people of the office, the first users of the outbox.

use crate::id::{AgencyId, NoticeId, PersonId};
use crate::time::chinese_date;
use crate::{Date, Instant};
use serde::{Deserialize, Serialize};

/// Whose last day an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// 依申请公开: the reply.
    Application,
    /// 行政复议、行政诉讼: the agency's own answer.
    Remedy,
    /// 更正政府信息记录, 主动公开建议: the answer.
    Request,
}

impl DueKind {
    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Remedy => "remedy",
            Self::Request => "request",
        }
    }

    /// What has to be done by the day.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::Application | Self::Request => "答复",
            Self::Remedy => "提交答复材料",
        }
    }
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Subject {
    /// A submission was sent back.
    Returned { document: String, title: String, by: String, reason: String },
    /// Somebody reminds the holder of a review.
    Reminder { document: String, title: String, by: String },
    /// The four are through; the disclosure office may publish.
    ReadyToPublish { document: String, title: String },
    /// It is public.
    Published { document: String, title: String },
    /// The machine has found something.
    Findings { document: String, title: String, count: usize },
    /// A file could not be read.
    Unreadable { document: String, title: String, why: String },
    /// A take-down waits for a decision within one working day.
    TakenDown { document: String, title: String, by: String },
    /// The facts changed: 概况信息 or the guide must follow.
    UpdateNeeded { what: String, why: String },
    /// A password reset was made for the holder.
    ResetMade { by: String },
    /// Work was handed over to this person.
    HandedOver { from: String, count: usize },
    /// Something waits for this person's confirmation.
    ConfirmationWanted { what: String, by: String },
    /// 催办: so many working days are left, or it is so many late. A late one cannot be put away until it is done.
    Due { of: DueKind, record: String, label: String, due_on: Date, left: u32, late: Option<u32> },
    /// A reply to an application was sent back by a reviewer.
    ReplyReturned { case: String, number: String, by: String },
    /// A reply has all its signatures and waits for the seal.
    ReplyDecided { case: String, number: String, reply_number: String },
    /// A letter that holds an application has none after a working day.
    MailWithoutApplication { item: String, postal_number: String, signed_on: Date },
    /// A holiday notice has moved the last days of open cases.
    CalendarMoved { notice: String, revision: i64, count: usize },
}

/// A notice in somebody's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub agency: AgencyId,
    pub id: NoticeId,
    pub to: PersonId,
    pub subject: Subject,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

impl Subject {
    /// One line for the list.
    #[must_use]
    pub fn headline(&self) -> String {
        match self {
            Self::Returned { title, by, reason, .. } => format!("{by}退回《{title}》：{reason}"),
            Self::Reminder { title, by, .. } => format!("{by}提醒您审查《{title}》"),
            Self::ReadyToPublish { title, .. } => format!("《{title}》已通过四级审核，可以发布"),
            Self::Published { title, .. } => format!("《{title}》已经发布"),
            Self::Findings { title, count, .. } => format!("机器读审在《{title}》中有 {count} 处发现，请处理"),
            Self::Unreadable { title, why, .. } => format!("《{title}》有文件无法读审：{why}"),
            Self::TakenDown { title, by, .. } => format!("{by}紧急下架《{title}》，须在一个工作日内作出处理决定"),
            Self::UpdateNeeded { what, why } => format!("{why}，请更新{what}"),
            Self::ResetMade { by } => format!("{by}为您办理了密码重置；若非您本人要求，请立即告知"),
            Self::HandedOver { from, count } => format!("{from}移交给您 {count} 项工作"),
            Self::ConfirmationWanted { what, by } => format!("{by}提请确认：{what}"),
            Self::Due { of, label, due_on, left, late, .. } => due_words(*of, label, *due_on, *left, *late),
            Self::ReplyReturned { number, by, .. } => format!("{by}退回了{number}的答复稿，请按意见修改后重新送审"),
            Self::ReplyDecided { number, reply_number, .. } => {
                format!("{number}的答复（{reply_number}）已审核通过，请用印、送达")
            }
            Self::MailWithoutApplication { postal_number, signed_on, .. } => {
                let number = if postal_number.is_empty() { "没有号码的平信" } else { postal_number };
                let day = chinese_date(*signed_on);
                format!("{day}签收的邮件（{number}）内有申请，还没有登记；答复期限从签收之日起算，请马上登记")
            }
            Self::CalendarMoved { notice, count, .. } => {
                format!("按{notice}重新计算，您承办的 {count} 件申请答复期限有变化，请核对并告知申请人")
            }
        }
    }

    /// The document it leads to, where there is one.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        match self {
            Self::Returned { document, .. }
            | Self::Reminder { document, .. }
            | Self::ReadyToPublish { document, .. }
            | Self::Published { document, .. }
            | Self::Findings { document, .. }
            | Self::Unreadable { document, .. }
            | Self::TakenDown { document, .. } => Some(document),
            Self::UpdateNeeded { .. }
            | Self::ResetMade { .. }
            | Self::HandedOver { .. }
            | Self::ConfirmationWanted { .. }
            | Self::Due { .. }
            | Self::ReplyReturned { .. }
            | Self::ReplyDecided { .. }
            | Self::MailWithoutApplication { .. }
            | Self::CalendarMoved { .. } => None,
        }
    }

    /// The page of the office that it leads to, where that is no document.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        match self {
            Self::Due { of: DueKind::Application, record, .. } => Some(format!("/office/applications/{record}")),
            Self::Due { of: DueKind::Request, record, .. } => Some(format!("/office/requests/{record}")),
            Self::Due { of: DueKind::Remedy, record, .. } => Some(format!("/office/remedies/{record}")),
            Self::ReplyReturned { case, .. } | Self::ReplyDecided { case, .. } => {
                Some(format!("/office/applications/{case}"))
            }
            Self::MailWithoutApplication { .. } => Some("/office/mail-room".to_owned()),
            Self::CalendarMoved { revision, .. } => Some(format!("/office/calendar/{revision}")),
            _ => None,
        }
    }

    /// The record that must be done before this can be put away.
    #[must_use]
    pub fn stands_until_done(&self) -> Option<(DueKind, &str)> {
        match self {
            Self::Due { of, record, late: Some(_), .. } => Some((*of, record)),
            _ => None,
        }
    }
}

/// `〔2019〕3号距答复期限（2019年10月30日）还有 5 个工作日`.
fn due_words(of: DueKind, label: &str, due_on: Date, left: u32, late: Option<u32>) -> String {
    let (day, what) = (chinese_date(due_on), of.what());
    match (late, left) {
        (Some(0), _) => format!("{label}应于{day}{what}，已经逾期，请立即办理"),
        (Some(days), _) => format!("{label}应于{day}{what}，已逾期 {days} 个工作日，请立即办理"),
        (None, 0) => format!("{label}今天（{day}）是{what}期限的最后一天"),
        (None, left) => format!("{label}须于{day}前{what}，还有 {left} 个工作日"),
    }
}
