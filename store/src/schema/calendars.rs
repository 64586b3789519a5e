//! Holiday notices as dated data.

/// Its tables.
pub const CALENDARS: &[&str] = &[];
