//! The one place of an application in a year's table 三: a result or carried over, never both, never none.

use super::standing::Standing;
use crate::Date;
use law::annual_report::{ReportForm, TableThreeRow};
use law::outcome::Outcome;

/// What of an application is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    /// The day of receipt; the day it came while that is unknown.
    pub received_on: Date,
    /// How and when it ended, if it has.
    pub ending: Option<(Outcome, Date)>,
}

impl From<&Standing> for Counted {
    fn from(standing: &Standing) -> Self {
        Self {
            received_on: standing.receipt.received_on.unwrap_or(standing.receipt.governing),
            ending: standing.ending,
        }
    }
}

impl Counted {
    /// The rows of a year in which it is counted: 本年新收 or 上年结转, and one result or 结转下年度. Nothing for a year before
    /// its receipt or after its end.
    #[must_use]
    pub fn rows(&self, year: i16, form: ReportForm) -> Vec<TableThreeRow> {
        let received = self.received_on.year();
        let ended = self.ending.map(|(outcome, on)| (outcome, on.year()));
        if received > year || ended.is_some_and(|(_, in_year)| in_year < year) {
            return Vec::new();
        }
        let opening = if received == year { TableThreeRow::Received } else { TableThreeRow::CarriedIn };
        let closing = match ended {
            Some((outcome, in_year)) if in_year == year => outcome.row(form),
            _ => TableThreeRow::CarriedOver,
        };
        vec![opening, closing]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn it_is_received_once_ends_once_and_is_carried_in_between() {
        let counted = Counted { received_on: date(2019, 12, 30), ending: Some((Outcome::Provided, date(2021, 1, 4))) };
        let form = ReportForm::Form2019;
        assert_eq!(counted.rows(2018, form), vec![]);
        assert_eq!(counted.rows(2019, form), vec![TableThreeRow::Received, TableThreeRow::CarriedOver]);
        assert_eq!(counted.rows(2020, form), vec![TableThreeRow::CarriedIn, TableThreeRow::CarriedOver]);
        assert_eq!(counted.rows(2021, form), vec![TableThreeRow::CarriedIn, TableThreeRow::Disclosed]);
        assert_eq!(counted.rows(2022, form), vec![]);
    }

    proptest! {
        /// What a year carries over is what the next year carries in, and each year's opening rows equal its closing rows.
        #[test]
        fn carried_over_is_carried_in(start in 0i32..2500, lasting in proptest::option::of(0i32..900)) {
            let received_on = date(2018, 1, 1).saturating_add(start.days());
            let ending = lasting.map(|days| (Outcome::NotExisting, received_on.saturating_add(days.days())));
            let counted = Counted { received_on, ending };
            for year in 2017..2028 {
                let rows = counted.rows(year, ReportForm::Form2019);
                prop_assert!(rows.is_empty() || rows.len() == 2);
                let carried_over = rows.contains(&TableThreeRow::CarriedOver);
                let carried_in = counted.rows(year + 1, ReportForm::Form2019).contains(&TableThreeRow::CarriedIn);
                prop_assert_eq!(carried_over, carried_in);
            }
        }
    }
}
