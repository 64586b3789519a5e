//! What a person found out about a mail, and what is to become of it.

use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::MessageId;
use affairs::journal::Entry;
use affairs::message::{Letter, Message, Resolution};
use store::outbox::messages;

/// A person's decision on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// It is known now: it went, or it may go once more.
    Resolve(Resolution),
    /// It came back, for this reason.
    Bounced(String),
    /// It is not to go any more, for this reason.
    Withdraw(String),
}

impl Desk {
    /// Settles a message whose fate was not known, which failed, came back, or is not to go. `seen` is the state that the page
    /// showed: what changed meanwhile is not decided blindly.
    ///
    /// # Errors
    /// Refused without the role, when there is nothing to decide, or when it has changed since.
    pub async fn settle_message(&self, who: &Who, id: &MessageId, seen: &str, to: Settlement) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepMessages, &Facts::of(&who.agency))?;
        let message = messages::by_id(&mut tx, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        let changed = || Refusal::new("changed_elsewhere", "这封邮件刚刚有了新的结果，请刷新后再处理。");
        if message.state.label() != seen {
            return Err(changed().into());
        }
        let from = message.state.clone();
        let (act, settled) = match to {
            Settlement::Resolve(Resolution::Sent) => {
                ("messages.found_sent", from.clone().resolve(Resolution::Sent, now))
            }
            Settlement::Resolve(Resolution::Resend) => {
                ("messages.resend", from.clone().resolve(Resolution::Resend, now))
            }
            Settlement::Bounced(why) => ("messages.bounced", from.clone().bounce(&why, now)),
            Settlement::Withdraw(why) => ("messages.withdrawn", from.clone().withdraw(&why, now)),
        };
        let settled = settled.map_err(refused)?;
        if !messages::decide(&mut tx, id, &from, &settled).await? {
            return Err(changed().into());
        }
        tx.commit(now, Entry::new(who.actor(), act).about("message", id)).await?;
        Ok(())
    }

    /// Opens a message with its words and whom it goes to. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn read_message(&self, who: &Who, id: &MessageId) -> Done<(Message, Letter)> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepMessages, &Facts::of(&who.agency))?;
        let message = messages::by_id(&mut tx, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        let letter = messages::letter(&mut tx, self.keyring()?, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        tx.commit(now, Entry::new(who.actor(), "messages.read").about("message", id)).await?;
        Ok((message, letter))
    }
}
