//! 存在的问题及改进: section 五 as work. An item names a problem with its evidence, the section that answers for it, the
//! measure with its day and state; what is not done is carried into the next year. The words of the report follow from
//! the items, and stay the writer's.

use crate::document::edition::is_deceptive;
use crate::id::{AgencyId, PersonId, RecordId};
use crate::register::PointState;
use crate::{Date, Instant, Refusal};
use serde::{Deserialize, Serialize};

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemWords {
    pub problem: String,
    /// The section that answers for it, by name.
    pub section: String,
    /// What of the year's records shows it; may be empty.
    pub evidence: String,
    /// What is done about it.
    pub measure: String,
    /// The last day of the measure.
    pub due: Option<Date>,
    pub state: PointState,
    /// What came of it; wanted once it is done.
    pub outcome: String,
}

/// An item of section 五 of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub agency: AgencyId,
    pub year: i16,
    /// The same in every year into which it is carried.
    pub id: RecordId,
    /// From 1; raised by every change.
    pub version: i64,
    /// The year in which it was first named.
    pub first_year: i16,
    /// The suggestion that it came from; empty where somebody wrote it.
    pub source: String,
    pub words: ProblemWords,
    pub by: PersonId,
    pub at: Instant,
}

/// Most characters of one field of an item.
pub const FIELD_LIMIT: usize = 500;
/// Most items of a year.
pub const ITEMS_LIMIT: usize = 100;

impl ProblemWords {
    /// Trimmed, and whole.
    ///
    /// # Errors
    /// A field that is missing, too long, or holds what cannot be seen; a measure that is done without an outcome.
    pub fn checked(self) -> Result<Self, Refusal> {
        let trimmed = |text: String| text.trim().to_owned();
        let words = Self {
            problem: trimmed(self.problem),
            section: trimmed(self.section),
            evidence: trimmed(self.evidence),
            measure: trimmed(self.measure),
            outcome: trimmed(self.outcome),
            ..self
        };
        let fields = [
            ("problem", "问题", &words.problem, true),
            ("section", "责任科室", &words.section, true),
            ("evidence", "依据", &words.evidence, false),
            ("measure", "改进措施", &words.measure, true),
            ("outcome", "完成情况", &words.outcome, words.state == PointState::Done),
        ];
        for (field, label, text, required) in fields {
            if required && text.is_empty() {
                return Err(Refusal::new("field_missing", format!("请写明{label}。")).at(field));
            }
            if text.chars().count() > FIELD_LIMIT || text.chars().any(is_deceptive) {
                let message = format!("{label}最多 {FIELD_LIMIT} 字，且不能有看不见的字符。");
                return Err(Refusal::new("field_unusable", message).at(field));
            }
            if text.contains(['{', '}']) {
                return Err(Refusal::new("brace", format!("{label}里不要写花括号。")).at(field));
            }
        }
        Ok(words)
    }
}

impl Problem {
    /// Changed: the new version.
    ///
    /// # Errors
    /// As [`ProblemWords::checked`], and when nothing changed.
    pub fn change(self, words: ProblemWords, by: PersonId, at: Instant) -> Result<Self, Refusal> {
        let words = words.checked()?;
        if words == self.words {
            return Err(Refusal::new("nothing_changed", "内容没有变化。"));
        }
        Ok(Self { version: self.version + 1, words, by, at, ..self })
    }

    /// The item in the next year, where its measure is not done; its evidence has to be found anew.
    #[must_use]
    pub fn carried(&self, by: PersonId, at: Instant) -> Option<Self> {
        (self.words.state != PointState::Done).then(|| Self {
            year: self.year + 1,
            version: 1,
            words: ProblemWords { evidence: format!("{}年未完成，结转。", self.year), ..self.words.clone() },
            by,
            at,
            ..self.clone()
        })
    }

    /// Days its measure is late on a day.
    #[must_use]
    pub fn late_by(&self, today: Date) -> Option<i64> {
        let due = self.words.due.filter(|_| self.words.state != PointState::Done)?;
        let days = i64::from((today - due).get_days());
        (days > 0).then_some(days)
    }
}

