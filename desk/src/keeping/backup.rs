//! 备份: a consistent copy of everything into one file, read back whole before it is called a backup.

use super::archive::{self, AgencyHead, DATABASE, FORMAT, Manifest, Packing};
use super::{Fleeting, Progress, Tell, VerifyReport, check_backup, verify};
use crate::{Done, Failure};
use affairs::{ContentHash, Instant, Refusal};
use std::path::{Path, PathBuf};
use store::copy::Filled;
use store::files::Files;
use store::personal::Keyring;
use store::personal::check::{self, Constant};
use store::{Engine, Reader};

/// A backup that was written, read back and found whole.
#[derive(Debug)]
pub struct BackupMade {
    pub path: PathBuf,
    /// Bytes of the whole file.
    pub size: u64,
    pub manifest: Manifest,
    /// What `verify` says of the office as it is in the backup. Damage that was there before is in the backup as well; it is
    /// reported and no reason to have no backup.
    pub report: VerifyReport,
}

/// Takes the whole office into a new file. Sessions, one-time links and throttles stay out of it, and so do the key and the
/// configuration, which lie elsewhere. An office may go on working meanwhile: the copy is of one moment.
///
/// # Errors
/// Refused when something stands at the target already, or what was written does not read back; failed when the disk or the
/// database does. Then nothing is left at the target.
pub async fn backup(
    reader: &Reader,
    files: &Files,
    keyring: Option<&Keyring>,
    target: &Path,
    now: Instant,
    tell: Tell<'_>,
) -> Done<BackupMade> {
    let target = absolute(target)?;
    if target.try_exists().map_err(|error| Failure::of(&error))? {
        let message = format!("“{}”已经存在，备份不覆盖已有的文件，请换一个名称。", target.display());
        return Err(Refusal::new("backup_exists", message).into());
    }
    let copied = Fleeting(super::beside(&target, "sqlite")?);
    let part = Fleeting(super::beside(&target, "part")?);
    super::create_private(&copied.0).map_err(|error| Failure::of(&error))?;
    let (agencies, keys, report) = copy(reader, files, keyring, &copied, tell).await?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: store::schema::known_version(),
        made_at: now,
        made: now.rfc3339(),
        engine: engine_name(reader.engine()).to_owned(),
        agencies,
        keys,
        members: Vec::new(),
    };
    let manifest = pack(files, &copied, &part, manifest, tell).await?;
    tell(Progress { stage: "回读检查", done: 0 });
    if check_backup(&part.0).await? != manifest {
        return Err(Failure::of(&"the backup does not read back as it was written").into());
    }
    let size = std::fs::metadata(&part.0).map_err(|error| Failure::of(&error))?.len();
    put_in_place(&part.0, &target)?;
    Ok(BackupMade { path: target, size, manifest, report })
}

fn absolute(target: &Path) -> Done<PathBuf> {
    let target = std::path::absolute(target).map_err(|error| Failure::of(&error))?;
    let folder = target.parent().filter(|folder| folder.is_dir());
    if folder.is_none() || target.file_name().is_none() {
        let message = format!("没有“{}”所在的文件夹，请先建立。", target.display());
        return Err(Refusal::new("backup_folder", message).into());
    }
    Ok(target)
}

const fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

/// What is known of a copy: where its journals end, which keys it needs, and what `verify` says of it.
type Copied = (Vec<AgencyHead>, Vec<Constant>, VerifyReport);

/// The rows of one moment in an SQLite file of their own, and what `verify` says of them.
async fn copy(
    reader: &Reader,
    files: &Files,
    keyring: Option<&Keyring>,
    copied: &Fleeting,
    tell: Tell<'_>,
) -> Done<Copied> {
    let (copy_reader, copy_writer) = store::open(&store::sql::sqlite_url(&copied.0)).await?;
    let told = |_: &str, done| tell(Progress { stage: "复制数据库", done });
    let filled = store::copy::everything(reader, &copy_writer, &told).await;
    let answer = match filled {
        Ok(filled) => examine(filled, &copy_reader, files, keyring, tell).await,
        Err(error) => Err(error.into()),
    };
    // Whatever came of it, SQLite must have let go of the file, folded into one.
    copy_reader.close().await;
    copy_writer.close().await;
    answer
}

async fn examine(
    filled: Filled,
    reader: &Reader,
    files: &Files,
    keyring: Option<&Keyring>,
    tell: Tell<'_>,
) -> Done<Copied> {
    let heads = filled.heads.clone();
    filled.commit().await?;
    let agencies = store::agencies::all(reader).await?;
    let name =
        |id| agencies.iter().find(|agency| agency.id == id).map(|agency| agency.name.clone()).unwrap_or_default();
    let heads = heads.into_iter().map(|(agency, lines, head)| {
        let name = name(agency.clone());
        AgencyHead { agency, name, lines, head }
    });
    let heads = heads.collect();
    let keys = check::constants(reader).await?;
    Ok((heads, keys, verify(reader, files, keyring, tell).await?))
}

async fn pack(
    files: &Files,
    copied: &Fleeting,
    part: &Fleeting,
    mut manifest: Manifest,
    tell: Tell<'_>,
) -> Done<Manifest> {
    let mut packing = Packing::begin(&part.0, manifest.made_at).map_err(|error| Failure::of(&error))?;
    let database = copied.0.clone();
    packing = blocking(packing, move |packing| packing.add(DATABASE, &database).map(|_| ())).await?;
    for first in 0..=u8::MAX {
        let hashes = files.beginning_with(first).await?;
        let paths: Vec<(ContentHash, PathBuf)> =
            hashes.into_iter().map(|hash| (hash.clone(), files.path(&hash))).collect();
        packing = blocking(packing, move |packing| add_files(packing, &paths)).await?;
        tell(Progress { stage: "写入文件", done: packing.members.len() as u64 - 1 });
    }
    manifest.members = std::mem::take(&mut packing.members);
    let sealed = manifest.clone();
    let sealing = tokio::task::spawn_blocking(move || packing.seal(&sealed));
    sealing.await.map_err(|error| Failure::of(&error))?.map_err(|error| Failure::of(&error))?;
    Ok(manifest)
}

fn add_files(packing: &mut Packing, paths: &[(ContentHash, PathBuf)]) -> std::io::Result<()> {
    for (hash, path) in paths {
        match packing.add(&archive::file_member(hash), path) {
            // Erased since the folder was listed.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => {
                other?;
            }
        }
    }
    Ok(())
}

/// Does something slow with the packing on a thread of its own and hands it back.
async fn blocking(
    mut packing: Packing,
    work: impl FnOnce(&mut Packing) -> std::io::Result<()> + Send + 'static,
) -> Done<Packing> {
    let done = tokio::task::spawn_blocking(move || work(&mut packing).map(|()| packing));
    Ok(done.await.map_err(|error| Failure::of(&error))?.map_err(|error| Failure::of(&error))?)
}

/// Gives the finished file its name, durably.
fn put_in_place(part: &Path, target: &Path) -> Done<()> {
    // A hard link refuses a name that was taken meanwhile, which a renaming would overwrite; not every disk has them.
    match std::fs::hard_link(part, target) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(Failure::of(&error).into()),
        Err(_) => std::fs::rename(part, target).map_err(|error| Failure::of(&error))?,
    }
    if let Some(folder) = target.parent() {
        let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| Failure::of(&error))?;
    }
    Ok(())
}
