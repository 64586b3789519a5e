//! 协办: what somebody owes, what is late, and only while the case is open.

use crate::applications::{application, keep, then};
use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::application::Event;
use affairs::application::co_handling::CoHandling;
use affairs::id::{CaseId, PersonId, SectionId};
use jiff::civil::date;
use std::collections::BTreeSet;
use store::co_handling;
use store::personal::Keyring;

fn asked(key: u32, to: &str, until: i8) -> CoHandling {
    CoHandling {
        key,
        section: SectionId::new("lawyers"),
        to: PersonId::new(to),
        asked_on: date(2019, 10, 8),
        until: date(2019, 10, until),
        answered_on: None,
    }
}

#[tokio::test]
async fn an_opinion_is_owed_until_it_is_given_or_the_case_is_closed() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut second = application(&agency, 2, date(2019, 9, 27));
        let (one, two) = (CaseId::new("c1"), CaseId::new("c2"));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &application(&agency, 1, date(2019, 9, 27))).await;
            keep(&mut tx, &keyring, &second).await;
            co_handling::save(&mut tx, &one, &asked(1, "p7", 15)).await.unwrap();
            co_handling::save(&mut tx, &two, &asked(1, "p7", 11)).await.unwrap();
            co_handling::save(&mut tx, &two, &asked(2, "p8", 11)).await.unwrap();
        });
        let (reader, me) = (&office.reader, PersonId::new("p7"));
        let owed = async || {
            let rows = co_handling::owed_by(reader, &agency, &me, 9).await.unwrap();
            rows.into_iter().map(|row| (row.case.to_string(), row.key, row.until.day())).collect::<Vec<_>>()
        };
        assert_eq!(owed().await, [("c2".to_owned(), 1, 11), ("c1".to_owned(), 1, 15)], "the most urgent first");
        assert!(co_handling::owed_by(reader, &other, &me, 9).await.unwrap().is_empty());
        assert!(co_handling::is_asked(reader, &agency, &one, &me).await.unwrap());
        assert!(!co_handling::is_asked(reader, &agency, &one, &PersonId::new("p8")).await.unwrap());
        let late = async |day| co_handling::late(reader, &agency, date(2019, 10, day), 9).await.unwrap();
        assert!(late(11).await.is_empty(), "its last day is not late");
        assert_eq!(late(12).await, BTreeSet::from([two.clone()]));
        assert_eq!(late(16).await, BTreeSet::from([one.clone(), two.clone()]));

        act!(office, &agency, |tx| {
            let answered = CoHandling { answered_on: Some(date(2019, 10, 9)), ..asked(1, "p7", 15) };
            co_handling::save(&mut tx, &one, &answered).await.unwrap();
            then(&mut tx, &keyring, &mut second, Event::Withdrawn { on: date(2019, 10, 9) }).await;
        });
        assert!(owed().await.is_empty(), "one is answered, the other case is closed");
        assert!(!co_handling::is_asked(reader, &agency, &one, &me).await.unwrap());
        assert!(late(31).await.is_empty());
    })
    .await;
}
