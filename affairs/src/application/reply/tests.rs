//! Every outcome an officer may choose can be answered, and cannot be answered without what it rests on; who signs, in order.

use super::answer::{Answer, Withheld};
use super::content::Material;
use super::review::{ReplyLevel, ReplyProgress, ReplyRefused, ReplyReview, Signing, levels_of};
use crate::application::{Application, Event, Form, Standing};
use crate::case::{CaseKind, Frame, Happened, Words};
use crate::id::{AgencyId, CaseId, GrantId, PersonId, SectionId};
use crate::letter::{REMEDY_OF_THE_OTHER, check, compose, samples};
use crate::people::{Grant, Officer, Person, PersonState, Role, Scope};
use crate::refusal::Refuse;
use crate::{ContentHash, Instant, Personal};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::letter::LetterKind;
use law::outcome::{Demand, Outcome};
use law::received::IntakeMode;
use law::remedy::{RemedyFacts, RemedyNames, ReviewedAs, ServiceWay, remedy_clause};
use proptest::prelude::*;

fn at(minute: i64) -> Instant {
    Instant::from_milliseconds(1_700_000_000_000 + minute * 60_000)
}

/// A case in which everything that a ledger can say for an outcome has happened.
fn case() -> Application {
    let day = date(2026, 2, 9);
    let events = vec![
        Event::Submitted { mode: IntakeMode::InPerson, on: day },
        Event::CorrectionAsked { on: day, until: date(2026, 2, 27), late: false },
        Event::Corrected { on: date(2026, 2, 24) },
        Event::ReasonsAsked { on: date(2026, 2, 25), until: date(2026, 3, 4) },
        Event::ReasonsGiven { on: date(2026, 2, 26) },
        Event::Searched { on: date(2026, 2, 27), found: false },
        Event::FeeNoticed {
            method: FeeMethod::ByPage,
            count: 40,
            amount: 1,
            on: date(2026, 3, 2),
            until: date(2026, 3, 30),
        },
        Event::FeePaid { on: date(2026, 3, 3), amount: 1 },
    ];
    let happened = (1..).zip(events).map(|(number, event)| Happened {
        number,
        at: at(number),
        by: None,
        event,
        words: Personal::new(Words::default()),
    });
    let frame = Frame {
        agency: AgencyId::new("a"),
        id: CaseId::new("c"),
        kind: CaseKind::Application,
        number: "申请〔2026〕001号".to_owned(),
        section: SectionId::new("s"),
        responsible: PersonId::new("p0"),
        version: 8,
    };
    Application {
        frame,
        kind: ApplicantKind::NaturalPerson,
        mode: IntakeMode::InPerson,
        form: Personal::new(Form::default()),
        events: happened.collect(),
    }
}

fn standing(application: &Application) -> Standing {
    application.standing(WorkingDayCalendar::shipped())
}

fn material() -> Material {
    Material {
        file: ContentHash::of(b"file"),
        title: "经费决算表".to_owned(),
        number: String::new(),
        media_type: "application/pdf".to_owned(),
        size: 9,
        pages: 3,
        human_reading: false,
    }
}

/// The answer that gives everything an outcome asks for.
fn whole(outcome: Outcome) -> (Answer, Vec<Material>) {
    let mut answer = Answer { findings: "本机关检索了公文系统".to_owned(), ..Answer::of(outcome) };
    for demand in outcome.demands() {
        if Answer::is_written(*demand) {
            answer.texts.insert(demand.code().to_owned(), format!("写明{}", demand.code()));
        }
    }
    if outcome.demands().iter().any(|one| matches!(one, Demand::LawCited | Demand::InquiryRule)) {
        answer.citations = vec!["《不动产登记暂行条例》第二十七条".to_owned()];
    }
    if outcome.demands().contains(&Demand::WithheldParts) {
        let (what, because) = ("附表第3页".to_owned(), "涉及个人隐私".to_owned());
        answer.withheld = vec![Withheld { what, because, ground: Outcome::ThirdPartyRights }];
    }
    let materials = if outcome.demands().contains(&Demand::Materials) { vec![material()] } else { Vec::new() };
    (answer, materials)
}

