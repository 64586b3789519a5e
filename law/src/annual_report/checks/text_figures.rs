//! K-40 to K-44: what the narrative says in numbers, against the tables and against itself.

use super::relation::{self, Side, Verdict};
use super::table_four::group_total;
use super::table_three::row_total;
use super::{CheckResult, Finding, Place, ReportUnderCheck, Rule};
use crate::annual_report::{
    ApplicantColumn, Breakdown, Cell, Claim, Figure, Hedge, Narrative, Notion, ReportForm, Scope, Slot, Statement,
    TableFourColumn, TableFourGroup, TableThree, TableThreeGroup, TableThreeRow, TableTwoColumn, TableTwoRow,
};

pub(super) fn check(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    applications_received(report, result);
    applications_handled(report, result);
    outcomes(report, result);
    shares(report, result);
    outcomes_against_answers(report, result);
    review_and_litigation(report, result);
    documents(report, result);
    stocks_of_documents(report, result);
    for breakdown in &report.narrative.breakdowns {
        parts_of_a_total(report.narrative, breakdown, result);
    }
}

/// One side of a comparison: what the table says, its name in a message, and its cells.
struct TableSide {
    /// Any of these may be what the words mean.
    alternatives: Vec<Side>,
    name: String,
    slots: Vec<Slot>,
}

/// A hedged figure is a floor or an estimate; only an exact one must be equal.
fn compare(figure: &Figure, side: Side) -> Verdict {
    let said = Side::number(figure.value);
    match figure.hedge {
        None => relation::equal(said, side),
        Some(Hedge::AtLeast) => relation::at_most(said, side),
        Some(Hedge::About) => Verdict::CannotBeJudged { holds_with_zeros: said.known == side.known },
    }
}

fn best(verdicts: impl Iterator<Item = Verdict>) -> Option<Verdict> {
    verdicts.min_by_key(|verdict| match verdict {
        Verdict::Agrees => 0,
        Verdict::CannotBeJudged { holds_with_zeros: true } => 1,
        Verdict::CannotBeJudged { holds_with_zeros: false } => 2,
        Verdict::Disagrees => 3,
    })
}

/// Judges figures of one notion together: where one of them agrees, the others speak of something
/// narrower (a channel, a month); a figure of the whole region that does not agree is not ours.
fn judge(rule: Rule, subject: &str, figures: &[&Figure], table: &TableSide, result: &mut CheckResult) {
    let verdict_of = |figure: &Figure| best(table.alternatives.iter().map(|side| compare(figure, *side)));
    if figures.iter().any(|figure| verdict_of(figure) == Some(Verdict::Agrees)) {
        result.judge(rule, subject, Verdict::Agrees);
        return;
    }
    let own: Vec<&&Figure> = figures.iter().filter(|figure| figure.scope == Scope::Own).collect();
    let Some(verdict) = best(own.iter().filter_map(|figure| verdict_of(figure))) else { return };
    result.judge(rule, subject, verdict);
    if let (Verdict::Disagrees, Some(figure)) = (verdict, own.first()) {
        let mut values: Vec<String> = table.alternatives.iter().map(|side| side.words()).collect();
        values.dedup();
        let message = format!(
            "文字写“{}”（{}{}），{}为{}。",
            figure.place.words,
            figure.value,
            figure.unit,
            table.name,
            values.join("或者")
        );
        let mut places = vec![Place::Words(figure.place.clone())];
        places.extend(table.slots.iter().copied().map(Place::Cell));
        result.find(Finding::of(rule, subject, places, message));
    }
}

fn figures(narrative: &Narrative, wanted: impl Fn(&Notion) -> bool) -> Vec<&Figure> {
    narrative.figures.iter().filter(|figure| wanted(&figure.notion)).collect()
}

fn total_of(row: TableThreeRow) -> Slot {
    Slot::Three(row, ApplicantColumn::Total)
}

