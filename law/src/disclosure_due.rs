//! When information must have been published (Regulation Art. 26), and whether it was in time.
//!
//! Article 26: information that is published proactively is published within twenty working days
//! from the day it was formed or changed; where laws or regulations set another limit, that one
//! prevails. What was obtained from others is counted from the day it was obtained; a repost
//! (转载) is the original publisher's matter and carries no limit here; jointly made information
//! is the lead organ's to publish (Art. 10(3)).
//!
//! Information formed before 15 May 2019 falls under Art. 18 of the Regulation of 2007, which set
//! the same twenty working days; before 1 May 2008 there was no national limit.

use jiff::civil::Date;

use crate::article::{Article, Basis, Instrument, Reasoned, Step};
use crate::calendar::{Certainty, Reckoned, WorkingDayCalendar, chinese_date};
use crate::reply_due::REGULATION_2019;

/// Art. 26 of 2019 and Art. 18 of 2007: working days from forming or changing.
const GENERAL_LIMIT: u16 = 20;
/// The Regulation of 2007 took effect.
const REGULATION_2007: Date = jiff::civil::date(2008, 5, 1);
/// The Civil Code took effect.
const CIVIL_CODE: Date = jiff::civil::date(2021, 1, 1);

/// Where the information comes from, with the day its period begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Made by this organ.
    MadeHere {
        /// The day it was made, or last changed.
        on: Date,
    },
    /// Obtained from a citizen, a legal person or another organisation.
    Obtained {
        /// The day it was obtained.
        on: Date,
    },
    /// Reposted (转载) from another publisher.
    Reposted,
    /// Made together with other organs.
    JointlyMade {
        /// The day it was made, or last changed.
        on: Date,
        /// Whether this organ is the lead (牵头制作机关).
        lead: bool,
    },
}

/// Kinds of information whose limit differs from the general one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpecialLimit {
    /// Department budget or final account, from the finance department's reply 批复.
    DepartmentBudget,
    /// Licence or penalty decision under 双公示, from the decision.
    LicenceOrPenaltyDecision,
    /// Another enforcement decision, from the decision.
    OtherEnforcementDecision,
    /// A published penalty decision that was changed, annulled, or found unlawful or invalid:
    /// it is taken back and explained within this limit.
    AnnulledPenaltyDecision,
}

/// How a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayUnit {
    /// 工作日
    WorkingDays,
    /// 日: calendar days; the end rolls over days off.
    CalendarDays,
}

impl DayUnit {
    /// The word behind a number.
    pub fn word(self) -> &'static str {
        match self {
            DayUnit::WorkingDays => "个工作日",
            DayUnit::CalendarDays => "日",
        }
    }
}

/// A limit as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitRule {
    /// What it applies to, in Chinese.
    pub subject: &'static str,
    /// The day it counts from, in Chinese.
    pub counted_from: &'static str,
    /// How many days.
    pub days: u16,
    /// Of which kind.
    pub unit: DayUnit,
    /// What sets it.
    pub basis: Basis,
}

impl SpecialLimit {
    /// All of them.
    pub const ALL: [SpecialLimit; 4] = [
        SpecialLimit::DepartmentBudget,
        SpecialLimit::LicenceOrPenaltyDecision,
        SpecialLimit::OtherEnforcementDecision,
        SpecialLimit::AnnulledPenaltyDecision,
    ];

    /// The limit.
    pub fn rule(self) -> LimitRule {
        let (subject, counted_from, days, unit, basis) = match self {
            SpecialLimit::DepartmentBudget => (
                "部门预算、决算",
                "财政部门批复之日",
                20,
                DayUnit::CalendarDays,
                Article::of(Instrument::BudgetLaw, 14).paragraph(2).into(),
            ),
            SpecialLimit::LicenceOrPenaltyDecision => (
                "行政许可、行政处罚决定（双公示）",
                "作出决定之日",
                7,
                DayUnit::WorkingDays,
                Basis::Document("行政许可和行政处罚信息“双公示”有关规定".to_owned()),
            ),
            SpecialLimit::OtherEnforcementDecision => (
                "其他行政执法决定",
                "作出决定之日",
                20,
                DayUnit::WorkingDays,
                Basis::Document("国办发〔2018〕118号".to_owned()),
            ),
            SpecialLimit::AnnulledPenaltyDecision => (
                "已公开的行政处罚决定被变更、撤销、确认违法或者无效的撤回",
                "被变更、撤销或者确认之日",
                3,
                DayUnit::WorkingDays,
                Article::of(Instrument::AdministrativePenaltyLaw2021, 48).paragraph(2).into(),
            ),
        };
        LimitRule { subject, counted_from, days, unit, basis }
    }
}

/// What is known about one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DisclosureFacts {
    /// Where it comes from.
    pub origin: Origin,
    /// A special limit and the day it counts from, where the item has one.
    pub special: Option<(SpecialLimit, Date)>,
}

impl DisclosureFacts {
    /// An item under the general limit.
    pub fn of(origin: Origin) -> Self {
        Self { origin, special: None }
    }
}

