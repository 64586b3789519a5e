//! One backup, one tar file: `office.sqlite`, then the files in the order of their hashes, then `manifest.json`, which names
//! every member with its size and hash. The manifest comes last, so a file that was cut short has none.
//!
//! Only these three kinds of names, and only ordinary files, are ever read out of a backup: a name cannot lead anywhere else.

use crate::{Done, Failure};
use affairs::id::AgencyId;
use affairs::{ContentHash, Instant, Refusal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use store::personal::check::Constant;

/// The name and version of the format.
pub(super) const FORMAT: &str = "gongkai-backup/1";
pub(super) const DATABASE: &str = "office.sqlite";
const MANIFEST: &str = "manifest.json";
/// No manifest is longer; beyond it the reading stops.
const LONGEST_MANIFEST: u64 = 512 * 1024 * 1024;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the schema.
    pub schema: i64,
    pub made_at: Instant,
    /// The same moment as people read it.
    pub made: String,
    /// The engine that the office stood on: `sqlite` or `postgres`.
    pub engine: String,
    /// Where each journal ended: an anchor outside the journal itself.
    pub agencies: Vec<AgencyHead>,
    /// By which the keys of this office are known; none in a backup of before there were keys. The keys are never in a backup.
    #[serde(default)]
    pub keys: Vec<Constant>,
    /// Every other member, in its order.
    pub members: Vec<Member>,
}

/// Where an agency's journal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyHead {
    pub agency: AgencyId,
    pub name: String,
    pub lines: i64,
    pub head: ContentHash,
}

/// A member of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub sha256: ContentHash,
}

/// A backup under way.
pub(super) struct Packing {
    builder: tar::Builder<BufWriter<File>>,
    pub(super) members: Vec<Member>,
    made_at: Instant,
}

impl Packing {
    /// Begins a new file that only its owner may read.
    pub(super) fn begin(path: &Path, made_at: Instant) -> std::io::Result<Self> {
        let builder = tar::Builder::new(BufWriter::with_capacity(1 << 20, super::create_private(path)?));
        Ok(Self { builder, members: Vec::new(), made_at })
    }

    /// Adds a file; its hash is taken as its bytes go by.
    pub(super) fn add(&mut self, name: &str, path: &Path) -> std::io::Result<&Member> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut hashed = Hashed::new(file.take(size));
        self.builder.append(&self.header(name, size)?, &mut hashed)?;
        if hashed.size != size {
            return Err(std::io::Error::other(format!("{name} changed while it was read")));
        }
        self.members.push(Member { name: name.to_owned(), size, sha256: hashed.hash() });
        self.members.last().ok_or_else(|| std::io::Error::other("nothing was added"))
    }

    /// Adds the manifest and lets nothing come after it; the file is synced.
    pub(super) fn seal(mut self, manifest: &Manifest) -> std::io::Result<()> {
        let bytes = serde_json::to_vec_pretty(manifest)?;
        let header = self.header(MANIFEST, bytes.len() as u64)?;
        self.builder.append(&header, bytes.as_slice())?;
        let mut file = self.builder.into_inner()?;
        file.flush()?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    }

    fn header(&self, name: &str, size: u64) -> std::io::Result<tar::Header> {
        let mut header = tar::Header::new_gnu();
        header.set_path(name)?;
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.made_at.milliseconds() / 1000).unwrap_or(0));
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        Ok(header)
    }
}

/// Bytes that are hashed and counted as they go by.
struct Hashed<R> {
    inner: R,
    digest: Sha256,
    size: u64,
}

impl<R: Read> Hashed<R> {
    fn new(inner: R) -> Self {
        Self { inner, digest: Sha256::new(), size: 0 }
    }

    fn hash(self) -> ContentHash {
        ContentHash::from_digest(&self.digest.finalize())
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        self.size += read as u64;
        Ok(read)
    }
}

/// What a member of an allowed name is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Database,
    File(ContentHash),
    Manifest,
}

