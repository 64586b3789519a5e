//! Stories of mail: sent once, refused, cut off, restored, decided by a person. A real mail server on loopback takes it.

use affairs::application::Form;
use affairs::id::MessageId;
use affairs::message::{BROKEN_OFF, NOT_CONFIGURED, RESTORED, Resolution, State};
use affairs::personal::Purpose;
use channels::mail::{Mailer, Patience, Privacy, Settings};
use desk::keeping::{Keys, backup, restore};
use desk::mail::{Post, Settlement};
use desk::{ActError, Desk, Done};
use law::annual_report::ApplicantKind;
use std::sync::Arc;
use std::time::Duration;
use store::outbox::messages;
use testkit::smtp::{Mode, Sink};
use testkit::{Site, Staffed};

const ADDRESS: &str = "canary-applicant@example.com";

fn mailer(port: u16) -> Mailer {
    let settings = Settings {
        host: "127.0.0.1".to_owned(),
        port,
        privacy: Privacy::Plain,
        from: "gongkai@example.com".to_owned(),
        login: None,
        authority: None,
    };
    let patience = Patience { dialogue: Duration::from_secs(5), handing_over: Duration::from_secs(1) };
    Mailer::new(settings).unwrap().with_patience(patience)
}

fn with_server(desk: &Desk, sink: &Sink) -> Desk {
    let mailer = Some(Arc::new(mailer(sink.port)));
    desk.clone().with_post(Post { mailer, public_address: "https://gongkai.example".to_owned() })
}

/// An office with one message in its outbox: the receipt of an application that left an address.
async fn office_with_a_message() -> (Staffed, MessageId) {
    let office = Site::open().await.with_officers().await;
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.email = ADDRESS.to_owned();
    form.wanted.description = "2019年普法工作方案".to_owned();
    let desk = &office.site.desk;
    desk.apply(&office.drafter.agency, ApplicantKind::NaturalPerson, form, "a-key-drawn-with-the-form-1", Vec::new())
        .await
        .unwrap();
    let waiting = messages::undelivered(desk.reader(), &office.drafter.agency, 9).await.unwrap();
    assert_eq!(waiting.len(), 1);
    let id = waiting.into_iter().next().unwrap().id;
    (office, id)
}

async fn state(office: &Staffed, id: &MessageId) -> State {
    messages::by_id(office.site.desk.reader(), &office.drafter.agency, id).await.unwrap().unwrap().state
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

async fn last_act(office: &Staffed) -> String {
    let (reader, agency) = (office.site.desk.reader(), &office.drafter.agency);
    let head = store::journal::head(reader, agency).await.unwrap().unwrap().0;
    store::journal::after(reader, agency, head - 1, 1).await.unwrap().remove(0).entry.act
}

#[tokio::test]
async fn a_mail_goes_once_and_its_record_says_so() {
    let Some(sink) = Sink::start() else { return };
    let (office, id) = office_with_a_message().await;
    let desk = with_server(&office.site.desk, &sink);
    assert_eq!(desk.deliver_due().await.unwrap(), 1);
    assert_eq!(desk.deliver_due().await.unwrap(), 0);
    let received = sink.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, [ADDRESS]);
    assert!(received[0].sender.contains("试验市司法局"));
    assert!(matches!(state(&office, &id).await, State::Sent { .. }));
    assert_eq!(last_act(&office).await, "messages.sent");
    let again = desk.settle_message(&office.disclosure, &id, "已发出", Settlement::Resolve(Resolution::Resend)).await;
    assert_eq!(code(again), "message_decided", "what has gone is not sent a second time");
}

#[tokio::test]
async fn many_workers_send_it_once() {
    let Some(sink) = Sink::start() else { return };
    let (office, _) = office_with_a_message().await;
    let desk = with_server(&office.site.desk, &sink);
    let workers = (0..8).map(|_| {
        let desk = desk.clone();
        tokio::spawn(async move { desk.deliver_due().await.unwrap() })
    });
    let mut sent = 0;
    for worker in workers.collect::<Vec<_>>() {
        sent += worker.await.unwrap();
    }
    assert_eq!((sent, sink.received().len()), (1, 1));
}

