//! The reply as it is written, and as it is frozen for its reviews.

use super::answer::Answer;
use crate::ContentHash;
use crate::application::coded;
use crate::canonical::{NotCanonical, canonical_bytes};
use crate::id::CaseId;
use crate::letter::{Letter, canonical_text};
use crate::review::RecordedFinding;
use law::remedy::ServiceWay;
use serde::{Deserialize, Serialize};

/// What is handed out with a reply.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Of the sealed file.
    pub file: ContentHash,
    /// As the letter names it.
    pub title: String,
    /// Its 文号; may be empty.
    pub number: String,
    pub media_type: String,
    pub size: u64,
    /// As far as they are known; otherwise 0.
    pub pages: u32,
    /// 人工逐页审查: the machine cannot read it (a picture, a scan), so drafter and secrecy reviewer must.
    pub human_reading: bool,
}

/// A reply while it is written. One a case; sealed at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Counts the times it was kept, so that two people who write on it are told.
    pub revision: i64,
    pub answer: Answer,
    #[serde(default)]
    pub materials: Vec<Material>,
    /// A 文号 typed from the office's own 发文登记; empty where the program draws it.
    #[serde(default)]
    pub typed_number: String,
    /// By which way it will be served.
    #[serde(with = "coded::service_way")]
    pub way: ServiceWay,
    /// What the machine found when it last read letter and materials, with the answers.
    #[serde(default)]
    pub findings: Vec<RecordedFinding>,
    /// Which text it read: findings and answers hold for it alone.
    #[serde(default)]
    pub read: Option<ContentHash>,
    /// Why it was sent back last, and by whom; empty before its first review.
    #[serde(default)]
    pub sent_back: String,
}

/// A reply as people approve it: nothing in it changes any more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// `gongkai-reply/1`.
    pub format: String,
    pub case: CaseId,
    /// Random, so that the hash in the ledger says nothing of the text.
    pub salt: String,
    pub answer: Answer,
    pub materials: Vec<Material>,
    #[serde(with = "coded::service_way")]
    pub way: ServiceWay,
    /// The letter without its date and its code, which it gets when the last of the reviewers signs.
    pub letter: Letter,
    /// The answers to the machine's findings, which all reviewers see.
    pub findings: Vec<RecordedFinding>,
}

impl Draft {
    /// What the machine found and nobody has answered yet.
    pub fn open_findings(&self) -> impl Iterator<Item = &RecordedFinding> {
        self.findings.iter().filter(|finding| finding.blocking && finding.disposition.is_none())
    }
}

impl Reply {
    /// The format that this program writes.
    pub const FORMAT: &'static str = "gongkai-reply/1";

    /// The hash that people approve.
    ///
    /// # Errors
    /// When it cannot be written canonically, which would be a mistake of ours.
    pub fn hash(&self) -> Result<ContentHash, NotCanonical> {
        Ok(ContentHash::of(&canonical_bytes(self)?))
    }

    /// Whether information that is not public yet leaves the house with it.
    #[must_use]
    pub fn hands_out(&self) -> bool {
        self.answer.outcome.hands_out() || !self.materials.is_empty()
    }

    /// The files that a person must look at, because the machine cannot.
    pub fn for_human_eyes(&self) -> impl Iterator<Item = &Material> {
        self.materials.iter().filter(|material| material.human_reading)
    }
}

/// The name of what the machine reads: the letter's text and the bytes of the materials.
#[must_use]
pub fn reading_hash(letter: &Letter, materials: &[Material]) -> ContentHash {
    let mut text = canonical_text(letter);
    for material in materials {
        text.push('\n');
        text.push_str(material.file.as_str());
    }
    ContentHash::of(text.as_bytes())
}
