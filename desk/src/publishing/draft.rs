//! 起草: beginning a document or an edition, saving it, giving it up.

use crate::{ActError, Desk, Done, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::{Action, Body, BundleKind, Document, DocumentState, Edition, Origin, Release};
use affairs::id::{ColumnId, DocumentId, SectionId};
use affairs::journal::Entry;
use affairs::publication::Standing;
use affairs::{ContentHash, Date, Refusal};
use law::disclosure_categories::{Article20, PublicAttribute, Stage};

/// What a form of the editor carries: everything of an edition but its files, its kind and its action.
#[derive(Debug, Clone)]
pub struct EditionContent {
    pub title: String,
    pub body: Body,
    pub summary: String,
    pub generated_on: Option<Date>,
    pub origin: Origin,
    pub source: String,
    pub keywords: Vec<String>,
    pub article20: Option<Article20>,
    pub stage: Option<Stage>,
    pub public_attribute: PublicAttribute,
    pub attribute_reason: String,
    pub numbered: bool,
    pub targets: Vec<ColumnId>,
    pub release: Release,
    /// For a replacement: whether it only corrects a typo.
    pub correction: bool,
    /// The structured content of the site's face; null for others.
    pub facts: serde_json::Value,
    /// What scans among the attachments say, typed by the drafter.
    pub typed_texts: Vec<(ContentHash, String)>,
}

/// Longest body, in characters; a text beyond it is better an attachment.
const BODY_LIMIT: usize = 400_000;

impl Desk {
    /// Begins a document in a section.
    ///
    /// # Errors
    /// Refused without a drafter's grant for the section.
    pub async fn begin_document(&self, who: &Who, section: &SectionId, kind: BundleKind) -> Done<DocumentId> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::Draft, &Facts::document(&who.agency, section, &who.person))?;
        let agency = store::agencies::by_id(&mut under.tx, &who.agency).await?.ok_or_else(crate::not_found)?;
        let id = DocumentId::new(new_id()?);
        let document = Document {
            agency: who.agency.clone(),
            id: id.clone(),
            section: section.clone(),
            owner: who.person.clone(),
            kind,
            content: Edition { generated_on: Some(under.now.date()), ..Edition::empty(kind, agency.name) },
            edition: 1,
            revision: 1,
            state: DocumentState::Writing,
            index_number: String::new(),
            document_number: String::new(),
            created_at: under.now,
            updated_at: under.now,
        };
        store::documents::insert(&mut under.tx, &document).await?;
        let entry = Entry::new(who.actor(), "publishing.begin").about("document", &id).fact("kind", kind.code());
        under.tx.commit(under.now, entry).await?;
        Ok(id)
    }

    /// Begins the next edition of a published document: a replacement, a withdrawal, a repeal, or its return.
    ///
    /// # Errors
    /// Refused when one is being written already, or the document does not stand as the action needs.
    pub async fn begin_edition(&self, who: &Who, id: &DocumentId, action: Action) -> Done<()> {
        let mut under = self.begin(who).await?;
        let mut document = self.document(&mut under, id).await?;
        may(&under.officer, Act::Draft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        if document.state != DocumentState::Published {
            return Err(Refusal::new("edition_open", "本件已有一个版本正在起草或审核。").into());
        }
        let standing = store::publications::by_document(&mut under.tx, id).await?.ok_or_else(crate::not_found)?;
        stands_for(&action, standing.publication.standing)?;
        let mut content = Edition::of_bundle(&standing.bundle, standing.body);
        if !action.carries_text() {
            content.body = Body::default();
            content.attachments.clear();
        }
        content.generated_on = Some(under.now.date());
        content.action = action.clone();
        let read_revision = document.revision;
        document.content = content;
        document.edition += 1;
        document.revision += 1;
        document.owner = who.person.clone();
        document.state = DocumentState::Writing;
        document.updated_at = under.now;
        store::documents::update(&mut under.tx, &document, read_revision).await?;
        let entry = Entry::new(who.actor(), "publishing.begin_edition")
            .about("document", id)
            .fact("edition", document.edition)
            .fact("action", action.label());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Saves what the drafter has written. `revision` is the one his page was made from. Answers the new revision.
    ///
    /// # Errors
    /// Refused for others' drafts, while a submission of it is in the chain, or when it was saved elsewhere in between.
    pub async fn save(&self, who: &Who, id: &DocumentId, revision: i64, content: EditionContent) -> Done<i64> {
        let mut under = self.begin(who).await?;
        let mut document = self.document(&mut under, id).await?;
        may(&under.officer, Act::WriteDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        is_writing(&document)?;
        if document.revision != revision {
            let message = "这份稿件在另一个窗口保存过，您的文字还在页面上，请打开最新的稿件合并后再保存。";
            return Err(Refusal::new("saved_elsewhere", message).into());
        }
        check_size(&content)?;
        content.apply_to(&mut document.content);
        document.revision += 1;
        document.updated_at = under.now;
        store::documents::update(&mut under.tx, &document, revision).await?;
        let entry =
            Entry::new(who.actor(), "publishing.save").about("document", id).fact("revision", document.revision);
        under.tx.commit(under.now, entry).await?;
        store::sessions::forget_autosave(&self.writer, &who.agency, id, &who.person).await?;
        Ok(document.revision)
    }

    /// Keeps what is typed but not saved, every few seconds. It is operational state and no act.
    ///
    /// # Errors
    /// Refused for others' drafts, or when it is far too long.
    pub async fn autosave(&self, who: &Who, id: &DocumentId, fields: &serde_json::Value) -> Done<()> {
        let document = store::documents::by_id(&self.reader, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        if document.owner != who.person || document.state != DocumentState::Writing {
            return Err(crate::not_found().into());
        }
        if fields.to_string().len() > 4 * BODY_LIMIT {
            return Err(Refusal::new("autosave_too_long", "文字过长，没有自动保存。").into());
        }
        store::sessions::autosave(&self.writer, &who.agency, id, &who.person, fields, self.now()).await?;
        Ok(())
    }

    /// Gives up a draft that was never published. Its numbers become void, with the reason.
    ///
    /// # Errors
    /// Refused for others' drafts, for what is public, or without a reason.
    pub async fn abandon(&self, who: &Who, id: &DocumentId, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        let mut document = self.document(&mut under, id).await?;
        may(&under.officer, Act::WriteDraft, &Facts::document(&who.agency, &document.section, &document.owner))?;
        is_writing(&document)?;
        if reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing", "请写明放弃的原因，已取得的编号将作废并保留记录。")
                .at("reason")
                .into());
        }
        let read_revision = document.revision;
        document.revision += 1;
        document.updated_at = under.now;
        match store::publications::by_document(&mut under.tx, id).await? {
            // The edition being written is dropped; what the public reads stays as it is.
            Some(shown) => {
                document.edition -= 1;
                document.state = DocumentState::Published;
                document.content = Edition::of_bundle(&shown.bundle, shown.body);
            }
            None => {
                document.state = DocumentState::Abandoned;
                store::series::void_numbers(&mut under.tx, id, reason.trim()).await?;
            }
        }
        store::documents::update(&mut under.tx, &document, read_revision).await?;
        let entry = Entry::new(who.actor(), "publishing.abandon").about("document", id).fact("reason", reason.trim());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }
}

/// Whether the content may be changed now.
pub(super) fn is_writing(document: &Document) -> Result<(), Refusal> {
    match document.state {
        DocumentState::Writing => Ok(()),
        DocumentState::InReview => {
            Err(Refusal::new("in_review", "本件正在审核，内容已固定。要修改，请先撤回；已有的签署随之作废。"))
        }
        DocumentState::Published => Err(Refusal::new("published", "本件已经发布。要改动，请起草新的版本。")),
        DocumentState::Abandoned => Err(Refusal::new("abandoned", "本件已经放弃。")),
    }
}

fn stands_for(action: &Action, standing: Standing) -> Result<(), ActError> {
    let fits = match action {
        Action::Publish => false,
        Action::Replace { .. } => true,
        Action::Withdraw => standing != Standing::Withdrawn,
        Action::Repeal => standing == Standing::Live,
        Action::Restore => matches!(standing, Standing::TakenDown | Standing::Withdrawn),
    };
    if fits {
        return Ok(());
    }
    let message = format!("本件现在是“{}”，不能办理“{}”。", standing.label(), action.label());
    Err(Refusal::new("standing", message).into())
}

fn check_size(content: &EditionContent) -> Result<(), Refusal> {
    let length = content.body.plain_text().chars().count();
    if length > BODY_LIMIT {
        let message = format!("正文有 {length} 个字，最多 {BODY_LIMIT} 个字，请将长文作为附件。");
        return Err(Refusal::new("body_too_long", message).at("body"));
    }
    if content.title.chars().count() > 20_000 {
        return Err(Refusal::new("title_too_long", "标题过长，没有保存。").at("title"));
    }
    Ok(())
}

impl EditionContent {
    /// Writes the form's content into an edition; its kind, its files and its action stay.
    pub fn apply_to(self, edition: &mut Edition) {
        if let Action::Replace { correction } = &mut edition.action {
            *correction = self.correction;
        }
        let frozen = is_frozen_report(edition);
        if !frozen {
            edition.title = self.title;
            edition.body = self.body;
        }
        edition.summary = self.summary;
        edition.generated_on = self.generated_on;
        edition.origin = self.origin;
        edition.source = self.source;
        edition.keywords = self.keywords;
        edition.article20 = self.article20;
        edition.stage = self.stage;
        edition.public_attribute = self.public_attribute;
        edition.attribute_reason = self.attribute_reason;
        edition.numbered = self.numbered;
        edition.targets = self.targets;
        edition.release = self.release;
        for (file, text) in self.typed_texts {
            let attachments = edition.attachments.iter_mut().filter(|attachment| attachment.file == file);
            attachments.for_each(|attachment| attachment.typed_text.clone_from(&text));
        }
        if edition.kind != BundleKind::AnnualReport {
            edition.facts = self.facts;
        }
    }
}

/// A frozen annual report: its words, tables and files were made together and are changed by thawing it alone, so that
/// page, PDF, Word and JSON never say different things.
fn is_frozen_report(edition: &Edition) -> bool {
    edition.kind == BundleKind::AnnualReport && edition.action == Action::Publish
}

/// Whether words and files of an edition may be changed by hand.
///
/// # Errors
/// For a frozen annual report.
pub(super) fn may_be_reworded(edition: &Edition) -> Result<(), Refusal> {
    if is_frozen_report(edition) {
        let message = "年度报告的正文和附件在冻结时一并生成，不能单独修改；要改，请由信息公开机构解除冻结后重新冻结。";
        return Err(Refusal::new("report_frozen", message));
    }
    Ok(())
}
