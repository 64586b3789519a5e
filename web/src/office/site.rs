//! 网站信息: the agency's public face. It is a publication like any other: written here as a form, approved by four.

mod entry;
mod face;
mod form;
#[cfg(test)]
mod samples;
mod words;

pub use entry::{ask, begin, live_facts, show};
pub use form::{edit, save};
pub(super) use words::lines_of;
