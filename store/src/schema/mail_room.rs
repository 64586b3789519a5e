//! 收发登记: what the post brought, and who signed for it.

/// Its tables.
pub const MAIL_ROOM: &[&str] = &[];
