//! The queue of jobs: written in an act's transaction, leased by whoever runs them.

use crate::sql::{Read, Row, Transaction, Writer, json_text};
use crate::{Kept, values};
use affairs::Instant;
use affairs::id::{AgencyId, JobId};
use affairs::job::{Job, Task};

/// Puts a job into the queue; one of a kind and key waits at a time, and the later asking moves it.
///
/// # Errors
/// When the database fails.
pub async fn put(tx: &mut Transaction, id: &JobId, task: &Task, run_at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO job (agency_id, job_id, kind, key, task, run_at, lease_until, attempts, last_error)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '')
         ON CONFLICT (agency_id, kind, key) DO UPDATE SET run_at = excluded.run_at, attempts = 0, last_error = ''",
        values![&agency, id, task.kind(), task.key(), json_text(task)?, run_at],
    )
    .await?;
    Ok(())
}

/// Sees to it that a job that comes again and again waits in the queue; one that waits already is left alone.
///
/// # Errors
/// When the database fails.
pub async fn ensure(writer: &Writer, agency: &AgencyId, id: &JobId, task: &Task, run_at: Instant) -> Kept<()> {
    let sql = "INSERT INTO job (agency_id, job_id, kind, key, task, run_at, lease_until, attempts, last_error)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '') ON CONFLICT (agency_id, kind, key) DO NOTHING";
    writer.operate(sql, values![agency, id, task.kind(), task.key(), json_text(task)?, run_at]).await?;
    Ok(())
}

/// Lets a job that was done wait for its next time.
///
/// # Errors
/// When the database fails.
pub async fn again(writer: &Writer, agency: &AgencyId, task: &Task, run_at: Instant) -> Kept<()> {
    let sql = "UPDATE job SET run_at = $1, lease_until = 0, attempts = 0, last_error = ''
        WHERE agency_id = $2 AND kind = $3 AND key = $4";
    writer.operate(sql, values![run_at, agency, task.kind(), task.key()]).await?;
    Ok(())
}

/// Takes a job out of the queue in the transaction of the act that did it.
///
/// # Errors
/// When the database fails.
pub async fn done(tx: &mut Transaction, task: &Task) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "DELETE FROM job WHERE agency_id = $1 AND kind = $2 AND key = $3",
        values![&agency, task.kind(), task.key()],
    )
    .await?;
    Ok(())
}

fn job(row: &Row) -> Kept<Job> {
    Ok(Job {
        agency: AgencyId::new(row.text(0)?),
        id: JobId::new(row.text(1)?),
        task: row.json(2)?,
        run_at: row.instant(3)?,
        attempts: row.integer(4)?,
        last_error: row.text(5)?,
    })
}

/// Jobs that are due and that nobody holds, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn due(mut db: impl Read, now: Instant, limit: i64) -> Kept<Vec<Job>> {
    let sql = "SELECT agency_id, job_id, task, run_at, attempts, last_error FROM job
        WHERE run_at <= $1 AND lease_until <= $1 AND attempts < $2 ORDER BY run_at, agency_id, job_id LIMIT $3";
    db.rows(sql, values![now, affairs::job::MOST_ATTEMPTS, limit]).await?.iter().map(job).collect()
}

/// Takes the lease of a job; answers whether this caller has it.
///
/// # Errors
/// When the database fails.
pub async fn lease(writer: &Writer, job: &Job, now: Instant, until: Instant) -> Kept<bool> {
    let sql = "UPDATE job SET lease_until = $1 WHERE agency_id = $2 AND job_id = $3 AND lease_until <= $4";
    Ok(writer.operate(sql, values![until, &job.agency, &job.id, now]).await? == 1)
}

/// Records a failure and when the job is tried again.
///
/// # Errors
/// When the database fails.
pub async fn failed(writer: &Writer, job: &Job, again_at: Instant, error: &str) -> Kept<()> {
    let sql = "UPDATE job SET lease_until = 0, run_at = $1, attempts = attempts + 1, last_error = $2
        WHERE agency_id = $3 AND job_id = $4";
    writer.operate(sql, values![again_at, error, &job.agency, &job.id]).await?;
    Ok(())
}

/// Jobs of an agency that have failed so often that a person must look.
///
/// # Errors
/// When the database fails.
pub async fn stuck(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Job>> {
    let sql = "SELECT agency_id, job_id, task, run_at, attempts, last_error FROM job
        WHERE agency_id = $1 AND attempts >= $2 ORDER BY run_at, job_id";
    db.rows(sql, values![agency, affairs::job::MOST_ATTEMPTS]).await?.iter().map(job).collect()
}
