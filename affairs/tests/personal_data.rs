//! Whoever looks at personal data is on the list that people read.

#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 8] = ["law", "affairs", "store", "paper", "channels", "desk", "web", "gongkai"];
const CALL: &str = ".reveal(";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Each purpose named at a call, or the text at the call where none is.
fn purposes(text: &str) -> impl Iterator<Item = String> {
    text.split(CALL).skip(1).map(|rest| {
        let named = rest.split(')').next().unwrap_or_default().trim();
        named.rsplit("::").next().unwrap_or_default().to_owned()
    })
}

#[test]
fn every_caller_of_reveal_is_listed_with_its_purpose_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    ROOMS.iter().for_each(|room| sources(&root.join(room).join("src"), &mut files));
    let mut called = BTreeSet::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        called.extend(purposes(&text).map(|purpose| (name.clone(), purpose)));
    }
    let page = std::fs::read_to_string(root.join("docs/personal-data.md")).unwrap();
    let listed: BTreeSet<(String, String)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once("` | "))
        .filter_map(|(file, rest)| Some((file.to_owned(), rest.split_once(" |")?.0.to_owned())))
        .collect();
    let unlisted: Vec<_> = called.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&called).collect();
    assert!(unlisted.is_empty(), "missing in docs/personal-data.md: {unlisted:?}");
    assert!(gone.is_empty(), "listed in docs/personal-data.md, but calls no more: {gone:?}");
    assert!(listed.iter().any(|(file, _)| file == "store/src/personal.rs"), "the list was not read");
}
