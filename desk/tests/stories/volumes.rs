//! Stories of volumes: a case is closed, opened again for a reason, lent, handed to the archive, destroyed by two.

use affairs::application::{FileRole, Form, Phase};
use affairs::id::{CaseId, VolumeId};
use affairs::volume::{Position, Retention};
use affairs::{Date, Instant};
use desk::applications::{Registration, ShelfAct};
use desk::{ActError, Done};
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::received::IntakeMode;
use testkit::{Site, Staffed};

const DAY: Date = date(2020, 5, 6);

fn on(office: &Staffed, day: Date) {
    office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
}

fn code<T>(done: Done<T>) -> &'static str {
    match done {
        Err(ActError::Refused(refusal)) => refusal.code,
        Err(other) => panic!("expected a refusal, found {other:?}"),
        Ok(_) => panic!("expected a refusal"),
    }
}

/// A case that its applicant withdrew: what is closed at once.
async fn withdrawn(office: &Staffed) -> CaseId {
    let desk = &office.site.desk;
    let mut form = Form::default();
    form.applicant.name = "申请人𠮷甲".to_owned();
    form.applicant.telephone = "0391-0000123".to_owned();
    form.wanted.description = "2019年法律援助经费决算".to_owned();
    let registration = Registration {
        mode: IntakeMode::InPerson,
        submitted_on: DAY,
        signed_on: None,
        trace: String::new(),
        kind: ApplicantKind::NaturalPerson,
        form,
    };
    let case = desk.register_application(&office.disclosure, registration, Vec::new()).await.unwrap().case;
    desk.withdraw_application(&office.disclosure, &case, 1, "申请人书面撤回").await.unwrap();
    case
}

async fn version(office: &Staffed, case: &CaseId) -> i64 {
    office.site.desk.read_application(&office.disclosure, case).await.unwrap().frame.version
}

async fn closed(office: &Staffed, case: &CaseId) -> VolumeId {
    let version = version(office, case).await;
    office.site.desk.close_volume(&office.disclosure, case, version, "甲柜三层").await.unwrap()
}

#[tokio::test]
async fn a_case_is_closed_into_a_volume_that_opens_and_is_opened_again_only_with_a_reason() {
    let office = Site::open().await.with_officers().await;
    on(&office, DAY);
    let desk = &office.site.desk;
    let case = withdrawn(&office).await;
    let ready = desk.cases_to_archive(&office.disclosure, 9).await.unwrap();
    assert_eq!((ready.len(), ready[0].from), (1, Some(DAY)));
    let now = version(&office, &case).await;
    assert_eq!(code(desk.close_volume(&office.drafter, &case, now, "").await), "role_missing");
    assert_eq!(code(desk.close_volume(&office.disclosure, &case, now - 1, "").await), "changed_elsewhere");
    let id = closed(&office, &case).await;
    let application = desk.read_application(&office.disclosure, &case).await.unwrap();
    let standing = application.standing(WorkingDayCalendar::shipped());
    assert!(matches!(standing.phase, Phase::Archived { .. }));
    let (volume, location) = desk.read_volume(&office.disclosure, &id).await.unwrap();
    assert_eq!((volume.number.as_str(), location.as_str()), ("公开档〔2020〕0001号", "甲柜三层"));
    let standing = volume.standing().unwrap();
    assert_eq!((standing.retention, standing.edition), (Retention::TenYears, 1));
    let files = desk.case_files(&office.disclosure, &case).await.unwrap();
    let roles: Vec<FileRole> = files.iter().map(|file| file.role).collect();
    assert!(roles.contains(&FileRole::Volume) && roles.contains(&FileRole::Package));
    for (hash, begins) in [(&standing.file, b"%PDF".as_slice()), (&standing.package, b"PK")] {
        let mut opened = desk.open_case_file(&office.disclosure, &case, hash).await.unwrap();
        assert!(opened.pieces.next().await.unwrap().unwrap().starts_with(begins));
    }
    let now = version(&office, &case).await;
    assert_eq!(code(desk.close_volume(&office.disclosure, &case, now, "").await), "phase");
    assert_eq!(code(desk.reopen_volume(&office.disclosure, &id, " ").await), "reason_missing");
    desk.reopen_volume(&office.disclosure, &id, "补充送达凭证").await.unwrap();
    let again = closed(&office, &case).await;
    assert_eq!(again, id, "the same volume, closed again");
    let (volume, _) = desk.read_volume(&office.disclosure, &id).await.unwrap();
    assert_eq!(volume.number, "公开档〔2020〕0001号");
    assert_eq!(volume.standing().unwrap().edition, 2);
    let second = withdrawn(&office).await;
    let second = closed(&office, &second).await;
    assert_eq!(desk.read_volume(&office.disclosure, &second).await.unwrap().0.number, "公开档〔2020〕0002号");
}

#[tokio::test]
async fn volumes_are_lent_listed_for_the_archive_and_destroyed_by_two_after_their_day() {
    let office = Site::open().await.with_officers().await;
    on(&office, DAY);
    let desk = &office.site.desk;
    let case = withdrawn(&office).await;
    let id = closed(&office, &case).await;
    let first = &office.disclosure;
    let lend = ShelfAct::Lend { to: "法规科".to_owned(), until: date(2020, 5, 20) };
    desk.handle_volume(first, &id, lend.clone()).await.unwrap();
    assert_eq!(code(desk.handle_volume(first, &id, lend).await), "volume_position");
    assert_eq!(code(desk.transfer_volumes(first, 2020, "档案室").await), "nothing_to_transfer");
    desk.handle_volume(first, &id, ShelfAct::GiveBack).await.unwrap();
    assert!(desk.transfer_list_pdf(first, 2020).await.unwrap().starts_with(b"%PDF"));
    assert!(desk.transfer_list_sheet(first, 2020).await.unwrap().starts_with(b"PK"));
    assert_eq!(desk.transfer_volumes(first, 2020, "档案室").await.unwrap(), 1);
    let propose = || ShelfAct::ProposeDestruction { opinion: "期限届满，无继续保存价值".to_owned() };
    let destroy = || ShelfAct::Destroy { opinion: "同意".to_owned() };
    assert_eq!(code(desk.handle_volume(first, &id, propose()).await), "still_kept");
    on(&office, date(2031, 1, 4));
    desk.handle_volume(first, &id, propose()).await.unwrap();
    assert_eq!(code(desk.handle_volume(first, &id, destroy()).await), "same_person");
    desk.handle_volume(&office.disclosure_head, &id, destroy()).await.unwrap();
    let standing = desk.read_volume(first, &id).await.unwrap().0.standing().unwrap();
    assert_eq!(standing.position, Position::Destroyed { on: date(2031, 1, 4) });
    for hash in [&standing.file, &standing.package] {
        assert!(!desk.files().path(hash).exists(), "what it held is gone");
    }
    let head = &office.disclosure_head;
    assert_eq!(code(desk.handle_volume(head, &id, destroy()).await), "volume_position");
}
