//! 冻结: a finished year stands still, with one sorted list of ids a cell, and becomes a document for the four reviews.

use super::compile::{Compiled, compiled};
use super::files::{Printed, years};
use crate::{Desk, Done, Under, Who, new_id};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::document::{Action, Attachment, BundleKind, ColumnKind, Document, DocumentState, Edition, Upload};
use affairs::id::{ColumnId, DocumentId, PersonId, SectionId};
use affairs::journal::Entry;
use affairs::people::Role;
use affairs::report::body::body;
use affairs::report::{Freezing, ReportLife};
use affairs::screening::{TextPiece, pieces_of_body};
use law::disclosure_categories::{Article20, PublicAttribute, Stage};

impl Desk {
    /// Freezes the report of a year and hands it to a drafter, who submits it to the reviewers like any other document.
    /// Its files are made before the act, from the figures that the act then finds unchanged.
    ///
    /// # Errors
    /// Refused without the role; when the year is not over, something is missing, an error stands or a warning has no
    /// explanation; when the drafter has no grant, or no column for annual reports exists.
    pub async fn freeze_report(&self, who: &Who, year: i16, drafter: &PersonId) -> Done<DocumentId> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let frozen_at = self.now();
        let seen = compiled(&self.reader, &who.agency, year).await?;
        seen.may_freeze(frozen_at)?;
        let printed = Printed::of(&seen, frozen_at, years(&self.reader, &seen).await?);
        let facts = printed.json();
        let files = self.print_report(printed).await?;

