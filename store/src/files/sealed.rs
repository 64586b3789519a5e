//! Files of persons: sealed in pieces as they come, so that no more than a piece is ever in memory, and addressed by the hash of
//! what lies on the disk. `verify`, backups and erasing need no key.
//!
//! A sealed file is a header (name of the format, id of the key, seed of the nonces) and pieces, each sealed under its number and
//! whether it is the last: a piece that is changed, lost, doubled, moved, or cut from the end does not open.

use super::{Files, Incoming, IncomingError};
use crate::Kept;
use crate::personal::{ID, Keyring, fill};
use crate::sql::StoreError;
use affairs::ContentHash;
use affairs::id::AgencyId;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::aead::{KeyInit, Payload};
use std::fmt;
use tokio::io::AsyncReadExt;
use zeroize::{Zeroize, Zeroizing};

const FORMAT: &[u8; 5] = b"GKSF1";
const SEED: usize = 19;
const HEADER: usize = FORMAT.len() + ID + SEED;
/// Readable bytes of a piece; only the last one is shorter.
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

/// A file of a person on its way in: sealed as it comes, not yet kept.
pub struct Sealing {
    incoming: Incoming,
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    header: [u8; HEADER],
    waiting: Zeroizing<Vec<u8>>,
    size: u64,
    limit: u64,
}

/// A file of a person that is sealed, whole and synced, and not yet kept: gone when this value is dropped.
#[derive(Debug)]
pub struct Sealed {
    incoming: Incoming,
    hash: ContentHash,
    size: u64,
}

/// A file of a person on its way out, piece by piece.
pub struct Opening {
    file: tokio::fs::File,
    hash: ContentHash,
    /// Gone once the last piece was given.
    decryptor: Option<DecryptorBE32<XChaCha20Poly1305>>,
    header: [u8; HEADER],
    /// Sealed bytes still on the disk.
    left: u64,
}

impl fmt::Debug for Sealing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealing")
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Opening({})", self.hash)
    }
}

impl Files {
    /// Begins to seal a stream of at most `limit` readable bytes, for this agency. `name` must be unique, as for
    /// [`Files::incoming`].
    ///
    /// # Errors
    /// When the disk fails, or the operating system has no randomness to give.
    pub async fn sealing(&self, name: &str, limit: u64, keyring: &Keyring, agency: &AgencyId) -> Kept<Sealing> {
        let (id, key) = keyring.file_key(agency)?;
        let mut header = [0_u8; HEADER];
        fill(&mut header)?;
        header[..FORMAT.len()].copy_from_slice(FORMAT);
        header[FORMAT.len()..FORMAT.len() + ID].copy_from_slice(&id);
        let seed = &header[FORMAT.len() + ID..];
        let encryptor = EncryptorBE32::from_aead(XChaCha20Poly1305::new((&*key).into()), seed.into());
        let mut incoming = self.incoming(name, u64::MAX).await?;
        incoming.write(&header).await.map_err(store_error)?;
        let waiting = Zeroizing::new(Vec::with_capacity(PIECE));
        Ok(Sealing { incoming, encryptor, header, waiting, size: 0, limit })
    }

    /// Keeps a finished sealed stream under the hash of what lies on the disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn keep_sealed(&self, sealing: Sealing) -> Kept<ContentHash> {
        self.keep(sealing.finish().await?).await
    }

    /// Ends a sealed stream without keeping it yet. What lies there has been synced; keeping it is a change of name.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn seal_up(&self, sealing: Sealing) -> Kept<Sealed> {
        let size = sealing.size;
        let mut incoming = sealing.finish().await?;
        let hash = incoming.finish().await?;
        Ok(Sealed { incoming, hash, size })
    }

    /// Keeps a sealed file under its hash.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn keep_sealed_up(&self, sealed: Sealed) -> Kept<ContentHash> {
        self.keep(sealed.incoming).await
    }

    /// The readable bytes of a sealed file that is not yet kept.
    ///
    /// # Errors
    /// As [`Files::open_sealed`].
    pub async fn read_sealed_up(
        &self,
        sealed: &Sealed,
        keyring: &Keyring,
        agency: &AgencyId,
    ) -> Kept<Zeroizing<Vec<u8>>> {
        let file = tokio::fs::File::open(sealed.incoming.path()).await?;
        let length = file.metadata().await?.len();
        let mut opening = Opening::begin(file, length, &sealed.hash, keyring, agency).await?;
        // Grown once: a copy left behind by growing would not be wiped.
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(sealed.size).unwrap_or(0)));
        while let Some(piece) = opening.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Seals bytes already at hand and keeps them.
    ///
    /// # Errors
    /// As [`Files::sealing`].
    pub async fn put_sealed(
        &self,
        name: &str,
        bytes: &[u8],
        keyring: &Keyring,
        agency: &AgencyId,
    ) -> Kept<ContentHash> {
        let mut sealing = self.sealing(name, u64::MAX, keyring, agency).await?;
        sealing.write(bytes).await.map_err(store_error)?;
        self.keep_sealed(sealing).await
    }

    /// Begins to open a sealed file of this agency, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], naming the file, when it is no sealed file or its key is not here; otherwise when the disk fails.
    pub async fn open_sealed(&self, hash: &ContentHash, keyring: &Keyring, agency: &AgencyId) -> Kept<Option<Opening>> {
        let Some((file, size)) = self.stream(hash).await? else { return Ok(None) };
        Opening::begin(file, size, hash, keyring, agency).await.map(Some)
    }

    /// The readable bytes of a sealed file of at most `limit` bytes, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], naming the file, when it is longer, was changed, or its key is not here.
    pub async fn read_sealed(
        &self,
        hash: &ContentHash,
        limit: u64,
        keyring: &Keyring,
        agency: &AgencyId,
    ) -> Kept<Option<Vec<u8>>> {
        let Some(mut opening) = self.open_sealed(hash, keyring, agency).await? else { return Ok(None) };
        if opening.readable() > limit {
            return Err(unreadable(hash, "is longer than was asked for"));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = opening.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes))
    }
}

