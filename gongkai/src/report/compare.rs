//! `gongkai report compare`: reports of several years and agencies side by side.

use law::annual_report::compare::{Change, Comparison, Point, ReportOf, Series, compare, headline_slots, lines, rank};
use law::annual_report::definition::{Unknown, is_money};
use law::annual_report::{Amount, MoneyUnit, ReportForm, ReportTables, Slot};
use paper::read::ReadReport;
use serde_json::{Value, json};

use super::columns::Grid;
use super::files;
use super::{CLEAN, CompareOptions, Spoken, UNREADABLE, refused};

/// A report as it is compared; its words are not kept.
pub struct Compared {
    pub agency: String,
    pub year: i16,
    pub tables: ReportTables,
}

impl Compared {
    /// What is compared of a report, or why it cannot be.
    pub fn of(report: ReadReport) -> Result<Self, String> {
        let agency = report.text.agency.ok_or_else(|| "没有找到报告机关的名称。".to_owned())?;
        let year = report.year.ok_or_else(|| "没有找到报告年度。".to_owned())?;
        Ok(Self { agency, year, tables: report.form })
    }
}

/// Compares all reports given; 2 if one of them could not be read.
pub fn run(options: &CompareOptions, spoken: &mut Spoken<'_>) -> u8 {
    let (kept, lost) = files::gather(&options.given, spoken, Compared::of);
    if kept.is_empty() {
        return refused(spoken, "没有可以比较的报告。");
    }
    let reports: Vec<ReportOf<'_>> =
        kept.iter().map(|one| ReportOf { agency: &one.agency, year: one.year, tables: &one.tables }).collect();
    let slots = match slots(options, &kept) {
        Ok(slots) => slots,
        Err(words) => return refused(spoken, &words),
    };
    let told = match (options.rank, slots.first()) {
        (Some(year), Some(slot)) => tell_rank(options.given.json, &reports, year, *slot, spoken),
        _ => {
            let comparison = compare(&reports, &slots);
            if options.given.json {
                as_json(&comparison, options.outliers, spoken)
            } else {
                print(&comparison, options.outliers, spoken)
            }
        }
    };
    // Whoever reads may have gone (`| head`).
    let _ = told;
    if lost > 0 { UNREADABLE } else { CLEAN }
}

fn slots(options: &CompareOptions, kept: &[Compared]) -> Result<Vec<Slot>, String> {
    if !options.cell.is_empty() {
        let parse = |code: &String| code.parse::<Slot>().map_err(|error| format!("{error}。"));
        return options.cell.iter().map(parse).collect();
    }
    let mut forms: Vec<ReportForm> = Vec::new();
    for one in kept {
        if !forms.contains(&one.tables.form) {
            forms.push(one.tables.form);
        }
    }
    Ok(if options.all { lines(&forms) } else { headline_slots(&forms) })
}

/// A figure as it is read: a count, or money in 万元.
pub fn figure(slot: Slot, value: i128) -> String {
    match i64::try_from(value) {
        Ok(fen) if is_money(slot) => Amount::from_fen(fen, MoneyUnit::TenThousandYuan).printed().to_owned(),
        _ => value.to_string(),
    }
}

fn wanted(series: &Series, only_outliers: bool) -> bool {
    let outlier = |point: &Point| matches!(point.change, Change::By { outlier: true, .. });
    !only_outliers || series.points.iter().any(outlier)
}

fn as_json(comparison: &Comparison, only_outliers: bool, spoken: &mut Spoken<'_>) -> std::io::Result<()> {
    for series in comparison.series.iter().filter(|series| wanted(series, only_outliers)) {
        let line = json!({
            "agency": comparison.agencies.get(series.agency),
            "cell": series.slot.code(),
            "label": series.slot.to_string(),
            "unit": if is_money(series.slot) { "fen" } else { "count" },
            "points": series.points.iter().map(point).collect::<Vec<Value>>(),
        });
        writeln!(spoken.out, "{line}")?;
    }
    given_twice(comparison, spoken)
}

