//! 查阅 by appointment (Art. 25, 40, 43): the hours in which an agency's reading place is open, and one person's visit to it.
//! Only working days of the agency's calendar are open, and of those only what the office has not closed.

use crate::id::{AgencyId, VisitId};
use crate::{Date, Instant, Personal, Refusal, Refuse};
use jiff::civil::{Time, Weekday};
use law::calendar::WorkingDayCalendar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many days ahead a visit may be booked, today counted as none.
pub const DAYS_AHEAD: usize = 30;
/// How many visits to come one telephone may hold at a time.
pub const MOST_TO_COME: i64 = 2;
/// The most slots of a week.
const MOST_SLOTS: usize = 40;
/// The most places of a slot.
const MOST_SEATS: u16 = 200;
const LONGEST_LINE: usize = 60;
const LONGEST_TEXT: usize = 500;
/// The fewest digits of a telephone number that can be rung.
const FEWEST_DIGITS: usize = 7;
const DAYS: [(&str, Weekday); 7] = [
    ("周一", Weekday::Monday),
    ("周二", Weekday::Tuesday),
    ("周三", Weekday::Wednesday),
    ("周四", Weekday::Thursday),
    ("周五", Weekday::Friday),
    ("周六", Weekday::Saturday),
    ("周日", Weekday::Sunday),
];

/// Where and when an agency's information may be read on the spot. Part of its dated settings; without slots nothing can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingHours {
    /// The place as it is told to whoever has booked.
    pub place: String,
    pub slots: Vec<ReadingSlot>,
}

/// A slot of every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingSlot {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: i8,
    pub from: Time,
    pub until: Time,
    /// How many visitors it holds.
    pub seats: u16,
}

/// A slot of one day that still has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    pub day: Date,
    pub slot: ReadingSlot,
    pub left: u16,
}

/// Visits that stand for a slot, by its day and beginning.
pub type Taken = BTreeMap<(Date, Time), u16>;

/// Days that the office has closed, each with its reason.
pub type Closures = BTreeMap<Date, String>;

/// What a booking is judged by.
#[derive(Debug, Clone, Copy)]
pub struct ReadingFacts<'facts> {
    pub hours: &'facts ReadingHours,
    pub calendar: &'facts WorkingDayCalendar,
    pub closures: &'facts Closures,
    pub taken: &'facts Taken,
    pub now: Instant,
}

impl ReadingHours {
    /// Reads the week as the office writes it: a line a slot, `周一 09:00-11:30 4`.
    ///
    /// # Errors
    /// Refused at the first line that is not one, and where two slots of a day overlap.
    pub fn parse(place: &str, text: &str) -> Result<Self, Refusal> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() > MOST_SLOTS {
            return Err(Refusal::new("slots", format!("每周最多 {MOST_SLOTS} 个时段。")).at("slots"));
        }
        let mut slots: Vec<ReadingSlot> = Vec::new();
        for line in lines {
            let slot = ReadingSlot::parse(line).ok_or_else(|| {
                let message =
                    format!("没有读懂“{line}”。一行一个时段，例如“周一 09:00-11:30 4”，最后是可以接待的人数。");
                Refusal::new("slot", message).at("slots")
            })?;
            if slots.iter().any(|other| other.overlaps(&slot)) {
                return Err(Refusal::new("slots_overlap", format!("“{line}”与同一天的其他时段重叠。")).at("slots"));
            }
            slots.push(slot);
        }
        slots.sort_by_key(|slot| (slot.weekday, slot.from));
        let place = place.trim();
        if place.is_empty() && !slots.is_empty() {
            return Err(Refusal::new("place_missing", "请填写查阅地点，预约的人要知道到哪里去。").at("place"));
        }
        Ok(Self { place: place.to_owned(), slots })
    }

    /// The week as the office writes it.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.slots.iter().map(ReadingSlot::line).collect();
        lines.join("\n")
    }
}

