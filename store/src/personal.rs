//! Personal data at rest: sealed with keys that lie outside the database, each ciphertext bound to the one field it stands in.
//!
//! A [`Keyring`] holds dated [keys](key_file); the newest seals, all of them open. `docs/decisions/personal-data.md` says why
//! these ciphers.

pub mod check;
pub mod fields;
mod key_file;

use crate::Kept;
use crate::sql::StoreError;
use affairs::id::AgencyId;
use affairs::personal::{Personal, Purpose};
use affairs::{ContentHash, Instant};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::digest::KeyInit as KeyInitOfHmac;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The first byte of everything sealed: the way of sealing. Another cipher takes another number.
const SEALED_1: u8 = 1;
/// Bytes of a key's id.
pub(crate) const ID: usize = 8;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Fields are filled up to a multiple of this many bytes.
const STEP: usize = 64;

type Secret = Zeroizing<[u8; 32]>;

/// Where a sealed value stands. A ciphertext opens nowhere else.
#[derive(Clone, Copy)]
struct Place<'place> {
    agency: &'place AgencyId,
    /// `table.field`.
    field: &'place str,
    row: &'place str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of row {}", self.field, self.row)
    }
}

/// The number by which a key is known. It says nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; ID]);

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// One generation of keys.
#[derive(Clone)]
struct Key {
    id: KeyId,
    made_at: Instant,
    /// Seals fields and files.
    data: Secret,
    /// From it each agency's signing key is derived.
    signing: Secret,
}

/// The keys of an office. Cloning shares them; they are wiped with the last clone, and no text ever shows them.
#[derive(Clone)]
pub struct Keyring {
    /// Oldest first, never empty.
    keys: Arc<[Key]>,
    /// Never rotated: a token that is searched for must be the token that was kept.
    token: Arc<Secret>,
}

/// A signing key as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    pub id: KeyId,
    /// From this moment on until the next one is made.
    pub made_at: Instant,
    pub bytes: [u8; 32],
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Keyring({} keys)", self.keys.len())
    }
}

impl Keyring {
    /// Draws a first generation of keys.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn draw(at: Instant) -> Kept<Self> {
        Ok(Self { keys: Arc::from([Key::draw(at)?]), token: Arc::new(secret()?) })
    }

    /// The same keys and a new one, which seals and signs from now on.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn rotated(&self, at: Instant) -> Kept<Self> {
        let mut keys = self.keys.to_vec();
        keys.push(Key::draw(at)?);
        Ok(Self { keys: keys.into(), token: Arc::clone(&self.token) })
    }

    /// Ids and dates, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<(KeyId, Instant)> {
        self.keys.iter().map(|key| (key.id, key.made_at)).collect()
    }

    /// Seals a value for one field of one row. `place` is `table.field`, `row` the row's key within its agency.
    ///
    /// # Errors
    /// When it cannot be written as JSON, or the operating system has no randomness to give.
    pub fn seal<T: Serialize>(&self, agency: &AgencyId, place: &str, row: &str, value: &Personal<T>) -> Kept<Vec<u8>> {
        let mut plain = Zeroizing::new(serde_json::to_vec(value.reveal(Purpose::Keeping))?);
        // JSON may end with spaces, so the filling needs no length of its own, and a length does not tell one name from another.
        let filled = plain.len().next_multiple_of(STEP);
        plain.resize(filled, b' ');
        self.seal_bytes(&Place { agency, field: place, row }, &plain)
    }

    /// What was sealed for this field of this row.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], naming place and row, when it was sealed with a key that is not here or for another place, or was
    /// changed.
    pub fn open<T: DeserializeOwned>(
        &self,
        agency: &AgencyId,
        place: &str,
        row: &str,
        sealed: &[u8],
    ) -> Kept<Personal<T>> {
        let place = Place { agency, field: place, row };
        // The reason why it cannot be read would quote it.
        let value = serde_json::from_slice(&self.open_bytes(&place, sealed)?);
        Ok(Personal::new(value.map_err(|_| unreadable(&place, "is not of its shape"))?))
    }

    /// Whether a field opens, for `verify`; nothing of it goes out.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn try_open(&self, agency: &AgencyId, place: &str, row: &str, sealed: &[u8]) -> Kept<()> {
        self.open_bytes(&Place { agency, field: place, row }, sealed).map(|_| ())
    }

    /// The token by which a value can be looked for without being kept readable: the same for the same agency, kind and value, and
    /// for no other. The caller normalises (a number without spaces, letters in one case); a token of few possible values hides
    /// them from nobody who has the key, and from everybody else.
    #[must_use]
    pub fn token(&self, agency: &AgencyId, kind: &str, normalised: &Personal<String>) -> String {
        let value = normalised.reveal(Purpose::Searching).as_bytes();
        let parts: [&[u8]; 4] = [b"gongkai-token/1", agency.as_str().as_bytes(), kind.as_bytes(), value];
        mac(&self.token, &parts).iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
    }

    /// The agency's signature with its newest key, for a code on paper.
    #[must_use]
    pub fn sign(&self, agency: &AgencyId, message: &[u8]) -> Option<(KeyId, [u8; 64])> {
        let key = self.keys.last()?;
        Some((key.id, key.signing_key(agency).sign(message).to_bytes()))
    }

    /// Every signing key the agency ever had, oldest first, as it is published.
    #[must_use]
    pub fn public_keys(&self, agency: &AgencyId) -> Vec<PublicKey> {
        let public = |key: &Key| {
            let bytes = key.signing_key(agency).verifying_key().to_bytes();
            PublicKey { id: key.id, made_at: key.made_at, bytes }
        };
        self.keys.iter().map(public).collect()
    }

    fn seal_bytes(&self, place: &Place<'_>, plain: &[u8]) -> Kept<Vec<u8>> {
        let key = self.newest()?;
        let mut nonce = [0_u8; NONCE];
        fill(&mut nonce)?;
        let bound = bound_to(place, key.id);
        let payload = Payload { msg: plain, aad: &bound };
        let sealed = key.cipher().encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| unreadable(place, "is too long to be sealed"))?;
        Ok([&[SEALED_1], key.id.0.as_slice(), nonce.as_slice(), sealed.as_slice()].concat())
    }

    fn open_bytes(&self, place: &Place<'_>, sealed: &[u8]) -> Kept<Zeroizing<Vec<u8>>> {
        let (&way, rest) = sealed.split_first().ok_or_else(|| unreadable(place, "is empty"))?;
        let (id, rest) = rest.split_first_chunk::<ID>().ok_or_else(|| unreadable(place, "is cut short"))?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(|| unreadable(place, "is cut short"))?;
        if way != SEALED_1 || rest.len() < TAG {
            return Err(unreadable(place, "is not sealed in a way this program knows"));
        }
        let key = self.key(KeyId(*id)).ok_or_else(|| unreadable(place, "is sealed with a key that is not here"))?;
        let bound = bound_to(place, key.id);
        let plain = key.cipher().decrypt(XNonce::from_slice(nonce), Payload { msg: rest, aad: &bound });
        Ok(Zeroizing::new(plain.map_err(|_| unreadable(place, "was changed, or belongs elsewhere"))?))
    }

    fn key(&self, id: KeyId) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    fn newest(&self) -> Kept<&Key> {
        self.keys.last().ok_or_else(|| StoreError::Corrupt("a keyring without keys".to_owned()))
    }

    /// The newest key as files are sealed with it: its id, and the secret of this agency's files.
    pub(crate) fn file_key(&self, agency: &AgencyId) -> Kept<([u8; ID], Secret)> {
        let key = self.newest()?;
        Ok((key.id.0, key.of_files(agency)))
    }

    /// The secret with which a file of this agency was sealed.
    pub(crate) fn file_key_of(&self, id: [u8; ID], agency: &AgencyId) -> Option<Secret> {
        self.key(KeyId(id)).map(|key| key.of_files(agency))
    }
}

