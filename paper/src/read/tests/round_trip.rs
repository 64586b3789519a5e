//! Any form of either kind or of both, written and read back: exactly from HTML, Word and PDF; from Markdown, tabbed text
//! and sheets, where the merged cells are lost, every cell is right or said to be unreadable.

use law::annual_report::{
    Amount, Cell, LayoutTable, ReportForm, ReportTables, Slot, SlotValue, TableTwoColumn, TableTwoRow, table_layouts,
};
use proptest::prelude::*;

use super::*;
use crate::write::Press;
use crate::write::annual_report::{AnnualReport, NarrativeBlock, annual_report_pdf, annual_report_word};

const FORMS: [ReportForm; 3] = [ReportForm::Form2019, ReportForm::Form2021, ReportForm::Hybrid2021];

/// A form with any figures. A hybrid is known by its single row, which then is not all blank.
fn any_form() -> impl Strategy<Value = ReportTables> {
    let count =
        prop_oneof![4 => Just(Cell::Printed(0)), 3 => (0i64..2_000).prop_map(Cell::Printed), 2 => Just(Cell::Blank)];
    let amount = prop_oneof![Just(None), (0u32..9_000_000, 0u32..3).prop_map(Some)];
    (prop::sample::select(FORMS.to_vec()), prop::collection::vec(count, 200), amount, -9i64..9).prop_map(
        |(kind, cells, amount, change)| {
            let mut form = ReportTables::blank(kind);
            for (slot, cell) in kind.slots().zip(cells) {
                form.set_count(slot, cell);
            }
            form.set_count(Slot::Two(TableTwoRow::Licences, TableTwoColumn::ChangeThisYear), Cell::Printed(change));
            if let Some((number, which)) = amount {
                let words = [
                    format!("{number}元"),
                    format!("{}.{:04}", number / 10_000, number % 10_000),
                    format!("{number}万元"),
                ];
                let amount = Cell::Printed(Amount::parse(&words[which as usize]).unwrap());
                match kind {
                    ReportForm::Form2019 => form.table_two.procurement_amount = amount,
                    ReportForm::Form2021 | ReportForm::Hybrid2021 => form.table_two.fees_collected = amount,
                }
            }
            form
        },
    )
}

/// A report of any form in words that no reader stumbles over.
fn report_with(form: &ReportTables) -> AnnualReport {
    AnnualReport {
        title: "临江市司法局2023年政府信息公开工作年度报告".to_owned(),
        agency: "临江市司法局".to_owned(),
        year: 2023,
        preamble: vec![NarrativeBlock::paragraph("统计期限为2023年1月1日至12月31日。")],
        overview: vec![NarrativeBlock::paragraph("全年公开信息118条。")],
        form: form.clone(),
        table_two_remark: None,
        problems: vec![NarrativeBlock::paragraph("公开的及时性还不够均衡，下一步按月通报。")],
        other_matters: vec![NarrativeBlock::paragraph("全年未收取信息处理费。")],
        issued_on: None,
        made_at: affairs::Instant::of_shanghai(jiff::civil::date(2024, 1, 20).at(10, 0, 0, 0)),
    }
}

/// A workbook with the merged cells of the form, one table a sheet.
fn workbook_of(tables: &[LayoutTable]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, table.section.heading()).unwrap();
        for cell in &table.cells {
            let (row, column) = (u32::from(cell.row) + 1, cell.column);
            let (last_row, last_column) = (row + u32::from(cell.rowspan) - 1, column + cell.colspan - 1);
            if (last_row, last_column) != (row, column) {
                sheet.merge_range(row, column, last_row, last_column, "", &plain).unwrap();
            }
            match cell.text().parse::<f64>() {
                Ok(number) => sheet.write_with_format(row, column, number, &plain).unwrap(),
                Err(_) => sheet.write_with_format(row, column, cell.text(), &plain).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// As a program that takes tables for text writes them: a cell a tab.
fn tabbed_of(tables: &[LayoutTable]) -> String {
    markdown_of(tables)
        .lines()
        .map(|line| match line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) {
            Some(cells) => cells.replace('|', "\t"),
            None => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn assert_read_or_given_up(read: &ReportTables, form: &ReportTables) -> Result<(), TestCaseError> {
    prop_assert_eq!(read.form, form.form);
    for slot in form.form.slots() {
        let (ours, wanted) = (read.value(slot).unwrap(), form.value(slot).unwrap());
        let unreadable = matches!(ours, SlotValue::Count(Cell::Unreadable(_)) | SlotValue::Amount(Cell::Unreadable(_)));
        // Trailing zeros behind the point are lost where a sheet keeps numbers as numbers.
        let same = ours == wanted || amounts_equal(ours, wanted);
        prop_assert!(unreadable || same, "{}: {:?} is not {:?}", slot.code(), ours, wanted);
    }
    Ok(())
}

fn amounts_equal(one: SlotValue<'_>, other: SlotValue<'_>) -> bool {
    let (SlotValue::Amount(Cell::Printed(one)), SlotValue::Amount(Cell::Printed(other))) = (one, other) else {
        return false;
    };
    let unit = law::annual_report::MoneyUnit::TenThousandYuan;
    one.unit() == other.unit() && one.fen(unit) == other.fen(unit)
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
    fn markdown_and_tabs_are_read_back_or_given_up(form in any_form()) {
        let tables = table_layouts(&form);
        for (text, name) in [(markdown_of(&tables), "x.md"), (tabbed_of(&tables), "x.txt")] {
            let read = read_report(text.as_bytes(), name).unwrap();
            assert_read_or_given_up(&read.form, &form)?;
        }
    }

    #[test]
    fn word_files_of_our_own_are_read_back_exactly(form in any_form()) {
        let file = annual_report_word(&report_with(&form)).unwrap();
        let read = read_report(&file, "x.docx").unwrap();
        prop_assert_eq!(&read.form, &form);
        prop_assert_eq!(read.year, Some(2023));
        prop_assert_eq!(read.text.sections.len(), 6);
    }

    #[test]
    fn workbooks_are_read_back_or_given_up(form in any_form()) {
        let read = read_report(&workbook_of(&table_layouts(&form)), "x.xlsx").unwrap();
        assert_read_or_given_up(&read.form, &form)?;
    }
}

proptest! {
    // A page takes its time to be set.
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn pages_of_our_own_are_read_back_exactly(form in any_form()) {
        let file = annual_report_pdf(&Press::embedded(), &report_with(&form)).unwrap();
        let read = read_report(&file, "x.pdf").unwrap();
        prop_assert_eq!(&read.form, &form);
        prop_assert_eq!(read.year, Some(2023));
        prop_assert_eq!(read.text.sections.len(), 6);
        let broken: Vec<&Finding> = read.notes.iter().filter(|note| note.rule != Rule::R03).collect();
        prop_assert!(broken.is_empty(), "{:?}", broken);
    }
}
