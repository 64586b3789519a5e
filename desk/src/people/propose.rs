//! One administrator proposes.

use super::check_username;
use crate::{Desk, Done, Who, new_id};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::{GrantId, PersonId, ProposalId};
use affairs::journal::Entry;
use affairs::notice::Subject;
use affairs::people::proposal::{PeopleChange, Proposal, ProposalState};
use affairs::people::{Grant, Role, grants_conflict};
use store::Transaction;

impl Desk {
    /// Proposes a change of people or roles. It takes effect when a second administrator confirms it.
    ///
    /// # Errors
    /// Refused without the administrator's role, for oneself, or where the change itself will not do.
    pub async fn propose_people(&self, who: &Who, change: PeopleChange) -> Done<ProposalId> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ProposePeople, &Facts::of(&who.agency))?;
        check(&mut under.tx, who, &change).await?;
        let id = ProposalId::new(new_id()?);
        let proposal = Proposal {
            id: id.clone(),
            change,
            proposed_by: who.person.clone(),
            proposed_at: under.now,
            state: ProposalState::Waiting,
            decided_by: None,
            decided_at: None,
        };
        store::proposals::insert(&mut under.tx, &proposal).await?;
        let subject = Subject::ConfirmationWanted {
            what: proposal.change.label().to_owned(),
            by: under.officer.person.name.clone(),
        };
        for other in administrators(&mut under.tx, who, under.now.date()).await? {
            let notice = affairs::id::NoticeId::new(new_id()?);
            store::outbox::notify(&mut under.tx, &notice, &other, &subject, under.now).await?;
        }
        let entry =
            Entry::new(who.actor(), "people.propose").about("proposal", &id).fact("change", proposal.change.label());
        under.tx.commit(under.now, entry).await?;
        Ok(id)
    }
}

/// Whether a change may be proposed, and still may when it is confirmed.
pub(super) async fn check(tx: &mut Transaction, proposer: &Who, change: &PeopleChange) -> Done<()> {
    if change.person() == Some(&proposer.person) {
        return Err(Refusal::new("for_oneself", "不能为自己提出人员或授权变更，请由另一名管理员提出。").into());
    }
    match change {
        PeopleChange::Account { username, name, section, .. } => {
            check_username(username)?;
            if !(1..=30).contains(&name.trim().chars().count()) {
                return Err(Refusal::new("name_length", "姓名须为 1 至 30 个字。").at("name").into());
            }
            if store::people::by_username(&mut *tx, &username.trim().to_lowercase()).await?.is_some() {
                return Err(Refusal::new("username_taken", "这个用户名已经有人使用。").at("username").into());
            }
            let sections = store::agencies::sections(&mut *tx, &proposer.agency).await?;
            if !sections.iter().any(|known| known.id == *section) {
                return Err(Refusal::new("section_unknown", "请选择科室。").at("section").into());
            }
        }
        PeopleChange::Grant { .. } => {
            let grant = grant_of(change, &proposer.person, &PersonId::new("")).ok_or_else(crate::not_found)?;
            known(tx, proposer, &grant.person).await?;
            let held = store::people::grants_of(&mut *tx, &proposer.agency, &grant.person).await?;
            grants_conflict(&grant, &held).map_err(crate::failure::refused)?;
        }
        PeopleChange::EndGrant { grant, person, .. } => {
            known(tx, proposer, person).await?;
            let held = store::people::grants_of(&mut *tx, &proposer.agency, person).await?;
            if !held.iter().any(|one| one.id == *grant) {
                return Err(crate::not_found().into());
            }
        }
        PeopleChange::Reset { person } => known(tx, proposer, person).await?,
    }
    Ok(())
}

async fn known(tx: &mut Transaction, who: &Who, person: &PersonId) -> Done<()> {
    match store::people::by_id(&mut *tx, &who.agency, person).await? {
        Some(found) if !matches!(found.state, affairs::people::PersonState::Left { .. }) => Ok(()),
        _ => Err(crate::not_found().into()),
    }
}

/// The grant that a proposal asks for, under an id of its own drawn later.
pub(super) fn grant_of(change: &PeopleChange, proposer: &PersonId, confirmer: &PersonId) -> Option<Grant> {
    let PeopleChange::Grant { person, role, scope, from, until, basis, acting_for } = change else { return None };
    Some(Grant {
        id: GrantId::new(""),
        person: person.clone(),
        role: *role,
        scope: scope.clone(),
        from: *from,
        until: *until,
        basis: basis.trim().to_owned(),
        acting_for: acting_for.clone(),
        granted_by: proposer.clone(),
        confirmed_by: confirmer.clone(),
    })
}

/// The other administrators in office today.
async fn administrators(tx: &mut Transaction, who: &Who, day: affairs::Date) -> Done<Vec<PersonId>> {
    let grants = store::people::grants(&mut *tx, &who.agency).await?;
    let others = grants
        .into_iter()
        .filter(|grant| grant.role == Role::Administrator && grant.in_force_on(day) && grant.person != who.person);
    Ok(others.map(|grant| grant.person).collect())
}