#[tokio::test]
async fn without_a_server_it_waits_and_says_so_and_goes_when_there_is_one() {
    let Some(sink) = Sink::start() else { return };
    let (office, id) = office_with_a_message().await;
    assert_eq!(office.site.desk.deliver_due().await.unwrap(), 0);
    assert_eq!(state(&office, &id).await.words(), NOT_CONFIGURED);
    assert_eq!(with_server(&office.site.desk, &sink).deliver_due().await.unwrap(), 1);
    assert_eq!(sink.received().len(), 1);
}

#[tokio::test]
async fn refused_for_now_it_is_tried_later_and_refused_for_good_it_asks_a_person() {
    let Some(sink) = Sink::start() else { return };
    let (office, id) = office_with_a_message().await;
    let desk = with_server(&office.site.desk, &sink);
    sink.behave(Mode::Later);
    assert_eq!(desk.deliver_due().await.unwrap(), 1);
    let State::Waiting { next_at, words } = state(&office, &id).await else { panic!("it waits") };
    assert_eq!(next_at, office.now().plus_minutes(1));
    assert!(words.starts_with("450") && !words.contains("canary"), "{words}");
    assert_eq!(desk.deliver_due().await.unwrap(), 0, "not before its time");
    office.site.clock.advance_minutes(1);
    sink.behave(Mode::NeverAtEnd);
    assert_eq!(desk.deliver_due().await.unwrap(), 1);
    assert!(matches!(state(&office, &id).await, State::Failed { permanent: true, .. }));
    assert_eq!(last_act(&office).await, "messages.failed");
    let seen = state(&office, &id).await.label();
    let sent = desk.settle_message(&office.disclosure, &id, seen, Settlement::Resolve(Resolution::Sent)).await;
    assert_eq!(code(sent), "message_decided", "what failed cannot be declared sent");
    desk.settle_message(&office.disclosure, &id, seen, Settlement::Resolve(Resolution::Resend)).await.unwrap();
    sink.behave(Mode::Ok);
    assert_eq!(desk.deliver_due().await.unwrap(), 1);
    assert_eq!(sink.received().len(), 1);
}

#[tokio::test]
async fn cut_off_after_the_end_it_is_unknown_and_never_sent_again_by_itself() {
    for mode in [Mode::AcceptThenDrop, Mode::Slow] {
        let Some(sink) = Sink::start() else { return };
        let (office, id) = office_with_a_message().await;
        let desk = with_server(&office.site.desk, &sink);
        sink.behave(mode);
        assert_eq!(desk.deliver_due().await.unwrap(), 1);
        assert!(matches!(state(&office, &id).await, State::Unknown { .. }), "{mode:?}");
        sink.behave(Mode::Ok);
        office.site.clock.advance_minutes(100_000);
        assert_eq!(desk.deliver_due().await.unwrap(), 0);
        assert_eq!(sink.received().len(), 1, "the server did take it");
        let seen = state(&office, &id).await.label();
        let settle = |who| desk.settle_message(who, &id, seen, Settlement::Resolve(Resolution::Sent));
        assert_eq!(code(settle(&office.drafter).await), "role_missing");
        settle(&office.disclosure).await.unwrap();
        assert!(matches!(state(&office, &id).await, State::Sent { .. }));
        assert_eq!(code(settle(&office.disclosure).await), "changed_elsewhere");
    }
}

