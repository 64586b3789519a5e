//! 勾稽: the law's relations on the computed form and its words.

use affairs::report::Explanation;
use affairs::report::body::Worded;
use affairs::report::json::JsonFinding;
use affairs::report::life::Readiness;
use law::annual_report::{Form2019, Slot};

/// A finding of the checks, with its explanation where somebody has given one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `K-01` …
    pub rule: String,
    pub severity: FoundSeverity,
    /// The cells it names; the page leads to them.
    pub slots: Vec<Slot>,
    /// The cells or words, as a clerk reads them.
    pub place: String,
    pub message: String,
    pub explanation: Option<Explanation>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundSeverity {
    /// Blocks the freezing.
    Error,
    /// Wants a recorded explanation.
    Warning,
    Remark,
}

impl Found {
    pub(super) fn json(&self) -> JsonFinding {
        let severity = match self.severity {
            FoundSeverity::Error => "error",
            FoundSeverity::Warning => "warning",
            FoundSeverity::Remark => "remark",
        };
        JsonFinding { rule: self.rule.clone(), severity, place: self.place.clone(), message: self.message.clone() }
    }
}

/// Every finding on the report of a year, errors first.
pub(super) fn check(_form: &Form2019, _worded: &Worded, _year: i16, _explanations: &[Explanation]) -> Vec<Found> {
    Vec::new()
}

/// What of the findings stands in the way of freezing.
pub(super) fn readiness(findings: &[Found]) -> Readiness {
    let of = |severity: FoundSeverity, unexplained_only: bool| {
        findings
            .iter()
            .filter(|found| found.severity == severity && !(unexplained_only && found.explanation.is_some()))
            .map(|found| format!("{}：{}", found.rule, found.message))
            .collect()
    };
    Readiness { errors: of(FoundSeverity::Error, false), unexplained: of(FoundSeverity::Warning, true) }
}
