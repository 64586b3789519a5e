//! Stories of the ledger: what happened, where it stands, until when.

use super::act::Consulted;
use super::standing::Action;
use super::*;
use crate::ContentHash;
use crate::refusal::Refuse;
use jiff::civil::date;
use law::fee::FeeMethod;
use law::outcome::{Demand, Outcome};
use law::remedy::ServiceWay;
use law::reply_due::ConsultationKind;

struct Story {
    mode: IntakeMode,
    events: Vec<Event>,
}

impl Story {
    fn of(mode: IntakeMode, on: Date) -> Self {
        Self { mode, events: vec![Event::Submitted { mode, on }] }
    }

    fn now(&self) -> Standing {
        Standing::replay(self.mode, self.events.iter(), WorkingDayCalendar::shipped())
    }

    fn then(&mut self, event: Result<Event, NotNow>) -> &mut Self {
        self.events.push(event.expect("an event"));
        self
    }
}

fn hash(text: &str) -> ContentHash {
    ContentHash::of(text.as_bytes())
}

fn code(refused: Result<Event, NotNow>) -> &'static str {
    refused.expect_err("a refusal").refusal().code
}

const TOLD: [Demand; 0] = [];

#[test]
fn an_application_of_september_2019_is_answered_on_its_last_day() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2019, 9, 27));
    let standing = story.now();
    assert_eq!(standing.alarm_day(), date(2019, 10, 30));
    assert_eq!(standing.next().unwrap().action, Action::Handle);
    let reply = hash("reply");
    let demands: Vec<Demand> = Outcome::Provided.missing(&TOLD);
    story.then(standing.submit_reply(Outcome::Provided, &demands, reply.clone()));
    story.events.push(Event::Decided { outcome: Outcome::Provided, reply, on: date(2019, 10, 29) });
    let sealed = story.now().seal(2, hash("scan"), date(2019, 10, 29));
    story.then(sealed);
    let served = story.now().serve(ServiceWay::Post, date(2019, 10, 30), date(2019, 10, 31));
    story.then(served);
    let standing = story.now();
    assert_eq!(standing.ending, Some((Outcome::Provided, date(2019, 10, 30))));
    assert_eq!(standing.next().unwrap().action, Action::Archive);
    let archived = standing.archive(hash("volume"), date(2019, 11, 1));
    story.then(archived);
    assert_eq!(story.now().next(), None);
    assert_eq!(code(story.now().withdraw(date(2019, 11, 2))), "done");
}

#[test]
fn a_forgotten_confirmation_hides_no_deadline() {
    let mut story = Story::of(IntakeMode::Email, date(2020, 1, 20));
    let waiting = story.now();
    assert_eq!(waiting.next().unwrap().action, Action::Confirm);
    assert_eq!(waiting.alarm_day(), date(2020, 2, 25));
    let confirmed = waiting.confirm(date(2020, 1, 22), date(2020, 1, 22));
    story.then(confirmed);
    let standing = story.now();
    assert_eq!(standing.due.as_ref().unwrap().due.value, date(2020, 2, 27));
    assert_eq!(standing.alarm_day(), date(2020, 2, 25));
    assert_eq!(code(standing.confirm(date(2020, 1, 23), date(2020, 1, 23))), "phase");
}

#[test]
fn one_correction_restarts_the_period_and_silence_lapses() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2019, 9, 27));
    let asked = story.now().ask_to_correct(date(2019, 11, 4), date(2019, 10, 12));
    story.then(asked);
    assert_eq!(code(story.now().lapse(date(2019, 11, 4))), "phase");
    let corrected = story.now().correct(date(2019, 10, 15), date(2019, 10, 15));
    story.then(corrected);
    assert_eq!(story.now().alarm_day(), date(2019, 11, 12));
    assert_eq!(code(story.now().ask_to_correct(date(2019, 12, 1), date(2019, 10, 16))), "correction_twice");

    let mut silent = Story::of(IntakeMode::OwnSite, date(2019, 9, 27));
    let asked = silent.now().ask_to_correct(date(2019, 11, 4), date(2019, 10, 12));
    silent.then(asked);
    let lapsed = silent.now().lapse(date(2019, 11, 5));
    silent.then(lapsed);
    assert_eq!(silent.now().ending, Some((Outcome::LapsedNoCorrection, date(2019, 11, 5))));
}

