//! The official forms, and their three tables filled: 国办公开办函〔2019〕60号 for the reports of 2019 and 2020,
//! 〔2021〕30号 for later ones. They share what they share; what differs is asked of the form.

use super::{
    ApplicantColumn, Cell, Slot, SlotValue, TableFour, TableFourColumn, TableFourGroup, TableThree, TableThreeRow,
    TableTwo, TableTwoColumn, TableTwoRow,
};

/// Which official form a report year uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReportForm {
    /// 政府信息公开工作年度报告格式（试行）, 国办公开办函〔2019〕60号: 2019 and 2020.
    #[default]
    Form2019,
    /// 政府信息公开工作年度报告格式, 国办公开办函〔2021〕30号: from 2021.
    Form2021,
    /// Not official, but published by many: table two of 2021, and in table three the single row （六）其他处理 of
    /// 2019. It is only ever read, never chosen for a report of our own.
    Hybrid2021,
}

impl ReportForm {
    /// Both official forms, the older first.
    pub const ALL: [ReportForm; 2] = [ReportForm::Form2019, ReportForm::Form2021];

    /// The official form that this is, or that a hybrid means to follow: the one its table two has.
    pub const fn official(self) -> ReportForm {
        match self {
            ReportForm::Form2019 => ReportForm::Form2019,
            ReportForm::Form2021 | ReportForm::Hybrid2021 => ReportForm::Form2021,
        }
    }

    /// Whether this is a mixture of the official forms.
    pub fn is_hybrid(self) -> bool {
        self != self.official()
    }

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
            ReportForm::Hybrid2021 => "2021-hybrid",
        }
    }

    /// From the name in the report's JSON.
    pub fn from_code(code: &str) -> Option<ReportForm> {
        Self::ALL.into_iter().chain([ReportForm::Hybrid2021]).find(|form| form.code() == code)
    }

    /// The document that issued the form.
    pub fn document(self) -> &'static str {
        match self {
            ReportForm::Form2019 => "国办公开办函〔2019〕60号",
            ReportForm::Form2021 | ReportForm::Hybrid2021 => "国办公开办函〔2021〕30号",
        }
    }

    /// Every cell of the form, in reading order.
    pub fn slots(self) -> impl Iterator<Item = Slot> {
        let two = TableTwoRow::of(self)
            .iter()
            .flat_map(move |row| row.columns_of(self).iter().map(move |column| Slot::Two(*row, *column)));
        let three = TableThreeRow::of(self)
            .iter()
            .flat_map(|row| ApplicantColumn::ALL.into_iter().map(move |column| Slot::Three(*row, column)));
        let four = TableFourGroup::ALL
            .into_iter()
            .flat_map(|group| TableFourColumn::ALL.into_iter().map(move |column| Slot::Four(group, column)));
        two.chain(three).chain(four)
    }

    /// Whether the form has this cell.
    pub fn has(self, slot: Slot) -> bool {
        match slot {
            Slot::Two(row, column) => TableTwoRow::of(self).contains(&row) && row.columns_of(self).contains(&column),
            Slot::Three(row, _) => TableThreeRow::of(self).contains(&row),
            Slot::Four(..) => true,
        }
    }
}

/// The three tables of a report, filled. `ReportTables::default()` is the blank form of 2019.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportTables {
    /// Whose rows and columns they have.
    pub form: ReportForm,
    /// 二、主动公开政府信息情况
    pub table_two: TableTwo,
    /// 三、收到和处理政府信息公开申请情况
    pub table_three: TableThree,
    /// 四、政府信息公开行政复议、行政诉讼情况
    pub table_four: TableFour,
}

impl ReportTables {
    /// The blank tables of a form.
    pub fn blank(form: ReportForm) -> Self {
        Self { form, ..Self::default() }
    }

    /// What stands in a slot; `None` for a slot this form does not have.
    pub fn value(&self, slot: Slot) -> Option<SlotValue<'_>> {
        if !self.form.has(slot) {
            return None;
        }
        match slot {
            Slot::Two(_, TableTwoColumn::ProcurementAmount) => {
                Some(SlotValue::Amount(&self.table_two.procurement_amount))
            }
            Slot::Two(_, TableTwoColumn::FeesCollected) => Some(SlotValue::Amount(&self.table_two.fees_collected)),
            Slot::Two(row, column) => self.table_two.count(row, column).map(SlotValue::Count),
            Slot::Three(row, column) => Some(SlotValue::Count(self.table_three.cell(row, column))),
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
        if !self.form.has(slot) {
            return false;
        }
        match slot {
            Slot::Two(row, column) => self.table_two.set_count(row, column, cell),
            Slot::Three(row, column) => {
                self.table_three.set(row, column, cell);
                true
            }
            Slot::Four(group, column) => {
                self.table_four.set(group, column, cell);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hybrid_has_the_second_table_of_2021_and_the_third_of_2019() {
        let hybrid = ReportForm::Hybrid2021;
        assert_eq!((hybrid.official(), hybrid.is_hybrid()), (ReportForm::Form2021, true));
        for slot in hybrid.slots() {
            assert!(hybrid.has(slot), "{}", slot.code());
            let like = match slot {
                Slot::Two(..) => ReportForm::Form2021,
                Slot::Three(..) | Slot::Four(..) => ReportForm::Form2019,
            };
            assert!(like.has(slot), "{}", slot.code());
        }
        assert_eq!(hybrid.slots().count(), 10 + 161 + 15);
        assert!(!hybrid.has(Slot::Three(TableThreeRow::LapsedNoPayment, ApplicantColumn::Total)));
    }

    #[test]
    fn every_form_is_found_by_its_name_and_only_official_ones_by_their_year() {
        for form in [ReportForm::Form2019, ReportForm::Form2021, ReportForm::Hybrid2021] {
            assert_eq!(ReportForm::from_code(form.code()), Some(form));
        }
        assert!((2019..2040).all(|year| ReportForm::of_year(year).is_some_and(|form| !form.is_hybrid())));
    }
}
