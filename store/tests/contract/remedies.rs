//! Reconsiderations and suits: what goes in comes out sealed and whole; lists, and table 四 year by year. The fees of a year.

use crate::applications::{application, keep, then};
use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, found};
use affairs::application::Event as ApplicationEvent;
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, RemedyId};
use affairs::personal::Personal;
use affairs::remedy_case::{Event, Projection, Remedy};
use affairs::report::Metric;
use jiff::civil::date;
use law::annual_report::{Slot, TableFourColumn};
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::outcome::Outcome;
use law::review_case::{ReviewResult, ReviewRoute};
use store::fees::FeeCounts;
use store::personal::Keyring;
use store::{StoreError, Transaction, fees, remedies};

fn remedy(agency: &AgencyId, number: usize, route: ReviewRoute, year: i16) -> Remedy {
    let on = date(year, 12, 2);
    let term = route.answer_terms()[0];
    let begun = Happened {
        number: 1,
        at: at(0),
        by: Some(PersonId::new("p1")),
        event: Event::Begun { on, filed_on: None, accepted_on: None, term },
        words: Personal::new(Words { address: "某复〔2019〕1号".to_owned(), ..Words::default() }),
    };
    Remedy {
        agency: agency.clone(),
        id: RemedyId::new(format!("r{number}")),
        case: CaseId::new("c1"),
        route,
        organ: "云川市人民政府".to_owned(),
        version: 1,
        events: vec![begun],
    }
}

fn projected(remedy: &Remedy) -> Projection {
    Projection::of(&remedy.standing(WorkingDayCalendar::shipped()))
}

async fn happens(tx: &mut Transaction, keyring: &Keyring, remedy: &mut Remedy, event: Event) {
    let before = remedy.version;
    remedy.version += 1;
    let words = Personal::new(Words::of("金丝雀"));
    let happened = Happened { number: remedy.version, at: at(1), by: None, event, words };
    remedies::append(tx, keyring, &remedy.id, &happened).await.unwrap();
    remedy.events.push(happened);
    remedies::update(tx, remedy, before, &projected(remedy)).await.unwrap();
}

