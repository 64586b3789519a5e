//! The clock as a strip of days, for eyes and for paper.

use super::ReplyDue;
use crate::calendar::{DayKind, WorkingDayCalendar};
use jiff::civil::Date;

/// What a day is to the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayMark {
    /// The day the period is counted from, itself not counted.
    Start,
    /// Counted, with its number.
    Counted(u16),
    /// A Saturday or Sunday that is worked, counted with its number.
    CountedMakeup(u16),
    /// The last day for the reply, with the number of days counted by its end.
    LastDay(u16),
    /// A working day that is not counted: somebody is being asked.
    Excluded,
    /// A day off by notice.
    Holiday,
    /// An ordinary Saturday or Sunday.
    Weekend,
}

/// Longer strips than this say nothing to anybody.
const LONGEST: usize = 400;

/// Each day from the start of the running period to its end.
pub fn day_strip(due: &ReplyDue, calendar: &WorkingDayCalendar) -> Vec<(Date, DayMark)> {
    let mut strip = vec![(due.clock_start, DayMark::Start)];
    let (mut day, mut counted) = (due.clock_start, 0);
    while day < due.due.value && strip.len() < LONGEST {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        let by_notice = calendar.row(day).map(|row| row.kind);
        let mark = if !calendar.is_working_day(day) {
            if by_notice == Some(DayKind::Holiday) { DayMark::Holiday } else { DayMark::Weekend }
        } else if due.excluded.iter().any(|out| out.after < day && day <= out.through) {
            DayMark::Excluded
        } else {
            counted += 1;
            if by_notice.is_some() { DayMark::CountedMakeup(counted) } else { DayMark::Counted(counted) }
        };
        strip.push((day, if day == due.due.value { DayMark::LastDay(counted) } else { mark }));
    }
    strip
}
