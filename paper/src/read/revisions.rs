//! A file with tracked changes is two texts: both readings are told, the accepted one is taken.

use law::annual_report::checks::{Finding, Place, Rule, Severity};
use law::annual_report::{Slot, SlotValue};

use super::source::Block;
use super::{ReadReport, report_of};

/// More cells are only counted.
const MOST_TOLD: usize = 10;

/// A note with every cell that the two readings read otherwise.
pub(super) fn both_readings(report: &ReadReport, before: &[Block]) -> Finding {
    let (places, message) = match report_of(before) {
        Ok(before) => differences(report, &before),
        Err(_) => (Vec::new(), "；修订前的文字读不出年度报告的表格".to_owned()),
    };
    let message = format!("文件带有修订痕迹，按接受全部修订后的文字读取{message}。");
    let places = if places.is_empty() { vec![Place::Report] } else { places };
    Finding::of(Rule::R03, "revisions", places, message).with_severity(Severity::Warning)
}

fn differences(report: &ReadReport, before: &ReadReport) -> (Vec<Place>, String) {
    let printed = |value: Option<SlotValue<'_>>| match value.map(SlotValue::text) {
        Some(text) if !text.is_empty() => text,
        _ => "空白".to_owned(),
    };
    let differs = |slot: &Slot| report.form.value(*slot) != before.form.value(*slot);
    let slots: Vec<Slot> = report.form.form.slots().filter(differs).collect();
    if slots.is_empty() {
        return (Vec::new(), "；修订没有改动三个表的数字".to_owned());
    }
    let told = slots.iter().take(MOST_TOLD).map(|slot| {
        let (now, then) = (printed(report.form.value(*slot)), printed(before.form.value(*slot)));
        format!("{slot}修订后为{now}、修订前为{then}")
    });
    let told: Vec<String> = told.collect();
    let more = if slots.len() > MOST_TOLD { format!("等{}处", slots.len()) } else { String::new() };
    let places = slots.iter().take(MOST_TOLD).map(|slot| Place::Cell(*slot)).collect();
    (places, format!("；{}{more}", told.join("，")))
}
