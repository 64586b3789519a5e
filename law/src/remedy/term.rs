//! How long a person may seek review or sue, and how long the agency has to answer the organ or court.

use jiff::civil::Date;

use super::RECONSIDERATION_LAW_2023;
use crate::article::{Article, Basis, Instrument, Reasoned, Step};
use crate::calendar::{Reckoned, WorkingDayCalendar, chinese_date};

/// The court's interpretation of the Litigation Law.
const INTERPRETATION: &str = "《最高人民法院关于适用〈行政诉讼法〉的解释》";

/// A term of a person who disagrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RemedyTerm {
    /// 申请行政复议: 60 days from receiving the act.
    Review,
    /// 直接起诉: six months from receiving the act.
    DirectSuit,
    /// 复议后起诉: 15 days from receiving the decision, or from the end of the review period in silence.
    SuitAfterReview,
    /// 不答复的起诉: six months from the end of the reply period.
    SuitOverInaction,
    /// The longest term where the person was not told of the right to review.
    ReviewIfNotTold,
    /// The longest term where the person was not told of the term to sue.
    SuitIfNotTold,
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Days(u16),
    Months(u8),
}

impl RemedyTerm {
    /// Every term.
    pub const ALL: [Self; 6] = [
        Self::Review,
        Self::DirectSuit,
        Self::SuitAfterReview,
        Self::SuitOverInaction,
        Self::ReviewIfNotTold,
        Self::SuitIfNotTold,
    ];

    /// What is done within it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Review => "申请行政复议",
            Self::DirectSuit => "直接提起行政诉讼",
            Self::SuitAfterReview => "对复议决定不服提起行政诉讼",
            Self::SuitOverInaction => "对逾期不答复提起行政诉讼",
            Self::ReviewIfNotTold => "未告知复议权利的最长期限",
            Self::SuitIfNotTold => "未告知起诉期限的最长期限",
        }
    }

    /// The day it counts from.
    pub const fn counted_from(self) -> &'static str {
        match self {
            Self::Review | Self::DirectSuit => "收到答复之日",
            Self::SuitAfterReview => "收到复议决定书之日或者复议期限届满之日",
            Self::SuitOverInaction => "答复期限届满之日",
            Self::ReviewIfNotTold | Self::SuitIfNotTold => "知道答复内容之日",
        }
    }

    const fn length(self) -> Length {
        match self {
            Self::Review => Length::Days(60),
            Self::SuitAfterReview => Length::Days(15),
            Self::DirectSuit | Self::SuitOverInaction => Length::Months(6),
            Self::ReviewIfNotTold | Self::SuitIfNotTold => Length::Months(12),
        }
    }

    /// What sets it, for a term that begins on a day.
    pub fn basis(self, from: Date) -> Basis {
        let new = from >= RECONSIDERATION_LAW_2023;
        match self {
            Self::Review if new => Article::of(Instrument::ReconsiderationLaw2023, 20).paragraph(1).into(),
            Self::Review => Article::of(Instrument::ReconsiderationLaw2017, 9).into(),
            Self::ReviewIfNotTold if new => Article::of(Instrument::ReconsiderationLaw2023, 20).paragraph(3).into(),
            Self::ReviewIfNotTold => Basis::Convention("2024年以前未告知复议权利的，比照未告知起诉期限处理"),
            Self::DirectSuit => Article::of(Instrument::LitigationLaw2017, 46).paragraph(1).into(),
            Self::SuitAfterReview => Article::of(Instrument::LitigationLaw2017, 45).into(),
            Self::SuitOverInaction => Basis::Document(format!("{INTERPRETATION}第六十六条")),
            Self::SuitIfNotTold => Basis::Document(format!("{INTERPRETATION}第六十四条")),
        }
    }

    /// The last day of the term; the first day is not counted, and an end on a day off rolls over it.
    pub fn last_day(self, from: Date, calendar: &WorkingDayCalendar) -> Reasoned<Reckoned<Date>> {
        let (last, words) = match self.length() {
            Length::Days(days) => (calendar.add_calendar_days(from, days), format!("{days}日")),
            Length::Months(12) => (calendar.add_months(from, 12), "1年".to_owned()),
            Length::Months(months) => (calendar.add_months(from, months), format!("{months}个月")),
        };
        let says = format!(
            "{}：自{}{}起{words}，至{}",
            self.label(),
            self.counted_from(),
            chinese_date(from),
            chinese_date(last.value)
        );
        Reasoned { answer: last, steps: vec![Step::new(says, self.basis(from))] }
    }
}

