//! The book of the mail room, papers that ask for several things, and the earlier cases that asked for nearly the same.

use affairs::application::{Application, Event, FileRole, Form};
use affairs::id::{CaseId, MailId, SectionId};
use affairs::mail_room::{Arrived, Carrier};
use affairs::notice::Subject;
use affairs::personal::Purpose;
use affairs::{Date, Instant, Personal};
use desk::applications::{Received, Registration};
use desk::{ActError, Done, Who};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::received::IntakeMode;
use testkit::{Site, Staffed};

const KEY: &str = "a-key-drawn-with-the-form-1";

async fn office() -> Staffed {
    let office = Site::open().await.with_officers().await;
    on(&office, date(2019, 9, 27));
    office
}

fn on(office: &Staffed, day: Date) {
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn letter(number: &str, signed_on: Date) -> Arrived {
    Arrived {
        carrier: Carrier::Express,
        postal_number: number.to_owned(),
        signed_on,
        signed_by: Personal::new("门卫室老张".to_owned()),
        section: SectionId::new("office"),
        holds_application: true,
    }
}

fn form(wanted: &str) -> Form {
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = wanted.to_owned();
    form
}

async fn registered(office: &Staffed, signed_on: Option<Date>, trace: &str) -> Received {
    let registration = Registration {
        mode: IntakeMode::RegisteredPost,
        submitted_on: date(2019, 9, 20),
        signed_on,
        trace: trace.to_owned(),
        kind: ApplicantKind::NaturalPerson,
        form: form("普法方案；经费决算；人员编制"),
    };
    office.site.desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap()
}

async fn loaded(office: &Staffed, case: &CaseId) -> Application {
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let found = store::applications::by_id(desk.reader(), desk.keyring().unwrap(), agency, case).await;
    found.unwrap().unwrap()
}

async fn received_on(office: &Staffed, case: &CaseId) -> Option<Date> {
    let calendar = office.site.desk.calendar(&office.drafter.agency).await.unwrap();
    loaded(office, case).await.standing(&calendar).receipt.received_on
}

async fn notices(office: &Staffed, who: &Who) -> Vec<Subject> {
    let found = store::outbox::notices(office.site.desk.reader(), &who.agency, &who.person, 40).await.unwrap();
    let letters = found.into_iter().map(|notice| notice.subject);
    letters.filter(|subject| matches!(subject, Subject::MailWithoutApplication { .. })).collect()
}

#[tokio::test]
async fn the_earliest_signature_of_a_cases_letters_is_its_receipt() {
    let office = office().await;
    let desk = &office.site.desk;
    let received = registered(&office, Some(date(2019, 9, 26)), "").await;
    let (case, number) = (received.case, received.number);
    assert_eq!(received_on(&office, &case).await, Some(date(2019, 9, 26)));
    let late = desk.enter_mail(&office.drafter, letter("EMS0000001", date(2019, 9, 27)), &number).await.unwrap();
    assert_eq!(received_on(&office, &case).await, Some(date(2019, 9, 26)), "a later one moves nothing");
    let early = desk.enter_mail(&office.drafter, letter("EMS0000002", date(2019, 9, 24)), "").await.unwrap();
    desk.tie_mail(&office.drafter, &early, &number).await.unwrap();
    assert_eq!(received_on(&office, &case).await, Some(date(2019, 9, 24)));
    let ledger = loaded(&office, &case).await.events;
    let last = ledger.last().unwrap();
    assert_eq!(last.event, Event::Signed { on: date(2019, 9, 24) });
    assert_eq!(last.words.reveal(Purpose::Checking).party, "门卫室老张");
    let lines = store::journal::after(desk.reader(), &office.drafter.agency, 0, 10_000).await.unwrap();
    assert!(!serde_json::to_string(&lines).unwrap().contains("老张"), "the journal names nobody");
    assert_eq!(code(desk.tie_mail(&office.drafter, &early, &number).await), "tied_already");
    assert_eq!(code(desk.mark_mail(&office.drafter, &late, false).await), "tied_already");
}

#[tokio::test]
async fn a_registration_that_names_a_letter_of_the_book_takes_its_day_and_ties_it() {
    let office = office().await;
    let desk = &office.site.desk;
    let item = desk.enter_mail(&office.drafter, letter("ems 123 456", date(2019, 9, 23)), "").await.unwrap();
    let received = registered(&office, Some(date(2019, 9, 26)), "EMS-123456").await;
    assert_eq!(received_on(&office, &received.case).await, Some(date(2019, 9, 23)));
    let kept = store::mail_room::by_id(desk.reader(), desk.keyring().unwrap(), &office.drafter.agency, &item).await;
    assert_eq!(kept.unwrap().unwrap().case, Some(received.case));
    let second = registered(&office, None, "EMS123456").await;
    assert_eq!(received_on(&office, &second.case).await, Some(date(2019, 9, 23)), "two papers in one envelope");
}

#[tokio::test]
async fn a_number_stands_once_and_what_cannot_be_is_refused() {
    let office = office().await;
    let desk = &office.site.desk;
    let who = &office.drafter;
    desk.enter_mail(who, letter("EMS123456", date(2019, 9, 26)), "").await.unwrap();
    match desk.enter_mail(who, letter("ems-123456", date(2019, 9, 27)), "").await {
        Err(ActError::Refused(refusal)) => {
            assert_eq!((refusal.code, refusal.field), ("number_taken", Some("number")));
            assert!(refusal.message.contains("2019年9月26日"), "{}", refusal.message);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(code(desk.enter_mail(who, letter("EMS7654321", date(2019, 9, 28)), "").await), "day");
    assert_eq!(
        code(desk.enter_mail(who, letter("EMS7654321", date(2019, 9, 27)), "申请〔2019〕009号").await),
        "no_such_case"
    );
    let nowhere = Arrived { section: SectionId::new("nowhere"), ..letter("EMS7654321", date(2019, 9, 27)) };
    assert_eq!(code(desk.enter_mail(who, nowhere, "").await), "no_section");
    let auditor = desk.enter_mail(&office.auditor, letter("EMS7654321", date(2019, 9, 27)), "").await;
    assert_eq!(code(auditor), "role_missing");
    let book = store::mail_room::newest(desk.reader(), desk.keyring().unwrap(), &who.agency, None, 9).await.unwrap();
    assert_eq!(book.len(), 1);
}

#[tokio::test]
async fn a_letter_without_its_application_alarms_after_a_working_day_until_it_has_one_or_holds_none() {
    let office = office().await;
    let desk = &office.site.desk;
    let enter = |number: &'static str| desk.enter_mail(&office.drafter, letter(number, date(2019, 9, 27)), "");
    let (forgotten, none): (MailId, MailId) = (enter("EMS0000001").await.unwrap(), enter("EMS0000002").await.unwrap());
    desk.mark_mail(&office.drafter, &none, false).await.unwrap();
    on(&office, date(2019, 9, 29));
    desk.run_due_jobs().await.unwrap();
    assert!(notices(&office, &office.disclosure).await.is_empty(), "its working day is not over");
    on(&office, date(2019, 9, 30));
    desk.run_due_jobs().await.unwrap();
    for who in [&office.disclosure, &office.disclosure_head] {
        let told = notices(&office, who).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].headline().contains("EMS0000001"), "{}", told[0].headline());
    }
    on(&office, date(2019, 10, 1));
    desk.run_due_jobs().await.unwrap();
    assert_eq!(notices(&office, &office.disclosure).await.len(), 2, "each morning");
    let received = registered(&office, Some(date(2019, 9, 27)), "").await;
    desk.tie_mail(&office.drafter, &forgotten, &received.number).await.unwrap();
    on(&office, date(2019, 10, 9));
    desk.run_due_jobs().await.unwrap();
    assert_eq!(notices(&office, &office.disclosure).await.len(), 2);
}

#[tokio::test]
async fn a_paper_that_asks_for_three_things_becomes_three_applications_of_one_day() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let mut coming = desk.files_in(agency).await.unwrap();
    coming.begin(FileRole::IdentityProof, "身份证.jpg").await.unwrap();
    let jpeg = b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x5a\xff\xd9";
    coming.write(jpeg).await.unwrap();
    coming.end().await.unwrap();
    let kind = ApplicantKind::NaturalPerson;
    let receipt = desk.apply(agency, kind, form("普法方案；经费决算；人员编制"), KEY, coming.done()).await.unwrap();
    let paper = desk.case_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap().frame.id;
    on(&office, date(2019, 9, 30));
    let parts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    let who = &office.disclosure;
    let three = parts(&["普法方案", " 经费决算 ", "", "人员编制"]);
    assert_eq!(code(desk.split_application(&office.drafter, &paper, 1, three.clone()).await), "not_handling");
    assert_eq!(code(desk.split_application(who, &paper, 1, parts(&["普法方案"])).await), "text_missing");
    assert_eq!(code(desk.split_application(who, &paper, 1, parts(&["甲", "乙", "甲"])).await), "same_part");
    let numbers = desk.split_application(who, &paper, 1, three.clone()).await.unwrap();
    assert_eq!(numbers, ["申请〔2019〕002号", "申请〔2019〕003号"]);
    assert_eq!(code(desk.split_application(who, &paper, 1, three).await), "changed_elsewhere");

    let first = loaded(&office, &paper).await;
    assert_eq!(first.form.reveal(Purpose::Checking).wanted.description, "普法方案");
    let told = first.events.last().unwrap().words.reveal(Purpose::Checking).text.clone();
    assert!(told.contains("普法方案；经费决算；人员编制") && told.contains("申请〔2019〕003号"), "{told}");
    let calendar = desk.calendar(agency).await.unwrap();
    for (number, wanted) in numbers.iter().zip(["经费决算", "人员编制"]) {
        // The same code opens each part, and the number alone none.
        let part = desk.case_of_receipt(agency, number, &receipt.code, "net").await.unwrap();
        assert_eq!(part.form.reveal(Purpose::Checking).wanted.description, wanted);
        assert_eq!(part.events[1].event, Event::SplitFrom { on: date(2019, 9, 30), paper: paper.clone() });
        let standing = part.standing(&calendar);
        assert_eq!(standing.receipt.received_on, Some(date(2019, 9, 27)));
        assert_eq!(standing.due, first.standing(&calendar).due);
        assert_eq!(part.frame.responsible, first.frame.responsible);
        let files = desk.case_files(who, &part.frame.id).await.unwrap();
        let mut opened = desk.open_case_file(who, &part.frame.id, &files[0].hash).await.unwrap();
        assert_eq!(opened.pieces.next().await.unwrap().unwrap().as_slice(), jpeg);
    }
    let counts = store::applications::counts(desk.reader(), agency, 2019).await.unwrap();
    assert_eq!(counts.received, [((), kind, 3)]);
    assert_eq!(counts.carried_over, [((), kind, 3)]);
    let account = store::series::account(desk.reader(), agency, affairs::series::Series::Application, 2019).await;
    assert_eq!(account.unwrap(), (3, 3, 0));
}