/// The member's kind, if its name is one of the allowed.
pub(super) fn named(name: &str) -> Option<Named> {
    match name {
        DATABASE => return Some(Named::Database),
        MANIFEST => return Some(Named::Manifest),
        _ => {}
    }
    let (folder, digits) = name.strip_prefix("files/")?.split_once('/')?;
    let hash = ContentHash::parse(digits).filter(|hash| hash.hex() == digits)?;
    (digits.get(..2) == Some(folder)).then_some(Named::File(hash))
}

/// The name of a file's member.
pub(super) fn file_member(hash: &ContentHash) -> String {
    let hex = hash.hex();
    format!("files/{}/{hex}", hex.get(..2).unwrap_or("00"))
}

fn bad(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(code, format!("{}没有改动任何数据。", message.into()))
}

fn cut_short() -> Refusal {
    bad("backup_truncated", "备份文件不完整，可能没有写完或没有拷贝完，请换用另一份备份。")
}

/// Reads a whole backup and answers its manifest if every member is what the manifest says.
///
/// # Errors
/// Refused when the file cannot be read, is no backup of ours, is cut short, damaged, holds what does not belong into a backup,
/// or is of a newer program.
pub async fn check_backup(path: &Path) -> Done<Manifest> {
    let path = path.to_owned();
    let checked = tokio::task::spawn_blocking(move || walk(&path, &mut |_, _| Ok(())));
    checked.await.map_err(|error| Failure::of(&error))?.map_err(Stopped::into_act)
}

/// Why the walk through a backup ended early.
pub(super) enum Stopped {
    Refused(Refusal),
    Disk(std::io::Error),
}

impl Stopped {
    pub(super) fn into_act(self) -> crate::ActError {
        match self {
            Self::Refused(refusal) => refusal.into(),
            Self::Disk(error) => Failure::of(&error).into(),
        }
    }
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What is done with the bytes of a member on the way.
type Taking<'taking> = &'taking mut dyn FnMut(&Named, &mut dyn Read) -> std::io::Result<()>;

/// Walks through a backup once. `take` may read the bytes of a member; what it leaves is read here.
pub(super) fn walk(path: &Path, take: Taking<'_>) -> Result<Manifest, Stopped> {
    let file = File::open(path)
        .map_err(|error| bad("backup_unreadable", format!("打不开备份文件“{}”：{error}。", path.display())))?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 20, file));
    let entries = archive.entries().map_err(|_| cut_short())?.raw(true);
    let mut members: Vec<Member> = Vec::new();
    let mut manifest = None;
    for entry in entries {
        let entry = entry.map_err(|_| if members.is_empty() { not_ours() } else { cut_short() })?;
        if manifest.is_some() {
            return Err(bad("backup_surplus", "备份清单之后还有别的内容，文件被改动过，不能使用。").into());
        }
        let (name, kind, size) = identify(&entry)?;
        if kind == Named::Manifest {
            manifest = Some(read_manifest(entry, size)?);
            continue;
        }
        let mut hashed = Hashed::new(entry);
        take(&kind, &mut hashed).map_err(Stopped::Disk)?;
        std::io::copy(&mut hashed, &mut std::io::sink()).map_err(|_| cut_short())?;
        if hashed.size != size {
            return Err(cut_short().into());
        }
        members.push(Member { name, size, sha256: hashed.hash() });
    }
    let manifest = manifest.ok_or_else(|| if members.is_empty() { not_ours() } else { cut_short() })?;
    agree(&manifest, &members)?;
    Ok(manifest)
}

fn not_ours() -> Refusal {
    bad("backup_not_ours", "这不是本平台的备份文件。")
}

