//! `cargo xtask test`: every check the project has, one after the other, and one sum at the end.
//!
//! A check that fails does not stop the ones after it: whoever reads the log wants to know everything at once.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::building;
use crate::packages::{self, FOR_TESTS};
use crate::postgres::Cluster;
use crate::process::{Finished, TemporaryFolder, Trouble, cargo, find_program, run_showing};
use crate::tally::Tally;
use crate::{generate, journeys, mail_sink, snapshots, tidy};

/// How much of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it, as CI does.
    Everything,
    /// Without PostgreSQL and without a browser; what is left out is said.
    Quick,
}

/// Runs the checks. The last line is the sum, `N passed, N failed`.
///
/// # Errors
/// When something is missing on the machine, or any check failed.
pub fn run(root: &Path, extent: Extent) -> Result<(), Trouble> {
    if extent == Extent::Everything {
        packages::ensure(&FOR_TESTS)?;
        journeys::prepare(root)?;
        mail_sink::prepare(root)?;
    }
    let mut ledger = Ledger::default();
    ledger.check("format", || succeeds(cargo(root).args(["fmt", "--all", "--", "--check"])));
    let compiler = match ledger.check("build and lints", || built_with_lints(root)) {
        true => Compiler::Linting,
        false => Compiler::Plain,
    };
    ledger.check("tidy", || tidy::run(root));
    ledger.check("spelling and licences", || outside_checkers(root));
    match extent {
        Extent::Everything => {
            tests_on_both_engines(root, compiler, &mut ledger);
            walk_journeys(root, &mut ledger);
            ledger.check("generated files", || generate::check(root));
        }
        Extent::Quick => {
            ledger.runner("tests", || run_showing(&mut cargo_test(root, compiler)?));
            println!(
                "skipped: the store on PostgreSQL, the browser journeys, unused snapshots and generated files (--quick)"
            );
        }
    }
    ledger.close()
}

/// Every Rust test, with a private PostgreSQL that must really be reached.
fn tests_on_both_engines(root: &Path, compiler: Compiler, ledger: &mut Ledger) {
    let prepared = Cluster::start()
        .and_then(|cluster| Ok((cluster, TemporaryFolder::new("snapshots")?, cargo_test(root, compiler)?)));
    let (cluster, folder, mut command) = match prepared {
        Ok(prepared) => prepared,
        Err(trouble) => {
            ledger.check("a private PostgreSQL", || Err(trouble));
            return;
        }
    };
    let notes = folder.path().join("compared.txt");
    cluster.lend_to(&mut command);
    command.env(snapshots::NOTES_VARIABLE, &notes).env(mail_sink::REQUIRE_VARIABLE, "1");
    let all_ran = ledger.runner("tests", || run_showing(&mut command));
    ledger.check("PostgreSQL was reached", || match cluster.connections_made() {
        0 => Err(Trouble::new("no test connected to PostgreSQL: the store's contract did not run there")),
        connections => {
            println!("PostgreSQL answered {connections} connections");
            Ok(())
        }
    });
    if all_ran {
        ledger.check("no unused snapshots", || no_unused_snapshots(root, &notes));
    } else {
        println!("skipped: unused snapshots, which only a full and green run can tell");
    }
}

fn walk_journeys(root: &Path, ledger: &mut Ledger) {
    match journeys::all(root) {
        Ok(files) => {
            ledger.runner("journeys", || journeys::run(root, &files));
        }
        Err(trouble) => {
            ledger.check("journeys", || Err(trouble));
        }
    }
}

/// Which compiler builds the workspace's own crates in this run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compiler {
    /// The one that lints. What it built the tests are run from.
    Linting,
    /// The plain one, once a lint has spoken: what is crooked may still be right.
    Plain,
}

fn built_with_lints(root: &Path) -> Result<(), Trouble> {
    let mut command = building::everything(root);
    building::lint_on_the_way(&mut command)?;
    succeeds(&mut command)
}

/// `--no-fail-fast`: one broken room must not hide what is broken in the next.
fn cargo_test(root: &Path, compiler: Compiler) -> Result<Command, Trouble> {
    let mut command = match compiler {
        Compiler::Linting => cargo(root),
        Compiler::Plain => {
            // The binary of the journeys, which the compiler that lints refused to build.
            run_showing(&mut building::everything(root))?;
            cargo(root)
        }
    };
    command.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    if compiler == Compiler::Linting {
        building::lint_on_the_way(&mut command)?;
    }
    // A test run compares snapshots, it never writes them.
    command.env("INSTA_UPDATE", "no").env("INSTA_FORCE_PASS", "0");
    Ok(command)
}

