use super::*;
use crate::intake::package::tests::packed;
use crate::intake::picture::tests::{jpeg, png};
use crate::intake::refused::Foreign;
use crate::intake::word::tests::docx;
use affairs::{Refuse, screening::secrecy_mark};
use proptest::prelude::*;

fn inspected_with(bytes: &[u8], name: &str, limits: &Limits) -> Result<Inspected, IntakeRefused> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    inspect(file.path(), name, limits)
}

fn inspected(bytes: &[u8], name: &str) -> Result<Inspected, IntakeRefused> {
    inspected_with(bytes, name, &Limits::default())
}

fn refused(bytes: &[u8], name: &str) -> IntakeRefused {
    inspected(bytes, name).expect_err(name)
}

fn sheet() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write(0, 0, "表中的字").unwrap();
    workbook.save_to_buffer().unwrap()
}

/// A compound file whose directory names these streams.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    for name in names {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        entry[66] = 2;
        bytes.extend(entry);
    }
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn each_format_is_known_by_its_content() {
    let word = docx("<w:p><w:r><w:t>文中的字</w:t></w:r></w:p>");
    let cases: [(&[u8], &str, &str, &str); 9] = [
        (&word, "通知.docx", "docx", "文中的字"),
        (&word, "没有扩展名", "docx", "文中的字"),
        (&sheet(), "表.xlsx", "xlsx", "表中的字"),
        ("第一行\n第二行".as_bytes(), "说明.txt", "txt", "第二行"),
        (&encoding_rs::GB18030.encode("国标编码").0, "说明.txt", "txt", "国标编码"),
        ("甲,乙\n1,2".as_bytes(), "表.csv", "csv", "甲\t乙"),
        ("<html><body><p>网页的字</p></body></html>".as_bytes(), "页.html", "html", "网页的字"),
        (&png(40, 30), "图.jpg", "png", "图"),
        (&jpeg(6), "图.jpg", "jpg", "图"),
    ];
    for (bytes, name, extension, text) in cases {
        let found = inspected(bytes, name).unwrap_or_else(|refused| panic!("{name} {refused:?}"));
        assert_eq!(found.extension, extension, "{name}");
        assert!(found.pieces.iter().any(|piece| piece.text == text), "{name} {:?}", found.pieces);
        assert_eq!(found.pieces[0].place, "文件名");
    }
}

#[test]
fn pictures_are_cleaned_and_left_to_people() {
    let found = inspected(&jpeg(6), "现场.jpg").unwrap();
    assert!(found.needs_human_reading);
    assert_eq!(found.unread, ["图片"]);
    let cleaned = found.cleaned.unwrap();
    assert!(!cleaned.windows(3).any(|window| window == b"GPS"));
    assert!(inspected(&docx("<w:p/>"), "有图.docx").unwrap().needs_human_reading);
}

#[test]
fn a_web_page_is_kept_without_its_scripts() {
    let page = "<html><head><title>x</title></head><body onload=a()><script>b()</script><p>正文</p><p style='display:none'>暗文13800138000</p></body></html>";
    let found = inspected(page.as_bytes(), "页.html").unwrap();
    let cleaned = String::from_utf8(found.cleaned.unwrap()).unwrap();
    assert!(
        cleaned.contains("正文")
            && !cleaned.contains("script")
            && !cleaned.contains("onload")
            && !cleaned.contains("暗文")
    );
    assert_eq!(found.concealed, ["网页中隐藏的文字"]);
    assert!(found.pieces.iter().any(|piece| piece.text.contains("暗文")));
}

