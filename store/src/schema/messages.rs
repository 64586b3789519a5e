//! Messages to the world outside.

/// The table of messages. `content` is the sealed letter; `run_at` is when a waiting one is tried next, `lease` names whoever
/// sends it at this moment, or sent it last.
pub const MESSAGES: &[&str] = &[
    "CREATE TABLE outward_message (agency_id TEXT NOT NULL, message_id TEXT NOT NULL, channel TEXT NOT NULL,
        about_kind TEXT NOT NULL, about_id TEXT NOT NULL, content BLOB NOT NULL, queued_at BIGINT NOT NULL,
        state TEXT NOT NULL, since BIGINT NOT NULL, words TEXT NOT NULL, attempts BIGINT NOT NULL,
        run_at BIGINT NOT NULL, lease TEXT NOT NULL, lease_until BIGINT NOT NULL, PRIMARY KEY (agency_id, message_id))",
    "CREATE INDEX outward_message_by_record ON outward_message (agency_id, about_kind, about_id, queued_at)",
    "CREATE INDEX outward_message_by_state ON outward_message (state, run_at)",
    "CREATE INDEX outward_message_by_agency ON outward_message (agency_id, state, queued_at)",
];
