//! Importing a notice that was looked at: the notice, the days it moved, and who must be told.

use super::in_force;
use super::preview::{CalendarPreview, CaseMove, Changed, NoticeText, changes, laid_over, preview, read};
use crate::{Desk, Done, Under, Who, new_id};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::{NoticeId, PersonId};
use affairs::journal::Entry;
use affairs::notice::Subject;
use std::collections::BTreeMap;
use store::calendars::{KeptNotice, Move};

const LONGEST_REASON: usize = 200;

/// What an import moved, as the page of an import shows it.
#[derive(Debug, Clone)]
pub struct MovesSeen {
    pub notice: KeptNotice,
    /// Number of the case and what moved, the earliest new day first.
    pub moves: Vec<(String, Move)>,
}

impl Desk {
    /// Imports a notice. `seen` is the version that the preview showed; `reason` is wanted where something known is changed.
    /// Answers the number of the import.
    ///
    /// # Errors
    /// As the preview; and when the preview no longer holds, or the reason is missing.
    pub async fn import_calendar(&self, who: &Who, text: &NoticeText, seen: &str, reason: &str) -> Done<i64> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepCalendar, &Facts::of(&who.agency))?;
        let before = in_force(&mut under.tx, &who.agency).await?;
        let (notice, unread) = read(text, &before)?;
        let next = laid_over(&mut under.tx, &who.agency, &notice).await?;
        if next.version() != seen {
            return Err(Refusal::new("changed_elsewhere", "节假日安排刚刚有了变化，请重新预览后再确认。").into());
        }
        let changed = changes(&mut under.tx, &who.agency, &next).await?;
        let moves: Vec<CaseMove> = changed.iter().map(|one| one.moved.clone()).collect();
        let preview = preview(notice, unread, moves, &before, &next);
        let reason = reasoned(reason, &preview)?;
        let revision = store::calendars::revision(&mut under.tx, &who.agency).await? + 1;
        let kept = KeptNotice {
            revision,
            notice: preview.notice.clone(),
            calendar_version: preview.version.clone(),
            reason,
            by: who.person.clone(),
            at: under.now,
        };
        store::calendars::insert(&mut under.tx, &kept).await?;
        move_cases(&mut under, revision, &changed, next.version()).await?;
        tell(&mut under, &preview, revision).await?;
        let entry = Entry::new(who.actor(), "calendars.import")
            .about("calendar_notice", revision)
            .fact("year", preview.notice.year)
            .fact("notice", &preview.notice.notice.number)
            .fact("calendar", &preview.version)
            .fact("moved", preview.moves.iter().filter(|moved| moved.moves()).count());
        under.tx.commit(under.now, entry).await?;
        Ok(revision)
    }

    /// An import with what it moved; at most so many cases.
    ///
    /// # Errors
    /// Refused without a role that sees applications, or when there is no such import.
    pub async fn calendar_import(&self, who: &Who, revision: i64, limit: i64) -> Done<MovesSeen> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::SeeApplications, &Facts::of(&who.agency))?;
        let notices = store::calendars::notices(&self.reader, &who.agency).await?;
        let notice = notices.into_iter().find(|kept| kept.revision == revision).ok_or_else(crate::not_found)?;
        let moves = store::calendars::moves(&self.reader, &who.agency, revision, limit).await?;
        Ok(MovesSeen { notice, moves })
    }
}

fn reasoned(reason: &str, preview: &CalendarPreview) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.chars().count() > LONGEST_REASON {
        return Err(Refusal::new("reason_long", "理由不超过 200 字。").at("reason"));
    }
    if reason.is_empty() && preview.corrects() {
        let message = "这一年的安排已经有了，请写明为什么改动，例如国务院调整了假期，或者原来录入有误。";
        return Err(Refusal::new("reason_missing", message).at("reason"));
    }
    Ok(if reason.is_empty() { format!("{}年节假日安排公布", preview.notice.year) } else { reason.to_owned() })
}

/// The flat rows follow; the old days stay beside the new ones.
async fn move_cases(under: &mut Under, revision: i64, changed: &[Changed], version: &str) -> Done<()> {
    for one in changed {
        store::calendars::reckon_anew(&mut under.tx, &one.moved.case, one.version, &one.projection).await?;
    }
    let moves: Vec<Move> = changed.iter().map(|one| Move::from(&one.moved)).collect();
    store::calendars::insert_moves(&mut under.tx, revision, &moves).await?;
    Ok(store::calendars::name_calendar(&mut under.tx, version).await?)
}

/// Each officer hears once how many of his cases have another last day.
async fn tell(under: &mut Under, preview: &CalendarPreview, revision: i64) -> Done<()> {
    let mut counts: BTreeMap<&PersonId, usize> = BTreeMap::new();
    for moved in preview.moves.iter().filter(|moved| moved.moves()) {
        *counts.entry(&moved.responsible).or_default() += 1;
    }
    for (person, count) in counts {
        let notice = preview.notice.notice.number.clone();
        let subject = Subject::CalendarMoved { notice, revision, count };
        store::outbox::notify(&mut under.tx, &NoticeId::new(new_id()?), person, &subject, under.now).await?;
    }
    Ok(())
}
