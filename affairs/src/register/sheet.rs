//! The columns of each register: the same for entry, import and export, so that what is exported can be read back.

mod work;

use super::Register;
use super::money::{parse_yuan, yuan_text};
use super::record::{
    CatalogueItem, Contract, CounterpartKind, Decision, FeeItem, ItemKind, Record, RuleDocument, RuleKind, RuleState,
};
use crate::Date;
use crate::document::edition::is_deceptive;
use crate::id::DocumentId;
use unicode_normalization::UnicodeNormalization;

/// One column of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetColumn {
    /// The name of the field in a form.
    pub field: &'static str,
    /// The heading in a sheet and the label in a form.
    pub heading: &'static str,
    pub required: bool,
    pub content: Content,
    /// A short note under the field.
    pub hint: &'static str,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Text,
    Date,
    /// Yuan with at most two decimals.
    Money,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// What is wrong with one cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The place of the column in [`columns`].
    pub column: usize,
    /// In Chinese, without the name of the column.
    pub message: String,
}

/// Most characters in one cell.
pub const TEXT_LIMIT: usize = 500;
/// Most characters in a natural key.
pub const KEY_LIMIT: usize = 80;

const RULE_KINDS: &[&str] = &["规章", "规范性文件"];
const RULE_STATES: &[&str] = &["现行有效", "已修改", "已废止", "失效"];
const ITEM_KINDS: &[&str] = &["行政许可", "其他对外管理服务事项", "行政处罚", "行政强制"];
const COUNTERPARTS: &[&str] = &["自然人", "企业", "法律服务机构", "其他组织"];

const fn column(
    field: &'static str,
    heading: &'static str,
    required: bool,
    content: Content,
    hint: &'static str,
) -> SheetColumn {
    SheetColumn { field, heading, required, content, hint }
}

const DOCUMENTS: &[SheetColumn] = &[
    column("number", "文号", true, Content::Text, "文号或令号，不能与已登记的重复"),
    column("title", "名称", true, Content::Text, ""),
    column(
        "kind",
        "类别",
        true,
        Content::Choice(RULE_KINDS),
        "规章只有省、设区的市、自治州人民政府和国务院部门可以制定",
    ),
    column("state", "状态", true, Content::Choice(RULE_STATES), "须与下面的日期一致"),
    column("made_on", "制定日期", true, Content::Date, "计入“本年新制作”"),
    column("published_on", "公开日期", false, Content::Date, "计入“本年新公开”；尚未公开的留空"),
    column("effective_on", "施行日期", false, Content::Date, ""),
    column("expires_on", "有效期至", false, Content::Date, "最后一天；次日起不再有效"),
    column("abolished_on", "废止日期", false, Content::Date, "自该日起不再有效"),
    column("publication", "对应公开信息", false, Content::Text, "公开页面地址中“/d/”之后的编号"),
];
const ITEMS: &[SheetColumn] = &[
    column("code", "事项编码", true, Content::Text, "不能与已登记的重复"),
    column("kind", "事项类别", true, Content::Choice(ITEM_KINDS), ""),
    column("name", "事项名称", true, Content::Text, ""),
    column("basis", "实施依据", true, Content::Text, "法律、法规、规章的名称和条款"),
    column("section", "承办科室", true, Content::Text, ""),
    column("from", "列入日期", true, Content::Date, ""),
    column("until", "取消日期", false, Content::Date, "自该日起不在目录内；仍在实施的留空"),
];
const DECISIONS: &[SheetColumn] = &[
    column("on", "决定日期", true, Content::Date, ""),
    column("item", "事项编码", true, Content::Text, "该事项在决定日期须列入目录"),
    column("number", "决定文号", true, Content::Text, "不能与已登记的重复"),
    column("result", "处理结果", true, Content::Text, "例如“准予许可”，不写个人信息"),
    column("counterpart", "相对人类别", true, Content::Choice(COUNTERPARTS), ""),
];
const FEES: &[SheetColumn] = &[
    column("code", "收费项目编码", true, Content::Text, "不能与已登记的重复"),
    column("name", "收费项目名称", true, Content::Text, ""),
    column("basis", "收费依据", true, Content::Text, ""),
    column("standard", "收费标准", true, Content::Text, ""),
    column("from", "列入日期", true, Content::Date, ""),
    column("until", "取消日期", false, Content::Date, "自该日起不再收取；仍在收取的留空"),
];
const PROCUREMENT: &[SheetColumn] = &[
    column("project_number", "项目编号", true, Content::Text, "同一项目的多份合同填同一编号"),
    column("project_name", "项目名称", true, Content::Text, ""),
    column("method", "采购方式", true, Content::Text, "例如“公开招标”"),
    column("number", "合同编号", true, Content::Text, "不能与已登记的重复"),
    column("signed_on", "签订日期", true, Content::Date, ""),
    column("supplier", "供应商", true, Content::Text, "单位名称"),
    column("amount", "合同金额（元）", true, Content::Money, "以元为单位，例如 386000.00"),
];

