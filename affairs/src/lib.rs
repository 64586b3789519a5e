//! 事: documents, reviews, people, registers and reports: what they are and what may happen to them.
//!
//! What comes in: facts, already loaded, and an instant, already known.
//! What goes out: the next state, or a [`Refusal`] with its Chinese message and its article.
//! What is never here: a clock, a database, a file, a network, an `async` function.

pub mod access;
pub mod agency;
pub mod application;
pub mod canonical;
pub mod case;
pub mod document;
pub mod hash;
pub mod id;
pub mod job;
pub mod journal;
pub mod letter;
pub mod mail_room;
pub mod message;
pub mod notice;
pub mod people;
pub mod personal;
pub mod publication;
pub mod reading;
pub mod refusal;
pub mod register;
pub mod remedy_case;
pub mod report;
pub mod request;
pub mod review;
pub mod screening;
pub mod series;
pub mod setting;
pub mod time;
pub mod volume;

pub use hash::ContentHash;
pub use personal::Personal;
pub use refusal::{Refusal, Refuse};
pub use time::{Date, Instant};
