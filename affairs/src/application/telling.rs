//! 告知邮件: what an applicant who left a mail address is told of his case, and what is never written into a mail.
//!
//! A mail passes through servers of others and may lie in a box that a whole family reads, and nobody has proved that the
//! address is the applicant's own. So it says that something has happened, by which number, and until when; it never says who
//! applied, for what, or how it was decided, and it never carries the receipt's code, which opens all of that. It is no service
//! of a document: the letters themselves are served by the ways of the law. Whoever asked to be answered by mail gets the
//! sealed reply as an attachment, and the letter that says that a holiday notice moved his day; nothing else is attached.

use super::Event;
use crate::Date;
use crate::time::chinese_date;
use law::outcome::Outcome;
use law::received::IntakeMode;
use law::remedy::ServiceWay;

/// What a mail may know of a case.
#[derive(Debug, Clone, Copy)]
pub struct Told<'told> {
    pub agency: &'told str,
    /// 登记编号.
    pub number: &'told str,
    pub mode: IntakeMode,
    /// Whether the applicant asked for the reply itself by mail.
    pub reply_by_mail: bool,
    /// The day of receipt, once it is known (Art. 31).
    pub received_on: Option<Date>,
    /// The last day of the reply period as it stands.
    pub due_on: Option<Date>,
    /// Where the case can be followed; empty where the machine was not told its own address.
    pub progress: &'told str,
}

/// A mail's subject and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
}

/// The mail that an event sends, if it sends one.
///
/// That others are asked for their opinion, that an extension was asked or refused within the office, that a reply is under
/// review: none of that is the applicant's mail. A receipt goes out when the day of receipt is certain.
#[must_use]
pub fn mail(event: &Event, told: &Told<'_>) -> Option<Mail> {
    let (subject, what) = match event {
        Event::Submitted { mode, .. } if !mode.waits_for_confirmation() => ("收到申请的回执", received(told)),
        Event::Confirmed { .. } => ("收到申请的回执", received(told)),
        Event::CorrectionAsked { until, .. } => (
            "请补正申请内容",
            format!(
                "您的申请内容需要补正，请于{}前补正；无正当理由逾期不补正的，视为放弃申请，本机关不再处理\
                 （《政府信息公开条例》第三十条）。需要补正的事项见补正告知书。",
                chinese_date(*until)
            ),
        ),
        Event::Corrected { .. } => ("已收到补正", format!("您的补正已经收到，答复期限重新计算。{}", reply_by(told))),
        Event::ReasonsAsked { until, .. } => (
            "请说明理由",
            format!(
                "请于{}前说明申请的理由（《政府信息公开条例》第三十五条），具体要求见本机关发出的告知书。",
                chinese_date(*until)
            ),
        ),
        Event::Deferred { until, .. } => (
            "延迟答复告知",
            format!("本机关确定延迟至{}前答复（《政府信息公开条例》第三十五条）。", chinese_date(*until)),
        ),
        Event::ExtensionNotified { .. } => (
            "延长答复期限告知",
            format!("本件的答复期限经批准延长（《政府信息公开条例》第三十三条第二款）。{}", reply_by(told)),
        ),
        Event::DueDayTold { before, now, .. } if !told.reply_by_mail => {
            ("答复期限变动告知", due_day_words(*before, *now))
        }
        Event::FeeNoticed { until, .. } => (
            "信息处理费缴纳告知",
            format!(
                "本件须缴纳信息处理费，请于{}前缴纳；逾期未缴纳的，视为放弃申请，本机关不再处理。金额、缴纳方式和\
                 依据见收费通知书；本机关不会在邮件中要求您转账。",
                chinese_date(*until)
            ),
        ),
        Event::FeePaid { .. } => ("已收到信息处理费", format!("您缴纳的信息处理费已经登记。{}", reply_by(told))),
        // Who asked for the reply by mail gets the reply, not a second mail that says so.
        Event::Served { way: ServiceWay::Electronic, .. } if !told.reply_by_mail => {
            ("答复已经作出", "您的申请已经答复。".to_owned())
        }
        Event::Withdrawn { on } => ("已撤回申请", format!("您的申请已于{}撤回，本机关不再办理。", chinese_date(*on))),
        Event::Lapsed { outcome, .. } => ("申请不再处理", lapsed(*outcome).to_owned()),
        _ => return None,
    };
    Some(Mail { subject: format!("{}：{subject}", told.number), text: text(told, &what) })
}

/// The mail that brings the reply itself to whoever asked for it by mail.
#[must_use]
pub fn reply(told: &Told<'_>) -> Mail {
    let what = "您的申请已经答复，答复书见附件。请核对附件上的印章和二维码。";
    Mail { subject: format!("{}：答复书", told.number), text: text(told, what) }
}

/// The mail that brings the 答复期限变动告知书 to whoever asked to be written to by mail.
#[must_use]
pub fn due_day(told: &Told<'_>, before: Date, now: Date) -> Mail {
    let what = format!("{}告知书见附件。", due_day_words(before, now));
    Mail { subject: format!("{}：答复期限变动告知", told.number), text: text(told, &what) }
}

fn due_day_words(before: Date, now: Date) -> String {
    format!(
        "因节假日安排公布或者调整，本件的答复期限由{}变为{}；工作日的天数没有增减（《政府信息公开条例》第三十三条第二款）。",
        chinese_date(before),
        chinese_date(now)
    )
}

