//! One model, every format: what is written is read back to the same figures, by our reader and by other people's programs.

use law::annual_report::{Amount, Cell, ReportForm, ReportTables, Slot};
use proptest::prelude::*;

use super::tests::sample;
use super::*;
use crate::read::{read_report, report_json};
use crate::write::second_opinion::{ask, keep};

/// Figures that differ from cell to cell, with a blank here and there.
fn numbered(form: ReportForm) -> ReportTables {
    let mut tables = ReportTables::blank(form);
    for (number, slot) in (0_i64..).zip(form.slots()) {
        let cell = if number % 17 == 5 { Cell::Blank } else { Cell::Printed(number % 23) };
        tables.set_count(slot, cell);
    }
    let amount = Cell::Printed(Amount::parse("121.2505万元").unwrap());
    match form {
        ReportForm::Form2019 => tables.table_two.procurement_amount = amount,
        _ => tables.table_two.fees_collected = amount,
    }
    tables
}

fn report(tables: ReportTables) -> AnnualReport {
    AnnualReport { form: tables, ..sample() }
}

/// The figures of a CSV of ours, by the stable code of each cell.
fn figures_of_csv(bytes: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
    let rows = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    rows.map(|cells| (cells[5].clone(), cells[6].clone())).collect()
}

/// What stands in every cell of a workbook with one of our codes' values, sheet by sheet, as another library reads it.
fn values_of_workbook(bytes: &[u8]) -> Vec<Vec<String>> {
    use calamine::{Data, Reader, Xlsx};
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let texts = |name: &String| {
        let range = book.worksheet_range(name).unwrap();
        let cells = range.cells().filter(|(_, _, cell)| !matches!(cell, Data::Empty));
        cells.map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>()
    };
    names.iter().map(texts).collect()
}

#[test]
fn the_web_page_is_read_back_to_the_same_figures() {
    let wanted = numbered(ReportForm::Form2019);
    let page = annual_report_html(&report(wanted.clone()));
    keep("annual-report.html", page.as_bytes());
    let read = read_report(page.as_bytes(), "report.html").unwrap();
    assert_eq!(read.form, wanted);
    assert_eq!(read.year, Some(2019));
    assert_eq!(read.text.agency.as_deref(), Some("临江市司法局"));
    assert_eq!(read.text.sections.len(), 6);
}

#[test]
fn csv_names_every_cell_of_both_forms_by_its_code() {
    for form in ReportForm::ALL {
        let wanted = numbered(form);
        let csv = annual_report_csv(&report(wanted.clone())).unwrap();
        let figures = figures_of_csv(&csv);
        assert_eq!(figures.len(), form.slots().count());
        for (code, value) in figures {
            let slot: Slot = code.parse().unwrap();
            assert_eq!(wanted.value(slot).unwrap().text(), value, "{code}");
        }
    }
}

#[test]
fn the_workbook_holds_the_six_sections_and_every_figure_in_the_form_s_order() {
    for form in ReportForm::ALL {
        let wanted = numbered(form);
        let book = annual_report_xlsx(&report(wanted.clone())).unwrap();
        keep(&format!("annual-report-{}.xlsx", form.code()), &book);
        let sheets = values_of_workbook(&book);
        assert_eq!(sheets.len(), 6);
        let printed = |sheet: &[String]| -> Vec<String> {
            sheet.iter().filter(|text| text.starts_with(|first: char| first.is_ascii_digit())).cloned().collect()
        };
        let of_table = |wanted_table: fn(&Slot) -> bool| -> Vec<String> {
            let values = form.slots().filter(wanted_table).filter_map(|slot| wanted.value(slot));
            values.filter(|value| !value.is_blank()).map(law::annual_report::SlotValue::text).collect()
        };
        assert_eq!(printed(&sheets[1]), of_table(|slot| matches!(slot, Slot::Two(..))));
        // The labels of table three begin with digits too: `1.属于国家秘密`.
        let figures: Vec<String> = printed(&sheets[2]).into_iter().filter(|text| !text.contains('.')).collect();
        assert_eq!(figures, of_table(|slot| matches!(slot, Slot::Three(..))));
        assert_eq!(printed(&sheets[3]), of_table(|slot| matches!(slot, Slot::Four(..))));
        assert!(sheets[0].iter().any(|text| text.contains("全年通过政府网站公开信息118条")));
        assert!(sheets[5].iter().any(|text| text.contains("未收取信息处理费")));
    }
}

