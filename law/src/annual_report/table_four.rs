//! Table four 政府信息公开行政复议、行政诉讼情况: one data row, fifteen numbers, the same in both forms.

use super::Cell;

/// The three groups of five numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableFourGroup {
    /// 行政复议
    Reconsideration,
    /// 行政诉讼 · 未经复议直接起诉
    DirectSuit,
    /// 行政诉讼 · 复议后起诉
    SuitAfterReconsideration,
}

impl TableFourGroup {
    /// All three, in official order.
    pub const ALL: [TableFourGroup; 3] =
        [TableFourGroup::Reconsideration, TableFourGroup::DirectSuit, TableFourGroup::SuitAfterReconsideration];

    /// The header over both groups of suits.
    pub const LITIGATION_HEADING: &'static str = "行政诉讼";

    /// The official header of the group itself.
    pub fn label(self) -> &'static str {
        match self {
            TableFourGroup::Reconsideration => "行政复议",
            TableFourGroup::DirectSuit => "未经复议直接起诉",
            TableFourGroup::SuitAfterReconsideration => "复议后起诉",
        }
    }

    /// The stable code, also the key in the report's JSON.
    pub fn code(self) -> &'static str {
        match self {
            TableFourGroup::Reconsideration => "reconsideration",
            TableFourGroup::DirectSuit => "direct_suit",
            TableFourGroup::SuitAfterReconsideration => "suit_after_reconsideration",
        }
    }
}

/// The five numbers of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableFourColumn {
    /// 结果维持
    Upheld,
    /// 结果纠正
    Rectified,
    /// 其他结果
    OtherResult,
    /// 尚未审结
    Pending,
    /// 总计
    Total,
}

impl TableFourColumn {
    /// All five, in official order.
    pub const ALL: [TableFourColumn; 5] = [
        TableFourColumn::Upheld,
        TableFourColumn::Rectified,
        TableFourColumn::OtherResult,
        TableFourColumn::Pending,
        TableFourColumn::Total,
    ];

    /// The four that add up to the total.
    pub const PARTS: [TableFourColumn; 4] =
        [TableFourColumn::Upheld, TableFourColumn::Rectified, TableFourColumn::OtherResult, TableFourColumn::Pending];

    /// The official header.
    pub fn label(self) -> &'static str {
        match self {
            TableFourColumn::Upheld => "结果维持",
            TableFourColumn::Rectified => "结果纠正",
            TableFourColumn::OtherResult => "其他结果",
            TableFourColumn::Pending => "尚未审结",
            TableFourColumn::Total => "总计",
        }
    }

    /// From the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// The stable code of the column in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            TableFourColumn::Upheld => "upheld",
            TableFourColumn::Rectified => "corrected",
            TableFourColumn::OtherResult => "other",
            TableFourColumn::Pending => "pending",
            TableFourColumn::Total => "total",
        }
    }
}

/// Table four, filled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableFour {
    cells: [[Cell; TableFourColumn::ALL.len()]; TableFourGroup::ALL.len()],
}

impl TableFour {
    /// A table whose totals are added up from what was counted; `counted` is asked for the
    /// four results of each group.
    pub fn from_counts(counted: impl Fn(TableFourGroup, TableFourColumn) -> u32) -> Self {
        let mut table = Self::default();
        for group in TableFourGroup::ALL {
            let mut total = 0i64;
            for column in TableFourColumn::PARTS {
                let count = i64::from(counted(group, column));
                total += count;
                table.set(group, column, Cell::Printed(count));
            }
            table.set(group, TableFourColumn::Total, Cell::Printed(total));
        }
        table
    }

    /// The cell of a group and column.
    pub fn cell(&self, group: TableFourGroup, column: TableFourColumn) -> &Cell {
        &self.cells[group as usize][column as usize]
    }

    /// Fills a cell.
    pub fn set(&mut self, group: TableFourGroup, column: TableFourColumn, cell: Cell) {
        self.cells[group as usize][column as usize] = cell;
    }

    /// The five cells of a group, left to right.
    pub fn group(&self, group: TableFourGroup) -> &[Cell; 5] {
        &self.cells[group as usize]
    }
}
