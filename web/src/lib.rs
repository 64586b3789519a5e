//! 窗: the public site, the office and the API.
//!
//! What comes in: requests. What goes out: pages, files and feeds, each the reading of a publication or the answer of an
//! act. What is never here: SQL, a decision, a way to change anything except by asking the desk.

pub mod app;
pub mod assets;
pub mod kit;
pub mod office;
pub mod public;
pub mod site_map;

pub use app::{App, WebSettings};
pub use site_map::{door, site};
