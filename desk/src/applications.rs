//! 依申请公开: receiving, handling, answering. Every act loads the ledger, asks `affairs`, and writes the next line.

mod alike;
mod blank;
mod clock;
mod co_handle;
mod consult;
mod correct;
mod due_day;
mod extend;
mod fees;
mod files;
mod letters;
mod mail_room;
mod nearest;
mod numbered;
mod pass_on;
mod receive;
mod remedies;
mod reply;
mod split;
mod telling;
mod volumes;

pub use crate::publishing::Opinion;
pub use blank::BlankForm;
pub use clock::Came;
pub use consult::{Became, Party};
pub use files::{FilesIn, OpenedFile, TakenFile};
pub use letters::{EnvelopeSize, LetterFormat, LetterWish};
pub(crate) use nearest::Likenesses;
pub use nearest::NearCase;
pub(crate) use numbered::ToIssue;
pub use numbered::{ThirdPartyTold, letter_name};
pub(crate) use receive::short;
pub use receive::{Receipt, Received, Registration};
pub use remedies::{RemediesOfCase, RemedyStep, SeenRemedy};
pub use reply::{Seal, Service, Written};
pub use volumes::{ReadyCase, ShelfAct, TransferList};

use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::{Application, Event, NotNow, Phase, Projection, Standing};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, JobId, PersonId};
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::{Date, Instant, Personal, Refusal};
use law::calendar::WorkingDayCalendar;
use std::sync::Arc;
use store::Transaction;

/// A case at the desk: the act's transaction, its ledger, where it stands, and this moment.
struct OnCase {
    tx: Transaction,
    application: Application,
    standing: Standing,
    calendar: Arc<WorkingDayCalendar>,
    now: Instant,
    today: Date,
}

/// Who writes a line of a ledger.
enum By<'who> {
    Officer(&'who Who),
    /// The applicant with the code of his receipt.
    ReceiptHolder,
    /// A job of this name.
    Clock(&'static str),
}

impl<'who> From<&'who Who> for By<'who> {
    fn from(who: &'who Who) -> Self {
        Self::Officer(who)
    }
}

impl By<'_> {
    fn actor(&self, case: &CaseId) -> ActorName {
        match self {
            Self::Officer(who) => who.actor(),
            Self::ReceiptHolder => ActorName::ReceiptHolder { case: case.to_string() },
            Self::Clock(name) => ActorName::Job { name: (*name).to_owned() },
        }
    }

    fn person(&self) -> Option<PersonId> {
        match self {
            Self::Officer(who) => Some(who.person.clone()),
            Self::ReceiptHolder | Self::Clock(_) => None,
        }
    }
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

/// How the journal names the act that wrote an event.
const fn act_of(event: &Event) -> &'static str {
    match event {
        Event::Submitted { .. } => "applications.submitted",
        Event::Signed { .. } => "applications.signed",
        Event::Confirmed { .. } => "applications.confirmed",
        Event::Assigned { .. } => "applications.assigned",
        Event::CoHandlingAsked { .. } => "applications.co_handling_asked",
        Event::CoHandlingAnswered { .. } => "applications.co_handling_answered",
        Event::CoHandlingPassed { .. } => "applications.co_handling_passed",
        Event::Split { .. } => "applications.split",
        Event::SplitFrom { .. } => "applications.split_from",
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
        Event::DueDayTold { .. } => "applications.due_day_told",
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
        Event::VolumeOpened { .. } => "applications.volume_opened",
    }
}

impl Desk {
    /// Begins an officer's act on a case. `version` is the one the page was made from.
    async fn on_case(&self, who: &Who, act: Act, case: &CaseId, version: i64) -> Done<OnCase> {
        let on = self.on_case_as_it_is(who, act, case).await?;
        if on.application.frame.version != version {
            return Err(Refusal::new("changed_elsewhere", "这件申请刚刚有了新的办理记录，请刷新后再办理。").into());
        }
        Ok(on)
    }

    /// The same, whatever line of the ledger the page was made from.
    async fn on_case_as_it_is(&self, who: &Who, act: Act, case: &CaseId) -> Done<OnCase> {
        let Under { tx, officer, now } = self.begin(who).await?;
        let on = self.found(tx, case, now).await?;
        let frame = &on.application.frame;
        let facts = Facts::document(&who.agency, &frame.section, &frame.responsible);
        may(&officer, act, &facts.asked(on.application.asks(&who.person)))?;
        Ok(on)
    }

    /// Begins an act of nobody in the office: the applicant's, or the clock's.
    async fn on_case_of(&self, agency: &AgencyId, case: &CaseId) -> Done<OnCase> {
        let tx = self.writer.begin(agency).await?;
        self.found(tx, case, self.now()).await
    }

