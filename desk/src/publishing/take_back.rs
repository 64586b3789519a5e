//! 撤回修改: the drafter takes a submission back; every signature under it is void.

use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::ContentHash;
use affairs::access::{Act, Facts, may};
use affairs::job::Task;
use affairs::journal::Entry;

impl Desk {
    /// Takes a submission back to edit it.
    ///
    /// # Errors
    /// Refused for others' submissions, and for what is public or already sent back.
    pub async fn take_back(&self, who: &Who, hash: &ContentHash) -> Done<()> {
        let mut under = self.begin(who).await?;
        let review = self.review(&mut under, hash).await?;
        may(&under.officer, Act::WriteDraft, &Facts::document(&who.agency, &review.section, &review.owner))?;
        let review = review.take_back(&who.person, under.now).map_err(refused)?;
        store::reviews::update(&mut under.tx, &review).await?;
        store::jobs::done(&mut under.tx, &Task::Release { bundle: hash.to_string() }).await?;
        self.reopen(&mut under, &review).await?;
        let entry = Entry::new(who.actor(), "publishing.take_back")
            .about("document", &review.document)
            .about("bundle", hash)
            .fact("void_signatures", review.approvals.len());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }
}
