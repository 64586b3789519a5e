//! Holiday notices as dated data, and what became of the cases that one moved.

/// `calendar_notice`: every import, never changed, numbered from 1; the calendar in force is the shipped one with all of
/// them laid over it in that order. `calendar_move`: the days that an import changed in open cases, old beside new.
/// `deadline_alarm`: which stage of a running period has been told, for which last day, by which notices.
pub const CALENDARS: &[&str] = &[
    "CREATE TABLE calendar_notice (agency_id TEXT NOT NULL, revision BIGINT NOT NULL, year BIGINT NOT NULL,
        reach TEXT NOT NULL, notice TEXT NOT NULL, issued_on TEXT NOT NULL, title TEXT NOT NULL, days TEXT NOT NULL,
        calendar_version TEXT NOT NULL, reason TEXT NOT NULL, by_id TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (agency_id, revision))",
    "CREATE TABLE calendar_move (agency_id TEXT NOT NULL, revision BIGINT NOT NULL, case_id TEXT NOT NULL,
        old_due_on TEXT NOT NULL, new_due_on TEXT NOT NULL, old_provisional BIGINT NOT NULL,
        new_provisional BIGINT NOT NULL, PRIMARY KEY (agency_id, revision, case_id))",
    "CREATE INDEX calendar_move_by_case ON calendar_move (agency_id, case_id, revision)",
    "CREATE TABLE deadline_alarm (agency_id TEXT NOT NULL, about TEXT NOT NULL, record_id TEXT NOT NULL,
        due_on TEXT NOT NULL, stage BIGINT NOT NULL, notices TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (agency_id, about, record_id))",
];
