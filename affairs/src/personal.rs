//! Personal data, which can be looked at only for a named purpose.

use std::fmt;

/// A value that belongs to a private person. It has no `Display` and no `Serialize`, and its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal<T>(T);

/// Why somebody looks. Every caller of [`Personal::reveal`] is listed in `docs/personal-data.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To write it into the store's encrypted field.
    Keeping,
    /// To show it to somebody who handles the case; the view is in the journal.
    Handling,
    /// To address a letter or message to the person.
    Addressing,
}

impl<T> Personal<T> {
    /// Wraps a value as soon as it enters the house.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The only way out.
    pub const fn reveal(&self, _purpose: Purpose) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Personal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_debug_text_says_nothing() {
        assert_eq!(format!("{:?}", Personal::new("412724")), "Personal(…)");
    }
}