/// Until when the item must be public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisclosureDue {
    /// On or before this day.
    By {
        /// The last day.
        last_day: Reckoned<Date>,
        /// How its lateness counts.
        unit: DayUnit,
    },
    /// No limit runs at this organ; the step says why.
    NoLimit,
}

/// Whether a day of publication (or today) keeps the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timeliness {
    /// In time.
    InTime {
        /// How many days of the limit were left.
        left: Reckoned<u32>,
        /// Of which kind.
        unit: DayUnit,
    },
    /// Too late.
    Late {
        /// By how many days.
        by: Reckoned<u32>,
        /// Of which kind.
        unit: DayUnit,
    },
    /// No limit runs.
    NoLimit,
}

impl Timeliness {
    /// What a clerk reads beside the item.
    pub fn words(&self) -> String {
        match self {
            Timeliness::InTime { left, unit } if left.value == 0 => {
                format!("按期{}", provisional_words(&left.certainty))
            }
            Timeliness::InTime { left, unit } => {
                format!("按期，距期限还有{}{}{}", left.value, unit.word(), provisional_words(&left.certainty))
            }
            Timeliness::Late { by, unit } => {
                format!("逾期{}{}{}", by.value, unit.word(), provisional_words(&by.certainty))
            }
            Timeliness::NoLimit => "不计期限".to_owned(),
        }
    }

    /// Whether the limit was missed.
    pub fn is_late(&self) -> bool {
        matches!(self, Timeliness::Late { .. })
    }
}

fn provisional_words(certainty: &Certainty) -> &'static str {
    if certainty.is_provisional() { "（暂定）" } else { "" }
}

/// Until when must this item be public?
pub fn disclosure_due(facts: &DisclosureFacts, calendar: &WorkingDayCalendar) -> Reasoned<DisclosureDue> {
    if let Some((special, from)) = facts.special {
        return due_under(&special.rule(), from, calendar);
    }
    match facts.origin {
        Origin::MadeHere { on } => general_due(on, "形成或者变更之日", calendar),
        Origin::Obtained { on } => general_due(on, "获取之日", calendar),
        Origin::JointlyMade { on, lead: true } => general_due(on, "形成或者变更之日", calendar),
        Origin::JointlyMade { lead: false, .. } => no_limit(
            "由两个以上行政机关共同制作，由牵头制作的行政机关负责公开，本机关不计期限",
            Article::of(Instrument::OgiRegulation2019, 10).paragraph(3),
        ),
        Origin::Reposted => no_limit(
            "转载的信息由原发布机关负责按期公开，本机关不计期限",
            Article::of(Instrument::OgiRegulation2019, 10).paragraph(1),
        ),
    }
}

/// Was the item published in time, or how late? For an item not yet public, pass today.
pub fn timeliness(facts: &DisclosureFacts, published_on: Date, calendar: &WorkingDayCalendar) -> Reasoned<Timeliness> {
    let Reasoned { answer, mut steps } = disclosure_due(facts, calendar);
    let DisclosureDue::By { last_day, unit } = answer else {
        return Reasoned { answer: Timeliness::NoLimit, steps };
    };
    let late = published_on > last_day.value;
    let (after, through) = if late { (last_day.value, published_on) } else { (published_on, last_day.value) };
    let mut days = days_between(after, through, unit, calendar);
    // A provisional limit makes every distance to it provisional too.
    if last_day.certainty.is_provisional() {
        days.certainty = last_day.certainty;
    }
    let answer = if late { Timeliness::Late { by: days, unit } } else { Timeliness::InTime { left: days, unit } };
    let basis = steps.first().map(|step| step.basis.clone()).unwrap_or(Basis::Convention("逐日比较"));
    steps.push(Step::new(format!("{}公开：{}", chinese_date(published_on), answer.words()), basis));
    Reasoned { answer, steps }
}

fn days_between(after: Date, through: Date, unit: DayUnit, calendar: &WorkingDayCalendar) -> Reckoned<u32> {
    match unit {
        DayUnit::WorkingDays => calendar.working_days_between(after, through),
        DayUnit::CalendarDays => {
            let days = after.until(through).map_or(0, |span| span.get_days());
            Reckoned { value: u32::try_from(days).unwrap_or(0), certainty: Certainty::Final }
        }
    }
}

fn general_due(from: Date, counted_from: &'static str, calendar: &WorkingDayCalendar) -> Reasoned<DisclosureDue> {
    let article = if from >= REGULATION_2019 {
        Article::of(Instrument::OgiRegulation2019, 26)
    } else if from >= REGULATION_2007 {
        Article::of(Instrument::OgiRegulation2007, 18)
    } else {
        return no_limit(
            "形成于2008年5月1日之前，当时没有全国统一的公开期限",
            Article::of(Instrument::OgiRegulation2007, 38),
        );
    };
    let rule = LimitRule {
        subject: "主动公开的政府信息",
        counted_from,
        days: GENERAL_LIMIT,
        unit: DayUnit::WorkingDays,
        basis: article.into(),
    };
    due_under(&rule, from, calendar)
}

