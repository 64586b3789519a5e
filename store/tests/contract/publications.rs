//! What is public: events, standings, columns, files, take-downs.

use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, day, document, event, found, freeze, plant, publication, upload};
use affairs::ContentHash;
use affairs::document::{Action, Attachment, BundleKind};
use affairs::id::{AgencyId, ColumnId, DocumentId, PersonId};
use affairs::publication::{EventKind, Publication, Standing};
use store::StoreError;
use store::publications::{Shown, TakeDown};

/// A released document, without its ledger.
async fn release(
    office: &Office,
    agency: &AgencyId,
    id: &str,
    sequence: i64,
    minute: i64,
) -> (Publication, ContentHash) {
    let mut written = document(agency, id, id);
    written.content.targets = vec![ColumnId::new("notice"), ColumnId::new("news"), ColumnId::new("notice")];
    let file = ContentHash::of(id.as_bytes());
    let attachment = |name: &str| Attachment {
        file: file.clone(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1,
        pages: None,
        typed_text: String::new(),
    };
    written.content.attachments = vec![attachment("一.pdf"), attachment("同一文件.pdf")];
    let (bundle, hash) = freeze(&written);
    let released = publication(&bundle, &hash, sequence, minute);
    act!(office, agency, |tx| {
        store::uploads::insert(&mut tx, &upload(&written.id, &file, id)).await.unwrap();
        store::reviews::insert_bundle(&mut tx, &hash, &bundle, &written.content.body, at(minute)).await.unwrap();
        store::publications::insert_event(&mut tx, &event(&released, EventKind::Publish, minute)).await.unwrap();
        store::publications::save_standing(&mut tx, &released, &bundle).await.unwrap();
    });
    (released, file)
}

fn ids(found: &[Shown]) -> Vec<&str> {
    found.iter().map(|one| one.publication.document.as_str()).collect()
}

#[tokio::test]
async fn what_stands_is_found_by_document_column_and_kind_latest_first() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (first, _) = release(&office, &agency, "d1", 1, 10).await;
        release(&office, &agency, "d2", 2, 30).await;
        release(&office, &agency, "d3", 3, 20).await;
        let reader = &office.reader;
        let shown = store::publications::by_document(reader, &first.document).await.unwrap().unwrap();
        assert_eq!(shown.publication, first);
        assert_eq!((shown.bundle.title.as_str(), shown.body), ("d1公告", document(&agency, "d1", "d1").content.body));
        assert!(store::publications::by_document(reader, &DocumentId::new("x")).await.unwrap().is_none());
        assert_eq!(store::publications::standing_of(reader, &agency, &first.document).await.unwrap(), Some(first));
        let column = ColumnId::new("news");
        let page = store::publications::in_column(reader, &agency, &column, 2, 0).await.unwrap();
        assert_eq!(ids(&page), ["d2", "d3"]);
        let page = store::publications::in_column(reader, &agency, &column, 2, 2).await.unwrap();
        assert_eq!(ids(&page), ["d1"]);
        let counts = store::publications::column_counts(reader, &agency).await.unwrap();
        assert_eq!(counts, [(column, 3, at(30)), (ColumnId::new("notice"), 3, at(30))]);
        let articles = store::publications::of_kind(reader, &agency, BundleKind::Article, 2, 1).await.unwrap();
        assert_eq!(ids(&articles), ["d3", "d1"]);
        let latest = store::publications::latest(reader, &agency, 1, 0).await.unwrap();
        assert_eq!(ids(&latest), ["d2"]);
        assert_eq!(store::publications::count_of_kind(reader, &agency, BundleKind::Article).await.unwrap(), 3);
        assert_eq!(store::publications::count_of_kind(reader, &agency, BundleKind::Site).await.unwrap(), 0);
        let walked = store::publications::after_document(reader, &agency, "d1", 9).await.unwrap();
        assert_eq!(ids(&walked), ["d2", "d3"]);
    })
    .await;
}

#[tokio::test]
async fn a_standing_moves_with_its_columns_and_files() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (mut standing, file) = release(&office, &agency, "d1", 1, 10).await;
        let reader = &office.reader;
        let bundle = store::reviews::bundle(reader, &agency, &standing.bundle).await.unwrap().unwrap().0;
        for (next, visible) in [
            (Standing::TakenDown, false),
            (Standing::Live, true),
            (Standing::Repealed, true),
            (Standing::Withdrawn, false),
        ] {
            standing.standing = next;
            standing.sequence += 1;
            standing.notice_bundle = (next == Standing::Withdrawn).then(|| ContentHash::of(b"notice"));
            act!(office, &agency, |tx| {
                store::publications::save_standing(&mut tx, &standing, &bundle).await.unwrap();
            });
            let kept = store::publications::standing_of(reader, &agency, &standing.document).await.unwrap().unwrap();
            assert_eq!(kept, standing);
            let column = ColumnId::new("notice");
            let in_column = store::publications::in_column(reader, &agency, &column, 9, 0).await.unwrap();
            assert_eq!(in_column.len(), usize::from(visible), "{next:?}");
            let fetched = store::publications::file(reader, &file).await.unwrap();
            assert_eq!(fetched.is_some(), visible, "{next:?}");
            let files = store::publications::files(reader, &agency).await.unwrap();
            assert_eq!(files.len(), usize::from(visible), "one file under two names is one file");
            let texts = store::publications::file_texts(reader, &agency, &standing.document).await.unwrap();
            assert_eq!(texts.len(), usize::from(visible));
        }
        let texts = store::publications::file_texts(reader, &agency, &standing.document).await.unwrap();
        assert!(texts.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_first_release_is_never_moved() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (mut standing, _) = release(&office, &agency, "d1", 1, 10).await;
        let bundle = store::reviews::bundle(&office.reader, &agency, &standing.bundle).await.unwrap().unwrap().0;
        standing.first_released_at = at(99);
        standing.released_at = at(99);
        act!(office, &agency, |tx| store::publications::save_standing(&mut tx, &standing, &bundle).await.unwrap());
        let kept = store::publications::standing_of(&office.reader, &agency, &standing.document).await.unwrap();
        let kept = kept.unwrap();
        assert_eq!((kept.first_released_at, kept.released_at), (at(10), at(99)));
    })
    .await;
}

