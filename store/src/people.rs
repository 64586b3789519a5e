//! Persons, their grants, their passwords' hashes.

use crate::sql::{Read, Row, StoreError, Transaction};
use crate::{Kept, values};
use affairs::id::{AgencyId, GrantId, PersonId, SectionId};
use affairs::people::{ActingFor, Grant, Officer, Person, PersonState, Role, Scope};
use affairs::{Date, Instant};

fn person(row: &Row) -> Kept<Person> {
    let state = row.text(6)?;
    Ok(Person {
        agency: AgencyId::new(row.text(0)?),
        id: PersonId::new(row.text(1)?),
        username: row.text(2)?,
        name: row.text(3)?,
        section: SectionId::new(row.text(4)?),
        duty: row.text(5)?,
        state: match (state.as_str(), row.optional_instant(7)?) {
            ("invited", _) => PersonState::Invited,
            ("active", _) => PersonState::Active,
            ("left", Some(at)) => PersonState::Left { at },
            _ => return Err(StoreError::Corrupt(state)),
        },
    })
}

const fn state_code(state: &PersonState) -> &'static str {
    match state {
        PersonState::Invited => "invited",
        PersonState::Active => "active",
        PersonState::Left { .. } => "left",
    }
}

/// Everybody of an agency.
///
/// # Errors
/// When the database fails.
pub async fn all(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Person>> {
    let sql = "SELECT agency_id, person_id, username, name, section_id, duty, state, left_at FROM person
        WHERE agency_id = $1 ORDER BY created_at, person_id";
    db.rows(sql, values![agency]).await?.iter().map(person).collect()
}

/// One person of an agency.
///
/// # Errors
/// When the database fails.
pub async fn by_id(mut db: impl Read, agency: &AgencyId, id: &PersonId) -> Kept<Option<Person>> {
    let sql = "SELECT agency_id, person_id, username, name, section_id, duty, state, left_at FROM person
        WHERE agency_id = $1 AND person_id = $2";
    db.row(sql, values![agency, id]).await?.as_ref().map(person).transpose()
}

/// The person of a username, with the hash of his password; empty while none is set.
///
/// # Errors
/// When the database fails.
pub async fn by_username(mut db: impl Read, username: &str) -> Kept<Option<(Person, String)>> {
    let sql = "SELECT agency_id, person_id, username, name, section_id, duty, state, left_at, password_hash
        FROM person WHERE username = $1";
    match db.row(sql, values![username]).await? {
        None => Ok(None),
        Some(row) => Ok(Some((person(&row)?, row.text(8)?))),
    }
}

/// Keeps a new person.
///
/// # Errors
/// [`StoreError::Conflict`] when the username is taken.
pub async fn insert(tx: &mut Transaction, person: &Person, at: Instant) -> Kept<()> {
    tx.execute(
        "INSERT INTO person (agency_id, person_id, username, name, section_id, duty, state, left_at, password_hash,
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, '', $8)",
        values![
            &person.agency,
            &person.id,
            &person.username,
            &person.name,
            &person.section,
            &person.duty,
            state_code(&person.state),
            at,
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a person's changed section, duty or state.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &mut Transaction, person: &Person) -> Kept<()> {
    let left_at = match person.state {
        PersonState::Left { at } => Some(at.milliseconds()),
        _ => None,
    };
    tx.execute(
        "UPDATE person SET name = $1, section_id = $2, duty = $3, state = $4, left_at = $5
         WHERE agency_id = $6 AND person_id = $7",
        values![
            &person.name,
            &person.section,
            &person.duty,
            state_code(&person.state),
            left_at,
            &person.agency,
            &person.id,
        ],
    )
    .await?;
    Ok(())
}

/// Keeps the hash of a new password and makes the account active.
///
/// # Errors
/// When the database fails.
pub async fn set_password(tx: &mut Transaction, id: &PersonId, password_hash: &str) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE person SET password_hash = $1, state = 'active' WHERE agency_id = $2 AND person_id = $3",
        values![password_hash, &agency, id],
    )
    .await?;
    Ok(())
}

