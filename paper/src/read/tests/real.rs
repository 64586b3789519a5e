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
fn run_together_digits_are_never_guessed() {
    let Some(shared) = shared() else { return };
    let report = read_file(&shared.join("reports/12-pingtan-2019.txt"));
    let json = report_json(&report, &[]);
    let wanted: Value =
        serde_json::from_slice(&std::fs::read(shared.join("reports/expected/12.json")).unwrap()).unwrap();
    let mut read = 0;
    for table in ["table2", "table3", "table4"] {
        for (row, cells) in wanted[table].as_object().unwrap() {
            let ours = &json[table][row];
            let unreadable = ours.as_array().unwrap().iter().all(Value::is_null);
            assert!(unreadable || ours == cells, "{row}: {ours}");
            read += usize::from(!unreadable);
        }
    }
    assert!(read >= 26, "only {read} rows were read");
    // The narrative's breakdown adds up to 2533, not 2599.
    assert!(report.check().findings.iter().any(|finding| finding.name == "K-44/breakdown/2599条"));
}

#[test]
fn reports_of_the_later_form_are_refused_in_words() {
    let Some(shared) = shared() else { return };
    for name in ["11-shuyang-fagaiju-2023.html", "14-pingtan-2021.txt", "19-masked-city-2025.html"] {
        let bytes = std::fs::read(shared.join("reports").join(name)).unwrap();
        assert_eq!(read_report(&bytes, name), Err(ReadRefused::Form2021), "{name}");
    }
    let pdf = std::fs::read(shared.join("reports/05-hongze-2023.pdf")).unwrap();
    assert_eq!(read_report(&pdf, "05.pdf"), Err(ReadRefused::OtherFormat("PDF")));
}
