//! Mail against a real server that takes everything and misbehaves when told to.

#![expect(clippy::expect_used, reason = "a test ends where it fails")]

// By path, because the crate leans on every room above this one and would have them all built for these tests.
#[path = "../../testkit/src/smtp.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod smtp;

use affairs::Instant;
use affairs::id::MessageId;
use affairs::message::Delivery;
use affairs::personal::Personal;
use channels::mail::{Enclosure, Envelope, Mailer, Patience, Privacy, Settings};
use smtp::{Mode, Sink};
use std::time::Duration;

const ADDRESS: &str = "canary.wang@recipient.example";

fn settings(sink: &Sink) -> Settings {
    Settings {
        host: "127.0.0.1".to_owned(),
        port: sink.port,
        privacy: Privacy::Plain,
        from: "gongkai@agency.example".to_owned(),
        login: None,
        authority: None,
    }
}

fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

fn envelope() -> Envelope {
    Envelope {
        id: MessageId::new("m1"),
        sender: "试验市司法局".to_owned(),
        recipient: personal(ADDRESS),
        subject: personal("政府信息公开申请答复告知书（试司公开〔2020〕12号）"),
        text: personal("您好：\n\n.以点开头的一行。\n答复见附件，𠮷先生收。\n"),
        enclosures: Vec::new(),
    }
}

fn at() -> Instant {
    Instant::from_milliseconds(1_551_747_600_000)
}

async fn send(mailer: &Mailer, envelope: &Envelope) -> Delivery {
    let delivery = mailer.send(envelope, at()).await;
    let words = format!("{delivery:?}");
    assert!(!words.to_lowercase().contains("canary"), "the address is repeated: {words}");
    delivery
}

#[tokio::test]
async fn what_is_sent_arrives_letter_by_letter_and_byte_by_byte() {
    let Some(sink) = Sink::start() else { return };
    let mailer = Mailer::new(settings(&sink)).unwrap();
    let bytes: Vec<u8> = (0..300_000_u32).map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    let enclosure = |name: &str, media_type: &str, bytes: &[u8]| Enclosure {
        name: personal(name),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
    };
    let long = format!("{}.txt", "关于印发办事指南的通知".repeat(8));
    let enclosures = vec![
        enclosure("答复告知书（𠮷）.pdf", "application/pdf", &bytes),
        enclosure(&long, "text/plain", "第一行\n第二行\r\n.\r\n第四行".as_bytes()),
        enclosure("空.bin", "no media type", b""),
    ];
    let envelope = Envelope { enclosures, ..envelope() };
    let Delivery::Accepted(words) = send(&mailer, &envelope).await else { panic!("it was not taken") };
    assert!(words.starts_with("250 2.0.0 queued for （收件地址）"), "{words}");
    let received = sink.received();
    assert_eq!(received.len(), 1);
    let one = &received[0];
    assert_eq!((one.from.as_str(), one.to.as_slice()), ("gongkai@agency.example", &[ADDRESS.to_owned()][..]));
    assert_eq!(one.sender, "试验市司法局 <gongkai@agency.example>");
    assert_eq!(one.subject, "政府信息公开申请答复告知书（试司公开〔2020〕12号）");
    assert_eq!(one.message_id, "<m1@agency.example>");
    assert_eq!(one.text.replace("\r\n", "\n"), "您好：\n\n.以点开头的一行。\n答复见附件，𠮷先生收。\n");
    let mut headers = one.headers.clone();
    headers.sort();
    assert_eq!(headers, ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]);
    let arrived: Vec<_> = one.attachments.iter().map(|file| (file.name.as_str(), file.media_type.as_str())).collect();
    let expected = [
        ("答复告知书（𠮷）.pdf", "application/pdf"),
        (long.as_str(), "text/plain"),
        ("空.bin", "application/octet-stream"),
    ];
    assert_eq!(arrived, expected);
    for (sent, arrived) in envelope.enclosures.iter().zip(&one.attachments) {
        assert_eq!(sent.bytes, arrived.bytes, "{}", arrived.name);
    }
}

#[tokio::test]
async fn each_refusal_is_told_from_the_others() {
    let Some(sink) = Sink::start() else { return };
    let mailer = Mailer::new(settings(&sink)).unwrap();
    for (mode, code) in [(Mode::Later, "450 "), (Mode::LaterAtEnd, "451 "), (Mode::DropBefore, "与邮件服务器的连接")]
    {
        sink.behave(mode);
        match send(&mailer, &envelope()).await {
            Delivery::RefusedForNow(words) => assert!(words.starts_with(code), "{mode:?}: {words}"),
            other => panic!("{mode:?}: {other:?}"),
        }
    }
    for (mode, code) in [(Mode::Never, "550 5.1.1 <（收件地址）>"), (Mode::NeverAtEnd, "554 5.7.1 （收件地址）")]
    {
        sink.behave(mode);
        match send(&mailer, &envelope()).await {
            Delivery::RefusedForGood(words) => assert!(words.starts_with(code), "{mode:?}: {words}"),
            other => panic!("{mode:?}: {other:?}"),
        }
    }
    assert!(sink.received().is_empty());
}

