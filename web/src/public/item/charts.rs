//! The figures of an annual report as charts, made of nothing but the facts that were approved with it.

use crate::kit::chart::{Bars, Chart};
use affairs::document::{Bundle, BundleKind};
use law::annual_report::{ApplicantColumn, ApplicantKind, TableThreeGroup, TableThreeRow};
use serde_json::Value;

/// The charts of a report; empty for any other document, and for a figure that is not known.
pub fn of(bundle: &Bundle) -> String {
    if bundle.kind != BundleKind::AnnualReport {
        return String::new();
    }
    let charts = [outcomes(&bundle.facts), applicants(&bundle.facts), years(&bundle.facts)];
    let drawn: String = charts.iter().flatten().map(Chart::html).collect();
    if drawn.is_empty() {
        return String::new();
    }
    format!(
        "<section class=\"sheet-part charts\" aria-labelledby=\"charts\"><h2 id=\"charts\">图解</h2>{drawn}</section>"
    )
}

fn cell(facts: &Value, row: TableThreeRow, column: ApplicantColumn) -> Option<u64> {
    facts.get("table3")?.get(row.code())?.get(column.index())?.as_u64()
}

fn total(facts: &Value, row: TableThreeRow) -> Option<u64> {
    cell(facts, row, ApplicantColumn::Total)
}

/// 其他处理 is one row in the form of 2019 and a group in that of 2021.
fn group(facts: &Value, group: TableThreeGroup) -> Option<u64> {
    let rows = group.rows().iter().map(|row| total(facts, *row));
    match rows.sum::<Option<u64>>() {
        None if group == TableThreeGroup::OtherHandling => total(facts, TableThreeRow::OtherHandling),
        sum => sum,
    }
}

/// The label without its number: `不予公开`.
fn plain(label: &str) -> String {
    label.rsplit('）').next().unwrap_or(label).to_owned()
}

fn outcomes(facts: &Value) -> Option<Chart> {
    let all = total(facts, TableThreeRow::ResultsTotal)?;
    let mut bars = vec![
        Bars { label: "予以公开".to_owned(), values: vec![total(facts, TableThreeRow::Disclosed)?] },
        Bars { label: "部分公开".to_owned(), values: vec![total(facts, TableThreeRow::PartiallyDisclosed)?] },
    ];
    for one in TableThreeGroup::ALL {
        bars.push(Bars { label: plain(one.label()), values: vec![group(facts, one)?] });
    }
    let description = match bars.iter().max_by_key(|bars| bars.values.first().copied()) {
        Some(most) if all > 0 => {
            format!("本年度办理结果共{all}件，最多的是{}，{}件。", most.label, most.values.first().unwrap_or(&0))
        }
        _ => "本年度没有办理结果。".to_owned(),
    };
    let title = format!("申请的办理结果（共{all}件）");
    Some(Chart {
        name: "outcomes", title, description, labelled: "办理结果", series: vec!["件数"], unit: "件", bars
    })
}

fn applicants(facts: &Value) -> Option<Chart> {
    let all = total(facts, TableThreeRow::Received)?;
    let of = |kind: ApplicantKind| {
        let count = cell(facts, TableThreeRow::Received, ApplicantColumn::Of(kind))?;
        Some(Bars { label: kind.label().to_owned(), values: vec![count] })
    };
    let bars = ApplicantKind::ALL.into_iter().map(of).collect::<Option<Vec<Bars>>>()?;
    let persons = bars.first().and_then(|bars| bars.values.first()).copied().unwrap_or_default();
    let description = match all {
        0 => "本年度没有新收到申请。".to_owned(),
        _ => format!("本年度新收申请{all}件，其中自然人{persons}件，法人或其他组织{}件。", all.saturating_sub(persons)),
    };
    let title = format!("新收申请的申请人（共{all}件）");
    Some(Chart {
        name: "applicants", title, description, labelled: "申请人", series: vec!["件数"], unit: "件", bars
    })
}

/// More years than these no longer explain anything.
const YEARS: usize = 10;

/// From two years on; the figures of the years before stand in the report as they were published then.
fn years(facts: &Value) -> Option<Chart> {
    let all = facts.get("years")?.as_array()?;
    let of = |one: &Value| {
        let number = |name: &str| one.get(name)?.as_u64();
        let values = vec![number("received")?, number("answered")?, number("disclosed")?];
        Some(Bars { label: format!("{}年", number("year")?), values })
    };
    let bars = all.iter().skip(all.len().saturating_sub(YEARS)).map(of).collect::<Option<Vec<Bars>>>()?;
    let (first, last) = (bars.first()?, bars.last()?);
    if bars.len() < 2 {
        return None;
    }
    let received = |bars: &Bars| bars.values.first().copied().unwrap_or_default();
    let description =
        format!("新收申请由{}的{}件到{}的{}件。", first.label, received(first), last.label, received(last));
    let title = "历年申请：新收、办结、公开（含部分公开）".to_owned();
    let series = vec!["新收", "办结", "公开"];
    Some(Chart { name: "years", title, description, labelled: "年度", series, unit: "件", bars })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A report whose cells in the column 总计 are told by their rows.
    fn facts(counts: &[(&str, u64)]) -> Value {
        let mut rows = serde_json::Map::new();
        for row in TableThreeRow::FORM_2021 {
            let count = counts.iter().find(|(code, _)| *code == row.code()).map_or(0, |(_, count)| *count);
            rows.insert(row.code().to_owned(), json!([count, 0, 0, 0, 0, 0, count]));
        }
        json!({ "table3": rows })
    }

    #[test]
    fn outcomes_are_grouped_as_the_form_groups_them() {
        let facts = facts(&[("r3.1", 5), ("r3.3.1", 1), ("r3.3.8", 2), ("r3.6.3", 4), ("r3.7", 12)]);
        let chart = outcomes(&facts).unwrap();
        let values: Vec<(&str, u64)> = chart.bars.iter().map(|bars| (bars.label.as_str(), bars.values[0])).collect();
        let wanted =
            [("予以公开", 5), ("部分公开", 0), ("不予公开", 3), ("无法提供", 0), ("不予处理", 0), ("其他处理", 4)];
        assert_eq!(values, wanted);
        assert_eq!(values.iter().map(|(_, value)| value).sum::<u64>(), 12);
        assert_eq!(chart.description, "本年度办理结果共12件，最多的是予以公开，5件。");
    }

    #[test]
    fn the_single_row_of_2019_is_the_group_of_2021() {
        let mut facts = facts(&[]);
        let rows = facts["table3"].as_object_mut().unwrap();
        rows.retain(|code, _| !code.starts_with("r3.6"));
        rows.insert("r3.6".to_owned(), json!([7, 0, 0, 0, 0, 0, 7]));
        assert_eq!(group(&facts, TableThreeGroup::OtherHandling), Some(7));
    }

    #[test]
    fn what_is_not_known_is_not_drawn() {
        let mut facts = facts(&[("r1", 3)]);
        assert!(applicants(&facts).is_some() && years(&facts).is_none());
        facts["table3"]["r1"][2] = Value::Null;
        assert_eq!(applicants(&facts), None);
        facts["years"] = json!([{ "year": 2019, "received": 3, "answered": 3, "disclosed": 2 }]);
        assert_eq!(years(&facts), None, "one year is no comparison");
        facts["years"] = json!([
            { "year": 2019, "received": 3, "answered": 3, "disclosed": 2 },
            { "year": 2020, "received": 9, "answered": 8, "disclosed": 4 },
        ]);
        assert_eq!(years(&facts).unwrap().description, "新收申请由2019年的3件到2020年的9件。");
    }
}
