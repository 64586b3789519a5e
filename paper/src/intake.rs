//! 收件: what comes into the house, and in what shape it may.
//!
//! Everything here takes bytes that a stranger may have made. Nothing is believed: a type is read from the content and
//! not from the name, sizes are counted while they are read and not looked up, depth and number are bounded, and what
//! cannot be read is refused with words that say how to save it readably. Text that a clerk brings in (a paste, a Word
//! file) becomes a [`Body`](affairs::document::Body), which can hold no script by its very type.

mod clean;
pub mod codes;
pub(crate) mod drawing;
pub mod file;
mod flow;
pub mod html;
pub mod limits;
pub(crate) mod office;
pub(crate) mod package;
pub(crate) mod pdf;
pub mod picture;
mod pieces;
pub mod proof;
pub mod refused;
pub mod sheet;
pub mod text;
pub mod word;
mod xml;

pub use file::{Inspected, inspect};
pub use limits::Limits;
pub use refused::IntakeRefused;
