//! Visits to the reading place: booked, cancelled, come to; the days on which it is closed. Who comes is sealed.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::id::{AgencyId, PersonId, VisitId};
use affairs::reading::{Closures, Taken, Visit, VisitState, parse_time, time_text};
use affairs::{Date, Instant};
use jiff::civil::Time;

/// Where the sealed form stands.
pub const FORM: &str = "reading_visit.form";

/// What a visit is found by again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitMarks {
    /// The keyed token of the telephone.
    pub telephone: String,
    pub code_hash: String,
}

/// How many visits stand on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitDay {
    pub day: Date,
    pub visits: i64,
}

/// Keeps a new visit.
///
/// # Errors
/// [`StoreError::Conflict`] when its number is taken.
pub async fn insert(
    tx: &mut Transaction,
    keyring: &Keyring,
    visit: &Visit,
    marks: &VisitMarks,
    at: Instant,
) -> Kept<()> {
    let form = keyring.seal(&visit.agency, FORM, visit.id.as_str(), &visit.form)?;
    tx.execute(
        "INSERT INTO reading_visit (agency_id, visit_id, number, day, from_time, until_time, state, telephone_token,
         code_hash, form, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            &visit.agency,
            &visit.id,
            &visit.number,
            visit.day,
            time_text(visit.from),
            time_text(visit.until),
            visit.state.code(),
            &marks.telephone,
            &marks.code_hash,
            form,
            at,
        ],
    )
    .await?;
    Ok(())
}

/// Keeps how it stands with a visit now. `before` is how the act found it.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody acted in between.
pub async fn set_state(tx: &mut Transaction, visit: &VisitId, before: VisitState, after: VisitState) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "UPDATE reading_visit SET state = $1 WHERE agency_id = $2 AND visit_id = $3 AND state = $4";
    let changed = tx.execute(sql, values![after.code(), &agency, visit, before.code()]).await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Calls off every visit that is booked for a day; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn call_off(tx: &mut Transaction, day: Date) -> Kept<u64> {
    let agency = tx.agency().clone();
    let sql = "UPDATE reading_visit SET state = $1 WHERE agency_id = $2 AND day = $3 AND state = $4";
    tx.execute(sql, values![VisitState::CalledOff.code(), &agency, day, VisitState::Booked.code()]).await
}

/// A visit.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn by_id(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, visit: &VisitId) -> Kept<Option<Visit>> {
    let sql = "SELECT visit_id, number, day, from_time, until_time, state, form FROM reading_visit
        WHERE agency_id = $1 AND visit_id = $2";
    let row = db.row(sql, values![agency, visit]).await?;
    row.map(|row| visit_of(&row, keyring, agency)).transpose()
}

/// The visits of a day, in the order of their hours.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn of_day(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    day: Date,
    limit: i64,
) -> Kept<Vec<Visit>> {
    let sql = "SELECT visit_id, number, day, from_time, until_time, state, form FROM reading_visit
        WHERE agency_id = $1 AND day = $2 ORDER BY from_time, number LIMIT $3";
    let rows = db.rows(sql, values![agency, day, limit]).await?;
    rows.iter().map(|row| visit_of(row, keyring, agency)).collect()
}

fn visit_of(row: &Row, keyring: &Keyring, agency: &AgencyId) -> Kept<Visit> {
    let id = VisitId::new(row.text(0)?);
    let state = row.text(5)?;
    Ok(Visit {
        agency: agency.clone(),
        number: row.text(1)?,
        day: row.date(2)?,
        from: time(row.text(3)?)?,
        until: time(row.text(4)?)?,
        state: VisitState::from_code(&state).ok_or(StoreError::Corrupt(state))?,
        form: keyring.open(agency, FORM, id.as_str(), &row.bytes(6)?)?,
        id,
    })
}

fn time(text: String) -> Kept<Time> {
    parse_time(&text).ok_or(StoreError::Corrupt(text))
}

/// The visit of a number, and the hash of its receipt's code.
///
/// # Errors
/// When the database fails.
pub async fn by_number(mut db: impl Read, agency: &AgencyId, number: &str) -> Kept<Option<(VisitId, String)>> {
    let sql = "SELECT visit_id, code_hash FROM reading_visit WHERE agency_id = $1 AND number = $2";
    let row = db.row(sql, values![agency, number]).await?;
    row.map(|row| Ok((VisitId::new(row.text(0)?), row.text(1)?))).transpose()
}

/// How many visits hold a place, by slot, from a day through another.
///
/// # Errors
/// When the database fails.
pub async fn taken(mut db: impl Read, agency: &AgencyId, first: Date, last: Date) -> Kept<Taken> {
    let sql = "SELECT day, from_time, COUNT(*) FROM reading_visit
        WHERE agency_id = $1 AND day >= $2 AND day <= $3 AND state IN ('booked', 'came', 'missed')
        GROUP BY day, from_time";
    let rows = db.rows(sql, values![agency, first, last]).await?;
    let slot = |row: &Row| {
        let count = u16::try_from(row.integer(2)?).unwrap_or(u16::MAX);
        Ok(((row.date(0)?, time(row.text(1)?)?), count))
    };
    rows.iter().map(slot).collect()
}

/// The days from one on that have visits, with how many stand.
///
/// # Errors
/// When the database fails.
pub async fn days(mut db: impl Read, agency: &AgencyId, first: Date, limit: i64) -> Kept<Vec<VisitDay>> {
    let sql = "SELECT day, COUNT(*) FROM reading_visit WHERE agency_id = $1 AND day >= $2 AND state = 'booked'
        GROUP BY day ORDER BY day LIMIT $3";
    let rows = db.rows(sql, values![agency, first, limit]).await?;
    rows.iter().map(|row| Ok(VisitDay { day: row.date(0)?, visits: row.integer(1)? })).collect()
}

/// How many visits to come, from a day on, one telephone holds.
///
/// # Errors
/// When the database fails.
pub async fn to_come(mut db: impl Read, agency: &AgencyId, telephone: &str, first: Date) -> Kept<i64> {
    let sql = "SELECT COUNT(*) FROM reading_visit WHERE agency_id = $1 AND telephone_token = $2 AND day >= $3
        AND state = 'booked'";
    db.count(sql, values![agency, telephone, first]).await
}

/// Closes a day; a second reason takes the place of the first.
///
/// # Errors
/// When the database fails.
pub async fn close_day(tx: &mut Transaction, day: Date, reason: &str, by: &PersonId, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO reading_closure (agency_id, day, reason, by_id, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (agency_id, day) DO UPDATE SET reason = excluded.reason, by_id = excluded.by_id, at = excluded.at",
        values![&agency, day, reason, by, at],
    )
    .await?;
    Ok(())
}

/// Opens a closed day again; answers whether it was closed.
///
/// # Errors
/// When the database fails.
pub async fn open_day(tx: &mut Transaction, day: Date) -> Kept<bool> {
    let agency = tx.agency().clone();
    let sql = "DELETE FROM reading_closure WHERE agency_id = $1 AND day = $2";
    Ok(tx.execute(sql, values![&agency, day]).await? == 1)
}

/// The closed days from one through another.
///
/// # Errors
/// When the database fails.
pub async fn closures(mut db: impl Read, agency: &AgencyId, first: Date, last: Date) -> Kept<Closures> {
    let sql = "SELECT day, reason FROM reading_closure WHERE agency_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
    let rows = db.rows(sql, values![agency, first, last]).await?;
    rows.iter().map(|row| Ok((row.date(0)?, row.text(1)?))).collect()
}
