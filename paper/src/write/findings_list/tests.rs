use super::*;
use crate::read::read_report;
use crate::write::Press;
use crate::write::second_opinion::{keep, squeezed, text_of_pdf};

const SCANNED: &[u8] = include_bytes!("../../../fixtures/reports/scanned.md");

fn list() -> FindingsList {
    let report = read_report(SCANNED, "scanned.md").unwrap();
    let at = Instant::of_shanghai(jiff::civil::date(2020, 2, 3).at(9, 30, 0, 0));
    FindingsList::of(&report, &report.check(), "scanned.md", at)
}

#[test]
fn every_finding_is_numbered_with_rule_expectation_and_basis() {
    let list = list();
    assert!(!list.findings.is_empty());
    let page = findings_html(&list);
    keep("findings.html", page.as_bytes());
    for (number, one) in (1..).zip(&list.findings) {
        assert!(page.contains(&format!("id=\"finding-{number}\"")), "{number}");
        for words in [one.finding.rule.title(), &one.finding.expected, &one.finding.basis().to_string()] {
            assert!(page.contains(&affairs::document::body_html::escape(words)), "{words} of {number}");
        }
    }
}

#[test]
fn every_cell_a_finding_names_is_marked_with_its_number_and_no_other() {
    let list = list();
    let mut marked = 0;
    for table in list.marked_tables() {
        for cell in &table.layout.cells {
            let LayoutContent::Value { slot, .. } = cell.content else { continue };
            let numbers: Vec<usize> = table.of_cell(cell).iter().map(|mark| mark.number).collect();
            let named = |one: &ListedFinding| one.finding.places.contains(&Place::Cell(slot));
            let wanted: Vec<usize> =
                (1..).zip(&list.findings).filter(|(_, one)| named(one)).map(|(number, _)| number).collect();
            assert_eq!(numbers, wanted, "{slot}");
            marked += numbers.len();
        }
    }
    assert!(marked > 0, "the fixture names cells");
}

#[test]
fn the_pdf_holds_the_same_findings_and_is_the_same_bytes_twice() {
    let list = list();
    let press = Press::embedded();
    let pdf = findings_pdf(&press, &list).unwrap();
    keep("findings.pdf", &pdf);
    assert!(pdf == findings_pdf(&press, &list).unwrap(), "the PDF differs between two runs");
    let Some(text) = text_of_pdf(&pdf) else { return };
    let text = squeezed(&text);
    for one in &list.findings {
        assert!(text.contains(&squeezed(&one.finding.message)), "{}", one.finding.message);
    }
    let tables = list.marked_tables();
    let marks = tables.iter().flat_map(|table| table.layout.cells.iter().flat_map(|cell| table.of_cell(cell)));
    for mark in marks {
        assert!(text.contains(&circled(mark.number)), "no cell carries {}", circled(mark.number));
    }
}

#[test]
fn what_a_stranger_wrote_neither_stops_the_list_nor_becomes_markup() {
    let mut list = list();
    list.title = "报告😀<b>".to_owned();
    list.findings[0].verdict = Some("确认 #read(\"x\")".to_owned());
    assert!(findings_pdf(&Press::embedded(), &list).is_ok());
    let page = findings_html(&list);
    assert!(page.contains("报告😀&lt;b&gt;") && page.contains("处理"), "{page}");
}

#[test]
fn a_report_without_findings_says_so() {
    let mut list = list();
    list.findings.clear();
    assert!(findings_html(&list).contains("没有发现。"));
    assert!(findings_pdf(&Press::embedded(), &list).is_ok());
}
