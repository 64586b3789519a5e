//! Operational state of people at their desks: sessions, one-time links, throttles, autosaves, phrases. Outside the journal.

use crate::sql::{Read, Reader, Writer, json_text};
use crate::{Kept, values};
use affairs::Instant;
use affairs::id::{AgencyId, DocumentId, PersonId};

/// A session, found by the hash of its token.
#[derive(Debug, Clone)]
pub struct Session {
    pub agency: AgencyId,
    pub person: PersonId,
    pub created_at: Instant,
    pub seen_at: Instant,
    /// What every form of this session carries.
    pub form_token: String,
    pub device: String,
}

/// Keeps a new session.
///
/// # Errors
/// When the database fails.
pub async fn insert(writer: &Writer, token_hash: &str, session: &Session) -> Kept<()> {
    writer
        .operate(
            "INSERT INTO session (token_hash, agency_id, person_id, created_at, seen_at, form_token, device)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![
                token_hash,
                &session.agency,
                &session.person,
                session.created_at,
                session.seen_at,
                &session.form_token,
                &session.device,
            ],
        )
        .await?;
    Ok(())
}

/// The session of a token's hash.
///
/// # Errors
/// When the database fails.
pub async fn find(mut reader: &Reader, token_hash: &str) -> Kept<Option<Session>> {
    let sql = "SELECT agency_id, person_id, created_at, seen_at, form_token, device FROM session WHERE token_hash = $1";
    let row = reader.row(sql, values![token_hash]).await?;
    row.map(|row| {
        Ok(Session {
            agency: AgencyId::new(row.text(0)?),
            person: PersonId::new(row.text(1)?),
            created_at: row.instant(2)?,
            seen_at: row.instant(3)?,
            form_token: row.text(4)?,
            device: row.text(5)?,
        })
    })
    .transpose()
}

