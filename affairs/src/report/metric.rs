//! The dictionary of metrics: what each counts, in which unit, over which period, by which definition.

use crate::document::ColumnGroup;
use crate::id::ColumnId;
use crate::register::WorkFigure;
use crate::register::money::{short_yuan_text, ten_thousand_text};
use law::annual_report::{ApplicantColumn, Slot, TableThreeRow, TableTwoColumn, TableTwoRow};

/// A figure that can be computed for any agency and year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// First publications and approved replacements in the year, once each.
    Events,
    /// Those in a group of columns, by the first target column.
    EventsOfGroup(ColumnGroup),
    /// Those in a column.
    EventsInColumn(ColumnId),
    /// Applications received: row 一 of table 三, 总计.
    ApplicationsReceived,
    /// 信息处理费 received, in fen.
    FeesCharged,
    /// 收费通知 that went out.
    FeeNotices,
    /// What they named, in fen.
    FeesNoticed,
    /// What the registers of the year's work count: trainings, meetings, work points, internal rules.
    Work(WorkFigure),
    /// A cell of the form.
    Cell(Slot),
}

/// Whether a figure is what happened in a year or what stood at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    Flow,
    StockAtYearEnd,
    /// What stood at the end of the year before.
    StockAtYearBegin,
}

impl Nature {
    /// The period in words.
    #[must_use]
    pub fn period(self, year: i16) -> String {
        match self {
            Self::Flow => format!("{year}年1月1日至12月31日"),
            Self::StockAtYearEnd => format!("{year}年12月31日"),
            Self::StockAtYearBegin => format!("{}年12月31日", year - 1),
        }
    }
}

impl Metric {
    /// The metrics with a name of their own, as the palette of the narrative offers them; the cells of the form follow.
    pub const NAMED: [Self; 15] = [
        Self::Events,
        Self::EventsOfGroup(ColumnGroup::Overview),
        Self::EventsOfGroup(ColumnGroup::Management),
        Self::EventsOfGroup(ColumnGroup::Policy),
        Self::ApplicationsReceived,
        Self::FeesCharged,
        Self::FeeNotices,
        Self::FeesNoticed,
        Self::Work(WorkFigure::Trainings),
        Self::Work(WorkFigure::PersonsTrained),
        Self::Work(WorkFigure::Meetings),
        Self::Work(WorkFigure::Points),
        Self::Work(WorkFigure::PointsDone),
        Self::Work(WorkFigure::InternalRules),
        Self::Work(WorkFigure::InternalRulesMade),
    ];

