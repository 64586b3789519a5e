//! How the law's own enums are written in JSON: by their codes.

macro_rules! by_code {
    ($module:ident, $type:ty) => {
        /// Written by its code.
        pub mod $module {
            use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

            /// Writes the code.
            ///
            /// # Errors
            /// Only those of the serializer.
            pub fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                value.code().serialize(serializer)
            }

            /// Reads the code.
            ///
            /// # Errors
            /// When the code is unknown.
            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let code = String::deserialize(deserializer)?;
                <$type>::from_code(&code).ok_or_else(|| D::Error::custom("unknown code"))
            }
        }
    };
}

by_code!(intake_mode, law::received::IntakeMode);
by_code!(consultation_kind, law::reply_due::ConsultationKind);
by_code!(fee_method, law::fee::FeeMethod);
by_code!(outcome, law::outcome::Outcome);
by_code!(service_way, law::remedy::ServiceWay);
by_code!(answer_term, law::remedy::AnswerTerm);
by_code!(review_result, law::review_case::ReviewResult);
