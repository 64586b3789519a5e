//! A whole office into an empty one: everything but who is signed in, or nothing.

use crate::engines::{Office, for_both_engines, for_each_engine, sqlite_url};
use crate::samples::{act, found, plant};
use std::collections::BTreeMap;
use std::sync::Mutex;
use store::copy::{Filled, everything};
use store::{Read, StoreError};

/// Every row of every table as text, through the driver-free functions of the store alone.
async fn rows(office: &Office) -> BTreeMap<String, i64> {
    let names = store::copy::table_names(&office.reader).await.unwrap();
    let mut counts = BTreeMap::new();
    for name in names {
        // One text a table: the store takes no text made at run time from outside.
        let sql: &'static str = Box::leak(format!("SELECT COUNT(*) FROM {name}").into_boxed_str());
        let mut reader = &office.reader;
        counts.insert(name, reader.count(sql, vec![]).await.unwrap());
    }
    counts
}

async fn copy(from: &Office, to: &Office) -> Filled {
    everything(&from.reader, &to.writer, &|_, _| {}).await.unwrap()
}

/// The whole office as the contract's reading functions tell it.
async fn told(office: &Office, agency: &affairs::id::AgencyId) -> String {
    let reader = &office.reader;
    let mut text = String::new();
    text += &format!("{:?}", store::agencies::all(reader).await.unwrap());
    text += &format!("{:?}", store::people::grants(reader, agency).await.unwrap());
    text += &format!("{:?}", store::journal::after(reader, agency, 0, 99).await.unwrap());
    text += &format!("{:?}", store::audit::bundles_after(reader, agency, "", 99).await.unwrap());
    text += &format!("{:?}", store::audit::publications_after(reader, agency, "", 99).await.unwrap());
    text += &format!("{:?}", store::publications::events_after(reader, agency, 0, 99).await.unwrap());
    text += &format!("{:?}", store::jobs::due(reader, crate::samples::at(999), 99).await.unwrap());
    text
}

async fn agrees(from: &Office, to: &Office) {
    let filled = copy(from, to).await;
    assert_eq!(filled.heads, store::copy::heads(&from.reader).await.unwrap());
    assert!(filled.total() > 60);
    filled.commit().await.unwrap();
    let (mut left, right) = (rows(from).await, rows(to).await);
    for name in store::copy::LEFT_BEHIND {
        assert_eq!(right[name], 0, "{name} stays behind");
        left.insert(name.to_owned(), 0);
    }
    assert!(left["phrase"] > 0 && left["register_version"] > 0);
    assert_eq!(left, right);
    for agency in ["yunchuan", "linhe"] {
        let agency = affairs::id::AgencyId::new(agency);
        assert!(told(from, &agency).await == told(to, &agency).await, "{agency} is told differently");
        act!(to, &agency, |_tx| ());
    }
}

#[tokio::test]
async fn an_office_is_the_same_after_the_copy_on_the_same_engine() {
    for_each_engine(|office| async move {
        plant(&office.writer, "yunchuan", "云").await;
        plant(&office.writer, "linhe", "临").await;
        let folder = tempfile::tempdir().unwrap();
        let target = Office::open(sqlite_url(&folder, "copy.sqlite")).await;
        agrees(&office, &target).await;
        // Closing folds the log into the one file, which a backup then takes.
        target.reader.close().await;
        target.writer.close().await;
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert_eq!(names, ["copy.sqlite"]);
    })
    .await;
}

#[tokio::test]
async fn an_office_moves_from_one_engine_to_the_other() {
    for_both_engines(|sqlite, postgres| async move {
        plant(&sqlite.writer, "yunchuan", "云").await;
        plant(&sqlite.writer, "linhe", "临").await;
        agrees(&sqlite, &postgres).await;
    })
    .await;
}