    /// The key that stands between braces in the narrative.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Events => "portal.events.total".to_owned(),
            Self::EventsOfGroup(group) => format!("portal.events.{}", group.code()),
            Self::EventsInColumn(column) => format!("portal.columns.{column}"),
            Self::ApplicationsReceived => "foi.received".to_owned(),
            Self::FeesCharged => "fees.charged_yuan".to_owned(),
            Self::FeeNotices => "fees.notices".to_owned(),
            Self::FeesNoticed => "fees.noticed_yuan".to_owned(),
            Self::Work(figure) => figure.key().to_owned(),
            Self::Cell(slot) => slot.code().replace('/', "."),
        }
    }

    /// From the key. A column's key is not looked up here: an unknown column counts nothing.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if let Some(named) = Self::NAMED.into_iter().find(|metric| metric.key() == key) {
            return Some(named);
        }
        if let Some(column) = key.strip_prefix("portal.columns.") {
            let valid = !column.is_empty()
                && column.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            return valid.then(|| Self::EventsInColumn(ColumnId::new(column)));
        }
        let (table, rest) = key.split_once('.')?;
        let (row, column) = rest.rsplit_once('.')?;
        format!("{table}/{row}/{column}").parse().ok().map(Self::Cell)
    }

    /// The unit word that is printed behind the figure.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self {
            Self::Events | Self::EventsOfGroup(_) | Self::EventsInColumn(_) => "条",
            Self::ApplicationsReceived | Self::FeeNotices | Self::Cell(Slot::Three(..) | Slot::Four(..)) => "件",
            Self::FeesCharged | Self::FeesNoticed => "元",
            Self::Work(figure) => figure.unit(),
            Self::Cell(Slot::Two(_, column)) if column.is_money() => "万元",
            Self::Cell(Slot::Two(row, column)) => match (row, column) {
                (TableTwoRow::Rules | TableTwoRow::NormativeDocuments, _)
                | (_, TableTwoColumn::Decisions | TableTwoColumn::DecisionsThisYear) => "件",
                (TableTwoRow::Procurement, _) => "个",
                _ => "项",
            },
        }
    }

    /// Whether the figure is kept in fen.
    #[must_use]
    pub const fn is_money(&self) -> bool {
        match self {
            Self::FeesCharged | Self::FeesNoticed => true,
            Self::Cell(Slot::Two(_, column)) => column.is_money(),
            _ => false,
        }
    }

    /// Whether its records add their amounts: money, or people; otherwise each counts once.
    #[must_use]
    pub const fn adds_amounts(&self) -> bool {
        self.is_money() || matches!(self, Self::Work(WorkFigure::PersonsTrained))
    }

    /// Flow or stock.
    #[must_use]
    pub const fn nature(&self) -> Nature {
        match self {
            Self::Cell(Slot::Two(_, TableTwoColumn::PublishedInAll | TableTwoColumn::InForce)) => {
                Nature::StockAtYearEnd
            }
            Self::Cell(Slot::Two(_, TableTwoColumn::ItemsLastYear))
            | Self::Cell(Slot::Three(TableThreeRow::CarriedIn, _)) => Nature::StockAtYearBegin,
            Self::Work(WorkFigure::InternalRules) | Self::Cell(Slot::Three(TableThreeRow::CarriedOver, _)) => {
                Nature::StockAtYearEnd
            }
            _ => Nature::Flow,
        }
    }

    /// Raised whenever the way of counting changes, and kept with every frozen figure.
    #[must_use]
    pub const fn definition_version(&self) -> i64 {
        1
    }

    /// The figure's name as a clerk reads it.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Events => "公开平台发布信息总数".to_owned(),
            Self::EventsOfGroup(group) => format!("{}发布、更新数", group.label()),
            Self::EventsInColumn(column) => format!("栏目（{column}）发布、更新数"),
            Self::ApplicationsReceived => "收到政府信息公开申请数".to_owned(),
            Self::FeesCharged => "收取信息处理费".to_owned(),
            Self::FeeNotices => "信息处理费收费通知".to_owned(),
            Self::FeesNoticed => "信息处理费通知金额".to_owned(),
            Self::Work(figure) => figure.title().to_owned(),
            Self::Cell(slot) => slot.to_string(),
        }
    }

    /// How it is counted, in one sentence.
    #[must_use]
    pub const fn definition(&self) -> &'static str {
        match self {
            Self::Events | Self::EventsOfGroup(_) | Self::EventsInColumn(_) => {
                "当年首次发布和经审核替换的信息，各计一次，计入第一个栏目所在的类别；勘误、撤回、下架和废止不计。"
            }
            Self::ApplicationsReceived => "收到之日在当年的政府信息公开申请。",
            Self::FeesCharged => "当年实际收取的信息处理费，减去当年退还的。",
            Self::FeeNotices => "当年送达申请人的信息处理费收费通知。",
            Self::FeesNoticed => "当年送达申请人的收费通知所列金额之和。",
            Self::Work(figure) => figure.definition(),
            Self::Cell(Slot::Two(row, column)) => table_two_definition(*row, *column),
            Self::Cell(Slot::Three(..)) => "依申请公开登记簿中计入本栏的申请；合计由各栏相加。",
            Self::Cell(Slot::Four(..)) => "以本机关为被申请人、被告的政府信息公开案件；合计由各栏相加。",
        }
    }

    /// 总计 of table 三 and other sums: the cells that are added up.
    #[must_use]
    pub fn summed_slots(&self) -> Vec<Slot> {
        match self {
            Self::ApplicationsReceived => summed(Slot::Three(TableThreeRow::Received, ApplicantColumn::Total)),
            Self::Cell(slot) => summed(*slot),
            _ => Vec::new(),
        }
    }
}

