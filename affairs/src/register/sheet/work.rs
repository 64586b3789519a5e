//! The columns of the registers of the year's work, and how their rows are read and written.

use super::{Content, RowReader, SheetColumn, cleaned, column, shortened};
use crate::register::work::{InternalRule, Meeting, PointState, Training, WorkPoint};
use law::annual_report::ExactDecimal;

const POINT_STATES: &[&str] = &["未开始", "推进中", "已完成"];

pub(super) const TRAININGS: &[SheetColumn] = &[
    column("number", "培训编号", true, Content::Text, "例如“培训2019-01”，不能与已登记的重复"),
    column("on", "培训日期", true, Content::Date, ""),
    column("topic", "培训内容", true, Content::Text, ""),
    column("hours", "学时", true, Content::Text, "以小时计，可以有半小时，例如 1.5"),
    column("participants", "参加人数", true, Content::Text, "整数"),
    column("circle", "参加范围", true, Content::Text, "例如“各科室信息员”，不写姓名"),
    column("material", "材料", false, Content::Text, "通知、课件、签到表的档号或者地址"),
];
pub(super) const MEETINGS: &[SheetColumn] = &[
    column("number", "会议编号", true, Content::Text, "例如“会议2019-01”，不能与已登记的重复"),
    column("on", "会议日期", true, Content::Date, ""),
    column("agenda", "议题", true, Content::Text, ""),
    column("decisions", "议定事项", true, Content::Text, ""),
    column("minutes", "会议纪要", false, Content::Text, "纪要的文号、档号或者地址"),
];
pub(super) const WORK_POINTS: &[SheetColumn] = &[
    column("number", "任务编号", true, Content::Text, "例如“要点2019-03”，不能与已登记的重复"),
    column("document", "来源文件", true, Content::Text, "上级文件的名称或者文号"),
    column("item", "任务内容", true, Content::Text, ""),
    column("section", "责任科室", true, Content::Text, ""),
    column("due", "完成期限", true, Content::Date, "最后一天；计入该日所在的年度"),
    column("state", "进展", true, Content::Choice(POINT_STATES), ""),
    column("done_on", "完成日期", false, Content::Date, "进展为“已完成”时填写"),
    column("evidence", "完成依据", false, Content::Text, "进展为“已完成”时填写：公开页面地址、文号或者档号"),
];
pub(super) const INTERNAL_RULES: &[SheetColumn] = &[
    column("number", "制度编号", true, Content::Text, "文号或者自编号，不能与已登记的重复"),
    column("name", "制度名称", true, Content::Text, ""),
    column("version", "版本", true, Content::Text, "例如“2019年修订”"),
    column("section", "责任科室", true, Content::Text, ""),
    column("effective_on", "施行日期", true, Content::Date, ""),
    column("reviewed_on", "最近评估日期", false, Content::Date, "没有评估过的留空"),
    column("repealed_on", "废止日期", false, Content::Date, "自该日起不再有效；仍在施行的留空"),
];

/// Most people at one training: more is a slip of the pen.
const PARTICIPANTS_LIMIT: i64 = 100_000;
/// Most half hours of one training.
const HALF_HOURS_LIMIT: i128 = 2_000;

pub(super) fn read_training(row: &mut RowReader<'_>) -> Training {
    Training {
        number: row.key("number"),
        on: row.date("on"),
        topic: row.text("topic"),
        half_hours: row.half_hours("hours"),
        participants: row.count("participants"),
        circle: row.text("circle"),
        material: row.optional_text("material"),
    }
}

pub(super) fn read_meeting(row: &mut RowReader<'_>) -> Meeting {
    Meeting {
        number: row.key("number"),
        on: row.date("on"),
        agenda: row.text("agenda"),
        decisions: row.text("decisions"),
        minutes: row.optional_text("minutes"),
    }
}

