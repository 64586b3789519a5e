//! 答复: written, handed into its reviews, signed by one hash, dated, sealed, served.

mod draft;
mod propose;
mod seal;
mod serve;
mod sign;
mod submit;

pub use draft::Written;
pub use seal::Seal;
pub use serve::Service;
pub use sign::Opinion;

use super::{Line, OnCase};
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::application::letter_facts::{Writing, facts};
use affairs::application::reply::{Answer, Material, ReplyProgress, ReplyReview};
use affairs::application::{Application, Event, Phase};
use affairs::id::CaseId;
use affairs::letter::{Letter, REMEDY_OF_THE_OTHER, compose};
use affairs::personal::Purpose;
use affairs::setting::Settings;
use affairs::{ContentHash, Date, Instant, Refusal};
use law::letter::LetterKind;
use law::remedy::{RemedyFacts, ServiceWay, remedy_clause};
use store::Transaction;

/// What a reply is worded with besides the case.
struct Office {
    settings: Settings,
    agency: String,
    officer: String,
    section: String,
}

impl Desk {
    async fn office_of(&self, tx: &mut Transaction, application: &Application, today: Date) -> Done<Office> {
        let frame = &application.frame;
        let agency = store::agencies::by_id(&mut *tx, &frame.agency).await?.ok_or_else(crate::not_found)?;
        let settings = store::settings::on(&mut *tx, &frame.agency, today).await?;
        let officer = store::people::by_id(&mut *tx, &frame.agency, &frame.responsible).await?;
        let sections = store::agencies::sections(&mut *tx, &frame.agency).await?;
        let section = sections.into_iter().find(|section| section.id == frame.section);
        Ok(Office {
            settings,
            agency: agency.name,
            officer: officer.map(|person| person.name).unwrap_or_default(),
            section: section.map(|section| section.name).unwrap_or_default(),
        })
    }

    /// The reviews of a reply in the act's transaction.
    async fn reply_review(&self, tx: &mut Transaction, reply: &ContentHash) -> Done<ReplyReview> {
        let agency = tx.agency().clone();
        let review = store::replies::review(&mut *tx, self.keyring()?, &agency, reply).await?;
        Ok(review.ok_or_else(crate::not_found)?)
    }

    /// The files that go out with the reply sealed last: its sealed copy and its materials, and nothing else of the case.
    pub(super) async fn named_by_reply(
        &self,
        db: impl store::Read,
        application: &Application,
    ) -> Done<Vec<ContentHash>> {
        let sealed = application.events.iter().rev().find_map(|line| match &line.event {
            Event::Sealed { reply, scan, .. } => Some((reply, scan)),
            _ => None,
        });
        let Some((reply, scan)) = sealed else { return Ok(Vec::new()) };
        let content = store::replies::content(db, self.keyring()?, &application.frame.agency, reply).await?;
        let materials = content.map(|content| {
            let materials = &content.reveal(Purpose::Handling).materials;
            materials.iter().map(|material| material.file.clone()).collect::<Vec<ContentHash>>()
        });
        Ok(std::iter::once(scan.clone()).chain(materials.unwrap_or_default()).collect())
    }

    /// When the applicant withdraws while a reply is in its reviews, nobody signs it any more.
    pub(super) async fn take_replies_back(
        &self,
        tx: &mut Transaction,
        case: &CaseId,
        lines: &[Line],
        now: Instant,
    ) -> Done<()> {
        if !lines.iter().any(|line| matches!(line.event, Event::Withdrawn { .. })) {
            return Ok(());
        }
        let agency = tx.agency().clone();
        for row in store::replies::of_case(&mut *tx, &agency, case).await? {
            if !matches!(row.progress, ReplyProgress::Waiting { .. }) {
                continue;
            }
            let review = self.reply_review(tx, &row.reply).await?;
            let before = review.progress.clone();
            let review = review.take_back(now).map_err(refused)?;
            store::replies::update(tx, &review, &before, now).await?;
        }
        store::series::void_held(tx, &number_holder(case), "申请人撤回申请，未作出答复").await?;
        store::replies::drop_draft(tx, case).await?;
        Ok(())
    }

