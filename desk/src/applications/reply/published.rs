//! 已公开的信息作材料: a file of a publication goes out with a reply, as a material by itself.
//!
//! Its bytes are sealed into the case like every other file of it. A publication may be withdrawn, taken down or erased later;
//! what this applicant was handed stays what it was, and erasing it here takes nothing from the public.

use super::draft::no_draft;
use crate::{Desk, Done, Who, not_found};
use affairs::access::Act;
use affairs::application::file::FileRole;
use affairs::document::Attachment;
use affairs::id::{CaseId, DocumentId};
use affairs::personal::Purpose;
use affairs::{ContentHash, Refusal};
use store::publications::Shown;
use tokio::io::AsyncReadExt;

/// How much of a file is carried over at a time.
const PIECE: usize = 64 * 1024;

impl Desk {
    /// Puts a file of one of this agency's publications among the materials, under the publication's own title and 文号.
    ///
    /// # Errors
    /// Refused for a publication that cannot be read any more or does not name the file, a second time, and before the reply has
    /// a draft.
    pub async fn add_published_material(
        &self,
        who: &Who,
        case: &CaseId,
        revision: i64,
        published: (&DocumentId, &ContentHash),
    ) -> Done<()> {
        let (document, file) = published;
        let shown = store::publications::by_document(&self.reader, document).await?;
        let readable =
            |shown: &Shown| shown.publication.agency == who.agency && shown.publication.standing.shows_text();
        let shown = shown.filter(readable).ok_or_else(not_found)?;
        let attachment = shown.bundle.attachments.iter().find(|one| one.file == *file).ok_or_else(not_found)?;
        let title = title_of(&shown, attachment);
        self.may_take_material(who, case, revision, &title).await?;
        let (mut stream, _) = self.files.stream(file).await?.ok_or_else(not_found)?;
        let mut taking = self.files_in(&who.agency).await?;
        taking.begin(FileRole::Material, &attachment.name).await?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = stream.read(&mut piece).await.map_err(|error| crate::Failure::of(&error))?;
            if read == 0 {
                break;
            }
            taking.write(&piece[..read]).await?;
        }
        taking.end().await?;
        let taken = taking.done();
        let hash = taken.first().map(|taken| taken.hash().clone()).ok_or_else(not_found)?;
        self.attach_case_files(who, case, taken).await?;
        self.add_material(who, case, revision, (&hash, title.as_str(), shown.bundle.document_number.as_str())).await
    }

    /// Asked before any byte is carried over.
    async fn may_take_material(&self, who: &Who, case: &CaseId, revision: i64, title: &str) -> Done<()> {
        let on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let (on, draft) = self.draft_of(on, revision).await?;
        on.tx.roll_back().await?;
        let draft = draft.ok_or_else(no_draft)?;
        if draft.reveal(Purpose::Handling).materials.iter().any(|material| material.title == title) {
            return Err(Refusal::new("file_twice", "这份材料已经附上。").at("file").into());
        }
        Ok(())
    }
}

/// The publication's title; of several files each also says which it is.
fn title_of(shown: &Shown, attachment: &Attachment) -> String {
    let title = &shown.bundle.title;
    if shown.bundle.attachments.len() == 1 {
        return title.clone();
    }
    let name = attachment.name.rsplit_once('.').map_or(attachment.name.as_str(), |(name, _)| name);
    format!("{title}：{name}")
}
