//! Changes that wait for a second person, and the lists of what was handed over.

use crate::sql::{Read, Row, StoreError, Transaction, json_text};
use crate::{Kept, values};
use affairs::Instant;
use affairs::id::{AgencyId, PersonId, ProposalId};
use affairs::people::proposal::{Handover, PeopleChange, Proposal, ProposalState};

fn proposal(row: &Row) -> Kept<Proposal> {
    let state = row.text(4)?;
    Ok(Proposal {
        id: ProposalId::new(row.text(0)?),
        change: row.json::<PeopleChange>(1)?,
        proposed_by: PersonId::new(row.text(2)?),
        proposed_at: row.instant(3)?,
        state: ProposalState::from_code(&state).ok_or(StoreError::Corrupt(state))?,
        decided_by: row.optional_text(5)?.map(PersonId::new),
        decided_at: row.optional_instant(6)?,
    })
}

/// The latest proposals, waiting ones first.
///
/// # Errors
/// When the database fails.
pub async fn latest(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<Proposal>> {
    let sql = "SELECT proposal_id, change, proposed_by, proposed_at, state, decided_by, decided_at FROM proposal
        WHERE agency_id = $1 ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, proposed_at DESC, proposal_id LIMIT $2";
    db.rows(sql, values![agency, limit]).await?.iter().map(proposal).collect()
}

/// One proposal.
///
/// # Errors
/// When the database fails.
pub async fn by_id(mut db: impl Read, agency: &AgencyId, id: &ProposalId) -> Kept<Option<Proposal>> {
    let sql = "SELECT proposal_id, change, proposed_by, proposed_at, state, decided_by, decided_at FROM proposal
        WHERE agency_id = $1 AND proposal_id = $2";
    db.row(sql, values![agency, id]).await?.as_ref().map(proposal).transpose()
}

/// Keeps a new proposal.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, proposal: &Proposal) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO proposal (agency_id, proposal_id, change, proposed_by, proposed_at, state)
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![
            &agency,
            &proposal.id,
            json_text(&proposal.change)?,
            &proposal.proposed_by,
            proposal.proposed_at,
            proposal.state.code(),
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a decision; answers whether the proposal was still waiting.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    tx: &mut Transaction,
    id: &ProposalId,
    state: ProposalState,
    by: &PersonId,
    at: Instant,
) -> Kept<bool> {
    let agency = tx.agency().clone();
    let touched = tx
        .execute(
            "UPDATE proposal SET state = $1, decided_by = $2, decided_at = $3
             WHERE agency_id = $4 AND proposal_id = $5 AND state = 'waiting'",
            values![state.code(), by, at, &agency, id],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps a handover with its list.
///
/// # Errors
/// When the database fails.
pub async fn insert_handover(tx: &mut Transaction, id: &str, handover: &Handover) -> Kept<()> {
    let agency = tx.agency().clone();
    tx.execute(
        "INSERT INTO handover (agency_id, handover_id, person_id, at, content) VALUES ($1, $2, $3, $4, $5)",
        values![&agency, id, &handover.from, handover.at, json_text(handover)?],
    )
    .await?;
    Ok(())
}

/// The handovers of an agency, latest first.
///
/// # Errors
/// When the database fails.
pub async fn handovers(mut db: impl Read, agency: &AgencyId, limit: i64) -> Kept<Vec<(String, Handover)>> {
    let sql = "SELECT handover_id, content FROM handover WHERE agency_id = $1 ORDER BY at DESC, handover_id LIMIT $2";
    let rows = db.rows(sql, values![agency, limit]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.json(1)?))).collect()
}

/// One handover.
///
/// # Errors
/// When the database fails.
pub async fn handover(mut db: impl Read, agency: &AgencyId, id: &str) -> Kept<Option<Handover>> {
    let sql = "SELECT content FROM handover WHERE agency_id = $1 AND handover_id = $2";
    db.row(sql, values![agency, id]).await?.map(|row| row.json(0)).transpose()
}
