//! 延期, 说明理由, 延迟答复: what moves the day of the reply with a letter to the applicant.

use super::By;
use super::files::TakenFile;
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::access::Act;
use affairs::application::{Event, NotNow};
use affairs::case::Words;
use affairs::id::{AgencyId, CaseId};
use affairs::{Date, Refusal};

/// The longest reasons an applicant gives, in characters.
const LONGEST_REASONS: usize = 2_000;

impl Desk {
    /// Asks the head of the disclosure office for an extension (Art. 33(2)).
    ///
    /// # Errors
    /// Refused for more than the law allows, a second time, after the end, or without a reason.
    pub async fn ask_to_extend(&self, who: &Who, case: &CaseId, version: i64, days: u16, why: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = reasoned(why).and_then(|()| on.standing.ask_to_extend(days, on.today));
        self.happened(on, who, event, Words::of(why.trim())).await
    }

    /// The head says yes or no.
    ///
    /// # Errors
    /// Refused when nothing was asked, after the end of the period, or to whoever asked himself.
    pub async fn decide_extension(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        approve: bool,
        words: &str,
    ) -> Done<()> {
        let on = self.on_case(who, Act::ApproveExtension, case, version).await?;
        let asked_by = on.application.events.iter().rev().find_map(|line| match line.event {
            Event::ExtensionAsked { .. } => line.by.clone(),
            _ => None,
        });
        let event = if asked_by.as_ref() == Some(&who.person) {
            Err(NotNow::Text { field: "extension", says: "延期由提出人以外的工作机构负责人批准。" })
        } else {
            on.standing.decide_extension(approve, on.today)
        };
        self.happened(on, who, event, Words::of(words.trim())).await
    }

    /// The applicant has been told; from now on the period is longer.
    ///
    /// # Errors
    /// Refused without approval, or after the end of the period.
    pub async fn notify_extension(&self, who: &Who, case: &CaseId, version: i64) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = on.standing.notify_extension(on.today);
        self.happened(on, who, event, Words::default()).await
    }

    /// Asks the applicant why so many and so often (Art. 35).
    ///
    /// # Errors
    /// Refused in another phase, or without saying why it is asked.
    pub async fn ask_reasons(&self, who: &Who, case: &CaseId, version: i64, until: Date, why: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = reasoned(why).and_then(|()| on.standing.ask_reasons(until, on.today));
        self.happened(on, who, event, Words::of(why.trim())).await
    }

    /// The applicant's reasons came in; or none did, which is recorded with empty words.
    ///
    /// # Errors
    /// Refused when nobody asked.
    pub async fn enter_reasons(&self, who: &Who, case: &CaseId, version: i64, words: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = on.standing.give_reasons(on.today);
        self.happened(on, who, event, Words::of(words.trim())).await
    }

    /// The applicant gives his reasons with his receipt, and what bears them out.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, nobody asked, or nothing is said. Nothing of the files stays then.
    pub async fn give_reasons_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
        reasons: &str,
        files: Vec<TakenFile>,
    ) -> Done<()> {
        let case = self.case_of_receipt(agency, number, code, network).await?.frame.id;
        let said = reasons.trim();
        if said.is_empty() {
            return Err(Refusal::new("text_missing", "请写明申请的理由。").at("reasons").into());
        }
        if said.chars().count() > LONGEST_REASONS {
            let message = format!("理由不能超过 {LONGEST_REASONS} 字；内容较多的，请另附文件。");
            return Err(Refusal::new("too_long", message).at("reasons").into());
        }
        let mut kept = self.keep_from_applicant(files).await?;
        let mut on = self.on_case_of(agency, &case).await?;
        let event = on.standing.give_reasons(on.today).map_err(refused)?;
        kept.name(&mut on.tx, self.keyring()?, &case, None, on.now).await?;
        kept.stay();
        self.happened(on, By::ReceiptHolder, Ok(event), Words::of(said)).await
    }

    /// Sets the deferred day that Art. 35 allows where the reasons are good and the number is too great.
    ///
    /// # Errors
    /// Refused where no reasons were asked for, with a day that has passed, or without a reason.
    pub async fn defer(&self, who: &Who, case: &CaseId, version: i64, until: Date, why: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let asked = on.application.events.iter().any(|line| matches!(line.event, Event::ReasonsGiven { .. }));
        let event = reasoned(why).and_then(|()| {
            if !asked {
                Err(NotNow::Text {
                    field: "until",
                    says: "延迟答复须先要求申请人说明理由，理由合理的才能确定延迟答复的期限。",
                })
            } else if until <= on.today {
                Err(NotNow::Day { field: "until", says: "延迟答复的期限应当晚于今天。" })
            } else {
                Ok(Event::Deferred { on: on.today, until })
            }
        });
        self.happened(on, who, event, Words::of(why.trim())).await
    }
}

fn reasoned(why: &str) -> Result<(), NotNow> {
    if why.trim().is_empty() { Err(NotNow::Text { field: "why", says: "请写明理由。" }) } else { Ok(()) }
}
