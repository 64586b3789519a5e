//! 归档: a case is closed into its volume, opened again for a reason, lent, handed to the archive, destroyed by two.
//!
//! The volume is made before the act begins, from the case as it then stands; the act checks that nothing has moved since. So
//! nobody waits while pages are drawn, and the number on the cover is the number that was drawn.

mod binding;
mod gather;
mod shelf;

pub use shelf::{ShelfAct, TransferList};

use crate::failure::refused;
use crate::{Desk, Done, Under, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::application::{FileRole, Standing};
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, VolumeId};
use affairs::series::Series;
use affairs::volume::{Closing, Contest, Event, Position, Volume, closable_from, may_close};
use affairs::{Date, Instant, Personal, Refusal};
use binding::Bound;
use gather::Gathered;
use law::calendar::WorkingDayCalendar;
use store::Transaction;
use store::applications::CaseFile;

/// A case that waits for its volume, and the first day it may be closed; none while something about it is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyCase {
    pub waiting: store::volumes::Waiting,
    pub from: Option<Date>,
}

/// How often another number may slip in between before the officer is asked to try again.
const TRIES: usize = 3;

impl Desk {
    /// Closes a case into its volume, for the first time or again; answers the volume.
    ///
    /// # Errors
    /// Refused without the role, while it is not served or a term of the applicant runs, while a case about it is under way, when it
    /// is in its volume, or when its papers are more than one volume holds.
    pub async fn close_volume(&self, who: &Who, case: &CaseId, version: i64, location: &str) -> Done<VolumeId> {
        for _ in 0..TRIES {
            if let Some(volume) = self.try_to_close(who, case, version, location.trim()).await? {
                return Ok(volume);
            }
        }
        Err(Refusal::new("volume_number", "同时有别的案卷正在编号，请稍后再试。").into())
    }

    /// `None` when somebody else drew the number that the cover bears.
    async fn try_to_close(&self, who: &Who, case: &CaseId, version: i64, location: &str) -> Done<Option<VolumeId>> {
        let gathered = self.gather(who, case, version).await?;
        let Bound { volume, package, pages } = self.bind(who, &gathered).await?;
        let (file, packed) = (volume.hash.clone(), package.hash.clone());
        // From here on they go again unless the act names them.
        let mut kept = [self.kept_already(volume), self.kept_already(package)];
        let mut on = self.on_case(who, Act::KeepVolumes, case, version).await?;
        let contest = self.contest_of(&mut on.tx, &who.agency, case).await?;
        may_close(&on.standing, contest, on.today, &on.calendar).map_err(refused)?;
        let closing = Closing {
            retention: gathered.retention,
            on: on.today,
            pages,
            file: file.clone(),
            package: packed,
            by: who.person.clone(),
        };
        let id = match &gathered.earlier {
            Some((volume, shelf)) => {
                let place = if location.is_empty() { shelf } else { location };
                self.close_again(&mut on.tx, volume.clone(), &closing, place, on.now).await?
            }
            None if !self.draw_number(&mut on.tx, &gathered, on.now).await? => return Ok(None),
            None => self.first_closing(&mut on.tx, &gathered, &closing, location, on.now).await?,
        };
        let event = on.standing.archive(file, on.today);
        for one in &mut kept {
            one.name(&mut on.tx, self.keyring()?, case, Some(who.person.clone()), on.now).await?;
        }
        kept.into_iter().for_each(super::files::Kept::stay);
        self.happened(on, who, event, Words::of(gathered.number.clone())).await?;
        Ok(Some(id))
    }

    /// Draws the number that stands on the cover; `false` when another volume has drawn it.
    async fn draw_number(&self, tx: &mut Transaction, gathered: &Gathered, now: Instant) -> Done<bool> {
        let serial = store::series::draw(tx, Series::Volume, now.year()).await?;
        if serial != gathered.serial {
            return Ok(false);
        }
        let holder = gathered.application.frame.id.as_str();
        store::series::use_number(tx, Series::Volume, now.year(), serial, &gathered.number, holder).await?;
        Ok(true)
    }

