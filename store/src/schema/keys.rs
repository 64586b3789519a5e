//! The keys with which personal data is sealed: their numbers and dates, and whether they are the right ones. Never the keys.

/// The table of sealed constants.
pub const KEYS: &[&str] =
    &["CREATE TABLE key_check (key_id TEXT NOT NULL PRIMARY KEY, made_at BIGINT NOT NULL, sealed BLOB NOT NULL)"];
