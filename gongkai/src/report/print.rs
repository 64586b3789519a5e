//! `--print`: the findings on one report as a list to print.

use std::path::Path;

use desk::{Clock, SystemClock};
use paper::write::Press;
use paper::write::findings_list::{FindingsList, findings_html, findings_pdf};

use super::Given;
use super::check::{LastYears, the_only_file};
use super::files;

/// Writes the list beside whatever else is printed. A report that cannot be read is told by the check itself.
pub fn run(given: &Given, before: &LastYears, target: &Path) -> Result<(), String> {
    let ending = target.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let ending = ending.filter(|ending| ["pdf", "html", "htm"].contains(&ending.as_str()));
    let ending = ending.ok_or_else(|| "核对意见单的文件名请以 .pdf 或者 .html 结尾。".to_owned())?;
    let file = the_only_file(given)?;
    let Some(found) = files::find(std::slice::from_ref(&file)).pop() else { return Ok(()) };
    let Ok(report) = found.read() else { return Ok(()) };
    let result = report.check_after(before.before(&report));
    let source = file.file_name().map_or_else(|| found.name(), |name| name.to_string_lossy().into_owned());
    let list = FindingsList::of(&report, &result, &source, SystemClock.now());
    let bytes = if ending == "pdf" {
        findings_pdf(&Press::embedded(), &list).map_err(|error| error.to_string())?
    } else {
        findings_html(&list).into_bytes()
    };
    std::fs::write(target, bytes).map_err(|error| format!("不能写入 {}：{error}。", target.to_string_lossy()))
}