const GRANTS: &str = "SELECT grant_id, person_id, role, section_id, from_on, until_on, basis, acting_for, acting_name,
    acting_basis, granted_by, confirmed_by FROM role_grant WHERE agency_id = $1 ORDER BY from_on, grant_id";
const GRANTS_OF: &str =
    "SELECT grant_id, person_id, role, section_id, from_on, until_on, basis, acting_for, acting_name,
    acting_basis, granted_by, confirmed_by FROM role_grant WHERE agency_id = $1 AND person_id = $2
    ORDER BY from_on, grant_id";

fn grant(row: &Row) -> Kept<Grant> {
    let role = row.text(2)?;
    let scope = row.optional_text(3)?;
    let acting_for = match (row.optional_text(7)?, row.optional_text(8)?, row.optional_text(9)?) {
        (Some(person), Some(name), Some(basis)) => Some(ActingFor { person: PersonId::new(person), name, basis }),
        _ => None,
    };
    Ok(Grant {
        id: GrantId::new(row.text(0)?),
        person: PersonId::new(row.text(1)?),
        role: Role::from_code(&role).ok_or(StoreError::Corrupt(role))?,
        scope: scope.map_or(Scope::Agency, |section| Scope::Section { section: SectionId::new(section) }),
        from: row.date(4)?,
        until: row.optional_date(5)?,
        basis: row.text(6)?,
        acting_for,
        granted_by: PersonId::new(row.text(10)?),
        confirmed_by: PersonId::new(row.text(11)?),
    })
}

/// Every grant of an agency, past ones too.
///
/// # Errors
/// When the database fails.
pub async fn grants(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<Grant>> {
    db.rows(GRANTS, values![agency]).await?.iter().map(grant).collect()
}

/// Every grant of a person, past ones too.
///
/// # Errors
/// When the database fails.
pub async fn grants_of(mut db: impl Read, agency: &AgencyId, id: &PersonId) -> Kept<Vec<Grant>> {
    db.rows(GRANTS_OF, values![agency, id]).await?.iter().map(grant).collect()
}

/// Keeps a confirmed grant.
///
/// # Errors
/// When the database fails.
pub async fn insert_grant(tx: &mut Transaction, grant: &Grant) -> Kept<()> {
    let agency = tx.agency().clone();
    let section = match &grant.scope {
        Scope::Agency => None,
        Scope::Section { section } => Some(section.as_str().to_owned()),
    };
    let acting = grant.acting_for.as_ref();
    tx.execute(
        "INSERT INTO role_grant (agency_id, grant_id, person_id, role, section_id, from_on, until_on, basis, acting_for,
         acting_name, acting_basis, granted_by, confirmed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values![
            &agency,
            &grant.id,
            &grant.person,
            grant.role.code(),
            section,
            grant.from,
            grant.until,
            &grant.basis,
            acting.map(|acting| acting.person.as_str().to_owned()),
            acting.map(|acting| acting.name.clone()),
            acting.map(|acting| acting.basis.clone()),
            &grant.granted_by,
            &grant.confirmed_by,
        ],
    )
    .await?;
    Ok(())
}

/// Ends a grant; `last` is its last day.
///
/// # Errors
/// When the database fails.
pub async fn end_grant(tx: &mut Transaction, id: &GrantId, last: Date) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "UPDATE role_grant SET until_on = $1 WHERE agency_id = $2 AND grant_id = $3",
        values![last, &agency, id],
    )
    .await?;
    Ok(())
}

/// A person with the grants in force on a day.
///
/// # Errors
/// When the database fails.
pub async fn officer(mut db: impl Read, agency: &AgencyId, id: &PersonId, day: Date) -> Kept<Option<Officer>> {
    let Some(person) = by_id(&mut db, agency, id).await? else { return Ok(None) };
    let grants = grants_of(&mut db, agency, id).await?;
    Ok(Some(Officer { person, grants: grants.into_iter().filter(|grant| grant.in_force_on(day)).collect() }))
}

/// The last day before `day`, on which a grant that ends at once was last in force.
#[must_use]
pub fn day_before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}
