//! K-21, K-22, K-30, K-31 and D-01: what the report of the year before says must go on in this one.

use super::relation::{self, Side, Verdict};
use super::table_four::group_total;
use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule};
use crate::annual_report::definition::{definition_change_words, related};
use crate::annual_report::{
    ApplicantColumn, ReportForm, ReportTables, Slot, TableFourColumn, TableFourGroup, TableThreeRow, TableTwoColumn,
    TableTwoRow,
};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(last_year) = report.last_year else { return };
    let before = last_year.tables;
    carried_over_is_carried_in(report.form, before, result);
    pending_cases_go_on(report.form, before, result);
    documents_in_force_go_on(report.form, before, result);
    items_go_on(report.form, before, result);
    if last_year.published {
        other_definitions_are_marked(report.form, before, result);
    }
}

fn carried_over_is_carried_in(form: &ReportTables, before: &ReportTables, result: &mut CheckResult) {
    for column in ApplicantColumn::ALL {
        let carried_in = form.table_three.cell(TableThreeRow::CarriedIn, column);
        let carried_over = before.table_three.cell(TableThreeRow::CarriedOver, column);
        let verdict = relation::equal(Side::sum([carried_in]), Side::sum([carried_over]));
        result.judge(Rule::K30, column.code(), verdict);
        if verdict == Verdict::Disagrees {
            let message = format!(
                "表三“{}”列：上年结转为{carried_in}，上一年度报告的结转下年度为{carried_over}，两数不等。",
                column.label()
            );
            let place = Place::Cell(Slot::Three(TableThreeRow::CarriedIn, column));
            result.find(Finding::of(Rule::K30, column.code(), vec![place], message));
        }
    }
}

/// A case that was pending at the end of a year has ended in the next, or is pending still.
fn pending_cases_go_on(form: &ReportTables, before: &ReportTables, result: &mut CheckResult) {
    for group in TableFourGroup::ALL {
        let pending = before.table_four.cell(group, TableFourColumn::Pending);
        let total = group_total(&form.table_four, group);
        let verdict = relation::at_most(Side::sum([pending]), total);
        result.judge(Rule::K31, group.code(), verdict);
        if verdict == Verdict::Disagrees {
            let message = format!(
                "表四“{}”：上一年度尚未审结{pending}件，本年度共{}件，少于应当延续的件数。",
                group.label(),
                total.words()
            );
            let place = Place::Cell(Slot::Four(group, TableFourColumn::Total));
            result.find(Finding::of(Rule::K31, group.code(), vec![place], message));
        }
    }
}

fn documents_in_force_go_on(form: &ReportTables, before: &ReportTables, result: &mut CheckResult) {
    if form.form == ReportForm::Form2019 || before.form == ReportForm::Form2019 {
        return;
    }
    for row in [TableTwoRow::Rules, TableTwoRow::NormativeDocuments] {
        let count = |tables: &ReportTables, column| tables.count(Slot::Two(row, column));
        let [issued, repealed, in_force] =
            [TableTwoColumn::IssuedThisYear, TableTwoColumn::RepealedThisYear, TableTwoColumn::InForce]
                .map(|column| count(form, column));
        let stood = count(before, TableTwoColumn::InForce);
        let (Some(issued), Some(repealed), Some(in_force), Some(stood)) = (issued, repealed, in_force, stood) else {
            result.judge(Rule::K21, row.code(), Verdict::CannotBeJudged { holds_with_zeros: false });
            continue;
        };
        let expected = i128::from(stood) + i128::from(issued) - i128::from(repealed);
        let agrees = i128::from(in_force) == expected;
        result.judge(Rule::K21, row.code(), if agrees { Verdict::Agrees } else { Verdict::Disagrees });
        if !agrees {
            let message = format!(
                "表二“{}”：现行有效{in_force}件，而上一年度{stood}件加本年制发{issued}件减本年废止{repealed}件为{expected}件。",
                row.label_in(form.form)
            );
            let place = Place::Cell(Slot::Two(row, TableTwoColumn::InForce));
            result.find(Finding::of(Rule::K21, row.code(), vec![place], message));
        }
    }
}

/// What last year's report counted at its beginning, with what it added, is what this one counts at its beginning.
fn items_go_on(form: &ReportTables, before: &ReportTables, result: &mut CheckResult) {
    if form.form != ReportForm::Form2019 || before.form != ReportForm::Form2019 {
        return;
    }
    let (items, change) = (TableTwoColumn::ItemsLastYear, TableTwoColumn::ChangeThisYear);
    for row in TableTwoRow::ALL.into_iter().filter(|row| row.columns().contains(&items)) {
        let count = |tables: &ReportTables, column| tables.count(Slot::Two(row, column));
        let figures = (count(form, items), count(before, items), count(before, change));
        let (Some(now), Some(stood), Some(moved)) = figures else {
            result.judge(Rule::K22, row.code(), Verdict::CannotBeJudged { holds_with_zeros: false });
            continue;
        };
        let expected = i128::from(stood) + i128::from(moved);
        let agrees = i128::from(now) == expected;
        result.judge(Rule::K22, row.code(), if agrees { Verdict::Agrees } else { Verdict::Disagrees });
        if !agrees {
            let message = format!(
                "表二“{}”：上一年项目数量为{now}，而上一年度报告所写{stood}项、增/减{moved}项，合计{expected}项。",
                row.label()
            );
            let place = Place::Cell(Slot::Two(row, items));
            result.find(Finding::of(Rule::K22, row.code(), vec![place], message));
        }
    }
}

/// Between 2020 and 2021 the form changed: what looks like a jump is another definition.
fn other_definitions_are_marked(form: &ReportTables, before: &ReportTables, result: &mut CheckResult) {
    let old_and_new = |slot: Slot| related(slot, before.form).map(|old| (old, slot));
    let changed: Vec<(Slot, Slot)> = form.form.slots().filter_map(old_and_new).collect();
    let words: Vec<String> = changed.iter().filter_map(|(old, new)| definition_change_words(*old, *new)).collect();
    if !words.is_empty() {
        let places = changed.iter().map(|(_, new)| Place::Cell(*new)).collect();
        let message = format!("上一年度报告使用另一种格式：{}。", words.join("；"));
        result.find(Finding::of(Rule::D01, "form", places, message));
    }
}
