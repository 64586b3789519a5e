//! Notices that became known after the program was built, laid over the calendar it ships with.

use super::{CalendarRow, DayKind, HolidayNotice, WorkingDayCalendar, is_national_day};
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// How much of a year a notice speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// 年度安排: the whole year. It takes the place of everything that was known of that year before.
    Year,
    /// 调整安排: only the days it names; everything else of the year stays.
    Amendment,
}

impl Reach {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Year, Self::Amendment];

    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Amendment => "amendment",
        }
    }

    /// From the stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.code() == code)
    }

    /// As the office calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Year => "年度安排",
            Self::Amendment => "调整安排",
        }
    }
}

/// A notice as it was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedNotice {
    /// The year it arranges; a few days of its neighbours may stand in it.
    pub year: i16,
    /// The whole year or a change of it.
    pub reach: Reach,
    /// Number, day and title.
    pub notice: HolidayNotice,
    /// The days, each with the notice's number as its source.
    pub rows: Vec<CalendarRow>,
}

/// Why a notice is not taken into the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotImported {
    /// It names no day.
    #[error("没有读出任何放假或者调休上班的日期")]
    Empty,
    /// A day that belongs to another year.
    #[error("{date}不在{year}年，也不在紧接它的假期里")]
    OtherYear {
        /// The day.
        date: Date,
        /// The year of the notice.
        year: i16,
    },
    /// One day twice.
    #[error("{0}出现了两次")]
    Twice(Date),
    /// A whole year without one of its fixed holidays.
    #[error("年度安排应当包括元旦、劳动节、国庆节，现在缺{0}")]
    FixedHolidayMissing(Date),
    /// An amendment that an announced year does not precede.
    #[error("{0}年的年度安排还没有导入，不能先导入调整安排")]
    NothingToAmend(i16),
    /// Of two notices the later one holds, so one that is older than what is known would change nothing.
    #[error("{known}（{issued_on}印发）比这份通知晚，以它为准；请核对印发日期")]
    OlderThanKnown {
        /// The number of the later notice.
        known: String,
        /// When it was issued.
        issued_on: Date,
    },
}

/// The days of a neighbouring year that a notice may name: New Year's holiday reaches over the turn of the year.
const OVER_THE_TURN: i8 = 7;

impl ImportedNotice {
    /// Whether the notice can be what it says it is.
    ///
    /// # Errors
    /// [`NotImported`] says why not.
    pub fn check(&self, known: &WorkingDayCalendar) -> Result<(), NotImported> {
        if self.rows.is_empty() {
            return Err(NotImported::Empty);
        }
        let mut seen = BTreeSet::new();
        for row in &self.rows {
            if !self.reaches(row.date) {
                return Err(NotImported::OtherYear { date: row.date, year: self.year });
            }
            if !seen.insert(row.date) {
                return Err(NotImported::Twice(row.date));
            }
        }
        match self.reach {
            Reach::Year => self.fixed_holidays_stand(),
            Reach::Amendment if !known.is_announced(self.year) => Err(NotImported::NothingToAmend(self.year)),
            Reach::Amendment => Ok(()),
        }?;
        match known.notices_of(self.year).into_iter().max_by_key(|notice| notice.issued_on) {
            Some(later) if later.issued_on > self.notice.issued_on => {
                Err(NotImported::OlderThanKnown { known: later.number.clone(), issued_on: later.issued_on })
            }
            _ => Ok(()),
        }
    }

    fn reaches(&self, day: Date) -> bool {
        let turn_before = day.year() + 1 == self.year && day.month() == 12 && day.day() > 31 - OVER_THE_TURN;
        let turn_after = day.year() == self.year + 1 && day.month() == 1 && day.day() <= OVER_THE_TURN;
        day.year() == self.year || turn_before || turn_after
    }

