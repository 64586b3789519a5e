//! Two kinds of error, never more: refused, or failed.

use affairs::{Refusal, Refuse};
use std::fmt;
use store::StoreError;

/// What an act answers.
pub type Done<T> = Result<T, ActError>;

/// Why an act was not done. Nothing of it was kept.
#[derive(Debug)]
pub enum ActError {
    /// The law or the state says no.
    Refused(Refusal),
    /// Disk, network, or a mistake of ours.
    Failed(Failure),
}

/// Disk, network, or a mistake of ours. Its cause is for the log alone.
#[derive(Debug)]
pub struct Failure {
    cause: String,
}

impl Failure {
    /// Of this cause.
    pub fn of(cause: &dyn fmt::Display) -> Self {
        Self { cause: cause.to_string() }
    }

    /// What went wrong, for the log; it is never shown.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }
}

impl fmt::Display for ActError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(formatter),
            Self::Failed(failure) => formatter.write_str(&failure.cause),
        }
    }
}

impl std::error::Error for ActError {}

impl From<Refusal> for ActError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for ActError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => {
                Self::Refused(Refusal::new("conflict", "另一个人刚刚做了同样的事，请刷新页面看看现在的情况。"))
            }
            other => Self::Failed(Failure::of(&other)),
        }
    }
}

/// A reason of `affairs`, as the refusal it is.
pub(crate) fn refused(reason: impl Refuse) -> ActError {
    ActError::Refused(reason.refusal())
}
