//! Counting a year of a hundred thousand records, and an agency with two hundred thousand applications, on both engines. The store's
//! own tests fill and ask, and their figures are set beside the promises.

use std::time::Duration;

use super::{Line, Workbench};
use crate::postgres::Cluster;
use crate::process::{Trouble, cargo, run_showing};

const TEST: &str = "a_hundred_thousand_records_are_counted_within_a_second";

const APPLICATIONS: &str = "two_hundred_thousand_applications_in_figures";

/// What an officer and a report wait for, as the test calls it, with its promise in milliseconds.
const WAITED_FOR: [(&str, &str, u64); 3] = [
    ("board", "an officer's board among 200,000 applications", 50),
    ("case", "one case among 200,000 applications", 20),
    ("year", "table 三 of a year among 200,000 applications", 300),
];

/// One line an engine, as the test tells it.
pub fn counted(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let told = told(bench, "contract", TEST)?;
    let lines: Vec<Line> = told.lines().filter_map(line_of).collect();
    if lines.len() == 2 {
        Ok(lines)
    } else {
        Err(Trouble::new("the counting of a hundred thousand records gave no figure for both engines"))
    }
}

/// A line an engine for each thing that is waited for.
pub fn applications(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let told = told(bench, "contract", APPLICATIONS)?;
    let lines: Vec<Line> = told.lines().filter_map(waited_for).collect();
    if lines.len() == 2 * WAITED_FOR.len() {
        Ok(lines)
    } else {
        Err(Trouble::new("two hundred thousand applications gave no figures for both engines"))
    }
}

fn told(bench: &Workbench, target: &str, test: &str) -> Result<String, Trouble> {
    let cluster = Cluster::start()?;
    let mut command = cargo(&bench.root);
    command.args(["test", "--locked", "--package", "store", "--test", target, test]);
    command.args(["--", "--ignored", "--nocapture"]);
    cluster.lend_to(&mut command);
    let finished = run_showing(&mut command)?;
    if finished.success { Ok(finished.output) } else { Err(Trouble::new(format!("`{test}` gave no figures"))) }
}

/// `Sqlite board: 1.2ms`
fn waited_for(told: &str) -> Option<Line> {
    let (what, took) = told.split_once(": ")?;
    let (engine, what) = what.rsplit_once(' ').map(|(engine, what)| (engine.trim(), what))?;
    let engine = ["Sqlite", "Postgres"].into_iter().find(|known| engine.ends_with(known))?;
    let (_, name, promise) = WAITED_FOR.into_iter().find(|(code, ..)| *code == what)?;
    let took = duration(took.trim())?;
    Some(Line {
        name: format!("{name}, {engine}"),
        figure: format!("{:.1} ms", took.as_secs_f64() * 1_000.0),
        promise: format!("< {promise} ms"),
        kept: took < Duration::from_millis(promise),
        anchor: None,
    })
}

/// `Sqlite: 35.1ms`
fn line_of(told: &str) -> Option<Line> {
    let (engine, took) = told.split_once(": ")?;
    if !["Sqlite", "Postgres"].contains(&engine) {
        return None;
    }
    let took = duration(took.trim())?;
    Some(Line {
        name: format!("a year of 100,000 records counted, {engine}"),
        figure: format!("{} ms", took.as_millis()),
        promise: "< 1000 ms".into(),
        kept: took < Duration::from_secs(1),
        anchor: None,
    })
}

/// A duration as Rust prints it.
fn duration(text: &str) -> Option<Duration> {
    let start_of_unit = text.find(|character: char| !character.is_ascii_digit() && character != '.')?;
    let (number, unit) = text.split_at(start_of_unit);
    let in_seconds = match unit {
        "s" => 1.0,
        "ms" => 1e-3,
        "µs" => 1e-6,
        "ns" => 1e-9,
        _ => return None,
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * in_seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::{APPLICATIONS, TEST, line_of, waited_for};

    #[test]
    fn what_the_test_tells_becomes_a_line() {
        assert_eq!(line_of("Sqlite: 35.12ms").unwrap().figure, "35 ms");
        assert!(line_of("Sqlite: 35.12ms").unwrap().kept);
        assert!(!line_of("Postgres: 1.2s").unwrap().kept);
        assert!(line_of("the last page of its records: 2ms").is_none());
    }

    #[test]
    fn each_thing_waited_for_has_its_own_promise() {
        assert!(waited_for("test x ... Sqlite board: 49.5ms").unwrap().kept);
        assert!(!waited_for("Postgres case: 20.5ms").unwrap().kept);
        assert_eq!(waited_for("Postgres year: 1.5s").unwrap().promise, "< 300 ms");
        assert!(waited_for("Postgres filled: 9s").is_none());
    }

    #[test]
    fn the_test_is_still_called_so() {
        assert!(include_str!("../../../store/tests/contract/registers.rs").contains(TEST));
        assert!(include_str!("../../../store/tests/contract/crowd_of_applications.rs").contains(APPLICATIONS));
    }
}
