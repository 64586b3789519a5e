mod figures;
mod formats;
mod golden;
mod hostile;
mod real;
mod round_trip;
mod speed;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(name)
}

fn read_file(path: &Path) -> ReadReport {
    let bytes = std::fs::read(path).unwrap();
    read_report(&bytes, &path.to_string_lossy()).unwrap()
}

/// The keys of the report's JSON that are figures.
const FIGURES: [&str; 5] = ["year", "form", "table2", "table3", "table4"];

fn assert_figures(report: &ReadReport, expected: &Path) {
    let json = report_json(report, &[]);
    let wanted: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    for key in FIGURES {
        assert_eq!(json[key], wanted[key], "{key} of {}", expected.display());
    }
}

/// Findings as lines for a snapshot: what is said, not where it is said.
fn said(report: &ReadReport) -> String {
    let result = report.check();
    let lines: Vec<String> = result
        .findings
        .iter()
        .map(|finding| format!("{} {} {}", finding.severity.code(), finding.name, finding.message))
        .collect();
    let (agree, disagree, open) = result.tally();
    format!("{}\nagrees {agree}, disagrees {disagree}, cannot be judged {open}", lines.join("\n"))
}

const FIXTURES: [&str; 5] = ["sound.html", "blanks.html", "born-in-word.html", "scanned.md", "run-together.txt"];

#[test]
fn every_cell_of_our_fixtures_is_read() {
    for name in FIXTURES {
        let report = read_file(&fixture(name));
        let stem = name.split('.').next().unwrap();
        let expected = fixture(&format!("expected/{stem}.json"));
        assert_figures(&report, &expected);
        let wanted: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
        assert_eq!(report_json(&report, &[])["agency"], wanted["agency"], "{name}");
    }
}

#[test]
fn a_sound_report_full_of_traps_has_no_finding() {
    let report = read_file(&fixture("sound.html"));
    assert_eq!(said(&report), "\nagrees 76, disagrees 0, cannot be judged 0");
}

#[test]
fn what_our_fixtures_get_wrong_is_said() {
    insta::assert_snapshot!("blanks", said(&read_file(&fixture("blanks.html"))));
    insta::assert_snapshot!("born_in_word", said(&read_file(&fixture("born-in-word.html"))));
    insta::assert_snapshot!("scanned", said(&read_file(&fixture("scanned.md"))));
    insta::assert_snapshot!("run_together", said(&read_file(&fixture("run-together.txt"))));
}

#[test]
fn the_same_report_in_other_encodings_reads_the_same() {
    let path = fixture("scanned.md");
    let plain = read_file(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    let marked = format!("\u{feff}{text}").into_bytes();
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(&text);
    assert!(!lossy);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [marked.as_slice(), &gb18030, &utf16] {
        assert_eq!(read_report(bytes, "x.md").unwrap(), plain);
    }
}

/// Our scanned fixture with one stretch replaced.
fn scanned_with(old: &str, new: &str) -> ReadReport {
    let text = std::fs::read_to_string(fixture("scanned.md")).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{old}");
    read_report(text.replace(old, new).as_bytes(), "scanned.md").unwrap()
}

fn message_of(report: &ReadReport, name: &str) -> String {
    let findings = report.check().findings;
    let found = findings.iter().find(|finding| finding.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {findings:#?}")).message.clone()
}

#[test]
fn a_number_split_over_two_cells_is_said_and_not_joined() {
    let whole = "一、本年新收政府信息公开申请数量 |  | 5 | 1 | 0 | 0 | 0 | 0 | 6 |  |";
    let split = "一、本年新收政府信息公开申请数量 |  | 1 | 4 | 3 | 0 | 0 | 0 | 0 | 17 |";
    let report = scanned_with(whole, split);
    assert_eq!(
        message_of(&report, "K-05/r1"),
        "表三“一、本年新收政府信息公开申请数量”有8个数值，应为7个，未读取；“1”“4”可能是“14”。"
    );
    assert_eq!(
        report_json(&report, &[])["table3"]["r1"],
        serde_json::json!([null, null, null, null, null, null, null])
    );
}

#[test]
fn words_where_a_number_belongs_are_an_error() {
    let report = scanned_with("| 行政强制 | 0 | 0 | 0 |", "| 行政强制 | 0 | 0 | 1.5 |");
    assert_eq!(
        message_of(&report, "K-20/table2/coercion/decisions"),
        "表二“行政强制”的“处理决定数量”为“1.5”，不是整数。"
    );
}

#[test]
fn a_row_met_twice_keeps_its_first_values() {
    let row = "| 行政强制 | 0 | 0 | 0 |";
    let report = scanned_with(row, &format!("{row}\n| 行政强制 | 0 | 0 | 7 |"));
    assert!(message_of(&report, "R-02/twice/coercion").contains("出现两次而且数值不同"));
    assert_eq!(report_json(&report, &[])["table2"]["行政强制"], serde_json::json!([0, 0, 0]));
}

#[test]
fn a_table_without_its_closing_tags_is_read() {
    let text = std::fs::read_to_string(fixture("sound.html")).unwrap();
    let bare = text.replace("</td>", "").replace("</tr>", "").replace("</p>", "");
    let report = read_report(bare.as_bytes(), "x.html").unwrap();
    assert_figures(&report, &fixture("expected/sound.json"));
}

#[test]
fn the_json_has_the_agreed_shape() {
    let report = read_file(&fixture("scanned.md"));
    let json = report_json(&report, &report.check().findings);
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["agency", "findings", "form", "hybrid", "table2", "table3", "table4", "year"]);
    let finding = json["findings"][0].as_object().unwrap();
    let mut keys: Vec<&str> = finding.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["message", "rule", "severity", "where"]);
    assert_eq!(json["table2"]["政府集中采购"], serde_json::json!([5, "64.8125"]));
    assert_eq!(json["table3"]["r3.3.1"], serde_json::json!([null, null, null, null, null, null, null]));
}
