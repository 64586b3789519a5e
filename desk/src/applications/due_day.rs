//! 答复期限变动告知: a holiday notice moved open cases, and each of their applicants is told by a letter of its own number, filed in
//! the case. The head of the disclosure office asks for it once; a job goes through the cases, each an act of its own.

use super::numbered::{ToIssue, letter_name};
use super::{By, Line, OnCase};
use crate::calendars::calendar_before;
use crate::{Desk, Done, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::application::letter_facts::{Writing, facts};
use affairs::application::{Event, FileRole, Standing};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, JobId};
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::letter::{Letter, compose};
use affairs::message::{Attachment, Shelf};
use affairs::personal::Purpose;
use affairs::{Date, Personal, Refusal};
use law::calendar::{Reach, WorkingDayCalendar};
use law::letter::LetterKind;
use paper::write::letter::{letter_pdf, letters_pdf};
use std::collections::BTreeSet;
use store::applications::CaseFile;
use store::calendars::KeptNotice;

/// Cases at once.
const BATCH: i64 = 200;
/// The most letters that are printed in one file.
const MOST_PRINTED: usize = 500;
/// Who tells, as the journal names the job.
const JOB: &str = "tell_moved";

/// An import, and the calendar that was in force before it.
struct Import {
    kept: KeptNotice,
    before: WorkingDayCalendar,
}