/// The columns of a register, in their order.
#[must_use]
pub const fn columns(register: Register) -> &'static [SheetColumn] {
    match register {
        Register::Documents => DOCUMENTS,
        Register::Items => ITEMS,
        Register::Decisions => DECISIONS,
        Register::Fees => FEES,
        Register::Procurement => PROCUREMENT,
        Register::Trainings => work::TRAININGS,
        Register::Meetings => work::MEETINGS,
        Register::WorkPoints => work::WORK_POINTS,
        Register::InternalRules => work::INTERNAL_RULES,
    }
}

/// Where each column of a register stands in a sheet with these headings.
///
/// # Errors
/// Every missing, unknown or doubled heading, in Chinese.
pub fn match_headings(register: Register, headings: &[String]) -> Result<Vec<usize>, Vec<String>> {
    let clean: Vec<String> = headings.iter().map(|heading| cleaned(heading)).collect();
    let known = columns(register);
    let mut problems = Vec::new();
    let mut places = Vec::with_capacity(known.len());
    for column in known {
        let found: Vec<usize> = (0..clean.len()).filter(|at| clean[*at] == column.heading).collect();
        match found.as_slice() {
            [] => problems.push(format!("缺少“{}”一列", column.heading)),
            [place] => places.push(*place),
            _ => problems.push(format!("“{}”一列出现了 {} 次", column.heading, found.len())),
        }
    }
    for heading in clean.iter().filter(|heading| !heading.is_empty()) {
        if !known.iter().any(|column| column.heading == heading) {
            problems.push(format!("“{}”不是{}的列", shortened(heading), register.label()));
        }
    }
    if problems.is_empty() { Ok(places) } else { Err(problems) }
}

/// Reads a row whose cells stand in the order of [`columns`].
///
/// # Errors
/// Every wrong cell.
pub fn read_row(register: Register, cells: &[&str]) -> Result<Record, Vec<CellError>> {
    let mut row = RowReader { columns: columns(register), cells, errors: Vec::new() };
    let record = match register {
        Register::Documents => Record::Documents(read_document(&mut row)),
        Register::Items => Record::Items(read_item(&mut row)),
        Register::Decisions => Record::Decisions(Decision {
            on: row.date("on"),
            item: row.key("item"),
            number: row.key("number"),
            result: row.text("result"),
            counterpart: row.choice("counterpart", CounterpartKind::from_label, CounterpartKind::OtherOrganisation),
        }),
        Register::Fees => Record::Fees(read_fee(&mut row)),
        Register::Procurement => Record::Procurement(Contract {
            project_number: row.key("project_number"),
            project_name: row.text("project_name"),
            method: row.text("method"),
            number: row.key("number"),
            signed_on: row.date("signed_on"),
            supplier: row.text("supplier"),
            amount: row.money("amount"),
        }),
        Register::Trainings => Record::Trainings(work::read_training(&mut row)),
        Register::Meetings => Record::Meetings(work::read_meeting(&mut row)),
        Register::WorkPoints => Record::WorkPoints(work::read_work_point(&mut row)),
        Register::InternalRules => Record::InternalRules(work::read_internal_rule(&mut row)),
    };
    if row.errors.is_empty() {
        Ok(record)
    } else {
        row.errors.sort_by_key(|error| error.column);
        Err(row.errors)
    }
}

