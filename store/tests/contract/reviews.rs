//! Bundles, submissions, the ledger of signatures, findings.

use crate::engines::for_each_engine;
use crate::samples::{act, approval, at, document, event, found, freeze, plant, publication, review};
use affairs::ContentHash;
use affairs::document::Bundle;
use affairs::id::{AgencyId, DocumentId, FindingId, PersonId};
use affairs::publication::EventKind;
use affairs::review::{Disposition, Level, Progress, RecordedFinding};
use store::{StoreError, Transaction};

async fn submit(tx: &mut Transaction, agency: &AgencyId, id: &str, mark: &str, progress: Progress) -> ContentHash {
    let written = document(agency, id, mark);
    let (bundle, hash) = freeze(&written);
    store::reviews::insert_bundle(tx, &hash, &bundle, &written.content.body, at(1)).await.unwrap();
    let mut submission = review(&written, &hash, progress);
    submission.approvals.push(approval(&hash, Level::Drafter, "p1", mark, 1));
    store::reviews::insert(tx, &submission, at(1)).await.unwrap();
    hash
}

#[tokio::test]
async fn a_bundle_is_kept_to_the_byte() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let written = document(&agency, "d1", "𠮷“引号”'");
        let (bundle, hash) = freeze(&written);
        act!(office, &agency, |tx| {
            let body = &written.content.body;
            store::reviews::insert_bundle(&mut tx, &hash, &bundle, body, at(1)).await.unwrap();
            store::reviews::insert_bundle(&mut tx, &hash, &bundle, body, at(2)).await.unwrap();
        });
        let reader = &office.reader;
        let (kept, body) = store::reviews::bundle(reader, &agency, &hash).await.unwrap().unwrap();
        assert_eq!((kept, body), (bundle, written.content.body.clone()));
        let texts = store::reviews::bundle_texts(reader, &agency, "", 10).await.unwrap();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].0, hash.as_str());
        assert_eq!(ContentHash::of(texts[0].1.as_bytes()), hash);
        let read: Bundle = serde_json::from_str(&texts[0].1).unwrap();
        assert_eq!(ContentHash::of(texts[0].2.as_bytes()), read.body);
        assert!(store::reviews::bundle_texts(reader, &agency, hash.as_str(), 10).await.unwrap().is_empty());
        assert_eq!(store::reviews::bundles_of(reader, &agency, &written.id).await.unwrap(), [hash]);
    })
    .await;
}

#[tokio::test]
async fn a_level_and_a_person_sign_a_bundle_once() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let waiting = Progress::Waiting { level: Level::SectionHead, since: at(2) };
        let hash = act!(office, &agency, |tx| submit(&mut tx, &agency, "d1", "云", waiting).await);
        for twice in
            [approval(&hash, Level::Drafter, "p2", "云", 3), approval(&hash, Level::SectionHead, "p1", "云", 3)]
        {
            let mut tx = office.writer.begin(&agency).await.unwrap();
            let refused = store::reviews::insert_approval(&mut tx, &twice).await;
            assert!(matches!(refused, Err(StoreError::Conflict)), "{twice:?}");
        }
        act!(office, &agency, |tx| {
            let second = approval(&hash, Level::SectionHead, "p2", "云", 3);
            store::reviews::insert_approval(&mut tx, &second).await.unwrap();
        });
        let ledger = store::reviews::approvals(&office.reader, &agency, &hash).await.unwrap();
        let levels: Vec<Level> = ledger.iter().map(|one| one.level).collect();
        assert_eq!(levels, [Level::Drafter, Level::SectionHead]);
        assert_eq!(ledger[1], approval(&hash, Level::SectionHead, "p2", "云", 3));
    })
    .await;
}

