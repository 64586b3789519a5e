//! What tests share: an office with its officers and a clock to move, and a PostgreSQL where one is at hand.
//!
//! What comes in: nothing but what a test wants to tell. What goes out: an open office. What is never here: anything that
//! the product runs on.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has no use for going on")]

pub mod postgres;
pub mod site;
pub mod smtp;

pub use site::{Site, Staffed, agreeing, article, clean_checklist};
