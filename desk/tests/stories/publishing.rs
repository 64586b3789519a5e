//! Stories of publishing: what the chain lets through and what it refuses, told through the acts.

use affairs::document::{Action, Release};
use affairs::publication::{EventKind, Standing};
use affairs::review::{Level, Progress};
use affairs::{ContentHash, Instant};
use desk::publishing::{EditionContent, Opinion, TakenIn};
use desk::{ActError, Clock, Who};
use testkit::{Site, Staffed, agreeing, article};

async fn office() -> Staffed {
    Site::open().await.with_officers().await
}

fn code<T: std::fmt::Debug>(done: Result<T, ActError>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

async fn progress(office: &Staffed, hash: &ContentHash) -> Progress {
    let review = store::reviews::by_bundle(office.site.desk.reader(), &office.drafter.agency, hash).await;
    review.unwrap().unwrap().progress
}

#[tokio::test]
async fn four_people_in_order_and_then_it_is_public() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = office.draft("法律援助便民措施").await;
    let hash = office.submit(&id).await;
    assert!(store::publications::by_document(desk.reader(), &id).await.unwrap().is_none());
    assert_eq!(code(desk.publish(&office.disclosure, &hash).await), "not_waiting");
    assert_eq!(code(desk.approve(&office.leader, agreeing(&hash)).await), "no_grant");
    office.approve(&hash).await;
    assert!(store::publications::by_document(desk.reader(), &id).await.unwrap().is_none());
    assert!(desk.publish(&office.disclosure, &hash).await.unwrap());
    let shown = store::publications::by_document(desk.reader(), &id).await.unwrap().unwrap();
    assert_eq!((shown.publication.standing, shown.publication.sequence), (Standing::Live, 1));
    assert_eq!(shown.bundle.index_number, "11410881/2019-00001");
    let ledger = store::reviews::approvals(desk.reader(), &office.drafter.agency, &hash).await.unwrap();
    assert_eq!(ledger.iter().map(|one| one.level).collect::<Vec<_>>(), Level::ALL);
}

#[tokio::test]
async fn who_signed_once_signs_no_second_time_even_with_the_role() {
    let office = office().await;
    let desk = &office.site.desk;
    office.site.grant(&office.section_head, affairs::people::Role::SecrecyReviewer).await;
    let hash = office.submit(&office.draft("同一人两岗").await).await;
    desk.approve(&office.section_head, agreeing(&hash)).await.unwrap();
    assert_eq!(code(desk.approve(&office.section_head, agreeing(&hash)).await), "same_person");
    assert_eq!(code(desk.approve(&office.drafter, agreeing(&hash)).await), "role_missing");
}

#[tokio::test]
async fn two_people_who_approve_at_once_leave_one_signature() {
    let office = office().await;
    let desk = &office.site.desk;
    let hash = office.submit(&office.draft("两人同时").await).await;
    desk.approve(&office.section_head, agreeing(&hash)).await.unwrap();
    let (first, second) = tokio::join!(
        desk.approve(&office.secrecy, agreeing(&hash)),
        desk.approve(&office.secrecy_deputy, agreeing(&hash)),
    );
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
    let ledger = store::reviews::approvals(desk.reader(), &office.drafter.agency, &hash).await.unwrap();
    assert_eq!(ledger.len(), 3);
}

#[tokio::test]
async fn a_deputy_signs_and_the_ledger_says_for_whom() {
    let office = office().await;
    let hash = office.submit(&office.draft("受委托").await).await;
    office.site.desk.approve(&office.section_head, agreeing(&hash)).await.unwrap();
    office.site.desk.approve(&office.secrecy_deputy, agreeing(&hash)).await.unwrap();
    let ledger = store::reviews::approvals(office.site.desk.reader(), &office.drafter.agency, &hash).await.unwrap();
    let acting = ledger[2].acting_for.as_ref().unwrap();
    assert_eq!((acting.name.as_str(), acting.basis.as_str()), ("保密审查负责人", "AB岗安排"));
}

#[tokio::test]
async fn the_secrecy_reviewer_answers_every_question() {
    let office = office().await;
    let desk = &office.site.desk;
    let hash = office.submit(&office.draft("逐项").await).await;
    desk.approve(&office.section_head, agreeing(&hash)).await.unwrap();
    let without = Opinion { checklist: None, ..agreeing(&hash) };
    assert_eq!(code(desk.approve(&office.secrecy, without).await), "checklist_unanswered");
    let mut touched = agreeing(&hash);
    touched.checklist.as_mut().unwrap().0[0].touched = true;
    assert_eq!(code(desk.approve(&office.secrecy, touched).await), "checklist_forbids");
}

