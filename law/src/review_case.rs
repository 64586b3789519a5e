//! 复议与诉讼: the cases brought over disclosure, and the cell of table four each stands in, year by year.
//!
//! Only cases in which this agency is respondent or defendant are its own (Art. 50(1)(3)); what a
//! bureau of justice hears for its government is not. An open case stands under 尚未审结 in every
//! year it stays open, and again under its result in the year it ends.

use jiff::civil::Date;

use crate::annual_report::{TableFourColumn, TableFourGroup};
use crate::article::{Article, Basis, Instrument, Reasoned, Step};
use crate::calendar::chinese_date;
use crate::outcome::Outcome;
use crate::remedy::{AnswerTerm, RemedyKind, remedy_kind};

const SORTING: Basis = Basis::Convention("表四的结果按最后生效的决定、裁判归类");

/// By which way a case came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReviewRoute {
    /// 行政复议.
    Reconsideration,
    /// 未经复议直接起诉.
    DirectSuit,
    /// 复议后起诉.
    SuitAfterReconsideration,
}

impl ReviewRoute {
    /// Every route, in the order of table four.
    pub const ALL: [Self; 3] = [Self::Reconsideration, Self::DirectSuit, Self::SuitAfterReconsideration];

    /// The stored name, that of its group in table four.
    pub fn code(self) -> &'static str {
        self.group().code()
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.code() == code)
    }

    /// As table four says it.
    pub fn label(self) -> &'static str {
        self.group().label()
    }

    /// Its group of table four.
    pub const fn group(self) -> TableFourGroup {
        match self {
            Self::Reconsideration => TableFourGroup::Reconsideration,
            Self::DirectSuit => TableFourGroup::DirectSuit,
            Self::SuitAfterReconsideration => TableFourGroup::SuitAfterReconsideration,
        }
    }

    /// Whether a court hears it.
    pub const fn is_suit(self) -> bool {
        match self {
            Self::Reconsideration => false,
            Self::DirectSuit | Self::SuitAfterReconsideration => true,
        }
    }

    /// The terms within which the agency may have to answer.
    pub const fn answer_terms(self) -> &'static [AnswerTerm] {
        if self.is_suit() { &[AnswerTerm::Court] } else { &[AnswerTerm::Review, AnswerTerm::SimplifiedReview] }
    }
}

/// On which side the agency stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// 被申请人、被告, alone or with the organ of reconsideration.
    Respondent,
    /// It prepares or hears the case as the organ of reconsideration.
    Hearing,
    /// A third party to the case.
    ThirdParty,
}

/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReviewResult {
    /// 维持 (reconsideration).
    Upheld,
    /// 驳回请求, on the merits.
    ClaimRejected,
    /// 撤销, in part too.
    Revoked,
    /// 变更.
    Changed,
    /// 确认违法.
    DeclaredUnlawful,
    /// 确认无效.
    DeclaredInvalid,
    /// 责令（判决）履行.
    OrderedToPerform,
    /// 不予受理、不予立案.
    NotAccepted,
    /// 驳回申请、驳回起诉, on procedure.
    DismissedOnProcedure,
    /// 撤回、撤诉.
    Withdrawn,
    /// 终止、终结.
    Terminated,
    /// 调解、和解.
    Mediated,
}

