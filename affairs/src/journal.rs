//! 日志: one line for every act on the agency's records, each carrying the hash of the line before it.

use crate::canonical::{NotCanonical, canonical_bytes};
use crate::id::AgencyId;
use crate::{ContentHash, Instant};
use serde::{Deserialize, Serialize};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActorName {
    Person {
        id: String,
    },
    Job {
        name: String,
    },
    /// An applicant with the code of his receipt.
    ReceiptHolder {
        case: String,
    },
    Console,
}

/// What an act adds to the journal: ids and codes only, never a personal value and never a plain hash of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub actor: ActorName,
    /// The act's name, e.g. `publishing.approve`.
    pub act: String,
    /// What it was done to: kinds and ids.
    pub subjects: Vec<(String, String)>,
    /// Further facts: states, hashes of public bundles, rule codes.
    pub facts: serde_json::Value,
}

/// A line as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub agency: AgencyId,
    /// From 1, without gaps.
    pub number: i64,
    pub at: Instant,
    pub entry: Entry,
    /// The hash of the line before; of the first line, the hash of nothing.
    pub previous: ContentHash,
    pub hash: ContentHash,
}

/// The hash that stands before the first line.
#[must_use]
pub fn beginning() -> ContentHash {
    ContentHash::of(b"")
}

impl Line {
    /// Writes the line that follows `previous`.
    ///
    /// # Errors
    /// When the facts hold a fraction.
    pub fn after(
        previous: &ContentHash,
        agency: AgencyId,
        number: i64,
        at: Instant,
        entry: Entry,
    ) -> Result<Self, NotCanonical> {
        let hash = Self::hash_of(previous, &agency, number, at, &entry)?;
        Ok(Self { agency, number, at, entry, previous: previous.clone(), hash })
    }

    /// Whether the line's hash is what its content says.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let expected = Self::hash_of(&self.previous, &self.agency, self.number, self.at, &self.entry);
        expected.is_ok_and(|hash| hash == self.hash)
    }

    fn hash_of(
        previous: &ContentHash,
        agency: &AgencyId,
        number: i64,
        at: Instant,
        entry: &Entry,
    ) -> Result<ContentHash, NotCanonical> {
        let bytes = canonical_bytes(&serde_json::json!({
            "agency": agency, "number": number, "at": at, "entry": entry, "previous": previous,
        }))?;
        Ok(ContentHash::of(&bytes))
    }
}

impl Entry {
    /// An entry about these subjects.
    pub fn new(actor: ActorName, act: impl Into<String>) -> Self {
        Self { actor, act: act.into(), subjects: Vec::new(), facts: serde_json::json!({}) }
    }

    /// The same, done to this as well.
    #[must_use]
    pub fn about(mut self, kind: &str, id: impl ToString) -> Self {
        self.subjects.push((kind.to_owned(), id.to_string()));
        self
    }

    /// The same, with this fact.
    #[must_use]
    pub fn fact(mut self, key: &str, value: impl Serialize) -> Self {
        if let (Some(members), Ok(value)) = (self.facts.as_object_mut(), serde_json::to_value(value)) {
            members.insert(key.to_owned(), value);
        }
        self
    }
}
