//! Messages to the world outside. Whoever wants to send one claims its row first; a claim is given to one of many, and what
//! comes of it is written by the claimant alone.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction, Writer};
use crate::{Kept, Value, values};
use affairs::id::{AgencyId, MessageId};
use affairs::message::{About, Attachment, Channel, Letter, Message, NOT_CONFIGURED, Shelf, State};
use affairs::personal::{Personal, Purpose};
use affairs::{ContentHash, Instant};
use serde::{Deserialize, Serialize};

const WAITING: &str = "waiting";
const SENDING: &str = "sending";
const UNKNOWN: &str = "unknown";

/// What is sealed of a letter. The types of `affairs` cannot be written down, so that nobody does it by accident.
#[derive(Serialize, Deserialize)]
struct Sealed {
    recipient: String,
    subject: String,
    text: String,
    attachments: Vec<SealedAttachment>,
}

#[derive(Serialize, Deserialize)]
struct SealedAttachment {
    file: ContentHash,
    sealed: bool,
    name: String,
    media_type: String,
}

/// Where a sealed letter stands.
const PLACE: &str = "outward_message.content";

/// The bytes that the row keeps of a letter.
fn seal(keyring: &Keyring, agency: &AgencyId, id: &MessageId, letter: &Letter) -> Kept<Vec<u8>> {
    let kept = |text: &Personal<String>| text.reveal(Purpose::Keeping).clone();
    let attachment = |one: &Attachment| SealedAttachment {
        file: one.file.clone(),
        sealed: one.shelf == Shelf::Sealed,
        name: kept(&one.name),
        media_type: one.media_type.clone(),
    };
    let sealed = Sealed {
        recipient: kept(&letter.recipient),
        subject: kept(&letter.subject),
        text: kept(&letter.text),
        attachments: letter.attachments.iter().map(attachment).collect(),
    };
    keyring.seal(agency, PLACE, id.as_str(), &Personal::new(sealed))
}

fn unseal(keyring: &Keyring, agency: &AgencyId, id: &MessageId, bytes: &[u8]) -> Kept<Letter> {
    let opened: Personal<Sealed> = keyring.open(agency, PLACE, id.as_str(), bytes)?;
    let sealed = opened.reveal(Purpose::Keeping);
    let attachment = |one: &SealedAttachment| Attachment {
        file: one.file.clone(),
        shelf: if one.sealed { Shelf::Sealed } else { Shelf::Open },
        name: Personal::new(one.name.clone()),
        media_type: one.media_type.clone(),
    };
    Ok(Letter {
        recipient: Personal::new(sealed.recipient.clone()),
        subject: Personal::new(sealed.subject.clone()),
        text: Personal::new(sealed.text.clone()),
        attachments: sealed.attachments.iter().map(attachment).collect(),
    })
}

const fn code(state: &State) -> &'static str {
    match state {
        State::Waiting { .. } => WAITING,
        State::Sending { .. } => SENDING,
        State::Sent { .. } => "sent",
        State::Failed { permanent: true, .. } => "refused",
        State::Failed { permanent: false, .. } => "failed",
        State::Unknown { .. } => UNKNOWN,
        State::Bounced { .. } => "bounced",
        State::Withdrawn { .. } => "withdrawn",
    }
}

/// The moment that belongs to a state.
const fn moment(state: &State) -> Instant {
    match state {
        State::Waiting { next_at: at, .. }
        | State::Sending { until: at }
        | State::Sent { at, .. }
        | State::Failed { at, .. }
        | State::Unknown { at, .. }
        | State::Bounced { at, .. }
        | State::Withdrawn { at, .. } => *at,
    }
}

fn state(code: &str, since: Instant, run_at: Instant, lease_until: Instant, words: String) -> Kept<State> {
    Ok(match code {
        WAITING => State::Waiting { next_at: run_at, words },
        SENDING => State::Sending { until: lease_until },
        "sent" => State::Sent { at: since, words },
        "refused" => State::Failed { at: since, why: words, permanent: true },
        "failed" => State::Failed { at: since, why: words, permanent: false },
        UNKNOWN => State::Unknown { at: since, why: words },
        "bounced" => State::Bounced { at: since, why: words },
        "withdrawn" => State::Withdrawn { at: since, why: words },
        other => return Err(StoreError::Corrupt(other.to_owned())),
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT agency_id, message_id, channel, about_kind, about_id, queued_at, attempts, state, since, run_at,
             lease_until, words FROM outward_message ",
            $rest
        )
    };
}

