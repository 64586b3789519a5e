//! 案卷: a case as one file (PDF/A) with cover, contents and numbered pages, and the package that goes with it.
//!
//! What the office itself wrote is set as text. A file that came from outside is shown as pictures of its pages, with the words
//! that a machine reads in it as their description, because nobody can vouch that a foreign PDF keeps to PDF/A; what cannot be
//! shown as it is has a page that says so. The files themselves, to the byte, lie in the package with their hashes.

mod barcode;
pub(in crate::write) mod package;
mod pages;
#[cfg(test)]
mod tests;
mod transfer;

pub use package::{Manifest, Member, Packing};
pub use transfer::{TransferEntry, TransferPaper, transfer_list_pdf};

use super::letter::ClockPage;
use super::letter::clock_page::{CLOCK_TITLE, clock_blocks};
use super::press::long_date;
use super::typst_world::Template;
use super::{Press, WriteError};
use affairs::letter::{Block, Body};
use affairs::{ContentHash, Date, Instant};
use barcode::Barcode;
use serde::Serialize;

/// Pages of files in one volume.
const MOST_PAGES: usize = 1_200;
/// Bytes of their pictures, which are held while the volume is set.
const MOST_BYTES: usize = 192 * 1024 * 1024;

/// What stands on the cover.
#[derive(Debug, Clone)]
pub struct Cover {
    /// The agency, by its full name.
    pub agency: String,
    /// 案卷号.
    pub number: String,
    /// What the barcode says: plain letters, digits and dashes.
    pub barcode: String,
    /// 案卷题名.
    pub title: String,
    /// 申请编号.
    pub application_number: String,
    /// When it came in and when it was closed.
    pub from: Date,
    pub to: Date,
    /// 保管期限.
    pub retention: String,
    /// 整理人.
    pub officer: String,
}

/// How a paper is called in the contents.
#[derive(Debug, Clone, Default)]
pub struct Named {
    pub title: String,
    /// 文号; may be empty.
    pub number: String,
    pub date: Option<Date>,
}

/// A file of the case.
#[derive(Debug)]
pub struct VolumeFile {
    pub named: Named,
    pub media_type: String,
    /// Its name in the package.
    pub packed_as: String,
    /// Of its bytes.
    pub hash: ContentHash,
    pub bytes: Vec<u8>,
}

/// A volume while its papers are put in, in their order. It says what people wrote, so it has no `Debug`.
pub struct Book {
    cover: Cover,
    parts: Vec<Part>,
    pictures: Vec<(Vec<u8>, String)>,
    bytes: usize,
}

/// A volume as one file.
#[derive(Debug)]
pub struct Printed {
    pub pdf: Vec<u8>,
    /// The first page and the number of pages of each paper, in their order, counted behind cover and contents.
    pub places: Vec<(u32, u32)>,
    /// Pages behind cover and contents.
    pub pages: u32,
}

#[derive(Serialize)]
struct Part {
    title: String,
    number: String,
    date: String,
    /// Beneath the title of a form.
    line: String,
    blocks: Vec<Body>,
    /// Numbers of pictures; where there are any, nothing else stands there.
    pictures: Vec<usize>,
}

#[derive(Serialize)]
struct VolumeData<'book> {
    agency: &'book str,
    kind: &'static str,
    title: String,
    cover: Vec<(&'static str, String)>,
    barcode: BarcodeData<'book>,
    parts: &'book [Part],
}

#[derive(Serialize)]
struct BarcodeData<'book> {
    text: &'book str,
    width: usize,
    runs: Vec<[usize; 3]>,
}

impl Book {
    /// A volume without papers.
    #[must_use]
    pub const fn of(cover: Cover) -> Self {
        Self { cover, parts: Vec::new(), pictures: Vec::new(), bytes: 0 }
    }

    /// Puts in a paper of the office's own.
    pub fn add_form(&mut self, named: Named, line: &str, blocks: &[Block]) {
        let blocks = blocks.iter().map(|block| block.body.clone()).collect();
        self.parts.push(Part { line: line.to_owned(), blocks, ..Part::of(named) });
    }

