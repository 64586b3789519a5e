//! Bundles, their reviews, the ledger of approvals, the machine's findings.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::document::{Body, Bundle};
use affairs::id::{AgencyId, DocumentId, PersonId, SectionId};
use affairs::review::{Approval, Level, Progress, RecordedFinding, Review};
use affairs::{ContentHash, Instant};
use std::collections::BTreeMap;

/// Keeps a bundle and its body. The same bundle again is the same row.
///
/// # Errors
/// When the database fails.
pub async fn insert_bundle(
    tx: &mut Transaction,
    hash: &ContentHash,
    bundle: &Bundle,
    body: &Body,
    at: Instant,
) -> Kept<()> {
    let corrupt = |error: affairs::canonical::NotCanonical| StoreError::Corrupt(error.to_string());
    let content = String::from_utf8_lossy(&bundle.bytes().map_err(corrupt)?).into_owned();
    let body = String::from_utf8_lossy(&body.bytes().map_err(corrupt)?).into_owned();
    tx.execute(
        "INSERT INTO bundle (agency_id, bundle_hash, document_id, edition, content, body, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, bundle_hash) DO NOTHING",
        values![&bundle.agency, hash, &bundle.document, bundle.edition, content, body, at],
    )
    .await?;
    Ok(())
}

/// A bundle with its body.
///
/// # Errors
/// When the database fails.
pub async fn bundle(mut db: impl Read, agency: &AgencyId, hash: &ContentHash) -> Kept<Option<(Bundle, Body)>> {
    let sql = "SELECT content, body FROM bundle WHERE agency_id = $1 AND bundle_hash = $2";
    db.row(sql, values![agency, hash]).await?.map(|row| Ok((row.json(0)?, row.json(1)?))).transpose()
}

/// The stored text of a bundle and of its body, as they were hashed; for `verify`.
///
/// # Errors
/// When the database fails.
pub async fn bundle_texts(
    mut db: impl Read,
    agency: &AgencyId,
    after: &str,
    limit: i64,
) -> Kept<Vec<(String, String, String)>> {
    let sql = "SELECT bundle_hash, content, body FROM bundle WHERE agency_id = $1 AND bundle_hash > $2
        ORDER BY bundle_hash LIMIT $3";
    let rows = db.rows(sql, values![agency, after, limit]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
}

/// The bundles of a document, first to last.
///
/// # Errors
/// When the database fails.
pub async fn bundles_of(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Vec<ContentHash>> {
    let sql = "SELECT bundle_hash FROM bundle WHERE agency_id = $1 AND document_id = $2 ORDER BY at, bundle_hash";
    db.rows(sql, values![agency, document]).await?.iter().map(|row| row.hash(0)).collect()
}

fn index_of(progress: &Progress) -> (i64, Instant) {
    match progress {
        Progress::Reading { since } | Progress::Answering { since } | Progress::Approved { since } => (0, *since),
        Progress::Unreadable { at, .. }
        | Progress::Ordered { at, .. }
        | Progress::Released { at, .. }
        | Progress::Returned { at, .. }
        | Progress::TakenBack { at, .. } => (0, *at),
        Progress::Waiting { level, since } => (level.number(), *since),
    }
}

/// Keeps a new submission with its first approval.
///
/// # Errors
/// [`StoreError::Conflict`] when the same bundle was submitted before.
pub async fn insert(tx: &mut Transaction, review: &Review, at: Instant) -> Kept<()> {
    let (level, since) = index_of(&review.progress);
    tx.execute(
        "INSERT INTO review (agency_id, bundle_hash, document_id, section_id, owner_id, edition, title, state, level,
         since, progress, submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            &review.agency,
            &review.bundle,
            &review.document,
            &review.section,
            &review.owner,
            review.edition,
            &review.title,
            review.progress.code(),
            level,
            since,
            json_text(&review.progress)?,
            at,
        ],
    )
    .await?;
    for approval in &review.approvals {
        insert_approval(tx, approval).await?;
    }
    Ok(())
}

/// Keeps where a submission stands now.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &mut Transaction, review: &Review) -> Kept<()> {
    let (level, since) = index_of(&review.progress);
    tx.execute(
        "UPDATE review SET state = $1, level = $2, since = $3, progress = $4 WHERE agency_id = $5 AND bundle_hash = $6",
        values![review.progress.code(), level, since, json_text(&review.progress)?, &review.agency, &review.bundle,],
    )
    .await?;
    Ok(())
}

