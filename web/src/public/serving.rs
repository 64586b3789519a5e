//! Keeping what is ready, following what changes, sending it.

pub mod answer;
pub mod cache;
pub mod fast_path;
pub mod following;
pub mod headers;

pub use answer::{Trouble, send_page};
pub use following::Public;