#[tokio::test]
async fn the_same_bundle_is_submitted_again_only_after_it_was_void() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let waiting = Progress::Waiting { level: Level::SectionHead, since: at(2) };
        let hash = act!(office, &agency, |tx| submit(&mut tx, &agency, "d1", "云", waiting.clone()).await);
        let written = document(&agency, "d1", "云");
        let again = review(&written, &hash, waiting.clone());
        let mut tx = office.writer.begin(&agency).await.unwrap();
        store::reviews::clear_void(&mut tx, &hash).await.unwrap();
        assert!(matches!(store::reviews::insert(&mut tx, &again, at(3)).await, Err(StoreError::Conflict)));
        drop(tx);
        let returned = Progress::Returned {
            by: PersonId::new("p2"),
            name: "科长".to_owned(),
            level: Level::SectionHead,
            reason: "数字有误".to_owned(),
            at: at(4),
        };
        act!(office, &agency, |tx| {
            store::reviews::update(&mut tx, &review(&written, &hash, returned)).await.unwrap();
            store::reviews::clear_void(&mut tx, &hash).await.unwrap();
        });
        assert!(store::reviews::by_bundle(&office.reader, &agency, &hash).await.unwrap().is_none());
        assert!(store::reviews::approvals(&office.reader, &agency, &hash).await.unwrap().is_empty());
        act!(office, &agency, |tx| submit(&mut tx, &agency, "d1", "云", waiting).await);
    })
    .await;
}

#[tokio::test]
async fn submissions_are_found_by_bundle_document_state_and_signer() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let head = |since| Progress::Waiting { level: Level::SectionHead, since: at(since) };
        let (first, second, third) = act!(office, &agency, |tx| {
            let first = submit(&mut tx, &agency, "d1", "甲", head(5)).await;
            let second = submit(&mut tx, &agency, "d2", "乙", head(3)).await;
            let third = submit(&mut tx, &agency, "d3", "丙", Progress::Approved { since: at(1) }).await;
            (first, second, third)
        });
        let bundles =
            |found: Vec<affairs::review::Review>| found.into_iter().map(|one| one.bundle).collect::<Vec<ContentHash>>();
        let reader = &office.reader;
        let waiting = store::reviews::waiting_at(reader, &agency, Level::SectionHead, 9).await.unwrap();
        assert_eq!(bundles(waiting), [second.clone(), first.clone()], "the longest first");
        assert!(store::reviews::waiting_at(reader, &agency, Level::Leader, 9).await.unwrap().is_empty());
        let approved = store::reviews::in_state(reader, &agency, "approved", 9).await.unwrap();
        assert_eq!(bundles(approved), std::slice::from_ref(&third));
        let person = PersonId::new("p1");
        let mut open = store::reviews::signed_and_open(reader, &agency, &person).await.unwrap();
        let mut expected = vec![first.clone(), second.clone(), third.clone()];
        open.sort();
        expected.sort();
        assert_eq!(open, expected);
        assert_eq!(store::reviews::signed_by(reader, &agency, &person, 2).await.unwrap().len(), 2);
        let kept = store::reviews::by_bundle(reader, &agency, &first).await.unwrap().unwrap();
        assert_eq!((kept.approvals.len(), kept.title.as_str()), (1, "甲公告"));
        let taken_back = Progress::TakenBack { by: person.clone(), at: at(9) };
        act!(office, &agency, |tx| {
            let gone = review(&document(&agency, "d1", "甲"), &first, taken_back);
            store::reviews::update(&mut tx, &gone).await.unwrap();
        });
        assert_eq!(store::reviews::signed_and_open(reader, &agency, &person).await.unwrap().len(), 2);
        let waiting = store::reviews::waiting_at(reader, &agency, Level::SectionHead, 9).await.unwrap();
        assert_eq!(bundles(waiting), [second]);
    })
    .await;
}

