//! 归档包: every file of a case to the byte, the volume, and a list of their hashes, as one ZIP.

use super::super::WriteError;
use affairs::{ContentHash, Date};
use serde::Serialize;
use std::collections::HashSet;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
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

/// A package under way. What has been written is handed out piece by piece, so that it can be sealed as it comes and no more than one
/// member is ever held.
pub struct Packing {
    zip: ZipWriter<StreamWriter<Pieces>>,
    written: Pieces,
    manifest: Manifest,
    names: HashSet<String>,
}

/// Where the ZIP writes to, and where its bytes are fetched from.
#[derive(Clone, Default)]
pub(in crate::write) struct Pieces(Arc<Mutex<Vec<u8>>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Pieces {
    pub(in crate::write) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Packing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Packing").field("members", &self.manifest.members.len()).finish_non_exhaustive()
    }
}

impl Packing {
    /// Begins a package.
    #[must_use]
    pub fn begin(manifest: Manifest) -> Self {
        let written = Pieces::default();
        Self { zip: ZipWriter::new_stream(written.clone()), written, manifest, names: HashSet::new() }
    }

    /// Adds a file under its number and its name, without folders; answers the name it has there and what to write next.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn add(&mut self, name: &str, title: &str, bytes: &[u8]) -> Result<(String, Vec<u8>), WriteError> {
        let name = self.name_of(name);
        self.zip.start_file(name.as_str(), options()).map_err(WriteError::failed)?;
        self.zip.write_all(bytes).map_err(WriteError::failed)?;
        let sha256 = ContentHash::of(bytes);
        self.names.insert(name.clone());
        let size = bytes.len() as u64;
        self.manifest.members.push(Member { name: name.clone(), title: title.to_owned(), size, sha256 });
        Ok((name, self.written.take()))
    }

    /// Ends the package with its list; answers the last bytes to write.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn end(mut self) -> Result<Vec<u8>, WriteError> {
        let list = serde_json::to_vec_pretty(&self.manifest).map_err(WriteError::failed)?;
        self.zip.start_file("manifest.json", options()).map_err(WriteError::failed)?;
        self.zip.write_all(&list).map_err(WriteError::failed)?;
        self.zip.finish().map_err(WriteError::failed)?;
        Ok(self.written.take())
    }

    /// `003-送达凭证.pdf`: in order, and never the name of another.
    fn name_of(&self, name: &str) -> String {
        let safe: String = name
            .chars()
            .filter(|character| !character.is_control())
            .map(|character| if r#"/\:*?"<>|"#.contains(character) { '_' } else { character })
            .take(120)
            .collect();
        let numbered = format!("{:03}-{}", self.manifest.members.len() + 1, safe.trim_start_matches('.'));
        if self.names.contains(&numbered) { format!("{numbered}_") } else { numbered }
    }
}

/// The same time in every package: what it holds says when.
pub(in crate::write) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}
