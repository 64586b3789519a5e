//! Files by the hash of their bytes: streamed, limited, synced, nothing left behind.

use affairs::ContentHash;
use store::files::{Files, IncomingError};

fn left_over(folder: &tempfile::TempDir) -> usize {
    std::fs::read_dir(folder.path().join("incoming")).unwrap().count()
}

#[tokio::test]
async fn a_file_is_kept_under_its_hash_once() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    let hash = files.put("one", "内容".as_bytes()).await.unwrap();
    assert_eq!(hash, ContentHash::of("内容".as_bytes()));
    assert_eq!(files.put("two", "内容".as_bytes()).await.unwrap(), hash);
    assert_eq!(files.read(&hash).await.unwrap().unwrap(), "内容".as_bytes());
    assert_eq!(files.stream(&hash).await.unwrap().unwrap().1, 6);
    assert!(files.path(&hash).ends_with(format!("{}/{}", &hash.hex()[..2], hash.hex())));
    assert_eq!(files.rehash(&hash).await.unwrap(), Some(hash.clone()));
    assert_eq!(left_over(&folder), 0);
    let absent = ContentHash::of(b"absent");
    assert!(files.read(&absent).await.unwrap().is_none());
    assert!(files.stream(&absent).await.unwrap().is_none());
    assert!(files.rehash(&absent).await.unwrap().is_none());
}

#[tokio::test]
async fn bytes_that_changed_on_the_disk_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    let hash = files.put("one", &[7; 200_000]).await.unwrap();
    let mut bytes = vec![7; 200_000];
    bytes[150_000] = 8;
    std::fs::write(files.path(&hash), &bytes).unwrap();
    assert_eq!(files.rehash(&hash).await.unwrap(), Some(ContentHash::of(&bytes)));
}

#[tokio::test]
async fn a_stream_is_refused_at_its_limit_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    let mut incoming = files.incoming("big", 10).await.unwrap();
    incoming.write(&[1; 10]).await.unwrap();
    assert_eq!(incoming.size(), 10);
    incoming.flush().await.unwrap();
    assert_eq!(std::fs::read(incoming.path()).unwrap(), [1; 10]);
    assert!(matches!(incoming.write(&[1]).await, Err(IncomingError::TooLarge { limit: 10 })));
    drop(incoming);
    assert_eq!(left_over(&folder), 0);
    let incoming = files.incoming("aborted", 10).await.unwrap();
    assert!(files.incoming("aborted", 10).await.is_err(), "a name is used once");
    drop(incoming);
    assert_eq!(left_over(&folder), 0);
}

#[tokio::test]
async fn a_kept_stream_survives_and_half_written_ones_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    let mut incoming = files.incoming("one", 100).await.unwrap();
    for piece in ["第一", "第二"] {
        incoming.write(piece.as_bytes()).await.unwrap();
    }
    let hash = files.keep(incoming).await.unwrap();
    assert_eq!(files.read(&hash).await.unwrap().unwrap(), "第一第二".as_bytes());
    std::fs::write(folder.path().join("incoming").join("of a crash"), b"half").unwrap();
    // Looking at a folder that another process serves from must not take its uploads away.
    let looking = Files::at(folder.path());
    assert_eq!(left_over(&folder), 1);
    assert!(looking.read(&hash).await.unwrap().is_some());
    let files = Files::open(folder.path()).unwrap();
    assert_eq!(left_over(&folder), 0);
    assert!(files.read(&hash).await.unwrap().is_some());
}

#[tokio::test]
async fn the_folder_is_walked_and_a_file_can_be_destroyed() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    let mut hashes = Vec::new();
    for number in 0..40_u8 {
        hashes.push(files.put("x", &[number]).await.unwrap());
    }
    std::fs::write(folder.path().join("ab-stranger"), b"no file of ours").unwrap();
    hashes.sort();
    let mut walked = Vec::new();
    for first in 0..=255 {
        walked.extend(files.beginning_with(first).await.unwrap());
    }
    assert_eq!(walked, hashes);
    assert!(files.destroy(&hashes[0]).await.unwrap());
    assert!(!files.destroy(&hashes[0]).await.unwrap());
    assert!(files.read(&hashes[0]).await.unwrap().is_none());
}
