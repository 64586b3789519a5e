//! 道: what speaks outward.
//!
//! What comes in: messages of the outbox, whole, each claimed by whoever calls.
//! What goes out: at most one delivery a call, and what became of it, as exactly as the other side lets one know.
//! What is never here: a decision, a text of its own, a retry after an outcome that is not known, a log line.
//!
//! Mail is the first channel; WeChat, Weibo and SMS come later. Notices within the office deliver themselves by being read.

pub mod mail;
