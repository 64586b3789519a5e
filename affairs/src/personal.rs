//! Personal data, which can be looked at only for a named purpose.

use std::fmt;

/// A value that belongs to a private person. It has no `Display` and no `Serialize`, and its `Debug` says nothing.
///
/// It cannot be written into a page or a log:
///
/// ```compile_fail,E0277
/// let name = affairs::personal::Personal::new("412724".to_owned());
/// let _ = format!("{name}");
/// ```
///
/// nor into JSON:
///
/// ```compile_fail,E0277
/// let name = affairs::personal::Personal::new("412724".to_owned());
/// let _ = serde_json::to_string(&name);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Personal<T>(T);

/// Why somebody looks. Every caller of [`Personal::reveal`] is listed in `docs/personal-data.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To write it into the store's encrypted field.
    Keeping,
    /// To show it to somebody who handles the case; the view is in the journal.
    Handling,
    /// To tell the person himself, who has shown the code of his receipt.
    Telling,
    /// To address a letter or message to the person.
    Addressing,
    /// To make the keyed token by which it is looked for.
    Searching,
    /// To judge its form as it comes in: a check digit, a length.
    Checking,
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

    /// Another personal value made of this one; it stays inside.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Personal<U> {
        Personal(make(self.0))
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
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

    #[test]
    fn what_is_made_of_it_is_personal_too() {
        assert_eq!(Personal::new(" 甲 ").map(str::trim), Personal::new("甲"));
    }
}
