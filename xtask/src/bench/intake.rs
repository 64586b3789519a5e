//! Applications over the site, each with a proof of a megabyte: ten a second for a minute, sent when their time has come and not when
//! the last was answered, so that a server which falls behind is seen to.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::product::Platform;
use super::{Line, Workbench, http, percentile};
use crate::process::{Trouble, run_quietly};

const SECONDS: u32 = 60;
const A_SECOND: u32 = 10;
const PROOF: usize = 1024 * 1024;
const BOUNDARY: &str = "a-boundary-that-no-proof-holds";

/// None lost, no number missing, and how long an applicant waits.
pub fn a_minute(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let data = bench.folder.join("intake");
    let platform = Platform::start_demo(bench, &data, &[])?;
    platform.wait_until_calm()?;
    let path = format!("{}apply/form", agency(&platform.address)?);
    let before = kept(&data)?;
    let waited = send_all(&platform.address, &path)?;
    let after = kept(&data)?;
    let wanted = u64::from(SECONDS * A_SECOND);
    let (cases, files) = (after.cases - before.cases, after.files - before.files);
    let p99 = percentile(waited.clone(), 99);
    let name = |what: &str| format!("{A_SECOND} applications a second with 1 MB: {what}");
    Ok(vec![
        Line {
            name: name("p99"),
            figure: format!("{p99:.0} ms"),
            promise: "< 200 ms".into(),
            kept: p99 < 200.0,
            anchor: Some(format!(
                "p50 {:.0} ms, worst {:.0} ms",
                percentile(waited.clone(), 50),
                percentile(waited, 100)
            )),
        },
        Line {
            name: name("kept"),
            figure: format!("{cases} of {wanted}"),
            promise: format!("{wanted}"),
            kept: cases == wanted && files == wanted,
            anchor: Some(format!("{files} proofs")),
        },
        Line {
            name: name("numbers missing"),
            figure: after.missing.to_string(),
            promise: "0".into(),
            kept: after.missing == 0,
            anchor: None,
        },
    ])
}

/// What stands in the database.
struct Kept {
    cases: u64,
    files: u64,
    /// Numbers issued that went to no case.
    missing: u64,
}

fn kept(data: &Path) -> Result<Kept, Trouble> {
    let query = "SELECT COUNT(*) FROM application; SELECT COUNT(*) FROM application_file;
        SELECT COALESCE(SUM(s.issued - (SELECT COUNT(*) FROM series_number n JOIN application a ON a.agency_id = n.agency_id
        AND a.case_id = n.document_id WHERE n.agency_id = s.agency_id AND n.series = s.series AND n.year = s.year)), 0)
        FROM series s WHERE s.series = 'application';";
    let told = run_quietly(Command::new("sqlite3").arg(data.join("office.sqlite")).arg(query))?;
    let numbers: Vec<u64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [cases, files, missing] => Ok(Kept { cases: *cases, files: *files, missing: *missing }),
        _ => Err(Trouble::new(format!("the applications cannot be counted: {told}"))),
    }
}

/// The address of the demo's first agency, with slashes at both ends.
fn agency(address: &str) -> Result<String, Trouble> {
    let home = http::get(address, "/")?;
    let text = String::from_utf8_lossy(&home.body).into_owned();
    let slug = text.split("/a/").nth(1).and_then(|rest| rest.split(['/', '"', '?']).next());
    slug.map(|slug| format!("/a/{slug}/")).ok_or_else(|| Trouble::new("the home page leads to no agency"))
}

/// How long each took from the moment it was due, in milliseconds.
fn send_all(address: &str, path: &str) -> Result<Vec<f64>, Trouble> {
    let (answers, answered) = mpsc::channel();
    let proof = proof();
    let start = Instant::now();
    for number in 0..SECONDS * A_SECOND {
        let due = start + Duration::from_secs(u64::from(number)) / A_SECOND;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let (answers, address, path) = (answers.clone(), address.to_owned(), path.to_owned());
        let body = application(number, &proof);
        std::thread::spawn(move || {
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            let answer = http::post(&address, &path, &kind, &body);
            // Nobody listens any more once one has failed.
            let _ = answers.send(answer.map(|answer| (answer.status, due.elapsed())));
        });
    }
    drop(answers);
    let mut waited = Vec::new();
    for answer in answered {
        let (status, took) = answer?;
        if status != 200 {
            return Err(Trouble::new(format!("an application was answered {status}")));
        }
        waited.push(took.as_secs_f64() * 1_000.0);
    }
    Ok(waited)
}

fn application(number: u32, proof: &[u8]) -> Vec<u8> {
    let fields = [
        ("key", format!("bench-{number:020}")),
        ("description", format!("第{number}项专项经费的决算")),
        ("form", "electronic".to_owned()),
        ("way", "online".to_owned()),
        ("kind", "natural_person".to_owned()),
        ("name", format!("申请人{number}")),
        ("document_kind", "护照".to_owned()),
        ("document_number", format!("E{number:08}")),
        ("telephone", "13000000000".to_owned()),
    ];
    let mut body = Vec::with_capacity(proof.len() + 4096);
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = "Content-Disposition: form-data; name=\"identity_proof\"; filename=\"proof.jpg\"";
    body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n").as_bytes());
    body.extend_from_slice(proof);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A JPEG as its structure is checked: a frame of 1024 by 768, one scan.
fn proof() -> Vec<u8> {
    let mut bytes =
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x03\x00\x04\x00\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
            .to_vec();
    let data = (0_u32..).map(|place| u8::try_from(place.wrapping_mul(2_654_435_761) >> 25).unwrap_or(0));
    bytes.extend(data.take(PROOF - bytes.len() - 2));
    bytes.extend_from_slice(b"\xff\xd9");
    bytes
}

#[cfg(test)]
mod tests {
    use super::{BOUNDARY, PROOF, application, proof};

    #[test]
    fn a_proof_is_a_megabyte_in_which_no_marker_stands() {
        let proof = proof();
        assert_eq!(proof.len(), PROOF);
        assert!(proof[26..PROOF - 2].iter().all(|byte| *byte != 0xff));
        let body = application(7, &proof);
        assert!(body.ends_with(format!("--{BOUNDARY}--\r\n").as_bytes()) && body.len() > PROOF);
    }
}
