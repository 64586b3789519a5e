//! Letters of cases: one a name, kept sealed under their numbers, found by the token of their code.

use crate::applications::{application, keep};
use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::ContentHash;
use affairs::id::AgencyId;
use affairs::letter::Letter;
use affairs::personal::{Personal, Purpose};
use jiff::civil::date;
use law::letter::LetterKind;
use store::letters::{self, LetterRow};
use store::personal::Keyring;
use store::{Read, replies};

fn letter(number: &str) -> Personal<Letter> {
    Personal::new(Letter {
        kind: LetterKind::CorrectionNotice,
        agency: "云川".to_owned(),
        red_head: true,
        title: vec!["补正告知书".to_owned()],
        number: number.to_owned(),
        addressee: "金丝雀".to_owned(),
        blocks: Vec::new(),
        attachments: Vec::new(),
        closing: None,
        contact: Vec::new(),
        required: Vec::new(),
        verification: None,
    })
}

fn row(agency: &AgencyId, case: usize, name: &str, number: &str) -> LetterRow {
    LetterRow {
        case: application(agency, case, date(2024, 5, 6)).frame.id,
        name: name.to_owned(),
        number: number.to_owned(),
        drawn: false,
        dated: date(2024, 5, 7),
        text: ContentHash::of(number.as_bytes()),
        at: at(1),
    }
}

#[tokio::test]
async fn a_letter_stands_once_under_its_name_and_is_found_by_its_token_alone() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let [first, second, replaced] =
            [("甲1号", 1), ("甲2号", 2), ("甲3号", 1)].map(|(number, case)| row(&agency, case, "D-03", number));
        let token = |number: &str| ContentHash::of(format!("token {number}").as_bytes());
        act!(office, &agency, |tx| {
            for case in [1, 2] {
                keep(&mut tx, &keyring, &application(&agency, case, date(2024, 5, 6))).await;
            }
            for one in [&first, &second] {
                replies::take_number(&mut tx, &one.number, &one.case, false, at(1)).await.unwrap();
                letters::put(&mut tx, &keyring, one, &token(&one.number), &letter(&one.number)).await.unwrap();
            }
        });
        let reader = &office.reader;
        let (kept, text) = letters::by_name(reader, &keyring, &agency, &first.case, "D-03").await.unwrap().unwrap();
        assert_eq!((&kept, text.reveal(Purpose::Keeping).number.as_str()), (&first, "甲1号"));
        assert_eq!(letters::by_token(reader, &agency, &token("甲1号")).await.unwrap(), Some(first.clone()));
        assert_eq!(letters::by_token(reader, &other, &token("甲1号")).await.unwrap(), None);
        assert_eq!(replies::number_of(reader, &agency, &first.case).await.unwrap(), None, "it is no reply's number");
        let named = letters::named(reader, &keyring, &agency, "D-03", None, 9).await.unwrap();
        assert_eq!(named.len(), 2);
        let rest = letters::named(reader, &keyring, &agency, "D-03", Some(&named[0].0.case), 9).await.unwrap();
        assert_eq!(rest.len(), 1);
        let cases = letters::cases_with(reader, &agency, "D-03").await.unwrap();
        assert_eq!(cases, [first.case.clone(), second.case.clone()].into());
        assert!(letters::cases_with(reader, &other, "D-03").await.unwrap().is_empty());
        let mut raw = reader;
        for found in raw.rows("SELECT content FROM case_letter", vec![]).await.unwrap() {
            assert!(!found.bytes(0).unwrap().windows(9).any(|part| part == "金丝雀".as_bytes()));
        }

        // A slip of the pen: the right number takes its place, and the wrong one is free again.
        act!(office, &agency, |tx| {
            replies::take_number(&mut tx, "甲3号", &first.case, false, at(2)).await.unwrap();
            letters::release_number(&mut tx, &first.case, "甲1号").await.unwrap();
            letters::put(&mut tx, &keyring, &replaced, &token("甲3号"), &letter("甲3号")).await.unwrap();
        });
        assert_eq!(letters::of_case(reader, &agency, &first.case).await.unwrap(), std::slice::from_ref(&replaced));
        let texts = letters::texts_of_case(reader, &keyring, &agency, &first.case).await.unwrap();
        assert_eq!(texts[0].1.reveal(Purpose::Keeping).number, "甲3号");
        assert!(replies::number_is_free(reader, &agency, "甲1号").await.unwrap());
        assert_eq!(letters::by_token(reader, &agency, &token("甲1号")).await.unwrap(), None);
    })
    .await;
}
