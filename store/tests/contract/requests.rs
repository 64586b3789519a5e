//! Requests for correction and suggestions: sealed, listed, and seen by no count of applications.

use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::case::{CaseKind, Frame, Happened, Words};
use affairs::id::{AgencyId, CaseId, PersonId, SectionId};
use affairs::personal::{Personal, Purpose};
use affairs::request::{Answered, Event, Request, RequestForm, Stage};
use jiff::civil::date;
use store::personal::Keyring;
use store::{Read, StoreError, applications, requests};

fn request(agency: &AgencyId, number: usize, kind: CaseKind) -> Request {
    let form =
        RequestForm { name: format!("金丝雀{number}"), about: "某条记录".to_owned(), ..RequestForm::default() };
    let received = Happened {
        number: 1,
        at: at(0),
        by: None,
        event: Event::Received { on: date(2019, 9, 27) },
        words: Personal::new(Words::of("金丝雀的话")),
    };
    let frame = Frame {
        agency: agency.clone(),
        id: CaseId::new(format!("r{number}")),
        kind,
        number: format!("更正〔2019〕{number:03}号"),
        section: SectionId::new("office"),
        responsible: PersonId::new("p1"),
        version: 1,
    };
    Request { frame, form: Personal::new(form), events: vec![received] }
}

#[tokio::test]
async fn a_request_comes_back_whole_lies_sealed_and_is_listed_until_it_is_answered() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut kept = request(&agency, 1, CaseKind::RecordCorrection);
        let day = date(2019, 9, 27);
        act!(office, &agency, |tx| {
            requests::insert(&mut tx, &keyring, &kept, day, "code", at(0)).await.unwrap();
            let second = request(&agency, 2, CaseKind::Suggestion);
            requests::insert(&mut tx, &keyring, &second, day, "", at(0)).await.unwrap();
        });
        let id = kept.frame.id.clone();
        let reader = &office.reader;
        let loaded = requests::by_id(reader, &keyring, &agency, &id).await.unwrap().unwrap();
        assert_eq!(loaded, kept);
        assert_eq!(loaded.form.reveal(Purpose::Handling).name, "金丝雀1");
        assert_eq!(requests::by_id(reader, &keyring, &other, &id).await.unwrap(), None);
        assert!(requests::by_id(reader, &Keyring::draw(at(0)).unwrap(), &agency, &id).await.is_err());
        let mut raw = reader;
        for sql in ["SELECT form FROM request", "SELECT words FROM request_event"] {
            for row in raw.rows(sql, vec![]).await.unwrap() {
                let bytes = row.bytes(0).unwrap();
                assert!(!bytes.windows(9).any(|part| part == "金丝雀".as_bytes()), "{sql} is readable");
            }
        }
        let number = &kept.frame.number;
        assert_eq!(requests::by_number(reader, &agency, number).await.unwrap(), Some((id.clone(), "code".to_owned())));
        assert_eq!(requests::by_number(reader, &other, number).await.unwrap(), None);
        assert_eq!(requests::number_of(reader, &agency, &id).await.unwrap().as_ref(), Some(number));
        assert_eq!(requests::list(reader, &agency, true, 9).await.unwrap().len(), 2);

        kept.frame.version = 2;
        let stage = Stage::Answered { result: Answered::Corrected, on: day };
        act!(office, &agency, |tx| {
            requests::update(&mut tx, &kept.frame, 1, &stage).await.unwrap();
        });
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let again = requests::update(&mut tx, &kept.frame, 1, &stage).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "two who act on one page");
        tx.roll_back().await.unwrap();
        let done = requests::list(reader, &agency, false, 9).await.unwrap();
        assert_eq!(done.iter().map(|row| row.result).collect::<Vec<_>>(), [Some(Answered::Corrected)]);
        assert_eq!(requests::list(reader, &agency, true, 9).await.unwrap().len(), 1);
        assert!(requests::list(reader, &other, true, 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn no_count_of_applications_sees_a_request() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let before = applications::counts(&office.reader, &agency, 2019).await.unwrap();
        act!(office, &agency, |tx| {
            for (number, kind) in [(1, CaseKind::RecordCorrection), (2, CaseKind::Suggestion)] {
                let kept = request(&agency, number, kind);
                requests::insert(&mut tx, &keyring, &kept, date(2019, 9, 27), "", at(0)).await.unwrap();
            }
        });
        assert_eq!(applications::counts(&office.reader, &agency, 2019).await.unwrap(), before);
        let mut reader = &office.reader;
        let facts = reader.count("SELECT COUNT(*) FROM report_fact", vec![]).await.unwrap();
        assert_eq!(facts, 0, "nothing of them reaches a cell of the report");
    })
    .await;
}
