//! 机读: what the machine reads before anyone approves, pure over pieces of text.
//!
//! Two questions are asked of the same pieces. [`secrecy::secrecy_mark`] asks whether a file carries a mark of a
//! classified document, which is refused at once and of which nothing is kept. [`reading::read`] looks for what a
//! published text should not hold; each finding is then masked, removed, or justified by name.
//!
//! Whoever can turn a file into pieces is a reader; more readers (hidden sheets, tracked changes) need no change here.

pub mod body_pieces;
pub mod fold;
pub mod mask;
mod numbers;
pub mod piece;
pub mod reading;
pub mod secrecy;
mod words;

pub use body_pieces::{mask_in_body, pieces_of_body, remove_in_body};
pub use mask::{MaskPreset, mask};
pub use numbers::{KnownNumbers, is_resident_id};
pub use piece::{Prominence, TextPiece};
pub use reading::{Finding, FindingKind, Reader, Severity, read};
pub use secrecy::{MarkFound, MarkRule, secrecy_mark};
pub use words::{Leader, WordList, WrongWord};
