//! What waits in a request: its last day among the morning's alarms, and its way to a successor.

use crate::alarms::Deadline;
use crate::{Desk, Done, Who};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId};
use affairs::notice::DueKind;
use affairs::people::Person;
use affairs::request::{Event, kind_of};
use affairs::{Date, Instant, Personal};
use law::request_due::request_due;
use store::Transaction;

/// Requests at once, where all are gone through.
const BATCH: i64 = 200;

impl Desk {
    /// The answers to requests that are due until a day, for the morning's round of alarms.
    pub(crate) async fn request_deadlines(&self, agency: &AgencyId, until: Date) -> Done<Vec<Deadline>> {
        let calendar = self.calendar(agency).await?;
        let (mut deadlines, mut after) = (Vec::new(), None::<(Date, CaseId)>);
        loop {
            let cursor = after.as_ref().map(|(day, case)| (*day, case));
            let rows = store::requests::open_after(&self.reader, agency, cursor, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(deadlines) };
            after = Some((last.received_on, last.case.clone()));
            for row in rows {
                let Some(kind) = kind_of(row.kind) else { continue };
                let due_on = request_due(kind, row.received_on, &calendar).answer.value;
                if due_on <= until {
                    deadlines.push(Deadline {
                        of: DueKind::Request,
                        record: row.case.to_string(),
                        label: row.number,
                        due_on,
                        section: row.section,
                        responsible: row.responsible,
                    });
                }
            }
        }
    }

    /// Makes somebody else responsible for a request; the journal line is the handover's own.
    pub(crate) async fn pass_request_on(
        &self,
        tx: &mut Transaction,
        who: &Who,
        case: &CaseId,
        to: &Person,
        now: Instant,
    ) -> Done<()> {
        let keyring = self.keyring()?;
        let request = store::requests::by_id(&mut *tx, keyring, &who.agency, case).await?;
        let mut request = request.ok_or_else(crate::not_found)?;
        let stage = request.standing(&*self.calendar_in(tx).await?).stage;
        let before = request.frame.version;
        request.frame.version += 1;
        request.frame.section = to.section.clone();
        request.frame.responsible = to.id.clone();
        let happened = Happened {
            number: request.frame.version,
            at: now,
            by: Some(who.person.clone()),
            event: Event::Assigned { section: to.section.clone(), to: to.id.clone() },
            words: Personal::new(Words::of("离任移交")),
        };
        store::requests::append(tx, keyring, case, &happened).await?;
        Ok(store::requests::update(tx, &request.frame, before, &stage).await?)
    }
}
