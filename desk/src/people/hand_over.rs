//! 离任移交: everything of somebody who leaves goes to named successors in one act. Nothing is ever left without an owner.

use crate::{Desk, Done, Under, Who, new_id};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::{NoticeId, PersonId};
use affairs::journal::Entry;
use affairs::notice::Subject;
use affairs::people::proposal::{HandedOver, Handover};
use affairs::people::{Grant, Person, PersonState, Role};

/// Who takes over what somebody did in a role.
#[derive(Debug, Clone)]
pub struct Successor {
    pub role: Role,
    pub person: PersonId,
}

/// Somebody leaves.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub person: PersonId,
    pub reason: String,
    /// One for every role the person holds.
    pub successors: Vec<Successor>,
}

impl Desk {
    /// Ends every grant of a person and gives drafts, reviews and notices to the successors, with a list to sign.
    /// Answers the id of the handover.
    ///
    /// # Errors
    /// Refused without the administrator's role, for oneself, or while a role or a draft has no successor.
    pub async fn hand_over(&self, who: &Who, leaving: &Leaving) -> Done<String> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::HandOver, &Facts::of(&who.agency))?;
        let person = self.leaver(&mut under, who, leaving).await?;
        let grants = store::people::grants_of(&mut under.tx, &who.agency, &person.id).await?;
        let today = under.now.date();
        let held: Vec<Grant> = grants.into_iter().filter(|grant| grant.in_force_on(today)).collect();
        let mut items = Vec::new();
        for grant in &held {
            let successor = self.successor(&mut under, who, leaving, grant).await?;
            store::people::end_grant(&mut under.tx, &grant.id, store::people::day_before(today)).await?;
            items.push(handed("授权", grant.role.label(), "终止", &successor));
        }
        items.extend(hand_over_documents(&mut under, who, leaving, &person).await?);
        hand_over_notices(&mut under, leaving, &held).await?;
        let left = Person { state: PersonState::Left { at: under.now }, ..person.clone() };
        store::people::update(&mut under.tx, &left).await?;
        let id = new_id()?;
        let handover = Handover {
            from: person.id.clone(),
            from_name: person.name.clone(),
            at: under.now,
            by_name: under.officer.person.name.clone(),
            reason: leaving.reason.trim().to_owned(),
            items,
        };
        store::proposals::insert_handover(&mut under.tx, &id, &handover).await?;
        tell_successors(&mut under, &handover).await?;
        let entry = Entry::new(who.actor(), "people.hand_over")
            .about("person", &person.id)
            .about("handover", &id)
            .fact("items", handover.items.len());
        under.tx.commit(under.now, entry).await?;
        store::sessions::end_all(&self.writer, &who.agency, &person.id).await?;
        Ok(id)
    }

    async fn leaver(&self, under: &mut Under, who: &Who, leaving: &Leaving) -> Done<Person> {
        if leaving.person == who.person {
            return Err(Refusal::new("for_oneself", "本人的离任移交须由另一名管理员办理。").into());
        }
        if leaving.reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing", "请写明离任原因或依据。").at("reason").into());
        }
        let person = store::people::by_id(&mut under.tx, &who.agency, &leaving.person).await?;
        let person = person.filter(|person| !matches!(person.state, PersonState::Left { .. }));
        Ok(person.ok_or_else(crate::not_found)?)
    }

    /// The successor for a grant: another person, in office, who holds the same role over the same scope already.
    async fn successor(&self, under: &mut Under, who: &Who, leaving: &Leaving, grant: &Grant) -> Done<Person> {
        let label = grant.role.label();
        let named = leaving.successors.iter().find(|successor| successor.role == grant.role);
        let named = named.ok_or_else(|| {
            let message = format!("请为“{label}”指定接替人：不能有工作无人负责。");
            Refusal::new("successor_missing", message).at("successors")
        })?;
        let today = under.now.date();
        let officer = store::people::officer(&mut under.tx, &who.agency, &named.person, today).await?;
        let officer = officer.ok_or_else(crate::not_found)?;
        let section = match &grant.scope {
            affairs::people::Scope::Section { section } => section.clone(),
            affairs::people::Scope::Agency => officer.person.section.clone(),
        };
        let fit = officer.person.id != leaving.person
            && officer.person.state == PersonState::Active
            && officer.grant_for(grant.role, &section).is_some();
        if !fit {
            let message = format!("“{}”没有“{label}”的有效授权，请先办理授权，再办移交。", officer.person.name);
            return Err(Refusal::new("successor_unfit", message).at("successors").into());
        }
        Ok(officer.person)
    }
}

fn handed(kind: &str, title: &str, state: &str, to: &Person) -> HandedOver {
    HandedOver {
        kind: kind.to_owned(),
        title: title.to_owned(),
        state: state.to_owned(),
        to: to.id.clone(),
        to_name: to.name.clone(),
    }
}

async fn hand_over_documents(
    under: &mut Under,
    who: &Who,
    leaving: &Leaving,
    person: &Person,
) -> Done<Vec<HandedOver>> {
    let documents = store::documents::open_of_owner(&mut under.tx, &who.agency, &person.id).await?;
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let drafter = leaving.successors.iter().find(|successor| successor.role == Role::Drafter);
    let drafter = drafter.ok_or_else(|| {
        Refusal::new("successor_missing", "离任人还有稿件，请指定接替的拟稿人。").at("successors")
    })?;
    let to = store::people::by_id(&mut under.tx, &who.agency, &drafter.person).await?.ok_or_else(crate::not_found)?;
    store::documents::hand_over(&mut under.tx, &person.id, &to.id).await?;
    Ok(documents.iter().map(|line| handed("稿件", &line.title, line.state.label(), &to)).collect())
}

async fn hand_over_notices(under: &mut Under, leaving: &Leaving, held: &[Grant]) -> Done<()> {
    let successor = held.first().and_then(|grant| leaving.successors.iter().find(|one| one.role == grant.role));
    if let Some(successor) = successor {
        store::outbox::hand_over(&mut under.tx, &leaving.person, &successor.person).await?;
    }
    Ok(())
}

async fn tell_successors(under: &mut Under, handover: &Handover) -> Done<()> {
    let mut counts: std::collections::BTreeMap<&PersonId, usize> = std::collections::BTreeMap::new();
    for item in &handover.items {
        *counts.entry(&item.to).or_default() += 1;
    }
    for (to, count) in counts {
        let subject = Subject::HandedOver { from: handover.from_name.clone(), count };
        let notice = NoticeId::new(new_id()?);
        store::outbox::notify(&mut under.tx, &notice, to, &subject, under.now).await?;
    }
    Ok(())
}
