//! Input that is no report, half a report, or an attack.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::intake::IntakeRefused;
use crate::intake::refused::{Foreign, Sort};

fn refused(bytes: &[u8], name: &str) -> ReadRefused {
    read_report(bytes, name).unwrap_err()
}

#[test]
fn what_is_no_report_is_refused_in_words() {
    assert_eq!(refused(b"", "x.md"), ReadRefused::Empty);
    assert_eq!(refused(b" \n\t ", "x.md"), ReadRefused::Empty);
    assert_eq!(refused(b"%PDF-1.7 ...", "x.pdf"), ReadRefused::NotTakenIn(IntakeRefused::Damaged(Sort::Pdf)));
    assert_eq!(refused(b"PK\x03\x04....", "x.docx"), ReadRefused::NotTakenIn(IntakeRefused::Damaged(Sort::Office)));
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n....", "x.png"), ReadRefused::Picture);
    let rar = ReadRefused::NotTakenIn(IntakeRefused::Unreadable(Foreign::Archive));
    assert_eq!(refused(b"Rar!\x1a\x07....", "x.rar"), rar);
    assert_eq!(refused("今天天气很好。".as_bytes(), "x.txt"), ReadRefused::NoTables);
    assert_eq!(refused(&vec![b' '; LARGEST_REPORT + 1], "x.txt"), ReadRefused::TooLarge);
    let noise: Vec<u8> = (0..60_000u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(refused(&noise, "x.txt"), ReadRefused::NotText);
    assert_eq!(refused(&[0u8; 5_000], "x.txt"), ReadRefused::Empty);
    for refused in [ReadRefused::Empty, ReadRefused::TooLarge, ReadRefused::NotText, ReadRefused::NoTables] {
        let words = refused.to_string();
        assert!(words.ends_with('。') && !words.contains("Err"), "{words}");
    }
}

#[test]
fn a_truncated_report_says_what_is_missing() {
    let text = std::fs::read_to_string(fixture("sound.html")).unwrap();
    let cut = text.find("四、政府信息公开行政复议").unwrap();
    let report = read_report(&text.as_bytes()[..cut + 1], "x.html").unwrap();
    let said = said(&report);
    for words in ["没有找到表四，文件可能不完整。", "没有找到“四、", "没有找到“六、"] {
        assert!(said.contains(words), "{words} is missing in\n{said}");
    }
}

#[test]
fn two_headings_in_one_line_are_both_found() {
    let report = read_report(
        "| 规章 | 0 | 0 | 0 |\n| 行政许可 | 0 | 0 | 0 |\n一、二、主动公开政府信息情况一、总体情况".as_bytes(),
        "x.md",
    )
    .unwrap();
    assert_eq!(report.text.sections.len(), 2);
}

/// Generous for a busy machine; without the bounds each of these takes minutes or all memory.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn attacks_end_soon() {
    let report = std::fs::read_to_string(fixture("sound.html")).unwrap();
    let repeated = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
    let attacks: [(&str, String); 9] = [
        ("deep.html", repeated("<div>", 4_000_000)),
        ("fonts.html", repeated("<font a=1><p>", 2_000_000)),
        ("tables.html", repeated("<table><tr><td>", 3_000_000)),
        (
            "spans.html",
            format!("{report}<table>{}</table>", repeated("<tr><td rowspan=200 colspan=200>x</td></tr>", 3_000_000)),
        ),
        ("cells.md", repeated("| 行政许可 | 1 |\n", 8_000_000)),
        ("heads.txt", repeated("一、总体五、存在的", 4_000_000)),
        ("digits.txt", format!("一、本年新收政府信息公开申请数量{}", repeated("1", 4_000_000))),
        ("figures.md", format!("一、总体情况\n{}\n| 规章 | 0 | 0 | 0 |", repeated("共1条，其中2条（3条、", 1_000_000))),
        ("sentence.md", format!("一、总体情况\n{}\n| 规章 | 0 | 0 | 0 |", repeated("信息公开申请9件", 1_000_000))),
    ];
    for (name, attack) in attacks {
        let begun = Instant::now();
        if let Ok(report) = read_report(attack.as_bytes(), name) {
            report.check();
        }
        let taken = begun.elapsed();
        println!("{name}: {taken:?}");
        assert!(taken < PATIENCE, "{name} took {taken:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..3_000), html in any::<bool>()) {
        let _ = read_report(&bytes, if html { "x.html" } else { "x.md" });
    }

    #[test]
    fn words_of_reports_in_any_order_never_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "一、", "总体情况", "二、主动公开政府信息情况", "第二十条第（一）项", "信息内容", "规章", "行政许可",
            "自然人", "总计", "（七）总计", "予以公开", "结果维持", "行政复议", "复议后起诉", "|", "\n", "\t", " ",
            "0", "12", "000", "2019年", "1月1日", "至", "其中", "（", "）", "件", "条", "次", "万", "余", "占", "%",
            "微信", "每月", "信息公开申请", "收到", "未", "<table>", "<tr>", "<td>", "</td>", "<td rowspan=3>", "。",
        ]), 0..400),
        html in any::<bool>(),
    ) {
        let text: String = pieces.concat();
        if let Ok(report) = read_report(text.as_bytes(), if html { "x.html" } else { "x.md" }) {
            let result = report.check();
            let _ = report_json(&report, &result.findings);
        }
    }

    #[test]
    fn spoiled_reports_never_panic(
        which in 0usize..5,
        cut in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = std::fs::read(fixture(FIXTURES[which])).unwrap();
        let at = place.index(bytes.len());
        bytes[at] = byte;
        let _ = read_report(&bytes, FIXTURES[which]).map(|report| report.check());
        bytes.truncate(cut.index(bytes.len()));
        let _ = read_report(&bytes, FIXTURES[which]).map(|report| report.check());
    }
}