#[tokio::test]
async fn a_case_comes_back_whole_and_only_with_its_keys() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut kept = remedy(&agency, 1, ReviewRoute::Reconsideration, 2019);
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &application(&agency, 1, date(2019, 9, 27))).await;
            remedies::insert(&mut tx, &keyring, &kept, &projected(&kept), at(0)).await.unwrap();
            happens(&mut tx, &keyring, &mut kept, Event::Answered { on: date(2019, 12, 10) }).await;
            let late = remedies::update(&mut tx, &kept, 7, &projected(&kept)).await;
            assert!(matches!(late, Err(StoreError::Conflict)));
        });
        let loaded = remedies::by_id(&office.reader, &keyring, &agency, &kept.id).await.unwrap();
        assert_eq!(loaded.as_ref(), Some(&kept));
        assert_eq!(remedies::by_id(&office.reader, &keyring, &other, &kept.id).await.unwrap(), None);
        let strange = Keyring::draw(at(1)).unwrap();
        let refused = remedies::by_id(&office.reader, &strange, &agency, &kept.id).await;
        assert!(matches!(refused, Err(StoreError::Corrupt(_))));
        assert_eq!(remedies::of_case(&office.reader, &keyring, &agency, &kept.case).await.unwrap(), [kept]);
        assert!(remedies::of_case(&office.reader, &keyring, &other, &CaseId::new("c1")).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_answer_owed_first_stands_first_and_each_year_has_its_cell() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut first = remedy(&agency, 1, ReviewRoute::Reconsideration, 2019);
        let second = remedy(&agency, 2, ReviewRoute::DirectSuit, 2019);
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &application(&agency, 1, date(2019, 9, 27))).await;
            for one in [&first, &second] {
                remedies::insert(&mut tx, &keyring, one, &projected(one), at(0)).await.unwrap();
            }
        });
        let list = |open: bool| {
            let (reader, agency) = (office.reader.clone(), agency.clone());
            async move {
                let rows = remedies::list(&reader, &agency, open, None, 9).await.unwrap();
                rows.iter().map(|row| (row.id.to_string(), row.answer_by)).collect::<Vec<_>>()
            }
        };
        let (review, court) = (Some(date(2019, 12, 12)), Some(date(2019, 12, 17)));
        assert_eq!(list(true).await, [("r1".to_owned(), review), ("r2".to_owned(), court)]);
        act!(office, &agency, |tx| {
            happens(&mut tx, &keyring, &mut first, Event::Answered { on: date(2019, 12, 10) }).await;
            let ruled = Event::Ruled { on: date(2021, 1, 20), result: ReviewResult::Revoked };
            happens(&mut tx, &keyring, &mut first, ruled).await;
        });
        let flat = remedies::flat_after(&office.reader, &agency, "", 9).await.unwrap();
        assert!(flat.len() == 2 && flat[0].is(&projected(&first)) && flat[1].is(&projected(&second)));
        assert!(!flat[0].is(&projected(&second)) && flat[0].events.len() == 3);
        let rest = remedies::flat_after(&office.reader, &agency, "r1", 9).await.unwrap();
        assert_eq!(rest.len(), 1);
        assert_eq!(list(true).await, [("r2".to_owned(), court)]);
        assert_eq!(list(false).await, [("r1".to_owned(), None)]);
        let rows = remedies::list(&office.reader, &agency, true, None, 9).await.unwrap();
        let after = rows[0].answer_by.map(|day| (day, &rows[0].id));
        assert!(remedies::list(&office.reader, &agency, true, after, 9).await.unwrap().is_empty());

        let of_year = |year: i16| {
            let (reader, agency) = (office.reader.clone(), agency.clone());
            async move {
                let mut counts = remedies::counts(&reader, &agency, year).await.unwrap();
                counts.sort_by_key(|(route, column, _)| (*route, *column));
                counts
            }
        };
        let (review, suit) = (ReviewRoute::Reconsideration, ReviewRoute::DirectSuit);
        let pending = TableFourColumn::Pending;
        assert_eq!(of_year(2018).await, []);
        assert_eq!(of_year(2019).await, [(review, pending, 1), (suit, pending, 1)]);
        assert_eq!(of_year(2020).await, of_year(2019).await);
        assert_eq!(of_year(2021).await, [(review, TableFourColumn::Rectified, 1), (suit, pending, 1)]);
        assert_eq!(of_year(2022).await, [(suit, pending, 1)]);
    })
    .await;
}

#[tokio::test]
async fn fees_are_counted_with_their_events() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut kept = application(&agency, 1, date(2024, 12, 2));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &kept).await;
            let (on, until) = (date(2024, 12, 9), date(2025, 1, 7));
            let noticed =
                ApplicationEvent::FeeNoticed { method: FeeMethod::ByPage, count: 180, amount: 230_000, on, until };
            then(&mut tx, &keyring, &mut kept, noticed).await;
            let on = date(2025, 1, 6);
            then(&mut tx, &keyring, &mut kept, ApplicationEvent::FeePaid { on, amount: 230_000 }).await;
            let on = date(2025, 2, 10);
            then(&mut tx, &keyring, &mut kept, ApplicationEvent::FeeRefunded { on, amount: 30_000 }).await;
        });
        let of = |year| fees::counts(&office.reader, &agency, year);
        assert_eq!(of(2023).await.unwrap(), FeeCounts::default());
        assert_eq!(of(2024).await.unwrap(), FeeCounts { notices: 1, noticed: 230_000, received: 0 });
        assert_eq!(of(2025).await.unwrap(), FeeCounts { notices: 0, noticed: 0, received: 200_000 });
    })
    .await;
}

