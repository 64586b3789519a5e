//! What the year's own records say could stand in section 五: columns that nobody touched, publications that came late,
//! sections that gave nothing, replies near their last day, rules that nobody looked over, work points that ran out.
//! A suggestion becomes an item only when somebody takes it.

use super::problem::ProblemWords;
use crate::Date;
use crate::register::{InternalRule, PointState, WorkPoint};

/// What was found in the records of a year, up to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearFacts {
    /// The last day that was looked at: today, or 31 December of a year that is over.
    pub as_of: Date,
    /// The office that runs disclosure, by name: it answers for what no other section does.
    pub office: String,
    /// Columns that an inspection counts as stale after so many days.
    pub columns: Vec<WatchedColumn>,
    /// Titles of publications after their term of Article 26.
    pub late: Vec<String>,
    /// How many releases each section drafted, by name.
    pub sections: Vec<(String, i64)>,
    /// Replies after their last day.
    pub late_replies: i64,
    /// Replies on their last two days.
    pub near_replies: i64,
    pub rules: Vec<InternalRule>,
    pub points: Vec<WorkPoint>,
}

/// A column with the days it may stand still (国办秘函〔2019〕19号).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedColumn {
    pub name: String,
    /// The day of its last event; `None` where there never was one.
    pub last: Option<Date>,
    pub stale_after_days: u16,
}

impl WatchedColumn {
    fn is_stale(&self, as_of: Date) -> bool {
        self.last.is_none_or(|last| i64::from((as_of - last).get_days()) > i64::from(self.stale_after_days))
    }
}

/// A problem that the records suggest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its stable name in a year, so that one that was taken is not offered again.
    pub source: String,
    pub words: ProblemWords,
}

/// How many names a suggestion lists.
const NAMED: usize = 5;

/// Everything the records suggest, in the order of the Regulation: publication, application, supervision.
#[must_use]
pub fn suggest(facts: &YearFacts) -> Vec<Suggestion> {
    let all = [stale(facts), late(facts), silent(facts), late_replies(facts), near_replies(facts)];
    let points = facts.points.iter().filter_map(|point| overdue(point, facts.as_of));
    let rules = facts.rules.iter().filter(|rule| rule.wants_review(facts.as_of)).map(unreviewed);
    all.into_iter().flatten().chain(rules).chain(points).collect()
}

fn suggestion(source: &str, section: &str, problem: String, evidence: String, measure: &str) -> Suggestion {
    let words = ProblemWords {
        problem,
        section: section.to_owned(),
        evidence,
        measure: measure.to_owned(),
        due: None,
        state: PointState::NotBegun,
        outcome: String::new(),
    };
    Suggestion { source: source.to_owned(), words }
}

fn names<'name>(all: impl ExactSizeIterator<Item = &'name str>) -> String {
    let count = all.len();
    let named: Vec<&str> = all.take(NAMED).collect();
    let rest = if count > NAMED { format!("等 {count} 项") } else { String::new() };
    format!("{}{rest}", named.join("、"))
}

fn stale(facts: &YearFacts) -> Option<Suggestion> {
    let stale: Vec<&str> =
        facts.columns.iter().filter(|column| column.is_stale(facts.as_of)).map(|column| column.name.as_str()).collect();
    let problem = format!("{} 个栏目更新不及时", stale.len());
    let evidence = format!("截至 {}，{}超过规定天数没有更新", facts.as_of, names(stale.iter().copied()));
    (!stale.is_empty()).then(|| {
        suggestion("columns", &facts.office, problem, evidence, "逐个栏目核对内容，明确责任科室和更新时限，按季度检查")
    })
}

fn late(facts: &YearFacts) -> Option<Suggestion> {
    let problem = format!("{} 条信息没有在二十个工作日内公开", facts.late.len());
    let evidence = names(facts.late.iter().map(String::as_str));
    let measure = "需要协调的事项在定稿前完成，定稿后即进入公开流程，按季度通报超期情况";
    (!facts.late.is_empty()).then(|| suggestion("late", &facts.office, problem, evidence, measure))
}

fn silent(facts: &YearFacts) -> Option<Suggestion> {
    let silent: Vec<&str> =
        facts.sections.iter().filter(|(_, count)| *count == 0).map(|(name, _)| name.as_str()).collect();
    let problem = format!("{} 个科室全年没有提供公开信息", silent.len());
    let evidence = names(silent.iter().copied());
    let measure = "对照公开目录明确各科室应公开的事项，并列入年度要点任务";
    (!silent.is_empty()).then(|| suggestion("sections", &facts.office, problem, evidence, measure))
}

