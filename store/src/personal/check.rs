//! Whether the keys at hand are this office's: for each key the database holds one sealed constant, made when the key came.

use super::{KeyId, Keyring};
use crate::sql::{Read, StoreError, Writer};
use crate::{Kept, values};
use affairs::id::AgencyId;
use affairs::personal::Personal;

const CONSTANT: &str = "公开";

/// What the keys at hand are to an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// The office has no keys yet.
    Unlocked,
    /// Every key of the office is here and is the right one.
    Fits,
    /// These keys of the office are not here, or are others under the same number.
    Missing(Vec<String>),
}

/// Where the constant of a key stands.
const PLACE: &str = "key_check.sealed";

/// The office as a whole is no agency; its constants are bound to this name.
fn office() -> AgencyId {
    AgencyId::new(String::new())
}

/// Compares the keys at hand, if any, with what the office was sealed with.
///
/// # Errors
/// When the database fails.
pub async fn fit(mut db: impl Read, keyring: Option<&Keyring>) -> Kept<Fit> {
    let rows = db.rows("SELECT key_id, sealed FROM key_check ORDER BY key_id", vec![]).await?;
    if rows.is_empty() {
        return Ok(Fit::Unlocked);
    }
    let mut missing = Vec::new();
    for row in &rows {
        let (id, sealed) = (row.text(0)?, row.bytes(1)?);
        let opens = keyring.is_some_and(|keyring| keyring.try_open(&office(), PLACE, &id, &sealed).is_ok());
        if !opens {
            missing.push(id);
        }
    }
    Ok(if missing.is_empty() { Fit::Fits } else { Fit::Missing(missing) })
}

/// Keeps a constant for each key that has none. Whoever calls this has asked [`fit`] before.
///
/// # Errors
/// When the database fails.
pub async fn keep(writer: &Writer, keyring: &Keyring) -> Kept<()> {
    let constant = Personal::new(CONSTANT.to_owned());
    for (id, made_at) in keyring.list() {
        let name = id.to_string();
        let sealed = keyring.only(id)?.seal(&office(), PLACE, &name, &constant)?;
        writer
            .operate(
                "INSERT INTO key_check (key_id, made_at, sealed) VALUES ($1, $2, $3) ON CONFLICT (key_id) DO NOTHING",
                values![name, made_at, crate::Value::Bytes(sealed)],
            )
            .await?;
    }
    Ok(())
}

/// Forgets what the office was sealed with: for bringing back a backup whose keys are lost for good.
///
/// # Errors
/// When the database fails.
pub async fn forget(writer: &Writer) -> Kept<()> {
    writer.operate("DELETE FROM key_check", vec![]).await.map(|_| ())
}

impl Keyring {
    /// A ring of this key alone, to seal with a key that is not the newest.
    fn only(&self, id: KeyId) -> Kept<Self> {
        let key = self.key(id).ok_or_else(|| StoreError::Corrupt(format!("no key {id}")))?;
        Ok(Self { keys: std::sync::Arc::from([key.clone()]), token: std::sync::Arc::clone(&self.token) })
    }
}