    async fn first_closing(
        &self,
        tx: &mut Transaction,
        gathered: &Gathered,
        closing: &Closing,
        location: &str,
        now: Instant,
    ) -> Done<VolumeId> {
        let id = VolumeId::new(new_id()?);
        let volume = Volume {
            agency: tx.agency().clone(),
            id: id.clone(),
            case: gathered.application.frame.id.clone(),
            number: gathered.number.clone(),
            title: gathered.title.clone(),
            version: 1,
            events: vec![closed(1, closing, now)],
        };
        store::volumes::insert(tx, self.keyring()?, &volume, location).await?;
        Ok(id)
    }

    async fn close_again(
        &self,
        tx: &mut Transaction,
        mut volume: Volume,
        closing: &Closing,
        location: &str,
        now: Instant,
    ) -> Done<VolumeId> {
        let before = volume.version;
        let happened = closed(before + 1, closing, now);
        store::volumes::append(tx, self.keyring()?, &volume.id, &happened).await?;
        volume.version += 1;
        volume.events.push(happened);
        store::volumes::update(tx, &volume, before, location).await?;
        Ok(volume.id)
    }

    /// Opens a volume again, to put something in; the reason stays with it.
    ///
    /// # Errors
    /// Refused without the role or a reason, or when it is not on the shelf.
    pub async fn reopen_volume(&self, who: &Who, id: &VolumeId, reason: &str) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepVolumes, &Facts::of(&who.agency))?;
        let (volume, location) = self.volume_in(&mut tx, who, id).await?;
        let standing = volume.standing().ok_or_else(crate::not_found)?;
        let event = standing.reopen(reason, now.date()).map_err(refused)?;
        let case = volume.case.clone();
        self.on_the_shelf(&mut tx, who, volume, (event, Words::of(reason.trim())), &location, now).await?;
        let on = self.found(tx, &case, now).await?;
        let event = on.standing.open_volume(on.today);
        self.happened(on, who, event, Words::of(reason.trim())).await
    }

    /// The cases that wait to be closed, each with the first day on which it may be.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn cases_to_archive(&self, who: &Who, limit: i64) -> Done<Vec<ReadyCase>> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepVolumes, &Facts::of(&who.agency))?;
        let calendar = self.calendar_in(&mut under.tx).await?;
        let mut ready = Vec::new();
        for waiting in store::volumes::waiting(&mut under.tx, &who.agency, limit).await? {
            let application =
                store::applications::by_id(&mut under.tx, self.keyring()?, &who.agency, &waiting.case).await?;
            let Some(application) = application else { continue };
            let contest = self.contest_of(&mut under.tx, &who.agency, &waiting.case).await?;
            let from = closable_from(&application.standing(&calendar), contest, &calendar).ok();
            ready.push(ReadyCase { waiting, from });
        }
        under.tx.roll_back().await?;
        Ok(ready)
    }

    /// What is known of the reconsiderations and suits of a case.
    async fn contest_of(&self, tx: &mut Transaction, agency: &AgencyId, case: &CaseId) -> Done<Contest> {
        let rows = store::remedies::rows_of(&mut *tx, agency, case).await?;
        Ok(Contest {
            open: rows.iter().any(|row| row.open),
            ended_on: rows.iter().filter_map(|row| row.ended_on).max(),
        })
    }
}

fn closed(number: i64, closing: &Closing, now: Instant) -> Happened<Event> {
    let event = Event::Closed {
        on: closing.on,
        retention: closing.retention,
        pages: closing.pages,
        file: closing.file.clone(),
        package: closing.package.clone(),
    };
    Happened { number, at: now, by: Some(closing.by.clone()), event, words: Personal::new(Words::default()) }
}

/// May the case be closed, and its earlier volume, if there is one, be closed again?
fn check(
    standing: &Standing,
    contest: Contest,
    earlier: Option<&Volume>,
    today: Date,
    calendar: &WorkingDayCalendar,
) -> Result<(), crate::ActError> {
    may_close(standing, contest, today, calendar).map_err(refused)?;
    let Some(position) = earlier.and_then(Volume::standing).map(|standing| standing.position) else { return Ok(()) };
    // A corrected decision opens the case without anybody having opened the volume.
    if matches!(position, Position::Closed | Position::Reopened) {
        return Ok(());
    }
    let is = Position::label(position.code());
    Err(Refusal::new("volume_position", format!("原案卷现在“{is}”，不能重新归档。")).into())
}

/// Files of the case that are papers of the volume, not the volume itself.
fn is_paper(file: &CaseFile) -> bool {
    !matches!(file.role, FileRole::Volume | FileRole::Package)
}
