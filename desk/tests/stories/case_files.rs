//! Files of a case: taken in sealed, named with the case or not at all, shown to whoever handles it.

use affairs::Instant;
use affairs::application::{FileRemark, FileRole, Form};
use affairs::id::CaseId;
use affairs::personal::Purpose;
use desk::applications::{OpenedFile, Registration, TakenFile};
use desk::{ActError, Done};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::received::IntakeMode;
use std::path::PathBuf;
use testkit::{Site, Staffed};

const KEY: &str = "a-key-drawn-with-the-form-1";
const PERSON: ApplicantKind = ApplicantKind::NaturalPerson;

async fn office() -> Staffed {
    let office = Site::open().await.with_officers().await;
    office.site.clock.set(Instant::of_shanghai(date(2019, 9, 27).at(9, 0, 0, 0)));
    office
}

fn form(wanted: &str) -> Form {
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = wanted.to_owned();
    form
}

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

/// A JPEG as its structure is checked, with so many bytes of picture.
fn jpeg(length: usize) -> Vec<u8> {
    let mut bytes =
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
            .to_vec();
    bytes.resize(bytes.len() + length, 0x5a);
    bytes.extend(b"\xff\xd9");
    bytes
}

async fn taken(office: &Staffed, files: &[(FileRole, &str, Vec<u8>)]) -> Done<Vec<TakenFile>> {
    let mut coming = office.site.desk.files_in(&office.drafter.agency).await?;
    for (role, name, bytes) in files {
        coming.begin(*role, name).await?;
        for piece in bytes.chunks(100_000) {
            coming.write(piece).await?;
        }
    }
    coming.end().await?;
    Ok(coming.done())
}

async fn proof(office: &Staffed) -> Vec<TakenFile> {
    taken(office, &[(FileRole::IdentityProof, "身份证.jpg", jpeg(70_000))]).await.unwrap()
}

/// Every file that lies in the folder, wherever.
fn lying(office: &Staffed) -> Vec<PathBuf> {
    let mut folders = vec![office.site.folder.path().join("files")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

async fn read(mut file: OpenedFile) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(piece) = file.pieces.next().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    bytes
}

async fn case_of(office: &Staffed, number: &str) -> CaseId {
    let found = store::applications::by_number(office.site.desk.reader(), &office.drafter.agency, number).await;
    found.unwrap().unwrap().0
}

#[tokio::test]
async fn one_form_sent_twice_is_one_case_with_one_set_of_files_and_nothing_readable_on_the_disk() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let receipt = desk.apply(agency, PERSON, form("方案"), KEY, proof(&office).await).await.unwrap();
    let again = desk.apply(agency, PERSON, form("方案"), KEY, proof(&office).await).await.unwrap();
    assert_eq!(again, receipt);
    let case = case_of(&office, &receipt.number).await;
    let files = desk.case_files(&office.disclosure, &case).await.unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!((files[0].role, files[0].size, files[0].by.is_none()), (FileRole::IdentityProof, 70_027, true));
    assert_eq!(files[0].name.reveal(Purpose::Checking), "身份证.jpg");
    let lying = lying(&office);
    assert_eq!(lying.len(), 1, "{lying:?}");
    let kept = std::fs::read(&lying[0]).unwrap();
    assert!(!kept.windows(64).any(|window| window.iter().all(|byte| *byte == 0x5a)), "the picture lies there readable");

    let opened = desk.open_case_file(&office.disclosure, &case, &files[0].hash).await.unwrap();
    assert_eq!((opened.media_type.as_str(), opened.size), ("image/jpeg", 70_027));
    assert_eq!(read(opened).await, jpeg(70_000));
}

#[tokio::test]
async fn whoever_does_not_handle_the_case_sees_no_file_and_each_view_is_a_line() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let receipt = desk.apply(agency, PERSON, form("方案"), KEY, proof(&office).await).await.unwrap();
    let case = case_of(&office, &receipt.number).await;
    let hash = desk.case_files(&office.disclosure, &case).await.unwrap()[0].hash.clone();
    assert_eq!(code(desk.open_case_file(&office.drafter, &case, &hash).await), "not_handling");
    assert_eq!(code(desk.open_case_file(&office.auditor, &case, &hash).await), "role_missing");
    assert_eq!(code(desk.case_files(&office.drafter, &case).await), "not_handling");
    let strange = affairs::ContentHash::of(b"no such file");
    assert_eq!(code(desk.open_case_file(&office.disclosure, &case, &strange).await), "not_found");
    desk.open_case_file(&office.disclosure, &case, &hash).await.unwrap();
    desk.open_case_file(&office.leader, &case, &hash).await.unwrap();
    let lines = store::journal::after(desk.reader(), agency, 0, 10_000).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.entry.act == "applications.file_read").count(), 2);
    assert!(!serde_json::to_string(&lines).unwrap().contains("身份证"), "the journal tells no name of a file");
}

