//! What is public: events in their sequence, and how every document stands now.

use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::document::{Body, Bundle};
use affairs::id::{AgencyId, ColumnId, DocumentId, PersonId};
use affairs::publication::{EventKind, Publication, PublicationEvent, Standing};
use affairs::screening::piece::TextPiece;
use affairs::{ContentHash, Instant};

/// A publication with the approved bundle and body that it shows.
#[derive(Debug, Clone)]
pub struct Shown {
    pub publication: Publication,
    pub bundle: Bundle,
    pub body: Body,
}

macro_rules! shown {
    ($rest:literal) => {
        concat!(
            "SELECT p.agency_id, p.document_id, p.edition, p.bundle_hash, p.notice_hash, p.standing, p.sequence,
             p.first_released_at, p.released_at, b.content, b.body FROM publication p
             JOIN bundle b ON b.agency_id = p.agency_id AND b.bundle_hash = p.bundle_hash ",
            $rest
        )
    };
}

fn publication(row: &Row) -> Kept<Publication> {
    let standing = row.text(5)?;
    Ok(Publication {
        agency: AgencyId::new(row.text(0)?),
        document: DocumentId::new(row.text(1)?),
        edition: row.integer(2)?,
        bundle: row.hash(3)?,
        notice_bundle: row.optional_text(4)?.and_then(|text| ContentHash::parse(&text)),
        standing: Standing::from_code(&standing).ok_or(StoreError::Corrupt(standing))?,
        sequence: row.integer(6)?,
        first_released_at: row.instant(7)?,
        released_at: row.instant(8)?,
    })
}

fn shown(row: &Row) -> Kept<Shown> {
    Ok(Shown { publication: publication(row)?, bundle: row.json(9)?, body: row.json(10)? })
}

/// How a document stands towards the public; `None` if it was never released. Its address is unique over all agencies.
///
/// # Errors
/// When the database fails.
pub async fn by_document(mut db: impl Read, document: &DocumentId) -> Kept<Option<Shown>> {
    db.row(shown!("WHERE p.document_id = $1"), values![document]).await?.as_ref().map(shown).transpose()
}

