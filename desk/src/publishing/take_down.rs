//! 紧急下架: one person, alone, from a phone, one step. The bytes stay as sealed evidence; the four decide afterwards.

use super::holders;
use crate::{Desk, Done, Under, Who, new_id};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::{DocumentId, JobId};
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::notice::Subject;
use affairs::people::Role;
use affairs::publication::{EventKind, Publication, PublicationEvent, Standing};
use store::publications::{Shown, TakeDown};

impl Desk {
    /// Takes a document down at once: gone from page, files, feeds, search and sitemap; the address says that the
    /// information is being looked into.
    ///
    /// # Errors
    /// Refused without one of the roles, without a reason, or when it is not public.
    pub async fn take_down(&self, who: &Who, id: &DocumentId, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        let document = self.document(&mut under, id).await?;
        may(&under.officer, Act::TakeDown, &Facts::document(&who.agency, &document.section, &document.owner))?;
        if reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing", "请用一句话写明为什么下架。").at("reason").into());
        }
        let shown = store::publications::by_document(&mut under.tx, id).await?.ok_or_else(crate::not_found)?;
        if !shown.publication.standing.shows_text() {
            let message = format!("本件现在是“{}”，公众已看不到正文。", shown.publication.standing.label());
            return Err(Refusal::new("standing", message).into());
        }
        remove(&mut under, who, &shown).await?;
        let decide_by = self.calendar_in(&mut under.tx).await?.add_working_days(under.now.date(), 1).value;
        let take_down = TakeDown {
            document: id.clone(),
            at: under.now,
            by: who.person.clone(),
            by_name: under.officer.person.name.clone(),
            reason: reason.trim().to_owned(),
            decide_by,
            decision: String::new(),
        };
        store::publications::insert_take_down(&mut under.tx, &take_down).await?;
        let task = Task::DecideTakeDown { document: id.to_string() };
        let morning = affairs::Instant::start_of(decide_by).plus_minutes(9 * 60);
        store::jobs::put(&mut under.tx, &JobId::new(new_id()?), &task, morning).await?;
        self.tell_of_take_down(&mut under, who, &shown.bundle.title, id).await?;
        let entry = Entry::new(who.actor(), "publishing.take_down").about("document", id).fact("reason", reason.trim());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    async fn tell_of_take_down(&self, under: &mut Under, who: &Who, title: &str, id: &DocumentId) -> Done<()> {
        let subject = Subject::TakenDown {
            document: id.to_string(),
            title: title.to_owned(),
            by: under.officer.person.name.clone(),
        };
        let roles =
            [Role::SectionHead, Role::SecrecyReviewer, Role::Leader, Role::DisclosureHead, Role::DisclosureOfficer];
        for person in holders(under, who, &roles).await? {
            self.tell(under, &person, &subject).await?;
        }
        Ok(())
    }

    /// The job: on the day by whose end the four must decide, reminds them if they have not.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn remind_to_decide(&self, agency: &affairs::id::AgencyId, id: &DocumentId) -> Done<()> {
        let now = self.now();
        let mut tx = self.writer.begin(agency).await?;
        store::jobs::done(&mut tx, &Task::DecideTakeDown { document: id.to_string() }).await?;
        let standing = store::publications::by_document(&mut tx, id).await?;
        let open = standing.filter(|shown| shown.publication.standing == Standing::TakenDown);
        if let Some(shown) = open {
            let title = shown.bundle.title;
            let subject =
                Subject::TakenDown { document: id.to_string(), title, by: "（今日为处理期限）".to_owned() };
            let grants = store::people::grants(&mut tx, agency).await?;
            let roles = [Role::SecrecyReviewer, Role::Leader, Role::DisclosureHead];
            let due = grants.into_iter().filter(|grant| roles.contains(&grant.role) && grant.in_force_on(now.date()));
            for grant in due {
                let notice = affairs::id::NoticeId::new(new_id()?);
                store::outbox::notify(&mut tx, &notice, &grant.person, &subject, now).await?;
            }
        }
        let actor = ActorName::Job { name: "decide_take_down".to_owned() };
        tx.commit(now, Entry::new(actor, "publishing.remind_to_decide").about("document", id)).await?;
        Ok(())
    }
}

async fn remove(under: &mut Under, who: &Who, shown: &Shown) -> Done<()> {
    let sequence = store::publications::sequence(&mut under.tx, &who.agency).await? + 1;
    let event = PublicationEvent {
        agency: who.agency.clone(),
        sequence,
        document: shown.publication.document.clone(),
        edition: shown.publication.edition,
        bundle: shown.publication.bundle.clone(),
        kind: EventKind::TakeDown,
        at: under.now,
        by: who.person.clone(),
        by_name: under.officer.person.name.clone(),
        group: String::new(),
        column: String::new(),
    };
    store::publications::insert_event(&mut under.tx, &event).await?;
    let publication = Publication { standing: Standing::TakenDown, sequence, ..shown.publication.clone() };
    store::publications::save_standing(&mut under.tx, &publication, &shown.bundle).await?;
    for (file, _, _) in shown.bundle.files() {
        store::uploads::seal(&mut under.tx, &file, &publication.document, under.now).await?;
    }
    Ok(())
}
