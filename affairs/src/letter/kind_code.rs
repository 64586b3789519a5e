//! The kind of a letter as it is kept: by its code in the catalogue.

use law::letter::LetterKind;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub(super) fn serialize<S: Serializer>(kind: &LetterKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.code())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LetterKind, D::Error> {
    let code = String::deserialize(deserializer)?;
    LetterKind::from_code(&code).ok_or_else(|| D::Error::custom(format!("no letter has the code {code}")))
}