#[tokio::test]
async fn too_large_too_many_and_dropped_files_leave_nothing_behind() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let mut coming = desk.files_in(agency).await.unwrap();
    coming.begin(FileRole::IdentityProof, "很大.jpg").await.unwrap();
    let (megabyte, mut taken_in) = (vec![0x5a_u8; 1024 * 1024], 0);
    let refused = loop {
        match coming.write(&megabyte).await {
            Ok(()) => taken_in += 1,
            Err(error) => break code::<()>(Err(error)),
        }
        assert!(taken_in < 200, "two hundred megabytes were taken in");
    };
    assert_eq!((refused, taken_in), ("file_too_large", 20));
    assert_eq!(lying(&office), Vec::<PathBuf>::new(), "gone at once, not only with the upload");

    coming.begin(FileRole::IdentityProof, "断线.jpg").await.unwrap();
    coming.write(&jpeg(500_000)[..300_000]).await.unwrap();
    drop(coming);
    assert_eq!(lying(&office), Vec::<PathBuf>::new());

    let eleven: Vec<_> = (0..11).map(|_| (FileRole::Attachment, "附件.jpg", jpeg(9))).collect();
    assert_eq!(code(taken(&office, &eleven).await), "too_many_files");
    assert_eq!(taken(&office, &eleven[..10]).await.unwrap().len(), 10);
    assert_eq!(lying(&office), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_application_that_is_refused_keeps_none_of_its_files() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    assert_eq!(code(desk.apply(agency, PERSON, Form::default(), KEY, proof(&office).await).await), "nothing_wanted");
    let reply = taken(&office, &[(FileRole::SealedReply, "答复.jpg", jpeg(9))]).await.unwrap();
    assert_eq!(code(desk.apply(agency, PERSON, form("方案"), KEY, reply).await), "file_role");
    let registration = Registration {
        mode: IntakeMode::InPerson,
        submitted_on: date(2019, 9, 28),
        signed_on: None,
        trace: String::new(),
        kind: PERSON,
        form: form("方案"),
    };
    let paper = taken(&office, &[(FileRole::Application, "申请书.jpg", jpeg(9))]).await.unwrap();
    assert_eq!(code(desk.register_application(&office.disclosure, registration, paper).await), "day");
    let nobody = Site::open_at(tempfile::TempDir::new().unwrap(), &url(&office), "nobody").await;
    drop(nobody);
    assert_eq!(lying(&office), Vec::<PathBuf>::new());
}

fn url(office: &Staffed) -> String {
    format!("sqlite://{}?mode=rwc", office.site.folder.path().join("other.sqlite").display())
}

#[tokio::test]
async fn what_is_no_proof_is_refused_by_what_it_is_and_an_empty_field_is_none() {
    let office = office().await;
    let cases: [(&str, &[u8], &str); 7] = [
        ("空.jpg", b"", "intake_empty"),
        ("程序.jpg", b"MZ\x90\x00\x03\x00\x00\x00", "intake_executable"),
        ("页.html", b"<html><script>alert(1)</script></html>", "intake_not_a_proof"),
        ("名单.txt", "只是文字".as_bytes(), "intake_not_a_proof"),
        ("图.svg", b"<svg xmlns='x' onload='a()'/>", "intake_not_a_proof"),
        ("坏.pdf", b"%PDF-1.7\nnothing", "intake_damaged"),
        ("断.jpg", b"\xff\xd8\xff\xe0\x00\x10JF", "intake_damaged"),
    ];
    for (name, bytes, refused) in cases {
        let answer = taken(&office, &[(FileRole::IdentityProof, name, bytes.to_vec())]).await;
        assert_eq!(code(answer), refused, "{name}");
    }
    assert_eq!(lying(&office), Vec::<PathBuf>::new());
    let empty = taken(&office, &[(FileRole::IdentityProof, "", Vec::new())]).await.unwrap();
    assert!(empty.is_empty());
    let named =
        [(FileRole::Attachment, "..\\..\\C:/坏/证\u{202e}明.jpg", jpeg(9)), (FileRole::Attachment, "", jpeg(9))];
    let named = taken(&office, &named).await.unwrap();
    let desk = &office.site.desk;
    let receipt = desk.apply(&office.drafter.agency, PERSON, form("方案"), KEY, named).await.unwrap();
    let case = case_of(&office, &receipt.number).await;
    let files = desk.case_files(&office.disclosure, &case).await.unwrap();
    let mut names: Vec<&str> = files.iter().map(|file| file.name.reveal(Purpose::Checking).as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["申请附件.jpg", "证明.jpg"]);
}

