//! Volumes of the archive and their transfer.

/// Its tables.
pub const VOLUMES: &[&str] = &[];
