//! Requests for correction and suggestions with their ledgers, sealed at rest.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::case::{CaseKind, Frame, Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::request::{Answered, Event, Request, Stage};
use affairs::{Date, Instant, Personal};

/// Where the sealed form stands.
pub const FORM: &str = "request.form";
/// Where the sealed words of an event stand.
pub const WORDS: &str = "request_event.words";

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    pub case: CaseId,
    pub number: String,
    pub kind: CaseKind,
    pub section: SectionId,
    pub responsible: PersonId,
    pub received_on: Date,
    pub open: bool,
    /// How it was answered, once it was.
    pub result: Option<Answered>,
}

fn unknown(code: String) -> StoreError {
    StoreError::Corrupt(code)
}

fn words_row(case: &CaseId, number: i64) -> String {
    format!("{case}/{number}")
}

/// The flat columns of a stage.
const fn flat(stage: &Stage) -> (bool, &'static str) {
    match stage {
        Stage::Open => (true, ""),
        Stage::Answered { result, .. } => (false, result.code()),
        Stage::Withdrawn { .. } => (false, "withdrawn"),
    }
}

/// Keeps a new case with the first lines of its ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when its number is taken.
pub async fn insert(
    tx: &mut Transaction,
    keyring: &Keyring,
    request: &Request,
    received_on: Date,
    code_hash: &str,
    at: Instant,
) -> Kept<()> {
    let frame = &request.frame;
    let form = keyring.seal(&frame.agency, FORM, frame.id.as_str(), &request.form)?;
    tx.execute(
        "INSERT INTO request (agency_id, case_id, kind, number, section_id, responsible_id, version, received_on, open,
         result, code_hash, form, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, '', $9, $10, $11)",
        values![
            &frame.agency,
            &frame.id,
            frame.kind.code(),
            &frame.number,
            &frame.section,
            &frame.responsible,
            frame.version,
            received_on,
            code_hash,
            form,
            at,
        ],
    )
    .await?;
    for happened in &request.events {
        append(tx, keyring, &frame.id, happened).await?;
    }
    Ok(())
}

/// Writes one more line of a ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody wrote that line a moment ago.
pub async fn append(tx: &mut Transaction, keyring: &Keyring, case: &CaseId, happened: &Happened<Event>) -> Kept<()> {
    let agency = tx.agency().clone();
    let sealed = keyring.seal(&agency, WORDS, &words_row(case, happened.number), &happened.words)?;
    let by = happened.by.as_ref().map(ToString::to_string);
    tx.execute(
        "INSERT INTO request_event (agency_id, case_id, number, at, by_id, event, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![&agency, case, happened.number, happened.at, by, json_text(&happened.event)?, sealed],
    )
    .await?;
    Ok(())
}

/// Keeps where a case stands after an event. `before` is the version the act decided by.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody acted in between.
pub async fn update(tx: &mut Transaction, frame: &Frame, before: i64, stage: &Stage) -> Kept<()> {
    let (open, result) = flat(stage);
    let sql = "UPDATE request SET section_id = $1, responsible_id = $2, version = $3, open = $4, result = $5
        WHERE agency_id = $6 AND case_id = $7 AND version = $8";
    let key =
        values![&frame.section, &frame.responsible, frame.version, open, result, &frame.agency, &frame.id, before];
    if tx.execute(sql, key).await? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// A case with its whole ledger.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn by_id(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Option<Request>> {
    let sql = "SELECT kind, number, section_id, responsible_id, version, form FROM request
        WHERE agency_id = $1 AND case_id = $2";
    let Some(row) = db.row(sql, values![agency, case]).await? else { return Ok(None) };
    let kind = row.text(0)?;
    let frame = Frame {
        agency: agency.clone(),
        id: case.clone(),
        kind: CaseKind::from_code(&kind).ok_or_else(|| unknown(kind))?,
        number: row.text(1)?,
        section: SectionId::new(row.text(2)?),
        responsible: PersonId::new(row.text(3)?),
        version: row.integer(4)?,
    };
    let form = keyring.open(agency, FORM, case.as_str(), &row.bytes(5)?)?;
    Ok(Some(Request { frame, form, events: ledger(db, keyring, agency, case).await? }))
}

