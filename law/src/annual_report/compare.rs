//! Reports of several years and agencies side by side: one series an agency and cell, each change judged only where both
//! figures are of one definition; and rankings that leave out whom they cannot compare.

use std::collections::BTreeMap;

use super::definition::{self, CellsByForm, Measure, Unknown, related};
use super::{ApplicantColumn, ReportForm, ReportTables, Slot, TableFourColumn, TableThreeRow};
use super::{TableTwoColumn, TableTwoRow};

/// A report to be compared.
#[derive(Debug, Clone, Copy)]
pub struct ReportOf<'report> {
    /// The agency's full name: what tells agencies apart.
    pub agency: &'report str,
    /// The report year.
    pub year: i16,
    /// Its tables.
    pub tables: &'report ReportTables,
}

/// Everything side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The agencies, in the order first met.
    pub agencies: Vec<String>,
    /// The report years, ascending.
    pub years: Vec<i16>,
    /// One series an agency and cell asked for, by agency and then in the order asked.
    pub series: Vec<Series>,
    /// An agency and year given more than once; the last one given was taken.
    pub given_twice: Vec<(String, i16)>,
}

/// One cell of one agency over the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Index into [`Comparison::agencies`].
    pub agency: usize,
    /// The cell; its form gives the definition.
    pub slot: Slot,
    /// One point a report of the agency, by year.
    pub points: Vec<Point>,
}

/// One report's figure in a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The report year.
    pub year: i16,
    /// The form of that report.
    pub form: ReportForm,
    /// The figure (a count, or fen where [`definition::is_money`]), or why there is none. Where the
    /// definition changed it is the figure of `related`.
    pub value: Measure,
    /// The cell of another definition the figure was taken from: to be marked, not compared.
    pub related: Option<Slot>,
    /// How it stands to the year before.
    pub change: Change,
}

/// How a figure stands to that of the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Both are known and of one definition.
    By {
        /// This year's figure less last year's.
        difference: i128,
        /// The change in tenths of a percent of last year's figure; `None` where that was zero.
        permille: Option<i64>,
        /// Beyond ±50 % and not trivial.
        outlier: bool,
    },
    /// The two cannot be compared.
    NotComparable(NotComparable),
}

/// Why two figures of neighbouring years cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotComparable {
    /// The first year given.
    FirstYear,
    /// The year before was not given.
    YearMissing,
    /// The forms define the figure differently.
    DefinitionChanged,
    /// This year's or last year's figure is not known.
    NotKnown(Unknown),
}

impl NotComparable {
    /// The words a reader sees.
    pub fn words(self) -> &'static str {
        match self {
            NotComparable::FirstYear => "没有更早的年度",
            NotComparable::YearMissing => "缺少上一年度的报告",
            NotComparable::DefinitionChanged => "两种格式口径不同",
            NotComparable::NotKnown(unknown) => unknown.words(),
        }
    }
}

/// A jump of fewer than these many cases, or of as many 万元, is nothing to ask about.
const TRIVIAL: i128 = 10;
/// One 万元 in fen.
const FEN_OF_TEN_THOUSAND_YUAN: i128 = 1_000_000;

/// Whether a figure jumped by more than half of what it was, and not by a few cases only.
pub fn is_jump(before: i128, after: i128, money: bool) -> bool {
    let trivial = if money { TRIVIAL * FEN_OF_TEN_THOUSAND_YUAN } else { TRIVIAL };
    let moved = after.saturating_sub(before).saturating_abs();
    moved >= trivial && moved.saturating_mul(2) > before.saturating_abs()
}

/// The cells that tell a report in a few figures: documents, decisions, applications, results by
/// their rows, cases. Of every form among the reports.
pub fn headline_slots(forms: &[ReportForm]) -> Vec<Slot> {
    let wanted = |slot: &Slot| match slot {
        Slot::Two(row, column) => {
            *row != TableTwoRow::Rules
                && !matches!(column, TableTwoColumn::ItemsLastYear | TableTwoColumn::ChangeThisYear)
        }
        Slot::Three(row, column) => {
            *column == ApplicantColumn::Total
                && matches!(
                    row,
                    TableThreeRow::Received
                        | TableThreeRow::CarriedIn
                        | TableThreeRow::Disclosed
                        | TableThreeRow::PartiallyDisclosed
                        | TableThreeRow::NotHeld
                        | TableThreeRow::ResultsTotal
                        | TableThreeRow::CarriedOver
                )
        }
        Slot::Four(_, column) => matches!(column, TableFourColumn::Total | TableFourColumn::Rectified),
    };
    lines(forms).into_iter().filter(wanted).collect()
}

/// Every cell that can be a series of reports with these forms: those of 2021 where it is among them, and of the others
/// what the form of 2021 does not continue.
pub fn lines(forms: &[ReportForm]) -> Vec<Slot> {
    let later = forms.iter().any(|form| *form != ReportForm::Form2019);
    let mut found: Vec<Slot> = if later { ReportForm::Form2021.slots().collect() } else { Vec::new() };
    for form in forms.iter().filter(|form| **form != ReportForm::Form2021) {
        let own: Vec<Slot> = form
            .slots()
            .filter(|slot| !found.contains(slot))
            .filter(|slot| !later || related(*slot, ReportForm::Form2021).is_none())
            .collect();
        found.extend(own);
    }
    found
}