#[test]
fn what_cannot_be_read_is_refused_with_words_how_to_save_it() {
    let unreadable = IntakeRefused::Unreadable;
    let cases: [(Vec<u8>, &str, IntakeRefused); 24] = [
        (vec![], "空.docx", IntakeRefused::Empty),
        (compound(&["Root Entry", "WordDocument"]), "旧.doc", unreadable(Foreign::OldWord)),
        (compound(&["Root Entry", "Workbook"]), "旧.xls", unreadable(Foreign::OldSheet)),
        (compound(&["Root Entry", "WordDocument"]), "文.wps", unreadable(Foreign::Wps)),
        (compound(&["Root Entry", "EncryptedPackage"]), "密.docx", IntakeRefused::Encrypted(Sort::Word)),
        (compound(&["Root Entry", "EncryptedPackage"]), "密.xlsx", IntakeRefused::Encrypted(Sort::Sheet)),
        (packed(&[("OFD.xml", b"<OFD/>")]), "版式.ofd", unreadable(Foreign::Ofd)),
        (packed(&[("a.txt", b"x")]), "包.zip", unreadable(Foreign::Archive)),
        (packed(&[("mimetype", b"x"), ("content.xml", b"x")]), "文.odt", unreadable(Foreign::OpenDocument)),
        (b"Rar!\x1a\x07".to_vec(), "包.rar", unreadable(Foreign::Archive)),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), "包.7z", unreadable(Foreign::Archive)),
        (b"MZ\x90\0\x03".to_vec(), "程序.exe", unreadable(Foreign::Executable)),
        (b"\x7fELF\x02".to_vec(), "程序", unreadable(Foreign::Executable)),
        (b"#!/bin/sh\n".to_vec(), "脚本.txt", unreadable(Foreign::Executable)),
        (b"@echo off\n".to_vec(), "脚本.bat", unreadable(Foreign::Executable)),
        (b"<svg xmlns='x'/>".to_vec(), "图.svg", unreadable(Foreign::Svg)),
        (b"GIF89a".to_vec(), "图.gif", unreadable(Foreign::OtherPicture)),
        (b"{\\rtf1 x}".to_vec(), "文.doc", unreadable(Foreign::Rtf)),
        (b"\0\x01\x02\xff".to_vec(), "噪声.docx", unreadable(Foreign::Unknown)),
        (b"\xff\xff\xff\x80".to_vec(), "噪声.txt", IntakeRefused::Encoding),
        ("只是文字".into(), "假.docx", IntakeRefused::Misnamed { promised: "docx".to_owned(), found: "纯文本" }),
        (
            b"<html><table><tr><td>1".to_vec(),
            "导出.xls",
            IntakeRefused::Misnamed { promised: "xls".to_owned(), found: "网页" },
        ),
        (b"%PDF-1.7\nnothing".to_vec(), "坏.pdf", IntakeRefused::Damaged(Sort::Pdf)),
        (docx("<w:p>")[..400].to_vec(), "断.docx", IntakeRefused::Damaged(Sort::Office)),
    ];
    for (bytes, name, reason) in cases {
        let found = refused(&bytes, name);
        assert_eq!(found, reason, "{name}");
        let message = found.refusal().message;
        assert!(message.ends_with('。'), "{message}");
    }
}

#[test]
fn a_file_beyond_the_limit_is_not_even_opened() {
    let limits = Limits { file_bytes: 1024 * 1024, ..Limits::default() };
    let big = vec![b'a'; 1024 * 1024 + 1];
    assert_eq!(inspected_with(&big, "大.txt", &limits), Err(IntakeRefused::TooLarge { limit: 1 }));
}

#[test]
fn a_name_is_read_too() {
    let found = inspected("文".as_bytes(), "机密★1年.txt").unwrap();
    assert!(secrecy_mark(&found.pieces).is_some());
    let found = inspected("文".as_bytes(), "C:\\旧\\13800138000.名单.txt").unwrap();
    assert_eq!(found.pieces[0].text, "13800138000.名单");
}

/// The reports that others published carry no mark and no damage. They lie beside the project, where it has them.
#[test]
fn real_reports_pass() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reports");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the published reports are not beside the project");
        return;
    };
    for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let found =
            inspect(&entry.path(), &name, &Limits::default()).unwrap_or_else(|refused| panic!("{name} {refused:?}"));
        assert_eq!(secrecy_mark(&found.pieces), None, "{name}");
        assert!(found.pieces.len() > 5, "{name}");
    }
}

proptest! {
    #[test]
    fn any_file_is_inspected_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), start in 0_usize..8, name in ".{0,12}") {
        let starts: [&[u8]; 8] = [b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,\"b"];
        let whole = [starts[start], &bytes].concat();
        let _ = inspected(&whole, &name);
        let _ = inspected(&whole, "a.csv");
    }
}
