//! The report's words as the checks want them: cut at the six sections, and every live figure with what it counts.

use super::check::Checked;
use affairs::agency::Agency;
use affairs::document::ColumnGroup;
use affairs::report::body::{Worded, WordedBlock};
use affairs::report::narrative::{Rendered, render};
use affairs::report::{Metric, Part};
use law::annual_report::{
    ApplicantColumn, Breakdown, Claim, Figure, Narrative, Notion, ReportSection, ReportText, Scope, SectionText, Slot,
    Statement, TableFourColumn, TableFourGroup, TableThreeRow, TableTwoRow, TextPlace,
};

/// The text of a report, cut at its sections.
pub(super) fn report_text(agency: &Agency, worded: &Worded) -> ReportText {
    let sections = ReportSection::ALL.into_iter().map(|section| SectionText {
        section,
        heading: section.title().to_owned(),
        text: match section {
            ReportSection::Overview => words(&worded.overview),
            ReportSection::ProblemsAndImprovements => words(&worded.problems),
            ReportSection::OtherMatters => words(&worded.other),
            ReportSection::ProactiveDisclosure | ReportSection::Applications | ReportSection::ReviewAndLitigation => {
                String::new()
            }
        },
    });
    ReportText {
        title: Some(worded.title.clone()),
        agency: Some(agency.name.clone()),
        preamble: words(&worded.preamble),
        sections: sections.collect(),
    }
}

fn words(blocks: &[WordedBlock]) -> String {
    let lines = blocks.iter().map(|block| match block {
        WordedBlock::Heading(text) | WordedBlock::Paragraph(text) => text.as_str(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The facts in the words: every live figure, the totals that a paragraph takes apart, the period.
pub(super) fn facts(checked: &Checked<'_>) -> Narrative {
    let mut facts = Narrative::default();
    let narrative = &checked.writing.narrative;
    let sections = [
        (ReportSection::Overview, &narrative.sections.overview),
        (ReportSection::ProblemsAndImprovements, &narrative.sections.problems),
        (ReportSection::OtherMatters, &narrative.sections.other),
    ];
    paragraphs(checked, None, narrative.preamble.iter(), &mut facts);
    for (section, parts) in sections {
        paragraphs(checked, Some(section), parts.iter().flat_map(|part: &Part| &part.paragraphs), &mut facts);
    }
    facts.statements.extend(period(checked));
    facts
}

fn paragraphs<'text>(
    checked: &Checked<'_>,
    section: Option<ReportSection>,
    paragraphs: impl Iterator<Item = &'text String>,
    facts: &mut Narrative,
) {
    let mut offset = 0;
    for paragraph in paragraphs {
        let Ok(rendered) = render(paragraph, |metric| checked.tally.figure(metric)) else { continue };
        let first = facts.figures.len();
        let mut metrics = Vec::new();
        for piece in rendered {
            match piece {
                Rendered::Text(text) => offset += text.chars().count(),
                Rendered::Figure { figure, text } => {
                    let length = text.chars().count();
                    if !figure.metric.is_money() {
                        facts.figures.push(Figure {
                            value: figure.value,
                            unit: figure.metric.unit().to_owned(),
                            hedge: None,
                            share: None,
                            notion: notion(&figure.metric),
                            scope: Scope::Own,
                            undated: false,
                            place: TextPlace { section, offset, words: text },
                        });
                        metrics.push(figure.metric);
                    }
                    offset += length;
                }
            }
        }
        offset += 1;
        facts.breakdowns.extend(breakdown(&metrics, first));
    }
}

/// A paragraph that names the total of events and every group takes the total apart.
fn breakdown(metrics: &[Metric], first: usize) -> Option<Breakdown> {
    let place = |wanted: &Metric| metrics.iter().position(|metric| metric == wanted).map(|at| first + at);
    let total = place(&Metric::Events)?;
    let parts: Option<Vec<usize>> =
        ColumnGroup::ALL.into_iter().map(|group| place(&Metric::EventsOfGroup(group))).collect();
    Some(Breakdown { total, parts: parts?, exhaustive: true })
}

fn notion(metric: &Metric) -> Notion {
    match metric {
        Metric::Events | Metric::EventsInColumn(_) | Metric::EventsOfGroup(ColumnGroup::Management) => {
            Notion::PlatformItems { updates: false }
        }
        Metric::EventsOfGroup(ColumnGroup::Overview) => Notion::PlatformItems { updates: true },
        Metric::EventsOfGroup(ColumnGroup::Policy) => Notion::PolicyItems,
        Metric::ApplicationsReceived => Notion::Received { newly: true },
        Metric::FeesCharged => Notion::Other,
        Metric::Cell(slot) => notion_of_cell(*slot),
    }
}

fn notion_of_cell(slot: Slot) -> Notion {
    match slot {
        Slot::Two(TableTwoRow::Rules, _) => Notion::Rules,
        Slot::Two(TableTwoRow::NormativeDocuments, _) => Notion::NormativeDocuments,
        Slot::Three(TableThreeRow::Received, ApplicantColumn::Total) => Notion::Received { newly: true },
        Slot::Three(TableThreeRow::CarriedIn, ApplicantColumn::Total) => Notion::CarriedIn,
        Slot::Three(TableThreeRow::ResultsTotal, ApplicantColumn::Total) => Notion::Answered,
        Slot::Three(TableThreeRow::CarriedOver, ApplicantColumn::Total) => Notion::CarriedOver,
        Slot::Three(row, ApplicantColumn::Total) => Notion::Outcome(vec![row]),
        Slot::Four(TableFourGroup::Reconsideration, TableFourColumn::Total) => {
            Notion::Reconsiderations { newly: false }
        }
        _ => Notion::Other,
    }
}

/// The period as the blank narrative words it, where nobody has changed that.
fn period(checked: &Checked<'_>) -> Option<Statement> {
    let year = checked.year;
    let words = format!("{year}年1月1日至{year}年12月31日");
    let preamble = self::words(&checked.worded.preamble);
    let at = preamble.find(&words)?;
    let offset = preamble.get(..at).map_or(0, |before| before.chars().count());
    let from = affairs::Date::new(year, 1, 1).ok()?;
    let to = affairs::Date::new(year, 12, 31).ok()?;
    Some(Statement { claim: Claim::Period { from, to }, place: TextPlace { section: None, offset, words } })
}