/// Sets the reports side by side in the cells asked for (see [`lines`] and [`headline_slots`]).
pub fn compare(reports: &[ReportOf<'_>], slots: &[Slot]) -> Comparison {
    let mut comparison = Comparison::default();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    let mut of_agency: Vec<BTreeMap<i16, &ReportTables>> = Vec::new();
    for report in reports {
        let agency = *index.entry(report.agency).or_insert_with(|| {
            comparison.agencies.push(report.agency.to_owned());
            of_agency.push(BTreeMap::new());
            of_agency.len() - 1
        });
        if of_agency[agency].insert(report.year, report.tables).is_some() {
            comparison.given_twice.push((report.agency.to_owned(), report.year));
        }
        comparison.years.push(report.year);
    }
    comparison.years.sort_unstable();
    comparison.years.dedup();
    let forms = CellsByForm::forms(reports.iter().map(|report| report.tables));
    let lines: Vec<Line> =
        slots.iter().map(|slot| Line { slot: *slot, cells: CellsByForm::of(*slot, &forms) }).collect();
    for (agency, years) in of_agency.iter().enumerate() {
        comparison.series.extend(lines.iter().map(|line| line.series(agency, years)));
    }
    comparison
}

/// A cell with what it is in each form.
struct Line {
    slot: Slot,
    cells: CellsByForm,
}

impl Line {
    fn series(&self, agency: usize, years: &BTreeMap<i16, &ReportTables>) -> Series {
        let mut points: Vec<Point> = Vec::with_capacity(years.len());
        for (year, tables) in years {
            let (value, related) = self.value(tables);
            let change = match points.last() {
                None => Change::NotComparable(NotComparable::FirstYear),
                Some(before) => self.change(before, *year, &value, related),
            };
            points.push(Point { year: *year, form: tables.form, value, related, change });
        }
        Series { agency, slot: self.slot, points }
    }

    fn value(&self, tables: &ReportTables) -> (Measure, Option<Slot>) {
        match self.cells.measure(tables) {
            Err(Unknown::OtherForm) => match self.cells.related(tables) {
                Some(related) => (definition::measure(tables, related), Some(related)),
                None => (Err(Unknown::OtherForm), None),
            },
            known => (known, None),
        }
    }

    fn change(&self, before: &Point, year: i16, value: &Measure, related: Option<Slot>) -> Change {
        if before.year != year.saturating_sub(1) {
            return Change::NotComparable(NotComparable::YearMissing);
        }
        if before.related != related {
            return Change::NotComparable(NotComparable::DefinitionChanged);
        }
        match (before.value, *value) {
            (Ok(before), Ok(now)) => Change::By {
                difference: now.saturating_sub(before),
                permille: permille(before, now),
                outlier: is_jump(before, now, definition::is_money(self.slot)),
            },
            (Err(Unknown::OtherForm), _) | (_, Err(Unknown::OtherForm)) => {
                Change::NotComparable(NotComparable::DefinitionChanged)
            }
            (Err(unknown), _) | (_, Err(unknown)) => Change::NotComparable(NotComparable::NotKnown(unknown)),
        }
    }
}

fn permille(before: i128, now: i128) -> Option<i64> {
    let moved = now.checked_sub(before)?.checked_mul(1000)?;
    moved.checked_div(before.abs()).and_then(|permille| i64::try_from(permille).ok())
}

impl Comparison {
    /// The points that jumped beyond ±50 %, with their series.
    pub fn outliers(&self) -> impl Iterator<Item = (&Series, &Point)> {
        let outlier = |point: &&Point| matches!(point.change, Change::By { outlier: true, .. });
        self.series
            .iter()
            .flat_map(move |series| series.points.iter().filter(outlier).map(move |point| (series, point)))
    }

    /// The changes of definition met, each once, in words.
    pub fn definition_changes(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for series in &self.series {
            let Some(related) = series.points.iter().find_map(|point| point.related) else { continue };
            let words = match series.slot {
                Slot::Two(_, column) if column.form() == ReportForm::Form2021 => {
                    definition::definition_change_words(related, series.slot)
                }
                _ => definition::definition_change_words(series.slot, related),
            };
            if let Some(words) = words.filter(|words| !found.contains(words)) {
                found.push(words);
            }
        }
        found
    }
}

/// A ranking of agencies by one figure of one year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    /// Those with a comparable figure, the largest first; equal figures share a place.
    pub ranked: Vec<Ranked>,
    /// Those that cannot be ranked, and why.
    pub left_out: Vec<(String, Unknown)>,
}

/// One agency's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The place, from 1.
    pub place: usize,
    /// The agency.
    pub agency: String,
    /// The figure: a count, or fen.
    pub value: i128,
}

/// Ranks the reports of one year by a cell; whoever has no figure of that definition is left out by name.
pub fn rank(reports: &[ReportOf<'_>], year: i16, slot: Slot) -> Ranking {
    let mut ranking = Ranking::default();
    let cells = CellsByForm::of(slot, &CellsByForm::forms(reports.iter().map(|report| report.tables)));
    let mut values: Vec<(&str, i128)> = Vec::new();
    for report in reports.iter().filter(|report| report.year == year) {
        match cells.measure(report.tables) {
            Ok(value) => values.push((report.agency, value)),
            Err(unknown) => ranking.left_out.push((report.agency.to_owned(), unknown)),
        }
    }
    values.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    for (index, (agency, value)) in values.into_iter().enumerate() {
        let place = match ranking.ranked.last() {
            Some(before) if before.value == value => before.place,
            _ => index + 1,
        };
        ranking.ranked.push(Ranked { place, agency: agency.to_owned(), value });
    }
    ranking
}

#[cfg(test)]
mod tests;