/// Forgets a voided submission, so that exactly the same content may be submitted again. Its signatures were void; the
/// journal keeps that they were given.
///
/// # Errors
/// When the database fails.
pub async fn clear_void(tx: &mut Transaction, bundle: &ContentHash) -> Kept<()> {
    let agency = tx.agency().clone();
    let void = tx
        .count(
            "SELECT COUNT(*) FROM review WHERE agency_id = $1 AND bundle_hash = $2
             AND state IN ('returned', 'taken_back', 'unreadable')",
            values![&agency, bundle],
        )
        .await?;
    if void == 0 {
        return Ok(());
    }
    tx.execute("DELETE FROM approval WHERE agency_id = $1 AND bundle_hash = $2", values![&agency, bundle]).await?;
    tx.execute("DELETE FROM finding WHERE agency_id = $1 AND bundle_hash = $2", values![&agency, bundle]).await?;
    tx.execute("DELETE FROM review WHERE agency_id = $1 AND bundle_hash = $2", values![&agency, bundle]).await?;
    Ok(())
}

/// Adds a signature to the ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when the level, or the person, has signed this bundle already.
pub async fn insert_approval(tx: &mut Transaction, approval: &Approval) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO approval (agency_id, bundle_hash, level, person_id, at, content) VALUES ($1, $2, $3, $4, $5, $6)",
        values![
            &agency,
            &approval.bundle,
            approval.level.number(),
            &approval.person,
            approval.at,
            json_text(approval)?,
        ],
    )
    .await?;
    Ok(())
}

/// The ledger of a bundle, level by level.
///
/// # Errors
/// When the database fails.
pub async fn approvals(mut db: impl Read, agency: &AgencyId, bundle: &ContentHash) -> Kept<Vec<Approval>> {
    let sql = "SELECT content FROM approval WHERE agency_id = $1 AND bundle_hash = $2 ORDER BY level";
    db.rows(sql, values![agency, bundle]).await?.iter().map(|row| row.json(0)).collect()
}

/// The ledgers of many bundles of an agency at once: those of the publications that stand, or of one year's events.
///
/// # Errors
/// When the database fails.
pub async fn approvals_of_year(
    mut db: impl Read,
    agency: &AgencyId,
    year: i16,
) -> Kept<BTreeMap<ContentHash, Vec<Approval>>> {
    let sql = "SELECT a.content FROM approval a JOIN (SELECT DISTINCT bundle_hash FROM publication_event
        WHERE agency_id = $1 AND year = $2) e ON e.bundle_hash = a.bundle_hash WHERE a.agency_id = $1
        ORDER BY a.bundle_hash, a.level";
    let rows = db.rows(sql, values![agency, i64::from(year)]).await?;
    let mut ledgers: BTreeMap<ContentHash, Vec<Approval>> = BTreeMap::new();
    for row in &rows {
        let approval: Approval = row.json(0)?;
        ledgers.entry(approval.bundle.clone()).or_default().push(approval);
    }
    Ok(ledgers)
}

const REVIEW: &str = "SELECT agency_id, document_id, section_id, owner_id, edition, bundle_hash, title, progress
    FROM review WHERE agency_id = $1 AND bundle_hash = $2";
const LATEST: &str = "SELECT agency_id, document_id, section_id, owner_id, edition, bundle_hash, title, progress
    FROM review WHERE agency_id = $1 AND document_id = $2 ORDER BY submitted_at DESC, since DESC LIMIT 1";
const ALL_OF: &str = "SELECT agency_id, document_id, section_id, owner_id, edition, bundle_hash, title, progress
    FROM review WHERE agency_id = $1 AND document_id = $2 ORDER BY submitted_at, since";
const WAITING: &str = "SELECT agency_id, document_id, section_id, owner_id, edition, bundle_hash, title, progress
    FROM review WHERE agency_id = $1 AND state = $2 AND level = $3 ORDER BY since, bundle_hash LIMIT $4";

fn review(row: &Row) -> Kept<Review> {
    Ok(Review {
        agency: AgencyId::new(row.text(0)?),
        document: DocumentId::new(row.text(1)?),
        section: SectionId::new(row.text(2)?),
        owner: PersonId::new(row.text(3)?),
        edition: row.integer(4)?,
        bundle: row.hash(5)?,
        title: row.text(6)?,
        progress: row.json(7)?,
        approvals: Vec::new(),
    })
}

/// A submission with its ledger.
///
/// # Errors
/// When the database fails.
pub async fn by_bundle(mut db: impl Read, agency: &AgencyId, bundle: &ContentHash) -> Kept<Option<Review>> {
    let Some(row) = db.row(REVIEW, values![agency, bundle]).await? else { return Ok(None) };
    let mut found = review(&row)?;
    found.approvals = approvals(&mut db, agency, bundle).await?;
    Ok(Some(found))
}