impl Desk {
    /// Asks for a letter to the applicant of every open case that an import moved. They are written in the background; whoever has
    /// been told his day is not told again.
    ///
    /// # Errors
    /// Refused without the role, or when there is no such import.
    pub async fn tell_moved_applicants(&self, who: &Who, revision: i64) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepCalendar, &Facts::of(&who.agency))?;
        let notices = store::calendars::notices(&mut tx, &who.agency).await?;
        if notices.iter().all(|kept| kept.revision != revision) {
            return Err(crate::not_found().into());
        }
        let task = Task::TellMoved { revision: revision.to_string() };
        store::jobs::put(&mut tx, &JobId::new(new_id()?), &task, now).await?;
        tx.commit(now, Entry::new(who.actor(), "calendars.tell_moved").about("calendar_notice", revision)).await?;
        Ok(())
    }

    /// The letters that an import led to, in one file for the printer; at most five hundred.
    ///
    /// # Errors
    /// Refused without the role that writes to the applicants, and while there is none.
    pub async fn moved_letters(&self, who: &Who, revision: i64) -> Done<Vec<u8>> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::ReceiveApplication, &Facts::of(&who.agency))?;
        let name = name_of(revision);
        let (keyring, mut letters) = (self.keyring()?, Vec::new());
        let mut after: Option<CaseId> = None;
        while letters.len() < MOST_PRINTED {
            let found = store::letters::named(&mut tx, keyring, &who.agency, &name, after.as_ref(), BATCH).await?;
            let Some((last, _)) = found.last() else { break };
            after = Some(last.case.clone());
            letters.extend(found.iter().map(|(_, letter)| letter.reveal(Purpose::Addressing).clone()));
        }
        letters.truncate(MOST_PRINTED);
        if letters.is_empty() {
            return Err(
                Refusal::new("no_letters", "还没有出具告知书，请先由政府信息公开工作机构负责人确认出具。").into()
            );
        }
        let entry = Entry::new(who.actor(), "calendars.moved_letters").about("calendar_notice", revision);
        tx.commit(now, entry.fact("letters", letters.len())).await?;
        let first = letters.remove(0);
        self.printed(move |press, now| letters_pdf(press, &first, &letters, now)).await
    }

    /// Which of the cases that an import moved have been written to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told_of_import(&self, agency: &AgencyId, revision: i64) -> Done<BTreeSet<CaseId>> {
        Ok(store::letters::cases_with(&self.reader, agency, &name_of(revision)).await?)
    }

    /// The job: every case that the import moved, one after the other.
    pub(crate) async fn tell_moved(&self, agency: &AgencyId, revision: i64) -> Done<()> {
        let notices = store::calendars::notices(&self.reader, agency).await?;
        let before = calendar_before(&notices, revision);
        let kept = notices.into_iter().find(|kept| kept.revision == revision).ok_or_else(crate::not_found)?;
        let import = Import { kept, before };
        let (mut told, mut after) = (0_usize, None::<CaseId>);
        loop {
            let moves = store::calendars::moves_after(&self.reader, agency, revision, after.as_ref(), BATCH).await?;
            let Some(last) = moves.last() else { break };
            after = Some(last.case.clone());
            for moved in &moves {
                told += usize::from(self.tell_moved_case(agency, &moved.case, &import).await?);
            }
        }
        let mut tx = self.writer.begin(agency).await?;
        store::jobs::done(&mut tx, &Task::TellMoved { revision: revision.to_string() }).await?;
        let entry = Entry::new(ActorName::Job { name: JOB.to_owned() }, "calendars.told_moved");
        tx.commit(self.now(), entry.about("calendar_notice", revision).fact("told", told)).await?;
        Ok(())
    }

    /// Answers whether a letter was written. A case that needs none, or whose letter lacks a fact, is passed over: the page of the
    /// import says which.
    async fn tell_moved_case(&self, agency: &AgencyId, case: &CaseId, import: &Import) -> Done<bool> {
        let mut on = self.on_case_of(agency, case).await?;
        let Some((before, now)) = days(&on, import) else {
            on.tx.roll_back().await?;
            return Ok(false);
        };
        let Ok(event) = on.standing.tell_due_day(before, now, import.kept.revision, on.today) else {
            on.tx.roll_back().await?;
            return Ok(false);
        };
        let settings = store::settings::on(&mut on.tx, agency, on.today).await?;
        let template = &settings.answering.number_template;
        let name = name_of(import.kept.revision);
        let number = self.draw_letter_number(&mut on.tx, case, &format!("{name}/{case}"), template, on.now).await?;
        let words = Words { text: cause(&import.kept), address: number.clone(), ..Words::default() };
        let Ok(letter) = self.due_day_letter(&mut on, &settings, (&event, &words), &number, import.kept.revision).await
        else {
            on.tx.roll_back().await?;
            return Ok(false);
        };
        let to_issue = ToIssue { case, name, drawn: true, dated: on.today, letter };
        let letter = self.issue_letter(&mut on.tx, to_issue, on.now).await?;
        let bytes = self.printed(move |press, now| letter_pdf(press, &letter, now)).await?;
        let row = self.letter_file(agency, &number, &bytes, on.now).await?;
        let attachment = Attachment {
            file: row.hash.clone(),
            shelf: Shelf::Sealed,
            name: row.name.clone(),
            media_type: row.media_type.clone(),
        };
        let mut kept = self.kept_already(row);
        kept.name(&mut on.tx, self.keyring()?, case, None, on.now).await?;
        self.mail_due_day(&mut on, attachment, (before, now)).await?;
        kept.stay();
        self.all_happened(on, By::Clock(JOB), vec![Line::with(event, words)]).await?;
        Ok(true)
    }

    async fn letter_file(&self, agency: &AgencyId, number: &str, bytes: &[u8], at: affairs::Instant) -> Done<CaseFile> {
        let hash = self.files.put_sealed(&new_id()?, bytes, self.keyring()?, agency).await?;
        Ok(CaseFile {
            hash,
            role: FileRole::Notice,
            name: Personal::new(format!("{}（{number}）.pdf", LetterKind::DueDayNotice.title())),
            media_type: "application/pdf".to_owned(),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            remark: None,
            by: None,
            at,
        })
    }

    /// The letter is written as the ledger will stand with its line.
    async fn due_day_letter(
        &self,
        on: &mut OnCase,
        settings: &affairs::setting::Settings,
        (event, words): (&Event, &Words),
        number: &str,
        revision: i64,
    ) -> Done<Letter> {
        let mut application = on.application.clone();
        let line = application.frame.version + 1;
        let (event, words) = (event.clone(), Personal::new(words.clone()));
        application.events.push(Happened { number: line, at: on.now, by: None, event, words });
        let names = self.names_of(&application).await?;
        let writing = Writing {
            agency: &names.agency,
            answering: &settings.answering,
            calendar: &on.calendar,
            officer: &names.officer,
            section: &names.section,
            number,
            date: Some(on.today),
            kind: Some(LetterKind::DueDayNotice),
            asked: u32::try_from(revision).ok(),
            served: None,
            fee: None,
        };
        let standing = application.standing(&on.calendar);
        Ok(compose(LetterKind::DueDayNotice, &facts(&application, &standing, &writing))?)
    }
}

fn name_of(revision: i64) -> String {
    letter_name(LetterKind::DueDayNotice, u32::try_from(revision).ok())
}

/// Why the day moved, as the letter says it.
fn cause(kept: &KeptNotice) -> String {
    let became = match kept.notice.reach {
        Reach::Year => "公布",
        Reach::Amendment => "调整",
    };
    format!("{}年节假日安排{became}（{}）", kept.notice.year, kept.notice.notice.number)
}

/// The last day as it was before the import and as it is now; nothing where something that happened since has moved it, for then
/// the applicant was told by that.
fn days(on: &OnCase, import: &Import) -> Option<(Date, Date)> {
    let known = || {
        let events = on.application.events.iter().filter(|line| line.at <= import.kept.at);
        events.map(|line| &line.event)
    };
    let due = |standing: Standing| standing.due.map(|due| due.due.value);
    let before = due(Standing::replay(on.application.mode, known(), &import.before))?;
    let moved = due(Standing::replay(on.application.mode, known(), &on.calendar))?;
    let now = on.standing.due.as_ref().map(|due| due.due.value)?;
    (moved == now).then_some((before, now))
}
