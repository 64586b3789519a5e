//! Replies: drafts, what was handed into review, signatures, the dated letters with their codes, and every 文号 once.

/// Its tables. Whatever people wrote is sealed; `level` is empty unless a signature is waited for.
pub const REPLIES: &[&str] = &[
    "CREATE TABLE reply_draft (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, revision BIGINT NOT NULL,
        by_id TEXT NOT NULL, at BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (agency_id, case_id))",
    "CREATE TABLE reply (agency_id TEXT NOT NULL, reply_hash TEXT NOT NULL, case_id TEXT NOT NULL,
        section_id TEXT NOT NULL, owner_id TEXT NOT NULL, outcome TEXT NOT NULL, number TEXT NOT NULL,
        levels TEXT NOT NULL, state TEXT NOT NULL, level TEXT NOT NULL, progress TEXT NOT NULL, since BIGINT NOT NULL,
        submitted_at BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (agency_id, reply_hash))",
    "CREATE INDEX reply_by_case ON reply (agency_id, case_id, submitted_at)",
    "CREATE INDEX reply_by_state ON reply (agency_id, state, level, since)",
    "CREATE TABLE reply_signature (agency_id TEXT NOT NULL, reply_hash TEXT NOT NULL, level TEXT NOT NULL,
        person_id TEXT NOT NULL, at BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (agency_id, reply_hash, level),
        UNIQUE (agency_id, reply_hash, person_id))",
    "CREATE TABLE issued_letter (agency_id TEXT NOT NULL, reply_hash TEXT NOT NULL, case_id TEXT NOT NULL,
        number TEXT NOT NULL, dated TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, text_hash TEXT NOT NULL,
        at BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (agency_id, reply_hash))",
    "CREATE INDEX issued_letter_by_case ON issued_letter (agency_id, case_id)",
    "CREATE TABLE letter_number (agency_id TEXT NOT NULL, number TEXT NOT NULL, case_id TEXT NOT NULL,
        drawn BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (agency_id, number))",
    "CREATE INDEX letter_number_by_case ON letter_number (agency_id, case_id)",
];
