//! Reconsiderations and suits with their ledgers; what people wrote is sealed at rest. Lists and table 四 come from flat rows.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::application::projection::NEVER;
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, RemedyId};
use affairs::remedy_case::{CellSpan, Event, Projection, Remedy};
use affairs::{Date, Instant, Personal};
use law::annual_report::TableFourColumn;
use law::review_case::{ReviewResult, ReviewRoute};

/// Where the sealed words of an event stand.
pub const WORDS: &str = "remedy_event.words";

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyRow {
    pub id: RemedyId,
    pub case: CaseId,
    /// The number of the application.
    pub number: String,
    pub route: ReviewRoute,
    pub organ: String,
    pub begun_on: Date,
    pub open: bool,
    /// The last day of the answer that is owed, where one is.
    pub answer_by: Option<Date>,
    pub provisional: bool,
    pub result: Option<ReviewResult>,
    pub ended_on: Option<Date>,
}

fn unknown(code: String) -> StoreError {
    StoreError::Corrupt(code)
}

fn words_row(id: &RemedyId, number: i64) -> String {
    format!("{id}/{number}")
}

/// Keeps a new case with the first lines of its ledger.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &mut Transaction,
    keyring: &Keyring,
    remedy: &Remedy,
    projection: &Projection,
    at: Instant,
) -> Kept<()> {
    tx.execute(
        "INSERT INTO remedy (agency_id, remedy_id, case_id, route, organ, version, begun_on, open, answer_by,
         provisional, result, ended_on, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values![
            &remedy.agency,
            &remedy.id,
            &remedy.case,
            remedy.route.code(),
            &remedy.organ,
            remedy.version,
            projection.begun_on,
            projection.open,
            projection.answer_by,
            projection.provisional,
            projection.result,
            projection.ended_on,
            at,
        ],
    )
    .await?;
    for happened in &remedy.events {
        append(tx, keyring, &remedy.id, happened).await?;
    }
    save_cells(tx, remedy, projection).await
}

/// Writes one more line of a ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody wrote that line a moment ago.
pub async fn append(tx: &mut Transaction, keyring: &Keyring, id: &RemedyId, happened: &Happened<Event>) -> Kept<()> {
    let agency = tx.agency().clone();
    let sealed = keyring.seal(&agency, WORDS, &words_row(id, happened.number), &happened.words)?;
    let by = happened.by.as_ref().map(ToString::to_string);
    tx.execute(
        "INSERT INTO remedy_event (agency_id, remedy_id, number, at, by_id, event, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![&agency, id, happened.number, happened.at, by, json_text(&happened.event)?, sealed],
    )
    .await?;
    Ok(())
}

/// Keeps where a case stands after an event. `before` is the version the act decided by.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody acted in between.
pub async fn update(tx: &mut Transaction, remedy: &Remedy, before: i64, projection: &Projection) -> Kept<()> {
    let changed = tx
        .execute(
            "UPDATE remedy SET version = $1, open = $2, answer_by = $3, provisional = $4, result = $5, ended_on = $6
             WHERE agency_id = $7 AND remedy_id = $8 AND version = $9",
            values![
                remedy.version,
                projection.open,
                projection.answer_by,
                projection.provisional,
                projection.result,
                projection.ended_on,
                &remedy.agency,
                &remedy.id,
                before,
            ],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Conflict);
    }
    save_cells(tx, remedy, projection).await
}

async fn save_cells(tx: &mut Transaction, remedy: &Remedy, projection: &Projection) -> Kept<()> {
    let (agency, id) = (&remedy.agency, &remedy.id);
    tx.execute("DELETE FROM remedy_cell WHERE agency_id = $1 AND remedy_id = $2", values![agency, id]).await?;
    let rows = projection.cells.iter().map(|span| {
        let (from, through) = (i64::from(span.from_year), i64::from(span.through_year));
        values![agency, id, from, through, remedy.route.code(), span.column.code()]
    });
    let rows = rows.collect();
    tx.insert_many("remedy_cell (agency_id, remedy_id, from_year, through_year, route, column_code)", rows).await
}

