//! 查阅预约: somebody books a visit to the reading place, or takes it back; the office sees who comes on a day, says who came, and
//! closes days.

use crate::applications::short;
use crate::failure::refused;
use crate::{Desk, Done, Under, Who};
use affairs::access::{Act, Facts, may};
use affairs::id::{AgencyId, VisitId};
use affairs::journal::{ActorName, Entry};
use affairs::reading::{
    DAYS_AHEAD, MOST_TO_COME, NotBookable, Offer, ReadingFacts, ReadingHours, ReadingSlot, Visit, VisitForm, VisitState,
};
use affairs::series::{Series, number_text};
use affairs::setting::Settings;
use affairs::{ContentHash, Date, Instant, Personal, Refusal};
use jiff::civil::Time;
use store::Transaction;
use store::visits::{VisitMarks, insert};

/// The most visits of one day that are listed.
const MOST: i64 = 1_000;
const NUMBER: &str = "查阅〔{year}〕{serial:3}号";
const LONGEST_REASON: usize = 100;

/// When the reading place can be visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub hours: ReadingHours,
    /// The earliest first.
    pub offers: Vec<Offer>,
}

/// What a visitor takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitReceipt {
    pub number: String,
    /// 128 random bits; kept nowhere but as a hash.
    pub code: String,
    pub day: Date,
    pub slot: ReadingSlot,
    pub place: String,
}

/// Which slot somebody wants, and what he says of himself.
#[derive(Debug, Clone)]
pub struct Booking {
    pub day: Date,
    pub from: Time,
    pub form: VisitForm,
    /// Drawn with the form: sent twice, it is one visit.
    pub key: String,
}

