//! Table three 收到和处理政府信息公开申请情况: 23 numbered rows in the form of 2019, 25 in that of
//! 2021 (which splits 其他处理 in three), seven columns.

use super::{Cell, ReportForm};

/// Who applied: the six kinds of the official form (Art. 27).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApplicantKind {
    /// 自然人
    NaturalPerson,
    /// 商业企业
    BusinessEnterprise,
    /// 科研机构
    ResearchInstitution,
    /// 社会公益组织
    PublicWelfareOrganisation,
    /// 法律服务机构
    LegalServiceOrganisation,
    /// 其他
    OtherOrganisation,
}

impl ApplicantKind {
    /// All six, in official order.
    pub const ALL: [ApplicantKind; 6] = [
        ApplicantKind::NaturalPerson,
        ApplicantKind::BusinessEnterprise,
        ApplicantKind::ResearchInstitution,
        ApplicantKind::PublicWelfareOrganisation,
        ApplicantKind::LegalServiceOrganisation,
        ApplicantKind::OtherOrganisation,
    ];

    /// The stored name.
    pub fn code(self) -> &'static str {
        match self {
            ApplicantKind::NaturalPerson => "natural_person",
            ApplicantKind::BusinessEnterprise => "business_enterprise",
            ApplicantKind::ResearchInstitution => "research_institution",
            ApplicantKind::PublicWelfareOrganisation => "public_welfare_organisation",
            ApplicantKind::LegalServiceOrganisation => "legal_service_organisation",
            ApplicantKind::OtherOrganisation => "other_organisation",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The official label.
    pub fn label(self) -> &'static str {
        match self {
            ApplicantKind::NaturalPerson => "自然人",
            ApplicantKind::BusinessEnterprise => "商业企业",
            ApplicantKind::ResearchInstitution => "科研机构",
            ApplicantKind::PublicWelfareOrganisation => "社会公益组织",
            ApplicantKind::LegalServiceOrganisation => "法律服务机构",
            ApplicantKind::OtherOrganisation => "其他",
        }
    }
}

/// A column of table three: one kind of applicant, or the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApplicantColumn {
    /// The applications of one kind of applicant.
    Of(ApplicantKind),
    /// 总计
    Total,
}

impl ApplicantColumn {
    /// All seven, in official order.
    pub const ALL: [ApplicantColumn; 7] = [
        ApplicantColumn::Of(ApplicantKind::NaturalPerson),
        ApplicantColumn::Of(ApplicantKind::BusinessEnterprise),
        ApplicantColumn::Of(ApplicantKind::ResearchInstitution),
        ApplicantColumn::Of(ApplicantKind::PublicWelfareOrganisation),
        ApplicantColumn::Of(ApplicantKind::LegalServiceOrganisation),
        ApplicantColumn::Of(ApplicantKind::OtherOrganisation),
        ApplicantColumn::Total,
    ];

    /// The official header.
    pub fn label(self) -> &'static str {
        match self {
            ApplicantColumn::Of(kind) => kind.label(),
            ApplicantColumn::Total => "总计",
        }
    }

    /// The stable code of the column in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            ApplicantColumn::Of(ApplicantKind::NaturalPerson) => "natural-person",
            ApplicantColumn::Of(ApplicantKind::BusinessEnterprise) => "business",
            ApplicantColumn::Of(ApplicantKind::ResearchInstitution) => "research",
            ApplicantColumn::Of(ApplicantKind::PublicWelfareOrganisation) => "public-welfare",
            ApplicantColumn::Of(ApplicantKind::LegalServiceOrganisation) => "legal-service",
            ApplicantColumn::Of(ApplicantKind::OtherOrganisation) => "other",
            ApplicantColumn::Total => "total",
        }
    }

    /// Its place from the left, 0 to 6.
    pub fn index(self) -> usize {
        match self {
            ApplicantColumn::Of(kind) => kind as usize,
            ApplicantColumn::Total => ApplicantKind::ALL.len(),
        }
    }
}

/// The groups of results under 三、本年度办理结果 whose heading carries no numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableThreeGroup {
    /// （三）不予公开
    Refused,
    /// （四）无法提供
    UnableToProvide,
    /// （五）不予处理
    NotProcessed,
    /// （六）其他处理: a group in the form of 2021, one single row in that of 2019
    OtherHandling,
}

