//! 依申请公开: receiving, handling, answering. Every act loads the ledger, asks `affairs`, and writes the next line.

mod clock;
mod consult;
mod correct;
mod extend;
mod fees;
mod receive;

pub use clock::Came;
pub use consult::{Became, Party};
pub use receive::{Receipt, Received, Registration};

use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::{Application, Event, NotNow, Projection, Standing};
use affairs::case::{Happened, Words};
use affairs::id::CaseId;
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::{Date, Instant, Personal, Refusal};
use law::calendar::WorkingDayCalendar;
use store::Transaction;

/// A case at the desk: its ledger, where it stands, and this day.
struct OnCase {
    under: Under,
    application: Application,
    standing: Standing,
    today: Date,
}

/// Something that happens to a case, with what people wrote.
struct Line {
    event: Event,
    words: Words,
}

impl Line {
    fn plain(event: Event) -> Self {
        Self { event, words: Words::default() }
    }

    fn with(event: Event, words: Words) -> Self {
        Self { event, words }
    }
}

/// The calendar by which every period is counted.
pub(crate) fn calendar() -> &'static WorkingDayCalendar {
    WorkingDayCalendar::shipped()
}

/// How the journal names the act that wrote an event.
const fn act_of(event: &Event) -> &'static str {
    match event {
        Event::Submitted { .. } => "applications.submitted",
        Event::Signed { .. } => "applications.signed",
        Event::Confirmed { .. } => "applications.confirmed",
        Event::Assigned { .. } => "applications.assigned",
        Event::CorrectionAsked { .. } => "applications.correction_asked",
        Event::Corrected { .. } => "applications.corrected",
        Event::ConsultationSent { .. } => "applications.consultation_sent",
        Event::ConsultationDelivered { .. } => "applications.consultation_delivered",
        Event::ConsultationAnswered { .. } => "applications.consultation_answered",
        Event::ConsultationReturned { .. } => "applications.consultation_returned",
        Event::ReasonsAsked { .. } => "applications.reasons_asked",
        Event::ReasonsGiven { .. } => "applications.reasons_given",
        Event::Deferred { .. } => "applications.deferred",
        Event::ExtensionAsked { .. } => "applications.extension_asked",
        Event::ExtensionApproved { .. } => "applications.extension_approved",
        Event::ExtensionRefused { .. } => "applications.extension_refused",
        Event::ExtensionNotified { .. } => "applications.extension_notified",
        Event::FeeNoticed { .. } => "applications.fee_noticed",
        Event::FeePaid { .. } => "applications.fee_paid",
        Event::FeeRefunded { .. } => "applications.fee_refunded",
        Event::Searched { .. } => "applications.searched",
        Event::ReplySubmitted { .. } => "applications.reply_submitted",
        Event::ReplyReturned { .. } => "applications.reply_returned",
        Event::Decided { .. } => "applications.decided",
        Event::Sealed { .. } => "applications.sealed",
        Event::Served { .. } => "applications.served",
        Event::Delivered { .. } => "applications.delivered",
        Event::ServiceFailed { .. } => "applications.service_failed",
        Event::Withdrawn { .. } => "applications.withdrawn",
        Event::Lapsed { .. } => "applications.lapsed",
        Event::Reopened { .. } => "applications.reopened",
        Event::Archived { .. } => "applications.archived",
    }
}

