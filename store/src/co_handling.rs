//! 协办: who is asked for an opinion on which case, until when. The ledger is the truth; these rows serve lists.

use crate::sql::{Read, Row, Transaction};
use crate::{Kept, values};
use affairs::Date;
use affairs::application::co_handling::CoHandling;
use affairs::id::{AgencyId, CaseId, PersonId};
use std::collections::BTreeSet;

/// An opinion that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedRow {
    pub case: CaseId,
    pub key: u32,
    /// The number of the case.
    pub number: String,
    pub until: Date,
}

/// Keeps how an asking stands: new, passed on, or answered.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &mut Transaction, case: &CaseId, one: &CoHandling) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO co_handling (agency_id, case_id, asked_key, section_id, person_id, until, open)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (agency_id, case_id, asked_key) DO UPDATE SET section_id = excluded.section_id,
         person_id = excluded.person_id, until = excluded.until, open = excluded.open",
        values![&agency, case, i64::from(one.key), &one.section, &one.to, one.until, one.answered_on.is_none(),],
    )
    .await?;
    Ok(())
}

/// What one person owes on cases that are still open, the most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn owed_by(mut db: impl Read, agency: &AgencyId, person: &PersonId, limit: i64) -> Kept<Vec<OwedRow>> {
    let sql = "SELECT c.case_id, c.asked_key, a.number, c.until FROM co_handling c
        JOIN application a ON a.agency_id = c.agency_id AND a.case_id = c.case_id
        WHERE c.agency_id = $1 AND c.open = 1 AND c.person_id = $2 AND a.open = 1
        ORDER BY c.until, c.case_id LIMIT $3";
    let rows = db.rows(sql, values![agency, person, limit]).await?;
    let owed = |row: &Row| {
        Ok(OwedRow {
            case: CaseId::new(row.text(0)?),
            key: u32::try_from(row.integer(1)?).unwrap_or_default(),
            number: row.text(2)?,
            until: row.date(3)?,
        })
    };
    rows.iter().map(owed).collect()
}

/// The open cases on which somebody owes an opinion whose day lies before this one.
///
/// # Errors
/// When the database fails.
pub async fn late(mut db: impl Read, agency: &AgencyId, today: Date, limit: i64) -> Kept<BTreeSet<CaseId>> {
    let sql = "SELECT DISTINCT c.case_id FROM co_handling c
        JOIN application a ON a.agency_id = c.agency_id AND a.case_id = c.case_id
        WHERE c.agency_id = $1 AND c.open = 1 AND c.until < $2 AND a.open = 1 ORDER BY c.case_id LIMIT $3";
    let rows = db.rows(sql, values![agency, today, limit]).await?;
    rows.iter().map(|row| Ok(CaseId::new(row.text(0)?))).collect()
}

/// Whether this person is asked about this case and has not answered.
///
/// # Errors
/// When the database fails.
pub async fn is_asked(mut db: impl Read, agency: &AgencyId, case: &CaseId, person: &PersonId) -> Kept<bool> {
    let sql = "SELECT COUNT(*) FROM co_handling WHERE agency_id = $1 AND case_id = $2 AND person_id = $3 AND open = 1";
    Ok(db.count(sql, values![agency, case, person]).await? > 0)
}
