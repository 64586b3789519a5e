//! Which form a report has: by the labels it prints, and by its year where none says it.

use law::annual_report::{ReportForm, TableThreeRow, TableTwoColumn, TableTwoRow};

use super::label;
use super::rows::{RowKind, Sorted};
use crate::read::source::Block;

/// Words over table two that only the form of 2021 has, as they stand in running text.
const ONLY_2021: [&str; 5] = ["本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额"];
/// The same for the form of 2019.
const ONLY_2019: [&str; 4] = ["本年新制作数量", "对外公开总数量", "上一年项目数量", "采购总金额"];
/// What only the three rows of 其他处理 say.
const THREE_ROWS: [&str; 2] = ["逾期不补正", "未按收费通知要求缴纳"];

/// Decides by the labels.
pub(super) fn decide(blocks: &[Block], sorted: &[Sorted], year: &dyn Fn() -> Option<i16>) -> ReportForm {
    let mut seen = Seen::default();
    let kinds = || sorted.iter().flat_map(|table| &table.kinds);
    kinds().for_each(|kind| seen.row(kind));
    let texts = blocks.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text.as_str()),
        Block::Table(_) => None,
    });
    for text in texts {
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        seen.two_2021 |= says(&ONLY_2021);
        seen.two_2019 |= says(&ONLY_2019);
        seen.three_rows |= says(&THREE_ROWS);
        // Where the labels of table three run together in the text.
        seen.single_row |= text.contains("结转下年度继续办理") && text.contains("其他处理") && !says(&THREE_ROWS);
    }
    seen.form(year)
}

#[derive(Default)]
struct Seen {
    two_2019: bool,
    two_2021: bool,
    three_rows: bool,
    single_row: bool,
    /// Whether there is any row or header of a report.
    anything: bool,
}

impl Seen {
    fn row(&mut self, kind: &RowKind) {
        self.anything |= !matches!(kind, RowKind::Other);
        match kind {
            RowKind::Header(_, labels) => {
                for column in labels.iter().filter_map(|(_, folded)| label::table_two_column(folded)) {
                    match column.form() {
                        // 处理决定数量 is also what is left of the later label when its first characters are lost.
                        _ if column == TableTwoColumn::Decisions => {}
                        ReportForm::Form2019 => self.two_2019 = true,
                        ReportForm::Form2021 | ReportForm::Hybrid2021 => self.two_2021 = true,
                    }
                }
            }
            RowKind::Two(TableTwoRow::OtherServices | TableTwoRow::Procurement, _) => self.two_2019 = true,
            RowKind::Three(
                TableThreeRow::LapsedNoCorrection | TableThreeRow::LapsedNoPayment | TableThreeRow::OtherReason,
                _,
            ) => self.three_rows = true,
            RowKind::Three(TableThreeRow::OtherHandling, _) => self.single_row = true,
            RowKind::Two(..) | RowKind::Three(..) | RowKind::Unnamed | RowKind::FourData | RowKind::Other => {}
        }
    }

    fn form(&self, year: &dyn Fn() -> Option<i16>) -> ReportForm {
        // The words that tell the year are not read for a file that is no report.
        let known = self.anything || self.three_rows || self.single_row;
        let by_year = || known.then(year).flatten().and_then(ReportForm::of_year);
        let later = match (self.two_2019, self.two_2021) {
            (true, false) => false,
            (false, true) => true,
            _ if self.three_rows => true,
            _ => by_year() == Some(ReportForm::Form2021),
        };
        match (later, self.three_rows, self.single_row) {
            (false, _, _) => ReportForm::Form2019,
            (true, false, true) => ReportForm::Hybrid2021,
            (true, _, _) => ReportForm::Form2021,
        }
    }
}