impl Desk {
    /// What can be booked now. Nobody's name is in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reading_offers(&self, agency: &AgencyId) -> Done<Offered> {
        let now = self.now();
        let settings = store::settings::on(&self.reader, agency, now.date()).await?;
        let (first, last) = span(now);
        let closures = store::visits::closures(&self.reader, agency, first, last).await?;
        let taken = store::visits::taken(&self.reader, agency, first, last).await?;
        let calendar = self.calendar(agency).await?;
        let hours = settings.reading;
        let offers =
            ReadingFacts { hours: &hours, calendar: &calendar, closures: &closures, taken: &taken, now }.offers();
        Ok(Offered { hours, offers })
    }

    /// Books a visit. Two who take the last place at once are told apart by the transaction: one of them finds it full.
    ///
    /// # Errors
    /// Refused when the form lacks what it needs, the slot cannot be booked, or this telephone holds enough visits already.
    pub async fn book_visit(&self, agency: &AgencyId, booking: Booking) -> Done<VisitReceipt> {
        let Booking { day, from, form, key } = booking;
        let form = form.tidied();
        form.check()?;
        if key.len() < 20 {
            return Err(Refusal::new("form_key", "页面已过期，请刷新后再提交；您填写的内容还在。").into());
        }
        let (keyring, now) = (self.keyring()?, self.now());
        let secret = |purpose: &str, text: String| keyring.token(agency, purpose, &Personal::new(text));
        let (id, code) = (VisitId::new(short(&secret("visit", key.clone()))), short(&secret("visit receipt", key)));
        let digits: String = form.telephone.chars().filter(char::is_ascii_digit).collect();
        let telephone = secret("visit telephone", digits);
        let mut tx = self.writer.begin(agency).await?;
        let hours = store::settings::on(&mut tx, agency, now.date()).await?.reading;
        let receipt =
            |number, day, slot| VisitReceipt { number, code: code.clone(), day, slot, place: hours.place.clone() };
        if let Some(known) = store::visits::by_id(&mut tx, keyring, agency, &id).await? {
            let weekday = known.day.weekday().to_monday_one_offset();
            let slot = ReadingSlot { weekday, from: known.from, until: known.until, seats: 0 };
            return Ok(receipt(known.number, known.day, slot));
        }
        let slot = self.bookable(&mut tx, &hours, day, from, now).await?;
        if store::visits::to_come(&mut tx, agency, &telephone, now.date()).await? >= MOST_TO_COME {
            return Err(refused(NotBookable::TooMany));
        }
        let serial = store::series::draw(&mut tx, Series::Visit, now.year()).await?;
        let number = number_text(NUMBER, "", now.year(), serial);
        store::series::use_number(&mut tx, Series::Visit, now.year(), serial, &number, id.as_str()).await?;
        let (agency, state) = (agency.clone(), VisitState::Booked);
        let form = Personal::new(form);
        let visit = Visit { agency, id, number: number.clone(), day, from, until: slot.until, state, form };
        let code_hash = ContentHash::of(code.as_bytes()).as_str().to_owned();
        insert(&mut tx, keyring, &visit, &VisitMarks { telephone, code_hash }, now).await?;
        let actor = ActorName::ReceiptHolder { case: visit.id.to_string() };
        tx.commit(now, Entry::new(actor, "visits.booked").about("visit", &visit.id)).await?;
        Ok(receipt(number, day, slot))
    }

    async fn bookable(
        &self,
        tx: &mut Transaction,
        hours: &ReadingHours,
        day: Date,
        from: Time,
        now: Instant,
    ) -> Done<ReadingSlot> {
        let agency = tx.agency().clone();
        let closures = store::visits::closures(&mut *tx, &agency, day, day).await?;
        let taken = store::visits::taken(&mut *tx, &agency, day, day).await?;
        let calendar = self.calendar_in(tx).await?;
        let facts = ReadingFacts { hours, calendar: &calendar, closures: &closures, taken: &taken, now };
        facts.book(day, from).map_err(refused)
    }

    /// The visit behind a receipt. A wrong number and a wrong code are one answer, slowed down by visit and by network.
    ///
    /// # Errors
    /// Refused when they do not fit, or were tried too often.
    pub async fn visit_of_receipt(&self, agency: &AgencyId, number: &str, code: &str, network: &str) -> Done<Visit> {
        let number = number.trim();
        let keys = [format!("receipt:{agency}:{number}"), format!("receipt:{network}")];
        let now = self.now();
        if let Some(seconds) = self.seconds_to_wait(&keys, now).await? {
            let message = format!("尝试次数较多，请在 {seconds} 秒后再试。");
            return Err(Refusal::new("receipt_slow", message).at("code").into());
        }
        let found = store::visits::by_number(&self.reader, agency, number).await?;
        let given = ContentHash::of(code.trim().to_lowercase().as_bytes());
        let Some((visit, _)) = found.filter(|(_, kept)| *kept == given.as_str()) else {
            for key in &keys {
                store::sessions::failed(&self.writer, key, now).await?;
            }
            let message = "预约编号或者查询码不对，请对照预约回执检查。遗失的，请打预约时告知的电话。";
            return Err(Refusal::new("receipt_wrong", message).at("code").into());
        };
        let loaded = store::visits::by_id(&self.reader, self.keyring()?, agency, &visit).await?;
        Ok(loaded.ok_or_else(crate::not_found)?)
    }

    /// The visitor takes his visit back; its place is free again.
    ///
    /// # Errors
    /// Refused when the receipt does not fit, or the slot has begun.
    pub async fn cancel_visit(&self, agency: &AgencyId, number: &str, code: &str, network: &str) -> Done<()> {
        let visit = self.visit_of_receipt(agency, number, code, network).await?;
        let now = self.now();
        let state = visit.cancel(now).map_err(refused)?;
        let mut tx = self.writer.begin(agency).await?;
        store::visits::set_state(&mut tx, &visit.id, visit.state, state).await?;
        let actor = ActorName::ReceiptHolder { case: visit.id.to_string() };
        tx.commit(now, Entry::new(actor, "visits.cancelled").about("visit", &visit.id)).await?;
        Ok(())
    }

    /// Who comes on a day, by their hours. That it was looked at is a line of the journal.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn visits_of(&self, who: &Who, day: Date) -> Done<Vec<Visit>> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepReading, &Facts::of(&who.agency))?;
        let visits = store::visits::of_day(&mut tx, self.keyring()?, &who.agency, day, MOST).await?;
        // A day on which nobody comes names nobody.
        if visits.is_empty() {
            tx.roll_back().await?;
        } else {
            tx.commit(now, Entry::new(who.actor(), "visits.read").about("reading_day", day.to_string())).await?;
        }
        Ok(visits)
    }

    /// Says whether a visitor came.
    ///
    /// # Errors
    /// Refused without the role, before the day, and for a visit that was cancelled.
    pub async fn mark_visit(&self, who: &Who, visit: &VisitId, came: bool) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepReading, &Facts::of(&who.agency))?;
        let found = store::visits::by_id(&mut tx, self.keyring()?, &who.agency, visit).await?;
        let found = found.ok_or_else(crate::not_found)?;
        let state = found.mark(came, now.date()).map_err(refused)?;
        store::visits::set_state(&mut tx, visit, found.state, state).await?;
        let act = if came { "visits.came" } else { "visits.missed" };
        tx.commit(now, Entry::new(who.actor(), act).about("visit", visit)).await?;
        Ok(())
    }

    /// Closes a day with its reason; what was booked for it is called off. Answers how many visitors have to be told.
    ///
    /// # Errors
    /// Refused without the role or a reason, and for a day that is over.
    pub async fn close_reading_day(&self, who: &Who, day: Date, reason: &str) -> Done<u64> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepReading, &Facts::of(&who.agency))?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            let message = format!("请写明停止接待的原因，预约的人会看到（最多 {LONGEST_REASON} 个字）。");
            return Err(Refusal::new("reason", message).at("reason").into());
        }
        if day < now.date() {
            return Err(Refusal::new("day", "这一天已经过去。").at("day").into());
        }
        store::visits::close_day(&mut tx, day, reason, &who.person, now).await?;
        let called_off = store::visits::call_off(&mut tx, day).await?;
        let entry = Entry::new(who.actor(), "visits.closed_day").about("reading_day", day.to_string());
        tx.commit(now, entry.fact("items", called_off)).await?;
        Ok(called_off)
    }

    /// Opens a closed day again. Who was called off has to book anew.
    ///
    /// # Errors
    /// Refused without the role, and for a day that is not closed.
    pub async fn open_reading_day(&self, who: &Who, day: Date) -> Done<()> {
        let Under { mut tx, officer, now } = self.begin(who).await?;
        may(&officer, Act::KeepReading, &Facts::of(&who.agency))?;
        if !store::visits::open_day(&mut tx, day).await? {
            return Err(crate::not_found().into());
        }
        let entry = Entry::new(who.actor(), "visits.opened_day").about("reading_day", day.to_string());
        tx.commit(now, entry).await?;
        Ok(())
    }

    /// Sets the hours of the reading place, in force from today. Visits that are booked stay as they are.
    ///
    /// # Errors
    /// Refused without the role that changes settings.
    pub async fn set_reading_hours(&self, who: &Who, reading: ReadingHours) -> Done<()> {
        let settings = store::settings::on(&self.reader, &who.agency, self.now().date()).await?;
        self.save_settings(who, &Settings { reading, ..settings }).await
    }
}

/// The days that can be booked: today and so many after it.
fn span(now: Instant) -> (Date, Date) {
    let first = now.date();
    let last = first.series(jiff::Span::new().days(1)).nth(DAYS_AHEAD).unwrap_or(first);
    (first, last)
}
