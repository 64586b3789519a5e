//! A refusal is data: what a clerk reads, and the article that says no.

use serde::Serialize;
use std::borrow::Cow;

/// The law or the state says no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A short stable name for programs and tests.
    pub code: &'static str,
    /// What a clerk reads, in Chinese: what is wrong and what to do.
    pub message: String,
    /// The article, where a provision and not just the state of things says no.
    pub article: Option<Cow<'static, str>>,
    /// The form field that the message belongs to, where there is one.
    pub field: Option<&'static str>,
}

impl Refusal {
    /// A refusal without an article.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), article: None, field: None }
    }

    /// The same, citing this article.
    #[must_use]
    pub fn citing(mut self, article: impl Into<Cow<'static, str>>) -> Self {
        self.article = Some(article.into());
        self
    }

    /// The same, pointing at this field of the form.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.article {
            Some(article) => write!(formatter, "（依据：{article}）"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// What each act's own small enum of refusals implements.
pub trait Refuse {
    /// The refusal as a clerk reads it.
    fn refusal(&self) -> Refusal;
}

impl<R: Refuse> From<R> for Refusal {
    fn from(reason: R) -> Self {
        reason.refusal()
    }
}
