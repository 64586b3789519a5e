//! Replies to applications: drafts, reviews, signatures, issued letters, their numbers. What people wrote is sealed.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::application::reply::{Draft, Reply, ReplyLevel, ReplyProgress, ReplyReview, ReplySignature};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::letter::Letter;
use affairs::{ContentHash, Date, Instant, Personal};
use std::collections::{BTreeMap, BTreeSet};

/// Where the sealed draft stands.
pub const DRAFT: &str = "reply_draft.content";
/// Where the sealed reply stands.
pub const REPLY: &str = "reply.content";
/// Where a sealed signature stands.
pub const SIGNATURE: &str = "reply_signature.content";
/// Where a sealed letter stands.
pub const LETTER: &str = "issued_letter.content";

/// The draft of a case, if one is written.
///
/// # Errors
/// When the database fails, or it does not open.
pub async fn draft(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    case: &CaseId,
) -> Kept<Option<Personal<Draft>>> {
    let sql = "SELECT content FROM reply_draft WHERE agency_id = $1 AND case_id = $2";
    let Some(row) = db.row(sql, values![agency, case]).await? else { return Ok(None) };
    Ok(Some(keyring.open(agency, DRAFT, case.as_str(), &row.bytes(0)?)?))
}

/// Keeps a draft over the revision it was made from; `0` is the first.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody kept another one in between.
pub async fn save_draft(
    tx: &mut Transaction,
    keyring: &Keyring,
    case: &CaseId,
    draft: (&Personal<Draft>, i64),
    by: &PersonId,
    at: Instant,
) -> Kept<()> {
    let agency = tx.agency().clone();
    let (content, before) = draft;
    let sealed = keyring.seal(&agency, DRAFT, case.as_str(), content)?;
    let changed = if before == 0 {
        let sql = "INSERT INTO reply_draft (agency_id, case_id, revision, by_id, at, content)
            VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (agency_id, case_id) DO NOTHING";
        tx.execute(sql, values![&agency, case, by, at, sealed]).await?
    } else {
        let sql = "UPDATE reply_draft SET revision = $1, by_id = $2, at = $3, content = $4
            WHERE agency_id = $5 AND case_id = $6 AND revision = $7";
        tx.execute(sql, values![before + 1, by, at, sealed, &agency, case, before]).await?
    };
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Keeps what the machine found in a draft, or what a reviewer said of it, without making another revision of it.
///
/// # Errors
/// When the database fails.
pub async fn save_findings(
    tx: &mut Transaction,
    keyring: &Keyring,
    case: &CaseId,
    draft: &Personal<Draft>,
) -> Kept<()> {
    let agency = tx.agency().clone();
    let sealed = keyring.seal(&agency, DRAFT, case.as_str(), draft)?;
    let sql = "UPDATE reply_draft SET content = $1 WHERE agency_id = $2 AND case_id = $3";
    tx.execute(sql, values![sealed, &agency, case]).await?;
    Ok(())
}

/// Takes a draft away, once what was made of it is decided.
///
/// # Errors
/// When the database fails.
pub async fn drop_draft(tx: &mut Transaction, case: &CaseId) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "DELETE FROM reply_draft WHERE agency_id = $1 AND case_id = $2";
    tx.execute(sql, values![&agency, case]).await?;
    Ok(())
}

/// Keeps a reply that goes into review.
///
/// # Errors
/// [`StoreError::Conflict`] when the very same was handed in before.
pub async fn insert(
    tx: &mut Transaction,
    keyring: &Keyring,
    review: &ReplyReview,
    reply: &Personal<Reply>,
    named: (&str, &str),
    at: Instant,
) -> Kept<()> {
    let (outcome, number) = named;
    let content = keyring.seal(&review.agency, REPLY, review.reply.as_str(), reply)?;
    let (level, since) = waiting(&review.progress, at);
    tx.execute(
        "INSERT INTO reply (agency_id, reply_hash, case_id, section_id, owner_id, outcome, number, levels, state, level,
         progress, since, submitted_at, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values![
            &review.agency,
            &review.reply,
            &review.case,
            &review.section,
            &review.owner,
            outcome,
            number,
            json_text(&review.levels)?,
            review.progress.code(),
            level,
            json_text(&review.progress)?,
            since,
            at,
            content,
        ],
    )
    .await?;
    Ok(())
}