impl TableThreeGroup {
    /// The four groups, in official order; the last has rows in the form of 2021 only.
    pub const ALL: [TableThreeGroup; 4] = [
        TableThreeGroup::Refused,
        TableThreeGroup::UnableToProvide,
        TableThreeGroup::NotProcessed,
        TableThreeGroup::OtherHandling,
    ];

    /// The official label.
    pub fn label(self) -> &'static str {
        match self {
            TableThreeGroup::Refused => "（三）不予公开",
            TableThreeGroup::UnableToProvide => "（四）无法提供",
            TableThreeGroup::NotProcessed => "（五）不予处理",
            TableThreeGroup::OtherHandling => "（六）其他处理",
        }
    }

    /// The rows under the heading.
    pub fn rows(self) -> &'static [TableThreeRow] {
        match self {
            TableThreeGroup::Refused => &TableThreeRow::FORM_2019[4..12],
            TableThreeGroup::UnableToProvide => &TableThreeRow::FORM_2019[12..15],
            TableThreeGroup::NotProcessed => &TableThreeRow::FORM_2019[15..20],
            TableThreeGroup::OtherHandling => &TableThreeRow::FORM_2021[20..23],
        }
    }
}

/// A numbered row of table three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableThreeRow {
    /// `r1` 本年新收
    Received,
    /// `r2` 上年结转
    CarriedIn,
    /// `r3.1` 予以公开 (Art. 36(1), 36(2))
    Disclosed,
    /// `r3.2` 部分公开 (Art. 37)
    PartiallyDisclosed,
    /// `r3.3.1` 属于国家秘密 (Art. 14)
    StateSecret,
    /// `r3.3.2` 其他法律行政法规禁止公开 (Art. 14)
    ProhibitedByLaw,
    /// `r3.3.3` 危及“三安全一稳定” (Art. 14)
    EndangersSecurity,
    /// `r3.3.4` 保护第三方合法权益 (Art. 15, 32)
    ThirdPartyRights,
    /// `r3.3.5` 属于三类内部事务信息 (Art. 16(1))
    InternalAffairs,
    /// `r3.3.6` 属于四类过程性信息 (Art. 16(2))
    ProcessInformation,
    /// `r3.3.7` 属于行政执法案卷 (Art. 16(2))
    EnforcementCaseFile,
    /// `r3.3.8` 属于行政查询事项 (Art. 36(7))
    AdministrativeInquiry,
    /// `r3.4.1` 本机关不掌握相关政府信息 (Art. 36(4), 36(5))
    NotHeld,
    /// `r3.4.2` 没有现成信息需要另行制作 (Art. 38)
    NeedsCreation,
    /// `r3.4.3` 补正后申请内容仍不明确 (Art. 30)
    UnclearAfterCorrection,
    /// `r3.5.1` 信访举报投诉类申请 (Art. 39(1))
    PetitionComplaintReport,
    /// `r3.5.2` 重复申请 (Art. 36(6))
    RepeatedRequest,
    /// `r3.5.3` 要求提供公开出版物 (Art. 39(2))
    PublicPublication,
    /// `r3.5.4` 无正当理由大量反复申请 (Art. 35)
    UnreasonableVolume,
    /// `r3.5.5` 要求行政机关确认或重新出具已获取信息
    ConfirmOrReissue,
    /// `r3.6` 其他处理: one single row, in the 2019 form only
    OtherHandling,
    /// `r3.6.1` 申请人无正当理由逾期不补正 (Art. 30), in the 2021 form only
    LapsedNoCorrection,
    /// `r3.6.2` 申请人逾期未按收费通知要求缴纳费用 (fee rules Art. 6), in the 2021 form only
    LapsedNoPayment,
    /// `r3.6.3` 其他, in the 2021 form only
    OtherReason,
    /// `r3.7` 总计 of the results
    ResultsTotal,
    /// `r4` 结转下年度继续办理
    CarriedOver,
}