    fn fixed_holidays_stand(&self) -> Result<(), NotImported> {
        let off = |day: Date| self.rows.iter().any(|row| row.date == day && row.kind == DayKind::Holiday);
        let fixed = [date(self.year, 1, 1), date(self.year, 5, 1), date(self.year, 10, 1)];
        match fixed.into_iter().find(|day| !off(*day)) {
            Some(missing) => Err(NotImported::FixedHolidayMissing(missing)),
            None => Ok(()),
        }
    }
}

impl WorkingDayCalendar {
    /// This calendar with imported notices laid over it, in the order in which they were imported.
    #[must_use]
    pub fn with_notices(&self, imported: &[ImportedNotice]) -> Self {
        let (mut rows, mut notices) = (self.rows.clone(), self.notices.clone());
        for one in imported {
            if one.reach == Reach::Year {
                let replaced = sources_of(&rows, one.year);
                rows.retain(|row| !replaced.contains(&row.source));
                notices.retain(|notice| !replaced.contains(&notice.number));
            }
            notices.retain(|notice| notice.number != one.notice.number);
            notices.push(one.notice.clone());
            rows.extend(one.rows.iter().cloned());
        }
        Self::new(rows, notices)
    }

    /// The notices that arrange a year.
    pub fn notices_of(&self, year: i16) -> Vec<&HolidayNotice> {
        let sources = sources_of(&self.rows, year);
        self.notices.iter().filter(|notice| sources.contains(&notice.number)).collect()
    }

    /// The years from the first that is known to the last, announced or not.
    pub fn years(&self) -> impl Iterator<Item = i16> + use<> {
        let years: BTreeSet<i16> =
            self.rows().filter(|row| is_national_day(row.date)).map(|row| row.date.year()).collect();
        years.into_iter()
    }
}

