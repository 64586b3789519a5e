//! Stories of visits to the reading place: booked, taken back, called off, come to.

use affairs::Instant;
use affairs::personal::Purpose;
use affairs::reading::{ReadingHours, VisitForm, VisitState};
use desk::visits::Booking;
use desk::{ActError, Done};
use jiff::civil::{Date, date, time};
use testkit::{Site, Staffed};

const MONDAY: Date = date(2019, 9, 30);

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

/// Thursday, 26 September 2019, nine o'clock: a week before the long holiday.
async fn office() -> Staffed {
    let office = Site::open().await.with_officers().await;
    office.site.clock.set(Instant::of_shanghai(date(2019, 9, 26).at(9, 0, 0, 0)));
    let hours = ReadingHours::parse("和平路1号一楼", "周一 09:00-11:30 1\n周四 14:00-17:00 2").unwrap();
    assert_eq!(code(office.site.desk.set_reading_hours(&office.disclosure, hours.clone()).await), "role_missing");
    office.site.desk.set_reading_hours(&office.disclosure_head, hours).await.unwrap();
    office
}

fn booking(day: Date, hour: i8, telephone: &str, key: &str) -> Booking {
    let form = VisitForm {
        name: "读者甲".to_owned(),
        telephone: telephone.to_owned(),
        wanted: "2018年年度报告".to_owned(),
        help: String::new(),
    };
    Booking { day, from: time(hour, 0, 0, 0), form, key: format!("a-key-drawn-with-the-form-{key}") }
}

#[tokio::test]
async fn a_place_is_booked_once_taken_back_by_its_code_and_then_free_again() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let days = async || {
        let offered = desk.reading_offers(agency).await.unwrap();
        offered.offers.iter().map(|offer| offer.day).collect::<Vec<_>>()
    };
    assert_eq!(days().await.first(), Some(&date(2019, 9, 26)), "this afternoon");
    assert!(!days().await.contains(&date(2019, 10, 7)), "the holiday has no slot");
    let book = async |day, hour, telephone, key| desk.book_visit(agency, booking(day, hour, telephone, key)).await;
    let receipt = book(MONDAY, 9, "0391-0000123", "1").await.unwrap();
    assert_eq!((receipt.number.as_str(), receipt.place.as_str()), ("查阅〔2019〕001号", "和平路1号一楼"));
    assert_eq!(book(MONDAY, 9, "0391-0000123", "1").await.unwrap().number, receipt.number, "the same form sent twice");
    assert_eq!(code(book(MONDAY, 9, "0391-0000999", "2").await), "full");
    assert_eq!(code(book(date(2019, 10, 3), 14, "0391-0000999", "3").await), "day_off");
    assert!(!days().await.contains(&MONDAY));

    // One telephone holds two visits to come, however it is written.
    book(date(2019, 10, 10), 14, "03910000123", "4").await.unwrap();
    assert_eq!(code(book(date(2019, 10, 17), 14, "0391 0000123", "5").await), "too_many");

    let cancel = async |code: &str| desk.cancel_visit(agency, &receipt.number, code, "net").await;
    assert_eq!(code(cancel("wrong").await), "receipt_wrong");
    cancel(&receipt.code).await.unwrap();
    assert_eq!(code(cancel(&receipt.code).await), "settled");
    assert!(days().await.contains(&MONDAY), "its place is free again");
    book(MONDAY, 9, "0391-0000999", "6").await.unwrap();
}

#[tokio::test]
async fn the_office_sees_who_comes_marks_them_and_closes_a_day() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let thursday = date(2019, 10, 10);
    let first = desk.book_visit(agency, booking(thursday, 14, "0391-0000123", "1")).await.unwrap();
    desk.book_visit(agency, booking(thursday, 14, "0391-0000124", "2")).await.unwrap();
    for stranger in [&office.drafter, &office.auditor] {
        assert_eq!(code(desk.visits_of(stranger, thursday).await), "role_missing");
    }
    let visits = desk.visits_of(&office.disclosure, thursday).await.unwrap();
    assert_eq!(visits[0].form.reveal(Purpose::Handling).telephone, "0391-0000123");
    let mark = async |came| desk.mark_visit(&office.disclosure, &visits[0].id, came).await;
    assert_eq!(code(mark(true).await), "not_yet");

    office.site.clock.set(Instant::of_shanghai(thursday.at(14, 30, 0, 0)));
    assert_eq!(code(desk.cancel_visit(agency, &first.number, &first.code, "net").await), "begun");
    mark(false).await.unwrap();
    mark(true).await.unwrap();
    let close = async |day, reason| desk.close_reading_day(&office.disclosure, day, reason).await;
    assert_eq!(code(close(thursday, " ").await), "reason");
    assert_eq!(code(close(date(2019, 10, 9), "停电").await), "day");
    assert_eq!(close(thursday, "停电").await.unwrap(), 1, "who came is not called off");
    let states: Vec<VisitState> =
        desk.visits_of(&office.disclosure, thursday).await.unwrap().iter().map(|visit| visit.state).collect();
    assert_eq!(states, [VisitState::Came, VisitState::CalledOff]);

    let monday = date(2019, 10, 14);
    close(monday, "档案搬迁").await.unwrap();
    let closed = desk.book_visit(agency, booking(monday, 9, "0391-0000125", "3")).await;
    assert_eq!(code(closed), "day_closed");
    desk.open_reading_day(&office.disclosure_head, monday).await.unwrap();
    assert_eq!(code(desk.open_reading_day(&office.disclosure_head, monday).await), "not_found");
    desk.book_visit(agency, booking(monday, 9, "0391-0000125", "3")).await.unwrap();
}

#[tokio::test]
async fn one_network_sends_only_so_much_within_an_hour() {
    let office = office().await;
    let desk = &office.site.desk;
    let mut let_in = 0;
    while desk.admit_from("203.0.113.7").await.is_ok() {
        let_in += 1;
        assert!(let_in < 1_000, "nobody is ever stopped");
    }
    assert_eq!(let_in, 60);
    assert_eq!(code(desk.admit_from("203.0.113.7").await), "network_full");
    desk.admit_from("203.0.113.8").await.unwrap();
    office.site.clock.set(desk.now().plus_minutes(60));
    desk.admit_from("203.0.113.7").await.unwrap();
}
