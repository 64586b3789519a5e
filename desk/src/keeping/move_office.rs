//! 搬迁: a grown office from one database to another, SQLite to PostgreSQL or any other way. The files stay where they are.

use super::{Progress, Tell, VerifyReport, verify};
use crate::Done;
use affairs::journal::{ActorName, Entry};
use affairs::{Instant, Refusal};
use store::files::Files;
use store::personal::Keyring;
use store::{Reader, Writer};

/// An office that stands in a new database.
#[derive(Debug)]
pub struct Moved {
    /// Rows that came.
    pub rows: u64,
    /// What `verify` says of it.
    pub report: VerifyReport,
}

/// Copies everything into an empty database. The old one stays as it was; the service must stand still meanwhile and be
/// started with the new address afterwards. Everybody signs in anew.
///
/// # Errors
/// Refused when both addresses are the same, the target holds anything, or acts were done in the old office meanwhile; then the
/// target is empty as before.
pub async fn move_office(
    from_url: &str,
    to_url: &str,
    files: &Files,
    keyring: Option<&Keyring>,
    now: Instant,
    tell: Tell<'_>,
) -> Done<Moved> {
    if from_url == to_url {
        return Err(Refusal::new("same_database", "两个数据库地址相同。").into());
    }
    if store::copy::is_vacant(from_url).await? {
        return Err(Refusal::new("source_empty", "原数据库中没有数据，请核对地址。").into());
    }
    if !store::copy::is_vacant(to_url).await? {
        let message = "目标数据库中已有数据。搬迁只能写入空的数据库，没有改动任何数据。";
        return Err(Refusal::new("target_not_empty", message).into());
    }
    let (source, source_writer) = store::open(from_url).await?;
    let target = store::open(to_url).await;
    let moved = match &target {
        Ok((reader, writer)) => fill(&source, (reader, writer), files, keyring, now, tell).await,
        Err(_) => Ok(Moved { rows: 0, report: VerifyReport::default() }),
    };
    source.close().await;
    source_writer.close().await;
    let (reader, writer) = target?;
    reader.close().await;
    writer.close().await;
    moved
}

async fn fill(
    source: &Reader,
    (reader, writer): (&Reader, &Writer),
    files: &Files,
    keyring: Option<&Keyring>,
    now: Instant,
    tell: Tell<'_>,
) -> Done<Moved> {
    let told = |_: &str, done| tell(Progress { stage: "搬迁数据", done });
    let mut filled = store::copy::everything(source, writer, &told).await?;
    if store::copy::heads(source).await? != filled.heads {
        let message = "搬迁期间原数据库有新的记录。请先停止服务再搬迁，目标数据库没有写入任何数据。";
        return Err(Refusal::new("source_moved", message).into());
    }
    let rows = filled.total();
    filled.sign(now, &Entry::new(ActorName::Console, "keeping.move")).await?;
    filled.commit().await?;
    Ok(Moved { rows, report: verify(reader, files, keyring, tell).await? })
}