impl ReviewResult {
    /// Every result.
    pub const ALL: [Self; 12] = [
        Self::Upheld,
        Self::ClaimRejected,
        Self::Revoked,
        Self::Changed,
        Self::DeclaredUnlawful,
        Self::DeclaredInvalid,
        Self::OrderedToPerform,
        Self::NotAccepted,
        Self::DismissedOnProcedure,
        Self::Withdrawn,
        Self::Terminated,
        Self::Mediated,
    ];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::ClaimRejected => "claim_rejected",
            Self::Revoked => "revoked",
            Self::Changed => "changed",
            Self::DeclaredUnlawful => "declared_unlawful",
            Self::DeclaredInvalid => "declared_invalid",
            Self::OrderedToPerform => "ordered_to_perform",
            Self::NotAccepted => "not_accepted",
            Self::DismissedOnProcedure => "dismissed_on_procedure",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
            Self::Mediated => "mediated",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }

    /// As the decision or judgment of a route says it.
    pub const fn label(self, route: ReviewRoute) -> &'static str {
        let suit = route.is_suit();
        match self {
            Self::Upheld => "维持",
            Self::ClaimRejected if suit => "驳回诉讼请求",
            Self::ClaimRejected => "驳回复议请求",
            Self::Revoked => "撤销或者部分撤销",
            Self::Changed => "变更",
            Self::DeclaredUnlawful => "确认违法",
            Self::DeclaredInvalid => "确认无效",
            Self::OrderedToPerform if suit => "判决履行",
            Self::OrderedToPerform => "责令履行",
            Self::NotAccepted if suit => "不予立案",
            Self::NotAccepted => "不予受理",
            Self::DismissedOnProcedure if suit => "驳回起诉",
            Self::DismissedOnProcedure => "驳回复议申请",
            Self::Withdrawn if suit => "准许撤诉",
            Self::Withdrawn => "撤回复议申请",
            Self::Terminated if suit => "终结诉讼",
            Self::Terminated => "终止复议",
            Self::Mediated => "调解",
        }
    }

    /// Whether this route can end so: courts no longer uphold, they reject the claim.
    pub const fn is_of(self, route: ReviewRoute) -> bool {
        !(matches!(self, Self::Upheld) && route.is_suit())
    }

    /// Its column of table four.
    pub const fn column(self) -> TableFourColumn {
        match self {
            Self::Upheld | Self::ClaimRejected => TableFourColumn::Upheld,
            Self::Revoked | Self::Changed | Self::DeclaredUnlawful | Self::DeclaredInvalid | Self::OrderedToPerform => {
                TableFourColumn::Rectified
            }
            Self::NotAccepted | Self::DismissedOnProcedure | Self::Withdrawn | Self::Terminated | Self::Mediated => {
                TableFourColumn::OtherResult
            }
        }
    }

    /// Whether the application has to be handled anew.
    pub const fn reopens_handling(self) -> bool {
        match self {
            Self::Revoked | Self::DeclaredInvalid | Self::OrderedToPerform => true,
            Self::Upheld
            | Self::ClaimRejected
            | Self::Changed
            | Self::DeclaredUnlawful
            | Self::NotAccepted
            | Self::DismissedOnProcedure
            | Self::Withdrawn
            | Self::Terminated
            | Self::Mediated => false,
        }
    }
}

/// What happens in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewEvent {
    /// The agency received the copy of the application or complaint.
    Begun(Date),
    /// A decision or judgment.
    Ruled(Date, ReviewResult),
    /// Somebody appealed, or a retrial was ordered: the case is open again.
    Appealed(Date),
}

impl ReviewEvent {
    /// The day of it.
    pub const fn on(self) -> Date {
        match self {
            Self::Begun(day) | Self::Ruled(day, _) | Self::Appealed(day) => day,
        }
    }

    const fn leaves_open(self) -> bool {
        match self {
            Self::Begun(_) | Self::Appealed(_) => true,
            Self::Ruled(..) => false,
        }
    }
}

/// Whether an event can follow what a case has been through.
///
/// # Errors
/// A first event that is no beginning, a second beginning, an earlier day, a ruling in a closed
/// case, an appeal before a ruling or in reconsideration, a result that the route does not know.
pub fn may_follow(route: ReviewRoute, before: &[ReviewEvent], next: ReviewEvent) -> Result<(), Step> {
    let refuse = |says: &str| Err(Step::new(says, SORTING));
    let Some(last) = before.last() else {
        return match next {
            ReviewEvent::Begun(_) => Ok(()),
            ReviewEvent::Ruled(..) | ReviewEvent::Appealed(_) => refuse("案件还没有登记收到日期"),
        };
    };
    if next.on() < last.on() {
        let says = format!("{}早于上一登记事项的日期{}", chinese_date(next.on()), chinese_date(last.on()));
        return Err(Step::new(says, SORTING));
    }
    match next {
        ReviewEvent::Begun(_) => refuse("案件已经登记，不能重复登记"),
        ReviewEvent::Ruled(..) if !last.leaves_open() => refuse("案件已经审结；有二审、再审的，先登记上诉或者再审"),
        ReviewEvent::Ruled(_, result) if !result.is_of(route) => refuse("人民法院不作维持判决，应当登记为驳回诉讼请求"),
        ReviewEvent::Appealed(_) if last.leaves_open() => refuse("案件还没有审结，不能登记上诉或者再审"),
        ReviewEvent::Appealed(_) if !route.is_suit() => {
            refuse("行政复议没有上诉；对复议决定不服起诉的，另行登记为复议后起诉")
        }
        ReviewEvent::Ruled(..) | ReviewEvent::Appealed(_) => Ok(()),
    }
}

