//! Tables to form: every row is found by its label, in whatever table it stands.

mod filled;
pub(super) mod flat;
mod form;
pub(super) mod label;
mod lines;
mod order;
mod rows;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use law::annual_report::checks::Rule;
use law::annual_report::{ApplicantColumn, ReportSection, TableThreeRow, TableTwoBlock, TableTwoColumn, TableTwoRow};

use super::source::{Block, RawCell, RawTable};

pub(super) use filled::Filled;
use order::Unnamed;
use rows::{RowKind, Sorted};

/// What the rows being read belong to; a table cut by a page break continues it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Region {
    Two,
    Three,
    Four,
}

impl Region {
    fn section(self) -> ReportSection {
        match self {
            Region::Two => ReportSection::ProactiveDisclosure,
            Region::Three => ReportSection::Applications,
            Region::Four => ReportSection::ReviewAndLitigation,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Region::Two => "表二",
            Region::Three => "表三",
            Region::Four => "表四",
        }
    }
}

/// Fills a form from all tables of a file, and from the text what they leave out. `year` decides which form it is
/// where no label does.
pub(super) fn fill(blocks: &[Block], year: &dyn Fn() -> Option<i16>) -> Filled {
    let sorted = rows::sort(blocks);
    let form = form::decide(blocks, &sorted, year);
    let mut reader = Reader { filled: Filled::of(form), ..Reader::default() };
    let tables = blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Text(_) => None,
    });
    for (table, sorted) in tables.zip(sorted) {
        reader.table(table, sorted);
    }
    reader.end_of_rows();
    let mut filled = reader.filled;
    flat::fill_missing(blocks, &mut filled);
    lines::displaced_total(blocks, &mut filled);
    filled
}

#[derive(Default)]
struct Reader {
    filled: Filled,
    region: Option<Region>,
    /// The block whose header was seen last, and whether in the table being read.
    block: Option<TableTwoBlock>,
    headed_here: BTreeSet<Region>,
    block_headed_here: bool,
    /// The column headers of the block, with their places in a row of so many cells.
    block_columns: Vec<(TableTwoColumn, usize)>,
    block_width: usize,
    continued: BTreeSet<Region>,
    /// Header rows of table four, to know which columns carry a label.
    four_headers: Vec<Vec<String>>,
    four_spans_kept: bool,
    /// Rows of table three whose labels stand elsewhere.
    unnamed: Unnamed,
}

impl Reader {
    fn table(&mut self, table: &RawTable, sorted: Sorted) {
        if !table.goes_on {
            self.headed_here.clear();
            self.block_headed_here = false;
            self.block_columns.clear();
        }
        let starts = learned_starts(table, &sorted.kinds);
        let mut firsts = BTreeSet::new();
        for (row, kind) in table.rows.iter().zip(sorted.kinds) {
            match kind {
                RowKind::Header(region, labels) => self.header(region, row, &labels, table.spans_kept),
                RowKind::Two(name, at) => self.two(name, at, row),
                RowKind::Three(name, at) => {
                    self.unnamed.settle(Some(name), &mut self.filled);
                    let start = self.three(name, &row[at + 1..], starts.get(&(at, row.len())).copied());
                    firsts.extend(start.map(|start| at + 1 + start));
                }
                RowKind::Unnamed => self.unnamed.push(row),
                RowKind::FourData => self.four(row),
                RowKind::Other => {}
            }
        }
        if firsts.len() > 1 && !table.spans_kept {
            let message = "表三各行的数值不在同一列（合并的单元格已丢失），已按数值的位置对齐。".to_owned();
            let known = self.filled.notes.iter().any(|note| note.rule == Rule::I11);
            if !known {
                self.filled.note(Rule::I11, "columns", ReportSection::Applications, message);
            }
        }
    }

    fn end_of_rows(&mut self) {
        self.unnamed.settle(None, &mut self.filled);
    }