#[test]
fn libreoffice_opens_the_workbook_and_gives_back_the_same_figures() {
    let wanted = numbered(ReportForm::Form2021);
    let book = annual_report_xlsx(&report(wanted)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().to_str().unwrap();
    let profile = format!("-env:UserInstallation=file://{outside}/profile");
    let before = ["--headless", &profile, "--convert-to", "xlsx", "--outdir", outside];
    let Some(_) = ask("soffice", &before, &book, &[]) else { return };
    let mut made = std::fs::read_dir(folder.path()).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    let again = made.find(|path| path.extension().is_some_and(|kind| kind == "xlsx")).unwrap();
    assert_eq!(values_of_workbook(&std::fs::read(again).unwrap()), values_of_workbook(&book));
}

#[test]
fn every_format_is_the_same_bytes_twice() {
    let ours = report(numbered(ReportForm::Form2021));
    assert_eq!(annual_report_html(&ours), annual_report_html(&ours));
    assert!(annual_report_xlsx(&ours).unwrap() == annual_report_xlsx(&ours).unwrap(), "the workbook differs");
    assert!(annual_report_csv(&ours).unwrap() == annual_report_csv(&ours).unwrap(), "the CSV differs");
}

#[test]
fn words_of_a_report_are_never_markup_nor_a_formula() {
    let mut ours = sample();
    ours.problems.push(NarrativeBlock::paragraph("=HYPERLINK(\"x\") <script>alert(1)</script>"));
    let page = annual_report_html(&ours);
    assert!(!page.contains("<script"), "{page}");
    let book = annual_report_xlsx(&ours).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    for index in 0..archive.len() {
        let part = std::io::read_to_string(archive.by_index(index).unwrap()).unwrap();
        assert!(!part.contains("<f>"), "a formula in {part}");
    }
}

/// The schema, as a validator that is not ours understands it; one that is no schema is refused by it.
struct Validator {
    schemas: boon::Schemas,
    index: boon::SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        const HERE: &str = "https://schema.invalid/annual-report-1.json";
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource(HERE, report_schema()).unwrap();
        let index = compiler.compile(HERE, &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn check(&self, json: &serde_json::Value) -> Result<(), String> {
        self.schemas.validate(json, self.index).map_err(|trouble| trouble.to_string())
    }
}

#[test]
fn the_schema_is_a_schema_and_takes_what_we_read() {
    let page = annual_report_html(&report(numbered(ReportForm::Form2019)));
    let read = read_report(page.as_bytes(), "report.html").unwrap();
    let json = report_json(&read, &read.check().findings);
    assert!(!json["findings"].as_array().unwrap().is_empty());
    let validator = Validator::new();
    assert_eq!(validator.check(&json), Ok(()));
    for form in [ReportForm::Form2021, ReportForm::Hybrid2021] {
        let page = annual_report_html(&report(numbered(form)));
        let read = read_report(page.as_bytes(), "report.html").unwrap();
        assert_eq!(validator.check(&report_json(&read, &[])), Ok(()), "{}", form.code());
    }
}

#[test]
fn the_schema_refuses_what_is_not_the_form() {
    let validator = Validator::new();
    let page = annual_report_html(&report(numbered(ReportForm::Form2019)));
    let read = read_report(page.as_bytes(), "report.html").unwrap();
    let sound = report_json(&read, &[]);
    assert_eq!(validator.check(&sound), Ok(()));
    type Spoil = fn(&mut serde_json::Value);
    let spoilt: [(&str, Spoil); 6] = [
        ("a cell too few", |json| drop(json["table3"]["r1"].as_array_mut().unwrap().pop())),
        ("a row that is gone", |json| drop(json["table3"].as_object_mut().unwrap().remove("r4"))),
        ("a row of the other form", |json| json["table2"]["行政规范性文件"] = serde_json::json!([0, 0, 0])),
        ("money as a number", |json| json["table2"]["政府集中采购"][1] = serde_json::json!(121)),
        ("a count as words", |json| json["table4"]["direct_suit"][0] = serde_json::json!("3")),
        ("another form", |json| json["form"] = serde_json::json!("2008")),
    ];
    for (what, spoil) in spoilt {
        let mut json = sound.clone();
        spoil(&mut json);
        assert!(validator.check(&json).is_err(), "{what} is taken");
    }
}

fn any_form() -> impl Strategy<Value = ReportTables> {
    let count =
        prop_oneof![4 => Just(Cell::Printed(0)), 3 => (0i64..2_000).prop_map(Cell::Printed), 2 => Just(Cell::Blank)];
    (prop::collection::vec(count, 200), 0usize..2).prop_map(|(cells, form)| {
        let mut tables = ReportTables::blank(ReportForm::ALL[form]);
        for (slot, cell) in ReportForm::ALL[form].slots().zip(cells) {
            tables.set_count(slot, cell);
        }
        tables
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_form_is_the_same_in_csv_and_on_the_page(tables in any_form()) {
        let ours = report(tables.clone());
        for (code, value) in figures_of_csv(&annual_report_csv(&ours).unwrap()) {
            let slot: Slot = code.parse().unwrap();
            prop_assert_eq!(tables.value(slot).unwrap().text(), value);
        }
        if tables.form == ReportForm::Form2019 {
            let read = read_report(annual_report_html(&ours).as_bytes(), "x.html").unwrap();
            prop_assert_eq!(read.form, tables);
        }
    }
}

#[test]
#[ignore = "run by the bench report-formats"]
fn the_formats_and_the_sums_in_figures() {
    use law::annual_report::aggregate::{Contribution, aggregate};
    let form = ReportForm::Form2021;
    let ours = report(numbered(form));
    let press = crate::write::Press::embedded();
    // The first document parses the fonts, once a process.
    annual_report_pdf(&press, &ours).unwrap();
    let started = std::time::Instant::now();
    annual_report_pdf(&press, &ours).unwrap();
    annual_report_word(&ours).unwrap();
    annual_report_xlsx(&ours).unwrap();
    annual_report_csv(&ours).unwrap();
    assert!(!annual_report_html(&ours).is_empty());
    println!("all formats of a report: {:.1} ms", started.elapsed().as_secs_f64() * 1_000.0);

    let agencies: Vec<String> = (0..5_000).map(|number| format!("第{number}局")).collect();
    let contributions: Vec<Contribution<'_>> =
        agencies.iter().map(|agency| Contribution { agency, tables: &ours.form }).collect();
    let started = std::time::Instant::now();
    let sum = aggregate(form, &contributions, &[], &[]);
    println!("5000 agencies added up: {:.1} ms", started.elapsed().as_secs_f64() * 1_000.0);
    assert_eq!(sum.reports, 5_000);
}
