//! Volumes of the archive with their ledgers. The title names the applicant and is sealed, as is whatever people wrote.

use crate::personal::Keyring;
use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, VolumeId};
use affairs::volume::{Event, Retention, Standing, Volume};
use affairs::{Date, Personal};

/// Where the sealed title stands.
pub const TITLE: &str = "volume.title";
/// Where the sealed words of an event stand.
pub const WORDS: &str = "volume_event.words";

/// A volume in the lists: nobody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeRow {
    pub id: VolumeId,
    pub case: CaseId,
    pub number: String,
    /// The number of the application.
    pub application_number: String,
    /// The stored name of where it is.
    pub position: String,
    pub retention: Retention,
    pub closed_on: Date,
    /// None for what is kept for ever.
    pub keep_until: Option<Date>,
    pub pages: i64,
    /// Shelf and place, as the office writes it.
    pub location: String,
}

/// A case that waits to be closed into its volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub case: CaseId,
    pub number: String,
    /// The outcome's code.
    pub outcome: String,
    pub ended_on: Date,
}

fn words_row(id: &VolumeId, number: i64) -> String {
    format!("{id}/{number}")
}

/// Keeps a new volume with the first line of its ledger.
///
/// # Errors
/// [`StoreError::Conflict`] when the case has one already.
pub async fn insert(tx: &mut Transaction, keyring: &Keyring, volume: &Volume, location: &str) -> Kept<()> {
    let standing = standing(volume)?;
    let title = keyring.seal(&volume.agency, TITLE, volume.id.as_str(), &volume.title)?;
    tx.execute(
        "INSERT INTO volume (agency_id, volume_id, case_id, number, title, version, position, retention, closed_on,
         closed_year, keep_until, pages, file_hash, package_hash, location)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        values![
            &volume.agency,
            volume.id.as_str(),
            &volume.case,
            &volume.number,
            title,
            volume.version,
            standing.position.code(),
            standing.retention.code(),
            standing.closed_on,
            i64::from(standing.closed_on.year()),
            standing.kept_until().unwrap_or(Date::MAX),
            i64::from(standing.pages),
            &standing.file,
            &standing.package,
            location,
        ],
    )
    .await?;
    for happened in &volume.events {
        append(tx, keyring, &volume.id, happened).await?;
    }
    Ok(())
}

fn standing(volume: &Volume) -> Kept<Standing> {
    volume.standing().ok_or_else(|| StoreError::Corrupt(format!("the volume {} was never closed", volume.id)))
}

/// Adds a line to a ledger. [`update`] brings the flat row up to it.
///
/// # Errors
/// [`StoreError::Conflict`] when the line is there already.
pub async fn append(tx: &mut Transaction, keyring: &Keyring, id: &VolumeId, happened: &Happened<Event>) -> Kept<()> {
    let agency = tx.agency().clone();
    let words = keyring.seal(&agency, WORDS, &words_row(id, happened.number), &happened.words)?;
    tx.execute(
        "INSERT INTO volume_event (agency_id, volume_id, number, at, by_id, event, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            &agency,
            id.as_str(),
            happened.number,
            happened.at,
            happened.by.as_ref().map_or("", PersonId::as_str),
            json_text(&happened.event)?,
            words,
        ],
    )
    .await?;
    Ok(())
}

