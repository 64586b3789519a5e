//! The tables of many agencies added up into those of the government over them.
//!
//! A blank stays an unknown: a sum says how many of its members are not known, and a table made of the sums leaves such
//! a cell blank. A document that several organs issued together is counted once, at its lead (Art. 10(3)).

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{CellsByForm, Unknown, is_money};
use super::{Amount, Cell, MoneyUnit, ReportForm, ReportTables, Slot, TableTwoColumn, TableTwoRow};

/// One agency's tables.
#[derive(Debug, Clone, Copy)]
pub struct Contribution<'report> {
    /// The agency's full name: what tells agencies apart.
    pub agency: &'report str,
    /// Its tables.
    pub tables: &'report ReportTables,
}

/// A document that several organs issued, repealed or keep in force together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointDocument {
    /// Its title, for the list of corrections.
    pub title: String,
    /// A rule or a normative document.
    pub row: TableTwoRow,
    /// The columns that count it: 制发 and 现行有效 for one of this year, 现行有效 alone for an older one.
    pub columns: Vec<TableTwoColumn>,
    /// The organ that counts it.
    pub lead: String,
    /// The organs beside the lead that counted it as well.
    pub counted_by: Vec<String>,
}

/// The sum of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The cell.
    pub slot: Slot,
    /// The sum of what is known, joint documents taken off: a count, or fen.
    pub known: i128,
    /// How many members are known.
    pub members: usize,
    /// How many members are blank.
    pub blank: usize,
    /// How many stand there and cannot be read, or lack their unit.
    pub unreadable: usize,
    /// How many reports count nothing of this definition.
    pub other_form: usize,
    /// How many were taken off because documents had been counted more than once.
    pub taken_off: i128,
}

impl Sum {
    /// Whether every member is known, so that the sum is the figure.
    pub fn is_whole(&self) -> bool {
        self.blank == 0 && self.unreadable == 0 && self.other_form == 0
    }

    /// What a reader may know: the figure, or the least it can be and how much is missing.
    pub fn words(&self) -> String {
        let figure = if is_money(self.slot) {
            i64::try_from(self.known).map_or_else(|_| self.known.to_string(), |fen| printed(fen).printed().to_owned())
        } else {
            self.known.to_string()
        };
        if self.is_whole() {
            return figure;
        }
        let parts = [(self.blank, "个空白"), (self.unreadable, "个无法读取"), (self.other_form, "个口径不同")];
        let missing: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count}{what}")).collect();
        format!("已知{figure}（另有{}）", missing.join("、"))
    }
}

fn printed(fen: i64) -> Amount {
    Amount::from_fen(fen, MoneyUnit::TenThousandYuan)
}

/// What was taken off for one joint document at one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The document.
    pub title: String,
    /// The organ that keeps the count.
    pub kept_by: String,
    /// The organ whose count was taken off.
    pub agency: String,
    /// The cell.
    pub slot: Slot,
    /// Whether it could be taken off, or why not.
    pub outcome: Taken,
}

/// Whether a joint document could be taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Taken {
    /// One was taken off.
    Off,
    /// The agency's report is not among those added up: nothing was counted there.
    NotAmongThem,
    /// The agency's cell says zero, is not known or does not exist: it cannot have been counted there.
    NothingCounted,
}

impl Taken {
    /// The words a reader sees.
    pub fn words(self) -> &'static str {
        match self {
            Taken::Off => "已扣减1件",
            Taken::NotAmongThem => "该机关没有报告，未扣减",
            Taken::NothingCounted => "该机关的数字为零或者不明，未扣减",
        }
    }
}

/// The tables of many agencies added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// Whose cells the sums are of.
    pub form: ReportForm,
    /// How many reports were added up.
    pub reports: usize,
    /// One sum a cell of the form, in reading order.
    pub sums: Vec<Sum>,
    /// Agencies that were expected and gave no report.
    pub missing: Vec<String>,
    /// Agencies whose report has another form: only what both forms define alike was taken from it.
    pub other_form: Vec<String>,
    /// Agencies that gave more than one report; the last was taken.
    pub given_twice: Vec<String>,
    /// What was done about joint documents.
    pub corrections: Vec<Correction>,
}

