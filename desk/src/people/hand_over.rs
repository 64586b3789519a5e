//! 离任移交: everything of somebody who leaves or moves goes to named successors in one act. Nothing is ever left without an
//! owner.

use crate::{Desk, Done, Under, Who, new_id};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::agency::Section;
use affairs::application::Action;
use affairs::id::{NoticeId, PersonId, SectionId};
use affairs::journal::Entry;
use affairs::notice::Subject;
use affairs::people::proposal::{HandedOver, Handover};
use affairs::people::{Grant, Person, PersonState, Role, Scope};
use affairs::review::{Level, Progress};
use std::collections::{BTreeMap, BTreeSet};

/// Who takes over what somebody did in a role.
#[derive(Debug, Clone)]
pub struct Successor {
    pub role: Role,
    pub person: PersonId,
}

/// Somebody leaves, or moves to another section.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub person: PersonId,
    pub reason: String,
    /// The section moved to; `None` for somebody who leaves the agency. Roles there are granted anew, by two persons.
    pub moves_to: Option<SectionId>,
    /// One for every role the person holds.
    pub successors: Vec<Successor>,
}

/// Longest list of one kind that is handed over item by item; the work itself has no limit.
const LIST_LIMIT: i64 = 2_000;

impl Desk {
    /// Ends every grant of a person and gives drafts, reviews and notices to the successors, with a list to sign.
    /// Answers the id of the handover.
    ///
    /// # Errors
    /// Refused without the administrator's role, for oneself, or while a role or a draft has no successor.
    pub async fn hand_over(&self, who: &Who, leaving: &Leaving) -> Done<String> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::HandOver, &Facts::of(&who.agency))?;
        let person = leaver(&mut under, who, leaving).await?;
        let sections = store::agencies::sections(&mut under.tx, &who.agency).await?;
        let moved = moved(&under, leaving, &person, &sections)?;
        let held = end_grants(&mut under, who, leaving).await?;
        let mut items: Vec<HandedOver> =
            held.iter().map(|(grant, to)| handed("授权", &grant_words(grant, &sections), "终止", to)).collect();
        items.extend(hand_over_documents(&mut under, who, leaving, &person).await?);
        items.extend(waiting_reviews(&mut under, who, &person, &held).await?);
        items.extend(self.hand_over_cases(&mut under, who, &person, &held).await?);
        items.extend(self.hand_over_opinions(&mut under, who, &person, &held).await?);
        items.extend(hand_over_notices(&mut under, who, &person, &held).await?);
        store::people::update(&mut under.tx, &moved).await?;
        let id = new_id()?;
        let handover = Handover {
            from: person.id.clone(),
            from_name: person.name.clone(),
            from_duty: format!("{}{}", section_name(&sections, &person.section), person.duty),
            moves_to: leaving.moves_to.as_ref().map(|to| section_name(&sections, to)).unwrap_or_default(),
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

    /// Every case of the person that wants something done, and every open request, goes to the successor of the role in which it was
    /// handled, by a line of its own ledger.
    async fn hand_over_cases(
        &self,
        under: &mut Under,
        who: &Who,
        person: &Person,
        held: &[(Grant, Person)],
    ) -> Done<Vec<HandedOver>> {
        let mut items = Vec::new();
        loop {
            let rows = store::applications::with_officer(&mut under.tx, &who.agency, &person.id, LIST_LIMIT).await?;
            if rows.is_empty() {
                break;
            }
            let to = handler_among(held)?;
            for row in rows {
                self.pass_case_on(&mut under.tx, who, &row.case, to, under.now).await?;
                let state = Action::from_code(&row.action).map_or("", Action::label);
                items.push(HandedOver {
                    number: row.number.clone(),
                    since: Some(if row.open { row.due_on } else { row.act_by }),
                    ..handed("申请", row.kind.label(), state, to)
                });
            }
        }
        loop {
            let rows = store::requests::with_officer(&mut under.tx, &who.agency, &person.id, LIST_LIMIT).await?;
            if rows.is_empty() {
                return Ok(items);
            }
            let to = handler_among(held)?;
            for row in rows {
                self.pass_request_on(&mut under.tx, who, &row.case, to, under.now).await?;
                items.push(HandedOver {
                    number: row.number.clone(),
                    since: Some(row.received_on),
                    ..handed("更正与建议", row.kind.label(), "办理中", to)
                });
            }
        }
    }

    /// Every opinion that the person owes on another officer's case goes to whoever takes over his first role.
    async fn hand_over_opinions(
        &self,
        under: &mut Under,
        who: &Who,
        person: &Person,
        held: &[(Grant, Person)],
    ) -> Done<Vec<HandedOver>> {
        let Some((_, to)) = held.first() else { return Ok(Vec::new()) };
        let passed = self.pass_co_handling(under, who, &person.id, to, LIST_LIMIT).await?;
        let item = |(number, until)| HandedOver {
            number,
            since: Some(until),
            ..handed("协办", "政府信息公开申请", "待提供意见", to)
        };
        Ok(passed.into_iter().map(item).collect())
    }
}

/// Who takes over what was handled: the successor of the disclosure officer, else of the head, else of the drafter.
fn handler_among(held: &[(Grant, Person)]) -> Result<&Person, Refusal> {
    [Role::DisclosureOfficer, Role::DisclosureHead, Role::Drafter]
        .into_iter()
        .find_map(|role| held.iter().find(|(grant, _)| grant.role == role))
        .map(|(_, to)| to)
        .ok_or_else(|| {
            let message = "离任人还有依申请公开的案件，请指定接替的经办人。";
            Refusal::new("successor_missing", message).at("successors")
        })
}

