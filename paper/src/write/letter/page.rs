//! What a letter, a form and a record have in common once they are to be laid out.

use std::borrow::Cow;

use affairs::letter::{Block, Body, Closing, Letter, Verification, check_characters};
use serde::Serialize;

use super::qr::Square;
use crate::write::{WriteError, press::long_date};

/// An open line for the date of a draft.
const NO_DATE_YET: &str = "　　　年　月　日";

/// One document to be laid out.
pub(super) struct Page<'letter> {
    pub(super) agency: &'letter str,
    pub(super) red_head: bool,
    pub(super) title: Vec<&'letter str>,
    pub(super) number: &'letter str,
    pub(super) addressee: &'letter str,
    pub(super) blocks: Cow<'letter, [Block]>,
    pub(super) attachments: &'letter [String],
    pub(super) closing: Option<&'letter Closing>,
    pub(super) contact: &'letter [String],
    pub(super) verification: Option<&'letter Verification>,
}

impl<'letter> Page<'letter> {
    pub(super) fn of(letter: &'letter Letter) -> Self {
        Self {
            agency: &letter.agency,
            red_head: letter.red_head,
            title: letter.title.iter().map(String::as_str).collect(),
            number: &letter.number,
            addressee: &letter.addressee,
            blocks: Cow::Borrowed(&letter.blocks),
            attachments: &letter.attachments,
            closing: letter.closing.as_ref(),
            contact: &letter.contact,
            verification: letter.verification.as_ref(),
        }
    }

    /// A form of our own: a title over its grids.
    pub(super) fn form(agency: &'letter str, title: &'letter str, number: &'letter str, blocks: Vec<Block>) -> Self {
        Self {
            agency,
            red_head: false,
            title: vec![title],
            number,
            addressee: "",
            blocks: Cow::Owned(blocks),
            attachments: &[],
            closing: None,
            contact: &[],
            verification: None,
        }
    }

    /// Forms and records are set smaller than letters and bear no heading.
    pub(super) fn is_form(&self) -> bool {
        self.closing.is_none()
    }

    /// The blocks of the letter itself, and the slip that follows its signature on a page of its own.
    pub(super) fn letter_and_slip(&self) -> (&[Block], &[Block]) {
        let cut = self.blocks.iter().position(|block| matches!(block.body, Body::CutLine { .. }));
        self.blocks.split_at(cut.unwrap_or(self.blocks.len()))
    }

    pub(super) fn date_line(closing: &Closing) -> String {
        closing.date.map_or_else(|| NO_DATE_YET.to_owned(), long_date)
    }

    /// The words beside the code.
    pub(super) fn code_words(verification: &Verification) -> [String; 3] {
        [
            format!("扫描二维码，可核对本文书。校验码 {}", check_characters(verification)),
            format!("文号：{}　日期：{}", verification.signed.number, long_date(verification.signed.date)),
            format!("正文校验值：{}", verification.signed.hash.short()),
        ]
    }

    pub(super) fn data(&self) -> Result<PageData<'_>, WriteError> {
        let (blocks, slip) = self.letter_and_slip();
        let bodies = |blocks: &'_ [Block]| -> Vec<Body> { blocks.iter().map(|block| block.body.clone()).collect() };
        let code = match self.verification {
            None => None,
            Some(verification) => {
                let square = Square::of(&verification.payload())?;
                let words = Self::code_words(verification);
                Some(CodeData { side: square.side(), runs: square.runs(), words })
            }
        };
        Ok(PageData {
            form: self.is_form(),
            agency: self.agency,
            red_head: self.red_head,
            title: &self.title,
            number: self.number,
            addressee: self.addressee,
            blocks: bodies(blocks),
            slip: bodies(slip),
            attachments: self.attachments,
            closing: self.closing.map(|closing| ClosingData {
                agency: &closing.agency,
                date: Self::date_line(closing),
                seal: closing.seal,
            }),
            contact: self.contact,
            code,
            more: Vec::new(),
        })
    }
}

#[derive(Serialize)]
pub(super) struct PageData<'page> {
    form: bool,
    agency: &'page str,
    red_head: bool,
    title: &'page [&'page str],
    number: &'page str,
    addressee: &'page str,
    blocks: Vec<Body>,
    slip: Vec<Body>,
    attachments: &'page [String],
    closing: Option<ClosingData<'page>>,
    contact: &'page [String],
    code: Option<CodeData>,
    /// The letters that follow it in a batch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) more: Vec<PageData<'page>>,
}

#[derive(Serialize)]
struct ClosingData<'page> {
    agency: &'page str,
    date: String,
    seal: bool,
}

#[derive(Serialize)]
struct CodeData {
    side: usize,
    runs: Vec<[usize; 3]>,
    words: [String; 3],
}
