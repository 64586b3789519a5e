//! Properties of the chain of four: whatever anybody tries, in whatever order, nothing is approved that four different
//! authorised people did not sign, in order, by its hash.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up has no use for going on")]

use affairs::id::{AgencyId, DocumentId, GrantId, PersonId, SectionId};
use affairs::people::{Grant, Officer, Person, PersonState, Role, Scope};
use affairs::review::chain::{Signature, ledger_is_whole};
use affairs::review::{Answer, Checklist, Level, Progress, Review, ReviewRefused};
use affairs::{ContentHash, Instant};
use jiff::civil::date;
use proptest::prelude::*;

fn officer(index: usize, roles: &[Role]) -> Officer {
    let id = PersonId::new(format!("p{index}"));
    let grants = roles
        .iter()
        .map(|role| Grant {
            id: GrantId::new(format!("g{index}-{}", role.code())),
            person: id.clone(),
            role: *role,
            scope: if role.is_of_section() { Scope::Section { section: SectionId::new("s") } } else { Scope::Agency },
            from: date(2019, 1, 1),
            until: None,
            basis: "任命".to_owned(),
            acting_for: None,
            granted_by: PersonId::new("a"),
            confirmed_by: PersonId::new("b"),
        })
        .collect();
    let person = Person {
        agency: AgencyId::new("x"),
        id,
        username: format!("u{index}"),
        name: format!("人员{index}"),
        section: SectionId::new("s"),
        duty: String::new(),
        state: PersonState::Active,
    };
    Officer { person, grants }
}

/// Six people; some hold several roles of the chain, which the chain must not let them use twice on one document.
fn people() -> Vec<Officer> {
    vec![
        officer(0, &[Role::Drafter]),
        officer(1, &[Role::SectionHead, Role::SecrecyReviewer]),
        officer(2, &[Role::SecrecyReviewer, Role::Leader]),
        officer(3, &[Role::Leader]),
        officer(4, &[Role::Drafter, Role::SectionHead, Role::SecrecyReviewer, Role::Leader]),
        officer(5, &[]),
    ]
}

fn hash(right: bool) -> ContentHash {
    ContentHash::of(if right { b"right" } else { b"stale" })
}

fn checklist(complete: bool) -> Option<Checklist> {
    complete.then(|| {
        let answers = law::secrecy_checklist::QUESTIONS.iter().map(|one| Answer {
            key: one.key.to_owned(),
            touched: false,
            note: String::new(),
        });
        Checklist(answers.collect())
    })
}

fn fresh() -> Review {
    Review {
        agency: AgencyId::new("x"),
        document: DocumentId::new("d"),
        section: SectionId::new("s"),
        owner: PersonId::new("p0"),
        edition: 1,
        bundle: hash(true),
        title: "题".to_owned(),
        progress: Progress::Reading { since: Instant::from_milliseconds(0) },
        approvals: Vec::new(),
    }
}

#[derive(Debug, Clone)]
enum Try {
    Submit { by: usize, right: bool },
    Read { open: usize },
    Approve { by: usize, right: bool, opinion: bool, checklist: bool, unread: usize },
    SendBack { by: usize, right: bool },
    TakeBack { by: usize },
    Order { by: usize, later: bool },
    Release,
}

fn attempt() -> impl Strategy<Value = Try> {
    let by = 0..6_usize;
    prop_oneof![
        1 => (by.clone(), any::<bool>()).prop_map(|(by, right)| Try::Submit { by, right }),
        2 => (0..2_usize).prop_map(|open| Try::Read { open }),
        8 => (by.clone(), prop::bool::weighted(0.9), prop::bool::weighted(0.9), prop::bool::weighted(0.8), 0..2_usize)
            .prop_map(|(by, right, opinion, checklist, unread)| Try::Approve { by, right, opinion, checklist, unread }),
        1 => (by.clone(), any::<bool>()).prop_map(|(by, right)| Try::SendBack { by, right }),
        1 => by.clone().prop_map(|by| Try::TakeBack { by }),
        2 => (by, any::<bool>()).prop_map(|(by, later)| Try::Order { by, later }),
        1 => Just(Try::Release),
    ]
}

fn step(review: Review, what: &Try, at: Instant) -> Result<Review, ReviewRefused> {
    let people = people();
    let signature = |by: usize, right: bool| (people[by].clone(), hash(right));
    match what {
        Try::Submit { by, right } => {
            let (officer, seen) = signature(*by, *right);
            let signature =
                Signature { officer: &officer, seen: &seen, opinion: "", checklist: None, pictures_unread: 0, at };
            fresh().submit(&signature)
        }
        Try::Read { open } => review.read_by_machine(*open, at),
        Try::Approve { by, right, opinion, checklist: complete, unread } => {
            let (officer, seen) = signature(*by, *right);
            review.approve(&Signature {
                officer: &officer,
                seen: &seen,
                opinion: if *opinion { "同意" } else { " " },
                checklist: checklist(*complete),
                pictures_unread: *unread,
                at,
            })
        }
        Try::SendBack { by, right } => {
            let (officer, seen) = signature(*by, *right);
            review.send_back(&Signature {
                officer: &officer,
                seen: &seen,
                opinion: "理由",
                checklist: None,
                pictures_unread: 0,
                at,
            })
        }
        Try::TakeBack { by } => review.take_back(&people[*by].person.id.clone(), at),
        Try::Order { by, later } => {
            let release_at = if *later { at.plus_minutes(1_000_000) } else { at };
            review.order(&people[*by], release_at, at)
        }
        Try::Release => review.release(at),
    }
}

