//! Files by the hash of their bytes, on local disk. A file is written and synced before the row that names it.

mod sealed;

pub use sealed::{Opening, Sealed, Sealing};

use crate::Kept;
use crate::sql::StoreError;
use affairs::ContentHash;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The folder of content-addressed files.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

/// A file on its way in: streamed to disk, hashed as it comes, not yet kept.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    file: Option<tokio::fs::File>,
    digest: Sha256,
    size: u64,
    limit: u64,
}

/// Why a stream was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum IncomingError {
    /// More bytes came than the limit allows; nothing stays behind.
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for IncomingError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(StoreError::Disk(error))
    }
}

impl Files {
    /// Opens (and makes) the folder. Whatever an earlier run left half-written is removed.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(root: &Path) -> Kept<Self> {
        let incoming = root.join("incoming");
        match std::fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        std::fs::create_dir_all(&incoming)?;
        Ok(Self { root: root.to_owned() })
    }

    /// The folder as it lies, for a program that looks at it beside the one that serves from it. Nothing is made or removed.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where the file of a hash lies, whether or not it is there.
    #[must_use]
    pub fn path(&self, hash: &ContentHash) -> PathBuf {
        let hex = hash.hex();
        self.root.join(hex.get(..2).unwrap_or("00")).join(hex)
    }

    /// The hashes of the files whose digits begin with this byte, sorted: 256 answers are the whole folder.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn beginning_with(&self, first: u8) -> Kept<Vec<ContentHash>> {
        let mut folder = match tokio::fs::read_dir(self.root.join(format!("{first:02x}"))).await {
            Ok(folder) => folder,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        while let Some(entry) = folder.next_entry().await? {
            found.extend(entry.file_name().to_str().and_then(ContentHash::parse));
        }
        found.sort();
        Ok(found)
    }

    /// Destroys a file; answers whether it was there. Only `erase` does this, after its tombstone stands.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn destroy(&self, hash: &ContentHash) -> Kept<bool> {
        match tokio::fs::remove_file(self.path(hash)).await {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins to take in a stream of at most `limit` bytes. `name` must be unique; the caller draws it at random.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn incoming(&self, name: &str, limit: u64) -> Kept<Incoming> {
        let path = self.root.join("incoming").join(name);
        let file = tokio::fs::File::create_new(&path).await?;
        Ok(Incoming { path, file: Some(file), digest: Sha256::new(), size: 0, limit })
    }

    /// Keeps bytes already at hand, synced.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Kept<ContentHash> {
        let mut incoming = self.incoming(name, u64::MAX).await?;
        incoming.write(bytes).await.map_err(|error| match error {
            IncomingError::Store(inner) => inner,
            IncomingError::TooLarge { .. } => StoreError::Corrupt("no limit was set".to_owned()),
        })?;
        self.keep(incoming).await
    }

    /// Keeps a finished stream under its hash, synced with its folder.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn keep(&self, mut incoming: Incoming) -> Kept<ContentHash> {
        let hash = incoming.finish().await?;
        let target = self.path(&hash);
        if tokio::fs::try_exists(&target).await? {
            tokio::fs::remove_file(&incoming.path).await?;
            return Ok(hash);
        }
        let Some(folder) = target.parent() else { return Ok(hash) };
        if !tokio::fs::try_exists(folder).await? {
            tokio::fs::create_dir_all(folder).await?;
            // A folder that is lost in a power cut takes its synced file with it.
            tokio::fs::File::open(&self.root).await?.sync_all().await?;
        }
        tokio::fs::rename(&incoming.path, &target).await?;
        tokio::fs::File::open(folder).await?.sync_all().await?;
        Ok(hash)
    }

    /// The bytes of a file, if it is there.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn read(&self, hash: &ContentHash) -> Kept<Option<Vec<u8>>> {
        match tokio::fs::read(self.path(hash)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The open file and its size, if it is there.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn stream(&self, hash: &ContentHash) -> Kept<Option<(tokio::fs::File, u64)>> {
        match tokio::fs::File::open(self.path(hash)).await {
            Ok(file) => {
                let size = file.metadata().await?.len();
                Ok(Some((file, size)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The hash of what really lies under a hash, read in pieces; `None` if nothing does. For `verify`.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn rehash(&self, hash: &ContentHash) -> Kept<Option<ContentHash>> {
        let Some((mut file, _)) = self.stream(hash).await? else { return Ok(None) };
        let mut digest = Sha256::new();
        let mut piece = vec![0_u8; 64 * 1024];
        loop {
            let read = file.read(&mut piece).await?;
            if read == 0 {
                return Ok(Some(ContentHash::from_digest(&digest.finalize())));
            }
            digest.update(piece.get(..read).unwrap_or_default());
        }
    }
}

impl Incoming {
    /// Takes in the next piece.
    ///
    /// # Errors
    /// [`IncomingError::TooLarge`] past the limit; the half-written file is gone when this value is dropped.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), IncomingError> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > self.limit {
            return Err(IncomingError::TooLarge { limit: self.limit });
        }
        self.digest.update(piece);
        if let Some(file) = self.file.as_mut() {
            file.write_all(piece).await?;
        }
        Ok(())
    }

    /// Where the bytes lie while they are inspected.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Makes what was written visible to whoever opens [`Incoming::path`].
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn flush(&mut self) -> Kept<()> {
        if let Some(file) = self.file.as_mut() {
            file.flush().await?;
        }
        Ok(())
    }

    async fn finish(&mut self) -> Kept<ContentHash> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
            file.sync_all().await?;
        }
        Ok(ContentHash::from_digest(&self.digest.clone().finalize()))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Kept files have been renamed away; only what was refused is still here.
        let _ = std::fs::remove_file(&self.path);
    }
}
