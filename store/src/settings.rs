//! Dated settings of an agency.

use crate::sql::{Read, Transaction, json_text};
use crate::{Kept, values};
use affairs::Date;
use affairs::id::AgencyId;
use affairs::setting::{Settings, SettingsVersion, in_force};

/// Every version.
///
/// # Errors
/// When the database fails.
pub async fn versions(mut db: impl Read, agency: &AgencyId) -> Kept<Vec<SettingsVersion>> {
    let sql = "SELECT from_on, settings FROM settings_version WHERE agency_id = $1 ORDER BY from_on";
    let rows = db.rows(sql, values![agency]).await?;
    rows.iter().map(|row| Ok(SettingsVersion { from: row.date(0)?, settings: row.json(1)? })).collect()
}

/// The settings in force on a day.
///
/// # Errors
/// When the database fails.
pub async fn on(db: impl Read, agency: &AgencyId, day: Date) -> Kept<Settings> {
    Ok(in_force(&versions(db, agency).await?, day))
}

/// Keeps a version in force from a day on.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &mut Transaction, version: &SettingsVersion) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO settings_version (agency_id, from_on, settings) VALUES ($1, $2, $3)
         ON CONFLICT (agency_id, from_on) DO UPDATE SET settings = excluded.settings",
        values![&agency, version.from, json_text(&version.settings)?],
    )
    .await?;
    Ok(())
}
