//! What was counted in a year, and the form that follows from it.

use super::metric::{Figure, Metric};
use crate::Date;
use crate::document::ColumnGroup;
use crate::id::ColumnId;
use crate::register::WorkFigure;
use law::annual_report::{
    Amount, ApplicantColumn, Cell, MoneyUnit, ReportForm, ReportTables, Slot, TableFour, TableThree, TableTwoColumn,
    TableTwoRow,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counts of one year: what the store counted, cell by cell, before any sum is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "KeptTally", into = "KeptTally")]
pub struct Tally {
    /// The form the year is reported in; a year before all forms is shown in the first.
    pub form: ReportForm,
    /// Events by the group and column they count in.
    pub events: BTreeMap<(ColumnGroup, ColumnId), i64>,
    /// The cells that count records themselves; money in fen. What is missing is zero.
    pub cells: BTreeMap<Slot, i64>,
    /// 信息处理费 received, what was given back taken off, in fen.
    pub fees_charged: i64,
    /// 收费通知 that went out.
    pub fee_notices: i64,
    /// What they named, in fen.
    pub fees_noticed: i64,
    /// What the registers of the year's work count; what is missing is zero.
    pub work: BTreeMap<WorkFigure, i64>,
}

/// A tally as JSON can hold it: no map with a key that is not text.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptTally {
    events: Vec<(ColumnGroup, ColumnId, i64)>,
    cells: BTreeMap<String, i64>,
    fees_charged: i64,
    // What was frozen before there was a second form names none, and had no fee notices to count.
    #[serde(default)]
    form: Option<String>,
    #[serde(default)]
    fee_notices: i64,
    #[serde(default)]
    fees_noticed: i64,
    #[serde(default)]
    work: BTreeMap<String, i64>,
}

impl From<Tally> for KeptTally {
    fn from(tally: Tally) -> Self {
        let events = tally.events.into_iter().map(|((group, column), count)| (group, column, count));
        let cells = tally.cells.into_iter().map(|(slot, count)| (slot.code(), count));
        Self {
            events: events.collect(),
            cells: cells.collect(),
            fees_charged: tally.fees_charged,
            form: Some(tally.form.code().to_owned()),
            fee_notices: tally.fee_notices,
            fees_noticed: tally.fees_noticed,
            work: tally.work.into_iter().map(|(figure, count)| (figure.key().to_owned(), count)).collect(),
        }
    }
}

impl TryFrom<KeptTally> for Tally {
    type Error = law::annual_report::SlotError;

    fn try_from(kept: KeptTally) -> Result<Self, Self::Error> {
        let events = kept.events.into_iter().map(|(group, column, count)| ((group, column), count));
        let cells = kept.cells.into_iter().map(|(code, count)| Ok((code.parse()?, count)));
        Ok(Self {
            events: events.collect(),
            cells: cells.collect::<Result<_, Self::Error>>()?,
            fees_charged: kept.fees_charged,
            form: kept.form.and_then(|code| ReportForm::from_code(&code)).unwrap_or_default(),
            fee_notices: kept.fee_notices,
            fees_noticed: kept.fees_noticed,
            work: WorkFigure::ALL
                .into_iter()
                .filter_map(|figure| Some((figure, *kept.work.get(figure.key())?)))
                .collect(),
        })
    }
}

/// A record behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRecord {
    /// The record's own id; of an event, its sequence number.
    pub id: String,
    pub kind: CountedKind,
    pub title: String,
    /// The day by which it is counted.
    pub on: Option<Date>,
    /// What it adds: 1, −1, or fen.
    pub effect: i64,
    /// The document of an event, where its record can be opened.
    pub document: Option<String>,
    /// The code of a row's register, where its record can be opened.
    pub register: Option<String>,
    /// The application of a case, where it can be opened.
    #[serde(default)]
    pub application: Option<String>,
    /// The reconsideration or suit of a case, where it can be opened.
    #[serde(default)]
    pub remedy: Option<String>,
}

/// What kind of record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedKind {
    Event,
    RegisterRow,
    /// An application, a reconsideration or suit, a fee; or what was entered of one before the system kept them.
    Case,
}

impl Tally {
    /// The value of a metric: a count, or fen.
    #[must_use]
    pub fn value(&self, metric: &Metric) -> i64 {
        match metric {
            Metric::Events => self.events.values().sum(),
            Metric::EventsOfGroup(wanted) => {
                self.events.iter().filter(|((group, _), _)| group == wanted).map(|(_, count)| count).sum()
            }
            Metric::EventsInColumn(wanted) => {
                self.events.iter().filter(|((_, column), _)| column == wanted).map(|(_, count)| count).sum()
            }
            Metric::FeesCharged => self.fees_charged,
            Metric::FeeNotices => self.fee_notices,
            Metric::FeesNoticed => self.fees_noticed,
            Metric::Work(figure) => self.work.get(figure).copied().unwrap_or(0),
            Metric::Cell(slot @ Slot::Two(..)) => self.cell(*slot),
            Metric::ApplicationsReceived | Metric::Cell(_) => {
                metric.summed_slots().into_iter().map(|slot| self.cell(slot)).sum()
            }
        }
    }

    /// The figure of a metric.
    #[must_use]
    pub fn figure(&self, metric: Metric) -> Figure {
        Figure { value: self.value(&metric), metric }
    }