impl TableThreeRow {
    /// The 23 numbered rows of the 2019 form, in official order.
    pub const FORM_2019: [TableThreeRow; 23] = [
        TableThreeRow::Received,
        TableThreeRow::CarriedIn,
        TableThreeRow::Disclosed,
        TableThreeRow::PartiallyDisclosed,
        TableThreeRow::StateSecret,
        TableThreeRow::ProhibitedByLaw,
        TableThreeRow::EndangersSecurity,
        TableThreeRow::ThirdPartyRights,
        TableThreeRow::InternalAffairs,
        TableThreeRow::ProcessInformation,
        TableThreeRow::EnforcementCaseFile,
        TableThreeRow::AdministrativeInquiry,
        TableThreeRow::NotHeld,
        TableThreeRow::NeedsCreation,
        TableThreeRow::UnclearAfterCorrection,
        TableThreeRow::PetitionComplaintReport,
        TableThreeRow::RepeatedRequest,
        TableThreeRow::PublicPublication,
        TableThreeRow::UnreasonableVolume,
        TableThreeRow::ConfirmOrReissue,
        TableThreeRow::OtherHandling,
        TableThreeRow::ResultsTotal,
        TableThreeRow::CarriedOver,
    ];

    /// The 25 numbered rows of the 2021 form, in official order.
    pub const FORM_2021: [TableThreeRow; 25] = [
        TableThreeRow::Received,
        TableThreeRow::CarriedIn,
        TableThreeRow::Disclosed,
        TableThreeRow::PartiallyDisclosed,
        TableThreeRow::StateSecret,
        TableThreeRow::ProhibitedByLaw,
        TableThreeRow::EndangersSecurity,
        TableThreeRow::ThirdPartyRights,
        TableThreeRow::InternalAffairs,
        TableThreeRow::ProcessInformation,
        TableThreeRow::EnforcementCaseFile,
        TableThreeRow::AdministrativeInquiry,
        TableThreeRow::NotHeld,
        TableThreeRow::NeedsCreation,
        TableThreeRow::UnclearAfterCorrection,
        TableThreeRow::PetitionComplaintReport,
        TableThreeRow::RepeatedRequest,
        TableThreeRow::PublicPublication,
        TableThreeRow::UnreasonableVolume,
        TableThreeRow::ConfirmOrReissue,
        TableThreeRow::LapsedNoCorrection,
        TableThreeRow::LapsedNoPayment,
        TableThreeRow::OtherReason,
        TableThreeRow::ResultsTotal,
        TableThreeRow::CarriedOver,
    ];

    /// Every row of either form.
    const COUNT: usize = Self::CarriedOver as usize + 1;

