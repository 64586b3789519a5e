//! 依法删除: the bytes go, a tombstone stays that says who, why and when. Nothing that the public can still read is erased; it is
//! withdrawn or taken down first.

use crate::{Desk, Done, Failure, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::document::{Body, Bundle, Document, DocumentState};
use affairs::journal::Entry;
use affairs::{ContentHash, Refusal};
use store::tombstones::{Erased, Tombstone};

/// What stands in the place of erased words.
pub(super) const WORDS_ERASED: &str = "（已依法删除）";

impl Desk {
    /// Erases a file of the agency: its bytes, and the text the machine read in them. The same bytes cannot be taken in again.
    /// Copies in backups that were made before are not reached.
    ///
    /// # Errors
    /// Refused without the role or a reason, while a publication shows the file, or when the agency has no such file.
    pub async fn erase_file(&self, who: &Who, file: &ContentHash, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::Erase, &Facts::of(&who.agency))?;
        let reason = reason_given(reason)?;
        let documents = store::audit::documents_of_file(&mut under.tx, &who.agency, file.as_str()).await?;
        if documents.is_empty() {
            return Err(crate::not_found().into());
        }
        if store::tombstones::is_public(&mut under.tx, &who.agency, file).await? {
            let message = "还有公开的信息带着这个文件，请先撤回或紧急下架，再删除。";
            return Err(Refusal::new("still_public", message).into());
        }
        set_tombstone(&mut under, who, Erased::File, file, reason).await?;
        store::tombstones::forget_file_text(&mut under.tx, file).await?;
        for document in documents {
            let document = affairs::id::DocumentId::new(document);
            store::uploads::seal(&mut under.tx, file, &document, under.now).await?;
        }
        let shared = store::tombstones::is_held_elsewhere(&mut under.tx, &who.agency, file).await?;
        // The reason stays with the tombstone: it may name a person, and the journal never does.
        under.tx.commit(under.now, Entry::new(who.actor(), "keeping.erase").about("file", file)).await?;
        store::tombstones::scrub(&self.writer).await?;
        if !shared {
            // After the commit: bytes without their row are only bytes too many, and `verify` names them.
            self.files.destroy(file).await?;
        }
        Ok(())
    }

    /// Erases the words of a bundle: title, summary, body, attachments' names, and what the machine found in them. The hash, the
    /// signatures and the journal stay, so that it can be seen that there was something and who had approved it.
    ///
    /// # Errors
    /// Refused without the role or a reason, while the public or a review shows the bundle, or when the agency has no such
    /// bundle.
    pub async fn erase_bundle(&self, who: &Who, hash: &ContentHash, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::Erase, &Facts::of(&who.agency))?;
        let reason = reason_given(reason)?;
        let kept = store::reviews::bundle(&mut under.tx, &who.agency, hash).await?;
        let (bundle, _) = kept.ok_or_else(crate::not_found)?;
        is_out_of_sight(&mut under, who, hash, &bundle).await?;
        set_tombstone(&mut under, who, Erased::Bundle, hash, reason).await?;
        let (content, body) = without_words(bundle.clone())?;
        store::tombstones::replace_bundle(&mut under.tx, hash, &content, &body, WORDS_ERASED).await?;
        let document = store::documents::by_id(&mut under.tx, &who.agency, &bundle.document).await?;
        if let Some(document) = document.filter(|document| document.edition == bundle.edition) {
            empty_draft(&mut under, document).await?;
        }
        store::tombstones::forget_traces(&mut under.tx, &bundle.document).await?;
        let entry = Entry::new(who.actor(), "keeping.erase").about("bundle", hash).about("document", &bundle.document);
        under.tx.commit(under.now, entry).await?;
        Ok(store::tombstones::scrub(&self.writer).await?)
    }
}

fn reason_given(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if (1..=500).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Refusal::new("reason_missing", "请写明依法删除的理由和依据（不超过 500 字）。").at("reason"))
    }
}

async fn set_tombstone(under: &mut Under, who: &Who, kind: Erased, key: &ContentHash, reason: &str) -> Done<()> {
    let (by, at) = (who.person.clone(), under.now);
    let stone = Tombstone { kind, key: key.clone(), by, reason: reason.to_owned(), at };
    match store::tombstones::insert(&mut under.tx, &stone).await {
        Err(store::StoreError::Conflict) => Err(Refusal::new("erased_already", "这一项已经依法删除。").into()),
        other => Ok(other?),
    }
}

async fn is_out_of_sight(under: &mut Under, who: &Who, hash: &ContentHash, bundle: &Bundle) -> Done<()> {
    let standing = store::publications::standing_of(&mut under.tx, &who.agency, &bundle.document).await?;
    if let Some(standing) = standing {
        let shows = standing.bundle == *hash && standing.standing.shows_text();
        if shows || standing.notice_bundle.as_ref() == Some(hash) {
            let message = "公众现在能看到这些文字，请先撤回、替换或紧急下架，再删除。";
            return Err(Refusal::new("still_public", message).into());
        }
    }
    let review = store::reviews::by_bundle(&mut under.tx, &who.agency, hash).await?;
    if review.is_some_and(|review| review.progress.is_open()) {
        return Err(Refusal::new("in_review", "本件还在审核，请先由拟稿人撤回，再删除。").into());
    }
    Ok(())
}

/// The bundle as it is kept from now on: everything by which it is found and counted, nothing that it said.
fn without_words(bundle: Bundle) -> Done<(String, String)> {
    let bundle = Bundle {
        title: WORDS_ERASED.to_owned(),
        summary: String::new(),
        source: String::new(),
        origin: affairs::document::Origin::Made,
        keywords: Vec::new(),
        document_number: String::new(),
        attribute_reason: String::new(),
        attachments: Vec::new(),
        images: Vec::new(),
        facts: serde_json::Value::Null,
        ..bundle
    };
    let text = |bytes: Result<Vec<u8>, affairs::canonical::NotCanonical>| {
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(|error| Failure::of(&error))
    };
    Ok((text(bundle.bytes())?, text(Body::default().bytes())?))
}

/// Whether a bundle says nothing any more; `verify` asks it of everything that has a tombstone.
pub(super) fn says_nothing(bundle: &Bundle, body: &str) -> bool {
    bundle.title == WORDS_ERASED
        && bundle.summary.is_empty()
        && bundle.keywords.is_empty()
        && bundle.attachments.is_empty()
        && bundle.facts.is_null()
        && body == "[]"
}

/// The draft that the bundle was frozen from holds the same words.
async fn empty_draft(under: &mut Under, mut document: Document) -> Done<()> {
    let revision = document.revision;
    let content = &mut document.content;
    content.title = WORDS_ERASED.to_owned();
    content.body = Body::default();
    content.summary = String::new();
    content.keywords = Vec::new();
    content.attachments = Vec::new();
    content.attribute_reason = String::new();
    content.facts = serde_json::Value::Null;
    if document.state == DocumentState::InReview {
        return Err(Refusal::new("in_review", "本件还在审核，请先由拟稿人撤回，再删除。").into());
    }
    document.revision += 1;
    document.updated_at = under.now;
    Ok(store::documents::update(&mut under.tx, &document, revision).await?)
}
