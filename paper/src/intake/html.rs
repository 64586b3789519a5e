//! HTML as a body: what a clerk pastes from Word or a web page, and what the editor's form posts.
//!
//! Nothing is cleaned here, because nothing is copied: tokens drive a builder of typed blocks, and what has no type
//! (scripts, handlers, styles, comments, frames, data addresses) has no way in.

mod builder;
mod link;
mod marker;
mod style;
mod tokens;

pub use link::allowed_address;

use super::limits::Limits;
use super::refused::IntakeRefused;
use affairs::ContentHash;
use affairs::document::Body;

/// A body, and what could not come with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub body: Body,
    /// Pictures that were not of this house; a clerk uploads them.
    pub dropped_pictures: usize,
}

/// Takes HTML in. `picture` answers for an address which of this house's files it is; all other pictures are dropped.
///
/// Taking in what [`Body::to_html`] wrote gives the same body, where `picture` knows the addresses it was written with.
///
/// # Errors
/// When it is longer, or has more blocks or cells, than a body may.
pub fn take(
    source: &str,
    limits: &Limits,
    picture: &dyn Fn(&str) -> Option<ContentHash>,
) -> Result<Taken, IntakeRefused> {
    read(source, limits, picture, false)
}

/// The same, with what a browser would not show; for reading a file that somebody wants to publish.
pub(super) fn take_hidden_too(source: &str, limits: &Limits) -> Result<Taken, IntakeRefused> {
    read(source, limits, &|_| None, true)
}

fn read(
    source: &str,
    limits: &Limits,
    picture: &dyn Fn(&str) -> Option<ContentHash>,
    hidden_too: bool,
) -> Result<Taken, IntakeRefused> {
    if source.len() > limits.html_bytes {
        return Err(IntakeRefused::TooMuchToRead);
    }
    let mut builder = builder::Builder::new(limits, picture, hidden_too);
    let mut tokens = tokens::Tokens::new(source);
    while let Some(token) = tokens.next() {
        builder.token(token, &mut tokens)?;
    }
    builder.finish()
}

#[cfg(test)]
mod tests;
