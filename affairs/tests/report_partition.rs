//! Over random histories: every application stands in exactly one place of a year's table 三, the tables keep the official
//! relations, what a year carries over the next one carries in, and a closed year stands still.

#![expect(clippy::unwrap_used, reason = "a history that cannot be made has no use for going on")]

use affairs::application::counting::Counted;
use affairs::application::{Event, ReopenCause, Standing};
use affairs::{ContentHash, Date};
use jiff::ToSpan;
use jiff::civil::date;
use law::annual_report::checks::{CheckContext, LastYear, ReportUnderCheck, Rule, check};
use law::annual_report::{
    ApplicantKind, Narrative, ReportForm, ReportTables, ReportText, TableFour, TableThree, TableThreeRow,
};
use law::calendar::WorkingDayCalendar;
use law::outcome::Outcome;
use law::received::IntakeMode;
use law::remedy::ServiceWay;
use proptest::prelude::*;

/// One application: who made it and its ledger, each event with its day, in order.
#[derive(Debug, Clone)]
struct History {
    kind: ApplicantKind,
    events: Vec<Event>,
}

const YEARS: std::ops::RangeInclusive<i16> = 2018..=2027;

fn event(which: usize, outcome: usize, on: Date) -> Event {
    let reply = ContentHash::of(b"reply");
    match which {
        0 => Event::CorrectionAsked { on, until: on, late: false },
        1 => Event::Corrected { on },
        2 => Event::Decided { outcome: Outcome::ALL[outcome], reply, on },
        3 => Event::Sealed { reply: reply.clone(), copies: 1, scan: reply, on },
        4 => Event::Served { way: ServiceWay::InPerson, on },
        5 => Event::Withdrawn { on },
        6 => Event::Lapsed { outcome: Outcome::LapsedNoCorrection, on },
        7 => Event::Reopened { on, cause: ReopenCause::Reconsideration },
        _ => Event::Archived { on, volume: reply },
    }
}

prop_compose! {
    fn history()(
        kind in 0usize..6,
        start in 0i32..2000,
        steps in prop::collection::vec((0usize..9, 0usize..Outcome::ALL.len(), 0i32..260), 0..9),
    ) -> History {
        let mut on = date(2018, 6, 1).saturating_add(start.days());
        let mut events = vec![Event::Submitted { mode: IntakeMode::InPerson, on }];
        for (which, outcome, days) in steps {
            on = on.saturating_add(days.days());
            events.push(event(which, outcome, on));
        }
        History { kind: ApplicantKind::ALL[kind], events }
    }
}

fn day_of(event: &Event) -> Date {
    match event {
        Event::Submitted { on, .. }
        | Event::CorrectionAsked { on, .. }
        | Event::Corrected { on }
        | Event::Decided { on, .. }
        | Event::Sealed { on, .. }
        | Event::Served { on, .. }
        | Event::Withdrawn { on }
        | Event::Lapsed { on, .. }
        | Event::Reopened { on, .. }
        | Event::Archived { on, .. } => *on,
        other => panic!("no history has {other:?}"),
    }
}

fn counted<'events>(events: impl Iterator<Item = &'events Event>) -> Counted {
    Counted::from(&Standing::replay(IntakeMode::InPerson, events, WorkingDayCalendar::shipped()))
}

fn tables(histories: &[History], year: i16) -> ReportTables {
    let form = ReportForm::of_year(year).unwrap_or_default();
    let places: Vec<(ApplicantKind, Vec<TableThreeRow>)> =
        histories.iter().map(|one| (one.kind, counted(one.events.iter()).rows(year, form))).collect();
    let count = |row: TableThreeRow, kind: ApplicantKind| {
        let there = places.iter().filter(|(whose, rows)| *whose == kind && rows.contains(&row));
        u32::try_from(there.count()).unwrap()
    };
    ReportTables {
        table_three: TableThree::of_form(form, count),
        table_four: TableFour::from_counts(|_, _| 0),
        ..ReportTables::blank(form)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn each_application_has_one_place_in_each_year_and_the_tables_keep_their_relations(
        histories in prop::collection::vec(history(), 0..24),
    ) {
        let (text, narrative) = (ReportText::default(), Narrative::default());
        let mut last_year: Option<ReportTables> = None;
        let (mut received, mut ended) = (0, 0);
        for year in YEARS {
            let form = ReportForm::of_year(year).unwrap_or_default();
            for one in &histories {
                let rows = counted(one.events.iter()).rows(year, form);
                let opening = rows.iter().filter(|row| {
                    matches!(row, TableThreeRow::Received | TableThreeRow::CarriedIn)
                });
                prop_assert!(rows.is_empty() || (rows.len() == 2 && opening.count() == 1), "{year}: {rows:?}");
                prop_assert!(rows.iter().all(|row| TableThreeRow::of(form).contains(row)));
            }
            let now = tables(&histories, year);
            let context = CheckContext { year: Some(year), ..CheckContext::default() };
            let under = ReportUnderCheck {
                form: &now, text: &text, narrative: &narrative, context,
                last_year: last_year.as_ref().map(LastYear::of_records),
            };
            let broken = [Rule::K01, Rule::K02, Rule::K03, Rule::K04, Rule::K30];
            let found = check(&under).findings.into_iter().filter(|finding| broken.contains(&finding.rule));
            prop_assert_eq!(found.map(|finding| finding.message).collect::<Vec<_>>(), Vec::<String>::new());
            let total = |row| now.table_three.row(row)[6].count().unwrap_or(0);
            received += total(TableThreeRow::Received);
            ended += total(TableThreeRow::ResultsTotal);
            // None is lost and none comes from nowhere: whatever came so far has ended or is carried over.
            prop_assert_eq!(received, ended + total(TableThreeRow::CarriedOver), "{}", year);
            last_year = Some(now);
        }
    }

    #[test]
    fn a_closed_year_stands_still(one in history()) {
        let whole = counted(one.events.iter());
        for year in YEARS {
            let form = ReportForm::of_year(year).unwrap_or_default();
            let known = one.events.iter().filter(|event| day_of(event).year() <= year);
            if known.clone().next().is_some() {
                prop_assert_eq!(counted(known).rows(year, form), whole.rows(year, form), "{}", year);
            }
        }
    }
}
