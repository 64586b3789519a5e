//! 道: what speaks outward.
//!
//! What comes in: rows of the outbox, each already approved where a stranger may read it.
//! What goes out: at most one delivery a row, and what became of it.
//! What is never here: a decision, a text that nobody approved, a retry after an outcome that is not known.
//!
//! The room is laid and empty: notices within the office deliver themselves by being read, and the first adapters that
//! speak to the world outside (WeChat, Weibo, mail, SMS) come with the channels.
