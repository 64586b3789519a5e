//! Migrations: forward only, each a list of statements that both engines take, all or none.

mod applications;
mod calendars;
mod co_handling;
mod first;
mod keys;
mod letters;
mod mail_room;
mod messages;
mod registers;
mod remedies;
mod replies;
mod requests;
mod visits;
mod volumes;
mod year_work;

use crate::sql::{Read, StoreError, Writer};

/// Every migration; its version is its place, from 1.
fn migrations() -> Vec<Vec<&'static str>> {
    vec![
        [first::FOUNDATION, registers::REGISTERS].concat(),
        keys::KEYS.to_vec(),
        messages::MESSAGES.to_vec(),
        applications::APPLICATIONS.to_vec(),
        [
            applications::FOR_HANDLING,
            replies::REPLIES,
            mail_room::MAIL_ROOM,
            remedies::REMEDIES,
            calendars::CALENDARS,
            volumes::VOLUMES,
            requests::REQUESTS,
            visits::VISITS,
            co_handling::CO_HANDLING,
            letters::LETTERS,
        ]
        .concat(),
        [year_work::YEAR_WORK].concat(),
    ]
}

/// Every statement of every migration, in order: the schema as text.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    migrations().concat()
}

/// The version this program writes.
#[must_use]
pub fn known_version() -> i64 {
    i64::try_from(migrations().len()).unwrap_or(i64::MAX)
}

/// Brings the data to this program's version.
///
/// # Errors
/// [`StoreError::TooNew`] when a newer program wrote it; otherwise when the database fails.
pub async fn migrate(writer: &Writer) -> Result<(), StoreError> {
    writer.operate("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)", vec![]).await?;
    let found = version(writer).await?;
    let known = known_version();
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for (version, statements) in (1_i64..).zip(migrations()).filter(|(version, _)| *version > found) {
        let mut all: Vec<String> = statements.iter().map(|statement| writer.dialect(statement)).collect();
        all.push(format!("INSERT INTO schema_version (version) VALUES ({version})"));
        writer.run_all(&all).await?;
    }
    Ok(())
}

async fn version(writer: &Writer) -> Result<i64, StoreError> {
    let mut source = writer;
    source.count("SELECT COALESCE(MAX(version), 0) FROM schema_version", vec![]).await
}