/// The publication of a document within an agency, without its text.
///
/// # Errors
/// When the database fails.
pub async fn standing_of(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Option<Publication>> {
    let sql = "SELECT agency_id, document_id, edition, bundle_hash, notice_hash, standing, sequence, first_released_at,
        released_at FROM publication WHERE agency_id = $1 AND document_id = $2";
    db.row(sql, values![agency, document]).await?.as_ref().map(publication).transpose()
}

/// What stands in a column, latest first.
///
/// # Errors
/// When the database fails.
pub async fn in_column(
    mut db: impl Read,
    agency: &AgencyId,
    column: &ColumnId,
    limit: i64,
    offset: i64,
) -> Kept<Vec<Shown>> {
    let sql = "SELECT p.agency_id, p.document_id, p.edition, p.bundle_hash, p.notice_hash, p.standing, p.sequence,
        p.first_released_at, p.released_at, b.content, b.body FROM publication_column c
        JOIN publication p ON p.agency_id = c.agency_id AND p.document_id = c.document_id
        JOIN bundle b ON b.agency_id = p.agency_id AND b.bundle_hash = p.bundle_hash
        WHERE c.agency_id = $1 AND c.column_id = $2 ORDER BY c.released_at DESC, c.document_id LIMIT $3 OFFSET $4";
    db.rows(sql, values![agency, column, limit, offset]).await?.iter().map(shown).collect()
}

/// How many stand in each column.
///
/// # Errors
/// When the database fails.
pub async fn column_counts(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<(ColumnId, i64, Instant)>> {
    let sql = "SELECT column_id, COUNT(*), MAX(released_at) FROM publication_column WHERE agency_id = $1
        GROUP BY column_id ORDER BY column_id";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter().map(|row| Ok((ColumnId::new(row.text(0)?), row.integer(1)?, row.instant(2)?))).collect()
}

/// What stands of a kind (`article`, `site`, `annual_report`), latest release first.
///
/// # Errors
/// When the database fails.
pub async fn of_kind(
    mut db: impl Read,
    agency: &AgencyId,
    kind: affairs::document::BundleKind,
    limit: i64,
    offset: i64,
) -> Kept<Vec<Shown>> {
    let sql = shown!(
        "WHERE p.agency_id = $1 AND p.kind = $2 AND p.standing IN ('live', 'repealed')
         ORDER BY p.released_at DESC, p.document_id LIMIT $3 OFFSET $4"
    );
    db.rows(sql, values![agency, kind.code(), limit, offset]).await?.iter().map(shown).collect()
}

/// Everything that stands but the site's own face, latest release first.
///
/// # Errors
/// When the database fails.
pub async fn latest(mut db: impl Read, agency: &AgencyId, limit: i64, offset: i64) -> Kept<Vec<Shown>> {
    let sql = shown!(
        "WHERE p.agency_id = $1 AND p.kind <> 'site' AND p.standing IN ('live', 'repealed')
         ORDER BY p.released_at DESC, p.document_id LIMIT $2 OFFSET $3"
    );
    db.rows(sql, values![agency, limit, offset]).await?.iter().map(shown).collect()
}

/// How many of a kind stand.
///
/// # Errors
/// When the database fails.
pub async fn count_of_kind(mut db: impl Read, agency: &AgencyId, kind: affairs::document::BundleKind) -> Kept<i64> {
    let sql =
        "SELECT COUNT(*) FROM publication WHERE agency_id = $1 AND kind = $2 AND standing IN ('live', 'repealed')";
    db.count(sql, values![agency, kind.code()]).await
}

/// Publications of an agency whatever their standing, by document, after a document; for rebuilding the index and for
/// `verify`.
///
/// # Errors
/// When the database fails.
pub async fn after_document(mut db: impl Read, agency: &AgencyId, after: &str, limit: i64) -> Kept<Vec<Shown>> {
    let sql = shown!("WHERE p.agency_id = $1 AND p.document_id > $2 ORDER BY p.document_id LIMIT $3");
    db.rows(sql, values![agency, after, limit]).await?.iter().map(shown).collect()
}

fn event(row: &Row) -> Kept<PublicationEvent> {
    let kind = row.text(5)?;
    Ok(PublicationEvent {
        agency: AgencyId::new(row.text(0)?),
        sequence: row.integer(1)?,
        document: DocumentId::new(row.text(2)?),
        edition: row.integer(3)?,
        bundle: row.hash(4)?,
        kind: EventKind::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
        at: row.instant(6)?,
        by: PersonId::new(row.text(7)?),
        by_name: row.text(8)?,
        group: row.text(9)?,
        column: row.text(10)?,
    })
}

/// Events after a sequence number, in order; an index or a cache follows them.
///
/// # Errors
/// When the database fails.
pub async fn events_after(
    mut db: impl Read,
    agency: &AgencyId,
    sequence: i64,
    limit: i64,
) -> Kept<Vec<PublicationEvent>> {
    let sql = "SELECT agency_id, sequence, document_id, edition, bundle_hash, kind, at, by_id, by_name, group_code,
        column_id FROM publication_event WHERE agency_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    db.rows(sql, values![agency, sequence, limit]).await?.iter().map(event).collect()
}

/// The events of a document, first to last.
///
/// # Errors
/// When the database fails.
pub async fn events_of(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Vec<PublicationEvent>> {
    let sql = "SELECT agency_id, sequence, document_id, edition, bundle_hash, kind, at, by_id, by_name, group_code,
        column_id FROM publication_event WHERE agency_id = $1 AND document_id = $2 ORDER BY sequence";
    db.rows(sql, values![agency, document]).await?.iter().map(event).collect()
}

/// The events of a year with the bundles they released, latest first; for the ledger of publications.
///
/// # Errors
/// When the database fails.
pub async fn events_of_year(
    mut db: impl Read,
    agency: &AgencyId,
    year: i16,
    limit: i64,
    offset: i64,
) -> Kept<Vec<(PublicationEvent, Bundle)>> {
    let sql =
        "SELECT e.agency_id, e.sequence, e.document_id, e.edition, e.bundle_hash, e.kind, e.at, e.by_id, e.by_name,
        e.group_code, e.column_id, b.content FROM publication_event e
        JOIN bundle b ON b.agency_id = e.agency_id AND b.bundle_hash = e.bundle_hash
        WHERE e.agency_id = $1 AND e.year = $2 ORDER BY e.sequence DESC LIMIT $3 OFFSET $4";
    let rows = db.rows(sql, values![agency, i64::from(year), limit, offset]).await?;
    rows.iter().map(|row| Ok((event(row)?, row.json(11)?))).collect()
}

/// The sequence number of an agency's last event; 0 before the first.
///
/// # Errors
/// When the database fails.
pub async fn sequence(mut db: impl Read, agency: &AgencyId) -> Kept<i64> {
    let sql = "SELECT COALESCE(MAX(sequence), 0) FROM publication_event WHERE agency_id = $1";
    db.count(sql, values![agency]).await
}

/// Adds an event. The journal's lock makes the sequence gap-free.
///
/// # Errors
/// When the database fails.
pub async fn insert_event(tx: &mut Transaction, event: &PublicationEvent) -> Kept<()> {
    tx.execute(
        "INSERT INTO publication_event (agency_id, sequence, document_id, edition, bundle_hash, kind, at, year, by_id,
         by_name, group_code, column_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            &event.agency,
            event.sequence,
            &event.document,
            event.edition,
            &event.bundle,
            event.kind.code(),
            event.at,
            i64::from(event.at.year()),
            &event.by,
            &event.by_name,
            &event.group,
            &event.column,
        ],
    )
    .await?;
    Ok(())
}

/// Rewrites how a document stands: its row, its places in columns, the files the public may fetch.
///
/// # Errors
/// When the database fails.
pub async fn save_standing(tx: &mut Transaction, publication: &Publication, bundle: &Bundle) -> Kept<()> {
    save_row(tx, publication, bundle).await?;
    let key = || values![&publication.agency, &publication.document];
    tx.execute("DELETE FROM publication_column WHERE agency_id = $1 AND document_id = $2", key()).await?;
    tx.execute("DELETE FROM publication_file WHERE agency_id = $1 AND document_id = $2", key()).await?;
    if !publication.standing.shows_text() {
        return Ok(());
    }
    let mut targets = bundle.targets.clone();
    targets.sort();
    targets.dedup();
    let columns = targets
        .iter()
        .map(|column| values![&publication.agency, column, publication.released_at, &publication.document])
        .collect();
    tx.insert_many("publication_column (agency_id, column_id, released_at, document_id)", columns).await?;
    let mut files = bundle.files();
    files.sort();
    files.dedup_by(|left, right| left.0 == right.0);
    let files = files
        .iter()
        .map(|(file, name, media)| values![&publication.agency, file, &publication.document, name, media])
        .collect();
    tx.insert_many("publication_file (agency_id, file_hash, document_id, name, media_type)", files).await
}

async fn save_row(tx: &mut Transaction, publication: &Publication, bundle: &Bundle) -> Kept<()> {
    tx.execute(
        "INSERT INTO publication (agency_id, document_id, edition, bundle_hash, notice_hash, standing, sequence,
         first_released_at, released_at, kind, index_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (agency_id, document_id) DO UPDATE SET edition = excluded.edition,
         bundle_hash = excluded.bundle_hash, notice_hash = excluded.notice_hash, standing = excluded.standing,
         sequence = excluded.sequence, released_at = excluded.released_at, kind = excluded.kind,
         index_number = excluded.index_number",
        values![
            &publication.agency,
            &publication.document,
            publication.edition,
            &publication.bundle,
            publication.notice_bundle.as_ref().map(|hash| hash.as_str().to_owned()),
            publication.standing.code(),
            publication.sequence,
            publication.first_released_at,
            publication.released_at,
            bundle.kind.code(),
            &bundle.index_number,
        ],
    )
    .await?;
    Ok(())
}

/// A file that a live publication names: its name and media type. `None` means the public may not have it.
///
/// # Errors
/// When the database fails.
pub async fn file(mut db: impl Read, file: &ContentHash) -> Kept<Option<(AgencyId, String, String)>> {
    let sql =
        "SELECT agency_id, name, media_type FROM publication_file WHERE file_hash = $1 ORDER BY document_id LIMIT 1";
    let row = db.row(sql, values![file]).await?;
    row.map(|row| Ok((AgencyId::new(row.text(0)?), row.text(1)?, row.text(2)?))).transpose()
}

/// Every file that the public of an agency may fetch.
///
/// # Errors
/// When the database fails.
pub async fn files(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<(ContentHash, DocumentId)>> {
    let sql =
        "SELECT file_hash, document_id FROM publication_file WHERE agency_id = $1 ORDER BY file_hash, document_id";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter().map(|row| Ok((row.hash(0)?, DocumentId::new(row.text(1)?)))).collect()
}

/// The text the machine read in a published file, for the search index.
///
/// # Errors
/// When the database fails.
pub async fn file_texts(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Vec<(String, String)>> {
    let sql = "SELECT f.name, u.text FROM publication_file f JOIN upload u ON u.agency_id = f.agency_id
        AND u.document_id = f.document_id AND u.file_hash = f.file_hash
        WHERE f.agency_id = $1 AND f.document_id = $2 ORDER BY f.file_hash";
    let rows = db.rows(sql, values![agency, document]).await?;
    rows.iter()
        .map(|row| {
            let pieces: Vec<TextPiece> = row.json(1)?;
            let text: Vec<String> = pieces.into_iter().map(|piece| piece.text).collect();
            Ok((row.text(0)?, text.join("\n")))
        })
        .collect()
}

/// An emergency take-down and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeDown {
    pub document: DocumentId,
    pub at: Instant,
    pub by: PersonId,
    pub by_name: String,
    pub reason: String,
    /// The day by whose end the four must have decided.
    pub decide_by: affairs::Date,
    /// Empty while nobody has decided.
    pub decision: String,
}

/// Keeps a take-down.
///
/// # Errors
/// When the database fails.
pub async fn insert_take_down(tx: &mut Transaction, take_down: &TakeDown) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO take_down (agency_id, document_id, at, by_id, by_name, reason, decide_by, decision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '')",
        values![
            &agency,
            &take_down.document,
            take_down.at,
            &take_down.by,
            &take_down.by_name,
            &take_down.reason,
            take_down.decide_by,
        ],
    )
    .await?;
    Ok(())
}

/// Keeps what the four decided.
///
/// # Errors
/// When the database fails.
pub async fn decide_take_down(tx: &mut Transaction, document: &DocumentId, decision: &str) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE take_down SET decision = $1 WHERE agency_id = $2 AND document_id = $3 AND decision = ''",
        values![decision, &agency, document],
    )
    .await?;
    Ok(())
}

