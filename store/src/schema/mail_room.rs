//! 收发登记: what the post brought, and who signed for it.

/// Its tables. `case_id` is empty while a letter belongs to no case. A number stands once in an agency's book; ordinary letters may
/// have none.
pub const MAIL_ROOM: &[&str] = &[
    "CREATE TABLE mail_item (agency_id TEXT NOT NULL, item_id TEXT NOT NULL, carrier TEXT NOT NULL,
        postal_number TEXT NOT NULL, signed_on TEXT NOT NULL, signed_by BLOB NOT NULL, section_id TEXT NOT NULL,
        holds_application BIGINT NOT NULL, case_id TEXT NOT NULL, by_id TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (agency_id, item_id))",
    "CREATE UNIQUE INDEX mail_item_by_number ON mail_item (agency_id, postal_number) WHERE postal_number <> ''",
    "CREATE INDEX mail_item_by_day ON mail_item (agency_id, signed_on, item_id)",
    "CREATE INDEX mail_item_by_case ON mail_item (agency_id, case_id, holds_application, signed_on)",
];
