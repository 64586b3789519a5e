//! `gongkai report check`: prints each report as its tables with its findings, as one line, or as JSON Lines, and answers
//! with the exit code of the worst file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use law::annual_report::checks::{CheckResult, Finding, Severity};
use paper::read::{ReadReport, report_json};

use super::files::{self, Found};
use super::{CLEAN, CheckOptions, FOUND, Given, Spoken, UNREADABLE, print, refused, tables};

/// How a checked report is written.
#[derive(Clone, Copy)]
enum Manner {
    Json,
    Brief,
    Full,
}

/// Checks each file in the order given and answers 0 (clean or remarks only), 1 (errors or warnings) or 2 (unreadable),
/// whichever is worst.
pub fn run(options: &CheckOptions, spoken: &mut Spoken<'_>) -> u8 {
    let manner = match (options.given.json, options.brief) {
        (true, _) => Manner::Json,
        (false, true) => Manner::Brief,
        (false, false) => Manner::Full,
    };
    let before = match LastYears::read(options, spoken) {
        Ok(before) => before,
        Err(words) => return refused(spoken, &words),
    };
    if let Some(target) = &options.print
        && let Err(words) = print::run(&options.given, &before, target)
    {
        return refused(spoken, &words);
    }
    let mut counted = Counted::default();
    files::each(
        &options.given,
        |file, read| answer(file, read, &before, manner),
        |_, (text, code)| {
            let between = if counted.files > 0 && matches!(manner, Manner::Full) { "\n" } else { "" };
            counted.add(code);
            write!(spoken.out, "{between}{text}")
        },
    );
    if counted.files > 1 {
        let _ = writeln!(spoken.aside, "{}", counted.words());
    }
    counted.worst
}

#[derive(Default)]
struct Counted {
    files: usize,
    found: usize,
    unreadable: usize,
    worst: u8,
}

impl Counted {
    fn add(&mut self, code: u8) {
        self.files += 1;
        self.found += usize::from(code == FOUND);
        self.unreadable += usize::from(code == UNREADABLE);
        self.worst = self.worst.max(code);
    }

    fn words(&self) -> String {
        let clean = self.files - self.found - self.unreadable;
        format!(
            "共{}份：没有错误和警告{clean}份，有错误或者警告{}份，不能读取{}份。",
            self.files, self.found, self.unreadable
        )
    }
}

/// The reports of the year before, by agency and year.
#[derive(Default)]
pub struct LastYears {
    by_agency: BTreeMap<(String, i16), ReadReport>,
    /// The only one given: it belongs to the only report checked, whatever it calls itself.
    only: Option<ReadReport>,
}

impl LastYears {
    fn read(options: &CheckOptions, spoken: &mut Spoken<'_>) -> Result<Self, String> {
        if options.last_year.is_empty() {
            return Ok(Self::default());
        }
        let given = Given { files: options.last_year.clone(), json: false, jobs: options.given.jobs };
        let (mut reports, lost) = files::gather(&given, spoken, Ok);
        if reports.is_empty() {
            return Err(format!("上一年度的报告都不能读取（{lost}份），没有核对。"));
        }
        let one_checked = matches!(options.given.files.as_slice(), [file] if !file.is_dir());
        let mut years = Self::default();
        if one_checked && reports.len() == 1 {
            years.only = reports.pop();
            return Ok(years);
        }
        for report in reports {
            if let (Some(agency), Some(year)) = (report.text.agency.clone(), report.year) {
                years.by_agency.insert((agency, year), report);
            }
        }
        Ok(years)
    }

    /// The report before this one, if it was given. One of another year is none.
    pub fn before(&self, report: &ReadReport) -> Option<&ReadReport> {
        if let Some(only) = &self.only {
            let follows = report.year.zip(only.year).is_none_or(|(year, before)| before == year.saturating_sub(1));
            return Some(only).filter(|_| follows);
        }
        let (agency, year) = (report.text.agency.clone()?, report.year?);
        self.by_agency.get(&(agency, year.saturating_sub(1)))
    }
}

