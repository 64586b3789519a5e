//! 案卷移交清单: what goes to the archive this year, with room for both signatures.

use super::super::letter::record_pdf;
use super::super::{Press, WriteError};
use affairs::letter::{Block, Body};
use affairs::volume::record::table;
use affairs::{Date, Instant};

/// The list.
#[derive(Debug, Clone)]
pub struct TransferPaper {
    /// The agency, by its full name.
    pub agency: String,
    pub year: i16,
    pub entries: Vec<TransferEntry>,
}

/// A volume on the list. Nobody's name: the list lies open.
#[derive(Debug, Clone)]
pub struct TransferEntry {
    pub number: String,
    pub application_number: String,
    pub closed_on: Date,
    pub retention: String,
    pub pages: i64,
    pub location: String,
}

/// The list as a tagged PDF.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn transfer_list_pdf(press: &Press, paper: &TransferPaper, printed_at: Instant) -> Result<Vec<u8>, WriteError> {
    let lines: Vec<[String; 7]> = (1..)
        .zip(&paper.entries)
        .map(|(number, entry): (u32, _)| {
            [
                number.to_string(),
                entry.number.clone(),
                entry.application_number.clone(),
                entry.closed_on.to_string(),
                entry.retention.clone(),
                entry.pages.to_string(),
                entry.location.clone(),
            ]
        })
        .collect();
    let head = ["序号", "案卷号", "申请编号", "归档日期", "保管期限", "页数", "存放位置"];
    let pages: i64 = paper.entries.iter().map(|entry| entry.pages).sum();
    let words = |text: String| Block { parts: Vec::new(), body: Body::Paragraph { text } };
    let blocks = vec![
        words(format!("移交单位：{}　　共{}卷、{pages}页", paper.agency, paper.entries.len())),
        table(&[7, 23, 21, 14, 11, 8, 16], head, &lines),
        words(
            "移交人（签名）：　　　　　　　　　接收人（签名）：　　　　　　　　　移交日期：　　　　年　　月　　日"
                .to_owned(),
        ),
    ];
    record_pdf(press, &paper.agency, &format!("{}年政府信息公开申请案卷移交清单", paper.year), blocks, printed_at)
}