async fn ledger(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Vec<Happened<Event>>> {
    let sql = "SELECT number, at, by_id, event, words FROM request_event WHERE agency_id = $1 AND case_id = $2
        ORDER BY number";
    let rows = db.rows(sql, values![agency, case]).await?;
    let line = |row: &Row| {
        let number = row.integer(0)?;
        let words: Personal<Words> = keyring.open(agency, WORDS, &words_row(case, number), &row.bytes(4)?)?;
        Ok(Happened {
            number,
            at: row.instant(1)?,
            by: row.optional_text(2)?.map(PersonId::new),
            event: row.json(3)?,
            words,
        })
    };
    rows.iter().map(line).collect()
}

/// The case of a number, and the hash of its receipt's code.
///
/// # Errors
/// When the database fails.
pub async fn by_number(mut db: impl Read, agency: &AgencyId, number: &str) -> Kept<Option<(CaseId, String)>> {
    let sql = "SELECT case_id, code_hash FROM request WHERE agency_id = $1 AND number = $2";
    let row = db.row(sql, values![agency, number]).await?;
    row.map(|row| Ok((CaseId::new(row.text(0)?), row.text(1)?))).transpose()
}

/// The number of a case, for pages that name it and show nothing of it.
///
/// # Errors
/// When the database fails.
pub async fn number_of(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Option<String>> {
    let sql = "SELECT number FROM request WHERE agency_id = $1 AND case_id = $2";
    db.row(sql, values![agency, case]).await?.map(|row| row.text(0)).transpose()
}

/// Open cases, the oldest first; or ended ones, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn list(mut db: impl Read, agency: &AgencyId, open: bool, limit: i64) -> Kept<Vec<RequestRow>> {
    let sql = if open {
        "SELECT case_id, number, kind, section_id, responsible_id, received_on, open, result FROM request
         WHERE agency_id = $1 AND open = 1 ORDER BY received_on, case_id LIMIT $2"
    } else {
        "SELECT case_id, number, kind, section_id, responsible_id, received_on, open, result FROM request
         WHERE agency_id = $1 AND open = 0 ORDER BY received_on DESC, case_id LIMIT $2"
    };
    let rows = db.rows(sql, values![agency, limit]).await?;
    rows.iter().map(request_row).collect()
}

/// Open requests in the order they came, after a cursor of day and case.
///
/// # Errors
/// When the database fails.
pub async fn open_after(
    mut db: impl Read,
    agency: &AgencyId,
    after: Option<(Date, &CaseId)>,
    limit: i64,
) -> Kept<Vec<RequestRow>> {
    let sql = "SELECT case_id, number, kind, section_id, responsible_id, received_on, open, result FROM request
        WHERE agency_id = $1 AND open = 1 AND (received_on, case_id) > ($2, $3) ORDER BY received_on, case_id LIMIT $4";
    let (day, case) =
        after.map_or((Date::MIN.to_string(), String::new()), |(day, case)| (day.to_string(), case.to_string()));
    db.rows(sql, values![agency, day, case, limit]).await?.iter().map(request_row).collect()
}

/// The open requests of one officer, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn with_officer(
    mut db: impl Read,
    agency: &AgencyId,
    officer: &PersonId,
    limit: i64,
) -> Kept<Vec<RequestRow>> {
    let sql = "SELECT case_id, number, kind, section_id, responsible_id, received_on, open, result FROM request
        WHERE agency_id = $1 AND open = 1 AND responsible_id = $2 ORDER BY received_on, case_id LIMIT $3";
    db.rows(sql, values![agency, officer, limit]).await?.iter().map(request_row).collect()
}

fn request_row(row: &Row) -> Kept<RequestRow> {
    let kind = row.text(2)?;
    Ok(RequestRow {
        case: CaseId::new(row.text(0)?),
        number: row.text(1)?,
        kind: CaseKind::from_code(&kind).ok_or_else(|| unknown(kind))?,
        section: SectionId::new(row.text(3)?),
        responsible: PersonId::new(row.text(4)?),
        received_on: row.date(5)?,
        open: row.flag(6)?,
        result: Answered::from_code(&row.text(7)?),
    })
}
