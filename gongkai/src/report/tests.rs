//! The verbs as somebody at a console meets them.

use super::*;
use clap::Parser;
use std::path::Path;

/// The command line below `gongkai report`.
#[derive(Debug, Parser)]
struct Line {
    #[command(subcommand)]
    verb: ReportVerb,
}

struct Told {
    code: u8,
    out: String,
    aside: String,
}

fn fixture(name: &str) -> String {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paper/fixtures/reports");
    fixtures.join(name).to_string_lossy().into_owned()
}

fn report(words: &[&str]) -> Told {
    let line = Line::try_parse_from(std::iter::once(&"report").chain(words)).unwrap();
    let (mut out, mut aside) = (Vec::new(), Vec::new());
    let mut spoken = Spoken { out: &mut out, aside: &mut aside };
    let code = match &line.verb {
        ReportVerb::Read(options) => read::run(options, &mut spoken),
        ReportVerb::Check(options) => check::run(options, &mut spoken),
        ReportVerb::Compare(options) => compare::run(options, &mut spoken),
        ReportVerb::Aggregate(options) => aggregate::run(options, &mut spoken),
        ReportVerb::Schema => schema(&mut spoken),
    };
    Told { code, out: String::from_utf8(out).unwrap(), aside: String::from_utf8(aside).unwrap() }
}

fn checked_files(files: &[&str], more: &[&str]) -> Told {
    let files: Vec<String> = files.iter().map(|file| fixture(file)).collect();
    let words: Vec<&str> =
        std::iter::once("check").chain(files.iter().map(String::as_str)).chain(more.iter().copied()).collect();
    report(&words)
}

fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_exit_code_is_that_of_the_worst_file() {
    assert_eq!(checked_files(&["sound.html"], &[]).code, CLEAN);
    assert_eq!(checked_files(&["scanned.md"], &[]).code, FOUND);
    assert_eq!(checked_files(&["absent.html"], &[]).code, UNREADABLE);
    assert_eq!(checked_files(&["absent.html", "sound.html", "scanned.md"], &[]).code, UNREADABLE);
}

#[test]
fn json_is_one_object_a_file_in_the_order_given() {
    let told = checked_files(&["absent.html", "sound.html"], &["--json"]);
    assert_eq!(told.code, UNREADABLE);
    let lines = json_lines(&told.out);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["error"], "没有这个文件。");
    assert!(lines[0]["file"].as_str().unwrap().ends_with("absent.html"));
    assert_eq!(lines[1]["form"], "2019");
    assert_eq!(lines[1]["findings"], serde_json::json!([]));
}

#[test]
fn a_report_is_printed_in_straight_columns() {
    let text = checked_files(&["scanned.md"], &[]).out;
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

/// A folder with reports two levels down, a file of another kind, a hidden one, an unreadable one and a huge one.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("局").join("2019");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::copy(fixture("sound.html"), below.join("b.HTML")).unwrap();
    std::fs::copy(fixture("scanned.md"), folder.path().join("局").join("a.md")).unwrap();
    std::fs::write(folder.path().join("说明.png"), b"not a report").unwrap();
    std::fs::write(folder.path().join(".hidden.html"), b"not a report").unwrap();
    std::fs::write(folder.path().join("z.txt"), "预算公开说明").unwrap();
    std::fs::File::create(folder.path().join("y.html")).unwrap().set_len(4 * 1024 * 1024 * 1024).unwrap();
    folder
}

#[test]
fn a_folder_is_walked_to_its_end_and_one_bad_file_stops_nothing() {
    let folder = folder();
    for jobs in ["1", "3"] {
        let told = report(&["check", "--json", "--jobs", jobs, &folder.path().to_string_lossy()]);
        let lines = json_lines(&told.out);
        assert_eq!(lines.len(), 4, "{}", told.out);
        assert_eq!(lines.iter().filter(|line| line["form"] == "2019").count(), 2);
        assert_eq!(lines.iter().filter(|line| line["error"].is_string()).count(), 2);
        assert_eq!(told.code, UNREADABLE);
        assert_eq!(told.aside.trim(), "共4份：没有错误和警告1份，有错误或者警告1份，不能读取2份。");
    }
}

#[test]
fn a_folder_without_reports_says_so() {
    let empty = tempfile::tempdir().unwrap();
    let told = report(&["check", &empty.path().to_string_lossy()]);
    assert_eq!(told.code, UNREADABLE);
    assert!(told.out.contains("没有可能是年度报告的文件"), "{}", told.out);
}

