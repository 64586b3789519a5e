//! 催办: how near the end of a period is, and who is told. By days left, so that an extended period warns like a plain one.

use crate::calendar::WorkingDayCalendar;
use jiff::civil::Date;

/// The stages: after 5, 10, 15, 18 and 19 of twenty working days, on the last day, and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// More than 15 working days are left.
    Calm,
    /// 15 are left.
    Fifth,
    /// 10 are left.
    Tenth,
    /// 5 are left.
    Fifteenth,
    /// 2 are left.
    Eighteenth,
    /// 1 is left.
    Nineteenth,
    /// The last day.
    LastDay,
    /// So many working days late. It cannot be dismissed.
    Late(u32),
}

/// Who is told at a stage, beside the officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Told {
    /// The responsible officer alone.
    Officer,
    /// The head of the disclosure office as well.
    Head,
    /// The leader as well.
    Leader,
}

impl Stage {
    /// Who is told.
    pub const fn told(self) -> Told {
        match self {
            Self::Calm | Self::Fifth | Self::Tenth => Told::Officer,
            Self::Fifteenth | Self::Eighteenth => Told::Head,
            Self::Nineteenth | Self::LastDay | Self::Late(_) => Told::Leader,
        }
    }

    /// The number the stage is kept under, so that each is told once.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Calm => 0,
            Self::Fifth => 1,
            Self::Tenth => 2,
            Self::Fifteenth => 3,
            Self::Eighteenth => 4,
            Self::Nineteenth => 5,
            Self::LastDay => 6,
            Self::Late(_) => 7,
        }
    }
}

/// How near is the end of a period on this day?
pub fn stage(today: Date, due: Date, calendar: &WorkingDayCalendar) -> Stage {
    if today > due {
        return Stage::Late(calendar.working_days_between(due, today).value);
    }
    match calendar.working_days_between(today, due).value {
        0 => Stage::LastDay,
        1 => Stage::Nineteenth,
        2 => Stage::Eighteenth,
        3..=5 => Stage::Fifteenth,
        6..=10 => Stage::Tenth,
        11..=15 => Stage::Fifth,
        _ => Stage::Calm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply_due::{ClockFacts, reply_due};
    use jiff::civil::date;

    #[test]
    fn the_stages_come_on_the_days_they_are_named_for() {
        let calendar = WorkingDayCalendar::shipped();
        let received = date(2019, 9, 27);
        let due = reply_due(&ClockFacts::received(received), calendar).unwrap().due.value;
        for (day, wanted) in [
            (4, Stage::Calm),
            (5, Stage::Fifth),
            (10, Stage::Tenth),
            (15, Stage::Fifteenth),
            (18, Stage::Eighteenth),
            (19, Stage::Nineteenth),
            (20, Stage::LastDay),
            (22, Stage::Late(2)),
        ] {
            let today = calendar.add_working_days(received, day).value;
            assert_eq!(stage(today, due, calendar), wanted, "day {day}");
        }
        // A day off after the last day is late all the same, by no working day yet.
        assert_eq!(stage(date(2019, 11, 2), date(2019, 11, 1), calendar), Stage::Late(0));
    }
}