pub(super) fn read_work_point(row: &mut RowReader<'_>) -> WorkPoint {
    let point = WorkPoint {
        number: row.key("number"),
        document: row.text("document"),
        item: row.text("item"),
        section: row.text("section"),
        due: row.date("due"),
        state: row.choice("state", PointState::from_label, PointState::NotBegun),
        done_on: row.optional_date("done_on"),
        evidence: row.optional_text("evidence"),
    };
    if row.errors.is_empty() {
        match (point.state, point.done_on, &point.evidence) {
            (PointState::Done, None, _) => row.wrong("done_on", "进展为“已完成”时须填写"),
            (PointState::Done, _, None) => row.wrong("evidence", "进展为“已完成”时须填写"),
            (PointState::NotBegun | PointState::UnderWay, Some(_), _) => {
                row.wrong("state", "已有完成日期，进展应为“已完成”");
            }
            _ => {}
        }
    }
    point
}

pub(super) fn read_internal_rule(row: &mut RowReader<'_>) -> InternalRule {
    let rule = InternalRule {
        number: row.key("number"),
        name: row.text("name"),
        version: row.text("version"),
        section: row.text("section"),
        effective_on: row.date("effective_on"),
        reviewed_on: row.optional_date("reviewed_on"),
        repealed_on: row.optional_date("repealed_on"),
    };
    if row.errors.is_empty() && rule.repealed_on.is_some_and(|repealed| repealed <= rule.effective_on) {
        row.wrong("repealed_on", "应晚于施行日期");
    }
    rule
}

impl RowReader<'_> {
    fn count(&mut self, field: &str) -> i64 {
        let text = self.text(field);
        if text.is_empty() {
            return 0;
        }
        match text.parse::<i64>() {
            Ok(count) if (1..=PARTICIPANTS_LIMIT).contains(&count) => count,
            _ => {
                let message = format!("“{}”不是人数，请填写 1 至 {PARTICIPANTS_LIMIT} 的整数", shortened(&text));
                self.wrong(field, message);
                0
            }
        }
    }

    fn half_hours(&mut self, field: &str) -> i64 {
        let text = self.text(field);
        if text.is_empty() {
            return 0;
        }
        match half_hours_of(&text) {
            Some(half_hours) => half_hours,
            None => {
                let message = format!("“{}”不是学时，请填写小时数，最小到半小时，例如 2 或 1.5", shortened(&text));
                self.wrong(field, message);
                0
            }
        }
    }
}

fn half_hours_of(text: &str) -> Option<i64> {
    let tenths = ExactDecimal::parse(&cleaned(text)).ok()?.shifted(1)?;
    let whole = tenths > 0 && tenths % 5 == 0 && tenths / 5 <= HALF_HOURS_LIMIT;
    whole.then(|| i64::try_from(tenths / 5).ok()).flatten()
}

/// Half hours as hours, `1.5` or `2`.
fn hours_text(half_hours: i64) -> String {
    let hours = half_hours / 2;
    if half_hours % 2 == 0 { hours.to_string() } else { format!("{hours}.5") }
}

pub(super) fn write_training(training: &Training) -> Vec<String> {
    vec![
        training.number.clone(),
        training.on.to_string(),
        training.topic.clone(),
        hours_text(training.half_hours),
        training.participants.to_string(),
        training.circle.clone(),
        training.material.clone().unwrap_or_default(),
    ]
}

pub(super) fn write_meeting(meeting: &Meeting) -> Vec<String> {
    vec![
        meeting.number.clone(),
        meeting.on.to_string(),
        meeting.agenda.clone(),
        meeting.decisions.clone(),
        meeting.minutes.clone().unwrap_or_default(),
    ]
}

pub(super) fn write_work_point(point: &WorkPoint) -> Vec<String> {
    vec![
        point.number.clone(),
        point.document.clone(),
        point.item.clone(),
        point.section.clone(),
        point.due.to_string(),
        point.state.label().to_owned(),
        point.done_on.map(|day| day.to_string()).unwrap_or_default(),
        point.evidence.clone().unwrap_or_default(),
    ]
}

pub(super) fn write_internal_rule(rule: &InternalRule) -> Vec<String> {
    let day = |date: Option<crate::Date>| date.map(|day| day.to_string()).unwrap_or_default();
    vec![
        rule.number.clone(),
        rule.name.clone(),
        rule.version.clone(),
        rule.section.clone(),
        rule.effective_on.to_string(),
        day(rule.reviewed_on),
        day(rule.repealed_on),
    ]
}
