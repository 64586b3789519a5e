//! What falls due when: the open cases of a span of days, how much each officer has, and which alarms were told.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::case::CaseKind;
use affairs::id::{AgencyId, CaseId, NoticeId, PersonId, SectionId};
use affairs::notice::DueKind;
use affairs::{Date, Instant};

/// An open case of a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    pub case: CaseId,
    pub number: String,
    pub kind: CaseKind,
    pub section: SectionId,
    pub responsible: PersonId,
    /// The phase's stored name.
    pub phase: String,
    /// The next action's stored name.
    pub action: String,
    pub due_on: Date,
    pub provisional: bool,
}

fn due_row(row: &Row) -> Kept<DueRow> {
    let kind = row.text(2)?;
    Ok(DueRow {
        case: CaseId::new(row.text(0)?),
        number: row.text(1)?,
        kind: CaseKind::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
        section: SectionId::new(row.text(3)?),
        responsible: PersonId::new(row.text(4)?),
        phase: row.text(5)?,
        action: row.text(6)?,
        due_on: row.date(7)?,
        provisional: row.flag(8)?,
    })
}

/// Open cases whose last day lies between two days, both included, the earliest first, after a cursor of day and case.
///
/// # Errors
/// When the database fails.
pub async fn due_between(
    mut db: impl Read,
    agency: &AgencyId,
    (first, last): (Date, Date),
    after: Option<(Date, &CaseId)>,
    limit: i64,
) -> Kept<Vec<DueRow>> {
    let sql = "SELECT case_id, number, kind, section_id, responsible_id, phase, action, due_on, provisional
        FROM application WHERE agency_id = $1 AND open = 1 AND due_on >= $2 AND due_on <= $3
        AND (due_on, case_id) > ($4, $5) ORDER BY due_on, case_id LIMIT $6";
    let (day, case) =
        after.map_or((Date::MIN.to_string(), String::new()), |(day, case)| (day.to_string(), case.to_string()));
    db.rows(sql, values![agency, first, last, day, case, limit]).await?.iter().map(due_row).collect()
}

/// How much one officer of one section has open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    pub section: SectionId,
    pub responsible: PersonId,
    pub open: i64,
    /// The last day has passed, and nobody outside is waited for whose move starts the period anew.
    pub late: i64,
    /// The last day is one of the days up to the given one.
    pub soon: i64,
    /// Somebody outside is waited for.
    pub outside: i64,
    /// The earliest last day.
    pub next_due_on: Date,
}

/// The open cases of an agency by section and officer. `soon` is the last day that counts as near.
///
/// # Errors
/// When the database fails.
pub async fn loads(mut db: impl Read, agency: &AgencyId, today: Date, soon: Date) -> Kept<Vec<Load>> {
    let sql = "SELECT section_id, responsible_id, COUNT(*),
        SUM(CASE WHEN due_on < $2 AND phase NOT IN ('awaiting_correction', 'awaiting_payment') THEN 1 ELSE 0 END),
        SUM(CASE WHEN due_on >= $2 AND due_on <= $3 AND phase NOT IN ('awaiting_correction', 'awaiting_payment')
        THEN 1 ELSE 0 END), SUM(CASE WHEN outside = 1 THEN 1 ELSE 0 END), MIN(due_on) FROM application WHERE agency_id = $1 AND open = 1
        GROUP BY section_id, responsible_id ORDER BY section_id, responsible_id";
    let load = |row: &Row| {
        Ok(Load {
            section: SectionId::new(row.text(0)?),
            responsible: PersonId::new(row.text(1)?),
            open: row.integer(2)?,
            late: row.integer(3)?,
            soon: row.integer(4)?,
            outside: row.integer(5)?,
            next_due_on: row.date(6)?,
        })
    };
    db.rows(sql, values![agency, today, soon]).await?.iter().map(load).collect()
}

/// What was told about a running period last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The last day it was told for; a period that moved begins its stages anew.
    pub due_on: Date,
    /// [`law::alarm::Stage::rank`].
    pub stage: u8,
    /// The notices that told it, still to be settled.
    pub notices: Vec<NoticeId>,
}

/// What was told about a record last; `None` when nothing was.
///
/// # Errors
/// When the database fails.
pub async fn told(mut db: impl Read, agency: &AgencyId, about: DueKind, record: &str) -> Kept<Option<Told>> {
    let sql =
        "SELECT due_on, stage, notices FROM deadline_alarm WHERE agency_id = $1 AND about = $2 AND record_id = $3";
    let row = db.row(sql, values![agency, about.code(), record]).await?;
    row.map(|row| {
        let stage = row.integer(1)?;
        let notices: Vec<String> = row.json(2)?;
        Ok(Told {
            due_on: row.date(0)?,
            stage: u8::try_from(stage).map_err(|_| StoreError::Corrupt(format!("stage {stage}")))?,
            notices: notices.into_iter().map(NoticeId::new).collect(),
        })
    })
    .transpose()
}

/// Keeps what was told.
///
/// # Errors
/// When the database fails.
pub async fn tell(tx: &mut Transaction, about: DueKind, record: &str, told: &Told, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    let notices: Vec<&str> = told.notices.iter().map(NoticeId::as_str).collect();
    tx.execute(
        "INSERT INTO deadline_alarm (agency_id, about, record_id, due_on, stage, notices, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, about, record_id)
         DO UPDATE SET due_on = excluded.due_on, stage = excluded.stage, notices = excluded.notices, at = excluded.at",
        values![&agency, about.code(), record, told.due_on, i64::from(told.stage), json_text(&notices)?, at],
    )
    .await?;
    Ok(())
}

/// Ends what was told of a period: its notices count as read, and nothing is kept of it. Answers whether anything was.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Transaction, about: DueKind, record: &str, at: Instant) -> Kept<bool> {
    let agency = tx.agency().clone();
    let Some(told) = told(&mut *tx, &agency, about, record).await? else { return Ok(false) };
    mark_read(tx, &told.notices, at).await?;
    let sql = "DELETE FROM deadline_alarm WHERE agency_id = $1 AND about = $2 AND record_id = $3";
    tx.execute(sql, values![&agency, about.code(), record]).await?;
    Ok(true)
}

/// Marks notices as read whoever holds them: what they told has been overtaken.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(tx: &mut Transaction, notices: &[NoticeId], at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    for notice in notices {
        let sql = "UPDATE outbox SET read_at = $1 WHERE agency_id = $2 AND outbox_id = $3 AND read_at IS NULL";
        tx.execute(sql, values![at, &agency, notice]).await?;
    }
    Ok(())
}

/// Applications whose alarms stand although they have ended or their last day has moved.
///
/// # Errors
/// When the database fails.
pub async fn overtaken(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<String>> {
    let sql = "SELECT d.record_id FROM deadline_alarm d JOIN application a
        ON a.agency_id = d.agency_id AND a.case_id = d.record_id
        WHERE d.agency_id = $1 AND d.about = 'application' AND (a.open = 0 OR a.due_on <> d.due_on)
        ORDER BY d.record_id LIMIT $2";
    db.rows(sql, values![agency, limit]).await?.iter().map(|row| row.text(0)).collect()
}
