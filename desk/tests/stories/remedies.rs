//! Stories of reconsiderations and suits: entered, answered in time, decided, and what that does to the application.

use affairs::application::{Event as ApplicationEvent, Form, Phase, ReopenCause};
use affairs::id::{CaseId, RemedyId};
use affairs::notice::{DueKind, Subject};
use affairs::remedy_case::{AppealedBy, Opening};
use affairs::{Date, Instant};
use desk::applications::{Registration, RemedyStep};
use desk::{ActError, Done};
use jiff::civil::date;
use law::annual_report::{ApplicantKind, TableFourColumn};
use law::received::IntakeMode;
use law::remedy::AnswerTerm;
use law::review_case::{Position, ReviewResult, ReviewRoute};
use testkit::{Site, Staffed};

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn on(office: &Staffed, day: Date) {
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
}

/// An application that was given up by silence, whose applicant disagrees.
async fn lapsed() -> (Staffed, CaseId) {
    let office = Site::open().await.with_officers().await;
    let desk = &office.site.desk;
    let received = date(2024, 3, 4);
    on(&office, received);
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = "普法工作方案".to_owned();
    let (mode, kind) = (IntakeMode::InPerson, ApplicantKind::NaturalPerson);
    let registration = Registration { mode, submitted_on: received, signed_on: None, trace: String::new(), kind, form };
    let case = desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap().case;
    desk.ask_to_correct(&office.disclosure, &case, 1, date(2024, 3, 29), "请写明年份").await.unwrap();
    on(&office, date(2024, 3, 30));
    desk.run_due_jobs().await.unwrap();
    on(&office, date(2024, 5, 6));
    (office, case)
}

fn opening(route: ReviewRoute, term: AnswerTerm) -> Opening {
    Opening {
        route,
        position: Position::Respondent,
        organ: "云川市人民政府".to_owned(),
        filed_on: Some(date(2024, 4, 26)),
        accepted_on: None,
        received_on: date(2024, 5, 6),
        term,
    }
}

async fn opened(office: &Staffed, case: &CaseId, opening: Opening) -> RemedyId {
    office.site.desk.open_remedy(&office.disclosure, case, opening, "云政复〔2024〕1号", "").await.unwrap()
}

async fn application(office: &Staffed, case: &CaseId) -> affairs::application::Application {
    let desk = &office.site.desk;
    let keyring = desk.keyring().unwrap();
    store::applications::by_id(desk.reader(), keyring, &office.disclosure.agency, case).await.unwrap().unwrap()
}

async fn phase(office: &Staffed, case: &CaseId) -> Phase {
    let calendar = office.site.desk.calendar(&office.disclosure.agency).await.unwrap();
    application(office, case).await.standing(&calendar).phase
}

#[tokio::test]
async fn only_cases_against_this_agency_are_entered_and_only_by_the_disclosure_office() {
    let (office, case) = lapsed().await;
    let desk = &office.site.desk;
    let heard = Opening { position: Position::Hearing, ..opening(ReviewRoute::Reconsideration, AnswerTerm::Review) };
    assert_eq!(code(desk.open_remedy(&office.disclosure, &case, heard, "", "").await), "not_ours");
    let mine = opening(ReviewRoute::Reconsideration, AnswerTerm::Review);
    assert_eq!(code(desk.open_remedy(&office.drafter, &case, mine.clone(), "", "").await), "role_missing");
    let id = opened(&office, &case, mine).await;
    assert_eq!(code(desk.read_remedy(&office.drafter, &id).await), "role_missing");
    let seen = desk.remedies_of_case(&office.drafter, &case).await.unwrap();
    assert_eq!((seen.rows.len(), seen.may_keep), (1, false));
}

