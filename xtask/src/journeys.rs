//! The browser journeys: a real Chromium walks through the real binary, driven by node's own test runner.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::building;
use crate::packages::{self, FOR_TESTS};
use crate::process::{Finished, TemporaryFolder, Trouble, cargo, run_quietly, run_showing};
use crate::tally::Tally;

/// Tells the journeys where to keep the demo year that they share, so that it is built once a run and copied for each file.
const FOLDER_VARIABLE: &str = "GONGKAI_JOURNEYS_FOLDER";

/// Tells the journeys which binary to drive.
const BINARY_VARIABLE: &str = "GONGKAI_BINARY";

/// The journeys by themselves, for the person who is writing one.
///
/// # Errors
/// When something they need is missing, the binary does not build, or a journey fails.
pub fn run_alone(root: &Path, files: &[&str]) -> Result<(), Trouble> {
    packages::ensure(&FOR_TESTS)?;
    prepare(root)?;
    build_binary(root)?;
    let files = if files.is_empty() { all(root)? } else { files.iter().map(|file| named(root, file)).collect() };
    let finished = run(root, &files)?;
    println!("{}", Tally::read(&finished.output));
    if finished.success { Ok(()) } else { Err(Trouble::new("a journey failed")) }
}

/// Fetches the journeys' libraries as the lock file names them, unless the ones in place are already those.
///
/// # Errors
/// When node is missing or npm cannot fetch them.
pub fn prepare(root: &Path) -> Result<(), Trouble> {
    packages::ensure_node()?;
    let folder = root.join("e2e");
    let lock = std::fs::read(folder.join("package-lock.json"))
        .map_err(|error| Trouble::new(format!("e2e/package-lock.json: {error}")))?;
    let stamp = folder.join("node_modules").join(".fetched-for");
    if std::fs::read(&stamp).is_ok_and(|fetched| fetched == lock) {
        return Ok(());
    }
    run_quietly(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder))?;
    std::fs::write(&stamp, lock).map_err(|error| Trouble::new(format!("e2e/node_modules: {error}")))
}

/// The binary that the journeys drive, in the profile the other tests are built with.
///
/// # Errors
/// When it does not build.
pub fn build_binary(root: &Path) -> Result<(), Trouble> {
    let built = run_showing(cargo(root).args(["build", "--locked", "--package", "gongkai"]))?;
    if built.success { Ok(()) } else { Err(Trouble::new("the binary gongkai does not build")) }
}

/// Every journey file, in the order of their names.
///
/// # Errors
/// When there is none: a run without journeys must not look like one whose journeys passed.
pub fn all(root: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let entries = std::fs::read_dir(root.join("e2e")).map_err(|error| Trouble::new(format!("e2e: {error}")))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() { Err(Trouble::new("e2e holds no journey (*.test.mjs)")) } else { Ok(files) }
}

/// Walks through the files one after the other; two browsers at once on two cores only make both slow.
///
/// # Errors
/// When node cannot be started. A failed journey is told by [`Finished::success`].
pub fn run(root: &Path, files: &[PathBuf]) -> Result<Finished, Trouble> {
    let shared_year = TemporaryFolder::new("journeys")?;
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-concurrency=1", "--test-timeout=300000", "--test-reporter=spec"])
        .args(files)
        .current_dir(root.join("e2e"))
        .env(BINARY_VARIABLE, building::binary(root))
        .env(FOLDER_VARIABLE, shared_year.path());
    run_showing(&mut command)
}

fn named(root: &Path, file: &str) -> PathBuf {
    let given = Path::new(file);
    let inside = root.join("e2e").join(given.file_name().unwrap_or(given.as_os_str()));
    if inside.is_file() { inside } else { root.join(given) }
}