/// Brings the flat row up to the ledger. `before` is the version the act decided by.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody acted in between.
pub async fn update(tx: &mut Transaction, volume: &Volume, before: i64, location: &str) -> Kept<()> {
    let standing = standing(volume)?;
    let changed = tx
        .execute(
            "UPDATE volume SET version = $1, position = $2, retention = $3, closed_on = $4, closed_year = $5,
             keep_until = $6, pages = $7, file_hash = $8, package_hash = $9, location = $10
             WHERE agency_id = $11 AND volume_id = $12 AND version = $13",
            values![
                volume.version,
                standing.position.code(),
                standing.retention.code(),
                standing.closed_on,
                i64::from(standing.closed_on.year()),
                standing.kept_until().unwrap_or(Date::MAX),
                i64::from(standing.pages),
                &standing.file,
                &standing.package,
                location,
                &volume.agency,
                volume.id.as_str(),
                before,
            ],
        )
        .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// A volume with its ledger, and its place on the shelf.
///
/// # Errors
/// When the database fails, or what is sealed does not open.
pub async fn by_id(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    id: &VolumeId,
) -> Kept<Option<(Volume, String)>> {
    let sql = "SELECT volume_id, case_id, number, title, version, location FROM volume
        WHERE agency_id = $1 AND volume_id = $2";
    match db.row(sql, values![agency, id.as_str()]).await? {
        Some(row) => Ok(Some(whole(&mut db, keyring, agency, &row).await?)),
        None => Ok(None),
    }
}

/// The volume of a case.
///
/// # Errors
/// As [`by_id`].
pub async fn of_case(
    mut db: impl Read,
    keyring: &Keyring,
    agency: &AgencyId,
    case: &CaseId,
) -> Kept<Option<(Volume, String)>> {
    let sql = "SELECT volume_id, case_id, number, title, version, location FROM volume
        WHERE agency_id = $1 AND case_id = $2";
    match db.row(sql, values![agency, case]).await? {
        Some(row) => Ok(Some(whole(&mut db, keyring, agency, &row).await?)),
        None => Ok(None),
    }
}

async fn whole(db: &mut impl Read, keyring: &Keyring, agency: &AgencyId, row: &Row) -> Kept<(Volume, String)> {
    let id = VolumeId::new(row.text(0)?);
    let sql = "SELECT number, at, by_id, event, words FROM volume_event WHERE agency_id = $1 AND volume_id = $2
        ORDER BY number";
    let lines = db.rows(sql, values![agency, id.as_str()]).await?;
    let line = |row: &Row| {
        let number = row.integer(0)?;
        let words: Personal<Words> = keyring.open(agency, WORDS, &words_row(&id, number), &row.bytes(4)?)?;
        let by = row.text(2)?;
        let by = (!by.is_empty()).then(|| PersonId::new(by));
        Ok(Happened { number, at: row.instant(1)?, by, event: row.json(3)?, words })
    };
    let volume = Volume {
        agency: agency.clone(),
        case: CaseId::new(row.text(1)?),
        number: row.text(2)?,
        title: keyring.open(agency, TITLE, id.as_str(), &row.bytes(3)?)?,
        version: row.integer(4)?,
        events: lines.iter().map(line).collect::<Kept<_>>()?,
        id,
    };
    Ok((volume, row.text(5)?))
}

macro_rules! rows {
    ($rest:literal) => {
        concat!(
            "SELECT v.volume_id, v.case_id, v.number, a.number, v.position, v.retention, v.closed_on, v.keep_until,
             v.pages, v.location FROM volume v JOIN application a ON a.agency_id = v.agency_id AND a.case_id = v.case_id
             WHERE v.agency_id = $1 ",
            $rest
        )
    };
}

fn volume_row(row: &Row) -> Kept<VolumeRow> {
    let retention = row.text(5)?;
    let keep_until = row.date(7)?;
    Ok(VolumeRow {
        id: VolumeId::new(row.text(0)?),
        case: CaseId::new(row.text(1)?),
        number: row.text(2)?,
        application_number: row.text(3)?,
        position: row.text(4)?,
        retention: Retention::from_code(&retention).ok_or(StoreError::Corrupt(retention))?,
        closed_on: row.date(6)?,
        keep_until: (keep_until != Date::MAX).then_some(keep_until),
        pages: row.integer(8)?,
        location: row.text(9)?,
    })
}

/// Volumes that are where this says, the earliest closed first.
///
/// # Errors
/// When the database fails.
pub async fn at(mut db: impl Read, agency: &AgencyId, position: &str, limit: i64) -> Kept<Vec<VolumeRow>> {
    let sql = rows!("AND v.position = $2 ORDER BY v.closed_on, v.volume_id LIMIT $3");
    let rows = db.rows(sql, values![agency, position, limit]).await?;
    rows.iter().map(volume_row).collect()
}

/// What stands on the shelf and was closed in this year or before: the next list for the archive.
///
/// # Errors
/// When the database fails.
pub async fn to_transfer(mut db: impl Read, agency: &AgencyId, year: i16, limit: i64) -> Kept<Vec<VolumeRow>> {
    let sql = rows!("AND v.position = 'closed' AND v.closed_year <= $2 ORDER BY v.closed_on, v.volume_id LIMIT $3");
    let rows = db.rows(sql, values![agency, i64::from(year), limit]).await?;
    rows.iter().map(volume_row).collect()
}

/// What need not be kept any longer and is still there.
///
/// # Errors
/// When the database fails.
pub async fn run_out(mut db: impl Read, agency: &AgencyId, today: Date, limit: i64) -> Kept<Vec<VolumeRow>> {
    let sql = rows!(
        "AND v.keep_until < $2 AND v.position IN ('closed', 'transferred', 'proposed')
         ORDER BY v.keep_until, v.volume_id LIMIT $3"
    );
    let rows = db.rows(sql, values![agency, today, limit]).await?;
    rows.iter().map(volume_row).collect()
}

/// Cases that are done with and lie in no volume, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<Waiting>> {
    let sql = "SELECT case_id, number, outcome, ended_on FROM application WHERE agency_id = $1 AND action = 'archive'
        ORDER BY ended_on, case_id LIMIT $2";
    let rows = db.rows(sql, values![agency, limit]).await?;
    let waiting = |row: &Row| {
        Ok(Waiting {
            case: CaseId::new(row.text(0)?),
            number: row.text(1)?,
            outcome: row.text(2)?,
            ended_on: row.date(3)?,
        })
    };
    rows.iter().map(waiting).collect()
}

