//! 送达: by which way a letter reached its addressee, and which day counts for whom.
//!
//! Two days that are often one: the agency's own period ends with the day it has done its part
//! (posting, for a letter by post), the addressee's terms begin with the day he has it.

use jiff::civil::Date;

use crate::article::{Basis, Step};
use crate::calendar::chinese_date;

/// On service of the agency's letters.
const SERVICE_DOCUMENT: &str = "国办公开办函〔2016〕235号";
/// On the beginning of the term for reconsideration.
const TERM_DOCUMENT: &str = "《行政复议法实施条例》第十五条";

/// How a letter was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceWay {
    /// 直接送达.
    InPerson,
    /// 委托其他机关送达.
    ThroughOrgan,
    /// 邮寄送达, by the postal enterprise only.
    Post,
    /// 电子送达, to the address the applicant named.
    Electronic,
    /// 留置送达: left at the place because acceptance was refused.
    LeftAtPlace,
    /// 公告送达.
    PublicNotice,
}

impl ServiceWay {
    /// Every way.
    pub const ALL: [Self; 6] =
        [Self::InPerson, Self::ThroughOrgan, Self::Post, Self::Electronic, Self::LeftAtPlace, Self::PublicNotice];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::ThroughOrgan => "through_organ",
            Self::Post => "post",
            Self::Electronic => "electronic",
            Self::LeftAtPlace => "left_at_place",
            Self::PublicNotice => "public_notice",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// As the service receipt says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPerson => "直接送达",
            Self::ThroughOrgan => "委托送达",
            Self::Post => "邮寄送达",
            Self::Electronic => "电子送达",
            Self::LeftAtPlace => "留置送达",
            Self::PublicNotice => "公告送达",
        }
    }

    /// What the clerk must see to.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::InPerson => "由收件人本人、法定代理人或者其委托的人签收。",
            Self::ThroughOrgan => "由受托机关交收件人签收，送达回证寄回归档。",
            Self::Post => "只能交邮政企业寄递（挂号信、特快专递），不得交其他快递公司，不得由收件人付费。",
            Self::Electronic => "发到申请人指定的邮箱或者系统，留存发送成功的记录。",
            Self::LeftAtPlace => "写明拒收的事由和日期，由见证人签名，或者拍照、录像。",
            Self::PublicNotice => "其他方式都不能送达时使用；公告中不写申请人的个人信息。",
        }
    }

    /// Which day counts for the agency's own period.
    pub const fn agency_day_words(self) -> &'static str {
        match self {
            Self::InPerson | Self::ThroughOrgan => "签收之日",
            Self::Post => "交邮之日",
            Self::Electronic => "发送成功之日",
            Self::LeftAtPlace => "留置之日",
            Self::PublicNotice => "公告发布之日",
        }
    }

    /// From which day the addressee's terms run.
    pub const fn addressee_day_words(self) -> &'static str {
        match self {
            Self::InPerson | Self::ThroughOrgan => "签收之日",
            Self::Post => "在邮件签收单上签收之日",
            Self::Electronic => "到达申请人指定系统之日",
            Self::LeftAtPlace => "留置之日",
            Self::PublicNotice => "公告期限届满之日",
        }
    }

    /// What the agency's day rests on.
    pub fn agency_basis(self) -> Basis {
        match self {
            Self::InPerson | Self::ThroughOrgan | Self::Post => Basis::Document(SERVICE_DOCUMENT.to_owned()),
            Self::Electronic => Basis::Convention("电子送达以向申请人指定的系统发送成功之日为准"),
            Self::LeftAtPlace => Basis::Convention("留置送达以留置之日为准"),
            Self::PublicNotice => Basis::Convention("公告送达的，机关办理期限以公告发布之日为准"),
        }
    }

    /// What the addressee's day rests on.
    pub fn addressee_basis(self) -> Basis {
        match self {
            Self::InPerson | Self::ThroughOrgan | Self::Post | Self::PublicNotice => {
                Basis::Document(TERM_DOCUMENT.to_owned())
            }
            Self::Electronic => Basis::Convention("电子送达以到达申请人指定的系统之日为收到之日"),
            Self::LeftAtPlace => Basis::Convention("留置送达以留置之日为收到之日"),
        }
    }
}

