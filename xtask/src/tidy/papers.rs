//! Rules about what is written for people: introductions, the map, the glossary, the words above a public item.

use std::collections::BTreeMap;

use super::{Finding, House, at};

/// What the opening of a room says, in the words every room uses for it.
const INTRODUCTION: [&str; 3] = ["comes in", "goes out", "never here"];

const MAP: &str = "ARCHITECTURE.md";
const LONGEST_MAP: usize = 2_500;

const GLOSSARY: &str = "docs/glossary.md";

/// The rooms whose every public item says what it means.
const ROOMS_IN_WORDS: [&str; 3] = ["law/src/", "affairs/src/", "desk/src/"];
const PUBLIC_ITEMS: [&str; 9] = [
    "pub fn ",
    "pub async fn ",
    "pub const fn ",
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub type ",
    "pub const ",
    "pub static ",
];

pub fn rooms_that_do_not_introduce_themselves(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in house.texts().filter(|(file, _)| file.path.ends_with("/src/lib.rs")) {
        let opening: String =
            text.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join(" ").to_lowercase();
        let missing: Vec<&str> = INTRODUCTION.into_iter().filter(|words| !opening.contains(words)).collect();
        if !missing.is_empty() {
            findings.push(Finding::error(
                &file.path,
                format!("its opening does not use the words: {}", missing.join(", ")),
            ));
        }
    }
    findings
}

pub fn long_architecture(house: &House) -> Vec<Finding> {
    let Some(map) = house.text(MAP) else {
        return vec![Finding::error(MAP, "the map of the house is missing")];
    };
    let words = map.split_whitespace().count();
    if words > LONGEST_MAP {
        vec![Finding::error(MAP, format!("{words} words; a map of more than {LONGEST_MAP} is not read"))]
    } else {
        Vec::new()
    }
}

/// One statutory term, one identifier: an identifier that stands in two rows names two things.
pub fn ambiguous_glossary(house: &House) -> Vec<Finding> {
    let Some(glossary) = house.text(GLOSSARY) else {
        return vec![Finding::error(GLOSSARY, "the glossary is missing")];
    };
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut column = None;
    for (index, line) in glossary.lines().enumerate() {
        if !line.starts_with('|') {
            column = None;
            continue;
        }
        let cells: Vec<&str> = line.split('|').collect();
        match column {
            None => column = cells.iter().position(|cell| cell.to_lowercase().contains("identifier")),
            Some(column) => {
                let cell = cells.get(column).copied().unwrap_or_default();
                for identifier in cell.split('`').skip(1).step_by(2) {
                    rows.entry(identifier).or_default().push(index);
                }
            }
        }
    }
    if rows.is_empty() {
        return vec![Finding::error(GLOSSARY, "no table with a column `identifier` was found")];
    }
    rows.into_iter()
        .filter(|(_, lines)| lines.len() > 1)
        .map(|(identifier, lines)| {
            Finding::error(at(GLOSSARY, lines[1]), format!("`{identifier}` stands in {} rows", lines.len()))
        })
        .collect()
}

/// A plain reading of the text, not of the syntax: a doc comment stands directly above, attributes may come between.
pub fn undocumented_public_items(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in house.texts() {
        let in_words = ROOMS_IN_WORDS.iter().any(|room| file.path.starts_with(room));
        if !in_words || !file.is_rust() || is_for_tests(house, &file.path) {
            continue;
        }
        for index in undocumented_lines(text) {
            findings.push(Finding::error(at(&file.path, index), "a public item without a word about what it means"));
        }
    }
    findings
}

/// A file whose module is declared under `#[cfg(test)]`, or that lies in a folder of tests.
fn is_for_tests(house: &House, path: &str) -> bool {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rs");
    let room = path.split('/').next().unwrap_or(path);
    let declared = ["mod", "pub(crate) mod", "pub mod"].map(|word| format!("#[cfg(test)]\n{word} {stem};"));
    stem == "tests"
        || path.contains("/tests/")
        || house.texts().any(|(file, text)| {
            file.path.split('/').next() == Some(room) && declared.iter().any(|words| text.contains(words.as_str()))
        })
}

