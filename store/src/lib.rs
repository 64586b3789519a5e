//! 存: keeping. All SQL for both engines, the files, the search index.
//!
//! What comes in: `affairs`' types and a database address chosen at run time.
//! What goes out: `affairs`' types again, through two handles: [`Reader`], which can only look, and [`Writer`],
//! whose transactions end with a journal line or not at all.
//! What is never here: a decision, a date rule, a clock, a row type that leaves this crate.

pub mod agencies;
pub mod applications;
pub mod audit;
pub mod calendars;
pub mod co_handling;
pub mod copy;
pub mod deadlines;
pub mod documents;
pub mod fees;
pub mod files;
pub mod jobs;
pub mod journal;
pub mod letters;
pub mod mail_room;
pub mod outbox;
pub mod people;
pub mod personal;
pub mod proposals;
pub mod publications;
pub mod registers;
pub mod remedies;
pub mod replies;
pub mod reports;
pub mod requests;
pub mod reviews;
pub mod schema;
pub mod search;
pub mod series;
pub mod sessions;
pub mod settings;
pub mod sql;
pub mod tombstones;
pub mod uploads;
pub mod visits;
pub mod volumes;
pub mod year_work;

pub use sql::{Engine, Read, Reader, Row, Snapshot, StoreError, Transaction, Value, Writer, open};

/// What a store function answers.
pub type Kept<T> = Result<T, StoreError>;
