//! A finding of the machine's reading, as it is kept with the bundle it was made on.

use crate::id::{FindingId, PersonId};
use crate::{ContentHash, Instant};
use serde::{Deserialize, Serialize};

/// A finding with what became of it. Bound to (finding, bundle hash): an edit makes a new bundle and the machine reads anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFinding {
    pub id: FindingId,
    pub bundle: ContentHash,
    /// The kind's code, e.g. `resident_id`.
    pub kind: String,
    /// The kind as a clerk reads it.
    pub label: String,
    /// Where: 正文第3段, 附件《名单》工作表“甲”第12行C列.
    pub place: String,
    /// The words with the sensitive part masked; never the plain value.
    pub excerpt: String,
    /// What the machine suggests, or empty.
    pub suggestion: String,
    /// Whether the submission waits for an answer to it.
    pub blocking: bool,
    pub disposition: Option<Disposition>,
}

/// A justification by name. Masking and removing need none: they make a new bundle in which the finding is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposition {
    pub person: PersonId,
    pub name: String,
    pub reason: String,
    pub at: Instant,
}

/// Whether any blocking finding still waits for an answer.
#[must_use]
pub fn unanswered(findings: &[RecordedFinding]) -> usize {
    findings.iter().filter(|finding| finding.blocking && finding.disposition.is_none()).count()
}
