//! 审查: the signatures of the chain, and sending back.

use super::holders;
use crate::failure::refused;
use crate::{Desk, Done, Failure, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::document::DocumentState;
use affairs::journal::Entry;
use affairs::notice::Subject;
use affairs::people::Role;
use affairs::review::chain::Signature;
use affairs::review::{Checklist, Level, Progress, Review};
use affairs::{ContentHash, Refusal};

/// What a reviewer's form carries.
#[derive(Debug, Clone)]
pub struct Opinion {
    /// The bundle, or the reply, that the page showed.
    pub seen: ContentHash,
    pub text: String,
    /// Answered item by item at the secrecy reviewer's level.
    pub checklist: Option<Checklist>,
}

impl Desk {
    /// Signs at the level that is waited for.
    ///
    /// # Errors
    /// Refused as the chain says: stale page, wrong time, no grant, a person who has signed before, and so on.
    pub async fn approve(&self, who: &Who, opinion: Opinion) -> Done<Level> {
        let mut under = self.begin(who).await?;
        let review = self.review(&mut under, &opinion.seen).await?;
        may(&under.officer, Act::Review, &Facts::document(&who.agency, &review.section, &review.owner))?;
        let level = review.waited_for().map_err(refused)?;
        let unread = self.unread_of(&mut under, &review).await?;
        let signature = Signature {
            officer: &under.officer,
            seen: &opinion.seen,
            opinion: &opinion.text,
            checklist: opinion.checklist,
            pictures_unread: unread,
            at: under.now,
        };
        let review = review.approve(&signature).map_err(refused)?;
        let signed = review.approvals.last().ok_or_else(|| Failure::of(&"a signature that left no trace"))?;
        store::reviews::insert_approval(&mut under.tx, signed).await?;
        store::reviews::update(&mut under.tx, &review).await?;
        let automatic = self.after_leader(&mut under, who, &review).await?;
        let entry = Entry::new(who.actor(), "publishing.approve")
            .about("document", &review.document)
            .about("bundle", &review.bundle)
            .fact("level", level.number());
        under.tx.commit(under.now, entry).await?;
        if automatic {
            self.order_release_for(&review, who).await?;
        }
        Ok(level)
    }

    /// Sends a submission back to the drafter, with the reason.
    ///
    /// # Errors
    /// As [`Desk::approve`], and without a reason.
    pub async fn send_back(&self, who: &Who, opinion: Opinion) -> Done<()> {
        let mut under = self.begin(who).await?;
        let review = self.review(&mut under, &opinion.seen).await?;
        may(&under.officer, Act::Review, &Facts::document(&who.agency, &review.section, &review.owner))?;
        let signature = Signature {
            officer: &under.officer,
            seen: &opinion.seen,
            opinion: &opinion.text,
            checklist: None,
            pictures_unread: 0,
            at: under.now,
        };
        let review = review.send_back(&signature).map_err(refused)?;
        store::reviews::update(&mut under.tx, &review).await?;
        self.reopen(&mut under, &review).await?;
        if let Progress::Returned { name, reason, .. } = &review.progress {
            let subject = Subject::Returned {
                document: review.document.to_string(),
                title: review.title.clone(),
                by: name.clone(),
                reason: reason.clone(),
            };
            self.tell(&mut under, &review.owner, &subject).await?;
        }
        let entry = Entry::new(who.actor(), "publishing.send_back")
            .about("document", &review.document)
            .about("bundle", &review.bundle);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Reminds whoever holds a submission now.
    ///
    /// # Errors
    /// Refused for those who have no part in it, or when nobody holds it.
    pub async fn remind(&self, who: &Who, hash: &ContentHash) -> Done<usize> {
        let mut under = self.begin(who).await?;
        let review = self.review(&mut under, hash).await?;
        may(&under.officer, Act::Remind, &Facts::document(&who.agency, &review.section, &review.owner))?;
        let level = review.waited_for().map_err(refused)?;
        let subject = Subject::Reminder {
            document: review.document.to_string(),
            title: review.title.clone(),
            by: under.officer.person.name.clone(),
        };
        let mut told = 0;
        for person in holders(&mut under, who, &[level.role()]).await? {
            let officer = store::people::officer(&mut under.tx, &who.agency, &person, under.now.date()).await?;
            if officer.is_some_and(|officer| review.signer_may(level, &officer).is_ok()) {
                self.tell(&mut under, &person, &subject).await?;
                told += 1;
            }
        }
        if told == 0 {
            let message =
                format!("目前没有人可以以“{}”身份审查本件，请联系系统管理员办理授权或受委托。", level.label());
            return Err(Refusal::new("nobody_holds", message).into());
        }
        let entry = Entry::new(who.actor(), "publishing.remind").about("bundle", hash);
        under.tx.commit(under.now, entry).await?;
        Ok(told)
    }

    async fn unread_of(&self, under: &mut Under, review: &Review) -> Done<usize> {
        let loaded = store::reviews::bundle(&mut under.tx, &review.agency, &review.bundle).await?;
        let (bundle, _) = loaded.ok_or_else(|| Failure::of(&"a submission without its bundle"))?;
        let files: Vec<ContentHash> = bundle.files().into_iter().map(|(hash, _, _)| hash).collect();
        self.pictures_unread(under, &review.document, &files).await
    }

    /// After level four: tells the disclosure office, unless the setting releases by itself.
    async fn after_leader(&self, under: &mut Under, who: &Who, review: &Review) -> Done<bool> {
        if !matches!(review.progress, Progress::Approved { .. }) {
            return Ok(false);
        }
        let settings = store::settings::on(&mut under.tx, &who.agency, under.now.date()).await?;
        if settings.release_automatically {
            return Ok(true);
        }
        let subject = Subject::ReadyToPublish { document: review.document.to_string(), title: review.title.clone() };
        for person in holders(under, who, &[Role::DisclosureOfficer, Role::DisclosureHead]).await? {
            self.tell(under, &person, &subject).await?;
        }
        Ok(false)
    }

    /// The draft is the drafter's to write again.
    pub(super) async fn reopen(&self, under: &mut Under, review: &Review) -> Done<()> {
        let mut document = self.document(under, &review.document).await?;
        let revision = document.revision;
        document.state = DocumentState::Writing;
        document.revision += 1;
        document.updated_at = under.now;
        Ok(store::documents::update(&mut under.tx, &document, revision).await?)
    }
}
