//! Everything the binary writes about itself and the project keeps: written here, and checked for staleness in every run.

use std::path::Path;
use std::process::Command;

use crate::building;
use crate::process::{Trouble, cargo, run_quietly};

/// One generated file: what `gongkai generate NAME` prints is what the file holds.
pub struct Generated {
    /// The name that `gongkai generate` knows it by.
    pub name: &'static str,
    /// Where the project keeps it, from the workspace's folder.
    pub output: &'static str,
}

/// To generate one more file, teach `gongkai generate` its name and add a line here.
pub const GENERATED: &[Generated] = &[
    Generated { name: "access", output: "docs/access.md" },
    Generated { name: "command-line", output: "docs/command-line.md" },
];

/// Writes every generated file anew.
///
/// # Errors
/// When the binary does not build, refuses a name, or a file cannot be written.
pub fn write(root: &Path) -> Result<(), Trouble> {
    for generated in GENERATED {
        let text = make(root, generated)?;
        let path = root.join(generated.output);
        std::fs::write(&path, text).map_err(|error| Trouble::new(format!("{}: {error}", generated.output)))?;
        println!("wrote {}", generated.output);
    }
    Ok(())
}

/// Compares every generated file with what the binary that the tests were built beside would write; the checkout is not touched.
///
/// # Errors
/// When one of them is stale or missing, or cannot be generated.
pub fn check(root: &Path) -> Result<(), Trouble> {
    let mut stale = Vec::new();
    for generated in GENERATED {
        let kept = std::fs::read_to_string(root.join(generated.output)).unwrap_or_default();
        if kept != run_quietly(Command::new(building::binary(root)).args(words(generated)))? {
            stale.push(generated.output);
        }
    }
    if stale.is_empty() {
        println!("{} generated files are fresh", GENERATED.len());
        Ok(())
    } else {
        Err(Trouble::new(format!("stale, run `cargo xtask generate` and commit: {}", stale.join(", "))))
    }
}

fn make(root: &Path, generated: &Generated) -> Result<String, Trouble> {
    let cargo_run = ["run", "--quiet", "--locked", "--package", "gongkai", "--"];
    run_quietly(cargo(root).args(cargo_run).args(words(generated)))
}

/// What the binary is asked for.
fn words(generated: &Generated) -> [&str; 2] {
    ["generate", generated.name]
}
