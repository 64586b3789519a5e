//! Knowing the official labels again, whatever happened to their spaces, brackets and widths.

use law::annual_report::{TableFourColumn, TableThreeRow, TableTwoBlock, TableTwoColumn, TableTwoRow};
use unicode_normalization::UnicodeNormalization;

/// The longest official label has 30 characters; a cell with more is prose.
const LONGEST_LABEL: usize = 60;

/// Letters, ideographs and digits only, in their plain width; Kangxi radicals become ideographs.
pub(in crate::read) fn fold(text: &str) -> String {
    text.nfkc().filter(|character| character.is_alphanumeric()).collect()
}

/// The folded text of a cell that is short enough to be a label.
pub(in crate::read) fn folded_label(text: &str) -> Option<String> {
    // The cheap length first: cells may be long.
    if text.chars().nth(2 * LONGEST_LABEL).is_some() {
        return None;
    }
    let folded = fold(text);
    (!folded.is_empty() && folded.chars().count() <= LONGEST_LABEL).then_some(folded)
}

/// The block of table two that a cell announces: 第二十条第（五）项.
pub(in crate::read) fn block(folded: &str) -> Option<TableTwoBlock> {
    let item = folded.strip_prefix("第二十条第")?;
    let numeral = item.strip_suffix('项').unwrap_or(item);
    Some(match numeral {
        "一" | "1" => TableTwoBlock::Documents,
        "五" | "5" => TableTwoBlock::Services,
        "六" | "6" => TableTwoBlock::Enforcement,
        "八" | "8" => TableTwoBlock::Fees,
        "九" | "9" => TableTwoBlock::Procurement,
        _ => return None,
    })
}

/// The row of table two that a cell names. A label may be cut, but not below four characters.
pub(in crate::read) fn table_two_row(folded: &str) -> Option<TableTwoRow> {
    if folded == "行政规范性文件" {
        return Some(TableTwoRow::NormativeDocuments);
    }
    // The official labels are their own folds.
    TableTwoRow::ALL.into_iter().find(|row| {
        let label = row.label();
        folded == label || (label.starts_with(folded) && folded.chars().nth(3).is_some())
    })
}

/// The column of table two that a cell heads, of whichever form.
pub(in crate::read) fn table_two_column(folded: &str) -> Option<TableTwoColumn> {
    Some(match folded {
        "本年新制作数量" => TableTwoColumn::MadeThisYear,
        "本年新公开数量" => TableTwoColumn::PublishedThisYear,
        "对外公开总数量" => TableTwoColumn::PublishedInAll,
        "上一年项目数量" => TableTwoColumn::ItemsLastYear,
        "本年增减" => TableTwoColumn::ChangeThisYear,
        "处理决定数量" => TableTwoColumn::Decisions,
        "采购项目数量" => TableTwoColumn::ProcurementItems,
        "采购总金额" => TableTwoColumn::ProcurementAmount,
        "本年制发件数" => TableTwoColumn::IssuedThisYear,
        "本年废止件数" => TableTwoColumn::RepealedThisYear,
        "现行有效件数" => TableTwoColumn::InForce,
        "本年处理决定数量" => TableTwoColumn::DecisionsThisYear,
        _ if folded.starts_with("本年收费金额") => TableTwoColumn::FeesCollected,
        _ => return None,
    })
}

/// What tells each row of table three from all others.
const ROW_KEYS: [(TableThreeRow, &[&str]); 24] = [
    // These two speak of applications and payment as others do, and come first.
    (TableThreeRow::LapsedNoCorrection, &["逾期不补正"]),
    (TableThreeRow::LapsedNoPayment, &["未按收费通知", "要求缴纳费用"]),
    (TableThreeRow::Received, &["本年新收", "本年度新收"]),
    (TableThreeRow::CarriedIn, &["上年结转", "上年度结转"]),
    (TableThreeRow::CarriedOver, &["结转下年度", "结转下年"]),
    (TableThreeRow::PartiallyDisclosed, &["部分公开"]),
    (TableThreeRow::Disclosed, &["予以公开"]),
    (TableThreeRow::StateSecret, &["属于国家秘密"]),
    (TableThreeRow::ProhibitedByLaw, &["法规禁止", "其他法律行政"]),
    (TableThreeRow::EndangersSecurity, &["三安全一稳定"]),
    (TableThreeRow::ThirdPartyRights, &["第三方合法权益"]),
    (TableThreeRow::InternalAffairs, &["三类内部事务"]),
    (TableThreeRow::ProcessInformation, &["四类过程性信息"]),
    (TableThreeRow::EnforcementCaseFile, &["属于行政执法案卷"]),
    (TableThreeRow::AdministrativeInquiry, &["属于行政查询事项"]),
    (TableThreeRow::NotHeld, &["不掌握相关政府信息"]),
    (TableThreeRow::NeedsCreation, &["没有现成信息", "需要另行制作"]),
    (TableThreeRow::UnclearAfterCorrection, &["补正后申请内容", "申请内容仍不明确"]),
    (TableThreeRow::PetitionComplaintReport, &["信访举报投诉"]),
    (TableThreeRow::RepeatedRequest, &["重复申请"]),
    (TableThreeRow::PublicPublication, &["提供公开出版物"]),
    (TableThreeRow::UnreasonableVolume, &["大量反复申请"]),
    (TableThreeRow::ConfirmOrReissue, &["要求行政机关确认", "重新出具已获取"]),
    (TableThreeRow::OtherHandling, &["其他处理"]),
];

