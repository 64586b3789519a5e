//! A private PostgreSQL for one run: own folder, free port, socket beside the data, stopped whatever happens.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::packages::{self, FOR_TESTS};
use crate::process::{Guarded, TemporaryFolder, Trouble, find_program, is_root, run_quietly};

/// The variable in which the tests find the address of a PostgreSQL they may fill.
pub const ADDRESS_VARIABLE: &str = "GONGKAI_TEST_POSTGRES";
/// The variable that turns a missing PostgreSQL from a visible skip into a failure.
pub const REQUIRE_VARIABLE: &str = "GONGKAI_REQUIRE_POSTGRES";

/// The owner of the server's process when we are root, which PostgreSQL refuses to be.
const OWNER: &str = "postgres";
const PATIENCE: Duration = Duration::from_secs(30);

/// A running cluster; dropping it stops the server and removes its folder.
pub struct Cluster {
    port: u16,
    log: PathBuf,
    // The order matters: the server ends before its folder goes.
    server: Guarded,
    _folder: TemporaryFolder,
}

impl Cluster {
    /// Makes a new cluster and waits until it answers.
    ///
    /// The collation is Chinese on purpose: a query that sorts by text and forgets `COLLATE "C"` then sorts
    /// differently from SQLite and the store's contract shows it. Syncing is off: nothing here has to survive a power cut.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, its folder cannot be made, or it does not answer within half a minute.
    pub fn start() -> Result<Self, Trouble> {
        let programs = find_programs().ok_or_else(|| Trouble::new("PostgreSQL's initdb was not found"))?;
        let folder = TemporaryFolder::new("postgres")?;
        if is_root() {
            run_quietly(Command::new("chown").arg(OWNER).arg(folder.path()))?;
        }
        let data = folder.path().join("data");
        run_quietly(
            as_owner(&programs.join("initdb"))
                .current_dir(folder.path())
                .args(["--auth=trust", "--username=gongkai", "--encoding=UTF8", "--locale=C.UTF-8"])
                .args(["--locale-provider=icu", "--icu-locale=zh-Hans-CN", "--no-sync", "--pgdata"])
                .arg(&data),
        )?;
        let port = free_port()?;
        let log = folder.path().join("server.log");
        let server = start_server(&programs, folder.path(), port, &log)?;
        let mut cluster = Self { port, log, server, _folder: folder };
        cluster.wait_until_ready(&programs)?;
        Ok(cluster)
    }

    /// The address of its maintenance database; tests make databases of their own beside it.
    pub fn address(&self) -> String {
        format!("postgres://gongkai@127.0.0.1:{}/postgres", self.port)
    }

    /// Hands the address to a command's tests and forbids them to skip.
    pub fn lend_to(&self, command: &mut Command) {
        command.env(ADDRESS_VARIABLE, self.address()).env(REQUIRE_VARIABLE, "1");
    }

    /// How many connections programs other than PostgreSQL's own tools have made, by the server's own log.
    ///
    /// A run that set everything up and then never asked PostgreSQL anything would look green without this.
    pub fn connections_made(&self) -> usize {
        std::fs::read_to_string(&self.log).map_or(0, |log| count_connections(&log))
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<(), Trouble> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut question = Command::new(programs.join("pg_isready"));
            question.args(["--quiet", "--host=127.0.0.1", "--username=gongkai", "--dbname=postgres"]);
            if run_quietly(question.arg(format!("--port={}", self.port))).is_ok() {
                return Ok(());
            }
            if self.server.has_ended() || Instant::now() > deadline {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(Trouble::new(format!("the private PostgreSQL did not start:\n{log}")));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Runs a command with a private PostgreSQL beside it: `cargo xtask postgres -- cargo test -p store`.
///
/// # Errors
/// When PostgreSQL cannot be had, or the command fails.
pub fn run_beside(root: &Path, program: &str, arguments: &[&str]) -> Result<(), Trouble> {
    packages::ensure(&FOR_TESTS[..1])?;
    let cluster = Cluster::start()?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root);
    cluster.lend_to(&mut command);
    let status = command.status().map_err(|error| Trouble::new(format!("cannot start `{program}`: {error}")))?;
    println!("PostgreSQL was reached by {} connections", cluster.connections_made());
    if status.success() { Ok(()) } else { Err(Trouble::new(format!("`{program}` failed ({status})"))) }
}

/// The folder with PostgreSQL's server programs: Debian keeps one a version and none on the search path.
pub fn find_programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder).or_else(|| Some(find_program("initdb")?.parent()?.to_path_buf()))
}

fn start_server(programs: &Path, folder: &Path, port: u16, log: &Path) -> Result<Guarded, Trouble> {
    let log_file =
        std::fs::File::create(log).map_err(|error| Trouble::new(format!("cannot write {}: {error}", log.display())))?;
    let mut command = as_owner(&programs.join("postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    for setting in ["fsync=off", "max_connections=200", "log_connections=on", "timezone=UTC"] {
        command.args(["-c", setting]);
    }
    let child = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log_file)
        .spawn()
        .map_err(|error| Trouble::new(format!("cannot start PostgreSQL: {error}")))?;
    // INT is PostgreSQL's fast shutdown: it does not wait for clients that forgot to leave.
    Ok(Guarded::new(child, "INT"))
}

/// The program as the unprivileged owner when we are root, and tied to our life: should this process be killed,
/// the kernel asks the server to stop, which no guard of ours could do any more.
fn as_owner(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if is_root() {
        command.args(["--reuid", OWNER, "--regid", OWNER, "--init-groups", "--reset-env"]);
    }
    command.arg(program);
    command
}

/// A port nobody listens on now. Another program could take it before PostgreSQL does; then the start fails and says so.
pub fn free_port() -> Result<u16, Trouble> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Trouble::new(format!("no free port: {error}")))
}

fn count_connections(log: &str) -> usize {
    log.lines()
        .filter(|line| line.contains("connection authorized: user="))
        .filter(|line| !line.contains("application_name=psql") && !line.contains("application_name=pg_"))
        .count()
}

#[cfg(test)]
mod tests {
    use super::count_connections;

    #[test]
    fn the_tools_of_postgresql_do_not_count_as_tests_that_reached_it() {
        let log = "LOG:  connection received: host=127.0.0.1 port=5\n\
                   LOG:  connection authorized: user=gongkai database=postgres application_name=psql\n\
                   LOG:  connection authorized: user=gongkai database=postgres application_name=pg_isready\n";
        assert_eq!(count_connections(log), 0);
        let reached = format!("{log}LOG:  connection authorized: user=gongkai database=gongkai_test_1_2\n");
        assert_eq!(count_connections(&reached), 1);
    }
}
