//! 送审: the drafter's signature freezes the edition as a bundle; numbers are drawn by the first submission.

use super::draft::is_writing;
use crate::failure::refused;
use crate::{Desk, Done, Failure, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::bundle::Numbers;
use affairs::document::{Bundle, Document, DocumentState};
use affairs::id::{DocumentId, JobId};
use affairs::job::Task;
use affairs::journal::Entry;
use affairs::review::chain::Signature;
use affairs::review::{Progress, Review};
use affairs::series::{Series, number_text};
use affairs::setting::Settings;
use affairs::{ContentHash, Refusal};

impl Desk {
    /// Submits an edition into the chain. Answers the hash of the bundle that people will approve.
    ///
    /// # Errors
    /// Refused with every shortcoming of the edition, one message; when pictures are left to read; when the page is
    /// stale; for others' drafts.
    pub async fn submit(&self, who: &Who, id: &DocumentId, revision: i64) -> Done<ContentHash> {
        let mut under = self.begin(who).await?;
        let mut document = self.document(&mut under, id).await?;
        may(&under.officer, Act::WriteDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        is_writing(&document)?;
        if document.revision != revision {
            return Err(refused(affairs::review::ReviewRefused::StaleBundle));
        }
        no_shortcomings(&document)?;
        self.columns_exist(&mut under, who, &document).await?;
        self.attachments_may_go(&mut under, who, &document).await?;
        self.draw_numbers(&mut under, who, &mut document).await?;
        let (bundle, hash) = freeze(&document)?;
        let unread = self.pictures_unread(&mut under, id, &document.content.files()).await?;
        let signature = Signature {
            officer: &under.officer,
            seen: &hash,
            opinion: "提请审查",
            checklist: None,
            pictures_unread: unread,
            at: under.now,
        };
        let review = new_review(&document, &hash).submit(&signature).map_err(refused)?;
        store::reviews::clear_void(&mut under.tx, &hash).await?;
        store::reviews::insert_bundle(&mut under.tx, &hash, &bundle, &document.content.body, under.now).await?;
        store::reviews::insert(&mut under.tx, &review, under.now).await?;
        document.state = DocumentState::InReview;
        document.revision += 1;
        document.updated_at = under.now;
        store::documents::update(&mut under.tx, &document, revision).await?;
        let task = Task::ReadBundle { bundle: hash.to_string() };
        store::jobs::put(&mut under.tx, &JobId::new(new_id()?), &task, under.now).await?;
        let entry = Entry::new(who.actor(), "publishing.submit")
            .about("document", id)
            .about("bundle", &hash)
            .fact("edition", document.edition);
        under.tx.commit(under.now, entry).await?;
        Ok(hash)
    }

    async fn columns_exist(&self, under: &mut Under, who: &Who, document: &Document) -> Done<()> {
        let columns = store::agencies::columns(&mut under.tx, &who.agency).await?;
        let unknown = document.content.targets.iter().find(|target| !columns.iter().any(|known| known.id == **target));
        match unknown {
            Some(_) => Err(Refusal::new("column_unknown", "所选栏目已不存在，请重新选择。").at("targets").into()),
            None => Ok(()),
        }
    }

    /// Bytes under seal cannot return, and every attachment must have been taken in for this document.
    async fn attachments_may_go(&self, under: &mut Under, who: &Who, document: &Document) -> Done<()> {
        let uploads = store::uploads::of_document(&mut under.tx, &who.agency, &document.id).await?;
        let restores = document.content.action == affairs::document::Action::Restore;
        for file in document.content.files() {
            let Some(upload) = uploads.iter().find(|upload| upload.file == file) else {
                return Err(Refusal::new("file_unknown", "正文中有图片或附件不在本件的文件列表中，请重新上传。")
                    .at("body")
                    .into());
            };
            if !restores && store::uploads::is_sealed(&mut under.tx, &who.agency, &file).await? {
                return Err(super::attach::sealed(&upload.name).into());
            }
        }
        let scans = document.content.attachments.iter().filter(|attachment| attachment.typed_text.trim().is_empty());
        for attachment in scans {
            let upload = uploads.iter().find(|upload| upload.file == attachment.file);
            if upload.is_some_and(|upload| upload.human_reading) {
                let message = format!("“{}”是图片或扫描件，请录入其中的文字，供读者检索和读屏使用。", attachment.name);
                return Err(Refusal::new("typed_text_missing", message).at("attachments").into());
            }
        }
        Ok(())
    }

    async fn draw_numbers(&self, under: &mut Under, who: &Who, document: &mut Document) -> Done<()> {
        let year = under.now.year();
        let settings = store::settings::on(&mut under.tx, &who.agency, under.now.date()).await?;
        let agency = store::agencies::by_id(&mut under.tx, &who.agency).await?.ok_or_else(crate::not_found)?;
        let Settings { index_template, document_number_template, .. } = settings;
        if document.index_number.is_empty() {
            let text = self.draw(under, Series::Index, &index_template, &agency.code, year, &document.id).await?;
            document.index_number = text;
        }
        if document.content.numbered && document.document_number.is_empty() {
            let template = &document_number_template;
            let text = self.draw(under, Series::DocumentNumber, template, &agency.code, year, &document.id).await?;
            document.document_number = text;
        }
        Ok(())
    }

    async fn draw(
        &self,
        under: &mut Under,
        series: Series,
        template: &str,
        code: &str,
        year: i16,
        document: &DocumentId,
    ) -> Done<String> {
        let serial = store::series::draw(&mut under.tx, series, year).await?;
        let text = number_text(template, code, year, serial);
        store::series::use_number(&mut under.tx, series, year, serial, &text, document.as_str()).await?;
        Ok(text)
    }
}

fn no_shortcomings(document: &Document) -> Result<(), Refusal> {
    let found = document.content.shortcomings();
    match found.as_slice() {
        [] => Ok(()),
        [only] => Err(only.clone()),
        [first, ..] => {
            let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
            Err(Refusal { message: messages.join("\n"), ..first.clone() })
        }
    }
}

fn freeze(document: &Document) -> Done<(Bundle, ContentHash)> {
    let drawn = Numbers {
        index_number: document.index_number.clone(),
        document_number: if document.content.numbered { document.document_number.clone() } else { String::new() },
    };
    let (agency, id) = (document.agency.clone(), document.id.clone());
    let bundle = Bundle::freeze(agency, id, document.edition, &document.content, drawn);
    let bundle = bundle.ok_or_else(|| Failure::of(&"an edition without shortcomings did not freeze"))?;
    let hash = bundle.hash().map_err(|error| Failure::of(&error))?;
    Ok((bundle, hash))
}

fn new_review(document: &Document, hash: &ContentHash) -> Review {
    Review {
        agency: document.agency.clone(),
        document: document.id.clone(),
        section: document.section.clone(),
        owner: document.owner.clone(),
        edition: document.edition,
        bundle: hash.clone(),
        title: document.content.title.trim().to_owned(),
        progress: Progress::Reading { since: document.updated_at },
        approvals: Vec::new(),
    }
}