/// Who may sign at a level, said a second time and naively.
fn may_sign(level: Level, person: &PersonId) -> bool {
    let allowed: &[&str] = match level {
        Level::Drafter => &["p0", "p4"],
        Level::SectionHead => &["p1", "p4"],
        Level::SecrecyReviewer => &["p1", "p2", "p4"],
        Level::Leader => &["p2", "p3", "p4"],
    };
    allowed.contains(&person.as_str())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nothing_is_approved_without_four_different_people_in_order(tries in prop::collection::vec(attempt(), 1..40)) {
        let mut review: Option<Review> = None;
        for (minute, what) in tries.iter().enumerate() {
            let at = Instant::from_milliseconds(i64::try_from(minute).unwrap() * 60_000);
            let before = review.clone();
            let current = review.take().unwrap_or_else(fresh);
            let started = before.is_some() || matches!(what, Try::Submit { .. });
            if !started {
                continue;
            }
            review = match step(current, what, at) {
                Ok(next) => Some(next),
                Err(_) => before,
            };
            let Some(now) = &review else { continue };
            let past_four = matches!(
                now.progress,
                Progress::Approved { .. } | Progress::Ordered { .. } | Progress::Released { .. }
            );
            if past_four {
                prop_assert!(ledger_is_whole(&now.bundle, &now.approvals));
            }
            for (place, approval) in now.approvals.iter().enumerate() {
                prop_assert_eq!(approval.level, Level::ALL[place]);
                prop_assert_eq!(&approval.bundle, &hash(true));
                prop_assert!(may_sign(approval.level, &approval.person));
                let twice = now.approvals.iter().filter(|other| other.person == approval.person).count();
                prop_assert_eq!(twice, 1);
            }
        }
    }

    #[test]
    fn a_ledger_that_was_tampered_with_is_not_whole(
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
        swap in 0..4_usize,
        stale in 0..4_usize,
    ) {
        let people = people();
        let whole: Vec<_> = signed();
        prop_assert!(ledger_is_whole(&hash(true), &whole));
        let shuffled: Vec<_> = order.iter().map(|place| whole[*place].clone()).collect();
        prop_assert_eq!(ledger_is_whole(&hash(true), &shuffled), order == [0, 1, 2, 3]);
        let mut doubled = whole.clone();
        doubled[swap].person = doubled[(swap + 1) % 4].person.clone();
        prop_assert!(!ledger_is_whole(&hash(true), &doubled));
        let mut other = whole.clone();
        other[stale].bundle = hash(false);
        prop_assert!(!ledger_is_whole(&hash(true), &other));
        prop_assert!(!ledger_is_whole(&hash(false), &whole));
        prop_assert!(!ledger_is_whole(&hash(true), &whole[..3]));
        prop_assert!(people.len() == 6);
    }
}

/// A ledger as four different people sign it.
fn signed() -> Vec<affairs::review::Approval> {
    let at = |minute: i64| Instant::from_milliseconds(minute * 60_000);
    let mut review = fresh();
    let tries = [
        Try::Submit { by: 0, right: true },
        Try::Read { open: 0 },
        Try::Approve { by: 1, right: true, opinion: true, checklist: true, unread: 0 },
        Try::Approve { by: 2, right: true, opinion: true, checklist: true, unread: 0 },
        Try::Approve { by: 3, right: true, opinion: true, checklist: true, unread: 0 },
    ];
    for (minute, what) in (0..).zip(&tries) {
        review = step(review, what, at(minute)).unwrap();
    }
    review.approvals
}

#[test]
fn the_same_person_under_two_roles_is_refused() {
    let at = Instant::from_milliseconds(0);
    let mut review = step(fresh(), &Try::Submit { by: 0, right: true }, at).unwrap();
    review = step(review, &Try::Read { open: 0 }, at).unwrap();
    let sign = |by| Try::Approve { by, right: true, opinion: true, checklist: true, unread: 0 };
    review = step(review, &sign(1), at).unwrap();
    // Number 1 is secrecy reviewer too.
    assert_eq!(step(review, &sign(1), at).unwrap_err(), ReviewRefused::SamePerson { level: Level::SectionHead });
}

#[test]
fn a_stale_page_is_refused_whoever_signs() {
    let at = Instant::from_milliseconds(0);
    let mut review = step(fresh(), &Try::Submit { by: 0, right: true }, at).unwrap();
    review = step(review, &Try::Read { open: 0 }, at).unwrap();
    let stale = Try::Approve { by: 1, right: false, opinion: true, checklist: true, unread: 0 };
    assert_eq!(step(review, &stale, at).unwrap_err(), ReviewRefused::StaleBundle);
}
