//! The registers behind table 二: rows with their place, every old version, what an import looks up.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, Writer, values};
use affairs::id::{AgencyId, PersonId, RecordId};
use affairs::register::change::DecisionsUnder;
use affairs::register::place::Catalogue;
use affairs::register::{Entered, Place, Record, Register, Standing};
use affairs::{ContentHash, Date, Instant};

/// Stands for "not yet" and for "no end" in columns of days: it is later than every day a register may name.
const NEVER: &str = "9999-12-31";

/// Which rows of a register are wanted.
#[derive(Debug, Clone)]
pub struct Filter {
    pub register: Register,
    /// The year of making, listing, decision or signature.
    pub year: Option<i16>,
    /// The code of the kind.
    pub category: Option<String>,
    /// Exactly this natural key.
    pub key: Option<String>,
    /// The void rows instead of the standing ones.
    pub voided: bool,
}

impl Filter {
    /// Every standing row of a register.
    #[must_use]
    pub const fn all(register: Register) -> Self {
        Self { register, year: None, category: None, key: None, voided: false }
    }

    fn values(&self, agency: &AgencyId) -> Vec<crate::Value> {
        values![
            agency,
            self.register.code(),
            self.voided,
            i64::from(self.year.unwrap_or(0)),
            self.category.clone().unwrap_or_default(),
            self.key.clone().unwrap_or_default(),
        ]
    }
}

/// A version that was replaced.
#[derive(Debug, Clone)]
pub struct OldVersion {
    pub version: i64,
    pub record: Record,
    pub by: PersonId,
    pub at: Instant,
    pub reason: String,
}

macro_rules! entered {
    ($rest:literal) => {
        concat!("SELECT agency_id, record_id, version, content, voided, by_id, at, reason FROM register_record ", $rest)
    };
}

macro_rules! filtered {
    ($start:literal, $rest:literal) => {
        concat!(
            $start,
            " FROM register_record WHERE agency_id = $1 AND register = $2 AND voided = $3
             AND ($4 = 0 OR year = $4) AND ($5 = '' OR category = $5) AND ($6 = '' OR natural_key = $6) ",
            $rest
        )
    };
}

fn entered(row: &Row) -> Kept<Entered> {
    Ok(Entered {
        agency: AgencyId::new(row.text(0)?),
        id: RecordId::new(row.text(1)?),
        version: row.integer(2)?,
        record: row.json(3)?,
        standing: if row.flag(4)? { Standing::Voided } else { Standing::Standing },
        by: PersonId::new(row.text(5)?),
        at: row.instant(6)?,
        reason: row.text(7)?,
    })
}

/// One row.
///
/// # Errors
/// When the database fails.
pub async fn by_id(mut db: impl Read, agency: &AgencyId, id: &RecordId) -> Kept<Option<Entered>> {
    let sql = entered!("WHERE agency_id = $1 AND record_id = $2");
    db.row(sql, values![agency, id]).await?.as_ref().map(entered).transpose()
}

/// The standing row of a natural key.
///
/// # Errors
/// When the database fails.
pub async fn by_key(mut db: impl Read, agency: &AgencyId, register: Register, key: &str) -> Kept<Option<Entered>> {
    let sql = entered!("WHERE agency_id = $1 AND register = $2 AND natural_key = $3 AND voided = 0");
    db.row(sql, values![agency, register.code(), key]).await?.as_ref().map(entered).transpose()
}

