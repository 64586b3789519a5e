//! Table two 主动公开政府信息情况: blocks after Art. 20 items (一), (五), (六), (八), and in the form of
//! 2019 (九). The form of 2021 has fewer rows and columns of its own.

use super::{Amount, Cell, ReportForm};

/// A block of table two; each has its own column headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableTwoBlock {
    /// 第二十条第（一）项: rules and normative documents.
    Documents,
    /// 第二十条第（五）项: licences and other external management services.
    Services,
    /// 第二十条第（六）项: penalties and coercion.
    Enforcement,
    /// 第二十条第（八）项: administrative fees.
    Fees,
    /// 第二十条第（九）项: centralised procurement.
    Procurement,
}

impl TableTwoBlock {
    /// All five of the 2019 form, in official order.
    pub const ALL: [TableTwoBlock; 5] = [
        TableTwoBlock::Documents,
        TableTwoBlock::Services,
        TableTwoBlock::Enforcement,
        TableTwoBlock::Fees,
        TableTwoBlock::Procurement,
    ];

    /// The official header of the block.
    pub fn label(self) -> &'static str {
        match self {
            TableTwoBlock::Documents => "第二十条第（一）项",
            TableTwoBlock::Services => "第二十条第（五）项",
            TableTwoBlock::Enforcement => "第二十条第（六）项",
            TableTwoBlock::Fees => "第二十条第（八）项",
            TableTwoBlock::Procurement => "第二十条第（九）项",
        }
    }

    /// The blocks of a form, in official order.
    pub fn of(form: ReportForm) -> &'static [TableTwoBlock] {
        match form.official() {
            ReportForm::Form2019 => &Self::ALL,
            ReportForm::Form2021 | ReportForm::Hybrid2021 => {
                &[TableTwoBlock::Documents, TableTwoBlock::Services, TableTwoBlock::Enforcement, TableTwoBlock::Fees]
            }
        }
    }

    /// The rows under the block in a form.
    pub fn rows_of(self, form: ReportForm) -> &'static [TableTwoRow] {
        match (form.official(), self) {
            (ReportForm::Form2021, TableTwoBlock::Services) => &[TableTwoRow::Licences],
            (ReportForm::Form2021, TableTwoBlock::Procurement) => &[],
            _ => self.rows(),
        }
    }

    /// The columns of the block after 信息内容 in a form.
    pub fn columns_of(self, form: ReportForm) -> &'static [TableTwoColumn] {
        if form == ReportForm::Form2019 {
            return self.columns();
        }
        match self {
            TableTwoBlock::Documents => {
                &[TableTwoColumn::IssuedThisYear, TableTwoColumn::RepealedThisYear, TableTwoColumn::InForce]
            }
            TableTwoBlock::Services | TableTwoBlock::Enforcement => &[TableTwoColumn::DecisionsThisYear],
            TableTwoBlock::Fees => &[TableTwoColumn::FeesCollected],
            TableTwoBlock::Procurement => &[],
        }
    }

    /// The rows under the block in the form of 2019.
    pub fn rows(self) -> &'static [TableTwoRow] {
        match self {
            TableTwoBlock::Documents => &[TableTwoRow::Rules, TableTwoRow::NormativeDocuments],
            TableTwoBlock::Services => &[TableTwoRow::Licences, TableTwoRow::OtherServices],
            TableTwoBlock::Enforcement => &[TableTwoRow::Penalties, TableTwoRow::Coercion],
            TableTwoBlock::Fees => &[TableTwoRow::AdministrativeFees],
            TableTwoBlock::Procurement => &[TableTwoRow::Procurement],
        }
    }

    /// The columns of the block after 信息内容 in the form of 2019.
    pub fn columns(self) -> &'static [TableTwoColumn] {
        match self {
            TableTwoBlock::Documents => {
                &[TableTwoColumn::MadeThisYear, TableTwoColumn::PublishedThisYear, TableTwoColumn::PublishedInAll]
            }
            TableTwoBlock::Services | TableTwoBlock::Enforcement => {
                &[TableTwoColumn::ItemsLastYear, TableTwoColumn::ChangeThisYear, TableTwoColumn::Decisions]
            }
            TableTwoBlock::Fees => &[TableTwoColumn::ItemsLastYear, TableTwoColumn::ChangeThisYear],
            TableTwoBlock::Procurement => &[TableTwoColumn::ProcurementItems, TableTwoColumn::ProcurementAmount],
        }
    }
}