fn applications_received(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_three;
    let received = row_total(table, TableThreeRow::Received);
    let with_carried_in = received.plus(row_total(table, TableThreeRow::CarriedIn));
    let all = figures(report.narrative, |notion| matches!(notion, Notion::Received { .. }));
    let newly = all.iter().any(|figure| figure.notion == Notion::Received { newly: true });
    let mut alternatives = vec![received];
    // "收到" without 新 may include what last year left over; that is a notion, not an error.
    if !newly && with_carried_in != received {
        alternatives.push(with_carried_in);
    }
    let slots = vec![total_of(TableThreeRow::Received)];
    let side = TableSide { alternatives, name: "表三“本年新收”总计".to_owned(), slots };
    judge(Rule::K40, "received", &all, &side, result);
    if let Some(statement) = report.narrative.statement(|claim| *claim == Claim::NoApplications) {
        claims_none(Rule::K40, "none-received", statement, &side, result);
    }
}

fn claims_none(rule: Rule, subject: &str, statement: &Statement, table: &TableSide, result: &mut CheckResult) {
    let Some(side) = table.alternatives.first() else { return };
    let verdict = relation::equal(Side::number(0), *side);
    result.judge(rule, subject, verdict);
    if verdict == Verdict::Disagrees {
        let message = format!("文字写“{}”，{}为{}。", statement.place.words, table.name, side.words());
        let mut places = vec![Place::Words(statement.place.clone())];
        places.extend(table.slots.iter().copied().map(Place::Cell));
        result.find(Finding::of(rule, subject, places, message));
    }
}

fn applications_handled(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_three;
    for (notion, row, subject, name) in [
        (Notion::CarriedIn, TableThreeRow::CarriedIn, "carried-in", "表三“上年结转”总计"),
        (Notion::Answered, TableThreeRow::ResultsTotal, "answered", "表三办理结果“（七）总计”"),
        (Notion::CarriedOver, TableThreeRow::CarriedOver, "carried-over", "表三“结转下年度”总计"),
    ] {
        let found = figures(report.narrative, |candidate| *candidate == notion);
        let side =
            TableSide { alternatives: vec![row_total(table, row)], name: name.to_owned(), slots: vec![total_of(row)] };
        judge(Rule::K41, subject, &found, &side, result);
    }
    if let Some(statement) = report.narrative.statement(|claim| *claim == Claim::AllAnswered) {
        let row = TableThreeRow::CarriedOver;
        let side = TableSide {
            alternatives: vec![row_total(table, row)],
            name: "表三“结转下年度”总计".to_owned(),
            slots: vec![total_of(row)],
        };
        claims_none(Rule::K41, "all-answered", statement, &side, result);
    }
}

fn rows_total(table: &TableThree, rows: &[TableThreeRow]) -> Side {
    rows.iter().map(|row| row_total(table, *row)).fold(Side::default(), Side::plus)
}

fn rows_subject(rows: &[TableThreeRow]) -> String {
    let codes: Vec<&str> = rows.iter().map(|row| row.code()).collect();
    codes.join("+")
}

/// 不予公开 stands for its whole group; a few rows are named one by one.
fn rows_name(rows: &[TableThreeRow]) -> String {
    let group = rows.first().and_then(|row| row.group()).filter(|group| group.rows() == rows);
    match group {
        Some(group) => format!("表三“{}”各行总计之和", group.label()),
        None => {
            let labels: Vec<String> = rows.iter().map(|row| format!("“{}”", short_label(*row))).collect();
            format!("表三{}总计{}", labels.join("与"), if rows.len() > 1 { "之和" } else { "" })
        }
    }
}

fn short_label(row: TableThreeRow) -> &'static str {
    let label = row.label();
    label.find("（区分").map_or(label, |at| &label[..at])
}

