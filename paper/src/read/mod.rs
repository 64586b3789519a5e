//! Reading annual reports that someone else published: bytes in; the typed form, the words and the
//! facts in them out, with a note for everything that had to be mended on the way. Bad input gives
//! a refusal in Chinese, never a panic; memory is bounded by [`LARGEST_REPORT`].
//!
//! Tables are found by their labels, not by their position: spans may be lost, a page break may cut
//! a table in two, labels may be broken by spaces, and rows may carry cells too many. A blank and a
//! printed zero are kept apart, and what cannot be told for certain is left unreadable.

mod json;
mod kind;
mod refused;
mod revisions;
mod source;
mod tables;
mod words;

#[cfg(test)]
mod tests;

use law::annual_report::checks::{CheckContext, CheckResult, Finding, LastYear, Place, ReportUnderCheck, Rule, check};
use law::annual_report::{AgencyKind, ApplicantColumn, Narrative, ReportTables, ReportText, Slot, TableThreeRow};

pub use json::report_json;
pub use refused::ReadRefused;
pub use words::narrative_of;

use source::Block;

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

/// Reads a published report of either form, or of the mixture of both, from a file of any of the formats that reports
/// come in. The name tells apart what looks the same (plain text and CSV); all else is told by the bytes.
///
/// # Errors
/// [`ReadRefused`] with what a clerk can do about it.
pub fn read_report(bytes: &[u8], name: &str) -> Result<ReadReport, ReadRefused> {
    let source = source::read(bytes, name)?;
    let mut report = match report_of(&source.blocks) {
        Err(ReadRefused::NoTables) if source.is_page => {
            report_of(&source::read_scripts(bytes, name)?).map_err(|refused| kind::told(&source.blocks, refused))?
        }
        other => other.map_err(|refused| kind::told(&source.blocks, refused))?,
    };
    if let Some(before) = &source.before_changes {
        report.notes.push(revisions::both_readings(&report, before));
    }
    if !source.unread_pages.is_empty() {
        let pages: Vec<String> = source.unread_pages.iter().map(|page| format!("第{page}页")).collect();
        let message = format!("PDF的{}没有可以识别的文字（扫描件或者图片），未读取。", pages.join("、"));
        let finding = Finding::of(Rule::R02, "pages", vec![Place::Report], message);
        report.notes.push(finding);
    }
    Ok(report)
}

fn report_of(blocks: &[Block]) -> Result<ReadReport, ReadRefused> {
    // The words take longest; a file without tables is refused before they are read.
    let filled = tables::fill(blocks, &|| words_of(blocks).1);
    if filled.is_no_report() {
        return Err(ReadRefused::NoTables);
    }
    if filled.holds_two_reports() {
        return Err(ReadRefused::TwoReports);
    }
    let ((text, narrative), year) = words_of(blocks);
    let (form, notes) = filled.finish();
    Ok(ReadReport { year, form, text, narrative, notes })
}

/// The words with their facts, and the report year.
fn words_of(blocks: &[Block]) -> ((ReportText, Narrative), Option<i16>) {
    let (text, titled) = words::split(blocks);
    let narrative = narrative_of(&text);
    let year = titled.or_else(|| words::narrative::year_of_period(&narrative));
    ((text, narrative), year)
}
