//! What each row of each table is, by its labels alone. Nothing is read yet: which form it is shows only here.

use law::annual_report::{ApplicantColumn, TableThreeRow, TableTwoRow};

use super::label;
use super::{FOUR_VALUES, Region, values};
use crate::read::source::{Block, RawCell, RawTable};

/// What one row of a table is.
pub(super) enum RowKind {
    /// Heads a table; its labels with their places, folded.
    Header(Region, Vec<(usize, String)>),
    Two(TableTwoRow, usize),
    Three(TableThreeRow, usize),
    /// Seven figures of table three without a label.
    Unnamed,
    FourData,
    Other,
}

/// The rows of one table.
pub(super) struct Sorted {
    pub kinds: Vec<RowKind>,
}

/// Sorts the rows of all tables, in order.
pub(super) fn sort(blocks: &[Block]) -> Vec<Sorted> {
    let mut region = None;
    let mut sorted = Vec::new();
    for block in blocks {
        match block {
            Block::Text(text) => region = announced(text).or(region),
            Block::Table(table) => sorted.push(sort_table(table, &mut region)),
        }
    }
    sorted
}

/// The table that the end of a text announces.
fn announced(text: &str) -> Option<Region> {
    const TAIL: usize = 600;
    const MARKS: [(&str, Region); 9] = [
        ("第二十条第", Region::Two),
        ("主动公开政府信息情况", Region::Two),
        ("申请人情况", Region::Three),
        ("处理政府信息公开申请情况", Region::Three),
        ("未经复议直接起诉", Region::Four),
        ("行政复议、行政诉讼情况", Region::Four),
        ("行政复议和行政诉讼情况", Region::Four),
        ("行政复议、提起行政诉讼", Region::Four),
        ("行政复议行政诉讼", Region::Four),
    ];
    let mut begin = text.len().saturating_sub(TAIL);
    while !text.is_char_boundary(begin) {
        begin += 1;
    }
    let tail = &text[begin..];
    let found = MARKS.iter().filter_map(|(mark, region)| tail.rfind(mark).map(|at| (at, *region)));
    found.max_by_key(|(at, _)| *at).map(|(_, region)| region)
}

fn sort_table(table: &RawTable, region: &mut Option<Region>) -> Sorted {
    let mut kinds: Vec<RowKind> = Vec::with_capacity(table.rows.len());
    let mut last = None;
    for row in &table.rows {
        let kind = row_kind(row, *region, last);
        (*region, last) = match &kind {
            RowKind::Header(headed, _) => (Some(*headed), None),
            RowKind::Two(..) => (Some(Region::Two), None),
            RowKind::Three(named, _) => (Some(Region::Three), Some(*named)),
            RowKind::Unnamed | RowKind::FourData | RowKind::Other => (*region, last),
        };
        kinds.push(kind);
    }
    Sorted { kinds }
}

fn row_kind(row: &[RawCell], region: Option<Region>, last: Option<TableThreeRow>) -> RowKind {
    // Most cells are numbers or blanks; only the others are folded, and each once.
    let mut labels: Vec<(usize, String)> = Vec::new();
    let mut first_value = None;
    let mut printed = 0;
    for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        if values::may_be_value(&cell.text) {
            first_value = first_value.or(Some(at));
            printed += 1;
        } else if let Some(folded) = label::folded_label(&cell.text) {
            labels.push((at, folded));
        }
    }
    let heads = |test: fn(&str) -> bool| labels.iter().any(|(_, folded)| test(folded));
    for (test, headed) in [
        (label::heads_table_three as fn(&str) -> bool, Region::Three),
        (label::heads_table_four, Region::Four),
        (label::heads_table_two, Region::Two),
    ] {
        if heads(test) {
            return RowKind::Header(headed, labels);
        }
    }
    let before_values = labels.iter().rev().filter(|(at, _)| first_value.is_none_or(|first| *at < first));
    let named = before_values.into_iter().find_map(|(at, folded)| named_row(folded, *at, region, last));
    named.unwrap_or_else(|| nameless(row, labels.is_empty(), printed, region))
}

fn named_row(folded: &str, at: usize, region: Option<Region>, last: Option<TableThreeRow>) -> Option<RowKind> {
    // The number before 其他 is lost where Word counts it out; the row above tells which 其他 it is.
    if folded == "其他" && last == Some(TableThreeRow::LapsedNoPayment) {
        return Some(RowKind::Three(TableThreeRow::OtherReason, at));
    }
    let three = label::table_three_row(folded)
        // A bare 总计 is a row only inside table three.
        .filter(|row| *row != TableThreeRow::ResultsTotal || region == Some(Region::Three));
    match three {
        Some(row) => Some(RowKind::Three(row, at)),
        None => label::table_two_row(folded).map(|row| RowKind::Two(row, at)),
    }
}

/// A row with no label that is known: the figures of table four, or of a row whose label stands elsewhere.
fn nameless(row: &[RawCell], bare: bool, printed: usize, region: Option<Region>) -> RowKind {
    const FEWEST: usize = 5;
    let blank_four = row.len() == FOUR_VALUES && row.iter().all(|cell| cell.is_blank() && !cell.continued);
    match region {
        Some(Region::Four) if printed >= FEWEST || blank_four => RowKind::FourData,
        Some(Region::Three) if bare && printed == FOUR_VALUES => RowKind::FourData,
        Some(Region::Three) if bare && printed == ApplicantColumn::ALL.len() => RowKind::Unnamed,
        _ => RowKind::Other,
    }
}
