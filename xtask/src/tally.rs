//! Counting what the test runners say: cargo's and node's closing lines become one sum.

use std::fmt;
use std::ops::AddAssign;

/// Tests that passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    /// One check that has no runner of its own: it holds or it does not.
    pub fn of_check(holds: bool) -> Self {
        if holds { Self { passed: 1, ..Self::default() } } else { Self { failed: 1, ..Self::default() } }
    }

    /// Sums every closing line of cargo's test runner and of node's (its `spec` and its `tap` form).
    pub fn read(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines() {
            if let Some(counts) = line.trim().strip_prefix("test result: ") {
                sum += read_cargo(counts);
            } else if let Some(count) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
                sum += read_node(count);
            }
        }
        sum
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(formatter, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// `ok. 5 passed; 0 failed; 1 ignored; …`: a number stands before its word.
fn read_cargo(counts: &str) -> Tally {
    let mut tally = Tally::default();
    let words: Vec<&str> = counts.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        let Ok(count) = pair[0].parse::<u64>() else {
            continue;
        };
        match pair[1] {
            "passed" => tally.passed += count,
            "failed" => tally.failed += count,
            "ignored" => tally.skipped += count,
            _ => {}
        }
    }
    tally
}

/// `pass 3`, `fail 0`, `cancelled 0`, `skipped 1`: a word stands before its number.
fn read_node(count: &str) -> Tally {
    let Some((word, number)) = count.split_once(' ') else {
        return Tally::default();
    };
    let Ok(number) = number.trim().parse::<u64>() else {
        return Tally::default();
    };
    match word {
        "pass" => Tally { passed: number, ..Tally::default() },
        "fail" | "cancelled" => Tally { failed: number, ..Tally::default() },
        "skipped" | "todo" => Tally { skipped: number, ..Tally::default() },
        _ => Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn cargo_and_node_lines_are_summed() {
        let output = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                      test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s\n\
                      ℹ tests 4\nℹ pass 3\nℹ fail 0\nℹ cancelled 1\nℹ skipped 2\nℹ todo 0\nℹ duration_ms 17.2\n";
        assert_eq!(Tally::read(output), Tally { passed: 10, failed: 4, skipped: 3 });
    }

    #[test]
    fn the_tap_form_of_node_is_read_too() {
        assert_eq!(Tally::read("# pass 2\n# fail 1\n"), Tally { passed: 2, failed: 1, skipped: 0 });
    }

    #[test]
    fn words_of_a_test_are_no_count() {
        assert_eq!(Tally::read("three passed; 7 failed attempts\n# pass the salt\n"), Tally::default());
    }

    #[test]
    fn the_sum_is_a_plain_line() {
        assert_eq!(Tally { passed: 7, failed: 0, skipped: 0 }.to_string(), "7 passed, 0 failed");
        assert_eq!(Tally { passed: 7, failed: 1, skipped: 2 }.to_string(), "7 passed, 1 failed, 2 skipped");
    }
}