    async fn found(&self, mut tx: Transaction, case: &CaseId, now: Instant) -> Done<OnCase> {
        let agency = tx.agency().clone();
        let application = store::applications::by_id(&mut tx, self.keyring()?, &agency, case).await?;
        let application = application.ok_or_else(crate::not_found)?;
        let calendar = self.calendar_in(&mut tx).await?;
        let standing = application.standing(&calendar);
        Ok(OnCase { tx, application, standing, calendar, now, today: now.date() })
    }

    /// Appends what happened to the ledger, brings the flat row up to it, and names who did it in the journal.
    async fn happened<'who>(
        &self,
        on: OnCase,
        by: impl Into<By<'who>>,
        event: Result<Event, NotNow>,
        words: Words,
    ) -> Done<()> {
        self.all_happened(on, by, vec![Line { event: event.map_err(refused)?, words }]).await
    }

    /// The same for lines that belong together; the first names the act.
    async fn all_happened<'who>(&self, on: OnCase, by: impl Into<By<'who>>, lines: Vec<Line>) -> Done<()> {
        let by = by.into();
        let OnCase { mut tx, mut application, calendar, now, .. } = on;
        let Some(act) = lines.first().map(|line| act_of(&line.event)) else { return Ok(()) };
        let before = application.frame.version;
        self.take_replies_back(&mut tx, &application.frame.id, &lines, now).await?;
        let asks_a_section = lines.iter().any(|line| {
            use Event::{CoHandlingAnswered, CoHandlingAsked, CoHandlingPassed};
            matches!(line.event, CoHandlingAsked { .. } | CoHandlingAnswered { .. } | CoHandlingPassed { .. })
        });
        for Line { event, words } in lines {
            application.frame.version += 1;
            let (number, words) = (application.frame.version, Personal::new(words));
            let happened = Happened { number, at: now, by: by.person(), event, words };
            store::applications::append(&mut tx, self.keyring()?, &application.frame.id, &happened).await?;
            application.events.push(happened);
        }
        let standing = application.standing(&calendar);
        let projection = Projection::of(&standing, &calendar);
        store::applications::update(&mut tx, &application.frame, before, &projection).await?;
        let case = &application.frame.id;
        if asks_a_section {
            for one in &application.co_handling() {
                store::co_handling::save(&mut tx, case, one).await?;
            }
        }
        self.plan_lapse(&mut tx, case, &standing.phase, now).await?;
        crate::alarms::end_with(&mut tx, case, &standing.phase, now).await?;
        self.tell_applicant(&mut tx, &application, &standing, before + 1).await?;
        let entry = Entry::new(by.actor(case), act).about("application", case);
        tx.commit(now, entry.fact("line", application.frame.version)).await?;
        Ok(())
    }

    /// While an applicant is waited for, a job looks again on the day after; otherwise none does.
    async fn plan_lapse(&self, tx: &mut Transaction, case: &CaseId, phase: &Phase, now: Instant) -> Done<()> {
        let task = Task::LapseApplication { case: case.to_string() };
        match *phase {
            Phase::AwaitingCorrection { until } | Phase::AwaitingPayment { until } => {
                let day_after = until.tomorrow().unwrap_or(until);
                let at = Instant::start_of(day_after).max(now);
                let id = JobId::new(crate::new_id()?);
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
        let Under { tx, officer, now } = self.begin(who).await?;
        let OnCase { tx, application, .. } = self.found(tx, case, now).await?;
        let frame = &application.frame;
        let facts = Facts::document(&who.agency, &frame.section, &frame.responsible);
        may(&officer, Act::ReadApplication, &facts.asked(application.asks(&who.person)))?;
        tx.commit(now, Entry::new(who.actor(), "applications.read").about("application", case)).await?;
        Ok(application)
    }

    /// Gives a case to another officer of the agency.
    ///
    /// # Errors
    /// Refused when that person is not of this agency or has left, or the case is closed.
    pub async fn assign_application(&self, who: &Who, case: &CaseId, version: i64, to: &PersonId) -> Done<()> {
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let person = store::people::by_id(&mut on.tx, &who.agency, to).await?.ok_or_else(crate::not_found)?;
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
    pub(crate) async fn lapse_application(&self, agency: &AgencyId, case: &CaseId) -> Done<()> {
        let on = self.on_case_of(agency, case).await?;
        let event = on.standing.lapse(on.today);
        self.happened(on, By::Clock("lapse_application"), event, Words::default()).await
    }
}