impl Desk {
    /// Begins an act on a case. `version` is the one the page was made from.
    async fn on_case(&self, who: &Who, act: Act, case: &CaseId, version: i64) -> Done<OnCase> {
        let mut under = self.begin(who).await?;
        let application = store::applications::by_id(&mut under.tx, self.keyring()?, &who.agency, case).await?;
        let application = application.ok_or_else(crate::not_found)?;
        let frame = &application.frame;
        may(&under.officer, act, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        if frame.version != version {
            return Err(Refusal::new("changed_elsewhere", "这件申请刚刚有了新的办理记录，请刷新后再办理。").into());
        }
        let standing = application.standing(calendar());
        let today = under.now.date();
        Ok(OnCase { under, application, standing, today })
    }

    /// Writes what happened, and who did it into the journal.
    async fn happened(&self, on: OnCase, who: &Who, event: Result<Event, NotNow>, words: Words) -> Done<()> {
        let event = event.map_err(refused)?;
        let OnCase { mut under, mut application, .. } = on;
        let act = act_of(&event);
        let by = Some(who.person.clone());
        self.write(&mut under.tx, &mut application, vec![Line::with(event, words)], by, under.now).await?;
        let entry = Entry::new(who.actor(), act).about("application", &application.frame.id);
        under.tx.commit(under.now, entry.fact("line", application.frame.version)).await?;
        Ok(())
    }

    /// Appends lines to a ledger and brings the flat row up to it, in the act's transaction.
    async fn write(
        &self,
        tx: &mut Transaction,
        application: &mut Application,
        lines: Vec<Line>,
        by: Option<affairs::id::PersonId>,
        now: Instant,
    ) -> Done<()> {
        let before = application.frame.version;
        for line in lines {
            application.frame.version += 1;
            let (number, words) = (application.frame.version, Personal::new(line.words));
            let happened = Happened { number, at: now, by: by.clone(), event: line.event, words };
            store::applications::append(tx, self.keyring()?, &application.frame.id, &happened).await?;
            application.events.push(happened);
        }
        let projection = Projection::of(&application.standing(calendar()), calendar());
        store::applications::update(tx, &application.frame, before, &projection).await?;
        self.plan_lapse(tx, application, now).await
    }

    /// While an applicant is waited for, a job looks again on the day after; otherwise none does.
    async fn plan_lapse(&self, tx: &mut Transaction, application: &Application, now: Instant) -> Done<()> {
        use affairs::application::Phase;
        let task = Task::LapseApplication { case: application.frame.id.to_string() };
        match application.standing(calendar()).phase {
            Phase::AwaitingCorrection { until } | Phase::AwaitingPayment { until } => {
                let day_after = until.tomorrow().unwrap_or(until);
                let at = Instant::start_of(day_after).max(now);
                let id = affairs::id::JobId::new(crate::new_id()?);
                Ok(store::jobs::put(tx, &id, &task, at).await?)
            }
            _ => Ok(store::jobs::done(tx, &task).await?),
        }
    }

    /// Reads a case with what it says of people. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it.
    pub async fn read_application(&self, who: &Who, case: &CaseId) -> Done<Application> {
        let mut under = self.begin(who).await?;
        let application = store::applications::by_id(&mut under.tx, self.keyring()?, &who.agency, case).await?;
        let application = application.ok_or_else(crate::not_found)?;
        let frame = &application.frame;
        may(&under.officer, Act::ReadApplication, &Facts::document(&who.agency, &frame.section, &frame.responsible))?;
        under.tx.commit(under.now, Entry::new(who.actor(), "applications.read").about("application", case)).await?;
        Ok(application)
    }

    /// Gives a case to another officer of the agency.
    ///
    /// # Errors
    /// Refused when that person is not of this agency or has left, or the case is closed.
    pub async fn assign_application(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        to: &affairs::id::PersonId,
    ) -> Done<()> {
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let person = store::people::by_id(&mut on.under.tx, &who.agency, to).await?.ok_or_else(crate::not_found)?;
        if person.state != affairs::people::PersonState::Active {
            return Err(Refusal::new("not_active", "此人未启用或已离任，不能承办。").at("to").into());
        }
        if !on.standing.phase.is_open() {
            return Err(Refusal::new("phase", "本件已经办结，不需要再转办。").into());
        }
        on.application.frame.section = person.section.clone();
        on.application.frame.responsible = to.clone();
        let event = Event::Assigned { section: person.section, to: to.clone() };
        self.happened(on, who, Ok(event), Words::default()).await
    }

    /// Closes a case whose applicant was waited for in vain.
    pub(crate) async fn lapse_application(&self, agency: &affairs::id::AgencyId, case: &CaseId) -> Done<()> {
        let now = self.now();
        let mut tx = self.writer.begin(agency).await?;
        let loaded = store::applications::by_id(&mut tx, self.keyring()?, agency, case).await?;
        let mut application = loaded.ok_or_else(crate::not_found)?;
        let event = application.standing(calendar()).lapse(now.date()).map_err(refused)?;
        self.write(&mut tx, &mut application, vec![Line::plain(event)], None, now).await?;
        let actor = ActorName::Job { name: "lapse_application".to_owned() };
        tx.commit(now, Entry::new(actor, "applications.lapsed").about("application", case)).await?;
        Ok(())
    }
}
