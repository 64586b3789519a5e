//! A second administrator confirms or declines.

use super::propose::{check, grant_of};
use crate::failure::refused;
use crate::{Desk, Done, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::id::{GrantId, NoticeId, PersonId, ProposalId};
use affairs::journal::Entry;
use affairs::notice::Subject;
use affairs::people::proposal::{PeopleChange, Proposal, ProposalState};
use affairs::people::{Person, PersonState, Role};

/// What a confirmation brought about.
#[derive(Debug)]
pub struct Confirmed {
    /// The one-time link's token for the holder of a new account or of a reset.
    pub link: Option<String>,
    /// The person it is about.
    pub person: PersonId,
}

impl Desk {
    /// Confirms a proposal; from now on it holds.
    ///
    /// # Errors
    /// Refused for the proposer and for whom it is about, when somebody has decided already, or when the change no
    /// longer will do.
    pub async fn confirm_people(&self, who: &Who, id: &ProposalId) -> Done<Confirmed> {
        let (mut under, proposal) = self.waiting_proposal(who, id).await?;
        let proposer = Who { agency: who.agency.clone(), person: proposal.proposed_by.clone() };
        check(&mut under.tx, &proposer, &proposal.change).await?;
        let person = apply(&mut under, who, &proposal).await?;
        store::proposals::decide(&mut under.tx, id, ProposalState::Confirmed, &who.person, under.now).await?;
        let entry = Entry::new(who.actor(), "people.confirm")
            .about("proposal", id)
            .about("person", &person)
            .fact("change", proposal.change.label());
        under.tx.commit(under.now, entry).await?;
        let holder = Who { agency: who.agency.clone(), person: person.clone() };
        let link = match proposal.change {
            PeopleChange::Account { .. } => Some(self.make_link(&holder, "password").await?),
            PeopleChange::Reset { .. } => {
                store::sessions::end_all(&self.writer, &holder.agency, &holder.person).await?;
                Some(self.make_link(&holder, "password").await?)
            }
            PeopleChange::Grant { .. } | PeopleChange::EndGrant { .. } => None,
        };
        Ok(Confirmed { link, person })
    }

    /// Declines a proposal; nothing changes.
    ///
    /// # Errors
    /// As [`Desk::confirm_people`].
    pub async fn decline_people(&self, who: &Who, id: &ProposalId) -> Done<()> {
        let (mut under, _) = self.waiting_proposal(who, id).await?;
        store::proposals::decide(&mut under.tx, id, ProposalState::Declined, &who.person, under.now).await?;
        under.tx.commit(under.now, Entry::new(who.actor(), "people.decline").about("proposal", id)).await?;
        Ok(())
    }

    async fn waiting_proposal(&self, who: &Who, id: &ProposalId) -> Done<(Under, Proposal)> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ConfirmPeople, &Facts::of(&who.agency))?;
        let proposal = store::proposals::by_id(&mut under.tx, &who.agency, id).await?.ok_or_else(crate::not_found)?;
        let grants = store::people::grants(&mut under.tx, &who.agency).await?;
        let people = store::people::all(&mut under.tx, &who.agency).await?.len();
        proposal.may_be_decided_by(&who.person, &grants, people).map_err(refused)?;
        Ok((under, proposal))
    }
}

async fn apply(under: &mut Under, who: &Who, proposal: &Proposal) -> Done<PersonId> {
    let now = under.now;
    match &proposal.change {
        PeopleChange::Account { username, name, section, duty } => {
            let person = Person {
                agency: who.agency.clone(),
                id: PersonId::new(new_id()?),
                username: username.trim().to_lowercase(),
                name: name.trim().to_owned(),
                section: section.clone(),
                duty: duty.trim().to_owned(),
                state: PersonState::Invited,
            };
            store::people::insert(&mut under.tx, &person, now).await?;
            Ok(person.id)
        }
        PeopleChange::Grant { person, role, .. } => {
            let grant = grant_of(&proposal.change, &proposal.proposed_by, &who.person).ok_or_else(crate::not_found)?;
            let grant = affairs::people::Grant { id: GrantId::new(new_id()?), ..grant };
            store::people::insert_grant(&mut under.tx, &grant).await?;
            if *role == Role::Leader {
                let why = "局领导岗位有变动";
                store::outbox::open_update_task(&mut under.tx, &new_id()?, "领导分工", why, now).await?;
            }
            Ok(person.clone())
        }
        PeopleChange::EndGrant { grant, person, last, .. } => {
            store::people::end_grant(&mut under.tx, grant, *last).await?;
            Ok(person.clone())
        }
        PeopleChange::Reset { person } => {
            let proposer = store::people::by_id(&mut under.tx, &who.agency, &proposal.proposed_by).await?;
            let by = proposer.map_or_else(|| "系统管理员".to_owned(), |proposer| proposer.name);
            let notice = NoticeId::new(new_id()?);
            store::outbox::notify(&mut under.tx, &notice, person, &Subject::ResetMade { by }, now).await?;
            Ok(person.clone())
        }
    }
}