impl ReadingSlot {
    fn parse(line: &str) -> Option<Self> {
        let line = line.replace(['－', '—', '–', '~', '至'], "-").replace('：', ":");
        let mut parts = line.split_whitespace();
        let day = parts.next()?;
        let (_, weekday) = DAYS.into_iter().find(|(name, _)| *name == day)?;
        let (from, until) = parts.next()?.split_once('-')?;
        let seats: u16 = parts.next()?.trim_end_matches('人').parse().ok()?;
        let (from, until) = (parse_time(from)?, parse_time(until)?);
        let sound = from < until && (1..=MOST_SEATS).contains(&seats) && parts.next().is_none();
        sound.then_some(Self { weekday: weekday.to_monday_one_offset(), from, until, seats })
    }

    fn line(&self) -> String {
        let day = DAYS.into_iter().find(|(_, weekday)| weekday.to_monday_one_offset() == self.weekday);
        format!("{} {} {}", day.map_or("", |(name, _)| name), self.hours_text().replace('—', "-"), self.seats)
    }

    /// `09:00—11:30`.
    #[must_use]
    pub fn hours_text(&self) -> String {
        format!("{}—{}", time_text(self.from), time_text(self.until))
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.weekday == other.weekday && self.from < other.until && other.from < self.until
    }
}

/// `09:00`, as a slot names its beginning.
#[must_use]
pub fn time_text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Reads `09:00` or `9:00`.
#[must_use]
pub fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Why a slot cannot be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotBookable {
    /// The agency takes no bookings here.
    NoHours,
    /// There is no such slot on this day.
    NoSlot,
    /// A day off by the agency's calendar.
    DayOff,
    /// The office has closed the day.
    Closed { reason: String },
    /// It has begun already.
    Past,
    /// Later than bookings are taken.
    TooFar,
    /// Nobody fits in any more.
    Full,
    /// This telephone holds as many visits to come as one may.
    TooMany,
}

impl Refuse for NotBookable {
    fn refusal(&self) -> Refusal {
        let (code, message) = match self {
            Self::NoHours => ("no_hours", "本机关没有开通网上预约，请打公开指南上的电话约时间。".to_owned()),
            Self::NoSlot => ("no_slot", "这一天没有这个时段，请重新选择。".to_owned()),
            Self::DayOff => ("day_off", "这一天放假，不接待查阅，请选择工作日。".to_owned()),
            Self::Closed { reason } => ("day_closed", format!("这一天停止接待查阅（{reason}），请选择其他日子。")),
            Self::Past => ("past", "这个时段已经开始或者过去，请选择以后的时段。".to_owned()),
            Self::TooFar => ("too_far", format!("只能预约 {DAYS_AHEAD} 天以内的时段。")),
            Self::Full => ("full", "这个时段刚刚约满，请选择其他时段。".to_owned()),
            Self::TooMany => {
                let message =
                    format!("这个电话已经约了 {MOST_TO_COME} 次，还没有来。需要改时间的，请先取消原来的预约。");
                return Refusal::new("too_many", message).at("telephone");
            }
        };
        Refusal::new(code, message).at("slot")
    }
}

impl ReadingFacts<'_> {
    /// Every slot that can be booked now, the earliest first.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let days = self.now.date().series(jiff::Span::new().days(1)).take(DAYS_AHEAD + 1);
        let of_day = |day: Date| {
            self.hours.slots.iter().filter(move |slot| is_of(slot, day)).filter_map(move |slot| {
                let left = self.room(slot, day).ok()?;
                Some(Offer { day, slot: *slot, left })
            })
        };
        days.flat_map(of_day).collect()
    }

    /// The slot of a day that begins at this time, if it can be booked now.
    ///
    /// # Errors
    /// Says why it cannot.
    pub fn book(&self, day: Date, from: Time) -> Result<ReadingSlot, NotBookable> {
        if self.hours.slots.is_empty() {
            return Err(NotBookable::NoHours);
        }
        let slot = self.hours.slots.iter().find(|slot| slot.from == from && is_of(slot, day));
        let slot = slot.ok_or(NotBookable::NoSlot)?;
        self.room(slot, day).map(|_| *slot)
    }

    fn room(&self, slot: &ReadingSlot, day: Date) -> Result<u16, NotBookable> {
        let last = self.now.date().series(jiff::Span::new().days(1)).nth(DAYS_AHEAD);
        if !begins_after(day, slot.from, self.now) {
            return Err(NotBookable::Past);
        }
        if last.is_none_or(|last| day > last) {
            return Err(NotBookable::TooFar);
        }
        if !self.calendar.is_working_day(day) {
            return Err(NotBookable::DayOff);
        }
        if let Some(reason) = self.closures.get(&day) {
            return Err(NotBookable::Closed { reason: reason.clone() });
        }
        let taken = self.taken.get(&(day, slot.from)).copied().unwrap_or(0);
        match slot.seats.saturating_sub(taken) {
            0 => Err(NotBookable::Full),
            left => Ok(left),
        }
    }
}

