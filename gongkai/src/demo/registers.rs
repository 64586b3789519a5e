//! The registers of the demo year, imported like any office's sheets, and the annual report made from them.

use super::build::through_the_chain;
use super::content;
use super::people::Bureau;
use crate::Trouble;
use affairs::register::{PointState, Register};
use affairs::report::{Narrative, ProblemWords};
use affairs::{Date, Instant};
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

/// The problems that section five of the demo year names, as items of work.
const PROBLEMS: [(&str, &str, &str, Date); 3] = [
    (
        "解读材料形式单一，以问答为主，图表和案例不够",
        "政策法规科",
        "起草文件时同步准备解读，由科室负责人一并审核",
        jiff::civil::date(2020, 6, 30),
    ),
    (
        "少数文件内部协调时间长，影响公开时效",
        "办公室",
        "需要协调的事项在定稿前完成，定稿后即进入公开流程",
        jiff::civil::date(2020, 3, 31),
    ),
    (
        "附件命名、标题格式不统一，给检索带来不便",
        "办公室",
        "统一附件命名规则，由公开工作机构在发布前核对",
        jiff::civil::date(2020, 3, 31),
    ),
];

/// Writes, freezes, reviews and publishes the annual report of 2019.
///
/// # Errors
/// When an act is refused or fails.
pub async fn report(desk: &Desk, clock: &MovedClock, bureau: &Bureau) -> Result<(), Trouble> {
    clock.set(at(2020, 1, 10, 9));
    let officer = bureau.who("disclosure")?;
    let narrative: Narrative = serde_json::from_value(content::narrative()?)?;
    desk.write_report(officer, 2019, 0, narrative).await?;
    for (problem, section, measure, due) in PROBLEMS {
        let words = ProblemWords {
            problem: problem.to_owned(),
            section: section.to_owned(),
            evidence: String::new(),
            measure: measure.to_owned(),
            due: Some(due),
            state: PointState::UnderWay,
            outcome: String::new(),
        };
        desk.raise_problem(officer, 2019, "", words).await?;
    }
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