fn identify<R: Read>(entry: &tar::Entry<'_, R>) -> Result<(String, Named, u64), Refusal> {
    let bytes = entry.path_bytes();
    let name = String::from_utf8_lossy(&bytes).into_owned();
    // Ordinary files alone: no links, no folders, no long-name extensions that would rename what follows.
    if entry.header().entry_type() != tar::EntryType::Regular {
        let message = format!("备份中的“{name}”不是普通文件（可能是链接），不能使用。");
        return Err(bad("backup_member_kind", message));
    }
    let kind = named(&name)
        .ok_or_else(|| bad("backup_member_name", format!("备份中有不属于备份的内容“{name}”，不能使用。")))?;
    Ok((name, kind, entry.size()))
}

fn read_manifest<R: Read>(entry: tar::Entry<'_, R>, size: u64) -> Result<Manifest, Refusal> {
    let mut bytes = Vec::new();
    entry.take(LONGEST_MANIFEST).read_to_end(&mut bytes).map_err(|_| cut_short())?;
    if bytes.len() as u64 != size {
        return Err(cut_short());
    }
    let damaged = || bad("backup_manifest", "备份的清单读不懂，文件已损坏或被改动过。");
    // The version is read by itself first: a newer format may have other members.
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    let schema = value.get("schema").and_then(serde_json::Value::as_i64).ok_or_else(damaged)?;
    let format = value.get("format").and_then(serde_json::Value::as_str).ok_or_else(damaged)?;
    if format != FORMAT || schema > store::schema::known_version() {
        let message = format!("备份由更新版本的程序生成（格式 {format}，数据版本 {schema}），请先升级本程序。");
        return Err(bad("backup_too_new", message));
    }
    serde_json::from_value(value).map_err(|_| damaged())
}

/// Whether what was read is what the manifest says, member by member.
fn agree(manifest: &Manifest, members: &[Member]) -> Result<(), Refusal> {
    let listed: BTreeMap<&str, &Member> =
        manifest.members.iter().map(|member| (member.name.as_str(), member)).collect();
    let mut found: BTreeMap<&str, &Member> = BTreeMap::new();
    for member in members {
        let name = member.name.as_str();
        if found.insert(name, member).is_some() {
            return Err(bad("backup_surplus", format!("备份中“{name}”出现两次，文件被改动过，不能使用。")));
        }
        match listed.get(name) {
            None => return Err(bad("backup_surplus", format!("备份中的“{name}”不在清单上，文件被改动过，不能使用。"))),
            Some(expected) if *expected != member => {
                return Err(bad("backup_hash", format!("备份中的“{name}”与清单不符，内容已损坏，请换用另一份备份。")));
            }
            Some(_) => {}
        }
    }
    if let Some(missing) = listed.keys().find(|name| !found.contains_key(**name)) {
        return Err(bad("backup_member_missing", format!("备份中缺少清单所列的“{missing}”，请换用另一份备份。")));
    }
    if !found.contains_key(DATABASE) || listed.len() != manifest.members.len() {
        return Err(bad("backup_member_missing", format!("备份中缺少“{DATABASE}”，请换用另一份备份。")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Named, file_member, named};
    use affairs::ContentHash;

    #[test]
    fn only_three_kinds_of_names_are_members() {
        let hash = ContentHash::of(b"a");
        assert_eq!(named(&file_member(&hash)), Some(Named::File(hash.clone())));
        assert_eq!(named("office.sqlite"), Some(Named::Database));
        assert_eq!(named("manifest.json"), Some(Named::Manifest));
        let hex = hash.hex();
        for stranger in [
            "../office.sqlite".to_owned(),
            "/etc/passwd".to_owned(),
            format!("files/{hex}"),
            format!("files/zz/{hex}"),
            format!("files/{}/../{hex}", &hex[..2]),
            format!("files/{}/{}", &hex[..2], hex.to_uppercase()),
            format!("files/{}/sha256:{hex}", &hex[..2]),
            "files/ab/cd".to_owned(),
            "key".to_owned(),
            String::new(),
        ] {
            assert_eq!(named(&stranger), None, "{stranger}");
        }
    }
}