#[test]
fn a_correction_notice_of_the_eighth_day_keeps_the_original_clock_beside() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2019, 9, 27));
    let asked = story.now().ask_to_correct(date(2019, 11, 4), date(2019, 10, 14));
    story.then(asked);
    assert!(matches!(story.events.last(), Some(Event::CorrectionAsked { late: true, .. })));
    let corrected = story.now().correct(date(2019, 10, 21), date(2019, 10, 21));
    story.then(corrected);
    let standing = story.now();
    assert!(standing.due.as_ref().unwrap().due.value > date(2019, 10, 30));
    assert_eq!(standing.alarm_day(), date(2019, 10, 30));
}

#[test]
fn an_extension_is_approved_and_told_before_the_end_or_not_at_all() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2019, 9, 27));
    assert_eq!(code(story.now().ask_to_extend(21, date(2019, 10, 29))), "extension");
    assert_eq!(code(story.now().ask_to_extend(5, date(2019, 10, 31))), "extension");
    let asked = story.now().ask_to_extend(20, date(2019, 10, 29));
    story.then(asked);
    assert_eq!(story.now().next().unwrap().action, Action::DecideExtension);
    assert_eq!(code(story.now().notify_extension(date(2019, 10, 30))), "phase");
    let approved = story.now().decide_extension(true, date(2019, 10, 30));
    story.then(approved);
    assert_eq!(code(story.now().notify_extension(date(2019, 10, 31))), "extension");
    let told = story.now().notify_extension(date(2019, 10, 30));
    story.then(told);
    assert_eq!(story.now().alarm_day(), date(2019, 11, 27));
    assert_eq!(code(story.now().ask_to_extend(1, date(2019, 11, 1))), "extension");
}

#[test]
fn asking_a_third_party_takes_its_days_out() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2019, 9, 27));
    let sent = story.now().consult(ConsultationKind::ThirdParty, date(2019, 10, 9), date(2019, 10, 9));
    story.then(sent);
    assert_eq!(story.now().next().unwrap().action, Action::AwaitOpinion);
    let delivered = story.now().consulted(1, Consulted::Delivered, date(2019, 10, 11), date(2019, 10, 11));
    story.then(delivered);
    assert_eq!(story.now().alarm_day(), date(2019, 11, 22));
    let answered =
        story.now().consulted(1, Consulted::Answered(Opinion::Consents), date(2019, 10, 25), date(2019, 10, 25));
    story.then(answered);
    assert_eq!(story.now().alarm_day(), date(2019, 11, 18));
    assert_eq!(
        code(story.now().consulted(1, Consulted::Delivered, date(2019, 10, 26), date(2019, 10, 26))),
        "nobody_asked"
    );
    assert_eq!(
        code(story.now().consult(ConsultationKind::CoMaker, date(2019, 11, 19), date(2019, 11, 19))),
        "consultation_late"
    );
}

#[test]
fn a_fee_is_noticed_once_paid_in_full_and_starts_the_period_anew() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2026, 7, 27));
    let today = date(2026, 8, 10);
    let noticed = story.now().charge(FeeMethod::ByItem, 11, 10_000, date(2026, 9, 7), today);
    story.then(noticed);
    assert_eq!(code(story.now().pay(5_000, today, today)), "day");
    let paid = story.now().pay(10_000, date(2026, 9, 4), date(2026, 9, 4));
    story.then(paid);
    assert_eq!(story.now().alarm_day(), date(2026, 10, 9));
    assert_eq!(code(story.now().charge(FeeMethod::ByPage, 40, 10_000, date(2026, 10, 9), date(2026, 9, 8))), "done");
}

