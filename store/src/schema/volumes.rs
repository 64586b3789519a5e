//! Volumes of the archive and what happened to each on the shelf.

/// `volume` is served from; the ledger `volume_event` is the truth. What names a person is sealed; a volume that is kept for ever
/// carries the last day there is.
pub const VOLUMES: &[&str] = &[
    "CREATE TABLE volume (agency_id TEXT NOT NULL, volume_id TEXT NOT NULL, case_id TEXT NOT NULL, number TEXT NOT NULL,
        title BLOB NOT NULL, version BIGINT NOT NULL, position TEXT NOT NULL, retention TEXT NOT NULL,
        closed_on TEXT NOT NULL, closed_year BIGINT NOT NULL, keep_until TEXT NOT NULL, pages BIGINT NOT NULL,
        file_hash TEXT NOT NULL, package_hash TEXT NOT NULL, location TEXT NOT NULL, PRIMARY KEY (agency_id, volume_id),
        UNIQUE (agency_id, case_id), UNIQUE (agency_id, number))",
    "CREATE INDEX volume_by_position ON volume (agency_id, position, closed_on, volume_id)",
    "CREATE INDEX volume_by_end ON volume (agency_id, keep_until, volume_id)",
    "CREATE TABLE volume_event (agency_id TEXT NOT NULL, volume_id TEXT NOT NULL, number BIGINT NOT NULL,
        at BIGINT NOT NULL, by_id TEXT NOT NULL, event TEXT NOT NULL, words BLOB NOT NULL,
        PRIMARY KEY (agency_id, volume_id, number))",
    "CREATE INDEX application_by_action ON application (agency_id, action, ended_on, case_id)",
];
