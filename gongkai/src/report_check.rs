//! `gongkai report check`: reads published reports, prints each as a table with its findings, or as
//! JSON Lines, and answers with the exit code of the worst file.

mod columns;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use columns::Grid;
use law::annual_report::checks::{CheckResult, Finding, Severity};
use law::annual_report::{
    ApplicantColumn, Cell, ReportTables, Slot, SlotValue, TableFourColumn, TableFourGroup, TableThreeRow, TableTwoBlock,
};
use paper::read::{LARGEST_REPORT, ReadRefused, ReadReport, read_report, report_json};

/// No finding above a remark.
const CLEAN: u8 = 0;
/// Some error or warning.
const FOUND: u8 = 1;
/// Not readable.
const UNREADABLE: u8 = 2;

/// Checks each file in the order given and answers 0 (clean or remarks only), 1 (errors or
/// warnings) or 2 (unreadable), whichever is worst.
pub fn run(files: &[PathBuf], json: bool, out: &mut dyn Write) -> u8 {
    let mut worst = CLEAN;
    for (index, file) in files.iter().enumerate() {
        let (text, code) = match read(file) {
            Ok(report) => checked(file, &report, json),
            Err(reason) => (refused(file, &reason, json), UNREADABLE),
        };
        worst = worst.max(code);
        let between = if index > 0 && !json { "\n" } else { "" };
        // Whoever reads may have gone (`| head`); what was found is still answered.
        if write!(out, "{between}{text}").and_then(|()| out.flush()).is_err() {
            return worst;
        }
    }
    worst
}

/// Reads no more than a report may have, whatever the file's size.
fn read(file: &Path) -> Result<ReadReport, String> {
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(|error| words_of(&error))?;
    let is_folder = opened.metadata().is_ok_and(|known| known.is_dir());
    if is_folder {
        return Err("这是一个目录，请指定其中的文件。".to_owned());
    }
    if opened.metadata().is_ok_and(|known| known.len() > LARGEST_REPORT as u64) {
        return Err(ReadRefused::TooLarge.to_string());
    }
    opened.take(LARGEST_REPORT as u64 + 1).read_to_end(&mut bytes).map_err(|error| words_of(&error))?;
    read_report(&bytes, &file.to_string_lossy()).map_err(|refused| refused.to_string())
}

fn words_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件。".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取这个文件的权限。".to_owned(),
        _ => format!("读取失败：{error}。"),
    }
}

fn refused(file: &Path, reason: &str, json: bool) -> String {
    let name = file.to_string_lossy();
    if json {
        return format!("{}\n", serde_json::json!({ "file": name, "error": reason }));
    }
    format!("文件：{name}\n无法检查：{reason}\n")
}

fn checked(file: &Path, report: &ReadReport, json: bool) -> (String, u8) {
    let result = report.check();
    let worst = result.findings.iter().map(|finding| finding.severity).min();
    let code = if matches!(worst, Some(Severity::Error | Severity::Warning)) { FOUND } else { CLEAN };
    let text =
        if json { format!("{}\n", report_json(report, &result.findings)) } else { printed(file, report, &result) };
    (text, code)
}

fn printed(file: &Path, report: &ReadReport, result: &CheckResult) -> String {
    let unknown = || "（未写明）".to_owned();
    let mut text = format!(
        "{}\n文件：{}　机关：{}　年度：{}　格式：{}\n",
        report.text.title.clone().unwrap_or_else(|| "（没有找到标题）".to_owned()),
        file.to_string_lossy(),
        report.text.agency.clone().unwrap_or_else(unknown),
        report.year.map_or_else(unknown, |year| year.to_string()),
        "国办公开办函〔2019〕60号",
    );
    text.push_str(&table_two(&report.form));
    text.push_str(&table_three(&report.form));
    text.push_str(&table_four(&report.form));
    text.push_str(&summary(result));
    for finding in &result.findings {
        text.push_str(&listed(finding));
    }
    text
}

/// A blank is shown as such: it is no zero.
const BLANK: &str = "空";

fn shown(form: &ReportTables, slot: Slot) -> String {
    match form.value(slot) {
        Some(value) if value.is_blank() => BLANK.to_owned(),
        Some(SlotValue::Count(Cell::Unreadable(words))) => format!("?{words}"),
        Some(SlotValue::Amount(Cell::Unreadable(words))) => format!("?{words}"),
        Some(value) => value.text(),
        None => String::new(),
    }
}

fn table_two(form: &ReportTables) -> String {
    let mut grid = Grid::new("二、主动公开政府信息情况");
    for block in TableTwoBlock::ALL {
        let mut header = vec![block.label().to_owned()];
        header.extend(block.columns().iter().map(|column| column.label().to_owned()));
        grid.row(header);
        for row in block.rows() {
            let mut cells = vec![format!("  {}", row.label())];
            cells.extend(block.columns().iter().map(|column| shown(form, Slot::Two(*row, *column))));
            grid.row(cells);
        }
    }
    grid.to_string()
}

