//! The registers of the demo year, imported like any office's sheets, and the annual report made from them.

use super::build::through_the_chain;
use super::content;
use super::people::Bureau;
use crate::Trouble;
use affairs::Instant;
use affairs::register::Register;
use affairs::report::Narrative;
use desk::registers::ImportProgress;
use desk::{Desk, MovedClock};

fn at(year: i16, month: i8, day: i8, hour: i8) -> Instant {
    Instant::of_shanghai(jiff::civil::date(year, month, day).at(hour, 0, 0, 0))
}

/// Imports the item catalogue, the decisions and the contracts of 2019, and what the year's work was.
///
/// # Errors
/// When an act is refused or fails.
pub async fn fill(desk: &Desk, clock: &MovedClock, bureau: &Bureau) -> Result<(), Trouble> {
    clock.set(at(2019, 12, 31, 17));
    let officer = bureau.who("disclosure")?;
    let sheets = [
        (Register::Items, "事项目录.csv", content::ITEMS),
        (Register::Decisions, "2019年处理决定.csv", content::DECISIONS),
        (Register::Procurement, "2019年政府集中采购.csv", content::PROCUREMENT),
        (Register::Trainings, "2019年公开培训.csv", content::TRAININGS),
        (Register::Meetings, "2019年领导小组会议.csv", content::MEETINGS),
        (Register::WorkPoints, "2019年工作要点任务.csv", content::WORK_POINTS),
        (Register::InternalRules, "公开制度.csv", content::INTERNAL_RULES),
    ];
    for (register, name, text) in sheets {
        let mut incoming = desk.incoming(officer).await?;
        incoming.write(text.as_bytes()).await?;
        let staging = desk.stage_sheet(officer, register, incoming, name).await?;
        let preview = desk.preview_sheet(officer, &staging).await?;
        if let Some(problem) = preview.problems.first() {
            return Err(Trouble(format!("{name} 第{}行 {}：{}", problem.row, problem.column, problem.message)));
        }
        desk.import_sheet(officer, &staging, &|_: ImportProgress| {}).await?;
    }
    Ok(())
}

/// Writes, freezes, reviews and publishes the annual report of 2019.
///
/// # Errors
/// When an act is refused or fails.
pub async fn report(desk: &Desk, clock: &MovedClock, bureau: &Bureau) -> Result<(), Trouble> {
    clock.set(at(2020, 1, 10, 9));
    let officer = bureau.who("disclosure")?;
    let narrative: Narrative = serde_json::from_value(content::narrative()?)?;
    desk.write_report(officer, 2019, 0, narrative).await?;
    explain_warnings(desk, bureau).await?;
    clock.set(at(2020, 1, 13, 10));
    let drafter = bureau.who("office-drafter")?;
    let id = desk.freeze_report(officer, 2019, &drafter.person).await?;
    through_the_chain(desk, clock, bureau, &id, at(2020, 1, 15, 10)).await
}

/// A warning of the law's relations wants a recorded explanation before the report is frozen.
async fn explain_warnings(desk: &Desk, bureau: &Bureau) -> Result<(), Trouble> {
    use law::annual_report::checks::Severity;
    let officer = bureau.who("disclosure")?;
    let compiled = desk.compile_report(officer, 2019).await?;
    for finding in &compiled.findings {
        match finding.finding.severity {
            Severity::Error => return Err(Trouble(format!("演示年度的报告不平：{}", finding.finding.message))),
            Severity::Warning => {
                desk.explain_finding(officer, 2019, &finding.finding.name, "已与台账逐条核对，情况属实。").await?;
            }
            Severity::Remark => {}
        }
    }
    Ok(())
}
