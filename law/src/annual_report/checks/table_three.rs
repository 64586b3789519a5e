//! K-01 to K-04: table three, in all seven columns and every row.

use super::relation::{self, Side, Verdict};
use super::table_two::is_no_count;
use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule, Severity};
use crate::annual_report::{
    ApplicantColumn, ApplicantKind, Cell, ReportForm, ReportSection, Slot, TableThree, TableThreeRow,
};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let (form, table) = (report.form.form, &report.form.table_three);
    counts_are_counts(form, table, result);
    received_equals_closed(table, result);
    results_add_up(form, table, result);
    applicants_add_up(form, table, result);
}

/// A row's total: the printed one, else what its six columns say about it.
pub(super) fn row_total(table: &TableThree, row: TableThreeRow) -> Side {
    let total = table.cell(row, ApplicantColumn::Total);
    if total.is_blank() { Side::sum(parts(table, row)) } else { Side::sum([total]) }
}

fn parts(table: &TableThree, row: TableThreeRow) -> impl Iterator<Item = &Cell> {
    ApplicantKind::ALL.into_iter().map(move |kind| table.cell(row, ApplicantColumn::Of(kind)))
}

fn column_value(table: &TableThree, row: TableThreeRow, column: ApplicantColumn) -> Side {
    match column {
        ApplicantColumn::Total => row_total(table, row),
        ApplicantColumn::Of(_) => Side::sum([table.cell(row, column)]),
    }
}

fn counts_are_counts(form: ReportForm, table: &TableThree, result: &mut CheckResult) {
    for &row in TableThreeRow::of(form) {
        for column in ApplicantColumn::ALL {
            let slot = Slot::Three(row, column);
            let message = match table.cell(row, column) {
                Cell::Printed(count) if *count < 0 => format!("{slot}为{count}，不应为负数。"),
                Cell::Unreadable(words) if is_no_count(words) => format!("{slot}为“{words}”，不是整数。"),
                _ => continue,
            };
            result.find(Finding::of(Rule::K04, &slot.code(), vec![Place::Cell(slot)], message));
        }
    }
}

fn received_equals_closed(table: &TableThree, result: &mut CheckResult) {
    let rows =
        [TableThreeRow::Received, TableThreeRow::CarriedIn, TableThreeRow::ResultsTotal, TableThreeRow::CarriedOver];
    for column in ApplicantColumn::ALL {
        let [received, carried_in, closed, carried_over] = rows.map(|row| column_value(table, row, column));
        let (left, right) = (received.plus(carried_in), closed.plus(carried_over));
        let verdict = relation::equal(left, right);
        result.judge(Rule::K01, column.code(), verdict);
        if verdict == Verdict::Disagrees {
            let message = format!(
                "表三“{}”列：新收{}加上年结转{}为{}，办理结果总计{}加结转下年度{}为{}，两边不等。",
                column.label(),
                received.words(),
                carried_in.words(),
                left.words(),
                closed.words(),
                carried_over.words(),
                right.words()
            );
            let places = rows.map(|row| Place::Cell(Slot::Three(row, column))).to_vec();
            result.find(Finding::of(Rule::K01, column.code(), places, message));
        }
    }
}

fn results_add_up(form: ReportForm, table: &TableThree, result: &mut CheckResult) {
    for column in ApplicantColumn::ALL {
        let sum = TableThreeRow::results_of(form)
            .map(|row| column_value(table, row, column))
            .fold(Side::default(), Side::plus);
        let total = column_value(table, TableThreeRow::ResultsTotal, column);
        let verdict = relation::equal(sum, total);
        result.judge(Rule::K02, column.code(), verdict);
        if verdict == Verdict::Disagrees {
            let message = format!(
                "表三“{}”列：（一）至（六）各项之和为{}，“（七）总计”为{}。",
                column.label(),
                sum.words(),
                total.words()
            );
            let place = Place::Cell(Slot::Three(TableThreeRow::ResultsTotal, column));
            result.find(Finding::of(Rule::K02, column.code(), vec![place], message));
        }
    }
}

fn applicants_add_up(form: ReportForm, table: &TableThree, result: &mut CheckResult) {
    let mut without_total = Vec::new();
    for &row in TableThreeRow::of(form) {
        let (sum, total) = (Side::sum(parts(table, row)), table.cell(row, ApplicantColumn::Total));
        let verdict = relation::equal(sum, Side::sum([total]));
        result.judge(Rule::K03, row.code(), verdict);
        let slot = Slot::Three(row, ApplicantColumn::Total);
        if verdict == Verdict::Disagrees {
            let message = format!("表三“{}”：各类申请人之和为{}，“总计”为{total}。", row.label(), sum.words());
            result.find(Finding::of(Rule::K03, row.code(), vec![Place::Cell(slot)], message));
        }
        if total.is_blank() && sum.known > 0 {
            without_total.push(slot);
        }
    }
    if !without_total.is_empty() {
        let message =
            format!("表三有{}行填有申请人分项而“总计”为空白，这些行的合计关系无法判定。", without_total.len());
        let mut places = vec![Place::Section(ReportSection::Applications)];
        places.extend(without_total.into_iter().map(Place::Cell));
        let finding = Finding::of(Rule::K03, "total-missing", places, message);
        result.find(finding.with_severity(Severity::Remark));
    }
}
