//! Publications whose files may go out with a reply: those that match what is asked for, or what the officer looks for.

use crate::app::App;
use crate::kit::readable_size;
use crate::office::answer::Fault;
use crate::office::session::Signed;
use affairs::time::chinese_date;
use store::search::Question;

/// So many are offered; more would be a search of the site.
const MOST: usize = 5;

/// A publication with its files.
pub(super) struct PublishedLine {
    pub document: String,
    pub title: String,
    pub number: String,
    pub released: String,
    pub files: Vec<PublishedFile>,
}

/// A file that can be attached.
pub(super) struct PublishedFile {
    pub hash: String,
    pub name: String,
    pub size: String,
}

/// What matches these words among this agency's own publications. Those without a file stand among them too: then the answer is
/// that the information is public already.
///
/// # Errors
/// When the store or the index fails.
pub(super) async fn found(app: &App, signed: &Signed, text: &str) -> Result<Vec<PublishedLine>, Fault> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let question = Question { text: text.to_owned(), limit: MOST, ..Question::default() };
    let (index, agency) = (app.public().index().clone(), signed.who().agency.clone());
    let asked = tokio::task::spawn_blocking(move || index.query(&agency, &question)).await;
    let hits = asked.map_err(|error| desk::Failure::of(&error))??;
    let mut lines = Vec::new();
    for hit in hits.hits {
        let shown = store::publications::by_document(app.desk().reader(), &hit.document).await?;
        let Some(shown) = shown else { continue };
        if shown.publication.agency != signed.who().agency || !shown.publication.standing.shows_text() {
            continue;
        }
        let file = |one: &affairs::document::Attachment| PublishedFile {
            hash: one.file.to_string(),
            name: one.name.clone(),
            size: readable_size(one.size),
        };
        lines.push(PublishedLine {
            document: hit.document.to_string(),
            title: shown.bundle.title.clone(),
            number: shown.bundle.document_number.clone(),
            released: chinese_date(shown.publication.first_released_at.date()),
            files: shown.bundle.attachments.iter().map(file).collect(),
        });
    }
    Ok(lines)
}
