//! The ledger in plain words, as far as the applicant may know it: what happened between him and the agency, and what keeps the
//! period from running. Who in the office did it, what reviewers wrote and what others said of his application is not his to read.

use affairs::application::{Application, Event, Phase, Standing};
use affairs::case::{Happened, Words};
use affairs::personal::Purpose;
use affairs::time::chinese_date;
use affairs::{Date, Personal};
use law::received::IntakeMode;
use law::remedy::ServiceWay;

/// One step as the applicant reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub on: String,
    pub what: &'static str,
    /// Why, until when, what to do; empty where the title says it all.
    pub says: String,
}

/// Every step, oldest first.
pub fn steps(application: &Application) -> Vec<Step> {
    application.events.iter().filter_map(|happened| step(happened, application.mode)).collect()
}

fn step(happened: &Happened<Event>, mode: IntakeMode) -> Option<Step> {
    let words = &happened.words;
    with_applicant(&happened.event, words, mode)
        .or_else(|| about_the_period(&happened.event))
        .or_else(|| about_the_answer(&happened.event))
        .map(|(on, what, says)| Step { on: chinese_date(on), what, says })
}

type Told = Option<(Date, &'static str, String)>;

/// What the agency and the applicant did with each other.
fn with_applicant(event: &Event, words: &Personal<Words>, mode: IntakeMode) -> Told {
    let written = || words.reveal(Purpose::Telling).text.clone();
    Some(match event {
        Event::Submitted { on, .. } => (*on, "提出申请", came(mode).to_owned()),
        Event::Signed { on } => (*on, "本机关签收", String::new()),
        Event::Confirmed { on } => (*on, "双方确认收到", "答复期限从这一天起算。".to_owned()),
        Event::CorrectionAsked { on, until, .. } => {
            let says = format!("请在{}前补正：{}", chinese_date(*until), written());
            (*on, "请您补正", says)
        }
        Event::Corrected { on } => (*on, "收到补正", "答复期限从这一天起重新计算。".to_owned()),
        Event::ReasonsAsked { on, until } => {
            let says = format!("申请的数量、频次较多，请在{}前说明理由。{}", chinese_date(*until), written());
            (*on, "请您说明理由", says)
        }
        Event::ReasonsGiven { on } => (*on, "收到您说明的理由", String::new()),
        Event::FeeNoticed { amount, on, until, .. } => {
            let says = format!("信息处理费{}，请在{}前缴纳；缴清以后继续办理。", yuan(*amount), chinese_date(*until));
            (*on, "收费通知", says)
        }
        Event::FeePaid { on, amount } => {
            (*on, "费用缴清", format!("收到{}，答复期限从次日起重新计算。", yuan(*amount)))
        }
        Event::FeeRefunded { on, amount } => (*on, "退费", format!("退还{}。", yuan(*amount))),
        Event::Withdrawn { on } => (*on, "您撤回了申请", String::new()),
        _ => return None,
    })
}

/// What stops the period or makes it longer.
fn about_the_period(event: &Event) -> Told {
    Some(match event {
        Event::ConsultationSent { kind, on, .. } => {
            (*on, "征求意见", format!("向{}书面征求意见，所需时间不计入答复期限。", kind.label()))
        }
        Event::ConsultationAnswered { on, .. } => (*on, "收到征求的意见", "答复期限继续计算。".to_owned()),
        Event::ConsultationReturned { on, .. } => (*on, "征求意见书退回", "没有送达，答复期限继续计算。".to_owned()),
        Event::Deferred { on, until } => {
            (*on, "延迟答复", format!("申请数量较多，答复延迟到{}前。", chinese_date(*until)))
        }
        Event::DueDayTold { on, before, now, .. } => {
            let says = format!(
                "因节假日安排公布或者调整，答复期限由{}变为{}，工作日的天数没有增减。",
                chinese_date(*before),
                chinese_date(*now)
            );
            (*on, "答复期限变动", says)
        }
        Event::ExtensionNotified { days, on } => (*on, "延长答复期限", format!("经批准，延长{days}个工作日。")),
        _ => return None,
    })
}

/// How it ended. A reply is told once it has been sent: until then it may still change.
fn about_the_answer(event: &Event) -> Told {
    Some(match event {
        Event::Served { way, on } => (*on, "答复已经送出", sent(*way).to_owned()),
        Event::Delivered { on } => {
            (*on, "答复已经送达", "申请行政复议、提起行政诉讼的期限，从知道答复内容之日起算。".to_owned())
        }
        Event::ServiceFailed { on } => (*on, "答复没有送到", "本机关将再次送达。".to_owned()),
        Event::Lapsed { outcome, on } => (*on, "不再处理", outcome.plain_words().to_owned()),
        Event::Reopened { on, .. } => (*on, "重新办理", "原来的处理已经撤销或者改变，本机关重新答复。".to_owned()),
        Event::Archived { on, .. } => (*on, "归档", String::new()),
        _ => return None,
    })
}

const fn came(mode: IntakeMode) -> &'static str {
    match mode {
        IntakeMode::InPerson => "当面提交。",
        IntakeMode::RegisteredPost | IntakeMode::OrdinaryPost => "通过邮寄提交。",
        IntakeMode::OwnSite => "在本网站提交，取得回执，当日就是收到申请之日。",
        IntakeMode::Internet => "通过互联网提交。",
        IntakeMode::Email => "通过电子邮件提交。",
        IntakeMode::Fax => "通过传真提交。",
        IntakeMode::Oral => "口头提出，由工作人员代为填写。",
    }
}

