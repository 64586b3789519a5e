//! K-10, K-11, K-12 and K-04: table four.

use super::relation::{self, Side, Verdict};
use super::table_three::row_total;
use super::table_two::is_no_count;
use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule};
use crate::annual_report::{Cell, ReportTables, Slot, TableFour, TableFourColumn, TableFourGroup, TableThreeRow};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_four;
    counts_are_counts(table, result);
    groups_add_up(table, result);
    reconsiderations_come_from_results(report, result);
    direct_suits_follow_other_replies(report, result);
}

/// A group's total: the printed one, else what its four results say about it.
pub(super) fn group_total(table: &TableFour, group: TableFourGroup) -> Side {
    let total = table.cell(group, TableFourColumn::Total);
    if total.is_blank() { Side::sum(parts(table, group)) } else { Side::sum([total]) }
}

fn parts(table: &TableFour, group: TableFourGroup) -> impl Iterator<Item = &Cell> {
    TableFourColumn::PARTS.into_iter().map(move |column| table.cell(group, column))
}

fn counts_are_counts(table: &TableFour, result: &mut CheckResult) {
    for group in TableFourGroup::ALL {
        for column in TableFourColumn::ALL {
            let slot = Slot::Four(group, column);
            let message = match table.cell(group, column) {
                Cell::Printed(count) if *count < 0 => format!("{slot}为{count}，不应为负数。"),
                Cell::Unreadable(words) if is_no_count(words) => format!("{slot}为“{words}”，不是整数。"),
                _ => continue,
            };
            result.find(Finding::of(Rule::K04, &slot.code(), vec![Place::Cell(slot)], message));
        }
    }
}

fn groups_add_up(table: &TableFour, result: &mut CheckResult) {
    for group in TableFourGroup::ALL {
        let (sum, total) = (Side::sum(parts(table, group)), table.cell(group, TableFourColumn::Total));
        let verdict = relation::equal(sum, Side::sum([total]));
        result.judge(Rule::K10, group.code(), verdict);
        if verdict == Verdict::Disagrees {
            let message = format!("表四“{}”：四项结果之和为{}，“总计”为{total}。", group.label(), sum.words());
            let places =
                TableFourColumn::ALL.into_iter().map(|column| Place::Cell(Slot::Four(group, column))).collect();
            result.find(Finding::of(Rule::K10, group.code(), places, message));
        }
    }
}

fn reconsiderations_come_from_results(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let cases = group_total(&report.form.table_four, TableFourGroup::Reconsideration);
    let results = row_total(&report.form.table_three, TableThreeRow::ResultsTotal);
    let last_year = report.context.results_last_year;
    let some_result = results.known > 0 || last_year.is_some_and(|count| count > 0);
    let verdict = if (cases.known == 0 && cases.unknown == 0) || some_result {
        Verdict::Agrees
    } else if cases.known > 0 && results.unknown == 0 && last_year == Some(0) {
        Verdict::Disagrees
    } else {
        Verdict::CannotBeJudged { holds_with_zeros: cases.known == 0 }
    };
    result.judge(Rule::K11, "reconsideration", verdict);
    if verdict == Verdict::Disagrees {
        let total = Slot::Four(TableFourGroup::Reconsideration, TableFourColumn::Total);
        let message = format!("表四有行政复议{}件，而本年和上年都没有办理结果。", cases.words());
        result.find(Finding::of(Rule::K11, "reconsideration", vec![Place::Cell(total)], message));
    }
}

/// From this report year on a refusal under Art. 14 to 16 goes to reconsideration before any suit.
const REFUSALS_RECONSIDERED_SINCE: i16 = 2024;

/// The results that are no refusal under Art. 14 to 16: against these alone a suit may be brought directly.
fn other_results(tables: &ReportTables) -> Side {
    let refusal = |row: &TableThreeRow| {
        matches!(
            row,
            TableThreeRow::StateSecret
                | TableThreeRow::ProhibitedByLaw
                | TableThreeRow::EndangersSecurity
                | TableThreeRow::ThirdPartyRights
                | TableThreeRow::InternalAffairs
                | TableThreeRow::ProcessInformation
                | TableThreeRow::EnforcementCaseFile
        )
    };
    let rows = TableThreeRow::results_of(tables.form).filter(|row| !refusal(row));
    rows.map(|row| row_total(&tables.table_three, row)).fold(Side::default(), Side::plus)
}

fn direct_suits_follow_other_replies(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    if report.context.year.is_none_or(|year| year < REFUSALS_RECONSIDERED_SINCE) {
        return;
    }
    let suits = group_total(&report.form.table_four, TableFourGroup::DirectSuit);
    let this_year = other_results(report.form);
    let verdict = match report.last_year {
        Some(last_year) => relation::at_most(suits, this_year.plus(other_results(last_year.tables))),
        // Without last year's replies more suits than this year's explain nothing yet.
        None => match relation::at_most(suits, this_year) {
            Verdict::Disagrees => Verdict::CannotBeJudged { holds_with_zeros: false },
            other => other,
        },
    };
    result.judge(Rule::K12, "direct-suit", verdict);
    if verdict == Verdict::Disagrees {
        let total = Slot::Four(TableFourGroup::DirectSuit, TableFourColumn::Total);
        let message = format!(
            "表四未经复议直接起诉{}件，多于本年和上年不予公开（第十四条至第十六条）以外的办理结果。",
            suits.words()
        );
        result.find(Finding::of(Rule::K12, "direct-suit", vec![Place::Cell(total)], message));
    }
}
