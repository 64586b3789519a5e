//! Counts a period as a person with a wall calendar would, day by day, and knows nothing of the clock's own arithmetic.

use crate::received::{IntakeMode, ReceiptFacts};
use crate::reply_due::{ClockFacts, Consultation};
use jiff::civil::{Date, Weekday, date};
use std::collections::HashSet;

/// The two lists on the wall.
pub struct Wall {
    off: HashSet<Date>,
    worked: HashSet<Date>,
}

impl Wall {
    pub fn hung() -> Self {
        let (mut off, mut worked) = (HashSet::new(), HashSet::new());
        for line in include_str!("../../calendar/holidays.csv").lines().skip(1) {
            let mut fields = line.split(',');
            let day: Date = fields.next().unwrap().parse().unwrap();
            // A later notice crosses out what an earlier one said of the day.
            let (said, crossed_out) = match fields.next().unwrap() {
                "holiday" => (&mut off, &mut worked),
                "makeup_workday" => (&mut worked, &mut off),
                other => panic!("{other}"),
            };
            said.insert(day);
            crossed_out.remove(&day);
        }
        Self { off, worked }
    }

    pub fn is_worked(&self, day: Date) -> bool {
        let weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
        self.worked.contains(&day) || !weekend && !self.off.contains(&day)
    }

    pub fn after(&self, start: Date, count: u16) -> Date {
        let (mut day, mut left) = (start, count);
        while left > 0 {
            day = day.tomorrow().unwrap();
            if self.is_worked(day) {
                left -= 1;
            }
        }
        day
    }

    /// The day on which the waiting for an answer ends.
    fn waits_through(&self, asked: &Consultation) -> Date {
        let limit = self.after(asked.delivered_on.unwrap_or(asked.sent_on), 15);
        [asked.answered_on, asked.returned_on].into_iter().flatten().fold(limit, Date::min)
    }

    /// The last day for the reply.
    pub fn reply_due(&self, facts: &ClockFacts) -> Date {
        let start = [facts.corrected_on, facts.fee_paid_on].into_iter().flatten().fold(facts.received_on, Date::max);
        let old = facts.received_on < date(2019, 5, 15);
        let mut left = if old { 15 } else { 20 } + facts.extended_by;
        let waits: Vec<(Date, Date)> =
            facts.consultations.iter().map(|asked| (asked.sent_on, self.waits_through(asked))).collect();
        let mut day = start;
        while left > 0 {
            day = day.tomorrow().unwrap();
            let waiting = waits.iter().any(|(sent, through)| *sent < day && day <= *through);
            if self.is_worked(day) && !waiting {
                left -= 1;
            }
        }
        let due = self.past_the_last_letters(day, &waits);
        facts.deferred_until.map_or(due, |until| due.max(until))
    }

    /// A letter sent on the last day keeps the period open over the working days of waiting for it.
    fn past_the_last_letters(&self, counted_out: Date, waits: &[(Date, Date)]) -> Date {
        let mut due = counted_out;
        loop {
            let next = self.after(due, 1);
            if !waits.iter().any(|(sent, through)| *sent <= due && next <= *through) {
                return due;
            }
            due = next;
        }
    }
}

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn one_in(&mut self, end: u64) -> bool {
        self.below(end) == 0
    }

    fn days_after(&mut self, day: Date, end: u64) -> Date {
        let days = i64::try_from(self.below(end)).unwrap();
        day.checked_add(jiff::Span::new().days(days)).unwrap()
    }

    /// How an application of 2018 to 2026 came.
    pub fn receipt(&mut self) -> ReceiptFacts {
        let mode = IntakeMode::ALL[usize::try_from(self.below(8)).unwrap()];
        let submitted_on = self.days_after(date(2018, 1, 1), 3287);
        let signed_on = (!self.one_in(4)).then(|| self.days_after(submitted_on, 8));
        let confirmed_on = (!self.one_in(4)).then(|| self.days_after(submitted_on, 8));
        ReceiptFacts { mode, submitted_on, signed_on, confirmed_on }
    }

    /// What may have happened to it since.
    pub fn clock(&mut self, received_on: Date) -> ClockFacts {
        let mut facts = ClockFacts::received(received_on);
        if self.one_in(3) {
            facts.corrected_on = Some(self.days_after(received_on, 45));
        }
        if self.one_in(5) {
            facts.fee_paid_on = Some(self.days_after(received_on, 60));
        }
        if self.one_in(3) {
            let most = if received_on < date(2019, 5, 15) { 15 } else { 20 };
            facts.extended_by = u16::try_from(self.below(most + 1)).unwrap();
        }
        if self.one_in(12) {
            facts.deferred_until = Some(self.days_after(received_on, 150));
        }
        for _ in 0..self.below(4) {
            let asked = self.consultation(received_on);
            facts.consultations.push(asked);
        }
        facts
    }

    pub fn consultation(&mut self, received_on: Date) -> Consultation {
        let kind = crate::reply_due::ConsultationKind::ALL[usize::try_from(self.below(3)).unwrap()];
        let sent_on = self.days_after(received_on, 70);
        Consultation {
            kind,
            sent_on,
            delivered_on: (!self.one_in(5)).then(|| self.days_after(sent_on, 12)),
            answered_on: (!self.one_in(3)).then(|| self.days_after(sent_on, 40)),
            returned_on: self.one_in(8).then(|| self.days_after(sent_on, 20)),
        }
    }
}
