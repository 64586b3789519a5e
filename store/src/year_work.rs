//! The items of section 五, what the records of a year say that could become one, and what an inspection asks for.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::id::{AgencyId, CaseId, ColumnId, PersonId, RecordId, SectionId};
use affairs::register::Register;
use affairs::report::Problem;
use affairs::report::problem::ITEMS_LIMIT;
use affairs::{Date, Instant};
use law::annual_report::ApplicantKind;
use law::outcome::Outcome;

fn problem(agency: &AgencyId, row: &Row) -> Kept<Problem> {
    let year = |number: i64| i16::try_from(number).map_err(|error| StoreError::Corrupt(error.to_string()));
    Ok(Problem {
        agency: agency.clone(),
        year: year(row.integer(0)?)?,
        id: RecordId::new(row.text(1)?),
        version: row.integer(2)?,
        first_year: year(row.integer(3)?)?,
        source: row.text(4)?,
        words: row.json(5)?,
        by: PersonId::new(row.text(6)?),
        at: row.instant(7)?,
    })
}

macro_rules! problems {
    ($rest:literal) => {
        concat!(
            "SELECT year, problem_id, version, first_year, source, content, by_id, at FROM year_problem
             WHERE agency_id = $1 AND year = $2 ",
            $rest
        )
    };
}

