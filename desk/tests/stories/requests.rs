//! Stories of requests: a record to be corrected, a suggestion to publish; outside every count of applications.

use affairs::application::FileRole;
use affairs::case::CaseKind;
use affairs::id::CaseId;
use affairs::notice::{DueKind, Subject};
use affairs::people::Role;
use affairs::personal::Purpose;
use affairs::request::{Answered, Event, RequestForm, Stage};
use affairs::{Date, Instant};
use desk::applications::{LetterFormat, Seal, TakenFile};
use desk::keeping::verify;
use desk::people::{Leaving, Successor};
use desk::requests::{Answer, LetterTaken};
use desk::{ActError, Done};
use jiff::civil::date;
use law::calendar::WorkingDayCalendar;
use testkit::{Site, Staffed};

/// A JPEG as its structure is checked.
const PROOF: &[u8] =
    b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00ZZZZ\xff\xd9";
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
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, Vec::new()).await.unwrap();
    assert_eq!(receipt.number, "更正〔2019〕001号");
    assert_eq!(desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, Vec::new()).await.unwrap(), receipt);
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
    let unsealed = desk.request_letter_by_receipt(agency, &receipt.number, &receipt.code, "net").await;
    assert_eq!(code(unsealed.map(|_| ())), "not_sealed");
    let word = desk.request_letter(&office.disclosure, &case, LetterFormat::Word).await.unwrap();
    assert!(word.starts_with(b"PK"));
    assert_eq!(code(desk.withdraw_request(agency, &receipt.number, &receipt.code, "net").await), "done");
    let letters = desk.numbered_letters(&office.disclosure, &case).await.unwrap();
    assert_eq!((letters[0].name.as_str(), letters[0].number.as_str()), ("D-30", "公开答复〔2019〕1号"));

    // The sealed copy is tied to the letter by its code, and is what the person takes away.
    let paper = desk.request_letter(&office.disclosure, &case, LetterFormat::Pdf).await.unwrap();
    let version = desk.read_request(&office.disclosure, &case).await.unwrap().frame.version;
    let bare = seal(None);
    assert_eq!(code(desk.seal_request(&office.disclosure, &case, version, bare).await), "copy_missing");
    let other = desk.file(&office, FileRole::SealedReply, "别的.pdf", &another_paper(&office).await).await;
    assert_eq!(code(desk.seal_request(&office.disclosure, &case, version, seal(Some(other))).await), "another_letter");
    let copy = desk.file(&office, FileRole::SealedReply, "盖章件.pdf", &paper).await;
    desk.seal_request(&office.disclosure, &case, version, seal(Some(copy))).await.unwrap();
    assert_eq!(code(desk.seal_request(&office.disclosure, &case, version + 1, seal(None)).await), "phase");
    let taken = desk.request_letter_by_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap();
    let LetterTaken::Sealed(mut opened) = taken else { panic!("the sealed copy") };
    assert!(opened.pieces.next().await.unwrap().unwrap().starts_with(b"%PDF"));
}

fn seal(copy: Option<TakenFile>) -> Seal {
    Seal { copies: 2, by: "印章管理员".to_owned(), copy, check: String::new() }
}

/// The sealed letter of somebody else's request.
async fn another_paper(office: &Staffed) -> Vec<u8> {
    let desk = &office.site.desk;
    let day = date(2019, 3, 4);
    let (case, _) = desk.register_request(&office.disclosure, CaseKind::RecordCorrection, form(), day).await.unwrap();
    desk.answer_request(&office.disclosure, &case, 1, answer(Answered::NotCorrected, "记录准确")).await.unwrap();
    desk.request_letter(&office.disclosure, &case, LetterFormat::Pdf).await.unwrap()
}

trait Taking {
    async fn file(&self, office: &Staffed, role: FileRole, name: &str, bytes: &[u8]) -> TakenFile;
}

impl Taking for desk::Desk {
    async fn file(&self, office: &Staffed, role: FileRole, name: &str, bytes: &[u8]) -> TakenFile {
        let mut files = self.files_in(&office.drafter.agency).await.unwrap();
        files.begin(role, name).await.unwrap();
        files.write(bytes).await.unwrap();
        files.end().await.unwrap();
        files.done().remove(0)
    }
}

