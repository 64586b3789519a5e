//! Where a record counts: the few values by which the store finds and counts it, and the cells of table 二 it adds to.
//! The store's SQL and [`Place::counts_in`] say the same thing twice; a test compares them.

use super::record::{CatalogueItem, Record};
use super::work::WORK;
use super::{ItemKind, Register, RuleKind};
use crate::{Date, Refusal};
use law::annual_report::{Slot, TableTwoColumn, TableTwoRow};
use std::collections::BTreeMap;

/// The projection of a record that is kept beside it, in columns of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub register: Register,
    /// The natural key.
    pub key: String,
    pub title: String,
    /// The kind of document or item; of a decision, its item's kind.
    pub category: &'static str,
    /// The year in which it counts as something done: made, listed, decided, signed, held; of a work point, due.
    pub year: i16,
    /// The first day on which it counts as standing; of a document, its day of publication.
    pub begins_on: Option<Date>,
    /// The first day on which it no longer stands.
    pub ends_on: Option<Date>,
    /// The item of a decision, the project of a contract, the section of a work point or internal rule; empty otherwise.
    pub grouping: String,
    /// In fen; of a training, how many took part; 0 where there is nothing to add up.
    pub amount: i64,
}

/// The category of a fee item.
pub const FEE: &str = "fee";
/// The category of a contract.
pub const CONTRACT: &str = "contract";

/// The catalogue as decisions look it up: the standing item of each code.
#[derive(Debug, Clone, Default)]
pub struct Catalogue(BTreeMap<String, CatalogueItem>);

impl Catalogue {
    /// From the standing items.
    pub fn new(items: impl IntoIterator<Item = CatalogueItem>) -> Self {
        Self(items.into_iter().map(|item| (item.code.clone(), item)).collect())
    }

    /// The item a decision of that day falls under.
    ///
    /// # Errors
    /// When the code is unknown, or the item was not in the catalogue on that day.
    pub fn item_on(&self, code: &str, day: Date) -> Result<&CatalogueItem, Refusal> {
        let Some(item) = self.0.get(code) else {
            let message = format!("事项编码“{code}”不在事项目录中，请先登记该事项或核对编码");
            return Err(Refusal::new("item_unknown", message).at("item"));
        };
        if item.stands_on(day) {
            return Ok(item);
        }
        let until = item.until.map_or_else(String::new, |until| format!("，自 {until} 起取消"));
        let message = format!("事项“{code}”自 {} 起列入目录{until}，决定日期 {day} 不在其间", item.from);
        Err(Refusal::new("item_not_in_force", message).at("on"))
    }

    /// Every item.
    pub fn items(&self) -> impl Iterator<Item = &CatalogueItem> {
        self.0.values()
    }
}

impl Place {
    /// Where a record counts.
    ///
    /// # Errors
    /// A decision whose item is not in the catalogue on its day.
    pub fn of(record: &Record, catalogue: &Catalogue) -> Result<Self, Refusal> {
        let (category, year, begins_on, ends_on) = match record {
            Record::Documents(document) => {
                let after_term = document.expires_on.and_then(|last| last.tomorrow().ok());
                let ends = [after_term, document.abolished_on].into_iter().flatten().min();
                (document.kind.code(), document.made_on.year(), document.published_on, ends)
            }
            Record::Items(item) => (item.kind.code(), item.from.year(), Some(item.from), item.until),
            Record::Decisions(decision) => {
                let item = catalogue.item_on(&decision.item, decision.on)?;
                (item.kind.code(), decision.on.year(), Some(decision.on), None)
            }
            Record::Fees(fee) => (FEE, fee.from.year(), Some(fee.from), fee.until),
            Record::Procurement(contract) => (CONTRACT, contract.signed_on.year(), Some(contract.signed_on), None),
            Record::Trainings(training) => (WORK, training.on.year(), Some(training.on), None),
            Record::Meetings(meeting) => (WORK, meeting.on.year(), Some(meeting.on), None),
            Record::WorkPoints(point) => (point.state.code(), point.due.year(), Some(point.due), None),
            Record::InternalRules(rule) => (WORK, rule.effective_on.year(), Some(rule.effective_on), rule.repealed_on),
        };
        let (grouping, amount) = match record {
            Record::Decisions(decision) => (decision.item.clone(), 0),
            Record::Procurement(contract) => (contract.project_number.clone(), contract.amount),
            Record::Trainings(training) => (String::new(), training.participants),
            Record::WorkPoints(point) => (point.section.clone(), 0),
            Record::InternalRules(rule) => (rule.section.clone(), 0),
            Record::Documents(_) | Record::Items(_) | Record::Fees(_) | Record::Meetings(_) => (String::new(), 0),
        };
        Ok(Self {
            register: record.register(),
            key: record.key().to_owned(),
            title: record.title(),
            category,
            year,
            begins_on,
            ends_on,
            grouping,
            amount,
        })
    }

    /// What it adds to the cells of table 二 of a year: 1 or −1 each, fen for the sum of contracts. A contract is named
    /// under 采购项目数量 whether or not another of its project is counted there.
    #[must_use]
    pub fn counts_in(&self, year: i16) -> BTreeMap<Slot, i64> {
        let mut cells = BTreeMap::new();
        match self.register {
            Register::Documents => self.document_counts(year, &mut cells),
            Register::Items => {
                if let Some(kind) = ItemKind::from_code(self.category) {
                    self.stock_counts(kind.row(), year, &mut cells);
                }
            }
            Register::Fees => self.stock_counts(TableTwoRow::AdministrativeFees, year, &mut cells),
            Register::Decisions => {
                if let Some(kind) = ItemKind::from_code(self.category).filter(|_| self.year == year) {
                    cells.insert(Slot::Two(kind.row(), TableTwoColumn::Decisions), 1);
                }
            }
            Register::Procurement => {
                if self.year == year {
                    cells.insert(Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems), 1);
                    let amount = Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount);
                    cells.insert(amount, self.amount);
                }
            }
            // What they count stands in the words: see `work::counts_in`.
            Register::Trainings | Register::Meetings | Register::WorkPoints | Register::InternalRules => {}
        }
        cells
    }

    fn document_counts(&self, year: i16, cells: &mut BTreeMap<Slot, i64>) {
        let Some(kind) = RuleKind::from_code(self.category) else { return };
        if self.year == year {
            cells.insert(Slot::Two(kind.row(), TableTwoColumn::MadeThisYear), 1);
        }
        if self.begins_on.is_some_and(|published| published.year() == year) {
            cells.insert(Slot::Two(kind.row(), TableTwoColumn::PublishedThisYear), 1);
        }
        if self.stands_at_end_of(year) {
            cells.insert(Slot::Two(kind.row(), TableTwoColumn::PublishedInAll), 1);
        }
    }

    fn stock_counts(&self, row: TableTwoRow, year: i16, cells: &mut BTreeMap<Slot, i64>) {
        let before = self.stands_at_end_of(year.saturating_sub(1));
        let after = self.stands_at_end_of(year);
        if before {
            cells.insert(Slot::Two(row, TableTwoColumn::ItemsLastYear), 1);
        }
        if before != after {
            cells.insert(Slot::Two(row, TableTwoColumn::ChangeThisYear), i64::from(after) - i64::from(before));
        }
    }

    /// Whether it stands on the last day of a year.
    pub(super) fn stands_at_end_of(&self, year: i16) -> bool {
        // 31 December is the last day of a year, so a date stands at its end if its own year is not later.
        self.begins_on.is_some_and(|begins| begins.year() <= year) && self.ends_on.is_none_or(|ends| ends.year() > year)
    }
}
