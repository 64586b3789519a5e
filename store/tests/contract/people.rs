//! Agencies, persons, grants, proposals, settings.

use crate::engines::for_each_engine;
use crate::samples::{act, at, day, found, grant, person, plant, proposal};
use affairs::agency::{Seat, SeatKind, Section};
use affairs::document::{Column, ColumnGroup, ColumnKind};
use affairs::id::{AgencyId, ColumnId, GrantId, PersonId, ProposalId, SectionId};
use affairs::people::proposal::{PeopleChange, ProposalState};
use affairs::people::{ActingFor, PersonState, Role, Scope};
use affairs::setting::{Settings, SettingsVersion};
use store::StoreError;

#[tokio::test]
async fn agencies_are_found_and_their_slugs_are_their_own() {
    for_each_engine(|office| async move {
        let second = found(&office.writer, "linhe", "临河").await;
        let first = found(&office.writer, "anqing", "安庆").await;
        let all = store::agencies::all(&office.reader).await.unwrap();
        assert_eq!(all.iter().map(|agency| agency.id.clone()).collect::<Vec<_>>(), [first.clone(), second]);
        let kept = store::agencies::by_id(&office.reader, &first).await.unwrap().unwrap();
        assert_eq!(kept.name, "安庆市司法局");
        assert!(store::agencies::by_id(&office.reader, &AgencyId::new("x")).await.unwrap().is_none());
        let mut tx = office.writer.found(&AgencyId::new("another")).await.unwrap();
        let taken = affairs::agency::Agency { id: AgencyId::new("another"), ..kept };
        assert!(matches!(store::agencies::insert(&mut tx, &taken, at(0)).await, Err(StoreError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn sections_seats_and_columns_are_kept_in_order_and_renamed() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let section =
            |id: &str, name: &str, position| Section { id: SectionId::new(id), name: name.to_owned(), position };
        let column = |id: &str, group, position| Column {
            id: ColumnId::new(id),
            group,
            kind: ColumnKind::News,
            name: format!("栏目{id}"),
            description: "说明".to_owned(),
            keywords: vec!["一".to_owned(), "二".to_owned()],
            position,
        };
        let seat = |person: &str, from, until| Seat {
            person: PersonId::new(person),
            seat: SeatKind::Member,
            duty: "成员".to_owned(),
            from,
            until,
        };
        act!(office, &agency, |tx| {
            for one in [section("b", "乙科", 2), section("a", "甲科", 3), section("c", "丙科", 1)] {
                store::agencies::save_section(&mut tx, &one).await.unwrap();
            }
            store::agencies::save_section(&mut tx, &section("a", "甲科（新）", 0)).await.unwrap();
            for one in [
                column("p-2", ColumnGroup::Policy, 0),
                column("m-1", ColumnGroup::Management, 5),
                column("m-10", ColumnGroup::Management, 5),
                column("o", ColumnGroup::Overview, 9),
            ] {
                store::agencies::save_column(&mut tx, &one).await.unwrap();
            }
            store::agencies::save_seat(&mut tx, &seat("p2", day(2019, 5, 1), None)).await.unwrap();
            store::agencies::save_seat(&mut tx, &seat("p1", day(2018, 5, 1), None)).await.unwrap();
            store::agencies::save_seat(&mut tx, &seat("p1", day(2018, 5, 1), Some(day(2019, 4, 30)))).await.unwrap();
        });
        let sections = store::agencies::sections(&office.reader, &agency).await.unwrap();
        assert_eq!(sections.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["甲科（新）", "丙科", "乙科"]);
        let columns = store::agencies::columns(&office.reader, &agency).await.unwrap();
        assert_eq!(columns.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["o", "m-1", "m-10", "p-2"]);
        assert_eq!(columns[1], column("m-1", ColumnGroup::Management, 5));
        let seats = store::agencies::seats(&office.reader, &agency).await.unwrap();
        assert_eq!(seats, [seat("p1", day(2018, 5, 1), Some(day(2019, 4, 30))), seat("p2", day(2019, 5, 1), None)]);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_invited_gets_a_password_and_leaves() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut somebody = person(&agency, "p1", "云");
        somebody.state = PersonState::Invited;
        act!(office, &agency, |tx| store::people::insert(&mut tx, &somebody, at(0)).await.unwrap());
        let (kept, password) = store::people::by_username(&office.reader, "p1@yunchuan").await.unwrap().unwrap();
        assert_eq!((kept, password.as_str()), (somebody.clone(), ""));
        act!(office, &agency, |tx| store::people::set_password(&mut tx, &somebody.id, "$argon2id$x").await.unwrap());
        let (kept, password) = store::people::by_username(&office.reader, "p1@yunchuan").await.unwrap().unwrap();
        assert_eq!((kept.state, password.as_str()), (PersonState::Active, "$argon2id$x"));
        somebody.state = PersonState::Left { at: at(5) };
        somebody.duty = "调研员".to_owned();
        act!(office, &agency, |tx| store::people::update(&mut tx, &somebody).await.unwrap());
        assert_eq!(store::people::all(&office.reader, &agency).await.unwrap(), [somebody.clone()]);
        assert_eq!(store::people::by_id(&office.reader, &agency, &somebody.id).await.unwrap(), Some(somebody.clone()));
        assert!(store::people::by_username(&office.reader, "nobody").await.unwrap().is_none());
        somebody.id = PersonId::new("p2");
        let mut tx = office.writer.begin(&agency).await.unwrap();
        assert!(matches!(store::people::insert(&mut tx, &somebody, at(0)).await, Err(StoreError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn grants_hold_from_their_first_day_to_their_last() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let mut deputy = grant("g2", "p1", Role::Leader);
        deputy.from = day(2019, 3, 1);
        deputy.until = Some(day(2019, 3, 31));
        let name = "李局".to_owned();
        deputy.acting_for = Some(ActingFor { person: PersonId::new("p4"), name, basis: "授权委托书".to_owned() });
        let own = grant("g1", "p1", Role::Drafter);
        let other = grant("g3", "p2", Role::SectionHead);
        act!(office, &agency, |tx| {
            store::people::insert(&mut tx, &person(&agency, "p1", "云"), at(0)).await.unwrap();
            for one in [&deputy, &own, &other] {
                store::people::insert_grant(&mut tx, one).await.unwrap();
            }
        });
        let all = store::people::grants(&office.reader, &agency).await.unwrap();
        assert_eq!(all, [own.clone(), other, deputy.clone()]);
        let id = PersonId::new("p1");
        assert_eq!(store::people::grants_of(&office.reader, &agency, &id).await.unwrap(), [own, deputy.clone()]);
        let officer = async |on| store::people::officer(&office.reader, &agency, &id, on).await.unwrap().unwrap();
        assert!(!officer(day(2019, 2, 28)).await.holds(Role::Leader));
        assert!(officer(day(2019, 3, 31)).await.holds(Role::Leader));
        assert!(!officer(day(2019, 4, 1)).await.holds(Role::Leader));
        let last = store::people::day_before(day(2019, 3, 10));
        assert_eq!(last, day(2019, 3, 9));
        act!(office, &agency, |tx| store::people::end_grant(&mut tx, &GrantId::new("g2"), last).await.unwrap());
        assert!(!officer(day(2019, 3, 10)).await.holds(Role::Leader));
        assert!(matches!(officer(day(2019, 3, 10)).await.grants[0].scope, Scope::Section { .. }));
        let nobody = PersonId::new("nobody");
        assert!(store::people::officer(&office.reader, &agency, &nobody, day(2019, 3, 1)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_proposal_is_decided_once() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let early = proposal("q1", PeopleChange::Reset { person: PersonId::new("p1") });
        let mut late = proposal("q2", PeopleChange::Reset { person: PersonId::new("p2") });
        late.proposed_at = at(9);
        act!(office, &agency, |tx| {
            store::proposals::insert(&mut tx, &early).await.unwrap();
            store::proposals::insert(&mut tx, &late).await.unwrap();
        });
        let ids = async || {
            let latest = store::proposals::latest(&office.reader, &agency, 10).await.unwrap();
            latest.iter().map(|one| one.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(ids().await, ["q2", "q1"]);
        let by = PersonId::new("admin2");
        let decide = async || {
            act!(office, &agency, |tx| {
                let (id, state) = (ProposalId::new("q2"), ProposalState::Confirmed);
                store::proposals::decide(&mut tx, &id, state, &by, at(10)).await.unwrap()
            })
        };
        assert!(decide().await);
        assert!(!decide().await, "the second decision comes too late");
        assert_eq!(ids().await, ["q1", "q2"], "waiting ones come first");
        let kept = store::proposals::by_id(&office.reader, &agency, &late.id).await.unwrap().unwrap();
        assert_eq!(
            (kept.state, kept.decided_by, kept.decided_at),
            (ProposalState::Confirmed, Some(by.clone()), Some(at(10)))
        );
        assert!(store::proposals::by_id(&office.reader, &agency, &ProposalId::new("x")).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn handovers_are_kept_with_their_lists() {
    for_each_engine(|office| async move {
        let planted = plant(&office.writer, "yunchuan", "云").await;
        let all = store::proposals::handovers(&office.reader, &planted.agency, 5).await.unwrap();
        assert_eq!(all.len(), 1);
        let one = store::proposals::handover(&office.reader, &planted.agency, "h1").await.unwrap().unwrap();
        assert_eq!(one, all[0].1);
        assert_eq!(one.items[0].title, "云公告");
        assert!(store::proposals::handover(&office.reader, &planted.agency, "h2").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn settings_are_in_force_from_their_day() {
    for_each_engine(|office| async move {
        let agency = found(&office.writer, "yunchuan", "云川").await;
        let version =
            |from, hours| SettingsVersion { from, settings: Settings { session_hours: hours, ..Settings::default() } };
        act!(office, &agency, |tx| {
            store::settings::save(&mut tx, &version(day(2019, 6, 1), 4)).await.unwrap();
            store::settings::save(&mut tx, &version(day(2019, 2, 1), 6)).await.unwrap();
            store::settings::save(&mut tx, &version(day(2019, 2, 1), 8)).await.unwrap();
        });
        let on = async |day| store::settings::on(&office.reader, &agency, day).await.unwrap().session_hours;
        assert_eq!(on(day(2019, 1, 31)).await, Settings::default().session_hours);
        assert_eq!(on(day(2019, 2, 1)).await, 8);
        assert_eq!(on(day(2019, 6, 1)).await, 4);
        let versions = store::settings::versions(&office.reader, &agency).await.unwrap();
        assert_eq!(versions, [version(day(2019, 2, 1), 8), version(day(2019, 6, 1), 4)]);
    })
    .await;
}
