//! Replies: drafts over the revision they were made from, reviews, signatures once a level and once a person, letters by token.

use crate::applications::{application, keep};
use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::application::reply::{Answer, Draft, Reply, ReplyLevel, ReplyProgress, ReplyReview, ReplySignature};
use affairs::id::{AgencyId, PersonId, SectionId};
use affairs::letter::Letter;
use affairs::personal::{Personal, Purpose};
use affairs::{ContentHash, Date};
use jiff::civil::date;
use law::letter::LetterKind;
use law::outcome::Outcome;
use law::remedy::ServiceWay;
use store::StoreError;
use store::personal::Keyring;
use store::replies::{self, Issued};

const DAY: Date = date(2024, 5, 6);

fn draft(text: &str) -> Personal<Draft> {
    Personal::new(Draft {
        revision: 1,
        answer: Answer { findings: text.to_owned(), ..Answer::of(Outcome::NotExisting) },
        materials: Vec::new(),
        typed_number: String::new(),
        way: ServiceWay::Post,
        findings: Vec::new(),
        read: None,
        sent_back: String::new(),
    })
}

fn letter() -> Letter {
    Letter {
        kind: LetterKind::ReplyUnable,
        agency: "云川".to_owned(),
        red_head: true,
        title: vec!["答复书".to_owned()],
        number: "答复〔2024〕1号".to_owned(),
        addressee: "申请人甲".to_owned(),
        blocks: Vec::new(),
        attachments: Vec::new(),
        closing: None,
        contact: Vec::new(),
        required: Vec::new(),
        verification: None,
    }
}

fn reply(agency: &AgencyId) -> (ReplyReview, Personal<Reply>) {
    let case = application(agency, 1, DAY).frame.id;
    let reply = Reply {
        format: Reply::FORMAT.to_owned(),
        case: case.clone(),
        salt: "salt".to_owned(),
        answer: Answer::of(Outcome::NotExisting),
        materials: Vec::new(),
        way: ServiceWay::Post,
        letter: letter(),
        findings: Vec::new(),
    };
    let review = ReplyReview {
        agency: agency.clone(),
        case,
        section: SectionId::new("office"),
        owner: PersonId::new("p1"),
        reply: reply.hash().unwrap(),
        levels: vec![ReplyLevel::SectionHead, ReplyLevel::Leader],
        signatures: Vec::new(),
        progress: ReplyProgress::Waiting { level: ReplyLevel::SectionHead, since: at(1) },
    };
    (review, Personal::new(reply))
}

fn signature(review: &ReplyReview, level: ReplyLevel, person: &str) -> ReplySignature {
    ReplySignature {
        reply: review.reply.clone(),
        level,
        person: PersonId::new(person),
        name: person.to_owned(),
        at: at(2),
        opinion: "同意".to_owned(),
        acting_for: None,
        checklist: None,
    }
}

