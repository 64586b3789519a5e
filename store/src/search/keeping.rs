//! What is kept of a publication, and how a batch of changes is written.

use super::units::{paired, worded};
use crate::Kept;
use affairs::ContentHash;
use affairs::id::{AgencyId, ColumnId, DocumentId};
use jieba_rs::Jieba;
use std::collections::BTreeMap;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{IndexWriter, TantivyDocument, Term};

/// Memory of the one writing thread; the smallest that the library takes.
const WRITER_MEMORY: usize = 15_000_000;

/// A publication as the index takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub document: DocumentId,
    pub bundle: ContentHash,
    pub columns: Vec<ColumnId>,
    /// Of release, in Asia/Shanghai.
    pub year: i16,
    /// The code of its [`affairs::document::BundleKind`].
    pub kind: String,
    pub title: String,
    pub summary: String,
    /// 索引号 and 文号, which people look for too.
    pub numbers: Vec<String>,
    pub body: String,
    /// What its attachments say.
    pub attachments: String,
}

/// What happened to a document towards the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It stands (live or repealed) with this content, in place of whatever was known of it.
    Put(Box<Entry>),
    /// It is withdrawn or taken down: nothing of it is found any more.
    Remove(DocumentId),
}

/// A sequence number of an agency's publications.
pub type Position = i64;

#[derive(Debug, Clone, Copy)]
pub struct Fields {
    pub agency: Field,
    pub document: Field,
    pub bundle: Field,
    pub column: Field,
    pub year: Field,
    pub kind: Field,
    pub title: Field,
    pub body: Field,
    pub attachments: Field,
    pub title_words: Field,
    pub text_words: Field,
    pub file_words: Field,
    pub title_pairs: Field,
    pub text_pairs: Field,
}

/// The schema; a change of it makes every node rebuild its index by itself.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let cut =
        TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let cut = TextOptions::default().set_indexing_options(cut);
    let fields = Fields {
        agency: builder.add_text_field("agency", STRING),
        document: builder.add_text_field("document", STRING | STORED),
        bundle: builder.add_text_field("bundle", STORED),
        column: builder.add_text_field("column", STRING),
        year: builder.add_i64_field("year", INDEXED | FAST),
        kind: builder.add_text_field("kind", STRING),
        title: builder.add_text_field("title", STORED),
        body: builder.add_text_field("body", STORED),
        attachments: builder.add_text_field("attachments", STORED),
        title_words: builder.add_text_field("title_words", cut.clone()),
        text_words: builder.add_text_field("text_words", cut.clone()),
        file_words: builder.add_text_field("file_words", cut.clone()),
        title_pairs: builder.add_text_field("title_pairs", cut.clone()),
        text_pairs: builder.add_text_field("text_pairs", cut),
    };
    (builder.build(), fields)
}

/// How far each agency has been followed, as the last commit says.
pub fn positions(index: &tantivy::Index) -> BTreeMap<String, Position> {
    let payload = index.load_metas().ok().and_then(|metas| metas.payload);
    payload.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

pub fn write(
    index: &tantivy::Index,
    fields: &Fields,
    dictionary: &Jieba,
    agency: &AgencyId,
    position: Position,
    changes: &[Change],
) -> Kept<()> {
    let writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    for change in changes {
        let document = match change {
            Change::Put(entry) => &entry.document,
            Change::Remove(document) => document,
        };
        writer.delete_term(Term::from_field_text(fields.document, document.as_str()));
        if let Change::Put(entry) = change {
            writer.add_document(kept(fields, dictionary, agency, entry))?;
        }
    }
    let mut positions = positions(index);
    positions.insert(agency.as_str().to_owned(), position);
    commit(writer, &positions)
}

pub fn clear(index: &tantivy::Index) -> Kept<()> {
    let writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    writer.delete_all_documents()?;
    commit(writer, &BTreeMap::new())
}

/// The position travels in the commit itself, so that the two can never part.
fn commit(mut writer: IndexWriter, positions: &BTreeMap<String, Position>) -> Kept<()> {
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&serde_json::to_string(positions)?);
    prepared.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn kept(fields: &Fields, dictionary: &Jieba, agency: &AgencyId, entry: &Entry) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.agency, agency.as_str());
    document.add_text(fields.document, entry.document.as_str());
    document.add_text(fields.bundle, entry.bundle.as_str());
    for column in &entry.columns {
        document.add_text(fields.column, column.as_str());
    }
    document.add_i64(fields.year, i64::from(entry.year));
    document.add_text(fields.kind, &entry.kind);
    document.add_text(fields.title, &entry.title);
    // A summary usually says what the text says; both are searched, the text is what a snippet shows.
    let shown = if entry.body.trim().is_empty() { &entry.summary } else { &entry.body };
    document.add_text(fields.body, shown);
    document.add_text(fields.attachments, &entry.attachments);
    let text = format!("{}\n{}\n{}", entry.summary, entry.body, entry.numbers.join("\n"));
    document.add_pre_tokenized_text(fields.title_words, worded(dictionary, &entry.title));
    document.add_pre_tokenized_text(fields.text_words, worded(dictionary, &text));
    document.add_pre_tokenized_text(fields.file_words, worded(dictionary, &entry.attachments));
    document.add_pre_tokenized_text(fields.title_pairs, paired(&entry.title));
    document.add_pre_tokenized_text(fields.text_pairs, paired(&format!("{text}\n{}", entry.attachments)));
    document
}