/// A row of table two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableTwoRow {
    /// 规章
    Rules,
    /// 规范性文件
    NormativeDocuments,
    /// 行政许可
    Licences,
    /// 其他对外管理服务事项
    OtherServices,
    /// 行政处罚
    Penalties,
    /// 行政强制
    Coercion,
    /// 行政事业性收费
    AdministrativeFees,
    /// 政府集中采购
    Procurement,
}

impl TableTwoRow {
    /// All eight of the 2019 form, in official order; that of 2021 has six of them.
    pub const ALL: [TableTwoRow; 8] = [
        TableTwoRow::Rules,
        TableTwoRow::NormativeDocuments,
        TableTwoRow::Licences,
        TableTwoRow::OtherServices,
        TableTwoRow::Penalties,
        TableTwoRow::Coercion,
        TableTwoRow::AdministrativeFees,
        TableTwoRow::Procurement,
    ];

    /// The rows of a form, in official order.
    pub fn of(form: ReportForm) -> &'static [TableTwoRow] {
        match form {
            ReportForm::Form2019 => &Self::ALL,
            ReportForm::Form2021 | ReportForm::Hybrid2021 => &[
                TableTwoRow::Rules,
                TableTwoRow::NormativeDocuments,
                TableTwoRow::Licences,
                TableTwoRow::Penalties,
                TableTwoRow::Coercion,
                TableTwoRow::AdministrativeFees,
            ],
        }
    }

    /// The official label in a form, also the key in the report's JSON.
    pub fn label_in(self, form: ReportForm) -> &'static str {
        match (form.official(), self) {
            (ReportForm::Form2021, TableTwoRow::NormativeDocuments) => "行政规范性文件",
            _ => self.label(),
        }
    }

    /// The official label in the form of 2019.
    pub fn label(self) -> &'static str {
        match self {
            TableTwoRow::Rules => "规章",
            TableTwoRow::NormativeDocuments => "规范性文件",
            TableTwoRow::Licences => "行政许可",
            TableTwoRow::OtherServices => "其他对外管理服务事项",
            TableTwoRow::Penalties => "行政处罚",
            TableTwoRow::Coercion => "行政强制",
            TableTwoRow::AdministrativeFees => "行政事业性收费",
            TableTwoRow::Procurement => "政府集中采购",
        }
    }

    /// The stable code of the row in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            TableTwoRow::Rules => "rules",
            TableTwoRow::NormativeDocuments => "normative-documents",
            TableTwoRow::Licences => "licences",
            TableTwoRow::OtherServices => "other-services",
            TableTwoRow::Penalties => "penalties",
            TableTwoRow::Coercion => "coercion",
            TableTwoRow::AdministrativeFees => "administrative-fees",
            TableTwoRow::Procurement => "procurement",
        }
    }

    /// The block the row stands in.
    pub fn block(self) -> TableTwoBlock {
        match self {
            TableTwoRow::Rules | TableTwoRow::NormativeDocuments => TableTwoBlock::Documents,
            TableTwoRow::Licences | TableTwoRow::OtherServices => TableTwoBlock::Services,
            TableTwoRow::Penalties | TableTwoRow::Coercion => TableTwoBlock::Enforcement,
            TableTwoRow::AdministrativeFees => TableTwoBlock::Fees,
            TableTwoRow::Procurement => TableTwoBlock::Procurement,
        }
    }

    /// The columns this row has a cell in, in a form.
    pub fn columns_of(self, form: ReportForm) -> &'static [TableTwoColumn] {
        self.block().columns_of(form)
    }

    /// The columns this row has a cell in, in the form of 2019.
    pub fn columns(self) -> &'static [TableTwoColumn] {
        self.block().columns()
    }
}

/// A column of table two; which ones a row has follows from its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableTwoColumn {
    /// 本年新制作数量
    MadeThisYear,
    /// 本年新公开数量
    PublishedThisYear,
    /// 对外公开总数量
    PublishedInAll,
    /// 上一年项目数量
    ItemsLastYear,
    /// 本年增/减: the only count that may be negative.
    ChangeThisYear,
    /// 处理决定数量
    Decisions,
    /// 采购项目数量
    ProcurementItems,
    /// 采购总金额: money; the form prints no unit.
    ProcurementAmount,
    /// 本年制发件数, in the form of 2021 only as all that follow.
    IssuedThisYear,
    /// 本年废止件数
    RepealedThisYear,
    /// 现行有效件数
    InForce,
    /// 本年处理决定数量
    DecisionsThisYear,
    /// 本年收费金额（单位：万元）: money.
    FeesCollected,
}

