//! Volumes: what goes in comes out sealed and whole; the lists of the shelf; one volume a case.

use crate::applications::{application, keep, then};
use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::application::Event as CaseEvent;
use affairs::case::{Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, VolumeId};
use affairs::personal::{Personal, Purpose};
use affairs::volume::{Event, Retention, Volume};
use affairs::{ContentHash, Date};
use jiff::civil::date;
use store::personal::Keyring;
use store::{StoreError, volumes};

fn volume(agency: &AgencyId, number: usize, closed_on: Date, retention: Retention) -> Volume {
    let hash = |what: &str| ContentHash::of(format!("{what}{number}").as_bytes());
    let event = Event::Closed { on: closed_on, retention, pages: 12, file: hash("v"), package: hash("p") };
    let line = Happened { number: 1, at: at(0), by: Some(PersonId::new("p1")), event, words: Words::default().into() };
    Volume {
        agency: agency.clone(),
        id: VolumeId::new(format!("v{number}")),
        case: CaseId::new(format!("c{number}")),
        number: format!("公开档〔{}〕{number:04}号", closed_on.year()),
        title: Personal::new(format!("金丝雀{number}申请公开某年某文件案")),
        version: 1,
        events: vec![line],
    }
}

fn numbers(rows: &[volumes::VolumeRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

#[tokio::test]
async fn a_volume_comes_back_whole_and_stands_in_the_lists_it_belongs_to() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let terms = [Retention::TenYears, Retention::ThirtyYears, Retention::Permanent];
        let kept: Vec<Volume> = (1..=3)
            .map(|number| volume(&agency, number, date(2019 + number as i16, 9, 1), terms[number - 1]))
            .collect();
        act!(office, &agency, |tx| {
            for (number, volume) in (1..).zip(&kept) {
                keep(&mut tx, &keyring, &application(&agency, number, date(2019, 3, 1))).await;
                volumes::insert(&mut tx, &keyring, volume, "甲柜三层").await.unwrap();
            }
        });
        let read = volumes::by_id(&office.reader, &keyring, &agency, &kept[0].id).await.unwrap().unwrap();
        assert_eq!(read, (kept[0].clone(), "甲柜三层".to_owned()));
        assert!(read.0.title.reveal(Purpose::Keeping).contains("金丝雀"));
        let of_case = volumes::of_case(&office.reader, &keyring, &agency, &CaseId::new("c2")).await.unwrap().unwrap();
        assert_eq!(of_case.0, kept[1]);
        assert_eq!(numbers(&volumes::at(&office.reader, &agency, "closed", 9).await.unwrap()), ["v1", "v2", "v3"]);
        assert_eq!(numbers(&volumes::to_transfer(&office.reader, &agency, 2021, 9).await.unwrap()), ["v1", "v2"]);
        let late = volumes::run_out(&office.reader, &agency, date(2031, 1, 1), 9).await.unwrap();
        assert_eq!(numbers(&late), ["v1"], "the one of ten years; what is kept for ever never runs out");
        assert_eq!(late[0].keep_until, Some(date(2030, 12, 31)));
        assert!(volumes::run_out(&office.reader, &agency, date(2030, 12, 31), 9).await.unwrap().is_empty());
        let strange = Keyring::draw(at(1)).unwrap();
        assert!(volumes::by_id(&office.reader, &strange, &agency, &kept[0].id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn two_who_act_on_a_volume_at_once_are_told_and_a_case_has_one_volume() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut kept = volume(&agency, 1, date(2020, 9, 1), Retention::TenYears);
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &application(&agency, 1, date(2019, 3, 1))).await;
            volumes::insert(&mut tx, &keyring, &kept, "").await.unwrap();
        });
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let second = Volume { id: VolumeId::new("v9"), number: "另号".to_owned(), ..kept.clone() };
        assert!(matches!(volumes::insert(&mut tx, &keyring, &second, "").await, Err(StoreError::Conflict)));
        drop(tx);
        let lent = Event::Lent { on: date(2020, 10, 1), until: date(2020, 10, 9) };
        let words = Personal::new(Words::of("法规科借阅"));
        let line = Happened { number: 2, at: at(1), by: Some(PersonId::new("p1")), event: lent, words };
        kept.events.push(line.clone());
        kept.version = 2;
        act!(office, &agency, |tx| {
            volumes::append(&mut tx, &keyring, &kept.id, &line).await.unwrap();
            volumes::update(&mut tx, &kept, 1, "").await.unwrap();
        });
        assert_eq!(numbers(&volumes::at(&office.reader, &agency, "lent", 9).await.unwrap()), ["v1"]);
        let mut tx = office.writer.begin(&agency).await.unwrap();
        assert!(matches!(volumes::update(&mut tx, &kept, 1, "").await, Err(StoreError::Conflict)));
        drop(tx);
        let read = volumes::by_id(&office.reader, &keyring, &agency, &kept.id).await.unwrap().unwrap().0;
        assert_eq!(read, kept);
    })
    .await;
}

#[tokio::test]
async fn what_is_done_with_waits_to_be_closed() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut done = application(&agency, 1, date(2019, 3, 1));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &done).await;
            keep(&mut tx, &keyring, &application(&agency, 2, date(2019, 3, 1))).await;
            then(&mut tx, &keyring, &mut done, CaseEvent::Withdrawn { on: date(2019, 3, 4) }).await;
        });
        let waiting = volumes::waiting(&office.reader, &agency, 9).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].case.as_str(), waiting[0].ended_on), ("c1", date(2019, 3, 4)));
        assert_eq!(volumes::numbers_drawn(&office.reader, &agency, 2019).await.unwrap(), 0);
    })
    .await;
}