fn is_of(slot: &ReadingSlot, day: Date) -> bool {
    day.weekday().to_monday_one_offset() == slot.weekday
}

fn begins_after(day: Date, from: Time, now: Instant) -> bool {
    Instant::of_shanghai(day.to_datetime(from)) > now
}

/// What a visitor says of himself. All of it is personal: it is kept sealed and carried in `Personal`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitForm {
    pub name: String,
    pub telephone: String,
    /// What he would like to read, so that it lies ready.
    pub wanted: String,
    /// Help that he needs (Art. 43).
    pub help: String,
}

impl VisitForm {
    /// The form without what surrounds its words.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| text.trim().to_owned();
        Self {
            name: tidy(self.name),
            telephone: tidy(self.telephone),
            wanted: tidy(self.wanted),
            help: tidy(self.help),
        }
    }

    /// Whether it says what is needed: who, by which telephone, to read what. No proof of identity: what is open to everybody may
    /// be read by anybody.
    ///
    /// # Errors
    /// The first field that is missing or too long.
    pub fn check(&self) -> Result<(), Refusal> {
        let missing = |message, field| Err(Refusal::new("missing", message).at(field));
        if self.name.is_empty() {
            return missing("请填写姓名。", "name");
        }
        if self.telephone.chars().filter(char::is_ascii_digit).count() < FEWEST_DIGITS {
            return missing("请填写能打通的电话，时间有变动时我们用它通知您。", "telephone");
        }
        if self.wanted.is_empty() {
            return missing("请写明想看什么，我们好提前准备。", "wanted");
        }
        let fields = [
            (&self.name, "name", LONGEST_LINE),
            (&self.telephone, "telephone", LONGEST_LINE),
            (&self.wanted, "wanted", LONGEST_TEXT),
            (&self.help, "help", LONGEST_TEXT),
        ];
        match fields.into_iter().find(|(text, _, most)| text.chars().count() > *most) {
            Some((_, field, most)) => Err(Refusal::new("too_long", format!("最多 {most} 个字。")).at(field)),
            None => Ok(()),
        }
    }
}

/// One person's visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub agency: AgencyId,
    pub id: VisitId,
    pub number: String,
    pub day: Date,
    pub from: Time,
    pub until: Time,
    pub state: VisitState,
    pub form: Personal<VisitForm>,
}

/// How it stands with a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VisitState {
    Booked,
    /// Taken back by the visitor.
    Cancelled,
    /// The office closed the day.
    CalledOff,
    Came,
    Missed,
}

impl VisitState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Booked, Self::Cancelled, Self::CalledOff, Self::Came, Self::Missed];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Cancelled => "cancelled",
            Self::CalledOff => "called_off",
            Self::Came => "came",
            Self::Missed => "missed",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As the office and the visitor read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Booked => "已预约",
            Self::Cancelled => "本人已取消",
            Self::CalledOff => "本机关停止接待，已取消",
            Self::Came => "已到",
            Self::Missed => "未到",
        }
    }
}

