//! 更正, 作废: a row changes by a new version that keeps the old one.

use super::place_of;
use crate::{Desk, Done, Under, Who};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::id::RecordId;
use affairs::journal::Entry;
use affairs::register::change::{DecisionsUnder, leave_frozen_years, taken};
use affairs::register::{Entered, Place, Record};

impl Desk {
    /// Corrects a row. `version` is the one the page was made from.
    ///
    /// # Errors
    /// Refused without the role or a reason, for a void row, when somebody corrected it in between, or when a frozen year
    /// would be altered.
    pub async fn correct_row(&self, who: &Who, id: &RecordId, version: i64, record: Record, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepRegisters, &Facts::of(&who.agency))?;
        let old = loaded(&mut under, who, id, version).await?;
        self.publication_exists(&mut under, &record).await?;
        let catalogue = store::registers::catalogue(&mut under.tx, &who.agency).await?;
        let frozen = store::reports::frozen_years(&mut under.tx, &who.agency).await?;
        let under_item = decisions_under(&mut under, who, &old.record, Some(&record)).await?;
        let before = Place::of(&old.record, &catalogue)?;
        let new = old.clone().correct(record, reason, under_item, who.person.clone(), under.now)?;
        let place = place_of(&new.record, Some(&before), &catalogue, &frozen, under.now.date())?;
        if place.key != before.key {
            let standing = store::registers::by_key(&mut under.tx, &who.agency, place.register, &place.key).await?;
            if standing.is_some() {
                return Err(taken(&place).into());
            }
        }
        store::registers::supersede(&mut under.tx, &old, &new, &place).await?;
        let entry = entry(who, "registers.correct", &new);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Voids a row: it stays to be seen and counts nowhere.
    ///
    /// # Errors
    /// Refused as [`Desk::correct_row`], and for an item under which decisions stand.
    pub async fn void_row(&self, who: &Who, id: &RecordId, version: i64, reason: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepRegisters, &Facts::of(&who.agency))?;
        let old = loaded(&mut under, who, id, version).await?;
        let catalogue = store::registers::catalogue(&mut under.tx, &who.agency).await?;
        let frozen = store::reports::frozen_years(&mut under.tx, &who.agency).await?;
        let under_item = decisions_under(&mut under, who, &old.record, None).await?;
        let new = old.clone().void(reason, under_item, who.person.clone(), under.now)?;
        let place = Place::of(&old.record, &catalogue)?;
        leave_frozen_years(Some(&place), None, &frozen)?;
        store::registers::supersede(&mut under.tx, &old, &new, &place).await?;
        under.tx.commit(under.now, entry(who, "registers.void", &new)).await?;
        Ok(())
    }
}

fn entry(who: &Who, act: &str, row: &Entered) -> Entry {
    Entry::new(who.actor(), act)
        .about("register", row.record.register().code())
        .about("record", &row.id)
        .fact("version", row.version)
        .fact("reason", &row.reason)
}

async fn loaded(under: &mut Under, who: &Who, id: &RecordId, version: i64) -> Done<Entered> {
    let row = store::registers::by_id(&mut under.tx, &who.agency, id).await?.ok_or_else(crate::not_found)?;
    if row.version != version {
        let message = "这条记录刚刚被更正过，请打开最新的内容再改。";
        return Err(Refusal::new("changed_elsewhere", message).into());
    }
    Ok(row)
}

/// The decisions under an item before it is changed to `after`, or voided.
async fn decisions_under(
    under: &mut Under,
    who: &Who,
    before: &Record,
    after: Option<&Record>,
) -> Done<DecisionsUnder> {
    let Record::Items(item) = before else { return Ok(DecisionsUnder::default()) };
    let (from, until) = match after {
        Some(Record::Items(changed)) => (changed.from, changed.until),
        _ => (item.from, item.until),
    };
    Ok(store::registers::decisions_under(&mut under.tx, &who.agency, &item.code, from, until).await?)
}
