//! Imported notices, the days they moved, what falls due when, and the alarms that were told.

use crate::applications::{application, keep, then};
use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::application::{Event, Projection};
use affairs::id::{CaseId, NoticeId, PersonId};
use affairs::job::{Task, next_morning};
use affairs::notice::{DueKind, Subject};
use jiff::civil::date;
use law::calendar::{HolidayNotice, ImportedNotice, Reach, WorkingDayCalendar, parse_holidays};
use store::calendars::{self, KeptNotice, Move};
use store::deadlines::{self, Told};
use store::personal::Keyring;
use store::{StoreError, jobs, outbox};

fn notice(revision: i64, number: &str) -> KeptNotice {
    let days = format!("date,kind,name,source\n2027-01-01,holiday,元旦,{number}\n2027-10-01,holiday,国庆节,{number}");
    let notice = HolidayNotice {
        number: number.to_owned(),
        issued_on: date(2026, 11, 20),
        title: "关于2027年部分节假日安排的通知".to_owned(),
    };
    let notice = ImportedNotice { year: 2027, reach: Reach::Year, notice, rows: parse_holidays(&days).unwrap() };
    let by = PersonId::new("p1");
    KeptNotice { revision, notice, calendar_version: "v".to_owned(), reason: "公布".to_owned(), by, at: at(3) }
}

fn moved(case: &str) -> Move {
    Move {
        case: CaseId::new(case),
        old_due_on: date(2019, 10, 30),
        new_due_on: date(2019, 10, 31),
        old_provisional: true,
        new_provisional: false,
    }
}

#[tokio::test]
async fn imports_are_kept_in_their_order_and_none_takes_anothers_place() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        assert_eq!(calendars::revision(&office.reader, &agency).await.unwrap(), 0);
        act!(office, &agency, |tx| {
            calendars::insert(&mut tx, &notice(1, "甲〔2026〕1号")).await.unwrap();
            calendars::insert(&mut tx, &notice(2, "甲〔2026〕2号")).await.unwrap();
        });
        assert_eq!(calendars::revision(&office.reader, &agency).await.unwrap(), 2);
        assert_eq!(calendars::revision(&office.reader, &other).await.unwrap(), 0);
        let kept = calendars::notices(&office.reader, &agency).await.unwrap();
        assert_eq!(kept, [notice(1, "甲〔2026〕1号"), notice(2, "甲〔2026〕2号")]);
        assert_eq!(calendars::notices(&office.reader, &other).await.unwrap(), []);
        let mut tx = office.writer.begin(&agency).await.unwrap();
        let again = calendars::insert(&mut tx, &notice(2, "甲〔2026〕3号")).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn open_cases_come_with_their_ledgers_and_follow_another_calendar() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut first = application(&agency, 1, date(2019, 9, 27));
        let second = application(&agency, 2, date(2019, 9, 29));
        let mut ended = application(&agency, 3, date(2019, 9, 29));
        act!(office, &agency, |tx| {
            for one in [&first, &second, &ended] {
                keep(&mut tx, &keyring, one).await;
            }
            then(&mut tx, &keyring, &mut first, Event::Searched { on: date(2019, 9, 30), found: true }).await;
            then(&mut tx, &keyring, &mut ended, Event::Withdrawn { on: date(2019, 9, 30) }).await;
        });
        let open = calendars::cases_after(&office.reader, &agency, true, None, 1).await.unwrap();
        assert_eq!((open.len(), open[0].case.as_str(), open[0].events.len(), open[0].version), (1, "c1", 2, 2));
        let cursor = Some((open[0].kept.due_on, &open[0].case));
        let rest = calendars::cases_after(&office.reader, &agency, true, cursor, 9).await.unwrap();
        assert_eq!(rest.iter().map(|case| case.case.as_str()).collect::<Vec<_>>(), ["c2"]);
        let closed = calendars::cases_after(&office.reader, &agency, false, None, 9).await.unwrap();
        assert_eq!(closed.iter().map(|case| case.number.as_str()).collect::<Vec<_>>(), [ended.frame.number.as_str()]);
        assert_eq!(calendars::events(&office.reader, &agency, &first.frame.id).await.unwrap().len(), 2);

        let weekends = WorkingDayCalendar::new(Vec::new(), Vec::new());
        let by_weekends = Projection::of(&first.standing(&weekends), &weekends);
        assert!(!open[0].kept.is(&by_weekends));
        act!(office, &agency, |tx| {
            calendars::reckon_anew(&mut tx, &first.frame.id, 2, &by_weekends).await.unwrap();
            let stale = calendars::reckon_anew(&mut tx, &second.frame.id, 9, &by_weekends).await;
            assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
            calendars::name_calendar(&mut tx, weekends.version()).await.unwrap();
            calendars::insert(&mut tx, &notice(1, "甲〔2026〕1号")).await.unwrap();
            calendars::insert_moves(&mut tx, 1, &[moved("c1"), moved("c2")]).await.unwrap();
        });
        let open = calendars::cases_after(&office.reader, &agency, true, None, 9).await.unwrap();
        assert!(open[0].kept.is(&by_weekends));
        assert_eq!(open[1].kept.calendar_version, weekends.version());
        let count = |version: &'static str| calendars::counted_otherwise(&office.reader, &agency, version);
        assert_eq!(count("another").await.unwrap(), 2);
        let closed = calendars::cases_after(&office.reader, &agency, false, None, 9).await.unwrap();
        assert_ne!(closed[0].kept.calendar_version, weekends.version(), "what has ended keeps its calendar");
        let moves = calendars::moves(&office.reader, &agency, 1, 9).await.unwrap();
        assert_eq!(moves[0], (first.frame.number.clone(), moved("c1")));
        assert_eq!(moves.len(), 2);
        let of_case = calendars::moves_of(&office.reader, &agency, &second.frame.id).await.unwrap();
        assert_eq!(of_case, [("甲〔2026〕1号".to_owned(), moved("c2"))]);
    })
    .await;
}

