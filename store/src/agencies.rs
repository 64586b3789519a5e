//! Agencies, sections, the leading group, columns.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::Instant;
use affairs::agency::{Agency, Seat, SeatKind, Section};
use affairs::document::{Column, ColumnGroup, ColumnKind};
use affairs::id::{AgencyId, ColumnId, PersonId, SectionId};

const AGENCY: &str = "SELECT agency_id, slug, name, host, code FROM agency ORDER BY agency_id";

fn agency(row: &Row) -> Kept<Agency> {
    Ok(Agency {
        id: AgencyId::new(row.text(0)?),
        slug: row.text(1)?,
        name: row.text(2)?,
        host: row.text(3)?,
        code: row.text(4)?,
    })
}

/// Every agency of this office; there are few, and the web keeps them in memory.
///
/// # Errors
/// When the database fails.
pub async fn all(mut db: impl Read) -> Kept<Vec<Agency>> {
    db.rows(AGENCY, vec![]).await?.iter().map(agency).collect()
}

/// The agency of this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(mut db: impl Read, id: &AgencyId) -> Kept<Option<Agency>> {
    let sql = "SELECT agency_id, slug, name, host, code FROM agency WHERE agency_id = $1";
    db.row(sql, values![id]).await?.as_ref().map(agency).transpose()
}

/// Keeps a new agency.
///
/// # Errors
/// [`StoreError::Conflict`] when the slug is taken.
pub async fn insert(tx: &mut Transaction, agency: &Agency, at: Instant) -> Kept<()> {
    tx.execute(
        "INSERT INTO agency (agency_id, slug, name, host, code, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        values![&agency.id, &agency.slug, &agency.name, &agency.host, &agency.code, at],
    )
    .await?;
    Ok(())
}

/// The sections of an agency in order.
///
/// # Errors
/// When the database fails.
pub async fn sections(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Section>> {
    let sql = "SELECT section_id, name, position FROM section WHERE agency_id = $1 ORDER BY position, section_id";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter()
        .map(|row| Ok(Section { id: SectionId::new(row.text(0)?), name: row.text(1)?, position: row.integer(2)? }))
        .collect()
}

/// Keeps a section, new or renamed.
///
/// # Errors
/// When the database fails.
pub async fn save_section(tx: &mut Transaction, section: &Section) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO section (agency_id, section_id, name, position) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency_id, section_id) DO UPDATE SET name = excluded.name, position = excluded.position",
        values![&agency, &section.id, &section.name, section.position],
    )
    .await?;
    Ok(())
}

/// Every seat of the leading group, past ones too.
///
/// # Errors
/// When the database fails.
pub async fn seats(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Seat>> {
    let sql =
        "SELECT person_id, kind, duty, from_on, until_on FROM seat WHERE agency_id = $1 ORDER BY from_on, person_id";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter()
        .map(|row| {
            let kind = row.text(1)?;
            Ok(Seat {
                person: PersonId::new(row.text(0)?),
                seat: SeatKind::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
                duty: row.text(2)?,
                from: row.date(3)?,
                until: row.optional_date(4)?,
            })
        })
        .collect()
}

/// Keeps a seat, new or ended.
///
/// # Errors
/// When the database fails.
pub async fn save_seat(tx: &mut Transaction, seat: &Seat) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO seat (agency_id, person_id, kind, duty, from_on, until_on) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (agency_id, person_id, from_on) DO UPDATE SET kind = excluded.kind, duty = excluded.duty,
         until_on = excluded.until_on",
        values![&agency, &seat.person, seat.seat.code(), &seat.duty, seat.from, seat.until],
    )
    .await?;
    Ok(())
}

/// The columns of an agency, by group and place.
///
/// # Errors
/// When the database fails.
pub async fn columns(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Column>> {
    let sql = "SELECT column_id, group_code, kind, name, description, keywords, position FROM site_column
        WHERE agency_id = $1 ORDER BY position, column_id";
    let rows = db.rows(sql, values![agency]).await?;
    let mut columns = rows.iter().map(column).collect::<Kept<Vec<Column>>>()?;
    columns.sort_by_key(|column| column.group);
    Ok(columns)
}

fn column(row: &Row) -> Kept<Column> {
    let (group, kind) = (row.text(1)?, row.text(2)?);
    Ok(Column {
        id: ColumnId::new(row.text(0)?),
        group: ColumnGroup::from_code(&group).ok_or(StoreError::Corrupt(group))?,
        kind: ColumnKind::from_code(&kind).ok_or(StoreError::Corrupt(kind))?,
        name: row.text(3)?,
        description: row.text(4)?,
        keywords: row.json(5)?,
        position: row.integer(6)?,
    })
}

/// Keeps a column, new or changed.
///
/// # Errors
/// When the database fails.
pub async fn save_column(tx: &mut Transaction, column: &Column) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO site_column (agency_id, column_id, group_code, kind, name, description, keywords, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (agency_id, column_id) DO UPDATE SET group_code = excluded.group_code, kind = excluded.kind,
         name = excluded.name, description = excluded.description, keywords = excluded.keywords,
         position = excluded.position",
        values![
            &agency,
            &column.id,
            column.group.code(),
            column.kind.code(),
            &column.name,
            &column.description,
            json_text(&column.keywords)?,
            column.position,
        ],
    )
    .await?;
    Ok(())
}
