//! 收到申请之日: on which day is an application received? (Art. 31, by the way it came.)

use crate::article::{Article, Basis, Instrument, Reasoned, Step};
use crate::calendar::chinese_date;
use crate::reply_due::REGULATION_2019;
use jiff::civil::Date;

/// How an application came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntakeMode {
    /// 当面提交.
    InPerson,
    /// 邮寄，需签收: registered mail, EMS.
    RegisteredPost,
    /// 平常信函: nobody signs for it.
    OrdinaryPost,
    /// The agency's own site, whose numbered receipt is the confirmation of both sides.
    OwnSite,
    /// Another internet channel, which waits for both sides to confirm.
    Internet,
    /// 电子邮件.
    Email,
    /// 传真.
    Fax,
    /// 口头提出，代为填写 (Art. 29(1)).
    Oral,
}

impl IntakeMode {
    /// Every way.
    pub const ALL: [Self; 8] = [
        Self::InPerson,
        Self::RegisteredPost,
        Self::OrdinaryPost,
        Self::OwnSite,
        Self::Internet,
        Self::Email,
        Self::Fax,
        Self::Oral,
    ];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::RegisteredPost => "registered_post",
            Self::OrdinaryPost => "ordinary_post",
            Self::OwnSite => "own_site",
            Self::Internet => "internet",
            Self::Email => "email",
            Self::Fax => "fax",
            Self::Oral => "oral",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }

    /// As the register says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPerson => "当面提交",
            Self::RegisteredPost => "邮寄（挂号、特快专递，需签收）",
            Self::OrdinaryPost => "邮寄（平常信函）",
            Self::OwnSite => "本网站提交",
            Self::Internet => "其他互联网渠道",
            Self::Email => "电子邮件",
            Self::Fax => "传真",
            Self::Oral => "口头提出，代为填写",
        }
    }

    /// Whether the day of receipt is the day on which both sides confirm.
    pub const fn waits_for_confirmation(self) -> bool {
        match self {
            Self::OrdinaryPost | Self::Internet | Self::Email | Self::Fax => true,
            Self::InPerson | Self::RegisteredPost | Self::OwnSite | Self::Oral => false,
        }
    }

    fn basis(self, on: Date) -> Basis {
        if on < REGULATION_2019 && self != Self::Oral {
            return Basis::Document(INTERPRETATION_2015.to_owned());
        }
        let article = Article::of(Instrument::OgiRegulation2019, 31);
        match self {
            Self::InPerson => article.item(1).into(),
            Self::RegisteredPost | Self::OrdinaryPost => article.item(2).into(),
            Self::OwnSite | Self::Internet | Self::Email | Self::Fax => article.item(3).into(),
            Self::Oral => Basis::Convention("口头申请以笔录或者代填的申请表经申请人确认之日为收到申请之日"),
        }
    }
}

/// What fixed the day of receipt before: mail on the internet counted from its arrival.
const INTERPRETATION_2015: &str = "国办公开办函〔2015〕207号";

/// What is known about the receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReceiptFacts {
    /// The way it came.
    pub mode: IntakeMode,
    /// The day it was handed in, sent, or first seen.
    pub submitted_on: Date,
    /// The earliest day on which anybody of the agency signed for the letter.
    pub signed_on: Option<Date>,
    /// The day on which both sides confirmed.
    pub confirmed_on: Option<Date>,
}

/// From which day the periods run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// 收到申请之日; unknown while a confirmation is missing.
    pub received_on: Option<Date>,
    /// The day that governs every alarm: never later than the day of receipt, so that a forgotten confirmation hides nothing.
    pub governing: Date,
}

