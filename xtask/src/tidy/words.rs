//! Rules about words that may not stand somewhere.
//!
//! The forbidden words are put together from pieces here, so that this file does not break its own rules.

use super::{Finding, House, at};

const DRIVER: &str = concat!("sql", "x");
/// The one file that speaks to the database driver, and the manifests that must name it.
const FILES_OF_THE_DRIVER: [&str; 3] = ["store/src/sql.rs", "store/Cargo.toml", "Cargo.toml"];

/// Code that panics where it should act.
const UNFINISHED: [&str; 2] = [concat!("to", "do!"), concat!("unimple", "mented!")];
/// Promises in comments. Elsewhere the same letters may be data: the report's reader looks for them in texts.
const PROMISES: [&str; 2] = [concat!("FIX", "ME"), concat!("TO", "DO")];
/// A test that is skipped is forgotten. One that something else runs says by what: a test in a process of its own, or the bench.
const SKIPPED: &str = concat!("#[ig", "nore");
const RUN_BY_ANOTHER: &str = concat!("#[ig", "nore = \"run by ");

/// Folders and names that exist only on the machine somebody worked on.
const OF_A_MACHINE: [&str; 6] = [
    concat!("/", "work/"),
    concat!("/", "tmp/"),
    concat!("/", "root/"),
    concat!(".", "library"),
    concat!("farm-", "bench"),
    concat!("farm-", "studio"),
];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn driver_outside_its_file(house: &House) -> Vec<Finding> {
    house
        .texts()
        .filter(|(file, _)| file.is_rust() || file.path.ends_with(".toml"))
        .filter(|(file, _)| !FILES_OF_THE_DRIVER.contains(&file.path.as_str()))
        .flat_map(|(file, text)| find(&file.path, text, &[DRIVER]))
        .map(|(place, word)| Finding::error(place, format!("{word} is named only in {}", FILES_OF_THE_DRIVER[0])))
        .collect()
}

pub fn unfinished_code(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in house.texts() {
        if !(file.is_rust() || file.path.ends_with(".mjs") || file.path.ends_with(".js")) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            if let Some(word) = unfinished_word(line) {
                let words = format!("`{word}`: finish it, or file it where work is planned");
                findings.push(Finding::error(at(&file.path, index), words));
            }
        }
    }
    findings
}

fn unfinished_word(line: &str) -> Option<&'static str> {
    let comment = line.split_once("//").map_or("", |(_, comment)| comment);
    let promised = PROMISES.into_iter().find(|word| comment.contains(word));
    let skipped = (line.contains(SKIPPED) && !line.contains(RUN_BY_ANOTHER)).then_some(SKIPPED);
    UNFINISHED.into_iter().find(|word| line.contains(word)).or(promised).or(skipped)
}

pub fn machine_paths(house: &House) -> Vec<Finding> {
    house
        .texts()
        .flat_map(|(file, text)| find(&file.path, text, &OF_A_MACHINE))
        .map(|(place, word)| {
            Finding::error(place, format!("`{word}` belongs to one machine: make it relative, or ask the system"))
        })
        .collect()
}

/// A lock file says what was used, not where one machine fetched it.
pub fn hosts_in_lock_files(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in house.texts() {
        let names_a_host: fn(&str) -> bool = match file.path.rsplit('/').next() {
            Some("Cargo.lock") => |line| line.starts_with("source = ") && !line.contains(CRATES_IO),
            Some("package-lock.json") => |line| line.trim_start().starts_with("\"resolved\""),
            _ => continue,
        };
        let named = text.lines().enumerate().filter(|(_, line)| names_a_host(line));
        findings.extend(
            named.map(|(index, _)| Finding::error(at(&file.path, index), "names the host a package was fetched from")),
        );
    }
    findings
}

fn find(path: &str, text: &str, wanted: &[&'static str]) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        found.extend(wanted.iter().filter(|word| line.contains(**word)).map(|word| (at(path, index), *word)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        DRIVER, OF_A_MACHINE, PROMISES, RUN_BY_ANOTHER, SKIPPED, UNFINISHED, driver_outside_its_file,
        hosts_in_lock_files, machine_paths, unfinished_code,
    };
    use crate::tidy::House;

    #[test]
    fn the_driver_is_named_in_one_file() {
        let use_it = format!("use {DRIVER}::Row;\n");
        assert!(driver_outside_its_file(&House::of(&[("store/src/sql.rs", &use_it)])).is_empty());
        let found = driver_outside_its_file(&House::of(&[("store/src/search.rs", &format!("\n{use_it}"))]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "store/src/search.rs:2");
    }

    #[test]
    fn unfinished_code_is_found() {
        let promise = format!("// {}: later", PROMISES[0]);
        for line in [UNFINISHED[0], UNFINISHED[1], &promise, &format!("{SKIPPED}]"), &format!("{SKIPPED} = \"slow\"]")]
        {
            assert_eq!(unfinished_code(&House::of(&[("desk/src/lib.rs", line)])).len(), 1, "{line}");
        }
        let data = format!("const WORDS: [&str; 1] = [\"{}\"];", PROMISES[1]);
        for line in [data, format!("{RUN_BY_ANOTHER}the_parent\"]")] {
            assert!(unfinished_code(&House::of(&[("desk/src/lib.rs", &line)])).is_empty(), "{line}");
        }
    }

    #[test]
    fn paths_of_a_machine_are_found_in_any_text() {
        for word in OF_A_MACHINE {
            assert_eq!(machine_paths(&House::of(&[("docs/a.md", word)])).len(), 1, "{word}");
        }
        assert!(machine_paths(&House::of(&[("docs/a.md", "the work of a root")])).is_empty());
    }

    #[test]
    fn lock_files_name_no_host() {
        let cargo = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert!(hosts_in_lock_files(&House::of(&[("Cargo.lock", cargo)])).is_empty());
        let mirror = "source = \"sparse+https://mirror.example/index/\"\n";
        assert_eq!(hosts_in_lock_files(&House::of(&[("Cargo.lock", mirror)])).len(), 1);
        let npm = "  \"resolved\": \"https://registry.example/a.tgz\",\n  \"integrity\": \"sha512-x\"\n";
        assert_eq!(hosts_in_lock_files(&House::of(&[("e2e/package-lock.json", npm)])).len(), 1);
    }
}
