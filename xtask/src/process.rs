//! Starting other programs, seeing what they say, and one plain error for when they fail.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What went wrong, in words for the person at the terminal.
#[derive(Debug)]
pub struct Trouble(String);

impl Trouble {
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How a program ended and what it wrote to its standard output.
pub struct Finished {
    pub success: bool,
    pub output: String,
}

/// Runs to the end; standard output is shown line by line as it comes and kept as well.
///
/// # Errors
/// When the program cannot be started or its output cannot be read.
pub fn run_showing(command: &mut Command) -> Result<Finished, Trouble> {
    let words = in_words(command);
    println!("\n$ {words}");
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| Trouble::new(format!("cannot start `{words}`: {error}")))?;
    let mut output = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(|error| Trouble::new(format!("cannot read from `{words}`: {error}")))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            output.push_str(&line);
            output.push('\n');
        }
    }
    let status = wait(&mut child, &words)?;
    Ok(Finished { success: status.success(), output })
}

/// Runs to the end, quietly; the program's errors are shown only inside the [`Trouble`].
///
/// # Errors
/// When the program cannot be started or says that it failed.
pub fn run_quietly(command: &mut Command) -> Result<String, Trouble> {
    let words = in_words(command);
    let finished = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Trouble::new(format!("cannot start `{words}`: {error}")))?;
    if finished.status.success() {
        return Ok(String::from_utf8_lossy(&finished.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&finished.stderr).trim().to_owned();
    Err(Trouble::new(format!("`{words}` failed ({}): {said}", finished.status)))
}

/// Where a program lies on the search path, if it does.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// True for the administrator of the machine, who may install packages and may not run PostgreSQL.
pub fn is_root() -> bool {
    run_quietly(Command::new("id").arg("-u")).is_ok_and(|answer| answer.trim() == "0")
}

/// The cargo that called us, so that a toolchain chosen by the caller stays chosen.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    // cargo tells a child about the crate it runs; to the cargo below us that is noise which would rebuild crates.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// A child of ours that must not outlive us: asked to stop when the guard is dropped, and by the kernel when we die first.
pub struct Guarded {
    child: Child,
    stop_signal: &'static str,
}

impl Guarded {
    /// Takes charge of a child; `stop_signal` is the name its program takes as a wish to stop (`INT`, `TERM`, `QUIT`).
    pub fn new(child: Child, stop_signal: &'static str) -> Self {
        Self { child, stop_signal }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The child's standard output, once, if it was piped.
    pub fn take_output(&mut self) -> Option<impl BufRead + use<>> {
        self.child.stdout.take().map(BufReader::new)
    }

    /// Whether the child has already ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn stop(&mut self) {
        if self.has_ended() {
            return;
        }
        let asked = run_quietly(Command::new("kill").args(["-s", self.stop_signal, &self.id().to_string()]));
        let deadline = Instant::now() + Duration::from_secs(20);
        while asked.is_ok() && Instant::now() < deadline {
            if self.has_ended() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // It would not listen: better a hard end than a process left behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A folder of our own under the system's temporary folder, gone with the guard.
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(purpose: &str) -> Result<Self, Trouble> {
        let path = std::env::temp_dir().join(format!("gongkai-{purpose}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path)
            .map_err(|error| Trouble::new(format!("cannot make {}: {error}", path.display())))?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The command as one would type it, without its environment.
pub fn in_words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn wait(child: &mut Child, words: &str) -> Result<ExitStatus, Trouble> {
    child.wait().map_err(|error| Trouble::new(format!("lost `{words}`: {error}")))
}
