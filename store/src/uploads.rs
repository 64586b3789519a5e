//! Files taken in for documents, and who has read which picture.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::document::Upload;
use affairs::id::{AgencyId, DocumentId, PersonId};
use affairs::{ContentHash, Instant};

fn upload(row: &Row) -> Kept<Upload> {
    Ok(Upload {
        document: DocumentId::new(row.text(0)?),
        file: row.hash(1)?,
        name: row.text(2)?,
        media_type: row.text(3)?,
        size: u64::try_from(row.integer(4)?).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        pages: row.optional_integer(5)?.and_then(|pages| u32::try_from(pages).ok()),
        human_reading: row.flag(6)?,
        pieces: row.json(7)?,
        uploaded_by: PersonId::new(row.text(8)?),
        at: row.instant(9)?,
    })
}

/// The files of a document, in the order they came.
///
/// # Errors
/// When the database fails.
pub async fn of_document(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Vec<Upload>> {
    let sql = "SELECT document_id, file_hash, name, media_type, size, pages, human_reading, text, uploaded_by, at
        FROM upload WHERE agency_id = $1 AND document_id = $2 ORDER BY at, file_hash";
    db.rows(sql, values![agency, document]).await?.iter().map(upload).collect()
}

/// One file of a document.
///
/// # Errors
/// When the database fails.
pub async fn one(
    mut db: impl Read,
    agency: &AgencyId,
    document: &DocumentId,
    file: &ContentHash,
) -> Kept<Option<Upload>> {
    let sql = "SELECT document_id, file_hash, name, media_type, size, pages, human_reading, text, uploaded_by, at
        FROM upload WHERE agency_id = $1 AND document_id = $2 AND file_hash = $3";
    db.row(sql, values![agency, document, file]).await?.as_ref().map(upload).transpose()
}

/// Keeps a file of a document; the same bytes again only take a new name.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, upload: &Upload) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO upload (agency_id, file_hash, document_id, name, media_type, size, pages, human_reading, text,
         uploaded_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (agency_id, document_id, file_hash) DO UPDATE SET name = excluded.name",
        values![
            &agency,
            &upload.file,
            &upload.document,
            &upload.name,
            &upload.media_type,
            i64::try_from(upload.size).unwrap_or(i64::MAX),
            upload.pages.map(i64::from),
            upload.human_reading,
            json_text(&upload.pieces)?,
            &upload.uploaded_by,
            upload.at,
        ],
    )
    .await?;
    Ok(())
}

/// Whether these bytes were taken down in an emergency and are sealed; they cannot return by re-upload.
///
/// # Errors
/// When the database fails.
pub async fn is_sealed(mut db: impl Read, agency: &AgencyId, file: &ContentHash) -> Kept<bool> {
    let sql = "SELECT COUNT(*) FROM sealed_file WHERE agency_id = $1 AND file_hash = $2";
    Ok(db.count(sql, values![agency, file]).await? > 0)
}

/// Seals bytes as evidence of a take-down.
///
/// # Errors
/// When the database fails.
pub async fn seal(tx: &mut Transaction, file: &ContentHash, document: &DocumentId, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO sealed_file (agency_id, file_hash, document_id, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency_id, file_hash, document_id) DO NOTHING",
        values![&agency, file, document, at],
    )
    .await?;
    Ok(())
}

/// Breaks the seals of a document that the four have restored.
///
/// # Errors
/// When the database fails.
pub async fn unseal(tx: &mut Transaction, document: &DocumentId) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute("DELETE FROM sealed_file WHERE agency_id = $1 AND document_id = $2", values![&agency, document]).await?;
    Ok(())
}

/// Records that a person opened a picture.
///
/// # Errors
/// When the database fails.
pub async fn picture_opened(tx: &mut Transaction, file: &ContentHash, person: &PersonId, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO picture_reading (agency_id, file_hash, person_id, opened_at, declared_at)
         VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (agency_id, file_hash, person_id) DO NOTHING",
        values![&agency, file, person, at],
    )
    .await?;
    Ok(())
}

/// Records that a person declares a picture read; answers whether it had been opened.
///
/// # Errors
/// When the database fails.
pub async fn picture_declared(tx: &mut Transaction, file: &ContentHash, person: &PersonId, at: Instant) -> Kept<bool> {
    let agency = tx.agency().clone();
    let touched = tx
        .execute(
            "UPDATE picture_reading SET declared_at = $1 WHERE agency_id = $2 AND file_hash = $3 AND person_id = $4",
            values![at, &agency, file, person],
        )
        .await?;
    Ok(touched == 1)
}

/// The pictures that a person has opened.
///
/// # Errors
/// When the database fails.
pub async fn pictures_opened_by(mut db: impl Read, agency: &AgencyId, person: &PersonId) -> Kept<Vec<ContentHash>> {
    let sql = "SELECT file_hash FROM picture_reading WHERE agency_id = $1 AND person_id = $2";
    db.rows(sql, values![agency, person]).await?.iter().map(|row| row.hash(0)).collect()
}

/// The pictures that a person has declared read, among those of all documents.
///
/// # Errors
/// When the database fails.
pub async fn pictures_read_by(mut db: impl Read, agency: &AgencyId, person: &PersonId) -> Kept<Vec<ContentHash>> {
    let sql =
        "SELECT file_hash FROM picture_reading WHERE agency_id = $1 AND person_id = $2 AND declared_at IS NOT NULL";
    db.rows(sql, values![agency, person]).await?.iter().map(|row| row.hash(0)).collect()
}