fn read_document(row: &mut RowReader<'_>) -> RuleDocument {
    let document = RuleDocument {
        number: row.key("number"),
        title: row.text("title"),
        kind: row.choice("kind", RuleKind::from_label, RuleKind::Normative),
        state: row.choice("state", RuleState::from_label, RuleState::InForce),
        made_on: row.date("made_on"),
        published_on: row.optional_date("published_on"),
        effective_on: row.optional_date("effective_on"),
        expires_on: row.optional_date("expires_on"),
        abolished_on: row.optional_date("abolished_on"),
        publication: row.optional_text("publication").map(DocumentId::new),
    };
    if row.errors.is_empty() {
        check_document(&document, row);
    }
    document
}

fn check_document(document: &RuleDocument, row: &mut RowReader<'_>) {
    match document.state {
        RuleState::Abolished if document.abolished_on.is_none() => row.wrong("abolished_on", "状态为“已废止”时须填写"),
        RuleState::Expired if document.expires_on.is_none() => row.wrong("expires_on", "状态为“失效”时须填写"),
        RuleState::InForce | RuleState::Amended if document.abolished_on.is_some() => {
            row.wrong("state", "已有废止日期，状态应为“已废止”");
        }
        _ => {}
    }
    for (field, date) in [
        ("published_on", document.published_on),
        ("effective_on", document.effective_on),
        ("expires_on", document.expires_on),
        ("abolished_on", document.abolished_on),
    ] {
        if date.is_some_and(|date| date < document.made_on) {
            row.wrong(field, "早于制定日期");
        }
    }
}

fn read_item(row: &mut RowReader<'_>) -> CatalogueItem {
    let item = CatalogueItem {
        code: row.key("code"),
        kind: row.choice("kind", ItemKind::from_label, ItemKind::OtherService),
        name: row.text("name"),
        basis: row.text("basis"),
        section: row.text("section"),
        from: row.date("from"),
        until: row.optional_date("until"),
    };
    row.ordered(item.from, item.until);
    item
}

fn read_fee(row: &mut RowReader<'_>) -> FeeItem {
    let fee = FeeItem {
        code: row.key("code"),
        name: row.text("name"),
        basis: row.text("basis"),
        standard: row.text("standard"),
        from: row.date("from"),
        until: row.optional_date("until"),
    };
    row.ordered(fee.from, fee.until);
    fee
}

/// Reads the cells of one row by field and collects what is wrong.
struct RowReader<'row> {
    columns: &'static [SheetColumn],
    cells: &'row [&'row str],
    errors: Vec<CellError>,
}

impl RowReader<'_> {
    fn wrong(&mut self, field: &str, message: impl Into<String>) {
        let column = self.columns.iter().position(|column| column.field == field).unwrap_or(0);
        self.errors.push(CellError { column, message: message.into() });
    }

    fn optional_text(&mut self, field: &str) -> Option<String> {
        let place = self.columns.iter().position(|column| column.field == field)?;
        let text = cleaned(self.cells.get(place).copied().unwrap_or_default());
        if text.chars().any(is_deceptive) {
            self.wrong(field, "有看不见的控制字符，请删去");
        } else if text.chars().count() > TEXT_LIMIT {
            self.wrong(field, format!("超过 {TEXT_LIMIT} 字"));
        } else if holds_an_identity_number(&text) {
            self.wrong(field, "像是公民身份号码；台账不登记个人信息");
        }
        (!text.is_empty()).then_some(text)
    }

    fn text(&mut self, field: &str) -> String {
        let text = self.optional_text(field);
        if text.is_none() {
            self.wrong(field, "不能为空");
        }
        text.unwrap_or_default()
    }

    fn key(&mut self, field: &str) -> String {
        let text = self.text(field);
        if text.chars().count() > KEY_LIMIT {
            self.wrong(field, format!("超过 {KEY_LIMIT} 字"));
        }
        text
    }

    fn optional_date(&mut self, field: &str) -> Option<Date> {
        let text = self.optional_text(field)?;
        let date = read_date(&text);
        if date.is_none() {
            self.wrong(field, format!("“{}”不是日期，请写成 2019-03-05", shortened(&text)));
        }
        date
    }

    fn date(&mut self, field: &str) -> Date {
        let place = self.columns.iter().position(|column| column.field == field).unwrap_or(0);
        if cleaned(self.cells.get(place).copied().unwrap_or_default()).is_empty() {
            self.wrong(field, "不能为空");
        }
        self.optional_date(field).unwrap_or(Date::ZERO)
    }

    fn money(&mut self, field: &str) -> i64 {
        let text = self.text(field);
        if text.is_empty() {
            return 0;
        }
        parse_yuan(&text).unwrap_or_else(|message| {
            self.wrong(field, message);
            0
        })
    }

    fn choice<T>(&mut self, field: &str, read: impl Fn(&str) -> Option<T>, otherwise: T) -> T {
        let text = self.text(field);
        if text.is_empty() {
            return otherwise;
        }
        read(&text).unwrap_or_else(|| {
            let column = self.columns.iter().find(|column| column.field == field);
            let words = match column.map(|column| column.content) {
                Some(Content::Choice(words)) => words.join("、"),
                _ => String::new(),
            };
            self.wrong(field, format!("“{}”不在可选的范围内（{words}）", shortened(&text)));
            otherwise
        })
    }

    fn ordered(&mut self, from: Date, until: Option<Date>) {
        if self.errors.is_empty() && until.is_some_and(|until| until <= from) {
            self.wrong("until", "应晚于列入日期");
        }
    }
}

