//! 发布: only a bundle whose ledger holds the four approvals of exactly its hash; now, or when its instant comes.

use crate::failure::refused;
use crate::office::group_of;
use crate::{Desk, Done, Failure, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::document::{Action, Bundle, DocumentState, Release};
use affairs::id::{AgencyId, JobId, NoticeId, PersonId};
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::notice::Subject;
use affairs::people::Officer;
use affairs::publication::{EventKind, Publication, PublicationEvent, Standing};
use affairs::review::{Progress, Review};
use affairs::{ContentHash, Instant};
use store::Transaction;

impl Desk {
    /// Presses publish: at once, or at the instant that was approved. The publisher is recorded (谁公开、谁负责).
    /// Answers whether it is public now.
    ///
    /// # Errors
    /// Refused without the role, or when the ledger does not hold the four.
    pub async fn publish(&self, who: &Who, hash: &ContentHash) -> Done<bool> {
        let mut under = self.begin(who).await?;
        let review = self.review(&mut under, hash).await?;
        may(&under.officer, Act::Publish, &Facts::of(&who.agency))?;
        let released = order(&mut under.tx, &review, &under.officer, under.now).await?;
        let entry = Entry::new(who.actor(), "publishing.publish")
            .about("document", &review.document)
            .about("bundle", hash)
            .fact("released", released);
        under.tx.commit(under.now, entry).await?;
        Ok(released)
    }

    /// Releases by setting, as soon as level four has signed; the leader who signed is recorded as the publisher.
    pub(super) async fn order_release_for(&self, review: &Review, leader: &Who) -> Done<()> {
        let mut under = self.begin(leader).await?;
        let review = self.review(&mut under, &review.bundle).await?;
        let released = order(&mut under.tx, &review, &under.officer, under.now).await?;
        let entry = Entry::new(leader.actor(), "publishing.publish_by_setting")
            .about("document", &review.document)
            .about("bundle", &review.bundle)
            .fact("released", released);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// The job: the instant of a timed release has come.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn release(&self, agency: &AgencyId, hash: &ContentHash) -> Done<()> {
        let now = self.now();
        let mut tx = self.writer.begin(agency).await?;
        store::jobs::done(&mut tx, &Task::Release { bundle: hash.to_string() }).await?;
        let review = store::reviews::by_bundle(&mut tx, agency, hash).await?;
        let entry =
            Entry::new(ActorName::Job { name: "release".to_owned() }, "publishing.release").about("bundle", hash);
        match review.filter(|review| matches!(review.progress, Progress::Ordered { .. })) {
            Some(review) => {
                let review = review.release(now).map_err(refused)?;
                make_public(&mut tx, &review, now).await?;
                tx.commit(now, entry.about("document", &review.document)).await?;
            }
            // Taken back in between.
            None => {
                tx.commit(now, entry.fact("state", "gone")).await?;
            }
        }
        Ok(())
    }
}

async fn order(tx: &mut Transaction, review: &Review, officer: &Officer, now: Instant) -> Done<bool> {
    let loaded = store::reviews::bundle(&mut *tx, &review.agency, &review.bundle).await?;
    let (bundle, _) = loaded.ok_or_else(|| Failure::of(&"a submission without its bundle"))?;
    let release_at = match bundle.release {
        Release::AtOnce => now,
        Release::At { instant } => instant.max(now),
    };
    let ordered = review.clone().order(officer, release_at, now).map_err(refused)?;
    if release_at > now {
        store::reviews::update(tx, &ordered).await?;
        let task = Task::Release { bundle: review.bundle.to_string() };
        store::jobs::put(tx, &JobId::new(new_id()?), &task, release_at).await?;
        return Ok(false);
    }
    let released = ordered.release(now).map_err(refused)?;
    make_public(tx, &released, now).await?;
    Ok(true)
}

/// The one way out. The hash is computed anew from the stored bundle and the ledger asked again, whatever came before.
async fn make_public(tx: &mut Transaction, review: &Review, now: Instant) -> Done<()> {
    let loaded = store::reviews::bundle(&mut *tx, &review.agency, &review.bundle).await?;
    let (bundle, body) = loaded.ok_or_else(|| Failure::of(&"a submission without its bundle"))?;
    let hash = bundle.hash().map_err(|error| Failure::of(&error))?;
    let body_hash = ContentHash::of(&body.bytes().map_err(|error| Failure::of(&error))?);
    if hash != review.bundle || body_hash != bundle.body {
        return Err(Failure::of(&format!("the bundle {} is no longer what was approved", review.bundle)).into());
    }
    review.carries_four().map_err(refused)?;
    let Progress::Released { by, name, .. } = &review.progress else {
        return Err(Failure::of(&"released without a publisher").into());
    };
    let event = add_event(tx, &bundle, review, (by, name), now).await?;
    save_standing(tx, &bundle, &event, now).await?;
    finish_document(tx, review, now).await?;
    store::reviews::update(tx, review).await?;
    if bundle.action != Action::Publish {
        let decision = format!("{}（{}）", bundle.action.label(), now.date());
        store::publications::decide_take_down(tx, &bundle.document, &decision).await?;
        store::jobs::done(tx, &Task::DecideTakeDown { document: bundle.document.to_string() }).await?;
    }
    if bundle.action.carries_text() {
        store::uploads::unseal(tx, &bundle.document).await?;
    }
    let subject = Subject::Published { document: bundle.document.to_string(), title: bundle.title.clone() };
    store::outbox::notify(tx, &NoticeId::new(new_id()?), &review.owner, &subject, now).await?;
    Ok(())
}

async fn add_event(
    tx: &mut Transaction,
    bundle: &Bundle,
    review: &Review,
    (by, by_name): (&PersonId, &str),
    now: Instant,
) -> Done<PublicationEvent> {
    let columns = store::agencies::columns(&mut *tx, &bundle.agency).await?;
    let first = bundle.targets.first();
    let kind = match bundle.action {
        Action::Publish => EventKind::Publish,
        Action::Replace { correction: false } => EventKind::Replace,
        Action::Replace { correction: true } => EventKind::Correct,
        Action::Withdraw => EventKind::Withdraw,
        Action::Repeal => EventKind::Repeal,
        Action::Restore => EventKind::Restore,
    };
    let event = PublicationEvent {
        agency: bundle.agency.clone(),
        sequence: store::publications::sequence(&mut *tx, &bundle.agency).await? + 1,
        document: bundle.document.clone(),
        edition: bundle.edition,
        bundle: review.bundle.clone(),
        kind,
        at: now,
        by: by.clone(),
        by_name: by_name.to_owned(),
        group: group_of(&columns, first).to_owned(),
        column: first.map(ToString::to_string).unwrap_or_default(),
    };
    store::publications::insert_event(tx, &event).await?;
    Ok(event)
}

async fn save_standing(tx: &mut Transaction, bundle: &Bundle, event: &PublicationEvent, now: Instant) -> Done<()> {
    let before = store::publications::by_document(&mut *tx, &bundle.document).await?;
    let first_released_at = before.as_ref().map_or(now, |shown| shown.publication.first_released_at);
    let standing = match bundle.action {
        Action::Withdraw => Standing::Withdrawn,
        Action::Repeal => Standing::Repealed,
        Action::Publish | Action::Replace { .. } | Action::Restore => Standing::Live,
    };
    let mut publication = Publication {
        agency: bundle.agency.clone(),
        document: bundle.document.clone(),
        edition: bundle.edition,
        bundle: event.bundle.clone(),
        notice_bundle: None,
        standing,
        sequence: event.sequence,
        first_released_at,
        released_at: now,
    };
    // The words of a withdrawal or a repeal stand beside the text they are about.
    match before.filter(|_| !bundle.action.carries_text()) {
        Some(shown) => {
            publication.bundle = shown.publication.bundle;
            publication.edition = shown.publication.edition;
            publication.released_at = shown.publication.released_at;
            publication.notice_bundle = Some(event.bundle.clone());
            store::publications::save_standing(tx, &publication, &shown.bundle).await?;
        }
        None => store::publications::save_standing(tx, &publication, bundle).await?,
    }
    Ok(())
}

async fn finish_document(tx: &mut Transaction, review: &Review, now: Instant) -> Done<()> {
    let document = store::documents::by_id(&mut *tx, &review.agency, &review.document).await?;
    let mut document = document.ok_or_else(|| Failure::of(&"a submission without its document"))?;
    let revision = document.revision;
    document.state = DocumentState::Published;
    document.revision += 1;
    document.updated_at = now;
    Ok(store::documents::update(tx, &document, revision).await?)
}