impl TableTwoColumn {
    /// All eight of the 2019 form, in the order of their first appearance.
    pub const ALL: [TableTwoColumn; 8] = [
        TableTwoColumn::MadeThisYear,
        TableTwoColumn::PublishedThisYear,
        TableTwoColumn::PublishedInAll,
        TableTwoColumn::ItemsLastYear,
        TableTwoColumn::ChangeThisYear,
        TableTwoColumn::Decisions,
        TableTwoColumn::ProcurementItems,
        TableTwoColumn::ProcurementAmount,
    ];

    /// The official header.
    pub fn label(self) -> &'static str {
        match self {
            TableTwoColumn::MadeThisYear => "本年新制作数量",
            TableTwoColumn::PublishedThisYear => "本年新公开数量",
            TableTwoColumn::PublishedInAll => "对外公开总数量",
            TableTwoColumn::ItemsLastYear => "上一年项目数量",
            TableTwoColumn::ChangeThisYear => "本年增/减",
            TableTwoColumn::Decisions => "处理决定数量",
            TableTwoColumn::ProcurementItems => "采购项目数量",
            TableTwoColumn::ProcurementAmount => "采购总金额",
            TableTwoColumn::IssuedThisYear => "本年制发件数",
            TableTwoColumn::RepealedThisYear => "本年废止件数",
            TableTwoColumn::InForce => "现行有效件数",
            TableTwoColumn::DecisionsThisYear => "本年处理决定数量",
            TableTwoColumn::FeesCollected => "本年收费金额（单位：万元）",
        }
    }

    /// The form that has the column; no column stands in both.
    pub fn form(self) -> ReportForm {
        if Self::ALL.contains(&self) { ReportForm::Form2019 } else { ReportForm::Form2021 }
    }

    /// Whether its cell holds money.
    pub const fn is_money(self) -> bool {
        matches!(self, TableTwoColumn::ProcurementAmount | TableTwoColumn::FeesCollected)
    }

    /// The stable code of the column in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            TableTwoColumn::MadeThisYear => "made",
            TableTwoColumn::PublishedThisYear => "published",
            TableTwoColumn::PublishedInAll => "published-in-all",
            TableTwoColumn::ItemsLastYear => "items-last-year",
            TableTwoColumn::ChangeThisYear => "change",
            TableTwoColumn::Decisions => "decisions",
            TableTwoColumn::ProcurementItems => "items",
            TableTwoColumn::ProcurementAmount => "amount",
            TableTwoColumn::IssuedThisYear => "issued",
            TableTwoColumn::RepealedThisYear => "repealed",
            TableTwoColumn::InForce => "in-force",
            TableTwoColumn::DecisionsThisYear => "decisions-this-year",
            TableTwoColumn::FeesCollected => "collected",
        }
    }

    /// Whether a count in this column may be below zero.
    pub fn may_be_negative(self) -> bool {
        self == TableTwoColumn::ChangeThisYear
    }
}

/// The widest block of counts.
const MOST_COLUMNS: usize = 3;

/// Table two, filled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableTwo {
    counts: [[Cell; MOST_COLUMNS]; TableTwoRow::ALL.len()],
    /// 采购总金额 of 政府集中采购, in the form of 2019.
    pub procurement_amount: Cell<Amount>,
    /// 本年收费金额 of 行政事业性收费, in the form of 2021.
    pub fees_collected: Cell<Amount>,
}

impl TableTwo {
    /// The count cell at a row and column; `None` where the form has none (the row lacks the
    /// column, or the column holds money).
    pub fn count(&self, row: TableTwoRow, column: TableTwoColumn) -> Option<&Cell> {
        position(row, column).map(|index| &self.counts[row as usize][index])
    }

    /// Fills a count cell; `false` where the form has none.
    pub fn set_count(&mut self, row: TableTwoRow, column: TableTwoColumn, cell: Cell) -> bool {
        let Some(index) = position(row, column) else { return false };
        self.counts[row as usize][index] = cell;
        true
    }
}

fn position(row: TableTwoRow, column: TableTwoColumn) -> Option<usize> {
    if column.is_money() {
        return None;
    }
    row.columns_of(column.form()).iter().position(|candidate| *candidate == column)
}
