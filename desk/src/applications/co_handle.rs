//! 协办: another section's officer is asked for an opinion; he answers with words and files; a leaver's go to his successor.

use super::TakenFile;
use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::access::Act;
use affairs::application::{Event, FileRole};
use affairs::case::{Happened, Words};
use affairs::id::{CaseId, PersonId};
use affairs::people::Person;
use affairs::{Date, Personal, Refusal};

/// Longest question or opinion, in characters.
const LONGEST: usize = 2_000;

impl Desk {
    /// Asks an officer of the agency for an opinion by a day. The case stays with its responsible officer.
    ///
    /// # Errors
    /// Refused without a question, of somebody who is not in office or whose role reads no applications, and as the case says.
    pub async fn ask_co_handling(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        to: &PersonId,
        (until, question): (Date, &str),
    ) -> Done<()> {
        let question = within(question, "what", "请写明请对方提供什么意见、材料。")?;
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let officer = store::people::officer(&mut on.tx, &who.agency, to, on.today).await?;
        let officer = officer.ok_or_else(crate::not_found)?;
        let reads = Act::AnswerCoHandling.roles().iter().any(|role| officer.holds(*role));
        if !reads || officer.person.state != affairs::people::PersonState::Active {
            return Err(Refusal::new("not_active", "此人不办理依申请公开，或者未启用、已离任，不能协办。")
                .at("to")
                .into());
        }
        let asked = (officer.person.section.clone(), to.clone());
        let event = on.application.ask_co_handling(&on.standing, asked, until, on.today);
        self.happened(on, who, event, Words::of(question)).await
    }

    /// Answers what one was asked, with files where there are any. With the answer the case is closed to whoever was asked.
    ///
    /// # Errors
    /// Refused to everybody who was not asked, without words, and once the case is no longer handled.
    pub async fn answer_co_handling(&self, who: &Who, case: &CaseId, words: &str, files: Vec<TakenFile>) -> Done<()> {
        let words = within(words, "co_words", "请写明您的意见。")?;
        if files.iter().any(|file| file.role() != FileRole::Evidence) {
            return Err(Refusal::new("file_role", "这里只上传协办的材料。").at("file").into());
        }
        let mut kept = self.keep_files(files).await?;
        let mut on = self.on_case_as_it_is(who, Act::AnswerCoHandling, case).await?;
        if !on.standing.phase.is_open() {
            return Err(Refusal::new("phase", "本件已经办结，不需要再提供意见。").into());
        }
        let event = on.application.answer_co_handling(&who.person, on.today).map_err(refused)?.1;
        kept.name(&mut on.tx, self.keyring()?, case, Some(who.person.clone()), on.now).await?;
        self.happened(on, who, Ok(event), Words::of(words)).await?;
        kept.stay();
        Ok(())
    }

    /// What a leaver owes goes to his successor, by a line of each case's ledger; the journal line is the handover's own. Answers
    /// the number of the case and the day.
    pub(crate) async fn pass_co_handling(
        &self,
        under: &mut Under,
        who: &Who,
        from: &PersonId,
        to: &Person,
        limit: i64,
    ) -> Done<Vec<(String, Date)>> {
        let owed = store::co_handling::owed_by(&mut under.tx, &who.agency, from, limit).await?;
        let mut passed = Vec::new();
        for row in owed {
            let keyring = self.keyring()?;
            let application = store::applications::by_id(&mut under.tx, keyring, &who.agency, &row.case).await?;
            let mut application = application.ok_or_else(crate::not_found)?;
            let before = application.frame.version;
            application.frame.version += 1;
            let event = Event::CoHandlingPassed { key: row.key, section: to.section.clone(), to: to.id.clone() };
            let happened = Happened {
                number: application.frame.version,
                at: under.now,
                by: Some(who.person.clone()),
                event,
                words: Personal::new(Words::of("离任移交")),
            };
            store::applications::append(&mut under.tx, keyring, &row.case, &happened).await?;
            application.events.push(happened);
            let calendar = self.calendar_in(&mut under.tx).await?;
            let projection = affairs::application::Projection::of(&application.standing(&calendar), &calendar);
            store::applications::update(&mut under.tx, &application.frame, before, &projection).await?;
            for one in application.co_handling().iter().filter(|one| one.key == row.key) {
                store::co_handling::save(&mut under.tx, &row.case, one).await?;
            }
            passed.push((row.number, row.until));
        }
        Ok(passed)
    }
}

fn within<'text>(text: &'text str, field: &'static str, missing: &'static str) -> Result<&'text str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new("text_missing", missing).at(field));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::new("too_long", format!("最多 {LONGEST} 个字。")).at(field));
    }
    Ok(text)
}
