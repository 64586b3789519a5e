//! Files of cases: carried by a backup, opened by `verify`, and told when they are not what was taken in.

use super::office::at;
use affairs::ContentHash;
use affairs::application::{FileRole, Form};
use desk::keeping::{Damage, Keys, VerifyReport, backup, restore, verify};
use law::annual_report::ApplicantKind;
use store::files::Files;
use store::personal::{Keyring, check};
use testkit::{Site, Staffed};

const LENGTH: usize = 200_000;

/// An office with a case that has two files, its keys known to its database as those of a started program are.
async fn with_files() -> Staffed {
    let office = Site::open().await.with_officers().await;
    let desk = &office.site.desk;
    let mut jpeg =
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
            .to_vec();
    jpeg.resize(LENGTH, 0x5a);
    jpeg.extend(b"\xff\xd9");
    let mut coming = desk.files_in(&office.drafter.agency).await.unwrap();
    for (role, name) in [(FileRole::IdentityProof, "身份证.jpg"), (FileRole::Attachment, "附件.jpg")] {
        coming.begin(role, name).await.unwrap();
        coming.write(&jpeg).await.unwrap();
    }
    coming.end().await.unwrap();
    let mut form = Form::default();
    form.applicant.name = "申请人甲".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = "普法方案".to_owned();
    let (kind, key) = (ApplicantKind::NaturalPerson, "a-key-drawn-with-the-form-1");
    desk.apply(&office.drafter.agency, kind, form, key, coming.done()).await.unwrap();
    office
}

async fn verified(office: &Staffed, keyring: Option<&Keyring>) -> VerifyReport {
    let desk = &office.site.desk;
    verify(desk.reader(), desk.files(), keyring, &|_| {}).await.unwrap()
}

fn damages(report: &VerifyReport) -> Vec<Damage> {
    report.findings.iter().map(|finding| finding.damage).collect()
}

async fn hashes(office: &Staffed) -> Vec<ContentHash> {
    let found = store::audit::case_files_after(office.site.desk.reader(), None, 9).await.unwrap();
    found.iter().map(|file| ContentHash::parse(&file.hash).unwrap()).collect()
}

#[tokio::test]
async fn a_backup_carries_the_files_and_they_open_where_it_is_brought_back() {
    let office = with_files().await;
    let desk = &office.site.desk;
    let keyring = desk.keyring().unwrap();
    let (_, writer) =
        store::open(&store::sql::sqlite_url(&office.site.folder.path().join("office.sqlite"))).await.unwrap();
    check::keep(&writer, keyring).await.unwrap();
    let report = verified(&office, Some(keyring)).await;
    assert!(report.is_clean(), "{:#?}", report.findings);
    assert_eq!((report.case_files, report.files), (2, 2));
    assert!(report.summary().contains("2 个申请材料"), "{}", report.summary());
    let file = office.site.folder.path().join("backup.tar");
    let made = backup(desk.reader(), desk.files(), Some(keyring), &file, at(200), &|_| {}).await.unwrap();
    assert!(made.report.is_clean(), "{:#?}", made.report.findings);

    let folder = tempfile::tempdir().unwrap();
    let url = store::sql::sqlite_url(&folder.path().join("office.sqlite"));
    let place = folder.path().join("files");
    let restored = restore(&file, &url, &place, Keys::AtHand(keyring), at(300), &|_| {}).await.unwrap();
    assert!(restored.report.is_clean(), "{:#?}", restored.report.findings);
    assert_eq!(restored.report.case_files, 2);
    let files = Files::at(&place);
    let limit = u64::try_from(LENGTH).unwrap() + 2;
    for hash in hashes(&office).await {
        let bytes = files.read_sealed(&hash, limit, keyring, &office.drafter.agency).await.unwrap().unwrap();
        assert_eq!(bytes.len(), LENGTH + 2);
    }
}

#[tokio::test]
async fn a_file_that_was_changed_lost_or_sealed_with_another_key_is_told() {
    let office = with_files().await;
    let desk = &office.site.desk;
    let keyring = desk.keyring().unwrap();
    let strange = Keyring::draw(at(0)).unwrap();
    let found = damages(&verified(&office, Some(&strange)).await);
    assert_eq!(found.iter().filter(|damage| **damage == Damage::Sealed).count(), found.len());
    let report = verified(&office, None).await;
    assert_eq!(
        (report.case_files, report.is_clean()),
        (2, true),
        "without keys they are counted and their hashes compared"
    );

    let hashes = hashes(&office).await;
    let path = desk.files().path(&hashes[0]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100_000] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    std::fs::remove_file(desk.files().path(&hashes[1])).unwrap();
    let mut found = damages(&verified(&office, Some(keyring)).await);
    found.sort();
    assert_eq!(found, [Damage::FileMissing, Damage::FileChanged, Damage::Sealed]);
}