    /// The numbered rows of a form, in official order.
    pub fn of(form: ReportForm) -> &'static [TableThreeRow] {
        match form {
            ReportForm::Form2019 | ReportForm::Hybrid2021 => &Self::FORM_2019,
            ReportForm::Form2021 => &Self::FORM_2021,
        }
    }

    /// The heading over the results, which carries no numbers.
    pub const RESULTS_HEADING: &'static str = "三、本年度办理结果";

    /// The note in the corner of the table, verbatim.
    pub const CORNER_NOTE: &'static str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";

    /// The code of the row, the key in the report's JSON: `r1`, `r3.3.1`, …
    pub fn code(self) -> &'static str {
        match self {
            TableThreeRow::Received => "r1",
            TableThreeRow::CarriedIn => "r2",
            TableThreeRow::Disclosed => "r3.1",
            TableThreeRow::PartiallyDisclosed => "r3.2",
            TableThreeRow::StateSecret => "r3.3.1",
            TableThreeRow::ProhibitedByLaw => "r3.3.2",
            TableThreeRow::EndangersSecurity => "r3.3.3",
            TableThreeRow::ThirdPartyRights => "r3.3.4",
            TableThreeRow::InternalAffairs => "r3.3.5",
            TableThreeRow::ProcessInformation => "r3.3.6",
            TableThreeRow::EnforcementCaseFile => "r3.3.7",
            TableThreeRow::AdministrativeInquiry => "r3.3.8",
            TableThreeRow::NotHeld => "r3.4.1",
            TableThreeRow::NeedsCreation => "r3.4.2",
            TableThreeRow::UnclearAfterCorrection => "r3.4.3",
            TableThreeRow::PetitionComplaintReport => "r3.5.1",
            TableThreeRow::RepeatedRequest => "r3.5.2",
            TableThreeRow::PublicPublication => "r3.5.3",
            TableThreeRow::UnreasonableVolume => "r3.5.4",
            TableThreeRow::ConfirmOrReissue => "r3.5.5",
            TableThreeRow::OtherHandling => "r3.6",
            TableThreeRow::LapsedNoCorrection => "r3.6.1",
            TableThreeRow::LapsedNoPayment => "r3.6.2",
            TableThreeRow::OtherReason => "r3.6.3",
            TableThreeRow::ResultsTotal => "r3.7",
            TableThreeRow::CarriedOver => "r4",
        }
    }

    /// The official label, verbatim.
    pub fn label(self) -> &'static str {
        match self {
            TableThreeRow::Received => "一、本年新收政府信息公开申请数量",
            TableThreeRow::CarriedIn => "二、上年结转政府信息公开申请数量",
            TableThreeRow::Disclosed => "（一）予以公开",
            TableThreeRow::PartiallyDisclosed => "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            TableThreeRow::StateSecret => "1.属于国家秘密",
            TableThreeRow::ProhibitedByLaw => "2.其他法律行政法规禁止公开",
            TableThreeRow::EndangersSecurity => "3.危及“三安全一稳定”",
            TableThreeRow::ThirdPartyRights => "4.保护第三方合法权益",
            TableThreeRow::InternalAffairs => "5.属于三类内部事务信息",
            TableThreeRow::ProcessInformation => "6.属于四类过程性信息",
            TableThreeRow::EnforcementCaseFile => "7.属于行政执法案卷",
            TableThreeRow::AdministrativeInquiry => "8.属于行政查询事项",
            TableThreeRow::NotHeld => "1.本机关不掌握相关政府信息",
            TableThreeRow::NeedsCreation => "2.没有现成信息需要另行制作",
            TableThreeRow::UnclearAfterCorrection => "3.补正后申请内容仍不明确",
            TableThreeRow::PetitionComplaintReport => "1.信访举报投诉类申请",
            TableThreeRow::RepeatedRequest => "2.重复申请",
            TableThreeRow::PublicPublication => "3.要求提供公开出版物",
            TableThreeRow::UnreasonableVolume => "4.无正当理由大量反复申请",
            TableThreeRow::ConfirmOrReissue => "5.要求行政机关确认或重新出具已获取信息",
            TableThreeRow::OtherHandling => "（六）其他处理",
            TableThreeRow::LapsedNoCorrection => "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            TableThreeRow::LapsedNoPayment => {
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
            }
            TableThreeRow::OtherReason => "3.其他",
            TableThreeRow::ResultsTotal => "（七）总计",
            TableThreeRow::CarriedOver => "四、结转下年度继续办理",
        }
    }

    /// The group whose heading stands over the row, if any.
    pub fn group(self) -> Option<TableThreeGroup> {
        TableThreeGroup::ALL.into_iter().find(|group| group.rows().contains(&self))
    }

    /// Whether the row is one of the results that add up to 总计 (`r3.1` … `r3.6`, `r3.6.3`).
    pub fn is_result(self) -> bool {
        !matches!(
            self,
            TableThreeRow::Received
                | TableThreeRow::CarriedIn
                | TableThreeRow::ResultsTotal
                | TableThreeRow::CarriedOver
        )
    }

    /// The rows that add up to 总计 in the form of 2019.
    pub fn results() -> impl Iterator<Item = TableThreeRow> {
        Self::results_of(ReportForm::Form2019)
    }

    /// The rows that add up to 总计 in either form; a table of one form counts nothing in the other's.
    pub fn results_of_any() -> impl Iterator<Item = TableThreeRow> {
        let later = Self::results_of(ReportForm::Form2021).filter(|row| !Self::FORM_2019.contains(row));
        Self::results().chain(later)
    }

    /// The rows that add up to 总计 in a form.
    pub fn results_of(form: ReportForm) -> impl Iterator<Item = TableThreeRow> {
        Self::of(form).iter().copied().filter(|row| row.is_result())
    }
}

/// Table three, filled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableThree {
    cells: [[Cell; ApplicantColumn::ALL.len()]; TableThreeRow::COUNT],
}

impl TableThree {
    /// A table of the 2019 form whose sums are added up from what was counted: `counted` answers for
    /// each row that is no sum (results, received, carried in and over) and kind of applicant.
    pub fn from_counts(counted: impl Fn(TableThreeRow, ApplicantKind) -> u32) -> Self {
        Self::of_form(ReportForm::Form2019, counted)
    }

