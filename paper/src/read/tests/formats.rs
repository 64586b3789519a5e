//! The formats beside text and pages, and what is bad about files of each.

use std::io::Write;

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;
use crate::intake::IntakeRefused;
use crate::intake::refused::Sort;

const WORD_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn word_of(body: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    zipped(&[("[Content_Types].xml", WORD_TYPES.as_bytes()), ("word/document.xml", document.as_bytes())])
}

fn cell(runs: &str) -> String {
    format!("<w:tc><w:p>{runs}</w:p></w:tc>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

/// A Word table of a few rows; the first figure of the first row as given.
fn small_table(first: &str) -> String {
    let mut rows = String::new();
    let labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"];
    for (index, label) in labels.iter().enumerate() {
        let figures = (0..7).map(|column| if index == 0 && column == 0 { first.to_owned() } else { run("0") });
        let cells: String = figures.map(|figure| cell(&figure)).collect();
        rows.push_str(&format!("<w:tr>{}{cells}</w:tr>", cell(&run(label))));
    }
    format!("<w:tbl>{rows}</w:tbl>")
}

fn received(report: &ReadReport) -> String {
    report.form.value("table3/r1/natural-person".parse().unwrap()).unwrap().text()
}

#[test]
fn tracked_changes_leave_two_readings_and_both_are_told() {
    let changed = "<w:del><w:r><w:delText>3</w:delText></w:r></w:del><w:ins><w:r><w:t>5</w:t></w:r></w:ins>";
    let report = read_report(&word_of(&small_table(changed)), "x.docx").unwrap();
    assert_eq!(received(&report), "5");
    assert_eq!(
        message_of(&report, "R-03/revisions"),
        "文件带有修订痕迹，按接受全部修订后的文字读取；表三“一、本年新收政府信息公开申请数量”的“自然人”修订后为5、修订前为3。"
    );
    let plain = read_report(&word_of(&small_table(&run("5"))), "x.docx").unwrap();
    assert!(plain.notes.iter().all(|note| note.name != "R-03/revisions"));
}

#[test]
fn a_table_within_the_cell_of_a_layout_is_read() {
    let nested = format!("<w:tbl><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>", small_table(&run("7")));
    assert_eq!(received(&read_report(&word_of(&nested), "x.docx").unwrap()), "7");
}

#[test]
fn a_page_that_is_put_together_by_its_script_is_read() {
    let page = std::fs::read_to_string(fixture("sound.html")).unwrap();
    let body = &page[page.find("<table").unwrap()..page.rfind("</table>").unwrap() + 8];
    let quoted = body.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace("</", "<\\/");
    let coded: String = quoted.replace('<', "\\u003c");
    for content in [quoted, coded] {
        let script =
            format!("<html><body><div id=\"c\"></div><script>var content = \"{content}\";</script></body></html>");
        assert_figures_of_tables(&read_report(script.as_bytes(), "x.html").unwrap(), "sound");
    }
}

fn assert_figures_of_tables(report: &ReadReport, name: &str) {
    let wanted = std::fs::read(fixture(&format!("expected/{name}.json"))).unwrap();
    let wanted: Value = serde_json::from_slice(&wanted).unwrap();
    let json = report_json(report, &[]);
    for table in ["table2", "table3", "table4"] {
        assert_eq!(json[table], wanted[table], "{table}");
    }
}

#[test]
fn a_report_of_another_kind_is_named() {
    let budget = "某市某局2023年部门预算公开\n| 项目 | 金额 |\n| 行政事业性收费 | 120 |\n| 一般公共预算拨款 | 300 |\n";
    let refused = read_report(budget.as_bytes(), "x.md").unwrap_err();
    assert_eq!(refused, ReadRefused::OtherKind("部门预算"));
    assert!(refused.to_string().contains("不是政府信息公开工作年度报告"));
}

#[test]
fn two_reports_in_one_file_are_refused() {
    let page = std::fs::read_to_string(fixture("sound.html")).unwrap();
    let other = std::fs::read_to_string(fixture("blanks.html")).unwrap();
    let both = format!("{page}{other}");
    assert_eq!(read_report(both.as_bytes(), "x.html"), Err(ReadRefused::TwoReports));
    let text = std::fs::read_to_string(fixture("run-together.txt")).unwrap();
    let later = text.replacen("本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量1", 1);
    assert_eq!(read_report(format!("{text}\n{later}").as_bytes(), "x.txt"), Err(ReadRefused::TwoReports));
    // The same report twice, as pages for two sizes of screen hold it, is one report.
    let twice = format!("{page}{page}");
    assert_figures_of_tables(&read_report(twice.as_bytes(), "x.html").unwrap(), "sound");
}

#[test]
fn a_year_that_contradicts_itself_is_said() {
    let page = std::fs::read_to_string(fixture("sound.html")).unwrap();
    let title = page.find("年政府信息公开工作年度报告").unwrap();
    let year = &page[title - 4..title];
    let wrong = format!("{}{}", year.parse::<i16>().unwrap() + 1, "年政府信息公开工作年度报告");
    let page = page.replace(&format!("{year}年政府信息公开工作年度报告"), &wrong);
    let report = read_report(page.as_bytes(), "x.html").unwrap();
    assert!(message_of(&report, "K-47/period").contains("统计期限写作"));
}

#[test]
fn files_that_are_locked_hostile_or_folded_are_refused_in_words() {
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.resize(2_048, 0);
    locked.extend("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes));
    locked.resize(4_096, 0);
    let refused = |bytes: &[u8], name: &str| read_report(bytes, name).unwrap_err();
    for (name, sort) in [("x.docx", Sort::Word), ("x.xlsx", Sort::Sheet)] {
        let told = refused(&locked, name);
        assert_eq!(told, ReadRefused::NotTakenIn(IntakeRefused::Encrypted(sort)));
        assert!(told.to_string().contains("密码"), "{told}");
    }
    let locked_pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n3 0 obj<</Filter/Standard/V 1/R 2>>endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R>>\nstartxref\n0\n%%EOF";
    assert_eq!(refused(locked_pdf, "x.pdf"), ReadRefused::NotTakenIn(IntakeRefused::Encrypted(Sort::Pdf)));
    let bomb =
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><w:document>&b;</w:document>";
    let entities = zipped(&[("[Content_Types].xml", WORD_TYPES.as_bytes()), ("word/document.xml", bomb.as_bytes())]);
    assert_eq!(refused(&entities, "x.docx"), ReadRefused::NotTakenIn(IntakeRefused::Hostile(Sort::Word)));
    let folded = vec![b' '; 60 * 1024 * 1024];
    let folded = zipped(&[("[Content_Types].xml", WORD_TYPES.as_bytes()), ("word/document.xml", &folded)]);
    assert_eq!(refused(&folded, "x.docx"), ReadRefused::NotTakenIn(IntakeRefused::UnfoldsTooFar));
}

#[test]
fn a_table_of_a_million_cells_is_refused_or_read_no_further() {
    let row = format!("<tr>{}</tr>", "<td>1</td>".repeat(1_000));
    let page = format!("<table>{}</table>", row.repeat(1_000));
    assert_eq!(read_report(page.as_bytes(), "x.html"), Err(ReadRefused::TooManyElements));
    let row = format!("<w:tr>{}</w:tr>", "<w:tc><w:p/></w:tc>".repeat(1_000));
    let file = word_of(&format!("<w:tbl>{}</w:tbl>", row.repeat(1_000)));
    assert!(read_report(&file, "x.docx").is_err());
    let line = format!("| {} |\n", ["1"; 1_000].join(" | "));
    assert!(read_report(line.repeat(1_000).as_bytes(), "x.md").is_err());
}

#[test]
fn a_scan_is_not_called_clean() {
    let content = "q 500 0 0 700 40 40 cm /I Do Q";
    let pdf = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Length 3>>stream\nabc\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        content.len()
    );
    let refused = read_report(pdf.as_bytes(), "x.pdf").unwrap_err();
    assert_eq!(refused, ReadRefused::NoTextLayer);
    assert!(refused.to_string().contains("没有文字层"));
}

#[test]
fn a_comma_parted_file_is_read() {
    let mut lines = String::from("某市某局2023年政府信息公开工作年度报告\n");
    lines.push_str("信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,0,0,0\n行政规范性文件,2,,11\n");
    let report = read_report(lines.as_bytes(), "x.csv").unwrap();
    let json = report_json(&report, &[]);
    assert_eq!(json["form"], "2021");
    assert_eq!(json["table2"]["行政规范性文件"], serde_json::json!([2, null, 11]));
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&lines);
    assert_eq!(read_report(&gb18030, "x.csv").unwrap(), report);
}

#[test]
fn labels_are_known_however_they_were_broken() {
    let table = "| 信 息 内 容 | 本年\u{a0}制发件数 | 本年废止件数 | 现行 有效件数 |\n| 规 章 | ０ | １ | １２ |\n| ⾏政规范性文件 | 3 | 0 | 40 |\n";
    let report = read_report(table.as_bytes(), "x.md").unwrap();
    let json = report_json(&report, &[]);
    assert_eq!(json["table2"]["规章"], serde_json::json!([0, 1, 12]));
    assert_eq!(json["table2"]["行政规范性文件"], serde_json::json!([3, 0, 40]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn spoiled_files_of_every_format_are_read_or_refused(
        which in 0usize..3,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let (bytes, name): (&[u8], &str) = [
            (WORD.as_slice(), "x.docx"), (SHEET.as_slice(), "x.xlsx"), (PAGE.as_slice(), "x.pdf"),
        ][which];
        let mut bytes = bytes.to_vec();
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read_report(&bytes, name).map(|report| report.check());
        bytes.truncate(cut.index(bytes.len()));
        let _ = read_report(&bytes, name).map(|report| report.check());
    }

    #[test]
    fn word_tables_of_any_shape_are_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:p>", "</w:p>", "<w:r><w:t>规章</w:t></w:r>",
        "<w:r><w:t>0</w:t></w:r>", "<w:tcPr><w:vMerge/></w:tcPr>", "<w:tcPr><w:gridSpan w:val=\"99\"/></w:tcPr>",
        "<w:ins>", "</w:ins>", "<w:del>", "</w:del>", "<w:r><w:t>（一）予以公开</w:t></w:r>",
    ]), 0..60)) {
        let _ = read_report(&word_of(&pieces.concat()), "x.docx").map(|report| report.check());
    }
}

static WORD: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| word_of(&small_table(&run("5"))));
static SHEET: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, label) in (0u32..).zip(["规章", "行政规范性文件", "行政许可"]) {
        sheet.write(row, 0, label).unwrap();
        sheet.write(row, 1, 3).unwrap();
    }
    book.save_to_buffer().unwrap()
});
static PAGE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
    let content = "BT /F 10 Tf 50 700 Td (1 0 0 0 0 0 1) Tj ET 50 690 400 20 re S";
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        content.len()
    )
    .into_bytes()
});