    fn header(&mut self, region: Region, row: &[RawCell], labels: &[(usize, String)], spans_kept: bool) {
        let again = self.region != Some(region);
        self.region = Some(region);
        self.headed_here.insert(region);
        self.filled.headed = true;
        match region {
            Region::Two => self.header_two(row, labels),
            Region::Three => {}
            Region::Four => {
                if again {
                    self.four_headers.clear();
                }
                self.four_spans_kept = spans_kept;
                self.four_headers.push(row.iter().map(|cell| cell.text.clone()).collect());
            }
        }
    }

    fn header_two(&mut self, row: &[RawCell], labels: &[(usize, String)]) {
        if let Some(block) = labels.iter().find_map(|(_, folded)| label::block(folded)) {
            self.block = Some(block);
            self.block_headed_here = true;
        }
        self.block_width = row.len();
        let columns = labels.iter().filter_map(|(at, folded)| Some((label::table_two_column(folded)?, *at)));
        self.block_columns = columns.collect();
        if let Some((_, folded)) = labels.iter().find(|(_, folded)| folded.starts_with("本年收费金额单位")) {
            self.filled.fees_unit = ["亿元", "元"].into_iter().find(|unit| folded.ends_with(*unit));
            if folded.ends_with("万元") {
                self.filled.fees_unit = None;
            }
        }
    }

    fn continues(&mut self, region: Region, headed: bool) {
        self.region = Some(region);
        if headed || !self.continued.insert(region) {
            return;
        }
        let message = format!("{}被分成两个表，后一个没有表头，已按行名续接。", region.name());
        self.filled.note(Rule::I8, region.section().numeral(), region.section(), message);
    }

    fn two(&mut self, row: TableTwoRow, at: usize, cells: &[RawCell]) {
        let headed = self.block_headed_here && self.block == Some(row.block());
        // A converter may lose all block headers; only a header in another table means a page break.
        self.continues(Region::Two, headed || self.block != Some(row.block()));
        let wanted = self.filled.columns(row).len();
        if wanted == 0 {
            return self.filled.not_of_the_form(row);
        }
        let picked = match self.under_headers(row, at, cells) {
            Some(texts) => Picked::Exact(0, texts),
            None => pick(&cells[at + 1..], wanted, Columns::MayBeWide),
        };
        match picked {
            Picked::Exact(_, texts) => self.filled.fill_two(row, &texts),
            Picked::Surplus(texts) => {
                let message = format!(
                    "表二“{}”有{}个数值，应为{wanted}个，未读取。",
                    row.label_in(self.filled.form.form),
                    texts.len()
                );
                self.filled.note(Rule::K05, row.code(), ReportSection::ProactiveDisclosure, message);
                self.filled.give_up_two(row, &texts.join(" "));
            }
            Picked::Unknown(words) => {
                let message = format!("表二“{}”的数值无法确定所在的列，未读取。", row.label_in(self.filled.form.form));
                self.filled.note(Rule::R01, row.code(), ReportSection::ProactiveDisclosure, message);
                self.filled.give_up_two(row, &words);
            }
        }
    }

    /// The values of a row by the headers that stand over them, where the headers' row has the same
    /// shape. A header merged over several columns owns all of them up to the next header.
    fn under_headers(&self, row: TableTwoRow, at: usize, cells: &[RawCell]) -> Option<Vec<String>> {
        let fits = self.block_columns.iter().map(|(column, _)| column).eq(self.filled.columns(row));
        let behind_label = self.block_columns.first().is_some_and(|(_, place)| *place > at);
        if !fits || !behind_label || cells.len() != self.block_width {
            return None;
        }
        let places: Vec<usize> = self.block_columns.iter().map(|(_, place)| *place).collect();
        let ends = places.iter().skip(1).copied().chain([cells.len()]);
        let mut texts = Vec::new();
        for (begin, end) in places.iter().copied().zip(ends) {
            let mut printed = cells[begin..end].iter().filter(|cell| !cell.is_blank());
            texts.push(printed.next().map(|cell| cell.text.clone()).unwrap_or_default());
            if printed.next().is_some() {
                return None;
            }
        }
        // A value between the label and the first header would be lost.
        cells[at + 1..places[0]].iter().all(RawCell::is_blank).then_some(texts)
    }