/// Adds up the cells of a form. `expected` names every agency that should be there.
pub fn aggregate(
    form: ReportForm,
    contributions: &[Contribution<'_>],
    expected: &[&str],
    joint: &[JointDocument],
) -> Aggregate {
    let mut given_twice: BTreeSet<&str> = BTreeSet::new();
    let mut by_agency: BTreeMap<&str, &ReportTables> = BTreeMap::new();
    for contribution in contributions {
        if by_agency.insert(contribution.agency, contribution.tables).is_some() {
            given_twice.insert(contribution.agency);
        }
    }
    let missing = expected.iter().filter(|agency| !by_agency.contains_key(**agency)).map(|agency| (*agency).to_owned());
    let other = by_agency.iter().filter(|(_, tables)| tables.form != form).map(|(agency, _)| (*agency).to_owned());
    let tables: Vec<&ReportTables> = by_agency.values().copied().collect();
    let forms = CellsByForm::forms(tables.iter().copied());
    let mut sums: Vec<Sum> = form.slots().map(|slot| sum_of(&CellsByForm::of(slot, &forms), slot, &tables)).collect();
    let corrections = take_off_joint_documents(form, &by_agency, joint, &mut sums);
    Aggregate {
        form,
        reports: by_agency.len(),
        sums,
        missing: missing.collect(),
        other_form: other.collect(),
        given_twice: given_twice.into_iter().map(str::to_owned).collect(),
        corrections,
    }
}

fn sum_of(cells: &CellsByForm, slot: Slot, tables: &[&ReportTables]) -> Sum {
    let mut sum = Sum { slot, known: 0, members: 0, blank: 0, unreadable: 0, other_form: 0, taken_off: 0 };
    for tables in tables {
        match cells.measure(tables) {
            Ok(value) => {
                sum.known = sum.known.saturating_add(value);
                sum.members += 1;
            }
            Err(Unknown::Blank) => sum.blank += 1,
            Err(Unknown::Unreadable | Unknown::NoUnit) => sum.unreadable += 1,
            Err(Unknown::OtherForm) => sum.other_form += 1,
        }
    }
    sum
}

/// Takes each joint document off wherever it was counted beside its lead.
fn take_off_joint_documents(
    form: ReportForm,
    by_agency: &BTreeMap<&str, &ReportTables>,
    joint: &[JointDocument],
    sums: &mut [Sum],
) -> Vec<Correction> {
    let mut corrections = Vec::new();
    let mut counted = Counted { by_agency, left: BTreeMap::new() };
    for document in joint {
        for column in document.columns.iter().filter(|column| !column.is_money()) {
            let slot = Slot::Two(document.row, *column);
            let Some(sum) = sums.iter_mut().find(|sum| form.has(slot) && sum.slot == slot) else { continue };
            let keeper = counted.keeper(document, slot);
            for agency in document.counted_by.iter().filter(|agency| agency.as_str() != keeper) {
                let outcome = counted.take_off(agency, slot);
                if outcome == Taken::Off {
                    sum.known -= 1;
                    sum.taken_off += 1;
                }
                corrections.push(Correction {
                    title: document.title.clone(),
                    kept_by: keeper.to_owned(),
                    agency: agency.clone(),
                    slot,
                    outcome,
                });
            }
        }
    }
    corrections
}

/// What the agencies counted. Two documents may not take more off a cell than stands in it.
struct Counted<'all> {
    by_agency: &'all BTreeMap<&'all str, &'all ReportTables>,
    left: BTreeMap<(&'all str, Slot), i128>,
}

impl Counted<'_> {
    /// Where the document stays counted: at its lead, or, where that counted nothing, at the first of the others, or it
    /// would be counted nowhere.
    fn keeper<'document>(&self, document: &'document JointDocument, slot: Slot) -> &'document str {
        let counts = |agency: &str| self.by_agency.get(agency).is_some_and(|tables| count(tables, slot) > 0);
        let lead = document.lead.as_str();
        let first = || document.counted_by.iter().map(String::as_str).find(|agency| counts(agency));
        if counts(lead) { lead } else { first().unwrap_or(lead) }
    }

    fn take_off(&mut self, agency: &str, slot: Slot) -> Taken {
        let Some((agency, tables)) = self.by_agency.get_key_value(agency) else { return Taken::NotAmongThem };
        let left = self.left.entry((agency, slot)).or_insert_with(|| count(tables, slot));
        if *left > 0 {
            *left -= 1;
            Taken::Off
        } else {
            Taken::NothingCounted
        }
    }
}

fn count(tables: &ReportTables, slot: Slot) -> i128 {
    tables.count(slot).map_or(0, i128::from)
}

impl Aggregate {
    /// The sum of a cell.
    pub fn sum(&self, slot: Slot) -> Option<&Sum> {
        self.sums.iter().find(|sum| sum.slot == slot)
    }

    /// The sums as tables of the form: what is not whole stays blank, so that every check of a report serves here too.
    pub fn tables(&self) -> ReportTables {
        let mut tables = ReportTables::blank(self.form);
        for sum in self.sums.iter().filter(|sum| sum.is_whole()) {
            let Ok(value) = i64::try_from(sum.known) else { continue };
            match sum.slot {
                Slot::Two(_, TableTwoColumn::ProcurementAmount) => {
                    tables.table_two.procurement_amount = Cell::Printed(printed(value));
                }
                Slot::Two(_, TableTwoColumn::FeesCollected) => {
                    tables.table_two.fees_collected = Cell::Printed(printed(value));
                }
                slot => {
                    tables.set_count(slot, Cell::Printed(value));
                }
            }
        }
        tables
    }
}

#[cfg(test)]
mod tests;