fn point(point: &Point) -> Value {
    let mut out = json!({
        "year": point.year,
        "form": point.form.code(),
        "value": point.value.ok().and_then(|value| i64::try_from(value).ok()),
    });
    if let Err(unknown) = point.value {
        out["unknown"] = json!(unknown.words());
    }
    if let Some(related) = point.related {
        out["taken_from"] = json!(related.code());
    }
    match point.change {
        Change::By { difference, permille, outlier } => {
            let difference = i64::try_from(difference).ok();
            out["change"] = json!({ "difference": difference, "permille": permille, "outlier": outlier });
        }
        Change::NotComparable(why) => out["not_comparable"] = json!(why.words()),
    }
    out
}

fn print(comparison: &Comparison, only_outliers: bool, spoken: &mut Spoken<'_>) -> std::io::Result<()> {
    for (index, agency) in comparison.agencies.iter().enumerate() {
        let mut grid = Grid::new(agency);
        let mut header = vec![String::new()];
        header.extend(comparison.years.iter().map(|year| format!("{year}年")));
        grid.row(header);
        let mut rows = 0;
        for series in comparison.series.iter().filter(|series| series.agency == index) {
            if wanted(series, only_outliers) {
                rows += 1;
                grid.row(row(series, &comparison.years));
            }
        }
        if rows > 0 {
            write!(spoken.out, "{grid}")?;
        }
    }
    writeln!(spoken.out, "\n括号内为比上年的增减；“!”为增减超过五成；“~”为口径不同，不作比较。")?;
    for words in comparison.definition_changes() {
        writeln!(spoken.out, "口径变化：{words}")?;
    }
    given_twice(comparison, spoken)
}

fn row(series: &Series, years: &[i16]) -> Vec<String> {
    let mut cells = vec![series.slot.to_string()];
    cells.extend(years.iter().map(|year| {
        let point = series.points.iter().find(|point| point.year == *year);
        point.map_or_else(|| "—".to_owned(), |point| shown(series.slot, point))
    }));
    cells
}

fn shown(slot: Slot, point: &Point) -> String {
    let value = match point.value {
        Ok(value) => figure(point.related.unwrap_or(slot), value),
        Err(Unknown::Blank) => "空".to_owned(),
        Err(unknown) => unknown.words().to_owned(),
    };
    match point.change {
        _ if point.related.is_some() => format!("{value}~"),
        Change::By { difference, permille, outlier } => {
            let sign = if difference > 0 { "+" } else { "" };
            let share = permille.map_or_else(String::new, |permille| format!("，{}", percent(permille)));
            let mark = if outlier { "!" } else { "" };
            format!("{value}（{sign}{}{share}）{mark}", figure(slot, difference))
        }
        Change::NotComparable(_) => value,
    }
}

fn percent(permille: i64) -> String {
    let sign = if permille < 0 { "-" } else { "+" };
    let size = permille.unsigned_abs();
    format!("{sign}{}.{}%", size / 10, size % 10)
}

fn given_twice(comparison: &Comparison, spoken: &mut Spoken<'_>) -> std::io::Result<()> {
    for (agency, year) in &comparison.given_twice {
        writeln!(spoken.aside, "{agency}{year}年的报告不止一份，采用最后一份。")?;
    }
    Ok(())
}

fn tell_rank(
    as_json: bool,
    reports: &[ReportOf<'_>],
    year: i16,
    slot: Slot,
    spoken: &mut Spoken<'_>,
) -> std::io::Result<()> {
    let ranking = rank(reports, year, slot);
    if as_json {
        for one in &ranking.ranked {
            let value = i64::try_from(one.value).ok();
            let line =
                json!({ "agency": one.agency, "year": year, "cell": slot.code(), "place": one.place, "value": value });
            writeln!(spoken.out, "{line}")?;
        }
        for (agency, why) in &ranking.left_out {
            let line =
                json!({ "agency": agency, "year": year, "cell": slot.code(), "place": null, "unknown": why.words() });
            writeln!(spoken.out, "{line}")?;
        }
        return Ok(());
    }
    let title = format!("{year}年　{slot}");
    let mut grid = Grid::new(&title);
    for one in &ranking.ranked {
        grid.row(vec![format!("{}　{}", one.place, one.agency), figure(slot, one.value)]);
    }
    write!(spoken.out, "{grid}")?;
    for (agency, why) in &ranking.left_out {
        writeln!(spoken.out, "未排序：{agency}（{}）", why.words())?;
    }
    Ok(())
}
