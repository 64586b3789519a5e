//! The small words all letters share: dates, sums, forms of address, citations, and the refusal of a missing fact.

use super::{Addressee, ApplicantFacts, Block, Body, Cell, Closing, Grid, Letter, LetterFacts, Part, Required, Row};
use crate::{Date, Refusal};
use law::letter::LetterKind;

/// The regulation as an official letter names it.
pub(super) const REGULATION: &str = "《中华人民共和国政府信息公开条例》";
/// The fee rules as an official letter names them.
pub(super) const FEE_RULES: &str = "《政府信息公开信息处理费管理办法》";

pub(super) const ART_25: &str = "《政府信息公开条例》第二十五条第三款";
pub(super) const ART_29: &str = "《政府信息公开条例》第二十九条";
pub(super) const ART_30: &str = "《政府信息公开条例》第三十条";
pub(super) const ART_31: &str = "《政府信息公开条例》第三十一条";
pub(super) const ART_32: &str = "《政府信息公开条例》第三十二条";
pub(super) const ART_33: &str = "《政府信息公开条例》第三十三条";
pub(super) const ART_34: &str = "《政府信息公开条例》第三十四条";
pub(super) const ART_35: &str = "《政府信息公开条例》第三十五条";
pub(super) const ART_36: &str = "《政府信息公开条例》第三十六条";
pub(super) const ART_36_4: &str = "《政府信息公开条例》第三十六条第（四）项";
pub(super) const ART_36_5: &str = "《政府信息公开条例》第三十六条第（五）项";
pub(super) const ART_37: &str = "《政府信息公开条例》第三十七条";
pub(super) const ART_39: &str = "《政府信息公开条例》第三十九条";
pub(super) const ART_41: &str = "《政府信息公开条例》第四十一条";
pub(super) const ART_45: &str = "《政府信息公开条例》第四十五条";
pub(super) const FEE_3: &str = "《政府信息公开信息处理费管理办法》第三条";
pub(super) const FEE_6: &str = "《政府信息公开信息处理费管理办法》第六条";
pub(super) const REVIEW_LAW_23: &str = "《行政复议法》第二十三条第二款";
pub(super) const SERVICE_RULE: &str = "《政府信息公开条例》第三十三条";

