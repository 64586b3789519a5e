//! Whether the keys at hand are this office's: for each key the database holds one sealed constant, made when the key came.

use super::{KeyId, Keyring};
use crate::sql::{Read, Row, StoreError, Writer};
use crate::{Kept, values};
use affairs::Instant;
use affairs::id::AgencyId;
use affairs::personal::Personal;
use serde::{Deserialize, Serialize};

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

/// A key's constant as the database, or a backup's list, keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constant {
    /// The key's id.
    pub key: String,
    pub made_at: Instant,
    #[serde(with = "digits")]
    pub sealed: Vec<u8>,
}

/// The constants of the office's keys, by id.
///
/// # Errors
/// When the database fails.
pub async fn constants(mut db: impl Read) -> Kept<Vec<Constant>> {
    let rows = db.rows("SELECT key_id, made_at, sealed FROM key_check ORDER BY key_id", vec![]).await?;
    let constant = |row: &Row| Ok(Constant { key: row.text(0)?, made_at: row.instant(1)?, sealed: row.bytes(2)? });
    rows.iter().map(constant).collect()
}

/// Compares the keys at hand, if any, with what the office was sealed with.
///
/// # Errors
/// When the database fails.
pub async fn fit(db: impl Read, keyring: Option<&Keyring>) -> Kept<Fit> {
    Ok(compare(&constants(db).await?, keyring))
}

/// As [`fit`], for constants that were read before.
#[must_use]
pub fn compare(constants: &[Constant], keyring: Option<&Keyring>) -> Fit {
    if constants.is_empty() {
        return Fit::Unlocked;
    }
    let opens = |one: &Constant| {
        keyring.is_some_and(|keyring| keyring.try_open(&office(), PLACE, &one.key, &one.sealed).is_ok())
    };
    let missing: Vec<String> = constants.iter().filter(|one| !opens(one)).map(|one| one.key.clone()).collect();
    if missing.is_empty() { Fit::Fits } else { Fit::Missing(missing) }
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

/// Bytes as hexadecimal digits.
mod digits {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let text =
            bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"));
        serializer.serialize_str(&text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let byte = |place| text.get(place..place + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
        bytes.ok_or_else(|| D::Error::custom("not hexadecimal digits"))
    }
}
