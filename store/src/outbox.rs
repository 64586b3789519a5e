//! Outward messages, written in an act's transaction, delivered at most once each. Notices in 我的待办 stand here, what goes to
//! the world outside in [`messages`].

pub mod messages;

use crate::sql::{Read, Row, Transaction, Writer, json_text};
use crate::{Kept, values};
use affairs::Instant;
use affairs::id::{AgencyId, NoticeId, PersonId};
use affairs::notice::{Notice, Subject};

/// The channel of notices within the office. It delivers by being read.
const OFFICE: &str = "office";

/// Puts a notice for a person of the office.
///
/// # Errors
/// When the database fails.
pub async fn notify(tx: &mut Transaction, id: &NoticeId, to: &PersonId, subject: &Subject, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO outbox (agency_id, outbox_id, channel, recipient, message, at, delivered_at, read_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, NULL)",
        values![&agency, id, OFFICE, to, json_text(subject)?, at],
    )
    .await?;
    Ok(())
}

fn notice(agency: &AgencyId, to: &PersonId, row: &Row) -> Kept<Notice> {
    Ok(Notice {
        agency: agency.clone(),
        id: NoticeId::new(row.text(0)?),
        to: to.clone(),
        subject: row.json(1)?,
        at: row.instant(2)?,
        read_at: row.optional_instant(3)?,
    })
}

/// A person's notices, unread ones first, then the latest.
///
/// # Errors
/// When the database fails.
pub async fn notices(mut db: impl Read, agency: &AgencyId, to: &PersonId, limit: i64) -> Kept<Vec<Notice>> {
    let sql = "SELECT outbox_id, message, at, read_at FROM outbox WHERE agency_id = $1 AND channel = $2
        AND recipient = $3 ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, outbox_id LIMIT $4";
    let rows = db.rows(sql, values![agency, OFFICE, to, limit]).await?;
    rows.iter().map(|row| notice(agency, to, row)).collect()
}

/// What one notice of a person says; `None` when he has no such notice.
///
/// # Errors
/// When the database fails.
pub async fn subject(mut db: impl Read, agency: &AgencyId, to: &PersonId, id: &NoticeId) -> Kept<Option<Subject>> {
    let sql = "SELECT message FROM outbox WHERE agency_id = $1 AND outbox_id = $2 AND channel = $3 AND recipient = $4";
    db.row(sql, values![agency, id, OFFICE, to]).await?.map(|row| row.json(0)).transpose()
}

/// How many notices a person has not read.
///
/// # Errors
/// When the database fails.
pub async fn unread(mut db: impl Read, agency: &AgencyId, to: &PersonId) -> Kept<i64> {
    let sql =
        "SELECT COUNT(*) FROM outbox WHERE agency_id = $1 AND channel = $2 AND recipient = $3 AND read_at IS NULL";
    db.count(sql, values![agency, OFFICE, to]).await
}

/// Marks a notice as read. That a notice was looked at is operational state.
///
/// # Errors
/// When the database fails.
pub async fn read(writer: &Writer, agency: &AgencyId, to: &PersonId, id: &NoticeId, at: Instant) -> Kept<()> {
    let sql = "UPDATE outbox SET read_at = $1 WHERE agency_id = $2 AND outbox_id = $3 AND recipient = $4
        AND read_at IS NULL";
    writer.operate(sql, values![at, agency, id, to]).await?;
    Ok(())
}

/// Gives the unread notices of a person to a successor.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(tx: &mut Transaction, from: &PersonId, to: &PersonId) -> Kept<u64> {
    let agency = tx.agency().clone();
    let sql = "UPDATE outbox SET recipient = $1 WHERE agency_id = $2 AND channel = $3 AND recipient = $4
        AND read_at IS NULL";
    tx.execute(sql, values![to, &agency, OFFICE, from]).await
}

/// 更新任务: facts have changed, and 概况信息 or the guide must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateTask {
    pub id: String,
    pub what: String,
    pub why: String,
    pub at: Instant,
    pub done_at: Option<Instant>,
}

/// Opens an update task.
///
/// # Errors
/// When the database fails.
pub async fn open_update_task(tx: &mut Transaction, id: &str, what: &str, why: &str, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO update_task (agency_id, task_id, what, why, at, done_at, done_by)
         VALUES ($1, $2, $3, $4, $5, NULL, NULL)",
        values![&agency, id, what, why, at],
    )
    .await?;
    Ok(())
}

/// The open update tasks of an agency, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn update_tasks(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<UpdateTask>> {
    let sql = "SELECT task_id, what, why, at, done_at FROM update_task WHERE agency_id = $1 AND done_at IS NULL
        ORDER BY at, task_id LIMIT $2";
    let rows = db.rows(sql, values![agency, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(UpdateTask {
                id: row.text(0)?,
                what: row.text(1)?,
                why: row.text(2)?,
                at: row.instant(3)?,
                done_at: row.optional_instant(4)?,
            })
        })
        .collect()
}

/// Closes an update task; answers whether it was open.
///
/// # Errors
/// When the database fails.
pub async fn close_update_task(tx: &mut Transaction, id: &str, by: &PersonId, at: Instant) -> Kept<bool> {
    let agency = tx.agency().clone();
    let sql = "UPDATE update_task SET done_at = $1, done_by = $2 WHERE agency_id = $3 AND task_id = $4
        AND done_at IS NULL";
    Ok(tx.execute(sql, values![at, by, &agency, id]).await? == 1)
}