/// The session was used just now.
///
/// # Errors
/// When the database fails.
pub async fn seen(writer: &Writer, token_hash: &str, at: Instant) -> Kept<()> {
    writer.operate("UPDATE session SET seen_at = $1 WHERE token_hash = $2", values![at, token_hash]).await?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// When the database fails.
pub async fn end(writer: &Writer, token_hash: &str) -> Kept<()> {
    writer.operate("DELETE FROM session WHERE token_hash = $1", values![token_hash]).await?;
    Ok(())
}

/// Ends every session of a person.
///
/// # Errors
/// When the database fails.
pub async fn end_all(writer: &Writer, agency: &AgencyId, person: &PersonId) -> Kept<()> {
    writer.operate("DELETE FROM session WHERE agency_id = $1 AND person_id = $2", values![agency, person]).await?;
    Ok(())
}

/// Forgets sessions last used before an instant.
///
/// # Errors
/// When the database fails.
pub async fn sweep(writer: &Writer, before: Instant) -> Kept<u64> {
    writer.operate("DELETE FROM session WHERE seen_at < $1", values![before]).await
}

/// A one-time link.
#[derive(Debug, Clone)]
pub struct OneTimeLink {
    pub agency: AgencyId,
    /// Empty for the founding of the office.
    pub person: PersonId,
    pub purpose: String,
    pub expires_at: Instant,
}

/// Keeps a link by the hash of its token.
///
/// # Errors
/// When the database fails.
pub async fn insert_link(writer: &Writer, token_hash: &str, link: &OneTimeLink) -> Kept<()> {
    writer
        .operate(
            "INSERT INTO one_time_link (token_hash, agency_id, person_id, purpose, expires_at, used_at)
             VALUES ($1, $2, $3, $4, $5, NULL)",
            values![token_hash, &link.agency, &link.person, &link.purpose, link.expires_at],
        )
        .await?;
    Ok(())
}

/// A link that is still good.
///
/// # Errors
/// When the database fails.
pub async fn find_link(mut reader: &Reader, token_hash: &str, now: Instant) -> Kept<Option<OneTimeLink>> {
    let sql = "SELECT agency_id, person_id, purpose, expires_at FROM one_time_link
        WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    let row = reader.row(sql, values![token_hash, now]).await?;
    row.map(|row| {
        Ok(OneTimeLink {
            agency: AgencyId::new(row.text(0)?),
            person: PersonId::new(row.text(1)?),
            purpose: row.text(2)?,
            expires_at: row.instant(3)?,
        })
    })
    .transpose()
}

/// Uses a link up; answers whether it was still good.
///
/// # Errors
/// When the database fails.
pub async fn use_link(writer: &Writer, token_hash: &str, now: Instant) -> Kept<bool> {
    let sql = "UPDATE one_time_link SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1";
    Ok(writer.operate(sql, values![now, token_hash]).await? == 1)
}

/// Failures counted under a key, and when the last one was.
///
/// # Errors
/// When the database fails.
pub async fn failures(mut reader: &Reader, key: &str) -> Kept<(i64, Instant)> {
    let row = reader.row("SELECT failures, last_at FROM throttle WHERE key = $1", values![key]).await?;
    match row {
        Some(row) => Ok((row.integer(0)?, row.instant(1)?)),
        None => Ok((0, Instant::from_milliseconds(0))),
    }
}

/// Counts one more failure under a key; after a quiet hour it begins again at one.
///
/// # Errors
/// When the database fails.
pub async fn failed(writer: &Writer, key: &str, at: Instant) -> Kept<()> {
    let quiet = at.plus_minutes(-60);
    writer
        .operate(
            "INSERT INTO throttle (key, failures, last_at) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET
             failures = CASE WHEN throttle.last_at < $3 THEN 1 ELSE throttle.failures + 1 END, last_at = $2",
            values![key, at, quiet],
        )
        .await?;
    Ok(())
}

/// Counts one more under a key within an hour that begins with the first: unlike [`failed`], whoever goes on evenly is counted
/// anew when that hour is over.
///
/// # Errors
/// When the database fails.
pub async fn counted(writer: &Writer, key: &str, at: Instant) -> Kept<()> {
    let hour_ago = at.plus_minutes(-60);
    writer
        .operate(
            "INSERT INTO throttle (key, failures, last_at) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET
             failures = CASE WHEN throttle.last_at <= $3 THEN 1 ELSE throttle.failures + 1 END,
             last_at = CASE WHEN throttle.last_at <= $3 THEN $2 ELSE throttle.last_at END",
            values![key, at, hour_ago],
        )
        .await?;
    Ok(())
}

/// Forgets the failures under a key.
///
/// # Errors
/// When the database fails.
pub async fn forgive(writer: &Writer, key: &str) -> Kept<()> {
    writer.operate("DELETE FROM throttle WHERE key = $1", values![key]).await?;
    Ok(())
}

/// Keeps what somebody has typed but not saved.
///
/// # Errors
/// When the database fails.
pub async fn autosave(
    writer: &Writer,
    agency: &AgencyId,
    document: &DocumentId,
    person: &PersonId,
    fields: &serde_json::Value,
    at: Instant,
) -> Kept<()> {
    writer
        .operate(
            "INSERT INTO autosave (agency_id, document_id, person_id, fields, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (agency_id, document_id, person_id) DO UPDATE SET fields = excluded.fields, at = excluded.at",
            values![agency, document, person, json_text(fields)?, at],
        )
        .await?;
    Ok(())
}

/// What somebody had typed but not saved.
///
/// # Errors
/// When the database fails.
pub async fn autosaved(
    mut reader: &Reader,
    agency: &AgencyId,
    document: &DocumentId,
    person: &PersonId,
) -> Kept<Option<(serde_json::Value, Instant)>> {
    let sql = "SELECT fields, at FROM autosave WHERE agency_id = $1 AND document_id = $2 AND person_id = $3";
    let row = reader.row(sql, values![agency, document, person]).await?;
    row.map(|row| Ok((row.json(0)?, row.instant(1)?))).transpose()
}

/// Forgets it, once it is saved or thrown away.
///
/// # Errors
/// When the database fails.
pub async fn forget_autosave(writer: &Writer, agency: &AgencyId, document: &DocumentId, person: &PersonId) -> Kept<()> {
    let sql = "DELETE FROM autosave WHERE agency_id = $1 AND document_id = $2 AND person_id = $3";
    writer.operate(sql, values![agency, document, person]).await?;
    Ok(())
}

/// A person's own phrases for opinions.
///
/// # Errors
/// When the database fails.
pub async fn phrases(mut reader: &Reader, agency: &AgencyId, person: &PersonId) -> Kept<Vec<String>> {
    let sql = "SELECT text FROM phrase WHERE agency_id = $1 AND person_id = $2 ORDER BY position";
    reader.rows(sql, values![agency, person]).await?.iter().map(|row| row.text(0)).collect()
}

/// Replaces a person's phrases.
///
/// # Errors
/// When the database fails.
pub async fn save_phrases(writer: &Writer, agency: &AgencyId, person: &PersonId, phrases: &[String]) -> Kept<()> {
    writer.operate("DELETE FROM phrase WHERE agency_id = $1 AND person_id = $2", values![agency, person]).await?;
    for (position, text) in (0_i64..).zip(phrases) {
        writer
            .operate(
                "INSERT INTO phrase (agency_id, person_id, position, text) VALUES ($1, $2, $3, $4)",
                values![agency, person, position, text],
            )
            .await?;
    }
    Ok(())
}