impl Key {
    fn draw(made_at: Instant) -> Kept<Self> {
        let mut id = [0_u8; ID];
        fill(&mut id)?;
        Ok(Self { id: KeyId(id), made_at, data: secret()?, signing: secret()? })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.data).into())
    }

    fn of_files(&self, agency: &AgencyId) -> Secret {
        mac(&self.data, &[b"gongkai-files/1", agency.as_str().as_bytes()])
    }

    /// One agency's key says nothing of another's.
    fn signing_key(&self, agency: &AgencyId) -> SigningKey {
        SigningKey::from_bytes(&mac(&self.signing, &[b"gongkai-sign/1", agency.as_str().as_bytes()]))
    }
}

impl PublicKey {
    /// Whether the message was signed with this key, and with it alone.
    #[must_use]
    pub fn bears_out(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let key = VerifyingKey::from_bytes(&self.bytes);
        key.is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }

    /// The hash by which people compare a key read aloud or printed.
    #[must_use]
    pub fn fingerprint(&self) -> ContentHash {
        ContentHash::of(&self.bytes)
    }
}

fn unreadable(place: &Place<'_>, why: &str) -> StoreError {
    StoreError::Corrupt(format!("{place} {why}"))
}

/// What the ciphertext is bound to. Each part is preceded by its length, so that no two places read the same.
fn bound_to(place: &Place<'_>, id: KeyId) -> Vec<u8> {
    let agency = place.agency.as_str();
    let parts = [agency, place.field, place.row].map(str::as_bytes);
    let mut bound = b"gongkai-seal/1".to_vec();
    for part in [id.0.as_slice()].into_iter().chain(parts) {
        bound.extend((part.len() as u64).to_be_bytes());
        bound.extend(part);
    }
    bound
}

/// A keyed hash over parts, each preceded by its length.
fn mac(key: &Secret, parts: &[&[u8]]) -> Secret {
    // HMAC takes a key of its block's length as it is, so this way of making it cannot fail.
    let mut block = Zeroizing::new([0_u8; 64]);
    block[..32].copy_from_slice(&key[..]);
    let mut mac = <Hmac<Sha256> as KeyInitOfHmac>::new((&*block).into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn secret() -> Kept<Secret> {
    let mut secret = Zeroizing::new([0_u8; 32]);
    fill(&mut secret[..])?;
    Ok(secret)
}

pub(crate) fn fill(bytes: &mut [u8]) -> Kept<()> {
    getrandom::fill(bytes).map_err(|error| StoreError::Disk(std::io::Error::other(error.to_string())))
}

#[cfg(test)]
mod tests;
