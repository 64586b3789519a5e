//! What was counted in a year, and the form that follows from it.

use super::metric::{Figure, Metric};
use crate::Date;
use crate::document::ColumnGroup;
use crate::id::ColumnId;
use law::annual_report::{
    Amount, ApplicantColumn, Cell, Form2019, MoneyUnit, Slot, TableFour, TableThree, TableTwoColumn, TableTwoRow,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counts of one year: what the store counted, cell by cell, before any sum is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "KeptTally", into = "KeptTally")]
pub struct Tally {
    /// Events by the group and column they count in.
    pub events: BTreeMap<(ColumnGroup, ColumnId), i64>,
    /// The cells that count records themselves; 采购总金额 in fen. What is missing is zero.
    pub cells: BTreeMap<Slot, i64>,
    /// 信息处理费, in fen.
    pub fees_charged: i64,
}

/// A tally as JSON can hold it: no map with a key that is not text.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptTally {
    events: Vec<(ColumnGroup, ColumnId, i64)>,
    cells: BTreeMap<String, i64>,
    fees_charged: i64,
}

impl From<Tally> for KeptTally {
    fn from(tally: Tally) -> Self {
        let events = tally.events.into_iter().map(|((group, column), count)| (group, column, count));
        let cells = tally.cells.into_iter().map(|(slot, count)| (slot.code(), count));
        Self { events: events.collect(), cells: cells.collect(), fees_charged: tally.fees_charged }
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
}

/// What kind of record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedKind {
    Event,
    RegisterRow,
    /// An application, a case, a fee notice: the registers of later rooms.
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

    /// The filled form. A computed form has no blank: what nothing was counted for is zero.
    #[must_use]
    pub fn form(&self) -> Form2019 {
        let mut form = Form2019 {
            table_three: TableThree::from_counts(|row, kind| self.count(Slot::Three(row, ApplicantColumn::Of(kind)))),
            table_four: TableFour::from_counts(|group, column| self.count(Slot::Four(group, column))),
            ..Form2019::default()
        };
        for row in TableTwoRow::ALL {
            for column in row.columns() {
                let value = self.cell(Slot::Two(row, *column));
                form.table_two.set_count(row, *column, Cell::Printed(value));
            }
        }
        let spent = self.cell(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount));
        form.table_two.procurement_amount = Cell::Printed(Amount::from_fen(spent, MoneyUnit::TenThousandYuan));
        form
    }

    /// Every metric that has a value worth keeping: the named ones, every column that counted something, every cell.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let columns: std::collections::BTreeSet<&ColumnId> = self.events.keys().map(|(_, column)| column).collect();
        let columns = columns.into_iter().map(|column| Metric::EventsInColumn(column.clone()));
        let cells = Form2019::slots().map(Metric::Cell);
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
        let form = tally.form();
        for slot in Form2019::slots().filter(|slot| !matches!(slot, Slot::Two(_, TableTwoColumn::ProcurementAmount))) {
            assert_eq!(form.count(slot), Some(tally.value(&Metric::Cell(slot))), "{slot}");
        }
        assert_eq!(tally.value(&Metric::ApplicationsReceived), 4);
    }

    #[test]
    fn a_tally_is_kept_and_read_back() {
        let slot: Slot = "table2/licences/change".parse().unwrap();
        let column = (ColumnGroup::Policy, ColumnId::new("policy"));
        let tally = Tally { events: [(column, 14)].into(), cells: [(slot, -2)].into(), fees_charged: 40_000 };
        let text = serde_json::to_string(&tally).unwrap();
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
        assert!(serde_json::from_str::<Tally>(&text.replace("licences", "nothing")).is_err());
    }

    #[test]
    fn the_empty_year_prints_zeros_and_no_blank() {
        let form = Tally::default().form();
        assert!(Form2019::slots().all(|slot| form.value(slot).is_some_and(|value| !value.is_blank())));
        assert_eq!(form.table_two.procurement_amount.to_string(), "0万元");
    }
}