#[tokio::test]
async fn a_document_keeps_every_submission() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let id = DocumentId::new("d1");
        let (first, second) = act!(office, &agency, |tx| {
            let first = submit(&mut tx, &agency, "d1", "甲", Progress::Approved { since: at(1) }).await;
            let mut written = document(&agency, "d1", "甲");
            written.content.title = "第二稿".to_owned();
            let (bundle, hash) = freeze(&written);
            let body = &written.content.body;
            store::reviews::insert_bundle(&mut tx, &hash, &bundle, body, at(8)).await.unwrap();
            let mut later = review(&written, &hash, Progress::Reading { since: at(8) });
            later.approvals.push(approval(&hash, Level::Drafter, "p1", "甲", 8));
            store::reviews::insert(&mut tx, &later, at(8)).await.unwrap();
            (first, hash)
        });
        let latest = store::reviews::latest_of(&office.reader, &agency, &id).await.unwrap().unwrap();
        assert_eq!((latest.bundle, latest.approvals.len()), (second.clone(), 1));
        let all = store::reviews::all_of(&office.reader, &agency, &id).await.unwrap();
        let bundles: Vec<ContentHash> = all.iter().map(|one| one.bundle.clone()).collect();
        assert_eq!(bundles, [first.clone(), second.clone()]);
        assert!(all.iter().all(|one| one.approvals.len() == 1 && one.approvals[0].bundle == one.bundle));
        assert_eq!(store::reviews::bundles_of(&office.reader, &agency, &id).await.unwrap(), [first, second]);
        let none = DocumentId::new("none");
        assert!(store::reviews::latest_of(&office.reader, &agency, &none).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn every_progress_comes_back_as_it_went() {
    let by = PersonId::new("p2");
    let name = "甲".to_owned();
    let all = [
        Progress::Reading { since: at(1) },
        Progress::Answering { since: at(1) },
        Progress::Unreadable { at: at(1), why: "文件已加密".to_owned() },
        Progress::Waiting { level: Level::Leader, since: at(1) },
        Progress::Approved { since: at(1) },
        Progress::Ordered { by: by.clone(), name: name.clone(), at: at(1), release_at: at(60) },
        Progress::Released { by: by.clone(), name: name.clone(), at: at(1) },
        Progress::Returned { by: by.clone(), name, level: Level::Leader, reason: "重写".to_owned(), at: at(1) },
        Progress::TakenBack { by, at: at(1) },
    ];
    for_each_engine(|office| {
        let all = all.clone();
        async move {
            let agency = found(&office.writer, "yunchuan", "云川").await;
            let hash = act!(office, &agency, |tx| submit(&mut tx, &agency, "d1", "甲", all[0].clone()).await);
            for progress in all {
                let changed = review(&document(&agency, "d1", "甲"), &hash, progress.clone());
                act!(office, &agency, |tx| store::reviews::update(&mut tx, &changed).await.unwrap());
                let kept = store::reviews::by_bundle(&office.reader, &agency, &hash).await.unwrap().unwrap();
                assert_eq!(kept.progress, progress);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn findings_are_replaced_and_answered() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let hash = ContentHash::of(b"bundle");
        let finding = |id: &str| RecordedFinding {
            id: FindingId::new(id),
            bundle: hash.clone(),
            kind: "mobile".to_owned(),
            label: "手机号码".to_owned(),
            place: "正文第1段".to_owned(),
            excerpt: "138****0000".to_owned(),
            suggestion: String::new(),
            blocking: true,
            disposition: None,
        };
        act!(office, &agency, |tx| {
            store::reviews::save_findings(&mut tx, &hash, &[finding("old")]).await.unwrap();
            store::reviews::save_findings(&mut tx, &hash, &[finding("z"), finding("a")]).await.unwrap();
        });
        let mut answered = finding("a");
        answered.disposition = Some(Disposition {
            person: PersonId::new("p1"),
            name: "甲".to_owned(),
            reason: "本机关公开电话".to_owned(),
            at: at(5),
        });
        act!(office, &agency, |tx| store::reviews::update_finding(&mut tx, &answered).await.unwrap());
        let kept = store::reviews::findings(&office.reader, &agency, &hash).await.unwrap();
        assert_eq!(kept, [finding("z"), answered], "in reading order, not by id");
    })
    .await;
}

#[tokio::test]
async fn the_ledgers_of_a_year_are_read_at_once() {
    for_each_engine(|office| async move {
        let planted = plant(&office.writer, "yunchuan", "云").await;
        let taken_down = publication(&planted.bundle, &planted.hash, 2, 30);
        act!(office, &planted.agency, |tx| {
            store::publications::insert_event(&mut tx, &event(&taken_down, EventKind::TakeDown, 30)).await.unwrap();
        });
        let ledgers = store::reviews::approvals_of_year(&office.reader, &planted.agency, 2019).await.unwrap();
        assert_eq!(ledgers.len(), 1);
        let levels: Vec<Level> = ledgers[&planted.hash].iter().map(|one| one.level).collect();
        assert_eq!(levels, Level::ALL, "two events of one bundle do not double its ledger");
        assert!(store::reviews::approvals_of_year(&office.reader, &planted.agency, 2018).await.unwrap().is_empty());
    })
    .await;
}
