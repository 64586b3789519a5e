//! Documents, their revisions, their files.

use crate::engines::for_each_engine;
use crate::samples::{act, at, document, found, plant, upload};
use affairs::ContentHash;
use affairs::document::DocumentState;
use affairs::id::{DocumentId, PersonId, SectionId};
use store::StoreError;

#[tokio::test]
async fn a_document_comes_back_as_it_went() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut kept = document(&agency, "d1", "𠮷");
        act!(office, &agency, |tx| store::documents::insert(&mut tx, &kept).await.unwrap());
        assert_eq!(store::documents::by_id(&office.reader, &agency, &kept.id).await.unwrap(), Some(kept.clone()));
        kept.content.title = "改过的标题".to_owned();
        kept.state = DocumentState::InReview;
        kept.index_number = "2019-00007".to_owned();
        kept.document_number = "云司〔2019〕7号".to_owned();
        kept.edition = 2;
        kept.revision = 2;
        kept.owner = PersonId::new("p2");
        kept.section = SectionId::new("law");
        kept.updated_at = at(7);
        act!(office, &agency, |tx| store::documents::update(&mut tx, &kept, 1).await.unwrap());
        assert_eq!(store::documents::by_id(&office.reader, &agency, &kept.id).await.unwrap(), Some(kept));
        let nobody = DocumentId::new("none");
        assert!(store::documents::by_id(&office.reader, &agency, &nobody).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn whoever_saves_over_another_is_told() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut first = document(&agency, "d1", "云");
        act!(office, &agency, |tx| store::documents::insert(&mut tx, &first).await.unwrap());
        let mut second = first.clone();
        first.revision = 2;
        first.content.title = "先保存的".to_owned();
        act!(office, &agency, |tx| store::documents::update(&mut tx, &first, 1).await.unwrap());
        second.revision = 2;
        second.content.title = "后保存的".to_owned();
        let mut tx = office.writer.begin(&agency).await.unwrap();
        assert!(matches!(store::documents::update(&mut tx, &second, 1).await, Err(StoreError::Conflict)));
        drop(tx);
        let kept = store::documents::by_id(&office.reader, &agency, &first.id).await.unwrap().unwrap();
        assert_eq!(kept.content.title, "先保存的");
    })
    .await;
}

#[tokio::test]
async fn lists_are_by_owner_section_and_state_latest_first() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (owner, section) = (PersonId::new("p1"), SectionId::new("office"));
        act!(office, &agency, |tx| {
            for (id, minute, state) in [
                ("d1", 1, DocumentState::Writing),
                ("d2", 3, DocumentState::Writing),
                ("d3", 2, DocumentState::Writing),
                ("d4", 9, DocumentState::Abandoned),
                ("d5", 9, DocumentState::Published),
            ] {
                let mut one = document(&agency, id, "云");
                one.updated_at = at(minute);
                one.state = state;
                store::documents::insert(&mut tx, &one).await.unwrap();
            }
            let mut others = document(&agency, "d6", "云");
            others.owner = PersonId::new("p2");
            others.section = SectionId::new("law");
            store::documents::insert(&mut tx, &others).await.unwrap();
        });
        let ids = |lines: Vec<store::documents::DocumentLine>| {
            lines.iter().map(|line| line.id.to_string()).collect::<Vec<String>>()
        };
        let state = DocumentState::Writing;
        let reader = &office.reader;
        let of_owner = store::documents::of_owner(reader, &agency, &owner, state, 2, 0).await.unwrap();
        assert_eq!(ids(of_owner), ["d2", "d3"]);
        let rest = store::documents::of_owner(reader, &agency, &owner, state, 2, 2).await.unwrap();
        assert_eq!(ids(rest), ["d1"]);
        assert_eq!(store::documents::count_of_owner(reader, &agency, &owner, state).await.unwrap(), 3);
        let of_section = store::documents::of_section(reader, &agency, &section, state, 9, 0).await.unwrap();
        assert_eq!(ids(of_section), ["d2", "d3", "d1"]);
        let open = store::documents::open_of_owner(reader, &agency, &owner).await.unwrap();
        assert_eq!(ids(open), ["d1", "d2", "d3", "d5"], "all but what was given up");
    })
    .await;
}

