//! 删除留痕: where something was erased by law, who did it, why, and when. `verify` and `restore` accept what a tombstone names.

use crate::sql::{Engine, Read, Row, StoreError, Transaction, Writer};
use crate::{Kept, values};
use affairs::id::{AgencyId, DocumentId, PersonId};
use affairs::{ContentHash, Instant};

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Erased {
    /// A file: its bytes, and the text the machine read in it.
    File,
    /// The words of a bundle: title, summary, body, facts.
    Bundle,
}

impl Erased {
    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Bundle => "bundle",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::File, Self::Bundle].into_iter().find(|kind| kind.code() == code)
    }
}

/// What stands where something was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    pub kind: Erased,
    /// The hash of what was there.
    pub key: ContentHash,
    pub by: PersonId,
    pub reason: String,
    pub at: Instant,
}

fn tombstone(row: &Row) -> Kept<Tombstone> {
    let kind = row.text(0)?;
    Ok(Tombstone {
        kind: Erased::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
        key: row.hash(1)?,
        by: PersonId::new(row.text(2)?),
        reason: row.text(3)?,
        at: row.instant(4)?,
    })
}

/// The tombstone of a thing, if it was erased.
///
/// # Errors
/// When the database fails.
pub async fn of(mut db: impl Read, agency: &AgencyId, kind: Erased, key: &ContentHash) -> Kept<Option<Tombstone>> {
    let sql = "SELECT kind, key, by_id, reason, at FROM tombstone WHERE agency_id = $1 AND kind = $2 AND key = $3";
    db.row(sql, values![agency, kind.code(), key]).await?.as_ref().map(tombstone).transpose()
}

/// The tombstones of an agency, latest first.
///
/// # Errors
/// When the database fails.
pub async fn all(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<Tombstone>> {
    let sql =
        "SELECT kind, key, by_id, reason, at FROM tombstone WHERE agency_id = $1 ORDER BY at DESC, kind, key LIMIT $2";
    db.rows(sql, values![agency, limit]).await?.iter().map(tombstone).collect()
}

/// Sets a tombstone.
///
/// # Errors
/// [`StoreError::Conflict`] when one stands there already.
pub async fn insert(tx: &mut Transaction, stone: &Tombstone) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO tombstone (agency_id, kind, key, by_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6)",
        values![&agency, stone.kind.code(), &stone.key, &stone.by, &stone.reason, stone.at],
    )
    .await?;
    Ok(())
}

/// Whether the public of this agency may fetch the file now, through any publication.
///
/// # Errors
/// When the database fails.
pub async fn is_public(mut db: impl Read, agency: &AgencyId, file: &ContentHash) -> Kept<bool> {
    let sql = "SELECT COUNT(*) FROM publication_file WHERE agency_id = $1 AND file_hash = $2";
    Ok(db.count(sql, values![agency, file]).await? > 0)
}

/// Whether another agency has taken in the same bytes and not erased them; then the bytes are its own and stay.
///
/// # Errors
/// When the database fails.
pub async fn is_held_elsewhere(mut db: impl Read, agency: &AgencyId, file: &ContentHash) -> Kept<bool> {
    let holders = crate::audit::holders_of_file(&mut db, file.as_str()).await?;
    Ok(holders.iter().any(|(holder, erased)| holder != agency && !erased))
}

/// Forgets the text that the machine read in a file, whatever documents it was taken in for. Answers how many rows named
/// it.
///
/// # Errors
/// When the database fails.
pub async fn forget_file_text(tx: &mut Transaction, file: &ContentHash) -> Kept<u64> {
    let agency = tx.agency().clone();
    tx.execute("UPDATE upload SET text = '[]' WHERE agency_id = $1 AND file_hash = $2", values![&agency, file]).await
}

/// Puts other words in the place of a bundle's, and forgets what the machine found in them. The hash stays: the ledger and the
/// journal name it.
///
/// # Errors
/// When the database fails.
pub async fn replace_bundle(
    tx: &mut Transaction,
    hash: &ContentHash,
    content: &str,
    body: &str,
    title: &str,
) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE bundle SET content = $1, body = $2 WHERE agency_id = $3 AND bundle_hash = $4",
        values![content, body, &agency, hash],
    )
    .await?;
    tx.execute("UPDATE review SET title = $1 WHERE agency_id = $2 AND bundle_hash = $3", values![title, &agency, hash])
        .await?;
    tx.execute("DELETE FROM finding WHERE agency_id = $1 AND bundle_hash = $2", values![&agency, hash]).await?;
    Ok(())
}

/// Forgets what anybody had typed into a document and not saved, and the notices that named it.
///
/// # Errors
/// When the database fails.
pub async fn forget_traces(tx: &mut Transaction, document: &DocumentId) -> Kept<()> {
    let agency = tx.agency().clone();
    // The id is one of ours, without a sign that LIKE would read otherwise.
    let named = format!("%\"document\":\"{document}\"%");
    tx.execute("DELETE FROM outbox WHERE agency_id = $1 AND message LIKE $2", values![&agency, named]).await?;
    tx.execute("DELETE FROM autosave WHERE agency_id = $1 AND document_id = $2", values![&agency, document]).await?;
    Ok(())
}

/// After an erasure: folds SQLite's log into the file and empties it, so that the old words do not outlive their row there.
/// PostgreSQL cleans the rows that nobody sees any more by itself, in its own time.
///
/// # Errors
/// When the database fails.
pub async fn scrub(writer: &Writer) -> Kept<()> {
    if writer.engine() == Engine::Sqlite {
        writer.operate("PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await?;
    }
    Ok(())
}
