//! The mail server that tests send to: a Python of our own in the build folder, with the one library it needs.

use std::path::Path;
use std::process::Command;

use crate::packages::{self, FOR_TESTS};
use crate::process::{Trouble, run_quietly};

/// The variable that turns a missing mail server from a visible skip into a failure.
pub const REQUIRE_VARIABLE: &str = "GONGKAI_REQUIRE_SMTP";

/// Where its Python lies; the tests look there.
const FOLDER: &str = "target/mail-sink";
const WANTED: &str = "testkit/src/smtp_sink.txt";

/// Makes the Python and fetches the library as the list names it, unless what is in place is already that.
///
/// # Errors
/// When Python is missing or pip cannot fetch it.
pub fn prepare(root: &Path) -> Result<(), Trouble> {
    let folder = root.join(FOLDER);
    let wanted = root.join(WANTED);
    let list = std::fs::read(&wanted).map_err(|error| Trouble::new(format!("{WANTED}: {error}")))?;
    let stamp = folder.join(".fetched-for");
    if std::fs::read(&stamp).is_ok_and(|fetched| fetched == list) {
        return Ok(());
    }
    run_quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "--requirement"];
    run_quietly(Command::new(folder.join("bin/python")).args(pip).arg(&wanted))?;
    std::fs::write(&stamp, list).map_err(|error| Trouble::new(format!("{FOLDER}: {error}")))
}

/// The same for a person who wants to run one test of mail by hand.
///
/// # Errors
/// As [`prepare`], or when Python is missing and cannot be installed from here.
pub fn prepare_alone(root: &Path) -> Result<(), Trouble> {
    packages::ensure(&FOR_TESTS[5..])?;
    prepare(root)
}
