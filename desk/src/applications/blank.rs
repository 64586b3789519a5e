//! The blank 申请表, for whoever writes by hand.

use crate::failure::Failure;
use crate::{Desk, Done};
use affairs::Instant;
use law::reply_due::REGULATION_2019;
use paper::write::letter::{ApplicationForm, application_form_pdf, application_form_word};

/// In which shape it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlankForm {
    Pdf,
    Word,
}

impl Desk {
    /// The form with nothing on it but the agency's name. It names no day: the same agency gets the same bytes.
    ///
    /// # Errors
    /// When a character of the name is in no font.
    pub async fn blank_application_form(&self, agency: &str, kind: BlankForm) -> Done<Vec<u8>> {
        let form = ApplicationForm { agency: agency.to_owned(), ..ApplicationForm::default() };
        let (press, made_at) = (self.press.clone(), Instant::start_of(REGULATION_2019));
        let making = tokio::task::spawn_blocking(move || match kind {
            BlankForm::Pdf => application_form_pdf(&press, &form, made_at),
            BlankForm::Word => application_form_word(&form, made_at),
        });
        let made = making.await.map_err(|error| Failure::of(&error))?;
        Ok(made.map_err(|error| Failure::of(&error))?)
    }
}
