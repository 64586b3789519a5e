//! The keys as a file: JSON that only its owner may read, beside the database and never inside it.

use super::{ID, Key, KeyId, Keyring, Secret};
use crate::Kept;
use crate::sql::StoreError;
use affairs::Instant;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The name and version of the format.
const FORMAT: &str = "gongkai-keys/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    token: Hidden,
    keys: Vec<WrittenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    id: String,
    made_at: Instant,
    /// The same moment as people read it.
    made: String,
    data: Hidden,
    signing: Hidden,
}

/// A secret as hexadecimal digits.
struct Hidden(Secret);

impl Serialize for Hidden {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            let _ = write!(text, "{byte:02x}");
        }
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = bytes_of(&text).ok_or_else(|| serde::de::Error::custom("no key"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

/// Bytes from exactly as many pairs of lower-case hexadecimal digits.
fn bytes_of<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let valid = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    if text.len() != LENGTH * 2 || !text.as_bytes().iter().all(valid) {
        return None;
    }
    let mut bytes = [0_u8; LENGTH];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn not_keys() -> StoreError {
    StoreError::Corrupt("it is no file of keys".to_owned())
}

impl Keyring {
    /// The keys as their file holds them. Whoever has this text can read everything.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn to_text(&self) -> Kept<Zeroizing<String>> {
        let keys = self.keys.iter().map(|key| WrittenKey {
            id: key.id.to_string(),
            made_at: key.made_at,
            made: key.made_at.shanghai().to_string(),
            data: Hidden(key.data.clone()),
            signing: Hidden(key.signing.clone()),
        });
        let token = Hidden(Secret::clone(&self.token));
        let written = Written { format: FORMAT.to_owned(), token, keys: keys.collect() };
        Ok(Zeroizing::new(serde_json::to_string_pretty(&written)? + "\n"))
    }

    /// The keys of a file's text.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is anything else, holds no key, or holds two of one name. Nothing of it is quoted.
    pub fn from_text(text: &str) -> Kept<Self> {
        let written: Written = serde_json::from_str(text).map_err(|_| not_keys())?;
        let mut keys: Vec<Key> = Vec::new();
        for key in written.keys {
            let id = bytes_of::<ID>(&key.id).map(KeyId).ok_or_else(not_keys)?;
            if keys.iter().any(|other| other.id == id) {
                return Err(not_keys());
            }
            keys.push(Key { id, made_at: key.made_at, data: key.data.0, signing: key.signing.0 });
        }
        if written.format != FORMAT || keys.is_empty() {
            return Err(not_keys());
        }
        Ok(Self { keys: keys.into(), token: Arc::new(written.token.0) })
    }

    /// Reads the keys of a file; `None` if there is no such file.
    ///
    /// # Errors
    /// When it holds no keys, others than its owner may read it, or the disk fails.
    pub fn read(path: &Path) -> Kept<Option<Self>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if is_open_to_others(&file)? {
            let words = "the file of keys may be read by others; take their rights away (mode 600)";
            return Err(std::io::Error::new(ErrorKind::PermissionDenied, words).into());
        }
        let text = std::io::read_to_string(file).map_err(|error| match error.kind() {
            ErrorKind::InvalidData => not_keys(),
            _ => StoreError::Disk(error),
        });
        Self::from_text(&Zeroizing::new(text?)).map(Some)
    }

    /// Writes the keys into a file that is not there yet, for its owner alone, synced.
    ///
    /// # Errors
    /// When something stands there already (keys are never written over), or the disk fails.
    pub fn write_new(&self, path: &Path) -> Kept<()> {
        if let Some(folder) = folder_of(path) {
            make_private_folder(folder)?;
        }
        // Only a whole file gets the name: a key that was cut short could never be read again, nor drawn again.
        let beside = self.write_beside(path)?;
        let linked = std::fs::hard_link(&beside, path);
        std::fs::remove_file(&beside)?;
        linked?;
        sync_folder(path)
    }

    /// Writes the keys over those in the file, all at once: after a power cut it holds the old ones or the new ones.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn replace(&self, path: &Path) -> Kept<()> {
        let beside = self.write_beside(path)?;
        std::fs::rename(&beside, path)?;
        sync_folder(path)
    }

    fn write_beside(&self, path: &Path) -> Kept<PathBuf> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let beside = path.with_file_name(name);
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(self.to_text()?.as_bytes())?;
        file.sync_all()?;
        Ok(beside)
    }
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_file: &File) -> std::io::Result<bool> {
    Ok(false)
}

fn folder_of(path: &Path) -> Option<&Path> {
    path.parent().filter(|folder| !folder.as_os_str().is_empty())
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn sync_folder(path: &Path) -> Kept<()> {
    Ok(File::open(folder_of(path).unwrap_or(Path::new(".")))?.sync_all()?)
}
