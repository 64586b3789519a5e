//! `P-…` and `I…`: what may well be true but is worth a second look.

use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule};
use crate::annual_report::{
    Amount, Cell, Claim, Figure, Hedge, MoneyUnit, Notion, ReportForm, Slot, TableTwo, TableTwoColumn, TableTwoRow,
};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    if report.form.form == ReportForm::Form2019 {
        items_and_decisions(&report.form.table_two, result);
        procurement(&report.form.table_two, result);
    } else {
        fees_collected(&report.form.table_two, result);
    }
    pushes_and_articles(report, result);
    merged_accounts(report, result);
    running_totals(report, result);
    two_figures_for_one_matter(report, result);
    updates_among_publications(report, result);
    hedged_figures(report, result);
    policy_items_without_documents(report, result);
    agency_without_place(report, result);
}

fn items_and_decisions(table: &TableTwo, result: &mut CheckResult) {
    for row in [TableTwoRow::Licences, TableTwoRow::OtherServices, TableTwoRow::Penalties, TableTwoRow::Coercion] {
        let count = |column| table.count(row, column).and_then(Cell::count);
        let (Some(before), Some(change), Some(decisions)) = (
            count(TableTwoColumn::ItemsLastYear),
            count(TableTwoColumn::ChangeThisYear),
            count(TableTwoColumn::Decisions),
        ) else {
            continue;
        };
        let items = before.saturating_add(change);
        let place = Place::Cell(Slot::Two(row, TableTwoColumn::Decisions));
        if items > 0 && decisions == 0 {
            let message = format!("表二“{}”有{items}项，全年处理决定为0。", row.label());
            result.find(Finding::of(Rule::P01, row.code(), vec![place], message));
        } else if before == 0 && items <= 0 && decisions > 0 {
            let message = format!("表二“{}”没有事项，处理决定却有{decisions}件。", row.label());
            result.find(Finding::of(Rule::P02, row.code(), vec![place], message));
        }
    }
}

const AMOUNT: Slot = Slot::Two(TableTwoRow::Procurement, TableTwoColumn::ProcurementAmount);

fn procurement(table: &TableTwo, result: &mut CheckResult) {
    let Some(amount) = table.procurement_amount.printed() else { return };
    let items = table.count(TableTwoRow::Procurement, TableTwoColumn::ProcurementItems).and_then(Cell::count);
    if let Some(items) = items.filter(|items| (*items == 0) != amount.value().is_zero()) {
        let message = format!("政府集中采购{items}项，采购总金额“{}”，二者不相称。", amount.printed());
        result.find(Finding::of(Rule::P03, "procurement", vec![Place::Cell(AMOUNT)], message));
    }
    if amount.value().is_zero() {
        return;
    }
    match amount.unit() {
        None => {
            let message = format!(
                "政府集中采购的采购总金额“{}”没有写明单位{}。",
                amount.printed(),
                likely_unit(amount).unwrap_or_default()
            );
            result.find(Finding::of(Rule::I9, "procurement", vec![Place::Cell(AMOUNT)], message));
        }
        Some(unit) => {
            if let Some(reason) = unlikely_magnitude(amount, unit) {
                let message = format!("政府集中采购的采购总金额“{}”{reason}。", amount.printed());
                result.find(Finding::of(Rule::P04, "procurement", vec![Place::Cell(AMOUNT)], message));
            }
        }
    }
}

/// The header of 2021 says 万元; a sum in yuan typed under it is ten thousand times too large.
fn fees_collected(table: &TableTwo, result: &mut CheckResult) {
    let Some(amount) = table.fees_collected.printed() else { return };
    let unit = amount.unit().unwrap_or(MoneyUnit::TenThousandYuan);
    if unit == MoneyUnit::TenThousandYuan
        && let Some(reason) = unlikely_magnitude(amount, unit)
    {
        let slot = Slot::Two(TableTwoRow::AdministrativeFees, TableTwoColumn::FeesCollected);
        let message = format!("行政事业性收费的本年收费金额“{}”{reason}。", amount.printed());
        result.find(Finding::of(Rule::P04, "fees", vec![Place::Cell(slot)], message));
    }
}

/// An amount without unit this large is hardly in 万元 (ten milliard yuan).
const LARGE: i128 = 1_000_000;

/// What the number itself suggests, as words behind the finding; never used as the value.
fn likely_unit(amount: &Amount) -> Option<String> {
    if amount.value().scale() > 2 {
        let fen = amount.fen(MoneyUnit::TenThousandYuan)?;
        let yuan = if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) };
        return Some(format!("；有{}位小数，应是万元（即{yuan}元）", amount.value().scale()));
    }
    (amount.value().shifted(2)? / 100 >= LARGE).then(|| "；从数量级看可能是元".to_owned())
}

fn unlikely_magnitude(amount: &Amount, unit: MoneyUnit) -> Option<&'static str> {
    if amount.fen(unit).is_none() {
        return Some("的小数位比“分”还细，单位可能写错");
    }
    let whole = amount.value().shifted(amount.value().scale())? / 10i128.pow(u32::from(amount.value().scale()).min(30));
    match unit {
        MoneyUnit::TenThousandYuan if whole >= 10 * LARGE => Some("以万元计超过一千亿元，可能应为元"),
        MoneyUnit::Yuan if whole < 1000 => Some("以元计不足一千元，可能应为万元"),
        _ => None,
    }
}

const MONTHS: i64 = 12;

