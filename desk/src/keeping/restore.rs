//! 恢复: a whole backup into an empty place. A bad one is refused before anything is touched.

use super::archive::{self, Manifest, Named};
use super::{Fleeting, Progress, Tell, VerifyReport, check_backup, verify};
use crate::{Done, Failure};
use affairs::journal::{ActorName, Entry};
use affairs::message::RESTORED;
use affairs::{ContentHash, Instant, Refusal};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use store::copy::Filled;
use store::files::Files;
use store::personal::Keyring;
use store::personal::check::{self, Fit};
use store::{Reader, Writer};

/// Which keys there are for a backup.
#[derive(Debug, Clone, Copy)]
pub enum Keys<'keys> {
    /// None. An office that had keys does not come back like this.
    None,
    AtHand(&'keys Keyring),
    /// They are lost for good: what was public comes back, and every personal field stays shut.
    Lost,
}

/// An office brought back.
#[derive(Debug)]
pub struct Restored {
    pub manifest: Manifest,
    /// Rows that came.
    pub rows: u64,
    /// What `verify` says of it.
    pub report: VerifyReport,
}

/// Brings a backup back into an empty database and an empty folder of files. Nobody is signed in afterwards, no link is open,
/// and each journal says that the office was restored, from which backup.
///
/// # Errors
/// Refused, with nothing touched, when the backup is bad, its keys are not at hand, or something is there already; failed when the disk or the database
/// does, and then the target is empty as before.
pub async fn restore(
    backup: &Path,
    database_url: &str,
    files_folder: &Path,
    keys: Keys<'_>,
    now: Instant,
    tell: Tell<'_>,
) -> Done<Restored> {
    tell(Progress { stage: "检查备份", done: 0 });
    let manifest = check_backup(backup).await?;
    must_fit(&manifest, keys)?;
    must_be_vacant(database_url, files_folder).await?;
    let folder = std::path::absolute(files_folder).map_err(|error| Failure::of(&error))?;
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Failure::of(&error))?;
    }
    let database = Fleeting(super::beside(&folder, "sqlite")?);
    let staging = Staging(super::beside(&folder, "restoring")?);
    tell(Progress { stage: "展开文件", done: 0 });
    unpack(backup, &manifest, &database.0, &staging.0).await?;
    put_files_in_place(&staging.0, &folder)?;
    let filled = fill(&database.0, database_url, &manifest, now, tell).await;
    let rows = match filled {
        Ok(rows) => rows,
        Err(error) => {
            // The rows did not come, so the files go again: the place is as empty as it was.
            let _ = std::fs::remove_dir_all(&folder);
            return Err(error);
        }
    };
    let (reader, writer) = store::open(database_url).await?;
    let report = settle_keys(&reader, &writer, &folder, keys, tell).await;
    reader.close().await;
    writer.close().await;
    Ok(Restored { manifest, rows, report: report? })
}

async fn settle_keys(
    reader: &Reader,
    writer: &Writer,
    folder: &Path,
    keys: Keys<'_>,
    tell: Tell<'_>,
) -> Done<VerifyReport> {
    let keyring = match keys {
        Keys::AtHand(keyring) => Some(keyring),
        Keys::None => None,
        Keys::Lost => {
            check::forget(writer).await?;
            None
        }
    };
    verify(reader, &Files::at(folder), keyring, tell).await
}

/// The keys that were asked for first: without them every personal field of the backup stays shut for good.
fn must_fit(manifest: &Manifest, keys: Keys<'_>) -> Result<(), Refusal> {
    let keyring = match keys {
        Keys::AtHand(keyring) => Some(keyring),
        Keys::None => None,
        Keys::Lost => return Ok(()),
    };
    let Fit::Missing(ids) = check::compare(&manifest.keys, keyring) else { return Ok(()) };
    let ids = ids.join("、");
    let message = match keyring {
        None => format!(
            "备份中的个人信息已加密，恢复需要当时的密钥文件（编号 {ids}），请用 --keys 指明。没有改动任何数据。"
        ),
        Some(_) => {
            format!("所给的密钥文件不是这份备份所用的（缺少编号 {ids}），请换用正确的密钥文件。没有改动任何数据。")
        }
    };
    Err(Refusal::new("backup_keys", message))
}

