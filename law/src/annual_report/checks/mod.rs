//! The relations a report's figures and words must keep, judged one by one.
//!
//! Every relation ends in one of three answers. A blank is an unknown that is at least zero: a
//! relation *disagrees* only if no filling of the blanks satisfies it, *agrees* if every member is
//! printed and it holds, and otherwise *cannot be judged* (saying whether it holds with zeros).
//! The same checks serve a report someone else published and our own before it is frozen.

mod catalogue;
mod jumps;
mod last_year;
mod plausibility;
mod publication;
mod relation;
mod stale;
mod table_four;
mod table_three;
mod table_two;
mod text_figures;
mod text_form;

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::Date;

use super::{AgencyKind, Narrative, ReportSection, ReportTables, ReportText, Slot, TextPlace};

pub use catalogue::Rule;
pub use relation::Verdict;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Blocks the publication of our own report.
    Error,
    /// Needs a recorded explanation.
    Warning,
    /// Worth knowing, nothing to answer.
    Remark,
}

impl Severity {
    /// The code in the report's JSON.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Remark => "remark",
        }
    }

    /// The word a clerk reads.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
            Severity::Remark => "提示",
        }
    }
}

/// Where a finding points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A cell of a table.
    Cell(Slot),
    /// A table, or a section without its table.
    Section(ReportSection),
    /// Words of the text.
    Words(TextPlace),
    /// The report as a whole.
    Report,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Cell(slot) => slot.fmt(formatter),
            Place::Section(section) => write!(formatter, "{}", section.heading()),
            Place::Words(place) => {
                if let Some(section) = place.section {
                    write!(formatter, "第{}部分", section.numeral())?;
                }
                write!(formatter, "“{}”", place.words)
            }
            Place::Report => formatter.write_str("全文"),
        }
    }
}

/// Something a checker has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How grave.
    pub severity: Severity,
    /// Both sides' places: cells and words.
    pub places: Vec<Place>,
    /// What is wrong, in Chinese, with the figures.
    pub message: String,
    /// What was expected and why.
    pub expected: String,
    /// A name that stays the same while rule and place do, so that a verdict on it can be kept.
    pub name: String,
}

impl Finding {
    /// A finding of the rule's own severity; `subject` tells it from others of the same rule.
    pub fn of(rule: Rule, subject: &str, places: Vec<Place>, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            places,
            message: message.into(),
            expected: rule.expectation().to_owned(),
            name: format!("{}/{subject}", rule.code()),
        }
    }

    /// The same with another severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// A name that changes with the figures the finding is about: a verdict on the finding holds as long as this is the
    /// same. A finding about words alone changes with the words.
    pub fn fingerprint(&self) -> String {
        let (quoted, said) = quotations(&self.message);
        let mut facts: Vec<String> = said.iter().flat_map(|stretch| figures_in(stretch)).collect();
        if facts.is_empty() || self.rule.is_about_words() {
            facts.extend(quoted.iter().map(|words| (*words).to_owned()));
        }
        format!("{}#{:016x}", self.name, fnv(&facts.join(" ")))
    }

    /// What the rule rests on.
    pub fn basis(&self) -> crate::article::Basis {
        self.rule.basis()
    }

    /// The places, joined for display.
    pub fn location(&self) -> String {
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        places.join("；")
    }
}

/// The stretches inside and outside of “…”; in messages only words of the report stand in quotation marks.
fn quotations(message: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut quoted, mut said) = (Vec::new(), Vec::new());
    for stretch in message.split_inclusive(['“', '”']) {
        if stretch.ends_with('”') { quoted.push(stretch) } else { said.push(stretch) }
    }
    (quoted, said)
}

fn figures_in(stretch: &str) -> Vec<String> {
    let parts = stretch.split(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | '-')));
    parts.filter(|part| part.chars().any(|character| character.is_ascii_digit())).map(str::to_owned).collect()
}

