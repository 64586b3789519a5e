//! Serving pages against nginx: both servers on the first core, the load on the second, the same bytes from both.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::product::Platform;
use super::{Line, Workbench, crowd, http, median};
use crate::postgres::free_port;
use crate::process::{Guarded, Trouble, run_quietly};

const ROUNDS: usize = 5;
const HOT_PAGES: usize = 100;
const SERVER_CORE: [&str; 3] = ["taskset", "-c", "0"];
const LOAD_CORE: [&str; 3] = ["taskset", "-c", "1"];

/// A hundred document pages in turn, ours against the same bytes as static files: the median of five alternating runs.
pub fn hot_pages(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let folder = bench.folder.join("serving");
    let data = folder.join("data");
    std::fs::create_dir_all(&folder).map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))?;
    let platform = Platform::start_demo(bench, &data, &SERVER_CORE)?;
    let pages = document_pages(&platform.address)?;
    let site = folder.join("site");
    copy_pages(&platform.address, &pages, &site)?;
    let nginx = Nginx::start(&folder, &site)?;
    let script = write_script(&folder, &pages)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(requests_a_second(&platform.address, &script)?);
        theirs.push(requests_a_second(&nginx.address, &script)?);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours / theirs;
    Ok(vec![Line {
        name: format!("serving {} hot pages", pages.len()),
        figure: format!("{ratio:.2} of nginx"),
        promise: "≥ 0.80".into(),
        kept: ratio >= 0.8,
        anchor: Some(format!("ours {ours:.0}/s, nginx {theirs:.0}/s")),
    }])
}

/// The same hundred pages while a hundred thousand publications are stored, against the office that holds a hundred.
pub fn crowded(bench: &Workbench) -> Result<Vec<Line>, Trouble> {
    let folder = bench.folder.join("crowded");
    let (few, many) = (folder.join("few"), folder.join("many"));
    drop(Platform::start_demo(bench, &few, &[])?);
    run_quietly(Command::new("cp").arg("-r").arg(&few).arg(&many))?;
    crowd::fill(&many)?;
    let few = Platform::start_demo(bench, &few, &SERVER_CORE)?;
    let pages = document_pages(&few.address)?;
    let script = write_script(&folder, &pages)?;
    let many = Platform::start_demo(bench, &many, &SERVER_CORE)?;
    many.wait_until_calm()?;
    let (mut with_many, mut with_few) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        with_many.push(requests_a_second(&many.address, &script)?);
        with_few.push(requests_a_second(&few.address, &script)?);
    }
    let (with_many, with_few) = (median(with_many), median(with_few));
    let ratio = with_many / with_few;
    Ok(vec![Line {
        name: "the same with 100,000 publications stored".into(),
        figure: format!("{ratio:.2} of 100"),
        promise: "≥ 0.90".into(),
        kept: ratio >= 0.9,
        anchor: Some(format!("with many {with_many:.0}/s, with few {with_few:.0}/s")),
    }])
}

/// The addresses of document pages that the sitemap lists.
pub fn document_pages(address: &str) -> Result<Vec<String>, Trouble> {
    let sitemap = http::get(address, "/sitemap.xml")?;
    let text = String::from_utf8_lossy(&sitemap.body).into_owned();
    let mut pages: Vec<String> = text
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next())
        .filter_map(|location| location.find("/d/").map(|start| location[start..].to_owned()))
        .collect();
    pages.truncate(HOT_PAGES);
    if pages.is_empty() { Err(Trouble::new("the sitemap lists no document page")) } else { Ok(pages) }
}

/// Writes each page's bytes where nginx finds them under the same address.
fn copy_pages(address: &str, pages: &[String], site: &Path) -> Result<(), Trouble> {
    for page in pages {
        let answer = http::get(address, page)?;
        if answer.status != 200 {
            return Err(Trouble::new(format!("{page} answered {}", answer.status)));
        }
        let file = site.join(page.trim_start_matches('/'));
        let failed = |error: std::io::Error| Trouble::new(format!("{}: {error}", file.display()));
        std::fs::create_dir_all(file.parent().unwrap_or(site)).map_err(failed)?;
        std::fs::write(&file, &answer.body).map_err(failed)?;
    }
    Ok(())
}

