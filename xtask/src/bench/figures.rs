//! Figures that the product's own tests tell when they are asked: an ignored test prints `name: figure`, and here the figure is
//! set beside its promise. They run in the profile of the tests, which is slower than what is released: a promise kept here is
//! kept there, and nobody waits for a second build of everything.

use super::{Line, Workbench};
use crate::process::{Trouble, cargo, run_showing};

/// An ignored test that tells figures, and how cargo is asked for it.
struct Told {
    asked: &'static [&'static str],
    name: &'static str,
}

const PUBLISHING: Told = Told { asked: &["--package", "web", "--test", "pages"], name: "publishing_in_figures" };
const FROZEN: Told = Told { asked: &["--package", "desk", "--test", "stories"], name: "freezing_a_report_in_figures" };
const FORMATS: Told = Told { asked: &["--package", "paper", "--lib"], name: "the_formats_and_the_sums_in_figures" };
/// The room of law builds in a moment, so it is asked as it is released.
const REPLY_DUE: Told =
    Told { asked: &["--package", "law", "--lib", "--release"], name: "a_million_cases_are_answered" };

/// Reading is measured as it is released: a folder of thousands is read by what a person installs.
const READING: Told = Told { asked: &["--package", "paper", "--lib", "--release"], name: "reading_in_figures" };

/// Published reports of all formats, read and checked on one core.
pub fn reading(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    if !bench.root.join("../shared/reports").is_dir() {
        println!("skipped: reading (../shared is not here)");
        return Ok(Vec::new());
    }
    let told = READING.run(bench)?;
    let line = |name: &str, most: f64| -> Result<Line, Trouble> {
        let took = milliseconds(&told, name)?;
        Ok(Line {
            name: name.into(),
            figure: format!("{took:.0} ms"),
            promise: format!("< {most:.0} ms"),
            kept: took < most,
            anchor: None,
        })
    };
    let ratio = milliseconds(&told, "pages read, of a hundred parsings")? / 100.0;
    Ok(vec![
        line("a thousand pages and texts", 2_000.0)?,
        line("a hundred Word files", 1_000.0)?,
        line("a hundred PDFs", 10_000.0)?,
        Line {
            name: "reading a page beside merely parsing it".into(),
            figure: format!("{ratio:.2} parsings"),
            promise: "≤ 3".into(),
            kept: ratio <= 3.0,
            anchor: Some("html5ever".into()),
        },
    ])
}

/// A million reply periods, each with its reasons as values.
pub fn reply_due(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let took = milliseconds(&REPLY_DUE.run(bench)?, "a million reply periods")?;
    Ok(vec![Line {
        name: "a million reply periods".into(),
        figure: format!("{:.2} s", took / 1_000.0),
        promise: "< 5 s".into(),
        kept: took < 5_000.0,
        anchor: None,
    }])
}

/// The act beside one bare synced commit, and how soon the public sees what it published.
pub fn publishing(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let told = PUBLISHING.run(bench)?;
    let (act, commit) = (milliseconds(&told, "act p99")?, milliseconds(&told, "commit p99")?);
    let seen = milliseconds(&told, "seen worst")?;
    let ratio = act / commit;
    Ok(vec![
        Line {
            name: "publishing, p99 of 200".into(),
            figure: format!("{ratio:.2} commits"),
            promise: "≤ 4".into(),
            kept: ratio <= 4.0,
            anchor: Some(format!("act {act:.2} ms, bare synced commit {commit:.2} ms")),
        },
        Line {
            name: "from the click to page, feed and search".into(),
            figure: format!("{seen:.0} ms"),
            promise: "< 2000 ms".into(),
            kept: seen < 2_000.0,
            anchor: None,
        },
    ])
}

/// Computing, checking and writing an annual report with its page, PDF, Word and JSON.
pub fn frozen(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let took = milliseconds(&FROZEN.run(bench)?, "frozen with page, PDF, Word and JSON")?;
    Ok(vec![Line {
        name: "an annual report with PDF, Word, JSON".into(),
        figure: format!("{took:.0} ms"),
        promise: "< 1000 ms".into(),
        kept: took < 1_000.0,
        anchor: None,
    }])
}

/// One report in every format, and five thousand of them added up.
pub fn formats(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let told = FORMATS.run(bench)?;
    let line = |name: &str, promise: f64| -> Result<Line, Trouble> {
        let took = milliseconds(&told, name)?;
        Ok(Line {
            name: name.into(),
            figure: format!("{took:.0} ms"),
            promise: format!("< {promise:.0} ms"),
            kept: took < promise,
            anchor: None,
        })
    };
    Ok(vec![line("all formats of a report", 2_000.0)?, line("5000 agencies added up", 1_000.0)?])
}

impl Told {
    fn run(&self, bench: &Workbench) -> Result<String, Trouble> {
        let mut command = cargo(&bench.root);
        command.args(["test", "--locked"]).args(self.asked).args([self.name, "--", "--ignored", "--nocapture"]);
        let finished = run_showing(&mut command)?;
        let told = Trouble::new(format!("`{}` gave no figures", self.name));
        if finished.success { Ok(finished.output) } else { Err(told) }
    }
}

/// `act p99: 1.234 ms`
fn milliseconds(told: &str, name: &str) -> Result<f64, Trouble> {
    told.lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(words, _)| words.ends_with(name))
        .find_map(|(_, figure)| figure.trim().strip_suffix(" ms")?.parse().ok())
        .ok_or_else(|| Trouble::new(format!("no figure for `{name}`")))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, FROZEN, PUBLISHING, READING, REPLY_DUE, milliseconds};

    #[test]
    fn a_told_figure_is_found() {
        assert_eq!(milliseconds("test a ... act p99: 1.25 ms\nok", "act p99").unwrap(), 1.25);
        assert!(milliseconds("act p99: none", "act p99").is_err());
    }

    #[test]
    fn the_tests_are_still_called_so() {
        assert!(include_str!("../../../web/tests/pages/figures.rs").contains(PUBLISHING.name));
        assert!(include_str!("../../../desk/tests/stories/reporting.rs").contains(FROZEN.name));
        assert!(include_str!("../../../paper/src/write/annual_report/formats_tests.rs").contains(FORMATS.name));
        assert!(include_str!("../../../law/src/reply_due/tests.rs").contains(REPLY_DUE.name));
        assert!(include_str!("../../../paper/src/read/tests/speed.rs").contains(READING.name));
    }
}