fn received(told: &Told<'_>) -> String {
    let day = told.received_on.map(|on| format!("收到之日为{}。", chinese_date(on))).unwrap_or_default();
    format!("您的政府信息公开申请已经登记，编号为{}。{day}{}", told.number, reply_by(told))
}

fn reply_by(told: &Told<'_>) -> String {
    told.due_on.map(|due| format!("答复期限至{}。", chinese_date(due))).unwrap_or_default()
}

const fn lapsed(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::LapsedNoPayment => "您没有在规定期限内缴纳信息处理费，视为放弃申请，本机关不再处理。",
        _ => "您没有在规定期限内补正申请内容，视为放弃申请，本机关不再处理。",
    }
}

fn text(told: &Told<'_>, what: &str) -> String {
    let Told { agency, number, progress, .. } = told;
    let follow = if told.mode == IntakeMode::OwnSite {
        let place = if progress.is_empty() { String::new() } else { format!("（{progress}）") };
        format!(
            "有关文书和办理进度，请在本机关网站“查询办理进度”页面{place}凭编号和查询码查看。查询码只在提交申请时显示一次，\
             不会写在邮件里；遗失的，请持身份证明到受理窗口补办。"
        )
    } else {
        "有关文书按您选择的方式送达。如需了解办理情况，请凭编号与受理机构联系，联系方式见本机关公开指南。".to_owned()
    };
    format!(
        "您好：\n\n{what}\n\n{follow}\n\n本邮件由系统发出，请勿回复；为保护个人信息，邮件不写申请内容。编号：{number}。\
         如果您没有提出过申请，请忽略本邮件。\n\n{agency}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DAY: Date = date(2019, 9, 27);

    fn told(mode: IntakeMode) -> Told<'static> {
        Told {
            agency: "试验市司法局",
            number: "申请〔2019〕001号",
            mode,
            reply_by_mail: false,
            received_on: Some(DAY),
            due_on: Some(date(2019, 11, 1)),
            progress: "https://gongkai.example/a/sifa/progress",
        }
    }

    #[test]
    fn a_receipt_says_number_and_days() {
        let event = Event::Submitted { mode: IntakeMode::OwnSite, on: DAY };
        let mail = mail(&event, &told(IntakeMode::OwnSite)).unwrap();
        assert_eq!(mail.subject, "申请〔2019〕001号：收到申请的回执");
        for words in ["2019年9月27日", "2019年11月1日", "sifa/progress", "试验市司法局"] {
            assert!(mail.text.contains(words), "{words} is missing in {}", mail.text);
        }
    }

    #[test]
    fn while_the_day_of_receipt_is_unknown_no_receipt_goes_out() {
        for mode in [IntakeMode::Email, IntakeMode::Fax, IntakeMode::OrdinaryPost] {
            assert_eq!(mail(&Event::Submitted { mode, on: DAY }, &told(mode)), None);
            let confirmed = mail(&Event::Confirmed { on: DAY }, &told(mode)).unwrap();
            assert!(!confirmed.text.contains("查询码"), "nobody was handed a code");
        }
    }

    #[test]
    fn what_happens_within_the_office_is_not_told() {
        let silent = [
            Event::Signed { on: DAY },
            Event::ConsultationSent { key: 1, kind: law::reply_due::ConsultationKind::ThirdParty, on: DAY },
            Event::ExtensionAsked { days: 20, on: DAY },
            Event::ExtensionRefused { on: DAY },
            Event::Searched { on: DAY, found: false },
            Event::Served { way: ServiceWay::Post, on: DAY },
        ];
        for event in silent {
            assert_eq!(mail(&event, &told(IntakeMode::OwnSite)), None, "{event:?}");
        }
    }

    #[test]
    fn whoever_asked_for_the_reply_by_mail_gets_one_mail_of_it() {
        let told = Told { reply_by_mail: true, ..told(IntakeMode::OwnSite) };
        assert_eq!(mail(&Event::Served { way: ServiceWay::Electronic, on: DAY }, &told), None);
        assert!(reply(&told).text.contains("附件"));
        let moved = Event::DueDayTold { on: DAY, before: DAY, now: DAY, revision: 1 };
        assert_eq!(mail(&moved, &told), None);
        assert!(due_day(&told, DAY, DAY).text.contains("附件"));
    }

    #[test]
    fn every_mail_can_be_written() {
        use crate::message::Letter;
        let events = [
            Event::CorrectionAsked { on: DAY, until: DAY, late: false },
            Event::Corrected { on: DAY },
            Event::ReasonsAsked { on: DAY, until: DAY },
            Event::Deferred { on: DAY, until: DAY },
            Event::ExtensionNotified { days: 20, on: DAY },
            Event::DueDayTold { on: DAY, before: DAY, now: DAY, revision: 1 },
            Event::FeeNoticed { method: law::fee::FeeMethod::ByItem, count: 11, amount: 10_000, on: DAY, until: DAY },
            Event::FeePaid { on: DAY, amount: 10_000 },
            Event::Served { way: ServiceWay::Electronic, on: DAY },
            Event::Withdrawn { on: DAY },
            Event::Lapsed { outcome: Outcome::LapsedNoPayment, on: DAY },
        ];
        let told = told(IntakeMode::OwnSite);
        let mails = events.iter().map(|event| mail(event, &told).unwrap()).chain([reply(&told)]);
        for Mail { subject, text } in mails {
            let recipient = "a@example.com".to_owned().into();
            let letter = Letter { recipient, subject: subject.into(), text: text.into(), attachments: Vec::new() };
            assert_eq!(letter.check(), Ok(()));
        }
    }
}