/// The level whose signature is waited for, and since when; otherwise no level and the moment given.
fn waiting(progress: &ReplyProgress, at: Instant) -> (&'static str, Instant) {
    match progress {
        ReplyProgress::Waiting { level, since } => (level.code(), *since),
        ReplyProgress::Decided { .. } | ReplyProgress::Returned { .. } | ReplyProgress::TakenBack { .. } => ("", at),
    }
}

/// Keeps how the reviews of a reply moved on. `before` is the progress the act decided by.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody moved it in between.
pub async fn update(tx: &mut Transaction, review: &ReplyReview, before: &ReplyProgress, at: Instant) -> Kept<()> {
    let (level, since) = waiting(&review.progress, at);
    let sql = "UPDATE reply SET state = $1, level = $2, progress = $3, since = $4
        WHERE agency_id = $5 AND reply_hash = $6 AND progress = $7";
    let changed = tx
        .execute(
            sql,
            values![
                review.progress.code(),
                level,
                json_text(&review.progress)?,
                since,
                &review.agency,
                &review.reply,
                json_text(before)?
            ],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Keeps a signature.
///
/// # Errors
/// [`StoreError::Conflict`] when the level, or the person, has signed already.
pub async fn sign(tx: &mut Transaction, keyring: &Keyring, signature: &ReplySignature) -> Kept<()> {
    let agency = tx.agency().clone();
    let row = format!("{}/{}", signature.reply, signature.level.code());
    let sealed = keyring.seal(&agency, SIGNATURE, &row, &Personal::new(signature.clone()))?;
    tx.execute(
        "INSERT INTO reply_signature (agency_id, reply_hash, level, person_id, at, content)
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![&agency, &signature.reply, signature.level.code(), &signature.person, signature.at, sealed],
    )
    .await?;
    Ok(())
}

macro_rules! review_rows {
    ($rest:literal) => {
        concat!(
            "SELECT reply_hash, case_id, section_id, owner_id, levels, progress, outcome, number, submitted_at FROM reply
             WHERE agency_id = $1 ",
            $rest
        )
    };
}

/// A reply in the lists: no word of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRow {
    pub reply: ContentHash,
    pub case: CaseId,
    pub section: SectionId,
    pub owner: PersonId,
    pub levels: Vec<ReplyLevel>,
    pub progress: ReplyProgress,
    /// The outcome's code.
    pub outcome: String,
    /// 文号.
    pub number: String,
    pub submitted_at: Instant,
}

fn reply_row(row: &Row) -> Kept<ReplyRow> {
    Ok(ReplyRow {
        reply: row.hash(0)?,
        case: CaseId::new(row.text(1)?),
        section: SectionId::new(row.text(2)?),
        owner: PersonId::new(row.text(3)?),
        levels: row.json(4)?,
        progress: row.json(5)?,
        outcome: row.text(6)?,
        number: row.text(7)?,
        submitted_at: row.instant(8)?,
    })
}

/// The reviews of a reply with its signatures.
///
/// # Errors
/// When the database fails, or a signature does not open.
pub async fn review(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    reply: &ContentHash,
) -> Kept<Option<ReplyReview>> {
    let Some(row) = db.row(review_rows!("AND reply_hash = $2"), values![agency, reply]).await? else { return Ok(None) };
    let row = reply_row(&row)?;
    let signatures = signatures(db, keyring, agency, reply).await?;
    Ok(Some(ReplyReview {
        agency: agency.clone(),
        case: row.case,
        section: row.section,
        owner: row.owner,
        reply: row.reply,
        levels: row.levels,
        signatures,
        progress: row.progress,
    }))
}

async fn signatures(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    reply: &ContentHash,
) -> Kept<Vec<ReplySignature>> {
    let sql = "SELECT level, content FROM reply_signature WHERE agency_id = $1 AND reply_hash = $2 ORDER BY at, level";
    let rows = db.rows(sql, values![agency, reply]).await?;
    let signature = |row: &Row| {
        let place = format!("{reply}/{}", row.text(0)?);
        let sealed: Personal<ReplySignature> = keyring.open(agency, SIGNATURE, &place, &row.bytes(1)?)?;
        Ok(sealed)
    };
    let sealed: Kept<Vec<Personal<ReplySignature>>> = rows.iter().map(signature).collect();
    let mut opened: Vec<ReplySignature> =
        sealed?.iter().map(|one| one.reveal(affairs::personal::Purpose::Keeping).clone()).collect();
    opened.sort_by_key(|signature| signature.level);
    Ok(opened)
}

/// What a reply says.
///
/// # Errors
/// When the database fails, or it does not open.
pub async fn content(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    reply: &ContentHash,
) -> Kept<Option<Personal<Reply>>> {
    let sql = "SELECT content FROM reply WHERE agency_id = $1 AND reply_hash = $2";
    let Some(row) = db.row(sql, values![agency, reply]).await? else { return Ok(None) };
    Ok(Some(keyring.open(agency, REPLY, reply.as_str(), &row.bytes(0)?)?))
}

/// The replies of a case, first to last.
///
/// # Errors
/// When the database fails.
pub async fn of_case(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Vec<ReplyRow>> {
    let sql = review_rows!("AND case_id = $2 ORDER BY submitted_at, reply_hash");
    let rows = db.rows(sql, values![agency, case]).await?;
    rows.iter().map(reply_row).collect()
}

/// The replies that wait for a signature at a level, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub async fn waiting_at(mut db: impl Read, agency: &AgencyId, level: ReplyLevel, limit: i64) -> Kept<Vec<ReplyRow>> {
    let sql = review_rows!("AND state = 'waiting' AND level = $2 ORDER BY since, reply_hash LIMIT $3");
    let rows = db.rows(sql, values![agency, level.code(), limit]).await?;
    rows.iter().map(reply_row).collect()
}

/// When somebody signed, at which level, and the level as it is kept with who it was.
type Signing = (i64, Option<ReplyLevel>, (String, PersonId));

/// The next replies in the order of their hashes, for `verify`, each with who signed at which level and whether its letter was
/// issued.
///
/// # Errors
/// When the database fails.
pub async fn after(
    mut db: impl Read,
    agency: &AgencyId,
    after: &str,
    limit: i64,
) -> Kept<Vec<(ReplyRow, Vec<(String, PersonId)>, bool)>> {
    let sql = review_rows!("AND reply_hash > $2 ORDER BY reply_hash LIMIT $3");
    let rows = db.rows(sql, values![agency, after, limit]).await?;
    let replies: Kept<Vec<ReplyRow>> = rows.iter().map(reply_row).collect();
    let replies = replies?;
    let (Some(first), Some(last)) = (replies.first(), replies.last()) else { return Ok(Vec::new()) };
    let (first, last) = (first.reply.clone(), last.reply.clone());
    let sql = "SELECT reply_hash, level, person_id, at FROM reply_signature
        WHERE agency_id = $1 AND reply_hash >= $2 AND reply_hash <= $3";
    let mut signed: BTreeMap<String, Vec<Signing>> = BTreeMap::new();
    for row in db.rows(sql, values![agency, &first, &last]).await? {
        let (level, person) = (row.text(1)?, PersonId::new(row.text(2)?));
        signed.entry(row.text(0)?).or_default().push((row.integer(3)?, ReplyLevel::from_code(&level), (level, person)));
    }
    // Two may sign within one millisecond: between them the time tells no order, and the levels' own is as good as any.
    let in_time = |mut of_one: Vec<Signing>| {
        of_one.sort_by_key(|(at, level, _)| (*at, *level));
        of_one.into_iter().map(|(_, _, signer)| signer).collect::<Vec<_>>()
    };
    let mut signers: BTreeMap<String, _> = signed.into_iter().map(|(reply, of_one)| (reply, in_time(of_one))).collect();
    let sql = "SELECT reply_hash FROM issued_letter WHERE agency_id = $1 AND reply_hash >= $2 AND reply_hash <= $3";
    let issued = db.rows(sql, values![agency, &first, &last]).await?;
    let issued: Kept<BTreeSet<String>> = issued.iter().map(|row| row.text(0)).collect();
    let issued = issued?;
    let with = |reply: ReplyRow| {
        let signed = signers.remove(reply.reply.as_str()).unwrap_or_default();
        let is_issued = issued.contains(reply.reply.as_str());
        (reply, signed, is_issued)
    };
    Ok(replies.into_iter().map(with).collect())
}

/// A letter that was issued: what its code names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub reply: ContentHash,
    pub case: CaseId,
    pub number: String,
    pub dated: Date,
    /// Of the letter's canonical text.
    pub text: ContentHash,
}

