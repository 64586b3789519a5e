//! The anchor of everything bound to the disk: how long one bare synced write takes here and now.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use super::{Line, Workbench, median, percentile};
use crate::process::Trouble;

/// A page of SQLite's journal is the least that one commit writes.
const PAGE: [u8; 4096] = [7; 4096];

/// The anchor itself, told so that two machines can be compared; it promises nothing.
pub fn anchor(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let measured = synced_writes(&bench.folder, 200)?;
    let (middle, tail) = (median(measured.clone()), percentile(measured, 99));
    Ok(vec![Line {
        name: "one bare synced write (the anchor)".into(),
        figure: format!("{middle:.2} ms"),
        promise: "none".into(),
        kept: true,
        anchor: Some(format!("p99 of 200: {tail:.2} ms")),
    }])
}

/// Milliseconds that each of `count` appends of one page took, each synced before the next began.
///
/// # Errors
/// When the folder cannot be written.
pub fn synced_writes(folder: &Path, count: usize) -> Result<Vec<f64>, Trouble> {
    let path = folder.join("synced-writes");
    let failed = |error: std::io::Error| Trouble::new(format!("{}: {error}", path.display()));
    let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    let mut measured = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        file.write_all(&PAGE).map_err(failed)?;
        file.sync_data().map_err(failed)?;
        measured.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    std::fs::remove_file(&path).map_err(failed)?;
    Ok(measured)
}

#[cfg(test)]
mod tests {
    use super::synced_writes;
    use crate::process::TemporaryFolder;

    #[test]
    fn every_write_is_measured_and_nothing_stays() {
        let folder = TemporaryFolder::new("synced-writes-test").unwrap();
        assert_eq!(synced_writes(folder.path(), 3).unwrap().len(), 3);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
