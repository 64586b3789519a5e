//! Keeps the search index of this node behind the publications, a second at most.

use super::read;
use affairs::id::{AgencyId, DocumentId};
use std::sync::Arc;
use std::time::Duration;
use store::publications::{self, Shown};
use store::search::{Change, Entry, Index};
use store::{Kept, Reader};

/// How often it looks; a commit costs milliseconds, so changes are taken in together.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Events taken in by one commit.
const BATCH: i64 = 200;

/// Follows for as long as the program runs. The first time, or after the index was lost, this is the rebuilding.
pub async fn keep_index(reader: Reader, index: Arc<Index>) {
    loop {
        if let Err(error) = catch_up(&reader, &index).await {
            tracing::error!(%error, "the search index could not follow the publications; it tries again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Takes in everything that has been published so far.
///
/// # Errors
/// When the database or the disk fails; what was taken in stays.
pub async fn catch_up(reader: &Reader, index: &Arc<Index>) -> Kept<()> {
    for agency in read::agencies(reader).await? {
        let position = {
            let (index, id) = (Arc::clone(index), agency.id.clone());
            blocking(move || Ok(index.position(&id))).await?
        };
        follow(reader, index, &agency.id, position).await?;
    }
    Ok(())
}

async fn follow(reader: &Reader, index: &Arc<Index>, agency: &AgencyId, mut position: i64) -> Kept<()> {
    loop {
        let events = publications::events_after(reader, agency, position, BATCH).await?;
        let Some(last) = events.last() else { return Ok(()) };
        position = last.sequence;
        let mut documents: Vec<DocumentId> = events.into_iter().map(|event| event.document).collect();
        documents.sort();
        documents.dedup();
        let mut changes = Vec::with_capacity(documents.len());
        for document in documents {
            changes.push(change(reader, agency, document).await?);
        }
        let (index, agency) = (Arc::clone(index), agency.clone());
        blocking(move || index.follow(&agency, position, &changes)).await?;
    }
}

/// How the document stands now; its earlier events no longer matter.
async fn change(reader: &Reader, agency: &AgencyId, document: DocumentId) -> Kept<Change> {
    let shown = publications::by_document(reader, &document).await?;
    let Some(shown) = shown.filter(|shown| is_searched(shown, agency)) else { return Ok(Change::Remove(document)) };
    let files = publications::file_texts(reader, agency, &document).await?;
    let attachments: Vec<String> = files.into_iter().map(|(name, text)| format!("{name}\n{text}")).collect();
    let Shown { publication, bundle, body } = shown;
    let typed: Vec<String> = bundle.attachments.iter().map(|file| file.typed_text.clone()).collect();
    Ok(Change::Put(Box::new(Entry {
        document,
        bundle: publication.bundle,
        columns: bundle.targets,
        year: publication.released_at.year(),
        kind: bundle.kind.code().to_owned(),
        title: bundle.title,
        summary: bundle.summary,
        numbers: vec![bundle.index_number, bundle.document_number],
        body: body.plain_text(),
        attachments: [attachments, typed].concat().join("\n").trim().to_owned(),
    })))
}

/// The site's own face stands on every page and is not looked for.
fn is_searched(shown: &Shown, agency: &AgencyId) -> bool {
    shown.publication.agency == *agency
        && shown.publication.standing.shows_text()
        && shown.bundle.kind != affairs::document::BundleKind::Site
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Kept<T> + Send + 'static) -> Kept<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| store::StoreError::Corrupt(format!("the search index stopped: {error}")))?
}