    fn cell(&self, slot: Slot) -> i64 {
        self.cells.get(&slot).copied().unwrap_or(0)
    }

    fn count(&self, slot: Slot) -> u32 {
        u32::try_from(self.cell(slot)).unwrap_or(0)
    }

    /// A tally of a year in which nothing has been counted yet.
    #[must_use]
    pub fn of_year(year: i16) -> Self {
        Self { form: ReportForm::of_year(year).unwrap_or_default(), ..Self::default() }
    }

    /// The filled tables. Computed ones have no blank: what nothing was counted for is zero.
    #[must_use]
    pub fn tables(&self) -> ReportTables {
        let counted = |row, kind| self.count(Slot::Three(row, ApplicantColumn::Of(kind)));
        let mut tables = ReportTables {
            table_three: TableThree::of_form(self.form, counted),
            table_four: TableFour::from_counts(|group, column| self.count(Slot::Four(group, column))),
            ..ReportTables::blank(self.form)
        };
        for slot in self.form.slots().filter(|slot| matches!(slot, Slot::Two(..))) {
            tables.set_count(slot, Cell::Printed(self.cell(slot)));
        }
        let money = |row, column| {
            let fen = self.cell(Slot::Two(row, column));
            Cell::Printed(Amount::from_fen(fen, MoneyUnit::TenThousandYuan))
        };
        let two = &mut tables.table_two;
        match self.form {
            ReportForm::Form2019 => {
                two.procurement_amount = money(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount);
            }
            ReportForm::Form2021 | ReportForm::Hybrid2021 => {
                two.fees_collected = money(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
            }
        }
        tables
    }

    /// Every metric that has a value worth keeping: the named ones, every column that counted something, every cell.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let columns: std::collections::BTreeSet<&ColumnId> = self.events.keys().map(|(_, column)| column).collect();
        let columns = columns.into_iter().map(|column| Metric::EventsInColumn(column.clone()));
        let cells = self.form.slots().map(Metric::Cell);
        Metric::NAMED.into_iter().chain(columns).chain(cells).map(|metric| self.figure(metric)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_of_the_form_and_of_the_metrics_are_the_same() {
        let slot: Slot = "table3/r3.1/natural-person".parse().unwrap();
        let received: Slot = "table3/r1/research".parse().unwrap();
        let suit: Slot = "table4/direct_suit/pending".parse().unwrap();
        let tally = Tally { cells: [(slot, 3), (received, 4), (suit, 1)].into(), ..Tally::default() };
        let form = tally.tables();
        for slot in ReportForm::Form2019.slots().filter(|slot| !is_money(*slot)) {
            assert_eq!(form.count(slot), Some(tally.value(&Metric::Cell(slot))), "{slot}");
        }
        assert_eq!(tally.value(&Metric::ApplicationsReceived), 4);
    }

    fn is_money(slot: Slot) -> bool {
        matches!(slot, Slot::Two(_, column) if column.is_money())
    }

    #[test]
    fn a_tally_of_the_form_of_2021_fills_its_own_rows() {
        let cells = ["table3/r3.6.2/natural-person", "table3/r3.1/other", "table2/rules/in-force"];
        let cells = cells.map(|code| code.parse().unwrap()).into_iter().zip([2, 1, 7]);
        let collected: Slot = "table2/administrative-fees/collected".parse().unwrap();
        let cells = cells.chain([(collected, 1_234_500)]).collect();
        let tally = Tally { cells, ..Tally::of_year(2024) };
        let tables = tally.tables();
        for slot in ReportForm::Form2021.slots().filter(|slot| !is_money(*slot)) {
            assert_eq!(tables.count(slot), Some(tally.value(&Metric::Cell(slot))), "{slot}");
        }
        let total: Slot = "table3/r3.7/total".parse().unwrap();
        assert_eq!(tables.count(total), Some(3));
        assert_eq!(tables.table_two.fees_collected.to_string(), "1.2345万元");
        let text = serde_json::to_string(&tally).unwrap();
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
    }

    #[test]
    fn what_was_frozen_before_there_were_two_forms_is_of_the_first() {
        let kept = r#"{"events":[],"cells":{"table2/licences/change":-2},"fees_charged":0}"#;
        assert_eq!(serde_json::from_str::<Tally>(kept).unwrap().form, ReportForm::Form2019);
    }

    #[test]
    fn a_tally_is_kept_and_read_back() {
        let slot: Slot = "table2/licences/change".parse().unwrap();
        let column = (ColumnGroup::Policy, ColumnId::new("policy"));
        let (events, cells) = ([(column, 14)].into(), [(slot, -2)].into());
        let work = [(WorkFigure::Trainings, 3), (WorkFigure::PersonsTrained, 96)].into();
        let tally = Tally { events, cells, fees_charged: 40_000, work, ..Tally::default() };
        let text = serde_json::to_string(&tally).unwrap();
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
        assert!(serde_json::from_str::<Tally>(&text.replace("licences", "nothing")).is_err());
    }

    #[test]
    fn the_empty_year_prints_zeros_and_no_blank() {
        for form in ReportForm::ALL {
            let tables = Tally { form, ..Tally::default() }.tables();
            assert!(form.slots().all(|slot| tables.value(slot).is_some_and(|value| !value.is_blank())));
        }
        assert_eq!(Tally::default().tables().table_two.procurement_amount.to_string(), "0万元");
    }
}