/// Which notices arrange a year. A notice is of the year of its last day: it may begin in the December before.
fn sources_of(rows: &[CalendarRow], year: i16) -> BTreeSet<String> {
    let mut last: std::collections::BTreeMap<&str, Date> = std::collections::BTreeMap::new();
    for row in rows {
        let known = last.entry(row.source.as_str()).or_insert(row.date);
        *known = (*known).max(row.date);
    }
    last.into_iter().filter(|(_, day)| day.year() == year).map(|(source, _)| source.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_holidays;

    const HEADER: &str = "date,kind,name,source";

    fn notice(year: i16, reach: Reach, number: &str, issued_on: Date, days: &[(&str, &str)]) -> ImportedNotice {
        let lines: Vec<String> = days.iter().map(|(day, kind)| format!("{day},{kind},节日,{number}")).collect();
        let rows = parse_holidays(&format!("{HEADER}\n{}", lines.join("\n"))).unwrap();
        let notice = HolidayNotice { number: number.to_owned(), issued_on, title: "安排".to_owned() };
        ImportedNotice { year, reach, notice, rows }
    }

    fn next_year() -> ImportedNotice {
        let days = [
            ("2027-01-01", "holiday"),
            ("2027-02-06", "holiday"),
            ("2027-02-07", "holiday"),
            ("2027-02-08", "holiday"),
            ("2027-02-14", "makeup_workday"),
            ("2027-05-01", "holiday"),
            ("2027-10-01", "holiday"),
        ];
        notice(2027, Reach::Year, "甲〔2026〕9号", date(2026, 11, 20), &days)
    }

    #[test]
    fn a_year_is_announced_by_its_notice_and_its_days_hold() {
        let shipped = WorkingDayCalendar::shipped();
        let notice = next_year();
        notice.check(shipped).unwrap();
        let calendar = shipped.with_notices(&[notice]);
        assert!(calendar.is_announced(2027));
        assert_ne!(calendar.version(), shipped.version());
        assert!(calendar.is_working_day(date(2027, 2, 14)));
        assert!(!calendar.is_working_day(date(2027, 2, 8)));
        assert!(!calendar.add_working_days(date(2026, 12, 21), 20).certainty.is_provisional());
        assert_eq!(calendar.years().last(), Some(2027));
        assert_eq!(calendar.notices_of(2027)[0].number, "甲〔2026〕9号");
    }

    #[test]
    fn a_year_imported_again_leaves_nothing_of_the_first() {
        let mut second = next_year();
        second.rows.retain(|row| row.date != date(2027, 2, 14));
        let calendar = WorkingDayCalendar::shipped().with_notices(&[next_year(), second.clone()]);
        assert!(!calendar.is_working_day(date(2027, 2, 14)));
        assert_eq!(calendar, WorkingDayCalendar::shipped().with_notices(&[second]));
    }

    #[test]
    fn an_amendment_changes_the_days_it_names_and_no_others() {
        let change = notice(2027, Reach::Amendment, "乙〔2027〕1号", date(2027, 3, 1), &[("2027-02-14", "holiday")]);
        assert_eq!(change.check(WorkingDayCalendar::shipped()), Err(NotImported::NothingToAmend(2027)));
        let announced = WorkingDayCalendar::shipped().with_notices(&[next_year()]);
        change.check(&announced).unwrap();
        let amended = announced.with_notices(&[change]);
        assert!(!amended.is_working_day(date(2027, 2, 14)));
        assert!(!amended.is_working_day(date(2027, 2, 8)));
        assert!(amended.as_known_on(date(2027, 2, 1)).is_working_day(date(2027, 2, 14)));
    }

    /// Years that are imported count as years that are shipped: the shipped ones agree with an independent list.
    #[test]
    fn the_shipped_years_imported_one_by_one_make_the_shipped_calendar() {
        let shipped = WorkingDayCalendar::shipped();
        let mut calendar = shipped.as_known_on(date(2022, 12, 31));
        assert!(calendar.is_announced(2023) && !calendar.is_announced(2024));
        for year in 2024..=2026 {
            let [notice] = shipped.notices_of(year)[..] else { panic!("one notice for {year}") };
            let rows: Vec<CalendarRow> = shipped.rows().filter(|row| row.source == notice.number).cloned().collect();
            let rows = parse_holidays(&crate::calendar::holidays_csv(&rows)).unwrap();
            let imported = ImportedNotice { year, reach: Reach::Year, notice: notice.clone(), rows };
            imported.check(&calendar).unwrap();
            calendar = calendar.with_notices(&[imported]);
        }
        assert_eq!(calendar.version(), shipped.version());
    }

    #[test]
    fn replacing_a_shipped_year_leaves_the_turn_of_the_next_one() {
        let days = [
            ("2018-01-01", "holiday"),
            ("2018-05-01", "holiday"),
            ("2018-10-01", "holiday"),
            ("2018-10-02", "holiday"),
        ];
        let again = notice(2018, Reach::Year, "丙〔2017〕1号", date(2017, 12, 1), &days);
        let calendar = WorkingDayCalendar::shipped().with_notices(&[again]);
        assert!(calendar.is_working_day(date(2018, 10, 3)), "only the new notice speaks of 2018");
        assert!(!calendar.is_working_day(date(2018, 12, 31)), "the notice of 2019 gave this day off");
        assert!(calendar.is_working_day(date(2018, 12, 29)));
    }

    #[test]
    fn what_cannot_be_a_notice_is_refused() {
        let shipped = WorkingDayCalendar::shipped();
        let mut missing = next_year();
        missing.rows.retain(|row| row.date != date(2027, 5, 1));
        assert_eq!(missing.check(shipped), Err(NotImported::FixedHolidayMissing(date(2027, 5, 1))));
        let mut twice = next_year();
        twice.rows.push(twice.rows[0].clone());
        assert_eq!(twice.check(shipped), Err(NotImported::Twice(date(2027, 1, 1))));
        let strange = ImportedNotice { year: 2029, ..next_year() };
        assert!(matches!(strange.check(shipped), Err(NotImported::OtherYear { .. })));
        let empty = ImportedNotice { rows: Vec::new(), ..next_year() };
        assert_eq!(empty.check(shipped), Err(NotImported::Empty));
        let known = shipped.with_notices(&[next_year()]);
        let mut older = next_year();
        older.notice.issued_on = date(2026, 11, 1);
        assert!(matches!(older.check(&known), Err(NotImported::OlderThanKnown { .. })));
    }
}