/// A term of the agency as respondent or defendant, from the day it receives the copy of the application or complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnswerTerm {
    /// 复议答复, ordinary procedure.
    Review,
    /// 复议答复, simplified procedure (for disclosure cases since 2024).
    SimplifiedReview,
    /// 诉讼答辩 and evidence.
    Court,
    /// 二审答辩, where the other side appealed.
    Appeal,
}

impl AnswerTerm {
    /// Every term.
    pub const ALL: [Self; 4] = [Self::Review, Self::SimplifiedReview, Self::Court, Self::Appeal];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::SimplifiedReview => "simplified_review",
            Self::Court => "court",
            Self::Appeal => "appeal",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.code() == code)
    }

    /// What is to be handed in.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Review => "复议答复书和证据材料（普通程序）",
            Self::SimplifiedReview => "复议答复书和证据材料（简易程序）",
            Self::Court => "答辩状和证据材料",
            Self::Appeal => "二审答辩状",
        }
    }

    /// The last day to hand it in.
    ///
    /// # Errors
    /// The simplified procedure before 2024, when there was none.
    pub fn last_day(self, received_on: Date, calendar: &WorkingDayCalendar) -> Result<Reasoned<Reckoned<Date>>, Step> {
        let new = received_on >= RECONSIDERATION_LAW_2023;
        let law_2023 = |number| Article::of(Instrument::ReconsiderationLaw2023, number);
        let (last, words, basis): (_, _, Basis) = match self {
            // Art. 88 of 2023 counts five and ten days as working days; Art. 40 of 2017 only five and seven.
            Self::Review if new => (calendar.add_working_days(received_on, 10), "10个工作日", law_2023(48).into()),
            Self::Review => {
                let article = Article::of(Instrument::ReconsiderationLaw2017, 23);
                (calendar.add_calendar_days(received_on, 10), "10日", article.into())
            }
            Self::SimplifiedReview if new => {
                (calendar.add_working_days(received_on, 5), "5个工作日", law_2023(54).into())
            }
            Self::SimplifiedReview => {
                return Err(Step::new("2024年1月1日以前的行政复议没有简易程序", law_2023(53)));
            }
            Self::Court => {
                let article = Article::of(Instrument::LitigationLaw2017, 67);
                (calendar.add_calendar_days(received_on, 15), "15日", article.into())
            }
            Self::Appeal => {
                let basis = Basis::Document(format!("{INTERPRETATION}第一百零八条"));
                (calendar.add_calendar_days(received_on, 15), "15日", basis)
            }
        };
        let says = format!(
            "{}收到副本，{words}内提交{}，至{}",
            chinese_date(received_on),
            self.label(),
            chinese_date(last.value)
        );
        Ok(Reasoned { answer: last, steps: vec![Step::new(says, basis)] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    #[test]
    fn cases_a_lawyer_signed() {
        let calendar = WorkingDayCalendar::shipped();
        for case in cases::rows(include_str!("../../cases/remedy_terms.md")) {
            let (label, from) = (case.text("期限"), case.date("起算日"));
            let remedy = RemedyTerm::ALL.into_iter().find(|term| term.label() == label);
            let found = match remedy {
                Some(term) => term.last_day(from, calendar),
                None => {
                    let term = AnswerTerm::ALL.into_iter().find(|term| term.label() == label);
                    term.unwrap_or_else(|| panic!("{label}")).last_day(from, calendar).unwrap()
                }
            };
            assert_eq!(found.answer.value, case.date("届满日"), "{label} {from}");
            assert_eq!(found.steps[0].basis.to_string(), case.text("依据"), "{label} {from}");
        }
    }

    #[test]
    fn there_was_no_simplified_review_before_2024() {
        let calendar = WorkingDayCalendar::shipped();
        let eve = jiff::civil::date(2023, 12, 29);
        assert!(AnswerTerm::SimplifiedReview.last_day(eve, calendar).is_err());
        assert!(AnswerTerm::SimplifiedReview.last_day(RECONSIDERATION_LAW_2023, calendar).is_ok());
    }

    #[test]
    fn a_term_that_runs_into_an_unannounced_year_is_provisional() {
        let last = RemedyTerm::DirectSuit.last_day(jiff::civil::date(2026, 8, 5), WorkingDayCalendar::shipped());
        assert!(last.answer.certainty.is_provisional());
    }
}