#[tokio::test]
async fn a_corrected_decision_reopens_the_application_in_the_same_act() {
    let (office, case) = lapsed().await;
    let desk = &office.site.desk;
    let id = opened(&office, &case, opening(ReviewRoute::Reconsideration, AnswerTerm::Review)).await;
    let who = &office.disclosure;
    assert_eq!(
        code(desk.record_remedy(who, &id, 7, RemedyStep::Answered(date(2024, 5, 6)), "").await),
        "changed_elsewhere"
    );
    desk.record_remedy(who, &id, 1, RemedyStep::Answered(date(2024, 5, 6)), "书面答复").await.unwrap();
    let day = date(2024, 6, 27);
    on(&office, day);
    let ruled = RemedyStep::Ruled { result: ReviewResult::Revoked, on: day, in_force: false };
    desk.record_remedy(who, &id, 2, ruled, "限期重新作出处理").await.unwrap();
    assert_eq!(phase(&office, &case).await, Phase::Handling);
    let last = application(&office, &case).await.events.pop().unwrap();
    assert_eq!(last.event, ApplicationEvent::Reopened { on: day, cause: ReopenCause::Reconsideration });
    let seen = desk.read_remedy(who, &id).await.unwrap();
    let events: Vec<&str> = seen.remedy.events.iter().map(|line| line.event.code()).collect();
    assert_eq!(events, ["begun", "answered", "ruled", "handling_reopened"]);
    assert_eq!(code(desk.record_remedy(who, &id, 4, ruled, "").await), "ruling");
    let counts = store::remedies::counts(desk.reader(), &who.agency, 2024).await.unwrap();
    assert_eq!(counts, [(ReviewRoute::Reconsideration, TableFourColumn::Rectified, 1)]);
}

#[tokio::test]
async fn a_judgment_that_may_be_appealed_reopens_nothing_until_it_is_in_force() {
    let (office, case) = lapsed().await;
    let desk = &office.site.desk;
    let id = opened(&office, &case, opening(ReviewRoute::DirectSuit, AnswerTerm::Court)).await;
    let who = &office.disclosure;
    let day = date(2024, 8, 1);
    on(&office, day);
    let ruled = RemedyStep::Ruled { result: ReviewResult::OrderedToPerform, on: day, in_force: false };
    desk.record_remedy(who, &id, 1, ruled, "").await.unwrap();
    assert!(matches!(phase(&office, &case).await, Phase::Closed { .. }));
    let appealed = RemedyStep::Appealed { by: AppealedBy::Us, on: day };
    desk.record_remedy(who, &id, 2, appealed, "").await.unwrap();
    assert_eq!(code(desk.record_remedy(who, &id, 3, RemedyStep::InForce, "").await), "done");
    desk.record_remedy(who, &id, 3, ruled, "").await.unwrap();
    desk.record_remedy(who, &id, 4, RemedyStep::InForce, "").await.unwrap();
    assert_eq!(phase(&office, &case).await, Phase::Handling);
    let last = application(&office, &case).await.events.pop().unwrap();
    assert_eq!(last.event, ApplicationEvent::Reopened { on: day, cause: ReopenCause::Litigation });
}

#[tokio::test]
async fn the_answer_that_is_owed_is_told_and_settled_when_it_is_given() {
    let (office, case) = lapsed().await;
    let desk = &office.site.desk;
    let id = opened(&office, &case, opening(ReviewRoute::Reconsideration, AnswerTerm::Review)).await;
    let who = &office.disclosure;
    // The Saturday of 11 May was worked, so ten working days end on Friday, 17 May.
    on(&office, date(2024, 5, 15));
    desk.plan_daily_jobs().await.unwrap();
    on(&office, date(2024, 5, 16));
    desk.run_due_jobs().await.unwrap();
    let due = |subject: &Subject| matches!(subject, Subject::Due { of: DueKind::Remedy, .. });
    let told = || async {
        let notices = store::outbox::notices(desk.reader(), &who.agency, &who.person, 50).await.unwrap();
        notices.iter().filter(|notice| notice.read_at.is_none() && due(&notice.subject)).count()
    };
    assert_eq!(told().await, 1);
    desk.record_remedy(who, &id, 1, RemedyStep::Answered(date(2024, 5, 16)), "").await.unwrap();
    assert_eq!(told().await, 0);
}