#[tokio::test]
async fn what_is_handed_in_lies_sealed_and_only_who_handles_it_opens_it() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let proof = desk.file(&office, FileRole::Attachment, "证据.jpg", PROOF).await;
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, vec![proof]).await.unwrap();
    let case = desk.request_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap().frame.id;
    let found = desk.file(&office, FileRole::Evidence, "登记档案.jpg", PROOF).await;
    desk.attach_request_files(&office.disclosure, &case, vec![found]).await.unwrap();
    let sealed = desk.file(&office, FileRole::SealedReply, "盖章件.jpg", PROOF).await;
    let refused = desk.attach_request_files(&office.disclosure, &case, vec![sealed]).await;
    assert_eq!(code(refused), "file_role");
    let files = desk.request_files(&office.disclosure, &case).await.unwrap();
    let mut roles: Vec<FileRole> = files.iter().map(|file| file.role).collect();
    roles.sort();
    assert_eq!(roles, [FileRole::Attachment, FileRole::Evidence]);
    for file in &files {
        let bytes = std::fs::read(desk.files().path(&file.hash)).unwrap();
        assert!(!bytes.starts_with(&PROOF[..4]), "it lies readable on the disk");
        let mut opened = desk.open_request_file(&office.disclosure, &case, &file.hash).await.unwrap();
        assert!(opened.pieces.next().await.unwrap().unwrap().starts_with(PROOF));
    }
    let stranger = desk.open_request_file(&office.auditor, &case, &files[0].hash).await;
    assert_eq!(code(stranger.map(|_| ())), "role_missing");
    let report = verify(desk.reader(), desk.files(), Some(desk.keyring().unwrap()), &|_| {}).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_request_alarms_by_stages_until_it_is_answered() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, Vec::new()).await.unwrap();
    let case = desk.request_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap().frame.id;
    desk.plan_daily_jobs().await.unwrap();
    // Twenty working days after 5 March are 2 April.
    let told = async |day: Date| {
        office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
        desk.run_due_jobs().await.unwrap();
        let notices = store::outbox::notices(desk.reader(), agency, &office.disclosure.person, 99).await.unwrap();
        let unread = notices.into_iter().filter(|notice| notice.read_at.is_none());
        let due = |subject| match subject {
            Subject::Due { of: DueKind::Request, left, late, .. } => Some((left, late)),
            _ => None,
        };
        unread.filter_map(|notice| due(notice.subject)).collect::<Vec<(u32, Option<u32>)>>()
    };
    assert_eq!(told(date(2019, 3, 7)).await, [], "it is far away");
    assert_eq!(told(date(2019, 3, 29)).await, [(2, None)]);
    let late = told(date(2019, 4, 4)).await;
    assert!(matches!(late.as_slice(), [(0, Some(_))]), "{late:?}");
    desk.answer_request(&office.disclosure, &case, 1, answer(Answered::Corrected, "已更正")).await.unwrap();
    assert_eq!(told(date(2019, 4, 4)).await, [], "done is done");
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
    let receipt = desk.ask(agency, CaseKind::Suggestion, form, KEY, Vec::new()).await.unwrap();
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
    desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, Vec::new()).await.unwrap();
    desk.ask(agency, CaseKind::Suggestion, form(), "a-key-drawn-with-another-form", Vec::new()).await.unwrap();
    assert_eq!(store::applications::counts(desk.reader(), agency, 2019).await.unwrap(), before);
    assert_eq!(
        code(desk.ask(agency, CaseKind::Application, form(), "a-key-drawn-with-a-third-form", Vec::new()).await),
        "not_found"
    );
}

#[tokio::test]
async fn the_mails_of_a_request_say_that_it_came_and_that_it_is_answered_and_nothing_of_it() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, Vec::new()).await.unwrap();
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

#[tokio::test]
async fn what_a_leaver_has_open_goes_to_his_successor() {
    let office = office().await;
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let next = office.site.officer("disclosure-b", "公开经办人乙", Role::DisclosureOfficer).await;
    let receipt = desk.ask(agency, CaseKind::RecordCorrection, form(), KEY, Vec::new()).await.unwrap();
    let case = desk.request_of_receipt(agency, &receipt.number, &receipt.code, "net").await.unwrap().frame.id;
    desk.assign_request(&office.disclosure_head, &case, 1, &office.disclosure.person).await.unwrap();
    let leaving = Leaving {
        person: office.disclosure.person.clone(),
        reason: "调离".to_owned(),
        moves_to: None,
        successors: vec![Successor { role: Role::DisclosureOfficer, person: next.person.clone() }],
    };
    let id = desk.hand_over(&office.site.first_administrator, &leaving).await.unwrap();
    let handover = store::proposals::handover(desk.reader(), agency, &id).await.unwrap().unwrap();
    assert!(handover.items.iter().any(|item| item.number == receipt.number && item.to == next.person));
    let request = desk.read_request(&next, &case).await.unwrap();
    assert_eq!((&request.frame.responsible, request.frame.version), (&next.person, 3));
    let last = request.events.last().unwrap();
    assert!(matches!(&last.event, Event::Assigned { to, .. } if *to == next.person));
}
