//! The registers of the year's work: trainings (Regulation Art. 48), meetings of the leading group, yearly work points,
//! and the internal rules by which the office itself works. They feed the words of sections 一, 五 and 六; no cell of a
//! table counts them.

use super::record::Record;
use super::{Place, Register};
use crate::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

coded! {
    /// How far a work point has come.
    PointState {
        NotBegun = "not_begun", "未开始";
        UnderWay = "under_way", "推进中";
        Done = "done", "已完成";
    }
}

/// 培训: one training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    pub number: String,
    pub on: Date,
    pub topic: String,
    /// 学时, in half hours, so that a class of an hour and a half is exact.
    pub half_hours: i64,
    /// How many people took part.
    pub participants: i64,
    /// Who they were, as a circle and not by name.
    pub circle: String,
    /// Where the material lies: a file number, an address.
    pub material: Option<String>,
}

/// 领导小组会议: one meeting of the leading group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub number: String,
    pub on: Date,
    pub agenda: String,
    pub decisions: String,
    /// Where the minutes lie.
    pub minutes: Option<String>,
}

/// 工作要点: one point of a superior's document, as it was given to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkPoint {
    pub number: String,
    /// The superior's document, by name or number.
    pub document: String,
    pub item: String,
    /// The section that answers for it, by name.
    pub section: String,
    /// The last day.
    pub due: Date,
    pub state: PointState,
    pub done_on: Option<Date>,
    /// What shows that it was done.
    pub evidence: Option<String>,
}

/// 公开制度: a rule of the house about disclosure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternalRule {
    pub number: String,
    pub name: String,
    /// As the house counts it, `第二版`.
    pub version: String,
    /// The section that keeps it, by name.
    pub section: String,
    pub effective_on: Date,
    /// When it was last looked over.
    pub reviewed_on: Option<Date>,
    /// From this day on it is no longer in force.
    pub repealed_on: Option<Date>,
}

/// How long an internal rule may go without review before it is named as a problem.
pub const REVIEW_YEARS: i16 = 2;

/// The category of a training, a meeting and an internal rule; that of a work point is its state.
pub const WORK: &str = "work";

impl WorkPoint {
    /// Days it is late on a day; `None` while it is in time or done.
    #[must_use]
    pub fn late_by(&self, today: Date) -> Option<i64> {
        let open = self.state != PointState::Done;
        let days = i64::from((today - self.due).get_days());
        (open && days > 0).then_some(days)
    }
}

impl InternalRule {
    /// The day since which nobody has looked it over.
    #[must_use]
    pub fn last_looked_at(&self) -> Date {
        self.reviewed_on.map_or(self.effective_on, |reviewed| reviewed.max(self.effective_on))
    }

    /// Whether it is in force on a day and has gone [`REVIEW_YEARS`] years without review.
    #[must_use]
    pub fn wants_review(&self, today: Date) -> bool {
        let in_force = self.effective_on <= today && self.repealed_on.is_none_or(|repealed| today < repealed);
        let due = self.last_looked_at().saturating_add(jiff::Span::new().years(REVIEW_YEARS));
        in_force && due <= today
    }
}

/// What a list says beside a row that wants attention on a day: a late work point, a rule that nobody has reviewed.
#[must_use]
pub fn attention(record: &Record, today: Date) -> Option<String> {
    match record {
        Record::WorkPoints(point) => point.late_by(today).map(|days| format!("逾期 {days} 天")),
        Record::InternalRules(rule) => rule.wants_review(today).then(|| format!("已超过 {REVIEW_YEARS} 年未评估")),
        _ => None,
    }
}

/// The figures of the year's work that the words of a report may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkFigure {
    /// Trainings held in the year.
    Trainings,
    /// Persons trained, once for each training.
    PersonsTrained,
    /// Meetings of the leading group in the year.
    Meetings,
    /// Work points due in the year.
    Points,
    /// Those of them that are done.
    PointsDone,
    /// Internal rules in force at the end of the year.
    InternalRules,
    /// Internal rules that came into force in the year.
    InternalRulesMade,
}

