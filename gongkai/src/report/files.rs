//! Files and folders: which of them are looked at, and how one is read without stopping the others.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use paper::read::{LARGEST_REPORT, ReadRefused, ReadReport, read_report};

use super::crowd::{in_order, jobs, progress};
use super::{Given, Spoken};

/// What in a folder may be a report. Formats that cannot be read are among them, so that they are named, not passed over.
const ENDINGS: [&str; 15] =
    ["html", "htm", "xhtml", "shtml", "md", "markdown", "txt", "docx", "pdf", "xlsx", "doc", "wps", "xls", "et", "ofd"];

/// Deeper than any folder of reports; a link that leads back ends here.
const DEEPEST: usize = 64;

/// A file to be read, or why what was named is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub trouble: Option<&'static str>,
}

impl Found {
    /// The name as it was given.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Reads it. Whatever goes wrong is this file's alone.
    pub fn read(&self) -> Result<ReadReport, String> {
        if let Some(trouble) = self.trouble {
            return Err(trouble.to_owned());
        }
        // A mistake of ours in one file must not stop the thousand others.
        catch_unwind(AssertUnwindSafe(|| read(&self.path)))
            .unwrap_or_else(|_| Err("读取这个文件时程序出错，请把文件交给软件的维护人员。".to_owned()))
    }
}

/// The files behind what was named, folders opened in the order of their names.
pub fn find(named: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in named {
        if !path.is_dir() {
            found.push(Found { path: path.clone(), trouble: None });
            continue;
        }
        let before = found.len();
        open_folder(path, 0, &mut found);
        if found.len() == before {
            found.push(Found {
                path: path.clone(), trouble: Some("这个目录里没有可能是年度报告的文件。")
            });
        }
    }
    found
}

fn open_folder(folder: &Path, depth: usize, found: &mut Vec<Found>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        found.push(Found { path: folder.to_owned(), trouble: Some("没有读取这个目录的权限。") });
        return;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        if hidden {
            continue;
        }
        if path.is_dir() {
            if depth < DEEPEST {
                open_folder(&path, depth + 1, found);
            }
        } else if may_be_a_report(&path) {
            found.push(Found { path, trouble: None });
        }
    }
}

fn may_be_a_report(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Reads no more than a report may have, whatever the file's size.
fn read(file: &Path) -> Result<ReadReport, String> {
    let opened = File::open(file).map_err(|error| words_of(&error))?;
    let known = opened.metadata().map_err(|error| words_of(&error))?;
    if known.len() > LARGEST_REPORT as u64 {
        return Err(ReadRefused::TooLarge.to_string());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(known.len()).unwrap_or_default());
    opened.take(LARGEST_REPORT as u64 + 1).read_to_end(&mut bytes).map_err(|error| words_of(&error))?;
    read_report(&bytes, &file.to_string_lossy()).map_err(|refused| refused.to_string())
}

fn words_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件。".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取这个文件的权限。".to_owned(),
        _ => format!("读取失败：{error}。"),
    }
}

/// Reads every file given, in order, on all cores, with a bar on the console; `work` happens beside the reading.
pub fn each<Done: Send>(
    given: &Given,
    work: impl Fn(&Found, Result<ReadReport, String>) -> Done + Sync,
    mut hear: impl FnMut(&Found, Done) -> io::Result<()>,
) {
    let found = find(&given.files);
    let bar = progress(found.len());
    in_order(
        &found,
        jobs(given.jobs),
        |file| work(file, file.read()),
        |file, done| {
            bar.inc(1);
            // Whoever reads may have gone (`| head`).
            match bar.suspend(|| hear(file, done)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        },
    );
    bar.finish_and_clear();
}

/// Reads every file and keeps what `keep` makes of a report; what cannot be read is told beside the output. Answers also how
/// many could not be read.
pub fn gather<T: Send>(
    given: &Given,
    spoken: &mut Spoken<'_>,
    keep: impl Fn(ReadReport) -> Result<T, String> + Sync,
) -> (Vec<T>, usize) {
    let (mut kept, mut lost) = (Vec::new(), 0);
    each(
        given,
        |_, read| read.and_then(&keep),
        |file, done| match done {
            Ok(one) => {
                kept.push(one);
                Ok(())
            }
            Err(reason) => {
                lost += 1;
                writeln!(spoken.aside, "未计入 {}：{reason}", file.name())
            }
        },
    );
    (kept, lost)
}