/// A folder that goes unless it was given its name.
struct Staging(PathBuf);

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn must_be_vacant(database_url: &str, files_folder: &Path) -> Done<()> {
    if !store::copy::is_vacant(database_url).await? {
        let message = "目标数据库中已有数据。恢复只能写入空的位置，没有改动任何数据。";
        return Err(Refusal::new("target_not_empty", message).into());
    }
    if holds_a_file(files_folder).map_err(|error| Failure::of(&error))? {
        let message = format!("“{}”中已有文件。恢复只能写入空的位置，没有改动任何数据。", files_folder.display());
        return Err(Refusal::new("target_not_empty", message).into());
    }
    Ok(())
}

/// Whether there is anything but empty folders.
fn holds_a_file(folder: &Path) -> std::io::Result<bool> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if !entry.file_type()?.is_dir() || holds_a_file(&entry.path())? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads the backup a second time, now taking its members out. It is checked again on the way: the file may have been
/// exchanged since.
async fn unpack(backup: &Path, manifest: &Manifest, database: &Path, staging: &Path) -> Done<()> {
    let (backup, database, staging) = (backup.to_owned(), database.to_owned(), staging.to_owned());
    let unpacking = tokio::task::spawn_blocking(move || {
        let files = Files::at(&staging);
        archive::walk(&backup, &mut |named, bytes| match named {
            Named::Database => write_synced(&database, bytes),
            Named::File(hash) => write_file(&files, hash, bytes),
            Named::Manifest => Ok(()),
        })
    });
    let again = unpacking.await.map_err(|error| Failure::of(&error))?.map_err(archive::Stopped::into_act)?;
    if again != *manifest {
        return Err(Refusal::new("backup_exchanged", "备份文件在恢复过程中被更换，没有改动任何数据。").into());
    }
    Ok(())
}

fn write_file(files: &Files, hash: &ContentHash, bytes: &mut dyn Read) -> std::io::Result<()> {
    let path = files.path(hash);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    write_synced(&path, bytes)
}

fn write_synced(path: &Path, bytes: &mut dyn Read) -> std::io::Result<()> {
    let mut file = super::create_private(path)?;
    std::io::copy(bytes, &mut file)?;
    file.sync_all()
}

/// Gives the unpacked folder its name. The target holds no file, only perhaps empty folders.
fn put_files_in_place(staging: &Path, folder: &Path) -> Done<()> {
    let place = || -> std::io::Result<()> {
        std::fs::create_dir_all(staging.join("incoming"))?;
        sync_folders(staging)?;
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::rename(staging, folder)?;
        match folder.parent() {
            Some(parent) => File::open(parent)?.sync_all(),
            None => Ok(()),
        }
    };
    place().map_err(|error| Failure::of(&error).into())
}

fn sync_folders(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

async fn fill(database: &Path, database_url: &str, manifest: &Manifest, now: Instant, tell: Tell<'_>) -> Done<u64> {
    // Opening brings a backup of an older program up to this one's schema; the backup file itself stays as it is.
    let (source, source_writer) = store::open(&store::sql::sqlite_url(database)).await?;
    let (reader, writer) = store::open(database_url).await?;
    let told = |_: &str, done| tell(Progress { stage: "写入数据库", done });
    let filled = store::copy::everything(&source, &writer, &told).await;
    let hash = manifest.members.iter().find(|member| member.name == archive::DATABASE).map(|member| &member.sha256);
    let entry = Entry::new(ActorName::Console, "keeping.restore").fact("backup", hash);
    let rows = match filled {
        Ok(filled) => settle(filled, now, &entry).await,
        Err(error) => Err(error.into()),
    };
    source.close().await;
    source_writer.close().await;
    reader.close().await;
    writer.close().await;
    rows
}

async fn settle(mut filled: Filled, now: Instant, entry: &Entry) -> Done<u64> {
    let rows = filled.total();
    // What waited in the backup may have gone since it was taken.
    let held = filled.hold_messages(now, RESTORED).await?;
    let entry = if held == 0 { entry.clone() } else { entry.clone().fact("messages_held", held) };
    filled.sign(now, &entry).await?;
    filled.commit().await?;
    Ok(rows)
}
