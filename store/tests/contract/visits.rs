//! Visits to the reading place: sealed, counted by slot, called off with their day.

use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::id::{AgencyId, PersonId, VisitId};
use affairs::personal::{Personal, Purpose};
use affairs::reading::{Visit, VisitForm, VisitState};
use jiff::civil::{date, time};
use store::personal::Keyring;
use store::visits::{self, VisitDay, VisitMarks};
use store::{Read, StoreError};

fn visit(agency: &AgencyId, number: usize, day: i8) -> Visit {
    Visit {
        agency: agency.clone(),
        id: VisitId::new(format!("v{number}")),
        number: format!("查阅〔2019〕{number:03}号"),
        day: date(2019, 10, day),
        from: time(9, 0, 0, 0),
        until: time(11, 30, 0, 0),
        state: VisitState::Booked,
        form: Personal::new(VisitForm { name: format!("金丝雀{number}"), ..VisitForm::default() }),
    }
}

fn marks(telephone: &str) -> VisitMarks {
    VisitMarks { telephone: telephone.to_owned(), code_hash: "code".to_owned() }
}

#[tokio::test]
async fn a_visit_comes_back_whole_lies_sealed_and_holds_its_place_until_it_is_cancelled() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let kept = visit(&agency, 1, 10);
        act!(office, &agency, |tx| {
            visits::insert(&mut tx, &keyring, &kept, &marks("t1"), at(0)).await.unwrap();
            visits::insert(&mut tx, &keyring, &visit(&agency, 2, 10), &marks("t1"), at(0)).await.unwrap();
            visits::insert(&mut tx, &keyring, &visit(&agency, 3, 11), &marks("t2"), at(0)).await.unwrap();
        });
        let reader = &office.reader;
        assert_eq!(visits::by_id(reader, &keyring, &agency, &kept.id).await.unwrap(), Some(kept.clone()));
        assert_eq!(visits::by_id(reader, &keyring, &other, &kept.id).await.unwrap(), None);
        assert!(visits::by_id(reader, &Keyring::draw(at(0)).unwrap(), &agency, &kept.id).await.is_err());
        let mut raw = reader;
        for row in raw.rows("SELECT form FROM reading_visit", vec![]).await.unwrap() {
            let bytes = row.bytes(0).unwrap();
            assert!(!bytes.windows(9).any(|part| part == "金丝雀".as_bytes()), "a name is readable");
        }
        let found = visits::by_number(reader, &agency, &kept.number).await.unwrap();
        assert_eq!(found, Some((kept.id.clone(), "code".to_owned())));
        assert_eq!(visits::by_number(reader, &other, &kept.number).await.unwrap(), None);

        let (first, last) = (date(2019, 10, 1), date(2019, 10, 31));
        let slot = (date(2019, 10, 10), time(9, 0, 0, 0));
        let taken = visits::taken(reader, &agency, first, last).await.unwrap();
        assert_eq!((taken.get(&slot), taken.len()), (Some(&2), 2));
        assert_eq!(visits::to_come(reader, &agency, "t1", first).await.unwrap(), 2);
        assert_eq!(visits::to_come(reader, &agency, "t1", date(2019, 10, 11)).await.unwrap(), 0);
        assert_eq!(visits::to_come(reader, &other, "t1", first).await.unwrap(), 0);
        act!(office, &agency, |tx| {
            visits::set_state(&mut tx, &kept.id, VisitState::Booked, VisitState::Cancelled).await.unwrap();
        });
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let again = visits::set_state(&mut tx, &kept.id, VisitState::Booked, VisitState::Cancelled).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "two who act at once");
        tx.roll_back().await.unwrap();
        assert_eq!(visits::taken(reader, &agency, first, last).await.unwrap().get(&slot), Some(&1));
        assert_eq!(visits::to_come(reader, &agency, "t1", first).await.unwrap(), 1);
        let days = visits::days(reader, &agency, first, 9).await.unwrap();
        assert_eq!(days, [10, 11].map(|day| VisitDay { day: date(2019, 10, day), visits: 1 }));
    })
    .await;
}

#[tokio::test]
async fn a_closed_day_calls_off_what_was_booked_and_may_open_again() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let day = date(2019, 10, 10);
        let by = PersonId::new("p1");
        let called_off = act!(office, &agency, |tx| {
            for number in [1, 2] {
                let visit = visit(&agency, number, 10);
                visits::insert(&mut tx, &keyring, &visit, &marks("t"), at(0)).await.unwrap();
            }
            visits::set_state(&mut tx, &VisitId::new("v2"), VisitState::Booked, VisitState::Came).await.unwrap();
            visits::close_day(&mut tx, day, "停电", &by, at(0)).await.unwrap();
            visits::close_day(&mut tx, day, "档案搬迁", &by, at(0)).await.unwrap();
            visits::call_off(&mut tx, day).await.unwrap()
        });
        assert_eq!(called_off, 1);
        let reader = &office.reader;
        let states: Vec<(String, VisitState)> = visits::of_day(reader, &keyring, &agency, day, 9)
            .await
            .unwrap()
            .into_iter()
            .map(|visit| (visit.form.reveal(Purpose::Handling).name.clone(), visit.state))
            .collect();
        let named = |number: usize, state| (format!("金丝雀{number}"), state);
        assert_eq!(states, [named(1, VisitState::CalledOff), named(2, VisitState::Came)]);
        let closures = visits::closures(reader, &agency, day, day).await.unwrap();
        assert_eq!(closures.get(&day).map(String::as_str), Some("档案搬迁"));
        assert!(visits::closures(reader, &other, day, day).await.unwrap().is_empty());
        let opened = act!(office, &agency, |tx| {
            (visits::open_day(&mut tx, day).await.unwrap(), visits::open_day(&mut tx, day).await.unwrap())
        });
        assert_eq!(opened, (true, false));
        assert!(visits::closures(reader, &agency, day, day).await.unwrap().is_empty());
    })
    .await;
}
