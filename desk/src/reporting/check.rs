//! 勾稽: the law's relations on the computed form and its words.

use super::words::report_text;
use affairs::agency::Agency;
use affairs::report::body::Worded;
use affairs::report::life::Readiness;
use affairs::report::{Explanation, Metric, Tally};
use law::annual_report::checks::{self, CheckContext, Finding, LastYear, Place, ReportUnderCheck, Severity};
use law::annual_report::{AgencyKind, ApplicantColumn, ReportTables, Slot, TableThreeRow};

/// A finding of the checks, with its explanation where somebody has given one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub finding: Finding,
    pub explanation: Option<Explanation>,
}

impl Found {
    /// Whether it may stand once somebody has written why.
    #[must_use]
    pub fn yields_to_a_reason(&self) -> bool {
        self.finding.severity == Severity::Warning || self.finding.rule.yields_to_a_reason()
    }

    /// The cells it names; the page leads to them.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.finding.places.iter().filter_map(|place| match place {
            Place::Cell(slot) => Some(*slot),
            _ => None,
        })
    }
}

/// What a check is about.
pub(super) struct Checked<'report> {
    pub agency: &'report Agency,
    pub year: i16,
    pub explanations: &'report [Explanation],
    pub worded: &'report Worded,
    pub last_year: &'report Tally,
    pub form: &'report ReportTables,
}

/// Every finding on a report, gravest first.
pub(super) fn check(checked: &Checked<'_>) -> Vec<Found> {
    let results = Metric::Cell(Slot::Three(TableThreeRow::ResultsTotal, ApplicantColumn::Total));
    let text = report_text(&checked.agency.name, checked.worded);
    // The words are read as a stranger would read them, so that a figure typed by hand is held against the tables too.
    let narrative = paper::read::narrative_of(&text);
    let context = CheckContext {
        year: Some(checked.year),
        agency_kind: AgencyKind::from_name(&checked.agency.name),
        results_last_year: Some(checked.last_year.value(&results)),
        ..CheckContext::default()
    };
    let last_year = checked.last_year.tables();
    let (form, last_year) = (checked.form, Some(LastYear::of_records(&last_year)));
    let under = ReportUnderCheck { form, text: &text, narrative: &narrative, context, last_year };
    let explained = |finding: &Finding| {
        let same = |one: &&Explanation| one.finding == finding.name && one.message == finding.message;
        checked.explanations.iter().find(same).cloned()
    };
    let findings = checks::check(&under).findings;
    findings.into_iter().map(|finding| Found { explanation: explained(&finding), finding }).collect()
}

/// What of the findings stands in the way of freezing: errors, warnings without a reason, and the few errors that yield to
/// one but have none.
pub(super) fn readiness(findings: &[Found]) -> Readiness {
    let words =
        |found: &Found| format!("{}（{}）", found.finding.message.trim_end_matches('。'), found.finding.rule.code());
    let of = |wanted: Severity| {
        let stands = move |found: &&Found| {
            let answered = found.explanation.is_some() && (wanted == Severity::Warning || found.yields_to_a_reason());
            found.finding.severity == wanted && !answered
        };
        findings.iter().filter(stands).map(words).collect()
    };
    Readiness { errors: of(Severity::Error), unexplained: of(Severity::Warning) }
}