#[tokio::test]
async fn any_edit_makes_a_new_bundle_and_the_chain_starts_again() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = office.draft("改动").await;
    let hash = office.submit(&id).await;
    desk.approve(&office.section_head, agreeing(&hash)).await.unwrap();
    let revision = office.revision(&id).await;
    assert_eq!(code(desk.save(&office.drafter, &id, revision, article("改动后")).await), "in_review");
    desk.take_back(&office.drafter, &hash).await.unwrap();
    assert_eq!(code(desk.approve(&office.secrecy, agreeing(&hash)).await), "not_waiting");
    let revision = office.revision(&id).await;
    desk.save(&office.drafter, &id, revision, article("改动后")).await.unwrap();
    let second = office.submit(&id).await;
    assert_ne!(hash, second);
    assert!(matches!(progress(&office, &second).await, Progress::Waiting { level: Level::SectionHead, .. }));
    // The page of the first bundle is stale, whoever holds it.
    assert_eq!(code(desk.approve(&office.section_head, agreeing(&hash)).await), "not_waiting");
    let second_number = store::documents::by_id(desk.reader(), &office.drafter.agency, &id).await.unwrap().unwrap();
    assert_eq!(second_number.index_number, "11410881/2019-00001");
}

#[tokio::test]
async fn the_same_content_may_be_submitted_again_after_it_was_sent_back() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = office.draft("退回再送").await;
    let hash = office.submit(&id).await;
    let empty = Opinion { text: "  ".to_owned(), ..agreeing(&hash) };
    assert_eq!(code(desk.send_back(&office.section_head, empty).await), "reason_missing");
    let back = Opinion { text: "请核对时间".to_owned(), ..agreeing(&hash) };
    desk.send_back(&office.section_head, back).await.unwrap();
    office.site.clock.advance_minutes(10);
    let again = office.submit(&id).await;
    assert_eq!(hash, again);
    office.approve(&again).await;
    assert!(desk.publish(&office.disclosure, &again).await.unwrap());
}

#[tokio::test]
async fn before_its_instant_a_timed_release_does_not_exist() {
    let office = office().await;
    let desk = &office.site.desk;
    let at = Instant::of_shanghai(jiff::civil::date(2019, 3, 8).at(9, 0, 0, 0));
    let content = EditionContent { release: Release::At { instant: at }, ..article("定时") };
    let id = office.draft_with(content).await;
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    assert!(!desk.publish(&office.disclosure, &hash).await.unwrap());
    office.site.clock.set(at.plus_milliseconds(-1));
    desk.run_due_jobs().await.unwrap();
    assert!(store::publications::by_document(desk.reader(), &id).await.unwrap().is_none());
    office.site.clock.set(at);
    desk.run_due_jobs().await.unwrap();
    let shown = store::publications::by_document(desk.reader(), &id).await.unwrap().unwrap();
    assert_eq!(shown.publication.released_at, at);
}

#[tokio::test]
async fn a_timed_release_taken_back_never_comes() {
    let office = office().await;
    let desk = &office.site.desk;
    let at = office.site.clock.now().plus_minutes(600);
    let content = EditionContent { release: Release::At { instant: at }, ..article("撤回定时") };
    let id = office.draft_with(content).await;
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    desk.publish(&office.disclosure, &hash).await.unwrap();
    desk.take_back(&office.drafter, &hash).await.unwrap();
    office.site.clock.set(at.plus_minutes(1));
    desk.run_due_jobs().await.unwrap();
    assert!(store::publications::by_document(desk.reader(), &id).await.unwrap().is_none());
}

#[tokio::test]
async fn one_person_takes_down_at_once_and_the_four_restore() {
    let office = office().await;
    let desk = &office.site.desk;
    let (id, _) = office.publish("下架").await;
    assert_eq!(code(desk.take_down(&office.drafter, &id, "有误").await), "role_missing");
    assert_eq!(code(desk.take_down(&office.secrecy, &id, " ").await), "reason_missing");
    desk.take_down(&office.secrecy, &id, "疑似有误").await.unwrap();
    let standing = |shown: Option<store::publications::Shown>| shown.unwrap().publication.standing;
    let shown = store::publications::by_document(desk.reader(), &id).await.unwrap();
    assert_eq!(standing(shown), Standing::TakenDown);
    desk.begin_edition(&office.drafter, &id, Action::Restore).await.unwrap();
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    desk.publish(&office.disclosure, &hash).await.unwrap();
    let shown = store::publications::by_document(desk.reader(), &id).await.unwrap();
    assert_eq!(standing(shown), Standing::Live);
    let open = store::publications::take_downs(desk.reader(), &office.drafter.agency, 10).await.unwrap();
    assert!(open.iter().all(|one| !one.decision.is_empty()));
}