impl Sealed {
    /// The hash of what lies on the disk.
    #[must_use]
    pub const fn hash(&self) -> &ContentHash {
        &self.hash
    }

    /// Readable bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }
}

impl Sealing {
    /// Takes in the next readable bytes.
    ///
    /// # Errors
    /// [`IncomingError::TooLarge`] past the limit; nothing stays behind when this value is dropped.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), IncomingError> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.size > self.limit {
            return Err(IncomingError::TooLarge { limit: self.limit });
        }
        while !bytes.is_empty() {
            // A full piece waits until more comes: the last one is sealed as the last.
            if self.waiting.len() == PIECE {
                self.pass_on().await?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Readable bytes so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    async fn pass_on(&mut self) -> Result<(), IncomingError> {
        let payload = Payload { msg: &self.waiting, aad: &self.header };
        let sealed = self.encryptor.encrypt_next(payload).map_err(|_| too_long())?;
        self.incoming.write(&sealed).await?;
        self.waiting.zeroize();
        Ok(())
    }

    async fn finish(self) -> Kept<Incoming> {
        let Self { mut incoming, encryptor, header, waiting, .. } = self;
        let payload = Payload { msg: &waiting, aad: &header };
        let sealed = encryptor.encrypt_last(payload).map_err(|_| too_long())?;
        incoming.write(&sealed).await.map_err(store_error)?;
        Ok(incoming)
    }
}

impl Opening {
    async fn begin(
        mut file: tokio::fs::File,
        size: u64,
        hash: &ContentHash,
        keyring: &Keyring,
        agency: &AgencyId,
    ) -> Kept<Self> {
        let mut header = [0_u8; HEADER];
        let left = size.checked_sub(HEADER as u64).ok_or_else(|| unreadable(hash, "is cut short"))?;
        file.read_exact(&mut header).await?;
        let (format, rest) = header.split_at(FORMAT.len());
        let (id, seed) = rest.split_first_chunk::<ID>().ok_or_else(|| unreadable(hash, "is cut short"))?;
        if format != FORMAT {
            return Err(unreadable(hash, "is not sealed in a way this program knows"));
        }
        let key = keyring.file_key_of(*id, agency);
        let key = key.ok_or_else(|| unreadable(hash, "is sealed with a key that is not here"))?;
        let decryptor = DecryptorBE32::from_aead(XChaCha20Poly1305::new((&*key).into()), seed.into());
        Ok(Self { file, hash: hash.clone(), decryptor: Some(decryptor), header, left })
    }

    /// How many readable bytes are still to come.
    #[must_use]
    pub const fn readable(&self) -> u64 {
        let pieces = self.left.div_ceil((PIECE + TAG) as u64);
        self.left.saturating_sub(pieces * TAG as u64)
    }

    /// The next readable piece; `None` after the last. What was given before an error is genuine, and is not the whole file.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], naming the file, when the piece was changed, moved, or the end is missing.
    pub async fn next(&mut self) -> Kept<Option<Zeroizing<Vec<u8>>>> {
        let Some(mut decryptor) = self.decryptor.take() else { return Ok(None) };
        let length = self.left.min((PIECE + TAG) as u64);
        let mut sealed = vec![0_u8; usize::try_from(length).unwrap_or(PIECE + TAG)];
        self.file.read_exact(&mut sealed).await?;
        self.left -= length;
        let payload = Payload { msg: &sealed, aad: &self.header };
        let piece = if self.left == 0 {
            decryptor.decrypt_last(payload)
        } else {
            let piece = decryptor.decrypt_next(payload);
            self.decryptor = Some(decryptor);
            piece
        };
        let piece = piece.map_err(|_| unreadable(&self.hash, "was changed, or belongs to another agency"));
        if piece.is_err() {
            self.decryptor = None;
        }
        Ok(Some(Zeroizing::new(piece?)))
    }
}

fn unreadable(hash: &ContentHash, why: &str) -> StoreError {
    StoreError::Corrupt(format!("the sealed file {} {why}", hash.short()))
}

/// Four thousand million pieces.
fn too_long() -> StoreError {
    StoreError::Corrupt("a file is too long to be sealed".to_owned())
}

fn store_error(error: IncomingError) -> StoreError {
    match error {
        IncomingError::Store(inner) => inner,
        IncomingError::TooLarge { limit } => StoreError::Corrupt(format!("more than {limit} bytes")),
    }
}