#[tokio::test]
async fn the_nearest_earlier_cases_are_suggested_to_whoever_may_read_them() {
    let office = office().await;
    let desk = &office.site.desk;
    let asked = [
        "2018年普法宣传经费的预算和决算",
        "律师执业许可的办理结果",
        "2017年度普法宣传经费决算表",
        "普法宣传经费2016年的决算",
        "法律援助案件的数量",
        "普法宣传经费2015年决算",
    ];
    let mut cases = Vec::new();
    for wanted in asked {
        let registration = Registration {
            mode: IntakeMode::InPerson,
            submitted_on: date(2019, 9, 20),
            signed_on: None,
            trace: String::new(),
            kind: ApplicantKind::NaturalPerson,
            form: form(wanted),
        };
        cases.push(desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap().case);
    }
    let this = cases.last().unwrap();
    let near = desk.nearest_cases(&office.disclosure, this).await.unwrap();
    assert_eq!(near.len(), 3, "{near:?}");
    assert!(near.iter().all(|one| [0, 2, 3].contains(&cases.iter().position(|case| *case == one.row.case).unwrap())));
    assert!(near.windows(2).all(|pair| pair[0].likeness >= pair[1].likeness));
    assert!(near.iter().all(|one| one.remedies.is_empty() && one.row.outcome.is_none()));
    assert_eq!(code(desk.nearest_cases(&office.drafter, this).await), "not_handling");
    // A section's officer sees those alone that are his own to read.
    let version = loaded(&office, this).await.frame.version;
    desk.assign_application(&office.disclosure, this, version, &office.drafter.person).await.unwrap();
    assert!(desk.nearest_cases(&office.drafter, this).await.unwrap().is_empty());
}
