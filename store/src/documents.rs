//! Documents and the editions being written.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::Instant;
use affairs::document::{BundleKind, Document, DocumentState};
use affairs::id::{AgencyId, DocumentId, PersonId, SectionId};

/// A line of a list of documents, without its content.
#[derive(Debug, Clone)]
pub struct DocumentLine {
    pub id: DocumentId,
    pub section: SectionId,
    pub owner: PersonId,
    pub kind: BundleKind,
    pub title: String,
    pub edition: i64,
    pub state: DocumentState,
    pub index_number: String,
    pub updated_at: Instant,
}

/// One document of an agency.
///
/// # Errors
/// When the database fails.
pub async fn by_id(mut db: impl Read, agency: &AgencyId, id: &DocumentId) -> Kept<Option<Document>> {
    let sql = "SELECT agency_id, document_id, section_id, owner_id, kind, content, edition, revision, state,
        index_number, document_number, created_at, updated_at FROM document WHERE agency_id = $1 AND document_id = $2";
    db.row(sql, values![agency, id]).await?.as_ref().map(document).transpose()
}

fn document(row: &Row) -> Kept<Document> {
    let (kind, state) = (row.text(4)?, row.text(8)?);
    Ok(Document {
        agency: AgencyId::new(row.text(0)?),
        id: DocumentId::new(row.text(1)?),
        section: SectionId::new(row.text(2)?),
        owner: PersonId::new(row.text(3)?),
        kind: BundleKind::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
        content: row.json(5)?,
        edition: row.integer(6)?,
        revision: row.integer(7)?,
        state: DocumentState::from_code(&state).ok_or(StoreError::Corrupt(state))?,
        index_number: row.text(9)?,
        document_number: row.text(10)?,
        created_at: row.instant(11)?,
        updated_at: row.instant(12)?,
    })
}

/// Keeps a new document.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, document: &Document) -> Kept<()> {
    tx.execute(
        "INSERT INTO document (agency_id, document_id, section_id, owner_id, kind, title, content, edition, revision,
         state, index_number, document_number, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values![
            &document.agency,
            &document.id,
            &document.section,
            &document.owner,
            document.kind.code(),
            &document.content.title,
            json_text(&document.content)?,
            document.edition,
            document.revision,
            document.state.code(),
            &document.index_number,
            &document.document_number,
            document.created_at,
            document.updated_at,
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a changed document. `read_revision` is the revision it was loaded with.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved it in between.
pub async fn update(tx: &mut Transaction, document: &Document, read_revision: i64) -> Kept<()> {
    let touched = tx
        .execute(
            "UPDATE document SET section_id = $1, owner_id = $2, title = $3, content = $4, edition = $5, revision = $6,
             state = $7, index_number = $8, document_number = $9, updated_at = $10
             WHERE agency_id = $11 AND document_id = $12 AND revision = $13",
            values![
                &document.section,
                &document.owner,
                &document.content.title,
                json_text(&document.content)?,
                document.edition,
                document.revision,
                document.state.code(),
                &document.index_number,
                &document.document_number,
                document.updated_at,
                &document.agency,
                &document.id,
                read_revision,
            ],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// The question for lines of documents, with these conditions and this order.
macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT document_id, section_id, owner_id, kind, title, edition, state, index_number, updated_at FROM document ",
            $rest
        )
    };
}

fn line(row: &Row) -> Kept<DocumentLine> {
    let (kind, state) = (row.text(3)?, row.text(6)?);
    Ok(DocumentLine {
        id: DocumentId::new(row.text(0)?),
        section: SectionId::new(row.text(1)?),
        owner: PersonId::new(row.text(2)?),
        kind: BundleKind::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
        title: row.text(4)?,
        edition: row.integer(5)?,
        state: DocumentState::from_code(&state).ok_or(StoreError::Corrupt(state))?,
        index_number: row.text(7)?,
        updated_at: row.instant(8)?,
    })
}

/// A person's documents, latest change first, in one state.
///
/// # Errors
/// When the database fails.
pub async fn of_owner(
    mut db: impl Read,
    agency: &AgencyId,
    owner: &PersonId,
    state: DocumentState,
    limit: i64,
    offset: i64,
) -> Kept<Vec<DocumentLine>> {
    let sql = lines!(
        "WHERE agency_id = $1 AND owner_id = $2 AND state = $3
        ORDER BY updated_at DESC, document_id LIMIT $4 OFFSET $5"
    );
    db.rows(sql, values![agency, owner, state.code(), limit, offset]).await?.iter().map(line).collect()
}

/// How many documents of a person are in a state.
///
/// # Errors
/// When the database fails.
pub async fn count_of_owner(mut db: impl Read, agency: &AgencyId, owner: &PersonId, state: DocumentState) -> Kept<i64> {
    let sql = "SELECT COUNT(*) FROM document WHERE agency_id = $1 AND owner_id = $2 AND state = $3";
    db.count(sql, values![agency, owner, state.code()]).await
}

/// A section's documents, latest change first, in one state.
///
/// # Errors
/// When the database fails.
pub async fn of_section(
    mut db: impl Read,
    agency: &AgencyId,
    section: &SectionId,
    state: DocumentState,
    limit: i64,
    offset: i64,
) -> Kept<Vec<DocumentLine>> {
    let sql = lines!(
        "WHERE agency_id = $1 AND section_id = $2 AND state = $3
        ORDER BY updated_at DESC, document_id LIMIT $4 OFFSET $5"
    );
    db.rows(sql, values![agency, section, state.code(), limit, offset]).await?.iter().map(line).collect()
}

/// The documents of a kind whatever their state, latest change first; there are few of all kinds but articles.
///
/// # Errors
/// When the database fails.
pub async fn of_kind(mut db: impl Read, agency: &AgencyId, kind: BundleKind, limit: i64) -> Kept<Vec<DocumentLine>> {
    let sql = lines!("WHERE agency_id = $1 AND kind = $2 ORDER BY updated_at DESC, document_id LIMIT $3");
    db.rows(sql, values![agency, kind.code(), limit]).await?.iter().map(line).collect()
}

/// Every document of a person that still wants a hand: drafts and submissions, for a handover.
///
/// # Errors
/// When the database fails.
pub async fn open_of_owner(mut db: impl Read, agency: &AgencyId, owner: &PersonId) -> Kept<Vec<DocumentLine>> {
    let sql = lines!("WHERE agency_id = $1 AND owner_id = $2 AND state <> 'abandoned' ORDER BY document_id");
    db.rows(sql, values![agency, owner]).await?.iter().map(line).collect()
}

/// Gives every document of a person, and its submissions, to a successor.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(tx: &mut Transaction, from: &PersonId, to: &PersonId) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE document SET owner_id = $1 WHERE agency_id = $2 AND owner_id = $3 AND state <> 'abandoned'",
        values![to, &agency, from],
    )
    .await?;
    tx.execute("UPDATE review SET owner_id = $1 WHERE agency_id = $2 AND owner_id = $3", values![to, &agency, from])
        .await?;
    Ok(())
}