/// `typos` and `cargo-deny` are run where they are installed. Neither comes from Debian, so their absence is said and is no failure;
/// what `deny.toml` allows is checked by tidy as well.
fn outside_checkers(root: &Path) -> Result<(), Trouble> {
    if find_program("typos").is_some() {
        succeeds(Command::new("typos").current_dir(root))?;
    } else {
        println!("skipped: typos is not installed (_typos.toml)");
    }
    if find_program("cargo-deny").is_some() {
        succeeds(cargo(root).args(["deny", "--offline", "check", "licenses", "bans", "sources"]))?;
    } else {
        println!("skipped: cargo-deny is not installed (deny.toml)");
    }
    Ok(())
}

fn no_unused_snapshots(root: &Path, notes: &Path) -> Result<(), Trouble> {
    let unused = snapshots::unused(root, notes)?;
    if unused.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = unused.iter().map(|path| relative(root, path)).collect();
    Err(Trouble::new(format!("no test compares these snapshots: {}", names.join(", "))))
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

fn succeeds(command: &mut Command) -> Result<(), Trouble> {
    let words = crate::process::in_words(command);
    if run_showing(command)?.success { Ok(()) } else { Err(Trouble::new(format!("`{words}` failed"))) }
}

/// What was checked, what failed, and how many tests stood behind it.
#[derive(Default)]
struct Ledger {
    tally: Tally,
    failures: Vec<String>,
}

impl Ledger {
    /// A check without a test runner: it counts as one. True if it held.
    fn check(&mut self, name: &str, check: impl FnOnce() -> Result<(), Trouble>) -> bool {
        let started = announce(name);
        let outcome = check();
        let held = outcome.is_ok();
        self.tally += Tally::of_check(held);
        if let Err(trouble) = outcome {
            println!("FAILED {name}: {trouble}");
            self.failures.push(format!("{name}: {trouble}"));
        }
        println!("-- {name}: {} s", started.elapsed().as_secs());
        held
    }

    /// A test runner: its own numbers count. True if it ran to a green end.
    fn runner(&mut self, name: &str, run: impl FnOnce() -> Result<Finished, Trouble>) -> bool {
        let started = announce(name);
        let (mut tally, trouble) = match run() {
            Ok(finished) => {
                let tally = Tally::read(&finished.output);
                let trouble = match (finished.success, tally.passed) {
                    (false, _) => Some(format!("{tally}")),
                    (true, 0) => Some("it ran no test".to_owned()),
                    (true, _) => None,
                };
                (tally, trouble)
            }
            Err(trouble) => (Tally::default(), Some(trouble.to_string())),
        };
        // A runner that broke before it could count, a crate that does not compile for one, is a failure all the same.
        if trouble.is_some() && tally.failed == 0 {
            tally.failed = 1;
        }
        self.tally += tally;
        println!("-- {name}: {} s", started.elapsed().as_secs());
        let green = trouble.is_none();
        self.failures.extend(trouble.map(|trouble| format!("{name}: {trouble}")));
        green
    }

    fn close(self) -> Result<(), Trouble> {
        println!();
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        println!("{}", self.tally);
        if self.failures.is_empty() { Ok(()) } else { Err(Trouble::new("not everything holds, see above")) }
    }
}

fn announce(name: &str) -> Instant {
    println!("\n== {name}");
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use crate::process::{Finished, Trouble};

    fn finished(success: bool, output: &str) -> Result<Finished, Trouble> {
        Ok(Finished { success, output: output.to_owned() })
    }

    #[test]
    fn the_sum_counts_checks_and_tests() {
        let mut ledger = Ledger::default();
        ledger.check("format", || Ok(()));
        assert!(ledger.runner("tests", || finished(true, "test result: ok. 4 passed; 0 failed; 0 ignored;")));
        assert_eq!(ledger.tally.to_string(), "5 passed, 0 failed");
        assert!(ledger.close().is_ok());
    }

    #[test]
    fn a_runner_that_ran_nothing_is_a_failure() {
        let mut ledger = Ledger::default();
        assert!(!ledger.runner("journeys", || finished(true, "ℹ pass 0\nℹ fail 0\n")));
        assert_eq!(ledger.tally.failed, 1);
        assert!(ledger.close().is_err());
    }

    #[test]
    fn a_runner_that_broke_before_counting_is_a_failure() {
        let mut ledger = Ledger::default();
        assert!(!ledger.runner("tests", || finished(false, "error: could not compile")));
        assert!(!ledger.runner("journeys", || Err(Trouble::new("no node"))));
        assert_eq!(ledger.tally.failed, 2);
        assert!(ledger.close().is_err());
    }

    #[test]
    fn a_failed_check_does_not_hide_the_next() {
        let mut ledger = Ledger::default();
        ledger.check("format", || Err(Trouble::new("crooked")));
        ledger.check("tidy", || Ok(()));
        assert_eq!(ledger.tally.to_string(), "1 passed, 1 failed");
    }
}
