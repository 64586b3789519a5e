//! Counting a year of a hundred thousand records on both engines. The store's own test fills and asks, and its figure is set beside
//! the promise.

use std::time::Duration;

use super::{Line, Workbench};
use crate::postgres::Cluster;
use crate::process::{Trouble, cargo, run_showing};

const TEST: &str = "a_hundred_thousand_records_are_counted_within_a_second";

/// One line an engine, as the test tells it.
pub fn counted(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let cluster = Cluster::start()?;
    let mut command = cargo(&bench.root);
    command.args(["test", "--locked", "--package", "store", "--test", "registers_contract", TEST]);
    command.args(["--", "--ignored", "--nocapture"]);
    cluster.lend_to(&mut command);
    let finished = run_showing(&mut command)?;
    let lines: Vec<Line> = finished.output.lines().filter_map(line_of).collect();
    if finished.success && lines.len() == 2 {
        Ok(lines)
    } else {
        Err(Trouble::new("the counting of a hundred thousand records gave no figure for both engines"))
    }
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
    use super::{TEST, line_of};

    #[test]
    fn what_the_test_tells_becomes_a_line() {
        assert_eq!(line_of("Sqlite: 35.12ms").unwrap().figure, "35 ms");
        assert!(line_of("Sqlite: 35.12ms").unwrap().kept);
        assert!(!line_of("Postgres: 1.2s").unwrap().kept);
        assert!(line_of("the last page of its records: 2ms").is_none());
    }

    #[test]
    fn the_test_is_still_called_so() {
        assert!(include_str!("../../../store/tests/registers_contract.rs").contains(TEST));
    }
}