    /// The reply as it now stands in the draft, as a letter to be looked at. The view is a line of the journal.
    ///
    /// # Errors
    /// Refused while something that the letter must state is missing, and to everybody who does not handle the case.
    pub async fn preview_reply(&self, who: &Who, case: &CaseId) -> Done<Vec<u8>> {
        let application = self.read_application(who, case).await?;
        let draft = store::replies::draft(&self.reader, self.keyring()?, &who.agency, case).await?;
        let draft = draft.ok_or_else(crate::not_found)?;
        let mut tx = self.writer.begin(&who.agency).await?;
        let now = self.now();
        let on = OnCase {
            calendar: self.calendar_in(&mut tx).await?,
            standing: application.standing(&*self.calendar(&who.agency).await?),
            application,
            now,
            today: now.date(),
            tx,
        };
        let (on, letter) = self.worded(on, draft.reveal(Purpose::Handling), "").await?;
        on.tx.roll_back().await?;
        self.print_letter(letter, now).await
    }

    /// A reply that was handed in, as a letter: the issued one once it is decided, with its date and its code.
    ///
    /// # Errors
    /// Refused to everybody who does not handle the case.
    pub async fn reply_letter(&self, who: &Who, case: &CaseId, reply: &ContentHash) -> Done<Vec<u8>> {
        self.read_application(who, case).await?;
        let keyring = self.keyring()?;
        let letter = match store::replies::letter(&self.reader, keyring, &who.agency, reply).await? {
            Some(issued) => issued.reveal(Purpose::Handling).clone(),
            None => {
                let content = store::replies::content(&self.reader, keyring, &who.agency, reply).await?;
                content.ok_or_else(crate::not_found)?.reveal(Purpose::Handling).letter.clone()
            }
        };
        let of_case = store::replies::of_case(&self.reader, &who.agency, case).await?;
        if of_case.iter().all(|row| row.reply != *reply) {
            return Err(crate::not_found().into());
        }
        self.print_letter(letter, self.now()).await
    }

    async fn print_letter(&self, letter: Letter, now: Instant) -> Done<Vec<u8>> {
        let press = self.press.clone();
        let work = move || paper::write::letter::letter_pdf(&press, &letter, now);
        let printed = tokio::task::spawn_blocking(work).await.map_err(|error| crate::Failure::of(&error))?;
        Ok(printed.map_err(|error| crate::Failure::of(&error))?)
    }

    /// The letter of a draft. The number is empty while none is taken.
    async fn worded(
        &self,
        mut on: OnCase,
        draft: &affairs::application::reply::Draft,
        number: &str,
    ) -> Done<(OnCase, Letter)> {
        let office = self.office_of(&mut on.tx, &on.application, on.today).await?;
        let letter = letter_of(&on, &office, (&draft.answer, &draft.materials), draft.way, number)?;
        Ok((on, letter))
    }
}

/// Words a reply: the case's own facts, the officer's answer, the remedy clause of this day.
fn letter_of(
    on: &OnCase,
    office: &Office,
    answered: (&Answer, &[Material]),
    way: ServiceWay,
    number: &str,
) -> Result<Letter, Refusal> {
    let (answer, materials) = answered;
    let writing = Writing {
        agency: &office.agency,
        answering: &office.settings.answering,
        calendar: &on.calendar,
        officer: &office.officer,
        section: &office.section,
        number,
        date: None,
        asked: None,
        served: None,
        fee: None,
    };
    let mut facts = facts(&on.application, &on.standing, &writing);
    let wish = format!("{}，{}", facts.application.form, facts.application.channel);
    facts.answer = Some(answer.facts(materials, &wish));
    facts.remedy_clause = clause_of(answer, way, &office.settings, on.today)?;
    compose(LetterKind::of_outcome(answer.outcome), &facts)
}

/// The remedy clause as the law of a day wants it.
fn clause_of(answer: &Answer, way: ServiceWay, settings: &Settings, on: Date) -> Result<String, Refusal> {
    let names = settings.answering.remedy_names();
    let clause = remedy_clause(&RemedyFacts {
        decided_on: on,
        outcome: answer.outcome,
        withheld_parts: &answer.grounds(),
        reviewed_as: settings.answering.reviewed_as(),
        names: &names,
        service: Some(way),
    });
    let printed = |text: String| if text.is_empty() { REMEDY_OF_THE_OTHER.to_owned() } else { text };
    clause.map(|clause| printed(clause.text)).map_err(|step| {
        Refusal::new("remedy_clause", format!("{}。", step.says)).citing(step.basis.to_string()).at("remedy_clause")
    })
}

/// The number's holder in its series: the reply of this case.
fn number_holder(case: &CaseId) -> String {
    format!("reply/{case}")
}

/// Whether a reply may be written now.
fn in_writing(phase: &Phase) -> Result<(), Refusal> {
    match phase {
        Phase::Handling | Phase::AwaitingConfirmation => Ok(()),
        other => Err(Refusal::new("phase", format!("本件现在“{}”，不能拟写答复。", other.label()))),
    }
}