/// wrk asks for the pages one after the other.
fn write_script(folder: &Path, pages: &[String]) -> Result<PathBuf, Trouble> {
    let list: Vec<String> = pages.iter().map(|page| format!("  \"{page}\",\n")).collect();
    let script = format!(
        "local pages = {{\n{}}}\nlocal turn = 0\nrequest = function()\n  turn = turn % #pages + 1\n  return wrk.format(\"GET\", pages[turn])\nend\n",
        list.concat()
    );
    let path = folder.join("pages.lua");
    std::fs::write(&path, script).map_err(|error| Trouble::new(format!("{}: {error}", path.display())))?;
    Ok(path)
}

fn requests_a_second(address: &str, script: &Path) -> Result<f64, Trouble> {
    let mut command = Command::new(LOAD_CORE[0]);
    command.args(&LOAD_CORE[1..]).args([
        "wrk",
        "--threads",
        "1",
        "--connections",
        "16",
        "--duration",
        "5s",
        "--script",
    ]);
    let told = run_quietly(command.arg(script).arg(address))?;
    if told.contains("Non-2xx") || told.contains("Socket errors") {
        return Err(Trouble::new(format!("the load met errors:\n{told}")));
    }
    told.lines()
        .find_map(|line| line.strip_prefix("Requests/sec:")?.trim().parse().ok())
        .ok_or_else(|| Trouble::new(format!("wrk told no figure:\n{told}")))
}

/// nginx with one worker on the server's core, nothing logged.
struct Nginx {
    address: String,
    _process: Guarded,
}

impl Nginx {
    fn start(folder: &Path, site: &Path) -> Result<Self, Trouble> {
        let port = free_port()?;
        let home = folder.join("nginx");
        std::fs::create_dir_all(&home).map_err(|error| Trouble::new(format!("{}: {error}", home.display())))?;
        let configuration = home.join("nginx.conf");
        std::fs::write(&configuration, configuration_text(&home, site, port))
            .map_err(|error| Trouble::new(format!("{}: {error}", configuration.display())))?;
        let child = Command::new(SERVER_CORE[0])
            .args(&SERVER_CORE[1..])
            .args(["nginx", "-e", "stderr", "-p"])
            .arg(&home)
            .arg("-c")
            .arg(&configuration)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::new(format!("cannot start nginx: {error}")))?;
        let nginx = Self { address: format!("http://127.0.0.1:{port}"), _process: Guarded::new(child, "TERM") };
        let deadline = Instant::now() + Duration::from_secs(10);
        while http::get(&nginx.address, "/").is_err() {
            if Instant::now() > deadline {
                return Err(Trouble::new("nginx did not start"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(nginx)
    }
}

/// As quick as nginx gets with plain files: sendfile, an open-file cache, no log.
fn configuration_text(home: &Path, site: &Path, port: u16) -> String {
    let (home, site) = (home.display(), site.display());
    format!(
        "daemon off;\nworker_processes 1;\npid {home}/nginx.pid;\nerror_log stderr crit;\nuser {owner};\n\
         events {{ worker_connections 256; }}\n\
         http {{\n  access_log off;\n  sendfile on;\n  tcp_nopush on;\n  keepalive_requests 1000000;\n\
         \x20 open_file_cache max=1000 inactive=60s;\n  default_type 'text/html; charset=utf-8';\n\
         \x20 client_body_temp_path {home}/body;\n  proxy_temp_path {home}/proxy;\n  fastcgi_temp_path {home}/fastcgi;\n\
         \x20 uwsgi_temp_path {home}/uwsgi;\n  scgi_temp_path {home}/scgi;\n\
         \x20 server {{ listen 127.0.0.1:{port}; root '{site}'; }}\n}}\n",
        owner = owner()
    )
}

/// The worker must be able to read a folder of ours, so it runs as who we are.
fn owner() -> String {
    run_quietly(Command::new("id").arg("-un")).map_or_else(|_| "nobody".into(), |name| name.trim().to_owned())
}