#[tokio::test]
async fn tables_longer_than_a_batch_come_whole() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let phrases: Vec<_> = (0..1234_i64).map(|number| store::values![&agency, "p1", number, "同意"]).collect();
        let series: Vec<_> = (1000..2100_i64).map(|year| store::values![&agency, "index", year, 3_i64]).collect();
        act!(office, &agency, |tx| {
            tx.insert_many("phrase (agency_id, person_id, position, text)", phrases).await.unwrap();
            tx.insert_many("series (agency_id, series, year, issued)", series).await.unwrap();
        });
        let folder = tempfile::tempdir().unwrap();
        let target = Office::open(sqlite_url(&folder, "copy.sqlite")).await;
        let told = Mutex::new(Vec::new());
        let progress = |table: &str, rows: u64| told.lock().unwrap().push((table.to_owned(), rows));
        let filled = everything(&office.reader, &target.writer, &progress).await.unwrap();
        let count = |name: &str| filled.rows.iter().find(|(table, _)| table == name).unwrap().1;
        assert_eq!((count("phrase"), count("series")), (1234, 1100));
        let steps = told.lock().unwrap().iter().filter(|(table, _)| table == "series").count();
        assert_eq!(steps, 3, "500 rows at once");
        filled.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_is_not_committed_leaves_nothing_and_a_full_office_is_not_filled() {
    for_each_engine(|office| async move {
        plant(&office.writer, "yunchuan", "云").await;
        let folder = tempfile::tempdir().unwrap();
        let target = Office::open(sqlite_url(&folder, "copy.sqlite")).await;
        drop(copy(&office, &target).await);
        assert!(store::copy::is_vacant(&target.url).await.unwrap());
        copy(&office, &target).await.commit().await.unwrap();
        let again = everything(&office.reader, &target.writer, &|_, _| {}).await;
        assert!(matches!(again, Err(StoreError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn the_journals_say_how_they_came_here() {
    for_each_engine(|office| async move {
        let agency = plant(&office.writer, "yunchuan", "云").await.agency;
        let folder = tempfile::tempdir().unwrap();
        let target = Office::open(sqlite_url(&folder, "copy.sqlite")).await;
        let mut filled = copy(&office, &target).await;
        let entry = affairs::journal::Entry::new(affairs::journal::ActorName::Console, "keeping.restore");
        filled.sign(crate::samples::at(50), &entry).await.unwrap();
        filled.commit().await.unwrap();
        let lines = store::journal::after(&target.reader, &agency, 0, 9).await.unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines[2].is_sound() && lines[2].previous == lines[1].hash);
        assert_eq!((lines[2].entry.act.as_str(), lines[2].at), ("keeping.restore", crate::samples::at(50)));
        let head = store::journal::head(&target.reader, &agency).await.unwrap().unwrap();
        assert_eq!(head, (3, lines[2].hash.clone()));
        act!(target, &agency, |_tx| ());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_is_of_one_moment() {
    for_each_engine(|office| async move {
        let planted = plant(&office.writer, "yunchuan", "云").await;
        let folder = tempfile::tempdir().unwrap();
        let target = Office::open(sqlite_url(&folder, "copy.sqlite")).await;
        let (writer, agency) = (office.writer.clone(), planted.agency.clone());
        let (begin, begun) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let act = tokio::spawn(async move {
            begun.await.unwrap();
            let tx = writer.begin(&agency).await.unwrap();
            tx.commit(crate::samples::at(99), crate::samples::entry()).await.unwrap();
            tell.send(()).unwrap();
        });
        // The act begins and ends when the first table is already copied and the others are not.
        let waiting = Mutex::new(Some((begin, told)));
        let progress = |table: &str, _| {
            if table == "agency"
                && let Some((begin, told)) = waiting.lock().unwrap().take()
            {
                begin.send(()).unwrap();
                tokio::task::block_in_place(|| told.recv().unwrap());
            }
        };
        let filled = everything(&office.reader, &target.writer, &progress).await.unwrap();
        act.await.unwrap();
        filled.commit().await.unwrap();
        let copied = store::journal::after(&target.reader, &planted.agency, 0, 99).await.unwrap();
        let live = store::journal::after(&office.reader, &planted.agency, 0, 99).await.unwrap();
        let head = store::journal::head(&target.reader, &planted.agency).await.unwrap().unwrap();
        assert_eq!((head.0, copied.len(), live.len()), (2, 2, 3), "what came later is not in the copy");
    })
    .await;
}
