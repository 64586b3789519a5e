//! K-20, K-23, K-24 and P-05: table two.

use super::relation::{self, Side, Verdict};
use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule, Severity};
use crate::annual_report::{Amount, Cell, ReportForm, Slot, SlotValue, TableTwo, TableTwoColumn, TableTwoRow};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_two;
    counts_are_counts(report, result);
    amounts_are_amounts(report, result);
    if report.form.form == ReportForm::Form2019 {
        items_never_fall_below_zero(table, result);
        published_this_year_is_part_of_all(table, result);
        published_was_made(table, result);
    } else {
        issued_is_in_force_or_repealed(report, result);
    }
    rules_are_made_by_few(report, result);
}

fn counts_are_counts(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let (form, table) = (report.form.form, &report.form.table_two);
    for &row in TableTwoRow::of(form) {
        for column in row.columns_of(form) {
            let Some(cell) = table.count(row, *column) else { continue };
            let slot = Slot::Two(row, *column);
            let negative = cell.count().is_some_and(|count| count < 0 && !column.may_be_negative());
            let message = match cell {
                Cell::Printed(count) if negative => format!("{slot}为{count}，不应为负数。"),
                Cell::Unreadable(words) if is_no_count(words) => format!("{slot}为“{words}”，不是整数。"),
                _ => continue,
            };
            result.find(Finding::of(Rule::K20, &slot.code(), vec![Place::Cell(slot)], message));
        }
    }
}

fn amounts_are_amounts(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    for slot in report.form.form.slots() {
        if let Some(SlotValue::Amount(amount)) = report.form.value(slot) {
            amount_is_an_amount(slot, amount, result);
        }
    }
}

fn amount_is_an_amount(slot: Slot, amount: &Cell<Amount>, result: &mut CheckResult) {
    let message = match amount {
        Cell::Printed(amount) if amount.value().is_negative() => {
            format!("{slot}为{}，金额不应为负数。", amount.printed())
        }
        Cell::Unreadable(words) if is_no_count(words) => format!("{slot}为“{words}”，不是金额。"),
        _ => return,
    };
    result.find(Finding::of(Rule::K20, &slot.code(), vec![Place::Cell(slot)], message));
}

/// Digits alone are a number that the reader could not split, which is not the report's fault.
pub(super) fn is_no_count(words: &str) -> bool {
    words.chars().any(|character| !character.is_ascii_digit() && !character.is_whitespace())
}

fn items_never_fall_below_zero(table: &TableTwo, result: &mut CheckResult) {
    let (items, change) = (TableTwoColumn::ItemsLastYear, TableTwoColumn::ChangeThisYear);
    for row in TableTwoRow::ALL {
        let (Some(before), Some(moved)) = (table.count(row, items), table.count(row, change)) else { continue };
        let verdict = match (before.count(), moved.count()) {
            (Some(before), Some(moved)) if before.saturating_add(moved) < 0 => Verdict::Disagrees,
            (Some(_), Some(_)) => Verdict::Agrees,
            (before, moved) => {
                let with_zeros = before.unwrap_or(0).saturating_add(moved.unwrap_or(0));
                Verdict::CannotBeJudged { holds_with_zeros: with_zeros >= 0 }
            }
        };
        result.judge(Rule::K23, format!("{}/stock", row.code()), verdict);
        if verdict == Verdict::Disagrees {
            let places = vec![Place::Cell(Slot::Two(row, items)), Place::Cell(Slot::Two(row, change))];
            let message = format!("表二“{}”：上一年{before}项，本年增/减{moved}，合计小于零。", row.label());
            result.find(Finding::of(Rule::K23, &format!("{}/stock", row.code()), places, message));
        }
    }
}

fn published_this_year_is_part_of_all(table: &TableTwo, result: &mut CheckResult) {
    let (this_year, in_all) = (TableTwoColumn::PublishedThisYear, TableTwoColumn::PublishedInAll);
    for row in [TableTwoRow::Rules, TableTwoRow::NormativeDocuments] {
        let (Some(new), Some(all)) = (table.count(row, this_year), table.count(row, in_all)) else { continue };
        let verdict = relation::at_most(Side::sum([new]), Side::sum([all]));
        let subject = format!("{}/published", row.code());
        result.judge(Rule::K23, subject.clone(), verdict);
        if verdict == Verdict::Disagrees {
            let places = vec![Place::Cell(Slot::Two(row, this_year)), Place::Cell(Slot::Two(row, in_all))];
            let message = format!("表二“{}”：本年新公开{new}件，多于对外公开总数量{all}件。", row.label());
            // Published and repealed within one year, where the total is a stock, explains it.
            let finding = Finding::of(Rule::K23, &subject, places, message);
            result.find(finding.with_severity(Severity::Warning));
        }
    }
}

/// More may be published than was made, from what earlier years left; how much that was no report says.
fn published_was_made(table: &TableTwo, result: &mut CheckResult) {
    let (published, made) = (TableTwoColumn::PublishedThisYear, TableTwoColumn::MadeThisYear);
    for row in [TableTwoRow::Rules, TableTwoRow::NormativeDocuments] {
        let (Some(published), Some(made)) = (table.count(row, published), table.count(row, made)) else { continue };
        let verdict = match relation::at_most(Side::sum([published]), Side::sum([made])) {
            Verdict::Disagrees => Verdict::CannotBeJudged { holds_with_zeros: false },
            other => other,
        };
        result.judge(Rule::K23, format!("{}/made", row.code()), verdict);
    }
}

fn issued_is_in_force_or_repealed(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_two;
    let columns = [TableTwoColumn::IssuedThisYear, TableTwoColumn::RepealedThisYear, TableTwoColumn::InForce];
    for row in [TableTwoRow::Rules, TableTwoRow::NormativeDocuments] {
        let [Some(issued), Some(repealed), Some(in_force)] = columns.map(|column| table.count(row, column)) else {
            continue;
        };
        let verdict = relation::at_most(Side::sum([issued]), Side::sum([repealed, in_force]));
        result.judge(Rule::P05, row.code(), verdict);
        if verdict == Verdict::Disagrees {
            let message = format!(
                "表二“{}”：本年制发{issued}件，多于现行有效{in_force}件与本年废止{repealed}件之和。",
                row.label_in(report.form.form)
            );
            let places = columns.map(|column| Place::Cell(Slot::Two(row, column))).to_vec();
            result.find(Finding::of(Rule::P05, row.code(), places, message));
        }
    }
}

fn rules_are_made_by_few(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_two;
    let row = TableTwoRow::Rules;
    let filled: Vec<Slot> = row
        .columns_of(report.form.form)
        .iter()
        .filter(|column| table.count(row, **column).and_then(Cell::count).is_some_and(|count| count > 0))
        .map(|column| Slot::Two(row, *column))
        .collect();
    match report.context.agency_kind.may_make_rules() {
        Some(true) => {}
        Some(false) if filled.is_empty() => result.judge(Rule::K24, "rules", Verdict::Agrees),
        Some(false) => {
            result.judge(Rule::K24, "rules", Verdict::Disagrees);
            let figures: Vec<String> =
                filled.iter().filter_map(|slot| report.form.count(*slot)).map(|count| count.to_string()).collect();
            let places = filled.into_iter().map(Place::Cell).collect();
            let message = format!("表二“规章”填有{}；本机关不能制定规章，这些可能是规范性文件。", figures.join("、"));
            result.find(Finding::of(Rule::K24, "rules", places, message));
        }
        None => {
            let verdict = Verdict::CannotBeJudged { holds_with_zeros: filled.is_empty() };
            result.judge(Rule::K24, "rules", verdict);
        }
    }
}
