//! Reading the journal. Lines are written by [`crate::Transaction::commit`] alone.

use crate::sql::{Read, Row};
use crate::{Kept, values};
use affairs::id::AgencyId;
use affairs::journal::Line;

fn line(agency: &AgencyId, row: &Row) -> Kept<Line> {
    Ok(Line {
        agency: agency.clone(),
        number: row.integer(0)?,
        at: row.instant(1)?,
        entry: row.json(2)?,
        previous: row.hash(3)?,
        hash: row.hash(4)?,
    })
}

/// Lines after a number, in order; for `verify` and for pages of the journal.
///
/// # Errors
/// When the database fails.
pub async fn after(mut db: impl Read, agency: &AgencyId, number: i64, limit: i64) -> Kept<Vec<Line>> {
    let sql = "SELECT number, at, entry, previous, hash FROM journal_line WHERE agency_id = $1 AND number > $2
        ORDER BY number LIMIT $3";
    db.rows(sql, values![agency, number, limit]).await?.iter().map(|row| line(agency, row)).collect()
}

/// Lines before a number, latest first; for the auditor's page.
///
/// # Errors
/// When the database fails.
pub async fn before(mut db: impl Read, agency: &AgencyId, number: i64, limit: i64) -> Kept<Vec<Line>> {
    let sql = "SELECT number, at, entry, previous, hash FROM journal_line WHERE agency_id = $1 AND number < $2
        ORDER BY number DESC LIMIT $3";
    db.rows(sql, values![agency, number, limit]).await?.iter().map(|row| line(agency, row)).collect()
}

/// The number and hash of the last line.
///
/// # Errors
/// When the database fails.
pub async fn head(mut db: impl Read, agency: &AgencyId) -> Kept<Option<(i64, affairs::ContentHash)>> {
    let sql = "SELECT number, hash FROM journal_head WHERE agency_id = $1";
    db.row(sql, values![agency]).await?.map(|row| Ok((row.integer(0)?, row.hash(1)?))).transpose()
}