/// The cells of a record in the order of [`columns`].
#[must_use]
pub fn write_row(record: &Record) -> Vec<String> {
    let day = |date: &Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    match record {
        Record::Documents(document) => vec![
            document.number.clone(),
            document.title.clone(),
            document.kind.label().to_owned(),
            document.state.label().to_owned(),
            document.made_on.to_string(),
            day(&document.published_on),
            day(&document.effective_on),
            day(&document.expires_on),
            day(&document.abolished_on),
            document.publication.as_ref().map(ToString::to_string).unwrap_or_default(),
        ],
        Record::Items(item) => vec![
            item.code.clone(),
            item.kind.label().to_owned(),
            item.name.clone(),
            item.basis.clone(),
            item.section.clone(),
            item.from.to_string(),
            day(&item.until),
        ],
        Record::Decisions(decision) => vec![
            decision.on.to_string(),
            decision.item.clone(),
            decision.number.clone(),
            decision.result.clone(),
            decision.counterpart.label().to_owned(),
        ],
        Record::Fees(fee) => vec![
            fee.code.clone(),
            fee.name.clone(),
            fee.basis.clone(),
            fee.standard.clone(),
            fee.from.to_string(),
            day(&fee.until),
        ],
        Record::Procurement(contract) => vec![
            contract.project_number.clone(),
            contract.project_name.clone(),
            contract.method.clone(),
            contract.number.clone(),
            contract.signed_on.to_string(),
            contract.supplier.clone(),
            yuan_text(contract.amount),
        ],
        Record::Trainings(training) => work::write_training(training),
        Record::Meetings(meeting) => work::write_meeting(meeting),
        Record::WorkPoints(point) => work::write_work_point(point),
        Record::InternalRules(rule) => work::write_internal_rule(rule),
    }
}

/// Composed, without white space around it and without line ends within; a BOM at its head is dropped, and so is the
/// apostrophe with which an export keeps a spreadsheet program from computing a text.
fn cleaned(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let literal = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
    let text = literal.unwrap_or(text);
    let joined: String = text.nfc().map(|character| if character.is_whitespace() { ' ' } else { character }).collect();
    joined.trim().to_owned()
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(20).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// The earliest and latest year that a register may name.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2100;

/// Reads a day as sheets write it: `2019-03-05`, `2019/3/5`, `2019.3.5`, `2019年3月5日`, with or without a midnight.
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.strip_suffix("00:00:00").map_or(text, |day| day.trim_end_matches(['T', ' ']));
    let plain = text.replace(['/', '.', '年', '月'], "-");
    let mut parts = plain.strip_suffix('日').unwrap_or(&plain).split('-');
    let year = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    if parts.next().is_some() || !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// Eighteen characters of a citizen's number, with nothing alphanumeric around them.
fn holds_an_identity_number(text: &str) -> bool {
    text.split(|character: char| !character.is_ascii_alphanumeric()).any(|run| {
        let bytes = run.as_bytes();
        bytes.len() == 18
            && bytes[..17].iter().all(u8::is_ascii_digit)
            && matches!(bytes[17], b'0'..=b'9' | b'X' | b'x')
            && read_date(&format!("{}-{}-{}", &run[6..10], &run[10..12], &run[12..14])).is_some()
    })
}

#[cfg(test)]
mod tests;
