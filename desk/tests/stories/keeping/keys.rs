//! Keys and what they seal: never in a backup, asked for before a restoring begins, and every sealed field opened by `verify`.

use super::office::{Office, agency, at, filled};
use affairs::id::MessageId;
use affairs::journal::{ActorName, Entry};
use affairs::message::{About, Letter};
use affairs::personal::Personal;
use desk::ActError;
use desk::keeping::{Damage, Keys, VerifyReport, backup, restore, verify};
use std::path::{Path, PathBuf};
use store::outbox::messages;
use store::personal::Keyring;
use store::personal::check::{self, Fit};

struct Keyed {
    folder: tempfile::TempDir,
    office: Office,
    keyring: Keyring,
}

/// An office with two sealed letters, its keys in its folder as a started program leaves them.
async fn keyed() -> Keyed {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let keyring = Keyring::draw(at(0)).unwrap();
    keyring.write_new(&folder.path().join("keys/personal.json")).unwrap();
    check::keep(&office.writer, &keyring).await.unwrap();
    let mut tx = office.writer.begin(&agency()).await.unwrap();
    for (id, name) in [("m1", "某甲"), ("m2", "某乙")] {
        let personal = |text: &str| Personal::new(text.to_owned());
        let (recipient, text) = (personal("canary@example.com"), personal(name));
        let letter = Letter { recipient, subject: personal("答复"), text, attachments: Vec::new() };
        let about = About::new("case", "c1");
        messages::queue(&mut tx, &keyring, &MessageId::new(id), &about, &letter, at(100)).await.unwrap();
    }
    tx.commit(at(100), Entry::new(ActorName::Console, "test.letters")).await.unwrap();
    Keyed { folder, office, keyring }
}

impl Keyed {
    async fn verify(&self, keyring: Option<&Keyring>) -> VerifyReport {
        verify(&self.office.reader, &self.office.files, keyring, &|_| {}).await.unwrap()
    }

    async fn backed_up(&self) -> PathBuf {
        let file = self.folder.path().join("backup.tar");
        let made = backup(&self.office.reader, &self.office.files, Some(&self.keyring), &file, at(200), &|_| {}).await;
        let made = made.unwrap();
        assert!(made.report.is_clean(), "{:#?}", made.report.findings);
        assert_eq!(made.report.sealed, 2);
        assert_eq!(made.manifest.keys.len(), 1);
        file
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Every secret of a key file, as digits and as the bytes they stand for.
fn secrets(keyring: &Keyring) -> Vec<Vec<u8>> {
    let text = keyring.to_text().unwrap();
    let digits: Vec<&str> = text.split('"').filter(|part| part.len() == 64).collect();
    assert_eq!(digits.len(), 3, "a token key, a data key, a signing key");
    let bytes = |digits: &str| {
        let byte = |place| u8::from_str_radix(&digits[place..place + 2], 16).unwrap();
        (0..64).step_by(2).map(byte).collect::<Vec<u8>>()
    };
    digits.iter().flat_map(|digits| [digits.as_bytes().to_vec(), bytes(digits)]).collect()
}

#[tokio::test]
async fn no_backup_holds_a_key_or_a_readable_name() {
    let keyed = keyed().await;
    let backup = std::fs::read(keyed.backed_up().await).unwrap();
    let key_file = std::fs::read(keyed.folder.path().join("keys/personal.json")).unwrap();
    for (number, secret) in secrets(&keyed.keyring).iter().enumerate() {
        assert_eq!(holds(&key_file, secret), number % 2 == 0, "the test would find nothing anywhere");
        assert!(!holds(&backup, secret), "secret {number} is in the backup");
    }
    assert!(!holds(&backup, b"canary@example.com"));
    assert!(!holds(&backup, "某甲".as_bytes()));
}

/// What restoring with these keys says; a refusal must leave the place as if nobody had asked.
async fn refused(file: &Path, keys: Keys<'_>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("place");
    std::fs::create_dir(&place).unwrap();
    let url = store::sql::sqlite_url(&place.join("office.sqlite"));
    let answer = restore(file, &url, &place.join("files"), keys, at(300), &|_| {}).await;
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0, "something was touched");
    match answer {
        Err(ActError::Refused(refusal)) if refusal.code == "backup_keys" => refusal.message,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn restoring_asks_for_the_keys_before_it_touches_anything() {
    let keyed = keyed().await;
    let file = keyed.backed_up().await;
    let id = keyed.keyring.list()[0].0.to_string();
    assert!(refused(&file, Keys::None).await.contains(&id));
    let strange = Keyring::draw(at(0)).unwrap();
    assert!(refused(&file, Keys::AtHand(&strange)).await.contains(&id));
    let folder = tempfile::tempdir().unwrap();
    let url = store::sql::sqlite_url(&folder.path().join("office.sqlite"));
    let rotated = keyed.keyring.rotated(at(250)).unwrap();
    let place = folder.path().join("files");
    let restored = restore(&file, &url, &place, Keys::AtHand(&rotated), at(300), &|_| {}).await.unwrap();
    assert!(restored.report.is_clean(), "{:#?}", restored.report.findings);
    assert_eq!((restored.report.sealed, restored.report.opened), (2, true));
    let office = Office::in_folder(folder.path()).await;
    assert_eq!(check::fit(&office.reader, Some(&keyed.keyring)).await.unwrap(), Fit::Fits);
}

#[tokio::test]
async fn with_lost_keys_the_rest_comes_back_and_new_keys_may_be_made() {
    let keyed = keyed().await;
    let file = keyed.backed_up().await;
    let folder = tempfile::tempdir().unwrap();
    let url = store::sql::sqlite_url(&folder.path().join("office.sqlite"));
    let restored = restore(&file, &url, &folder.path().join("files"), Keys::Lost, at(300), &|_| {}).await.unwrap();
    assert_eq!((restored.report.sealed, restored.report.opened), (2, false));
    assert!(restored.report.summary().contains("2 项加密的个人信息"), "{}", restored.report.summary());
    let office = Office::in_folder(folder.path()).await;
    assert_eq!(check::fit(&office.reader, None).await.unwrap(), Fit::Unlocked);
}

#[tokio::test]
async fn verify_opens_every_sealed_field_in_its_own_place() {
    let keyed = keyed().await;
    let clean = keyed.verify(Some(&keyed.keyring)).await;
    assert!(clean.is_clean(), "{:#?}", clean.findings);
    assert_eq!((clean.sealed, clean.opened), (2, true));
    let carried = "UPDATE outward_message SET content =
        (SELECT other.content FROM outward_message other WHERE other.message_id = 'm2') WHERE message_id = 'm1'";
    keyed.office.writer.operate(carried, vec![]).await.unwrap();
    let report = keyed.verify(Some(&keyed.keyring)).await;
    let found: Vec<_> = report.findings.iter().map(|one| (one.damage, one.place.as_str())).collect();
    assert_eq!(found, [(Damage::Sealed, "outward_message.content m1")]);
    assert_eq!(report.findings[0].agency, "云川市司法局");
    let without = keyed.verify(None).await;
    assert_eq!((without.sealed, without.opened, without.is_clean()), (2, false, true));
    let strange = Keyring::draw(at(0)).unwrap();
    assert_eq!(keyed.verify(Some(&strange)).await.findings.len(), 2);
}
