//! Letters on the way to an answer, and answers to requests, as they bear their numbers.

/// `name` is which letter of the case it is: its code, and behind a stroke its key in the ledger where there are several.
/// `content` is the sealed text as it is printed for ever; the token of its code is kept as a hash.
pub const LETTERS: &[&str] = &[
    "CREATE TABLE case_letter (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, name TEXT NOT NULL, number TEXT NOT NULL,
        drawn BIGINT NOT NULL, dated TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, text_hash TEXT NOT NULL,
        at BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (agency_id, case_id, name))",
    "CREATE INDEX case_letter_by_name ON case_letter (agency_id, name, case_id)",
];
