//! 归档包: every file of a case to the byte, the volume, and a list of their hashes, as one ZIP.

use super::super::WriteError;
use affairs::{ContentHash, Date};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The name and version of the format.
const FORMAT: &str = "gongkai-volume/1";

/// What a package says of itself, in `manifest.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    format: &'static str,
    /// 案卷号.
    pub number: String,
    /// 申请编号.
    pub application_number: String,
    /// 案卷题名.
    pub title: String,
    /// 保管期限.
    pub retention: String,
    pub closed_on: Date,
    /// Every other member, in its order.
    pub members: Vec<Member>,
}

/// A member of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its name in the package.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Bytes.
    pub size: u64,
    pub sha256: ContentHash,
}

impl Manifest {
    /// A manifest without members.
    #[must_use]
    pub fn of(number: &str, application_number: &str, title: &str, retention: &str, closed_on: Date) -> Self {
        Self {
            format: FORMAT,
            number: number.to_owned(),
            application_number: application_number.to_owned(),
            title: title.to_owned(),
            retention: retention.to_owned(),
            closed_on,
            members: Vec::new(),
        }
    }
}

/// A package under way. Nothing of it is held in memory; members are stored as they are, for their bytes are packed already.
pub struct Packing<Out: Write + Seek> {
    zip: ZipWriter<Out>,
    manifest: Manifest,
    names: HashSet<String>,
}

impl<Out: Write + Seek> std::fmt::Debug for Packing<Out> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Packing").field("members", &self.manifest.members.len()).finish_non_exhaustive()
    }
}

impl<Out: Write + Seek> Packing<Out> {
    /// Begins a package.
    #[must_use]
    pub fn begin(out: Out, manifest: Manifest) -> Self {
        Self { zip: ZipWriter::new(out), manifest, names: HashSet::new() }
    }

    /// Adds a file under its number and its name, without folders; answers the name it has there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, name: &str, title: &str, bytes: &[u8]) -> Result<String, WriteError> {
        let name = self.name_of(name);
        self.zip.start_file(name.as_str(), options()).map_err(WriteError::failed)?;
        self.zip.write_all(bytes).map_err(WriteError::failed)?;
        let sha256 = hash_of(bytes)?;
        self.names.insert(name.clone());
        let size = bytes.len() as u64;
        self.manifest.members.push(Member { name: name.clone(), title: title.to_owned(), size, sha256 });
        Ok(name)
    }

    /// Ends the package with its list.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> Result<Out, WriteError> {
        let list = serde_json::to_vec_pretty(&self.manifest).map_err(WriteError::failed)?;
        self.zip.start_file("manifest.json", options()).map_err(WriteError::failed)?;
        self.zip.write_all(&list).map_err(WriteError::failed)?;
        self.zip.finish().map_err(WriteError::failed)
    }

    /// `003-送达凭证.pdf`: in order, and never the name of another.
    fn name_of(&self, name: &str) -> String {
        let safe: String = name
            .chars()
            .filter(|character| !character.is_control())
            .map(|character| {
                if matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { character }
            })
            .take(120)
            .collect();
        let numbered = format!("{:03}-{}", self.manifest.members.len() + 1, safe.trim_start_matches('.'));
        if self.names.contains(&numbered) { format!("{numbered}_") } else { numbered }
    }
}

/// The same time in every package: what it holds says when.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true)
}

fn hash_of(bytes: &[u8]) -> Result<ContentHash, WriteError> {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    ContentHash::parse(&hex).ok_or_else(|| WriteError::failed("no hash"))
}
