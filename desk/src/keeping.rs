//! 保管: proving that an office is whole, taking it into one file, bringing it back, moving it, and erasing by law.
//!
//! All but erasing is asked from the console by whoever keeps the machine; it changes no agency's records, so it needs
//! no role. Restoring and moving leave a line in the new office's journal.

mod archive;
mod backup;
mod erase;
mod move_office;
mod restore;
mod verify;

pub use archive::{AgencyHead, Manifest, Member, check_backup};
pub use backup::{BackupMade, backup};
pub use move_office::{Moved, move_office};
pub use restore::{Keys, Restored, restore};
pub use verify::{Damage, Finding, VerifyReport, verify};

use crate::Done;
use std::fs::File;
use std::path::{Path, PathBuf};

/// How far a long run has come, for whoever waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in Chinese.
    pub stage: &'static str,
    /// How many so far: lines, rows or files, as the stage says.
    pub done: u64,
}

/// Who is told of progress.
pub type Tell<'told> = &'told (dyn Fn(Progress) + Send + Sync);

/// A file that goes when this value does, with whatever SQLite laid beside it.
#[derive(Debug)]
struct Fleeting(PathBuf);

impl Drop for Fleeting {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let mut name = self.0.clone().into_os_string();
            name.push(ending);
            let _ = std::fs::remove_file(name);
        }
    }
}

/// A name beside `target` that nobody else uses.
fn beside(target: &Path, ending: &str) -> Done<PathBuf> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(target.with_file_name(format!(".{name}.{}.{ending}", crate::new_id()?)))
}

/// Makes a new file that only its owner may read: it holds a whole office.
fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
