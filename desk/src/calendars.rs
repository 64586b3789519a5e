//! 节假日安排: the calendar by which an agency counts, and importing a year's notice.
//!
//! An import moves no ledger: the days of open cases are replayed with the calendar in force. What it writes beside the notice
//! is the flat rows of the cases it moved, and for each of them the old day beside the new one.

mod follow;
mod import;
mod preview;

pub use import::MovesSeen;
pub use preview::{CalendarPreview, CaseMove, DayChange, NoticeText};

use crate::{Desk, Done};
use affairs::id::AgencyId;
use law::calendar::{ImportedNotice, WorkingDayCalendar};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Kept, Read, Transaction};

/// The calendars that were put together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calendars(Arc<RwLock<HashMap<AgencyId, Known>>>);

#[derive(Debug)]
struct Known {
    /// The number of the last import in it.
    revision: i64,
    calendar: Arc<WorkingDayCalendar>,
}

impl Calendars {
    fn known(&self, agency: &AgencyId, revision: i64) -> Option<Arc<WorkingDayCalendar>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(agency).filter(|known| known.revision == revision).map(|known| Arc::clone(&known.calendar))
    }

    fn keep(&self, agency: &AgencyId, revision: i64, calendar: &Arc<WorkingDayCalendar>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(agency.clone(), Known { revision, calendar: Arc::clone(calendar) });
    }
}

/// The calendar in force at an agency: the shipped one with every imported notice laid over it.
///
/// # Errors
/// When the database fails.
pub(crate) async fn in_force(db: impl Read, agency: &AgencyId) -> Kept<WorkingDayCalendar> {
    let kept = store::calendars::notices(db, agency).await?;
    let notices: Vec<ImportedNotice> = kept.into_iter().map(|kept| kept.notice).collect();
    Ok(WorkingDayCalendar::shipped().with_notices(&notices))
}

/// The calendar that was in force before an import.
pub(crate) fn calendar_before(notices: &[store::calendars::KeptNotice], revision: i64) -> WorkingDayCalendar {
    let earlier = notices.iter().filter(|kept| kept.revision < revision);
    let earlier: Vec<ImportedNotice> = earlier.map(|kept| kept.notice.clone()).collect();
    WorkingDayCalendar::shipped().with_notices(&earlier)
}

impl Desk {
    /// The calendar by which this agency counts, for a page. An act asks for it within its transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar(&self, agency: &AgencyId) -> Done<Arc<WorkingDayCalendar>> {
        let revision = store::calendars::revision(&self.reader, agency).await?;
        if let Some(known) = self.calendars.known(agency, revision) {
            return Ok(known);
        }
        // An import that was committed in between is read here already: then the next asking finds another number and reads anew.
        let calendar = Arc::new(in_force(&self.reader, agency).await?);
        self.calendars.keep(agency, revision, &calendar);
        Ok(calendar)
    }

    /// The same as an act sees it: nobody else can import while the act is under way. Not to be asked after importing, for that
    /// may yet be rolled back.
    pub(crate) async fn calendar_in(&self, tx: &mut Transaction) -> Done<Arc<WorkingDayCalendar>> {
        let agency = tx.agency().clone();
        let revision = store::calendars::revision(&mut *tx, &agency).await?;
        if let Some(known) = self.calendars.known(&agency, revision) {
            return Ok(known);
        }
        let calendar = Arc::new(in_force(&mut *tx, &agency).await?);
        self.calendars.keep(&agency, revision, &calendar);
        Ok(calendar)
    }
}
