//! Two officers and one applicant at one application, in every order in which they can look and act. Whoever acts decides by
//! the ledger he has seen; his line is written only if nobody wrote one since. The same with that check left out must come to
//! two decisions, or the model would prove nothing.

#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use affairs::application::{Event, Standing};
use affairs::{ContentHash, Date};
use jiff::civil::date;
use law::calendar::WorkingDayCalendar;
use law::outcome::Outcome;
use law::received::IntakeMode;
use law::remedy::ServiceWay;
use stateright::{Checker, Model, Property};
use std::hash::{Hash, Hasher};

const MODE: IntakeMode = IntakeMode::InPerson;
const TODAY: Date = date(2019, 10, 10);
/// No story is longer: received, submitted, returned, submitted, decided, sealed, served, and one line too many.
const WHOLE_STORY: usize = 8;
/// What goes wrong without the check goes wrong within so many lines.
const SHORT_STORY: usize = 5;

/// The people. Each has a page open that shows the ledger up to some line.
const FIRST: usize = 0;
const SECOND: usize = 1;
const APPLICANT: usize = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Case {
    ledger: Vec<Event>,
    /// How many lines each has seen.
    seen: [usize; 3],
}

impl Hash for Case {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for event in &self.ledger {
            serde_json::to_string(event).unwrap().hash(state);
        }
        self.seen.hash(state);
    }
}

impl Case {
    fn count(&self, wanted: fn(&Event) -> bool) -> usize {
        self.ledger.iter().filter(|event| wanted(event)).count()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Look,
    Submit,
    Return,
    Decide,
    Seal,
    Serve,
    Withdraw,
}

struct Office {
    /// Whether a line is refused when somebody wrote one since the actor looked.
    versions_are_checked: bool,
    /// How many lines a ledger may have.
    longest: usize,
}

fn reply_of(who: usize) -> (Outcome, ContentHash) {
    match who {
        FIRST => (Outcome::Provided, ContentHash::of(b"first")),
        _ => (Outcome::NotExisting, ContentHash::of(b"second")),
    }
}

/// The reply that stands in its reviews by what somebody has seen.
fn in_review(ledger: &[Event]) -> ContentHash {
    let submitted = ledger.iter().rev().find_map(|event| match event {
        Event::ReplySubmitted { reply, .. } => Some(reply.clone()),
        _ => None,
    });
    submitted.unwrap_or_else(|| ContentHash::of(b"none"))
}

/// What the office's own functions answer to somebody who has seen this much.
fn decided_by(seen: &[Event], who: usize, what: What) -> Option<Event> {
    let standing = Standing::replay(MODE, seen.iter(), WorkingDayCalendar::shipped());
    let event = match what {
        What::Look => return None,
        What::Submit => {
            let (outcome, reply) = reply_of(who);
            standing.submit_reply(outcome, &outcome.missing(&[]), reply)
        }
        What::Return => standing.return_reply(&in_review(seen)),
        What::Decide => standing.decide(&in_review(seen), TODAY),
        What::Seal => standing.seal(1, ContentHash::of(b"scan"), TODAY),
        What::Serve => standing.serve(ServiceWay::InPerson, TODAY, TODAY),
        What::Withdraw => standing.withdraw(TODAY),
    };
    event.ok()
}

impl Model for Office {
    type State = Case;
    type Action = (usize, What);

    fn init_states(&self) -> Vec<Case> {
        vec![Case { ledger: vec![Event::Submitted { mode: MODE, on: date(2019, 9, 27) }], seen: [1; 3] }]
    }

    fn actions(&self, _: &Case, actions: &mut Vec<Self::Action>) {
        for who in [FIRST, SECOND] {
            for what in [What::Look, What::Submit, What::Return, What::Decide, What::Seal, What::Serve] {
                actions.push((who, what));
            }
        }
        actions.extend([(APPLICANT, What::Look), (APPLICANT, What::Withdraw)]);
    }

    fn next_state(&self, case: &Case, (who, what): Self::Action) -> Option<Case> {
        let mut next = case.clone();
        if what == What::Look {
            next.seen[who] = case.ledger.len();
            return (next != *case).then_some(next);
        }
        if self.versions_are_checked && case.seen[who] != case.ledger.len() {
            return None;
        }
        next.ledger.push(decided_by(&case.ledger[..case.seen[who]], who, what)?);
        next.seen[who] = next.ledger.len();
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("at most one decision", |_, case: &Case| {
                case.count(|event| matches!(event, Event::Decided { .. })) <= 1
            }),
            Property::always("served only what was decided and sealed", |_, case: &Case| {
                let place = |wanted: fn(&Event) -> bool| case.ledger.iter().position(wanted);
                let served = place(|event| matches!(event, Event::Served { .. }));
                let sealed = place(|event| matches!(event, Event::Sealed { .. }));
                let decided = place(|event| matches!(event, Event::Decided { .. }));
                served.is_none_or(|served| decided < sealed && sealed < Some(served) && decided.is_some())
            }),
            Property::always("never both withdrawn and answered", |_, case: &Case| {
                case.count(|event| matches!(event, Event::Withdrawn { .. })) == 0
                    || case.count(|event| matches!(event, Event::Decided { .. } | Event::Served { .. })) == 0
            }),
            Property::sometimes("it can be answered", |_, case: &Case| {
                case.count(|event| matches!(event, Event::Served { .. })) == 1
            }),
            Property::sometimes("it can be withdrawn", |_, case: &Case| {
                case.count(|event| matches!(event, Event::Withdrawn { .. })) == 1
            }),
        ]
    }

    fn within_boundary(&self, case: &Case) -> bool {
        case.ledger.len() <= self.longest
    }
}

#[test]
fn no_order_of_acts_decides_twice_or_answers_what_was_withdrawn() {
    let office = Office { versions_are_checked: true, longest: WHOLE_STORY };
    let checked = office.checker().spawn_bfs().join();
    checked.assert_properties();
    assert!(checked.unique_state_count() > 100, "the model has looked at {} states", checked.unique_state_count());
}

#[test]
fn without_the_check_of_versions_the_model_finds_two_decisions() {
    let office = Office { versions_are_checked: false, longest: SHORT_STORY };
    let unchecked = office.checker().spawn_bfs().join();
    let path = unchecked.discovery("at most one decision").expect("two decisions");
    let last = path.last_state();
    assert_eq!(last.count(|event| matches!(event, Event::Decided { .. })), 2, "{:?}", last.ledger);
    assert!(unchecked.discovery("never both withdrawn and answered").is_some());
}
