//! 收到之日: confirming with the applicant that it was received, and recording who signed for it.

use crate::{Desk, Done, Who};
use affairs::Date;
use affairs::access::Act;
use affairs::application::{Event, NotNow};
use affairs::case::Words;
use affairs::id::CaseId;

/// How a confirmation or a signature is known.
#[derive(Debug, Clone)]
pub struct Came {
    pub on: Date,
    /// By telephone with whom, by which answer, by which slip.
    pub evidence: String,
}

impl Desk {
    /// Both sides have confirmed the receipt (Art. 31(3)).
    ///
    /// # Errors
    /// Refused when nothing waits for it, on an impossible day, or without evidence.
    pub async fn confirm_receipt(&self, who: &Who, case: &CaseId, version: i64, came: Came) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = if came.evidence.trim().is_empty() {
            Err(NotNow::Text {
                field: "evidence", says: "请写明怎样确认的，例如与申请人通话的时间。"
            })
        } else {
            on.standing.confirm(came.on, on.today)
        };
        self.happened(on, who, event, Words::of(came.evidence.trim())).await
    }

    /// Somebody of the agency signed earlier than was known: the earliest signature counts.
    ///
    /// # Errors
    /// Refused on a day that lies ahead.
    pub async fn record_signature(&self, who: &Who, case: &CaseId, version: i64, came: Came) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = if came.on > on.today {
            Err(NotNow::Day { field: "on", says: "签收之日不能晚于今天。" })
        } else {
            Ok(Event::Signed { on: came.on })
        };
        self.happened(on, who, event, Words::of(came.evidence.trim())).await
    }
}