fn undocumented_lines(text: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut documented = false;
    let mut inside_attribute = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if inside_attribute {
            inside_attribute = !line.ends_with(']');
        } else if line == "#[cfg(test)]" {
            // By the house's habit tests come last.
            break;
        } else if line.starts_with("#[") {
            inside_attribute = !line.ends_with(']');
        } else if line.starts_with("///") || line.starts_with("$(#[") {
            // A macro passes on the doc comments that its caller writes.
            documented = true;
        } else {
            if !documented && PUBLIC_ITEMS.iter().any(|item| line.starts_with(item)) {
                lines.push(index);
            }
            documented = false;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{
        ambiguous_glossary, long_architecture, rooms_that_do_not_introduce_themselves, undocumented_public_items,
    };
    use crate::tidy::House;

    #[test]
    fn a_room_says_what_comes_in_goes_out_and_is_never_here() {
        let whole = "//! Law.\n//! What comes in: facts. What goes out: answers.\n//! What is never here: a clock.\n";
        assert!(rooms_that_do_not_introduce_themselves(&House::of(&[("law/src/lib.rs", whole)])).is_empty());
        let late = "//! Law.\n\npub mod a;\n//! What comes in, goes out, is never here.\n";
        assert_eq!(rooms_that_do_not_introduce_themselves(&House::of(&[("law/src/lib.rs", late)])).len(), 1);
    }

    #[test]
    fn the_map_is_there_and_short() {
        assert_eq!(long_architecture(&House::of(&[])).len(), 1);
        assert!(long_architecture(&House::of(&[("ARCHITECTURE.md", &"word ".repeat(2_500))])).is_empty());
        assert_eq!(long_architecture(&House::of(&[("ARCHITECTURE.md", &"word ".repeat(2_501))])).len(), 1);
    }

    #[test]
    fn an_identifier_names_one_thing() {
        let table = "| 中文 | English | Identifier | Article |\n|---|---|---|---|\n| 甲 | first | `first` | 1 |\n| 乙 | second | `second` | 2 |\n";
        assert!(ambiguous_glossary(&House::of(&[("docs/glossary.md", table)])).is_empty());
        let twice = format!("{table}\n## More\n\n{table}");
        assert_eq!(ambiguous_glossary(&House::of(&[("docs/glossary.md", &twice)])).len(), 2);
        assert_eq!(ambiguous_glossary(&House::of(&[("docs/glossary.md", "no table")])).len(), 1);
    }

    #[test]
    fn a_public_item_is_introduced() {
        let text = "/// A day.\n#[derive(\n    Debug,\n)]\npub struct Day;\n\nimpl Day {\n    pub fn next(&self) {}\n}\n\n#[cfg(test)]\nmod tests {\n    pub fn helper() {}\n}\n";
        let found = undocumented_public_items(&House::of(&[("law/src/day.rs", text)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "law/src/day.rs:8");
        assert!(undocumented_public_items(&House::of(&[("web/src/day.rs", text)])).is_empty());
    }

    #[test]
    fn a_module_for_tests_and_the_inside_of_a_macro_need_no_words() {
        let cases = "pub struct Case;\n";
        let house = House::of(&[("law/src/lib.rs", "#[cfg(test)]\nmod cases;\n"), ("law/src/cases.rs", cases)]);
        assert!(undocumented_public_items(&house).is_empty());
        let house = House::of(&[("law/src/lib.rs", "mod cases;\n"), ("law/src/cases.rs", cases)]);
        assert_eq!(undocumented_public_items(&house).len(), 1);
        let of_macro = "        $(#[$doc])*\n        #[derive(Debug)]\n        pub enum $name {}\n";
        assert!(undocumented_public_items(&House::of(&[("law/src/codes.rs", of_macro)])).is_empty());
    }

    #[test]
    fn a_doc_comment_does_not_reach_over_another_line() {
        let text = "/// About the constant.\nconst A: u8 = 1;\npub enum B {}\n";
        assert_eq!(undocumented_public_items(&House::of(&[("affairs/src/b.rs", text)])).len(), 1);
    }
}
