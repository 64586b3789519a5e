//! 收发登记: every letter that came with a number, who signed for it and when. Whoever in the agency signed, the earliest day is
//! the day of receipt (Art. 31(2)), so no letter may lie about without its application.

use crate::id::{AgencyId, CaseId, MailId, PersonId, SectionId};
use crate::{Date, Instant, Personal, Refusal, Refuse};
use law::calendar::WorkingDayCalendar;

/// Working days within which a letter that holds an application is registered as one: the office's own rule, so that a letter
/// which lies at a door is missed while most of the period is left.
pub const REGISTERED_WITHIN: u16 = 1;

/// Who brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// 邮政特快专递 (EMS).
    Express,
    /// 挂号信.
    Registered,
    /// Another courier.
    Courier,
    /// 平信: nobody signs for it, and it may have no number.
    Ordinary,
}

impl Carrier {
    /// Every carrier.
    pub const ALL: [Self; 4] = [Self::Express, Self::Registered, Self::Courier, Self::Ordinary];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Express => "express",
            Self::Registered => "registered",
            Self::Courier => "courier",
            Self::Ordinary => "ordinary",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|carrier| carrier.code() == code)
    }

    /// As the mail room says it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Express => "邮政特快专递（EMS）",
            Self::Registered => "挂号信",
            Self::Courier => "其他快递",
            Self::Ordinary => "平信",
        }
    }
}

/// A letter as it is written down when it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub carrier: Carrier,
    /// 邮件号码; empty only for an ordinary letter.
    pub postal_number: String,
    /// The day somebody of the agency signed for it, or found it.
    pub signed_on: Date,
    /// Who, or at which door.
    pub signed_by: Personal<String>,
    /// The section it is for.
    pub section: SectionId,
    /// Whether it holds an application for information.
    pub holds_application: bool,
}

/// A letter in the book of the mail room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailItem {
    pub agency: AgencyId,
    pub id: MailId,
    pub arrived: Arrived,
    /// The case it belongs to, once that is known.
    pub case: Option<CaseId>,
    pub by: PersonId,
    pub at: Instant,
}

/// Why a letter cannot be written down so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRefused {
    NumberMissing,
    NumberUnusable,
    Ahead,
    LongAgo,
    SignerMissing,
    SignerTooLong,
}

impl Refuse for MailRefused {
    fn refusal(&self) -> Refusal {
        match self {
            Self::NumberMissing => {
                Refusal::new("number_missing", "请填写邮件号码；平信没有号码的可以不填。").at("number")
            }
            Self::NumberUnusable => {
                Refusal::new("number_unusable", "邮件号码由 6 至 40 位字母、数字组成，请对照面单检查。").at("number")
            }
            Self::Ahead => Refusal::new("day", "签收之日不能晚于今天。").at("signed_on"),
            Self::LongAgo => Refusal::new("day", "签收之日距今超过两年，请检查年份。").at("signed_on"),
            Self::SignerMissing => {
                let message = "请写明由谁、在哪里签收，例如“门卫室”“收发室”；机关内谁签收都算机关收到。";
                Refusal::new("signer_missing", message).citing("《政府信息公开条例》第三十一条第二项").at("signed_by")
            }
            Self::SignerTooLong => Refusal::new("too_long", "签收人不能超过 100 字。").at("signed_by"),
        }
    }
}

