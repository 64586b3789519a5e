//! What the statute says, as pure functions with their reasons.
//!
//! Comes in: facts (dates, origins, counts, the cells of a report). Goes out: an answer with
//! every step that led to it, each under its article, or a refusal that cites.
//! Never here: a clock, a file, the network, a database, `async`, JSON.

pub mod alarm;
pub mod annual_report;
pub mod article;
pub mod calendar;
#[cfg(test)]
mod cases;
pub mod disclosure_categories;
pub mod disclosure_due;
pub mod doubtful_points;
pub mod fee;
pub mod letter;
pub mod outcome;
pub mod received;
pub mod remedy;
pub mod reply_due;
pub mod request_due;
pub mod review_case;
pub mod secrecy_checklist;
