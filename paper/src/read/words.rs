//! The words of a report: its sections, and the facts in them.

pub(super) mod narrative;
mod number;
mod sections;

pub use narrative::narrative_of;
pub(in crate::read) use sections::split;