#[tokio::test]
async fn bytes_that_were_taken_down_cannot_return() {
    let office = office().await;
    let desk = &office.site.desk;
    let bytes = "姓名,事项\n甲,咨询\n".as_bytes();
    let id = office.draft("带附件").await;
    attach(&office, &id, bytes, "名单.csv").await.unwrap();
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    desk.publish(&office.disclosure, &hash).await.unwrap();
    desk.take_down(&office.leader, &id, "名单不应公开").await.unwrap();
    let other = office.draft("另一件").await;
    assert_eq!(code(attach(&office, &other, bytes, "换个名字.csv").await), "sealed_file");
}

async fn attach(office: &Staffed, id: &affairs::id::DocumentId, bytes: &[u8], name: &str) -> Result<(), ActError> {
    let desk = &office.site.desk;
    let mut incoming = desk.incoming(&office.drafter).await?;
    incoming.write(bytes).await.map_err(desk::publishing::too_large)?;
    desk.attach(&office.drafter, id, incoming, name, TakenIn::Attachment).await
}

#[tokio::test]
async fn a_marked_file_leaves_nothing_behind_but_time_account_and_rule() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = office.draft("拒收").await;
    let secret = "机密★10年\n\n关于某事的通知\n";
    assert_eq!(code(attach(&office, &id, secret.as_bytes(), "通知.txt").await), "secrecy_mark");
    let uploads = store::uploads::of_document(desk.reader(), &office.drafter.agency, &id).await.unwrap();
    assert!(uploads.is_empty());
    let hash = ContentHash::of(secret.as_bytes());
    assert!(desk.files().read(&hash).await.unwrap().is_none());
    let (last, _) = store::journal::head(desk.reader(), &office.drafter.agency).await.unwrap().unwrap();
    let line = store::journal::after(desk.reader(), &office.drafter.agency, last - 1, 1).await.unwrap().remove(0);
    let text = serde_json::to_string(&line.entry).unwrap();
    assert_eq!(line.entry.act, "publishing.refuse_marked_file");
    assert!(!text.contains("通知") && !text.contains(hash.hex()), "{text}");
}

#[tokio::test]
async fn findings_wait_for_the_drafter_and_masking_makes_a_new_bundle() {
    let office = office().await;
    let desk = &office.site.desk;
    let content = EditionContent {
        body: affairs::document::Body::from_lines("联系人身份证号码为11010519491231002X，请核对。"),
        ..article("有发现")
    };
    let id = office.draft_with(content).await;
    let hash = office.submit(&id).await;
    assert!(matches!(progress(&office, &hash).await, Progress::Answering { .. }));
    assert_eq!(code(desk.approve(&office.section_head, agreeing(&hash)).await), "not_waiting");
    assert_eq!(desk.mask_findings(&office.drafter, &hash, false).await.unwrap(), 1);
    let masked = office.submit(&id).await;
    assert_ne!(hash, masked);
    assert!(matches!(progress(&office, &masked).await, Progress::Waiting { .. }));
    let (_, body) = store::reviews::bundle(desk.reader(), &office.drafter.agency, &masked).await.unwrap().unwrap();
    assert!(!body.plain_text().contains("11010519491231002X"));
}

#[tokio::test]
async fn a_justified_finding_is_shown_with_its_reason_and_moves_on() {
    let office = office().await;
    let desk = &office.site.desk;
    let content = EditionContent {
        body: affairs::document::Body::from_lines("值班电话13800138000，二十四小时接听。"),
        ..article("说明理由")
    };
    let id = office.draft_with(content).await;
    let hash = office.submit(&id).await;
    let findings = store::reviews::findings(desk.reader(), &office.drafter.agency, &hash).await.unwrap();
    let blocking: Vec<_> = findings.iter().filter(|one| one.blocking).collect();
    assert!(!blocking.is_empty());
    assert_eq!(code(desk.justify(&office.drafter, &hash, &blocking[0].id, "好").await), "justification_missing");
    for finding in &blocking {
        desk.justify(&office.drafter, &hash, &finding.id, "对外公布的值班手机").await.unwrap();
    }
    assert!(matches!(progress(&office, &hash).await, Progress::Waiting { level: Level::SectionHead, .. }));
}

