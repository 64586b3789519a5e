use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;

use super::*;
use crate::write::{
    WriteError,
    second_opinion::{ask, keep},
};

const DANGEROUS: [&str; 12] =
    ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＋1", "－1", "＠a"];

fn columns() -> Vec<SheetColumn> {
    vec![
        SheetColumn::text("标题").wide(40),
        SheetColumn::new("页数", ColumnKind::Integer),
        SheetColumn::new("合同金额", ColumnKind::FenAsYuan),
        SheetColumn::new("发布日期", ColumnKind::Date),
    ]
}

fn row(title: &str) -> Vec<SheetCell> {
    vec![title.into(), 3.into(), SheetCell::Fen(1_212_505), date(2019, 3, 5).into()]
}

fn sample() -> Sheet<Vec<Vec<SheetCell>>> {
    let mut rows = vec![
        row("关于公布权责清单的通知"),
        vec![SheetCell::Empty, SheetCell::Integer(i64::MAX), SheetCell::Fen(-5), SheetCell::Date(date(1899, 12, 31))],
    ];
    rows.push(row(&"关于进一步规范全市公共法律服务工作的通知，".repeat(4)));
    rows.extend(DANGEROUS.into_iter().map(row));
    Sheet { title: "2019年/信息公开审查台账".to_owned(), columns: columns(), rows }
}

fn made_at() -> affairs::Instant {
    affairs::Instant::start_of(date(2020, 1, 20))
}

#[test]
fn a_workbook_reads_back_with_its_kinds_and_no_formula() {
    let bytes = sample().xlsx(made_at()).unwrap();
    keep("ledger.xlsx", &bytes);
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["2019年 信息公开审查台账"]);
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |row: u32, column: u32| range.get_value((row, column)).unwrap().to_string();
    assert_eq!(text(0, 2), "合同金额（元）");
    assert_eq!(range.get_value((1, 1)), Some(&Data::Float(3.0)));
    assert_eq!(range.get_value((1, 2)), Some(&Data::Float(12125.05)));
    assert!(matches!(range.get_value((1, 3)), Some(Data::DateTime(_))));
    assert_eq!(text(2, 1), i64::MAX.to_string());
    assert_eq!(text(2, 3), "1899-12-31");
    assert_eq!(text(4, 0), "=1+1");
    assert!(book.worksheet_formula("2019年 信息公开审查台账").unwrap().is_empty());
}

#[test]
fn a_workbook_is_the_same_bytes_twice() {
    assert!(sample().xlsx(made_at()).unwrap() == sample().xlsx(made_at()).unwrap());
}

#[test]
fn calc_opens_the_workbook_and_computes_nothing() {
    let bytes = sample().xlsx(made_at()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().to_str().unwrap();
    let profile = format!("-env:UserInstallation=file://{outside}/profile");
    let before =
        ["--headless", &profile, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", outside];
    let Some(_) = ask("soffice", &before, &bytes, &[]) else { return };
    let Some(made) = std::fs::read_dir(folder.path())
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|kind| kind == "csv"))
    else {
        // Debian's writer-only installation has no spreadsheet part.
        println!("skipped: this LibreOffice has no Calc");
        return;
    };
    let text = std::fs::read_to_string(made).unwrap();
    assert!(text.contains("=1+1"), "{text}");
}

#[test]
fn csv_neutralises_what_a_spreadsheet_would_compute() {
    let bytes = sample().csv(ByteOrderMark::With).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut lines = text.trim_start_matches('\u{FEFF}').split("\r\n");
    assert!(text.starts_with('\u{FEFF}'));
    assert_eq!(lines.next(), Some("标题,页数,合同金额,发布日期"));
    assert_eq!(lines.next(), Some("关于公布权责清单的通知,3,12125.05,2019-03-05"));
    assert_eq!(lines.next(), Some(",9223372036854775807,-0.05,1899-12-31"));
    assert!(lines.next().is_some_and(|line| line.starts_with("关于进一步")));
    for line in lines.filter(|line| !line.is_empty()) {
        assert!(line.starts_with('\'') || line.starts_with("\"'"), "{line:?}");
    }
    assert!(!sample().csv(ByteOrderMark::Without).unwrap().starts_with("\u{FEFF}".as_bytes()));
}

#[test]
fn csv_quotes_commas_quotes_and_line_ends() {
    let sheet = Sheet {
        title: String::new(),
        columns: vec![SheetColumn::text("甲"), SheetColumn::text("乙")],
        rows: vec![vec!["一,二".into(), "“三”\"四\"\n五".into()]],
    };
    let text = String::from_utf8(sheet.csv(ByteOrderMark::Without).unwrap()).unwrap();
    assert_eq!(text, "甲,乙\r\n\"一,二\",\"“三”\"\"四\"\"\n五\"\r\n");
}

#[test]
fn a_ragged_row_and_an_overlong_text_are_named() {
    let ragged = Sheet { rows: vec![vec![SheetCell::Empty]], ..sample() };
    let refusal = ragged.clone().xlsx(made_at()).unwrap_err().to_string();
    assert_eq!(refusal, "第 1 行有 1 列，应为 4 列。");
    assert!(ragged.csv(ByteOrderMark::With).is_err());
    let long = Sheet { rows: vec![row(&"长".repeat(32_768))], ..sample() };
    let refusal = long.xlsx(made_at()).unwrap_err();
    assert!(matches!(refusal, WriteError::TextTooLong { row: 1, .. }), "{refusal}");
}

#[test]
fn a_sheet_name_is_always_acceptable() {
    for title in ["", "''", "[]:*?/\\", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三"]
    {
        let sheet = Sheet { title: title.to_owned(), columns: columns(), rows: vec![row("甲")] };
        sheet.xlsx(made_at()).unwrap();
    }
}

#[test]
fn a_hundred_thousand_rows_are_streamed() {
    let rows = (0..100_000).map(|number| row(&format!("第{number}号决定")));
    let sheet = Sheet { title: "行政处罚台账".to_owned(), columns: columns(), rows };
    let mut file = tempfile::tempfile().unwrap();
    sheet.xlsx_to(made_at(), &mut file).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::BufReader::new(file)).unwrap();
    assert_eq!(book.worksheet_range_at(0).unwrap().unwrap().height(), 100_001);
}
