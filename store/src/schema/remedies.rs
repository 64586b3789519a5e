//! Reconsiderations and suits tied to applications, and what of an application's fees the annual report counts.

/// Their tables.
pub const REMEDIES: &[&str] = &[
    "CREATE TABLE remedy (agency_id TEXT NOT NULL, remedy_id TEXT NOT NULL, case_id TEXT NOT NULL, route TEXT NOT NULL,
        organ TEXT NOT NULL, version BIGINT NOT NULL, begun_on TEXT NOT NULL, open BIGINT NOT NULL,
        answer_by TEXT NOT NULL, provisional BIGINT NOT NULL, result TEXT NOT NULL, ended_on TEXT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (agency_id, remedy_id))",
    "CREATE INDEX remedy_by_case ON remedy (agency_id, case_id, begun_on)",
    "CREATE INDEX remedy_by_answer ON remedy (agency_id, open, answer_by, remedy_id)",
    "CREATE TABLE remedy_event (agency_id TEXT NOT NULL, remedy_id TEXT NOT NULL, number BIGINT NOT NULL,
        at BIGINT NOT NULL, by_id TEXT, event TEXT NOT NULL, words BLOB NOT NULL,
        PRIMARY KEY (agency_id, remedy_id, number))",
    "CREATE TABLE remedy_cell (agency_id TEXT NOT NULL, remedy_id TEXT NOT NULL, from_year BIGINT NOT NULL,
        through_year BIGINT NOT NULL, route TEXT NOT NULL, column_code TEXT NOT NULL,
        PRIMARY KEY (agency_id, remedy_id, from_year))",
    "CREATE INDEX remedy_cell_by_year ON remedy_cell (agency_id, through_year, from_year, route, column_code,
        remedy_id)",
    "CREATE TABLE application_fee (agency_id TEXT NOT NULL, case_id TEXT NOT NULL, number BIGINT NOT NULL,
        kind TEXT NOT NULL, year BIGINT NOT NULL, counted_on TEXT NOT NULL, amount BIGINT NOT NULL,
        PRIMARY KEY (agency_id, case_id, number))",
    "CREATE INDEX application_fee_by_year ON application_fee (agency_id, year, kind, counted_on, case_id, number,
        amount)",
];