/// Why nothing can be done to a visit now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVisit {
    /// It is no longer booked.
    Settled(VisitState),
    /// It has begun.
    Begun,
    /// Its day has not come.
    NotYet,
}

impl Refuse for NoVisit {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Settled(state) => Refusal::new("settled", format!("这次预约现在“{}”，不能再改。", state.label())),
            Self::Begun => Refusal::new("begun", "预约的时段已经开始，不能再取消。"),
            Self::NotYet => Refusal::new("not_yet", "预约的日子还没有到，不能登记是否到场。"),
        }
    }
}

impl Visit {
    /// The visitor takes it back, before it begins.
    ///
    /// # Errors
    /// When it has begun, or is settled.
    pub fn cancel(&self, now: Instant) -> Result<VisitState, NoVisit> {
        match self.state {
            VisitState::Booked if begins_after(self.day, self.from, now) => Ok(VisitState::Cancelled),
            VisitState::Booked => Err(NoVisit::Begun),
            settled => Err(NoVisit::Settled(settled)),
        }
    }

    /// The office says whether he came. A slip may be set right.
    ///
    /// # Errors
    /// Before its day, and once it was cancelled.
    pub fn mark(&self, came: bool, today: Date) -> Result<VisitState, NoVisit> {
        match self.state {
            VisitState::Booked | VisitState::Came | VisitState::Missed if today < self.day => Err(NoVisit::NotYet),
            VisitState::Booked | VisitState::Came | VisitState::Missed => {
                Ok(if came { VisitState::Came } else { VisitState::Missed })
            }
            settled => Err(NoVisit::Settled(settled)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    const WEEK: &str = "周一 09:00-11:30 1\n周四 14:00-17:00 2\n周日 9：00－12：00 3人";

    fn hours() -> ReadingHours {
        ReadingHours::parse("和平路1号一楼", WEEK).unwrap()
    }

    fn facts<'facts>(
        hours: &'facts ReadingHours,
        closures: &'facts Closures,
        taken: &'facts Taken,
    ) -> ReadingFacts<'facts> {
        let now = Instant::of_shanghai(date(2019, 9, 26).at(14, 0, 0, 0));
        ReadingFacts { hours, calendar: WorkingDayCalendar::shipped(), closures, taken, now }
    }

    #[test]
    fn the_week_is_read_as_it_is_written_and_a_slip_is_named() {
        let hours = hours();
        assert_eq!(ReadingHours::parse(&hours.place, &hours.text()), Ok(hours));
        for (text, code) in [
            ("周八 09:00-10:00 1", "slot"),
            ("周一 10:00-09:00 1", "slot"),
            ("周一 09:00-10:00 0", "slot"),
            ("周一 09:00-10:00", "slot"),
            ("周一 09:00-10:00 1\n周一 09:30-11:00 1", "slots_overlap"),
        ] {
            assert_eq!(ReadingHours::parse("一楼", text).unwrap_err().code, code, "{text}");
        }
        assert_eq!(ReadingHours::parse(" ", WEEK).unwrap_err().field, Some("place"));
        assert_eq!(ReadingHours::parse("", ""), Ok(ReadingHours::default()));
    }

    #[test]
    fn holidays_are_closed_and_a_sunday_that_is_worked_is_open() {
        let (hours, closures, taken) = (hours(), Closures::new(), Taken::new());
        let facts = facts(&hours, &closures, &taken);
        // 29 September and 12 October 2019 are worked; the first week of October is off.
        let days: Vec<Date> = facts.offers().iter().map(|offer| offer.day).collect();
        let worked = [(9, 29), (9, 30), (10, 10), (10, 14), (10, 17), (10, 21), (10, 24)];
        assert_eq!(days, worked.map(|(month, day)| date(2019, month, day)));
        let at = |month, day, hour| facts.book(date(2019, month, day), time(hour, 0, 0, 0));
        assert_eq!(at(10, 3, 14), Err(NotBookable::DayOff));
        assert_eq!(at(10, 13, 9), Err(NotBookable::DayOff));
        assert_eq!(at(9, 26, 14), Err(NotBookable::Past), "it begins this minute");
        assert_eq!(at(10, 10, 9), Err(NotBookable::NoSlot));
        assert_eq!(at(10, 31, 14), Err(NotBookable::TooFar));
        assert_eq!(at(10, 10, 14).map(|slot| slot.seats), Ok(2));
    }

    #[test]
    fn what_is_full_or_closed_is_not_offered() {
        let hours = hours();
        let closures = Closures::from([(date(2019, 10, 14), "档案搬迁".to_owned())]);
        let taken =
            Taken::from([((date(2019, 9, 30), time(9, 0, 0, 0)), 1), ((date(2019, 10, 10), time(14, 0, 0, 0)), 1)]);
        let facts = facts(&hours, &closures, &taken);
        let offers = facts.offers();
        assert!(offers.iter().all(|offer| ![date(2019, 9, 30), date(2019, 10, 14)].contains(&offer.day)));
        assert_eq!(offers.iter().find(|offer| offer.day == date(2019, 10, 10)).map(|offer| offer.left), Some(1));
        let refused = |month, day, hour| facts.book(date(2019, month, day), time(hour, 0, 0, 0)).unwrap_err().refusal();
        assert_eq!(refused(9, 30, 9).code, "full");
        assert!(refused(10, 14, 9).message.contains("档案搬迁"));
        let none = ReadingHours::default();
        let facts = ReadingFacts { hours: &none, ..facts };
        assert!(facts.offers().is_empty());
        assert_eq!(facts.book(date(2019, 10, 10), time(14, 0, 0, 0)), Err(NotBookable::NoHours));
    }

    fn visit(state: VisitState) -> Visit {
        Visit {
            agency: AgencyId::new("a"),
            id: VisitId::new("v"),
            number: "查阅〔2019〕001号".to_owned(),
            day: date(2019, 9, 30),
            from: time(9, 0, 0, 0),
            until: time(11, 30, 0, 0),
            state,
            form: Personal::new(VisitForm::default()),
        }
    }

    #[test]
    fn a_visit_is_cancelled_before_it_begins_and_marked_from_its_day_on() {
        let booked = visit(VisitState::Booked);
        let nine = Instant::of_shanghai(date(2019, 9, 30).at(9, 0, 0, 0));
        assert_eq!(booked.cancel(nine.plus_minutes(-1)), Ok(VisitState::Cancelled));
        assert_eq!(booked.cancel(nine), Err(NoVisit::Begun));
        assert_eq!(booked.mark(true, date(2019, 9, 29)), Err(NoVisit::NotYet));
        assert_eq!(booked.mark(true, date(2019, 9, 30)), Ok(VisitState::Came));
        assert_eq!(visit(VisitState::Came).mark(false, date(2019, 10, 8)), Ok(VisitState::Missed));
        for settled in [VisitState::Cancelled, VisitState::CalledOff] {
            assert_eq!(visit(settled).cancel(nine), Err(NoVisit::Settled(settled)));
            assert_eq!(visit(settled).mark(true, date(2019, 9, 30)), Err(NoVisit::Settled(settled)));
        }
    }

    #[test]
    fn a_form_says_who_by_which_telephone_and_what() {
        let whole = VisitForm {
            name: " 读者甲 ".to_owned(),
            telephone: "0391-0000123".to_owned(),
            wanted: "2018年年度报告".to_owned(),
            help: String::new(),
        };
        assert_eq!(whole.clone().tidied().check(), Ok(()));
        for (form, field) in [
            (VisitForm { name: String::new(), ..whole.clone() }, "name"),
            (VisitForm { telephone: "12345".to_owned(), ..whole.clone() }, "telephone"),
            (VisitForm { wanted: " ".to_owned(), ..whole.clone() }, "wanted"),
            (VisitForm { help: "要".repeat(LONGEST_TEXT + 1), ..whole }, "help"),
        ] {
            assert_eq!(form.tidied().check().unwrap_err().field, Some(field));
        }
    }
}
