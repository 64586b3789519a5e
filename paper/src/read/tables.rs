//! Tables to form: every row is found by its label, in whatever table it stands.

pub(super) mod flat;
pub(super) mod label;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use law::annual_report::checks::{Finding, Place, Rule};
use law::annual_report::{
    ApplicantColumn, Cell, ReportSection, ReportTables, Slot, TableFourColumn, TableFourGroup, TableThreeRow,
    TableTwoBlock, TableTwoColumn, TableTwoRow,
};

use super::source::{Block, RawCell, RawTable};

/// A form being filled, with what had to be said about it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub form: ReportTables,
    pub notes: Vec<Finding>,
    pub two: BTreeSet<TableTwoRow>,
    pub three: BTreeSet<TableThreeRow>,
    pub four: bool,
}

impl Filled {
    pub(super) fn is_empty(&self) -> bool {
        self.two.is_empty() && self.three.is_empty() && !self.four
    }

    pub(super) fn note(&mut self, rule: Rule, subject: &str, section: ReportSection, message: String) {
        self.notes.push(Finding::of(rule, subject, vec![Place::Section(section)], message));
    }

    /// The form and the notes, rows that were not found among them.
    pub(super) fn finish(mut self) -> (ReportTables, Vec<Finding>) {
        let two: Vec<&str> =
            TableTwoRow::ALL.into_iter().filter(|row| !self.two.contains(row)).map(TableTwoRow::label).collect();
        self.note_missing("表二", ReportSection::ProactiveDisclosure, &two, TableTwoRow::ALL.len());
        let three: Vec<&str> = TableThreeRow::FORM_2019
            .into_iter()
            .filter(|row| !self.three.contains(row))
            .map(TableThreeRow::label)
            .collect();
        self.note_missing("表三", ReportSection::Applications, &three, TableThreeRow::FORM_2019.len());
        let four: &[&str] = if self.four { &[] } else { &["数据"] };
        self.note_missing("表四", ReportSection::ReviewAndLitigation, four, 1);
        (self.form, self.notes)
    }

    fn note_missing(&mut self, table: &str, section: ReportSection, missing: &[&str], all: usize) {
        let message = match missing.len() {
            0 => return,
            count if count == all => format!("没有找到{table}，文件可能不完整。"),
            count => format!("{table}缺少{count}行：{}。", missing.join("、")),
        };
        self.note(Rule::R02, section.numeral(), section, message);
    }

    pub(super) fn fill_two(&mut self, row: TableTwoRow, texts: &[String]) {
        if !self.two.insert(row) {
            return self.compare_two(row, texts);
        }
        for (column, text) in row.columns().iter().zip(texts) {
            if *column == TableTwoColumn::ProcurementAmount {
                self.form.table_two.procurement_amount = values::amount_cell(text);
            } else {
                self.form.table_two.set_count(row, *column, values::count_cell(text));
            }
        }
    }

    /// The first occurrence stands; a second one that says something else is worth a word.
    fn compare_two(&mut self, row: TableTwoRow, texts: &[String]) {
        let differs = row.columns().iter().zip(texts).any(|(column, text)| {
            let known = self.form.table_two.count(row, *column);
            known.is_some_and(|cell| *cell != values::count_cell(text))
        });
        if differs {
            let message = format!("表二“{}”出现两次而且数值不同，按第一次读取。", row.label());
            self.note(Rule::R02, &format!("twice/{}", row.code()), ReportSection::ProactiveDisclosure, message);
        }
    }

    pub(super) fn fill_three(&mut self, row: TableThreeRow, texts: &[String]) {
        let cells: Vec<Cell> = texts.iter().map(|text| values::count_cell(text)).collect();
        if !self.three.insert(row) {
            if self.form.table_three.row(row).iter().ne(cells.iter()) {
                let message = format!("表三“{}”出现两次而且数值不同，按第一次读取。", row.label());
                self.note(Rule::R02, &format!("twice/{}", row.code()), ReportSection::Applications, message);
            }
            return;
        }
        for (column, cell) in ApplicantColumn::ALL.into_iter().zip(cells) {
            self.form.table_three.set(row, column, cell);
        }
    }

    /// A row that is there and whose values cannot be told apart.
    pub(super) fn give_up_two(&mut self, row: TableTwoRow, words: &str) {
        if self.two.insert(row) {
            let words = values::digits_of(words);
            for column in row.columns() {
                self.form.table_two.set_count(row, *column, Cell::Unreadable(words.clone()));
            }
            if row == TableTwoRow::Procurement {
                self.form.table_two.procurement_amount = Cell::Unreadable(words);
            }
        }
    }

    /// The same for a row of table three.
    pub(super) fn give_up_three(&mut self, row: TableThreeRow, words: &str) {
        if self.three.insert(row) {
            let words = values::digits_of(words);
            for column in ApplicantColumn::ALL {
                self.form.table_three.set(row, column, Cell::Unreadable(words.clone()));
            }
        }
    }

    /// The same for table four.
    pub(super) fn give_up_four(&mut self, words: &str) {
        self.four = true;
        let words = values::digits_of(words);
        for slot in table_four_slots() {
            self.form.set_count(slot, Cell::Unreadable(words.clone()));
        }
    }

    pub(super) fn fill_four(&mut self, texts: &[String]) {
        self.four = true;
        for (slot, text) in table_four_slots().zip(texts) {
            self.form.set_count(slot, values::count_cell(text));
        }
    }
}

