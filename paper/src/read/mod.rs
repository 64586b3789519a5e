//! Reading annual reports that someone else published: bytes in; the typed form, the words and the
//! facts in them out, with a note for everything that had to be mended on the way. Bad input gives
//! a refusal in Chinese, never a panic; memory is bounded by [`LARGEST_REPORT`].
//!
//! Tables are found by their labels, not by their position: spans may be lost, a page break may cut
//! a table in two, labels may be broken by spaces, and rows may carry cells too many. A blank and a
//! printed zero are kept apart, and what cannot be told for certain is left unreadable.

mod json;
mod refused;
mod source;
mod tables;
mod words;

#[cfg(test)]
mod tests;

use law::annual_report::checks::{CheckContext, CheckResult, Finding, LastYear, ReportUnderCheck, check};
use law::annual_report::{AgencyKind, ApplicantColumn, Narrative, ReportTables, ReportText, Slot, TableThreeRow};

pub use json::report_json;
pub use refused::ReadRefused;
pub use words::narrative_of;

use source::Block;
use tables::{flat, label};

/// The largest file that is read, in bytes. Real reports have some hundred kilobytes.
pub const LARGEST_REPORT: usize = 16 * 1024 * 1024;

/// A report as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadReport {
    /// The report year, from its title or its statistical period.
    pub year: Option<i16>,
    /// The three tables.
    pub form: ReportTables,
    /// The words.
    pub text: ReportText,
    /// The facts in the words.
    pub narrative: Narrative,
    /// What had to be mended or given up while reading.
    pub notes: Vec<Finding>,
}

impl ReadReport {
    /// What the checks need to know beside the report, as far as the report itself tells it.
    pub fn context(&self) -> CheckContext {
        let agency_kind = self.text.agency.as_deref().map(AgencyKind::from_name).unwrap_or_default();
        CheckContext { year: self.year, agency_kind, ..CheckContext::default() }
    }

    /// The reading notes and all relations, gravest first.
    pub fn check(&self) -> CheckResult {
        self.check_after(None)
    }

    /// The same beside the report of the year before, where that is at hand.
    pub fn check_after(&self, last_year: Option<&ReadReport>) -> CheckResult {
        let results = |before: &ReadReport| {
            let total = Slot::Three(TableThreeRow::ResultsTotal, ApplicantColumn::Total);
            before.form.count(total)
        };
        let context = CheckContext { results_last_year: last_year.and_then(results), ..self.context() };
        let mut result = check(&ReportUnderCheck {
            form: &self.form,
            text: &self.text,
            narrative: &self.narrative,
            context,
            last_year: last_year.map(|before| LastYear::of_report(&before.form, &before.text)),
        });
        let mut findings = self.notes.clone();
        findings.append(&mut result.findings);
        findings.sort_by_key(|finding| finding.severity);
        result.findings = findings;
        result
    }
}

/// Reads a published report of the 2019 form from Markdown, plain text or HTML.
///
/// # Errors
/// [`ReadRefused`] with what a clerk can do about it.
pub fn read_report(bytes: &[u8], name: &str) -> Result<ReadReport, ReadRefused> {
    let blocks = source::blocks(bytes, name)?;
    if follows_form_2021(&blocks) {
        return Err(ReadRefused::Form2021);
    }
    let mut filled = tables::fill(&blocks);
    flat::fill_missing(&blocks, &mut filled);
    if filled.is_empty() {
        return Err(ReadRefused::NoTables);
    }
    let (text, year) = words::split(&blocks);
    let narrative = narrative_of(&text);
    let year = year.or_else(|| words::narrative::year_of_period(&narrative));
    let (form, notes) = filled.finish();
    Ok(ReadReport { year, form, text, narrative, notes })
}

/// Headers that only the form of 2021 has.
const ONLY_2021: [&str; 2] = ["本年制发件数", "现行有效件数"];

fn follows_form_2021(blocks: &[Block]) -> bool {
    let says_so = |text: &str| ONLY_2021.iter().any(|header| text.contains(header));
    let in_cell = |text: &str| label::folded_label(text).is_some_and(|folded| says_so(&folded));
    blocks.iter().any(|block| match block {
        // Folding running text would cost more than reading it; broken labels stand in cells.
        Block::Text(text) => says_so(text),
        Block::Table(table) => table.rows.iter().flatten().any(|cell| !cell.text.is_ascii() && in_cell(&cell.text)),
    })
}
