//! The items of section 五: kept, changed by one hand at a time, carried by their name, struck off.

use crate::engines::for_each_engine;
use crate::samples::{act, at, found};
use affairs::id::{AgencyId, PersonId, RecordId};
use affairs::register::PointState;
use affairs::report::{Problem, ProblemWords};
use jiff::civil::date;
use store::{StoreError, year_work};

fn problem(agency: &AgencyId, id: &str) -> Problem {
    let words = ProblemWords {
        problem: format!("问题{id}"),
        section: "办公室".to_owned(),
        evidence: String::new(),
        measure: "按季度检查".to_owned(),
        due: Some(date(2020, 6, 30)),
        state: PointState::UnderWay,
        outcome: String::new(),
    };
    Problem {
        agency: agency.clone(),
        year: 2019,
        id: RecordId::new(id),
        version: 1,
        first_year: 2019,
        source: "late".to_owned(),
        words,
        by: PersonId::new("p1"),
        at: at(0),
    }
}

#[tokio::test]
async fn an_item_comes_back_whole_is_changed_by_one_hand_and_stands_in_each_of_its_years() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let other = found(&office.writer, "linhe", "临河").await;
        let reader = &office.reader;
        let first = problem(&agency, "a");
        act!(office, &agency, |tx| {
            year_work::insert_problem(&mut tx, &first).await.unwrap();
            year_work::insert_problem(&mut tx, &problem(&agency, "b")).await.unwrap();
        });
        let kept = year_work::problems_of(reader, &agency, 2019).await.unwrap();
        assert_eq!(kept, [first.clone(), problem(&agency, "b")]);
        assert_eq!(year_work::problem_of(reader, &agency, 2019, &first.id).await.unwrap(), Some(first.clone()));
        assert!(year_work::problems_of(reader, &other, 2019).await.unwrap().is_empty());
        assert_eq!(year_work::problem_of(reader, &other, 2019, &first.id).await.unwrap(), None);

        let words = ProblemWords { measure: "按月检查".to_owned(), ..first.words.clone() };
        let changed = first.clone().change(words, PersonId::new("p2"), at(1)).unwrap();
        let carried = changed.carried(PersonId::new("p2"), at(2)).unwrap();
        act!(office, &agency, |tx| {
            year_work::update_problem(&mut tx, &changed).await.unwrap();
            // Who saw the version before changes nothing.
            assert!(matches!(year_work::update_problem(&mut tx, &changed).await, Err(StoreError::Conflict)));
            year_work::insert_problem(&mut tx, &carried).await.unwrap();
        });
        assert_eq!(year_work::problem_of(reader, &agency, 2020, &first.id).await.unwrap(), Some(carried));
        act!(office, &agency, |tx| {
            assert!(matches!(year_work::remove_problem(&mut tx, &first).await, Err(StoreError::Conflict)));
            year_work::remove_problem(&mut tx, &changed).await.unwrap();
        });
        let left = year_work::problems_of(reader, &agency, 2019).await.unwrap();
        assert_eq!(left, [problem(&agency, "b")]);
        assert_eq!(year_work::problems_of(reader, &agency, 2020).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_empty_year_says_nothing_of_itself() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let reader = &office.reader;
        assert!(year_work::last_in_columns(reader, &agency, at(0)).await.unwrap().is_empty());
        assert!(year_work::releases_by_section(reader, &agency, 2019).await.unwrap().is_empty());
        assert!(year_work::reply_days(reader, &agency, 2019).await.unwrap().is_empty());
        assert!(year_work::ledger_of(reader, &agency, 2019, None, 9).await.unwrap().is_empty());
        assert!(year_work::late_replies(reader, &agency, 2019, 9).await.unwrap().is_empty());
        assert!(year_work::open_by_phase(reader, &agency).await.unwrap().is_empty());
        assert!(year_work::rows_by_register(reader, &agency, 2019).await.unwrap().is_empty());
    })
    .await;
}
