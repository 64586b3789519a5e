//! 答复: what an officer writes, what people approve by its hash, what is issued, sealed and served.
//!
//! The path: [`answer`] what the form of an outcome asks for, [`content`] the reply with its letter and materials,
//! [`review`] the people who sign it in order, [`issue`] the dated letter with its code.

pub mod answer;
pub mod content;
pub mod issue;
pub mod review;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Withheld};
pub use content::{Draft, Material, Reply};
pub use issue::{Token, issue};
pub use review::{ReplyLevel, ReplyProgress, ReplyRefused, ReplyReview, ReplySignature, levels_of};