const fn sent(way: ServiceWay) -> &'static str {
    match way {
        ServiceWay::InPerson => "当面交给您。",
        ServiceWay::ThroughOrgan => "委托其他机关转交。",
        ServiceWay::Post => "已经交邮，请留意查收。",
        ServiceWay::Electronic => "以电子方式送达。",
        ServiceWay::LeftAtPlace => "留置送达。",
        ServiceWay::PublicNotice => "公告送达。",
    }
}

/// Fen as somebody pays them.
fn yuan(fen: i64) -> String {
    match fen % 100 {
        0 => format!("{}元", fen / 100),
        rest => format!("{}.{rest:02}元", fen / 100),
    }
}

/// What comes next, in one sentence, and whether it is bad news.
pub struct NextWords {
    pub title: &'static str,
    pub says: String,
    pub tone: &'static str,
}

/// Whose turn it is and until when.
pub fn next(standing: &Standing, today: Date) -> NextWords {
    let plain = |title, says| NextWords { title, says, tone: "plain" };
    let yours = |title, says| NextWords { title, says, tone: "wait" };
    match &standing.phase {
        Phase::AwaitingConfirmation => {
            plain("等本机关与您确认", "本机关收到后将与您联系确认，双方确认之日为收到申请之日。".to_owned())
        }
        Phase::AwaitingCorrection { until } => yours(
            "请您补正",
            format!("请在{}前补正。没有正当理由逾期不补正的，视为放弃申请，不再处理。", chinese_date(*until)),
        ),
        Phase::AwaitingReasons { until } => {
            yours("请您说明理由", format!("请在{}前说明理由，可以在本页提交。", chinese_date(*until)))
        }
        Phase::AwaitingPayment { until } => yours("请您缴费", fee_words(standing, *until)),
        Phase::Served { outcome, .. } | Phase::Closed { outcome, .. } | Phase::Archived { outcome, .. } => {
            NextWords { title: "已经办结", says: outcome.plain_words().to_owned(), tone: "good" }
        }
        Phase::Handling | Phase::ReplyInReview { .. } | Phase::AwaitingSeal { .. } | Phase::AwaitingService { .. } => {
            in_hand(standing, today)
        }
    }
}

fn fee_words(standing: &Standing, until: Date) -> String {
    let amount = standing.fee.map(|fee| yuan(fee.amount)).unwrap_or_default();
    format!("请在{}前缴纳信息处理费{amount}。逾期不缴的，视为放弃申请，不再处理。", chinese_date(until))
}

fn in_hand(standing: &Standing, today: Date) -> NextWords {
    let Some(due) = &standing.due else {
        return NextWords { title: "正在办理", says: "本机关正在办理。".to_owned(), tone: "plain" };
    };
    let day = chinese_date(due.due.value);
    if today > due.due.value {
        let says = format!(
            "答复期限已于{day}届满，本机关还没有答复。您可以打电话催办，也可以依法申请行政复议或者提起行政诉讼。"
        );
        return NextWords { title: "已经超过答复期限", says, tone: "bad" };
    }
    let asking = standing.waiting_for_opinion().map_or_else(String::new, |asked| {
        format!("正在向{}征求意见，这段时间不计入答复期限。", asked.consultation.kind.label())
    });
    NextWords { title: "正在办理", says: format!("{asking}本机关应当在{day}前答复您。"), tone: "plain" }
}

#[cfg(test)]
mod tests {
    use super::yuan;

    #[test]
    fn money_is_written_as_it_is_paid() {
        assert_eq!((yuan(10_000), yuan(10_050)), ("100元".to_owned(), "100.50元".to_owned()));
    }
}
