//! Which cells of the two forms count the same thing. What only looks alike (the stock of published documents of 2019
//! and the documents in force of 2021) is *related*: shown side by side with a mark, never compared and never added.

use super::{Amount, MoneyUnit, SlotValue};
use super::{ApplicantColumn, Cell, ReportForm, ReportTables, Slot, TableThreeRow, TableTwoColumn, TableTwoRow};

/// The rows of 2021 that together are the single row 其他处理 of 2019.
const OTHER_HANDLING_PARTS: [TableThreeRow; 3] =
    [TableThreeRow::LapsedNoCorrection, TableThreeRow::LapsedNoPayment, TableThreeRow::OtherReason];

/// The cells of `form` that together count what `slot` counts; none where the form counts nothing of that definition.
///
/// Tables three and four are the same in both forms but for 其他处理, which 2021 takes apart. No column of table two has
/// the same definition in both: even 处理决定数量 was of published items in 2019 and is of all decisions since.
pub fn same_definition(slot: Slot, form: ReportForm) -> Vec<Slot> {
    match (slot, form) {
        (Slot::Three(TableThreeRow::OtherHandling, column), ReportForm::Form2021) => {
            OTHER_HANDLING_PARTS.map(|row| Slot::Three(row, column)).to_vec()
        }
        _ if form.has(slot) => vec![slot],
        _ => Vec::new(),
    }
}

/// The cell of `form` that took the place of `slot` with another definition.
pub fn related(slot: Slot, form: ReportForm) -> Option<Slot> {
    let Slot::Two(row, column) = slot else { return None };
    let other = match column {
        TableTwoColumn::MadeThisYear => TableTwoColumn::IssuedThisYear,
        TableTwoColumn::PublishedInAll => TableTwoColumn::InForce,
        TableTwoColumn::Decisions => TableTwoColumn::DecisionsThisYear,
        TableTwoColumn::IssuedThisYear => TableTwoColumn::MadeThisYear,
        TableTwoColumn::InForce => TableTwoColumn::PublishedInAll,
        TableTwoColumn::DecisionsThisYear => TableTwoColumn::Decisions,
        TableTwoColumn::PublishedThisYear
        | TableTwoColumn::ItemsLastYear
        | TableTwoColumn::ChangeThisYear
        | TableTwoColumn::ProcurementItems
        | TableTwoColumn::ProcurementAmount
        | TableTwoColumn::RepealedThisYear
        | TableTwoColumn::FeesCollected => return None,
    };
    let found = Slot::Two(row, other);
    (column.form() != form && form.has(found)).then_some(found)
}

/// A change of definition in words, for the mark beside a series: both columns with their form.
pub fn definition_change_words(before: Slot, after: Slot) -> Option<String> {
    let (Slot::Two(row, old), Slot::Two(_, new)) = (before, after) else { return None };
    Some(format!(
        "“{}”：{}年格式为“{}”，{}年格式为“{}”，口径不同，不作比较",
        row.label(),
        old.form().code(),
        old.label(),
        new.form().code(),
        new.label()
    ))
}

/// Why a figure is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// Nothing stands in the cell: it may be zero or not.
    Blank,
    /// What stands there is not one number.
    Unreadable,
    /// A sum of money without its unit (2019's 采购总金额).
    NoUnit,
    /// The report's form counts nothing of this definition.
    OtherForm,
}

impl Unknown {
    /// The words a reader sees.
    pub fn words(self) -> &'static str {
        match self {
            Unknown::Blank => "空白",
            Unknown::Unreadable => "无法读取",
            Unknown::NoUnit => "没有写明单位",
            Unknown::OtherForm => "所用格式没有同一口径的数字",
        }
    }
}

/// What a report says about a figure: a count, or a sum of money in fen (分).
pub type Measure = Result<i128, Unknown>;

/// The figure of a slot in a report, by the slot's own definition, whichever form the report has.
pub fn measure(tables: &ReportTables, slot: Slot) -> Measure {
    measure_of(tables, slot, &same_definition(slot, tables.form))
}

/// What a slot is in each of the forms met, looked up once for many reports.
pub(super) struct CellsByForm {
    slot: Slot,
    known: Vec<(ReportForm, Vec<Slot>, Option<Slot>)>,
}

impl CellsByForm {
    /// Of a slot, for the forms of these tables.
    pub(super) fn of(slot: Slot, forms: &[ReportForm]) -> Self {
        let known = forms.iter().map(|form| (*form, same_definition(slot, *form), related(slot, *form))).collect();
        Self { slot, known }
    }

    /// The forms that occur, each once.
    pub(super) fn forms<'report>(tables: impl Iterator<Item = &'report ReportTables>) -> Vec<ReportForm> {
        let mut forms = Vec::new();
        for tables in tables {
            if !forms.contains(&tables.form) {
                forms.push(tables.form);
            }
        }
        forms
    }

    /// The figure of the slot in a report of one of those forms.
    pub(super) fn measure(&self, tables: &ReportTables) -> Measure {
        let cells = self.entry(tables).map_or(&[][..], |(_, cells, _)| cells);
        measure_of(tables, self.slot, cells)
    }

    /// The cell of another definition that stands in the slot's place there.
    pub(super) fn related(&self, tables: &ReportTables) -> Option<Slot> {
        self.entry(tables).and_then(|(_, _, related)| *related)
    }

    fn entry(&self, tables: &ReportTables) -> Option<&(ReportForm, Vec<Slot>, Option<Slot>)> {
        self.known.iter().find(|(form, ..)| *form == tables.form)
    }
}

