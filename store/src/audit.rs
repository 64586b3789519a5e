//! The kept rows as they are, unread: for `verify`, which must be able to look at a row that is no longer what it should
//! be and go on. Everything is walked in the order of a key, so memory stays bounded.

use crate::sql::{Read, Row};
use crate::{Kept, values};
use affairs::id::AgencyId;

/// A line of the journal as it is kept.
#[derive(Debug, Clone)]
pub struct LineText {
    pub number: i64,
    pub at: i64,
    pub entry: String,
    pub previous: String,
    pub hash: String,
}

/// Lines after a number.
///
/// # Errors
/// When the database fails.
pub async fn lines_after(mut db: impl Read, agency: &AgencyId, number: i64, limit: i64) -> Kept<Vec<LineText>> {
    let sql = "SELECT number, at, entry, previous, hash FROM journal_line WHERE agency_id = $1 AND number > $2
        ORDER BY number LIMIT $3";
    let line = |row: &Row| {
        Ok(LineText {
            number: row.integer(0)?,
            at: row.integer(1)?,
            entry: row.text(2)?,
            previous: row.text(3)?,
            hash: row.text(4)?,
        })
    };
    db.rows(sql, values![agency, number, limit]).await?.iter().map(line).collect()
}

/// Where a journal says that it ends.
///
/// # Errors
/// When the database fails.
pub async fn head(mut db: impl Read, agency: &AgencyId) -> Kept<Option<(i64, String)>> {
    let sql = "SELECT number, hash FROM journal_head WHERE agency_id = $1";
    db.row(sql, values![agency]).await?.map(|row| Ok((row.integer(0)?, row.text(1)?))).transpose()
}

/// Agencies that have journal lines, a journal's head or publications and are no agency of the office.
///
/// # Errors
/// When the database fails.
pub async fn strangers(mut db: impl Read) -> Kept<Vec<String>> {
    let sql = "SELECT agency_id FROM (SELECT DISTINCT agency_id FROM journal_line UNION
        SELECT agency_id FROM journal_head UNION SELECT DISTINCT agency_id FROM publication) found
        WHERE agency_id NOT IN (SELECT agency_id FROM agency)";
    let mut found = db.rows(sql, vec![]).await?.iter().map(|row| row.text(0)).collect::<Kept<Vec<String>>>()?;
    found.sort();
    Ok(found)
}

/// A bundle as it is kept.
#[derive(Debug, Clone)]
pub struct BundleText {
    pub hash: String,
    pub document: String,
    pub edition: i64,
    pub content: String,
    pub body: String,
}

fn bundle(row: &Row) -> Kept<BundleText> {
    Ok(BundleText {
        hash: row.text(0)?,
        document: row.text(1)?,
        edition: row.integer(2)?,
        content: row.text(3)?,
        body: row.text(4)?,
    })
}

/// Bundles after a hash.
///
/// # Errors
/// When the database fails.
pub async fn bundles_after(mut db: impl Read, agency: &AgencyId, after: &str, limit: i64) -> Kept<Vec<BundleText>> {
    let sql = "SELECT bundle_hash, document_id, edition, content, body FROM bundle WHERE agency_id = $1
        AND bundle_hash > $2 ORDER BY bundle_hash LIMIT $3";
    db.rows(sql, values![agency, after, limit]).await?.iter().map(bundle).collect()
}

/// One bundle.
///
/// # Errors
/// When the database fails.
pub async fn bundle_of(mut db: impl Read, agency: &AgencyId, hash: &str) -> Kept<Option<BundleText>> {
    let sql = "SELECT bundle_hash, document_id, edition, content, body FROM bundle WHERE agency_id = $1
        AND bundle_hash = $2";
    db.row(sql, values![agency, hash]).await?.as_ref().map(bundle).transpose()
}

/// A signature as it is kept: the columns beside the content that repeats them.
#[derive(Debug, Clone)]
pub struct ApprovalText {
    pub level: i64,
    pub person: String,
    pub at: i64,
    pub content: String,
}

/// The ledger of a bundle, level by level.
///
/// # Errors
/// When the database fails.
pub async fn approvals_of(mut db: impl Read, agency: &AgencyId, bundle: &str) -> Kept<Vec<ApprovalText>> {
    let sql = "SELECT level, person_id, at, content FROM approval WHERE agency_id = $1 AND bundle_hash = $2
        ORDER BY level";
    let approval = |row: &Row| {
        Ok(ApprovalText { level: row.integer(0)?, person: row.text(1)?, at: row.integer(2)?, content: row.text(3)? })
    };
    db.rows(sql, values![agency, bundle]).await?.iter().map(approval).collect()
}

/// An event as it is kept.
#[derive(Debug, Clone)]
pub struct EventText {
    pub sequence: i64,
    pub document: String,
    pub edition: i64,
    pub bundle: String,
    pub kind: String,
    pub at: i64,
    pub year: i64,
    pub group: String,
    pub column: String,
}

