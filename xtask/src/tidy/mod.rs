//! `cargo xtask tidy`: the rules of the house that no compiler keeps, each with a test that breaks it.
//!
//! A rule is a function from the [`House`] to its findings; to add one, write it beside its kin and name it in [`RULES`].

mod copies;
mod edges;
mod licences;
mod papers;
mod places;
mod words;

use std::fmt;
use std::path::Path;
use std::process::Command;

use crate::process::{Trouble, cargo, run_quietly};

/// What a rule looks at: every file that git keeps or would keep.
pub struct House {
    files: Vec<File>,
}

/// One file of the project.
pub struct File {
    /// From the workspace's folder, with `/`.
    path: String,
    bytes: Vec<u8>,
}

/// Something that is not as the house wants it.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    place: String,
    words: String,
    weight: Weight,
}

/// Whether a finding stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Error,
    Warning,
}

type Rule = fn(&House) -> Vec<Finding>;

const RULES: &[Rule] = &[
    words::driver_outside_its_file,
    words::unfinished_code,
    words::machine_paths,
    words::hosts_in_lock_files,
    places::nameless_rooms,
    places::crowded_folders,
    places::binary_files,
    papers::rooms_that_do_not_introduce_themselves,
    papers::long_architecture,
    papers::ambiguous_glossary,
    papers::undocumented_public_items,
];

/// Looks at the whole house and prints what it finds.
///
/// # Errors
/// When a rule is broken, or the house cannot be looked at.
pub fn run(root: &Path) -> Result<(), Trouble> {
    let house = House::open(root)?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&house)).collect();
    let members = run_quietly(cargo(root).args(["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    findings.extend(edges::findings(&members)?);
    findings.extend(licences_of_everything(root, &house)?);
    match std::fs::read_to_string(root.join("../shared/domain/seed-report-2019.md")) {
        Ok(seed) => findings.extend(copies::of_the_seed(&house, &seed)),
        Err(_) => {
            println!("skipped: sentences copied from the seed report (../shared is not here)")
        }
    }
    report(&findings, house.files.len())
}

fn licences_of_everything(root: &Path, house: &House) -> Result<Vec<Finding>, Trouble> {
    // One platform is enough, and asking for it keeps cargo from fetching libraries that only other systems use.
    let platform = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    let packages = run_quietly(cargo(root).args(["metadata", "--format-version", "1", "--locked"]).args(platform))?;
    licences::findings(house, &packages)
}

fn report(findings: &[Finding], files: usize) -> Result<(), Trouble> {
    for finding in findings {
        println!("{finding}");
    }
    let errors = findings.iter().filter(|finding| finding.weight == Weight::Error).count();
    println!("tidy: {files} files, {errors} errors, {} warnings", findings.len() - errors);
    if errors == 0 { Ok(()) } else { Err(Trouble::new(format!("{errors} rules of the house are broken"))) }
}

impl House {
    fn open(root: &Path) -> Result<Self, Trouble> {
        let listed = run_quietly(
            Command::new("git")
                .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
                .current_dir(root),
        )?;
        let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        // A file that git still lists and somebody has just deleted is simply not there.
        let files = paths
            .into_iter()
            .filter_map(|path| Some(File { path: path.to_owned(), bytes: std::fs::read(root.join(path)).ok()? }))
            .collect();
        Ok(Self { files })
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
            .collect();
        Self { files }
    }

    fn texts(&self) -> impl Iterator<Item = (&File, &str)> {
        self.files.iter().filter_map(|file| Some((file, file.text()?)))
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text()
    }
}

impl File {
    /// The text, if it is one: UTF-8 without a null.
    fn text(&self) -> Option<&str> {
        if self.bytes.contains(&0) { None } else { std::str::from_utf8(&self.bytes).ok() }
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

impl Finding {
    fn error(place: impl Into<String>, words: impl Into<String>) -> Self {
        Self { place: place.into(), words: words.into(), weight: Weight::Error }
    }

    fn warning(place: impl Into<String>, words: impl Into<String>) -> Self {
        Self { place: place.into(), words: words.into(), weight: Weight::Warning }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        write!(formatter, "tidy {weight}: {}: {}", self.place, self.words)
    }
}

/// `path:line`, counted from one, as editors open it.
fn at(path: &str, index: usize) -> String {
    format!("{path}:{}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::{Finding, at, report};

    #[test]
    fn a_warning_alone_does_not_stop_the_run() {
        assert!(report(&[Finding::warning("a", "crowded")], 1).is_ok());
        assert!(report(&[Finding::warning("a", "crowded"), Finding::error("b", "broken")], 2).is_err());
    }

    #[test]
    fn a_place_is_written_as_editors_open_it() {
        assert_eq!(Finding::error(at("law/src/lib.rs", 0), "odd").to_string(), "tidy error: law/src/lib.rs:1: odd");
    }
}