/// The paragraphs of 存在的主要问题 and of 改进情况 that the items make.
#[must_use]
pub fn paragraphs(problems: &[Problem]) -> (Vec<String>, Vec<String>) {
    let plain = |text: &str| text.trim_end_matches(['。', '；', '，']).to_owned();
    let named = problems.iter().enumerate().map(|(index, problem)| {
        let ProblemWords { problem, evidence, .. } = &problem.words;
        let shown = if evidence.is_empty() { String::new() } else { format!("（{}）", plain(evidence)) };
        format!("{}是{}{shown}。", super::body::numeral(index), plain(problem))
    });
    let mended = problems.iter().enumerate().map(|(index, problem)| {
        let ProblemWords { measure, section, state, outcome, due, .. } = &problem.words;
        let so_far = match (state, due) {
            (PointState::Done, _) => format!("已完成：{}", plain(outcome)),
            (_, Some(due)) => format!("由{section}负责，{}前完成", day_words(*due)),
            (_, None) => format!("由{section}负责，正在推进"),
        };
        format!("{}是{}，{so_far}。", super::body::numeral(index), plain(measure))
    });
    (named.collect(), mended.collect())
}

fn day_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The items of a year whose words the text of the report does not hold.
pub fn unwritten<'items>(problems: &'items [Problem], text: &str) -> Vec<&'items Problem> {
    let held = |problem: &&Problem| !text.contains(problem.words.problem.trim_end_matches(['。', '；', '，']));
    problems.iter().filter(held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn words() -> ProblemWords {
        let text = |text: &str| text.to_owned();
        ProblemWords {
            problem: text("解读材料形式单一。"),
            section: text("政策法规科"),
            evidence: text("全年解读均为问答"),
            measure: text("解读配图表和案例"),
            due: Some(date(2020, 6, 30)),
            state: PointState::UnderWay,
            outcome: String::new(),
        }
    }

    fn problem() -> Problem {
        Problem {
            agency: AgencyId::new("a1"),
            year: 2019,
            id: RecordId::new("p1"),
            version: 1,
            first_year: 2019,
            source: String::new(),
            words: words(),
            by: PersonId::new("x"),
            at: Instant::start_of(date(2020, 1, 2)),
        }
    }

    #[test]
    fn an_item_is_whole_and_done_only_with_an_outcome() {
        assert!(words().checked().is_ok());
        let missing = ProblemWords { measure: " ".to_owned(), ..words() };
        assert_eq!(missing.checked().unwrap_err().field, Some("measure"));
        let done = ProblemWords { state: PointState::Done, ..words() };
        assert_eq!(done.checked().unwrap_err().field, Some("outcome"));
        let brace = ProblemWords { problem: "共{x}条".to_owned(), ..words() };
        assert_eq!(brace.checked().unwrap_err().code, "brace");
        let (by, at) = (PersonId::new("y"), problem().at);
        assert_eq!(problem().change(words(), by.clone(), at).unwrap_err().code, "nothing_changed");
        let other = ProblemWords { measure: "解读配图".to_owned(), ..words() };
        assert_eq!(problem().change(other, by, at).unwrap().version, 2);
    }

    #[test]
    fn what_is_not_done_goes_into_the_next_year_under_its_name() {
        let carried = problem().carried(PersonId::new("y"), problem().at).unwrap();
        assert_eq!((carried.year, carried.first_year, carried.id.as_str()), (2020, 2019, "p1"));
        let done = ProblemWords { state: PointState::Done, outcome: "已配图".to_owned(), ..words() };
        let done = Problem { words: done, ..problem() };
        assert_eq!(done.carried(PersonId::new("y"), problem().at), None);
        assert_eq!(problem().late_by(date(2020, 7, 1)), Some(1));
        assert_eq!(done.late_by(date(2020, 7, 1)), None);
    }

    #[test]
    fn the_words_follow_from_the_items_and_are_found_again() {
        let (problems, measures) = paragraphs(&[problem()]);
        assert_eq!(problems, ["一是解读材料形式单一（全年解读均为问答）。"]);
        assert_eq!(measures, ["一是解读配图表和案例，由政策法规科负责，2020年6月30日前完成。"]);
        let items = [problem()];
        assert!(unwritten(&items, &problems.concat()).is_empty());
        assert_eq!(unwritten(&items, "存在的主要问题").len(), 1);
    }
}