    /// Reads a row of table three; the column its values begin in, counted after the label.
    fn three(&mut self, row: TableThreeRow, cells: &[RawCell], start: Option<usize>) -> Option<usize> {
        if !self.filled.rows_three().contains(&row) {
            // In the form of 2021 其他处理 heads three rows and has no figures of its own.
            return None;
        }
        let headed = self.headed_here.contains(&Region::Three);
        self.continues(Region::Three, headed);
        let wanted = ApplicantColumn::ALL.len();
        match pick(cells, wanted, Columns::Narrow(start)) {
            Picked::Exact(first, texts) => {
                self.filled.fill_three(row, &texts);
                return Some(first);
            }
            Picked::Surplus(texts) => {
                let message = format!(
                    "表三“{}”有{}个数值，应为{wanted}个，未读取{}。",
                    row.label(),
                    texts.len(),
                    rejoined(&texts).map(|words| format!("；{words}")).unwrap_or_default()
                );
                self.filled.note(Rule::K05, row.code(), ReportSection::Applications, message);
                self.filled.give_up_three(row, &texts.join(" "));
            }
            Picked::Unknown(words) => {
                let message = format!("表三“{}”的数值无法确定所在的列，未读取。", row.label());
                self.filled.note(Rule::R01, row.code(), ReportSection::Applications, message);
                self.filled.give_up_three(row, &words);
            }
        }
        None
    }

    fn four(&mut self, row: &[RawCell]) {
        if self.filled.four {
            return;
        }
        let headed = self.headed_here.contains(&Region::Four);
        self.continues(Region::Four, headed);
        let first = row.iter().position(|cell| !cell.is_blank() && values::may_be_value(&cell.text)).unwrap_or(0);
        // A label in front of the numbers is left out; blanks in front of them are values.
        let labelled = row[..first].iter().any(|cell| !cell.is_blank());
        let begin = if labelled { first } else { 0 };
        let texts: Vec<String> = row[begin..].iter().map(|cell| cell.text.clone()).collect();
        match self.fifteen(&texts, begin) {
            Ok(texts) => self.filled.fill_four(&texts),
            Err(message) => {
                self.filled.note(Rule::I10, "values", ReportSection::ReviewAndLitigation, message);
                self.filled.give_up_four(&texts.join(" "));
            }
        }
    }

    /// The fifteen values, or why they cannot be told.
    fn fifteen(&mut self, texts: &[String], begin: usize) -> Result<Vec<String>, String> {
        if texts.len() == FOUR_VALUES {
            return Ok(texts.to_vec());
        }
        let kept: Vec<usize> = if self.four_spans_kept {
            Vec::new()
        } else {
            (0..texts.len()).filter(|index| self.leaf_is_labelled(begin + index)).collect()
        };
        let printed = texts.iter().filter(|text| !text.trim().is_empty()).count();
        if kept.len() == FOUR_VALUES {
            let surplus: Vec<String> = (0..texts.len())
                .filter(|index| !kept.contains(index) && !texts[*index].trim().is_empty())
                .map(|index| format!("第{}个“{}”", index + 1, texts[index]))
                .collect();
            if !surplus.is_empty() {
                let message = format!(
                    "表四有{printed}个数值，表头只有{FOUR_VALUES}列；多出的{}没有对应的表头，未计入。",
                    surplus.join("、")
                );
                self.filled.note(Rule::I10, "values", ReportSection::ReviewAndLitigation, message);
            }
            return Ok(kept.into_iter().map(|index| texts[index].clone()).collect());
        }
        let nonblank: Vec<&String> = texts.iter().filter(|text| !text.trim().is_empty()).collect();
        if nonblank.len() == FOUR_VALUES {
            return Ok(nonblank.into_iter().cloned().collect());
        }
        if nonblank.len() > FOUR_VALUES && nonblank.windows(2).all(|pair| pair[0] == pair[1]) {
            let message =
                format!("表四有{printed}个数值，应为{FOUR_VALUES}个；数值全部相同，按前{FOUR_VALUES}个读取。");
            self.filled.note(Rule::I10, "values", ReportSection::ReviewAndLitigation, message);
            return Ok(nonblank.into_iter().take(FOUR_VALUES).cloned().collect());
        }
        Err(format!("表四有{printed}个数值，应为{FOUR_VALUES}个，无法确定各数所在的列，未读取。"))
    }

