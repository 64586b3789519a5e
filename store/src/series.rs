//! Number series without gaps: issued = used + void.

use crate::sql::{Read, Transaction};
use crate::{Kept, values};
use affairs::id::{AgencyId, DocumentId};
use affairs::series::Series;

/// Draws the next serial of a series and year. The row is locked until the act ends, so no number is lost or given twice.
///
/// # Errors
/// When the database fails.
pub async fn draw(tx: &mut Transaction, series: Series, year: i16) -> Kept<i64> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO series (agency_id, series, year, issued) VALUES ($1, $2, $3, 1)
         ON CONFLICT (agency_id, series, year) DO UPDATE SET issued = series.issued + 1",
        values![&agency, series.code(), i64::from(year)],
    )
    .await?;
    tx.count(
        "SELECT issued FROM series WHERE agency_id = $1 AND series = $2 AND year = $3",
        values![&agency, series.code(), i64::from(year)],
    )
    .await
}

/// Keeps what a drawn number went to: a document, or a case.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when the same text was issued before (a template that does not name the year).
pub async fn use_number(
    tx: &mut Transaction,
    series: Series,
    year: i16,
    serial: i64,
    text: &str,
    holder: &str,
) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO series_number (agency_id, series, year, serial, text, document_id, void_reason)
         VALUES ($1, $2, $3, $4, $5, $6, NULL)",
        values![&agency, series.code(), i64::from(year), serial, text, holder],
    )
    .await?;
    Ok(())
}

/// Marks every number of an abandoned document as void, with the reason.
///
/// # Errors
/// When the database fails.
pub async fn void_numbers(tx: &mut Transaction, document: &DocumentId, reason: &str) -> Kept<u64> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE series_number SET void_reason = $1 WHERE agency_id = $2 AND document_id = $3 AND void_reason IS NULL",
        values![reason, &agency, document],
    )
    .await
}

/// Marks one number as void, with the reason.
///
/// # Errors
/// When the database fails.
pub async fn void_number(tx: &mut Transaction, series: Series, text: &str, reason: &str) -> Kept<()> {
    let agency = tx.agency().clone();
    let sql = "UPDATE series_number SET void_reason = $1 WHERE agency_id = $2 AND series = $3 AND text = $4
        AND void_reason IS NULL";
    tx.execute(sql, values![reason, &agency, series.code(), text]).await?;
    Ok(())
}

/// Issued, used and void numbers of a series and year; `verify` wants the first to be the sum of the others.
///
/// # Errors
/// When the database fails.
pub async fn account(mut db: impl Read, agency: &AgencyId, series: Series, year: i16) -> Kept<(i64, i64, i64)> {
    let key = || values![agency, series.code(), i64::from(year)];
    let issued =
        db.count("SELECT issued FROM series WHERE agency_id = $1 AND series = $2 AND year = $3", key()).await?;
    let used = db
        .count(
            "SELECT COUNT(*) FROM series_number WHERE agency_id = $1 AND series = $2 AND year = $3
             AND void_reason IS NULL",
            key(),
        )
        .await?;
    let void = db
        .count(
            "SELECT COUNT(*) FROM series_number WHERE agency_id = $1 AND series = $2 AND year = $3
             AND void_reason IS NOT NULL",
            key(),
        )
        .await?;
    Ok((issued, used, void))
}

/// Every (series, year) of an agency.
///
/// # Errors
/// When the database fails.
pub async fn years(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<(Series, i16)>> {
    let rows = db.rows("SELECT series, year FROM series WHERE agency_id = $1 ORDER BY series, year", values![agency]);
    let rows = rows.await?;
    rows.iter()
        .map(|row| {
            let code = row.text(0)?;
            let series = Series::from_code(&code).ok_or(crate::StoreError::Corrupt(code))?;
            Ok((series, i16::try_from(row.integer(1)?).unwrap_or(0)))
        })
        .collect()
}
