//! A document of the office: an address, an owner, and the edition being written.

use super::bundle::BundleKind;
use super::edition::Edition;
use crate::Instant;
use crate::id::{AgencyId, DocumentId, PersonId, SectionId};
use crate::screening::piece::TextPiece;
use serde::{Deserialize, Serialize};

/// A document as the office keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub agency: AgencyId,
    pub id: DocumentId,
    pub section: SectionId,
    /// The drafter; changed only by a handover.
    pub owner: PersonId,
    pub kind: BundleKind,
    /// What is being written now.
    pub content: Edition,
    /// The number of the edition being written, from 1.
    pub edition: i64,
    /// Raised by every save; two people who save over each other are told.
    pub revision: i64,
    pub state: DocumentState,
    /// 索引号, empty until the first submission.
    pub index_number: String,
    /// 文号, empty if it carries none.
    pub document_number: String,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What may be done with the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// The drafter writes.
    Writing,
    /// A submission of it is in the chain; the content is frozen.
    InReview,
    /// The edition is public; a new one may be begun.
    Published,
    /// Given up; its numbers are void.
    Abandoned,
}

impl DocumentState {
    const ALL: [Self; 4] = [Self::Writing, Self::InReview, Self::Published, Self::Abandoned];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::InReview => "in_review",
            Self::Published => "published",
            Self::Abandoned => "abandoned",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Writing => "起草中",
            Self::InReview => "审核中",
            Self::Published => "已发布",
            Self::Abandoned => "已放弃",
        }
    }
}

/// A file that was taken in for a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub document: DocumentId,
    pub file: crate::ContentHash,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    pub pages: Option<u32>,
    /// A picture or a scan: drafter and secrecy reviewer each read it page by page.
    pub human_reading: bool,
    /// What the machine read in it, piece by piece; empty for a picture.
    pub pieces: Vec<TextPiece>,
    pub uploaded_by: PersonId,
    pub at: Instant,
}
