//! The findings on a report as a list to print (核对意见单): the tables with the cells marked and numbered, the sentences
//! quoted with the words marked, each finding with its rule, what was expected, and on what basis.

mod page;
mod pdf;
mod quote;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use affairs::Instant;
use law::annual_report::checks::{CheckResult, Finding, Place, Severity};
use law::annual_report::{LayoutCell, LayoutContent, LayoutTable, ReportTables, ReportText, Slot, table_layouts};

pub use page::findings_html;
pub use pdf::findings_pdf;

use quote::{Quote, quote};

/// A checked report and what was found on it.
#[derive(Debug, Clone)]
pub struct FindingsList {
    /// The report's title, or its file's name where it has none.
    pub title: String,
    /// Where the report comes from: its file, or `本机关编制`.
    pub source: String,
    /// The agency that reports, where it is known.
    pub agency: Option<String>,
    /// The report year, where it is known.
    pub year: Option<i16>,
    /// Its tables.
    pub tables: ReportTables,
    /// Its words.
    pub text: ReportText,
    /// What was found, in the order it is to be numbered.
    pub findings: Vec<ListedFinding>,
    /// How many relations agree, disagree and cannot be judged.
    pub tally: (usize, usize, usize),
    /// The only time in the files: the same list with the same instant gives the same bytes.
    pub printed_at: Instant,
}

/// A finding with what somebody has decided about it.
#[derive(Debug, Clone)]
pub struct ListedFinding {
    /// The finding.
    pub finding: Finding,
    /// `确认，已改正`, `不成立：…`; nothing while nobody has decided.
    pub verdict: Option<String>,
}

impl FindingsList {
    /// The list of a report that was just checked, without verdicts.
    pub fn of(report: &crate::read::ReadReport, result: &CheckResult, source: &str, printed_at: Instant) -> Self {
        let undecided = |finding: &Finding| ListedFinding { finding: finding.clone(), verdict: None };
        Self {
            title: report.text.title.clone().unwrap_or_else(|| source.to_owned()),
            source: source.to_owned(),
            agency: report.text.agency.clone(),
            year: report.year,
            tables: report.form.clone(),
            text: report.text.clone(),
            findings: result.findings.iter().map(undecided).collect(),
            tally: result.tally(),
            printed_at,
        }
    }

    fn heading(&self) -> String {
        format!("年度报告核对意见单：{}", self.title.replace('\n', ""))
    }

    /// What stands under the heading: label and words.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let unknown = || "（未写明）".to_owned();
        let (agree, disagree, open) = self.tally;
        let relations = agree + disagree + open;
        vec![
            ("报告机关", self.agency.clone().unwrap_or_else(unknown)),
            ("报告年度", self.year.map_or_else(unknown, |year| format!("{year}年"))),
            ("来　　源", self.source.clone()),
            ("格　　式", self.tables.form.document().to_owned()),
            ("核对结果", format!("核对{relations}项关系：一致{agree}项，不一致{disagree}项，无法判定{open}项")),
            ("发　　现", self.counts()),
        ]
    }

    fn counts(&self) -> String {
        let count = |severity: Severity| self.findings.iter().filter(|one| one.finding.severity == severity).count();
        let each = [Severity::Error, Severity::Warning, Severity::Remark]
            .map(|severity| format!("{}{}项", severity.word(), count(severity)));
        each.join("，")
    }

    fn numbered(&self) -> Vec<Numbered<'_>> {
        (1..).zip(&self.findings).map(|(number, one)| Numbered::of(number, one, &self.text)).collect()
    }

    /// The tables with the numbers of the findings that name each cell.
    fn marked_tables(&self) -> Vec<MarkedTable> {
        let mut marks: BTreeMap<Slot, Vec<Mark>> = BTreeMap::new();
        for (number, one) in (1..).zip(&self.findings) {
            for place in &one.finding.places {
                let Place::Cell(slot) = place else { continue };
                let on_cell = marks.entry(*slot).or_default();
                // Both sides of a relation may name the same cell.
                if on_cell.last().is_none_or(|mark| mark.number != number) {
                    on_cell.push(Mark { number, severity: one.finding.severity });
                }
            }
        }
        let tables = table_layouts(&self.tables).into_iter();
        tables.map(|layout| MarkedTable { layout, marks: marks.clone() }).collect()
    }
}

/// A finding's number on a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    number: usize,
    severity: Severity,
}

/// A table of the form and the marks on its cells.
struct MarkedTable {
    layout: LayoutTable,
    marks: BTreeMap<Slot, Vec<Mark>>,
}

impl MarkedTable {
    fn of_cell(&self, cell: &LayoutCell) -> &[Mark] {
        match &cell.content {
            LayoutContent::Value { slot, .. } => self.marks.get(slot).map_or(&[], Vec::as_slice),
            LayoutContent::Label(_) => &[],
        }
    }
}

/// `①②` up to twenty, then `(21)`: a number that is not read as part of the figure beside it.
fn circled(number: usize) -> String {
    const FIRST: u32 = 0x2460;
    match u32::try_from(number) {
        Ok(small @ 1..=20) => char::from_u32(FIRST + small - 1).map_or_else(String::new, String::from),
        _ => format!("({number})"),
    }
}

/// A finding as it is printed.
struct Numbered<'list> {
    number: usize,
    finding: &'list Finding,
    /// The places that are no quoted words.
    places: Vec<String>,
    quotes: Vec<Quote>,
    verdict: Option<&'list str>,
}

impl<'list> Numbered<'list> {
    fn of(number: usize, one: &'list ListedFinding, text: &ReportText) -> Self {
        let mut places = Vec::new();
        let mut quotes = Vec::new();
        for place in &one.finding.places {
            match place {
                Place::Words(words) => quotes.push(quote(text, words)),
                other => places.push(other.to_string()),
            }
        }
        Self { number, finding: &one.finding, places, quotes, verdict: one.verdict.as_deref() }
    }

    fn heading(&self) -> String {
        let finding = self.finding;
        format!("{}　{}　{}　{}", self.number, finding.severity.word(), finding.rule.code(), finding.rule.title())
    }

    /// Label and words of what stands under the heading.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![("发现", self.finding.message.clone())];
        if !self.places.is_empty() {
            lines.push(("位置", self.places.join("；")));
        }
        lines.push(("应当", self.finding.expected.clone()));
        lines.push(("依据", self.finding.basis().to_string()));
        if let Some(verdict) = self.verdict {
            lines.push(("处理", verdict.to_owned()));
        }
        lines
    }
}
