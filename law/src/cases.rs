//! Reads the Markdown tables of cases that a lawyer signs (`cases/*.md`); tests only.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// One row, by column heading.
pub struct Case(BTreeMap<String, String>);

impl Case {
    pub fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    pub fn date(&self, column: &str) -> Date {
        let words = self.text(column);
        words.parse().unwrap_or_else(|_| panic!("{column}: {words} is no date"))
    }

    pub fn date_if_any(&self, column: &str) -> Option<Date> {
        (!self.text(column).is_empty()).then(|| self.date(column))
    }
}

/// The rows of every table in the text; at least one, or the test would prove nothing.
pub fn rows(markdown: &str) -> Vec<Case> {
    let mut heading: Vec<String> = Vec::new();
    let mut cases = Vec::new();
    for line in markdown.lines() {
        let Some(inner) = line.strip_prefix('|').and_then(|rest| rest.trim_end().strip_suffix('|')) else {
            heading.clear();
            continue;
        };
        let fields: Vec<String> = inner.split('|').map(|field| field.trim().to_owned()).collect();
        if heading.is_empty() {
            heading = fields;
        } else if !fields.iter().all(|field| field.chars().all(|character| character == '-')) {
            assert_eq!(fields.len(), heading.len(), "{line}");
            cases.push(Case(heading.iter().cloned().zip(fields).collect()));
        }
    }
    assert!(!cases.is_empty(), "no cases");
    cases
}
