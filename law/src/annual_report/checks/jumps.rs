//! K-32: a figure that moved by more than half since last year's report is worth an explanation.

use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule, Verdict};
use crate::annual_report::compare::is_jump;
use crate::annual_report::definition::{is_money, measure};
use crate::annual_report::{Amount, ApplicantColumn, MoneyUnit, ReportTables, Slot, TableFourColumn};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(last_year) = report.last_year.filter(|last_year| last_year.published) else { return };
    let mut jumped: Vec<Slot> = Vec::new();
    // Totals first: where a total jumped, its parts say nothing new.
    let (totals, parts): (Vec<Slot>, Vec<Slot>) = report.form.form.slots().partition(|slot| total_of(*slot).is_none());
    for slot in totals.into_iter().chain(parts) {
        if jump(report.form, last_year.tables, slot, result) {
            if total_of(slot).is_none_or(|total| !jumped.contains(&total)) {
                find(report.form, last_year.tables, slot, result);
            }
            jumped.push(slot);
        }
    }
}

/// The total that a part of a row or group adds to.
fn total_of(slot: Slot) -> Option<Slot> {
    match slot {
        Slot::Two(..) | Slot::Three(_, ApplicantColumn::Total) | Slot::Four(_, TableFourColumn::Total) => None,
        Slot::Three(row, _) => Some(Slot::Three(row, ApplicantColumn::Total)),
        Slot::Four(group, _) => Some(Slot::Four(group, TableFourColumn::Total)),
    }
}

fn jump(form: &ReportTables, before: &ReportTables, slot: Slot, result: &mut CheckResult) -> bool {
    // What a form does not define is no relation at all, only what is defined and not known.
    let (Ok(now), Ok(before)) = (measure(form, slot), measure(before, slot)) else { return false };
    let jumped = is_jump(before, now, is_money(slot));
    result.judge(Rule::K32, slot.code(), if jumped { Verdict::Disagrees } else { Verdict::Agrees });
    jumped
}

fn find(form: &ReportTables, before: &ReportTables, slot: Slot, result: &mut CheckResult) {
    let (Ok(now), Ok(then)) = (measure(form, slot), measure(before, slot)) else { return };
    let change = match (now.saturating_sub(then).saturating_mul(100)).checked_div(then.saturating_abs()) {
        Some(percent) if percent > 0 => format!("增加{percent}%"),
        Some(percent) => format!("减少{}%", percent.saturating_abs()),
        None => "上年为零".to_owned(),
    };
    let message = format!("{slot}为{}，上一年度报告为{}（{change}）。", words(now, slot), words(then, slot));
    result.find(Finding::of(Rule::K32, &slot.code(), vec![Place::Cell(slot)], message));
}

fn words(value: i128, slot: Slot) -> String {
    match i64::try_from(value) {
        Ok(fen) if is_money(slot) => Amount::from_fen(fen, MoneyUnit::TenThousandYuan).printed().to_owned(),
        _ => value.to_string(),
    }
}