        let mut under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let now = compiled(&mut under.tx, &who.agency, year).await?;
        if now.tally != seen.tally || now.worded != seen.worded || now.life != seen.life {
            let message = "数据或文字刚刚有变化，请核对后再冻结。";
            return Err(Refusal::new("changed_meanwhile", message).into());
        }
        let column = report_column(&mut under, who).await?;
        let section = drafters_section(&mut under, who, drafter).await?;
        let edition = edition(&now, column, &files, facts, frozen_at);
        let document = save_document(&mut under, &now, edition, section, drafter).await?;
        save_uploads(&mut under, &document, &now, &files).await?;
        self.save_frozen(&mut under, now, document.clone(), files, frozen_at).await?;
        let entry = Entry::new(who.actor(), "report.freeze")
            .about("report", year)
            .about("document", &document)
            .fact("frozen_at", frozen_at);
        under.tx.commit(under.now, entry).await?;
        Ok(document)
    }

    /// Thaws a frozen report that no reviewer holds and nobody outside has seen.
    ///
    /// # Errors
    /// Refused without the role or a reason, or when it lies with the reviewers or is public.
    pub async fn reopen_report(&self, who: &Who, year: i16, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let life = compiled(&mut under.tx, &who.agency, year).await?.life.reopen(reason)?;
        store::reports::save(&mut under.tx, life.stored()).await?;
        store::reports::save_cells(&mut under.tx, year, Vec::new()).await?;
        let entry = Entry::new(who.actor(), "report.reopen").about("report", year).fact("reason", reason.trim());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// 勘误: opens a published report to be computed and written anew. The public reads the edition that stands until a
    /// corrected one has been frozen, reviewed and published; the files of the edition before stay beside the new ones.
    ///
    /// # Errors
    /// Refused without the role or a reason, when the report is not public, or another edition of its document is on its way.
    pub async fn correct_report(&self, who: &Who, year: i16, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let life = compiled(&mut under.tx, &who.agency, year).await?.life.correct(reason)?;
        let id = life.stored().document.clone().ok_or_else(crate::not_found)?;
        let mut document =
            store::documents::by_id(&mut under.tx, &who.agency, &id).await?.ok_or_else(crate::not_found)?;
        if document.state != DocumentState::Published {
            return Err(Refusal::new("edition_open", "报告的文件已有一个版本正在起草或审核，请先办完或者放弃。").into());
        }
        let shown = store::publications::by_document(&mut under.tx, &id).await?.ok_or_else(crate::not_found)?;
        let read_revision = document.revision;
        document.content = Edition::of_bundle(&shown.bundle, shown.body);
        document.content.action = Action::Replace { correction: true };
        document.edition += 1;
        document.revision += 1;
        document.state = DocumentState::Writing;
        document.updated_at = under.now;
        store::documents::update(&mut under.tx, &document, read_revision).await?;
        store::reports::save(&mut under.tx, life.stored()).await?;
        let entry = Entry::new(who.actor(), "report.correct")
            .about("report", year)
            .about("document", &id)
            .fact("edition", document.edition)
            .fact("reason", reason.trim());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    async fn save_frozen(
        &self,
        under: &mut Under,
        now: Compiled,
        document: DocumentId,
        files: Vec<Attachment>,
        frozen_at: affairs::Instant,
    ) -> Done<()> {
        let agency = now.agency.id.clone();
        let mut cells = Vec::new();
        for figure in now.tally.figures() {
            let ids = store::reports::ids(&mut under.tx, &agency, &figure.metric, now.year).await?;
            cells.push((figure, ids));
        }
        store::reports::save_cells(&mut under.tx, now.year, cells).await?;
        let head = store::journal::head(&mut under.tx, &agency).await?;
        let freezing = Freezing {
            at: frozen_at,
            by: under.officer.person.id.clone(),
            by_name: under.officer.person.name.clone(),
            journal: head.map_or(0, |(number, _)| number),
            tally: now.tally,
            document,
            files,
        };
        let life: ReportLife = now.life.freeze(freezing, &now.readiness)?;
        Ok(store::reports::save(&mut under.tx, life.stored()).await?)
    }
}

/// The column where annual reports stand.
async fn report_column(under: &mut Under, who: &Who) -> Done<ColumnId> {
    let columns = store::agencies::columns(&mut under.tx, &who.agency).await?;
    let column = columns.into_iter().find(|column| column.kind == ColumnKind::AnnualReport);
    let missing = || Refusal::new("column_missing", "还没有“年度报告”栏目，请先由信息公开机构负责人设置。");
    Ok(column.ok_or_else(missing)?.id)
}

/// The section in which the chosen drafter may submit.
async fn drafters_section(under: &mut Under, who: &Who, drafter: &PersonId) -> Done<SectionId> {
    let officer = store::people::officer(&mut under.tx, &who.agency, drafter, under.now.date()).await?;
    let section = officer
        .filter(|officer| officer.grant_for(Role::Drafter, &officer.person.section).is_some())
        .map(|officer| officer.person.section);
    let missing = || Refusal::new("drafter", "请选择一位有拟稿授权的人员作为报告的拟稿人。").at("drafter");
    Ok(section.ok_or_else(missing)?)
}

fn edition(
    compiled: &Compiled,
    column: ColumnId,
    files: &[Attachment],
    facts: serde_json::Value,
    frozen_at: affairs::Instant,
) -> Edition {
    Edition {
        title: compiled.worded.title.clone(),
        body: body(&compiled.worded, &compiled.tally),
        summary: format!(
            "{}按照《政府信息公开条例》编制的{}年度政府信息公开工作年度报告，数据统计期限为{}年1月1日至12月31日。",
            compiled.agency.name, compiled.year, compiled.year
        ),
        generated_on: Some(frozen_at.date()),
        keywords: vec!["政府信息公开".to_owned(), "年度报告".to_owned(), compiled.year.to_string()],
        article20: Some(Article20::OtherByLaw),
        stage: Some(Stage::Result),
        public_attribute: PublicAttribute::Proactive,
        targets: vec![column],
        attachments: files.to_vec(),
        facts,
        ..Edition::empty(BundleKind::AnnualReport, compiled.agency.name.clone())
    }
}

/// Writes the edition into the report's document, or into a new one if it has none that can still be written.
async fn save_document(
    under: &mut Under,
    compiled: &Compiled,
    content: Edition,
    section: SectionId,
    drafter: &PersonId,
) -> Done<DocumentId> {
    let agency = &compiled.agency.id;
    if let Some(id) = &compiled.life.stored().document
        && let Some(document) = store::documents::by_id(&mut under.tx, agency, id).await?
        && document.state == DocumentState::Writing
    {
        let read_revision = document.revision;
        let content = beside_what_stands(under, content, &document).await?;
        let document = Document {
            content,
            section,
            owner: drafter.clone(),
            revision: read_revision + 1,
            updated_at: under.now,
            ..document
        };
        store::documents::update(&mut under.tx, &document, read_revision).await?;
        return Ok(document.id);
    }
    let document = Document {
        agency: agency.clone(),
        id: DocumentId::new(new_id()?),
        section,
        owner: drafter.clone(),
        kind: BundleKind::AnnualReport,
        content,
        edition: 1,
        revision: 1,
        state: DocumentState::Writing,
        index_number: String::new(),
        document_number: String::new(),
        created_at: under.now,
        updated_at: under.now,
    };
    store::documents::insert(&mut under.tx, &document).await?;
    Ok(document.id)
}

/// A corrected edition replaces the one that stands, whose files stay beside the new ones and say what they are.
async fn beside_what_stands(under: &mut Under, content: Edition, document: &Document) -> Done<Edition> {
    let Some(shown) = store::publications::by_document(&mut under.tx, &document.id).await? else { return Ok(content) };
    let edition = shown.bundle.edition;
    // A file that came out the same to the byte is not superseded.
    let changed = |old: &Attachment| content.attachments.iter().all(|new| new.file != old.file);
    let superseded: Vec<Attachment> =
        shown.bundle.attachments.into_iter().filter(changed).map(|file| superseded(file, edition)).collect();
    let attachments = content.attachments.iter().cloned().chain(superseded).collect();
    Ok(Edition { attachments, action: Action::Replace { correction: true }, ..content })
}

/// What stands before the name of a file that a corrected one has replaced.
const SUPERSEDED: &str = "勘误前";

fn superseded(file: Attachment, edition: i64) -> Attachment {
    if file.name.starts_with(SUPERSEDED) {
        return file;
    }
    Attachment { name: format!("{SUPERSEDED}（第{edition}版，已被更正）{}", file.name), ..file }
}

/// What the machine reads in the files before anybody approves them: they say what the body says, made by us.
async fn save_uploads(under: &mut Under, document: &DocumentId, compiled: &Compiled, files: &[Attachment]) -> Done<()> {
    let pieces: Vec<TextPiece> = pieces_of_body(&body(&compiled.worded, &compiled.tally));
    for file in files {
        let upload = Upload {
            document: document.clone(),
            file: file.file.clone(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            pages: file.pages,
            human_reading: false,
            pieces: pieces.clone(),
            uploaded_by: under.officer.person.id.clone(),
            at: under.now,
        };
        store::uploads::insert(&mut under.tx, &upload).await?;
    }
    Ok(())
}
