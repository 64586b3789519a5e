//! The working-day calendar 工作日历: which days are worked, and how periods run over it.
//!
//! Days off and make-up workdays (调休上班) change every year by a notice of the State Council's
//! General Office, so they are dated data, each row naming its notice. A year without a notice is
//! reckoned by weekends alone and every date that needs it is *provisional*: it says so and is
//! never presented as final. Where two notices speak of one day, the later one holds; the calendar
//! can also be asked as it was known on an earlier day.

mod holiday;
mod imported;
mod wording;

pub use holiday::LongHoliday;
pub use imported::{ImportedNotice, NotImported, Reach};
pub use wording::{Wording, WordingError, read_notice, read_wording};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// What a notice makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// 放假: not worked, whatever the weekday.
    Holiday,
    /// 调休上班: a Saturday or Sunday that is worked.
    MakeupWorkday,
}

impl DayKind {
    /// The stored name.
    pub const fn code(self) -> &'static str {
        match self {
            DayKind::Holiday => "holiday",
            DayKind::MakeupWorkday => "makeup_workday",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "holiday" => Some(DayKind::Holiday),
            "makeup_workday" => Some(DayKind::MakeupWorkday),
            _ => None,
        }
    }
}

/// One row of the calendar's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarRow {
    /// The day.
    pub date: Date,
    /// Off or worked.
    pub kind: DayKind,
    /// The festival, as 春节.
    pub name: String,
    /// The number of the notice, or whatever the person who entered the row named.
    pub source: String,
}

/// A holiday notice 节假日安排的通知.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayNotice {
    /// 文号, the `source` of its rows.
    pub number: String,
    /// The day it became known.
    pub issued_on: Date,
    /// Its title.
    pub title: String,
}

/// Why calendar data cannot be read. Lines count from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The first line does not name the expected columns.
    #[error("第一行应当是“{expected}”")]
    Header {
        /// The columns that should stand there.
        expected: &'static str,
    },
    /// A line has the wrong number of fields.
    #[error("第{line}行应当有{expected}栏")]
    Fields {
        /// The line.
        line: usize,
        /// How many fields it should have.
        expected: usize,
    },
    /// A date that does not exist or is not written YYYY-MM-DD.
    #[error("第{line}行的日期“{words}”无法识别，应当写成2019-10-01的样子")]
    Day {
        /// The line.
        line: usize,
        /// What stands there.
        words: String,
    },
    /// A kind other than `holiday` and `makeup_workday`.
    #[error("第{line}行的类别“{words}”无法识别，应当是holiday（放假）或makeup_workday（调休上班）")]
    Kind {
        /// The line.
        line: usize,
        /// What stands there.
        words: String,
    },
    /// A make-up workday that is worked anyway.
    #[error("第{line}行：{date}不是周末，不能是调休上班日")]
    MakeupOnWeekday {
        /// The line.
        line: usize,
        /// The day.
        date: Date,
    },
}

/// Whether a reckoned value may still move.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// Every day it rests on lies in a year with an official notice.
    Final,
    /// These years have no official notice yet: only weekends were counted as days off.
    Provisional {
        /// The years, in order.
        missing_years: Vec<i16>,
    },
}

/// A value reckoned over the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reckoned<T> {
    /// The value.
    pub value: T,
    /// Whether it may still move.
    pub certainty: Certainty,
}

/// The calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDayCalendar {
    rows: Vec<CalendarRow>,
    notices: Vec<HolidayNotice>,
    days: BTreeMap<Date, usize>,
    announced: BTreeSet<i16>,
    version: String,
    worked: WorkedDays,
}

/// Every working day of the years around the data, counted once, so that a period is looked up and not walked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WorkedDays {
    first: Date,
    /// For each day from `first`, how many working days lie before or on it.
    through: Vec<u32>,
    /// The working days, in order.
    days: Vec<Date>,
}

impl WorkedDays {
    /// Counts the years of the data, one before and three after, in which periods that begin in them end.
    fn count(days: &BTreeMap<Date, usize>, is_working_day: impl Fn(Date) -> bool) -> Self {
        let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
            return Self { first: Date::MIN, through: Vec::new(), days: Vec::new() };
        };
        let first = Date::new(first.year().saturating_sub(1), 1, 1).unwrap_or(Date::MIN);
        let end = last.year().saturating_add(3);
        let mut counted = Self { first, through: Vec::new(), days: Vec::new() };
        let mut day = first;
        while day.year() <= end {
            if is_working_day(day) {
                counted.days.push(day);
            }
            counted.through.push(u32::try_from(counted.days.len()).unwrap_or(u32::MAX));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        counted
    }