fn event(row: &Row) -> Kept<EventText> {
    Ok(EventText {
        sequence: row.integer(0)?,
        document: row.text(1)?,
        edition: row.integer(2)?,
        bundle: row.text(3)?,
        kind: row.text(4)?,
        at: row.integer(5)?,
        year: row.integer(6)?,
        group: row.text(7)?,
        column: row.text(8)?,
    })
}

/// Events after a sequence number.
///
/// # Errors
/// When the database fails.
pub async fn events_after(mut db: impl Read, agency: &AgencyId, sequence: i64, limit: i64) -> Kept<Vec<EventText>> {
    let sql = "SELECT sequence, document_id, edition, bundle_hash, kind, at, year, group_code, column_id
        FROM publication_event WHERE agency_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    db.rows(sql, values![agency, sequence, limit]).await?.iter().map(event).collect()
}

/// The events of a document, first to last.
///
/// # Errors
/// When the database fails.
pub async fn events_of(mut db: impl Read, agency: &AgencyId, document: &str) -> Kept<Vec<EventText>> {
    let sql = "SELECT sequence, document_id, edition, bundle_hash, kind, at, year, group_code, column_id
        FROM publication_event WHERE agency_id = $1 AND document_id = $2 ORDER BY sequence";
    db.rows(sql, values![agency, document]).await?.iter().map(event).collect()
}

/// A publication as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationText {
    pub document: String,
    pub edition: i64,
    pub bundle: String,
    pub notice: Option<String>,
    pub standing: String,
    pub sequence: i64,
    pub first_released_at: i64,
    pub released_at: i64,
    pub kind: String,
    pub index_number: String,
}

/// Publications after a document.
///
/// # Errors
/// When the database fails.
pub async fn publications_after(
    mut db: impl Read,
    agency: &AgencyId,
    after: &str,
    limit: i64,
) -> Kept<Vec<PublicationText>> {
    let sql =
        "SELECT document_id, edition, bundle_hash, notice_hash, standing, sequence, first_released_at, released_at,
        kind, index_number FROM publication WHERE agency_id = $1 AND document_id > $2 ORDER BY document_id LIMIT $3";
    let publication = |row: &Row| {
        Ok(PublicationText {
            document: row.text(0)?,
            edition: row.integer(1)?,
            bundle: row.text(2)?,
            notice: row.optional_text(3)?,
            standing: row.text(4)?,
            sequence: row.integer(5)?,
            first_released_at: row.integer(6)?,
            released_at: row.integer(7)?,
            kind: row.text(8)?,
            index_number: row.text(9)?,
        })
    };
    db.rows(sql, values![agency, after, limit]).await?.iter().map(publication).collect()
}

