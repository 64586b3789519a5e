//! Names of things: opaque random text, one type a kind, so that no two kinds can be mistaken for each other.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// From text that names one already.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

identifier! {
    /// An agency 机关.
    AgencyId;
    /// A section 科室 of an agency.
    SectionId;
    /// A person with an account.
    PersonId;
    /// A grant of a role to a person.
    GrantId;
    /// A document, whatever its edition; also its public address.
    DocumentId;
    /// A column 栏目; a short ASCII key that is also its public address.
    ColumnId;
    /// A finding of the machine's reading, stable for one bundle.
    FindingId;
    /// A record of a register behind table 二.
    RecordId;
    /// A proposal that waits for a second person.
    ProposalId;
    /// A job in the queue.
    JobId;
    /// A notice in somebody's 我的待办.
    NoticeId;
    /// A case: an application, later a service.
    CaseId;
    /// A message to the world outside.
    MessageId;
    /// A volume of the archive.
    VolumeId;
    /// A letter in the book of the mail room.
    MailId;
    /// A reconsideration or a suit against the answer to an application.
    RemedyId;
    /// A booked visit to the reading place.
    VisitId;
}

/// 32 characters without look-alikes (no `i`, `l`, `o`, `u`): what ids and codes are written in.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes 16 random bytes, which the caller drew, as 26 characters.
#[must_use]
pub fn opaque(random: [u8; 16]) -> String {
    let mut number = u128::from_be_bytes(random);
    let mut text = [0_u8; 26];
    for place in text.iter_mut().rev() {
        *place = ALPHABET[(number % 32) as usize];
        number /= 32;
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}
