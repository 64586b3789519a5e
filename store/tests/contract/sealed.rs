//! Personal data at rest: files sealed in pieces, and keys that are known for this office's or not.

use crate::engines::for_each_engine;
use crate::samples::at;
use affairs::ContentHash;
use affairs::id::AgencyId;
use store::StoreError;
use store::files::{Files, IncomingError};
use store::personal::Keyring;
use store::personal::check::{self, Fit};

const PIECE: usize = 64 * 1024;
const HEADER: usize = 32;

struct Shelf {
    _folder: tempfile::TempDir,
    files: Files,
    keyring: Keyring,
    agency: AgencyId,
}

fn shelf() -> Shelf {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    Shelf { _folder: folder, files, keyring: Keyring::draw(at(0)).unwrap(), agency: AgencyId::new("one".to_owned()) }
}

impl Shelf {
    async fn put(&self, bytes: &[u8]) -> ContentHash {
        self.files.put_sealed("one", bytes, &self.keyring, &self.agency).await.unwrap()
    }

    async fn read(&self, hash: &ContentHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.files.read_sealed(hash, 1 << 30, &self.keyring, &self.agency).await
    }

    /// What reading says once other bytes lie where the file lay.
    async fn read_changed(&self, hash: &ContentHash, bytes: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        std::fs::write(self.files.path(hash), bytes).unwrap();
        self.read(hash).await
    }
}

#[tokio::test]
async fn a_sealed_file_of_any_length_comes_back() {
    let shelf = shelf();
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000] {
        let bytes: Vec<u8> = (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect();
        let hash = shelf.put(&bytes).await;
        assert_eq!(shelf.read(&hash).await.unwrap().unwrap(), bytes, "{length}");
        assert_eq!(shelf.files.rehash(&hash).await.unwrap(), Some(hash.clone()), "{length}: verified without a key");
        let opening = shelf.files.open_sealed(&hash, &shelf.keyring, &shelf.agency).await.unwrap().unwrap();
        assert_eq!(opening.readable(), length as u64);
    }
    assert!(shelf.read(&ContentHash::of(b"absent")).await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_readable_lies_on_the_disk_and_the_same_file_twice_is_two() {
    let shelf = shelf();
    let proof = "居民身份证".repeat(100);
    let hash = shelf.put(proof.as_bytes()).await;
    let kept = shelf.files.read(&hash).await.unwrap().unwrap();
    assert!(!kept.windows(9).any(|piece| piece == "居民身".as_bytes()));
    assert_ne!(shelf.put(proof.as_bytes()).await, hash);
}

#[tokio::test]
async fn changed_cut_doubled_and_exchanged_pieces_do_not_open() {
    let shelf = shelf();
    let hash = shelf.put(&[7; 3 * PIECE]).await;
    let whole = shelf.files.read(&hash).await.unwrap().unwrap();
    let piece = |number: usize| HEADER + number * (PIECE + 16)..HEADER + (number + 1) * (PIECE + 16);
    let mut wrong = vec![
        whole[..piece(1).end].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        whole[..HEADER].to_vec(),
        whole[..5].to_vec(),
        Vec::new(),
        [&whole[..HEADER], &whole[piece(1)], &whole[piece(0)], &whole[piece(2)]].concat(),
        [&whole[..piece(0).end], &whole[piece(0)], &whole[piece(2)]].concat(),
        [&whole[..], &[0]].concat(),
    ];
    for place in [0, 6, 20, 100, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        wrong.push(changed);
    }
    for (number, bytes) in wrong.iter().enumerate() {
        let error = shelf.read_changed(&hash, bytes).await.unwrap_err();
        assert!(matches!(&error, StoreError::Corrupt(words) if words.contains(hash.short())), "{number}: {error}");
    }
    assert_eq!(shelf.read_changed(&hash, &whole).await.unwrap().unwrap(), [7; 3 * PIECE]);
}

#[tokio::test]
async fn another_agency_another_key_and_another_limit_read_nothing() {
    let shelf = shelf();
    let hash = shelf.put(b"proof").await;
    let other = AgencyId::new("two".to_owned());
    assert!(shelf.files.read_sealed(&hash, 10, &shelf.keyring, &other).await.is_err());
    let strange = Keyring::draw(at(0)).unwrap();
    assert!(shelf.files.read_sealed(&hash, 10, &strange, &shelf.agency).await.is_err());
    assert!(shelf.files.read_sealed(&hash, 4, &shelf.keyring, &shelf.agency).await.is_err());
    let rotated = shelf.keyring.rotated(at(1)).unwrap();
    assert_eq!(shelf.files.read_sealed(&hash, 5, &rotated, &shelf.agency).await.unwrap().unwrap(), b"proof");
    let mut sealing = shelf.files.sealing("two", 4, &shelf.keyring, &shelf.agency).await.unwrap();
    sealing.write(b"pro").await.unwrap();
    assert!(matches!(sealing.write(b"of").await, Err(IncomingError::TooLarge { limit: 4 })));
}

#[tokio::test]
async fn the_keys_of_an_office_are_known_and_others_are_not() {
    for_each_engine(|office| async move {
        let keyring = Keyring::draw(at(0)).unwrap();
        assert_eq!(check::fit(&office.reader, Some(&keyring)).await.unwrap(), Fit::Unlocked);
        check::keep(&office.writer, &keyring).await.unwrap();
        check::keep(&office.writer, &keyring).await.unwrap();
        assert_eq!(check::fit(&office.reader, Some(&keyring)).await.unwrap(), Fit::Fits);
        let rotated = keyring.rotated(at(1)).unwrap();
        assert_eq!(check::fit(&office.reader, Some(&rotated)).await.unwrap(), Fit::Fits);
        check::keep(&office.writer, &rotated).await.unwrap();
        assert_eq!(check::fit(&office.reader, Some(&rotated)).await.unwrap(), Fit::Fits);
        let newest = rotated.list()[1].0.to_string();
        assert_eq!(check::fit(&office.reader, Some(&keyring)).await.unwrap(), Fit::Missing(vec![newest]));
        let strange = Keyring::draw(at(0)).unwrap();
        for keys in [None, Some(&strange)] {
            let answer = check::fit(&office.reader, keys).await.unwrap();
            assert!(matches!(answer, Fit::Missing(ids) if ids.len() == 2));
        }
        check::forget(&office.writer).await.unwrap();
        assert_eq!(check::fit(&office.reader, None).await.unwrap(), Fit::Unlocked);
    })
    .await;
}
