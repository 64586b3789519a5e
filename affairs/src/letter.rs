//! 文书: the composed text of one letter, before it is printed, sealed and served.
//!
//! A letter is built by [`compose`] from [`LetterFacts`]. The officer may word it better afterwards, but what the
//! article requires stays: [`check`] names what got lost. What people approve is [`canonical_text`] by its hash.
//!
//! A letter holds personal data: it has no `Display`, and it travels as `Personal<Letter>`.

use crate::{ContentHash, Date};
use law::letter::LetterKind;
use serde::{Deserialize, Serialize};

mod answers;
mod compose;
mod facts;
mod files;
mod kind_code;
mod notices;
mod origin;
mod wording;

pub mod verification;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub(crate) use answers::joined;
pub use compose::{REMEDY_OF_THE_OTHER, compose};
pub use facts::{
    Addressee, AgencyFacts, AnswerFacts, ApplicantFacts, ApplicationFacts, ArchiveItem, ConsultationFacts,
    CorrectionFacts, DeferralFacts, DueDayFacts, ExtensionFacts, FeeFacts, FeeLine, FileNotes, LapseFacts, LapseReason,
    LetterFacts, Opinion, OverrideFacts, ProvidedDocument, ReasonsFacts, RecordCorrectionFacts, RightOrgan,
    SearchFacts, ServiceFacts, TransferItem, WithheldPart,
};
pub use origin::Origin;
pub use verification::{Verification, check_characters};

/// The composed text of one letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Which letter of the catalogue.
    #[serde(with = "kind_code")]
    pub kind: LetterKind,
    /// 版头: the full name of the agency.
    pub agency: String,
    /// Whether the heading is printed in red above a red line.
    pub red_head: bool,
    /// The lines of the title, without the agency.
    pub title: Vec<String>,
    /// 文号; empty where the kind bears none.
    pub number: String,
    /// 称谓 without its colon; empty on papers that are kept in the file.
    pub addressee: String,
    /// The body, in order.
    pub blocks: Vec<Block>,
    /// 附件, by name.
    pub attachments: Vec<String>,
    /// 落款; `None` on papers that are kept in the file.
    pub closing: Option<Closing>,
    /// Whom to ask, as one line each.
    pub contact: Vec<String>,
    /// What [`check`] asks for again after the officer's edits.
    pub required: Vec<Required>,
    /// The code that ties the paper to this text; drawn once the text is approved.
    pub verification: Option<Verification>,
}

/// One block of the body.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What the block is there for, where the law or the catalogue asks for it.
    pub parts: Vec<Part>,
    /// What stands there.
    pub body: Body,
}

/// What stands in a block.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// A paragraph.
    Paragraph { text: String },
    /// A heading within the letter: `一、…`.
    Heading { text: String },
    /// Paragraphs counted `1.`, `2.`.
    Numbered { items: Vec<String> },
    /// An indented list without numbers.
    Listed { items: Vec<String> },
    /// 救济途径, set apart from the answer.
    Remedy { text: String },
    /// A grid: forms, records, lists.
    Grid(Grid),
    /// A line to cut along, before a slip that comes back.
    CutLine { text: String },
}

/// A grid of cells; the widths are weights and their number is that of the columns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// How wide the columns are to each other.
    pub widths: Vec<u16>,
    /// How many rows repeat at the head of each page.
    pub header_rows: u16,
    /// The rows; the spans of each add up to the columns.
    pub rows: Vec<Row>,
}

/// A row of a grid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The least height in lines, so that a hand can write into it.
    pub lines: u8,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// A cell of a grid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What stands in it; may be empty on a form to be filled in.
    pub text: String,
    /// How many columns it covers.
    pub span: u8,
    /// Whether it names its row or column. An empty label at the head of a row continues the one above.
    pub label: bool,
}

/// What a letter must contain (§ of the catalogue), however it is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// When and how the application was received.
    Received,
    /// What was asked for.
    Wanted,
    /// What was searched, reviewed, established.
    Findings,
    /// What the agency decided.
    Outcome,
    /// The articles it rests on.
    Basis,
    /// Why.
    Reasons,
    /// How, where and when the information is provided, or what is attached.
    Provision,
    /// Which organ is the right one, and how to reach it.
    RightOrgan,
    /// Which other way leads on.
    Channel,
    /// 救济途径.
    Remedy,
    /// What has to be done, item by item.
    Items,
    /// Until when, and what silence means.
    Period,
    /// The money, line by line, and how to pay.
    Money,
    /// The slip the addressee sends back.
    ReplySlip,
    /// The grid of a form or record.
    Record,
}