impl WorkFigure {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Trainings,
        Self::PersonsTrained,
        Self::Meetings,
        Self::Points,
        Self::PointsDone,
        Self::InternalRules,
        Self::InternalRulesMade,
    ];

    /// The key that stands between braces in the narrative.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Trainings => "work.trainings",
            Self::PersonsTrained => "work.persons_trained",
            Self::Meetings => "work.meetings",
            Self::Points => "work.points",
            Self::PointsDone => "work.points_done",
            Self::InternalRules => "work.internal_rules",
            Self::InternalRulesMade => "work.internal_rules_made",
        }
    }

    /// The unit word.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Trainings | Self::Meetings => "次",
            Self::PersonsTrained => "人次",
            Self::Points | Self::PointsDone | Self::InternalRules | Self::InternalRulesMade => "项",
        }
    }

    /// Its name as a clerk reads it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Trainings => "政府信息公开培训次数",
            Self::PersonsTrained => "参加培训人次",
            Self::Meetings => "领导小组会议次数",
            Self::Points => "年度工作要点任务数",
            Self::PointsDone => "已完成的工作要点任务数",
            Self::InternalRules => "年末现行有效的公开制度数",
            Self::InternalRulesMade => "当年施行的公开制度数",
        }
    }

    /// How it is counted, in one sentence.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Trainings => "培训台账中日期在当年的培训，一次计一次。",
            Self::PersonsTrained => "当年各次培训的参加人数之和；同一人参加两次计两人次。",
            Self::Meetings => "会议台账中日期在当年的领导小组会议。",
            Self::Points => "完成期限在当年的工作要点任务，不论是否完成。",
            Self::PointsDone => "完成期限在当年、状态为“已完成”的工作要点任务。",
            Self::InternalRules => "年末已经施行且没有废止的公开制度。",
            Self::InternalRulesMade => "施行日期在当年的公开制度。",
        }
    }

    /// The register whose rows it counts.
    #[must_use]
    pub const fn register(self) -> Register {
        match self {
            Self::Trainings | Self::PersonsTrained => Register::Trainings,
            Self::Meetings => Register::Meetings,
            Self::Points | Self::PointsDone => Register::WorkPoints,
            Self::InternalRules | Self::InternalRulesMade => Register::InternalRules,
        }
    }
}

/// What a row adds to the figures of the year's work. The store's SQL says the same; a test compares them.
#[must_use]
pub fn counts_in(place: &Place, year: i16) -> BTreeMap<WorkFigure, i64> {
    let mut figures = BTreeMap::new();
    let of_year = place.year == year;
    match place.register {
        Register::Trainings if of_year => {
            figures.insert(WorkFigure::Trainings, 1);
            figures.insert(WorkFigure::PersonsTrained, place.amount);
        }
        Register::Meetings if of_year => {
            figures.insert(WorkFigure::Meetings, 1);
        }
        Register::WorkPoints if of_year => {
            figures.insert(WorkFigure::Points, 1);
            if place.category == PointState::Done.code() {
                figures.insert(WorkFigure::PointsDone, 1);
            }
        }
        Register::InternalRules => {
            if of_year {
                figures.insert(WorkFigure::InternalRulesMade, 1);
            }
            if place.stands_at_end_of(year) {
                figures.insert(WorkFigure::InternalRules, 1);
            }
        }
        _ => {}
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn point(state: PointState) -> WorkPoint {
        let text = |text: &str| text.to_owned();
        WorkPoint {
            number: text("2019-1"),
            document: text("2019年政务公开工作要点"),
            item: text("公开办事指南"),
            section: text("办公室"),
            due: date(2019, 6, 30),
            state,
            done_on: (state == PointState::Done).then(|| date(2019, 7, 3)),
            evidence: (state == PointState::Done).then(|| text("已公开")),
        }
    }

    #[test]
    fn a_point_is_late_the_day_after_its_last_and_never_once_done() {
        assert_eq!(point(PointState::UnderWay).late_by(date(2019, 6, 30)), None);
        assert_eq!(point(PointState::UnderWay).late_by(date(2019, 7, 1)), Some(1));
        assert_eq!(point(PointState::NotBegun).late_by(date(2020, 6, 30)), Some(366));
        assert_eq!(point(PointState::Done).late_by(date(2020, 1, 1)), None);
        let record = Record::WorkPoints(point(PointState::UnderWay));
        assert_eq!(attention(&record, date(2019, 7, 2)).as_deref(), Some("逾期 2 天"));
    }

    #[test]
    fn a_rule_wants_review_two_years_after_somebody_last_looked_at_it() {
        let rule = InternalRule {
            number: "制1".to_owned(),
            name: "保密审查制度".to_owned(),
            version: "第一版".to_owned(),
            section: "办公室".to_owned(),
            effective_on: date(2016, 3, 1),
            reviewed_on: Some(date(2017, 5, 2)),
            repealed_on: None,
        };
        assert!(!rule.wants_review(date(2019, 5, 1)));
        assert!(rule.wants_review(date(2019, 5, 2)));
        let gone = InternalRule { repealed_on: Some(date(2018, 1, 1)), ..rule.clone() };
        assert!(!gone.wants_review(date(2019, 5, 2)));
        let never = InternalRule { reviewed_on: None, ..rule };
        assert!(never.wants_review(date(2018, 3, 1)) && !never.wants_review(date(2018, 2, 28)));
    }
}
