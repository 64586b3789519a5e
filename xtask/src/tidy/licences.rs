//! Every library's licence is one that `deny.toml` allows. `cargo-deny` does this better where it is installed; this runs everywhere.

use serde::Deserialize;

use super::{Finding, House};
use crate::process::Trouble;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// Findings about the licences in what `cargo metadata` printed.
///
/// # Errors
/// When that is not the JSON it should be.
pub fn findings(house: &House, metadata: &str) -> Result<Vec<Finding>, Trouble> {
    let metadata: Metadata = serde_json::from_str(metadata)
        .map_err(|error| Trouble::new(format!("cargo metadata is not what it was: {error}")))?;
    let allowed = house.text("deny.toml").map(allowed_licences).unwrap_or_default();
    if allowed.is_empty() {
        return Ok(vec![Finding::error("deny.toml", "no list `allow` under [licenses]")]);
    }
    Ok(metadata.packages.iter().filter_map(|package| of_package(package, &allowed)).collect())
}

fn of_package(package: &Package, allowed: &[&str]) -> Option<Finding> {
    let place = format!("{} {}", package.name, package.version);
    match package.license.as_deref() {
        None => Some(Finding::error(place, "states no licence")),
        Some(expression) if is_allowed(expression, allowed) => None,
        Some(expression) => {
            Some(Finding::error(place, format!("its licence {expression} is not allowed by deny.toml")))
        }
    }
}

/// The quoted words of `allow = [ … ]` under `[licenses]`.
fn allowed_licences(deny: &str) -> Vec<&str> {
    let section = deny.split("\n[licenses]").nth(1).unwrap_or_default();
    let list = section.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
    list.split('"').skip(1).step_by(2).collect()
}

/// An SPDX expression holds if one of its alternatives is wholly allowed; the old `/` means `OR`.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "+WITH+");
    let words: Vec<String> = spaced.split_whitespace().map(|word| word.replace("+WITH+", " WITH ")).collect();
    let mut reader = Reader { words: &words, allowed };
    let holds = reader.alternatives();
    holds && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [String],
    allowed: &'a [&'a str],
}

impl Reader<'_> {
    fn alternatives(&mut self) -> bool {
        let mut holds = self.demands();
        while self.next_is("OR") {
            holds |= self.demands();
        }
        holds
    }

    fn demands(&mut self) -> bool {
        let mut holds = self.one();
        while self.next_is("AND") {
            holds &= self.one();
        }
        holds
    }

    fn one(&mut self) -> bool {
        if self.next_is("(") {
            let holds = self.alternatives();
            return self.next_is(")") && holds;
        }
        let Some((name, rest)) = self.words.split_first() else {
            return false;
        };
        self.words = rest;
        self.allowed.contains(&name.as_str())
    }

    fn next_is(&mut self, wanted: &str) -> bool {
        match self.words.split_first() {
            Some((word, rest)) if word == wanted => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{allowed_licences, findings, is_allowed};
    use crate::tidy::House;

    const ALLOWED: [&str; 3] = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];

    #[test]
    fn one_allowed_alternative_is_enough() {
        for expression in
            ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-2.0", "(GPL-3.0 AND X) OR Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
        {
            assert!(is_allowed(expression, &ALLOWED), "{expression}");
        }
    }

    #[test]
    fn a_demand_that_is_not_allowed_is_not() {
        for expression in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR X) AND GPL-3.0", "", "MIT WITH odd-exception", "(MIT"]
        {
            assert!(!is_allowed(expression, &ALLOWED), "{expression}");
        }
    }

    #[test]
    fn the_list_is_read_from_deny_toml() {
        let deny = "[bans]\nallow = [\"X\"]\n[licenses]\nallow = [\n  \"MIT\", # short\n  \"ISC\",\n]\n";
        assert_eq!(allowed_licences(deny), ["MIT", "ISC"]);
    }

    #[test]
    fn a_library_without_a_licence_is_found() {
        let house = House::of(&[("deny.toml", "\n[licenses]\nallow = [\"MIT\"]\n")]);
        let metadata = r#"{"packages":[{"name":"a","version":"1.0.0","license":null},{"name":"b","version":"1.0.0","license":"MIT"}]}"#;
        let found = findings(&house, metadata).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "a 1.0.0");
    }
}