#[tokio::test]
async fn events_are_counted_once_each_and_a_typo_is_no_new_item() {
    let office = office().await;
    let desk = &office.site.desk;
    let (id, _) = office.publish("计数").await;
    for action in [Action::Replace { correction: false }, Action::Replace { correction: true }, Action::Repeal] {
        let correction = action == Action::Replace { correction: true };
        desk.begin_edition(&office.drafter, &id, action.clone()).await.unwrap();
        let revision = office.revision(&id).await;
        let content = EditionContent { correction, ..article(&format!("计数{}", action.label())) };
        desk.save(&office.drafter, &id, revision, content).await.unwrap();
        let hash = office.submit(&id).await;
        office.approve(&hash).await;
        desk.publish(&office.disclosure, &hash).await.unwrap();
    }
    let events = store::publications::events_of(desk.reader(), &office.drafter.agency, &id).await.unwrap();
    let kinds: Vec<EventKind> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Publish, EventKind::Replace, EventKind::Correct, EventKind::Repeal]);
    assert_eq!(kinds.iter().filter(|kind| kind.is_counted()).count(), 2);
    let shown = store::publications::by_document(desk.reader(), &id).await.unwrap().unwrap();
    assert_eq!(shown.publication.standing, Standing::Repealed);
    assert_eq!(shown.bundle.title, "计数勘误");
}

#[tokio::test]
async fn an_abandoned_draft_leaves_its_number_void_and_the_series_whole() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = office.draft("放弃").await;
    let hash = office.submit(&id).await;
    desk.take_back(&office.drafter, &hash).await.unwrap();
    desk.abandon(&office.drafter, &id, "不再需要").await.unwrap();
    office.publish("下一件").await;
    let account =
        store::series::account(desk.reader(), &office.drafter.agency, affairs::series::Series::Index, 2019).await;
    assert_eq!(account.unwrap(), (2, 1, 1));
}

#[tokio::test]
async fn another_agencys_people_see_nothing_of_it() {
    let office = office().await;
    let desk = &office.site.desk;
    let founding = desk::office::Founding {
        slug: "other".to_owned(),
        name: "别的机关".to_owned(),
        host: String::new(),
        code: "22".to_owned(),
        section: "办公室".to_owned(),
        username: "other-admin".to_owned(),
        administrator: "管理员".to_owned(),
        password: "Another-2019-ok".to_owned(),
    };
    let stranger: Who = desk.found_agency(&founding).await.unwrap();
    let id = office.draft("不可见").await;
    let hash = office.submit(&id).await;
    assert_eq!(code(desk.approve(&stranger, agreeing(&hash)).await), "not_found");
    assert_eq!(code(desk.take_down(&stranger, &id, "看看").await), "not_found");
    assert_eq!(code(desk.review_form(&stranger, &hash).await), "role_missing");
}

#[tokio::test]
async fn a_submission_is_refused_with_every_shortcoming_at_its_field() {
    let office = office().await;
    let content =
        EditionContent {
            title: "题\u{202e}目".to_owned(), targets: Vec::new(), generated_on: None, ..article("缺项")
        };
    let id = office.draft_with(content).await;
    let revision = office.revision(&id).await;
    let refused = office.site.desk.submit(&office.drafter, &id, revision).await;
    let Err(ActError::Refused(refusal)) = refused else { panic!("expected a refusal") };
    for part in ["控制字符", "生成日期", "发布栏目"] {
        assert!(refusal.message.contains(part), "{}", refusal.message);
    }
}

#[tokio::test]
async fn a_second_window_does_not_overwrite_the_first() {
    let office = office().await;
    let desk = &office.site.desk;
    let id = office.draft("两个窗口").await;
    let revision = office.revision(&id).await;
    desk.save(&office.drafter, &id, revision, article("第一个窗口")).await.unwrap();
    assert_eq!(code(desk.save(&office.drafter, &id, revision, article("第二个窗口")).await), "saved_elsewhere");
    assert_eq!(code(desk.save(&office.other_drafter, &id, revision + 1, article("别人")).await), "not_owner");
}