#[tokio::test]
async fn a_handover_takes_documents_and_submissions_along() {
    for_each_engine(|office| async move {
        let planted = plant(&office.writer, "yunchuan", "云").await;
        let (from, to) = (PersonId::new("p1"), PersonId::new("p9"));
        act!(office, &planted.agency, |tx| store::documents::hand_over(&mut tx, &from, &to).await.unwrap());
        let reader = &office.reader;
        assert!(store::documents::open_of_owner(reader, &planted.agency, &from).await.unwrap().is_empty());
        assert_eq!(store::documents::open_of_owner(reader, &planted.agency, &to).await.unwrap().len(), 2);
        let review = store::reviews::by_bundle(reader, &planted.agency, &planted.hash).await.unwrap().unwrap();
        assert_eq!(review.owner, to);
    })
    .await;
}

#[tokio::test]
async fn uploads_are_kept_once_and_renamed() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (id, file) = (DocumentId::new("d1"), ContentHash::of(b"a"));
        let first = upload(&id, &file, "甲");
        let mut later = upload(&id, &ContentHash::of(b"b"), "乙");
        later.at = at(5);
        later.pages = None;
        later.human_reading = false;
        act!(office, &agency, |tx| {
            store::uploads::insert(&mut tx, &later).await.unwrap();
            store::uploads::insert(&mut tx, &first).await.unwrap();
            let renamed = affairs::document::Upload { name: "改名.pdf".to_owned(), ..first.clone() };
            store::uploads::insert(&mut tx, &renamed).await.unwrap();
        });
        let all = store::uploads::of_document(&office.reader, &agency, &id).await.unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0], affairs::document::Upload { name: "改名.pdf".to_owned(), ..first });
        assert_eq!(all[1], later);
        assert_eq!(store::uploads::one(&office.reader, &agency, &id, &file).await.unwrap(), Some(all[0].clone()));
        let other = DocumentId::new("d2");
        assert!(store::uploads::one(&office.reader, &agency, &other, &file).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn sealed_bytes_stay_sealed_until_their_document_returns() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (file, one, other) = (ContentHash::of(b"a"), DocumentId::new("d1"), DocumentId::new("d2"));
        let sealed = async || store::uploads::is_sealed(&office.reader, &agency, &file).await.unwrap();
        assert!(!sealed().await);
        act!(office, &agency, |tx| {
            store::uploads::seal(&mut tx, &file, &one, at(1)).await.unwrap();
            store::uploads::seal(&mut tx, &file, &one, at(2)).await.unwrap();
            store::uploads::seal(&mut tx, &file, &other, at(2)).await.unwrap();
        });
        assert!(sealed().await);
        act!(office, &agency, |tx| store::uploads::unseal(&mut tx, &one).await.unwrap());
        assert!(sealed().await, "another document's seal still holds");
        act!(office, &agency, |tx| store::uploads::unseal(&mut tx, &other).await.unwrap());
        assert!(!sealed().await);
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_declared_read_only_after_it_was_opened() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (file, person) = (ContentHash::of(b"a"), PersonId::new("p1"));
        let declare = async || {
            act!(office, &agency, |tx| {
                store::uploads::picture_declared(&mut tx, &file, &person, at(2)).await.unwrap()
            })
        };
        assert!(!declare().await);
        act!(office, &agency, |tx| store::uploads::picture_opened(&mut tx, &file, &person, at(1)).await.unwrap());
        let read = async || store::uploads::pictures_read_by(&office.reader, &agency, &person).await.unwrap();
        assert!(read().await.is_empty());
        assert!(declare().await);
        act!(office, &agency, |tx| store::uploads::picture_opened(&mut tx, &file, &person, at(3)).await.unwrap());
        assert_eq!(read().await, std::slice::from_ref(&file));
    })
    .await;
}
