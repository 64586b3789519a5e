//! The name of one cell of a form.

use std::{fmt, str::FromStr};

use super::{
    Amount, ApplicantColumn, Cell, ReportForm, TableFourColumn, TableFourGroup, TableThreeRow, TableTwoColumn,
    TableTwoRow,
};

/// One cell of a form: the key under which a figure keeps its records, and the place a finding
/// names. [`Slot::code`] is the stable spelling, [`fmt::Display`] the one a clerk reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// A cell of table two.
    Two(TableTwoRow, TableTwoColumn),
    /// A cell of table three.
    Three(TableThreeRow, ApplicantColumn),
    /// A cell of table four.
    Four(TableFourGroup, TableFourColumn),
}

/// What stands in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotValue<'form> {
    /// A count.
    Count(&'form Cell),
    /// A sum of money.
    Amount(&'form Cell<Amount>),
}

impl SlotValue<'_> {
    /// As printed; a blank is empty.
    pub fn text(self) -> String {
        match self {
            SlotValue::Count(cell) => cell.to_string(),
            SlotValue::Amount(cell) => cell.to_string(),
        }
    }

    /// Whether nothing stands there.
    pub fn is_blank(self) -> bool {
        match self {
            SlotValue::Count(cell) => cell.is_blank(),
            SlotValue::Amount(cell) => cell.is_blank(),
        }
    }
}

impl Slot {
    /// The stable spelling: `table2/licences/change`, `table3/r3.3.1/total`,
    /// `table4/direct_suit/pending`.
    pub fn code(self) -> String {
        match self {
            Slot::Two(row, column) => format!("table2/{}/{}", row.code(), column.code()),
            Slot::Three(row, column) => format!("table3/{}/{}", row.code(), column.code()),
            Slot::Four(group, column) => format!("table4/{}/{}", group.code(), column.code()),
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Slot::Two(row, column) => {
                write!(formatter, "表二“{}”的“{}”", row.label_in(column.form()), column.label())
            }
            Slot::Three(row, column) => match row.group() {
                Some(group) => write!(formatter, "表三“{} {}”的“{}”", group.label(), row.label(), column.label()),
                None => write!(formatter, "表三“{}”的“{}”", row.label(), column.label()),
            },
            Slot::Four(TableFourGroup::Reconsideration, column) => {
                write!(formatter, "表四“行政复议”的“{}”", column.label())
            }
            Slot::Four(group, column) => write!(
                formatter,
                "表四“{}（{}）”的“{}”",
                TableFourGroup::LITIGATION_HEADING,
                group.label(),
                column.label()
            ),
        }
    }
}

/// A text that names no cell of a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有名为“{0}”的单元格")]
pub struct SlotError(String);

impl FromStr for Slot {
    type Err = SlotError;

    fn from_str(text: &str) -> Result<Self, SlotError> {
        let found = ReportForm::ALL.into_iter().flat_map(ReportForm::slots).find(|slot| slot.code() == text);
        found.ok_or_else(|| SlotError(text.chars().take(60).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annual_report::ReportTables;

    #[test]
    fn the_cells_of_both_forms_are_found_by_their_names() {
        for form in ReportForm::ALL {
            for slot in form.slots() {
                assert_eq!(slot.code().parse(), Ok(slot));
                assert!(form.has(slot));
            }
        }
        let slot: Slot = "table2/normative-documents/in-force".parse().unwrap();
        assert_eq!(slot.to_string(), "表二“行政规范性文件”的“现行有效件数”");
        assert!(!ReportForm::Form2019.has(slot));
    }

    #[test]
    fn the_rows_of_2021_have_names_and_no_place_in_the_form_of_2019() {
        let slot: Slot = "table3/r3.6.2/total".parse().unwrap();
        assert_eq!(slot, Slot::Three(TableThreeRow::LapsedNoPayment, ApplicantColumn::Total));
        let mut form = ReportTables::default();
        assert_eq!(form.value(slot), None);
        assert!(!form.set_count(slot, Cell::Printed(1)));
        assert!("table3/r3.6.4/total".parse::<Slot>().is_err());
    }
}
