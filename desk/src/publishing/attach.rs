//! 收文件: attachments, pictures, a Word file that becomes the text. What cannot be read is not taken in; what carries a
//! secrecy mark leaves nothing behind.

use super::draft::{is_writing, may_be_reworded};
use crate::{ActError, Desk, Done, Failure, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::{Attachment, Body, Document, Upload};
use affairs::id::DocumentId;
use affairs::journal::Entry;
use affairs::screening::{MarkRule, secrecy_mark};
use affairs::{ContentHash, Refusal, Refuse};
use paper::intake::file::{Inspected, inspect};
use paper::intake::{self, Limits, html, text, word};
use std::path::PathBuf;
use store::files::{Incoming, IncomingError};

/// What a file is taken in as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenIn {
    Attachment,
    /// A picture of the text, put at its end.
    Picture,
    /// A Word file whose text becomes the draft's text.
    Body,
}

/// A file inside the office, open for reading.
#[derive(Debug)]
pub struct Attached {
    pub file: tokio::fs::File,
    pub name: String,
    pub media_type: String,
}

/// The refusal of bytes that were taken down in an emergency.
pub(super) fn sealed(name: &str) -> Refusal {
    let message = format!("“{name}”的内容曾被紧急下架并封存，不能再次上传；须由四级审核决定恢复。");
    Refusal::new("sealed_file", message).at("attachments")
}

/// What the page says when a stream went past its limit or the disk failed.
#[must_use]
pub fn too_large(error: IncomingError) -> ActError {
    match error {
        IncomingError::TooLarge { limit } => {
            let message = format!("文件超过 {} MB 的上限，没有收下；请压缩图片或分成几个文件。", limit / 1024 / 1024);
            Refusal::new("file_too_large", message).at("file").into()
        }
        IncomingError::Store(inner) => inner.into(),
    }
}

