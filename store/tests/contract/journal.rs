//! One line for every act, without gaps and forks, whoever writes at the same time; and all or nothing.

use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, entry, found, person};
use affairs::id::AgencyId;
use affairs::journal::{ActorName, Entry, beginning};
use store::{Read, StoreError};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_leave_one_chain_without_gaps() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut writers = Vec::new();
        for number in 0..8 {
            writers.push(tokio::spawn(write_ten(office.clone(), agency.clone(), number)));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let lines = store::journal::after(&office.reader, &agency, 0, 1000).await.unwrap();
        assert_eq!(lines.len(), 81);
        let mut previous = beginning();
        for (number, line) in (1..).zip(&lines) {
            assert_eq!(line.number, number);
            assert_eq!(line.previous, previous);
            assert!(line.is_sound());
            previous = line.hash.clone();
        }
        let head = store::journal::head(&office.reader, &agency).await.unwrap().unwrap();
        assert_eq!(head, (81, previous));
    })
    .await;
}

async fn write_ten(office: Office, agency: AgencyId, writer: i64) {
    for _ in 0..10 {
        let tx = office.writer.begin(&agency).await.unwrap();
        tx.commit(at(writer), Entry::new(ActorName::Console, "test.write").fact("writer", writer)).await.unwrap();
    }
}

#[tokio::test]
async fn lines_are_read_forwards_and_backwards() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        for _ in 0..5 {
            act!(office, &agency, |_tx| ());
        }
        let numbers = |lines: Vec<affairs::journal::Line>| lines.iter().map(|line| line.number).collect::<Vec<i64>>();
        assert_eq!(numbers(store::journal::after(&office.reader, &agency, 2, 3).await.unwrap()), [3, 4, 5]);
        assert_eq!(numbers(store::journal::before(&office.reader, &agency, 4, 2).await.unwrap()), [3, 2]);
        let nobody = AgencyId::new("nobody");
        assert!(store::journal::head(&office.reader, &nobody).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn an_act_that_is_dropped_or_rolled_back_leaves_nothing() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let before = store::journal::head(&office.reader, &agency).await.unwrap();
        {
            let mut tx = office.writer.begin(&agency).await.unwrap();
            store::people::insert(&mut tx, &person(&agency, "p1", "云"), at(0)).await.unwrap();
            assert_eq!(store::people::all(&mut tx, &agency).await.unwrap().len(), 1);
        }
        let mut tx = office.writer.begin(&agency).await.unwrap();
        store::people::insert(&mut tx, &person(&agency, "p1", "云"), at(0)).await.unwrap();
        tx.roll_back().await.unwrap();
        assert!(store::people::all(&office.reader, &agency).await.unwrap().is_empty());
        assert_eq!(store::journal::head(&office.reader, &agency).await.unwrap(), before);
        // And the connection is good for the next act.
        act!(office, &agency, |tx| store::people::insert(&mut tx, &person(&agency, "p1", "云"), at(0)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_reader_sees_an_act_only_when_it_is_done() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut tx = office.writer.begin(&agency).await.unwrap();
        store::people::insert(&mut tx, &person(&agency, "p1", "云"), at(0)).await.unwrap();
        assert!(store::people::all(&office.reader, &agency).await.unwrap().is_empty());
        let mut snapshot = office.reader.snapshot().await.unwrap();
        tx.commit(at(0), entry()).await.unwrap();
        assert_eq!(store::people::all(&office.reader, &agency).await.unwrap().len(), 1);
        assert!(store::people::all(&mut snapshot, &agency).await.unwrap().is_empty(), "a snapshot stands still");
    })
    .await;
}

#[tokio::test]
async fn an_agency_that_is_not_there_has_no_acts() {
    for_each_engine(|office| async move {
        let nobody = AgencyId::new("nobody");
        assert!(matches!(office.writer.begin(&nobody).await, Err(StoreError::Corrupt(_))));
        let agency = found(&office.writer, "yunchuan", "云川").await;
        assert!(matches!(office.writer.found(&agency).await, Err(StoreError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn facts_that_have_no_canonical_form_undo_the_act() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let tx = office.writer.begin(&agency).await.unwrap();
        assert!(tx.commit(at(0), entry().fact("share", 0.5)).await.is_err());
        assert_eq!(store::journal::head(&office.reader, &agency).await.unwrap().unwrap().0, 1);
    })
    .await;
}

#[tokio::test]
async fn texts_come_back_as_they_went() {
    let texts = [
        "𠮷野家的“通知”",
        "it's; DROP TABLE agency; --",
        "䶮、𫟹、㛃",
        "a\u{301}",
        "第一行\n第二行\t制表",
        "",
        "%_\\$1",
    ];
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        for (number, text) in (0..).zip(texts) {
            let mut somebody = person(&agency, &format!("p{number}"), text);
            somebody.duty = text.to_owned();
            act!(office, &agency, |tx| store::people::insert(&mut tx, &somebody, at(number)).await.unwrap());
            let kept = store::people::by_id(&office.reader, &agency, &somebody.id).await.unwrap().unwrap();
            assert_eq!(kept, somebody);
        }
    })
    .await;
}

/// PostgreSQL refuses NUL and SQLite does not; both keep the sign for an unreadable character instead.
#[tokio::test]
async fn a_nul_is_the_same_on_both_engines() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut somebody = person(&agency, "p1", "云");
        somebody.duty = "局\0长".to_owned();
        act!(office, &agency, |tx| store::people::insert(&mut tx, &somebody, at(0)).await.unwrap());
        let kept = store::people::by_id(&office.reader, &agency, &somebody.id).await.unwrap().unwrap();
        assert_eq!(kept.duty, "局\u{fffd}长");
    })
    .await;
}

#[tokio::test]
async fn many_rows_are_inserted_in_parts() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let rows = (0..4001_i64).map(|number| store::values![&agency, "p1", number, format!("意见{number}")]).collect();
        let into = "phrase (agency_id, person_id, position, text)";
        act!(office, &agency, |tx| {
            tx.insert_many(into, rows).await.unwrap();
            tx.insert_many(into, vec![]).await.unwrap();
        });
        let mut reader = &office.reader;
        assert_eq!(reader.count("SELECT COUNT(*) FROM phrase", vec![]).await.unwrap(), 4001);
    })
    .await;
}