/// The outcome figures by the set of rows they mean.
fn distinct_outcomes<'report>(report: &ReportUnderCheck<'report>) -> Vec<(Vec<TableThreeRow>, Vec<&'report Figure>)> {
    let mut sets: Vec<(Vec<TableThreeRow>, Vec<&Figure>)> = Vec::new();
    for figure in &report.narrative.figures {
        let Notion::Outcome(rows) = &figure.notion else { continue };
        let rows = rows_in(report.form.form, rows);
        match sets.iter_mut().find(|(known, _)| *known == rows) {
            Some((_, figures)) => figures.push(figure),
            None => sets.push((rows, vec![figure])),
        }
    }
    sets
}

/// The words say 其他处理 under either form; that of 2021 has three rows for it.
fn rows_in(form: ReportForm, rows: &[TableThreeRow]) -> Vec<TableThreeRow> {
    let split = !TableThreeRow::of(form).contains(&TableThreeRow::OtherHandling);
    match rows {
        [TableThreeRow::OtherHandling] if split => TableThreeGroup::OtherHandling.rows().to_vec(),
        _ => rows.to_vec(),
    }
}

/// 予以公开20件（含部分公开5件）: what is disclosed may include what is disclosed in part.
fn outcome_alternatives(table: &TableThree, rows: &[TableThreeRow]) -> Vec<Side> {
    let own = rows_total(table, rows);
    match rows {
        [TableThreeRow::Disclosed] => vec![own, own.plus(row_total(table, TableThreeRow::PartiallyDisclosed))],
        _ => vec![own],
    }
}

fn outcomes(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_three;
    for (rows, found) in distinct_outcomes(report) {
        let side = TableSide {
            alternatives: outcome_alternatives(table, &rows),
            name: rows_name(&rows),
            slots: rows.iter().copied().map(total_of).collect(),
        };
        judge(Rule::K41, &rows_subject(&rows), &found, &side, result);
    }
}

fn shares(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_three;
    // Shares are usually of what was answered, sometimes of what was received.
    let answered = figures(report.narrative, |notion| *notion == Notion::Answered);
    let received = figures(report.narrative, |notion| matches!(notion, Notion::Received { .. }));
    let mut bases: Vec<i128> = answered.iter().chain(&received).map(|figure| i128::from(figure.value)).collect();
    bases.extend([TableThreeRow::ResultsTotal, TableThreeRow::Received].map(|row| row_total(table, row).known));
    bases.retain(|base| *base > 0);
    let Some(first) = bases.first().copied() else { return };
    for figure in &report.narrative.figures {
        let (Notion::Outcome(rows), Some(share)) = (&figure.notion, figure.share) else { continue };
        let fits = bases.iter().any(|base| is_share(figure.value, *base, share.0));
        let verdict = if fits { Verdict::Agrees } else { Verdict::Disagrees };
        let subject = format!("share/{}", rows_subject(&rows_in(report.form.form, rows)));
        result.judge(Rule::K41, subject.clone(), verdict);
        if !fits {
            let message = format!(
                "文字写“{}”：{}占{first}的{}，与所写{}%不符。",
                figure.place.words,
                figure.value,
                percentage(figure.value, first),
                share.0
            );
            let places = vec![Place::Words(figure.place.clone())];
            result.find(Finding::of(Rule::K41, &subject, places, message));
        }
    }
}

/// Rounded or cut: both stay within one unit of the last printed digit.
fn is_share(value: i64, base: i128, share: crate::annual_report::ExactDecimal) -> bool {
    let scale = 10i128.checked_pow(u32::from(share.scale()));
    let (Some(scale), Some(printed)) = (scale, share.shifted(share.scale())) else { return false };
    let exact = i128::from(value).checked_mul(100).and_then(|hundredfold| hundredfold.checked_mul(scale));
    match (exact, printed.checked_mul(base)) {
        (Some(exact), Some(claimed)) => (exact - claimed).abs() < base,
        _ => false,
    }
}

