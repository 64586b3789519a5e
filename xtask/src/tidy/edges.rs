//! The rooms stand in one line of dependence, and `law` leans on almost nothing. Told from `cargo metadata`, not from reading files.

use serde::Deserialize;

use super::Finding;
use crate::process::Trouble;

/// Each room and the rooms it may lean on. The tests of any room may use `testkit` besides.
const MAY_LEAN_ON: &[(&str, &[&str])] = &[
    ("law", &[]),
    ("affairs", &["law"]),
    ("store", &["law", "affairs"]),
    ("paper", &["law", "affairs"]),
    ("channels", &["law", "affairs"]),
    ("desk", &["law", "affairs", "store", "paper", "channels"]),
    ("web", &["law", "affairs", "store", "desk"]),
    ("gongkai", &["law", "affairs", "store", "paper", "channels", "desk", "web"]),
    ("testkit", &["law", "affairs", "store", "paper", "channels", "desk", "web"]),
    ("xtask", &[]),
];

/// The only libraries that `law` may use outside its tests.
const LIBRARIES_OF_LAW: [&str; 2] = ["jiff", "thiserror"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Absent for an ordinary dependency, else `dev` or `build`.
    kind: Option<String>,
    /// Present for a member of the workspace.
    path: Option<String>,
}

/// Findings about the edges in what `cargo metadata --no-deps` printed.
///
/// # Errors
/// When that is not the JSON it should be.
pub fn findings(metadata: &str) -> Result<Vec<Finding>, Trouble> {
    let metadata: Metadata = serde_json::from_str(metadata)
        .map_err(|error| Trouble::new(format!("cargo metadata is not what it was: {error}")))?;
    Ok(metadata.packages.iter().flat_map(of_package).collect())
}

fn of_package(package: &Package) -> Vec<Finding> {
    let place = format!("{}/Cargo.toml", package.name);
    let Some((_, allowed)) = MAY_LEAN_ON.iter().find(|(room, _)| *room == package.name) else {
        return vec![Finding::error(place, "this crate has no place in the line of rooms (ARCHITECTURE.md)")];
    };
    let mut findings = Vec::new();
    for dependency in &package.dependencies {
        let for_tests = dependency.kind.as_deref() == Some("dev");
        let name = dependency.name.as_str();
        if dependency.path.is_some() {
            let testkit_for_tests = name == "testkit" && for_tests;
            if !allowed.contains(&name) && !testkit_for_tests {
                findings.push(Finding::error(&place, format!("{} may not lean on {name}", package.name)));
            }
        } else if package.name == "law" && !for_tests && !LIBRARIES_OF_LAW.contains(&name) {
            findings.push(Finding::error(
                &place,
                format!("law uses {name}; it may use only {}", LIBRARIES_OF_LAW.join(" and ")),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::findings;

    fn metadata(package: &str, dependency: &str, kind: &str, path: &str) -> String {
        format!(
            r#"{{"packages":[{{"name":"{package}","dependencies":[{{"name":"{dependency}","kind":{kind},"path":{path}}}]}}]}}"#
        )
    }

    fn count(package: &str, dependency: &str, kind: &str, path: &str) -> usize {
        findings(&metadata(package, dependency, kind, path)).unwrap().len()
    }

    #[test]
    fn the_line_of_rooms_is_allowed() {
        assert_eq!(count("desk", "store", "null", "\"x\""), 0);
        assert_eq!(count("web", "store", "null", "\"x\""), 0);
        assert_eq!(count("gongkai", "paper", "null", "\"x\""), 0);
    }

    #[test]
    fn any_other_edge_is_not() {
        assert_eq!(count("store", "desk", "null", "\"x\""), 1);
        assert_eq!(count("web", "paper", "null", "\"x\""), 1);
        assert_eq!(count("paper", "store", "null", "\"x\""), 1);
        assert_eq!(count("xtask", "law", "null", "\"x\""), 1);
        assert_eq!(count("store", "web", "\"dev\"", "\"x\""), 1);
    }

    #[test]
    fn testkit_is_for_tests_alone() {
        assert_eq!(count("store", "testkit", "\"dev\"", "\"x\""), 0);
        assert_eq!(count("store", "testkit", "null", "\"x\""), 1);
        assert_eq!(count("gongkai", "testkit", "\"build\"", "\"x\""), 1);
    }

    #[test]
    fn law_leans_on_two_libraries() {
        assert_eq!(count("law", "jiff", "null", "null"), 0);
        assert_eq!(count("law", "serde", "null", "null"), 1);
        assert_eq!(count("law", "proptest", "\"dev\"", "null"), 0);
        assert_eq!(count("law", "cc", "\"build\"", "null"), 1);
    }

    #[test]
    fn a_crate_outside_the_line_is_found() {
        assert_eq!(count("attic", "serde", "null", "null"), 1);
    }
}