fn chosen() -> impl Iterator<Item = Outcome> {
    Outcome::ALL.into_iter().filter(|outcome| outcome.may_be_chosen())
}

#[test]
fn an_answer_that_meets_the_demands_of_its_outcome_makes_a_letter_that_says_all_the_law_asks_for() {
    let application = case();
    let standing = standing(&application);
    let names = RemedyNames {
        government: "某市人民政府".to_owned(),
        superior: "某省司法厅".to_owned(),
        court: "某市人民法院".to_owned(),
        online_review: "https://fuyi.example.gov.cn".to_owned(),
    };
    for outcome in chosen() {
        let (answer, materials) = whole(outcome);
        let given = answer.given(&application, &standing, &materials);
        assert_eq!(outcome.missing(&given), [], "{outcome:?}");
        let clause = remedy_clause(&RemedyFacts {
            decided_on: date(2026, 3, 5),
            outcome,
            withheld_parts: &answer.grounds(),
            reviewed_as: ReviewedAs::Department,
            names: &names,
            service: Some(ServiceWay::Electronic),
        });
        let mut facts = samples::facts();
        facts.answer = Some(answer.facts(&materials, "电子数据，网上下载"));
        facts.remedy_clause = match clause.unwrap().text {
            text if text.is_empty() => REMEDY_OF_THE_OTHER.to_owned(),
            text => text,
        };
        let letter = compose(LetterKind::of_outcome(outcome), &facts);
        let letter = letter.unwrap_or_else(|refusal| panic!("{outcome:?}: {refusal}"));
        assert!(check(&letter).is_empty(), "{outcome:?}");
    }
}

#[test]
fn each_demand_that_is_left_out_is_missed() {
    let application = case();
    let standing = standing(&application);
    for outcome in chosen() {
        for demand in outcome.demands().iter().copied().filter(|demand| Answer::is_written(*demand)) {
            let (mut answer, materials) = whole(outcome);
            answer.texts.insert(demand.code().to_owned(), "  ".to_owned());
            let given = answer.tidied().given(&application, &standing, &materials);
            assert_eq!(outcome.missing(&given), [demand], "{outcome:?}");
        }
        let bare = Answer::of(outcome).given(&application, &standing, &[]);
        assert!(bare.iter().all(|demand| !Answer::is_written(*demand)), "{outcome:?}");
    }
}

fn officer(index: usize, roles: &[Role]) -> Officer {
    let id = PersonId::new(format!("p{index}"));
    let grant = |role: &Role| Grant {
        id: GrantId::new(format!("g{index}{}", role.code())),
        person: id.clone(),
        role: *role,
        scope: if role.is_of_section() { Scope::Section { section: SectionId::new("s") } } else { Scope::Agency },
        from: date(2019, 1, 1),
        until: None,
        basis: "任命".to_owned(),
        acting_for: None,
        granted_by: PersonId::new("a"),
        confirmed_by: PersonId::new("b"),
    };
    let grants = roles.iter().map(grant).collect();
    let person = Person {
        agency: AgencyId::new("a"),
        id,
        username: format!("u{index}"),
        name: format!("人员{index}"),
        section: SectionId::new("s"),
        duty: String::new(),
        state: PersonState::Active,
    };
    Officer { person, grants }
}

/// The writer, and people of whom some hold several roles.
fn people() -> [Officer; 5] {
    [
        officer(0, &[Role::Drafter, Role::SectionHead, Role::DisclosureHead, Role::Leader]),
        officer(1, &[Role::SectionHead, Role::DisclosureHead]),
        officer(2, &[Role::DisclosureHead]),
        officer(3, &[Role::Leader, Role::SecrecyReviewer]),
        officer(4, &[]),
    ]
}

