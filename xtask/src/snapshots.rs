//! Snapshots that no test looks at any more: `insta` notes each one it compares, and what it never noted is stale.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::process::{Trouble, run_quietly};

/// The variable under which `insta` is told where to note the snapshots it compared.
pub const NOTES_VARIABLE: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// Finds the snapshots of the project that a full run of the tests never compared.
///
/// # Errors
/// When git cannot list the project's files.
pub fn unused(root: &Path, notes: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let listed = run_quietly(
        std::process::Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "*.snap"])
            .current_dir(root),
    )?;
    let kept = listed.lines().map(|line| root.join(line)).filter(|path| path.is_file());
    let noted = std::fs::read_to_string(notes).unwrap_or_default();
    Ok(never_noted(kept, &noted))
}

fn never_noted(kept: impl Iterator<Item = PathBuf>, noted: &str) -> Vec<PathBuf> {
    let noted: BTreeSet<PathBuf> = noted.lines().map(|line| plain(Path::new(line))).collect();
    kept.filter(|path| !noted.contains(&plain(path))).collect()
}

/// The same file can be named with `..` or through a link.
fn plain(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::never_noted;

    #[test]
    fn a_snapshot_that_was_not_compared_is_found() {
        let kept = ["a/form.snap", "a/letter.snap"].map(PathBuf::from);
        assert_eq!(never_noted(kept.into_iter(), "a/form.snap\n"), [PathBuf::from("a/letter.snap")]);
    }
}
