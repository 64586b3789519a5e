//! A parcel of sheets as one ZIP that leaves the house while it is written, with a list of what it holds and the hash of
//! each. For an inspection: who receives it can check that nothing was changed on the way.

use super::WriteError;
use super::sheet::{ByteOrderMark, ColumnKind, Sheet, SheetCell, SheetColumn};
use super::volume::package::{Pieces, options};
use affairs::ContentHash;
use std::io::Write;
use zip::ZipWriter;
use zip::write::StreamWriter;

/// A parcel under way; no more than one member is ever held.
pub struct Parcel {
    zip: ZipWriter<StreamWriter<Pieces>>,
    written: Pieces,
    index: Vec<(String, u64, ContentHash)>,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Parcel").field("members", &self.index.len()).finish_non_exhaustive()
    }
}

impl Default for Parcel {
    fn default() -> Self {
        Self::begin()
    }
}

impl Parcel {
    /// Begins a parcel.
    #[must_use]
    pub fn begin() -> Self {
        let written = Pieces::default();
        Self { zip: ZipWriter::new_stream(written.clone()), written, index: Vec::new() }
    }

    /// Adds a member under its number and name; answers what to write next.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, WriteError> {
        let safe: String = name.chars().filter(|one| !one.is_control() && !r#"/\:*?"<>|"#.contains(*one)).collect();
        let name = format!("{:02}-{safe}", self.index.len() + 1);
        self.put(&name, bytes)?;
        self.index.push((name, bytes.len() as u64, ContentHash::of(bytes)));
        Ok(self.written.take())
    }

    /// Ends the parcel with its list; answers the last bytes to write.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn end(mut self) -> Result<Vec<u8>, WriteError> {
        let columns = ["序号", "文件", "字节数", "SHA-256"];
        let rows = self.index.iter().enumerate().map(|(at, (name, size, hash))| {
            [(at + 1).to_string(), name.clone(), size.to_string(), hash.to_string()].map(SheetCell::Text).to_vec()
        });
        let columns = columns.map(|heading| SheetColumn::new(heading, ColumnKind::Text)).to_vec();
        let list = Sheet { title: "目录".to_owned(), columns, rows }.csv(ByteOrderMark::With)?;
        self.put("00-目录.csv", &list)?;
        self.zip.finish().map_err(WriteError::failed)?;
        Ok(self.written.take())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.zip.start_file(name, options()).map_err(WriteError::failed)?;
        self.zip.write_all(bytes).map_err(WriteError::failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    #[test]
    fn a_parcel_lists_every_member_with_its_hash_and_is_the_same_twice() {
        let made = || {
            let mut parcel = Parcel::begin();
            let mut bytes = parcel.add("培训/台账.csv", b"one").unwrap();
            bytes.extend(parcel.add("会议.csv", b"two").unwrap());
            bytes.extend(parcel.end().unwrap());
            bytes
        };
        let bytes = made();
        assert_eq!(bytes, made());
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read("01-培训台账.csv"), "one");
        let list = read("00-目录.csv");
        for (name, bytes) in [("01-培训台账.csv", "one"), ("02-会议.csv", "two")] {
            assert!(list.contains(name) && list.contains(&ContentHash::of(bytes.as_bytes()).to_string()), "{list}");
        }
    }
}
