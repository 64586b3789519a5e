//! Stories of requests: a record to be corrected, a suggestion to publish; outside every count of applications.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up has no use for going on")]

use affairs::case::CaseKind;
use affairs::id::CaseId;
use affairs::personal::Purpose;
use affairs::request::{Answered, Event, RequestForm, Stage};
use desk::applications::LetterFormat;
use desk::requests::Answer;
use desk::{ActError, Done};
use jiff::civil::date;
use law::calendar::WorkingDayCalendar;
use testkit::{Site, Staffed};

const KEY: &str = "a-key-drawn-with-the-form-1";

fn form() -> RequestForm {
    RequestForm {
        name: "申请人甲".to_owned(),
        email: "canary-asker@example.com".to_owned(),
        about: "律师执业登记中本人的出生日期记为1970年1月1日".to_owned(),
        wish: "应为1971年1月1日".to_owned(),
        evidence: "居民身份证".to_owned(),
        ..RequestForm::default()
    }
}

fn answer(result: Answered, words: &str) -> Answer {
    Answer {
        result,
        findings: "核对了登记档案和所附证件".to_owned(),
        words: words.to_owned(),
        organ: String::new(),
        organ_contact: String::new(),
    }
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

async fn office() -> Staffed {
    let office = Site::open().await.with_officers().await;
    let mut settings = affairs::setting::Settings::default();
    settings.answering.government = "试验市人民政府".to_owned();
    settings.answering.superior = "试验省司法厅".to_owned();
    settings.answering.court = "试验市人民法院".to_owned();
    office.site.desk.save_settings(&office.disclosure_head, &settings).await.unwrap();
    office
}

async fn stage(office: &Staffed, case: &CaseId) -> Stage {
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let request = store::requests::by_id(desk.reader(), desk.keyring().unwrap(), agency, case).await.unwrap().unwrap();
    request.standing(WorkingDayCalendar::shipped()).stage
}

#[tokio::test]
async fn a_record_is_corrected_and_its_letter_says_so() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY).await.unwrap();
    assert_eq!(receipt.number, "更正〔2019〕001号");
    assert_eq!(desk.ask(agency, CaseKind::RecordCorrection, form(), KEY).await.unwrap(), receipt);
    assert_eq!(code(desk.request_of_receipt(agency, &receipt.number, "wrong", "net").await), "receipt_wrong");
    let found = desk.request_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap();
    let case = found.frame.id;
    let early = desk.request_letter(&office.disclosure, &case, LetterFormat::Pdf).await;
    assert_eq!(code(early), "not_answered");
    assert_eq!(code(desk.read_request(&office.auditor, &case).await), "role_missing");
    let seen = desk.read_request(&office.disclosure, &case).await.unwrap();
    assert_eq!(seen.form.reveal(Purpose::Handling).name, "申请人甲");

    let act = |answer| desk.answer_request(&office.disclosure, &case, 1, answer);
    assert_eq!(code(act(answer(Answered::Adopted, "")).await), "other_kind");
    assert_eq!(code(act(answer(Answered::NotCorrected, " ")).await), "text_missing");
    assert_eq!(code(act(answer(Answered::Transferred, "")).await), "text_missing", "an organ has no name");
    act(answer(Answered::Corrected, "出生日期更正为1971年1月1日")).await.unwrap();
    let result = Answered::Corrected;
    assert_eq!(stage(&office, &case).await, Stage::Answered { result, on: date(2019, 3, 5) });
    assert_eq!(code(act(answer(Answered::Corrected, "再次")).await), "changed_elsewhere");
    let pdf = desk.request_letter_by_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let word = desk.request_letter(&office.disclosure, &case, LetterFormat::Word).await.unwrap();
    assert!(word.starts_with(b"PK"));
    assert_eq!(code(desk.withdraw_request(agency, &receipt.number, &receipt.code, "net").await), "done");
}

