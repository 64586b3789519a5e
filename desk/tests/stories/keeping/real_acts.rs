//! What the real acts leave behind is whole: an office that lives through every turn of a public life verifies clean, comes back
//! from its backup, and still does.

use affairs::document::{Action, Release};
use affairs::id::DocumentId;
use affairs::setting::Settings;
use desk::keeping::{self, Keys, VerifyReport, backup, restore};
use testkit::{Site, Staffed, article};

async fn next_edition(office: &Staffed, id: &DocumentId, action: Action, title: &str) {
    let desk = &office.site.desk;
    desk.begin_edition(&office.drafter, id, action).await.unwrap();
    desk.save(&office.drafter, id, office.revision(id).await, article(title)).await.unwrap();
    let hash = office.submit(id).await;
    office.approve(&hash).await;
    office.site.clock.advance_minutes(1);
    desk.publish(&office.disclosure, &hash).await.unwrap();
}

async fn verified(office: &Staffed) -> VerifyReport {
    let desk = &office.site.desk;
    let report = keeping::verify(desk.reader(), desk.files(), None, &|_| {}).await.unwrap();
    assert!(report.is_clean(), "{:#?}", report.findings);
    report
}

/// One document for every turn: replaced, corrected, repealed, withdrawn, taken down and restored.
async fn live(office: &Staffed) {
    let desk = &office.site.desk;
    let (changed, _) = office.publish("便民措施").await;
    next_edition(office, &changed, Action::Replace { correction: false }, "便民措施（新）").await;
    next_edition(office, &changed, Action::Replace { correction: true }, "便民措施（勘误）").await;
    next_edition(office, &changed, Action::Repeal, "便民措施废止说明").await;
    let (mistaken, _) = office.publish("误发的通知").await;
    next_edition(office, &mistaken, Action::Withdraw, "撤回说明").await;
    let (doubted, _) = office.publish("有疑问的名单").await;
    desk.take_down(&office.leader, &doubted, "接到反映").await.unwrap();
    office.site.clock.advance_minutes(1);
    next_edition(office, &doubted, Action::Restore, "核实后的名单").await;
    let (gone, _) = office.publish("下架的信息").await;
    desk.take_down(&office.section_head, &gone, "接到反映").await.unwrap();
}

/// A timed release by its job, one by setting, a draft given up with its number, one sent back and submitted again.
async fn live_otherwise(office: &Staffed) {
    let desk = &office.site.desk;
    let instant = office.now().plus_minutes(600);
    let mut timed = article("定时发布的公告");
    timed.release = Release::At { instant };
    let id = office.draft_with(timed).await;
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    assert!(!desk.publish(&office.disclosure, &hash).await.unwrap());
    office.site.clock.set(instant);
    desk.run_due_jobs().await.unwrap();
    let settings = Settings { release_automatically: true, ..Settings::default() };
    desk.save_settings(&office.disclosure_head, &settings).await.unwrap();
    let id = office.draft("四级通过即发布").await;
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    let given_up = office.draft("不再发布的稿件").await;
    let hash = office.submit(&given_up).await;
    desk.take_back(&office.drafter, &hash).await.unwrap();
    desk.abandon(&office.drafter, &given_up, "情况有变").await.unwrap();
}

#[tokio::test]
async fn an_office_that_really_lived_is_whole_and_comes_back() {
    let office = Site::open().await.with_officers().await;
    live(&office).await;
    live_otherwise(&office).await;
    let report = verified(&office).await;
    assert_eq!((report.events, report.publications, report.numbers), (13, 6, 7));
    let desk = &office.site.desk;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.tar");
    let made = backup(desk.reader(), desk.files(), None, &file, office.now(), &|_| {}).await.unwrap();
    assert!(made.report.is_clean());
    let url = store::sql::sqlite_url(&folder.path().join("office.sqlite"));
    let restored = restore(&file, &url, &folder.path().join("files"), Keys::None, office.now(), &|_| {}).await.unwrap();
    assert!(restored.report.is_clean(), "{:#?}", restored.report.findings);
    assert_eq!((restored.report.events, restored.report.lines), (13, report.lines + 1));
    // And the restored office works on: the next publication follows the last.
    let (reader, writer) = store::open(&url).await.unwrap();
    let agency = &office.drafter.agency;
    assert_eq!(store::publications::sequence(&reader, agency).await.unwrap(), 13);
    reader.close().await;
    writer.close().await;
}
