//! 答复: written, handed into its reviews, signed by one hash, dated, sealed, served.

mod draft;
mod propose;
mod published;
mod seal;
mod serve;
mod sign;
mod submit;

pub use draft::Written;
pub use seal::Seal;
pub use serve::Service;

use super::letters::Names;
use super::{Line, OnCase};
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::access::Act;
use affairs::application::letter_facts::{Writing, facts};
use affairs::application::reply::{Answer, Draft, ReplyProgress, ReplyReview};
use affairs::application::{Application, Event};
use affairs::id::CaseId;
use affairs::letter::{Letter, REMEDY_OF_THE_OTHER, compose};
use affairs::personal::Purpose;
use affairs::series::Series;
use affairs::setting::Settings;
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use law::letter::LetterKind;
use law::remedy::{RemedyFacts, ServiceWay, remedy_clause};
use paper::write::letter::letter_pdf;
use store::Transaction;

impl Desk {
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
        let Some((reply, scan)) = application.sealed() else { return Ok(Vec::new()) };
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
        // The number of a letter issued before the case was handled anew stays with that letter.
        if let Some((number, true)) = store::replies::number_of(&mut *tx, &agency, case).await? {
            store::series::void_number(tx, Series::Reply, &number, "申请人撤回申请，未作出答复").await?;
        }
        store::replies::drop_draft(tx, case).await?;
        Ok(())
    }

    /// The reply as it now stands in the draft, as a letter to be looked at. The view is a line of the journal.
    ///
    /// # Errors
    /// Refused while something that the letter must state is missing, and to everybody who does not handle the case.
    pub async fn preview_reply(&self, who: &Who, case: &CaseId) -> Done<Vec<u8>> {
        self.read_application(who, case).await?;
        let draft = store::replies::draft(&self.reader, self.keyring()?, &who.agency, case).await?;
        let draft = draft.ok_or_else(crate::not_found)?;
        let mut on = self.on_case_of(&who.agency, case).await?;
        let letter = self.worded(&mut on, draft.reveal(Purpose::Handling), "").await?;
        on.tx.roll_back().await?;
        self.printed(move |press, now| letter_pdf(press, &letter, now)).await
    }

    /// The letter that the draft makes now, for the page on which it is written; `None` while something that it must state is
    /// missing. Who reads the page has been written into the journal.
    ///
    /// # Errors
    /// Refused to everybody who does not handle the case.
    pub async fn drafted_letter(&self, who: &Who, case: &CaseId) -> Done<Option<Personal<Letter>>> {
        let mut on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let draft = store::replies::draft(&mut on.tx, self.keyring()?, &who.agency, case).await?;
        let letter = match &draft {
            Some(draft) => match self.worded(&mut on, draft.reveal(Purpose::Handling), "").await {
                Ok(letter) => Some(Personal::new(letter)),
                Err(crate::ActError::Refused(_)) => None,
                Err(failed) => return Err(failed),
            },
            None => None,
        };
        on.tx.roll_back().await?;
        Ok(letter)
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
        self.printed(move |press, now| letter_pdf(press, &letter, now)).await
    }

    /// The letter of a draft, as the settings of the day word it. The number is empty while none is taken.
    async fn worded(&self, on: &mut OnCase, draft: &Draft, number: &str) -> Done<Letter> {
        let settings = store::settings::on(&mut on.tx, &on.application.frame.agency, on.today).await?;
        let names = self.names_of(&on.application).await?;
        Ok(letter_of(on, &names, &settings, draft, number)?)
    }
}

/// Words a reply: the case's own facts, the officer's answer, the remedy clause of this day.
fn letter_of(on: &OnCase, names: &Names, settings: &Settings, draft: &Draft, number: &str) -> Result<Letter, Refusal> {
    let answer = &draft.answer;
    let writing = Writing {
        agency: &names.agency,
        answering: &settings.answering,
        calendar: &on.calendar,
        officer: &names.officer,
        section: &names.section,
        number,
        date: None,
        kind: None,
        asked: None,
        served: None,
        fee: None,
    };
    let mut facts = facts(&on.application, &on.standing, &writing);
    let wish = format!("{}，{}", facts.application.form, facts.application.channel);
    facts.answer = Some(answer.facts(&draft.materials, &wish));
    facts.remedy_clause = clause_of(answer, draft.way, settings, on.today)?;
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
