//! Both years are taken through, and between them no row of either form stays empty.

use super::*;
use affairs::Instant;
use affairs::report::Metric;
use law::annual_report::checks::Severity;
use law::annual_report::{ApplicantColumn, ReportForm, Slot, TableFourColumn, TableFourGroup, TableThreeRow};
use std::sync::Arc;

#[tokio::test]
async fn between_the_two_years_every_row_of_both_forms_is_filled() {
    let folder = tempfile::TempDir::new().unwrap();
    let opening = Instant::of_shanghai(date(2020, 1, 16).at(9, 0, 0, 0));
    let clock = Arc::new(MovedClock::at(opening));
    let url = crate::config::sqlite_in(folder.path());
    let keys = crate::config::keys_in(folder.path());
    let desk = crate::open::desk(folder.path(), &keys, &url, clock.clone()).await.unwrap();
    let desk = desk.with_password_cost(desk::sign_in::PasswordCost::cheap());
    let (bureau, _) = crate::demo::people::found(&desk).await.unwrap();
    fill(&desk, &clock, &bureau).await.unwrap();
    let today = date(2026, 3, 11);
    leave_open(&desk, &clock, &bureau, today).await.unwrap();

    let agency = &bureau.who("disclosure").unwrap().agency;
    let tally = |year| store::reports::tally(desk.reader(), agency, year);
    let (first, second) = (tally(2020).await.unwrap(), tally(2024).await.unwrap());
    let total = |row| Metric::Cell(Slot::Three(row, ApplicantColumn::Total));
    for form in ReportForm::ALL {
        for &row in TableThreeRow::of(form) {
            let counted = first.value(&total(row)) + second.value(&total(row));
            assert!(counted > 0, "{}", row.label());
        }
    }
    for group in TableFourGroup::ALL {
        for column in TableFourColumn::ALL {
            let metric = Metric::Cell(Slot::Four(group, column));
            assert!(first.value(&metric) + second.value(&metric) > 0, "{group:?} {column:?}");
        }
    }
    // By hand: thirteen and fifteen came; one of 2023 was carried in; one of each year is carried over.
    let counts = |tally: &affairs::report::Tally| {
        [TableThreeRow::Received, TableThreeRow::CarriedIn, TableThreeRow::ResultsTotal, TableThreeRow::CarriedOver]
            .map(|row| tally.value(&total(row)))
    };
    assert_eq!((counts(&first), counts(&second)), ([13, 0, 12, 1], [15, 1, 15, 1]));
    // Two notices of 180 pages, 2300 yuan each; one was paid.
    assert_eq!((second.fee_notices, second.fees_noticed, second.fees_charged), (2, 460_000, 230_000));
    for year in [2020, 2024] {
        let compiled = desk.compile_report(bureau.who("disclosure").unwrap(), year).await.unwrap();
        let errors = compiled.findings.iter().filter(|found| found.finding.severity == Severity::Error);
        assert_eq!(errors.map(|found| found.finding.message.clone()).collect::<Vec<_>>(), Vec::<String>::new());
    }

    // What stands on the boards today, the most urgent first.
    let board = store::applications::Board::Agency;
    let open = store::applications::board(desk.reader(), agency, &board, true, None, 9).await.unwrap();
    let mut actions: Vec<&str> = open.iter().map(|row| row.action.as_str()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["await_correction", "confirm", "handle", "handle"]);
    let calendar = WorkingDayCalendar::shipped();
    let left = |row: &store::applications::BoardRow| calendar.working_days_between(today, row.due_on).value;
    assert_eq!(left(&open[0]), 2, "one is near its day");
    assert!(open.iter().all(|row| row.due_on >= today), "and none is late");
}
