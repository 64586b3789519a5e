//! 转为主动公开 (Art. 44): what was handed out to one is offered to everybody, as a draft that goes through the four reviews.

use crate::publishing::{EditionContent, TakenIn, too_large};
use crate::{Desk, Done, Who, not_found};
use affairs::Refusal;
use affairs::access::Act;
use affairs::application::Phase;
use affairs::application::reply::Reply;
use affairs::document::{Body, BundleKind, Document, Origin, Release};
use affairs::id::{CaseId, DocumentId};
use affairs::journal::Entry;
use affairs::personal::Purpose;
use law::disclosure_categories::PublicAttribute;
use paper::intake::Limits;

/// The article that asks for it.
const ART_44: &str = "《政府信息公开条例》第四十四条";

impl Desk {
    /// Begins a draft with the materials of a served reply, in the drafter's own section. Nothing of the applicant comes along:
    /// neither what he wrote, nor who he is, nor that he asked.
    ///
    /// # Errors
    /// Refused before it is served, when nothing was handed out, and without a drafter's grant.
    pub async fn propose_publication(&self, who: &Who, case: &CaseId) -> Done<DocumentId> {
        let reply = self.served_reply(who, case).await?;
        let person = store::people::by_id(&self.reader, &who.agency, &who.person).await?.ok_or_else(not_found)?;
        let id = self.begin_document(who, &person.section, BundleKind::Article).await?;
        let document = store::documents::by_id(&self.reader, &who.agency, &id).await?.ok_or_else(not_found)?;
        self.save(who, &id, document.revision, content_of(&document, &reply)).await?;
        let limit = Limits::default().file_bytes;
        for material in &reply.materials {
            let bytes = self.files.read_sealed(&material.file, limit, self.keyring()?, &who.agency).await?;
            let bytes = bytes.ok_or_else(not_found)?;
            let mut incoming = self.incoming(who).await?;
            incoming.write(&bytes).await.map_err(too_large)?;
            let name = format!("{}.{}", material.title, extension_of(&material.media_type));
            self.attach(who, &id, incoming, &name, TakenIn::Attachment).await?;
        }
        let tx = self.writer.begin(&who.agency).await?;
        let entry = Entry::new(who.actor(), "applications.propose_publication");
        tx.commit(self.now(), entry.about("application", case).about("document", &id)).await?;
        Ok(id)
    }

    async fn served_reply(&self, who: &Who, case: &CaseId) -> Done<Reply> {
        let on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        on.tx.roll_back().await?;
        let nothing =
            || Refusal::new("nothing_to_propose", "本件没有送达申请人的材料，不能提出转为主动公开。").citing(ART_44);
        if !matches!(on.standing.phase, Phase::Served { .. } | Phase::Archived { .. }) {
            return Err(nothing().into());
        }
        let Some((sealed, _)) = on.application.sealed() else { return Err(nothing().into()) };
        let reply = store::replies::content(&self.reader, self.keyring()?, &who.agency, sealed).await?;
        let reply = reply.ok_or_else(not_found)?.reveal(Purpose::Handling).clone();
        if reply.materials.is_empty() { Err(nothing().into()) } else { Ok(reply) }
    }
}

/// The first words of the draft, from the names of the materials alone.
fn content_of(document: &Document, reply: &Reply) -> EditionContent {
    let titles: Vec<&str> = reply.materials.iter().map(|material| material.title.as_str()).collect();
    let mut lines = vec!["现将下列政府信息向社会公开，全文见附件。".to_owned()];
    lines.extend(titles.iter().map(|title| format!("《{title}》")));
    EditionContent {
        title: titles.first().copied().unwrap_or_default().to_owned(),
        body: Body::from_lines(&lines.join("\n")),
        summary: String::new(),
        generated_on: document.content.generated_on,
        origin: Origin::Made,
        source: document.content.source.clone(),
        keywords: Vec::new(),
        article20: None,
        stage: None,
        public_attribute: PublicAttribute::Proactive,
        attribute_reason: String::new(),
        numbered: false,
        targets: Vec::new(),
        release: Release::AtOnce,
        correction: false,
        facts: serde_json::Value::Null,
        typed_texts: Vec::new(),
    }
}

/// The ending that a file of this type has.
fn extension_of(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "text/csv" => "csv",
        "text/html" => "html",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => "txt",
    }
}
