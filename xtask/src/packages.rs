//! The Debian packages that tests and bench lean on. None of them is needed to run the product.

use std::path::Path;
use std::process::Command;

use crate::process::{Trouble, find_program, is_root, run_quietly};
use crate::{postgres, process};

/// One thing the tests need from the machine.
pub struct Need {
    /// Debian's name of the package.
    pub package: &'static str,
    /// What it is for, in words for the person who lacks it.
    pub purpose: &'static str,
    /// How one sees that it is there, on Debian or elsewhere.
    is_there: fn() -> bool,
}

/// What `cargo xtask test` needs.
pub const FOR_TESTS: [Need; 6] = [
    Need {
        package: "postgresql",
        purpose: "the store's contract on PostgreSQL",
        is_there: || postgres::find_programs().is_some(),
    },
    Need { package: "chromium", purpose: "the browser journeys", is_there: || find_program("chromium").is_some() },
    Need { package: "fonts-noto-cjk", purpose: "Chinese letters in screenshots", is_there: has_chinese_font },
    Need {
        package: "poppler-utils",
        purpose: "a second reader of our PDF files",
        is_there: || find_program("pdftotext").is_some(),
    },
    Need {
        package: "libreoffice-writer-nogui",
        purpose: "a second reader of our Word files",
        is_there: || find_program("soffice").is_some(),
    },
    Need {
        package: "python3-venv",
        purpose: "the mail server that tests send to",
        is_there: || run_quietly(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok(),
    },
];

/// What `cargo xtask bench` needs.
pub const FOR_BENCH: [Need; 3] = [
    Need {
        package: "nginx",
        purpose: "the anchor that page serving is measured against",
        is_there: || find_program("nginx").is_some(),
    },
    Need { package: "wrk", purpose: "the load for page serving", is_there: || find_program("wrk").is_some() },
    Need {
        package: "sqlite3",
        purpose: "filling an office with a hundred thousand publications",
        is_there: || find_program("sqlite3").is_some(),
    },
];

/// Installs what is missing when we are root on Debian; otherwise says what is missing and how to get it.
///
/// # Errors
/// When something is missing and cannot be installed from here.
pub fn ensure(needs: &[Need]) -> Result<(), Trouble> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if is_root() && find_program("apt-get").is_some() {
        install(&missing)?;
    }
    let still_missing: Vec<&Need> = missing.into_iter().filter(|need| !(need.is_there)()).collect();
    if still_missing.is_empty() { Ok(()) } else { Err(Trouble::new(in_words(&still_missing))) }
}

/// Node runs the journeys and npm fetches their two libraries; which version of Node is the owner's choice, so neither is installed.
///
/// # Errors
/// When one of them is not on the search path, or Node is older than the journeys' libraries ask.
pub fn ensure_node() -> Result<(), Trouble> {
    if find_program("node").is_none() || find_program("npm").is_none() {
        return Err(Trouble::new("node and npm are needed for the browser journeys (Node 20 or newer)"));
    }
    let version = run_quietly(Command::new("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= 20 => Ok(()),
        _ => Err(Trouble::new(format!(
            "Node 20 or newer is needed for the browser journeys, this is {}",
            version.trim()
        ))),
    }
}

/// The lists are fetched once and the packages one run later: apt gets confused when two of it work side by side.
fn install(missing: &[&Need]) -> Result<(), Trouble> {
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    println!("Installing from Debian: {}", names.join(", "));
    let mut update = apt();
    update.arg("update");
    run_twice(&mut update)?;
    let mut install = apt();
    install.args(["install", "--yes", "--no-install-recommends"]).args(&names);
    run_twice(&mut install)
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["--quiet=2", "-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// A mirror that stumbles once usually answers the second time.
fn run_twice(command: &mut Command) -> Result<(), Trouble> {
    let words = process::in_words(command);
    match run_quietly(command) {
        Ok(_) => Ok(()),
        Err(first) => {
            println!("`{words}` failed, once more: {first}");
            run_quietly(command).map(drop)
        }
    }
}

fn in_words(missing: &[&Need]) -> String {
    let mut words = String::from("these are missing on this machine:\n");
    for need in missing {
        words.push_str(&format!("  {:<26} {}\n", need.package, need.purpose));
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    words.push_str(&format!(
        "On Debian: sudo apt-get update && sudo apt-get install {}\n\
         (run as root, this command installs them itself; `cargo xtask test --quick` does without them)",
        names.join(" ")
    ));
    words
}

fn has_chinese_font() -> bool {
    let debian = Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists();
    debian || run_quietly(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Need, in_words};

    #[test]
    fn what_is_missing_is_said_with_its_purpose_and_its_remedy() {
        let need = Need { package: "wrk", purpose: "the load", is_there: || false };
        let words = in_words(&[&need]);
        assert!(words.contains("wrk"), "{words}");
        assert!(words.contains("the load"), "{words}");
        assert!(words.contains("apt-get install wrk"), "{words}");
    }
}
