//! 四级审核: the chain of four over one bundle's hash.

pub mod chain;
pub mod checklist;
pub mod finding;

pub use chain::{Approval, Level, Progress, Review, ReviewRefused};
pub use checklist::{Answer, Checklist};
pub use finding::{Disposition, RecordedFinding};
