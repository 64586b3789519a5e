//! What the public side asks of the store: publications, and nothing else.

use super::item::{Notice, PublishedItem, Signed};
use affairs::agency::Agency;
use affairs::document::BundleKind;
use affairs::id::{AgencyId, ColumnId, DocumentId};
use affairs::review::chain::Approval;
use store::publications::{self, Shown};
use store::{Kept, Reader};

/// Everything a document's page is made of. `None` for what was never released, which looks like what never was.
///
/// # Errors
/// When the database fails.
pub async fn document(reader: &Reader, document: &DocumentId) -> Kept<Option<(AgencyId, PublishedItem)>> {
    let Some(shown) = publications::by_document(reader, document).await? else { return Ok(None) };
    let agency = shown.publication.agency.clone();
    let notice_hash = shown.publication.notice_bundle.clone();
    let mut item = from_shown(shown);
    item.signatures = signatures(&store::reviews::approvals(reader, &agency, &item.hash).await?);
    if let Some(hash) = notice_hash
        && let Some((bundle, body)) = store::reviews::bundle(reader, &agency, &hash).await?
    {
        let signatures = signatures(&store::reviews::approvals(reader, &agency, &hash).await?);
        item.notice = Some(Box::new(Notice { hash, bundle, body, signatures }));
    }
    Ok(Some((agency, item)))
}

/// A publication without its ledger, for lists.
fn from_shown(shown: Shown) -> PublishedItem {
    let released = (shown.publication.first_released_at, shown.publication.released_at);
    PublishedItem::new(shown.publication.bundle, shown.bundle, shown.body, shown.publication.standing, released)
}

fn signatures(approvals: &[Approval]) -> Vec<Signed> {
    let sign =
        |approval: &Approval| Signed { level: approval.level, at: approval.at, acting: approval.acting_for.is_some() };
    approvals.iter().map(sign).collect()
}

/// The site's face: its newest live publication of the kind `site`.
///
/// # Errors
/// When the database fails.
pub async fn face(reader: &Reader, agency: &AgencyId) -> Kept<Option<PublishedItem>> {
    let mut newest = publications::of_kind(reader, agency, BundleKind::Site, 1, 0).await?;
    Ok(newest.pop().map(from_shown))
}

/// What stands in a column, latest first.
///
/// # Errors
/// When the database fails.
pub async fn in_column(
    reader: &Reader,
    agency: &AgencyId,
    column: &ColumnId,
    limit: usize,
    offset: usize,
) -> Kept<Vec<PublishedItem>> {
    let shown = publications::in_column(reader, agency, column, signed(limit), signed(offset)).await?;
    Ok(shown.into_iter().map(from_shown).collect())
}

/// How many stand in a column.
///
/// # Errors
/// When the database fails.
pub async fn column_count(reader: &Reader, agency: &AgencyId, column: &ColumnId) -> Kept<usize> {
    let counts = publications::column_counts(reader, agency).await?;
    let count = counts.into_iter().find(|(id, ..)| id == column).map_or(0, |(_, count, _)| count);
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Everything that stands but the site's own face, latest first.
///
/// # Errors
/// When the database fails.
pub async fn latest(reader: &Reader, agency: &AgencyId, limit: usize, offset: usize) -> Kept<Vec<PublishedItem>> {
    let shown = publications::latest(reader, agency, signed(limit), signed(offset)).await?;
    Ok(shown.into_iter().map(from_shown).collect())
}

/// How many [`latest`] would list.
///
/// # Errors
/// When the database fails.
pub async fn count(reader: &Reader, agency: &AgencyId) -> Kept<usize> {
    let mut count = 0;
    for kind in [BundleKind::Article, BundleKind::AnnualReport] {
        count += publications::count_of_kind(reader, agency, kind).await?;
    }
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The annual reports, latest first.
///
/// # Errors
/// When the database fails.
pub async fn reports(reader: &Reader, agency: &AgencyId, limit: usize, offset: usize) -> Kept<Vec<PublishedItem>> {
    let kind = BundleKind::AnnualReport;
    let shown = publications::of_kind(reader, agency, kind, signed(limit), signed(offset)).await?;
    Ok(shown.into_iter().map(from_shown).collect())
}

/// Every agency.
///
/// # Errors
/// When the database fails.
pub async fn agencies(reader: &Reader) -> Kept<Vec<Agency>> {
    store::agencies::all(reader).await
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
