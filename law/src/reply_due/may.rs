//! What may still be done to the period on a given day.

use super::{ClockFacts, FEE_RULES_FROM, ReplyDue};
use crate::article::{Article, Instrument, Step};
use crate::calendar::chinese_date;
use jiff::civil::Date;

/// Whether an act keeps its own time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timely {
    /// In time.
    Yes,
    /// It may be done, but too late to have its effect; the step says so.
    Late(Step),
}

/// May the applicant be asked to correct the application today?
///
/// After the seventh working day it may still be asked, but the original period is kept beside for the alarms.
///
/// # Errors
/// A second time.
pub fn may_ask_to_correct(due: &ReplyDue, today: Date, asked_before: bool) -> Result<Timely, Step> {
    let article = Article::of(Instrument::OgiRegulation2019, 30);
    if asked_before {
        return Err(Step::new(
            "补正只能一次性告知，本件已经告知过。补正后仍不明确的，可以作出“无法提供”的答复",
            article,
        ));
    }
    match &due.correction_notice_due {
        Some(last) if today > last.value => Ok(Timely::Late(Step::new(
            format!(
                "补正告知应当在{}前（含当日）发出，现已超过7个工作日；原答复期限照常提醒",
                chinese_date(last.value)
            ),
            article,
        ))),
        _ => Ok(Timely::Yes),
    }
}

/// May the period be extended by so many working days, approved and told today?
///
/// A period that begins anew, after a correction or a payment, can be extended anew: the facts carry the days since then only.
///
/// # Errors
/// After the period has ended, a second time since the period last began anew, for no days, or for more than the law allows.
pub fn may_extend(facts: &ClockFacts, due: &ReplyDue, days: u16, today: Date) -> Result<(), Step> {
    let article = facts.period_article();
    let most = facts.longest_extension();
    if facts.extended_by > 0 {
        return Err(Step::new(format!("答复期限已经延长过{}个工作日，不能再次延长", facts.extended_by), article));
    }
    if days == 0 || days > most {
        return Err(Step::new(format!("延长的期限应当为1至{most}个工作日，不能是{days}个工作日"), article));
    }
    if today > due.due.value {
        let says = format!("答复期限已于{}届满，延长须在届满前批准并告知申请人", chinese_date(due.due.value));
        return Err(Step::new(says, article));
    }
    Ok(())
}

/// May somebody be asked for an opinion today, so that the time is not counted?
///
/// # Errors
/// After the period has ended.
pub fn may_consult(facts: &ClockFacts, due: &ReplyDue, today: Date) -> Result<(), Step> {
    if today <= due.due.value {
        return Ok(());
    }
    let says = format!("答复期限已于{}届满，此后征求意见不能再扣除期限，请尽快答复", chinese_date(due.due.value));
    Err(Step::new(says, facts.exclusion_article()))
}

/// May a fee notice still be given today?
///
/// # Errors
/// After the period has ended, or before there were fee rules.
pub fn may_notice_fee(due: &ReplyDue, today: Date) -> Result<(), Step> {
    let article = Article::of(Instrument::FeeRules2020, 6);
    if today < FEE_RULES_FROM {
        return Err(Step::new(
            "2021年1月1日以前没有信息处理费，不得收取",
            Article::of(Instrument::OgiRegulation2019, 42),
        ));
    }
    if today > due.due.value {
        let says = format!("收费通知应当在答复期限内发出，期限已于{}届满", chinese_date(due.due.value));
        return Err(Step::new(says, article));
    }
    Ok(())
}
