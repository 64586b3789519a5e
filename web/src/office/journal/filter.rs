//! Which lines of the journal are asked for.

use super::super::answer::percent;
use affairs::journal::{ActorName, Line};
use std::collections::BTreeMap;

/// What the form asks for; empty means everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub act: String,
    /// A person's id: lines that he did or that are about him.
    pub person: String,
    /// A document's id.
    pub document: String,
    /// The first number, or 0.
    pub from: i64,
    /// The last number, or 0 for the end of the journal.
    pub to: i64,
    /// Set by the link to the next page.
    before: i64,
}

impl Filter {
    /// From an address; what is no number is none.
    #[must_use]
    pub fn of(query: &BTreeMap<String, String>) -> Self {
        let text = |name: &str| query.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        let number = |name: &str| text(name).parse().ok().filter(|number| *number > 0).unwrap_or(0);
        // A pasted address of a document does as well as its id.
        let document = text("document").rsplit('/').next().unwrap_or_default().to_owned();
        Self {
            act: text("act"),
            person: text("person"),
            document,
            from: number("from"),
            to: number("to"),
            before: number("before"),
        }
    }

    /// The number before which to begin, in a journal whose last line has this number.
    #[must_use]
    pub fn begins_before(&self, last: i64) -> i64 {
        let end = last.saturating_add(1);
        let end = if self.to > 0 { end.min(self.to.saturating_add(1)) } else { end };
        if self.before > 0 { end.min(self.before) } else { end }
    }

    /// Whether a line is asked for.
    #[must_use]
    pub fn takes(&self, line: &Line) -> bool {
        let about = |kind: &str, id: &str| line.entry.subjects.iter().any(|(one, other)| one == kind && other == id);
        let did = matches!(&line.entry.actor, ActorName::Person { id } if *id == self.person);
        (self.act.is_empty() || line.entry.act == self.act)
            && (self.person.is_empty() || did || about("person", &self.person))
            && (self.document.is_empty() || about("document", &self.document))
    }

    /// Whether anything is asked for besides everything.
    #[must_use]
    pub fn is_set(&self) -> bool {
        *self != Self { before: self.before, ..Self::default() }
    }

    /// The address of the page that begins before a number.
    #[must_use]
    pub fn address_before(&self, number: i64) -> String {
        let mut address = format!("/office/journal?before={number}");
        let encoded = |text: &str| text.bytes().map(percent).collect::<String>();
        for (name, value) in [("act", &self.act), ("person", &self.person), ("document", &self.document)] {
            if !value.is_empty() {
                address.push_str(&format!("&{name}={}", encoded(value)));
            }
        }
        for (name, value) in [("from", self.from), ("to", self.to)] {
            if value > 0 {
                address.push_str(&format!("&{name}={value}"));
            }
        }
        address
    }

    /// A number as the form shows it.
    #[must_use]
    pub fn number(number: &i64) -> String {
        if *number > 0 { number.to_string() } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::Instant;
    use affairs::id::AgencyId;
    use affairs::journal::{Entry, beginning};

    fn filter(pairs: &[(&str, &str)]) -> Filter {
        Filter::of(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn line(person: &str, act: &str, about: (&str, &str)) -> Line {
        let entry = Entry::new(ActorName::Person { id: person.to_owned() }, act).about(about.0, about.1);
        Line::after(&beginning(), AgencyId::new("a"), 1, Instant::from_milliseconds(0), entry).unwrap()
    }

    #[test]
    fn a_person_is_found_as_doer_and_as_subject() {
        let did = line("1", "publishing.save", ("document", "d"));
        let was = line("2", "people.hand_over", ("person", "1"));
        let neither = line("2", "publishing.save", ("document", "1"));
        let by = filter(&[("person", "1")]);
        assert_eq!([&did, &was, &neither].map(|line| by.takes(line)), [true, true, false]);
        assert!(filter(&[("document", "https://host/d/d")]).takes(&did));
        assert!(!filter(&[("act", "publishing.submit")]).takes(&did));
    }

    #[test]
    fn ranges_bound_the_walk_and_rubbish_bounds_nothing() {
        assert_eq!(filter(&[]).begins_before(10), 11);
        assert_eq!(filter(&[("to", "7")]).begins_before(10), 8);
        assert_eq!(filter(&[("to", "7"), ("before", "4")]).begins_before(10), 4);
        assert_eq!(filter(&[("to", "-3"), ("before", "x")]).begins_before(10), 11);
        assert_eq!(filter(&[("to", "9223372036854775807")]).begins_before(i64::MAX), i64::MAX);
    }

    #[test]
    fn the_next_page_asks_the_same() {
        let asked = filter(&[("act", "office.found"), ("from", "3")]);
        assert!(asked.is_set());
        assert_eq!(asked.address_before(9), "/office/journal?before=9&act=office.found&from=3");
        assert!(!filter(&[("before", "9")]).is_set());
    }
}