fn due_under(rule: &LimitRule, from: Date, calendar: &WorkingDayCalendar) -> Reasoned<DisclosureDue> {
    let last_day = match rule.unit {
        DayUnit::WorkingDays => calendar.add_working_days(from, rule.days),
        DayUnit::CalendarDays => calendar.add_calendar_days(from, rule.days),
    };
    let limit = format!(
        "{}，自{}（{}）起{}{}内公开",
        rule.subject,
        rule.counted_from,
        chinese_date(from),
        rule.days,
        rule.unit.word()
    );
    let mut steps =
        vec![Step::new(limit, rule.basis.clone()), Step::new("起算日当天不计入，自次日起算", first_day_rule(from))];
    let notices = calendar.notices_between(from, last_day.value);
    if !notices.is_empty() {
        let says = match rule.unit {
            DayUnit::WorkingDays => "放假日不计入，调休上班日计入",
            DayUnit::CalendarDays => "期限最后一日是放假日的，顺延至其后第一个工作日",
        };
        steps.push(Step::new(says, Basis::Document(notices.join("、"))));
    }
    if let Some(notice) = last_day.certainty.notice() {
        steps.push(Step::new(notice, Basis::Convention("没有官方节假日安排的年份只作暂定推算")));
    }
    let due = format!("期限至{}届满", chinese_date(last_day.value));
    steps.push(Step::new(due, rule.basis.clone()));
    Reasoned { answer: DisclosureDue::By { last_day, unit: rule.unit }, steps }
}

/// Both texts say the same in an article of the same number.
fn first_day_rule(from: Date) -> Article {
    let instrument = if from >= CIVIL_CODE { Instrument::CivilCode } else { Instrument::CivilLawGeneralProvisions };
    Article::of(instrument, 201)
}

fn no_limit(says: &'static str, article: Article) -> Reasoned<DisclosureDue> {
    Reasoned { answer: DisclosureDue::NoLimit, steps: vec![Step::new(says, article)] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{self, Case};
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn facts_of(case: &Case) -> DisclosureFacts {
        let on = case.date_if_any("起算日");
        let day = || on.expect("起算日");
        let special = |limit| (Origin::MadeHere { on: day() }, Some((limit, day())));
        let (origin, special) = match case.text("信息来源或者种类") {
            "本机关制作" => (Origin::MadeHere { on: day() }, None),
            "从其他组织获取" => (Origin::Obtained { on: day() }, None),
            "转载" => (Origin::Reposted, None),
            "联合制作，本机关牵头" => (Origin::JointlyMade { on: day(), lead: true }, None),
            "联合制作，他机关牵头" => (Origin::JointlyMade { on: day(), lead: false }, None),
            "部门预算" => special(SpecialLimit::DepartmentBudget),
            "双公示决定" => special(SpecialLimit::LicenceOrPenaltyDecision),
            "其他执法决定" => special(SpecialLimit::OtherEnforcementDecision),
            "处罚决定被撤销" => special(SpecialLimit::AnnulledPenaltyDecision),
            other => panic!("{other}"),
        };
        DisclosureFacts { origin, special }
    }

    #[test]
    fn cases_a_lawyer_signed() {
        let calendar = WorkingDayCalendar::shipped();
        for case in cases::rows(include_str!("../cases/disclosure_due.md")) {
            let facts = facts_of(&case);
            let due = disclosure_due(&facts, calendar);
            let name = format!("{} {}", case.text("信息来源或者种类"), case.text("起算日"));
            let last_day = match &due.answer {
                DisclosureDue::By { last_day, .. } => last_day.value.to_string(),
                DisclosureDue::NoLimit => "不计期限".to_owned(),
            };
            assert_eq!(last_day, case.text("期限届满日"), "{name}");
            assert_eq!(due.steps[0].basis.to_string(), case.text("依据"), "{name}");
            let published = case.date("公开日");
            assert_eq!(timeliness(&facts, published, calendar).answer.words(), case.text("结论"), "{name}");
        }
    }

    #[test]
    fn the_steps_read_as_an_explanation() {
        let facts = DisclosureFacts::of(Origin::MadeHere { on: date(2019, 9, 27) });
        let answer = timeliness(&facts, date(2019, 11, 1), WorkingDayCalendar::shipped());
        let steps: Vec<String> = answer.steps.iter().map(Step::to_string).collect();
        insta::assert_snapshot!(steps.join("\n"));
    }

    proptest! {
        #[test]
        fn the_last_day_is_in_time_and_the_next_is_late(offset in 0i32..2800) {
            let calendar = WorkingDayCalendar::shipped();
            let facts = DisclosureFacts::of(Origin::MadeHere { on: date(2019, 1, 1).saturating_add(offset.days()) });
            let DisclosureDue::By { last_day, .. } = disclosure_due(&facts, calendar).answer else {
                return Err(TestCaseError::fail("a limit runs"));
            };
            prop_assert!(!timeliness(&facts, last_day.value, calendar).answer.is_late());
            prop_assert!(timeliness(&facts, last_day.value.tomorrow().unwrap(), calendar).answer.is_late());
        }
    }
}