#[test]
fn an_outcome_without_its_ground_does_not_pass_and_a_lapse_is_nobodys_choice() {
    let story = Story::of(IntakeMode::InPerson, date(2024, 3, 1));
    assert_eq!(code(story.now().submit_reply(Outcome::NotExisting, &TOLD, hash("r"))), "demand_missing");
    assert_eq!(code(story.now().submit_reply(Outcome::LapsedNoPayment, &TOLD, hash("r"))), "not_chosen");
    let refusal = story.now().submit_reply(Outcome::NotExisting, &TOLD, hash("r")).unwrap_err().refusal();
    assert!(refusal.article.is_some_and(|article| article.contains("第三十六条")));
}

#[test]
fn a_decision_made_anew_in_a_later_year_leaves_the_closed_year_alone() {
    let mut story = Story::of(IntakeMode::OwnSite, date(2019, 3, 1));
    let served = |story: &mut Story, outcome: Outcome, on: Date| {
        let reply = hash(outcome.code());
        story.events.push(Event::ReplySubmitted { outcome, reply: reply.clone() });
        story.events.push(Event::Decided { outcome, reply: reply.clone(), on });
        story.events.push(Event::Sealed { reply, copies: 1, scan: hash("s"), on });
        story.events.push(Event::Served { way: ServiceWay::InPerson, on });
    };
    served(&mut story, Outcome::ProcessInformation, date(2019, 3, 20));
    let reopened = story.now().reopen(ReopenCause::Reconsideration, date(2019, 6, 3));
    story.then(reopened);
    served(&mut story, Outcome::PartiallyDisclosed, date(2019, 6, 10));
    assert_eq!(story.now().ending, Some((Outcome::PartiallyDisclosed, date(2019, 6, 10))));
    let reopened = story.now().reopen(ReopenCause::Litigation, date(2020, 2, 3));
    story.then(reopened);
    served(&mut story, Outcome::Provided, date(2020, 3, 2));
    assert_eq!(story.now().ending, Some((Outcome::PartiallyDisclosed, date(2019, 6, 10))));
}

#[test]
fn events_survive_their_keeping() {
    let events = [
        Event::Submitted { mode: IntakeMode::Fax, on: date(2020, 2, 29) },
        Event::ConsultationSent { key: 3, kind: ConsultationKind::OtherOrgan, on: date(2020, 3, 2) },
        Event::Decided { outcome: Outcome::NotOurs, reply: hash("r"), on: date(2020, 3, 3) },
        Event::Served { way: ServiceWay::Electronic, on: date(2020, 3, 4) },
    ];
    for event in events {
        let kept = serde_json::to_value(&event).unwrap();
        assert_eq!(kept["event"], event.code());
        assert_eq!(serde_json::from_value::<Event>(kept).unwrap(), event);
    }
}

#[test]
fn a_form_asks_what_the_law_asks() {
    let mut form = Form::default();
    let code = |form: &Form| form.check().unwrap_err().refusal().code;
    assert_eq!(code(&form), "nothing_wanted");
    form.wanted.description = "2019年普法工作方案".to_owned();
    assert_eq!(code(&form), "name_missing");
    form.applicant.name = "\u{200b}𠮷\u{202e}𫖮𬀩 ".to_owned();
    let mut form = form.tidied();
    assert_eq!(form.applicant.name, "𠮷𫖮𬀩");
    assert_eq!(code(&form), "contact_missing");
    form.applicant.telephone = "0391-0000123".to_owned();
    assert_eq!(form.check(), Ok(()));
    form.wanted.way = ProvisionWay::Email;
    assert_eq!(code(&form), "way_needs");
    form.applicant.email = "a b@x".to_owned();
    assert_eq!(code(&form), "email");
    form.applicant.email = "reader@mail.example".to_owned();
    form.applicant.document_kind = "居民身份证".to_owned();
    form.applicant.document_number = "110101199003070012".to_owned();
    assert_eq!(form.check(), Ok(()), "a wrong check digit is a remark");
    assert!(form.remarks(ApplicantKind::NaturalPerson)[0].contains("校验位"));
}