#[tokio::test]
async fn an_officer_puts_files_to_a_case_and_a_correction_brings_some() {
    let office = office().await;
    let (desk, agency) = (&office.site.desk, &office.drafter.agency);
    let receipt = desk.apply(agency, PERSON, form("方案"), KEY, Vec::new()).await.unwrap();
    let case = case_of(&office, &receipt.number).await;
    let evidence = taken(&office, &[(FileRole::Evidence, "检索截图.jpg", jpeg(9))]).await.unwrap();
    assert_eq!(code(desk.attach_case_files(&office.drafter, &case, evidence).await), "not_handling");
    let evidence = taken(&office, &[(FileRole::Evidence, "检索截图.jpg", jpeg(9))]).await.unwrap();
    desk.attach_case_files(&office.disclosure, &case, evidence).await.unwrap();
    let sealed = taken(&office, &[(FileRole::SealedReply, "盖章件.jpg", jpeg(9))]).await.unwrap();
    assert_eq!(code(desk.attach_case_files(&office.disclosure, &case, sealed).await), "file_role");
    assert_eq!(code(desk.attach_case_files(&office.disclosure, &case, Vec::new()).await), "no_file");

    desk.ask_to_correct(&office.disclosure, &case, 1, date(2019, 11, 1), "请提交身份证明").await.unwrap();
    let (number, code_of) = (&receipt.number, &receipt.code);
    let wanted = form("方案").wanted;
    desk.correct_by_receipt(agency, number, code_of, "net", wanted.clone(), proof(&office).await).await.unwrap();
    let late = desk.correct_by_receipt(agency, number, code_of, "net", wanted, proof(&office).await).await;
    assert_eq!(code(late), "phase");
    let roles: Vec<FileRole> =
        desk.case_files(&office.disclosure, &case).await.unwrap().iter().map(|file| file.role).collect();
    assert_eq!(roles.len(), 2);
    assert!(roles.contains(&FileRole::Evidence) && roles.contains(&FileRole::IdentityProof));
    assert_eq!(lying(&office).len(), 2);
    let nothing = desk.case_file_by_receipt(agency, number, code_of, "net", FileRole::SealedReply).await;
    assert_eq!(code(nothing), "not_found");
    let proof = desk.case_file_by_receipt(agency, number, code_of, "net", FileRole::IdentityProof).await;
    assert_eq!(code(proof), "not_found", "not even his own proof leaves by a receipt");
}

#[tokio::test]
async fn a_scan_of_nothing_is_taken_with_a_remark() {
    let office = office().await;
    let blank = b"\xff\xd8\xff\xc0\x00\x0b\x08\x0b\x6d\x08\x92\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x5a\x5a\xff\xd9";
    let files =
        [(FileRole::IdentityProof, "扫描.jpg", blank.to_vec()), (FileRole::Attachment, "附件.jpg", jpeg(90_000))];
    let files = taken(&office, &files).await.unwrap();
    let desk = &office.site.desk;
    let receipt = desk.apply(&office.drafter.agency, PERSON, form("方案"), KEY, files).await.unwrap();
    let case = case_of(&office, &receipt.number).await;
    let files = desk.case_files(&office.disclosure, &case).await.unwrap();
    let remark = |role| files.iter().find(|file| file.role == role).unwrap().remark;
    assert_eq!(remark(FileRole::IdentityProof), Some(FileRemark::BlankPage));
    assert_eq!(remark(FileRole::Attachment), None);
}