#[test]
fn the_same_files_give_the_same_words_whatever_the_number_of_jobs() {
    let files = ["sound.html", "scanned.md", "blanks.html", "born-in-word.html", "run-together.txt"];
    let one = checked_files(&files, &["--jobs", "1"]);
    let many = checked_files(&files, &["--jobs", "4"]);
    assert_eq!(one.out, many.out);
    assert_eq!(one.code, many.code);
    let brief = checked_files(&files, &["--brief"]);
    assert_eq!(brief.out.lines().count(), files.len());
}

#[test]
fn reading_gives_sections_and_figures_and_judges_nothing() {
    let told = report(&["read", "--json", &fixture("scanned.md"), &fixture("absent.md")]);
    assert_eq!(told.code, UNREADABLE);
    let lines = json_lines(&told.out);
    assert!(lines[0]["sections"].as_array().is_some_and(|sections| !sections.is_empty()), "{}", lines[0]);
    let figures = lines[0]["figures"].as_array().unwrap();
    assert!(figures.iter().all(|figure| figure["place"]["words"].is_string()) && !figures.is_empty());
    assert!(lines[1]["error"].is_string());
    let told = report(&["read", &fixture("scanned.md")]);
    assert_eq!(told.code, CLEAN, "what would be found is not asked");
    assert!(told.out.contains("文字中的数字"), "{}", told.out);
}

#[test]
fn the_schema_is_printed_as_it_is_published() {
    let told = report(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(schema, paper::write::annual_report::report_schema());
}

#[test]
fn findings_are_printed_as_a_page_and_as_a_pdf() {
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in [("out.html", &b"<!DOCTYPE"[..]), ("out.pdf", &b"%PDF"[..])] {
        let target = folder.path().join(name);
        let told = checked_files(&["scanned.md"], &["--print", &target.to_string_lossy()]);
        assert_eq!(told.code, FOUND, "{}", told.aside);
        assert!(std::fs::read(&target).unwrap().starts_with(begins), "{name}");
    }
    let elsewhere = folder.path().join("out.docx");
    let told = checked_files(&["scanned.md"], &["--print", &elsewhere.to_string_lossy()]);
    assert!(told.code == UNREADABLE && told.aside.contains(".pdf"), "{}", told.aside);
    let target = folder.path().join("two.pdf");
    let told = checked_files(&["scanned.md", "sound.html"], &["--print", &target.to_string_lossy()]);
    assert!(told.code == UNREADABLE && !target.exists(), "{}", told.aside);
}

/// A report of the form of 2019 with these figures of table three, all others zero.
fn page(agency: &str, year: i16, received: i64, carried_in: Option<i64>) -> String {
    use law::annual_report::{ApplicantColumn, ApplicantKind, Cell, ReportForm, ReportTables, Slot, TableThreeRow};
    let mut form = ReportTables::default();
    for slot in ReportForm::Form2019.slots() {
        form.set_count(slot, Cell::Printed(0));
    }
    let mut fill = |row, cell: Cell| {
        for column in [ApplicantColumn::Of(ApplicantKind::NaturalPerson), ApplicantColumn::Total] {
            form.set_count(Slot::Three(row, column), cell.clone());
        }
    };
    fill(TableThreeRow::Received, Cell::Printed(received));
    fill(TableThreeRow::CarriedIn, carried_in.map_or(Cell::Blank, Cell::Printed));
    for row in [TableThreeRow::Disclosed, TableThreeRow::ResultsTotal] {
        fill(row, Cell::Printed(received + carried_in.unwrap_or(0)));
    }
    paper::write::annual_report::annual_report_html(&paper::write::annual_report::AnnualReport {
        title: format!("{agency}{year}年政府信息公开工作年度报告"),
        agency: agency.to_owned(),
        year,
        preamble: Vec::new(),
        overview: Vec::new(),
        form,
        table_two_remark: None,
        problems: Vec::new(),
        other_matters: Vec::new(),
        issued_on: None,
        made_at: affairs::Instant::of_shanghai(jiff::civil::date(year + 1, 1, 20).at(9, 0, 0, 0)),
    })
}

/// Two bureaus, two years; the second has a blank, the third year's report of the first jumps.
fn two_bureaus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let reports =
        [("临江市司法局", 2019, 20, Some(1)), ("临江市司法局", 2020, 90, Some(0)), ("临江市民政局", 2020, 5, None)];
    for (agency, year, received, carried_in) in reports {
        let file = folder.path().join(format!("{agency}{year}.html"));
        std::fs::write(file, page(agency, year, received, carried_in)).unwrap();
    }
    folder
}

