//! 查阅预约: visits to the reading place and the days on which it is closed.

/// Their tables.
pub const VISITS: &[&str] = &[
    "CREATE TABLE reading_visit (agency_id TEXT NOT NULL, visit_id TEXT NOT NULL, number TEXT NOT NULL, day TEXT NOT NULL,
        from_time TEXT NOT NULL, until_time TEXT NOT NULL, state TEXT NOT NULL, telephone_token TEXT NOT NULL,
        code_hash TEXT NOT NULL, form BLOB NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (agency_id, visit_id), UNIQUE (agency_id, number))",
    "CREATE INDEX reading_visit_by_day ON reading_visit (agency_id, day, from_time, number)",
    "CREATE INDEX reading_visit_by_telephone ON reading_visit (agency_id, telephone_token, day)",
    "CREATE TABLE reading_closure (agency_id TEXT NOT NULL, day TEXT NOT NULL, reason TEXT NOT NULL, by_id TEXT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (agency_id, day))",
];
