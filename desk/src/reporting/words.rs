//! The report's words as the checks want them: cut at the six sections.

use affairs::report::body::{Worded, WordedBlock};
use law::annual_report::{ReportSection, ReportText, SectionText};

/// The text of a report, cut at its sections.
pub(super) fn report_text(agency: &str, worded: &Worded) -> ReportText {
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
        agency: Some(agency.to_owned()),
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
