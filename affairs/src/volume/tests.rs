use super::*;
use crate::application::Event as CaseEvent;
use jiff::civil::date;
use law::received::IntakeMode;
use law::remedy::ServiceWay;

fn hash(text: &str) -> ContentHash {
    ContentHash::of(text.as_bytes())
}

fn standing(events: &[CaseEvent]) -> CaseStanding {
    CaseStanding::replay(IntakeMode::InPerson, events.iter(), WorkingDayCalendar::shipped())
}

fn answered() -> Vec<CaseEvent> {
    let outcome = Outcome::Provided;
    vec![
        CaseEvent::Submitted { mode: IntakeMode::InPerson, on: date(2020, 3, 2) },
        CaseEvent::ReplySubmitted { outcome, reply: hash("r") },
        CaseEvent::Decided { outcome, reply: hash("r"), on: date(2020, 3, 9) },
        CaseEvent::Sealed { reply: hash("r"), copies: 2, scan: hash("s"), on: date(2020, 3, 9) },
        CaseEvent::Served { way: ServiceWay::Post, on: date(2020, 3, 10) },
    ]
}

#[test]
fn a_case_is_closed_once_it_is_served_and_the_terms_have_run_out() {
    let calendar = WorkingDayCalendar::shipped();
    let none = Contest::default();
    let mut events = answered();
    assert_eq!(closable_from(&standing(&events[..4]), none, calendar), Err(NotYet::Phase { is: "答复待送达" }));
    // Six months from the day it reached the applicant: to 12 September, a Saturday, hence to Monday the 14th.
    events.push(CaseEvent::Delivered { on: date(2020, 3, 12) });
    let served = standing(&events);
    assert_eq!(closable_from(&served, none, calendar), Ok(date(2020, 9, 15)));
    let refused = may_close(&served, none, date(2020, 9, 14), calendar).unwrap_err();
    assert!(refused.refusal().message.contains("2020年9月14日"), "{refused:?}");
    assert_eq!(may_close(&served, none, date(2020, 9, 15), calendar), Ok(()));
    let open = Contest { open: true, ended_on: None };
    assert_eq!(may_close(&served, open, date(2021, 9, 15), calendar), Err(NotYet::UnderReview));
    // Fifteen days after a decision on review that came late.
    let decided = Contest { open: false, ended_on: Some(date(2020, 9, 10)) };
    assert_eq!(closable_from(&served, decided, calendar), Ok(date(2020, 9, 26)));
}

#[test]
fn what_was_withdrawn_waits_for_nobody_and_what_lapsed_may_be_fought_over() {
    let calendar = WorkingDayCalendar::shipped();
    let ended = |last: CaseEvent| {
        let events = vec![CaseEvent::Submitted { mode: IntakeMode::InPerson, on: date(2020, 3, 2) }, last];
        closable_from(&standing(&events), Contest::default(), calendar)
    };
    assert_eq!(ended(CaseEvent::Withdrawn { on: date(2020, 3, 4) }), Ok(date(2020, 3, 4)));
    let lapsed = ended(CaseEvent::Lapsed { outcome: Outcome::LapsedNoCorrection, on: date(2020, 3, 4) });
    assert!(lapsed.unwrap() >= date(2020, 9, 5));
}

#[test]
fn the_longest_term_of_the_schedule_holds() {
    let schedule = RetentionSchedule::default();
    assert_eq!(schedule.of(Outcome::Provided, false, false), Retention::TenYears);
    assert_eq!(schedule.of(Outcome::ThirdPartyRights, false, false), Retention::ThirtyYears);
    assert_eq!(schedule.of(Outcome::Provided, true, false), Retention::ThirtyYears);
    assert_eq!(schedule.of(Outcome::Provided, true, true), Retention::Permanent);
    let own = RetentionSchedule { refused: Retention::Permanent, ..schedule };
    assert_eq!(own.of(Outcome::StateSecret, true, false), Retention::Permanent, "never shortened");
    assert_eq!(Retention::TenYears.last_day(date(2020, 9, 15)), Some(date(2030, 12, 31)));
    assert_eq!(Retention::Permanent.last_day(date(2020, 9, 15)), None);
}

fn closed() -> Standing {
    let event = Event::Closed {
        on: date(2020, 9, 15),
        retention: Retention::TenYears,
        pages: 12,
        file: hash("v"),
        package: hash("p"),
    };
    Standing::replay([(&event, None)].into_iter()).unwrap()
}

fn after(mut standing: Standing, event: Event, by: &str) -> Standing {
    standing.take_for_tests(&event, &PersonId::new(by));
    standing
}

#[test]
fn nothing_is_destroyed_before_its_day_or_without_two_people() {
    let volume = closed();
    let (early, late) = (date(2030, 12, 31), date(2031, 1, 1));
    assert_eq!(volume.propose_destruction(early), Err(NotNow::StillKept { until: Some(early) }));
    let proposed = after(volume.clone(), volume.propose_destruction(late).unwrap(), "first");
    assert_eq!(proposed.destroy(&PersonId::new("first"), late), Err(NotNow::SamePerson));
    assert!(volume.destroy(&PersonId::new("second"), late).is_err(), "nobody has proposed it");
    assert_eq!(proposed.destroy(&PersonId::new("second"), late), Ok(Event::Destroyed { on: late }));
    assert_eq!(proposed.keep_after_all(" ", late), Err(NotNow::Reason));
    let kept = after(proposed.clone(), proposed.keep_after_all("仍有利用价值", late).unwrap(), "second");
    assert_eq!(kept.position, Position::Closed);
    let for_ever = Standing { retention: Retention::Permanent, ..closed() };
    assert_eq!(for_ever.propose_destruction(date(2999, 1, 1)), Err(NotNow::StillKept { until: None }));
}

#[test]
fn a_volume_is_opened_only_with_a_reason_and_lent_only_from_the_shelf() {
    let volume = closed();
    let today = date(2020, 10, 1);
    assert_eq!(volume.reopen("", today), Err(NotNow::Reason));
    assert!(volume.close_again().is_err());
    let lent = after(volume.clone(), volume.lend("法规科", date(2020, 10, 15), today).unwrap(), "first");
    assert!(lent.reopen("补充材料", today).is_err());
    assert!(lent.transfer(today).is_err());
    let back = after(lent.clone(), lent.give_back(today).unwrap(), "first");
    let open = after(back.clone(), back.reopen("补充复议材料", today).unwrap(), "first");
    assert_eq!(open.close_again(), Ok(()));
    let again = after(
        open,
        Event::Closed {
            on: today,
            retention: Retention::ThirtyYears,
            pages: 14,
            file: hash("v2"),
            package: hash("p2"),
        },
        "first",
    );
    assert_eq!((again.edition, again.pages, again.retention), (2, 14, Retention::ThirtyYears));
}

#[test]
fn papers_lie_in_the_order_of_the_volume() {
    let mut papers = vec![Place::Service, Place::Application, Place::Reply, Place::Clock, Place::Application];
    in_order(&mut papers, |place| *place);
    assert_eq!(papers, [Place::Application, Place::Application, Place::Clock, Place::Reply, Place::Service]);
    let placed = FileRole::ALL.iter().filter(|role| Place::of_file(**role).is_some()).count();
    assert_eq!(placed, FileRole::ALL.len() - 2, "all but the volume itself");
}