    /// How many working days of the table lie before or on this day; `None` outside the table.
    fn through(&self, day: Date) -> Option<u32> {
        let hours = self.first.duration_until(day).as_hours();
        usize::try_from(hours / 24).ok().filter(|_| hours >= 0).and_then(|place| self.through.get(place).copied())
    }

    /// The `count`-th working day after `start`; `None` when the table does not reach so far.
    fn after(&self, start: Date, count: u16) -> Option<Date> {
        let place = self.through(start)? + u32::from(count.checked_sub(1)?);
        self.days.get(usize::try_from(place).ok()?).copied()
    }
}

const HOLIDAY_COLUMNS: &str = "date,kind,name,source";
const NOTICE_COLUMNS: &str = "number,issued_on,title";

impl WorkingDayCalendar {
    /// The calendar that ships with the program: 2018 to 2026, from the notices it names.
    pub fn shipped() -> &'static WorkingDayCalendar {
        static SHIPPED: OnceLock<WorkingDayCalendar> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            // Should the shipped data ever be broken (a test reads it), every date is provisional.
            let rows = parse_holidays(include_str!("calendar/holidays.csv")).unwrap_or_default();
            let notices = parse_notices(include_str!("calendar/notices.csv")).unwrap_or_default();
            WorkingDayCalendar::new(rows, notices)
        })
    }

    /// A calendar from rows and the notices they name. A row whose source is no listed notice
    /// counts as later than all notices, in the order given.
    pub fn new(rows: Vec<CalendarRow>, notices: Vec<HolidayNotice>) -> Self {
        let precedence = |row: &CalendarRow| issued_on(&notices, &row.source).unwrap_or(Date::MAX);
        let mut days: BTreeMap<Date, usize> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            let earlier = days.get(&row.date).map(|known| precedence(&rows[*known]));
            if earlier.is_none_or(|earlier| precedence(row) >= earlier) {
                days.insert(row.date, index);
            }
        }
        let announced = days
            .iter()
            .filter(|(date, index)| is_national_day(**date) && rows[**index].kind == DayKind::Holiday)
            .map(|(date, _)| date.year())
            .collect();
        let version = version_of(days.values().map(|index| &rows[*index]));
        let worked = WorkedDays::count(&days, |date| match days.get(&date).map(|index| rows[*index].kind) {
            Some(kind) => kind == DayKind::MakeupWorkday,
            None => !is_weekend(date),
        });
        Self { rows, notices, days, announced, version, worked }
    }

    /// Reads the CSV `date,kind,name,source` with the notices of the shipped calendar.
    ///
    /// # Errors
    /// [`CalendarError`] naming the line.
    pub fn parse(csv: &str) -> Result<Self, CalendarError> {
        Ok(Self::new(parse_holidays(csv)?, Self::shipped().notices.clone()))
    }

    /// The calendar as it was known on a day: without the listed notices issued later.
    #[must_use]
    pub fn as_known_on(&self, day: Date) -> Self {
        let known = |source: &str| issued_on(&self.notices, source).is_none_or(|issued| issued <= day);
        let rows = self.rows.iter().filter(|row| known(&row.source)).cloned().collect();
        Self::new(rows, self.notices.clone())
    }

    /// A short fingerprint of the days in force; it changes when any of them does.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rows in force, by day.
    pub fn rows(&self) -> impl Iterator<Item = &CalendarRow> {
        self.days.values().map(|index| &self.rows[*index])
    }

    /// The notices behind the rows.
    pub fn notices(&self) -> &[HolidayNotice] {
        &self.notices
    }

    /// Whether a year has its official notice. The statutory rules make 1 October a holiday of
    /// every year, so a year whose National Day is not listed has not been announced.
    pub fn is_announced(&self, year: i16) -> bool {
        self.announced.contains(&year)
    }

    /// The row a notice wrote for a day, if any.
    pub fn row(&self, date: Date) -> Option<&CalendarRow> {
        self.days.get(&date).map(|index| &self.rows[*index])
    }

    /// Whether a day is worked; in a year without notice weekends alone decide.
    pub fn is_working_day(&self, date: Date) -> bool {
        match self.row(date).map(|row| row.kind) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::MakeupWorkday) => true,
            None => !is_weekend(date),
        }
    }

    /// The `count`-th working day strictly after `start`; `start` itself for zero.
    pub fn add_working_days(&self, start: Date, count: u16) -> Reckoned<Date> {
        if let Some(day) = self.worked.after(start, count) {
            return self.reckoned(day, start, day);
        }
        let mut day = start;
        let mut left = count;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        self.reckoned(day, start, day)
    }

    /// How many working days lie after `after` up to and including `through`; zero when `through`
    /// is not later.
    pub fn working_days_between(&self, after: Date, through: Date) -> Reckoned<u32> {
        if let Some((before, until)) = self.worked.through(after).zip(self.worked.through(through)) {
            return self.reckoned(until.saturating_sub(before), after, through);
        }
        let mut count = 0;
        let mut day = after;
        while day < through {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.is_working_day(day));
        }
        self.reckoned(count, after, through)
    }

    /// The end of a period of calendar days: `count` days after `start`, and if that is a day off,
    /// the first working day after it (民法典 Art. 203).
    pub fn add_calendar_days(&self, start: Date, count: u16) -> Reckoned<Date> {
        let mut day = start.saturating_add(i32::from(count).days());
        while !self.is_working_day(day) {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        self.reckoned(day, start, day)
    }

    /// The end of a period of months: the same day so many months later, or that month's last day where there is none
    /// (民法典 Art. 202), and if that is a day off, the first working day after it (Art. 203).
    pub fn add_months(&self, start: Date, months: u8) -> Reckoned<Date> {
        let day = start.saturating_add(i32::from(months).months());
        let mut rolled = self.add_calendar_days(day, 0);
        rolled.certainty = self.reckoned((), start, rolled.value).certainty;
        rolled
    }

    /// The notices that moved a day after `after` up to and including `through`, each once.
    pub fn notices_between(&self, after: Date, through: Date) -> Vec<&str> {
        let mut sources: Vec<&str> = Vec::new();
        if after >= through {
            return sources;
        }
        let range = (std::ops::Bound::Excluded(after), std::ops::Bound::Included(through));
        for index in self.days.range(range).map(|(_, index)| *index) {
            let source = self.rows[index].source.as_str();
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }

    fn reckoned<T>(&self, value: T, after: Date, through: Date) -> Reckoned<T> {
        let first = after.tomorrow().unwrap_or(after).year();
        let missing_years: Vec<i16> = (first..=through.year()).filter(|year| !self.is_announced(*year)).collect();
        let certainty =
            if missing_years.is_empty() { Certainty::Final } else { Certainty::Provisional { missing_years } };
        Reckoned { value, certainty }
    }
}

impl Certainty {
    /// Whether the value may still move.
    pub fn is_provisional(&self) -> bool {
        matches!(self, Certainty::Provisional { .. })
    }

    /// What a clerk is told about a provisional value; `None` for a final one.
    pub fn notice(&self) -> Option<String> {
        match self {
            Certainty::Final => None,
            Certainty::Provisional { missing_years } => {
                let years: Vec<String> = missing_years.iter().map(|year| format!("{year}年")).collect();
                Some(format!("{}的节假日安排尚未公布，暂按周末推算，公布后重新计算", years.join("、")))
            }
        }
    }
}

/// A date as a clerk writes it: `2019年9月27日（星期五）`.
pub fn chinese_date(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{}年{}月{}日（星期{weekday}）", date.year(), date.month(), date.day())
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn is_national_day(date: Date) -> bool {
    date.month() == 10 && date.day() == 1
}

/// The day a listed notice became known; `None` for a source that is no listed notice.
fn issued_on(notices: &[HolidayNotice], source: &str) -> Option<Date> {
    notices.iter().find(|notice| notice.number == source).map(|notice| notice.issued_on)
}

/// FNV-1a over the rows in force: a fingerprint, not a signature.
fn version_of<'row>(rows: impl Iterator<Item = &'row CalendarRow>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for row in rows {
        for byte in format!("{}{:?}\n", row.date, row.kind).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

/// Reads the rows of `date,kind,name,source`.
///
/// # Errors
/// [`CalendarError`] naming the line.
pub fn parse_holidays(csv: &str) -> Result<Vec<CalendarRow>, CalendarError> {
    let mut rows = Vec::new();
    for (line, fields) in fields_of::<4>(csv, HOLIDAY_COLUMNS)? {
        let [date, kind, name, source] = fields;
        let date = parse_date(line, date)?;
        let Some(kind) = DayKind::parse(kind) else {
            return Err(CalendarError::Kind { line, words: shortened(kind) });
        };
        if kind == DayKind::MakeupWorkday && !is_weekend(date) {
            return Err(CalendarError::MakeupOnWeekday { line, date });
        }
        rows.push(CalendarRow { date, kind, name: name.to_owned(), source: source.to_owned() });
    }
    Ok(rows)
}

/// Reads the notices of `number,issued_on,title`.
///
/// # Errors
/// [`CalendarError`] naming the line.
pub fn parse_notices(csv: &str) -> Result<Vec<HolidayNotice>, CalendarError> {
    let mut notices = Vec::new();
    for (line, [number, issued_on, title]) in fields_of::<3>(csv, NOTICE_COLUMNS)? {
        let issued_on = parse_date(line, issued_on)?;
        notices.push(HolidayNotice { number: number.to_owned(), issued_on, title: title.to_owned() });
    }
    Ok(notices)
}

type NumberedFields<'csv, const COUNT: usize> = Vec<(usize, [&'csv str; COUNT])>;

/// The data has no quoted fields: names and numbers of notices carry no comma.
fn fields_of<'csv, const COUNT: usize>(
    csv: &'csv str,
    columns: &'static str,
) -> Result<NumberedFields<'csv, COUNT>, CalendarError> {
    let mut lines = csv.trim_start_matches('\u{feff}').lines().enumerate();
    match lines.next() {
        Some((_, header)) if header.trim() == columns => {}
        _ => return Err(CalendarError::Header { expected: columns }),
    }
    let mut rows = Vec::new();
    for (index, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
        let fields: Vec<&str> = text.split(',').map(str::trim).collect();
        let Ok(fields) = <[&str; COUNT]>::try_from(fields) else {
            return Err(CalendarError::Fields { line: index + 1, expected: COUNT });
        };
        rows.push((index + 1, fields));
    }
    Ok(rows)
}

