//! The search index: derived from the publications, by every node for itself. It can be thrown away at any time.
//!
//! Every text is kept twice: as words of the dictionary, which rank well and forgive, and as pairs of neighbouring
//! characters, in which an exact phrase is always found, whatever the dictionary thinks of it.

mod asking;
mod keeping;
mod snippet;
mod units;

pub use keeping::{Change, Entry, Position};
pub use snippet::{Snippet, SnippetPart};

use crate::Kept;
use crate::sql::StoreError;
use affairs::id::{AgencyId, ColumnId, DocumentId};
use jieba_rs::Jieba;
use keeping::Fields;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, ReloadPolicy};

/// The index of one node.
pub struct Index {
    folder: PathBuf,
    inner: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    /// The dictionary takes tens of milliseconds and megabytes, so it is loaded when a word is first asked for.
    dictionary: OnceLock<Arc<Jieba>>,
    own_words: Vec<String>,
    /// One batch is written at a time.
    writing: Mutex<()>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// As typed: words parted by spaces must all be found; what stands in quotation marks is found exactly.
    pub text: String,
    pub column: Option<ColumnId>,
    /// The year of release in Asia/Shanghai.
    pub year: Option<i16>,
    /// The code of a [`affairs::document::BundleKind`].
    pub kind: Option<String>,
    pub limit: usize,
    pub offset: usize,
}

/// What was found, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// All that match, of which `hits` is a piece.
    pub total: usize,
    pub hits: Vec<Hit>,
}

/// One document that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub document: DocumentId,
    /// The bundle that was indexed; a page that finds another one standing shows no snippet of this.
    pub bundle: affairs::ContentHash,
    /// The title with what was looked for marked.
    pub title: Snippet,
    pub snippet: Snippet,
}

impl From<tantivy::TantivyError> for StoreError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Corrupt(format!("the search index: {error}"))
    }
}

impl Index {
    /// Opens (or makes) the index in its folder. One that another version wrote, or that is damaged, is thrown away: its
    /// position is then 0 and everything follows anew. `own_words` are the office's own words for the dictionary.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(folder: &Path, own_words: &[String]) -> Kept<Self> {
        let (schema, fields) = keeping::schema();
        std::fs::create_dir_all(folder)?;
        let inner = open_or_make(folder, &schema).or_else(|_| {
            std::fs::remove_dir_all(folder)?;
            std::fs::create_dir_all(folder)?;
            open_or_make(folder, &schema)
        })?;
        // Pages ask for the newest state themselves after each batch; watching files costs a thread.
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self {
            folder: folder.to_owned(),
            inner,
            reader,
            fields,
            dictionary: OnceLock::new(),
            own_words: own_words.to_vec(),
            writing: Mutex::new(()),
        })
    }

    /// How far the index has followed an agency's publications; 0 before the first.
    #[must_use]
    pub fn position(&self, agency: &AgencyId) -> i64 {
        keeping::positions(&self.inner).get(agency.as_str()).copied().unwrap_or(0)
    }

    /// Takes in a batch of an agency's changes and remembers how far it has come, in one commit. Blocking: call it where
    /// blocking is allowed. Taking in the same batch again changes nothing.
    ///
    /// # Errors
    /// When the disk fails; nothing of the batch is then seen.
    pub fn follow(&self, agency: &AgencyId, position: Position, changes: &[Change]) -> Kept<()> {
        let _alone = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        keeping::write(&self.inner, &self.fields, self.dictionary(), agency, position, changes)?;
        self.reader.reload()?;
        Ok(())
    }

    /// Forgets everything, so that the next [`Index::follow`] begins from position 0. Blocking.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn clear(&self) -> Kept<()> {
        let _alone = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        keeping::clear(&self.inner)?;
        self.reader.reload()?;
        Ok(())
    }

    /// Looks for it among an agency's publications. Blocking, for a few milliseconds at most.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn query(&self, agency: &AgencyId, question: &Question) -> Kept<Hits> {
        asking::query(self, agency, question)
    }

    /// The dictionary with the office's own words.
    fn dictionary(&self) -> &Jieba {
        self.dictionary.get_or_init(|| {
            let mut dictionary = Jieba::new();
            for word in self.own_words.iter().filter(|word| word.chars().count() > 1) {
                dictionary.add_word(word, None, None);
            }
            Arc::new(dictionary)
        })
    }
}

fn open_or_make(folder: &Path, schema: &tantivy::schema::Schema) -> Kept<tantivy::Index> {
    let directory = MmapDirectory::open(folder).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(tantivy::Index::open_or_create(directory, schema.clone())?)
}

#[cfg(test)]
mod tests;
