//! Jobs, notices, update tasks, number series, tombstones.

use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, day, found, plant};
use affairs::ContentHash;
use affairs::id::{AgencyId, DocumentId, JobId, NoticeId, PersonId};
use affairs::job::{Job, MOST_ATTEMPTS, Task};
use affairs::notice::Subject;
use affairs::series::Series;
use store::StoreError;
use store::tombstones::{Erased, Tombstone};

fn task(key: &str) -> Task {
    Task::ReadBundle { bundle: key.to_owned() }
}

async fn due(office: &Office, minute: i64) -> Vec<Job> {
    store::jobs::due(&office.reader, at(minute), 9).await.unwrap()
}

#[tokio::test]
async fn a_job_waits_once_runs_when_it_is_due_and_goes_with_its_act() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        act!(office, &agency, |tx| {
            store::jobs::put(&mut tx, &JobId::new("j1"), &task("a"), at(10)).await.unwrap();
            store::jobs::put(&mut tx, &JobId::new("j2"), &task("b"), at(5)).await.unwrap();
            store::jobs::put(&mut tx, &JobId::new("j3"), &task("a"), at(20)).await.unwrap();
        });
        assert!(due(&office, 4).await.is_empty());
        let keys = |jobs: Vec<Job>| jobs.iter().map(|job| job.task.key().to_owned()).collect::<Vec<_>>();
        assert_eq!(keys(due(&office, 19).await), ["b"], "the later asking has moved the job");
        assert_eq!(keys(due(&office, 20).await), ["b", "a"]);
        act!(office, &agency, |tx| store::jobs::done(&mut tx, &task("b")).await.unwrap());
        assert_eq!(keys(due(&office, 20).await), ["a"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lease_is_given_to_one_of_many() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        act!(office, &agency, |tx| store::jobs::put(&mut tx, &JobId::new("j"), &task("a"), at(0)).await.unwrap());
        let job = due(&office, 0).await.remove(0);
        let mut runners = Vec::new();
        for _ in 0..8 {
            let (office, job) = (office.clone(), job.clone());
            runners.push(tokio::spawn(
                async move { store::jobs::lease(&office.writer, &job, at(0), at(5)).await.unwrap() },
            ));
        }
        let mut leases = 0;
        for runner in runners {
            leases += usize::from(runner.await.unwrap());
        }
        assert_eq!(leases, 1);
        assert!(due(&office, 4).await.is_empty(), "nobody else sees it while it is held");
        assert_eq!(due(&office, 5).await.len(), 1, "a lease that ran out is no lease");
        assert!(store::jobs::lease(&office.writer, &job, at(5), at(9)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_keeps_failing_waits_for_a_person() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        act!(office, &agency, |tx| store::jobs::put(&mut tx, &JobId::new("j"), &task("a"), at(0)).await.unwrap());
        for attempt in 0..MOST_ATTEMPTS {
            let job = due(&office, 100).await.remove(0);
            assert_eq!(job.attempts, attempt);
            assert!(store::jobs::stuck(&office.reader, &agency).await.unwrap().is_empty());
            assert!(store::jobs::lease(&office.writer, &job, at(100), at(105)).await.unwrap());
            store::jobs::failed(&office.writer, &job, at(1), "磁盘已满").await.unwrap();
        }
        assert!(due(&office, 1000).await.is_empty());
        let stuck = store::jobs::stuck(&office.reader, &agency).await.unwrap();
        assert_eq!((stuck.len(), stuck[0].last_error.as_str()), (1, "磁盘已满"));
        act!(office, &agency, |tx| store::jobs::put(&mut tx, &JobId::new("k"), &task("a"), at(0)).await.unwrap());
        assert_eq!(due(&office, 0).await.len(), 1, "asked for again, it begins anew");
    })
    .await;
}

#[tokio::test]
async fn notices_are_unread_first_and_change_hands() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let (one, other) = (PersonId::new("p1"), PersonId::new("p2"));
        let subject = |title: &str| Subject::Published { document: "d1".to_owned(), title: title.to_owned() };
        act!(office, &agency, |tx| {
            for (id, minute) in [("n1", 1), ("n2", 3), ("n3", 2)] {
                let id = NoticeId::new(id);
                store::outbox::notify(&mut tx, &id, &one, &subject("公告"), at(minute)).await.unwrap();
            }
        });
        let reader = &office.reader;
        let ids = async |person: &PersonId| {
            let all = store::outbox::notices(reader, &agency, person, 9).await.unwrap();
            all.iter().map(|notice| notice.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&one).await, ["n2", "n3", "n1"]);
        let second = NoticeId::new("n2");
        store::outbox::read(&office.writer, &agency, &other, &second, at(5)).await.unwrap();
        assert_eq!(store::outbox::unread(reader, &agency, &one).await.unwrap(), 3, "nobody reads another's notice");
        store::outbox::read(&office.writer, &agency, &one, &second, at(5)).await.unwrap();
        store::outbox::read(&office.writer, &agency, &one, &second, at(9)).await.unwrap();
        assert_eq!(ids(&one).await, ["n3", "n1", "n2"]);
        let read = store::outbox::notices(reader, &agency, &one, 9).await.unwrap().remove(2);
        assert_eq!((read.read_at, read.subject), (Some(at(5)), subject("公告")));
        assert_eq!(store::outbox::unread(reader, &agency, &one).await.unwrap(), 2);
        let moved = act!(office, &agency, |tx| store::outbox::hand_over(&mut tx, &one, &other).await.unwrap());
        assert_eq!(moved, 2);
        assert_eq!(ids(&other).await, ["n3", "n1"]);
        assert_eq!(ids(&one).await, ["n2"], "what was read stays");
    })
    .await;
}