/// The columns in which a document stands, each with its time.
///
/// # Errors
/// When the database fails.
pub async fn columns_of(mut db: impl Read, agency: &AgencyId, document: &str) -> Kept<Vec<(String, i64)>> {
    let sql = "SELECT column_id, released_at FROM publication_column WHERE agency_id = $1 AND document_id = $2";
    let rows = db.rows(sql, values![agency, document]).await?;
    let mut found = rows.iter().map(|row| Ok((row.text(0)?, row.integer(1)?))).collect::<Kept<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// The files that the public may fetch of a document: hash, name, media type.
///
/// # Errors
/// When the database fails.
pub async fn files_of(mut db: impl Read, agency: &AgencyId, document: &str) -> Kept<Vec<(String, String, String)>> {
    let sql = "SELECT file_hash, name, media_type FROM publication_file WHERE agency_id = $1 AND document_id = $2";
    let rows = db.rows(sql, values![agency, document]).await?;
    let mut found = rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect::<Kept<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// Documents that have events, places in columns or public files, and no publication.
///
/// # Errors
/// When the database fails.
pub async fn without_publication(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<String>> {
    let sql = "SELECT document_id FROM (SELECT DISTINCT document_id FROM publication_event WHERE agency_id = $1 UNION
        SELECT DISTINCT document_id FROM publication_column WHERE agency_id = $1 UNION
        SELECT DISTINCT document_id FROM publication_file WHERE agency_id = $1) found WHERE document_id NOT IN
        (SELECT document_id FROM publication WHERE agency_id = $1) LIMIT $2";
    let rows = db.rows(sql, values![agency, limit]).await?;
    let mut found = rows.iter().map(|row| row.text(0)).collect::<Kept<Vec<String>>>()?;
    found.sort();
    Ok(found)
}

/// Every series and year with how many numbers it says it issued.
///
/// # Errors
/// When the database fails.
pub async fn series(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<(String, i64, i64)>> {
    let sql = "SELECT series, year, issued FROM series WHERE agency_id = $1 UNION
        SELECT DISTINCT n.series, n.year, CAST(0 AS BIGINT) FROM series_number n WHERE n.agency_id = $1 AND NOT EXISTS
        (SELECT 1 FROM series s WHERE s.agency_id = n.agency_id AND s.series = n.series AND s.year = n.year)";
    let rows = db.rows(sql, values![agency]).await?;
    let one = |row: &Row| Ok((row.text(0)?, row.integer(1)?, row.integer(2)?));
    let mut found = rows.iter().map(one).collect::<Kept<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// The serials of a series and year after a serial, with the document each went to.
///
/// # Errors
/// When the database fails.
pub async fn serials_after(
    mut db: impl Read,
    agency: &AgencyId,
    series: &str,
    year: i64,
    serial: i64,
    limit: i64,
) -> Kept<Vec<(i64, String)>> {
    let sql = "SELECT serial, document_id FROM series_number WHERE agency_id = $1 AND series = $2 AND year = $3
        AND serial > $4 ORDER BY serial LIMIT $5";
    let rows = db.rows(sql, values![agency, series, year, serial, limit]).await?;
    rows.iter().map(|row| Ok((row.integer(0)?, row.text(1)?))).collect()
}

/// The hashes of files that some row of any agency names, after a hash: uploads, public files, sealed evidence, files of cases.
///
/// # Errors
/// When the database fails.
pub async fn named_files_after(mut db: impl Read, after: &str, limit: i64) -> Kept<Vec<String>> {
    let sql = "SELECT file_hash FROM (SELECT file_hash FROM upload UNION SELECT file_hash FROM publication_file UNION
        SELECT file_hash FROM sealed_file UNION SELECT file_hash FROM application_file) named WHERE file_hash > $1 ORDER BY file_hash LIMIT $2";
    db.rows(sql, values![after, limit]).await?.iter().map(|row| row.text(0)).collect()
}

/// The agencies whose rows name a file, each with whether it has erased it.
///
/// # Errors
/// When the database fails.
pub async fn holders_of_file(mut db: impl Read, hash: &str) -> Kept<Vec<(AgencyId, bool)>> {
    let sql = "SELECT n.agency_id, COUNT(t.key) FROM (SELECT agency_id FROM upload WHERE file_hash = $1 UNION
        SELECT agency_id FROM publication_file WHERE file_hash = $1 UNION
        SELECT agency_id FROM sealed_file WHERE file_hash = $1 UNION
        SELECT agency_id FROM application_file WHERE file_hash = $1) n LEFT JOIN tombstone t ON t.agency_id = n.agency_id
        AND t.kind = 'file' AND t.key = $1 GROUP BY n.agency_id";
    let rows = db.rows(sql, values![hash]).await?;
    let one = |row: &Row| Ok((AgencyId::new(row.text(0)?), row.integer(1)? > 0));
    let mut found = rows.iter().map(one).collect::<Kept<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// A file of a case as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFileText {
    pub agency: AgencyId,
    pub case: String,
    pub hash: String,
    /// Readable bytes.
    pub size: i64,
}

/// Files of cases of any agency, after one of them.
///
/// # Errors
/// When the database fails.
pub async fn case_files_after(mut db: impl Read, after: Option<&CaseFileText>, limit: i64) -> Kept<Vec<CaseFileText>> {
    let (agency, case, hash) = after.map_or(("", "", ""), |one| (one.agency.as_str(), &*one.case, &*one.hash));
    let sql = "SELECT agency_id, case_id, file_hash, size FROM application_file
        WHERE (agency_id, case_id, file_hash) > ($1, $2, $3) ORDER BY agency_id, case_id, file_hash LIMIT $4";
    let file = |row: &Row| {
        let (agency, case) = (AgencyId::new(row.text(0)?), row.text(1)?);
        Ok(CaseFileText { agency, case, hash: row.text(2)?, size: row.integer(3)? })
    };
    db.rows(sql, values![agency, case, hash, limit]).await?.iter().map(file).collect()
}

/// The documents of an agency that name a file, at most a few.
///
/// # Errors
/// When the database fails.
pub async fn documents_of_file(mut db: impl Read, agency: &AgencyId, hash: &str) -> Kept<Vec<String>> {
    let sql = "SELECT document_id FROM upload WHERE agency_id = $1 AND file_hash = $2 UNION
        SELECT document_id FROM publication_file WHERE agency_id = $1 AND file_hash = $2 LIMIT 3";
    db.rows(sql, values![agency, hash]).await?.iter().map(|row| row.text(0)).collect()
}

/// A grant as a signature names it: person, role, first day, who granted it.
///
/// # Errors
/// When the database fails.
pub async fn grant(mut db: impl Read, agency: &AgencyId, id: &str) -> Kept<Option<(String, String, String, String)>> {
    let sql = "SELECT person_id, role, from_on, granted_by FROM role_grant WHERE agency_id = $1 AND grant_id = $2";
    let row = db.row(sql, values![agency, id]).await?;
    row.map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?))).transpose()
}
