//! Operational state: sessions, one-time links, throttles, autosaves, phrases.

use crate::engines::for_each_engine;
use crate::samples::at;
use affairs::id::{AgencyId, DocumentId, PersonId};
use store::sessions::{self, OneTimeLink, Session};

fn session(person: &str, minute: i64) -> Session {
    Session {
        agency: AgencyId::new("yunchuan"),
        person: PersonId::new(person),
        created_at: at(minute),
        seen_at: at(minute),
        form_token: "form".to_owned(),
        device: "Firefox".to_owned(),
    }
}

#[tokio::test]
async fn sessions_are_found_by_the_hash_of_their_token_until_they_end() {
    for_each_engine(|office| async move {
        let writer = &office.writer;
        for (token, person, minute) in [("t1", "p1", 0), ("t2", "p1", 1), ("t3", "p2", 2), ("t4", "p3", 3)] {
            sessions::insert(writer, token, &session(person, minute)).await.unwrap();
        }
        sessions::seen(writer, "t1", at(50)).await.unwrap();
        let kept = sessions::find(&office.reader, "t1").await.unwrap().unwrap();
        assert_eq!((kept.created_at, kept.seen_at, kept.form_token.as_str()), (at(0), at(50), "form"));
        assert_eq!((kept.agency.as_str(), kept.person.as_str(), kept.device.as_str()), ("yunchuan", "p1", "Firefox"));
        sessions::end(writer, "t4").await.unwrap();
        assert!(sessions::find(&office.reader, "t4").await.unwrap().is_none());
        assert_eq!(sessions::sweep(writer, at(3)).await.unwrap(), 2, "t2 and t3 were last seen before");
        assert!(sessions::find(&office.reader, "t1").await.unwrap().is_some());
        sessions::insert(writer, "t5", &session("p1", 60)).await.unwrap();
        sessions::insert(writer, "t6", &session("p2", 60)).await.unwrap();
        sessions::end_all(writer, &AgencyId::new("linhe"), &PersonId::new("p1")).await.unwrap();
        assert!(sessions::find(&office.reader, "t5").await.unwrap().is_some(), "another agency's person of that id");
        sessions::end_all(writer, &AgencyId::new("yunchuan"), &PersonId::new("p1")).await.unwrap();
        assert!(sessions::find(&office.reader, "t1").await.unwrap().is_none());
        assert!(sessions::find(&office.reader, "t5").await.unwrap().is_none());
        assert!(sessions::find(&office.reader, "t6").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_is_good_once_and_not_after_its_time() {
    for_each_engine(|office| async move {
        let link = OneTimeLink {
            agency: AgencyId::new("yunchuan"),
            person: PersonId::new("p1"),
            purpose: "password".to_owned(),
            expires_at: at(60),
        };
        sessions::insert_link(&office.writer, "l1", &link).await.unwrap();
        sessions::insert_link(&office.writer, "l2", &link).await.unwrap();
        let kept = sessions::find_link(&office.reader, "l1", at(59)).await.unwrap().unwrap();
        assert_eq!((kept.person.as_str(), kept.purpose.as_str(), kept.expires_at), ("p1", "password", at(60)));
        assert!(sessions::find_link(&office.reader, "l1", at(60)).await.unwrap().is_none());
        assert!(!sessions::use_link(&office.writer, "l2", at(60)).await.unwrap());
        let mut clicks = Vec::new();
        for _ in 0..8 {
            let writer = office.writer.clone();
            clicks.push(tokio::spawn(async move { sessions::use_link(&writer, "l1", at(5)).await.unwrap() }));
        }
        let mut good = 0;
        for click in clicks {
            good += usize::from(click.await.unwrap());
        }
        assert_eq!(good, 1);
        assert!(sessions::find_link(&office.reader, "l1", at(6)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn failures_are_counted_and_forgiven_after_a_quiet_hour() {
    for_each_engine(|office| async move {
        let count = async || sessions::failures(&office.reader, "login/p1").await.unwrap();
        assert_eq!(count().await.0, 0);
        for minute in [0, 1, 2] {
            sessions::failed(&office.writer, "login/p1", at(minute)).await.unwrap();
        }
        assert_eq!(count().await, (3, at(2)));
        sessions::failed(&office.writer, "login/p1", at(62)).await.unwrap();
        assert_eq!(count().await, (4, at(62)), "an hour to the minute is not yet more than an hour");
        sessions::failed(&office.writer, "login/p1", at(200)).await.unwrap();
        assert_eq!(count().await, (1, at(200)));
        sessions::forgive(&office.writer, "login/p1").await.unwrap();
        assert_eq!(count().await.0, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_kept_until_it_is_saved() {
    for_each_engine(|office| async move {
        let (agency, document) = (AgencyId::new("yunchuan"), DocumentId::new("d1"));
        let (one, other) = (PersonId::new("p1"), PersonId::new("p2"));
        let fields = |title: &str| serde_json::json!({ "title": title });
        sessions::autosave(&office.writer, &agency, &document, &one, &fields("一"), at(1)).await.unwrap();
        sessions::autosave(&office.writer, &agency, &document, &one, &fields("𠮷"), at(2)).await.unwrap();
        sessions::autosave(&office.writer, &agency, &document, &other, &fields("二"), at(3)).await.unwrap();
        let kept = sessions::autosaved(&office.reader, &agency, &document, &one).await.unwrap();
        assert_eq!(kept, Some((fields("𠮷"), at(2))));
        sessions::forget_autosave(&office.writer, &agency, &document, &one).await.unwrap();
        assert!(sessions::autosaved(&office.reader, &agency, &document, &one).await.unwrap().is_none());
        assert!(sessions::autosaved(&office.reader, &agency, &document, &other).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn phrases_are_ones_own_and_in_order() {
    for_each_engine(|office| async move {
        let (agency, one, other) = (AgencyId::new("yunchuan"), PersonId::new("p1"), PersonId::new("p2"));
        let words = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        sessions::save_phrases(&office.writer, &agency, &one, &words(&["同意", "请修改", "已核"])).await.unwrap();
        sessions::save_phrases(&office.writer, &agency, &other, &words(&["转办"])).await.unwrap();
        sessions::save_phrases(&office.writer, &agency, &one, &words(&["已核", "同意"])).await.unwrap();
        assert_eq!(sessions::phrases(&office.reader, &agency, &one).await.unwrap(), ["已核", "同意"]);
        assert_eq!(sessions::phrases(&office.reader, &agency, &other).await.unwrap(), ["转办"]);
    })
    .await;
}
