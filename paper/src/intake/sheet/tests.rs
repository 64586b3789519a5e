use super::*;
use crate::intake::package::tests::packed;
use crate::intake::pieces::Pieces;
use crate::intake::refused::Sort;
use affairs::screening::{Prominence, TextPiece};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Note, Workbook as Writer};

fn workbook(fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    fill(&mut writer);
    writer.save_to_buffer().unwrap()
}

fn table(bytes: &[u8]) -> Vec<SheetRow> {
    read_table_bytes(bytes, "名单.xlsx", 1_000, &Limits::default()).unwrap()
}

fn texts(rows: &[SheetRow]) -> Vec<Vec<&str>> {
    rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

fn pieces(bytes: &[u8]) -> (Vec<TextPiece>, Vec<String>) {
    let limits = Limits::default();
    let mut package = Package::open(Box::new(std::io::Cursor::new(bytes)), &limits).unwrap();
    let Kind::Sheet { main } = kind_of(&mut package).unwrap() else { panic!() };
    let mut found = Pieces::new(&limits);
    workbook_pieces(&mut package, &main, &mut found).unwrap();
    (found.list, found.concealed)
}

fn sample() -> Vec<u8> {
    workbook(|writer| {
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let sheet = writer.add_worksheet().set_name("名单").unwrap();
        sheet.write(0, 0, "姓名").unwrap();
        sheet.write(0, 2, "日期").unwrap();
        sheet.write(1, 0, "䶮某").unwrap();
        sheet.write(1, 1, 121.2505).unwrap();
        sheet.write_with_format(1, 2, ExcelDateTime::from_ymd(2019, 3, 1).unwrap(), &date).unwrap();
        sheet.write(1, 3, true).unwrap();
        sheet.write(4, 1, 1_000_000.0).unwrap();
        sheet.write_formula(4, 2, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.set_row_hidden(4).unwrap();
    })
}

#[test]
fn rows_are_read_as_they_are_shown() {
    let bytes = sample();
    let rows = table(&bytes);
    assert_eq!(
        texts(&rows),
        [vec!["姓名", "", "日期"], vec!["䶮某", "121.2505", "2019-03-01", "TRUE"], vec!["", "1000000", "2"]]
    );
    assert_eq!(
        rows.iter().map(|row| (row.number, row.hidden)).collect::<Vec<_>>(),
        [(1, false), (2, false), (5, true)]
    );
    assert_eq!(rows[2].formula_columns(), ["C"]);
    assert_eq!((rows[1].text(0), rows[1].text(9)), ("䶮某", ""));
}

#[test]
fn another_reader_reads_the_same() {
    use calamine::{Data, Reader, Xlsx};
    let bytes = workbook(|writer| {
        let sheet = writer.add_worksheet();
        for row in 0..50_u32 {
            for column in 0..6_u16 {
                let number = f64::from(row) * 1.1 + f64::from(column) / 7.0;
                if column % 2 == 0 {
                    sheet.write(row, column, format!("文{row}-{column}&<")).unwrap();
                } else {
                    sheet.write(row, column, number).unwrap();
                }
            }
        }
    });
    let mut peer: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.clone())).unwrap();
    let range = peer.worksheet_range_at(0).unwrap().unwrap();
    for (row, theirs) in table(&bytes).iter().zip(range.rows()) {
        for (cell, theirs) in row.cells.iter().zip(theirs) {
            match theirs {
                Data::String(text) => assert_eq!(&cell.text, text),
                Data::Float(number) => assert!((cell.text.parse::<f64>().unwrap() - number).abs() < 1e-9),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn the_first_visible_sheet_is_imported() {
    let bytes = workbook(|writer| {
        writer.add_worksheet().set_hidden(true).write(0, 0, "藏").unwrap();
        writer.add_worksheet().set_active(true).write(0, 0, "见").unwrap();
    });
    assert_eq!(texts(&table(&bytes)), [["见"]]);
}

#[test]
fn csv_is_read_in_the_encodings_of_offices() {
    let text = "姓名,金额\r\n张某,=1+1\r\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let marked = format!("\u{feff}{text}").into_bytes();
    for bytes in [text.as_bytes(), &gb, &marked] {
        let rows = read_table_bytes(bytes, "表.csv", 10, &Limits::default()).unwrap();
        assert_eq!(texts(&rows), [["姓名", "金额"], ["张某", "=1+1"]]);
        assert!(rows[1].cells[1].formula);
    }
}

#[test]
fn what_is_no_table_is_refused_with_its_reason() {
    use crate::intake::refused::Foreign;
    let refused = |bytes: &[u8], name: &str| read_table_bytes(bytes, name, 10, &Limits::default()).unwrap_err();
    assert_eq!(refused(&packed(&[("a", b"x")]), "a.xlsx"), IntakeRefused::Unreadable(Foreign::Archive));
    assert_eq!(refused(&crate::intake::word::tests::docx(""), "a.xlsx"), IntakeRefused::NotASheet);
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls"), IntakeRefused::Unreadable(Foreign::OldSheet));
    assert_eq!(refused(b"<html><table><tr><td>1", "a.xls"), IntakeRefused::NotASheet);
    assert_eq!(refused(b"\x01\x02\x03", "a.csv"), IntakeRefused::NotASheet);
    assert_eq!(refused(b"%PDF-1.7", "a.csv"), IntakeRefused::NotASheet);
    assert_eq!(refused(b"", "a.csv"), IntakeRefused::Empty);
    let rows = "1\n".repeat(11);
    assert_eq!(refused(rows.as_bytes(), "a.csv"), IntakeRefused::TooManyRows { limit: 10 });
    let wide = "1,".repeat(300) + "1";
    assert_eq!(refused(wide.as_bytes(), "a.csv"), IntakeRefused::TooManyColumns { limit: 256 });
    let mut cut = sample();
    cut.truncate(cut.len() - 30);
    assert_eq!(refused(&cut, "a.xlsx"), IntakeRefused::Damaged(Sort::Office));
}

#[test]
fn all_texts_of_a_workbook_are_read_and_what_is_hidden_is_named() {
    let bytes = workbook(|writer| {
        let sheet = writer.add_worksheet().set_name("名单").unwrap();
        sheet.write(11, 2, "13800138000").unwrap();
        sheet.set_header("&L&\"宋体\"&12机密&R第 &P 页");
        sheet.insert_note(0, 0, &Note::new("批注里的字")).unwrap();
        sheet.set_column_hidden(4).unwrap();
        sheet.write_formula(12, 0, Formula::new("=\"公式里的字\"").set_result("字")).unwrap();
        let hidden = writer.add_worksheet().set_name("暗").unwrap();
        hidden.set_hidden(true).write(0, 0, "隐藏页的字").unwrap();
    });
    let (list, concealed) = pieces(&bytes);
    let find =
        |text: &str| list.iter().find(|piece| piece.text.contains(text)).unwrap_or_else(|| panic!("{text} {list:#?}"));
    assert_eq!(
        (find("13800138000").place.as_str(), find("13800138000").prominence),
        ("工作表“名单”第12行", Prominence::Row)
    );
    assert_eq!((find("机密").text.as_str(), find("机密").prominence), ("机密", Prominence::Header));
    assert_eq!(find("隐藏页的字").place, "工作表“暗”（隐藏）第1行");
    find("批注里的字");
    find("公式里的字");
    for what in ["隐藏的工作表“暗”", "工作表“名单”中隐藏的列", "批注"] {
        assert!(concealed.iter().any(|found| found == what), "{what} {concealed:?}");
    }
    let findings = affairs::screening::read(&list, &Default::default(), &Default::default());
    assert_eq!(findings[0].place, "工作表“名单”第12行C列");
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let bytes = workbook(|writer| {
        let sheet = writer.add_worksheet();
        for row in 0..100_000_u32 {
            sheet.write(row, 0, f64::from(row)).unwrap();
            sheet.write(row, 1, "字").unwrap();
        }
    });
    let mut count = 0;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    each_row(file.path(), "a.xlsx", &Limits::default(), &mut |row| {
        count += 1;
        assert_eq!(row.cells.len(), 2);
        Ok(true)
    })
    .unwrap();
    assert_eq!(count, 100_000);
}

proptest::proptest! {
    #[test]
    fn a_damaged_workbook_is_read_or_refused(flips in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), proptest::prelude::any::<u8>()), 1..6)) {
        thread_local! { static SAMPLE: Vec<u8> = sample(); }
        let mut bytes = SAMPLE.with(Clone::clone);
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read_table_bytes(&bytes, "a.xlsx", 1_000, &Limits::default());
    }

    #[test]
    fn any_sheet_markup_is_read_or_refused(markup in proptest::collection::vec(proptest::sample::select(vec![
        "<row>", "</row>", "<row r='4294967295'>", "<c>", "</c>", "<c r='XFE1' t='s'>", "<c r='B2' s='999'>", "<v>99999</v>", "<v>x</v>", "<f>", "</f>", "<is><t>字</t></is>", "<v>",
    ]), 0..20)) {
        let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", markup.concat());
        let types = "<Types><Override PartName='/xl/workbook.xml' ContentType='x.spreadsheetml.sheet.main+xml'/></Types>";
        let types = types.replace("x.spreadsheetml", "application/vnd.openxmlformats-officedocument.spreadsheetml");
        let book = "<workbook><sheets><sheet name='一' sheetId='1' r:id='r1' xmlns:r='r'/></sheets></workbook>";
        let rels = "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>";
        let bytes = packed(&[("[Content_Types].xml", types.as_bytes()), ("xl/workbook.xml", book.as_bytes()), ("xl/_rels/workbook.xml.rels", rels.as_bytes()), ("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
        let _ = read_table_bytes(&bytes, "a.xlsx", 1_000, &Limits::default());
    }
}
