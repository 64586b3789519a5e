//! How fast reports are read and checked, told as figures for the bench.

use std::time::{Duration, Instant};

use super::real::shared;
use super::*;

fn bytes_of(folder: &Path, names: &[&str]) -> Vec<(String, Vec<u8>)> {
    let read = |name: &&str| ((*name).to_owned(), std::fs::read(folder.join(name)).unwrap());
    names.iter().map(read).collect()
}

/// Reads and checks so many reports, the files in turn.
fn taken(files: &[(String, Vec<u8>)], times: usize) -> Duration {
    let begun = Instant::now();
    for (name, bytes) in files.iter().cycle().take(times) {
        let report = read_report(bytes, name).unwrap();
        std::hint::black_box(report.check());
    }
    begun.elapsed()
}

#[test]
#[ignore = "run by the bench reading, which asks for a release build"]
fn reading_in_figures() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("reports");
    let pages = ["01-shanghai-office-2019.html", "11-shuyang-fagaiju-2023.html", "19-masked-city-2025.html"];
    let texts = [
        "03-shanghai-kewei-2024.md",
        "05-hongze-2023.txt",
        "12-pingtan-2019.txt",
        "14-pingtan-2021.txt",
        "16-pingtan-2023.txt",
    ];
    let pages = bytes_of(&folder, &pages);
    let mixed: Vec<(String, Vec<u8>)> = pages.iter().cloned().chain(bytes_of(&folder, &texts)).collect();
    println!("a thousand pages and texts: {} ms", taken(&mixed, 1_000).as_millis());
    let words = bytes_of(&folder, &["blank-template-2021.docx"]);
    println!("a hundred Word files: {} ms", taken(&words, 100).as_millis());
    let printed = bytes_of(&folder, &["05-hongze-2023.pdf"]);
    println!("a hundred PDFs: {} ms", taken(&printed, 100).as_millis());
    let read = taken(&pages, 300);
    let begun = Instant::now();
    for (_, bytes) in pages.iter().cycle().take(300) {
        std::hint::black_box(scraper::Html::parse_document(&String::from_utf8_lossy(bytes)));
    }
    let parsed = begun.elapsed();
    println!("pages read, of a hundred parsings: {} ms", read.as_micros() * 100 / parsed.as_micros().max(1));
}