#[tokio::test]
async fn update_tasks_are_closed_once() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        act!(office, &agency, |tx| {
            store::outbox::open_update_task(&mut tx, "u1", "公开指南", "换了地址", at(2)).await.unwrap();
            store::outbox::open_update_task(&mut tx, "u2", "领导分工", "换了局长", at(1)).await.unwrap();
        });
        let open = async || {
            let tasks = store::outbox::update_tasks(&office.reader, &agency, 9).await.unwrap();
            tasks.into_iter().map(|task| task.id).collect::<Vec<_>>()
        };
        assert_eq!(open().await, ["u2", "u1"]);
        let by = PersonId::new("p1");
        let close = async || {
            act!(office, &agency, |tx| store::outbox::close_update_task(&mut tx, "u2", &by, at(5)).await.unwrap())
        };
        assert!(close().await);
        assert!(!close().await);
        assert_eq!(open().await, ["u1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_have_no_gaps_whoever_draws_and_whatever_fails() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut drawers = Vec::new();
        for number in 0..8 {
            drawers.push(tokio::spawn(draw_six(office.clone(), agency.clone(), number)));
        }
        let mut drawn = Vec::new();
        for drawer in drawers {
            drawn.extend(drawer.await.unwrap());
        }
        drawn.sort_unstable();
        // Every third act was given up, and the numbers it had drawn went to others.
        assert_eq!(drawn, (1..=32).collect::<Vec<i64>>());
        let account = store::series::account(&office.reader, &agency, Series::Index, 2019).await.unwrap();
        assert_eq!(account, (32, 32, 0));
        let voided = act!(office, &agency, |tx| {
            store::series::void_numbers(&mut tx, &DocumentId::new("d-3"), "不再发布").await.unwrap()
        });
        assert_eq!(voided, 4);
        let account = store::series::account(&office.reader, &agency, Series::Index, 2019).await.unwrap();
        assert_eq!(account, (32, 28, 4));
        assert_eq!(store::series::account(&office.reader, &agency, Series::Index, 2018).await.unwrap(), (0, 0, 0));
    })
    .await;
}

async fn draw_six(office: Office, agency: AgencyId, drawer: i64) -> Vec<i64> {
    let mut kept = Vec::new();
    for round in 0..6 {
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let serial = store::series::draw(&mut tx, Series::Index, 2019).await.unwrap();
        let document = DocumentId::new(format!("d-{drawer}"));
        let text = format!("2019-{serial:05}");
        store::series::use_number(&mut tx, Series::Index, 2019, serial, &text, document.as_str()).await.unwrap();
        if round % 3 == 2 {
            tx.roll_back().await.unwrap();
            continue;
        }
        tx.commit(at(drawer), crate::samples::entry()).await.unwrap();
        kept.push(serial);
    }
    kept
}