/// Take-downs of an agency, undecided ones first.
///
/// # Errors
/// When the database fails.
pub async fn take_downs(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<TakeDown>> {
    let sql = "SELECT document_id, at, by_id, by_name, reason, decide_by, decision FROM take_down WHERE agency_id = $1
        ORDER BY CASE decision WHEN '' THEN 0 ELSE 1 END, at DESC, document_id LIMIT $2";
    let rows = db.rows(sql, values![agency, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(TakeDown {
                document: DocumentId::new(row.text(0)?),
                at: row.instant(1)?,
                by: PersonId::new(row.text(2)?),
                by_name: row.text(3)?,
                reason: row.text(4)?,
                decide_by: row.date(5)?,
                decision: row.text(6)?,
            })
        })
        .collect()
}

/// How many events a year has.
///
/// # Errors
/// When the database fails.
pub async fn count_of_year(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<i64> {
    let sql = "SELECT COUNT(*) FROM publication_event WHERE agency_id = $1 AND year = $2";
    db.count(sql, values![agency, i64::from(year)]).await
}

/// The years that have events, latest first.
///
/// # Errors
/// When the database fails.
pub async fn years(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<i16>> {
    let sql = "SELECT DISTINCT year FROM publication_event WHERE agency_id = $1 ORDER BY year DESC";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter().map(|row| Ok(i16::try_from(row.integer(0)?).unwrap_or(0))).collect()
}
