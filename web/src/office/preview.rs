//! The document as the public will see it, inside the office.

use affairs::ContentHash;
use affairs::document::{Attachment, Body};
use affairs::id::DocumentId;

/// Where a picture of a draft is seen inside the office.
#[must_use]
pub fn picture_address(document: &DocumentId, file: &ContentHash) -> String {
    format!("/office/documents/{document}/files/{}", file.hex())
}

/// The body's HTML, its pictures addressed inside the office.
#[must_use]
pub fn body_html(document: &DocumentId, body: &Body) -> String {
    body.to_html(&|file| picture_address(document, file))
}

/// The attachments as (address inside the office, name, size).
#[must_use]
pub fn files(document: &DocumentId, attachments: &[Attachment]) -> Vec<(String, String, u64)> {
    attachments
        .iter()
        .map(|attachment| (picture_address(document, &attachment.file), attachment.name.clone(), attachment.size))
        .collect()
}