fn answer(file: &Found, read: Result<ReadReport, String>, before: &LastYears, manner: Manner) -> (String, u8) {
    let name = file.name();
    let report = match read {
        Ok(report) => report,
        Err(reason) => return (unreadable(&name, &reason, manner), UNREADABLE),
    };
    let result = report.check_after(before.before(&report));
    let worst = result.findings.iter().map(|finding| finding.severity).min();
    let code = if matches!(worst, Some(Severity::Error | Severity::Warning)) { FOUND } else { CLEAN };
    let text = match manner {
        Manner::Json => format!("{}\n", report_json(&report, &result.findings)),
        Manner::Brief => format!("{name}　{}　{}\n", who(&report), counts(&result)),
        Manner::Full => printed(&name, &report, &result),
    };
    (text, code)
}

/// What a file that cannot be read leaves in the output.
fn unreadable(name: &str, reason: &str, manner: Manner) -> String {
    match manner {
        Manner::Json => format!("{}\n", serde_json::json!({ "file": name, "error": reason })),
        Manner::Brief => format!("{name}　不能读取：{reason}\n"),
        Manner::Full => format!("文件：{name}\n无法检查：{reason}\n"),
    }
}

fn who(report: &ReadReport) -> String {
    let agency = report.text.agency.as_deref().unwrap_or("（机关未写明）");
    report.year.map_or_else(|| agency.to_owned(), |year| format!("{agency}{year}年"))
}

fn counts(result: &CheckResult) -> String {
    let count = |severity| result.findings.iter().filter(|finding| finding.severity == severity).count();
    let [errors, warnings, remarks] = [Severity::Error, Severity::Warning, Severity::Remark].map(count);
    format!("错误{errors}项，警告{warnings}项，提示{remarks}项")
}

/// The line and the tables of a report.
pub fn headed(name: &str, report: &ReadReport) -> String {
    let unknown = || "（未写明）".to_owned();
    format!(
        "{}\n文件：{name}　机关：{}　年度：{}　格式：{}\n{}",
        report.text.title.clone().unwrap_or_else(|| "（没有找到标题）".to_owned()),
        report.text.agency.clone().unwrap_or_else(unknown),
        report.year.map_or_else(unknown, |year| year.to_string()),
        report.form.form.document(),
        tables::printed(&report.form),
    )
}

fn printed(name: &str, report: &ReadReport, result: &CheckResult) -> String {
    let (agree, disagree, open) = result.tally();
    let mut text = headed(name, report);
    text.push_str(&format!(
        "\n核对{}项关系：一致{agree}项，不一致{disagree}项，无法判定{open}项。\n发现：{}。\n",
        agree + disagree + open,
        counts(result),
    ));
    for finding in &result.findings {
        text.push_str(&listed(finding));
    }
    text
}

/// More places than these are counted, not listed.
const PLACES_LISTED: usize = 4;

fn listed(finding: &Finding) -> String {
    let mut places: Vec<String> = finding.places.iter().take(PLACES_LISTED).map(ToString::to_string).collect();
    if finding.places.len() > PLACES_LISTED {
        places.push(format!("等{}处", finding.places.len()));
    }
    format!(
        "\n[{}] {} {}\n  {}\n  位置：{}\n  规则：{}（{}）\n",
        finding.severity.word(),
        finding.rule.code(),
        finding.rule.title(),
        finding.message,
        places.join("；"),
        finding.expected.trim_end_matches('。'),
        finding.basis()
    )
}

/// A file that is checked alone, as [`print`] wants it.
pub fn the_only_file(given: &Given) -> Result<PathBuf, String> {
    match given.files.as_slice() {
        [file] if !file.is_dir() => Ok(file.clone()),
        _ => Err("核对意见单一次只打印一份报告，请只指定一个文件。".to_owned()),
    }
}