/// The latest submission of a document, with its ledger.
///
/// # Errors
/// When the database fails.
pub async fn latest_of(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Option<Review>> {
    let Some(row) = db.row(LATEST, values![agency, document]).await? else { return Ok(None) };
    let mut found = review(&row)?;
    found.approvals = approvals(&mut db, agency, &found.bundle.clone()).await?;
    Ok(Some(found))
}

/// Every submission of a document, first to last, with its ledger.
///
/// # Errors
/// When the database fails.
pub async fn all_of(mut db: impl Read, agency: &AgencyId, document: &DocumentId) -> Kept<Vec<Review>> {
    let mut found =
        db.rows(ALL_OF, values![agency, document]).await?.iter().map(review).collect::<Kept<Vec<Review>>>()?;
    let sql = "SELECT a.content FROM approval a JOIN bundle b ON b.agency_id = a.agency_id
        AND b.bundle_hash = a.bundle_hash WHERE a.agency_id = $1 AND b.document_id = $2 ORDER BY a.level";
    for row in &db.rows(sql, values![agency, document]).await? {
        let approval: Approval = row.json(0)?;
        if let Some(review) = found.iter_mut().find(|review| review.bundle == approval.bundle) {
            review.approvals.push(approval);
        }
    }
    Ok(found)
}

/// Submissions that wait at a level, the longest first, without their ledgers.
///
/// # Errors
/// When the database fails.
pub async fn waiting_at(mut db: impl Read, agency: &AgencyId, level: Level, limit: i64) -> Kept<Vec<Review>> {
    db.rows(WAITING, values![agency, "waiting", level.number(), limit]).await?.iter().map(review).collect()
}

/// Submissions in a state that no level holds (`approved`, `answering`, `ordered`), the longest first.
///
/// # Errors
/// When the database fails.
pub async fn in_state(mut db: impl Read, agency: &AgencyId, state: &str, limit: i64) -> Kept<Vec<Review>> {
    db.rows(WAITING, values![agency, state, 0_i64, limit]).await?.iter().map(review).collect()
}

/// Which of these submissions a person has signed already.
///
/// # Errors
/// When the database fails.
pub async fn signed_and_open(mut db: impl Read, agency: &AgencyId, person: &PersonId) -> Kept<Vec<ContentHash>> {
    let sql = "SELECT a.bundle_hash FROM approval a JOIN review r ON r.agency_id = a.agency_id
        AND r.bundle_hash = a.bundle_hash WHERE a.agency_id = $1 AND a.person_id = $2
        AND r.state IN ('reading', 'answering', 'waiting', 'approved', 'ordered')";
    db.rows(sql, values![agency, person]).await?.iter().map(|row| row.hash(0)).collect()
}

/// What a person signed lately, with the state it is in now, latest first.
///
/// # Errors
/// When the database fails.
pub async fn signed_by(mut db: impl Read, agency: &AgencyId, person: &PersonId, limit: i64) -> Kept<Vec<Review>> {
    let sql =
        "SELECT r.agency_id, r.document_id, r.section_id, r.owner_id, r.edition, r.bundle_hash, r.title, r.progress
        FROM approval a JOIN review r ON r.agency_id = a.agency_id AND r.bundle_hash = a.bundle_hash
        WHERE a.agency_id = $1 AND a.person_id = $2 ORDER BY a.at DESC, r.bundle_hash LIMIT $3";
    db.rows(sql, values![agency, person, limit]).await?.iter().map(review).collect()
}

/// Replaces the findings of a bundle by what the machine has just read.
///
/// # Errors
/// When the database fails.
pub async fn save_findings(tx: &mut Transaction, bundle: &ContentHash, findings: &[RecordedFinding]) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute("DELETE FROM finding WHERE agency_id = $1 AND bundle_hash = $2", values![&agency, bundle]).await?;
    let mut rows = Vec::with_capacity(findings.len());
    for (position, finding) in (0_i64..).zip(findings) {
        rows.push(values![&agency, bundle, &finding.id, position, json_text(finding)?]);
    }
    tx.insert_many("finding (agency_id, bundle_hash, finding_id, position, content)", rows).await
}

/// The findings of a bundle in reading order.
///
/// # Errors
/// When the database fails.
pub async fn findings(mut db: impl Read, agency: &AgencyId, bundle: &ContentHash) -> Kept<Vec<RecordedFinding>> {
    let sql = "SELECT content FROM finding WHERE agency_id = $1 AND bundle_hash = $2 ORDER BY position";
    db.rows(sql, values![agency, bundle]).await?.iter().map(|row| row.json(0)).collect()
}

/// Keeps what became of a finding.
///
/// # Errors
/// When the database fails.
pub async fn update_finding(tx: &mut Transaction, finding: &RecordedFinding) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE finding SET content = $1 WHERE agency_id = $2 AND bundle_hash = $3 AND finding_id = $4",
        values![json_text(finding)?, &agency, &finding.bundle, &finding.id],
    )
    .await?;
    Ok(())
}
