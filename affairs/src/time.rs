//! Instants in UTC milliseconds; dates and years in Asia/Shanghai, whatever the machine says.

use jiff::{Timestamp, civil, tz};
use serde::{Deserialize, Serialize};

/// A civil date in Asia/Shanghai.
pub type Date = civil::Date;

/// A moment, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

/// China has kept one offset without summer time since 1992; records begin later than that.
const SHANGHAI: tz::Offset = tz::Offset::constant(8);

impl Instant {
    /// From milliseconds since 1970 UTC.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970 UTC.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// This wall-clock time in Asia/Shanghai.
    #[must_use]
    pub fn of_shanghai(time: civil::DateTime) -> Self {
        SHANGHAI.to_timestamp(time).map_or(Self(0), |timestamp| Self(timestamp.as_millisecond()))
    }

    /// Midnight with which this date begins in Asia/Shanghai.
    #[must_use]
    pub fn start_of(date: Date) -> Self {
        Self::of_shanghai(date.at(0, 0, 0, 0))
    }

    /// The wall clock in Asia/Shanghai.
    #[must_use]
    pub fn shanghai(self) -> civil::DateTime {
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        SHANGHAI.to_datetime(timestamp)
    }

    /// The civil date in Asia/Shanghai.
    #[must_use]
    pub fn date(self) -> Date {
        self.shanghai().date()
    }

    /// The civil year in Asia/Shanghai.
    #[must_use]
    pub fn year(self) -> i16 {
        self.date().year()
    }

    /// `2019-03-05 09:30`, as the website guideline writes times.
    #[must_use]
    pub fn minute_text(self) -> String {
        self.shanghai().strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// RFC 3339 with the offset of Shanghai, for feeds and machine-readable times.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.shanghai().strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
    }

    /// Later (or, negative, earlier) by so many milliseconds.
    #[must_use]
    pub const fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Later by so many minutes.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_milliseconds(minutes.saturating_mul(60_000))
    }
}

/// `2019年3月5日`.
#[must_use]
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Reads `2019-03-05`, as forms and files write a date.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_turns_at_midnight_in_shanghai() {
        let turn = Instant::of_shanghai(civil::date(2020, 1, 1).at(0, 0, 0, 0));
        assert_eq!(turn.year(), 2020);
        assert_eq!(turn.plus_milliseconds(-1).year(), 2019);
        assert_eq!(turn.rfc3339(), "2020-01-01T00:00:00+08:00");
    }
}
