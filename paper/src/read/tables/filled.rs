//! A form while it is filled: what stands in it, and what had to be said about it.

use std::collections::BTreeSet;

use law::annual_report::checks::{Finding, Place, Rule};
use law::annual_report::{
    ApplicantColumn, Cell, ReportForm, ReportSection, ReportTables, Slot, TableFourColumn, TableFourGroup,
    TableThreeRow, TableTwoColumn, TableTwoRow,
};

use super::values;

/// A form being filled, with what had to be said about it.
#[derive(Debug, Default)]
pub(in crate::read) struct Filled {
    pub form: ReportTables,
    pub notes: Vec<Finding>,
    pub two: BTreeSet<TableTwoRow>,
    pub three: BTreeSet<TableThreeRow>,
    pub four: bool,
    /// Rows that stand in the file twice with different figures.
    pub conflicts: usize,
    /// Whether a header of some table was seen.
    pub headed: bool,
    /// The word of a unit that the header over the fees prints instead of the form's.
    pub fees_unit: Option<&'static str>,
}

impl Filled {
    pub(super) fn of(form: ReportForm) -> Self {
        Self { form: ReportTables::blank(form), ..Self::default() }
    }

    /// Whether too little was found for a report. A single row of table two may stand in any budget.
    pub(in crate::read) fn is_no_report(&self) -> bool {
        self.three.is_empty() && !self.four && self.two.len() < if self.headed { 1 } else { 2 }
    }