/// On which day was it received?
pub fn receipt(facts: &ReceiptFacts) -> Reasoned<Receipt> {
    let submitted = facts.submitted_on;
    let (received_on, says) = match facts.mode {
        IntakeMode::InPerson => (Some(submitted), format!("当面提交，{}为收到申请之日", chinese_date(submitted))),
        IntakeMode::OwnSite => (
            Some(submitted),
            format!("在本网站提交并取得编号回执，回执即双方确认，{}为收到申请之日", chinese_date(submitted)),
        ),
        IntakeMode::Oral => (Some(submitted), format!("代填的申请表{}经申请人确认", chinese_date(submitted))),
        IntakeMode::RegisteredPost => {
            let signed = facts.signed_on.unwrap_or(submitted);
            (Some(signed), format!("邮寄并经签收，机关最早签收的{}为收到申请之日", chinese_date(signed)))
        }
        IntakeMode::Internet | IntakeMode::Email | IntakeMode::Fax if submitted < REGULATION_2019 => {
            (Some(submitted), format!("{}到达，当日为收到申请之日", chinese_date(submitted)))
        }
        IntakeMode::OrdinaryPost | IntakeMode::Internet | IntakeMode::Email | IntakeMode::Fax => {
            match facts.confirmed_on {
                Some(confirmed) => {
                    (Some(confirmed), format!("双方{}确认收到，当日为收到申请之日", chinese_date(confirmed)))
                }
                None => (None, "尚未与申请人确认收到，暂从到达之日起算".to_owned()),
            }
        }
    };
    let governing = earliest(facts);
    let mut steps = vec![Step::new(says, facts.mode.basis(submitted))];
    if received_on.is_some_and(|received| received < submitted) {
        let says =
            format!("签收或者确认之日早于提交之日{}，请核对；期限和提醒都从较早之日起算", chinese_date(submitted));
        steps.push(Step::new(says, Basis::Convention("登记的日期互相矛盾的，以较早之日为准，不因此延误")));
    }
    if received_on.is_none_or(|received| received > governing) {
        let says = format!("提醒和逾期从较早的{}起算，免得漏掉确认而误期", chinese_date(governing));
        steps.push(Step::new(says, Basis::Convention("确认之前和确认晚于提交的，以较早之日提醒")));
    }
    Reasoned { answer: Receipt { received_on, governing }, steps }
}

/// A letter cannot be received before it is signed for; everything else could have been seen when it came. A confirmation
/// before that contradicts it, and the earlier day delays nothing.
fn earliest(facts: &ReceiptFacts) -> Date {
    let submitted = facts.submitted_on;
    match facts.mode {
        IntakeMode::RegisteredPost => facts.signed_on.unwrap_or(submitted),
        mode if mode.waits_for_confirmation() => {
            facts.confirmed_on.map_or(submitted, |confirmed| confirmed.min(submitted))
        }
        _ => submitted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    #[test]
    fn cases_a_lawyer_signed() {
        for case in cases::rows(include_str!("../cases/received.md")) {
            let mode = IntakeMode::ALL.into_iter().find(|mode| mode.label() == case.text("提交方式")).unwrap();
            let facts = ReceiptFacts {
                mode,
                submitted_on: case.date("提交或者到达日"),
                signed_on: case.date_if_any("最早签收日"),
                confirmed_on: case.date_if_any("双方确认日"),
            };
            let found = receipt(&facts);
            let name = format!("{} {}", mode.label(), facts.submitted_on);
            assert_eq!(found.answer.received_on, case.date_if_any("收到申请之日"), "{name}");
            assert_eq!(found.answer.governing, case.date("提醒起算日"), "{name}");
            assert_eq!(found.steps[0].basis.to_string(), case.text("依据"), "{name}");
        }
    }

    #[test]
    fn days_that_contradict_each_other_are_said_and_delay_nothing() {
        let submitted_on = jiff::civil::date(2026, 3, 5);
        let before = Some(jiff::civil::date(2026, 3, 4));
        for (mode, signed_on, confirmed_on) in
            [(IntakeMode::RegisteredPost, before, None), (IntakeMode::Email, None, before)]
        {
            let found = receipt(&ReceiptFacts { mode, submitted_on, signed_on, confirmed_on });
            assert_eq!((found.answer.received_on, Some(found.answer.governing)), (before, before), "{mode:?}");
            assert!(found.steps[1].says.contains("请核对"), "{mode:?}");
        }
    }

    #[test]
    fn codes_and_labels_name_one_way_each() {
        for mode in IntakeMode::ALL {
            assert_eq!(IntakeMode::from_code(mode.code()), Some(mode));
            assert_eq!(IntakeMode::ALL.iter().filter(|other| other.label() == mode.label()).count(), 1);
        }
    }
}
