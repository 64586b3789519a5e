//! 收发登记: letters are written down as they come, and tied to the cases they belong to. The earliest signature of a case's letters
//! is its receipt.

use super::OnCase;
use crate::failure::refused;
use crate::publishing::holders_in;
use crate::{Desk, Done, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::application::{Event, Phase};
use affairs::case::Words;
use affairs::id::{AgencyId, CaseId, JobId, MailId, NoticeId};
use affairs::job::{Task, next_morning};
use affairs::journal::{ActorName, Entry};
use affairs::mail_room::{Arrived, MailItem, register_by};
use affairs::notice::Subject;
use affairs::people::Role;
use affairs::personal::Purpose;
use affairs::time::chinese_date;
use affairs::{Date, Instant, Refusal};
use law::received::IntakeMode;
use store::Transaction;

impl Desk {
    /// Writes a letter into the book, and ties it to a case where its number is given.
    ///
    /// # Errors
    /// Refused without the role, when the number stands already (with the day on which it does), on an impossible day, without a word
    /// on who signed, or when there is no such section or case.
    pub async fn enter_mail(&self, who: &Who, arrived: Arrived, case_number: &str) -> Done<MailId> {
        let arrived = arrived.tidied();
        let case = match case_number.trim() {
            "" => None,
            number => Some(self.case_numbered(&who.agency, number).await?),
        };
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepMailRoom, &Facts::of(&who.agency))?;
        let signer = arrived.signed_by.reveal(Purpose::Checking).chars().count();
        arrived.check(signer, now.date()).map_err(refused)?;
        let sections = store::agencies::sections(&mut tx, &who.agency).await?;
        if !sections.iter().any(|section| section.id == arrived.section) {
            return Err(Refusal::new("no_section", "请选择收件科室。").at("section").into());
        }
        let keyring = self.keyring()?;
        let number = &arrived.postal_number;
        if let Some(first) = store::mail_room::by_number(&mut tx, keyring, &who.agency, number).await? {
            return Err(self.stands_already(&first).await?.into());
        }
        let id = MailId::new(new_id()?);
        let by = who.person.clone();
        let item = MailItem { agency: who.agency.clone(), id: id.clone(), arrived, case: None, by, at: now };
        store::mail_room::insert(&mut tx, keyring, &item).await?;
        self.plan_asking(&mut tx, &item, now).await?;
        tx.commit(now, Entry::new(who.actor(), "mail_room.enter").about("mail", id.as_str())).await?;
        if let Some(case) = case {
            self.tie(who, &id, &case).await?;
        }
        Ok(id)
    }

    /// Ties a letter to the case of this number. If it was signed for earlier than was known, that day is the receipt.
    ///
    /// # Errors
    /// Refused without the role, when there is no such case, it is in the archive, or the letter belongs to another.
    pub async fn tie_mail(&self, who: &Who, item: &MailId, case_number: &str) -> Done<()> {
        let case = self.case_numbered(&who.agency, case_number.trim()).await?;
        self.tie(who, item, &case).await
    }

    async fn tie(&self, who: &Who, item: &MailId, case: &CaseId) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepMailRoom, &Facts::of(&who.agency))?;
        let letter = store::mail_room::by_id(&mut tx, self.keyring()?, &who.agency, item).await?;
        let letter = letter.ok_or_else(crate::not_found)?;
        let mut on = self.found(tx, case, now).await?;
        if matches!(on.standing.phase, Phase::Archived { .. }) {
            return Err(Refusal::new("phase", "这件申请已经归档，不能再关联邮件。").at("case_number").into());
        }
        self.tie_in(&mut on.tx, item, case).await?;
        if moves_the_receipt(&on, letter.arrived.signed_on) {
            let event = Event::Signed { on: letter.arrived.signed_on };
            return self.happened(on, who, Ok(event), signature(&letter)).await;
        }
        let entry = Entry::new(who.actor(), "mail_room.tie").about("mail", item.as_str()).about("application", case);
        on.tx.commit(now, entry).await?;
        Ok(())
    }

    async fn tie_in(&self, tx: &mut Transaction, item: &MailId, case: &CaseId) -> Done<()> {
        if !store::mail_room::tie(tx, item, case).await? {
            return Err(Refusal::new("tied_already", "这个邮件已经关联申请。").at("case_number").into());
        }
        Ok(store::jobs::done(tx, &asking(item)).await?)
    }

    /// Says of a letter that belongs to no case whether it holds an application.
    ///
    /// # Errors
    /// Refused without the role, or when it belongs to a case.
    pub async fn mark_mail(&self, who: &Who, item: &MailId, holds_application: bool) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepMailRoom, &Facts::of(&who.agency))?;
        let letter = store::mail_room::by_id(&mut tx, self.keyring()?, &who.agency, item).await?;
        let mut letter = letter.ok_or_else(crate::not_found)?;
        if !store::mail_room::mark(&mut tx, item, holds_application).await? {
            return Err(Refusal::new("tied_already", "这个邮件已经关联申请。").into());
        }
        letter.arrived.holds_application = holds_application;
        self.plan_asking(&mut tx, &letter, now).await?;
        let entry = Entry::new(who.actor(), "mail_room.mark").about("mail", item.as_str());
        tx.commit(now, entry.fact("holds_application", holds_application)).await?;
        Ok(())
    }

    /// The letter that a registration names as the way it came, if it stands in the book and waits for its case.
    pub(super) async fn letter_of_trace(&self, tx: &mut Transaction, trace: &str) -> Done<Option<MailItem>> {
        let agency = tx.agency().clone();
        let kept = trace.chars().filter(|character| !character.is_whitespace() && *character != '-');
        let number = kept.collect::<String>().to_ascii_uppercase();
        Ok(store::mail_room::by_number(tx, self.keyring()?, &agency, &number).await?)
    }

    /// Ties the letter that a registration named, unless an earlier part of the same letter did.
    pub(super) async fn tie_registered(&self, tx: &mut Transaction, letter: &MailItem, case: &CaseId) -> Done<()> {
        if letter.case.is_none() {
            self.tie_in(tx, &letter.id, case).await?;
        }
        Ok(())
    }

    /// While a letter holds an application and belongs to no case, a job asks after it once its day has passed.
    async fn plan_asking(&self, tx: &mut Transaction, letter: &MailItem, now: Instant) -> Done<()> {
        let task = asking(&letter.id);
        if !letter.arrived.holds_application || letter.case.is_some() {
            return Ok(store::jobs::done(tx, &task).await?);
        }
        let last = register_by(letter.arrived.signed_on, &*self.calendar_in(tx).await?);
        let at = next_morning(Instant::start_of(last).plus_minutes(24 * 60)).max(now);
        Ok(store::jobs::put(tx, &JobId::new(new_id()?), &task, at).await?)
    }

    /// Tells the disclosure office of a letter that still lies without its application, each morning until it does not.
    pub(crate) async fn ask_after_mail(&self, agency: &AgencyId, item: &MailId) -> Done<()> {
        let now = self.now();
        let mut tx = self.writer.begin(agency).await?;
        let letter = store::mail_room::by_id(&mut tx, self.keyring()?, agency, item).await?;
        let waiting = letter.filter(|letter| letter.arrived.holds_application && letter.case.is_none());
        let entry = Entry::new(ActorName::Job { name: "ask_after_mail".to_owned() }, "mail_room.ask_after");
        if let Some(letter) = waiting {
            let subject = Subject::MailWithoutApplication {
                item: item.to_string(),
                postal_number: letter.arrived.postal_number.clone(),
                signed_on: letter.arrived.signed_on,
            };
            let office = [Role::DisclosureOfficer, Role::DisclosureHead];
            for person in holders_in(&mut tx, agency, &office, now.date()).await? {
                store::outbox::notify(&mut tx, &NoticeId::new(new_id()?), &person, &subject, now).await?;
            }
            store::jobs::put(&mut tx, &JobId::new(new_id()?), &asking(item), next_morning(now)).await?;
        } else {
            store::jobs::done(&mut tx, &asking(item)).await?;
        }
        tx.commit(now, entry.about("mail", item.as_str())).await?;
        Ok(())
    }

    async fn case_numbered(&self, agency: &AgencyId, number: &str) -> Done<CaseId> {
        let found = store::applications::by_number(&self.reader, agency, number).await?;
        let (case, _) =
            found.ok_or_else(|| Refusal::new("no_such_case", "没有这个登记编号的申请，请核对。").at("case_number"))?;
        Ok(case)
    }

    async fn stands_already(&self, first: &MailItem) -> Done<Refusal> {
        let day = chinese_date(first.arrived.signed_on);
        let case = match &first.case {
            Some(case) => store::applications::number_of(&self.reader, &first.agency, case).await?,
            None => None,
        };
        let belongs = case.map_or_else(|| "还没有关联申请".to_owned(), |number| format!("已关联{number}"));
        let message = format!("这个邮件号码已经登记过：{day}签收，{belongs}。请在列表中查看，不要重复登记。");
        Ok(Refusal::new("number_taken", message).at("number"))
    }
}

fn asking(item: &MailId) -> Task {
    Task::AskAfterMail { item: item.to_string() }
}

/// Whether a signature of this day makes the receipt earlier: only of a letter that was signed for does a signature count
/// (Art. 31(2)).
fn moves_the_receipt(on: &OnCase, signed_on: Date) -> bool {
    on.application.mode == IntakeMode::RegisteredPost && signed_on < on.standing.receipt.governing
}

/// What stands beside a signature that the book brought.
fn signature(letter: &MailItem) -> Words {
    let arrived = &letter.arrived;
    Words {
        text: format!("收发登记：{}，{}签收", arrived.carrier.label(), chinese_date(arrived.signed_on)),
        party: arrived.signed_by.reveal(Purpose::Keeping).clone(),
        address: arrived.postal_number.clone(),
        ..Words::default()
    }
}
