//! The book of the mail room. Who signed is sealed; numbers and days are not, for they are looked for.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::Date;
use affairs::id::{AgencyId, CaseId, MailId, PersonId, SectionId};
use affairs::mail_room::{Arrived, Carrier, MailItem};

/// Where the sealed name of who signed stands.
pub const SIGNED_BY: &str = "mail_item.signed_by";

/// Writes a letter into the book.
///
/// # Errors
/// [`StoreError::Conflict`] when its number stands there already.
pub async fn insert(tx: &mut Transaction, keyring: &Keyring, item: &MailItem) -> Kept<()> {
    let arrived = &item.arrived;
    let signed_by = keyring.seal(&item.agency, SIGNED_BY, item.id.as_str(), &arrived.signed_by)?;
    tx.execute(
        "INSERT INTO mail_item (agency_id, item_id, carrier, postal_number, signed_on, signed_by, section_id,
         holds_application, case_id, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            &item.agency,
            item.id.as_str(),
            arrived.carrier.code(),
            &arrived.postal_number,
            arrived.signed_on,
            signed_by,
            &arrived.section,
            arrived.holds_application,
            item.case.as_ref().map_or("", CaseId::as_str),
            &item.by,
            item.at,
        ],
    )
    .await?;
    Ok(())
}

/// Ties a letter to a case; one that belongs to another stays there. Answers whether it was tied.
///
/// # Errors
/// When the database fails.
pub async fn tie(tx: &mut Transaction, item: &MailId, case: &CaseId) -> Kept<bool> {
    let agency = tx.agency().clone();
    let sql = "UPDATE mail_item SET case_id = $1, holds_application = 1 WHERE agency_id = $2 AND item_id = $3
        AND case_id = ''";
    Ok(tx.execute(sql, values![case, &agency, item.as_str()]).await? == 1)
}

/// Says of a letter that belongs to no case whether it holds an application. Answers whether it was there.
///
/// # Errors
/// When the database fails.
pub async fn mark(tx: &mut Transaction, item: &MailId, holds_application: bool) -> Kept<bool> {
    let agency = tx.agency().clone();
    let sql = "UPDATE mail_item SET holds_application = $1 WHERE agency_id = $2 AND item_id = $3 AND case_id = ''";
    Ok(tx.execute(sql, values![holds_application, &agency, item.as_str()]).await? == 1)
}

macro_rules! items {
    ($rest:literal) => {
        concat!(
            "SELECT item_id, carrier, postal_number, signed_on, signed_by, section_id, holds_application, case_id, by_id, at
             FROM mail_item WHERE agency_id = $1 ",
            $rest
        )
    };
}

fn item(row: &Row, keyring: &Keyring, agency: &AgencyId) -> Kept<MailItem> {
    let (id, carrier, case) = (row.text(0)?, row.text(1)?, row.text(7)?);
    let arrived = Arrived {
        carrier: Carrier::from_code(&carrier).ok_or(StoreError::Corrupt(carrier))?,
        postal_number: row.text(2)?,
        signed_on: row.date(3)?,
        signed_by: keyring.open(agency, SIGNED_BY, &id, &row.bytes(4)?)?,
        section: SectionId::new(row.text(5)?),
        holds_application: row.flag(6)?,
    };
    Ok(MailItem {
        agency: agency.clone(),
        id: MailId::new(id),
        arrived,
        case: (!case.is_empty()).then(|| CaseId::new(case)),
        by: PersonId::new(row.text(8)?),
        at: row.instant(9)?,
    })
}

/// One letter.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn by_id(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, id: &MailId) -> Kept<Option<MailItem>> {
    let row = db.row(items!("AND item_id = $2"), values![agency, id.as_str()]).await?;
    row.map(|row| item(&row, keyring, agency)).transpose()
}

/// The letter of a number.
///
/// # Errors
/// As [`by_id`].
pub async fn by_number(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    number: &str,
) -> Kept<Option<MailItem>> {
    let sql = items!("AND postal_number = $2 AND postal_number <> ''");
    db.row(sql, values![agency, number]).await?.map(|row| item(&row, keyring, agency)).transpose()
}

/// The newest letters, those of the latest day first, after a cursor of day and letter.
///
/// # Errors
/// As [`by_id`].
pub async fn newest(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    before: Option<(Date, &MailId)>,
    limit: i64,
) -> Kept<Vec<MailItem>> {
    let (day, id) = before.map_or((Date::MAX.to_string(), ""), |(day, id)| (day.to_string(), id.as_str()));
    let sql = items!(
        "AND (signed_on < $2 OR (signed_on = $2 AND item_id < $3)) ORDER BY signed_on DESC, item_id DESC LIMIT $4"
    );
    let rows = db.rows(sql, values![agency, day, id, limit]).await?;
    rows.iter().map(|row| item(row, keyring, agency)).collect()
}

/// Letters that hold an application and belong to no case, the longest waiting first.
///
/// # Errors
/// As [`by_id`].
pub async fn without_case(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, limit: i64) -> Kept<Vec<MailItem>> {
    let sql = items!("AND case_id = '' AND holds_application = 1 ORDER BY signed_on, item_id LIMIT $2");
    let rows = db.rows(sql, values![agency, limit]).await?;
    rows.iter().map(|row| item(row, keyring, agency)).collect()
}

/// The letters of a case, the earliest signed first.
///
/// # Errors
/// As [`by_id`].
pub async fn of_case(mut db: impl Read, keyring: &Keyring, agency: &AgencyId, case: &CaseId) -> Kept<Vec<MailItem>> {
    let rows = db.rows(items!("AND case_id = $2 ORDER BY signed_on, item_id"), values![agency, case]).await?;
    rows.iter().map(|row| item(row, keyring, agency)).collect()
}
