//! A bad backup is refused before anything is touched.

use super::office::{Office, at, filled};
use affairs::ContentHash;
use desk::ActError;
use desk::keeping::{self, Keys, Manifest, backup, check_backup, restore};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A good backup in a folder of its own.
async fn good() -> (tempfile::TempDir, PathBuf) {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let target = folder.path().join("office.tar");
    backup(&office.reader, &office.files, None, &target, at(200), &|_| {}).await.unwrap();
    office.close().await;
    (folder, target)
}

/// Tries to restore into a place that does not exist yet; it must be refused so, and still not exist.
async fn refused(backup: &Path, code: &str) {
    let folder = tempfile::tempdir().unwrap();
    let url = store::sql::sqlite_url(&folder.path().join("office.sqlite"));
    let answer = restore(backup, &url, &folder.path().join("files"), Keys::None, at(300), &|_| {}).await;
    match answer {
        Err(ActError::Refused(refusal)) => {
            assert_eq!(refusal.code, code, "{refusal}");
            assert!(refusal.message.contains("没有改动任何数据"), "{refusal}");
        }
        other => panic!("expected {code}, found {other:?}"),
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{code}: something was touched");
}

/// The members of a backup, to be put together otherwise.
fn members(backup: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(std::fs::File::open(backup).unwrap());
    let entries = archive.entries().unwrap();
    entries
        .map(|entry| {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

fn header(name: &str, size: usize, kind: tar::EntryType) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    // The safe way of setting a name refuses just what an attacker would write.
    header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size as u64);
    header.set_mode(0o600);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

fn put_together(members: &[(String, Vec<u8>)]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut builder = tar::Builder::new(file.reopen().unwrap());
    for (name, bytes) in members {
        builder.append(&header(name, bytes.len(), tar::EntryType::Regular), bytes.as_slice()).unwrap();
    }
    builder.finish().unwrap();
    file
}

fn manifest(members: &[(String, Vec<u8>)]) -> Manifest {
    serde_json::from_slice(&members.last().unwrap().1).unwrap()
}

fn with_manifest(
    mut members: Vec<(String, Vec<u8>)>,
    change: impl FnOnce(&mut serde_json::Value),
) -> Vec<(String, Vec<u8>)> {
    let last = members.last_mut().unwrap();
    let mut value: serde_json::Value = serde_json::from_slice(&last.1).unwrap();
    change(&mut value);
    last.1 = serde_json::to_vec(&value).unwrap();
    members
}

#[tokio::test]
async fn a_backup_cut_anywhere_is_refused() {
    let (_folder, backup) = good().await;
    let bytes = std::fs::read(&backup).unwrap();
    let manifest = check_backup(&backup).await.unwrap();
    // Behind the manifest there are only zeros, without which a tar may do.
    let content: u64 = manifest.members.iter().map(|member| 512 + member.size.div_ceil(512) * 512).sum();
    let cut = tempfile::NamedTempFile::new().unwrap();
    for part in 0..40 {
        let length = usize::try_from(content).unwrap() * part / 39;
        std::fs::write(cut.path(), &bytes[..length]).unwrap();
        refused(cut.path(), if length < 512 { "backup_not_ours" } else { "backup_truncated" }).await;
    }
    for length in [100, 512, 600] {
        let length = usize::try_from(content).unwrap() + length;
        std::fs::write(cut.path(), &bytes[..length]).unwrap();
        refused(cut.path(), "backup_truncated").await;
    }
}

#[tokio::test]
async fn a_flipped_byte_is_refused_wherever_it_is() {
    let (_folder, backup) = good().await;
    let bytes = std::fs::read(&backup).unwrap();
    let manifest = check_backup(&backup).await.unwrap();
    let flipped = tempfile::NamedTempFile::new().unwrap();
    let mut begins = 0_usize;
    for member in &manifest.members {
        let size = usize::try_from(member.size).unwrap();
        for place in [begins + 3, begins + 512, begins + 512 + size / 2, begins + 511 + size] {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0x20;
            std::fs::write(flipped.path(), &damaged).unwrap();
            let answer = check_backup(flipped.path()).await;
            assert!(matches!(answer, Err(ActError::Refused(_))), "{} at {place}: {answer:?}", member.name);
        }
        begins += 512 + size.div_ceil(512) * 512;
    }
    let mut damaged = bytes.clone();
    damaged[512 + 20] ^= 1;
    std::fs::write(flipped.path(), &damaged).unwrap();
    refused(flipped.path(), "backup_hash").await;
}

#[tokio::test]
async fn what_is_no_backup_of_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    refused(&folder.path().join("absent.tar"), "backup_unreadable").await;
    let file = folder.path().join("x.tar");
    std::fs::write(&file, b"").unwrap();
    refused(&file, "backup_not_ours").await;
    let noise: Vec<u8> = (0..5000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    std::fs::write(&file, noise).unwrap();
    refused(&file, "backup_not_ours").await;
    std::fs::write(&file, [0; 4096]).unwrap();
    refused(&file, "backup_not_ours").await;
    refused(put_together(&[("readme.txt".to_owned(), b"hello".to_vec())]).path(), "backup_member_name").await;
}

#[tokio::test]
async fn members_that_lead_elsewhere_are_refused() {
    let (_folder, backup) = good().await;
    let whole = members(&backup);
    for name in ["../office.sqlite", "/etc/passwd", "files/../../x", "files/ab/../../../x", "key", "files/ab/cd"] {
        let mut with = whole.clone();
        with.insert(1, (name.to_owned(), b"x".to_vec()));
        refused(put_together(&with).path(), "backup_member_name").await;
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Directory, tar::EntryType::XHeader] {
        let mut builder = tar::Builder::new(file.reopen().unwrap());
        let mut link = header("office.sqlite", 0, kind);
        if kind == tar::EntryType::Symlink || kind == tar::EntryType::Link {
            link.set_link_name("/etc/passwd").unwrap();
            link.set_cksum();
        }
        builder.append(&link, std::io::empty()).unwrap();
        builder.finish().unwrap();
        refused(file.path(), "backup_member_kind").await;
    }
}

#[tokio::test]
async fn a_manifest_that_disagrees_is_refused() {
    let (_folder, backup) = good().await;
    let whole = members(&backup);
    assert_eq!(manifest(&whole).members.len(), whole.len() - 1);
    let mut missing = whole.clone();
    missing.remove(1);
    refused(put_together(&missing).path(), "backup_member_missing").await;
    let mut missing = whole.clone();
    missing.remove(0);
    refused(put_together(&missing).path(), "backup_member_missing").await;
    let mut twice = whole.clone();
    twice.insert(1, whole[1].clone());
    refused(put_together(&twice).path(), "backup_surplus").await;
    let mut more = whole.clone();
    let hash = ContentHash::of(b"surplus");
    more.insert(1, (format!("files/{}/{}", &hash.hex()[..2], hash.hex()), b"surplus".to_vec()));
    refused(put_together(&more).path(), "backup_surplus").await;
    let mut behind = whole.clone();
    behind.swap(1, whole.len() - 1);
    refused(put_together(&behind).path(), "backup_surplus").await;
    let mut exchanged = whole.clone();
    exchanged[1].1 = b"another file of the same name".to_vec();
    refused(put_together(&exchanged).path(), "backup_hash").await;
    let mut noise = whole.clone();
    noise.last_mut().unwrap().1 = b"{".to_vec();
    refused(put_together(&noise).path(), "backup_manifest").await;
    let no_members = with_manifest(whole.clone(), |value| value["members"] = serde_json::json!([]));
    refused(put_together(&no_members).path(), "backup_surplus").await;
    let newer = with_manifest(whole.clone(), |value| value["schema"] = serde_json::json!(9999));
    refused(put_together(&newer).path(), "backup_too_new").await;
    let newer = with_manifest(whole, |value| value["format"] = serde_json::json!("gongkai-backup/2"));
    refused(put_together(&newer).path(), "backup_too_new").await;
}

#[tokio::test]
async fn a_place_that_holds_anything_is_refused_and_left_alone() {
    let (folder, backup) = good().await;
    let office = Office::in_folder(folder.path()).await;
    let before = store::copy::heads(&office.reader).await.unwrap();
    let files = tempfile::tempdir().unwrap();
    let answer = restore(&backup, &office.url, &files.path().join("files"), Keys::None, at(300), &|_| {}).await;
    assert!(matches!(&answer, Err(ActError::Refused(refusal)) if refusal.code == "target_not_empty"), "{answer:?}");
    assert_eq!(store::copy::heads(&office.reader).await.unwrap(), before);
    assert_eq!(std::fs::read_dir(files.path()).unwrap().count(), 0);
    // An empty database beside a folder that holds a file.
    let url = store::sql::sqlite_url(&files.path().join("office.sqlite"));
    let answer = restore(&backup, &url, &folder.path().join("files"), Keys::None, at(300), &|_| {}).await;
    assert!(matches!(&answer, Err(ActError::Refused(refusal)) if refusal.code == "target_not_empty"), "{answer:?}");
    assert_eq!(std::fs::read_dir(files.path()).unwrap().count(), 0);
    office.is_clean().await;
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_leaves_nothing_when_it_fails() {
    let (folder, backup_file) = good().await;
    let office = Office::in_folder(folder.path()).await;
    let before = std::fs::read(&backup_file).unwrap();
    let again = backup(&office.reader, &office.files, None, &backup_file, at(201), &|_| {}).await;
    assert!(matches!(&again, Err(ActError::Refused(refusal)) if refusal.code == "backup_exists"), "{again:?}");
    assert_eq!(std::fs::read(&backup_file).unwrap(), before);
    let nowhere = folder.path().join("no such folder").join("office.tar");
    let answer = backup(&office.reader, &office.files, None, &nowhere, at(201), &|_| {}).await;
    assert!(matches!(&answer, Err(ActError::Refused(refusal)) if refusal.code == "backup_folder"), "{answer:?}");
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(names.is_empty(), "left behind: {names:?}");
    let report = keeping::verify(&office.reader, &office.files, None, &|_| {}).await.unwrap();
    assert!(report.is_clean());
}
