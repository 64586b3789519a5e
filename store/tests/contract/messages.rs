//! Messages to the world outside: claimed by one, concluded by the claimant, decided by a person.

use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, found};
use affairs::ContentHash;
use affairs::id::{AgencyId, MessageId};
use affairs::message::{About, Attachment, Letter, Message, NOT_CONFIGURED, Shelf, State};
use affairs::personal::Personal;
use store::outbox::messages;
use store::personal::Keyring;
use store::{Read, values};

fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

fn letter() -> Letter {
    Letter {
        recipient: personal("canary@example.com"),
        subject: personal("答复"),
        text: personal("见附件。"),
        attachments: vec![Attachment {
            file: ContentHash::of(b"file"),
            shelf: Shelf::Sealed,
            name: personal("告知书.pdf"),
            media_type: "application/pdf".to_owned(),
        }],
    }
}

async fn queue(office: &Office, agency: &AgencyId, id: &str, minute: i64) {
    queue_with(office, &Keyring::draw(at(0)).unwrap(), agency, id, minute).await;
}

async fn queue_with(office: &Office, keyring: &Keyring, agency: &AgencyId, id: &str, minute: i64) {
    act!(office, agency, |tx| {
        let about = About::new("case", "c1");
        let id = MessageId::new(id);
        messages::queue(&mut tx, keyring, &id, &about, &letter(), at(minute)).await.unwrap();
    });
}

async fn state(office: &Office, agency: &AgencyId, id: &str) -> State {
    messages::by_id(&office.reader, agency, &MessageId::new(id)).await.unwrap().unwrap().state
}

async fn due(office: &Office, minute: i64) -> Vec<Message> {
    messages::due(&office.reader, at(minute), 9).await.unwrap()
}

#[tokio::test]
async fn a_letter_comes_back_as_it_was_kept_and_belongs_to_its_record() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        queue_with(&office, &keyring, &agency, "m1", 2).await;
        queue_with(&office, &keyring, &agency, "m2", 1).await;
        let id = MessageId::new("m1");
        assert_eq!(messages::letter(&office.reader, &keyring, &agency, &id).await.unwrap(), Some(letter()));
        assert_eq!(messages::letter(&office.reader, &keyring, &other, &id).await.unwrap(), None);
        let stranger = Keyring::draw(at(0)).unwrap();
        assert!(messages::letter(&office.reader, &stranger, &agency, &id).await.is_err(), "another office's key");
        let mut reader = &office.reader;
        let row = reader.row("SELECT content FROM outward_message WHERE message_id = $1", values!["m1"]).await.unwrap();
        let bytes = row.unwrap().bytes(0).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"canary"), "the address lies readable in the row");
        assert_eq!(messages::by_id(&office.reader, &other, &id).await.unwrap(), None);
        let about = About::new("case", "c1");
        let record = messages::about(&office.reader, &agency, &about).await.unwrap();
        let ids: Vec<&str> = record.iter().map(|message| message.id.as_str()).collect();
        assert_eq!(ids, ["m2", "m1"]);
        assert!(messages::about(&office.reader, &other, &about).await.unwrap().is_empty());
        assert!(messages::undelivered(&office.reader, &other, 9).await.unwrap().is_empty());
        assert_eq!(due(&office, 1).await.len(), 1, "what is asked for later is not due");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_claim_is_given_to_one_of_many_and_only_he_concludes() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        queue(&office, &agency, "m", 0).await;
        let message = due(&office, 0).await.remove(0);
        let mut claimants = Vec::new();
        for number in 0..8 {
            let (office, message) = (office.clone(), message.clone());
            claimants.push(tokio::spawn(async move {
                let lease = format!("lease-{number}");
                messages::claim(&office.writer, &message, &lease, at(0), at(5)).await.unwrap().then_some(lease)
            }));
        }
        let mut leases = Vec::new();
        for claimant in claimants {
            leases.extend(claimant.await.unwrap());
        }
        assert_eq!(leases.len(), 1);
        assert!(due(&office, 99).await.is_empty(), "a claim that ran out is not due again");
        let sent = State::Sent { at: at(1), words: "250 ok".to_owned() };
        act!(office, &agency, |tx| {
            assert!(!messages::conclude(&mut tx, &message.id, "somebody", &sent).await.unwrap());
            assert!(messages::conclude(&mut tx, &message.id, &leases[0], &sent).await.unwrap());
            assert!(!messages::conclude(&mut tx, &message.id, &leases[0], &sent).await.unwrap(), "once");
        });
        assert_eq!(state(&office, &agency, "m").await, sent);
        assert!(messages::undelivered(&office.reader, &agency, 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_for_now_waits_and_counts() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        queue(&office, &agency, "m", 0).await;
        let message = due(&office, 0).await.remove(0);
        assert!(messages::claim(&office.writer, &message, "a", at(0), at(5)).await.unwrap());
        assert!(!messages::give_back(&office.writer, &message, "b", at(1), "450").await.unwrap());
        assert!(messages::give_back(&office.writer, &message, "a", at(1), "450 稍后").await.unwrap());
        assert_eq!(state(&office, &agency, "m").await, State::Waiting { next_at: at(1), words: "450 稍后".to_owned() });
        assert!(due(&office, 0).await.is_empty());
        let again = due(&office, 1).await.remove(0);
        assert_eq!(again.attempts, 1);
        assert!(!messages::claim(&office.writer, &again, "a", at(0), at(5)).await.unwrap(), "not before its time");
        let noted = messages::note_not_configured(&office.reader, &office.writer, at(1)).await.unwrap();
        assert_eq!(noted, 1);
        let noted = messages::note_not_configured(&office.reader, &office.writer, at(1)).await.unwrap();
        assert_eq!(noted, 0, "it is said once");
        assert_eq!(state(&office, &agency, "m").await.words(), NOT_CONFIGURED);
    })
    .await;
}

