//! 协办: the flat row beside each asking of the ledger, for lists and boards.

/// Its table.
pub const CO_HANDLING: &[&str] = &[
    "CREATE TABLE co_handling (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, asked_key BIGINT NOT NULL,
        section_id TEXT NOT NULL, person_id TEXT NOT NULL, until TEXT NOT NULL, open BIGINT NOT NULL,
        PRIMARY KEY (agency_id, case_id, asked_key))",
    "CREATE INDEX co_handling_by_person ON co_handling (agency_id, open, person_id, until)",
];
