//! `gongkai report aggregate`: the tables of many agencies added up, with what could not be added told.

use std::path::Path;

use law::annual_report::aggregate::{Aggregate, Contribution, JointDocument, Sum, aggregate};
use law::annual_report::definition::is_money;
use law::annual_report::{ReportForm, ReportTables, Slot, TableTwoColumn, TableTwoRow};
use serde_json::{Value, json};

use super::compare::{Compared, figure};
use super::{AggregateOptions, CLEAN, FOUND, Spoken, UNREADABLE, files, refused, tables};

/// Adds up all reports of one year; 1 where some sum is not whole or somebody is missing, 2 where a file could not be read.
pub fn run(options: &AggregateOptions, spoken: &mut Spoken<'_>) -> u8 {
    let (mut kept, lost) = files::gather(&options.given, spoken, Compared::of);
    let asked = year(options, &kept).and_then(|year| Ok((year, Asked::read(options)?)));
    let (year, asked) = match asked {
        Ok(both) => both,
        Err(words) => return refused(spoken, &words),
    };
    let all = kept.len();
    kept.retain(|one| one.year == year);
    if kept.len() < all {
        let _ = writeln!(spoken.aside, "另有{}份报告不是{year}年度的，没有计入。", all - kept.len());
    }
    let contributions: Vec<Contribution<'_>> =
        kept.iter().map(|one| Contribution { agency: &one.agency, tables: &one.tables }).collect();
    let expected: Vec<&str> = asked.expected.iter().map(String::as_str).collect();
    let form = ReportForm::of_year(year).unwrap_or_default();
    let sum = aggregate(form, &contributions, &expected, &asked.joint);
    let told = if options.given.json { as_json(&sum, year, spoken) } else { print(&sum, year, spoken) };
    // Whoever reads may have gone (`| head`).
    let _ = told;
    match (lost, sum.missing.is_empty() && sum.sums.iter().all(Sum::is_whole)) {
        (0, true) => CLEAN,
        (0, false) => FOUND,
        _ => UNREADABLE,
    }
}

/// The year asked for, or the only one there is.
fn year(options: &AggregateOptions, kept: &[Compared]) -> Result<i16, String> {
    let mut years: Vec<i16> = kept.iter().map(|one| one.year).collect();
    years.sort_unstable();
    years.dedup();
    match (options.year, years.as_slice()) {
        (Some(year), years) if years.contains(&year) => Ok(year),
        (Some(year), _) => Err(format!("没有{year}年度的报告。")),
        (None, [year]) => Ok(*year),
        (None, []) => Err("没有可以汇总的报告。".to_owned()),
        (None, years) => {
            let years: Vec<String> = years.iter().map(i16::to_string).collect();
            Err(format!("报告不止一个年度（{}），请用 --year 指明。", years.join("、")))
        }
    }
}

/// The lists beside the reports.
struct Asked {
    expected: Vec<String>,
    joint: Vec<JointDocument>,
}

impl Asked {
    fn read(options: &AggregateOptions) -> Result<Self, String> {
        let expected = options.expected.as_deref().map(lines).transpose()?.unwrap_or_default();
        let joint = options.joint.as_deref().map(lines).transpose()?.unwrap_or_default();
        let joint = (1..).zip(&joint).map(|(number, line)| joint_document(line).ok_or(number));
        let joint = joint
            .collect::<Result<Vec<_>, usize>>()
            .map_err(|number| format!("联合发文名单第{number}行不是五栏，或者行、列不是表二的规章、规范性文件。"))?;
        Ok(Self { expected, joint })
    }
}

/// The longest list that is read, in bytes: some hundred thousand names.
const LONGEST_LIST: u64 = 8 * 1024 * 1024;

