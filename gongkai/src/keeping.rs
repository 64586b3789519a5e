//! `backup`, `restore`, `verify`, `move`: the keeping of an office from the command line.

use crate::Trouble;
use crate::config::Config;
use crate::serve::say;
use desk::keeping::{self, Progress, VerifyReport};
use desk::{Clock, SystemClock};
use std::path::PathBuf;
use store::Reader;
use store::files::Files;

/// Which office.
#[derive(Debug, clap::Args)]
pub struct Office {
    /// 配置文件（默认读当前目录的 gongkai.toml，有则读）
    #[arg(long)]
    config: Option<PathBuf>,
    /// 数据目录
    #[arg(long)]
    data: Option<PathBuf>,
    /// 数据库地址：sqlite: 或 postgres:
    #[arg(long)]
    database_url: Option<String>,
}

/// See [`backup`].
#[derive(Debug, clap::Args)]
pub struct BackupOptions {
    #[command(flatten)]
    office: Office,
    /// 备份文件，如 gongkai-2019-12-31.tar
    target: PathBuf,
}

/// See [`restore`].
#[derive(Debug, clap::Args)]
pub struct RestoreOptions {
    #[command(flatten)]
    office: Office,
    /// 备份文件
    backup: PathBuf,
}

/// See [`verify`].
#[derive(Debug, clap::Args)]
pub struct VerifyOptions {
    #[command(flatten)]
    office: Office,
}

/// See [`move_office`].
#[derive(Debug, clap::Args)]
pub struct MoveOptions {
    #[command(flatten)]
    office: Office,
    /// 目标数据库地址，如 postgres://用户@主机/库
    to: String,
}

impl Office {
    fn config(&self) -> Result<Config, Trouble> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        if let Some(url) = &self.database_url {
            config.database_url.clone_from(url);
        }
        Ok(config)
    }

    /// The config of an office that is there already; nothing is made where there is none.
    fn existing(&self) -> Result<Config, Trouble> {
        let config = self.config()?;
        let there = !config.database_url.is_empty() || config.data.join("office.sqlite").exists();
        if there { Ok(config) } else { Err(Trouble(format!("{} 里没有数据", config.data.display()))) }
    }
}

/// Makes a backup and reads it back before it says that it is good.
///
/// # Errors
/// When the office cannot be read or the backup cannot be written.
pub async fn backup(options: BackupOptions) -> Result<(), Trouble> {
    let config = options.office.existing()?;
    let (reader, files) = look_at(&config).await?;
    let made = keeping::backup(&reader, &files, &options.target, SystemClock.now(), &tell).await?;
    say(&format!("已备份到 {}（{} 字节），并已回读核对。", made.path.display(), made.size));
    say_all(&made.report, "备份完好，但其中的数据在备份之前已有问题，见上。")
}

/// Restores a backup into an empty place; a bad one is refused before anything is touched.
///
/// # Errors
/// When the backup is bad or the place is not empty.
pub async fn restore(options: RestoreOptions) -> Result<(), Trouble> {
    let config = options.office.config()?;
    std::fs::create_dir_all(&config.data)?;
    let files = config.data.join("files");
    let done = keeping::restore(&options.backup, &config.database(), &files, SystemClock.now(), &tell).await?;
    say(&format!("已恢复 {} 行记录。所有人须重新登录。", done.rows));
    say_all(&done.report, "数据已经恢复，但备份之前已有问题，见上。")
}

/// Walks the chain, the ledger and every public file.
///
/// # Errors
/// When anything is not right; each thing is said.
pub async fn verify(options: VerifyOptions) -> Result<(), Trouble> {
    let config = options.office.existing()?;
    let (reader, files) = look_at(&config).await?;
    let report = keeping::verify(&reader, &files, &tell).await?;
    say_all(&report, "核验发现问题，见上。")
}

/// Moves the records into another, empty database; the files stay where they are.
///
/// # Errors
/// When the target is not empty or cannot be reached.
pub async fn move_office(options: MoveOptions) -> Result<(), Trouble> {
    let config = options.office.existing()?;
    let files = Files::at(&config.data.join("files"));
    let moved = keeping::move_office(&config.database(), &options.to, &files, SystemClock.now(), &tell).await?;
    say(&format!("已迁移 {} 行记录。", moved.rows));
    say("请在配置中把 database_url 改为新地址，所有人须重新登录。");
    say_all(&moved.report, "数据已经迁移，但迁移之前已有问题，见上。")
}

/// The rows and files of an office that another process may be serving: its uploads under way are left alone.
async fn look_at(config: &Config) -> Result<(Reader, Files), Trouble> {
    let opened = store::open(&config.database()).await;
    let (reader, _) = opened.map_err(|error| Trouble(format!("无法打开数据库：{error}")))?;
    Ok((reader, Files::at(&config.data.join("files"))))
}

fn say_all(report: &VerifyReport, trouble: &str) -> Result<(), Trouble> {
    for finding in &report.findings {
        say(&finding.to_string());
    }
    say(&report.summary());
    if report.is_clean() { Ok(()) } else { Err(Trouble(trouble.to_owned())) }
}

#[expect(clippy::print_stderr, reason = "progress belongs to whoever waits at the console")]
fn tell(progress: Progress) {
    if progress.done.is_multiple_of(1000) {
        eprintln!("{} {}", progress.stage, progress.done);
    }
}
