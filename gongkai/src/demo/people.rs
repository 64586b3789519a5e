//! The people of the demo bureau: an administrator founds the office, a second one confirms, everybody sets a password.

use super::Account;
use super::content::{self, Person};
use crate::Trouble;
use affairs::Date;
use affairs::agency::Seat;
use affairs::id::{PersonId, ProposalId, SectionId};
use affairs::people::proposal::PeopleChange;
use affairs::people::{ActingFor, Role, Scope};
use desk::office::Founding;
use desk::{Desk, Who};
use std::collections::BTreeMap;

/// The one password of every demo account; the demo prints it.
pub const PASSWORD: &str = "Gongkai-2019";

/// Everybody, by username.
pub struct Bureau {
    pub people: BTreeMap<String, Who>,
    pub leave: Vec<content::Leave>,
    heads: BTreeMap<String, String>,
}

impl Bureau {
    /// Somebody by username.
    ///
    /// # Errors
    /// When the content names nobody of this name.
    pub fn who(&self, username: &str) -> Result<&Who, Trouble> {
        self.people.get(username).ok_or_else(|| Trouble(format!("演示内容中没有账户 {username}")))
    }

    /// The head of a section.
    ///
    /// # Errors
    /// When the section has none.
    pub fn head_of(&self, section: &str) -> Result<&Who, Trouble> {
        let username = self.heads.get(section).ok_or_else(|| Trouble(format!("科室 {section} 没有负责人")))?;
        self.who(username)
    }

    /// Who signs for this post on a day: the holder, or the deputy while he is away.
    ///
    /// # Errors
    /// When the content names nobody of this name.
    pub fn present(&self, username: &str, day: Date) -> Result<&Who, Trouble> {
        let away = self.leave.iter().any(|leave| leave.username == username && leave.from <= day && day <= leave.until);
        if away { self.who(&format!("{username}-deputy")) } else { self.who(username) }
    }
}

/// Founds the bureau and brings everybody in.
///
/// # Errors
/// When an act is refused or fails.
pub async fn found(desk: &Desk) -> Result<(Bureau, Vec<Account>), Trouble> {
    let people = content::people()?;
    let (first, second) = administrators(&people.accounts)?;
    let office = people.sections.iter().find(|section| section.key == first.section);
    let founding = Founding {
        slug: people.agency.slug.clone(),
        name: people.agency.name.clone(),
        host: String::new(),
        code: people.agency.code.clone(),
        section: office.map(|section| section.name.clone()).unwrap_or_default(),
        username: first.username.clone(),
        administrator: first.name.clone(),
        password: PASSWORD.to_owned(),
    };
    let admin_a = desk.found_agency(&founding).await?;
    for (position, section) in (0_i64..).zip(&people.sections) {
        desk.save_section(&admin_a, Some(SectionId::new(&section.key)), &section.name, position).await?;
    }
    let mut known = BTreeMap::from([(first.username.clone(), admin_a.clone())]);
    // The first administrator appoints the second; from then on two are needed for everything.
    let admin_b = bring_in(desk, &admin_a, &admin_a, second).await?;
    known.insert(second.username.clone(), admin_b.clone());
    grant(desk, &admin_a, &admin_a, second, &known).await?;
    for person in people.accounts.iter().filter(|person| !is_administrator(person)) {
        let who = bring_in(desk, &admin_a, &admin_b, person).await?;
        known.insert(person.username.clone(), who);
    }
    for person in people.accounts.iter().filter(|person| !is_administrator(person)) {
        grant(desk, &admin_a, &admin_b, person, &known).await?;
    }
    for seat in people.leading_group.seats {
        let person = known.get(&seat.username).ok_or_else(|| Trouble("领导小组成员没有账户".to_owned()))?;
        let seat =
            Seat { person: person.person.clone(), seat: seat.seat, duty: seat.duty, from: seat.from, until: None };
        desk.save_seat(&admin_a, &seat).await?;
    }
    let heads = people
        .accounts
        .iter()
        .filter(|person| person.grants.iter().any(|grant| grant.role == Role::SectionHead))
        .map(|person| (person.section.clone(), person.username.clone()))
        .collect();
    let accounts = people.accounts.iter().map(announced).collect();
    Ok((Bureau { people: known, leave: people.leave, heads }, accounts))
}

fn announced(person: &Person) -> Account {
    let role = person.grants.first().map_or("", |grant| grant.role.code());
    let deputy = person.grants.iter().any(|grant| grant.acting_for.is_some());
    Account {
        username: person.username.clone(),
        password: PASSWORD.to_owned(),
        role: if deputy { format!("{role}_deputy") } else { role.to_owned() },
        name: person.name.clone(),
    }
}

fn is_administrator(person: &Person) -> bool {
    person.grants.iter().any(|grant| grant.role == Role::Administrator)
}

fn administrators(accounts: &[Person]) -> Result<(&Person, &Person), Trouble> {
    let mut administrators = accounts.iter().filter(|person| is_administrator(person));
    match (administrators.next(), administrators.next()) {
        (Some(first), Some(second)) => Ok((first, second)),
        _ => Err(Trouble("演示内容须有两名管理员".to_owned())),
    }
}

async fn confirmed(
    desk: &Desk,
    proposer: &Who,
    confirmer: &Who,
    change: PeopleChange,
) -> Result<(PersonId, Option<String>), Trouble> {
    let id: ProposalId = desk.propose_people(proposer, change).await?;
    let done = desk.confirm_people(confirmer, &id).await?;
    Ok((done.person, done.link))
}

async fn bring_in(desk: &Desk, proposer: &Who, confirmer: &Who, person: &Person) -> Result<Who, Trouble> {
    let change = PeopleChange::Account {
        username: person.username.clone(),
        name: person.name.clone(),
        section: SectionId::new(&person.section),
        duty: person.duty.clone(),
    };
    let (id, link) = confirmed(desk, proposer, confirmer, change).await?;
    let link = link.ok_or_else(|| Trouble("新账户没有得到一次性链接".to_owned()))?;
    let signed_in = desk.set_password_by_link(&link, PASSWORD).await?;
    desk.sign_out(&signed_in.token).await?;
    Ok(Who { agency: proposer.agency.clone(), person: id })
}

async fn grant(
    desk: &Desk,
    proposer: &Who,
    confirmer: &Who,
    person: &Person,
    known: &BTreeMap<String, Who>,
) -> Result<(), Trouble> {
    let names = content::people()?.accounts;
    for grant in &person.grants {
        let acting_for = match &grant.acting_for {
            None => None,
            Some(acting) => {
                let holder = known.get(&acting.username).ok_or_else(|| Trouble("委托人没有账户".to_owned()))?;
                let name = names.iter().find(|other| other.username == acting.username);
                Some(ActingFor {
                    person: holder.person.clone(),
                    name: name.map(|other| other.name.clone()).unwrap_or_default(),
                    basis: acting.basis.clone(),
                })
            }
        };
        let who = known.get(&person.username).ok_or_else(|| Trouble("账户不存在".to_owned()))?;
        let scope =
            grant.section.as_ref().map_or(Scope::Agency, |section| Scope::Section { section: SectionId::new(section) });
        let change = PeopleChange::Grant {
            person: who.person.clone(),
            role: grant.role,
            scope,
            from: grant.from,
            until: grant.until,
            basis: grant.basis.clone(),
            acting_for,
        };
        confirmed(desk, proposer, confirmer, change).await?;
    }
    Ok(())
}
