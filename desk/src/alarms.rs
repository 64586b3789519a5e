//! 催办: how near the running periods are to their ends, told once a stage, to more people the nearer it comes.
//!
//! After days on which nothing ran, only the newest stage is told. A late one stands in everybody's list until it is done.

use crate::{Desk, Done, Who, new_id};
use affairs::application::{Event, Phase};
use affairs::id::{AgencyId, CaseId, JobId, NoticeId, PersonId, SectionId};
use affairs::job::{Task, next_morning};
use affairs::journal::{ActorName, Entry};
use affairs::notice::{DueKind, Subject};
use affairs::people::{Grant, Role};
use affairs::{Date, Instant, Refusal};
use law::alarm::{Stage, Told, stage};
use law::calendar::WorkingDayCalendar;
use store::Transaction;
use store::deadlines::DueRow;

/// Cases at once: one act, one line of the journal.
const BATCH: i64 = 200;
/// The first stage begins when so many working days are left; what ends later has nothing to tell.
const FIRST_STAGE: u16 = 15;

/// Something that has to be done by a day.
#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    pub of: DueKind,
    /// The record's id.
    pub record: String,
    /// How people of the office call it: its number.
    pub label: String,
    pub due_on: Date,
    pub section: SectionId,
    pub responsible: PersonId,
}

impl Desk {
    /// Sees to it that every agency has its daily jobs; those that wait already are left alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_daily_jobs(&self) -> Done<()> {
        for agency in store::agencies::all(&self.reader).await? {
            let id = JobId::new(new_id()?);
            let first = next_morning(self.now());
            store::jobs::ensure(&self.writer, &agency.id, &id, &Task::TellDeadlines, first).await?;
        }
        Ok(())
    }

    /// The morning's round through an agency's open cases.
    pub(crate) async fn tell_deadlines(&self, agency: &AgencyId) -> Done<()> {
        self.settle_overtaken(agency).await?;
        let until = self.calendar(agency).await?.add_working_days(self.now().date(), FIRST_STAGE).value;
        let mut after: Option<(Date, CaseId)> = None;
        loop {
            let cursor = after.as_ref().map(|(day, case)| (*day, case));
            let rows = store::deadlines::due_between(&self.reader, agency, (Date::MIN, until), cursor, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some((last.due_on, last.case.clone()));
            let mut running = Vec::new();
            for row in rows {
                if self.is_running(agency, &row).await? {
                    running.push(deadline(row));
                }
            }
            self.tell_stages(agency, &running).await?;
        }
        let owed = self.remedy_deadlines(agency, until).await?;
        self.tell_stages(agency, &owed).await?;
        let asked = self.request_deadlines(agency, until).await?;
        self.tell_stages(agency, &asked).await?;
        Ok(store::jobs::again(&self.writer, agency, &Task::TellDeadlines, next_morning(self.now())).await?)
    }

    /// Tells the stage of each period that is nearer its end than was told, all in one act. Answers how many were told.
    pub(crate) async fn tell_stages(&self, agency: &AgencyId, deadlines: &[Deadline]) -> Done<usize> {
        let (now, calendar) = (self.now(), self.calendar(agency).await?);
        let mut waiting = Vec::new();
        for deadline in deadlines {
            let reached = stage(now.date(), deadline.due_on, &calendar);
            let told = store::deadlines::told(&self.reader, agency, deadline.of, &deadline.record).await?;
            if is_news(reached, deadline, told.as_ref()) {
                waiting.push((deadline, reached));
            }
        }
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut tx = self.writer.begin(agency).await?;
        let grants = store::people::grants(&mut tx, agency).await?;
        let grants: Vec<Grant> = grants.into_iter().filter(|grant| grant.in_force_on(now.date())).collect();
        let mut entry = Entry::new(ActorName::Job { name: Task::TellDeadlines.kind().to_owned() }, "deadlines.tell");
        let mut count = 0;
        for (deadline, reached) in waiting {
            // Another machine may have told it since.
            let told = store::deadlines::told(&mut tx, agency, deadline.of, &deadline.record).await?;
            if is_news(reached, deadline, told.as_ref()) {
                store::deadlines::settle(&mut tx, deadline.of, &deadline.record, now).await?;
                tell(&mut tx, deadline, reached, &grants, &calendar, now).await?;
                entry = entry.about(deadline.of.code(), &deadline.record);
                count += 1;
            }
        }
        if count == 0 {
            tx.roll_back().await?;
        } else {
            tx.commit(now, entry.fact("count", count)).await?;
        }
        Ok(count)
    }

    /// While an applicant is asked to correct or to pay, his move starts the period anew; but a correction that was asked for
    /// too late keeps the old one running.
    async fn is_running(&self, agency: &AgencyId, row: &DueRow) -> Done<bool> {
        if row.phase == (Phase::AwaitingPayment { until: Date::MIN }).code() {
            return Ok(false);
        }
        if row.phase != (Phase::AwaitingCorrection { until: Date::MIN }).code() {
            return Ok(true);
        }
        let events = store::calendars::events(&self.reader, agency, &row.case).await?;
        Ok(events.iter().any(|event| matches!(event, Event::CorrectionAsked { late: true, .. })))
    }

    /// Takes back what has been overtaken: the case has ended, or its last day has moved.
    async fn settle_overtaken(&self, agency: &AgencyId) -> Done<()> {
        loop {
            let overtaken = store::deadlines::overtaken(&self.reader, agency, BATCH).await?;
            if overtaken.is_empty() {
                return Ok(());
            }
            let (now, mut tx) = (self.now(), self.writer.begin(agency).await?);
            let job = ActorName::Job { name: Task::TellDeadlines.kind().to_owned() };
            let mut entry = Entry::new(job, "deadlines.settle").fact("count", overtaken.len());
            for record in overtaken {
                store::deadlines::settle(&mut tx, DueKind::Application, &record, now).await?;
                entry = entry.about(DueKind::Application.code(), record);
            }
            tx.commit(now, entry).await?;
        }
    }

    /// A notice of something late stands until it is done.
    pub(crate) async fn may_be_put_away(&self, who: &Who, id: &NoticeId) -> Done<()> {
        let subject = store::outbox::subject(&self.reader, &who.agency, &who.person, id).await?;
        let Some((of, record)) = subject.as_ref().and_then(Subject::stands_until_done) else { return Ok(()) };
        let told = store::deadlines::told(&self.reader, &who.agency, of, record).await?;
        if told.is_some_and(|told| told.notices.contains(id)) {
            return Err(Refusal::new("late_stands", "已经逾期的提醒在办结以前一直保留，不能消除。").into());
        }
        Ok(())
    }
}

