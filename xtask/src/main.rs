//! The workshop of the house: `cargo xtask test`, `tidy`, `bench`, `generate` and two smaller helpers.
//!
//! What comes in: the checkout, the tools of the machine, and what `cargo metadata` says.
//! What goes out: lines on the terminal and an exit code; only `generate` writes into the checkout.
//! What is never here: code of the product. The rooms know nothing of the workshop, and it knows them by their commands alone.
#![expect(clippy::print_stdout, reason = "a workshop tool speaks to the terminal it was called from")]

mod bench;
mod building;
mod generate;
mod journeys;
mod mail_sink;
mod packages;
mod postgres;
mod process;
mod snapshots;
mod tally;
mod test;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use process::Trouble;

const USAGE: &str = "\
cargo xtask test [--quick]            everything: format, lints, tidy, tests on both engines, journeys in Chromium
                                      (--quick: no PostgreSQL and no browser, for the inner loop)
cargo xtask tidy                      the house rules that no compiler keeps
cargo xtask journeys [FILE…]          the browser journeys alone, all or the files named
cargo xtask postgres -- COMMAND…      a command with a private PostgreSQL beside it
cargo xtask mail-sink                 the mail server that tests send to, into target/mail-sink
cargo xtask generate [--check]        write what is generated, or say what is stale
cargo xtask bench [--cold] [NAME…]    the figures the product promises (--cold: a build from nothing as well)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("xtask: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Trouble> {
    let root = workspace_root()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test::run(&root, test::Extent::Everything),
        ["test", "--quick"] => test::run(&root, test::Extent::Quick),
        ["tidy"] => tidy::run(&root),
        ["journeys", files @ ..] => journeys::run_alone(&root, files),
        ["postgres", "--", program, rest @ ..] => postgres::run_beside(&root, program, rest),
        ["mail-sink"] => mail_sink::prepare_alone(&root),
        ["generate"] => generate::write(&root),
        ["generate", "--check"] => generate::check(&root),
        ["bench", rest @ ..] => bench::run(&root, rest),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Trouble::new(format!("no such command\n\n{USAGE}"))),
    }
}

/// The folder that holds the workspace: the parent of this crate's own folder.
///
/// # Errors
/// When cargo did not say where the crate lies, which means that xtask was started without cargo.
fn workspace_root() -> Result<PathBuf, Trouble> {
    let own =
        std::env::var("CARGO_MANIFEST_DIR").map_err(|_| Trouble::new("start me through cargo: `cargo xtask …`"))?;
    PathBuf::from(own).parent().map(PathBuf::from).ok_or_else(|| Trouble::new("the crate xtask has no parent folder"))
}
