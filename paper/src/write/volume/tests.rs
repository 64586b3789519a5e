use super::*;
use crate::write::letter::letter_pdf;
use crate::write::letter::tests::{coded_reply, printed_at};
use crate::write::second_opinion::{ask, keep, squeezed, text_of_pdf};
use affairs::letter::{Cell, Grid, Row};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use jiff::civil::date;
use std::io::{Cursor, Read};

fn cover() -> Cover {
    Cover {
        agency: "临江市司法局".to_owned(),
        number: "公开档〔2026〕0003号".to_owned(),
        barcode: "2026-0003".to_owned(),
        title: "申请人𠮷䶮喆申请公开2025年法律援助经费决算案".to_owned(),
        application_number: "LJSF-2026-0031".to_owned(),
        from: date(2026, 2, 9),
        to: date(2026, 9, 8),
        retention: "10年".to_owned(),
        officer: "整理人甲".to_owned(),
    }
}

fn named(title: &str) -> Named {
    Named { title: title.to_owned(), date: Some(date(2026, 3, 5)), ..Named::default() }
}

fn file(title: &str, media_type: &str, bytes: Vec<u8>) -> VolumeFile {
    VolumeFile {
        named: named(title),
        media_type: media_type.to_owned(),
        packed_as: format!("001-{title}"),
        hash: ContentHash::of(&bytes),
        bytes,
    }
}

fn record(rows: usize) -> Vec<Block> {
    let cell = |text: String| Cell { text, span: 1, label: false };
    let rows = (0..rows)
        .map(|number| Row { lines: 1, cells: vec![cell(format!("第{number}项")), cell("登记".to_owned())] });
    let grid = Grid { widths: vec![30, 70], header_rows: 0, rows: rows.collect() };
    vec![Block { parts: Vec::new(), body: Body::Grid(grid) }]
}

fn scan() -> Vec<u8> {
    let picture = GrayImage::from_fn(900, 1200, |x, y| Luma([if (x / 40 + y / 40) % 2 == 0 { 60 } else { 240 }]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn filled(press: &Press) -> Book {
    let mut book = Book::of(cover());
    book.add_form(named("申请登记表"), "申请编号：LJSF-2026-0031", &record(4));
    book.add_file(press, file("身份证明😀.png", "image/png", scan())).unwrap();
    book.add_form(named("办理记录"), "", &record(90));
    let reply = letter_pdf(press, &coded_reply(), printed_at()).unwrap();
    book.add_file(press, file("政府信息公开申请答复书", "application/pdf", reply)).unwrap();
    book.add_file(press, file("授权委托书.docx", "application/vnd.openxmlformats", b"PK".to_vec())).unwrap();
    book
}

#[test]
fn a_volume_is_one_sound_file_with_numbered_pages_and_says_where_each_paper_lies() {
    let press = Press::embedded();
    let printed = filled(&press).print(&press, printed_at()).unwrap();
    keep("volume.pdf", &printed.pdf);
    let firsts: Vec<u32> = printed.places.iter().map(|(first, _)| *first).collect();
    let long = printed.places[2].1;
    assert!(long > 1, "a record of ninety lines runs over pages");
    assert_eq!(firsts, [1, 2, 3, 3 + long, 4 + long]);
    assert_eq!(printed.pages, 4 + long);
    assert_eq!(printed.places.iter().map(|(_, pages)| pages).sum::<u32>(), printed.pages);
    let Some(text) = text_of_pdf(&printed.pdf) else { return };
    let text = squeezed(&text);
    for words in [
        "政府信息公开申请案卷",
        "公开档〔2026〕0003号",
        "卷内文件目录",
        "申请人𠮷䶮喆",
        "身份证明□.png",
        "不能按原样印在卷内",
    ] {
        assert!(text.contains(words), "{words} not in {text}");
    }
    let facts = ask("pdfinfo", &[], &printed.pdf, &[]).unwrap();
    assert!(facts.contains(&format!("Pages:           {}\n", printed.pages + 2)), "{facts}");
    let cover = ask("pdftotext", &["-f", "1", "-l", "1"], &printed.pdf, &["-"]).unwrap();
    assert!(cover.contains("2026-0003") && cover.contains("保管期限"), "the barcode stands on the cover: {cover}");
    // The page of the reply carries its number in the volume, and the contents name it.
    let page = (printed.places[3].0 + 2).to_string();
    let stamped = ask("pdftotext", &["-f", &page, "-l", &page], &printed.pdf, &["-"]).unwrap();
    assert!(stamped.lines().any(|line| line.trim() == printed.places[3].0.to_string()), "{stamped}");
    let contents = ask("pdftotext", &["-f", "2", "-l", "2", "-layout"], &printed.pdf, &["-"]).unwrap();
    let line = contents.lines().find(|line| line.contains("办理记录")).unwrap();
    let ends = format!("{} {long}", printed.places[2].0);
    assert!(line.split_whitespace().collect::<Vec<_>>().join(" ").ends_with(&ends), "{contents}");
}

#[test]
fn the_same_volume_gives_the_same_bytes() {
    let press = Press::embedded();
    let print = || {
        let mut book = Book::of(cover());
        book.add_file(&press, file("图片", "image/png", scan())).unwrap();
        book.print(&press, printed_at()).unwrap().pdf
    };
    assert!(print() == print(), "the bytes differ");
}

#[test]
fn a_package_holds_every_file_to_the_byte_and_its_hash() {
    let manifest = Manifest::of("公开档〔2026〕0003号", "LJSF-2026-0031", "案卷", "10年", date(2026, 9, 8));
    let mut packing = Packing::begin(manifest);
    let (first, mut bytes) = packing.add("../送达/凭证.pdf", "送达凭证", b"one").unwrap();
    bytes.extend(packing.add("送达凭证.pdf", "送达凭证", &[7; 100_000]).unwrap().1);
    bytes.extend(packing.end().unwrap());
    assert!(!first.contains('/') && first.starts_with("001-"), "{first}");
    let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut list = String::new();
    read.by_name("manifest.json").unwrap().read_to_string(&mut list).unwrap();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    for member in list["members"].as_array().unwrap() {
        let mut bytes = Vec::new();
        read.by_name(member["name"].as_str().unwrap()).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(member["sha256"], ContentHash::of(&bytes).as_str());
    }
    assert_eq!(list["members"].as_array().unwrap().len(), 2);
    assert_eq!(read.len(), 3);
}

#[test]
fn the_list_for_the_archive_counts_its_volumes_and_names_nobody() {
    let entry = |number: u32| TransferEntry {
        number: format!("公开档〔2026〕{number:04}号"),
        application_number: format!("LJSF-2026-{number:04}"),
        closed_on: date(2026, 9, 8),
        retention: "10年".to_owned(),
        pages: 7,
        location: "甲柜三层".to_owned(),
    };
    let paper =
        TransferPaper { agency: "临江市司法局".to_owned(), year: 2026, entries: (1..=40).map(entry).collect() };
    let pdf = transfer_list_pdf(&Press::embedded(), &paper, printed_at()).unwrap();
    keep("volume-transfer.pdf", &pdf);
    let Some(text) = text_of_pdf(&pdf) else { return };
    let text = squeezed(&text);
    assert!(text.contains("共40卷、280页") && text.contains("接收人（签名）"), "{text}");
    assert_eq!(text.matches("甲柜三层").count(), 40);
}