/// Ends the alarms of a case in the act that ends it.
pub(crate) async fn end_with(tx: &mut Transaction, case: &CaseId, phase: &Phase, now: Instant) -> Done<()> {
    if !phase.is_open() {
        store::deadlines::settle(tx, DueKind::Application, case.as_str(), now).await?;
    }
    Ok(())
}

fn deadline(row: DueRow) -> Deadline {
    Deadline {
        of: DueKind::Application,
        record: row.case.to_string(),
        label: row.number,
        due_on: row.due_on,
        section: row.section,
        responsible: row.responsible,
    }
}

/// A stage is told once for one last day; a last day that moved begins anew.
fn is_news(reached: Stage, deadline: &Deadline, told: Option<&store::deadlines::Told>) -> bool {
    let before = told.filter(|told| told.due_on == deadline.due_on).map_or(0, |told| told.stage);
    reached.rank() > before
}

async fn tell(
    tx: &mut Transaction,
    deadline: &Deadline,
    reached: Stage,
    grants: &[Grant],
    calendar: &WorkingDayCalendar,
    now: Instant,
) -> Done<()> {
    let late = match reached {
        Stage::Late(days) => Some(days),
        _ => None,
    };
    let subject = Subject::Due {
        of: deadline.of,
        record: deadline.record.clone(),
        label: deadline.label.clone(),
        due_on: deadline.due_on,
        left: calendar.working_days_between(now.date(), deadline.due_on).value,
        late,
    };
    let mut notices = Vec::new();
    for person in told_people(deadline, reached.told(), grants) {
        let id = NoticeId::new(new_id()?);
        store::outbox::notify(tx, &id, &person, &subject, now).await?;
        notices.push(id);
    }
    let told = store::deadlines::Told { due_on: deadline.due_on, stage: reached.rank(), notices };
    Ok(store::deadlines::tell(tx, deadline.of, &deadline.record, &told, now).await?)
}

/// The responsible officer; then the heads of his section and of the disclosure office; then the leaders.
fn told_people(deadline: &Deadline, told: Told, grants: &[Grant]) -> Vec<PersonId> {
    let is_told = |grant: &Grant| match grant.role {
        Role::SectionHead => told >= Told::Head && grant.scope.covers(&deadline.section),
        Role::DisclosureHead => told >= Told::Head,
        Role::Leader => told >= Told::Leader,
        _ => false,
    };
    let mut people: Vec<PersonId> =
        grants.iter().filter(|grant| is_told(grant)).map(|grant| grant.person.clone()).collect();
    people.push(deadline.responsible.clone());
    people.sort();
    people.dedup();
    people
}