/// The cell of table four a case stands in for a year, if any.
///
/// `events` in order, as [`may_follow`] lets them in; what happened after the year is not looked at,
/// so a closed year never changes.
pub fn cell_in_year(
    route: ReviewRoute,
    position: Position,
    events: &[ReviewEvent],
    year: i16,
) -> Reasoned<Option<(TableFourGroup, TableFourColumn)>> {
    let own = Article::of(Instrument::OgiRegulation2019, 50).paragraph(1).item(3);
    match position {
        Position::Respondent => {}
        Position::Hearing => return not_counted("本机关是审理机关，不是被申请人，不计入本机关的表四", own.into()),
        Position::ThirdParty => return not_counted("本机关是第三人，不计入本机关的表四", own.into()),
    }
    let standing = events.iter().rev().find(|event| event.on().year() <= year);
    let column = match standing {
        None => return not_counted("案件在该年度之后收到", SORTING),
        Some(ReviewEvent::Begun(_) | ReviewEvent::Appealed(_)) => TableFourColumn::Pending,
        Some(ReviewEvent::Ruled(day, result)) if day.year() == year => result.column(),
        Some(ReviewEvent::Ruled(..)) => return not_counted("案件在该年度之前已经审结", SORTING),
    };
    let group = route.group();
    let says = format!("{year}年12月31日，计入“{}”的“{}”", group.label(), column.label());
    Reasoned { answer: Some((group, column)), steps: vec![Step::new(says, SORTING)] }
}

fn not_counted<T>(says: &str, basis: Basis) -> Reasoned<Option<T>> {
    Reasoned { answer: None, steps: vec![Step::new(says, basis)] }
}