/// The row of table three that a cell names.
pub(in crate::read) fn table_three_row(folded: &str) -> Option<TableThreeRow> {
    if folded.ends_with("七总计") || folded == "总计" {
        return Some(TableThreeRow::ResultsTotal);
    }
    if folded == "3其他" {
        return Some(TableThreeRow::OtherReason);
    }
    let keyed = ROW_KEYS.iter().find(|(_, keys)| keys.iter().any(|key| folded.contains(key))).map(|(row, _)| *row);
    keyed.or_else(|| truncated_three_row(folded))
}

/// A converter may drop characters of a label: what is left of it stands in order in one official label only.
fn truncated_three_row(folded: &str) -> Option<TableThreeRow> {
    const FEWEST: usize = 5;
    let bare = folded.trim_start_matches(|character: char| character.is_ascii_digit());
    bare.chars().nth(FEWEST - 1)?;
    let mut found = EVERY_ROW.iter().filter(|row| {
        let mut label = row.label().chars();
        bare.chars().all(|wanted| label.any(|character| character == wanted))
    });
    let row = found.next()?;
    found.next().is_none().then_some(*row)
}

/// The rows of both forms whose labels are long enough to lose a character.
const EVERY_ROW: [TableThreeRow; 25] = TableThreeRow::FORM_2021;

/// Whether a cell heads columns of table three.
pub(in crate::read) fn heads_table_three(folded: &str) -> bool {
    ["申请人情况", "法人或其他组织", "自然人", "商业企业", "科研机构"].contains(&folded)
}

/// Whether a cell heads groups or columns of table four.
pub(in crate::read) fn heads_table_four(folded: &str) -> bool {
    ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"].contains(&folded)
        || table_four_column(folded).is_some_and(|column| column != TableFourColumn::Total)
}

/// The column of table four that a cell heads.
pub(in crate::read) fn table_four_column(folded: &str) -> Option<TableFourColumn> {
    TableFourColumn::ALL.into_iter().find(|column| column.label() == folded)
}

/// Whether a cell is some header of table two.
pub(in crate::read) fn heads_table_two(folded: &str) -> bool {
    folded == "信息内容" || block(folded).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::ReportForm;

    #[test]
    fn every_official_label_is_known_again_however_it_was_broken() {
        for row in TableThreeRow::FORM_2019.into_iter().chain(TableThreeRow::FORM_2021) {
            let label = row.label();
            let spaced: String = label.chars().flat_map(|character| [character, '\u{a0}']).collect();
            let narrow = label.replace('（', "(").replace('）', ") ").replace('.', "．").replace(['“', '”'], "\"");
            for words in [label.to_owned(), spaced, narrow] {
                let folded = folded_label(&words).unwrap();
                assert_eq!(table_three_row(&folded), Some(row), "{words}");
                assert_eq!(table_two_row(&folded), None, "{words}");
            }
        }
        for row in TableTwoRow::ALL {
            assert_eq!(table_two_row(&fold(&format!(" {} ", row.label()))), Some(row));
            assert_eq!(table_three_row(&fold(row.label())), None);
        }
        for known in TableTwoBlock::ALL {
            assert_eq!(block(&fold(known.label())), Some(known));
        }
        for form in ReportForm::ALL {
            for column in TableTwoBlock::of(form).iter().flat_map(|block| block.columns_of(form)) {
                assert_eq!(table_two_column(&fold(column.label())), Some(*column));
            }
        }
        assert_eq!(table_three_row("2其他法律行政止公开"), Some(TableThreeRow::ProhibitedByLaw));
        assert_eq!(table_three_row("保护第三方合法益"), Some(TableThreeRow::ThirdPartyRights));
        assert_eq!(table_three_row("本年度办理结果"), None);
        assert_eq!(table_two_row("其他对外管理服务"), Some(TableTwoRow::OtherServices));
        assert_eq!(table_two_row("行政"), None);
        assert_eq!(table_three_row("三不予公开"), None);
    }

    #[test]
    fn kangxi_radicals_and_wide_digits_are_folded() {
        assert_eq!(fold("⾏政处罚"), "行政处罚");
        assert_eq!(fold("１．属于国家秘密"), "1属于国家秘密");
    }
}