/// A page of a register, latest first.
///
/// # Errors
/// When the database fails.
pub async fn page(
    mut db: impl Read,
    agency: &AgencyId,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Kept<Vec<Entered>> {
    let sql = filtered!(
        "SELECT agency_id, record_id, version, content, voided, by_id, at, reason",
        "ORDER BY begins_on DESC, record_id LIMIT $7 OFFSET $8"
    );
    let mut values = filter.values(agency);
    values.extend(values![limit, offset]);
    db.rows(sql, values).await?.iter().map(entered).collect()
}

/// How many rows a filter leaves.
///
/// # Errors
/// When the database fails.
pub async fn count(mut db: impl Read, agency: &AgencyId, filter: &Filter) -> Kept<i64> {
    db.count(filtered!("SELECT COUNT(*)", ""), filter.values(agency)).await
}

/// Where a walk through a register in the order of days has come to.
#[derive(Debug, Clone, Default)]
pub struct Cursor {
    day: String,
    id: String,
}

/// The next rows of a walk through a register, earliest first; the cursor moves. For exports in bounded memory.
///
/// # Errors
/// When the database fails.
pub async fn walk(
    mut db: impl Read,
    agency: &AgencyId,
    filter: &Filter,
    cursor: &mut Cursor,
    limit: i64,
) -> Kept<Vec<Entered>> {
    let sql = filtered!(
        "SELECT agency_id, record_id, version, content, voided, by_id, at, reason, begins_on",
        "AND (begins_on > $7 OR (begins_on = $7 AND record_id > $8)) ORDER BY begins_on, record_id LIMIT $9"
    );
    let mut values = filter.values(agency);
    values.extend(values![&cursor.day, &cursor.id, limit]);
    let rows = db.rows(sql, values).await?;
    if let Some(last) = rows.last() {
        *cursor = Cursor { day: last.text(8)?, id: last.text(1)? };
    }
    rows.iter().map(entered).collect()
}

/// The years of a register with their number of standing rows, latest first.
///
/// # Errors
/// When the database fails.
pub async fn years(mut db: impl Read, agency: &AgencyId, register: Register) -> Kept<Vec<(i16, i64)>> {
    let sql = "SELECT year, COUNT(*) FROM register_record WHERE agency_id = $1 AND register = $2 AND voided = 0
        GROUP BY year ORDER BY year DESC";
    let rows = db.rows(sql, values![agency, register.code()]).await?;
    rows.iter().map(|row| Ok((i16::try_from(row.integer(0)?).unwrap_or(0), row.integer(1)?))).collect()
}

/// The standing items.
///
/// # Errors
/// When the database fails.
pub async fn catalogue(mut db: impl Read, agency: &AgencyId) -> Kept<Catalogue> {
    let sql = "SELECT content FROM register_record WHERE agency_id = $1 AND register = 'items' AND voided = 0
        ORDER BY record_id";
    let rows = db.rows(sql, values![agency]).await?;
    let items = rows.iter().map(|row| match row.json(0)? {
        Record::Items(item) => Ok(item),
        other => Err(StoreError::Corrupt(format!("no item: {other:?}"))),
    });
    Ok(Catalogue::new(items.collect::<Kept<Vec<_>>>()?))
}

/// Standing natural keys of a register after a key, in the engine's own order; an import walks them once.
///
/// # Errors
/// When the database fails.
pub async fn keys_after(
    mut db: impl Read,
    agency: &AgencyId,
    register: Register,
    after: &str,
    limit: i64,
) -> Kept<Vec<String>> {
    let sql = "SELECT natural_key FROM register_record WHERE agency_id = $1 AND register = $2 AND voided = 0
        AND natural_key > $3 ORDER BY natural_key LIMIT $4";
    db.rows(sql, values![agency, register.code(), after, limit]).await?.iter().map(|row| row.text(0)).collect()
}

/// The decisions under an item, and those among them that lie outside these days.
///
/// # Errors
/// When the database fails.
pub async fn decisions_under(
    mut db: impl Read,
    agency: &AgencyId,
    item: &str,
    from: Date,
    until: Option<Date>,
) -> Kept<DecisionsUnder> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN begins_on < $3 OR begins_on >= $4 THEN 1 ELSE 0 END), 0)
        AS BIGINT) FROM register_record WHERE agency_id = $1 AND register = 'decisions' AND voided = 0
        AND grouping_key = $2";
    match db.row(sql, values![agency, item, from, day_or_never(until)]).await? {
        Some(row) => Ok(DecisionsUnder { total: row.integer(0)?, outside: row.integer(1)? }),
        None => Ok(DecisionsUnder::default()),
    }
}

/// The versions that were replaced, latest first.
///
/// # Errors
/// When the database fails.
pub async fn versions(mut db: impl Read, agency: &AgencyId, id: &RecordId) -> Kept<Vec<OldVersion>> {
    let sql = "SELECT version, content, by_id, at, reason FROM register_version WHERE agency_id = $1 AND record_id = $2
        ORDER BY version DESC";
    let rows = db.rows(sql, values![agency, id]).await?;
    rows.iter()
        .map(|row| {
            Ok(OldVersion {
                version: row.integer(0)?,
                record: row.json(1)?,
                by: PersonId::new(row.text(2)?),
                at: row.instant(3)?,
                reason: row.text(4)?,
            })
        })
        .collect()
}

