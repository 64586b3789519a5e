//! Building everything once, for lints, tests, journeys and generated files alike.
//!
//! Two things would build most of the house a second time, and did: a `cargo clippy` beside the tests, which checks every library
//! for itself, and building one package alone, which is given other features of the libraries than the whole workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Trouble, cargo, find_program};

/// The compiler that tells its lints while it builds.
const LINTING_COMPILER: &str = "clippy-driver";

/// How clippy is told of `-D warnings` when cargo calls its compiler without `cargo clippy` between them.
const NO_WARNINGS: &str = "-D__CLIPPY_HACKERY__warnings";

/// Every crate, the binary and every test program, in one walk.
pub fn everything(root: &Path) -> Command {
    let mut command = cargo(root);
    command.args(["build", "--locked", "--workspace", "--bins", "--tests"]);
    command
}

/// Lets a command of cargo build the workspace's own crates with the compiler that lints. All commands of a run are given it, or
/// none: what one built is of no use to the other.
///
/// # Errors
/// When clippy is not installed.
pub fn lint_on_the_way(command: &mut Command) -> Result<(), Trouble> {
    let compiler = find_program(LINTING_COMPILER)
        .ok_or_else(|| Trouble::new("clippy is not installed: rustup component add clippy"))?;
    command.env("RUSTC_WORKSPACE_WRAPPER", compiler).env("CLIPPY_ARGS", NO_WARNINGS);
    Ok(())
}

/// Where the binary lies once it is built.
pub fn binary(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    target.join("debug").join("gongkai")
}