#[tokio::test]
async fn a_break_in_the_middle_is_none_at_the_end() {
    let Some(sink) = Sink::start() else { return };
    let mailer = Mailer::new(settings(&sink)).unwrap();
    // Larger than what the machine holds for a server that does not read.
    let enclosure = Enclosure {
        name: personal("扫描件.pdf"),
        media_type: "application/pdf".to_owned(),
        bytes: vec![7; 12 * 1024 * 1024],
    };
    sink.behave(Mode::DropDuring);
    let delivery = send(&mailer, &Envelope { enclosures: vec![enclosure], ..envelope() }).await;
    assert!(matches!(&delivery, Delivery::RefusedForNow(words) if words.contains("未传完")), "{delivery:?}");
    sink.behave(Mode::AcceptThenDrop);
    let delivery = send(&mailer, &envelope()).await;
    assert!(matches!(&delivery, Delivery::Unknown(words) if words.contains("没有等到答复")), "{delivery:?}");
    assert_eq!(sink.received().len(), 1, "it had taken the second one");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_for_ever() {
    let Some(sink) = Sink::start() else { return };
    let patience = Patience { dialogue: Duration::from_secs(20), handing_over: Duration::from_millis(500) };
    let mailer = Mailer::new(settings(&sink)).unwrap().with_patience(patience);
    sink.behave(Mode::Slow);
    let delivery = send(&mailer, &envelope()).await;
    assert!(matches!(delivery, Delivery::Unknown(_)), "{delivery:?}");
    // One that takes the call and never greets.
    let mute = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = mute.local_addr().unwrap().port();
    let patience = Patience { dialogue: Duration::from_millis(500), handing_over: Duration::from_secs(1) };
    let mailer = Mailer::new(Settings { port, ..settings(&sink) }).unwrap().with_patience(patience);
    let delivery = send(&mailer, &envelope()).await;
    assert!(matches!(delivery, Delivery::RefusedForNow(_)), "{delivery:?}");
    drop(mute);
    let delivery = send(&mailer, &envelope()).await;
    assert!(matches!(delivery, Delivery::RefusedForNow(_)), "nobody is there: {delivery:?}");
}

#[tokio::test]
async fn the_way_is_private_where_the_settings_say_so() {
    for (options, privacy) in [("starttls", Privacy::StartTls), ("implicit", Privacy::Implicit)] {
        let Some(sink) = Sink::start_with(&["--tls", options, "--login", "gongkai:一个密码"]) else { return };
        let login = Some(("gongkai".to_owned(), "一个密码".to_owned()));
        let trusting = Settings { privacy, login, authority: Some(sink.authority()), ..settings(&sink) };
        let delivery = send(&Mailer::new(trusting.clone()).unwrap(), &envelope()).await;
        assert!(matches!(delivery, Delivery::Accepted(_)), "{options}: {delivery:?}");
        let wrong = Some(("gongkai".to_owned(), "另一个".to_owned()));
        let delivery = send(&Mailer::new(Settings { login: wrong, ..trusting.clone() }).unwrap(), &envelope()).await;
        let waits = matches!(&delivery, Delivery::RefusedForNow(words) if words.starts_with("535 "));
        assert!(waits, "a wrong password is nothing against the message: {delivery:?}");
        let nobody = Settings { login: None, ..trusting.clone() };
        let delivery = send(&Mailer::new(nobody).unwrap(), &envelope()).await;
        assert!(matches!(&delivery, Delivery::RefusedForNow(words) if words.starts_with("530 ")), "{delivery:?}");
        let delivery = send(&Mailer::new(Settings { authority: None, ..trusting }).unwrap(), &envelope()).await;
        assert!(matches!(&delivery, Delivery::RefusedForNow(words) if words.contains("certificate")), "{delivery:?}");
        assert_eq!(sink.received().len(), 1, "only what came by the right way");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_where_tls_is_asked_for() {
    let Some(sink) = Sink::start() else { return };
    for privacy in [Privacy::StartTls, Privacy::Implicit] {
        let mailer = Mailer::new(Settings { privacy, ..settings(&sink) }).unwrap();
        let delivery = send(&mailer, &envelope()).await;
        assert!(matches!(delivery, Delivery::RefusedForNow(_)), "{privacy:?}: {delivery:?}");
    }
    assert!(sink.received().is_empty());
}