fn day_or_never(day: Option<Date>) -> String {
    day.map_or_else(|| NEVER.to_owned(), |day| day.to_string())
}

fn record_values(entered: &Entered, place: &Place) -> Kept<Vec<crate::Value>> {
    Ok(values![
        &entered.agency,
        &entered.id,
        place.register.code(),
        entered.version,
        &place.key,
        &place.title,
        place.category,
        i64::from(place.year),
        day_or_never(place.begins_on),
        day_or_never(place.ends_on),
        &place.grouping,
        place.amount,
        entered.standing == Standing::Voided,
        json_text(&entered.record)?,
        &entered.by,
        entered.at,
        &entered.reason,
    ])
}

/// Keeps new rows.
///
/// # Errors
/// [`StoreError::Conflict`] when a natural key stands already.
pub async fn insert(tx: &mut Transaction, rows: &[(Entered, Place)]) -> Kept<()> {
    let rows = rows.iter().map(|(entered, place)| record_values(entered, place)).collect::<Kept<Vec<_>>>()?;
    let into =
        "register_record (agency_id, record_id, register, version, natural_key, title, category, year, begins_on,
        ends_on, grouping_key, amount, voided, content, by_id, at, reason)";
    tx.insert_many(into, rows).await
}

/// Keeps a new version in place of the old one, and the old one beside it.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody changed the row in between, or the new natural key stands already.
pub async fn supersede(tx: &mut Transaction, old: &Entered, new: &Entered, place: &Place) -> Kept<()> {
    tx.execute(
        "INSERT INTO register_version (agency_id, record_id, version, content, by_id, at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![&old.agency, &old.id, old.version, json_text(&old.record)?, &old.by, old.at, &old.reason],
    )
    .await?;
    let mut values = record_values(new, place)?;
    values.push(crate::Value::from(old.version));
    let touched = tx
        .execute(
            "UPDATE register_record SET register = $3, version = $4, natural_key = $5, title = $6, category = $7,
             year = $8, begins_on = $9, ends_on = $10, grouping_key = $11, amount = $12, voided = $13, content = $14,
             by_id = $15, at = $16, reason = $17 WHERE agency_id = $1 AND record_id = $2 AND version = $18",
            values,
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// A sheet that waits between preview and import; operational state, outside the journal.
#[derive(Debug, Clone)]
pub struct Staged {
    pub id: String,
    pub person: PersonId,
    pub register: Register,
    pub file: ContentHash,
    pub name: String,
    pub at: Instant,
}

/// Keeps a staged sheet, and forgets those of more than a day ago.
///
/// # Errors
/// When the database fails.
pub async fn stage(writer: &Writer, agency: &AgencyId, staged: &Staged) -> Kept<()> {
    let day_ago = staged.at.plus_minutes(-24 * 60);
    writer.operate("DELETE FROM register_staging WHERE at < $1", values![day_ago]).await?;
    writer
        .operate(
            "INSERT INTO register_staging (agency_id, staging_id, person_id, register, file_hash, name, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![agency, &staged.id, &staged.person, staged.register.code(), &staged.file, &staged.name, staged.at,],
        )
        .await?;
    Ok(())
}

/// A staged sheet of this person.
///
/// # Errors
/// When the database fails.
pub async fn staged(mut db: impl Read, agency: &AgencyId, person: &PersonId, id: &str) -> Kept<Option<Staged>> {
    let sql = "SELECT staging_id, person_id, register, file_hash, name, at FROM register_staging
        WHERE agency_id = $1 AND staging_id = $2 AND person_id = $3";
    let row = db.row(sql, values![agency, id, person]).await?;
    row.map(|row| {
        let register = row.text(2)?;
        Ok(Staged {
            id: row.text(0)?,
            person: PersonId::new(row.text(1)?),
            register: Register::from_code(&register).ok_or(StoreError::Corrupt(register))?,
            file: row.hash(3)?,
            name: row.text(4)?,
            at: row.instant(5)?,
        })
    })
    .transpose()
}

/// Forgets a staged sheet.
///
/// # Errors
/// When the database fails.
pub async fn unstage(tx: &mut Transaction, id: &str) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute("DELETE FROM register_staging WHERE agency_id = $1 AND staging_id = $2", values![&agency, id]).await?;
    Ok(())
}