impl Arrived {
    /// The letter with its number as every slip prints it: capital letters and digits, no spaces or dashes.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let kept = self.postal_number.chars().filter(|character| !character.is_whitespace() && *character != '-');
        self.postal_number = kept.collect::<String>().to_ascii_uppercase();
        self.signed_by = self.signed_by.map(|signed_by| signed_by.trim().to_owned());
        self
    }

    /// Whether it can be written down. `signer_length` is the length of who signed, in characters.
    ///
    /// # Errors
    /// The first thing that is wrong, at its field.
    pub fn check(&self, signer_length: usize, today: Date) -> Result<(), MailRefused> {
        let number = &self.postal_number;
        if number.is_empty() && self.carrier != Carrier::Ordinary {
            return Err(MailRefused::NumberMissing);
        }
        let printed = number.bytes().all(|byte| byte.is_ascii_alphanumeric()) && (6..=40).contains(&number.len());
        if !(number.is_empty() || printed) {
            return Err(MailRefused::NumberUnusable);
        }
        if self.signed_on > today {
            return Err(MailRefused::Ahead);
        }
        if self.signed_on.year() < today.year() - 2 {
            return Err(MailRefused::LongAgo);
        }
        match signer_length {
            0 => Err(MailRefused::SignerMissing),
            1..=100 => Ok(()),
            _ => Err(MailRefused::SignerTooLong),
        }
    }
}

impl MailItem {
    /// The last day on which it may lie without its application.
    #[must_use]
    pub fn register_by(&self, calendar: &WorkingDayCalendar) -> Date {
        register_by(self.arrived.signed_on, calendar)
    }
}

/// The last day on which a letter that was signed for on a day may lie without its application.
#[must_use]
pub fn register_by(signed_on: Date, calendar: &WorkingDayCalendar) -> Date {
    calendar.add_working_days(signed_on, REGISTERED_WITHIN).value
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn arrived(carrier: Carrier, number: &str, signed_on: Date) -> Arrived {
        Arrived {
            carrier,
            postal_number: number.to_owned(),
            signed_on,
            signed_by: Personal::new(" 门卫室 ".to_owned()),
            section: SectionId::new("office"),
            holds_application: true,
        }
    }

    #[test]
    fn a_number_is_one_however_it_is_typed() {
        let tidied = arrived(Carrier::Express, " ems-1234 5678 9cn ", date(2019, 9, 27)).tidied();
        assert_eq!(tidied.postal_number, "EMS123456789CN");
        assert_eq!(tidied.signed_by, Personal::new("门卫室".to_owned()));
        assert_eq!(tidied.check(3, date(2019, 9, 27)), Ok(()));
    }

    #[test]
    fn what_cannot_be_is_refused_at_its_field() {
        let today = date(2019, 9, 27);
        let check = |carrier, number: &str, on, length| arrived(carrier, number, on).check(length, today);
        assert_eq!(check(Carrier::Registered, "", today, 3), Err(MailRefused::NumberMissing));
        assert_eq!(check(Carrier::Ordinary, "", today, 3), Ok(()));
        assert_eq!(check(Carrier::Courier, "12345", today, 3), Err(MailRefused::NumberUnusable));
        assert_eq!(check(Carrier::Courier, "号码一二三四五六", today, 3), Err(MailRefused::NumberUnusable));
        assert_eq!(check(Carrier::Courier, "123456", date(2019, 9, 28), 3), Err(MailRefused::Ahead));
        assert_eq!(check(Carrier::Courier, "123456", date(1919, 9, 27), 3), Err(MailRefused::LongAgo));
        assert_eq!(check(Carrier::Courier, "123456", today, 0), Err(MailRefused::SignerMissing));
        assert_eq!(check(Carrier::Courier, "123456", today, 101), Err(MailRefused::SignerTooLong));
    }

    #[test]
    fn a_letter_of_the_last_day_before_the_holidays_is_missed_on_the_second_day_after_them() {
        let calendar = WorkingDayCalendar::shipped();
        assert_eq!(register_by(date(2019, 9, 30), calendar), date(2019, 10, 8));
        assert_eq!(register_by(date(2019, 9, 27), calendar), date(2019, 9, 29));
    }

    #[test]
    fn codes_and_labels_name_one_carrier_each() {
        for carrier in Carrier::ALL {
            assert_eq!(Carrier::from_code(carrier.code()), Some(carrier));
            assert_eq!(Carrier::ALL.iter().filter(|other| other.label() == carrier.label()).count(), 1);
        }
    }
}
