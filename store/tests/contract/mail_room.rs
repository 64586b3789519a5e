//! The book of the mail room.

use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::Date;
use affairs::id::{AgencyId, CaseId, MailId, PersonId, SectionId};
use affairs::mail_room::{Arrived, Carrier, MailItem};
use affairs::personal::{Personal, Purpose};
use jiff::civil::date;
use store::personal::Keyring;
use store::{StoreError, mail_room};

fn item(agency: &AgencyId, id: &str, number: &str, signed_on: Date) -> MailItem {
    let arrived = Arrived {
        carrier: if number.is_empty() { Carrier::Ordinary } else { Carrier::Express },
        postal_number: number.to_owned(),
        signed_on,
        signed_by: Personal::new("门卫室金丝雀".to_owned()),
        section: SectionId::new("office"),
        holds_application: true,
    };
    MailItem { agency: agency.clone(), id: MailId::new(id), arrived, case: None, by: PersonId::new("p1"), at: at(0) }
}

fn ids(items: &[MailItem]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

#[tokio::test]
async fn a_letter_comes_back_whole_and_a_number_stands_once_in_each_agencys_book() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let kept = item(&agency, "m1", "EMS123456", date(2019, 9, 27));
        act!(office, &agency, |tx| {
            mail_room::insert(&mut tx, &keyring, &kept).await.unwrap();
            for id in ["m2", "m3"] {
                mail_room::insert(&mut tx, &keyring, &item(&agency, id, "", date(2019, 9, 26))).await.unwrap();
            }
        });
        act!(office, &other, |tx| {
            mail_room::insert(&mut tx, &keyring, &item(&other, "m1", "EMS123456", date(2019, 9, 27))).await.unwrap();
        });
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let twice = mail_room::insert(&mut tx, &keyring, &item(&agency, "m9", "EMS123456", date(2019, 9, 28))).await;
        assert!(matches!(twice, Err(StoreError::Conflict)));
        drop(tx);
        let read = mail_room::by_id(&office.reader, &keyring, &agency, &kept.id).await.unwrap().unwrap();
        assert_eq!(read, kept);
        assert_eq!(read.arrived.signed_by.reveal(Purpose::Handling), "门卫室金丝雀");
        let by_number = mail_room::by_number(&office.reader, &keyring, &agency, "EMS123456").await.unwrap();
        assert_eq!(by_number, Some(kept));
        assert_eq!(mail_room::by_number(&office.reader, &keyring, &agency, "").await.unwrap(), None);
        let strange = Keyring::draw(at(1)).unwrap();
        let refused = mail_room::newest(&office.reader, &strange, &agency, None, 9).await;
        assert!(matches!(refused, Err(StoreError::Corrupt(_))));
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_its_case_is_listed_until_it_is_tied_or_holds_none() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        act!(office, &agency, |tx| {
            for (id, number, day) in [("m1", "AAAAAA1", 27), ("m2", "", 25), ("m3", "AAAAAA3", 26)] {
                mail_room::insert(&mut tx, &keyring, &item(&agency, id, number, date(2019, 9, day))).await.unwrap();
            }
        });
        let (reader, all) = (&office.reader, 9);
        assert_eq!(ids(&mail_room::without_case(reader, &keyring, &agency, all).await.unwrap()), ["m2", "m3", "m1"]);
        let newest = mail_room::newest(reader, &keyring, &agency, None, 2).await.unwrap();
        assert_eq!(ids(&newest), ["m1", "m3"]);
        let cursor = Some((newest[1].arrived.signed_on, &newest[1].id));
        assert_eq!(ids(&mail_room::newest(reader, &keyring, &agency, cursor, 2).await.unwrap()), ["m2"]);
        let case = CaseId::new("c1");
        act!(office, &agency, |tx| {
            assert!(mail_room::tie(&mut tx, &MailId::new("m1"), &case).await.unwrap());
            assert!(mail_room::tie(&mut tx, &MailId::new("m3"), &case).await.unwrap());
            assert!(!mail_room::tie(&mut tx, &MailId::new("m1"), &CaseId::new("c2")).await.unwrap());
            assert!(mail_room::mark(&mut tx, &MailId::new("m2"), false).await.unwrap());
            assert!(!mail_room::mark(&mut tx, &MailId::new("m1"), false).await.unwrap());
        });
        assert!(mail_room::without_case(reader, &keyring, &agency, all).await.unwrap().is_empty());
        let tied = mail_room::of_case(reader, &keyring, &agency, &case).await.unwrap();
        assert_eq!(ids(&tied), ["m3", "m1"]);
        assert_eq!(tied[0].case, Some(case));
    })
    .await;
}