/// Keeps a dated letter. Its token is kept as a hash.
///
/// # Errors
/// [`StoreError::Conflict`] when the reply was issued already.
pub async fn issue(
    tx: &mut Transaction,
    keyring: &Keyring,
    issued: &Issued,
    token_hash: &ContentHash,
    letter: &Personal<Letter>,
    at: Instant,
) -> Kept<()> {
    let agency = tx.agency().clone();
    let content = keyring.seal(&agency, LETTER, issued.reply.as_str(), letter)?;
    tx.execute(
        "INSERT INTO issued_letter (agency_id, reply_hash, case_id, number, dated, token_hash, text_hash, at, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            &agency,
            &issued.reply,
            &issued.case,
            &issued.number,
            issued.dated,
            token_hash,
            &issued.text,
            at,
            content
        ],
    )
    .await?;
    Ok(())
}

/// The dated letter of a reply.
///
/// # Errors
/// When the database fails, or it does not open.
pub async fn letter(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    reply: &ContentHash,
) -> Kept<Option<Personal<Letter>>> {
    let sql = "SELECT content FROM issued_letter WHERE agency_id = $1 AND reply_hash = $2";
    let Some(row) = db.row(sql, values![agency, reply]).await? else { return Ok(None) };
    Ok(Some(keyring.open(agency, LETTER, reply.as_str(), &row.bytes(0)?)?))
}