fn review(levels: Vec<ReplyLevel>) -> ReplyReview {
    ReplyReview {
        agency: AgencyId::new("a"),
        case: CaseId::new("c"),
        section: SectionId::new("s"),
        owner: PersonId::new("p0"),
        reply: ContentHash::of(b"reply"),
        progress: ReplyProgress::Waiting { level: levels[0], since: at(0) },
        levels,
        signatures: Vec::new(),
    }
}

fn signing<'signer>(officer: &'signer Officer, seen: &'signer ContentHash, opinion: &'signer str) -> Signing<'signer> {
    Signing { officer, seen, opinion, checklist: None, pictures_unread: 0, at: at(1) }
}

#[test]
fn the_secrecy_reviewer_signs_whenever_information_leaves_and_somebody_always_does() {
    use ReplyLevel::{DisclosureHead, Leader, SecrecyReviewer, SectionHead};
    for (configured, hands_out, levels) in [
        (vec![SectionHead, DisclosureHead, Leader], false, vec![SectionHead, DisclosureHead, Leader]),
        (vec![Leader, SectionHead], true, vec![SectionHead, SecrecyReviewer, Leader]),
        (vec![], false, vec![DisclosureHead]),
        (vec![], true, vec![SecrecyReviewer, DisclosureHead]),
        (vec![SecrecyReviewer], false, vec![SecrecyReviewer, DisclosureHead]),
    ] {
        assert_eq!(levels_of(&configured, hands_out), levels, "{configured:?}");
    }
}

#[test]
fn it_is_refused_with_its_reason() {
    let people = people();
    let (right, wrong) = (ContentHash::of(b"reply"), ContentHash::of(b"other"));
    let fresh = || review(vec![ReplyLevel::SectionHead, ReplyLevel::Leader]);
    let refused = |done: Result<ReplyReview, ReplyRefused>| done.err().map(|reason| reason.refusal().code);
    assert_eq!(refused(fresh().approve(&signing(&people[1], &wrong, "同意"))), Some("stale_reply"));
    assert_eq!(refused(fresh().approve(&signing(&people[0], &right, "同意"))), Some("same_person"));
    assert_eq!(refused(fresh().approve(&signing(&people[3], &right, "同意"))), Some("no_grant"));
    assert_eq!(refused(fresh().approve(&signing(&people[1], &right, " "))), Some("opinion_missing"));
    assert_eq!(refused(fresh().send_back(&signing(&people[1], &right, ""))), Some("reason_missing"));
    let returned = fresh().send_back(&signing(&people[1], &right, "请改")).unwrap_or_else(|_| panic!("a return"));
    assert_eq!(refused(returned.clone().approve(&signing(&people[1], &right, "同意"))), Some("not_waiting"));
    assert_eq!(refused(returned.take_back(at(2))), Some("not_waiting"));
}

proptest! {
    /// Whoever tries in whatever order, a decided reply carries a signature of its hash at every level, in order, by different
    /// people none of whom wrote it.
    #[test]
    fn what_is_decided_is_whole(tries in proptest::collection::vec((0usize..5, any::<bool>(), any::<bool>()), 1..40)) {
        let people = people();
        let mut now = review(vec![ReplyLevel::SectionHead, ReplyLevel::DisclosureHead, ReplyLevel::Leader]);
        for (who, right, agrees) in tries {
            let seen = ContentHash::of(if right { b"reply" } else { b"other" });
            let signing = signing(&people[who], &seen, "意见");
            let done = if agrees { now.clone().approve(&signing) } else { now.clone().send_back(&signing) };
            if let Ok(next) = done {
                prop_assert!(right && who != 0);
                now = next;
            }
            prop_assert_eq!(matches!(now.progress, ReplyProgress::Decided { .. }), now.is_whole());
        }
    }
}