/// The items of a year: those carried longest first, then as they were raised.
///
/// # Errors
/// When the database fails.
pub async fn problems_of(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<Problem>> {
    let sql = problems!("ORDER BY first_year, at, problem_id LIMIT $3");
    let rows = db.rows(sql, values![agency, i64::from(year), ITEMS_LIMIT as i64]).await?;
    rows.iter().map(|row| problem(agency, row)).collect()
}

/// One item of a year.
///
/// # Errors
/// When the database fails.
pub async fn problem_of(mut db: impl Read, agency: &AgencyId, year: i16, id: &RecordId) -> Kept<Option<Problem>> {
    let row = db.row(problems!("AND problem_id = $3"), values![agency, i64::from(year), id]).await?;
    row.as_ref().map(|row| problem(agency, row)).transpose()
}

/// Keeps a new item.
///
/// # Errors
/// [`StoreError::Conflict`] when the item stands in this year already.
pub async fn insert_problem(tx: &mut Transaction, problem: &Problem) -> Kept<()> {
    let row = values![
        &problem.agency,
        i64::from(problem.year),
        &problem.id,
        problem.version,
        i64::from(problem.first_year),
        &problem.source,
        json_text(&problem.words)?,
        &problem.by,
        problem.at,
    ];
    let into = "year_problem (agency_id, year, problem_id, version, first_year, source, content, by_id, at)";
    tx.insert_many(into, vec![row]).await
}

/// Keeps a changed item in place of the version before it.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody changed it in between.
pub async fn update_problem(tx: &mut Transaction, problem: &Problem) -> Kept<()> {
    let sql = "UPDATE year_problem SET version = $4, content = $5, by_id = $6, at = $7
        WHERE agency_id = $1 AND year = $2 AND problem_id = $3 AND version = $8";
    let values = values![
        &problem.agency,
        i64::from(problem.year),
        &problem.id,
        problem.version,
        json_text(&problem.words)?,
        &problem.by,
        problem.at,
        problem.version - 1,
    ];
    if tx.execute(sql, values).await? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Strikes an item off a year; the journal keeps who and why.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody changed it in between.
pub async fn remove_problem(tx: &mut Transaction, problem: &Problem) -> Kept<()> {
    let sql = "DELETE FROM year_problem WHERE agency_id = $1 AND year = $2 AND problem_id = $3 AND version = $4";
    let values = values![&problem.agency, i64::from(problem.year), &problem.id, problem.version];
    if tx.execute(sql, values).await? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// The last event of every column before an instant.
///
/// # Errors
/// When the database fails.
pub async fn last_in_columns(mut db: impl Read, agency: &AgencyId, before: Instant) -> Kept<Vec<(ColumnId, Instant)>> {
    let sql = "SELECT column_id, MAX(at) FROM publication_event WHERE agency_id = $1 AND at < $2
        AND kind IN ('publish', 'replace', 'correct') GROUP BY column_id ORDER BY column_id";
    let rows = db.rows(sql, values![agency, before]).await?;
    rows.iter().map(|row| Ok((ColumnId::new(row.text(0)?), row.instant(1)?))).collect()
}

/// How many releases of a year each section drafted.
///
/// # Errors
/// When the database fails.
pub async fn releases_by_section(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<(SectionId, i64)>> {
    let sql = "SELECT r.section_id, COUNT(*) FROM publication_event e
        JOIN review r ON r.agency_id = e.agency_id AND r.bundle_hash = e.bundle_hash
        WHERE e.agency_id = $1 AND e.year = $2 AND e.kind IN ('publish', 'replace') AND e.group_code <> ''
        GROUP BY r.section_id ORDER BY r.section_id";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    rows.iter().map(|row| Ok((SectionId::new(row.text(0)?), row.integer(1)?))).collect()
}

/// How the replies of a year lay to their last days: the day of the end, the last day, how many.
///
/// # Errors
/// When the database fails.
pub async fn reply_days(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<(Date, Date, i64)>> {
    let sql = "SELECT ended_on, due_on, COUNT(*) FROM application WHERE agency_id = $1 AND ended_year = $2
        AND kind = 'application' AND outcome <> '' GROUP BY ended_on, due_on ORDER BY ended_on, due_on";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    rows.iter().map(|row| Ok((row.date(0)?, row.date(1)?, row.integer(2)?))).collect()
}

/// How many open cases stand in each phase, by its stored name.
///
/// # Errors
/// When the database fails.
pub async fn open_by_phase(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<(String, i64)>> {
    let sql = "SELECT phase, COUNT(*) FROM application WHERE agency_id = $1 AND open = 1 GROUP BY phase ORDER BY phase";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.integer(1)?))).collect()
}

/// How many standing rows of a year each register has; one without any is not there.
///
/// # Errors
/// When the database fails.
pub async fn rows_by_register(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<(Register, i64)>> {
    let sql = "SELECT register, COUNT(*) FROM register_record WHERE agency_id = $1 AND year = $2 AND voided = 0
        GROUP BY register ORDER BY register";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    rows.iter()
        .map(|row| {
            let code = row.text(0)?;
            Ok((Register::from_code(&code).ok_or(StoreError::Corrupt(code))?, row.integer(1)?))
        })
        .collect()
}

/// A line of the ledger of applications, without anything that says who applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    pub case: CaseId,
    pub number: String,
    pub applicant: ApplicantKind,
    pub received_on: Date,
    pub due_on: Date,
    /// By name.
    pub section: String,
    pub open: bool,
    pub outcome: Option<Outcome>,
    pub ended_on: Option<Date>,
}

/// The applications that a year has to do with, by the order of their ids, after one of them: received in it, or carried
/// into it.
///
/// # Errors
/// When the database fails.
pub async fn ledger_of(
    mut db: impl Read,
    agency: &AgencyId,
    year: i16,
    after: Option<&CaseId>,
    limit: i64,
) -> Kept<Vec<LedgerRow>> {
    let sql = "SELECT a.case_id, a.number, a.applicant_kind, a.received_on, a.due_on, s.name, a.open, a.outcome,
        a.ended_on FROM application a JOIN section s ON s.agency_id = a.agency_id AND s.section_id = a.section_id
        WHERE a.agency_id = $1 AND a.kind = 'application' AND a.received_year <= $2 AND a.ended_year >= $2
        AND a.case_id > $3 ORDER BY a.case_id LIMIT $4";
    let after = after.map_or_else(String::new, ToString::to_string);
    let rows = db.rows(sql, values![agency, i64::from(year), after, limit]).await?;
    rows.iter().map(ledger_row).collect()
}

fn ledger_row(row: &Row) -> Kept<LedgerRow> {
    let (applicant, outcome, ended_on) = (row.text(2)?, row.text(7)?, row.date(8)?);
    Ok(LedgerRow {
        case: CaseId::new(row.text(0)?),
        number: row.text(1)?,
        applicant: ApplicantKind::from_code(&applicant).ok_or(StoreError::Corrupt(applicant))?,
        received_on: row.date(3)?,
        due_on: row.date(4)?,
        section: row.text(5)?,
        open: row.flag(6)?,
        outcome: Outcome::from_code(&outcome),
        // An open case carries the last day there is.
        ended_on: (ended_on.year() < 9999).then_some(ended_on),
    })
}

/// The numbers of replies of a year after their last day, with that day.
///
/// # Errors
/// When the database fails.
pub async fn late_replies(mut db: impl Read, agency: &AgencyId, year: i16, limit: i64) -> Kept<Vec<(String, Date)>> {
    let sql = "SELECT number, due_on FROM application WHERE agency_id = $1 AND ended_year = $2 AND kind = 'application'
        AND outcome <> '' AND ended_on > due_on ORDER BY due_on, case_id LIMIT $3";
    let rows = db.rows(sql, values![agency, i64::from(year), limit]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.date(1)?))).collect()
}
