//! K-49 and K-25: was it published in time, and what do the agency's own registers say?

use jiff::civil::Date;

use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule, Severity, Verdict};
use crate::annual_report::{AgencyKind, Claim, ReportForm, Slot, TableTwoColumn, TableTwoRow, definition::measure};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    published_in_time(report, result);
    registers_agree(report, result);
}

/// Departments publish by 31 January, the government's own report by 31 March (Art. 49).
const DEPARTMENTS_BY: (i8, i8) = (1, 31);
const GOVERNMENTS_BY: (i8, i8) = (3, 31);

fn published_in_time(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(year) = report.context.year.and_then(|year| year.checked_add(1)) else { return };
    let stated = report.narrative.statement(|claim| matches!(claim, Claim::PublishedOn(_)));
    let said = stated.and_then(|statement| match statement.claim {
        Claim::PublishedOn(date) => Some(date),
        _ => None,
    });
    let Some(published) = report.context.published_on.or(said) else { return };
    let by = |(month, day)| Date::new(year, month, day).ok();
    let (Some(january), Some(march)) = (by(DEPARTMENTS_BY), by(GOVERNMENTS_BY)) else { return };
    let due = match report.context.agency_kind {
        AgencyKind::LocalDepartment | AgencyKind::StateCouncilDepartment => Some(january),
        AgencyKind::RuleMakingGovernment | AgencyKind::CountyGovernment => Some(march),
        AgencyKind::Unknown => None,
    };
    let verdict = match due {
        _ if published <= january => Verdict::Agrees,
        _ if published > march => Verdict::Disagrees,
        Some(due) if published > due => Verdict::Disagrees,
        Some(_) => Verdict::Agrees,
        None => Verdict::CannotBeJudged { holds_with_zeros: false },
    };
    result.judge(Rule::K49, "published", verdict);
    if verdict == Verdict::Disagrees {
        let due = due.unwrap_or(march);
        let message = format!(
            "{}年{}月{}日公布，晚于{}年{}月{}日。",
            published.year(),
            published.month(),
            published.day(),
            due.year(),
            due.month(),
            due.day()
        );
        let place = stated.filter(|_| report.context.published_on.is_none());
        let from_the_page = place.is_some();
        let place = place.map_or(Place::Report, |statement| Place::Words(statement.place.clone()));
        let finding = Finding::of(Rule::K49, "published", vec![place], message);
        // The day on a page may be that of the site's removal to another system.
        result.find(if from_the_page { finding.with_severity(Severity::Warning) } else { finding });
    }
}

fn registers_agree(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(registers) = report.context.registers else { return };
    let decisions = |row| {
        let column = match report.form.form {
            ReportForm::Form2019 => TableTwoColumn::Decisions,
            _ => TableTwoColumn::DecisionsThisYear,
        };
        Slot::Two(row, column)
    };
    let (licences, penalties) = (decisions(TableTwoRow::Licences), decisions(TableTwoRow::Penalties));
    for (slot, registered, name) in
        [(licences, registers.licences, "行政许可"), (penalties, registers.penalties, "行政处罚")]
    {
        let (Some(printed), Some(registered)) = (report.form.count(slot), registered) else { continue };
        let message = format!("表二“{name}”处理决定{printed}件，双公示台账{registered}件，两数不等。");
        judge(slot, printed == registered, &slot.code(), message, result);
    }
    let made =
        [licences, penalties].into_iter().filter_map(|slot| report.form.count(slot)).fold(0, i64::saturating_add);
    if let Some(published) = registers.published_decisions {
        let message = format!("全年作出许可、处罚决定{made}件，公开{published}件。");
        judge(licences, made == 0 || published > 0, "published-decisions", message, result);
    }
    let fees = Slot::Two(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
    if let (Ok(collected), Some(items)) = (measure(report.form, fees), registers.fee_items) {
        let message = format!("{fees}大于零，收费目录中有{items}项收费。");
        judge(fees, collected == 0 || items > 0, "fee-items", message, result);
    }
}

fn judge(slot: Slot, agrees: bool, subject: &str, message: String, result: &mut CheckResult) {
    result.judge(Rule::K25, subject, if agrees { Verdict::Agrees } else { Verdict::Disagrees });
    if !agrees {
        result.find(Finding::of(Rule::K25, subject, vec![Place::Cell(slot)], message));
    }
}
