//! Stories of 协办: another section's officer is asked, reads the case as long, answers with words and a file; a leaver's go on.

use affairs::application::{Application, FileRole, Form};
use affairs::id::CaseId;
use affairs::people::Role;
use affairs::{Date, Instant};
use desk::applications::{Registration, TakenFile};
use desk::people::{Leaving, Successor};
use desk::{ActError, Done};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::received::IntakeMode;
use testkit::{Site, Staffed};

const DAY: Date = date(2024, 5, 6);
const UNTIL: Date = date(2024, 5, 10);

fn code<T>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        Err(other) => panic!("expected a refusal, found {other:?}"),
        Ok(_) => panic!("expected a refusal"),
    }
}

/// A JPEG as its structure is checked.
fn photo() -> Vec<u8> {
    let mut bytes =
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
            .to_vec();
    bytes.resize(bytes.len() + 600, 0x5a);
    bytes.extend(b"\xff\xd9");
    bytes
}

struct Story {
    office: Staffed,
    case: CaseId,
}

async fn story() -> Story {
    let office = Site::open().await.with_officers().await;
    office.site.clock.set(Instant::of_shanghai(DAY.at(9, 0, 0, 0)));
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = "2023年法律援助经费决算".to_owned();
    let registration = Registration {
        mode: IntakeMode::InPerson,
        submitted_on: DAY,
        signed_on: None,
        trace: String::new(),
        kind: ApplicantKind::NaturalPerson,
        form,
    };
    let case = office.site.desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap().case;
    Story { case, office }
}

impl Story {
    async fn loaded(&self) -> Application {
        let (desk, agency) = (&self.office.site.desk, &self.office.disclosure.agency);
        store::applications::by_id(desk.reader(), desk.keyring().unwrap(), agency, &self.case).await.unwrap().unwrap()
    }

    async fn ask(&self, to: &desk::Who, until: Date, question: &str) -> Done<()> {
        let (office, version) = (&self.office, self.loaded().await.frame.version);
        let asked = (until, question);
        office.site.desk.ask_co_handling(&office.disclosure, &self.case, version, &to.person, asked).await
    }

    async fn evidence(&self) -> Vec<TakenFile> {
        let mut files = self.office.site.desk.files_in(&self.office.disclosure.agency).await.unwrap();
        files.begin(FileRole::Evidence, "核对情况.jpg").await.unwrap();
        files.write(&photo()).await.unwrap();
        files.end().await.unwrap();
        files.done()
    }
}

#[tokio::test]
async fn whoever_is_asked_reads_the_case_until_he_has_answered_and_handles_nothing() {
    let story = story().await;
    let (desk, case) = (&story.office.site.desk, &story.case);
    let asked = &story.office.other_drafter;
    assert_eq!(code(desk.read_application(asked, case).await), "not_handling");
    assert_eq!(code(desk.answer_co_handling(asked, case, "同意", Vec::new()).await), "not_asked");
    assert_eq!(code(story.ask(asked, UNTIL, " ").await), "text_missing");
    assert_eq!(code(story.ask(asked, date(2024, 5, 5), "请核对决算表").await), "day");
    assert_eq!(code(story.ask(&story.office.disclosure, UNTIL, "请核对决算表").await), "text_missing");
    assert_eq!(code(story.ask(&story.office.auditor, UNTIL, "请核对决算表").await), "not_active");
    story.ask(asked, UNTIL, "请核对决算表").await.unwrap();
    assert_eq!(code(story.ask(asked, UNTIL, "请再核对").await), "text_missing", "he is asked already");

    // The case stays whose it was; he reads it, opens its files, and can do nothing else with it.
    assert_eq!(story.loaded().await.frame.responsible, story.office.disclosure.person);
    desk.read_application(asked, case).await.unwrap();
    desk.case_files(asked, case).await.unwrap();
    let version = story.loaded().await.frame.version;
    assert_eq!(code(desk.withdraw_application(asked, case, version, "").await), "not_handling");

    let asked_for = story.loaded().await.co_handling();
    assert!(!asked_for[0].is_late(UNTIL), "its last day is not late");
    assert!(asked_for[0].is_late(date(2024, 5, 11)));
    let files = story.evidence().await;
    desk.answer_co_handling(asked, case, "已经核对，可以公开", files).await.unwrap();
    assert_eq!(story.loaded().await.co_handling()[0].answered_on, Some(DAY));
    assert_eq!(code(desk.read_application(asked, case).await), "not_handling");
    assert_eq!(code(desk.case_files(asked, case).await), "not_handling");
    assert_eq!(code(desk.answer_co_handling(asked, case, "再次", Vec::new()).await), "not_asked");
    let kept = desk.case_files(&story.office.disclosure, case).await.unwrap();
    assert_eq!(kept.iter().map(|file| file.role).collect::<Vec<_>>(), [FileRole::Evidence]);
    let owed = store::co_handling::owed_by(desk.reader(), &asked.agency, &asked.person, 9).await.unwrap();
    assert!(owed.is_empty());
}

#[tokio::test]
async fn what_a_leaver_owes_his_successor_owes() {
    let story = story().await;
    let office = &story.office;
    let desk = &office.site.desk;
    story.ask(&office.other_drafter, UNTIL, "请核对决算表").await.unwrap();
    let leaving = Leaving {
        person: office.other_drafter.person.clone(),
        reason: "调离".to_owned(),
        moves_to: None,
        successors: vec![Successor { role: Role::Drafter, person: office.drafter.person.clone() }],
    };
    let id = desk.hand_over(&office.site.first_administrator, &leaving).await.unwrap();
    let handover = store::proposals::handover(desk.reader(), &office.drafter.agency, &id).await.unwrap().unwrap();
    assert!(handover.items.iter().any(|item| item.kind == "协办" && item.to == office.drafter.person));
    let owed = story.loaded().await.co_handling();
    assert_eq!((&owed[0].to, owed[0].until, owed[0].answered_on), (&office.drafter.person, UNTIL, None));
    desk.answer_co_handling(&office.drafter, &story.case, "已经核对", Vec::new()).await.unwrap();
    let owed = store::co_handling::owed_by(desk.reader(), &office.drafter.agency, &office.drafter.person, 9).await;
    assert!(owed.unwrap().is_empty());
}
