//! 外发邮件: queued in the act's transaction, delivered at most once each, decided by a person where nobody can know.

mod decide;
mod deliver;

pub use decide::Settlement;

use crate::{Desk, Done};
use affairs::Instant;
use affairs::id::MessageId;
use affairs::message::{About, Letter};
use channels::mail::Mailer;
use std::sync::Arc;
use store::Transaction;
use store::outbox::messages;

/// What mail goes through, and where the public finds the site that mails speak of.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// `None` on a machine without a mail server: messages wait.
    pub mailer: Option<Arc<Mailer>>,
    /// `https://…` without a slash at its end; empty where the machine was not told.
    pub public_address: String,
}

impl Desk {
    /// The same desk with a way for its mail.
    #[must_use]
    pub fn with_post(mut self, post: Post) -> Self {
        self.post = post;
        self
    }

    /// Whether this machine has a mail server to speak to.
    #[must_use]
    pub const fn has_mail_server(&self) -> bool {
        self.post.mailer.is_some()
    }

    /// Puts a mail into the outbox, sealed, within the act that causes it. It goes once that act has been committed, and not at
    /// all if it is not.
    ///
    /// # Errors
    /// Refused when it cannot be written as a mail.
    pub(crate) async fn queue_mail(
        &self,
        tx: &mut Transaction,
        about: &About,
        letter: &Letter,
        now: Instant,
    ) -> Done<MessageId> {
        letter.check()?;
        let id = MessageId::new(crate::new_id()?);
        messages::queue(tx, self.keyring()?, &id, about, letter, now).await?;
        Ok(id)
    }
}
