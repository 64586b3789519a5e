//! 更正政府信息记录 (Art. 41), 主动公开建议 (Art. 44(2)): by when the agency answers. They are no applications for information
//! and stand in no cell of table 三.

use crate::article::{Article, Basis, Instrument, Reasoned, Step};
use crate::calendar::{Reckoned, WorkingDayCalendar, chinese_date};
use jiff::civil::Date;

/// Working days to answer. No paragraph names a number: the period of Art. 33(2) is taken over, a convention.
pub const REQUEST_WORKING_DAYS: u16 = 20;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// Somebody shows that a record about himself is inaccurate (Art. 41).
    RecordCorrection,
    /// An applicant thinks that what he got should be disclosed to everybody (Art. 44(2)).
    Suggestion,
}

impl RequestKind {
    /// The paragraph that gives the right to ask.
    pub const fn article(self) -> Article {
        match self {
            Self::RecordCorrection => Article::of(Instrument::OgiRegulation2019, 41),
            Self::Suggestion => Article::of(Instrument::OgiRegulation2019, 44).paragraph(2),
        }
    }
}

/// The last day to answer.
pub fn request_due(kind: RequestKind, received_on: Date, calendar: &WorkingDayCalendar) -> Reasoned<Reckoned<Date>> {
    let due = calendar.add_working_days(received_on, REQUEST_WORKING_DAYS);
    let right = match kind {
        RequestKind::RecordCorrection => "有证据证明与自身相关的政府信息记录不准确的，可以要求更正",
        RequestKind::Suggestion => "可以建议将申请获取的信息纳入主动公开的范围，经审核可以的应当及时主动公开",
    };
    let says = format!(
        "{}收到，条例没有规定期限，按{REQUEST_WORKING_DAYS}个工作日答复，至{}",
        chinese_date(received_on),
        chinese_date(due.value)
    );
    let convention = Basis::Convention("参照《政府信息公开条例》第三十三条第二款的20个工作日");
    Reasoned { answer: due, steps: vec![Step::new(right, kind.article()), Step::new(says, convention)] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_take_over_the_twenty_working_days_and_say_that_this_is_a_convention() {
        for kind in [RequestKind::RecordCorrection, RequestKind::Suggestion] {
            let due = request_due(kind, date(2019, 9, 27), WorkingDayCalendar::shipped());
            assert_eq!(due.answer.value, date(2019, 10, 30));
            assert_eq!(due.steps.len(), 2);
            assert!(matches!(due.steps[0].basis, Basis::Article(article) if article == kind.article()));
            assert!(due.steps[1].to_string().contains("惯例"));
        }
        assert_eq!(RequestKind::Suggestion.article().to_string(), "《政府信息公开条例》第四十四条第二款");
    }
}
