//! The report as it is read: its words with their figures filled in, and the tables with their merged cells.

use super::metric::Figure;
use super::narrative::{Narrative, Part, plain, render};
use super::tally::Tally;
use crate::Refusal;
use crate::document::body::{Align, Block, Body, Table, TableCell, TableRow};
use law::annual_report::{Alignment, LayoutCell, LayoutTable, ReportSection, table_layouts};

/// The words of a report with every figure filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    pub title: String,
    pub preamble: Vec<WordedBlock>,
    pub overview: Vec<WordedBlock>,
    pub problems: Vec<WordedBlock>,
    pub other: Vec<WordedBlock>,
}

/// A heading with its numeral, or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordedBlock {
    Heading(String),
    Paragraph(String),
}

/// The title of a report.
#[must_use]
pub fn title(agency: &str, year: i16) -> String {
    format!("{agency}{year}年政府信息公开工作年度报告")
}

/// Fills the figures of a year into a narrative.
///
/// # Errors
/// A placeholder that names no metric.
pub fn word(agency: &str, year: i16, narrative: &Narrative, tally: &Tally) -> Result<Worded, Refusal> {
    let figure = |metric| -> Figure { tally.figure(metric) };
    let paragraphs = |paragraphs: &[String]| -> Result<Vec<WordedBlock>, Refusal> {
        let words = paragraphs.iter().map(|paragraph| render(paragraph, figure));
        words.map(|rendered| Ok(WordedBlock::Paragraph(plain(&rendered?)))).collect()
    };
    let section = |section: ReportSection, parts: &[Part]| -> Result<Vec<WordedBlock>, Refusal> {
        let mut blocks = Vec::new();
        let headed = |part: &&Part| !part.heading.is_empty() && part.heading != section.title();
        let mut number = 0_usize;
        for part in parts {
            if headed(&part) {
                blocks.push(WordedBlock::Heading(format!("（{}）{}", numeral(number), part.heading)));
                number += 1;
            }
            blocks.extend(paragraphs(&part.paragraphs)?);
        }
        Ok(blocks)
    };
    Ok(Worded {
        title: title(agency, year),
        preamble: paragraphs(&narrative.preamble)?,
        overview: section(ReportSection::Overview, &narrative.sections.overview)?,
        problems: section(ReportSection::ProblemsAndImprovements, &narrative.sections.problems)?,
        other: section(ReportSection::OtherMatters, &narrative.sections.other)?,
    })
}

/// The report as the body of its document: the same headings, words and cells as its PDF and Word file.
#[must_use]
pub fn body(worded: &Worded, tally: &Tally) -> Body {
    let tables = table_layouts(&tally.tables());
    let mut blocks: Vec<Block> = worded.preamble.iter().map(block).collect();
    for section in ReportSection::ALL {
        blocks.push(Block::heading(2, section.heading()));
        let words: &[WordedBlock] = match section {
            ReportSection::Overview => &worded.overview,
            ReportSection::ProblemsAndImprovements => &worded.problems,
            ReportSection::OtherMatters => &worded.other,
            ReportSection::ProactiveDisclosure | ReportSection::Applications | ReportSection::ReviewAndLitigation => {
                &[]
            }
        };
        blocks.extend(words.iter().map(block));
        blocks.extend(tables.iter().filter(|table| table.section == section).map(table_block));
    }
    Body { blocks }
}

fn block(worded: &WordedBlock) -> Block {
    match worded {
        WordedBlock::Heading(text) => Block::heading(3, text.clone()),
        WordedBlock::Paragraph(text) => Block::paragraph(text.clone()),
    }
}

fn table_block(layout: &LayoutTable) -> Block {
    let rows = (0..layout.rows).map(|row| TableRow { cells: layout.row(row).map(table_cell).collect() });
    Block::Table(Table { caption: layout.section.title().to_owned(), rows: rows.collect() })
}

fn table_cell(cell: &LayoutCell) -> TableCell {
    let align = match cell.alignment() {
        Alignment::Start => Align::Start,
        Alignment::Centre => Align::Center,
    };
    let inlines = vec![crate::document::body::Inline::text(cell.text())];
    TableCell {
        header: cell.header(),
        colspan: cell.colspan,
        rowspan: cell.rowspan,
        align,
        blocks: vec![Block::Paragraph { align, indent: false, inlines }],
    }
}

/// 一, 二, 三 …, from 0.
pub(super) fn numeral(index: usize) -> String {
    const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match index {
        0..=9 => DIGITS[index].to_owned(),
        10..=18 => format!("十{}", DIGITS[index - 10]),
        _ => (index + 1).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_and_a_section_does_not_repeat_its_title() {
        let mut narrative = Narrative::blank("某局", 2019);
        narrative.sections.other[0].heading = "其他需要报告的事项".to_owned();
        let worded = word("某局", 2019, &narrative, &Tally::default()).unwrap();
        assert_eq!(worded.title, "某局2019年政府信息公开工作年度报告");
        assert_eq!(worded.overview[1], WordedBlock::Heading("（二）依申请公开".to_owned()));
        assert_eq!(worded.other, [WordedBlock::Paragraph("本年度收取信息处理费0元。".to_owned())]);
    }

    #[test]
    fn the_body_carries_all_six_sections_and_every_value_of_the_form() {
        let worded = word("某局", 2019, &Narrative::blank("某局", 2019), &Tally::default()).unwrap();
        let body = body(&worded, &Tally::default());
        let text = body.plain_text();
        for section in ReportSection::ALL {
            assert!(text.contains(&section.heading()), "{}", section.heading());
        }
        let tables: Vec<&Table> = body
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
            .collect();
        let cells = tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        assert_eq!(tables.len(), 3);
        assert_eq!(cells.filter(|cell| !cell.header && cell.colspan * cell.rowspan < 9).count(), 22 + 161 + 15);
    }
}