    /// Puts in the clock on one page.
    pub fn add_clock(&mut self, clock: &ClockPage) {
        let named = Named { title: CLOCK_TITLE.to_owned(), ..Named::default() };
        self.add_form(named, &format!("申请编号：{}", clock.application_number), &clock_blocks(clock));
    }

    /// Puts in a file, or a page that says why it is not shown. This draws, and takes its time.
    ///
    /// # Errors
    /// [`WriteError::VolumeTooLarge`] when the volume is full.
    pub fn add_file(&mut self, press: &Press, file: VolumeFile) -> Result<(), WriteError> {
        let VolumeFile { named, media_type, packed_as, hash, bytes } = file;
        let named = Named { title: press.shown(&named.title), number: press.shown(&named.number), ..named };
        let left = MOST_PAGES.saturating_sub(self.pictures.len());
        if left == 0 {
            return Err(WriteError::VolumeTooLarge { pages: MOST_PAGES });
        }
        let size = bytes.len();
        match pages::pages_of(bytes, &media_type, left) {
            Ok(pages) => {
                let first = self.pictures.len() + 1;
                self.bytes += pages.iter().map(|(picture, words)| picture.len() + words.len()).sum::<usize>();
                if self.bytes > MOST_BYTES {
                    return Err(WriteError::VolumeTooLarge { pages: MOST_PAGES });
                }
                let pictures = (first..first + pages.len()).collect();
                self.pictures.extend(pages);
                self.parts.push(Part { pictures, ..Part::of(named) });
            }
            Err(instead) => {
                let text = format!(
                    "{instead}，原件保存在归档包中。\n文件名：{}\n大　小：{size} 字节\n校验值：{hash}",
                    press.shown(&packed_as)
                );
                let blocks = vec![Body::Paragraph { text }];
                self.parts.push(Part { blocks, ..Part::of(named) });
            }
        }
        Ok(())
    }

    /// The volume as one file: PDF/A-2a, tagged.
    ///
    /// # Errors
    /// [`WriteError::MissingGlyph`] when a character that the office wrote is in no font.
    pub fn print(self, press: &Press, made_at: Instant) -> Result<Printed, WriteError> {
        let Self { cover, parts, pictures, .. } = self;
        let labels: Vec<String> = (1..=parts.len()).map(|number| format!("part-{number}")).collect();
        let code = Barcode::of(&cover.barcode)?;
        let data = VolumeData {
            agency: &cover.agency,
            kind: "政府信息公开申请案卷",
            title: format!("{} {}", cover.number, press.shown(&cover.title)),
            cover: vec![
                ("案卷题名", press.shown(&cover.title)),
                ("案 卷 号", cover.number.clone()),
                ("申请编号", cover.application_number.clone()),
                ("起止日期", format!("{}至{}", long_date(cover.from), long_date(cover.to))),
                ("保管期限", cover.retention.clone()),
                ("整 理 人", cover.officer.clone()),
            ],
            barcode: BarcodeData { text: &cover.barcode, width: code.width, runs: code.runs },
            parts: &parts,
        };
        let count = labels.len();
        let labels = [labels, vec!["end".to_owned()]].concat();
        let (pdf, places) = press.print_with_pictures(Template::Volume, &data, pictures, &labels, made_at)?;
        let before = places.first().copied().unwrap_or(1) - 1;
        let first = |at: usize| places.get(at).copied().unwrap_or(0).saturating_sub(before);
        // The end stands on the last page itself.
        let behind = |at: usize| if at + 1 < count { first(at + 1) } else { first(count) + 1 };
        let pages = if count == 0 { 0 } else { first(count) };
        let places = (0..count).map(|at| (first(at), behind(at).saturating_sub(first(at)))).collect();
        Ok(Printed { pdf, places, pages })
    }
}

impl Part {
    fn of(named: Named) -> Self {
        Self {
            title: named.title,
            number: named.number,
            date: named.date.map(|date| date.to_string()).unwrap_or_default(),
            line: String::new(),
            blocks: Vec::new(),
            pictures: Vec::new(),
        }
    }
}
