//! A leaver's case goes to his successor, within the act of the handover.

use crate::{Desk, Done, Who};
use affairs::application::{Event, Projection};
use affairs::case::{Happened, Words};
use affairs::id::CaseId;
use affairs::people::Person;
use affairs::{Instant, Personal};
use store::Transaction;

impl Desk {
    /// Makes somebody else responsible for a case; the journal line is the handover's own.
    pub(crate) async fn pass_case_on(
        &self,
        tx: &mut Transaction,
        who: &Who,
        case: &CaseId,
        to: &Person,
        now: Instant,
    ) -> Done<()> {
        let keyring = self.keyring()?;
        let application = store::applications::by_id(&mut *tx, keyring, &who.agency, case).await?;
        let mut application = application.ok_or_else(crate::not_found)?;
        let before = application.frame.version;
        application.frame.version += 1;
        application.frame.section = to.section.clone();
        application.frame.responsible = to.id.clone();
        let happened = Happened {
            number: application.frame.version,
            at: now,
            by: Some(who.person.clone()),
            event: Event::Assigned { section: to.section.clone(), to: to.id.clone() },
            words: Personal::new(Words::of("离任移交")),
        };
        store::applications::append(tx, keyring, case, &happened).await?;
        application.events.push(happened);
        let calendar = self.calendar_in(tx).await?;
        let projection = Projection::of(&application.standing(&calendar), &calendar);
        Ok(store::applications::update(tx, &application.frame, before, &projection).await?)
    }
}
