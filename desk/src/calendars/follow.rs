//! A newer program may ship a year more. The open cases follow the calendar in force then, as after an import.

use super::in_force;
use super::preview::changes;
use crate::{Desk, Done};
use affairs::id::AgencyId;
use affairs::journal::{ActorName, Entry};

impl Desk {
    /// Brings the open cases of every agency up to the calendar in force. Where they stand by it already, nothing happens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn follow_calendars(&self) -> Done<()> {
        for agency in store::agencies::all(&self.reader).await? {
            let version = self.calendar(&agency.id).await?.version().to_owned();
            if store::calendars::counted_otherwise(&self.reader, &agency.id, &version).await? > 0 {
                self.follow_calendar(&agency.id).await?;
            }
        }
        Ok(())
    }

    async fn follow_calendar(&self, agency: &AgencyId) -> Done<()> {
        let (now, mut tx) = (self.now(), self.writer.begin(agency).await?);
        let calendar = in_force(&mut tx, agency).await?;
        // Another machine may have done it since.
        if store::calendars::counted_otherwise(&mut tx, agency, calendar.version()).await? == 0 {
            return Ok(tx.roll_back().await?);
        }
        let changed = changes(&mut tx, agency, &calendar).await?;
        for one in &changed {
            store::calendars::reckon_anew(&mut tx, &one.moved.case, one.version, &one.projection).await?;
        }
        store::calendars::name_calendar(&mut tx, calendar.version()).await?;
        // No notice was imported that the old days could stand beside, so they stand in the journal.
        let moves: Vec<(String, String, String)> = changed
            .iter()
            .map(|one| &one.moved)
            .map(|moved| (moved.case.to_string(), moved.old_due_on.to_string(), moved.new_due_on.to_string()))
            .collect();
        let entry = Entry::new(ActorName::Job { name: "follow_calendar".to_owned() }, "calendars.follow")
            .fact("calendar", calendar.version())
            .fact("moves", moves);
        tx.commit(now, entry).await?;
        Ok(())
    }
}