/// The letter whose code carries this token.
///
/// # Errors
/// When the database fails.
pub async fn by_token(mut db: impl Read, agency: &AgencyId, token: &ContentHash) -> Kept<Option<Issued>> {
    let sql = "SELECT reply_hash, case_id, number, dated, text_hash FROM issued_letter
        WHERE token_hash = $1 AND agency_id = $2";
    let row = db.row(sql, values![token, agency]).await?;
    row.map(|row| {
        Ok(Issued {
            reply: row.hash(0)?,
            case: CaseId::new(row.text(1)?),
            number: row.text(2)?,
            dated: row.date(3)?,
            text: row.hash(4)?,
        })
    })
    .transpose()
}

/// The 文号 a case has taken for its reply and no issued letter bears yet, with whether the program drew it.
///
/// # Errors
/// When the database fails.
pub async fn number_of(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Option<(String, bool)>> {
    let sql = "SELECT number, drawn FROM letter_number WHERE agency_id = $1 AND case_id = $2 AND number NOT IN
        (SELECT number FROM issued_letter WHERE agency_id = $1 AND case_id = $2) AND number NOT IN
        (SELECT number FROM case_letter WHERE agency_id = $1 AND case_id = $2) ORDER BY at DESC LIMIT 1";
    let row = db.row(sql, values![agency, case]).await?;
    row.map(|row| Ok((row.text(0)?, row.flag(1)?))).transpose()
}

/// Whether no letter bears a 文号 yet.
///
/// # Errors
/// When the database fails.
pub async fn number_is_free(mut db: impl Read, agency: &AgencyId, number: &str) -> Kept<bool> {
    let sql = "SELECT COUNT(*) FROM letter_number WHERE agency_id = $1 AND number = $2";
    Ok(db.count(sql, values![agency, number]).await? == 0)
}

/// Takes a 文号 for a case; whether drawn or typed, each stands once.
///
/// # Errors
/// [`StoreError::Conflict`] when another letter bears it.
pub async fn take_number(tx: &mut Transaction, number: &str, case: &CaseId, drawn: bool, at: Instant) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "INSERT INTO letter_number (agency_id, number, case_id, drawn, at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, values![&agency, number, case, drawn, at]).await?;
    Ok(())
}
