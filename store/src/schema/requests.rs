//! 更正 and 建议: cases outside table 三, in tables of their own, so that no count of applications can see them.

/// Their tables.
pub const REQUESTS: &[&str] = &[
    "CREATE TABLE request (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL,
        section_id TEXT NOT NULL, responsible_id TEXT NOT NULL, version BIGINT NOT NULL, received_on TEXT NOT NULL,
        open BIGINT NOT NULL, result TEXT NOT NULL, code_hash TEXT NOT NULL, form BLOB NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (agency_id, case_id), UNIQUE (agency_id, number))",
    "CREATE INDEX request_by_day ON request (agency_id, open, received_on, case_id)",
    "CREATE TABLE request_event (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, number BIGINT NOT NULL,
        at BIGINT NOT NULL, by_id TEXT, event TEXT NOT NULL, words BLOB NOT NULL,
        PRIMARY KEY (agency_id, case_id, number))",
];
