//! Other people's programs that open our files, for tests.

use std::{path::Path, process::Command};

/// What a program prints about a file with these bytes; `None` (and a line that says so) when
/// the program is not installed. On a build server a missing program is a failure.
pub(crate) fn ask(program: &str, before: &[&str], bytes: &[u8], after: &[&str]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    run(program, before, file.path(), after)
}

fn run(program: &str, before: &[&str], file: &Path, after: &[&str]) -> Option<String> {
    let output = match Command::new(program).args(before).arg(file).args(after).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var_os("CI").is_none(), "{program} must be installed on CI");
            println!("skipped: {program} is not installed");
            return None;
        }
        Err(error) => panic!("{program}: {error}"),
    };
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} refused our file: {words} {}", String::from_utf8_lossy(&output.stderr));
    Some(words)
}

/// Opens a PDF of ours: tagged, PDF/A-2a, PDF/UA-1, sound. Gives its text in reading order.
pub(crate) fn text_of_pdf(pdf: &[u8]) -> Option<String> {
    let facts = ask("pdfinfo", &[], pdf, &[])?;
    assert!(facts.contains("Tagged:          yes"), "{facts}");
    let metadata = ask("pdfinfo", &["-meta"], pdf, &[])?;
    for fact in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(metadata.contains(fact), "{fact} not in {metadata}");
    }
    ask("qpdf", &["--check"], pdf, &[]);
    ask("pdftotext", &[], pdf, &["-"])
}

/// The text without spaces and line ends, so that a wrapped phrase is still found.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Leaves a file for a person to look at, where `GONGKAI_KEEP_SAMPLES` names a folder.
pub(crate) fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("GONGKAI_KEEP_SAMPLES") {
        std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}
