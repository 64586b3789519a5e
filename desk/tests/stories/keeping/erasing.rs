//! What was erased by law is gone, its tombstone stays, and everybody who looks accepts it.

use super::office::{Office, agency, at, filled};
use affairs::ContentHash;
use affairs::id::{DocumentId, PersonId};
use desk::keeping::{Keys, backup, restore};
use desk::{ActError, Desk, MovedClock, Who};
use std::sync::Arc;
use store::tombstones::Erased;

fn desk(office: &Office) -> Desk {
    let clock = Arc::new(MovedClock::at(at(200)));
    Desk::new(office.writer.clone(), office.reader.clone(), office.files.clone(), clock)
}

fn who(person: &str) -> Who {
    Who { agency: agency(), person: PersonId::new(person) }
}

async fn bundle_of(office: &Office, document: &str, edition: usize) -> ContentHash {
    let all = store::reviews::bundles_of(&office.reader, &agency(), &DocumentId::new(document)).await.unwrap();
    all[edition - 1].clone()
}

fn code<T: std::fmt::Debug>(done: Result<T, ActError>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

/// Whether a text stands anywhere in the database's file or its log.
fn is_kept(folder: &std::path::Path, text: &str) -> bool {
    ["office.sqlite", "office.sqlite-wal"].iter().any(|name| {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn a_file_is_erased_and_verify_and_restore_accept_it() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let (desk, head) = (desk(&office), who("p5"));
    let old = ContentHash::of("旧的附件".as_bytes());
    desk.erase_file(&head, &old, "含当事人身份证号码，依《个人信息保护法》第四十七条删除").await.unwrap();
    assert!(office.files.read(&old).await.unwrap().is_none());
    let report = office.is_clean().await;
    assert_eq!(report.erased, 1);
    let document = DocumentId::new("d3");
    let upload = store::uploads::one(&office.reader, &agency(), &document, &old).await.unwrap().unwrap();
    assert!(upload.pieces.is_empty(), "the text the machine had read in it is gone too");
    assert!(store::uploads::is_sealed(&office.reader, &agency(), &old).await.unwrap(), "the bytes cannot return");
    let stone = store::tombstones::of(&office.reader, &agency(), Erased::File, &old).await.unwrap().unwrap();
    assert_eq!((stone.by.as_str(), stone.at), ("p5", at(200)));
    assert!(stone.reason.contains("身份证号码"));
    let number = store::journal::head(&office.reader, &agency()).await.unwrap().unwrap().0;
    let line = store::journal::after(&office.reader, &agency(), number - 1, 1).await.unwrap().remove(0);
    assert_eq!(line.entry.act, "keeping.erase");
    assert!(!serde_json::to_string(&line).unwrap().contains("身份证"), "the journal names no reason");
    assert_eq!(code(desk.erase_file(&head, &old, "再一次").await), "erased_already");
    let file = folder.path().join("office.tar");
    let made = backup(&office.reader, &office.files, None, &file, at(210), &|_| {}).await.unwrap();
    assert!(made.report.is_clean());
    assert!(!made.manifest.members.iter().any(|member| member.name.contains(old.hex())));
    let url = store::sql::sqlite_url(&folder.path().join("back.sqlite"));
    let restored = restore(&file, &url, &folder.path().join("back"), Keys::None, at(300), &|_| {}).await.unwrap();
    assert!(restored.report.is_clean(), "{:#?}", restored.report.findings);
    assert_eq!(restored.report.erased, 1);
    // Bytes that came back by another way are named.
    std::fs::write(office.files.path(&old), "旧的附件").unwrap();
    assert!(!office.verify().await.is_clean());
    office.close().await;
}

#[tokio::test]
async fn the_words_of_a_bundle_are_erased_everywhere() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let (desk, head) = (desk(&office), who("p5"));
    let mistake = bundle_of(&office, "d3", 1).await;
    let gone = bundle_of(&office, "d5", 1).await;
    assert!(is_kept(folder.path(), "误发的通知的正文"));
    desk.erase_bundle(&head, &mistake, "误发内容涉及个人隐私").await.unwrap();
    assert!(!is_kept(folder.path(), "误发的通知的正文"), "the words are still on the disk");
    desk.erase_bundle(&head, &gone, "误发内容涉及个人隐私").await.unwrap();
    let report = office.is_clean().await;
    assert_eq!(report.erased, 2);
    let (bundle, body) = store::reviews::bundle(&office.reader, &agency(), &mistake).await.unwrap().unwrap();
    assert_eq!((bundle.title.as_str(), bundle.summary.as_str()), ("（已依法删除）", ""));
    assert!(body.is_empty() && bundle.attachments.is_empty());
    let document = DocumentId::new("d5");
    let draft = store::documents::by_id(&office.reader, &agency(), &document).await.unwrap().unwrap();
    assert!(draft.content.body.is_empty() && draft.content.title == "（已依法删除）");
    // The public address still answers, and the ledger still names who approved.
    let shown = store::publications::by_document(&office.reader, &DocumentId::new("d3")).await.unwrap().unwrap();
    assert_eq!(shown.publication.bundle, mistake);
    assert_eq!(store::reviews::approvals(&office.reader, &agency(), &mistake).await.unwrap().len(), 4);
    let told = store::outbox::notices(&office.reader, &agency(), &PersonId::new("p1"), 9).await.unwrap();
    let about: Vec<&str> = told.iter().filter_map(|notice| notice.subject.document()).collect();
    assert!(about.contains(&"d1") && !about.contains(&"d3") && !about.contains(&"d5"), "{about:?}");
    assert_eq!(code(desk.erase_bundle(&head, &gone, "再一次").await), "erased_already");
    let file = folder.path().join("office.tar");
    backup(&office.reader, &office.files, None, &file, at(210), &|_| {}).await.unwrap();
    let back = folder.path().join("back");
    let url = store::sql::sqlite_url(&back.join("office.sqlite"));
    std::fs::create_dir(&back).unwrap();
    let restored = restore(&file, &url, &back.join("files"), Keys::None, at(300), &|_| {}).await.unwrap();
    assert!(restored.report.is_clean(), "{:#?}", restored.report.findings);
    assert!(!is_kept(&back, "误发的通知的正文"), "the words are still in the restored office");
    assert!(is_kept(&back, "公告的正文"));
    office.close().await;
}

#[tokio::test]
async fn nothing_is_erased_that_somebody_can_still_read_or_by_somebody_who_may_not() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let (desk, head) = (desk(&office), who("p5"));
    let public = ContentHash::of("公告的附件".as_bytes());
    let old = ContentHash::of("旧的附件".as_bytes());
    assert_eq!(code(desk.erase_file(&head, &public, "理由").await), "still_public");
    assert_eq!(code(desk.erase_file(&head, &old, "  ").await), "reason_missing");
    assert_eq!(code(desk.erase_file(&head, &ContentHash::of(b"x"), "理由").await), "not_found");
    for person in ["p1", "p2", "p3", "p4"] {
        assert_eq!(code(desk.erase_file(&who(person), &old, "理由").await), "role_missing");
    }
    let live = bundle_of(&office, "d1", 1).await;
    assert_eq!(code(desk.erase_bundle(&head, &live, "理由").await), "still_public");
    let repealed = bundle_of(&office, "d2", 2).await;
    assert_eq!(code(desk.erase_bundle(&head, &repealed, "理由").await), "still_public");
    let notice = bundle_of(&office, "d3", 2).await;
    assert_eq!(code(desk.erase_bundle(&head, &notice, "理由").await), "still_public");
    assert_eq!(code(desk.erase_bundle(&head, &ContentHash::of(b"x"), "理由").await), "not_found");
    assert_eq!(code(desk.erase_bundle(&who("p4"), &live, "理由").await), "role_missing");
    // An edition that was replaced is out of sight.
    desk.erase_bundle(&head, &bundle_of(&office, "d2", 1).await, "旧版涉及个人隐私").await.unwrap();
    office.is_clean().await;
    office.close().await;
}

/// The same bytes may be another agency's own; they stay for it, and are erased for the one that erased them.
#[tokio::test]
async fn another_agencys_copy_of_the_same_bytes_stays() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let desk = desk(&office);
    let draft = ContentHash::of("草稿的附件".as_bytes());
    let copied =
        "INSERT INTO upload SELECT 'linhe', file_hash, document_id, name, media_type, size, pages, human_reading,
        text, uploaded_by, at FROM upload WHERE document_id = 'd6'";
    office.writer.operate(copied, vec![]).await.unwrap();
    desk.erase_file(&who("p5"), &draft, "误传").await.unwrap();
    assert!(office.files.read(&draft).await.unwrap().is_some());
    office.is_clean().await;
    office.close().await;
}