#[tokio::test]
async fn a_draft_is_kept_over_the_revision_it_was_made_from() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let kept = application(&agency, 1, DAY);
        let (case, by) = (kept.frame.id.clone(), PersonId::new("p1"));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &kept).await;
            assert!(replies::draft(&mut tx, &keyring, &agency, &case).await.unwrap().is_none());
            replies::save_draft(&mut tx, &keyring, &case, (&draft("甲"), 0), &by, at(1)).await.unwrap();
            let again = replies::save_draft(&mut tx, &keyring, &case, (&draft("乙"), 0), &by, at(1)).await;
            assert!(matches!(again, Err(StoreError::Conflict)));
            replies::save_draft(&mut tx, &keyring, &case, (&draft("丙"), 1), &by, at(2)).await.unwrap();
            let late = replies::save_draft(&mut tx, &keyring, &case, (&draft("丁"), 1), &by, at(2)).await;
            assert!(matches!(late, Err(StoreError::Conflict)));
        });
        let found = replies::draft(&office.reader, &keyring, &agency, &case).await.unwrap().unwrap();
        assert_eq!(found.reveal(Purpose::Keeping).answer.findings, "丙");
        act!(office, &agency, |tx| {
            replies::save_findings(&mut tx, &keyring, &case, &draft("戊")).await.unwrap();
            let found = replies::draft(&mut tx, &keyring, &agency, &case).await.unwrap().unwrap();
            assert_eq!(found.reveal(Purpose::Keeping).answer.findings, "戊");
            replies::drop_draft(&mut tx, &case).await.unwrap();
        });
        assert!(replies::draft(&office.reader, &keyring, &agency, &case).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn each_level_and_each_person_signs_once_and_the_letter_answers_to_its_token() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let (mut review, content) = reply(&agency);
        let waiting = review.progress.clone();
        let token = ContentHash::of(b"token");
        let issued = Issued {
            reply: review.reply.clone(),
            case: review.case.clone(),
            number: "答复〔2024〕1号".to_owned(),
            dated: DAY,
            text: ContentHash::of(b"text"),
        };
        act!(office, &agency, |tx| {
            let named = ("not_existing", "答复〔2024〕1号");
            replies::insert(&mut tx, &keyring, &review, &content, named, at(1)).await.unwrap();
            replies::sign(&mut tx, &keyring, &signature(&review, ReplyLevel::SectionHead, "p2")).await.unwrap();
            review.progress = ReplyProgress::Waiting { level: ReplyLevel::Leader, since: at(2) };
            replies::update(&mut tx, &review, &waiting, at(2)).await.unwrap();
            let stale = replies::update(&mut tx, &review, &waiting, at(2)).await;
            assert!(matches!(stale, Err(StoreError::Conflict)));
            let free = |number: &'static str| (number, agency.clone());
            let (number, of) = free("答复〔2024〕1号");
            assert!(replies::number_is_free(&mut tx, &of, number).await.unwrap());
            replies::take_number(&mut tx, number, &review.case, true, at(1)).await.unwrap();
            let taken = replies::number_of(&mut tx, &agency, &review.case).await.unwrap();
            assert_eq!(taken, Some((number.to_owned(), true)));
            replies::issue(&mut tx, &keyring, &issued, &token, &Personal::new(letter()), at(3)).await.unwrap();
            // The number stands on an issued letter now; a second letter of the case takes another.
            assert_eq!(replies::number_of(&mut tx, &agency, &review.case).await.unwrap(), None);
        });
        for again in [signature(&review, ReplyLevel::SectionHead, "p3"), signature(&review, ReplyLevel::Leader, "p2")] {
            let mut tx = office.writer.begin(&agency).await.unwrap();
            let twice = replies::sign(&mut tx, &keyring, &again).await;
            assert!(matches!(twice, Err(StoreError::Conflict)));
            tx.roll_back().await.unwrap();
        }
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let number = replies::take_number(&mut tx, "答复〔2024〕1号", &review.case, false, at(4)).await;
        assert!(matches!(number, Err(StoreError::Conflict)));
        tx.roll_back().await.unwrap();

        let kept = replies::review(&office.reader, &keyring, &agency, &review.reply).await.unwrap().unwrap();
        assert_eq!((kept.progress.clone(), kept.levels.clone()), (review.progress.clone(), review.levels.clone()));
        assert_eq!(kept.signatures.len(), 1);
        assert!(kept.signatures[0] == signature(&review, ReplyLevel::SectionHead, "p2"));
        let waiting = replies::waiting_at(&office.reader, &agency, ReplyLevel::Leader, 9).await.unwrap();
        assert_eq!(waiting.iter().map(|row| row.case.clone()).collect::<Vec<_>>(), [review.case.clone()]);
        assert!(replies::waiting_at(&office.reader, &agency, ReplyLevel::SectionHead, 9).await.unwrap().is_empty());
        assert_eq!(replies::of_case(&office.reader, &agency, &review.case).await.unwrap().len(), 1);
        let content_kept = replies::content(&office.reader, &keyring, &agency, &review.reply).await.unwrap().unwrap();
        assert!(content_kept == content);
        assert_eq!(replies::by_token(&office.reader, &agency, &token).await.unwrap(), Some(issued));
        assert_eq!(replies::by_token(&office.reader, &other, &token).await.unwrap(), None);
        let found = replies::letter(&office.reader, &keyring, &agency, &review.reply).await.unwrap().unwrap();
        assert_eq!(found.reveal(Purpose::Keeping).addressee, "申请人甲");
        let all = replies::after(&office.reader, &agency, "", 9).await.unwrap();
        assert_eq!((all.len(), all[0].1.len(), all[0].2), (1, 1, true));
        assert!(replies::after(&office.reader, &agency, review.reply.as_str(), 9).await.unwrap().is_empty());
    })
    .await;
}
