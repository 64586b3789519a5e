//! How the law's own enums are written in JSON: by their codes. `law` itself knows no serialisation.

macro_rules! by_code {
    ($module:ident, $type:ty, $code:expr, $parse:expr) => {
        /// Written by its code.
        pub mod $module {
            use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

            /// Writes the code.
            ///
            /// # Errors
            /// Only those of the serializer.
            pub fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                ($code)(value).serialize(serializer)
            }

            /// Reads the code.
            ///
            /// # Errors
            /// When the code is unknown.
            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let code = Option::<String>::deserialize(deserializer)?;
                ($parse)(code.as_deref()).ok_or_else(|| D::Error::custom("unknown code"))
            }
        }
    };
}

by_code!(
    public_attribute,
    law::disclosure_categories::PublicAttribute,
    |value: &law::disclosure_categories::PublicAttribute| value.code().to_owned(),
    |code: Option<&str>| code.and_then(law::disclosure_categories::PublicAttribute::parse)
);
by_code!(
    article20,
    Option<law::disclosure_categories::Article20>,
    |value: &Option<law::disclosure_categories::Article20>| value.map(law::disclosure_categories::Article20::code),
    |code: Option<&str>| match code {
        None => Some(None),
        Some(code) => law::disclosure_categories::Article20::parse(code).map(Some),
    }
);
by_code!(
    stage,
    Option<law::disclosure_categories::Stage>,
    |value: &Option<law::disclosure_categories::Stage>| value.map(law::disclosure_categories::Stage::code),
    |code: Option<&str>| match code {
        None => Some(None),
        Some(code) => law::disclosure_categories::Stage::parse(code).map(Some),
    }
);
