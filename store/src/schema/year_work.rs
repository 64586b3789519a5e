//! Our own report as a year's work: the items of section 五. The registers of the year's work stand in `register_record`.

/// Tables of the year's work.
pub const YEAR_WORK: &[&str] = &[
    // The same item stands once in every year into which it was carried.
    "CREATE TABLE year_problem (agency_id TEXT NOT NULL, year BIGINT NOT NULL, problem_id TEXT NOT NULL,
        version BIGINT NOT NULL, first_year BIGINT NOT NULL, source TEXT NOT NULL, content TEXT NOT NULL,
        by_id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (agency_id, year, problem_id))",
];