impl Part {
    /// How a clerk calls the part.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "收到申请的日期和方式",
            Self::Wanted => "申请公开的内容",
            Self::Findings => "检索、审查情况",
            Self::Outcome => "答复结论",
            Self::Basis => "法律依据（条、款、项）",
            Self::Reasons => "理由",
            Self::Provision => "提供方式、途径或者附件",
            Self::RightOrgan => "负责公开该信息的机关及其联系方式",
            Self::Channel => "其他办理渠道",
            Self::Remedy => "救济途径",
            Self::Items => "具体事项",
            Self::Period => "期限及逾期后果",
            Self::Money => "收费依据、标准、金额和缴费方式",
            Self::ReplySlip => "回复单",
            Self::Record => "表格内容",
        }
    }
}

/// A part that must stay, with the words that must stay in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Required {
    /// The part.
    pub part: Part,
    /// Words that must be found in the blocks of the part: a date, a citation, a sum.
    pub words: Vec<String>,
    /// The article that asks for it.
    pub article: String,
}

/// 落款: who signs, when, and where the seal goes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The agency that signs.
    pub agency: String,
    /// 成文日期; `None` until the letter is issued, then the line stays open.
    pub date: Option<Date>,
    /// Whether room is left for the seal over the date.
    pub seal: bool,
}

/// Something that the article asks for and the letter no longer says.
#[derive(Clone, PartialEq, Eq)]
pub struct Missing {
    /// The part.
    pub part: Part,
    /// The words that got lost; empty when the whole part is gone.
    pub words: String,
    /// The article that asks for it.
    pub article: String,
}

impl Missing {
    /// What the officer reads.
    #[must_use]
    pub fn message(&self) -> String {
        let (label, article) = (self.part.label(), &self.article);
        if self.words.is_empty() {
            format!("文书缺少“{label}”，请补上（依据：{article}）。")
        } else {
            format!("文书的“{label}”中缺少“{}”，请补上（依据：{article}）。", self.words)
        }
    }
}

/// What the letter must say and does not say any more. Empty means that it may go to approval.
#[must_use]
pub fn check(letter: &Letter) -> Vec<Missing> {
    let mut missing = Vec::new();
    for required in &letter.required {
        let said = text_of_part(letter, required.part);
        let absent =
            |words: &str| Missing { part: required.part, words: words.to_owned(), article: required.article.clone() };
        if said.trim().is_empty() {
            missing.push(absent(""));
        } else {
            missing.extend(required.words.iter().filter(|words| !said.contains(words.as_str())).map(|w| absent(w)));
        }
    }
    missing.extend(missing_by_kind(letter));
    missing
}

/// A kept letter whose list of requirements was shortened is not a lawful one either.
fn missing_by_kind(letter: &Letter) -> Vec<Missing> {
    compose::parts_of(letter.kind)
        .iter()
        .filter(|(part, _)| letter.required.iter().all(|required| required.part != *part))
        .filter(|(part, _)| text_of_part(letter, *part).trim().is_empty())
        .map(|(part, article)| Missing { part: *part, words: String::new(), article: (*article).to_owned() })
        .collect()
}

/// What stands in the blocks of a part, line by line.
#[must_use]
pub fn text_of_part(letter: &Letter, part: Part) -> String {
    let blocks = letter.blocks.iter().filter(|block| block.parts.contains(&part));
    blocks.flat_map(|block| block.body.lines()).collect::<Vec<_>>().join("\n")
}

impl Body {
    /// The text, line by line; the cells of a row are one line, set apart by a tab.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Paragraph { text } | Self::Heading { text } | Self::Remedy { text } | Self::CutLine { text } => {
                vec![text.clone()]
            }
            Self::Numbered { items } => {
                items.iter().enumerate().map(|(at, item)| format!("{}. {item}", at + 1)).collect()
            }
            Self::Listed { items } => items.clone(),
            Self::Grid(grid) => grid.rows.iter().map(Row::line).collect(),
        }
    }
}

impl Row {
    fn line(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t")
    }
}

/// Everything a reader of the paper reads, line by line: what is approved, and what the code on the paper names.
/// The code itself is no part of it.
#[must_use]
pub fn canonical_text(letter: &Letter) -> String {
    let mut lines = vec![letter.agency.clone()];
    lines.extend(letter.title.iter().cloned());
    lines.push(letter.number.clone());
    lines.push(letter.addressee.clone());
    lines.extend(letter.blocks.iter().flat_map(|block| block.body.lines()));
    lines.extend(letter.attachments.iter().map(|name| format!("附件：{name}")));
    if let Some(closing) = &letter.closing {
        lines.push(closing.agency.clone());
        lines.push(closing.date.map(wording::long_date).unwrap_or_default());
    }
    lines.extend(letter.contact.iter().cloned());
    use unicode_normalization::UnicodeNormalization;
    lines.join("\n").nfc().collect()
}

/// The name of the text: SHA-256 of [`canonical_text`].
#[must_use]
pub fn text_hash(letter: &Letter) -> ContentHash {
    ContentHash::of(canonical_text(letter).as_bytes())
}
