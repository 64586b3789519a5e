//! The registers behind table 二 and the annual reports. Counting is served by covering indexes that begin with the
//! agency and the year.

/// Tables of registers and reports.
pub const REGISTERS: &[&str] = &[
    // Days are never null here: a row that has not begun, and one that has not ended, carry the last day there is.
    "CREATE TABLE register_record (agency_id TEXT NOT NULL, record_id TEXT NOT NULL, register TEXT NOT NULL,
        version BIGINT NOT NULL, natural_key TEXT NOT NULL, title TEXT NOT NULL, category TEXT NOT NULL,
        year BIGINT NOT NULL, begins_on TEXT NOT NULL, ends_on TEXT NOT NULL, grouping_key TEXT NOT NULL,
        amount BIGINT NOT NULL, voided BIGINT NOT NULL, content TEXT NOT NULL, by_id TEXT NOT NULL, at BIGINT NOT NULL,
        reason TEXT NOT NULL, PRIMARY KEY (agency_id, record_id))",
    "CREATE UNIQUE INDEX register_record_by_key ON register_record (agency_id, register, natural_key)
        WHERE voided = 0",
    "CREATE INDEX register_record_by_year ON register_record (agency_id, year, register, voided, category,
        grouping_key, amount)",
    "CREATE INDEX register_record_by_span ON register_record (agency_id, register, begins_on, ends_on, category,
        voided)",
    "CREATE TABLE register_version (agency_id TEXT NOT NULL, record_id TEXT NOT NULL, version BIGINT NOT NULL,
        content TEXT NOT NULL, by_id TEXT NOT NULL, at BIGINT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (agency_id, record_id, version))",
    "CREATE TABLE register_staging (agency_id TEXT NOT NULL, staging_id TEXT NOT NULL, person_id TEXT NOT NULL,
        register TEXT NOT NULL, file_hash TEXT NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (agency_id, staging_id))",
    // One row a record and cell of tables 三 and 四 (and the fees received). The registers of applications and cases
    // write it when they come; until then it is a real source that is empty.
    "CREATE TABLE report_fact (agency_id TEXT NOT NULL, year BIGINT NOT NULL, cell TEXT NOT NULL,
        record_id TEXT NOT NULL, title TEXT NOT NULL, counted_on TEXT NOT NULL, amount BIGINT NOT NULL,
        PRIMARY KEY (agency_id, year, cell, record_id))",
    "CREATE TABLE annual_report (agency_id TEXT NOT NULL, year BIGINT NOT NULL, writing TEXT NOT NULL, freezing TEXT,
        document_id TEXT, revision BIGINT NOT NULL, PRIMARY KEY (agency_id, year))",
    "CREATE TABLE annual_report_cell (agency_id TEXT NOT NULL, year BIGINT NOT NULL, metric TEXT NOT NULL,
        value BIGINT NOT NULL, definition BIGINT NOT NULL, ids TEXT NOT NULL, PRIMARY KEY (agency_id, year, metric))",
];
