//! The form of 国办公开办函〔2019〕60号, used for the reports of 2019 and 2020.

use super::{
    ApplicantColumn, Cell, Slot, SlotValue, TableFour, TableFourColumn, TableFourGroup, TableThree, TableThreeRow,
    TableTwo, TableTwoColumn, TableTwoRow,
};

/// Which official form a report year uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportForm {
    /// 政府信息公开工作年度报告格式（试行）, 国办公开办函〔2019〕60号: 2019 and 2020.
    Form2019,
    /// 政府信息公开工作年度报告格式, 国办公开办函〔2021〕30号: from 2021.
    Form2021,
}

impl ReportForm {
    /// The form of a report *year* (not of the year of publication); `None` before 2019, when
    /// there was no national form.
    pub fn of_year(year: i16) -> Option<ReportForm> {
        match year {
            ..2019 => None,
            2019..=2020 => Some(ReportForm::Form2019),
            2021.. => Some(ReportForm::Form2021),
        }
    }

    /// The name of the form in the report's JSON.
    pub fn code(self) -> &'static str {
        match self {
            ReportForm::Form2019 => "2019",
            ReportForm::Form2021 => "2021",
        }
    }
}

/// Whether table three of the 2019 form has the row.
const fn has_row(row: TableThreeRow) -> bool {
    !matches!(row, TableThreeRow::LapsedNoCorrection | TableThreeRow::LapsedNoPayment | TableThreeRow::OtherReason)
}

/// The three tables of the 2019 form, filled. `Form2019::default()` is the blank form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form2019 {
    /// 二、主动公开政府信息情况
    pub table_two: TableTwo,
    /// 三、收到和处理政府信息公开申请情况
    pub table_three: TableThree,
    /// 四、政府信息公开行政复议、行政诉讼情况
    pub table_four: TableFour,
}

impl Form2019 {
    /// Every cell of the form, in reading order.
    pub fn slots() -> impl Iterator<Item = Slot> {
        let two = TableTwoRow::ALL
            .into_iter()
            .flat_map(|row| row.columns().iter().map(move |column| Slot::Two(row, *column)));
        let three = TableThreeRow::FORM_2019
            .into_iter()
            .flat_map(|row| ApplicantColumn::ALL.into_iter().map(move |column| Slot::Three(row, column)));
        let four = TableFourGroup::ALL
            .into_iter()
            .flat_map(|group| TableFourColumn::ALL.into_iter().map(move |column| Slot::Four(group, column)));
        two.chain(three).chain(four)
    }

    /// What stands in a slot; `None` for a slot this form does not have.
    pub fn value(&self, slot: Slot) -> Option<SlotValue<'_>> {
        match slot {
            Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount) => {
                Some(SlotValue::Amount(&self.table_two.procurement_amount))
            }
            Slot::Two(row, column) => self.table_two.count(row, column).map(SlotValue::Count),
            Slot::Three(row, column) => has_row(row).then(|| SlotValue::Count(self.table_three.cell(row, column))),
            Slot::Four(group, column) => Some(SlotValue::Count(self.table_four.cell(group, column))),
        }
    }

    /// The count in a slot, if one is printed there.
    pub fn count(&self, slot: Slot) -> Option<i64> {
        match self.value(slot)? {
            SlotValue::Count(cell) => cell.count(),
            SlotValue::Amount(_) => None,
        }
    }

    /// Fills a count cell; `false` for a slot this form does not have or that holds money.
    pub fn set_count(&mut self, slot: Slot, cell: Cell) -> bool {
        match slot {
            Slot::Two(row, column) => self.table_two.set_count(row, column, cell),
            Slot::Three(row, column) => {
                let known = has_row(row);
                if known {
                    self.table_three.set(row, column, cell);
                }
                known
            }
            Slot::Four(group, column) => {
                self.table_four.set(group, column, cell);
                true
            }
        }
    }
}
