//! Sending what waits: claimed by one, sent, and concluded with what is known.

use crate::{Desk, Done, Failure};
use affairs::Instant;
use affairs::id::MessageId;
use affairs::journal::{ActorName, Entry};
use affairs::message::{Attachment, BROKEN_OFF, Delivery, Letter, Message, Shelf, State, again_at};
use channels::mail::{Enclosure, Envelope, LARGEST_MESSAGE, Mailer};
use store::StoreError;
use store::outbox::messages;

/// How long a claim lasts beyond the longest talk with the server, in minutes.
const MARGIN: i64 = 5;
/// How many messages are looked at a round.
const A_ROUND: i64 = 20;

/// What can be done with a message that is due.
enum Ready {
    Send(Envelope),
    /// It cannot become a mail, now or ever.
    Never(String),
}

impl Desk {
    /// Delivers what is due now, until nothing is. Answers how many messages were spoken about with the server.
    ///
    /// # Errors
    /// When the database fails; a message that is under way then is held for unknown, never sent again by itself.
    pub async fn deliver_due(&self) -> Done<usize> {
        let mut delivered = 0;
        while self.deliver_next().await? {
            delivered += 1;
        }
        Ok(delivered)
    }

    /// Delivers one message, if one is due; a worker that is told to stop stops between two.
    ///
    /// # Errors
    /// As [`Desk::deliver_due`].
    pub async fn deliver_next(&self) -> Done<bool> {
        let now = self.now();
        self.hold_abandoned(now).await?;
        let Some(mailer) = self.post.mailer.clone() else {
            messages::note_not_configured(&self.reader, &self.writer, now).await?;
            return Ok(false);
        };
        // One that cannot be read at this moment does not hold up those behind it.
        let mut failure = None;
        for message in messages::due(&self.reader, now, A_ROUND).await? {
            match self.deliver(&mailer, &message, now).await {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(false), Err)
    }

    /// A claim that ran out: the program broke off while it spoke to the server, and nobody knows how far it came.
    async fn hold_abandoned(&self, now: Instant) -> Done<()> {
        for message in messages::abandoned(&self.reader, now, A_ROUND).await? {
            let mut tx = self.writer.begin(&message.agency).await?;
            if messages::declare_unknown(&mut tx, &message.id, now, BROKEN_OFF).await? {
                tx.commit(now, entry("messages.unknown", &message.id)).await?;
            }
        }
        Ok(())
    }

    /// Claims, sends, concludes. Answers whether it was ours to send.
    async fn deliver(&self, mailer: &Mailer, message: &Message, now: Instant) -> Done<bool> {
        // Whatever can fail here without the server is read before the claim: a claim that is dropped asks a person.
        let ready = self.ready(message).await?;
        let lease = crate::new_id()?;
        let minutes = i64::try_from(mailer.longest().as_secs().div_ceil(60)).unwrap_or(i64::MAX);
        let until = now.plus_minutes(minutes.saturating_add(MARGIN));
        if !messages::claim(&self.writer, message, &lease, now, until).await? {
            return Ok(false);
        }
        let delivery = match ready {
            Ready::Send(envelope) => mailer.send(&envelope, now).await,
            Ready::Never(why) => Delivery::RefusedForGood(why),
        };
        self.conclude(message, &lease, delivery).await?;
        Ok(true)
    }

    async fn conclude(&self, message: &Message, lease: &str, delivery: Delivery) -> Done<()> {
        let at = self.now();
        let attempts = message.attempts + 1;
        match State::after(delivery, attempts, at) {
            // That it will be tried again is operational; the journal hears of what became of it.
            State::Waiting { words, .. } => {
                messages::give_back(&self.writer, message, lease, again_at(at, attempts), &words).await?;
            }
            known => {
                let mut tx = self.writer.begin(&message.agency).await?;
                if messages::conclude(&mut tx, &message.id, lease, &known).await? {
                    tx.commit(at, entry(name_of(&known), &message.id).fact("attempts", attempts)).await?;
                }
            }
        }
        Ok(())
    }

    /// The mail as it will go, its files at hand.
    async fn ready(&self, message: &Message) -> Done<Ready> {
        let letter = match messages::letter(&self.reader, self.keyring()?, &message.agency, &message.id).await {
            Ok(Some(letter)) => letter,
            Ok(None) => return Ok(Ready::Never("信件内容已不存在".to_owned())),
            // The keys it was sealed with are not here; waiting would not bring them.
            Err(StoreError::Corrupt(_)) => return Ok(Ready::Never("信件内容无法解密，请核对密钥文件".to_owned())),
            Err(error) => return Err(error.into()),
        };
        let agency = store::agencies::by_id(&self.reader, &message.agency).await?;
        let sender = agency.map(|agency| agency.name).unwrap_or_default();
        Ok(match self.enclosures(message, &letter).await? {
            Some(enclosures) => Ready::Send(Envelope::of(&message.id, &sender, &letter, enclosures)),
            None => Ready::Never("附件无法读取或者过大".to_owned()),
        })
    }

    async fn enclosures(&self, message: &Message, letter: &Letter) -> Done<Option<Vec<Enclosure>>> {
        let mut enclosures = Vec::new();
        for attachment in &letter.attachments {
            let Some(bytes) = self.bytes_of(message, attachment).await? else { return Ok(None) };
            let (name, media_type) = (attachment.name.clone(), attachment.media_type.clone());
            enclosures.push(Enclosure { name, media_type, bytes });
        }
        Ok(Some(enclosures))
    }

    async fn bytes_of(&self, message: &Message, attachment: &Attachment) -> Done<Option<Vec<u8>>> {
        let hash = &attachment.file;
        let read = match attachment.shelf {
            Shelf::Open => self.files.read(hash).await,
            Shelf::Sealed => {
                let (keyring, most) = (self.keyring()?, LARGEST_MESSAGE as u64);
                self.files.read_sealed(hash, most, keyring, &message.agency).await
            }
        };
        match read {
            Err(StoreError::Corrupt(_)) => Ok(None),
            read => read.map_err(|error| Failure::of(&error).into()),
        }
    }
}

fn entry(act: &str, message: &MessageId) -> Entry {
    Entry::new(ActorName::Job { name: "deliver_mail".to_owned() }, act).about("message", message)
}

const fn name_of(state: &State) -> &'static str {
    match state {
        State::Sent { .. } => "messages.sent",
        State::Failed { .. } => "messages.failed",
        _ => "messages.unknown",
    }
}