async fn plant_three_years(office: &Office, agency: &AgencyId, keyring: &Keyring) {
    let entered = store::reports::Fact {
        year: 2018,
        cell: "table3/r1/natural-person".to_owned(),
        record: "old".to_owned(),
        title: "申请〔2018〕1号".to_owned(),
        on: date(2018, 5, 4),
        amount: 1,
    };
    act!(office, agency, |tx| {
        let beside = store::reports::Fact { year: 2020, ..entered.clone() };
        store::reports::save_facts(&mut tx, "old", &[entered.clone(), beside]).await.unwrap();
        let mut carried = application(agency, 2, date(2019, 12, 30));
        let mut lapsed = application(agency, 4, date(2020, 3, 2));
        for one in [&carried, &lapsed, &application(agency, 3, date(2020, 6, 1))] {
            keep(&mut tx, keyring, one).await;
        }
        then(&mut tx, keyring, &mut carried, ApplicationEvent::Withdrawn { on: date(2020, 1, 6) }).await;
        let (on, until) = (date(2020, 3, 9), date(2020, 4, 8));
        let noticed = ApplicationEvent::FeeNoticed { method: FeeMethod::ByPage, count: 31, amount: 1000, on, until };
        then(&mut tx, keyring, &mut lapsed, noticed).await;
        let ended = ApplicationEvent::Lapsed { outcome: Outcome::LapsedNoPayment, on: date(2020, 4, 9) };
        then(&mut tx, keyring, &mut lapsed, ended).await;
        let mut review = Remedy { case: CaseId::new("c2"), ..remedy(agency, 1, ReviewRoute::Reconsideration, 2020) };
        let suit = Remedy { case: CaseId::new("c4"), ..remedy(agency, 2, ReviewRoute::DirectSuit, 2020) };
        for one in [&review, &suit] {
            remedies::insert(&mut tx, keyring, one, &projected(one), at(0)).await.unwrap();
        }
        let ruled = Event::Ruled { on: date(2021, 2, 1), result: ReviewResult::Upheld };
        happens(&mut tx, keyring, &mut review, ruled).await;
    });
}

/// The cases of one agency counted by hand: three applications of 2019 to 2021, a reconsideration, a suit, a fee.
#[tokio::test]
async fn every_cell_of_a_year_opens_exactly_its_cases() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        plant_three_years(&office, &agency, &keyring).await;
        let cells = |year: i16| {
            let (reader, agency) = (office.reader.clone(), agency.clone());
            async move {
                let tally = store::reports::tally(&reader, &agency, year).await.unwrap();
                let mut filled = Vec::new();
                for slot in tally.form.slots().filter(|slot| !matches!(slot, Slot::Two(..))) {
                    let metric = Metric::Cell(slot);
                    let (value, ids) =
                        (tally.value(&metric), store::reports::ids(&reader, &agency, &metric, year).await.unwrap());
                    let page = store::reports::records(&reader, &agency, &metric, year, 50, 0).await.unwrap();
                    assert_eq!((value, page.len()), (ids.len() as i64, ids.len()), "{slot}");
                    if value > 0 && !slot.code().ends_with("/total") {
                        filled.push(format!("{} {}", slot.code(), ids.join(" ")));
                    }
                }
                (tally, filled)
            }
        };
        let (before, entered_cells) = cells(2018).await;
        assert_eq!(entered_cells, ["table3/r1/natural-person old"]);
        assert_eq!(before.fees_charged, 0);
        let (_, first) = cells(2019).await;
        assert_eq!(first, ["table3/r1/natural-person c2", "table3/r4/natural-person c2"]);
        let (tally, second) = cells(2020).await;
        assert_eq!(
            second,
            [
                "table3/r1/natural-person c4",
                "table3/r1/legal-service c3",
                "table3/r2/natural-person c2",
                "table3/r3.6/natural-person c2 c4",
                "table3/r3.7/natural-person c2 c4",
                "table3/r4/legal-service c3",
                "table4/reconsideration/pending r1",
                "table4/direct_suit/pending r2",
            ]
        );
        assert_eq!((tally.fee_notices, tally.fees_noticed, tally.fees_charged), (1, 1000, 0));
        let (_, third) = cells(2021).await;
        assert_eq!(
            third,
            [
                "table3/r2/legal-service c3",
                "table3/r4/legal-service c3",
                "table4/reconsideration/upheld r1",
                "table4/direct_suit/pending r2",
            ]
        );
        let fees = store::reports::ids(&office.reader, &agency, &Metric::FeeNotices, 2020).await.unwrap();
        let opened = store::reports::records(&office.reader, &agency, &Metric::FeesNoticed, 2020, 9, 0).await.unwrap();
        assert_eq!((fees, opened[0].effect, opened.len()), (vec!["c4/2".to_owned()], 1000, 1));
    })
    .await;
}