impl Desk {
    /// Opens a place on disk for a file on its way in, limited by the agency's setting.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn incoming(&self, who: &Who) -> Done<Incoming> {
        let settings = store::settings::on(&self.reader, &who.agency, self.now().date()).await?;
        Ok(self.files.incoming(&new_id()?, settings.largest_file).await?)
    }

    /// Takes in a file for a draft.
    ///
    /// # Errors
    /// Refused for others' drafts and frozen ones, for what cannot be read, for sealed bytes, and for anything with a
    /// secrecy mark: of that the journal keeps time, account and rule, and nothing else stays.
    pub async fn attach(
        &self,
        who: &Who,
        id: &DocumentId,
        mut incoming: Incoming,
        name: &str,
        taken_in: TakenIn,
    ) -> Done<()> {
        self.may_write(who, id).await?;
        incoming.flush().await?;
        let name = tidy_name(name);
        let inspected = self.inspect(incoming.path().to_owned(), &name).await?;
        if let Some(mark) = secrecy_mark(&inspected.pieces) {
            drop(incoming);
            return self.refuse_mark(who, id, mark.rule).await;
        }
        match taken_in {
            TakenIn::Body => self.take_body(who, id, incoming, &name).await,
            TakenIn::Picture if !inspected.media_type.starts_with("image/") => {
                Err(Refusal::new("not_a_picture", "正文图片须为 PNG 或 JPEG 图片。").at("file").into())
            }
            TakenIn::Attachment | TakenIn::Picture => {
                let upload = self.keep(who, id, incoming, &name, inspected).await?;
                self.add(who, id, upload, taken_in).await
            }
        }
    }

    async fn may_write(&self, who: &Who, id: &DocumentId) -> Done<()> {
        let document = store::documents::by_id(&self.reader, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::WriteDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        Ok(is_writing(&document)?)
    }

    async fn inspect(&self, path: PathBuf, name: &str) -> Done<Inspected> {
        let name = name.to_owned();
        blocking(move || inspect(&path, &name, &Limits::default())).await
    }

    async fn refuse_mark(&self, who: &Who, id: &DocumentId, rule: MarkRule) -> Done<()> {
        let under = self.begin(who).await?;
        let entry =
            Entry::new(who.actor(), "publishing.refuse_marked_file").about("document", id).fact("rule", rule.code());
        under.tx.commit(under.now, entry).await?;
        let message = "这个文件带有密级或内部标志，已拒收，没有留下任何内容。请立即停止在本平台处理该文件，\
                       并报告本机关保密工作机构。";
        Err(Refusal::new("secrecy_mark", message).citing("《保守国家秘密法》第三十一条").at("file").into())
    }

    /// Keeps the bytes, cleaned of metadata where they are a picture's.
    async fn keep(
        &self,
        who: &Who,
        id: &DocumentId,
        incoming: Incoming,
        name: &str,
        inspected: Inspected,
    ) -> Done<Upload> {
        let (size, file) = match inspected.cleaned {
            Some(bytes) => (bytes.len() as u64, self.files.put(&new_id()?, &bytes).await?),
            None => (incoming.size(), self.files.keep(incoming).await?),
        };
        Ok(Upload {
            document: id.clone(),
            file,
            name: name.to_owned(),
            media_type: inspected.media_type.to_string(),
            size,
            pages: inspected.parts,
            human_reading: inspected.needs_human_reading,
            pieces: inspected.pieces,
            uploaded_by: who.person.clone(),
            at: self.now(),
        })
    }

    async fn add(&self, who: &Who, id: &DocumentId, upload: Upload, taken_in: TakenIn) -> Done<()> {
        let (mut under, mut document) = self.writable(who, id).await?;
        if store::uploads::is_sealed(&mut under.tx, &who.agency, &upload.file).await? {
            return Err(sealed(&upload.name).into());
        }
        let content = &mut document.content;
        if content.files().contains(&upload.file) {
            return Err(Refusal::new("file_twice", "本件已有内容完全相同的文件。").at("file").into());
        }
        match taken_in {
            TakenIn::Picture => content
                .body
                .blocks
                .push(affairs::document::Block::Image { file: upload.file.clone(), alt: stem(&upload.name) }),
            _ => content.attachments.push(Attachment {
                file: upload.file.clone(),
                name: upload.name.clone(),
                media_type: upload.media_type.clone(),
                size: upload.size,
                pages: upload.pages,
                typed_text: String::new(),
            }),
        }
        store::uploads::insert(&mut under.tx, &upload).await?;
        self.save_files(under, document, who, "publishing.attach", &upload.file).await
    }

    /// A Word file becomes the text; its pictures come along.
    async fn take_body(&self, who: &Who, id: &DocumentId, incoming: Incoming, name: &str) -> Done<()> {
        let path = incoming.path().to_owned();
        let taken = blocking(move || word::read(&path, &Limits::default())).await?;
        let mut uploads = Vec::new();
        for picture in taken.images {
            let file = self.files.put(&new_id()?, &picture.bytes).await?;
            uploads.push(Upload {
                document: id.clone(),
                file,
                name: format!("{}-图{}", stem(name), uploads.len() + 1),
                media_type: picture.media_type.to_string(),
                size: picture.bytes.len() as u64,
                pages: None,
                human_reading: true,
                pieces: Vec::new(),
                uploaded_by: who.person.clone(),
                at: self.now(),
            });
        }
        let (mut under, mut document) = self.writable(who, id).await?;
        may_be_reworded(&document.content)?;
        for upload in &uploads {
            if store::uploads::is_sealed(&mut under.tx, &who.agency, &upload.file).await? {
                return Err(sealed(&upload.name).into());
            }
            store::uploads::insert(&mut under.tx, upload).await?;
        }
        document.content.body = taken.body;
        if document.content.title.trim().is_empty() {
            document.content.title = stem(name);
        }
        let hash = ContentHash::of(name.as_bytes());
        self.save_files(under, document, who, "publishing.take_word_file", &hash).await
    }

    async fn writable(&self, who: &Who, id: &DocumentId) -> Done<(Under, Document)> {
        let mut under = self.begin(who).await?;
        let document = self.document(&mut under, id).await?;
        may(&under.officer, Act::WriteDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        is_writing(&document)?;
        Ok((under, document))
    }

    async fn save_files(
        &self,
        mut under: Under,
        mut document: Document,
        who: &Who,
        act: &str,
        file: &ContentHash,
    ) -> Done<()> {
        let revision = document.revision;
        document.revision += 1;
        document.updated_at = under.now;
        store::documents::update(&mut under.tx, &document, revision).await?;
        let entry = Entry::new(who.actor(), act).about("document", &document.id).about("file", file);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Takes a file out of a draft again.
    ///
    /// # Errors
    /// Refused for others' drafts and frozen ones.
    pub async fn detach(&self, who: &Who, id: &DocumentId, file: &ContentHash) -> Done<()> {
        let (under, mut document) = self.writable(who, id).await?;
        may_be_reworded(&document.content)?;
        document.content.attachments.retain(|attachment| attachment.file != *file);
        document
            .content
            .body
            .blocks
            .retain(|block| !matches!(block, affairs::document::Block::Image { file: shown, .. } if shown == file));
        self.save_files(under, document, who, "publishing.detach", file).await
    }

    /// Opens a file of a document inside the office. That a picture was opened is recorded: only who opened it may
    /// declare it read.
    ///
    /// # Errors
    /// Refused to those who have no part in the document.
    pub async fn open_file(&self, who: &Who, id: &DocumentId, file: &ContentHash) -> Done<Attached> {
        let mut under = self.begin(who).await?;
        let document = self.document(&mut under, id).await?;
        may(&under.officer, Act::ReadDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        let upload = store::uploads::one(&mut under.tx, &who.agency, id, file).await?.ok_or_else(crate::not_found)?;
        if upload.human_reading {
            store::uploads::picture_opened(&mut under.tx, file, &who.person, under.now).await?;
            let entry = Entry::new(who.actor(), "publishing.open_picture").about("document", id).about("file", file);
            under.tx.commit(under.now, entry).await?;
        } else {
            under.tx.roll_back().await?;
        }
        let (stream, _) = self.files.stream(file).await?.ok_or_else(crate::not_found)?;
        Ok(Attached { file: stream, name: upload.name, media_type: upload.media_type })
    }

    /// Declares a picture read page by page (人工逐页审查).
    ///
    /// # Errors
    /// Refused when this person has not opened it.
    pub async fn declare_picture_read(&self, who: &Who, id: &DocumentId, file: &ContentHash) -> Done<()> {
        let mut under = self.begin(who).await?;
        let document = self.document(&mut under, id).await?;
        may(&under.officer, Act::ReadDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        if !store::uploads::picture_declared(&mut under.tx, file, &who.person, under.now).await? {
            return Err(Refusal::new("picture_unopened", "请先打开逐页看过，再声明已读。").at("pictures").into());
        }
        let entry = Entry::new(who.actor(), "publishing.declare_read").about("document", id).about("file", file);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Cleans what was typed or pasted into a body. Text without a tag is paragraphs, one a line.
    ///
    /// # Errors
    /// Refused when it is far too large.
    pub async fn clean(&self, id: &DocumentId, source: &str) -> Done<Body> {
        let (source, inside) = (source.to_owned(), format!("/office/documents/{id}/files/"));
        blocking(move || {
            if !source.contains('<') {
                return text::take(&source, &Limits::default());
            }
            let picture = |address: &str| address.strip_prefix(inside.as_str()).and_then(ContentHash::parse);
            html::take(&source, &Limits::default(), &picture).map(|taken| taken.body)
        })
        .await
    }
}

/// Reads what a stranger may have made away from the threads that serve pages.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, intake::IntakeRefused> + Send + 'static,
) -> Done<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::of(&error))?;
    done.map_err(|refused| refused.refusal().at("file").into())
}

/// The name as a reader will see it: no folders, no control or direction characters, not too long.
pub(crate) fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String =
        last.chars().filter(|character| !affairs::document::edition::is_deceptive(*character)).collect();
    let tidy = visible.trim().trim_matches('.');
    let length = tidy.chars().count();
    if length <= 120 {
        return if tidy.is_empty() { "附件".to_owned() } else { tidy.to_owned() };
    }
    // Too long: keep the beginning and the ending that says what it is.
    let ending: String = tidy.chars().skip(length - 12).collect();
    format!("{}…{ending}", tidy.chars().take(100).collect::<String>())
}

/// The name without its ending.
fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{stem, tidy_name};

    #[test]
    fn names_are_made_safe_and_keep_their_ending() {
        assert_eq!(tidy_name("C:\\我的文档\\名单\u{202e}.xlsx"), "名单.xlsx");
        assert_eq!(tidy_name("../../etc/passwd"), "passwd");
        assert_eq!(tidy_name("\u{200b}"), "附件");
        let long = format!("{}.docx", "长".repeat(300));
        assert!(tidy_name(&long).ends_with(".docx") && tidy_name(&long).chars().count() < 120);
        assert_eq!(stem("年报.2019.pdf"), "年报.2019");
    }
}