fn measure_of(tables: &ReportTables, slot: Slot, cells: &[Slot]) -> Measure {
    // Some reports of 2021 keep the single row of 2019.
    if let Slot::Three(TableThreeRow::OtherHandling, column) = slot
        && let Some(count) = single_other_handling(tables, column)
    {
        return Ok(i128::from(count));
    }
    if cells.is_empty() {
        return Err(Unknown::OtherForm);
    }
    let mut sum = 0i128;
    for cell in cells {
        sum = sum.saturating_add(value(tables, *cell)?);
    }
    Ok(sum)
}

fn single_other_handling(tables: &ReportTables, column: ApplicantColumn) -> Option<i64> {
    tables.table_three.cell(TableThreeRow::OtherHandling, column).count()
}

fn value(tables: &ReportTables, slot: Slot) -> Measure {
    match tables.value(slot) {
        None => Err(Unknown::OtherForm),
        Some(SlotValue::Count(cell)) => cell_value(cell).map(i128::from),
        Some(SlotValue::Amount(Cell::Printed(amount))) => fen(slot, amount),
        Some(SlotValue::Amount(Cell::Blank)) => Err(Unknown::Blank),
        Some(SlotValue::Amount(Cell::Unreadable(_))) => Err(Unknown::Unreadable),
    }
}

fn cell_value(cell: &Cell) -> Result<i64, Unknown> {
    match cell {
        Cell::Printed(count) => Ok(*count),
        Cell::Blank => Err(Unknown::Blank),
        Cell::Unreadable(_) => Err(Unknown::Unreadable),
    }
}

/// The form of 2021 prints its unit (万元) in the header; that of 2019 prints none, and nothing is guessed.
fn fen(slot: Slot, amount: &Amount) -> Measure {
    if amount.value().is_zero() {
        return Ok(0);
    }
    let unit_in_header = slot == Slot::Two(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
    if amount.unit().is_none() && !unit_in_header {
        return Err(Unknown::NoUnit);
    }
    amount.fen(MoneyUnit::TenThousandYuan).ok_or(Unknown::Unreadable)
}

/// Whether a slot holds money; its measure is then in fen.
pub fn is_money(slot: Slot) -> bool {
    matches!(slot, Slot::Two(_, column) if column.is_money())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOTAL: ApplicantColumn = ApplicantColumn::Total;

    #[test]
    fn a_cell_of_its_own_form_is_itself() {
        for form in ReportForm::ALL {
            for slot in form.slots() {
                assert_eq!(same_definition(slot, form), [slot], "{}", slot.code());
                assert_eq!(related(slot, form), None, "{}", slot.code());
            }
        }
    }

    #[test]
    fn other_handling_is_three_rows_since_2021_and_none_of_them_is_it() {
        let single = Slot::Three(TableThreeRow::OtherHandling, TOTAL);
        assert_eq!(same_definition(single, ReportForm::Form2021).len(), 3);
        for row in OTHER_HANDLING_PARTS {
            assert_eq!(same_definition(Slot::Three(row, TOTAL), ReportForm::Form2019), []);
        }
        let mut tables = ReportTables::blank(ReportForm::Form2021);
        for (row, count) in OTHER_HANDLING_PARTS.into_iter().zip([4, 2, 1]) {
            tables.set_count(Slot::Three(row, TOTAL), Cell::Printed(count));
        }
        assert_eq!(measure(&tables, single), Ok(7));
        tables.set_count(Slot::Three(TableThreeRow::LapsedNoPayment, TOTAL), Cell::Blank);
        assert_eq!(measure(&tables, single), Err(Unknown::Blank));
        // The hybrid in the wild: the form of 2021 with the single row of 2019.
        let mut hybrid = ReportTables::blank(ReportForm::Form2021);
        hybrid.table_three.set(TableThreeRow::OtherHandling, TOTAL, Cell::Printed(9));
        assert_eq!(measure(&hybrid, single), Ok(9));
    }

    #[test]
    fn stocks_of_both_forms_are_related_and_never_equal() {
        let published = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::PublishedInAll);
        let in_force = Slot::Two(TableTwoRow::NormativeDocuments, TableTwoColumn::InForce);
        assert_eq!(same_definition(published, ReportForm::Form2021), []);
        assert_eq!(related(published, ReportForm::Form2021), Some(in_force));
        assert_eq!(related(in_force, ReportForm::Form2019), Some(published));
        assert!(definition_change_words(published, in_force).is_some_and(|words| words.contains("口径不同")));
        let services = Slot::Two(TableTwoRow::OtherServices, TableTwoColumn::Decisions);
        assert_eq!(related(services, ReportForm::Form2021), None);
    }

    #[test]
    fn money_without_a_unit_is_not_known() {
        let amount = Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount);
        let mut tables = ReportTables::default();
        tables.table_two.procurement_amount = Cell::Printed(Amount::parse("121.2505").unwrap());
        assert_eq!(measure(&tables, amount), Err(Unknown::NoUnit));
        tables.table_two.procurement_amount = Cell::Printed(Amount::parse("251000元").unwrap());
        assert_eq!(measure(&tables, amount), Ok(25_100_000));
        tables.table_two.procurement_amount = Cell::Printed(Amount::parse("0").unwrap());
        assert_eq!(measure(&tables, amount), Ok(0));
        let mut later = ReportTables::blank(ReportForm::Form2021);
        later.table_two.fees_collected = Cell::Printed(Amount::parse("1.5").unwrap());
        let fees = Slot::Two(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
        assert_eq!(measure(&later, fees), Ok(1_500_000));
    }
}