fn lines(file: &Path) -> Result<Vec<String>, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("不能读取 {}：{error}。", file.to_string_lossy());
    let size = std::fs::metadata(file).map_err(|error| cannot(&error))?.len();
    if size > LONGEST_LIST {
        return Err(cannot(&"名单太长"));
    }
    let text = std::fs::read_to_string(file).map_err(|error| cannot(&error))?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end);
    Ok(lines.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

fn joint_document(line: &str) -> Option<JointDocument> {
    let parts: [&str; 5] = line.split('\t').map(str::trim).collect::<Vec<_>>().try_into().ok()?;
    let [title, row, lead, counted_by, columns] = parts;
    let row = [TableTwoRow::Rules, TableTwoRow::NormativeDocuments].into_iter().find(|candidate| {
        [ReportForm::Form2019, ReportForm::Form2021].iter().any(|form| candidate.label_in(*form) == row)
    })?;
    let column = |code: &str| -> Option<TableTwoColumn> {
        match format!("table2/{}/{code}", row.code()).parse().ok()? {
            Slot::Two(_, column) => Some(column),
            _ => None,
        }
    };
    let listed = |text: &str| text.split(['、', ',', '，']).map(|part| part.trim().to_owned()).collect::<Vec<String>>();
    Some(JointDocument {
        title: title.to_owned(),
        row,
        columns: listed(columns).iter().map(|code| column(code)).collect::<Option<Vec<_>>>()?,
        lead: lead.to_owned(),
        counted_by: listed(counted_by),
    })
}

fn as_json(sum: &Aggregate, year: i16, spoken: &mut Spoken<'_>) -> std::io::Result<()> {
    let corrections = sum.corrections.iter().map(|one| {
        json!({ "title": one.title, "kept_by": one.kept_by, "agency": one.agency, "cell": one.slot.code(), "outcome": one.outcome.words() })
    });
    let out = json!({
        "year": year,
        "form": sum.form.code(),
        "reports": sum.reports,
        "sums": sum.sums.iter().map(one_sum).collect::<Vec<Value>>(),
        "missing": sum.missing,
        "other_form": sum.other_form,
        "given_twice": sum.given_twice,
        "corrections": corrections.collect::<Vec<Value>>(),
    });
    writeln!(spoken.out, "{out}")
}

fn one_sum(sum: &Sum) -> Value {
    json!({
        "cell": sum.slot.code(),
        "label": sum.slot.to_string(),
        "unit": if is_money(sum.slot) { "fen" } else { "count" },
        "known": i64::try_from(sum.known).ok(),
        "whole": sum.is_whole(),
        "members": sum.members,
        "blank": sum.blank,
        "unreadable": sum.unreadable,
        "other_form": sum.other_form,
        "taken_off": i64::try_from(sum.taken_off).ok(),
    })
}

fn print(sum: &Aggregate, year: i16, spoken: &mut Spoken<'_>) -> std::io::Result<()> {
    writeln!(spoken.out, "{year}年度汇总　{}份报告　格式：{}", sum.reports, sum.form.document())?;
    let of = |slot: Slot| sum.sums.iter().find(|one| one.slot == slot);
    let shown = |slot: Slot| match of(slot) {
        Some(one) if one.is_whole() => figure(slot, one.known),
        // A sum that lacks a member is the least it can be.
        Some(one) => format!("≥{}", figure(slot, one.known)),
        None => String::new(),
    };
    write!(spoken.out, "{}", tables::printed_with(&ReportTables::blank(sum.form), &shown))?;
    let open: Vec<&Sum> = sum.sums.iter().filter(|one| !one.is_whole()).collect();
    if !open.is_empty() {
        writeln!(spoken.out, "\n“≥”的各格不完整：")?;
    }
    for one in open {
        writeln!(spoken.out, "  {}：{}", one.slot, one.words())?;
    }
    for (what, agencies) in
        [("没有报告", &sum.missing), ("格式不同", &sum.other_form), ("不止一份，采用最后一份", &sum.given_twice)]
    {
        if !agencies.is_empty() {
            writeln!(spoken.out, "\n{what}（{}）：{}", agencies.len(), agencies.join("、"))?;
        }
    }
    for one in &sum.corrections {
        writeln!(
            spoken.out,
            "\n联合发文“{}”由{}计数；{}：{}",
            one.title,
            one.kept_by,
            one.agency,
            one.outcome.words()
        )?;
    }
    Ok(())
}