#[tokio::test]
async fn cut_off_before_the_end_it_is_tried_again() {
    let Some(sink) = Sink::start() else { return };
    let (office, id) = office_with_a_message().await;
    let desk = with_server(&office.site.desk, &sink);
    for mode in [Mode::DropBefore, Mode::DropDuring] {
        sink.behave(mode);
        desk.deliver_due().await.unwrap();
        office.site.clock.advance_minutes(10);
    }
    if matches!(state(&office, &id).await, State::Waiting { .. }) {
        sink.behave(Mode::Ok);
        assert_eq!(desk.deliver_due().await.unwrap(), 1);
        assert_eq!(sink.received().len(), 1);
    } else {
        // A message that fits into one packet was wholly written before the server hung up: that is no certainty.
        assert!(matches!(state(&office, &id).await, State::Unknown { .. }));
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn a_program_that_broke_off_while_sending_leaves_a_question() {
    let Some(sink) = Sink::start() else { return };
    let (office, id) = office_with_a_message().await;
    let desk = with_server(&office.site.desk, &sink);
    sink.behave(Mode::Slow);
    let sending = tokio::spawn(async move { desk.deliver_due().await });
    while !matches!(state(&office, &id).await, State::Sending { .. }) {
        tokio::task::yield_now().await;
    }
    // The power fails.
    sending.abort();
    let _ = sending.await;
    sink.behave(Mode::Ok);
    let started_again = with_server(&office.site.desk, &sink);
    assert_eq!(started_again.deliver_due().await.unwrap(), 0, "somebody may still hold it");
    office.site.clock.advance_minutes(30);
    assert_eq!(started_again.deliver_due().await.unwrap(), 0);
    let State::Unknown { why, .. } = state(&office, &id).await else { panic!("nobody knows") };
    assert_eq!(why, BROKEN_OFF);
    assert_eq!(last_act(&office).await, "messages.unknown");
}

#[tokio::test]
async fn what_waited_in_a_backup_is_not_sent_by_the_restored_office() {
    let Some(sink) = Sink::start() else { return };
    let (office, id) = office_with_a_message().await;
    let desk = &office.site.desk;
    let folder = office.site.folder.path();
    let keyring = desk.keyring().unwrap().clone();
    let file = folder.join("backup.tar");
    backup(desk.reader(), desk.files(), Some(&keyring), &file, office.now(), &|_| {}).await.unwrap();
    // After the backup it goes; then the machine is lost.
    assert_eq!(with_server(desk, &sink).deliver_due().await.unwrap(), 1);
    let url = store::sql::sqlite_url(&folder.join("back.sqlite"));
    let files = folder.join("back/files");
    restore(&file, &url, &files, Keys::AtHand(&keyring), office.now(), &|_| {}).await.unwrap();
    let (reader, writer) = store::open(&url).await.unwrap();
    let back = Desk::new(writer, reader, store::files::Files::at(&files), office.site.clock.clone());
    let back = with_server(&back.with_keyring(keyring), &sink);
    office.site.clock.advance_minutes(60);
    assert_eq!(back.deliver_due().await.unwrap(), 0);
    assert_eq!(sink.received().len(), 1);
    let agency = &office.drafter.agency;
    let held = messages::by_id(back.reader(), agency, &id).await.unwrap().unwrap();
    assert_eq!(held.state.words(), RESTORED);
    assert!(held.state.wants_a_person());
    // The disclosure office looks into it, and it may go once more.
    let (_, letter) = back.read_message(&office.disclosure, &id).await.unwrap();
    assert_eq!(letter.recipient.reveal(Purpose::Handling), ADDRESS);
    let resend = Settlement::Resolve(Resolution::Resend);
    back.settle_message(&office.disclosure, &id, held.state.label(), resend).await.unwrap();
    assert_eq!(back.deliver_due().await.unwrap(), 1);
    let ids: Vec<String> = sink.received().into_iter().map(|mail| mail.message_id).collect();
    assert_eq!(ids[0], ids[1], "a second copy can be known for what it is");
}

#[tokio::test]
async fn nobody_but_the_disclosure_office_opens_or_settles_a_message() {
    let (office, id) = office_with_a_message().await;
    let desk = &office.site.desk;
    for who in [&office.drafter, &office.section_head, &office.leader, &office.auditor, &office.secrecy] {
        assert_eq!(code(desk.read_message(who, &id).await.map(|_| ())), "role_missing");
        let withdraw = Settlement::Withdraw("不再需要".to_owned());
        assert_eq!(code(desk.settle_message(who, &id, "待发送", withdraw).await), "role_missing");
    }
    let (message, _) = desk.read_message(&office.disclosure_head, &id).await.unwrap();
    assert_eq!(message.id, id);
    assert_eq!(last_act(&office).await, "messages.read");
    let unsaid = Settlement::Withdraw(" ".to_owned());
    assert_eq!(code(desk.settle_message(&office.disclosure, &id, "待发送", unsaid).await), "message_reason");
    let back = Settlement::Bounced("地址不存在".to_owned());
    assert_eq!(code(desk.settle_message(&office.disclosure, &id, "待发送", back).await), "message_never_sent");
    let withdraw = Settlement::Withdraw("申请人来电说不用了".to_owned());
    desk.settle_message(&office.disclosure, &id, "待发送", withdraw).await.unwrap();
    assert!(matches!(state(&office, &id).await, State::Withdrawn { .. }));
}