/// The fifteen cells of table four, left to right.
fn table_four_slots() -> impl Iterator<Item = Slot> {
    TableFourGroup::ALL
        .into_iter()
        .flat_map(|group| TableFourColumn::ALL.into_iter().map(move |column| Slot::Four(group, column)))
}

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

/// Fills a form from all tables of a file.
pub(super) fn fill(blocks: &[Block]) -> Filled {
    let mut reader = Reader::default();
    for block in blocks {
        if let Block::Table(table) = block {
            reader.table(table);
        }
    }
    reader.filled
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
}

/// What one row of a table is.
enum RowKind {
    Header(Region),
    Two(TableTwoRow, usize),
    Three(TableThreeRow, usize),
    FourData,
    Other,
}

impl Reader {
    fn table(&mut self, table: &RawTable) {
        self.headed_here.clear();
        self.block_headed_here = false;
        self.block_columns.clear();
        let kinds = self.classify(table);
        let starts = learned_starts(table, &kinds);
        let mut firsts = BTreeSet::new();
        for (row, kind) in table.rows.iter().zip(kinds) {
            match kind {
                RowKind::Header(region) => self.header(region, row, table.spans_kept),
                RowKind::Two(name, at) => self.two(name, at, row),
                RowKind::Three(name, at) => {
                    let start = self.three(name, &row[at + 1..], starts.get(&(at, row.len())).copied());
                    firsts.extend(start.map(|start| at + 1 + start));
                }
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

    fn classify(&mut self, table: &RawTable) -> Vec<RowKind> {
        let mut region = self.region;
        let mut kinds = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let kind = row_kind(row, region);
            region = match &kind {
                RowKind::Header(headed) => Some(*headed),
                RowKind::Two(..) => Some(Region::Two),
                RowKind::Three(..) => Some(Region::Three),
                RowKind::FourData | RowKind::Other => region,
            };
            kinds.push(kind);
        }
        kinds
    }

    fn header(&mut self, region: Region, row: &[RawCell], spans_kept: bool) {
        let again = self.region != Some(region);
        self.region = Some(region);
        self.headed_here.insert(region);
        match region {
            Region::Two => {
                if let Some(block) = row.iter().find_map(|cell| label::block(&label::folded_label(&cell.text)?)) {
                    self.block = Some(block);
                    self.block_headed_here = true;
                }
                self.block_width = row.len();
                self.block_columns = row
                    .iter()
                    .enumerate()
                    .filter_map(|(at, cell)| Some((label::table_two_column(&label::folded_label(&cell.text)?)?, at)))
                    .collect();
            }
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
        let wanted = row.columns().len();
        let picked = match self.under_headers(row, at, cells) {
            Some(texts) => Picked::Exact(0, texts),
            None => pick(&cells[at + 1..], wanted, Columns::MayBeWide),
        };
        match picked {
            Picked::Exact(_, texts) => self.filled.fill_two(row, &texts),
            Picked::Surplus(texts) => {
                let message = format!("表二“{}”有{}个数值，应为{wanted}个，未读取。", row.label(), texts.len());
                self.filled.note(Rule::K05, row.code(), ReportSection::ProactiveDisclosure, message);
                self.filled.give_up_two(row, &texts.join(" "));
            }
            Picked::Unknown(words) => {
                let message = format!("表二“{}”的数值无法确定所在的列，未读取。", row.label());
                self.filled.note(Rule::R01, row.code(), ReportSection::ProactiveDisclosure, message);
                self.filled.give_up_two(row, &words);
            }
        }
    }

    /// The values of a row by the headers that stand over them, where the headers' row has the same
    /// shape. A header merged over several columns owns all of them up to the next header.
    fn under_headers(&self, row: TableTwoRow, at: usize, cells: &[RawCell]) -> Option<Vec<String>> {
        let fits = self.block_columns.iter().map(|(column, _)| column).eq(row.columns());
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

fn row_kind(row: &[RawCell], region: Option<Region>) -> RowKind {
    // Most cells are numbers or blanks; only the others are folded, and each once.
    let mut labels: Vec<(usize, String)> = Vec::new();
    let mut first_value = None;
    for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        if values::may_be_value(&cell.text) {
            first_value = first_value.or(Some(at));
        } else if let Some(folded) = label::folded_label(&cell.text) {
            labels.push((at, folded));
        }
    }
    let heads = |test: fn(&str) -> bool| labels.iter().any(|(_, folded)| test(folded));
    if heads(label::heads_table_three) {
        return RowKind::Header(Region::Three);
    }
    if heads(label::heads_table_four) {
        return RowKind::Header(Region::Four);
    }
    if heads(label::heads_table_two) {
        return RowKind::Header(Region::Two);
    }
    let before_values = labels.iter().rev().filter(|(at, _)| first_value.is_none_or(|first| *at < first));
    let named = before_values.into_iter().find_map(|(at, folded)| named_row(folded, *at, region));
    match named {
        Some(kind) => kind,
        None if region == Some(Region::Four) && first_value.is_some() => RowKind::FourData,
        None => RowKind::Other,
    }
}

fn named_row(folded: &str, at: usize, region: Option<Region>) -> Option<RowKind> {
    let three = label::table_three_row(folded)
        // A bare 总计 is a row only inside table three.
        .filter(|row| *row != TableThreeRow::ResultsTotal || region == Some(Region::Three));
    match three {
        Some(row) => Some(RowKind::Three(row, at)),
        None => label::table_two_row(folded).map(|row| RowKind::Two(row, at)),
    }
}

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
