//! The running product: starting it, asking it, weighing it.

use std::io::BufRead;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Line, Workbench, http, median, serving};
use crate::process::{Guarded, Trouble};

/// A started platform that stops with the guard.
pub struct Platform {
    /// Where it listens, as it said itself.
    pub address: String,
    process: Guarded,
}

impl Platform {
    /// Starts the demo year on a folder, building it there if the folder is new, and waits for its address.
    ///
    /// # Errors
    /// When it cannot be started or ends before it told its address.
    pub fn start_demo(bench: &Workbench, data: &Path, before: &[&str]) -> Result<Self, Trouble> {
        let mut words: Vec<&str> = before.to_vec();
        let binary = bench.binary.to_string_lossy().into_owned();
        words.push(&binary);
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).args(["demo", "--json", "--port", "0", "--data"]).arg(data);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::new(format!("cannot start {binary}: {error}")))?;
        let mut process = Guarded::new(child, "TERM");
        let mut output = process.take_output().ok_or_else(|| Trouble::new("the demo has no output"))?;
        let address = find_address(&mut output)?;
        // Whatever it says later must not fill the pipe and stop it.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(Self { address, process })
    }

    /// Waits until the process rests: an index that follows many publications works for a while after the start.
    ///
    /// # Errors
    /// When the kernel does not say, or there is no rest within ten minutes.
    pub fn wait_until_calm(&self) -> Result<(), Trouble> {
        let mut before = self.ticks()?;
        for _ in 0..300 {
            std::thread::sleep(Duration::from_secs(2));
            let now = self.ticks()?;
            // Ten hundredths of a second in two: looking for new publications takes less.
            if now - before < 10 {
                return Ok(());
            }
            before = now;
        }
        Err(Trouble::new("the demo did not come to rest"))
    }

    /// Hundredths of a second of processor time so far.
    fn ticks(&self) -> Result<u64, Trouble> {
        let path = format!("/proc/{}/stat", self.process.id());
        let stat = std::fs::read_to_string(&path).map_err(|error| Trouble::new(format!("{path}: {error}")))?;
        // The second field is the program's name in brackets and may hold spaces; the times are the 14th and 15th.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let number = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok());
        number(11)
            .zip(number(12))
            .map(|(user, system)| user + system)
            .ok_or_else(|| Trouble::new(format!("{path}: no times")))
    }

    /// Memory the process holds, in megabytes of a million bytes.
    ///
    /// # Errors
    /// When the kernel does not say.
    pub fn resident_megabytes(&self) -> Result<f64, Trouble> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .map_err(|error| Trouble::new(format!("the kernel does not tell the memory of the demo: {error}")))?;
        let kibibytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        kibibytes.map(|kibibytes| kibibytes * 1024.0 / 1e6).ok_or_else(|| Trouble::new("no VmRSS in the status"))
    }
}

/// Building the demo year, from the command to the address.
pub fn demo_year(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let started = Instant::now();
    let platform = Platform::start_demo(bench, &bench.folder.join("demo-year"), &[])?;
    let took = started.elapsed();
    drop(platform);
    Ok(vec![Line {
        name: "building the demo year".into(),
        figure: format!("{:.1} s", took.as_secs_f64()),
        promise: "< 20 s".into(),
        kept: took < Duration::from_secs(20),
        anchor: None,
    }])
}

/// From the command on an existing folder to the first page, the median of five.
pub fn first_page(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let data = bench.folder.join("first-page");
    drop(Platform::start_demo(bench, &data, &[])?);
    let mut measured = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let platform = Platform::start_demo(bench, &data, &[])?;
        let page = http::get(&platform.address, "/")?;
        measured.push(started.elapsed().as_secs_f64());
        if page.status != 200 {
            return Err(Trouble::new(format!("the home page answered {}", page.status)));
        }
    }
    let seconds = median(measured);
    Ok(vec![Line {
        name: "start on an existing folder to first page".into(),
        figure: format!("{seconds:.2} s"),
        promise: "< 0.5 s".into(),
        kept: seconds < 0.5,
        anchor: None,
    }])
}

/// Memory a minute after the start, and after every PDF of the public site was fetched.
pub fn memory(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let data = bench.folder.join("memory");
    drop(Platform::start_demo(bench, &data, &[])?);
    let platform = Platform::start_demo(bench, &data, &[])?;
    std::thread::sleep(Duration::from_secs(60));
    let at_rest = platform.resident_megabytes()?;
    let line = |name: &str, megabytes: f64, limit: f64| Line {
        name: name.into(),
        figure: format!("{megabytes:.0} MB"),
        promise: format!("< {limit:.0} MB"),
        kept: megabytes < limit,
        anchor: None,
    };
    let files = pdf_files(&platform.address)?;
    for file in &files {
        http::get(&platform.address, file)?;
    }
    let after_files = platform.resident_megabytes()?;
    Ok(vec![
        line("memory a minute after the start", at_rest, 120.0),
        line(&format!("memory after {} PDF files were read", files.len()), after_files, 300.0),
    ])
}

/// The PDF files that the public documents offer.
fn pdf_files(address: &str) -> Result<Vec<String>, Trouble> {
    let mut files = Vec::new();
    for page in serving::document_pages(address)? {
        let body = String::from_utf8_lossy(&http::get(address, &page)?.body).into_owned();
        let offered = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        files.extend(offered.filter(|link| link.starts_with("/f/") && link.ends_with(".pdf")).map(str::to_owned));
    }
    Ok(files)
}

/// Checking the real report from the command line, the median of twenty, process start and all.
pub fn report_check(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let seed = bench.root.join("../shared/domain/seed-report-2019.md");
    if !seed.is_file() {
        println!("skipped: report-check (../shared is not here)");
        return Ok(Vec::new());
    }
    let mut measured = Vec::new();
    for _ in 0..20 {
        let started = Instant::now();
        let status = Command::new(&bench.binary)
            .args(["report", "check", "--json"])
            .arg(&seed)
            .stdout(Stdio::null())
            .status()
            .map_err(|error| Trouble::new(format!("cannot start the binary: {error}")))?;
        measured.push(started.elapsed().as_secs_f64() * 1_000.0);
        // 1 is "it has findings", which this report has; 2 is "unreadable".
        if status.code() == Some(2) || status.code().is_none() {
            return Err(Trouble::new("the report could not be checked"));
        }
    }
    let milliseconds = median(measured);
    Ok(vec![Line {
        name: "report check of the real report".into(),
        figure: format!("{milliseconds:.1} ms"),
        promise: "< 50 ms".into(),
        kept: milliseconds < 50.0,
        anchor: None,
    }])
}

/// The first line of JSON the demo prints holds its address.
fn find_address(output: &mut impl BufRead) -> Result<String, Trouble> {
    let mut line = String::new();
    loop {
        line.clear();
        let read = output.read_line(&mut line).map_err(|error| Trouble::new(format!("the demo's output: {error}")))?;
        if read == 0 {
            return Err(Trouble::new("the demo ended before it told its address"));
        }
        if let Ok(said) = serde_json::from_str::<serde_json::Value>(&line)
            && let Some(address) = said["address"].as_str()
        {
            return Ok(address.trim_end_matches('/').to_owned());
        }
    }
}
