//! An agency with two hundred thousand applications: what an officer waits for, in figures. It is asked for by `cargo xtask bench`.

use crate::applications::{application, keep, then};
use crate::engines::{Office, for_each_engine};
use crate::samples::{act, at, found};
use affairs::ContentHash;
use affairs::application::{Event, FileRole};
use affairs::id::{AgencyId, CaseId, PersonId};
use affairs::personal::Personal;
use jiff::civil::date;
use std::time::{Duration, Instant};
use store::applications::{self, Board, CaseFile};
use store::personal::Keyring;
use store::values;

const CASES: i64 = 200_000;
/// Ten years, each with a tenth of them; of the last year's, so many are still open.
const OPEN: i64 = 2_000;
const OFFICERS: i64 = 40;

/// Rows as the acts write them, many at once: copies of one under new names, spread over ten years, forty officers, all kinds of
/// applicants and outcomes.
async fn fill(office: &Office, agency: &AgencyId) {
    let kinds = "CASE n % 6 WHEN 0 THEN 'natural_person' WHEN 1 THEN 'business_enterprise' WHEN 2 THEN 'research_institution'
        WHEN 3 THEN 'public_welfare_organisation' WHEN 4 THEN 'legal_service_organisation' ELSE 'other_organisation' END";
    let outcomes = "CASE n % 5 WHEN 0 THEN 'provided' WHEN 1 THEN 'not_existing' WHEN 2 THEN 'withdrawn'
        WHEN 3 THEN 'lapsed_no_correction' ELSE 'lapsed_no_payment' END";
    let rows = format!(
        "WITH RECURSIVE c(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM c WHERE n < {CASES}),
         k AS (SELECT n, CAST(2015 + n * 10 / {} AS BIGINT) AS year, n > {CASES} - {OPEN} AS is_open FROM c)
         INSERT INTO application (agency_id, case_id, kind, number, applicant_kind, mode, section_id, responsible_id,
         version, submitted_on, received_on, received_year, phase, open, action, act_by, outside, due_on, provisional,
         calendar_version, outcome, ended_on, ended_year, name_token, wanted_token, code_hash, form, at)
         SELECT a.agency_id, 'x' || n, a.kind, 'X' || n, {kinds}, a.mode, a.section_id, 'officer' || (n % {OFFICERS}), a.version,
         year || '-03-01', year || '-03-01', year, CASE WHEN is_open THEN a.phase ELSE 'closed' END,
         CASE WHEN is_open THEN 1 ELSE 0 END, a.action, a.act_by, a.outside,
         CASE WHEN is_open THEN '2024-12-' || (10 + n % 20) ELSE '9999-12-31' END, a.provisional, a.calendar_version,
         CASE WHEN is_open THEN '' ELSE {outcomes} END, CASE WHEN is_open THEN '9999-12-31' ELSE year || '-04-01' END,
         CASE WHEN is_open THEN 9999 ELSE year END, 'n' || (n % 50000), 'w' || n, '', a.form, a.at
         FROM k, application a WHERE a.agency_id = $1 AND a.case_id = 'c1'",
        CASES + 1
    );
    office.writer.operate(rows.leak(), values![agency]).await.unwrap();
    for number in 1..=3 {
        let events = format!(
            "INSERT INTO application_event (agency_id, case_id, number, at, by_id, event, words)
             SELECT a.agency_id, a.case_id, {number}, e.at, e.by_id, e.event, e.words FROM application a, application_event e
             WHERE a.agency_id = $1 AND a.case_id <> 'c1' AND e.agency_id = $1 AND e.case_id = 'c1' AND e.number = 1"
        );
        office.writer.operate(events.leak(), values![agency]).await.unwrap();
    }
}

/// The worst of twenty, after one that warms nothing but what a running office has warm.
async fn worst(ask: impl AsyncFn()) -> Duration {
    ask().await;
    let mut worst = Duration::ZERO;
    for _ in 0..20 {
        let started = Instant::now();
        ask().await;
        worst = worst.max(started.elapsed());
    }
    worst
}

#[tokio::test]
#[ignore = "run by the bench applications, which fills 200,000 of them"]
async fn two_hundred_thousand_applications_in_figures() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut one = application(&agency, 1, date(2024, 3, 1));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &one).await;
            for day in 1..=28 {
                then(&mut tx, &keyring, &mut one, Event::Searched { on: date(2024, 3, day), found: true }).await;
            }
            for number in 0..10_u8 {
                let (hash, name) = (ContentHash::of(&[number]), Personal::new(format!("附件{number}.jpg")));
                let (role, media_type) = (FileRole::Attachment, "image/jpeg".to_owned());
                let file = CaseFile { hash, role, name, media_type, size: 9, remark: None, by: None, at: at(1) };
                applications::insert_file(&mut tx, &keyring, &one.frame.id, &file).await.unwrap();
            }
        });
        let started = Instant::now();
        fill(&office, &agency).await;
        let engine = office.writer.engine();
        println!("{engine:?} filled: {:?}", started.elapsed());
        let (reader, case) = (&office.reader, CaseId::new("c1"));
        let board = worst(async || {
            let whose = Board::Officer(PersonId::new("officer7"));
            let rows = applications::board(reader, &agency, &whose, true, None, 100).await.unwrap();
            assert_eq!(rows.len(), usize::try_from(OPEN / OFFICERS).unwrap());
        });
        println!("{engine:?} board: {:?}", board.await);
        let opened = worst(async || {
            let found = applications::by_id(reader, &keyring, &agency, &case).await.unwrap().unwrap();
            let files = applications::files(reader, &keyring, &agency, &case).await.unwrap();
            assert_eq!((found.events.len(), files.len()), (29, 10));
        });
        println!("{engine:?} case: {:?}", opened.await);
        let year = worst(async || {
            let counts = applications::counts(reader, &agency, 2020).await.unwrap();
            assert_eq!(counts.received.iter().map(|(_, _, count)| count).sum::<i64>(), CASES / 10);
            assert_eq!(counts.ended.len(), 30);
        });
        println!("{engine:?} year: {:?}", year.await);
    })
    .await;
}
