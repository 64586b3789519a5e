//! Reconsiderations and suits tied to applications.

/// Its tables.
pub const REMEDIES: &[&str] = &[];