/// A case with its whole ledger.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn by_id(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, id: &RemedyId) -> Kept<Option<Remedy>> {
    let sql = "SELECT remedy_id, case_id, route, organ, version FROM remedy WHERE agency_id = $1 AND remedy_id = $2";
    match db.row(sql, values![agency, id]).await? {
        Some(row) => Ok(Some(remedy(&mut db, keyring, agency, &row).await?)),
        None => Ok(None),
    }
}

/// Every case over one application, the earliest first.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn of_case(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Vec<Remedy>> {
    let sql = "SELECT remedy_id, case_id, route, organ, version FROM remedy WHERE agency_id = $1 AND case_id = $2
        ORDER BY begun_on, at, remedy_id";
    let mut remedies = Vec::new();
    for row in db.rows(sql, values![agency, case]).await? {
        remedies.push(remedy(&mut db, keyring, agency, &row).await?);
    }
    Ok(remedies)
}

async fn remedy(db: &mut impl Read, keyring: &Keyring, agency: &AgencyId, row: &Row) -> Kept<Remedy> {
    let (id, route) = (RemedyId::new(row.text(0)?), row.text(2)?);
    let sql = "SELECT number, at, by_id, event, words FROM remedy_event WHERE agency_id = $1 AND remedy_id = $2
        ORDER BY number";
    let lines = db.rows(sql, values![agency, &id]).await?;
    let line = |row: &Row| {
        let number = row.integer(0)?;
        let words: Personal<Words> = keyring.open(agency, WORDS, &words_row(&id, number), &row.bytes(4)?)?;
        let by = row.optional_text(2)?.map(PersonId::new);
        Ok(Happened { number, at: row.instant(1)?, by, event: row.json(3)?, words })
    };
    Ok(Remedy {
        agency: agency.clone(),
        case: CaseId::new(row.text(1)?),
        route: ReviewRoute::from_code(&route).ok_or_else(|| unknown(route))?,
        organ: row.text(3)?,
        version: row.integer(4)?,
        events: lines.iter().map(line).collect::<Kept<_>>()?,
        id,
    })
}

/// Open cases, the answer that is owed first, or ended ones, after a cursor of day and case.
///
/// # Errors
/// When the database fails.
pub async fn list(
    mut db: impl Read,
    agency: &AgencyId,
    open: bool,
    after: Option<(Date, &RemedyId)>,
    limit: i64,
) -> Kept<Vec<RemedyRow>> {
    let (day, id) = after.map_or((Date::MIN.to_string(), String::new()), |(day, id)| (day.to_string(), id.to_string()));
    let sql =
        "SELECT r.remedy_id, r.case_id, a.number, r.route, r.organ, r.begun_on, r.open, r.answer_by, r.provisional,
        r.result, r.ended_on FROM remedy r JOIN application a ON a.agency_id = r.agency_id AND a.case_id = r.case_id
        WHERE r.agency_id = $1 AND r.open = $2 AND (r.answer_by, r.remedy_id) > ($3, $4)
        ORDER BY r.answer_by, r.remedy_id LIMIT $5";
    let rows = db.rows(sql, values![agency, open, day, id, limit]).await?;
    rows.iter().map(remedy_row).collect()
}

fn remedy_row(row: &Row) -> Kept<RemedyRow> {
    let (route, answer_by, ended_on) = (row.text(3)?, row.date(7)?, row.date(10)?);
    Ok(RemedyRow {
        id: RemedyId::new(row.text(0)?),
        case: CaseId::new(row.text(1)?),
        number: row.text(2)?,
        route: ReviewRoute::from_code(&route).ok_or_else(|| unknown(route))?,
        organ: row.text(4)?,
        begun_on: row.date(5)?,
        open: row.flag(6)?,
        answer_by: (answer_by != NEVER).then_some(answer_by),
        provisional: row.flag(8)?,
        result: ReviewResult::from_code(&row.text(9)?),
        ended_on: (ended_on != NEVER).then_some(ended_on),
    })
}