#[tokio::test]
async fn the_file_that_the_public_fetches_has_its_name_and_kind() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (standing, file) = release(&office, &agency, "d1", 1, 10).await;
        let (owner, name, media) = store::publications::file(&office.reader, &file).await.unwrap().unwrap();
        assert_eq!((owner, name.as_str(), media.as_str()), (agency.clone(), "一.pdf", "application/pdf"));
        assert!(store::publications::file(&office.reader, &ContentHash::of(b"draft")).await.unwrap().is_none());
        let files = store::publications::files(&office.reader, &agency).await.unwrap();
        assert_eq!(files, [(file, standing.document.clone())]);
        let texts = store::publications::file_texts(&office.reader, &agency, &standing.document).await.unwrap();
        assert_eq!(texts, [("一.pdf".to_owned(), "d1附件的文字".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn events_are_followed_by_their_sequence() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let reader = &office.reader;
        assert_eq!(store::publications::sequence(reader, &agency).await.unwrap(), 0);
        let (first, _) = release(&office, &agency, "d1", 1, 10).await;
        release(&office, &agency, "d2", 2, 20).await;
        let again = Publication { sequence: 3, ..first.clone() };
        let next_year = affairs::Instant::start_of(day(2020, 1, 1));
        let mut late = event(&again, EventKind::Repeal, 0);
        late.at = next_year;
        act!(office, &agency, |tx| store::publications::insert_event(&mut tx, &late).await.unwrap());
        assert_eq!(store::publications::sequence(reader, &agency).await.unwrap(), 3);
        let after = store::publications::events_after(reader, &agency, 1, 9).await.unwrap();
        assert_eq!(after.iter().map(|one| one.sequence).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(after[1], late);
        let of_document = store::publications::events_of(reader, &agency, &first.document).await.unwrap();
        assert_eq!(of_document.iter().map(|one| one.kind).collect::<Vec<_>>(), [EventKind::Publish, EventKind::Repeal]);
        let of_year = store::publications::events_of_year(reader, &agency, 2019, 1, 0).await.unwrap();
        assert_eq!((of_year[0].0.sequence, of_year[0].1.title.as_str()), (2, "d2公告"));
        assert_eq!(store::publications::events_of_year(reader, &agency, 2020, 9, 0).await.unwrap().len(), 1);
        assert_eq!(store::publications::count_of_year(reader, &agency, 2019).await.unwrap(), 2);
        assert_eq!(store::publications::years(reader, &agency).await.unwrap(), [2020, 2019]);
        let mut tx = office.writer.begin(&agency).await.unwrap();
        assert!(matches!(store::publications::insert_event(&mut tx, &late).await, Err(StoreError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_event_and_action_has_its_name() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (standing, _) = release(&office, &agency, "d1", 1, 10).await;
        let kinds = ["publish", "replace", "correct", "withdraw", "repeal", "take_down", "restore"];
        act!(office, &agency, |tx| {
            for (sequence, kind) in (2..).zip(kinds) {
                let kind = EventKind::from_code(kind).unwrap();
                let later = Publication { sequence, ..standing.clone() };
                store::publications::insert_event(&mut tx, &event(&later, kind, 10)).await.unwrap();
            }
        });
        let all = store::publications::events_of(&office.reader, &agency, &standing.document).await.unwrap();
        assert_eq!(all.iter().skip(1).map(|one| one.kind.code()).collect::<Vec<_>>(), kinds);
        let mut written = document(&agency, "d9", "云");
        for action in [Action::Replace { correction: true }, Action::Withdraw, Action::Repeal, Action::Restore] {
            written.content.action = action.clone();
            let (bundle, hash) = freeze(&written);
            act!(office, &agency, |tx| {
                let body = &written.content.body;
                store::reviews::insert_bundle(&mut tx, &hash, &bundle, body, at(1)).await.unwrap();
            });
            let kept = store::reviews::bundle(&office.reader, &agency, &hash).await.unwrap().unwrap().0;
            assert_eq!(kept.action, action);
        }
    })
    .await;
}

#[tokio::test]
async fn take_downs_wait_for_a_decision() {
    for_each_engine(|office| async move {
        let planted = plant(&office.writer, "yunchuan", "云").await;
        let take_down = |id: &str, minute| TakeDown {
            document: DocumentId::new(id),
            at: at(minute),
            by: PersonId::new("p4"),
            by_name: "李局".to_owned(),
            reason: "疑有错误".to_owned(),
            decide_by: day(2019, 3, 6),
            decision: String::new(),
        };
        act!(office, &planted.agency, |tx| {
            store::publications::insert_take_down(&mut tx, &take_down("d1", 12)).await.unwrap();
            store::publications::decide_take_down(&mut tx, &DocumentId::new("d1"), "更新").await.unwrap();
            store::publications::insert_take_down(&mut tx, &take_down("d2", 11)).await.unwrap();
        });
        let all = store::publications::take_downs(&office.reader, &planted.agency, 9).await.unwrap();
        let found: Vec<(&str, &str)> = all.iter().map(|one| (one.document.as_str(), one.decision.as_str())).collect();
        assert_eq!(found, [("d2", ""), ("d0", ""), ("d1", "更新")]);
        assert_eq!(all[0], take_down("d2", 11));
    })
    .await;
}
