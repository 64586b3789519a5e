//! 征求意见: asking third parties, co-makers and other organs, and what became of it.

use crate::{Desk, Done, Who};
use affairs::Date;
use affairs::access::Act;
use affairs::application::{NotNow, act::Consulted};
use affairs::case::Words;
use affairs::id::CaseId;
use law::reply_due::ConsultationKind;

/// Who is asked, and about what.
#[derive(Debug, Clone)]
pub struct Party {
    pub kind: ConsultationKind,
    pub name: String,
    pub address: String,
    /// What it is asked.
    pub question: String,
}

/// What became of a letter of asking.
#[derive(Debug, Clone)]
pub struct Became {
    /// The letter's number in the ledger.
    pub key: u32,
    pub what: Consulted,
    pub on: Date,
    /// The opinion in its own words, or why the letter came back.
    pub words: String,
}

impl Desk {
    /// Sends a letter of asking. Its days are not counted while it waits, at most fifteen working days from delivery.
    ///
    /// # Errors
    /// Refused after the end of the period, or without a name or a question.
    pub async fn consult(&self, who: &Who, case: &CaseId, version: i64, party: Party, sent_on: Date) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = if party.name.trim().is_empty() || party.question.trim().is_empty() {
            Err(NotNow::Text { field: "party", says: "请写明向谁征求意见、征求什么意见。" })
        } else {
            on.standing.consult(party.kind, sent_on, on.today)
        };
        let words = Words {
            text: party.question.trim().to_owned(),
            party: party.name.trim().to_owned(),
            address: party.address.trim().to_owned(),
            ..Words::default()
        };
        self.happened(on, who, event, words).await
    }

    /// Records that a letter of asking was delivered, answered, or came back.
    ///
    /// # Errors
    /// Refused when there is no such letter or it has been answered, or on an impossible day.
    pub async fn record_consultation(&self, who: &Who, case: &CaseId, version: i64, became: Became) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = on.standing.consulted(became.key, became.what, became.on, on.today);
        self.happened(on, who, event, Words::of(became.words.trim())).await
    }
}
