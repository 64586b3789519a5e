//! 登记: entering a row by hand.

use super::place_of;
use crate::{Desk, Done, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::id::RecordId;
use affairs::journal::Entry;
use affairs::register::change::taken;
use affairs::register::{Entered, Record};

impl Desk {
    /// Enters a row.
    ///
    /// # Errors
    /// Refused without the role, for a natural key that stands already, a decision whose item is not in the catalogue on
    /// its day, a day in the future, or a row that would alter a frozen year.
    pub async fn enter_row(&self, who: &Who, record: Record) -> Done<RecordId> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepRegisters, &Facts::of(&who.agency))?;
        self.publication_exists(&mut under, &record).await?;
        let catalogue = store::registers::catalogue(&mut under.tx, &who.agency).await?;
        let frozen = store::reports::frozen_years(&mut under.tx, &who.agency).await?;
        let place = place_of(&record, None, &catalogue, &frozen, under.now.date())?;
        if store::registers::by_key(&mut under.tx, &who.agency, place.register, &place.key).await?.is_some() {
            return Err(taken(&place).into());
        }
        let id = RecordId::new(new_id()?);
        let register = place.register.code();
        let row = Entered::first(who.agency.clone(), id.clone(), record, who.person.clone(), under.now);
        store::registers::insert(&mut under.tx, &[(row, place)]).await?;
        let entry = Entry::new(who.actor(), "registers.enter").about("register", register).about("record", &id);
        under.tx.commit(under.now, entry).await?;
        Ok(id)
    }
}
