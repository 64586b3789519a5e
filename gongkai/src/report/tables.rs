//! The three tables of a report, of whichever form, as straight columns on a terminal.

use law::annual_report::{
    ApplicantColumn, Cell, ReportTables, Slot, SlotValue, TableFourColumn, TableFourGroup, TableThreeRow, TableTwoBlock,
};

use super::columns::Grid;

/// A blank is shown as such: it is no zero.
const BLANK: &str = "空";

/// All three, each with its title.
pub fn printed(form: &ReportTables) -> String {
    let shown = |slot: Slot| shown(form, slot);
    printed_with(form, &shown)
}

/// The same with other words in the cells, such as sums.
pub fn printed_with(form: &ReportTables, shown: &dyn Fn(Slot) -> String) -> String {
    format!("{}{}{}", table_two(form, shown), table_three(form, shown), table_four(shown))
}

fn shown(form: &ReportTables, slot: Slot) -> String {
    match form.value(slot) {
        Some(value) if value.is_blank() => BLANK.to_owned(),
        Some(SlotValue::Count(Cell::Unreadable(words))) => format!("?{words}"),
        Some(SlotValue::Amount(Cell::Unreadable(words))) => format!("?{words}"),
        Some(value) => value.text(),
        None => String::new(),
    }
}

fn table_two(form: &ReportTables, shown: &dyn Fn(Slot) -> String) -> String {
    let mut grid = Grid::new("二、主动公开政府信息情况");
    for block in TableTwoBlock::of(form.form) {
        let columns = block.columns_of(form.form);
        let mut header = vec![block.label().to_owned()];
        header.extend(columns.iter().map(|column| column.label().to_owned()));
        grid.row(header);
        for row in block.rows_of(form.form) {
            let mut cells = vec![format!("  {}", row.label_in(form.form))];
            cells.extend(columns.iter().map(|column| shown(Slot::Two(*row, *column))));
            grid.row(cells);
        }
    }
    grid.to_string()
}

fn table_three(form: &ReportTables, shown: &dyn Fn(Slot) -> String) -> String {
    let mut grid = Grid::new("三、收到和处理政府信息公开申请情况");
    let mut header = vec![String::new()];
    header.extend(ApplicantColumn::ALL.map(|column| column.label().to_owned()));
    grid.row(header);
    let mut group = None;
    for row in TableThreeRow::of(form.form).iter().copied() {
        if row == TableThreeRow::Disclosed {
            grid.row(vec![TableThreeRow::RESULTS_HEADING.to_owned()]);
        }
        if row.group() != group {
            group = row.group();
            grid.row(group.map(|group| vec![format!("  {}", group.label())]).unwrap_or_default());
        }
        let indent = match (row.group(), row.is_result() || row == TableThreeRow::ResultsTotal) {
            (Some(_), _) => "    ",
            (None, true) => "  ",
            (None, false) => "",
        };
        let mut cells = vec![format!("{indent}{}", short(row.label()))];
        cells.extend(ApplicantColumn::ALL.map(|column| shown(Slot::Three(row, column))));
        grid.row(cells);
    }
    grid.to_string()
}

/// Characters of a label that stand beside figures on a terminal.
const LONGEST_LABEL: usize = 20;

/// The bracketed remark of 部分公开 and the long rows of 2021 would widen the whole table.
fn short(label: &str) -> String {
    let label = label.find("（区分").map_or(label, |at| &label[..at]);
    if label.chars().count() <= LONGEST_LABEL {
        return label.to_owned();
    }
    label.chars().take(LONGEST_LABEL).chain(std::iter::once('…')).collect()
}

fn table_four(shown: &dyn Fn(Slot) -> String) -> String {
    let mut grid = Grid::new("四、政府信息公开行政复议、行政诉讼情况");
    let mut header = vec![String::new()];
    header.extend(TableFourColumn::ALL.map(|column| column.label().to_owned()));
    grid.row(header);
    for group in TableFourGroup::ALL {
        let label = match group {
            TableFourGroup::Reconsideration => group.label().to_owned(),
            _ => format!("{}：{}", TableFourGroup::LITIGATION_HEADING, group.label()),
        };
        let mut cells = vec![label];
        cells.extend(TableFourColumn::ALL.map(|column| shown(Slot::Four(group, column))));
        grid.row(cells);
    }
    grid.to_string()
}