#[tokio::test]
async fn what_was_abandoned_is_unknown_until_its_claimant_or_a_person_speaks() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        for id in ["late", "decided"] {
            queue(&office, &agency, id, 0).await;
        }
        for message in due(&office, 0).await {
            assert!(messages::claim(&office.writer, &message, "a", at(0), at(5)).await.unwrap());
        }
        assert!(messages::abandoned(&office.reader, at(4), 9).await.unwrap().is_empty());
        let abandoned = messages::abandoned(&office.reader, at(5), 9).await.unwrap();
        assert_eq!(abandoned.len(), 2);
        act!(office, &agency, |tx| {
            for message in &abandoned {
                assert!(!messages::declare_unknown(&mut tx, &message.id, at(4), "中断").await.unwrap());
                assert!(messages::declare_unknown(&mut tx, &message.id, at(5), "中断").await.unwrap());
            }
        });
        assert_eq!(messages::wanting_a_person(&office.reader, &agency).await.unwrap(), 2);
        let unknown = State::Unknown { at: at(5), why: "中断".to_owned() };
        assert_eq!(state(&office, &agency, "decided").await, unknown);
        let (sent, again) = (
            State::Sent { at: at(6), words: "250 ok".to_owned() },
            State::Waiting { next_at: at(6), words: String::new() },
        );
        let (late, decided) = (MessageId::new("late"), MessageId::new("decided"));
        act!(office, &agency, |tx| {
            assert!(messages::conclude(&mut tx, &late, "a", &sent).await.unwrap());
            assert!(messages::decide(&mut tx, &decided, &unknown, &again).await.unwrap());
            assert!(!messages::decide(&mut tx, &decided, &unknown, &sent).await.unwrap(), "it is decided");
            assert!(!messages::conclude(&mut tx, &decided, "a", &sent).await.unwrap(), "no claimant has a say");
        });
        assert_eq!(state(&office, &agency, "late").await, sent);
        let waiting = due(&office, 6).await;
        assert_eq!((waiting.len(), waiting[0].attempts), (1, 0), "it begins anew");
        let refused = State::Failed { at: at(7), why: "550 没有此邮箱".to_owned(), permanent: true };
        let failed = State::Failed { at: at(7), why: "450 稍后".to_owned(), permanent: false };
        let bounced = State::Bounced { at: at(7), why: "已停用".to_owned() };
        let withdrawn = State::Withdrawn { at: at(7), why: "改为邮寄".to_owned() };
        let mut from = again;
        for to in [refused, failed, bounced, withdrawn] {
            act!(office, &agency, |tx| assert!(messages::decide(&mut tx, &decided, &from, &to).await.unwrap()));
            assert_eq!(state(&office, &agency, "decided").await, to);
            from = to;
        }
    })
    .await;
}
