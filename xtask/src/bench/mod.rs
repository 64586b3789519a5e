//! `cargo xtask bench`: the figures the product promises, each measured on this machine and set beside its promise.
//!
//! An absolute figure is for a quiet machine of two cores. Wherever something outside the product can be measured in the
//! same run (nginx, one bare synced write) the ratio to it is the promise, and the absolute figure is only told.

mod crowd;
mod disk;
mod figures;
mod http;
mod intake;
mod product;
mod records;
mod serving;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::packages::{self, FOR_BENCH};
use crate::process::{TemporaryFolder, Trouble, cargo, run_quietly, run_showing};

/// What every bench is given.
pub struct Workbench {
    /// The workspace's folder.
    pub root: PathBuf,
    /// The released binary, or the one that `GONGKAI_BINARY` names; nothing for benches of the machine alone.
    pub binary: PathBuf,
    /// A folder for this run, gone afterwards.
    pub folder: PathBuf,
}

/// One figure beside its promise.
pub struct Line {
    pub name: String,
    /// What was measured, with its unit.
    pub figure: String,
    /// What was promised, with its unit.
    pub promise: String,
    /// Whether the promise is kept.
    pub kept: bool,
    /// The anchor measured in the same run, if the promise is a ratio.
    pub anchor: Option<String>,
}

/// A bench has a name to be called by and gives its lines.
struct Bench {
    name: &'static str,
    of: Of,
    measure: fn(&Workbench) -> Result<Vec<Line>, Trouble>,
}

/// What a bench measures; the binary is built only when one of the product is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Machine,
    Product,
}

/// To measure one more promise, write its function and name it here.
const BENCHES: &[Bench] = &[
    Bench { name: "disk", of: Of::Machine, measure: disk::anchor },
    Bench { name: "demo-year", of: Of::Product, measure: product::demo_year },
    Bench { name: "first-page", of: Of::Product, measure: product::first_page },
    Bench { name: "memory", of: Of::Product, measure: product::memory },
    Bench { name: "report-check", of: Of::Product, measure: product::report_check },
    Bench { name: "report-records", of: Of::Machine, measure: records::counted },
    Bench { name: "applications", of: Of::Machine, measure: records::applications },
    Bench { name: "intake", of: Of::Product, measure: intake::a_minute },
    Bench { name: "reading", of: Of::Machine, measure: figures::reading },
    Bench { name: "reply-due", of: Of::Machine, measure: figures::reply_due },
    Bench { name: "report-frozen", of: Of::Machine, measure: figures::frozen },
    Bench { name: "report-formats", of: Of::Machine, measure: figures::formats },
    Bench { name: "publishing", of: Of::Machine, measure: figures::publishing },
    Bench { name: "serving", of: Of::Product, measure: serving::hot_pages },
    Bench { name: "serving-crowd", of: Of::Product, measure: serving::crowded },
];

/// Measures the benches named, or all of them; `--cold` first builds everything from nothing in a folder of its own.
///
/// # Errors
/// When a bench cannot be run or a promise is broken.
pub fn run(root: &Path, words: &[&str]) -> Result<(), Trouble> {
    let cold = words.contains(&"--cold");
    let wanted: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with("--")).collect();
    if let Some(unknown) = wanted.iter().find(|name| !BENCHES.iter().any(|bench| bench.name == **name)) {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(Trouble::new(format!("no bench `{unknown}`; there are {}", names.join(", "))));
    }
    packages::ensure(&FOR_BENCH)?;
    let chosen: Vec<&Bench> =
        BENCHES.iter().filter(|bench| wanted.is_empty() || wanted.contains(&bench.name)).collect();
    let folder = TemporaryFolder::new("bench")?;
    let mut lines = if cold { vec![cold_build(root, folder.path())?] } else { Vec::new() };
    let needs_binary = chosen.iter().any(|bench| bench.of == Of::Product);
    let binary = if needs_binary { binary(root)? } else { PathBuf::new() };
    let bench = Workbench { root: root.to_path_buf(), binary, folder: folder.path().to_path_buf() };
    for one in chosen {
        println!("measuring {} …", one.name);
        lines.extend((one.measure)(&bench)?);
    }
    print_table(&lines);
    match lines.iter().filter(|line| !line.kept).count() {
        0 => Ok(()),
        broken => Err(Trouble::new(format!("{broken} promises are not kept on this machine"))),
    }
}

/// The binary to measure: what `GONGKAI_BINARY` names, else the release build.
fn binary(root: &Path) -> Result<PathBuf, Trouble> {
    if let Some(named) = std::env::var_os("GONGKAI_BINARY") {
        return Ok(PathBuf::from(named));
    }
    if !run_showing(cargo(root).args(["build", "--release", "--locked", "--package", "gongkai"]))?.success {
        return Err(Trouble::new("the release build failed"));
    }
    Ok(target_folder(root)?.join("release").join("gongkai"))
}

/// Where cargo puts what it builds, which the person may have moved.
fn target_folder(root: &Path) -> Result<PathBuf, Trouble> {
    let metadata = run_quietly(cargo(root).args(["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)
        .map_err(|error| Trouble::new(format!("cargo metadata is not what it was: {error}")))?;
    let folder = metadata["target_directory"].as_str().map(PathBuf::from);
    folder.ok_or_else(|| Trouble::new("cargo metadata names no target folder"))
}

/// A clone with nothing built, to the binary of the README's first command.
fn cold_build(root: &Path, folder: &Path) -> Result<Line, Trouble> {
    let started = Instant::now();
    let mut command = cargo(root);
    command.args(["build", "--release", "--locked"]).env("CARGO_TARGET_DIR", folder.join("cold"));
    if !run_showing(&mut command)?.success {
        return Err(Trouble::new("the cold build failed"));
    }
    let took = started.elapsed();
    Ok(Line {
        name: "cold build of the release binary".into(),
        figure: format!("{:.1} min", took.as_secs_f64() / 60.0),
        promise: "≤ 15 min".into(),
        kept: took <= Duration::from_secs(15 * 60),
        anchor: None,
    })
}

fn print_table(lines: &[Line]) {
    println!("\n{:<44} {:>16} {:>16}  {:<6} anchor", "", "measured", "promised", "");
    for line in lines {
        let verdict = if line.kept { "kept" } else { "BROKEN" };
        let anchor = line.anchor.as_deref().unwrap_or("");
        println!("{:<44} {:>16} {:>16}  {verdict:<6} {anchor}", line.name, line.figure, line.promise);
    }
}

/// The middle of the measurements; of an even number the upper middle, the less flattering one for times.
fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured.get(measured.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The measurement that so many of a hundred do not exceed.
fn percentile(mut measured: Vec<f64>, of_a_hundred: usize) -> f64 {
    measured.sort_by(f64::total_cmp);
    let rank = (measured.len() * of_a_hundred).div_ceil(100).saturating_sub(1);
    measured.get(rank).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::{median, percentile};

    #[test]
    fn the_middle_and_the_tail() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(percentile((1..=200).map(f64::from).collect(), 99), 198.0);
        assert_eq!(percentile(vec![7.0], 99), 7.0);
        assert!(median(vec![]).is_nan());
    }
}