fn late_replies(facts: &YearFacts) -> Option<Suggestion> {
    let problem = format!("{} 件申请没有在法定期限内答复", facts.late_replies);
    let evidence = "依申请公开登记簿中答复日期晚于期限的申请".to_owned();
    let measure = "期限预警提前到科室负责人，临期申请由信息公开机构逐件督办";
    (facts.late_replies > 0).then(|| suggestion("late-replies", &facts.office, problem, evidence, measure))
}

fn near_replies(facts: &YearFacts) -> Option<Suggestion> {
    let problem = format!("{} 件申请临近期限才答复", facts.near_replies);
    let evidence = "答复日期在期限届满前两天以内".to_owned();
    let measure = "收到申请后三个工作日内确定承办科室，提前拟稿和送审";
    (facts.near_replies > 0).then(|| suggestion("near-replies", &facts.office, problem, evidence, measure))
}

fn unreviewed(rule: &InternalRule) -> Suggestion {
    let problem = format!("《{}》施行以来两年以上没有评估", rule.name);
    let evidence = format!("最近一次施行或者评估在 {}", rule.last_looked_at());
    suggestion(&format!("rule/{}", rule.number), &rule.section, problem, evidence, "对照现行规定评估并修订")
}

fn overdue(point: &WorkPoint, as_of: Date) -> Option<Suggestion> {
    // A year ends with its last day: what is due on it is late once the year is over.
    let last_day = (as_of.month(), as_of.day()) == (12, 31) && point.due == as_of && point.state != PointState::Done;
    let days = point.late_by(as_of).or_else(|| last_day.then_some(0))?;
    let problem = format!("要点任务“{}”没有按期完成", point.item);
    let late = if days > 0 { format!("，已逾期 {days} 天") } else { String::new() };
    let evidence = format!("期限 {}{late}", point.due);
    Some(suggestion(
        &format!("point/{}", point.number),
        &point.section,
        problem,
        evidence,
        "列出未完成的环节，按月报告进展",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn quiet() -> YearFacts {
        YearFacts {
            as_of: date(2019, 12, 31),
            office: "办公室".to_owned(),
            columns: vec![WatchedColumn {
                name: "公告公示".to_owned(),
                last: Some(date(2019, 12, 1)),
                stale_after_days: 183,
            }],
            late: Vec::new(),
            sections: vec![("办公室".to_owned(), 3)],
            late_replies: 0,
            near_replies: 0,
            rules: Vec::new(),
            points: Vec::new(),
        }
    }

    fn sources(facts: &YearFacts) -> Vec<String> {
        suggest(facts).into_iter().map(|one| one.source).collect()
    }

    #[test]
    fn a_good_year_suggests_nothing() {
        assert_eq!(sources(&quiet()), Vec::<String>::new());
    }

    #[test]
    fn each_fact_suggests_its_own_problem_and_only_that() {
        let one = |change: fn(&mut YearFacts)| {
            let mut facts = quiet();
            change(&mut facts);
            sources(&facts)
        };
        assert_eq!(one(|facts| facts.columns[0].last = Some(date(2019, 7, 1))), Vec::<String>::new());
        assert_eq!(one(|facts| facts.columns[0].last = Some(date(2019, 6, 30))), ["columns"]);
        assert_eq!(one(|facts| facts.columns[0].last = None), ["columns"]);
        assert_eq!(one(|facts| facts.late.push("某通知".to_owned())), ["late"]);
        assert_eq!(one(|facts| facts.sections[0].1 = 0), ["sections"]);
        assert_eq!(one(|facts| facts.late_replies = 1), ["late-replies"]);
        assert_eq!(one(|facts| facts.near_replies = 2), ["near-replies"]);
    }

    #[test]
    fn rules_and_points_are_named_one_by_one_and_are_whole_items() {
        let text = |text: &str| text.to_owned();
        let rule = InternalRule {
            number: text("制1"),
            name: text("目录管理办法"),
            version: text("第一版"),
            section: text("办公室"),
            effective_on: date(2017, 6, 1),
            reviewed_on: None,
            repealed_on: None,
        };
        let point = WorkPoint {
            number: text("4"),
            document: text("要点"),
            item: text("编制标准目录"),
            section: text("公共法律服务管理科"),
            due: date(2019, 12, 31),
            state: PointState::UnderWay,
            done_on: None,
            evidence: None,
        };
        let done = WorkPoint { number: text("5"), state: PointState::Done, ..point.clone() };
        let facts = YearFacts { rules: vec![rule], points: vec![point, done], ..quiet() };
        assert_eq!(sources(&facts), ["rule/制1", "point/4"]);
        let whole = |one: Suggestion| one.words.checked();
        assert!(suggest(&facts).into_iter().all(|one| whole(one).is_ok()));
    }
}