/// Of a year: so many cases of this route in this column of table 四. Answered from an index alone.
///
/// # Errors
/// When the database fails.
pub async fn counts(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<Vec<(ReviewRoute, TableFourColumn, i64)>> {
    let sql = "SELECT route, column_code, COUNT(*) FROM remedy_cell WHERE agency_id = $1 AND through_year >= $2
        AND from_year <= $2 GROUP BY route, column_code";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    let line = |row: &Row| {
        let (route, column) = (row.text(0)?, row.text(1)?);
        Ok((
            ReviewRoute::from_code(&route).ok_or_else(|| unknown(route))?,
            TableFourColumn::from_code(&column).ok_or_else(|| unknown(column))?,
            row.integer(2)?,
        ))
    };
    rows.iter().map(line).collect()
}

/// The cases over one application, the earliest first, without what people wrote.
///
/// # Errors
/// When the database fails.
pub async fn rows_of(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Vec<RemedyRow>> {
    let sql =
        "SELECT r.remedy_id, r.case_id, a.number, r.route, r.organ, r.begun_on, r.open, r.answer_by, r.provisional,
        r.result, r.ended_on FROM remedy r JOIN application a ON a.agency_id = r.agency_id AND a.case_id = r.case_id
        WHERE r.agency_id = $1 AND r.case_id = $2 ORDER BY r.begun_on, r.at, r.remedy_id";
    let rows = db.rows(sql, values![agency, case]).await?;
    rows.iter().map(remedy_row).collect()
}

/// A case as `verify` replays it: its ledger without words, and what the flat rows say of it.
#[derive(Debug, Clone)]
pub struct Flat {
    pub id: RemedyId,
    /// The number of the application.
    pub number: String,
    pub route: ReviewRoute,
    pub version: i64,
    pub events: Vec<Event>,
    pub row: RemedyRow,
    pub cells: Vec<CellSpan>,
}

impl Flat {
    /// Whether the flat rows say what the ledger says.
    #[must_use]
    pub fn is(&self, projection: &Projection) -> bool {
        self.row.begun_on == projection.begun_on
            && self.row.open == projection.open
            && self.row.answer_by.unwrap_or(NEVER) == projection.answer_by
            && self.row.provisional == projection.provisional
            && self.row.result.map_or("", ReviewResult::code) == projection.result
            && self.row.ended_on.unwrap_or(NEVER) == projection.ended_on
            && self.cells == projection.cells
    }
}

/// The next cases in the order of their ids, beginning after the one given.
///
/// # Errors
/// When the database fails.
pub async fn flat_after(mut db: impl Read, agency: &AgencyId, after: &str, limit: i64) -> Kept<Vec<Flat>> {
    let sql =
        "SELECT r.remedy_id, r.case_id, a.number, r.route, r.organ, r.begun_on, r.open, r.answer_by, r.provisional,
        r.result, r.ended_on, r.version FROM remedy r
        JOIN application a ON a.agency_id = r.agency_id AND a.case_id = r.case_id
        WHERE r.agency_id = $1 AND r.remedy_id > $2 ORDER BY r.remedy_id LIMIT $3";
    let mut found = Vec::new();
    for kept in db.rows(sql, values![agency, after, limit]).await? {
        let row = remedy_row(&kept)?;
        let sql = "SELECT event FROM remedy_event WHERE agency_id = $1 AND remedy_id = $2 ORDER BY number";
        let events = db.rows(sql, values![agency, &row.id]).await?;
        let sql = "SELECT from_year, through_year, column_code FROM remedy_cell WHERE agency_id = $1 AND remedy_id = $2
            ORDER BY from_year";
        let cells = db.rows(sql, values![agency, &row.id]).await?;
        found.push(Flat {
            id: row.id.clone(),
            number: row.number.clone(),
            route: row.route,
            version: kept.integer(11)?,
            events: events.iter().map(|row| row.json(0)).collect::<Kept<_>>()?,
            cells: cells.iter().map(cell_span).collect::<Kept<_>>()?,
            row,
        });
    }
    Ok(found)
}

fn cell_span(row: &Row) -> Kept<CellSpan> {
    let year = |place| -> Kept<i16> {
        let year = row.integer(place)?;
        i16::try_from(year).map_err(|error| StoreError::Corrupt(error.to_string()))
    };
    let column = row.text(2)?;
    let column = TableFourColumn::from_code(&column).ok_or_else(|| unknown(column))?;
    Ok(CellSpan { from_year: year(0)?, through_year: year(1)?, column })
}
