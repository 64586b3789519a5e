//! The reply period as the days of a wall calendar: what is counted, what is not, and the last day.

use affairs::Date;
use law::article::Step;
use law::calendar::{WorkingDayCalendar, chinese_date};
use law::reply_due::{ClockFacts, DayMark, ReplyDue, day_strip};

/// A reply period as a page shows it.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The last day, with its day of the week.
    pub due: String,
    /// Why the date may still move; empty when it may not.
    pub provisional: String,
    pub days: Vec<Day>,
    /// How the date was found, each step under its article.
    pub steps: Vec<Step>,
}

/// One day of the strip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// `27`, and with its month where the eye needs it: `10/1`.
    pub label: String,
    pub class: &'static str,
    /// What stands below the date: the running number, 休, 不计.
    pub count: String,
    /// The same for whoever hears it.
    pub words: String,
    pub is_today: bool,
    /// Of the first day alone: its column, Monday being 1.
    pub column: Option<i8>,
}

impl Clock {
    /// The clock of these facts.
    #[must_use]
    pub fn of(facts: &ClockFacts, due: &ReplyDue, calendar: &WorkingDayCalendar, today: Date) -> Self {
        let strip = day_strip(due, calendar);
        let days = strip.iter().enumerate().map(|(place, (date, mark))| day(place, *date, *mark, today)).collect();
        Self {
            due: chinese_date(due.due.value),
            provisional: due.due.certainty.notice().unwrap_or_default(),
            days,
            steps: due.steps(facts),
        }
    }
}

fn day(place: usize, date: Date, mark: DayMark, today: Date) -> Day {
    let with_month = place == 0 || date.day() == 1;
    let label = if with_month { format!("{}/{}", date.month(), date.day()) } else { date.day().to_string() };
    let (class, count, says) = shown(mark);
    Day {
        label,
        class,
        count,
        words: format!("{}：{says}", chinese_date(date)),
        is_today: date == today,
        column: (place == 0).then(|| date.weekday().to_monday_one_offset()),
    }
}

fn shown(mark: DayMark) -> (&'static str, String, String) {
    match mark {
        DayMark::Start => ("start", "起算".to_owned(), "起算之日，当日不计入".to_owned()),
        DayMark::Counted(number) => ("counted", number.to_string(), format!("第{number}个工作日")),
        DayMark::CountedMakeup(number) => ("counted", format!("班{number}"), format!("调休上班，第{number}个工作日")),
        DayMark::LastDay(number) => ("last", format!("{number}止"), format!("第{number}个工作日，答复期限的最后一日")),
        DayMark::Excluded => ("excluded", "不计".to_owned(), "征求意见期间，不计入".to_owned()),
        DayMark::Holiday => ("off", "休".to_owned(), "放假，不计入".to_owned()),
        DayMark::Weekend => ("off", String::new(), "周末，不计入".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use law::reply_due::reply_due;

    #[test]
    fn the_strip_of_the_national_day_of_2019_names_every_sort_of_day() {
        let facts = ClockFacts::received(date(2019, 9, 27));
        let calendar = WorkingDayCalendar::shipped();
        let due = reply_due(&facts, calendar).unwrap();
        let clock = Clock::of(&facts, &due, calendar, date(2019, 10, 9));
        assert_eq!(clock.due, "2019年10月30日（星期三）");
        assert_eq!((clock.days[0].label.as_str(), clock.days[0].column), ("9/27", Some(5)));
        assert_eq!((clock.days[1].class, clock.days[1].count.as_str()), ("off", ""));
        assert_eq!((clock.days[2].class, clock.days[2].count.as_str()), ("counted", "班1"));
        assert_eq!((clock.days[4].label.as_str(), clock.days[4].count.as_str()), ("10/1", "休"));
        let last = clock.days.last().unwrap();
        assert_eq!((last.class, last.count.as_str()), ("last", "20止"));
        assert_eq!(clock.days.iter().filter(|day| day.is_today).count(), 1);
    }
}