#[tokio::test]
async fn series_are_apart_by_kind_and_year_and_a_text_is_given_once() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let document = DocumentId::new("d1");
        act!(office, &agency, |tx| {
            for (series, year) in [(Series::Index, 2019), (Series::Index, 2020), (Series::DocumentNumber, 2019)] {
                assert_eq!(store::series::draw(&mut tx, series, year).await.unwrap(), 1);
                let text = format!("{year}-1");
                store::series::use_number(&mut tx, series, year, 1, &text, document.as_str()).await.unwrap();
            }
        });
        let years = store::series::years(&office.reader, &agency).await.unwrap();
        assert_eq!(years, [(Series::DocumentNumber, 2019), (Series::Index, 2019), (Series::Index, 2020)]);
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let serial = store::series::draw(&mut tx, Series::Index, 2020).await.unwrap();
        let again = store::series::use_number(&mut tx, Series::Index, 2020, serial, "2019-1", document.as_str()).await;
        assert!(matches!(again, Err(StoreError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn what_was_erased_leaves_a_tombstone() {
    for_each_engine(|office| async move {
        let planted = plant(&office.writer, "yunchuan", "云").await;
        let (agency, file) = (&planted.agency, &planted.file);
        let stone = Tombstone {
            kind: Erased::File,
            key: file.clone(),
            by: PersonId::new("p4"),
            reason: "含个人隐私".to_owned(),
            at: at(40),
        };
        let reader = &office.reader;
        assert!(store::tombstones::is_public(reader, agency, file).await.unwrap());
        assert!(!store::tombstones::is_held_elsewhere(reader, agency, file).await.unwrap());
        let other = plant(&office.writer, "linhe", "临").await;
        assert!(store::tombstones::is_held_elsewhere(reader, agency, file).await.unwrap());
        act!(office, agency, |tx| {
            store::tombstones::insert(&mut tx, &stone).await.unwrap();
            assert_eq!(store::tombstones::forget_file_text(&mut tx, file).await.unwrap(), 1);
            let content = "{}";
            store::tombstones::replace_bundle(&mut tx, &planted.hash, content, "[]", "（已删除）").await.unwrap();
            store::tombstones::forget_traces(&mut tx, &planted.document.id).await.unwrap();
        });
        assert!(
            !store::tombstones::is_held_elsewhere(reader, &other.agency, file).await.unwrap(),
            "the other has erased it"
        );
        let kept = store::tombstones::of(reader, agency, Erased::File, file).await.unwrap();
        assert_eq!(kept.as_ref(), Some(&stone));
        assert!(store::tombstones::of(reader, agency, Erased::Bundle, file).await.unwrap().is_none());
        store::tombstones::scrub(&office.writer).await.unwrap();
        let all = store::tombstones::all(reader, agency, 9).await.unwrap();
        assert_eq!((all.len(), &all[0]), (2, &stone));
        let upload = store::uploads::one(reader, agency, &planted.document.id, file).await.unwrap().unwrap();
        assert!(upload.pieces.is_empty());
        let texts = store::reviews::bundle_texts(reader, agency, "", 9).await.unwrap();
        assert!(
            texts
                .iter()
                .any(|(hash, content, body)| { hash == planted.hash.as_str() && content == "{}" && body == "[]" })
        );
        assert!(store::reviews::findings(reader, agency, &planted.hash).await.unwrap().is_empty());
        let review = store::reviews::by_bundle(reader, agency, &planted.hash).await.unwrap().unwrap();
        assert_eq!(review.title, "（已删除）");
        let person = PersonId::new("p1");
        assert!(store::outbox::notices(reader, agency, &person, 9).await.unwrap().is_empty());
        assert_eq!(store::outbox::notices(reader, &other.agency, &person, 9).await.unwrap().len(), 1);
        let saved = store::sessions::autosaved(reader, agency, &planted.document.id, &person).await.unwrap();
        assert!(saved.is_none());
        // Nothing of the other agency was touched, though its ids are the same.
        let upload = store::uploads::one(reader, &other.agency, &other.document.id, file).await.unwrap().unwrap();
        assert!(!upload.pieces.is_empty());
        let saved = store::sessions::autosaved(reader, &other.agency, &other.document.id, &person).await.unwrap();
        assert!(saved.is_some());
        let mut tx = office.writer.begin(agency).await.unwrap();
        assert!(matches!(store::tombstones::insert(&mut tx, &stone).await, Err(StoreError::Conflict)));
        assert_eq!(Erased::from_code("bundle"), Some(Erased::Bundle));
        assert_eq!(day(2019, 3, 5), at(0).date());
        assert_eq!(ContentHash::parse(stone.key.hex()), Some(stone.key));
    })
    .await;
}
