//! 窗: the public site, the office and the API.
//!
//! What comes in: requests. What goes out: pages, files and feeds, each the reading of a publication or the answer of an
//! act. What is never here: SQL, a decision, a way to change anything except by asking the desk.

pub mod assets;
pub mod kit;