#[tokio::test]
async fn an_organ_that_may_not_correct_names_the_one_that_may() {
    let office = office().await;
    let desk = &office.site.desk;
    let day = date(2019, 3, 4);
    let registered = desk.register_request(&office.disclosure, CaseKind::RecordCorrection, form(), day).await;
    let (case, _) = registered.unwrap();
    let mut pointed = answer(Answered::Pointed, "");
    pointed.organ = "试验市公安局".to_owned();
    pointed.organ_contact = "试验市和平路1号".to_owned();
    desk.answer_request(&office.disclosure, &case, 1, pointed).await.unwrap();
    let pdf = desk.request_letter(&office.disclosure, &case, LetterFormat::Pdf).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let ahead = desk.register_request(&office.disclosure, CaseKind::RecordCorrection, form(), date(2019, 3, 6)).await;
    assert_eq!(code(ahead), "day");
    let nobody = desk.register_request(&office.drafter, CaseKind::RecordCorrection, form(), day).await;
    assert_eq!(code(nobody), "role_missing");
}

#[tokio::test]
async fn an_adopted_suggestion_asks_for_a_publication_and_names_it() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let mut form = form();
    form.evidence = String::new();
    let receipt = desk.ask(agency, CaseKind::Suggestion, form, KEY).await.unwrap();
    assert_eq!(receipt.number, "建议〔2019〕001号");
    let case = desk.request_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap().frame.id;
    let document = office.draft("采纳的信息").await;
    let early = desk.link_request(&office.disclosure, &case, 1, &document).await;
    assert_eq!(code(early), "not_adopted");
    desk.assign_request(&office.disclosure, &case, 1, &office.drafter.person).await.unwrap();
    desk.answer_request(&office.drafter, &case, 2, answer(Answered::Adopted, "")).await.unwrap();
    let tasks = store::outbox::update_tasks(desk.reader(), agency, 9).await.unwrap();
    assert!(tasks.iter().any(|task| task.what.contains("建议〔2019〕001号")), "{tasks:?}");
    assert!(tasks.iter().all(|task| !task.what.contains("申请人甲")));
    desk.link_request(&office.drafter, &case, 4, &document).await.unwrap();
    let request = desk.read_request(&office.drafter, &case).await.unwrap();
    assert!(
        matches!(&request.events.last().unwrap().event, Event::DraftLinked { document: linked } if *linked == document)
    );
    let letter = desk.request_letter(&office.drafter, &case, LetterFormat::Pdf).await;
    assert_eq!(code(letter), "not_answered", "a suggestion gets no letter of correction");
}

#[tokio::test]
async fn requests_never_count_among_applications() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let before = store::applications::counts(desk.reader(), agency, 2019).await.unwrap();
    desk.ask(agency, CaseKind::RecordCorrection, form(), KEY).await.unwrap();
    desk.ask(agency, CaseKind::Suggestion, form(), "a-key-drawn-with-another-form").await.unwrap();
    assert_eq!(store::applications::counts(desk.reader(), agency, 2019).await.unwrap(), before);
    assert_eq!(
        code(desk.ask(agency, CaseKind::Application, form(), "a-key-drawn-with-a-third-form").await),
        "not_found"
    );
}

#[tokio::test]
async fn the_mails_of_a_request_say_that_it_came_and_that_it_is_answered_and_nothing_of_it() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY).await.unwrap();
    let case = desk.request_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap().frame.id;
    desk.answer_request(&office.disclosure, &case, 1, answer(Answered::Corrected, "已更正")).await.unwrap();
    let waiting = store::outbox::messages::undelivered(desk.reader(), agency, 9).await.unwrap();
    assert_eq!(waiting.len(), 2);
    for message in waiting {
        let (_, letter) = desk.read_message(&office.disclosure, &message.id).await.unwrap();
        let text = format!("{}{}", letter.subject.reveal(Purpose::Handling), letter.text.reveal(Purpose::Handling));
        assert!(text.contains(&receipt.number));
        for secret in ["申请人甲", "1971", "居民身份证", receipt.code.as_str()] {
            assert!(!text.contains(secret), "{secret} stands in {text}");
        }
    }
}
