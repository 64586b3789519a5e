//! 相似的申请: the earlier cases that look like one, for whoever handles it.

use crate::{Desk, Done, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::Application;
use affairs::personal::Purpose;
use store::applications::BoardRow;

impl Desk {
    /// The earlier cases of the same applicant or of the same words, the newest first, without the case itself.
    ///
    /// # Errors
    /// Refused to whoever does not handle the case.
    pub async fn cases_alike(&self, who: &Who, application: &Application, most: usize) -> Done<Vec<BoardRow>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        let frame = &application.frame;
        may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        let tokens = self.tokens(&frame.agency, application.form.reveal(Purpose::Searching))?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut alike = store::applications::alike(&self.reader, &frame.agency, &tokens, limit).await?;
        alike.retain(|row| row.case != frame.id);
        alike.truncate(most);
        Ok(alike)
    }
}
