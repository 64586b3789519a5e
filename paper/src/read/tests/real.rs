//! Against real published reports beside the project, read by hand by someone else.

use super::*;

pub(super) fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: the real reports (../shared) are not here");
    None
}

fn rules(report: &ReadReport) -> Vec<&'static str> {
    report.check().findings.iter().map(|finding| finding.rule.code()).collect()
}

/// Every report, what was read of it by hand, and the rows whose digits nobody can split for certain.
const REPORTS: [(&str, &str, &[&str]); 10] = [
    ("domain/seed-report-2019.md", "00", &[]),
    ("reports/01-shanghai-office-2019.html", "01", &[]),
    ("reports/03-shanghai-kewei-2024.md", "03", &[]),
    ("reports/05-hongze-2023.pdf", "05", &[]),
    ("reports/05-hongze-2023.txt", "05", &[]),
    ("reports/11-shuyang-fagaiju-2023.html", "11", &[]),
    (
        "reports/12-pingtan-2019.txt",
        "12",
        &["规范性文件", "行政许可", "其他对外管理服务事项", "行政处罚", "行政强制", "行政事业性收费", "政府集中采购"],
    ),
    ("reports/14-pingtan-2021.txt", "14", &["行政规范性文件"]),
    ("reports/16-pingtan-2023.txt", "16", &["行政规范性文件"]),
    ("reports/19-masked-city-2025.html", "19", &[]),
];

#[test]
fn every_cell_of_every_report_is_read_or_said_to_be_ambiguous() {
    let Some(shared) = shared() else { return };
    let mut wrong: Vec<String> = Vec::new();
    for (path, number, ambiguous) in REPORTS {
        let report = read_file(&shared.join(path));
        let expected = shared.join(format!("reports/expected/{number}.json"));
        let wanted: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
        wrong.extend(differences(&report, &wanted, ambiguous).into_iter().map(|words| format!("{path}: {words}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn differences(report: &ReadReport, wanted: &Value, ambiguous: &[&str]) -> Vec<String> {
    let json = report_json(report, &[]);
    let mut wrong = Vec::new();
    for key in ["form", "year"] {
        if json[key] != wanted[key] {
            wrong.push(format!("{key} is {} and not {}", json[key], wanted[key]));
        }
    }
    for table in ["table2", "table3", "table4"] {
        let (ours, theirs) = (json[table].as_object().unwrap(), wanted[table].as_object().unwrap());
        wrong.extend(ours.keys().filter(|row| !theirs.contains_key(*row)).map(|row| format!("{row} is too much")));
        for (row, cells) in theirs {
            let read = ours.get(row).cloned().unwrap_or_default();
            if !ambiguous.contains(&row.as_str()) {
                if read != *cells {
                    wrong.push(format!("{table} {row} is {read} and not {cells}"));
                }
                continue;
            }
            let told = report.notes.iter().any(|note| note.message.contains(row) && note.message.contains("连写"));
            if !told || read.as_array().is_none_or(|cells| !cells.iter().all(Value::is_null)) {
                wrong.push(format!("{row} was guessed, or not said to be ambiguous"));
            }
        }
    }
    wrong
}

#[test]
fn the_digits_that_may_be_read_in_many_ways_are_told_and_not_read() {
    let Some(shared) = shared() else { return };
    let report = read_file(&shared.join("reports/16-pingtan-2023.txt"));
    assert_eq!(
        message_of(&report, "R-01/normative-documents"),
        "表二“行政规范性文件”的数字“77132470”连写，无法确定拆成哪3个数；共有21种拆法，表二没有合计关系可以判断。"
    );
}

#[test]
fn the_mixture_of_both_forms_is_named() {
    let Some(shared) = shared() else { return };
    for (path, _, _) in REPORTS {
        let report = read_file(&shared.join(path));
        assert_eq!(report.form.form.is_hybrid(), path.contains("hongze"), "{path}");
        assert_eq!(report.notes.iter().any(|note| note.name == "R-03/hybrid"), path.contains("hongze"), "{path}");
    }
}

#[test]
fn the_blank_form_is_read_as_blanks() {
    let Some(shared) = shared() else { return };
    let report = read_file(&shared.join("reports/blank-template-2021.docx"));
    assert_eq!(report.form, ReportTables::blank(law::annual_report::ReportForm::Form2021));
    assert_eq!(report.notes, []);
}

#[test]
fn the_seed_is_read_exactly_and_its_oddities_are_named() {
    let Some(shared) = shared() else { return };
    let report = read_file(&shared.join("domain/seed-report-2019.md"));
    assert_figures(&report, &shared.join("reports/expected/00.json"));
    let found = rules(&report);
    for rule in ["I1", "I2", "I3", "I4", "I5", "I8", "I9", "I10", "I11", "I13", "I14", "I16", "P-01"] {
        assert!(found.contains(&rule), "{rule} is missing in {found:?}");
    }
    // It is odd, not wrong: no relation is broken.
    let (_, disagree, _) = report.check().tally();
    assert_eq!(disagree, 0);
    assert!(!report.check().blocks_publication());
}

#[test]
fn the_real_errors_of_the_shanghai_office_are_found_and_its_traps_are_not() {
    let Some(shared) = shared() else { return };
    let report = read_file(&shared.join("reports/01-shanghai-office-2019.html"));
    assert_figures(&report, &shared.join("reports/expected/01.json"));
    let mut found: Vec<String> = report
        .check()
        .findings
        .iter()
        .filter(|finding| finding.severity != law::annual_report::checks::Severity::Remark)
        .map(|finding| finding.name.clone())
        .collect();
    found.sort();
    assert_eq!(
        found,
        ["K-41/outcome-sum", "K-41/r3.1+r3.2", "K-41/r3.4.1+r3.4.2+r3.4.3", "K-41/share/r3.1+r3.2", "K-42/all-upheld",]
    );
}

#[test]
fn the_narrative_of_a_page_without_separators_is_checked() {
    let Some(shared) = shared() else { return };
    let report = read_file(&shared.join("reports/12-pingtan-2019.txt"));
    // The narrative's breakdown adds up to 2533, not 2599.
    assert!(report.check().findings.iter().any(|finding| finding.name == "K-44/breakdown/2599条"));
}
