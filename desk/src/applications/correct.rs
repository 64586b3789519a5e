//! 补正: asked once, answered, or given up.

use super::files::{Kept, TakenFile};
use super::{By, OnCase};
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::access::Act;
use affairs::application::{Form, NotNow, form::Wanted};
use affairs::case::Words;
use affairs::id::{AgencyId, CaseId};
use affairs::personal::Purpose;
use affairs::{Date, Personal};

impl Desk {
    /// Asks the applicant, once, to correct what is unclear, until a day that is reasonable (Art. 30).
    ///
    /// # Errors
    /// Refused a second time, without saying what to correct, or with a day that has passed.
    pub async fn ask_to_correct(&self, who: &Who, case: &CaseId, version: i64, until: Date, what: &str) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let event = if what.trim().is_empty() {
            Err(NotNow::Text { field: "what", says: "请写明需要补正的事项，一次写全。" })
        } else {
            on.standing.ask_to_correct(until, on.today)
        };
        self.happened(on, who, event, Words::of(what.trim())).await
    }

    /// The corrected application came in on paper; the period starts anew.
    ///
    /// # Errors
    /// Refused when none was asked for, or the new text says nothing.
    pub async fn enter_correction(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        on_day: Date,
        wanted: Wanted,
    ) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        self.write_correction(on, By::Officer(who), on_day, wanted, None).await
    }

    /// The applicant corrects with his receipt, and hands in what was missing.
    ///
    /// # Errors
    /// As [`Desk::enter_correction`], and when the receipt does not fit.
    pub async fn correct_by_receipt(
        &self,
        agency: &AgencyId,
        number: &str,
        code: &str,
        network: &str,
        wanted: Wanted,
        files: Vec<TakenFile>,
    ) -> Done<()> {
        let case = self.case_of_receipt(agency, number, code, network).await?.frame.id;
        let kept = self.keep_from_applicant(files).await?;
        let on = self.on_case_of(agency, &case).await?;
        let today = on.today;
        self.write_correction(on, By::ReceiptHolder, today, wanted, Some(kept)).await
    }

    /// The corrected form takes the place of the old one, whose words stay beside the event.
    async fn write_correction(
        &self,
        mut on: OnCase,
        by: By<'_>,
        on_day: Date,
        wanted: Wanted,
        kept: Option<Kept>,
    ) -> Done<()> {
        let event = on.standing.correct(on_day, on.today).map_err(refused)?;
        let form = self.corrected(&on.application.form, wanted)?;
        store::applications::replace_form(&mut on.tx, self.keyring()?, &on.application.frame.id, &form).await?;
        if let Some(mut kept) = kept {
            kept.name(&mut on.tx, self.keyring()?, &on.application.frame.id, by.person(), on.now).await?;
            kept.stay();
        }
        let before = Words::of(on.application.form.reveal(Purpose::Keeping).wanted.description.clone());
        self.happened(on, by, Ok(event), before).await
    }

    fn corrected(&self, before: &Personal<Form>, wanted: Wanted) -> Done<Personal<Form>> {
        let mut form = before.reveal(Purpose::Keeping).clone();
        form.wanted = wanted;
        let form = form.tidied();
        form.check().map_err(refused)?;
        Ok(Personal::new(form))
    }
}