/// What is odd about the route of a case against a decision, for the officer to look at: it is
/// kept as registered, since the court alone decides whether to hear it.
///
/// `reviewed_before` says whether the same dispute went through reconsideration.
pub fn odd_route(
    route: ReviewRoute,
    reviewed_before: bool,
    decided_on: Date,
    outcome: Outcome,
    withheld_parts: &[Outcome],
) -> Option<Step> {
    match (route, reviewed_before) {
        (ReviewRoute::DirectSuit, true) => Some(Step::new("同一争议已经过行政复议，应当登记为复议后起诉", SORTING)),
        (ReviewRoute::SuitAfterReconsideration, false) => {
            Some(Step::new("没有登记同一争议的行政复议案件，请核对是否为未经复议直接起诉", SORTING))
        }
        (ReviewRoute::DirectSuit, false) => match remedy_kind(decided_on, outcome, withheld_parts) {
            Ok((RemedyKind::ReviewFirst, step)) => {
                let says = format!("{}，而本案未经复议直接起诉，请核对", step.says);
                Some(Step::new(says, step.basis))
            }
            Ok((RemedyKind::Choice | RemedyKind::Mixed | RemedyKind::NotPrinted, _)) | Err(_) => None,
        },
        (ReviewRoute::Reconsideration, _) | (ReviewRoute::SuitAfterReconsideration, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn events_of(route: ReviewRoute, words: &str) -> Vec<ReviewEvent> {
        let mut events = Vec::new();
        for part in words.split('；') {
            let (day, what) = part.split_once(' ').unwrap_or_else(|| panic!("{part}"));
            let day: Date = day.parse().unwrap();
            let event = match what {
                "收到" => ReviewEvent::Begun(day),
                "上诉" => ReviewEvent::Appealed(day),
                label => {
                    let result = ReviewResult::ALL.into_iter().find(|result| result.label(route) == label);
                    ReviewEvent::Ruled(day, result.unwrap_or_else(|| panic!("{label}")))
                }
            };
            may_follow(route, &events, event).unwrap();
            events.push(event);
        }
        events
    }

    #[test]
    fn cases_a_lawyer_signed() {
        for case in cases::rows(include_str!("../cases/review_cases.md")) {
            let route = ReviewRoute::ALL.into_iter().find(|route| route.label() == case.text("途径")).unwrap();
            let position = match case.text("本机关地位") {
                "被申请人、被告" => Position::Respondent,
                "审理机关" => Position::Hearing,
                "第三人" => Position::ThirdParty,
                other => panic!("{other}"),
            };
            let events = events_of(route, case.text("经过"));
            let year = case.text("年度").parse().unwrap();
            let found = cell_in_year(route, position, &events, year);
            let name = format!("{} {year}", case.text("经过"));
            let column = found.answer.map_or("不计", |(_, column)| column.label());
            assert_eq!(column, case.text("计入"), "{name}");
            assert!(found.answer.is_none_or(|(group, _)| group == route.group()), "{name}");
        }
    }

    #[test]
    fn every_result_has_a_column_and_a_stored_name() {
        for result in ReviewResult::ALL {
            assert_eq!(ReviewResult::from_code(result.code()), Some(result));
            assert!(TableFourColumn::PARTS.contains(&result.column()) && result.column() != TableFourColumn::Pending);
        }
        for route in ReviewRoute::ALL {
            assert_eq!(ReviewRoute::from_code(route.code()), Some(route));
        }
    }

    #[test]
    fn what_cannot_follow_is_refused() {
        let (may, june) = (date(2024, 5, 11), date(2024, 6, 3));
        let begun = [ReviewEvent::Begun(may)];
        let ended = [begun[0], ReviewEvent::Ruled(june, ReviewResult::ClaimRejected)];
        let suit = ReviewRoute::DirectSuit;
        for (route, before, next) in [
            (suit, &[][..], ReviewEvent::Ruled(june, ReviewResult::Revoked)),
            (suit, &begun[..], ReviewEvent::Begun(june)),
            (suit, &begun[..], ReviewEvent::Ruled(date(2024, 5, 10), ReviewResult::Revoked)),
            (suit, &begun[..], ReviewEvent::Ruled(june, ReviewResult::Upheld)),
            (suit, &begun[..], ReviewEvent::Appealed(june)),
            (suit, &ended[..], ReviewEvent::Ruled(june, ReviewResult::Revoked)),
            (ReviewRoute::Reconsideration, &ended[..], ReviewEvent::Appealed(june)),
        ] {
            assert!(may_follow(route, before, next).is_err(), "{before:?} {next:?}");
        }
        assert_eq!(may_follow(suit, &ended, ReviewEvent::Appealed(june)), Ok(()));
        assert_eq!(
            may_follow(ReviewRoute::Reconsideration, &begun, ReviewEvent::Ruled(june, ReviewResult::Upheld)),
            Ok(())
        );
    }

    #[test]
    fn a_direct_suit_over_a_refusal_is_odd_since_2024() {
        let odd = |route, reviewed, day, outcome| odd_route(route, reviewed, day, outcome, &[]).is_some();
        let (old, new) = (date(2023, 12, 29), date(2024, 1, 2));
        assert!(!odd(ReviewRoute::DirectSuit, false, old, Outcome::ProcessInformation));
        assert!(odd(ReviewRoute::DirectSuit, false, new, Outcome::ProcessInformation));
        assert!(!odd(ReviewRoute::DirectSuit, false, new, Outcome::NotExisting));
        assert!(!odd(ReviewRoute::SuitAfterReconsideration, true, new, Outcome::ProcessInformation));
        assert!(odd(ReviewRoute::SuitAfterReconsideration, false, new, Outcome::NotExisting));
        assert!(odd(ReviewRoute::DirectSuit, true, new, Outcome::NotExisting));
    }

    proptest! {
        /// From the year it began to the year it ended a case stands in one cell each year, open in all but the last.
        #[test]
        fn a_case_is_carried_until_it_ends(start in 0i32..2000, lasts in 0i32..1500) {
            let begun = date(2019, 1, 1).saturating_add(start.days());
            let ended = begun.saturating_add(lasts.days());
            let events = [ReviewEvent::Begun(begun), ReviewEvent::Ruled(ended, ReviewResult::Revoked)];
            for year in 2018..2032 {
                let found = cell_in_year(ReviewRoute::DirectSuit, Position::Respondent, &events, year).answer;
                let expected = if year < begun.year() || year > ended.year() {
                    None
                } else if year == ended.year() {
                    Some((TableFourGroup::DirectSuit, TableFourColumn::Rectified))
                } else {
                    Some((TableFourGroup::DirectSuit, TableFourColumn::Pending))
                };
                prop_assert_eq!(found, expected);
            }
        }
    }
}
