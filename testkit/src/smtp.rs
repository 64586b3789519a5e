//! A mail server of one's own on loopback: PyPI's aiosmtpd, which takes everything and misbehaves when told to.
//!
//! `cargo xtask test` puts it into `target/mail-sink` and sets `GONGKAI_REQUIRE_SMTP=1`, which forbids a test to pass without
//! it. By hand: `cargo xtask mail-sink`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The variable that turns a missing mail server from a visible skip into a failure.
pub const REQUIRE_VARIABLE: &str = "GONGKAI_REQUIRE_SMTP";

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Ok,
    /// 450 to the recipient.
    Later,
    /// 550 to the recipient.
    Never,
    /// 451 to the whole message, which is not kept.
    LaterAtEnd,
    /// 554 to the whole message, which is not kept.
    NeverAtEnd,
    /// Keeps the message and hangs up without a word.
    AcceptThenDrop,
    /// Hangs up when the message is announced.
    DropBefore,
    /// Hangs up in the middle of the message.
    DropDuring,
    /// Keeps the message and never says so.
    Slow,
}

impl Mode {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Later => "later",
            Self::Never => "never",
            Self::LaterAtEnd => "later-at-end",
            Self::NeverAtEnd => "never-at-end",
            Self::AcceptThenDrop => "accept-then-drop",
            Self::DropBefore => "drop-before",
            Self::DropDuring => "drop-during",
            Self::Slow => "slow",
        }
    }
}

/// A message as it arrived, read by the mail library of another language.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub sender: String,
    pub subject: String,
    pub message_id: String,
    pub headers: Vec<String>,
    pub text: String,
    pub attachments: Vec<ReceivedFile>,
}

/// A file that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A running server; it ends with the value.
pub struct Sink {
    pub port: u16,
    server: Child,
    folder: TempDir,
}

impl Sink {
    /// Starts a server without TLS and without a login. `None` means that the test must leave: the skip has been said.
    ///
    /// # Panics
    /// When the server is required and not there, or does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same, with options of the script: `--tls starttls`, `--tls implicit`, `--login name:password`.
    ///
    /// # Panics
    /// As [`Sink::start`].
    #[must_use]
    pub fn start_with(options: &[&str]) -> Option<Self> {
        let python = python()?;
        let folder = TempDir::new().expect("a temporary folder");
        let mut server = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../testkit/src/smtp_sink.py"))
            .arg(folder.path())
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut line = String::new();
        let output = server.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line of it");
        let told: serde_json::Value = serde_json::from_str(&line).expect("the mail server tells its port");
        let port = told["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        Some(Self { port, server, folder })
    }

    /// Tells it how to behave from now on.
    ///
    /// # Panics
    /// When the disk fails.
    pub fn behave(&self, mode: Mode) {
        std::fs::write(self.folder.path().join("mode"), mode.word()).expect("the mode is written");
    }

    /// The certificate of the authority that vouches for it, when it speaks TLS.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn authority(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("authority.pem")).expect("the certificate")
    }

    /// What it has taken, in the order of arrival.
    ///
    /// # Panics
    /// When a record cannot be read.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
        paths.sort();
        paths.iter().map(|path| read(&std::fs::read_to_string(path).expect("a record"))).collect()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // It ends by itself when its input does; whether it is listening at this moment does not matter any more.
        drop(self.server.stdin.take());
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The Python that has the server's library.
fn python() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/mail-sink/bin/python");
    let required = std::env::var(REQUIRE_VARIABLE).is_ok_and(|value| value == "1");
    assert!(path.exists() || !required, "{REQUIRE_VARIABLE} is set and {} is not there", path.display());
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: no mail server for tests, run `cargo xtask mail-sink`");
    None
}

fn read(text: &str) -> Received {
    let record: serde_json::Value = serde_json::from_str(text).expect("a record of the mail server");
    let words = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let file = |file: &serde_json::Value| ReceivedFile {
        name: words(&file["name"]),
        media_type: words(&file["media_type"]),
        bytes: from_hex(&words(&file["hex"])),
    };
    Received {
        from: words(&record["from"]),
        to: list(&record["to"]).iter().map(words).collect(),
        sender: words(&record["sender"]),
        subject: words(&record["subject"]),
        message_id: words(&record["message_id"]),
        headers: list(&record["headers"]).iter().map(words).collect(),
        text: words(&record["text"]),
        attachments: list(&record["attachments"]).iter().map(file).collect(),
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .map(|byte| byte.expect("a byte in hexadecimal digits"))
        .collect()
}