fn message(row: &Row) -> Kept<Message> {
    let channel = row.text(2)?;
    Ok(Message {
        agency: AgencyId::new(row.text(0)?),
        id: MessageId::new(row.text(1)?),
        channel: Channel::from_code(&channel).ok_or(StoreError::Corrupt(channel))?,
        about: About { kind: row.text(3)?, id: row.text(4)? },
        queued_at: row.instant(5)?,
        attempts: row.integer(6)?,
        state: state(&row.text(7)?, row.instant(8)?, row.instant(9)?, row.instant(10)?, row.text(11)?)?,
    })
}

async fn messages(mut db: impl Read, sql: &'static str, values: Vec<Value>) -> Kept<Vec<Message>> {
    db.rows(sql, values).await?.iter().map(message).collect()
}

/// Puts a mail into the outbox, to be sent from now on.
///
/// # Errors
/// When the database fails.
pub async fn queue(
    tx: &mut Transaction,
    keyring: &Keyring,
    id: &MessageId,
    about: &About,
    letter: &Letter,
    at: Instant,
) -> Kept<()> {
    let agency = tx.agency().clone();
    let content = Value::Bytes(seal(keyring, &agency, id, letter)?);
    tx.execute(
        "INSERT INTO outward_message (agency_id, message_id, channel, about_kind, about_id, content, queued_at, state,
         since, words, attempts, run_at, lease, lease_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, '', 0, $7, '', 0)",
        values![&agency, id, Channel::Mail.code(), &about.kind, &about.id, content, at, WAITING],
    )
    .await?;
    Ok(())
}

/// A message without its words.
///
/// # Errors
/// When the database fails.
pub async fn by_id(mut db: impl Read, agency: &AgencyId, id: &MessageId) -> Kept<Option<Message>> {
    let sql = select!("WHERE agency_id = $1 AND message_id = $2");
    db.row(sql, values![agency, id]).await?.as_ref().map(message).transpose()
}

/// The words of a message and whom it goes to.
///
/// # Errors
/// When the database fails, or the letter was sealed with a key that is not here.
pub async fn letter(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, id: &MessageId) -> Kept<Option<Letter>> {
    let sql = "SELECT content FROM outward_message WHERE agency_id = $1 AND message_id = $2";
    db.row(sql, values![agency, id]).await?.map(|row| unseal(keyring, agency, id, &row.bytes(0)?)).transpose()
}

/// The delivery record of a case or another record: its messages, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn about(db: impl Read, agency: &AgencyId, about: &About) -> Kept<Vec<Message>> {
    let sql = select!("WHERE agency_id = $1 AND about_kind = $2 AND about_id = $3 ORDER BY queued_at, message_id");
    messages(db, sql, values![agency, &about.kind, &about.id]).await
}

/// What has not been delivered: what wants a person first, then what still waits, each the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn undelivered(db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<Message>> {
    let sql = select!(
        "WHERE agency_id = $1 AND state IN ('waiting', 'sending', 'refused', 'failed', 'unknown', 'bounced')
         ORDER BY CASE WHEN state IN ('waiting', 'sending') THEN 1 ELSE 0 END, queued_at, message_id LIMIT $2"
    );
    messages(db, sql, values![agency, limit]).await
}

/// What is over: sent, or called off, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn settled(db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<Message>> {
    let sql =
        select!("WHERE agency_id = $1 AND state IN ('sent', 'withdrawn') ORDER BY queued_at DESC, message_id LIMIT $2");
    messages(db, sql, values![agency, limit]).await
}

/// How many messages of an agency want a person.
///
/// # Errors
/// When the database fails.
pub async fn wanting_a_person(mut db: impl Read, agency: &AgencyId) -> Kept<i64> {
    let sql = "SELECT COUNT(*) FROM outward_message WHERE agency_id = $1
        AND state IN ('refused', 'failed', 'unknown', 'bounced')";
    db.count(sql, values![agency]).await
}

/// Messages of every agency that wait and are due, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn due(db: impl Read, now: Instant, limit: i64) -> Kept<Vec<Message>> {
    let sql = select!("WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at, agency_id, message_id LIMIT $2");
    messages(db, sql, values![now, limit]).await
}

