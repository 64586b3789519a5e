//! Any form written as a table is read back: exactly from HTML; from Markdown, where the merged
//! cells are lost, every cell is right or said to be unreadable.

use law::annual_report::{
    Amount, Cell, LayoutTable, ReportForm, ReportTables, Slot, SlotValue, TableTwoColumn, TableTwoRow, table_layouts,
};
use proptest::prelude::*;

use super::*;

fn any_form() -> impl Strategy<Value = ReportTables> {
    let count =
        prop_oneof![4 => Just(Cell::Printed(0)), 3 => (0i64..2_000).prop_map(Cell::Printed), 2 => Just(Cell::Blank)];
    let amount = prop_oneof![Just(None), (0u32..9_000_000, 0u32..3).prop_map(Some)];
    (prop::collection::vec(count, 198), amount, -9i64..9).prop_map(|(cells, amount, change)| {
        let mut form = ReportTables::default();
        for (slot, cell) in ReportForm::Form2019.slots().zip(cells) {
            form.set_count(slot, cell);
        }
        form.set_count(Slot::Two(TableTwoRow::Licences, TableTwoColumn::ChangeThisYear), Cell::Printed(change));
        if let Some((number, kind)) = amount {
            let words =
                [format!("{number}元"), format!("{}.{:04}", number / 10_000, number % 10_000), format!("{number}万元")];
            form.table_two.procurement_amount = Cell::Printed(Amount::parse(&words[kind as usize]).unwrap());
        }
        form
    })
}

fn html_of(tables: &[LayoutTable]) -> String {
    let mut page = String::from("<html><body>");
    for table in tables {
        page.push_str(&format!("<p>{}</p><table>", table.section.heading()));
        for row in 0..table.rows {
            page.push_str("<tr>");
            for cell in table.row(row) {
                let (rows, columns) = (cell.rowspan, cell.colspan);
                page.push_str(&format!("<td rowspan=\"{rows}\" colspan=\"{columns}\">{}</td>", cell.text()));
            }
            page.push_str("</tr>");
        }
        page.push_str("</table>");
    }
    page
}

/// As converters do: a merged cell's text stands in its first cell, the others are blank.
fn markdown_of(tables: &[LayoutTable]) -> String {
    let mut page = String::new();
    for table in tables {
        page.push_str(&format!("\n{}\n\n", table.section.heading()));
        for row in 0..table.rows {
            let mut cells = vec![""; usize::from(table.columns())];
            for cell in table.row(row) {
                cells[usize::from(cell.column)] = cell.text();
            }
            page.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    page
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn html_is_read_back_exactly(form in any_form()) {
        let read = read_report(html_of(&table_layouts(&form)).as_bytes(), "x.html").unwrap();
        prop_assert_eq!(read.form, form);
    }

    #[test]
    fn markdown_is_read_back_or_given_up(form in any_form()) {
        let read = read_report(markdown_of(&table_layouts(&form)).as_bytes(), "x.md").unwrap();
        for slot in ReportForm::Form2019.slots() {
            let (ours, wanted) = (read.form.value(slot).unwrap(), form.value(slot).unwrap());
            let unreadable = matches!(
                ours,
                SlotValue::Count(Cell::Unreadable(_)) | SlotValue::Amount(Cell::Unreadable(_))
            );
            prop_assert!(unreadable || ours == wanted, "{}: {:?} is not {:?}", slot.code(), ours, wanted);
        }
    }
}
