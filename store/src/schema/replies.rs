//! Replies: drafts, their reviews, the sealed copies.

/// Its tables.
pub const REPLIES: &[&str] = &[];