/// `2026年3月5日`.
pub(super) fn long_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2300.00元`.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}元", fen / 100, fen % 100)
}

/// A citation as an official letter writes it, with the full name of the regulation.
pub(super) fn official(citation: &str) -> String {
    citation.replace("《政府信息公开条例》", REGULATION)
}

/// 您 for a person, 贵单位 for an organisation.
pub(super) fn you(applicant: &ApplicantFacts) -> &'static str {
    polite(applicant.organisation)
}

/// The same for somebody else who is written to.
pub(super) fn polite(organisation: bool) -> &'static str {
    if organisation { "贵单位" } else { "您" }
}

/// The sentence without the mark it may end with, so that another can follow.
pub(super) fn open_end(text: &str) -> &str {
    text.trim().trim_end_matches(['。', '；', '，', ';', '.'])
}

/// What is missing, where it is entered, and which article wants it.
#[derive(Clone, Copy)]
pub(super) struct Ask {
    pub(super) field: &'static str,
    pub(super) what: &'static str,
    pub(super) article: &'static str,
}

pub(super) const fn ask(field: &'static str, what: &'static str, article: &'static str) -> Ask {
    Ask { field, what, article }
}

impl Ask {
    pub(super) fn refusal(self) -> Refusal {
        Refusal::new("letter_fact", format!("文书还缺少{}，请先补全。", self.what)).citing(self.article).at(self.field)
    }
}

/// The text, which must not be empty.
pub(super) fn text(text: &str, ask: Ask) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(ask.refusal()) } else { Ok(text) }
}

/// The list, which must not be empty and must not hold an empty entry.
pub(super) fn list(items: &[String], ask: Ask) -> Result<Vec<String>, Refusal> {
    let whole = !items.is_empty() && items.iter().all(|item| !item.trim().is_empty());
    if whole { Ok(items.iter().map(|item| item.trim().to_owned()).collect()) } else { Err(ask.refusal()) }
}

/// The fact, which must be known.
pub(super) fn known<T>(fact: Option<T>, ask: Ask) -> Result<T, Refusal> {
    fact.ok_or_else(|| ask.refusal())
}

/// The number, which must not be nought.
pub(super) fn counted(number: u32, ask: Ask) -> Result<u32, Refusal> {
    if number == 0 { Err(ask.refusal()) } else { Ok(number) }
}

pub(super) fn paragraph(parts: &[Part], text: impl Into<String>) -> Block {
    Block { parts: parts.to_vec(), body: Body::Paragraph { text: text.into() } }
}

pub(super) fn numbered(parts: &[Part], items: Vec<String>) -> Block {
    Block { parts: parts.to_vec(), body: Body::Numbered { items } }
}

pub(super) fn listed(parts: &[Part], items: Vec<String>) -> Block {
    Block { parts: parts.to_vec(), body: Body::Listed { items } }
}

pub(super) fn grid(part: Part, widths: &[u16], header_rows: u16, rows: Vec<Row>) -> Block {
    Block { parts: vec![part], body: Body::Grid(Grid { widths: widths.to_vec(), header_rows, rows }) }
}

pub(super) fn row(cells: Vec<Cell>) -> Row {
    Row { lines: 1, cells }
}

pub(super) fn tall(lines: u8, cells: Vec<Cell>) -> Row {
    Row { lines, cells }
}

pub(super) fn label(text: &str) -> Cell {
    Cell { text: text.to_owned(), span: 1, label: true }
}

pub(super) fn value(text: impl Into<String>) -> Cell {
    wide(text, 1)
}

pub(super) fn wide(text: impl Into<String>, span: u8) -> Cell {
    Cell { text: text.into(), span, label: false }
}

/// A row of labels over a list.
pub(super) fn head_row(labels: &[&str]) -> Row {
    row(labels.iter().map(|words| label(words)).collect())
}

pub(super) fn required(part: Part, article: &str, words: &[&str]) -> Required {
    let words = words.iter().filter(|words| !words.is_empty()).map(|words| (*words).to_owned()).collect();
    Required { part, words, article: article.to_owned() }
}

/// A letter to somebody: heading, number, signature, contact.
pub(super) fn letter_to(kind: LetterKind, facts: &LetterFacts, addressee: &str) -> Letter {
    let agency = &facts.agency;
    Letter {
        kind,
        agency: agency.name.clone(),
        red_head: facts.red_head,
        title: vec![kind.title().to_owned()],
        number: if kind.is_numbered() { facts.number.clone() } else { String::new() },
        addressee: addressee.to_owned(),
        blocks: Vec::new(),
        attachments: Vec::new(),
        closing: Some(Closing { agency: agency.name.clone(), date: facts.date, seal: kind.is_sealed() }),
        contact: contact_lines(facts),
        required: Vec::new(),
        verification: None,
    }
}

/// A paper of the file: a grid under its title.
pub(super) fn paper_of_file(kind: LetterKind, facts: &LetterFacts) -> Letter {
    Letter { closing: None, contact: Vec::new(), red_head: false, ..letter_to(kind, facts, "") }
}

fn contact_lines(facts: &LetterFacts) -> Vec<String> {
    let agency = &facts.agency;
    let office = if agency.office.is_empty() { &agency.name } else { &agency.office };
    let mut lines = vec![format!("联系机构：{office}")];
    for (name, words) in [("联系电话", &agency.telephone), ("地址", &agency.address), ("邮政编码", &agency.postcode)]
    {
        if !words.is_empty() {
            lines.push(format!("{name}：{words}"));
        }
    }
    lines
}

/// The name of somebody who is written to; Art. 32 asks for a letter to a named addressee.
pub(super) fn addressee(whom: &Addressee, ask: Ask) -> Result<&str, Refusal> {
    text(&whom.name, ask)
}
