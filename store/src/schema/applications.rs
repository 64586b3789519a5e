//! Applications. Whatever belongs to a person is sealed; days are never null: what has not ended carries the last day there is.

/// Tables of applications, their ledgers and their files.
pub const APPLICATIONS: &[&str] = &[
    "CREATE TABLE application (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL,
        applicant_kind TEXT NOT NULL, mode TEXT NOT NULL, section_id TEXT NOT NULL, responsible_id TEXT NOT NULL,
        version BIGINT NOT NULL, submitted_on TEXT NOT NULL, received_on TEXT NOT NULL, received_year BIGINT NOT NULL,
        phase TEXT NOT NULL, open BIGINT NOT NULL, action TEXT NOT NULL, act_by TEXT NOT NULL, outside BIGINT NOT NULL,
        due_on TEXT NOT NULL, provisional BIGINT NOT NULL, calendar_version TEXT NOT NULL, outcome TEXT NOT NULL,
        ended_on TEXT NOT NULL, ended_year BIGINT NOT NULL, name_token TEXT NOT NULL, wanted_token TEXT NOT NULL,
        code_hash TEXT NOT NULL, form BLOB NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (agency_id, case_id),
        UNIQUE (agency_id, number))",
    "CREATE INDEX application_by_due ON application (agency_id, open, due_on, case_id)",
    "CREATE INDEX application_by_officer ON application (agency_id, responsible_id, open, due_on, case_id)",
    "CREATE INDEX application_by_section ON application (agency_id, section_id, open, due_on, case_id)",
    "CREATE INDEX application_by_receipt ON application (agency_id, received_year, kind, applicant_kind)",
    "CREATE INDEX application_by_end ON application (agency_id, ended_year, kind, received_year, outcome,
        applicant_kind)",
    "CREATE INDEX application_by_name ON application (agency_id, name_token, received_on)",
    "CREATE INDEX application_by_wanted ON application (agency_id, wanted_token)",
    "CREATE TABLE application_event (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, number BIGINT NOT NULL,
        at BIGINT NOT NULL, by_id TEXT, event TEXT NOT NULL, words BLOB NOT NULL, PRIMARY KEY (agency_id, case_id, number))",
    "CREATE TABLE application_file (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, file_hash TEXT NOT NULL,
        role TEXT NOT NULL, name BLOB NOT NULL, media_type TEXT NOT NULL, size BIGINT NOT NULL, by_id TEXT,
        at BIGINT NOT NULL, PRIMARY KEY (agency_id, case_id, file_hash))",
];

/// What handling adds: what a machine noticed of a file when it came in (empty for nothing), which case a file is of, the newest
/// cases, and those that ended last.
pub const FOR_HANDLING: &[&str] = &[
    "ALTER TABLE application_file ADD COLUMN remark TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX application_file_by_hash ON application_file (file_hash)",
    "CREATE INDEX application_by_day ON application (agency_id, received_on, case_id)",
    "CREATE INDEX application_by_ended_day ON application (agency_id, open, ended_on, case_id)",
    "CREATE INDEX application_by_officer_ended ON application (agency_id, responsible_id, open, ended_on, case_id)",
    "CREATE INDEX application_by_section_ended ON application (agency_id, section_id, open, ended_on, case_id)",
];