#[tokio::test]
async fn what_falls_due_is_listed_by_day_and_added_up_by_officer() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut asked = application(&agency, 3, date(2019, 9, 29));
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &application(&agency, 1, date(2019, 9, 27))).await;
            keep(&mut tx, &keyring, &application(&agency, 2, date(2019, 9, 29))).await;
            keep(&mut tx, &keyring, &asked).await;
            let (on, until) = (date(2019, 9, 30), date(2019, 10, 20));
            then(&mut tx, &keyring, &mut asked, Event::CorrectionAsked { on, until, late: false }).await;
        });
        let span = (date(2019, 10, 30), date(2019, 10, 31));
        let due = deadlines::due_between(&office.reader, &agency, span, None, 1).await.unwrap();
        assert_eq!((due[0].case.as_str(), due[0].due_on), ("c1", date(2019, 10, 30)));
        let cursor = Some((due[0].due_on, &due[0].case));
        let rest = deadlines::due_between(&office.reader, &agency, span, cursor, 9).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.phase.as_str()).collect::<Vec<_>>(), ["handling", "awaiting_correction"]);
        let empty =
            deadlines::due_between(&office.reader, &agency, (date(2019, 11, 1), date(2019, 12, 1)), None, 9).await;
        assert!(empty.unwrap().is_empty());

        let loads = deadlines::loads(&office.reader, &agency, date(2019, 10, 31), date(2019, 11, 7)).await.unwrap();
        let numbers: Vec<(&str, i64, i64, i64, i64)> = loads
            .iter()
            .map(|load| (load.responsible.as_str(), load.open, load.late, load.soon, load.outside))
            .collect();
        assert_eq!(numbers, [("p1", 1, 1, 0, 0), ("p2", 2, 0, 1, 1)]);
        assert_eq!(loads[0].next_due_on, date(2019, 10, 30));
    })
    .await;
}

#[tokio::test]
async fn an_alarm_is_kept_with_its_notices_and_ends_with_them() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let keyring = Keyring::draw(at(0)).unwrap();
        let mut case = application(&agency, 1, date(2019, 9, 27));
        let (person, id) = (PersonId::new("p1"), NoticeId::new("n1"));
        let subject = Subject::Due {
            of: DueKind::Application,
            record: "c1".to_owned(),
            label: "1号".to_owned(),
            due_on: date(2019, 10, 30),
            left: 0,
            late: Some(1),
        };
        let told = Told { due_on: date(2019, 10, 30), stage: 7, notices: vec![id.clone()] };
        act!(office, &agency, |tx| {
            keep(&mut tx, &keyring, &case).await;
            outbox::notify(&mut tx, &id, &person, &subject, at(1)).await.unwrap();
            deadlines::tell(&mut tx, DueKind::Application, "c1", &Told { stage: 6, ..told.clone() }, at(1))
                .await
                .unwrap();
            deadlines::tell(&mut tx, DueKind::Application, "c1", &told, at(2)).await.unwrap();
        });
        let kept = deadlines::told(&office.reader, &agency, DueKind::Application, "c1").await.unwrap();
        assert_eq!(kept, Some(told));
        assert_eq!(deadlines::told(&office.reader, &agency, DueKind::Remedy, "c1").await.unwrap(), None);
        assert_eq!(outbox::subject(&office.reader, &agency, &person, &id).await.unwrap(), Some(subject));
        assert_eq!(outbox::subject(&office.reader, &agency, &PersonId::new("p2"), &id).await.unwrap(), None);
        assert!(deadlines::overtaken(&office.reader, &agency, 9).await.unwrap().is_empty());

        act!(office, &agency, |tx| then(&mut tx, &keyring, &mut case, Event::Withdrawn { on: date(2019, 11, 1) })
            .await);
        assert_eq!(deadlines::overtaken(&office.reader, &agency, 9).await.unwrap(), ["c1"]);
        act!(office, &agency, |tx| {
            assert!(deadlines::settle(&mut tx, DueKind::Application, "c1", at(9)).await.unwrap());
            assert!(!deadlines::settle(&mut tx, DueKind::Application, "c1", at(9)).await.unwrap());
        });
        assert_eq!(outbox::unread(&office.reader, &agency, &person).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_daily_job_waits_once_and_comes_again() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let task = Task::TellDeadlines;
        let ensure = |id: &'static str, minute: i64| {
            let (office, agency, task) = (office.clone(), agency.clone(), task.clone());
            async move {
                jobs::ensure(&office.writer, &agency, &affairs::id::JobId::new(id), &task, at(minute)).await.unwrap()
            }
        };
        ensure("j1", 5).await;
        ensure("j2", 1).await;
        let due = jobs::due(&office.reader, at(5), 9).await.unwrap();
        assert_eq!((due.len(), due[0].run_at), (1, at(5)), "the one that waits is left alone");
        assert!(jobs::lease(&office.writer, &due[0], at(5), at(10)).await.unwrap());
        jobs::again(&office.writer, &agency, &task, next_morning(at(5))).await.unwrap();
        assert!(jobs::due(&office.reader, at(20), 9).await.unwrap().is_empty());
        assert_eq!(next_morning(at(5)), at(23 * 60 + 30), "half past eight on the next day");
        assert_eq!(jobs::due(&office.reader, at(23 * 60 + 30), 9).await.unwrap().len(), 1);
    })
    .await;
}