/// What a volume is known by while its number is about to be drawn: how many of the year's numbers have been.
///
/// # Errors
/// When the database fails.
pub async fn numbers_drawn(mut db: impl Read, agency: &AgencyId, year: i16) -> Kept<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(issued), 0) AS BIGINT) FROM series WHERE agency_id = $1 AND series = 'volume'
        AND year = $2";
    db.count(sql, values![agency, i64::from(year)]).await
}

/// What the flat row of a volume says, and the ledger it is to be held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat {
    pub id: VolumeId,
    pub number: String,
    pub version: i64,
    pub position: String,
    pub retention: String,
    pub closed_on: Date,
    pub closed_year: i64,
    pub keep_until: Date,
    pub pages: i64,
    pub file: String,
    pub package: String,
    /// Oldest first, each with its number and who wrote it.
    pub events: Vec<(i64, Event, Option<PersonId>)>,
}

impl Flat {
    /// Whether the row is what its ledger says.
    #[must_use]
    pub fn is(&self, standing: &Standing) -> bool {
        self.position == standing.position.code()
            && self.retention == standing.retention.code()
            && self.closed_on == standing.closed_on
            && self.closed_year == i64::from(standing.closed_on.year())
            && self.keep_until == standing.kept_until().unwrap_or(Date::MAX)
            && self.pages == i64::from(standing.pages)
            && self.file == standing.file.as_str()
            && self.package == standing.package.as_str()
    }
}

fn flat(row: &Row) -> Kept<Flat> {
    Ok(Flat {
        id: VolumeId::new(row.text(0)?),
        number: row.text(1)?,
        version: row.integer(2)?,
        position: row.text(3)?,
        retention: row.text(4)?,
        closed_on: row.date(5)?,
        closed_year: row.integer(6)?,
        keep_until: row.date(7)?,
        pages: row.integer(8)?,
        file: row.text(9)?,
        package: row.text(10)?,
        events: Vec::new(),
    })
}

/// The next volumes in the order of their ids, each with its ledger, for `verify`. Nothing that is sealed is opened.
///
/// # Errors
/// When the database fails, or a row cannot be read.
pub async fn flat_after(mut db: impl Read, agency: &AgencyId, after: &str, limit: i64) -> Kept<Vec<Flat>> {
    let sql = "SELECT v.volume_id, v.number, v.version, v.position, v.retention, v.closed_on, v.closed_year, v.keep_until,
        v.pages, v.file_hash, v.package_hash, e.number, e.event, e.by_id
        FROM (SELECT volume_id, number, version, position, retention, closed_on, closed_year, keep_until, pages, file_hash,
        package_hash FROM volume WHERE agency_id = $1 AND volume_id > $2 ORDER BY volume_id LIMIT $3) v
        LEFT JOIN volume_event e ON e.agency_id = $1 AND e.volume_id = v.volume_id ORDER BY v.volume_id, e.number";
    let mut volumes: Vec<Flat> = Vec::new();
    for row in db.rows(sql, values![agency, after, limit]).await? {
        let name = row.text(0)?;
        if volumes.last().is_none_or(|last| last.id.as_str() != name) {
            volumes.push(flat(&row)?);
        }
        let Some(last) = volumes.last_mut() else { continue };
        if let Some(by) = row.optional_text(13)? {
            let by = (!by.is_empty()).then(|| PersonId::new(by));
            last.events.push((row.integer(11)?, row.json(12)?, by));
        }
    }
    Ok(volumes)
}