/// Messages whose claimant never said what became of them.
///
/// # Errors
/// When the database fails.
pub async fn abandoned(db: impl Read, now: Instant, limit: i64) -> Kept<Vec<Message>> {
    let sql = select!("WHERE state = 'sending' AND lease_until <= $1 ORDER BY agency_id, message_id LIMIT $2");
    messages(db, sql, values![now, limit]).await
}

/// Claims a message that is due, under a name that nobody else has; answers whether this caller has it.
///
/// # Errors
/// When the database fails.
pub async fn claim(writer: &Writer, message: &Message, lease: &str, now: Instant, until: Instant) -> Kept<bool> {
    let sql = "UPDATE outward_message SET state = 'sending', since = $1, lease = $2, lease_until = $3,
        attempts = attempts + 1 WHERE agency_id = $4 AND message_id = $5 AND state = 'waiting' AND run_at <= $1";
    Ok(writer.operate(sql, values![now, lease, until, &message.agency, &message.id]).await? == 1)
}

/// Gives a claimed message back, to be tried again. A claim that has been taken away meanwhile stays with whoever decides.
///
/// # Errors
/// When the database fails.
pub async fn give_back(writer: &Writer, message: &Message, lease: &str, next_at: Instant, words: &str) -> Kept<bool> {
    let sql = "UPDATE outward_message SET state = 'waiting', run_at = $1, words = $2, lease_until = 0
        WHERE agency_id = $3 AND message_id = $4 AND state = 'sending' AND lease = $5";
    Ok(writer.operate(sql, values![next_at, words, &message.agency, &message.id, lease]).await? == 1)
}

/// Writes what became of a claimed message. A claimant who comes late may still say so of a message that is held for unknown,
/// as long as nobody has decided on it: he is the one who knows. Answers whether it was his to say.
///
/// # Errors
/// When the database fails.
pub async fn conclude(tx: &mut Transaction, id: &MessageId, lease: &str, to: &State) -> Kept<bool> {
    let agency = tx.agency().clone();
    let sql = "UPDATE outward_message SET state = $1, since = $2, words = $3, lease_until = 0
        WHERE agency_id = $4 AND message_id = $5 AND lease = $6 AND state IN ('sending', 'unknown')";
    Ok(tx.execute(sql, values![code(to), moment(to), to.words(), &agency, id, lease]).await? == 1)
}

/// Declares an abandoned message unknown; answers whether it still was abandoned.
///
/// # Errors
/// When the database fails.
pub async fn declare_unknown(tx: &mut Transaction, id: &MessageId, now: Instant, why: &str) -> Kept<bool> {
    let agency = tx.agency().clone();
    let sql = "UPDATE outward_message SET state = 'unknown', since = $1, words = $2
        WHERE agency_id = $3 AND message_id = $4 AND state = 'sending' AND lease_until <= $1";
    Ok(tx.execute(sql, values![now, why, &agency, id]).await? == 1)
}

/// Writes what a person decided, if the message still stands as he saw it. No earlier claimant has a say any more, and a
/// message that is to go once more begins to count its attempts anew.
///
/// # Errors
/// When the database fails.
pub async fn decide(tx: &mut Transaction, id: &MessageId, from: &State, to: &State) -> Kept<bool> {
    let agency = tx.agency().clone();
    let again = matches!(to, State::Waiting { .. });
    let sql = "UPDATE outward_message SET state = $1, since = $2, run_at = $2, words = $3, lease = '', lease_until = 0,
        attempts = CASE WHEN $4 = 1 THEN 0 ELSE attempts END WHERE agency_id = $5 AND message_id = $6 AND state = $7";
    let values = values![code(to), moment(to), to.words(), again, &agency, id, code(from)];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Lets what waits say that this machine has no mail server. Answers how many messages say it now for the first time.
///
/// # Errors
/// When the database fails.
pub async fn note_not_configured(mut reader: &crate::Reader, writer: &Writer, now: Instant) -> Kept<u64> {
    let count = "SELECT COUNT(*) FROM outward_message WHERE state = 'waiting' AND run_at <= $1 AND words <> $2";
    if reader.count(count, values![now, NOT_CONFIGURED]).await? == 0 {
        return Ok(0);
    }
    let sql = "UPDATE outward_message SET words = $2 WHERE state = 'waiting' AND run_at <= $1 AND words <> $2";
    writer.operate(sql, values![now, NOT_CONFIGURED]).await
}