/// Writes rows as [`parse_holidays`] reads them.
pub fn holidays_csv(rows: &[CalendarRow]) -> String {
    let mut csv = format!("{HOLIDAY_COLUMNS}\n");
    for row in rows {
        let plain = |words: &str| words.replace([',', '\n', '\r'], " ");
        csv.push_str(&format!("{},{},{},{}\n", row.date, row.kind.code(), plain(&row.name), plain(&row.source)));
    }
    csv
}

fn parse_date(line: usize, words: &str) -> Result<Date, CalendarError> {
    let plain = words.len() == 10 && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| words.parse().ok()).flatten().ok_or_else(|| CalendarError::Day { line, words: shortened(words) })
}

fn shortened(words: &str) -> String {
    words.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn the_shipped_data_is_whole() {
        let rows = parse_holidays(include_str!("calendar/holidays.csv")).unwrap();
        let notices = parse_notices(include_str!("calendar/notices.csv")).unwrap();
        for row in &rows {
            assert!(notices.iter().any(|notice| notice.number == row.source), "{row:?}");
        }
        let calendar = WorkingDayCalendar::shipped();
        let counted: Vec<u32> = (2018..=2026)
            .map(|year| calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).value)
            .collect();
        assert_eq!(counted, [250, 250, 249, 250, 249, 249, 251, 248, 248]);
        assert!(!calendar.is_announced(2017));
        assert!(!calendar.is_announced(2027));
    }

    #[test]
    fn periods_run_as_the_table_of_cases_says() {
        let calendar = WorkingDayCalendar::shipped();
        for case in cases::rows(include_str!("../cases/working_days.md")) {
            let start = case.date("起算日");
            for (column, count) in [("7个工作日", 7), ("20个工作日", 20), ("40个工作日", 40)] {
                let reckoned = calendar.add_working_days(start, count);
                let provisional = if reckoned.certainty.is_provisional() { "（暂定）" } else { "" };
                assert_eq!(format!("{}{provisional}", reckoned.value), case.text(column), "{start} {column}");
            }
        }
    }

    #[test]
    fn a_later_notice_moves_dates_and_the_old_calendar_can_still_be_asked() {
        let calendar = WorkingDayCalendar::shipped();
        let start = date(2020, 1, 20);
        assert_eq!(calendar.add_working_days(start, 20).value, date(2020, 2, 25));
        let before = calendar.as_known_on(start);
        assert_eq!(before.add_working_days(start, 20).value, date(2020, 2, 21));
        assert_ne!(before.version(), calendar.version());
        assert_eq!(calendar.row(date(2020, 2, 1)).map(|row| row.kind), Some(DayKind::Holiday));
    }

    #[test]
    fn calendar_days_roll_over_days_off() {
        let calendar = WorkingDayCalendar::shipped();
        assert_eq!(calendar.add_calendar_days(date(2026, 8, 5), 60).value, date(2026, 10, 8));
        assert_eq!(calendar.add_calendar_days(date(2026, 9, 16), 15).value, date(2026, 10, 8));
        // A make-up Saturday is an ordinary working day: no roll.
        assert_eq!(calendar.add_calendar_days(date(2026, 2, 8), 20).value, date(2026, 2, 28));
    }

    #[test]
    fn an_unknown_year_is_provisional_and_says_so() {
        let reckoned = WorkingDayCalendar::shipped().add_working_days(date(2026, 12, 1), 40);
        assert_eq!(reckoned.value, date(2027, 1, 26));
        assert_eq!(
            reckoned.certainty.notice().as_deref(),
            Some("2027年的节假日安排尚未公布，暂按周末推算，公布后重新计算")
        );
        let end = WorkingDayCalendar::shipped().add_working_days(Date::MAX, 20);
        assert_eq!(end.value, Date::MAX);
    }

    #[test]
    fn bad_data_is_refused_by_line() {
        let refused = |csv: &str| WorkingDayCalendar::parse(csv).unwrap_err().to_string();
        assert_eq!(refused("日期,类别"), "第一行应当是“date,kind,name,source”");
        let with = |line: &str| format!("\u{feff}date,kind,name,source\r\n{line}\r\n");
        assert_eq!(refused(&with("2019-10-01,holiday,国庆节")), "第2行应当有4栏");
        assert!(refused(&with("2019-02-30,holiday,春节,x")).starts_with("第2行的日期“2019-02-30”无法识别"));
        assert!(refused(&with("2019-10-01,放假,国庆节,x")).starts_with("第2行的类别“放假”无法识别"));
        assert!(refused(&with("2019-10-08,makeup_workday,国庆节,x")).contains("不是周末"));
        assert!(WorkingDayCalendar::parse(&with("2019-10-01,holiday,国庆节,x")).is_ok());
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0i32..4000).prop_map(|days| date(2017, 6, 1).saturating_add(days.days()))
    }

    /// Counts as a person with a wall calendar would: one list of days off, one of days worked.
    fn naively_worked(day: Date) -> bool {
        let listed = include_str!("calendar/holidays.csv").lines().rfind(|line| line.starts_with(&day.to_string()));
        match listed {
            Some(line) => line.contains("makeup"),
            None => day.weekday().to_monday_zero_offset() < 5,
        }
    }

    proptest! {
        #[test]
        fn adding_agrees_with_a_naive_counter(start in any_day(), count in 0u16..60) {
            let calendar = WorkingDayCalendar::shipped();
            let end = calendar.add_working_days(start, count).value;
            let mut worked = 0;
            let mut day = start;
            while day < end {
                day = day.tomorrow().unwrap();
                worked += u16::from(naively_worked(day));
            }
            prop_assert_eq!(worked, count);
            prop_assert!(count == 0 || naively_worked(end));
            prop_assert_eq!(calendar.working_days_between(start, end).value, u32::from(count));
        }

        #[test]
        fn later_starts_never_end_earlier(start in any_day(), count in 0u16..60) {
            let calendar = WorkingDayCalendar::shipped();
            let next = start.tomorrow().unwrap();
            prop_assert!(calendar.add_working_days(start, count).value <= calendar.add_working_days(next, count).value);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = WorkingDayCalendar::parse(&text);
            let _ = parse_notices(&format!("{NOTICE_COLUMNS}\n{text}"));
        }
    }
}
