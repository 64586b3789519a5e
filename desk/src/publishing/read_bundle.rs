//! 机器读审: the machine reads a submitted bundle before anybody approves it, in the background.

use crate::failure::refused;
use crate::{Desk, Done, Failure, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::Bundle;
use affairs::id::{AgencyId, FindingId, NoticeId};
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::notice::Subject;
use affairs::review::finding::unanswered;
use affairs::review::{Disposition, Progress, RecordedFinding, Review};
use affairs::screening::{self, Finding, KnownNumbers, Leader, Severity, TextPiece, WordList, WrongWord};
use affairs::setting::Settings;
use affairs::{ContentHash, Refusal};
use store::Transaction;

impl Desk {
    /// The job: reads title, summary, text and every attachment of a bundle, records what it finds, and moves the
    /// submission on.
    ///
    /// # Errors
    /// When the store or the disk fails.
    pub(crate) async fn read_bundle(&self, agency: &AgencyId, hash: &ContentHash) -> Done<()> {
        let now = self.now();
        let mut tx = self.writer.begin(agency).await?;
        let task = Task::ReadBundle { bundle: hash.to_string() };
        store::jobs::done(&mut tx, &task).await?;
        let entry = Entry::new(ActorName::Job { name: "read_bundle".to_owned() }, "publishing.read_by_machine")
            .about("bundle", hash);
        let review = store::reviews::by_bundle(&mut tx, agency, hash).await?;
        let Some(review) = review.filter(|review| matches!(review.progress, Progress::Reading { .. })) else {
            // Taken back before the machine came to it.
            tx.commit(now, entry.fact("state", "gone")).await?;
            return Ok(());
        };
        let loaded = store::reviews::bundle(&mut tx, agency, hash).await?;
        let (bundle, body) = loaded.ok_or_else(|| Failure::of(&"a submission without its bundle"))?;
        let settings = store::settings::on(&mut tx, agency, now.date()).await?;
        let mut pieces = pieces_of_bundle(&bundle);
        pieces.extend(screening::pieces_of_body(&body));
        pieces.extend(pieces_of_files(&mut tx, agency, &bundle).await?);
        let mark = screening::secrecy_mark(&pieces);
        let findings = record(hash, read_blocking(pieces, settings).await?);
        let open = unanswered(&findings);
        store::reviews::save_findings(&mut tx, hash, &findings).await?;
        let review = match mark {
            Some(_) => {
                let why = "文字中有密级标志，请立即停止处理并报告保密工作机构".to_owned();
                review.unreadable(why, now).map_err(refused)?
            }
            None => review.read_by_machine(open, now).map_err(refused)?,
        };
        store::reviews::update(&mut tx, &review).await?;
        tell_of_reading(&mut tx, &review, open, now).await?;
        tx.commit(now, entry.fact("state", review.progress.code()).fact("findings", findings.len())).await?;
        Ok(())
    }

    /// The drafter justifies a finding by name. The last answer moves the submission on.
    ///
    /// # Errors
    /// Refused for others' submissions, without a reason, or when nothing waits for an answer.
    pub async fn justify(&self, who: &Who, hash: &ContentHash, finding: &FindingId, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        let review = self.review(&mut under, hash).await?;
        may(&under.officer, Act::WriteDraft, &Facts::document(&who.agency, &review.section, &review.owner))?;
        if reason.trim().chars().count() < 4 {
            return Err(Refusal::new("justification_missing", "请写明可以公开的理由和依据（不少于四个字）。")
                .at("reason")
                .into());
        }
        let mut findings = store::reviews::findings(&mut under.tx, &who.agency, hash).await?;
        let Some(found) = findings.iter_mut().find(|one| one.id == *finding) else {
            return Err(crate::not_found().into());
        };
        found.disposition = Some(Disposition {
            person: who.person.clone(),
            name: under.officer.person.name.clone(),
            reason: reason.trim().to_owned(),
            at: under.now,
        });
        store::reviews::update_finding(&mut under.tx, found).await?;
        let open = unanswered(&findings);
        let review = review.read_by_machine(open, under.now).map_err(refused)?;
        store::reviews::update(&mut under.tx, &review).await?;
        let entry = Entry::new(who.actor(), "publishing.justify").about("bundle", hash).about("finding", finding);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Masks or removes every finding of the text at once: takes the submission back and writes the changed text into
    /// the draft, which becomes a new bundle when it is submitted again.
    ///
    /// # Errors
    /// Refused for others' submissions; findings within attachments are for the drafter's own hands.
    pub async fn mask_findings(&self, who: &Who, hash: &ContentHash, remove: bool) -> Done<usize> {
        let review = store::reviews::by_bundle(&self.reader, &who.agency, hash).await?.ok_or_else(crate::not_found)?;
        let written = store::documents::by_id(&self.reader, &who.agency, &review.document).await?;
        super::draft::may_be_reworded(&written.ok_or_else(crate::not_found)?.content)?;
        self.take_back(who, hash).await?;
        let mut under = self.begin(who).await?;
        let mut document = self.document(&mut under, &review.document).await?;
        let settings = store::settings::on(&mut under.tx, &who.agency, under.now.date()).await?;
        let pieces = screening::pieces_of_body(&document.content.body);
        let findings = read_blocking(pieces, settings).await?;
        let mut changed = 0;
        // From the end, so that the places of earlier findings in the same piece stay true.
        for finding in findings.iter().rev().filter(|finding| finding.severity == Severity::Block) {
            let body = &mut document.content.body;
            let done =
                if remove { screening::remove_in_body(body, finding) } else { screening::mask_in_body(body, finding) };
            changed += usize::from(done);
        }
        let revision = document.revision;
        document.revision += 1;
        document.updated_at = under.now;
        store::documents::update(&mut under.tx, &document, revision).await?;
        let act = if remove { "publishing.remove_findings" } else { "publishing.mask_findings" };
        under.tx.commit(under.now, Entry::new(who.actor(), act).about("document", &document.id)).await?;
        Ok(changed)
    }
}

/// The wordings around the text: title, summary, source, keywords, names of files, typed text of scans.
fn pieces_of_bundle(bundle: &Bundle) -> Vec<TextPiece> {
    let mut pieces = vec![
        TextPiece::line("标题", bundle.title.clone()),
        TextPiece::line("摘要", bundle.summary.clone()),
        TextPiece::line("来源", bundle.source.clone()),
        TextPiece::line("关键词", bundle.keywords.join(" ")),
    ];
    for attachment in &bundle.attachments {
        pieces.push(TextPiece::line(format!("附件《{}》名称", attachment.name), attachment.name.clone()));
        if !attachment.typed_text.is_empty() {
            let place = format!("附件《{}》录入文字", attachment.name);
            pieces.push(TextPiece::line(place, attachment.typed_text.clone()));
        }
    }
    if bundle.facts.is_object() && bundle.kind == affairs::document::BundleKind::Site {
        pieces.push(TextPiece::line("站点信息", strings_of(&bundle.facts).join("\n")));
    }
    pieces
}

fn strings_of(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(strings_of).collect(),
        serde_json::Value::Object(members) => members.values().flat_map(strings_of).collect(),
        _ => Vec::new(),
    }
}

async fn pieces_of_files(tx: &mut Transaction, agency: &AgencyId, bundle: &Bundle) -> Done<Vec<TextPiece>> {
    let uploads = store::uploads::of_document(&mut *tx, agency, &bundle.document).await?;
    let named =
        |upload: &affairs::document::Upload| bundle.attachments.iter().any(|attachment| attachment.file == upload.file);
    Ok(uploads
        .into_iter()
        .filter(named)
        .flat_map(|upload| {
            let whole = format!("附件《{}》", upload.name);
            upload.pieces.into_iter().map(move |piece| piece.under(&whole))
        })
        .collect())
}

pub(crate) async fn read_blocking(pieces: Vec<TextPiece>, settings: Settings) -> Done<Vec<Finding>> {
    let work = move || screening::read(&pieces, &word_list(&settings), &known_numbers(&settings));
    Ok(tokio::task::spawn_blocking(work).await.map_err(|error| Failure::of(&error))?)
}

fn word_list(settings: &Settings) -> WordList {
    WordList {
        wrong: settings
            .wrong_words
            .iter()
            .map(|(wrong, right)| WrongWord { wrong: wrong.clone(), right: right.clone() })
            .collect(),
        forbidden: settings.forbidden_words.clone(),
        leaders: settings
            .leaders
            .iter()
            .map(|(name, title)| Leader { name: name.clone(), title: title.clone() })
            .collect(),
    }
}

fn known_numbers(settings: &Settings) -> KnownNumbers {
    KnownNumbers::new(settings.known_numbers.iter().map(String::as_str))
}

pub(crate) fn record(bundle: &ContentHash, found: Vec<Finding>) -> Vec<RecordedFinding> {
    found
        .into_iter()
        .map(|finding| RecordedFinding {
            id: FindingId::new(finding.stable_key.clone()),
            bundle: bundle.clone(),
            kind: finding.kind.code().to_owned(),
            label: finding.kind.label().to_owned(),
            place: finding.place,
            excerpt: finding.excerpt_masked,
            suggestion: finding.suggestion,
            blocking: finding.severity == Severity::Block,
            disposition: None,
        })
        .collect()
}

async fn tell_of_reading(tx: &mut Transaction, review: &Review, open: usize, now: affairs::Instant) -> Done<()> {
    let (document, title) = (review.document.to_string(), review.title.clone());
    let subject = match &review.progress {
        Progress::Answering { .. } => Subject::Findings { document, title, count: open },
        Progress::Unreadable { why, .. } => Subject::Unreadable { document, title, why: why.clone() },
        _ => return Ok(()),
    };
    let id = NoticeId::new(new_id()?);
    Ok(store::outbox::notify(tx, &id, &review.owner, &subject, now).await?)
}