#[test]
fn reports_are_compared_over_years_and_agencies_with_jumps_marked() {
    let folder = two_bureaus();
    let path = folder.path().to_string_lossy().into_owned();
    let told = report(&["compare", "--json", "--cell", "table3/r1/total", &path]);
    assert_eq!(told.code, CLEAN, "{}", told.aside);
    let lines = json_lines(&told.out);
    let of = |agency: &str| lines.iter().find(|line| line["agency"] == agency).unwrap();
    let points = &of("临江市司法局")["points"];
    assert_eq!((&points[0]["value"], &points[1]["value"]), (&serde_json::json!(20), &serde_json::json!(90)));
    assert_eq!(points[1]["change"], serde_json::json!({ "difference": 70, "permille": 3500, "outlier": true }));
    assert!(of("临江市民政局")["points"][0]["not_comparable"].is_string());
    let told = report(&["compare", "--cell", "table3/r1/total", &path]);
    assert!(told.out.contains("90（+70，+350.0%）!"), "{}", told.out);
    let ranked = report(&["compare", "--rank", "2020", "--cell", "table3/r1/total", &path]);
    let (first, second) = (ranked.out.find("1　临江市司法局"), ranked.out.find("2　临江市民政局"));
    assert!(first.is_some() && first < second, "{}", ranked.out);
    assert_eq!(report(&["compare", "--cell", "table9", &path]).code, UNREADABLE);
}

#[test]
fn reports_are_added_up_and_a_blank_is_told_not_taken_for_zero() {
    let folder = two_bureaus();
    let path = folder.path().to_string_lossy().into_owned();
    let expected = folder.path().join("应报送.list");
    std::fs::write(&expected, "临江市司法局\n临江市民政局\n临江市财政局\n").unwrap();
    let expected = expected.to_string_lossy().into_owned();
    let several = report(&["aggregate", &path]);
    assert!(several.code == UNREADABLE && several.aside.contains("--year"), "{}", several.aside);
    let told = report(&["aggregate", "--json", "--year", "2020", "--expected", &expected, &path]);
    assert_eq!(told.code, FOUND);
    let sum = &json_lines(&told.out)[0];
    let of = |cell: &str| sum["sums"].as_array().unwrap().iter().find(|one| one["cell"] == cell).unwrap();
    assert_eq!(
        (&of("table3/r1/total")["known"], &of("table3/r1/total")["whole"]),
        (&serde_json::json!(95), &serde_json::json!(true))
    );
    assert_eq!(
        (&of("table3/r2/total")["blank"], &of("table3/r2/total")["whole"]),
        (&serde_json::json!(1), &serde_json::json!(false))
    );
    assert_eq!(sum["missing"], serde_json::json!(["临江市财政局"]));
    let printed = report(&["aggregate", "--year", "2020", &path]);
    assert!(printed.out.contains("≥0") && printed.out.contains("1个空白"), "{}", printed.out);
}

#[test]
fn the_report_of_the_year_before_is_found_by_agency_and_year() {
    let folder = tempfile::tempdir().unwrap();
    let now = folder.path().join("now.html");
    let before = folder.path().join("before");
    std::fs::create_dir(&before).unwrap();
    // 2019 carried nothing over, 2020 carried three in.
    std::fs::write(&now, page("临江市司法局", 2020, 4, Some(3))).unwrap();
    std::fs::write(before.join("2019.html"), page("临江市司法局", 2019, 4, Some(0))).unwrap();
    std::fs::write(before.join("other.html"), page("临江市民政局", 2019, 4, Some(0))).unwrap();
    let now = now.to_string_lossy().into_owned();
    let named =
        |told: &Told| json_lines(&told.out)[0]["findings"].as_array().unwrap().iter().any(|one| one["rule"] == "K-30");
    assert!(!named(&report(&["check", "--json", &now])), "nothing is known of the year before");
    for last_year in [before.clone(), before.join("2019.html")] {
        let last_year = last_year.to_string_lossy().into_owned();
        assert!(named(&report(&["check", "--json", "--last-year", &last_year, &now])), "{last_year}");
    }
    let gone = report(&["check", "--last-year", "/nowhere/at/all.html", &now]);
    assert_eq!(gone.code, UNREADABLE);
}