/// FNV-1a: short, and the same in every version of the program.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The answer to one relation, kept even when there is nothing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The rule.
    pub rule: Rule,
    /// Which of the rule's relations.
    pub subject: String,
    /// One of the three answers.
    pub verdict: Verdict,
}

/// What the checks need to know beside the report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CheckContext {
    /// The report year, where it is known.
    pub year: Option<i16>,
    /// The kind of organ.
    pub agency_kind: AgencyKind,
    /// Last year's 总计 of results (`r3.7`), where it is known.
    pub results_last_year: Option<i64>,
    /// The day the report was made public, where it is known from elsewhere than its own words.
    pub published_on: Option<Date>,
    /// What the agency's own registers count; only for a report of our own.
    pub registers: Option<RegisterFigures>,
}

/// What an agency's own registers count of the report year. `None` where there is no such register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RegisterFigures {
    /// Items of the catalogue of administrative fees (Art. 20(8)).
    pub fee_items: Option<i64>,
    /// Licence decisions in the register of dual publicity (双公示).
    pub licences: Option<i64>,
    /// Penalty decisions in that register.
    pub penalties: Option<i64>,
    /// Decisions of either kind that were published.
    pub published_decisions: Option<i64>,
}

/// The year before.
#[derive(Debug, Clone, Copy)]
pub struct LastYear<'report> {
    /// Its tables.
    pub tables: &'report ReportTables,
    /// Its words, where they are known.
    pub text: Option<&'report ReportText>,
    /// Whether the tables are those of a report that was published. Tables merely counted from records may be of a year
    /// in which not everything was recorded yet; a jump from them means nothing.
    pub published: bool,
}

impl<'report> LastYear<'report> {
    /// Of a published report.
    pub fn of_report(tables: &'report ReportTables, text: &'report ReportText) -> Self {
        Self { tables, text: Some(text), published: true }
    }

    /// Of tables counted from records.
    pub fn of_records(tables: &'report ReportTables) -> Self {
        Self { tables, text: None, published: false }
    }
}

/// A report as the checks see it.
#[derive(Debug, Clone, Copy)]
pub struct ReportUnderCheck<'report> {
    /// Its tables.
    pub form: &'report ReportTables,
    /// Its words.
    pub text: &'report ReportText,
    /// The facts in its words.
    pub narrative: &'report Narrative,
    /// What is known beside it.
    pub context: CheckContext,
    /// The year before, where it is known.
    pub last_year: Option<LastYear<'report>>,
}

/// Everything the checks answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckResult {
    /// What there is to say, gravest first.
    pub findings: Vec<Finding>,
    /// The answer to every relation.
    pub judgements: Vec<Judgement>,
}

impl CheckResult {
    fn judge(&mut self, rule: Rule, subject: impl Into<String>, verdict: Verdict) {
        self.judgements.push(Judgement { rule, subject: subject.into(), verdict });
    }

    fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Whether anything keeps a report of our own from being published.
    pub fn blocks_publication(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many relations agree, disagree and cannot be judged.
    pub fn tally(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&Verdict) -> bool| {
            self.judgements.iter().filter(|judgement| wanted(&judgement.verdict)).count()
        };
        (
            count(|verdict| *verdict == Verdict::Agrees),
            count(|verdict| *verdict == Verdict::Disagrees),
            count(|verdict| matches!(verdict, Verdict::CannotBeJudged { .. })),
        )
    }
}

/// Judges every relation that concerns one report, and those to the report of the year before.
pub fn check(report: &ReportUnderCheck<'_>) -> CheckResult {
    let mut result = CheckResult::default();
    table_two::check(report, &mut result);
    table_three::check(report, &mut result);
    table_four::check(report, &mut result);
    last_year::check(report, &mut result);
    jumps::check(report, &mut result);
    text_figures::check(report, &mut result);
    text_form::check(report, &mut result);
    stale::check(report, &mut result);
    publication::check(report, &mut result);
    plausibility::check(report, &mut result);
    // Stable: within one severity the order of the report is kept.
    result.findings.sort_by_key(|finding| finding.severity);
    result
}
