//! Rules about where files lie and what they are called.

use std::collections::BTreeMap;

use super::{Finding, House};

/// Names that say nothing about what lies inside.
const NAMELESS: [&str; 7] = ["util", "utils", "utilities", "helper", "helpers", "common", "misc"];

/// More Rust files than this in one folder, and it wants a wall.
const CROWD: usize = 14;

/// What may be a binary file inside a folder `fixtures`.
const BINARY_FIXTURES: [&str; 6] = ["png", "jpg", "docx", "xlsx", "pdf", "csv"];
const LARGEST_FIXTURE: usize = 64 * 1024;

pub fn nameless_rooms(house: &House) -> Vec<Finding> {
    let is_nameless = |path: &str| {
        path.split('/').any(|part| NAMELESS.contains(&part.split('.').next().unwrap_or(part).to_lowercase().as_str()))
    };
    house
        .files
        .iter()
        .filter(|file| is_nameless(&file.path))
        .map(|file| Finding::error(&file.path, "a name that says nothing: call it after what it does"))
        .collect()
}

pub fn crowded_folders(house: &House) -> Vec<Finding> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for file in house.files.iter().filter(|file| file.is_rust()) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
    }
    folders
        .into_iter()
        .filter(|(_, count)| *count > CROWD)
        .map(|(folder, count)| Finding::warning(folder, format!("{count} Rust files in one folder want a wall")))
        .collect()
}

pub fn binary_files(house: &House) -> Vec<Finding> {
    house
        .files
        .iter()
        .filter(|file| file.text().is_none())
        .filter(|file| !is_font(&file.path) && !is_small_fixture(&file.path, file.bytes.len()))
        .map(|file| {
            Finding::error(&file.path, "a binary file: only paper/fonts/*.ttf and fixtures up to 64 KiB may be kept")
        })
        .collect()
}

fn is_font(path: &str) -> bool {
    path.strip_prefix("paper/fonts/").is_some_and(|name| name.ends_with(".ttf") && !name.contains('/'))
}

fn is_small_fixture(path: &str, size: usize) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    path.contains("/fixtures/") && BINARY_FIXTURES.contains(&extension) && size <= LARGEST_FIXTURE
}

#[cfg(test)]
mod tests {
    use super::{binary_files, crowded_folders, nameless_rooms};
    use crate::tidy::House;

    #[test]
    fn a_drawer_for_everything_is_found() {
        let house =
            House::of(&[("web/src/utils.rs", ""), ("desk/src/Common/mod.rs", ""), ("law/src/commonwealth.rs", "")]);
        let places: Vec<String> = nameless_rooms(&house).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["web/src/utils.rs", "desk/src/Common/mod.rs"]);
    }

    #[test]
    fn a_folder_of_fifteen_wants_a_wall() {
        let names: Vec<String> = (0..15).map(|number| format!("desk/src/act{number}.rs")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(crowded_folders(&House::of(&files)).len(), 1);
        assert!(crowded_folders(&House::of(&files[1..])).is_empty());
    }

    #[test]
    fn fonts_and_small_fixtures_are_the_only_binaries() {
        let large = "\0".repeat(64 * 1024 + 1);
        let house = House::of(&[
            ("paper/fonts/song.ttf", "\0"),
            ("paper/tests/fixtures/table.docx", "\0"),
            ("paper/tests/fixtures/big.docx", &large),
            ("paper/tests/fixtures/tool.exe", "\0"),
            ("web/logo.png", "\0"),
            ("web/fonts/song.ttf", "\0"),
        ]);
        let places: Vec<String> = binary_files(&house).into_iter().map(|finding| finding.place).collect();
        assert_eq!(
            places,
            ["paper/tests/fixtures/big.docx", "paper/tests/fixtures/tool.exe", "web/logo.png", "web/fonts/song.ttf"]
        );
    }
}