async fn leaver(under: &mut Under, who: &Who, leaving: &Leaving) -> Done<Person> {
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

/// The person afterwards: gone, or in another section of the same agency with the same account.
fn moved(under: &Under, leaving: &Leaving, person: &Person, sections: &[Section]) -> Result<Person, Refusal> {
    match &leaving.moves_to {
        None => Ok(Person { state: PersonState::Left { at: under.now }, ..person.clone() }),
        Some(to) if *to == person.section || !sections.iter().any(|section| section.id == *to) => {
            Err(Refusal::new("section_unknown", "请选择要调入的另一个科室。").at("moves_to"))
        }
        Some(to) => Ok(Person { section: to.clone(), ..person.clone() }),
    }
}

fn section_name(sections: &[Section], id: &SectionId) -> String {
    sections.iter().find(|section| section.id == *id).map(|section| section.name.clone()).unwrap_or_default()
}

/// `法治科拟稿人（自2019年1月2日）`.
fn grant_words(grant: &Grant, sections: &[Section]) -> String {
    let over = match &grant.scope {
        Scope::Agency => String::new(),
        Scope::Section { section } => section_name(sections, section),
    };
    let acting = grant.acting_for.as_ref().map(|acting| format!("，受{}委托", acting.name)).unwrap_or_default();
    format!("{over}{}（自{}{acting}）", grant.role.label(), affairs::time::chinese_date(grant.from))
}

/// Ends what is in force, each with its successor.
async fn end_grants(under: &mut Under, who: &Who, leaving: &Leaving) -> Done<Vec<(Grant, Person)>> {
    let grants = store::people::grants_of(&mut under.tx, &who.agency, &leaving.person).await?;
    let today = under.now.date();
    let mut held = Vec::new();
    for grant in grants.into_iter().filter(|grant| grant.until.is_none_or(|last| today <= last)) {
        // A grant that has not begun yet ends before it does; nobody waits for what nobody has done.
        let begun = grant.in_force_on(today);
        let successor = if begun { Some(successor(under, who, leaving, &grant).await?) } else { None };
        store::people::end_grant(&mut under.tx, &grant.id, store::people::day_before(today)).await?;
        held.extend(successor.map(|successor| (grant, successor)));
    }
    Ok(held)
}

/// The successor for a grant: another person, in office, who holds the same role over the same scope already.
async fn successor(under: &mut Under, who: &Who, leaving: &Leaving, grant: &Grant) -> Done<Person> {
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
        Scope::Section { section } => section.clone(),
        Scope::Agency => officer.person.section.clone(),
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

fn handed(kind: &str, title: &str, state: &str, to: &Person) -> HandedOver {
    HandedOver {
        kind: kind.to_owned(),
        title: title.to_owned(),
        number: String::new(),
        state: state.to_owned(),
        since: None,
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
    let drafter = drafter
        .ok_or_else(|| Refusal::new("successor_missing", "离任人还有稿件，请指定接替的拟稿人。").at("successors"))?;
    let to = store::people::by_id(&mut under.tx, &who.agency, &drafter.person).await?.ok_or_else(crate::not_found)?;
    store::documents::hand_over(&mut under.tx, &person.id, &to.id).await?;
    let item = |line: &store::documents::DocumentLine| HandedOver {
        number: line.index_number.clone(),
        since: Some(line.updated_at.date()),
        ..handed("稿件", &line.title, line.state.label(), &to)
    };
    Ok(documents.iter().map(item).collect())
}

/// What waits for the person's signature. It waits for a role, so the successor, who holds that role, sees it already;
/// the list says that it is now his.
async fn waiting_reviews(
    under: &mut Under,
    who: &Who,
    person: &Person,
    held: &[(Grant, Person)],
) -> Done<Vec<HandedOver>> {
    let signed = store::reviews::signed_and_open(&mut under.tx, &who.agency, &person.id).await?;
    let (mut items, mut listed) = (Vec::new(), BTreeSet::new());
    for level in [Level::SectionHead, Level::SecrecyReviewer, Level::Leader] {
        let grants: Vec<&(Grant, Person)> = held.iter().filter(|(grant, _)| grant.role == level.role()).collect();
        if grants.is_empty() {
            continue;
        }
        let waiting = store::reviews::waiting_at(&mut under.tx, &who.agency, level, LIST_LIMIT).await?;
        for review in waiting.into_iter().filter(|review| !signed.contains(&review.bundle)) {
            let covering = grants.iter().find(|(grant, _)| grant.scope.covers(&review.section));
            let Some((_, to)) = covering else { continue };
            if listed.insert(review.bundle.clone()) {
                let since = match review.progress {
                    Progress::Waiting { since, .. } => Some(since.date()),
                    _ => None,
                };
                let state = format!("待{}审查", level.label());
                items.push(HandedOver { since, ..handed("待审件", &review.title, &state, to) });
            }
        }
    }
    Ok(items)
}

/// Unread notices go to whoever takes over the first role.
async fn hand_over_notices(
    under: &mut Under,
    who: &Who,
    person: &Person,
    held: &[(Grant, Person)],
) -> Done<Vec<HandedOver>> {
    let Some((_, to)) = held.first() else { return Ok(Vec::new()) };
    let notices = store::outbox::notices(&mut under.tx, &who.agency, &person.id, LIST_LIMIT).await?;
    store::outbox::hand_over(&mut under.tx, &person.id, &to.id).await?;
    let unread = notices.iter().filter(|notice| notice.read_at.is_none());
    let item = |notice: &affairs::notice::Notice| HandedOver {
        since: Some(notice.at.date()),
        ..handed("待办", &notice.subject.headline(), "未办", to)
    };
    Ok(unread.map(item).collect())
}

async fn tell_successors(under: &mut Under, handover: &Handover) -> Done<()> {
    let mut counts: BTreeMap<&PersonId, usize> = BTreeMap::new();
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