    /// Whether the lowest header over a column of table four is one of the five official ones.
    fn leaf_is_labelled(&self, column: usize) -> bool {
        let lowest =
            self.four_headers.iter().rev().filter_map(|header| header.get(column)).find(|text| !text.trim().is_empty());
        lowest.is_some_and(|text| label::table_four_column(&label::fold(text)).is_some())
    }
}

const FOUR_VALUES: usize = 15;

/// The values of a row, as far as they can be told.
enum Picked {
    /// Where they begin, and one text for each column.
    Exact(usize, Vec<String>),
    /// More printed values than columns.
    Surplus(Vec<String>),
    /// Fewer printed values than columns, and no telling which columns they stand in.
    Unknown(String),
}

/// What is known about the columns behind a label.
#[derive(Clone, Copy)]
enum Columns {
    /// A column of the form may be several of the table, so blanks may stand between values.
    MayBeWide,
    /// One column is one of the table, and rows of this shape are known to begin here.
    Narrow(Option<usize>),
}

/// Chooses `wanted` values among the cells behind a label. Lost merged cells leave blanks before,
/// behind or between them.
fn pick(cells: &[RawCell], wanted: usize, columns: Columns) -> Picked {
    let text = |index: usize| cells.get(index).map(|cell| cell.text.clone()).unwrap_or_default();
    let window = |first: usize| (first..first + wanted).map(text).collect::<Vec<String>>();
    let printed: Vec<usize> = (0..cells.len()).filter(|index| !cells[*index].is_blank()).collect();
    let (Some(first), Some(last)) = (printed.first(), printed.last()) else {
        return Picked::Exact(0, vec![String::new(); wanted]);
    };
    if cells.len() <= wanted {
        return Picked::Exact(0, window(0));
    }
    if printed.len() > wanted {
        return Picked::Surplus(printed.into_iter().map(text).collect());
    }
    if printed.len() == wanted {
        return Picked::Exact(*first, printed.iter().map(|index| text(*index)).collect());
    }
    let possible: Vec<usize> =
        (0..=cells.len() - wanted).filter(|begin| begin <= first && last < &(begin + wanted)).collect();
    match (columns, possible.as_slice()) {
        (Columns::Narrow(Some(start)), _) if possible.contains(&start) => Picked::Exact(start, window(start)),
        (Columns::Narrow(_), [only]) => Picked::Exact(*only, window(*only)),
        _ => Picked::Unknown(printed.into_iter().map(text).collect::<Vec<_>>().join(" ")),
    }
}

/// Where the values of table three begin behind the label, learned from the rows of the same shape
/// whose first and last values are printed.
fn learned_starts(table: &RawTable, kinds: &[RowKind]) -> BTreeMap<(usize, usize), usize> {
    let mut starts = BTreeMap::new();
    for (row, kind) in table.rows.iter().zip(kinds) {
        let RowKind::Three(_, at) = kind else { continue };
        if let Picked::Exact(start, texts) = pick(&row[at + 1..], ApplicantColumn::ALL.len(), Columns::Narrow(None))
            && texts.iter().any(|text| !text.is_empty())
        {
            starts.entry((*at, row.len())).or_insert(start);
        }
    }
    starts
}

/// For one value too many: which two neighbours, joined, would make the row add up.
fn rejoined(texts: &[String]) -> Option<String> {
    if texts.len() != ApplicantColumn::ALL.len() + 1 {
        return None;
    }
    let fitting: Vec<String> = (0..texts.len() - 1)
        .filter_map(|at| {
            let mut joined = texts.to_vec();
            let behind = joined.remove(at + 1);
            joined[at].push_str(&behind);
            let counts: Option<Vec<i64>> = joined.iter().map(|text| values::count_cell(text).count()).collect();
            let (total, parts) = counts.as_deref()?.split_last()?;
            (parts.iter().sum::<i64>() == *total).then(|| format!("“{}”“{behind}”可能是“{}”", texts[at], joined[at]))
        })
        .collect();
    // Two ways to join are no hint.
    let [only] = fitting.as_slice() else { return None };
    Some(only.clone())
}