    /// The same for the rows of a form; the rows of the other form stay blank.
    pub fn of_form(form: ReportForm, counted: impl Fn(TableThreeRow, ApplicantKind) -> u32) -> Self {
        let mut table = Self::default();
        for kind in ApplicantKind::ALL {
            let mut results = 0i64;
            for &row in TableThreeRow::of(form) {
                if row == TableThreeRow::ResultsTotal {
                    continue;
                }
                let count = i64::from(counted(row, kind));
                if row.is_result() {
                    results += count;
                }
                table.set(row, ApplicantColumn::Of(kind), Cell::Printed(count));
            }
            table.set(TableThreeRow::ResultsTotal, ApplicantColumn::Of(kind), Cell::Printed(results));
        }
        for &row in TableThreeRow::of(form) {
            let sum = table.row(row)[..ApplicantKind::ALL.len()].iter().filter_map(Cell::count).sum();
            table.set(row, ApplicantColumn::Total, Cell::Printed(sum));
        }
        table
    }

    /// The cell at a row and column.
    pub fn cell(&self, row: TableThreeRow, column: ApplicantColumn) -> &Cell {
        &self.cells[row as usize][column.index()]
    }

    /// Fills a cell.
    pub fn set(&mut self, row: TableThreeRow, column: ApplicantColumn, cell: Cell) {
        self.cells[row as usize][column.index()] = cell;
    }

    /// The seven cells of a row, left to right.
    pub fn row(&self, row: TableThreeRow) -> &[Cell; 7] {
        &self.cells[row as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_own_rows_for_other_handling() {
        let only = |form, other| -> Vec<&str> {
            TableThreeRow::of(form)
                .iter()
                .filter(|row| !TableThreeRow::of(other).contains(row))
                .map(|row| row.code())
                .collect()
        };
        assert_eq!(only(ReportForm::Form2019, ReportForm::Form2021), ["r3.6"]);
        assert_eq!(only(ReportForm::Form2021, ReportForm::Form2019), ["r3.6.1", "r3.6.2", "r3.6.3"]);
        assert_eq!(TableThreeGroup::OtherHandling.rows().len(), 3);
        assert_eq!(TableThreeRow::OtherReason.group(), Some(TableThreeGroup::OtherHandling));
        assert_eq!(TableThreeRow::OtherHandling.group(), None);
    }

    #[test]
    fn a_table_of_2021_adds_its_own_rows_and_leaves_the_old_one_blank() {
        let table = TableThree::of_form(ReportForm::Form2021, |row, kind| match (row, kind) {
            (TableThreeRow::Received, ApplicantKind::NaturalPerson) => 4,
            (TableThreeRow::Disclosed, ApplicantKind::NaturalPerson)
            | (TableThreeRow::LapsedNoPayment, ApplicantKind::NaturalPerson) => 1,
            (TableThreeRow::OtherReason, ApplicantKind::NaturalPerson) => 2,
            _ => 0,
        });
        let total = |row| table.cell(row, ApplicantColumn::Total).count();
        assert_eq!(total(TableThreeRow::ResultsTotal), Some(4));
        assert_eq!(total(TableThreeRow::OtherReason), Some(2));
        assert!(table.cell(TableThreeRow::OtherHandling, ApplicantColumn::Total).is_blank());
        let old = TableThree::from_counts(|_, _| 0);
        assert!(old.cell(TableThreeRow::OtherReason, ApplicantColumn::Total).is_blank());
    }

    #[test]
    fn the_sums_of_a_real_city_come_out_of_its_counts() {
        let cases = crate::cases::rows(include_str!("../../cases/table_three_2021.md"));
        let printed = |row: TableThreeRow, column: ApplicantColumn| -> i64 {
            let case = cases.iter().find(|case| case.text("行") == row.code()).unwrap();
            case.text(column.label()).parse().unwrap()
        };
        let table = TableThree::of_form(ReportForm::Form2021, |row, kind| {
            u32::try_from(printed(row, ApplicantColumn::Of(kind))).unwrap()
        });
        assert_eq!(cases.len(), TableThreeRow::FORM_2021.len());
        for row in TableThreeRow::FORM_2021 {
            for column in ApplicantColumn::ALL {
                assert_eq!(
                    table.cell(row, column).count(),
                    Some(printed(row, column)),
                    "{} {}",
                    row.code(),
                    column.code()
                );
            }
        }
        for column in ApplicantColumn::ALL {
            let of = |row| printed(row, column);
            let came = of(TableThreeRow::Received) + of(TableThreeRow::CarriedIn);
            assert_eq!(came, of(TableThreeRow::ResultsTotal) + of(TableThreeRow::CarriedOver), "{}", column.code());
        }
    }
}