    pub(super) fn rows_two(&self) -> &'static [TableTwoRow] {
        TableTwoRow::of(self.form.form)
    }

    pub(super) fn rows_three(&self) -> &'static [TableThreeRow] {
        TableThreeRow::of(self.form.form)
    }

    pub(super) fn columns(&self, row: TableTwoRow) -> &'static [TableTwoColumn] {
        row.columns_of(self.form.form)
    }

    pub(in crate::read) fn note(&mut self, rule: Rule, subject: &str, section: ReportSection, message: String) {
        self.notes.push(Finding::of(rule, subject, vec![Place::Section(section)], message));
    }

    /// The form and the notes, rows that were not found among them.
    pub(in crate::read) fn finish(mut self) -> (ReportTables, Vec<Finding>) {
        let form = self.form.form;
        let two: Vec<&str> =
            self.rows_two().iter().filter(|row| !self.two.contains(row)).map(|row| row.label_in(form)).collect();
        self.note_missing("表二", ReportSection::ProactiveDisclosure, &two, self.rows_two().len());
        let three: Vec<&str> =
            self.rows_three().iter().filter(|row| !self.three.contains(row)).map(|row| row.label()).collect();
        self.note_missing("表三", ReportSection::Applications, &three, self.rows_three().len());
        let four: &[&str] = if self.four { &[] } else { &["数据"] };
        self.note_missing("表四", ReportSection::ReviewAndLitigation, four, 1);
        if form == ReportForm::Hybrid2021 {
            let message = "表二是2021年的格式，表三“（六）其他处理”却是2019年格式的一行，没有分成三行。".to_owned();
            let place = vec![Place::Section(ReportSection::Applications)];
            self.notes.push(Finding::of(Rule::R03, "hybrid", place, message));
        }
        (self.form, self.notes)
    }

    fn note_missing(&mut self, table: &str, section: ReportSection, missing: &[&str], all: usize) {
        let message = match missing.len() {
            0 => return,
            count if count == all => format!("没有找到{table}，文件可能不完整。"),
            count => format!("{table}缺少{count}行：{}。", missing.join("、")),
        };
        self.note(Rule::R02, section.numeral(), section, message);
    }

    pub(super) fn fill_two(&mut self, row: TableTwoRow, texts: &[String]) {
        if !self.two.insert(row) {
            return self.compare_two(row, texts);
        }
        for (column, text) in self.columns(row).iter().zip(texts) {
            match column {
                TableTwoColumn::ProcurementAmount => {
                    self.form.table_two.procurement_amount = values::amount_cell(text, None);
                }
                TableTwoColumn::FeesCollected => {
                    self.form.table_two.fees_collected = values::amount_cell(text, self.fees_unit);
                }
                _ => {
                    self.form.table_two.set_count(row, *column, values::count_cell(text));
                }
            }
        }
    }

    /// The first occurrence stands; a second one that says something else is worth a word.
    fn compare_two(&mut self, row: TableTwoRow, texts: &[String]) {
        let differs = self.columns(row).iter().zip(texts).any(|(column, text)| {
            let known = self.form.table_two.count(row, *column);
            known.is_some_and(|cell| *cell != values::count_cell(text))
        });
        if differs {
            self.conflicts += 1;
            let message = format!("表二“{}”出现两次而且数值不同，按第一次读取。", row.label_in(self.form.form));
            self.note(Rule::R02, &format!("twice/{}", row.code()), ReportSection::ProactiveDisclosure, message);
        }
    }

    pub(super) fn fill_three(&mut self, row: TableThreeRow, texts: &[String]) {
        let cells: Vec<Cell> = texts.iter().map(|text| values::count_cell(text)).collect();
        if !self.three.insert(row) {
            if self.form.table_three.row(row).iter().ne(cells.iter()) {
                self.conflicts += 1;
                let message = format!("表三“{}”出现两次而且数值不同，按第一次读取。", row.label());
                self.note(Rule::R02, &format!("twice/{}", row.code()), ReportSection::Applications, message);
            }
            return;
        }
        for (column, cell) in ApplicantColumn::ALL.into_iter().zip(cells) {
            self.form.table_three.set(row, column, cell);
        }
    }

    /// A row that the other form has.
    pub(super) fn not_of_the_form(&mut self, row: TableTwoRow) {
        let message =
            format!("表二有“{}”一行，{}年的格式没有这一行，未读取。", row.label(), self.form.form.official().code());
        self.note(Rule::R03, &format!("foreign/{}", row.code()), ReportSection::ProactiveDisclosure, message);
    }

    /// A row that is there and whose values cannot be told apart.
    pub(super) fn give_up_two(&mut self, row: TableTwoRow, words: &str) {
        if self.two.insert(row) {
            let words = values::digits_of(words);
            for column in self.columns(row) {
                match column {
                    TableTwoColumn::ProcurementAmount => {
                        self.form.table_two.procurement_amount = Cell::Unreadable(words.clone());
                    }
                    TableTwoColumn::FeesCollected => {
                        self.form.table_two.fees_collected = Cell::Unreadable(words.clone());
                    }
                    _ => {
                        self.form.table_two.set_count(row, *column, Cell::Unreadable(words.clone()));
                    }
                }
            }
        }
    }

    /// The same for a row of table three.
    pub(super) fn give_up_three(&mut self, row: TableThreeRow, words: &str) {
        if self.three.insert(row) {
            let words = values::digits_of(words);
            for column in ApplicantColumn::ALL {
                self.form.table_three.set(row, column, Cell::Unreadable(words.clone()));
            }
        }
    }

    /// The same for table four.
    pub(super) fn give_up_four(&mut self, words: &str) {
        self.four = true;
        let words = values::digits_of(words);
        for slot in table_four_slots() {
            self.form.set_count(slot, Cell::Unreadable(words.clone()));
        }
    }

    pub(super) fn fill_four(&mut self, texts: &[String]) {
        self.four = true;
        for (slot, text) in table_four_slots().zip(texts) {
            self.form.set_count(slot, values::count_cell(text));
        }
    }

    /// Notes that the first row of another report was met.
    pub(super) fn second_report(&mut self) {
        self.conflicts += CONFLICTS_OF_TWO_REPORTS;
    }

    /// A file that holds a second report holds every row again with other figures.
    pub(in crate::read) fn holds_two_reports(&self) -> bool {
        self.conflicts >= CONFLICTS_OF_TWO_REPORTS
    }
}

/// A slip repeats a row or two; more of them are a second report.
const CONFLICTS_OF_TWO_REPORTS: usize = 3;

pub(super) fn table_four_slots() -> impl Iterator<Item = Slot> {
    TableFourGroup::ALL
        .into_iter()
        .flat_map(|group| TableFourColumn::ALL.into_iter().map(move |column| Slot::Four(group, column)))
}
