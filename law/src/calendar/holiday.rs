//! The next long holiday: what falls due around it is easily forgotten.

use super::WorkingDayCalendar;
use jiff::ToSpan;
use jiff::civil::Date;

/// From so many days off in a row on it is more than a weekend.
const LONG: usize = 3;

/// Days off in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongHoliday {
    /// The first day off.
    pub first: Date,
    /// The last day off.
    pub last: Date,
    /// The festival, as a notice names it; empty in a year without one.
    pub name: String,
}

impl WorkingDayCalendar {
    /// The long holiday that is under way on a day or begins within so many days after it.
    pub fn next_long_holiday(&self, today: Date, within: u16) -> Option<LongHoliday> {
        let end = today.saturating_add(i32::from(within).days());
        let mut day = self.first_off_before(today);
        while day <= end {
            let run: Vec<Date> = self.days_off_from(day);
            let Some(last) = run.last().copied() else {
                day = day.tomorrow().ok()?;
                continue;
            };
            if run.len() >= LONG {
                let name = run.iter().find_map(|off| self.row(*off)).map(|row| row.name.clone()).unwrap_or_default();
                return Some(LongHoliday { first: day, last, name });
            }
            day = last.tomorrow().ok()?;
        }
        None
    }

    /// The first day off of the run a day stands in; the day itself where it is worked.
    fn first_off_before(&self, today: Date) -> Date {
        let mut first = today;
        while !self.is_working_day(first) {
            match first.yesterday() {
                Ok(before) if !self.is_working_day(before) => first = before,
                _ => break,
            }
        }
        first
    }

    fn days_off_from(&self, first: Date) -> Vec<Date> {
        let mut off = Vec::new();
        let mut day = first;
        while !self.is_working_day(day) {
            off.push(day);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        off
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_next_long_holiday_is_found_before_and_during_it() {
        let calendar = WorkingDayCalendar::shipped();
        let national = LongHoliday { first: date(2019, 10, 1), last: date(2019, 10, 7), name: "国庆节".to_owned() };
        for day in [date(2019, 9, 24), date(2019, 10, 1), date(2019, 10, 7)] {
            assert_eq!(calendar.next_long_holiday(day, 7), Some(national.clone()), "{day}");
        }
        assert_eq!(calendar.next_long_holiday(date(2019, 9, 23), 7), None, "it begins on the eighth day");
        assert_eq!(calendar.next_long_holiday(date(2019, 10, 8), 30), None, "weekends are no long holidays");
    }

    #[test]
    fn the_weekends_that_touch_a_holiday_belong_to_it() {
        let calendar = WorkingDayCalendar::shipped();
        let found = calendar.next_long_holiday(date(2024, 6, 6), 7).unwrap();
        assert_eq!((found.first, found.last, found.name.as_str()), (date(2024, 6, 8), date(2024, 6, 10), "端午节"));
    }
}
