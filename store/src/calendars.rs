//! Imported holiday notices, the days they moved in open cases, and the alarms that were told.

use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::application::{Event, Projection};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::{Date, Instant};
use law::calendar::{HolidayNotice, ImportedNotice, Reach, holidays_csv, parse_holidays};
use law::received::IntakeMode;

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
}

/// An open case as it stands by its flat row, with the ledger to replay it. Nothing that is sealed is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCase {
    pub case: CaseId,
    pub number: String,
    pub mode: IntakeMode,
    pub section: SectionId,
    pub responsible: PersonId,
    pub version: i64,
    pub kept: Flat,
    pub events: Vec<Event>,
}

/// What a flat row keeps of where a case stands. The words are as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat {
    pub phase: String,
    pub open: bool,
    pub action: String,
    pub act_by: Date,
    pub outside: bool,
    pub due_on: Date,
    pub provisional: bool,
    pub calendar_version: String,
    pub received_on: Date,
    pub outcome: String,
    pub ended_on: Date,
}

impl Flat {
    /// Whether it is what a replay gives. A case that has ended keeps the name of the calendar it ended under.
    #[must_use]
    pub fn is(&self, projection: &Projection) -> bool {
        let version = &self.calendar_version;
        self.phase == projection.phase
            && self.open == projection.open
            && self.action == projection.action
            && self.act_by == projection.act_by
            && self.outside == projection.outside
            && self.due_on == projection.due_on
            && self.provisional == projection.provisional
            && (!projection.open || *version == projection.calendar_version)
            && self.received_on == projection.received_on
            && self.outcome == projection.outcome
            && self.ended_on == projection.ended_on
    }
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

fn open_case(row: &Row) -> Kept<OpenCase> {
    let mode = row.text(2)?;
    Ok(OpenCase {
        case: CaseId::new(row.text(0)?),
        number: row.text(1)?,
        mode: IntakeMode::from_code(&mode).ok_or(StoreError::Corrupt(mode))?,
        section: SectionId::new(row.text(3)?),
        responsible: PersonId::new(row.text(4)?),
        version: row.integer(5)?,
        kept: Flat {
            phase: row.text(6)?,
            open: row.flag(7)?,
            action: row.text(8)?,
            act_by: row.date(9)?,
            outside: row.flag(10)?,
            due_on: row.date(11)?,
            provisional: row.flag(12)?,
            calendar_version: row.text(13)?,
            received_on: row.date(14)?,
            outcome: row.text(15)?,
            ended_on: row.date(16)?,
        },
        events: Vec::new(),
    })
}

/// Cases, open or ended, in the order of their due days after a cursor, each with its ledger.
///
/// # Errors
/// When the database fails, or a row cannot be read.
pub async fn cases_after(
    mut db: impl Read,
    agency: &AgencyId,
    open: bool,
    after: Option<(Date, &CaseId)>,
    limit: i64,
) -> Kept<Vec<OpenCase>> {
    let sql =
        "SELECT a.case_id, a.number, a.mode, a.section_id, a.responsible_id, a.version, a.phase, a.open, a.action,
        a.act_by, a.outside, a.due_on, a.provisional, a.calendar_version, a.received_on, a.outcome, a.ended_on, e.event
        FROM (SELECT case_id, number, mode, section_id, responsible_id, version, phase, open, action, act_by, outside,
        due_on, provisional, calendar_version, received_on, outcome, ended_on FROM application
        WHERE agency_id = $1 AND open = $2 AND (due_on, case_id) > ($3, $4) ORDER BY due_on, case_id LIMIT $5) a
        JOIN application_event e ON e.agency_id = $1 AND e.case_id = a.case_id
        ORDER BY a.due_on, a.case_id, e.number";
    let (day, case) =
        after.map_or((Date::MIN.to_string(), String::new()), |(day, case)| (day.to_string(), case.to_string()));
    let mut cases: Vec<OpenCase> = Vec::new();
    for row in db.rows(sql, values![agency, open, day, case, limit]).await? {
        let name = row.text(0)?;
        if cases.last().is_none_or(|last| last.case.as_str() != name) {
            cases.push(open_case(&row)?);
        }
        if let Some(last) = cases.last_mut() {
            last.events.push(row.json(17)?);
        }
    }
    Ok(cases)
}

/// Keeps where an open case stands by another calendar. Its ledger and its version stay as they are.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody acted in between.
pub async fn reckon_anew(tx: &mut Transaction, case: &CaseId, version: i64, projection: &Projection) -> Kept<()> {
    let agency = tx.agency().clone();
    let changed = tx
        .execute(
            "UPDATE application SET act_by = $1, due_on = $2, provisional = $3, calendar_version = $4
             WHERE agency_id = $5 AND case_id = $6 AND version = $7 AND open = 1",
            values![
                projection.act_by,
                projection.due_on,
                projection.provisional,
                &projection.calendar_version,
                &agency,
                case,
                version
            ],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Names the calendar in every open case, which is how a case that did not move is seen to have been counted anew.
///
/// # Errors
/// When the database fails.
pub async fn name_calendar(tx: &mut Transaction, version: &str) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "UPDATE application SET calendar_version = $1 WHERE agency_id = $2 AND open = 1";
    tx.execute(sql, values![version, &agency]).await?;
    Ok(())
}

/// How many open cases were counted by another calendar than this.
///
/// # Errors
/// When the database fails.
pub async fn counted_otherwise(mut db: impl Read, agency: &AgencyId, version: &str) -> Kept<i64> {
    let sql = "SELECT COUNT(*) FROM application WHERE agency_id = $1 AND open = 1 AND calendar_version <> $2";
    db.count(sql, values![agency, version]).await
}

/// Keeps what an import changed, old beside new.
///
/// # Errors
/// When the database fails.
pub async fn insert_moves(tx: &mut Transaction, revision: i64, moves: &[Move]) -> Kept<()> {
    let agency = tx.agency().clone();
    let row = |one: &Move| {
        values![&agency, revision, &one.case, one.old_due_on, one.new_due_on, one.old_provisional, one.new_provisional]
    };
    let into = "calendar_move (agency_id, revision, case_id, old_due_on, new_due_on, old_provisional,
        new_provisional)";
    tx.insert_many(into, moves.iter().map(row).collect()).await
}

/// What an import changed, with the number of each case and whether it is still open; the earliest new day first.
///
/// # Errors
/// When the database fails.
pub async fn moves(mut db: impl Read, agency: &AgencyId, revision: i64, limit: i64) -> Kept<Vec<(String, Move)>> {
    let sql = "SELECT m.case_id, m.old_due_on, m.new_due_on, m.old_provisional, m.new_provisional, a.number
        FROM calendar_move m JOIN application a ON a.agency_id = m.agency_id AND a.case_id = m.case_id
        WHERE m.agency_id = $1 AND m.revision = $2 ORDER BY m.new_due_on, m.case_id LIMIT $3";
    db.rows(sql, values![agency, revision, limit]).await?.iter().map(|row| Ok((row.text(5)?, moved(row)?))).collect()
}

/// What an import changed, in the order of the cases, after one of them.
///
/// # Errors
/// When the database fails.
pub async fn moves_after(
    mut db: impl Read,
    agency: &AgencyId,
    revision: i64,
    after: Option<&CaseId>,
    limit: i64,
) -> Kept<Vec<Move>> {
    let sql = "SELECT case_id, old_due_on, new_due_on, old_provisional, new_provisional FROM calendar_move
        WHERE agency_id = $1 AND revision = $2 AND case_id > $3 ORDER BY case_id LIMIT $4";
    let after = after.map_or("", CaseId::as_str);
    db.rows(sql, values![agency, revision, after, limit]).await?.iter().map(moved).collect()
}

/// What imports changed in one case, with the notice that did it; the first one first.
///
/// # Errors
/// When the database fails.
pub async fn moves_of(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Vec<(String, Move)>> {
    let sql = "SELECT m.case_id, m.old_due_on, m.new_due_on, m.old_provisional, m.new_provisional, n.notice
        FROM calendar_move m JOIN calendar_notice n ON n.agency_id = m.agency_id AND n.revision = m.revision
        WHERE m.agency_id = $1 AND m.case_id = $2 ORDER BY m.revision";
    db.rows(sql, values![agency, case]).await?.iter().map(|row| Ok((row.text(5)?, moved(row)?))).collect()
}

fn moved(row: &Row) -> Kept<Move> {
    Ok(Move {
        case: CaseId::new(row.text(0)?),
        old_due_on: row.date(1)?,
        new_due_on: row.date(2)?,
        old_provisional: row.flag(3)?,
        new_provisional: row.flag(4)?,
    })
}

/// What happened to a case, without anybody's words.
///
/// # Errors
/// When the database fails.
pub async fn events(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Vec<Event>> {
    let sql = "SELECT event FROM application_event WHERE agency_id = $1 AND case_id = $2 ORDER BY number";
    db.rows(sql, values![agency, case]).await?.iter().map(|row| row.json(0)).collect()
}
