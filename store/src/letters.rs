//! Letters of cases besides their replies, each with the number it bears and the text that is printed. What they say is sealed.

use crate::personal::Keyring;
use crate::sql::{Read, Row, Transaction};
use crate::{Kept, values};
use affairs::id::{AgencyId, CaseId};
use affairs::letter::Letter;
use affairs::{ContentHash, Date, Instant, Personal};
use std::collections::BTreeSet;

/// Where a sealed letter stands.
pub const LETTER: &str = "case_letter.content";

/// A letter in the lists: no word of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    pub case: CaseId,
    /// Which letter of the case: its code, and behind a stroke its key in the ledger where there are several.
    pub name: String,
    /// 文号.
    pub number: String,
    /// Whether the program drew the number; otherwise it was typed from the office's own 发文登记.
    pub drawn: bool,
    pub dated: Date,
    /// Of the letter's canonical text.
    pub text: ContentHash,
    pub at: Instant,
}

fn place(case: &CaseId, name: &str) -> String {
    format!("{case}/{name}")
}

/// Keeps a letter with its number; one of the same name gives way. The token of its code is kept as a hash.
///
/// # Errors
/// When the database fails.
pub async fn put(
    tx: &mut Transaction,
    keyring: &Keyring,
    row: &LetterRow,
    token_hash: &ContentHash,
    letter: &Personal<Letter>,
) -> Kept<()> {
    let agency = tx.agency().clone();
    let content = keyring.seal(&agency, LETTER, &place(&row.case, &row.name), letter)?;
    tx.execute(
        "INSERT INTO case_letter (agency_id, case_id, name, number, drawn, dated, token_hash, text_hash, at, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (agency_id, case_id, name)
         DO UPDATE SET number = excluded.number, drawn = excluded.drawn, dated = excluded.dated,
         token_hash = excluded.token_hash, text_hash = excluded.text_hash, at = excluded.at, content = excluded.content",
        values![
            &agency,
            &row.case,
            &row.name,
            &row.number,
            row.drawn,
            row.dated,
            token_hash,
            &row.text,
            row.at,
            content
        ],
    )
    .await?;
    Ok(())
}

macro_rules! letter_rows {
    ($rest:literal) => {
        concat!("SELECT case_id, name, number, drawn, dated, text_hash, at, content FROM case_letter ", $rest)
    };
}

fn letter_row(row: &Row) -> Kept<LetterRow> {
    Ok(LetterRow {
        case: CaseId::new(row.text(0)?),
        name: row.text(1)?,
        number: row.text(2)?,
        drawn: row.flag(3)?,
        dated: row.date(4)?,
        text: row.hash(5)?,
        at: row.instant(6)?,
    })
}

fn with_content(row: &Row, keyring: &Keyring, agency: &AgencyId) -> Kept<(LetterRow, Personal<Letter>)> {
    let found = letter_row(row)?;
    let letter = keyring.open(agency, LETTER, &place(&found.case, &found.name), &row.bytes(7)?)?;
    Ok((found, letter))
}

/// The numbered letters of a case, first to last.
///
/// # Errors
/// When the database fails.
pub async fn of_case(mut db: impl Read, agency: &AgencyId, case: &CaseId) -> Kept<Vec<LetterRow>> {
    let sql = letter_rows!("WHERE agency_id = $1 AND case_id = $2 ORDER BY at, name");
    db.rows(sql, values![agency, case]).await?.iter().map(letter_row).collect()
}

/// The numbered letters of a case with what they say, first to last.
///
/// # Errors
/// When the database fails, or one does not open.
pub async fn texts_of_case(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    case: &CaseId,
) -> Kept<Vec<(LetterRow, Personal<Letter>)>> {
    let sql = letter_rows!("WHERE agency_id = $1 AND case_id = $2 ORDER BY at, name");
    let rows = db.rows(sql, values![agency, case]).await?;
    rows.iter().map(|row| with_content(row, keyring, agency)).collect()
}

/// One letter of a case.
///
/// # Errors
/// When the database fails, or it does not open.
pub async fn by_name(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    case: &CaseId,
    name: &str,
) -> Kept<Option<(LetterRow, Personal<Letter>)>> {
    let sql = letter_rows!("WHERE agency_id = $1 AND case_id = $2 AND name = $3");
    let row = db.row(sql, values![agency, case, name]).await?;
    row.map(|row| with_content(&row, keyring, agency)).transpose()
}

/// The letters of one name in every case, in the order of the cases, after one of them.
///
/// # Errors
/// When the database fails, or one does not open.
pub async fn named(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    name: &str,
    after: Option<&CaseId>,
    limit: i64,
) -> Kept<Vec<(LetterRow, Personal<Letter>)>> {
    let sql = letter_rows!("WHERE agency_id = $1 AND name = $2 AND case_id > $3 ORDER BY case_id LIMIT $4");
    let after = after.map_or("", CaseId::as_str);
    let rows = db.rows(sql, values![agency, name, after, limit]).await?;
    rows.iter().map(|row| with_content(row, keyring, agency)).collect()
}

/// The cases that have a letter of this name.
///
/// # Errors
/// When the database fails.
pub async fn cases_with(mut db: impl Read, agency: &AgencyId, name: &str) -> Kept<BTreeSet<CaseId>> {
    let sql = "SELECT case_id FROM case_letter WHERE agency_id = $1 AND name = $2";
    db.rows(sql, values![agency, name]).await?.iter().map(|row| Ok(CaseId::new(row.text(0)?))).collect()
}

/// The letter whose code carries this token.
///
/// # Errors
/// When the database fails.
pub async fn by_token(mut db: impl Read, agency: &AgencyId, token: &ContentHash) -> Kept<Option<LetterRow>> {
    let sql = letter_rows!("WHERE token_hash = $1 AND agency_id = $2");
    db.row(sql, values![token, agency]).await?.map(|row| letter_row(&row)).transpose()
}

/// Gives a typed 文号 back: it was a slip of the pen, and the right one is registered in its place.
///
/// # Errors
/// When the database fails.
pub async fn release_number(tx: &mut Transaction, case: &CaseId, number: &str) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "DELETE FROM letter_number WHERE agency_id = $1 AND number = $2 AND case_id = $3 AND drawn = 0";
    tx.execute(sql, values![&agency, number, case]).await?;
    Ok(())
}