const fn table_two_definition(row: TableTwoRow, column: TableTwoColumn) -> &'static str {
    match column {
        TableTwoColumn::MadeThisYear => "制定日期在当年的文件。",
        TableTwoColumn::PublishedThisYear => "公开日期在当年的文件。",
        TableTwoColumn::PublishedInAll => "年末已经公开且仍然有效的文件。",
        TableTwoColumn::ItemsLastYear => match row {
            TableTwoRow::AdministrativeFees => "上一年末在册的收费项目。",
            _ => "上一年末在事项目录内的事项。",
        },
        TableTwoColumn::ChangeThisYear => "本年末与上一年末在册数量之差，每一项增减可逐一查看。",
        TableTwoColumn::Decisions => "决定日期在当年的处理决定，不论是否公开。",
        TableTwoColumn::ProcurementItems => "当年签订合同的集中采购项目，同一项目编号计一次。",
        TableTwoColumn::ProcurementAmount => "当年签订的集中采购合同金额之和。",
        TableTwoColumn::IssuedThisYear => "制定日期在当年的文件。",
        TableTwoColumn::RepealedThisYear => "在当年废止或者失效的文件。",
        TableTwoColumn::InForce => "年末仍然有效的文件。",
        TableTwoColumn::DecisionsThisYear => "决定日期在当年的处理决定，不论是否公开。",
        TableTwoColumn::FeesCollected => "当年收取的行政事业性收费，按财务部门提供的数登记。",
    }
}

/// The cells, each of one record's kind, that a slot of table 三 or 四 adds up; a slot that is no sum gives itself.
fn summed(slot: Slot) -> Vec<Slot> {
    use law::annual_report::{ApplicantKind, TableFourColumn};
    match slot {
        Slot::Two(..) => Vec::new(),
        Slot::Three(row, column) => {
            let rows = match row {
                TableThreeRow::ResultsTotal => TableThreeRow::results_of_any().collect(),
                row => vec![row],
            };
            let kinds = match column {
                ApplicantColumn::Of(kind) => vec![kind],
                ApplicantColumn::Total => ApplicantKind::ALL.to_vec(),
            };
            rows.into_iter()
                .flat_map(|row| kinds.iter().map(move |kind| Slot::Three(row, ApplicantColumn::Of(*kind))))
                .collect()
        }
        Slot::Four(group, TableFourColumn::Total) => {
            TableFourColumn::PARTS.into_iter().map(|column| Slot::Four(group, column)).collect()
        }
        Slot::Four(..) => vec![slot],
    }
}

/// A metric with its value: a count, or fen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub metric: Metric,
    pub value: i64,
}

impl Figure {
    /// The number without its unit word.
    #[must_use]
    pub fn number(&self) -> String {
        match &self.metric {
            Metric::FeesCharged | Metric::FeesNoticed => short_yuan_text(self.value),
            metric if metric.is_money() => ten_thousand_text(self.value),
            _ => self.value.to_string(),
        }
    }

    /// The number with its unit word, as the report prints it.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.number(), self.metric.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::ReportForm;

    #[test]
    fn every_key_is_read_back_and_no_two_metrics_share_one() {
        let slots: std::collections::BTreeSet<Slot> = ReportForm::ALL.into_iter().flat_map(ReportForm::slots).collect();
        let cells = slots.into_iter().map(Metric::Cell);
        let column = std::iter::once(Metric::EventsInColumn(ColumnId::new("org-profile")));
        let all: Vec<Metric> = Metric::NAMED.into_iter().chain(column).chain(cells).collect();
        let keys: std::collections::BTreeSet<String> = all.iter().map(Metric::key).collect();
        assert_eq!(keys.len(), all.len());
        for metric in all {
            assert_eq!(Metric::from_key(&metric.key()), Some(metric.clone()), "{}", metric.key());
        }
    }

    #[test]
    fn an_unknown_key_is_none() {
        for key in ["", "portal.events", "portal.columns.", "table2.rules", "table9.a.b", "portal.columns.A/b"] {
            assert_eq!(Metric::from_key(key), None, "{key}");
        }
    }

    #[test]
    fn money_is_printed_without_a_float() {
        let amount = Metric::from_key("table2.procurement.amount").unwrap();
        assert_eq!(Figure { metric: amount, value: 121_250_500 }.text(), "121.2505万元");
        assert_eq!(Figure { metric: Metric::FeesCharged, value: 0 }.text(), "0元");
    }
}