/// An average of five a month stands for 54 to 66 a year.
fn pushes_and_articles(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let narrative = report.narrative;
    let pushes = narrative.figures_of(|notion| *notion == Notion::PushesPerMonth).next();
    let articles = narrative.figures_of(|notion| *notion == Notion::AccountArticles).next();
    let (Some(pushes), Some(articles)) = (pushes, articles) else { return };
    let year = pushes.value.saturating_mul(MONTHS);
    let close = articles.value.saturating_sub(year).abs() <= MONTHS / 2;
    if close || year == 0 {
        return;
    }
    let hedge = if articles.hedge == Some(Hedge::AtLeast) { "余" } else { "" };
    let ratio = articles.value / year;
    let reading = if ratio >= 1 {
        format!("；若“{}”指一次推送，平均每次{ratio}{}", pushes.unit, articles.unit)
    } else {
        String::new()
    };
    let message = format!(
        "平均每月{}{}，一年为{year}{}，与全年{}{hedge}{}不等{reading}。",
        pushes.value, pushes.unit, pushes.unit, articles.value, articles.unit
    );
    let places = vec![Place::Words(pushes.place.clone()), Place::Words(articles.place.clone())];
    result.find(Finding::of(Rule::I1, "pushes-and-articles", places, message));
}

fn merged_accounts(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let narrative = report.narrative;
    let merged = narrative.statement(|claim| *claim == Claim::AccountsMerged);
    let counted = narrative.figures_of(|notion| matches!(notion, Notion::PushesPerMonth | Notion::AccountArticles));
    let mut places: Vec<Place> = counted.map(|figure| Place::Words(figure.place.clone())).collect();
    if let Some(statement) = merged.filter(|_| !places.is_empty()) {
        let message = format!("年内账号合并（“{}”），全年数字没有说明是否包括被合并的账号。", statement.place.words);
        places.insert(0, Place::Words(statement.place.clone()));
        result.find(Finding::of(Rule::I2, "merged-accounts", places, message));
    }
}

/// Units that count events, not a stock: they need a period.
fn counts_events(figure: &Figure) -> bool {
    ["条", "次", "件", "人次", "篇", "场"].contains(&figure.unit.as_str())
}

fn running_totals(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let undated: Vec<&Figure> =
        report.narrative.figures.iter().filter(|figure| figure.undated && counts_events(figure)).collect();
    if let Some(first) = undated.first() {
        let message = format!("“{}”没有说明是累计数还是本年数。", first.place.words);
        let places = undated.iter().map(|figure| Place::Words(figure.place.clone())).collect();
        result.find(Finding::of(Rule::I3, "running-totals", places, message));
    }
}

fn two_figures_for_one_matter(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let figures: Vec<&Figure> = report.narrative.figures_of(|notion| *notion == Notion::Consultations).collect();
    let [first, rest @ ..] = figures.as_slice() else { return };
    if rest.iter().any(|other| other.value != first.value || other.unit != first.unit) {
        let words: Vec<String> = figures.iter().map(|figure| format!("{}{}", figure.value, figure.unit)).collect();
        let message = format!("解答咨询在文中有不同的数字（{}），没有说明是否重叠，不能相加。", words.join("、"));
        let places = figures.iter().map(|figure| Place::Words(figure.place.clone())).collect();
        result.find(Finding::of(Rule::I4, "consultations", places, message));
    }
}

fn updates_among_publications(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let narrative = report.narrative;
    for breakdown in &narrative.breakdowns {
        let Some(total) = narrative.figures.get(breakdown.total) else { continue };
        let updates = Notion::PlatformItems { updates: true };
        let part = breakdown
            .parts
            .iter()
            .filter_map(|index| narrative.figures.get(*index))
            .find(|part| part.notion == updates && total.notion != updates);
        if let Some(part) = part {
            let message =
                format!("总数{}{}写作“发布”，其中{}{}是“更新”。", total.value, total.unit, part.value, part.unit);
            let places = vec![Place::Words(total.place.clone()), Place::Words(part.place.clone())];
            result.find(Finding::of(Rule::I5, "updates", places, message));
        }
    }
}

fn hedged_figures(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let hedged: Vec<&Figure> = report.narrative.figures.iter().filter(|figure| figure.hedge.is_some()).collect();
    if hedged.is_empty() {
        return;
    }
    let words: Vec<String> = hedged.iter().map(|figure| format!("{}{}", figure.value, figure.unit)).collect();
    let message = format!("文中有{}个约数：{}。", hedged.len(), words.join("、"));
    let places = hedged.iter().map(|figure| Place::Words(figure.place.clone())).collect();
    result.find(Finding::of(Rule::I13, "hedges", places, message));
}

fn policy_items_without_documents(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let (column, words) = match report.form.form {
        ReportForm::Form2019 => (TableTwoColumn::PublishedThisYear, "规范性文件本年新公开"),
        _ => (TableTwoColumn::IssuedThisYear, "行政规范性文件本年制发"),
    };
    let slot = Slot::Two(TableTwoRow::NormativeDocuments, column);
    let policy = report.narrative.figures_of(|notion| *notion == Notion::PolicyItems).find(|figure| figure.value > 0);
    if let (Some(policy), Some(0)) = (policy, report.form.count(slot)) {
        let message =
            format!("文字写政策信息{}{}，表二{words}为0；若是转载或者解读，二者可以并存。", policy.value, policy.unit);
        let places = vec![Place::Words(policy.place.clone()), Place::Cell(slot)];
        result.find(Finding::of(Rule::I14, "policy-items", places, message));
    }
}

/// "司法局" alone names no place; the shortest full name is something like 某市司法局.
const SHORTEST_FULL_NAME: usize = 5;

fn agency_without_place(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let Some(agency) = report.text.agency.as_deref() else { return };
    if agency.chars().count() < SHORTEST_FULL_NAME {
        let message = format!("标题中的机关名称“{agency}”没有写明地区。");
        result.find(Finding::of(Rule::I16, "agency", vec![Place::Report], message));
    }
}
