//! Refusals on their way to a page: a summary at the top, and each beside its field.

use affairs::Refusal;

/// What is wrong with a form, or why an act was refused.
#[derive(Debug, Clone, Default)]
pub struct Errors(Vec<Refusal>);

impl Errors {
    /// Nothing is wrong.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One refusal.
    pub fn one(refusal: impl Into<Refusal>) -> Self {
        Self(vec![refusal.into()])
    }

    /// One more.
    pub fn add(&mut self, refusal: impl Into<Refusal>) {
        self.0.push(refusal.into());
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Refusal] {
        &self.0
    }

    /// What is wrong with this field, or nothing.
    #[must_use]
    pub fn at(&self, field: &str) -> &str {
        self.0.iter().find(|refusal| refusal.field == Some(field)).map_or("", |refusal| refusal.message.as_str())
    }
}

impl From<Vec<Refusal>> for Errors {
    fn from(refusals: Vec<Refusal>) -> Self {
        Self(refusals)
    }
}
