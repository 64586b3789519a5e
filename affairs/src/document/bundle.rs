//! `gongkai-bundle/1`: the content-addressed whole that four people approve and the public reads.

use super::edition::{Action, Attachment, Edition, Origin, Release};
use crate::canonical::{NotCanonical, canonical_bytes};
use crate::id::{AgencyId, ColumnId, DocumentId};
use crate::{ContentHash, Date};
use law::disclosure_categories::{Article20, PublicAttribute, Stage};
use serde::{Deserialize, Serialize};

/// The name and version of this format; an old version stays readable for ever.
pub const FORMAT: &str = "gongkai-bundle/1";

/// What sort of thing a bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleKind {
    /// A document with text.
    Article,
    /// The site's own face: name, contacts, footer, columns, guide facts, leading group.
    Site,
    /// A frozen annual report with its PDF, Word and JSON.
    AnnualReport,
}

impl BundleKind {
    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Site => "site",
            Self::AnnualReport => "annual_report",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Article, Self::Site, Self::AnnualReport].into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it stands in a column. The site's face stands around them all.
    #[must_use]
    pub const fn needs_column(self) -> bool {
        !matches!(self, Self::Site)
    }
}

/// The whole that is approved. Field order does not matter: the hash is over canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub format: String,
    pub agency: AgencyId,
    pub document: DocumentId,
    /// From 1, in the order of submission to the public.
    pub edition: i64,
    pub kind: BundleKind,
    pub action: Action,
    pub title: String,
    /// The hash of the body's canonical bytes.
    pub body: ContentHash,
    pub summary: String,
    /// 索引号.
    pub index_number: String,
    /// 文号, or empty.
    pub document_number: String,
    pub generated_on: Date,
    pub origin: Origin,
    pub source: String,
    pub keywords: Vec<String>,
    #[serde(with = "super::coded::article20")]
    pub article20: Option<Article20>,
    #[serde(with = "super::coded::stage")]
    pub stage: Option<Stage>,
    #[serde(with = "super::coded::public_attribute")]
    pub public_attribute: PublicAttribute,
    pub attribute_reason: String,
    pub targets: Vec<ColumnId>,
    pub release: Release,
    pub attachments: Vec<Attachment>,
    /// Pictures in the text.
    pub images: Vec<ContentHash>,
    pub facts: serde_json::Value,
}

/// What a submission adds to an edition.
#[derive(Debug, Clone)]
pub struct Numbers {
    pub index_number: String,
    pub document_number: String,
}

impl Bundle {
    /// Freezes an edition. `None` while the date of generation is missing, which submission refuses beforehand.
    #[must_use]
    pub fn freeze(
        agency: AgencyId,
        document: DocumentId,
        number: i64,
        edition: &Edition,
        drawn: Numbers,
    ) -> Option<Self> {
        Some(Self {
            format: FORMAT.to_owned(),
            agency,
            document,
            edition: number,
            kind: edition.kind,
            action: edition.action.clone(),
            title: edition.title.trim().to_owned(),
            body: ContentHash::of(&edition.body.bytes().ok()?),
            summary: edition.summary.trim().to_owned(),
            index_number: drawn.index_number,
            document_number: drawn.document_number,
            generated_on: edition.generated_on?,
            origin: edition.origin.clone(),
            source: edition.source.trim().to_owned(),
            keywords: edition.keywords.clone(),
            article20: edition.article20,
            stage: edition.stage,
            public_attribute: edition.public_attribute,
            attribute_reason: edition.attribute_reason.trim().to_owned(),
            targets: edition.targets.clone(),
            release: edition.release,
            attachments: edition.attachments.clone(),
            images: edition.body.images().into_iter().cloned().collect(),
            facts: edition.facts.clone(),
        })
    }

    /// The bytes whose hash people approve.
    ///
    /// # Errors
    /// When `facts` holds a fraction.
    pub fn bytes(&self) -> Result<Vec<u8>, NotCanonical> {
        canonical_bytes(self)
    }

    /// The hash people approve.
    ///
    /// # Errors
    /// As [`Bundle::bytes`].
    pub fn hash(&self) -> Result<ContentHash, NotCanonical> {
        self.bytes().map(|bytes| ContentHash::of(&bytes))
    }

    /// Every file the public may fetch while this bundle is live.
    #[must_use]
    pub fn files(&self) -> Vec<(ContentHash, String, String)> {
        let attachments =
            self.attachments.iter().map(|item| (item.file.clone(), item.name.clone(), item.media_type.clone()));
        let images = self.images.iter().map(|hash| (hash.clone(), "image".to_owned(), "image/*".to_owned()));
        attachments.chain(images).collect()
    }
}