fn table_three(form: &ReportTables) -> String {
    let mut grid = Grid::new("三、收到和处理政府信息公开申请情况");
    let mut header = vec![String::new()];
    header.extend(ApplicantColumn::ALL.map(|column| column.label().to_owned()));
    grid.row(header);
    let mut group = None;
    for row in TableThreeRow::FORM_2019 {
        if row == TableThreeRow::Disclosed {
            grid.row(vec![TableThreeRow::RESULTS_HEADING.to_owned()]);
        }
        if row.group() != group {
            group = row.group();
            grid.row(group.map(|group| vec![format!("  {}", group.label())]).unwrap_or_default());
        }
        let indent = match (row.group(), row.is_result() || row == TableThreeRow::ResultsTotal) {
            (Some(_), _) => "    ",
            (None, true) => "  ",
            (None, false) => "",
        };
        // The bracketed remark of 部分公开 would widen the whole table.
        let label = row.label();
        let label = label.find("（区分").map_or(label, |at| &label[..at]);
        let mut cells = vec![format!("{indent}{label}")];
        cells.extend(ApplicantColumn::ALL.map(|column| shown(form, Slot::Three(row, column))));
        grid.row(cells);
    }
    grid.to_string()
}

fn table_four(form: &ReportTables) -> String {
    let mut grid = Grid::new("四、政府信息公开行政复议、行政诉讼情况");
    let mut header = vec![String::new()];
    header.extend(TableFourColumn::ALL.map(|column| column.label().to_owned()));
    grid.row(header);
    for group in TableFourGroup::ALL {
        let label = match group {
            TableFourGroup::Reconsideration => group.label().to_owned(),
            _ => format!("{}：{}", TableFourGroup::LITIGATION_HEADING, group.label()),
        };
        let mut cells = vec![label];
        cells.extend(TableFourColumn::ALL.map(|column| shown(form, Slot::Four(group, column))));
        grid.row(cells);
    }
    grid.to_string()
}

fn summary(result: &CheckResult) -> String {
    let (agree, disagree, open) = result.tally();
    let count = |severity| result.findings.iter().filter(|finding| finding.severity == severity).count();
    format!(
        "\n核对{}项关系：一致{agree}项，不一致{disagree}项，无法判定{open}项。\n发现：错误{}项，警告{}项，提示{}项。\n",
        agree + disagree + open,
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Remark),
    )
}

/// More places than these are counted, not listed.
const PLACES_LISTED: usize = 4;

fn listed(finding: &Finding) -> String {
    let mut places: Vec<String> = finding.places.iter().take(PLACES_LISTED).map(ToString::to_string).collect();
    if finding.places.len() > PLACES_LISTED {
        places.push(format!("等{}处", finding.places.len()));
    }
    format!(
        "\n[{}] {} {}\n  {}\n  位置：{}\n  规则：{}（{}）\n",
        finding.severity.word(),
        finding.rule.code(),
        finding.rule.title(),
        finding.message,
        places.join("；"),
        finding.expected.trim_end_matches('。'),
        finding.basis()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked_files(files: &[&str], json: bool) -> (String, u8) {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paper/fixtures/reports");
        let files: Vec<PathBuf> = files.iter().map(|file| fixtures.join(file)).collect();
        let mut out = Vec::new();
        let code = run(&files, json, &mut out);
        (String::from_utf8(out).unwrap(), code)
    }

    #[test]
    fn the_exit_code_is_that_of_the_worst_file() {
        assert_eq!(checked_files(&["sound.html"], false).1, CLEAN);
        assert_eq!(checked_files(&["scanned.md"], false).1, FOUND);
        assert_eq!(checked_files(&["absent.html"], false).1, UNREADABLE);
        assert_eq!(checked_files(&["absent.html", "sound.html", "scanned.md"], false).1, UNREADABLE);
    }

    #[test]
    fn json_is_one_object_a_file_in_the_order_given() {
        let (text, code) = checked_files(&["absent.html", "sound.html"], true);
        assert_eq!(code, UNREADABLE);
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["error"], "没有这个文件。");
        assert!(lines[0]["file"].as_str().unwrap().ends_with("absent.html"));
        assert_eq!(lines[1]["form"], "2019");
        assert_eq!(lines[1]["findings"], serde_json::json!([]));
    }

    #[test]
    fn a_report_is_printed_in_straight_columns() {
        let (text, _) = checked_files(&["scanned.md"], false);
        for part in ["核对", "[警告] I10", "规则：", "位置：", "一、本年新收政府信息公开申请数量"]
        {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        let numbered = |line: &&str| line.trim_start().starts_with(|character: char| character.is_ascii_digit());
        let rows: Vec<&str> = text.lines().filter(numbered).collect();
        assert_eq!(rows.len(), 16, "{text}");
        let widths: Vec<usize> = rows.iter().map(|row| columns::width(row)).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}\n{text}");
    }

    #[test]
    fn a_folder_and_a_huge_file_are_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let huge = folder.path().join("huge.html");
        File::create(&huge).unwrap().set_len(100 * 1024 * 1024).unwrap();
        let mut out = Vec::new();
        assert_eq!(run(&[folder.path().to_owned(), huge], false, &mut out), UNREADABLE);
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("这是一个目录") && text.contains("文件超过16兆字节"), "{text}");
    }
}