fn percentage(value: i64, base: i128) -> String {
    let tenths = (i128::from(value) * 2000 + base) / (2 * base);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Where the outcomes named cover every row once, they must add up to the answers named.
fn outcomes_against_answers(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let sets = distinct_outcomes(report);
    let covered: usize = sets.iter().map(|(rows, _)| rows.len()).sum();
    let results = || TableThreeRow::results_of(report.form.form);
    let every = results().all(|row| sets.iter().any(|(rows, _)| rows.contains(&row)));
    if !every || covered != results().count() {
        return;
    }
    let answered = figures(report.narrative, |notion| *notion == Notion::Answered);
    let Some(answered) = answered.first() else { return };
    let parts: Vec<&Figure> = sets.iter().filter_map(|(_, figures)| figures.first().copied()).collect();
    if answered.hedge.is_some() || parts.iter().any(|part| part.hedge.is_some()) {
        return;
    }
    let sum: i128 = parts.iter().map(|part| i128::from(part.value)).sum();
    let agrees = sum == i128::from(answered.value);
    result.judge(Rule::K41, "outcome-sum", if agrees { Verdict::Agrees } else { Verdict::Disagrees });
    if !agrees {
        let terms: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
        let message = format!("文字中各类结果{}之和为{sum}，与文字中答复总数{}不等。", terms.join("+"), answered.value);
        let mut places = vec![Place::Words(answered.place.clone())];
        places.extend(parts.iter().map(|part| Place::Words(part.place.clone())));
        result.find(Finding::of(Rule::K41, "outcome-sum", places, message));
    }
}

/// The groups behind one word of the narrative: 复议, or both kinds of suit.
const RECONSIDERATION: &[TableFourGroup] = &[TableFourGroup::Reconsideration];
const SUITS: &[TableFourGroup] = &[TableFourGroup::DirectSuit, TableFourGroup::SuitAfterReconsideration];

fn groups_side(report: &ReportUnderCheck<'_>, groups: &[TableFourGroup]) -> TableSide {
    let table = &report.form.table_four;
    let total = groups.iter().map(|group| group_total(table, *group)).fold(Side::default(), Side::plus);
    let name =
        if groups == RECONSIDERATION { "表四行政复议总计" } else { "表四行政诉讼两组总计之和" };
    let slots = groups.iter().map(|group| Slot::Four(*group, TableFourColumn::Total)).collect();
    TableSide { alternatives: vec![total], name: name.to_owned(), slots }
}

fn review_and_litigation(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let narrative = report.narrative;
    for (groups, subject, whole, of_year, none) in [
        (
            RECONSIDERATION,
            "reconsiderations",
            Notion::Reconsiderations { newly: false },
            Notion::Reconsiderations { newly: true },
            Claim::NoReconsiderations,
        ),
        (SUITS, "suits", Notion::Suits { newly: false }, Notion::Suits { newly: true }, Claim::NoSuits),
    ] {
        let side = groups_side(report, groups);
        judge(Rule::K42, subject, &figures(narrative, |notion| *notion == whole), &side, result);
        // This year's cases alone may be fewer than the table, which also counts what last year left.
        let newly = figures(narrative, |notion| *notion == of_year);
        let floors: Vec<Figure> =
            newly.iter().map(|figure| Figure { hedge: Some(Hedge::AtLeast), ..(*figure).clone() }).collect();
        judge(Rule::K42, &format!("new-{subject}"), &floors.iter().collect::<Vec<_>>(), &side, result);
        if let Some(statement) = narrative.statement(|claim| *claim == none) {
            claims_none(Rule::K42, &format!("no-{subject}"), statement, &side, result);
        }
    }
    for statement in &narrative.statements {
        if let Claim::AllUpheld { reconsiderations, suits } = statement.claim {
            all_upheld(report, statement, (reconsiderations, suits), result);
        }
    }
}

fn all_upheld(
    report: &ReportUnderCheck<'_>,
    statement: &Statement,
    (reconsiderations, suits): (bool, bool),
    result: &mut CheckResult,
) {
    let table = &report.form.table_four;
    let groups: Vec<TableFourGroup> = TableFourGroup::ALL
        .into_iter()
        .filter(|group| if *group == TableFourGroup::Reconsideration { reconsiderations } else { suits })
        .collect();
    let verdict_of = |group: &TableFourGroup| {
        let upheld = Side::sum([table.cell(*group, TableFourColumn::Upheld)]);
        relation::equal(upheld, group_total(table, *group))
    };
    let wrong: Vec<TableFourGroup> =
        groups.iter().copied().filter(|group| verdict_of(group) == Verdict::Disagrees).collect();
    let verdict = if wrong.is_empty() {
        groups.iter().map(verdict_of).max_by_key(|verdict| *verdict != Verdict::Agrees).unwrap_or(Verdict::Agrees)
    } else {
        Verdict::Disagrees
    };
    result.judge(Rule::K42, "all-upheld", verdict);
    if wrong.is_empty() {
        return;
    }
    let facts: Vec<String> = wrong
        .iter()
        .map(|group| {
            let upheld = table.cell(*group, TableFourColumn::Upheld);
            format!("{}结果维持{upheld}件、总计{}件", group.label(), group_total(table, *group).words())
        })
        .collect();
    let message = format!("文字写“{}”，表四{}，并非全部维持。", statement.place.words, facts.join("；"));
    let mut places = vec![Place::Words(statement.place.clone())];
    places.extend(wrong.iter().map(|group| Place::Cell(Slot::Four(*group, TableFourColumn::Total))));
    result.find(Finding::of(Rule::K42, "all-upheld", places, message));
}

fn documents(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    let table = &report.form.table_two;
    for (notion, row, subject) in [
        (Notion::Rules, TableTwoRow::Rules, "rules"),
        (Notion::NormativeDocuments, TableTwoRow::NormativeDocuments, "normative-documents"),
    ] {
        // The words rarely say which of the three columns they mean.
        let columns = row.columns_of(report.form.form).iter();
        let cells: Vec<(Slot, &Cell)> = columns
            .filter_map(|column| table.count(row, *column).map(|cell| (Slot::Two(row, *column), cell)))
            .collect();
        let side = TableSide {
            alternatives: cells.iter().map(|(_, cell)| Side::sum([*cell])).collect(),
            name: format!("表二“{}”各列", row.label_in(report.form.form)),
            slots: cells.iter().map(|(slot, _)| *slot).collect(),
        };
        judge(Rule::K43, subject, &figures(report.narrative, |candidate| *candidate == notion), &side, result);
    }
}

/// What the words say is in force or was repealed, against exactly that column; the form of 2019 has neither.
fn stocks_of_documents(report: &ReportUnderCheck<'_>, result: &mut CheckResult) {
    for (row, rules) in [(TableTwoRow::Rules, true), (TableTwoRow::NormativeDocuments, false)] {
        for (notion, column) in [
            (Notion::DocumentsInForce { rules }, TableTwoColumn::InForce),
            (Notion::DocumentsRepealed { rules }, TableTwoColumn::RepealedThisYear),
        ] {
            let slot = Slot::Two(row, column);
            let found = figures(report.narrative, |candidate| *candidate == notion);
            let Some(cell) = report.form.table_two.count(row, column).filter(|_| report.form.form.has(slot)) else {
                continue;
            };
            let subject = format!("{}/{}", row.code(), column.code());
            if let Cell::Unreadable(_) = cell {
                against_every_reading(report, slot, &subject, &found, result);
                continue;
            }
            let alternatives = vec![Side::sum([cell])];
            let side = TableSide { alternatives, name: slot.to_string(), slots: vec![slot] };
            judge(Rule::K43, &subject, &found, &side, result);
        }
    }
}

/// Digits that ran together stay unread; but a figure that none of their readings gives is wrong whichever is right.
fn against_every_reading(
    report: &ReportUnderCheck<'_>,
    slot: Slot,
    subject: &str,
    found: &[&Figure],
    result: &mut CheckResult,
) {
    let own = found.iter().find(|figure| figure.scope == Scope::Own && figure.hedge.is_none());
    let (Some(figure), Some((words, readings))) = (own, readings(report, slot)) else { return };
    let possible = readings.contains(&figure.value);
    let verdict = if possible { Verdict::CannotBeJudged { holds_with_zeros: false } } else { Verdict::Disagrees };
    result.judge(Rule::K43, subject, verdict);
    if !possible {
        let message = format!(
            "文字写“{}”（{}{}），{slot}的数字“{words}”连写，无论怎样拆分都不是{}。",
            figure.place.words, figure.value, figure.unit, figure.value
        );
        let places = vec![Place::Words(figure.place.clone()), Place::Cell(slot)];
        result.find(Finding::of(Rule::K43, subject, places, message));
    }
}

/// More digits than three counts have.
const MOST_DIGITS: usize = 30;

/// The values a slot of table two can have when the digits of its whole row ran together: the row's digits, and every
/// value that some way of cutting them gives the slot.
fn readings(report: &ReportUnderCheck<'_>, slot: Slot) -> Option<(String, Vec<i64>)> {
    let Slot::Two(row, column) = slot else { return None };
    let columns = row.columns_of(report.form.form);
    let index = columns.iter().position(|candidate| *candidate == column)?;
    let mut digits: Option<String> = None;
    for candidate in columns {
        let Cell::Unreadable(words) = report.form.table_two.count(row, *candidate)? else { return None };
        let kept: String = words.chars().filter(|character| !character.is_whitespace()).collect();
        if digits.get_or_insert_with(|| kept.clone()) != &kept {
            return None;
        }
    }
    let digits =
        digits.filter(|digits| digits.len() <= MOST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let mut values = Vec::new();
    cut(&digits, columns.len(), &mut Vec::new(), &mut |parts: &[&str]| {
        values.extend(parts.get(index).and_then(|part| part.parse::<i64>().ok()));
    });
    Some((digits, values))
}

/// Every way to cut digits into `wanted` numbers without leading zeros.
fn cut<'digits>(digits: &'digits str, wanted: usize, parts: &mut Vec<&'digits str>, each: &mut impl FnMut(&[&str])) {
    if wanted == 0 {
        if digits.is_empty() {
            each(parts);
        }
        return;
    }
    let longest = if digits.starts_with('0') { 1 } else { digits.len() };
    for length in 1..=longest.min(digits.len()) {
        parts.push(&digits[..length]);
        cut(&digits[length..], wanted - 1, parts, each);
        parts.pop();
    }
}

/// A gap this small in parts that do not claim to be all is more likely a slip than an omission:
/// one twentieth of the total.
const SLIP: i128 = 20;

fn parts_of_a_total(narrative: &Narrative, breakdown: &Breakdown, result: &mut CheckResult) {
    let Some(total) = narrative.figures.get(breakdown.total) else { return };
    let parts: Vec<&Figure> = breakdown.parts.iter().filter_map(|index| narrative.figures.get(*index)).collect();
    let sum: i128 = parts.iter().map(|part| i128::from(part.value)).sum();
    let said = i128::from(total.value);
    let hedged = total.hedge.is_some() || parts.iter().any(|part| part.hedge.is_some());
    let missing = said - sum;
    let verdict = if hedged {
        Verdict::CannotBeJudged { holds_with_zeros: missing == 0 }
    } else if missing == 0 {
        Verdict::Agrees
    } else if missing < 0 || breakdown.exhaustive || missing * SLIP <= said {
        Verdict::Disagrees
    } else {
        Verdict::CannotBeJudged { holds_with_zeros: false }
    };
    let subject = format!("breakdown/{}{}", total.value, total.unit);
    result.judge(Rule::K44, subject.clone(), verdict);
    if verdict == Verdict::Disagrees {
        let terms: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
        let message = format!(
            "文字写总数{}{}，所列分项{}之和为{sum}，相差{}。",
            total.value,
            total.unit,
            terms.join("+"),
            missing.abs()
        );
        let mut places = vec![Place::Words(total.place.clone())];
        places.extend(parts.iter().map(|part| Place::Words(part.place.clone())));
        result.find(Finding::of(Rule::K44, &subject, places, message));
    }
}
