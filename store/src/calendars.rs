//! Imported holiday notices, the days they moved in open cases, and the alarms that were told.

use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::id::{AgencyId, CaseId, PersonId};
use affairs::{Date, Instant};
use law::calendar::{HolidayNotice, ImportedNotice, Reach, holidays_csv, parse_holidays};

/// A notice as it was imported. None is ever changed: a later one takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptNotice {
    /// From 1, in the order of import.
    pub revision: i64,
    pub notice: ImportedNotice,
    /// The calendar's fingerprint with this notice laid over those before it.
    pub calendar_version: String,
    /// Why it was imported: for a first import, that the notice was issued; for another, what was wrong.
    pub reason: String,
    pub by: PersonId,
    pub at: Instant,
}

/// What an import changed in an open case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub case: CaseId,
    pub old_due_on: Date,
    pub new_due_on: Date,
    pub old_provisional: bool,
    pub new_provisional: bool,
    /// Whether the applicant has been told a day that no longer holds, so that a letter should go to him.
    pub letter: bool,
}

/// The number of the last import; 0 where there is none. One look at the end of the key.
///
/// # Errors
/// When the database fails.
pub async fn revision(mut db: impl Read, agency: &AgencyId) -> Kept<i64> {
    db.count("SELECT COALESCE(MAX(revision), 0) FROM calendar_notice WHERE agency_id = $1", values![agency]).await
}

fn kept(row: &Row) -> Kept<KeptNotice> {
    let (reach, days) = (row.text(2)?, row.text(6)?);
    let year = row.integer(1)?;
    let rows = parse_holidays(&days).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(KeptNotice {
        revision: row.integer(0)?,
        notice: ImportedNotice {
            year: i16::try_from(year).map_err(|_| StoreError::Corrupt(format!("year {year}")))?,
            reach: Reach::from_code(&reach).ok_or(StoreError::Corrupt(reach))?,
            notice: HolidayNotice { number: row.text(3)?, issued_on: row.date(4)?, title: row.text(5)? },
            rows,
        },
        calendar_version: row.text(7)?,
        reason: row.text(8)?,
        by: PersonId::new(row.text(9)?),
        at: row.instant(10)?,
    })
}

/// Every import of an agency, the first one first.
///
/// # Errors
/// When the database fails or a notice cannot be read.
pub async fn notices(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<KeptNotice>> {
    let sql = "SELECT revision, year, reach, notice, issued_on, title, days, calendar_version, reason, by_id, at
        FROM calendar_notice WHERE agency_id = $1 ORDER BY revision";
    db.rows(sql, values![agency]).await?.iter().map(kept).collect()
}

/// Keeps an import.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody imported under that number a moment ago.
pub async fn insert(tx: &mut Transaction, kept: &KeptNotice) -> Kept<()> {
    let agency = tx.agency().clone();
    let ImportedNotice { year, reach, notice, rows } = &kept.notice;
    tx.execute(
        "INSERT INTO calendar_notice (agency_id, revision, year, reach, notice, issued_on, title, days,
         calendar_version, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            &agency,
            kept.revision,
            i64::from(*year),
            reach.code(),
            &notice.number,
            notice.issued_on,
            &notice.title,
            holidays_csv(rows),
            &kept.calendar_version,
            &kept.reason,
            &kept.by,
            kept.at,
        ],
    )
    .await?;
    Ok(())
}