/// What is known of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceFacts {
    /// By which way.
    pub way: ServiceWay,
    /// The day the agency acted: handed over, posted, sent, left, published.
    pub sent_on: Date,
    /// The day the addressee signed, where there is a signature.
    pub signed_on: Option<Date>,
    /// The last day the public notice sets, where there is one.
    pub notice_ends_on: Option<Date>,
}

/// The days that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The day that counts for the agency's own period.
    pub agency_day: Date,
    /// The day the addressee's terms begin; `None` while the delivery slip or the end of the notice is outstanding.
    pub addressee_day: Option<Date>,
    /// Why.
    pub steps: Vec<Step>,
}

/// The days that count for a service.
///
/// # Errors
/// A hand-over without a signature, and a signature or an end of a notice before the agency acted.
pub fn served(facts: &ServiceFacts) -> Result<Served, Step> {
    let ServiceFacts { way, sent_on, signed_on, notice_ends_on } = *facts;
    let received = match way {
        ServiceWay::InPerson | ServiceWay::ThroughOrgan | ServiceWay::Post => signed_on,
        ServiceWay::Electronic | ServiceWay::LeftAtPlace => Some(sent_on),
        ServiceWay::PublicNotice => notice_ends_on,
    };
    if let Some(day) = received.filter(|day| *day < sent_on) {
        let says = format!("收到之日{}早于送出之日{}", chinese_date(day), chinese_date(sent_on));
        return Err(Step::new(says, way.addressee_basis()));
    }
    let agency_day = match way {
        ServiceWay::InPerson | ServiceWay::ThroughOrgan => {
            signed_on.ok_or_else(|| Step::new("收件人尚未签收，不算送达", way.agency_basis()))?
        }
        ServiceWay::Post | ServiceWay::Electronic | ServiceWay::LeftAtPlace | ServiceWay::PublicNotice => sent_on,
    };
    let mut steps = vec![Step::new(
        format!("{}，本机关的期限以{}{}为准", way.label(), way.agency_day_words(), chinese_date(agency_day)),
        way.agency_basis(),
    )];
    let says = match received {
        Some(day) => format!("申请人的救济期限自{}{}起算", way.addressee_day_words(), chinese_date(day)),
        None => format!("申请人的救济期限自{}起算，该日尚未登记", way.addressee_day_words()),
    };
    steps.push(Step::new(says, way.addressee_basis()));
    Ok(Served { agency_day, addressee_day: received, steps })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    #[test]
    fn cases_a_lawyer_signed() {
        for case in cases::rows(include_str!("../../cases/service.md")) {
            let way = ServiceWay::ALL.into_iter().find(|way| way.label() == case.text("送达方式")).unwrap();
            let facts = ServiceFacts {
                way,
                sent_on: case.date("送出日"),
                signed_on: case.date_if_any("签收日"),
                notice_ends_on: case.date_if_any("公告期满日"),
            };
            let name = format!("{} {}", way.label(), facts.sent_on);
            match served(&facts) {
                Ok(found) => {
                    assert_eq!(Some(found.agency_day), case.date_if_any("机关期限以哪日为准"), "{name}");
                    assert_eq!(found.addressee_day, case.date_if_any("救济期限起算日"), "{name}");
                    assert_eq!(found.steps[0].basis.to_string(), case.text("依据"), "{name}");
                }
                Err(step) => assert_eq!(format!("不予登记：{}", step.says), case.text("依据"), "{name}"),
            }
        }
    }

    #[test]
    fn codes_name_one_way_each() {
        for way in ServiceWay::ALL {
            assert_eq!(ServiceWay::from_code(way.code()), Some(way));
        }
    }
}
