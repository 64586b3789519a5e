//! `backup`, `restore`, `verify`, `move`: the keeping of an office from the command line.

use crate::config::Config;
use crate::serve::say;
use crate::{Trouble, keys};
use desk::keeping::{self, Keys, Progress, VerifyReport};
use desk::{Clock, SystemClock};
use std::path::{Path, PathBuf};
use store::Reader;
use store::files::Files;
use store::personal::Keyring;

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
    /// 密钥文件（默认用配置所指的位置）；备份里从不含密钥
    #[arg(long, value_name = "FILE", conflicts_with = "without_keys")]
    keys: Option<PathBuf>,
    /// 密钥确已丢失：只恢复其余内容，个人信息永远无法再解开
    #[arg(long)]
    without_keys: bool,
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
    pub fn existing(&self) -> Result<Config, Trouble> {
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
    let keyring = for_backup(&reader, &config).await;
    let made = keeping::backup(&reader, &files, keyring.as_ref(), &options.target, SystemClock.now(), &tell).await?;
    say(&format!("已备份到 {}（{} 字节），并已回读核对。", made.path.display(), made.size));
    if !made.manifest.keys.is_empty() {
        say(&format!("备份不含密钥。恢复时须有密钥文件 {}，请另外保管一份。", config.key_file().display()));
    }
    say_all(&made.report, "备份完好，但其中的数据在备份之前已有问题，见上。")
}

/// Restores a backup into an empty place; a bad one is refused before anything is touched.
///
/// # Errors
/// When the backup is bad or the place is not empty.
pub async fn restore(options: RestoreOptions) -> Result<(), Trouble> {
    let config = options.office.config()?;
    let keyring = if options.without_keys { None } else { for_restoring(&config, options.keys.as_deref())? };
    let with = match &keyring {
        _ if options.without_keys => Keys::Lost,
        Some(keyring) => Keys::AtHand(keyring),
        None => Keys::None,
    };
    let files = config.data.join("files");
    let done = keeping::restore(&options.backup, &config.database(), &files, with, SystemClock.now(), &tell).await?;
    let place = config.key_file();
    if let Some(keyring) = keyring.filter(|_| !place.exists()) {
        keyring.write_new(&place).map_err(|error| Trouble(format!("无法写入密钥文件 {}：{error}", place.display())))?;
        say(&format!("密钥已放到 {}。", place.display()));
    }
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
    let keyring = keys::at_hand(&reader, &config.key_file()).await?;
    let report = keeping::verify(&reader, &files, keyring.as_ref(), &tell).await?;
    say_all(&report, "核验发现问题，见上。")
}

/// Moves the records into another, empty database; the files stay where they are.
///
/// # Errors
/// When the target is not empty or cannot be reached.
pub async fn move_office(options: MoveOptions) -> Result<(), Trouble> {
    let config = options.office.existing()?;
    let (reader, files) = look_at(&config).await?;
    let keyring = for_backup(&reader, &config).await;
    reader.close().await;
    let (from, now) = (config.database(), SystemClock.now());
    let moved = keeping::move_office(&from, &options.to, &files, keyring.as_ref(), now, &tell).await?;
    say(&format!("已迁移 {} 行记录。", moved.rows));
    say("请在配置中把 database_url 改为新地址，所有人须重新登录。");
    say_all(&moved.report, "数据已经迁移，但迁移之前已有问题，见上。")
}

/// The keys for an examination on the way. Keys that are missing or wrong are said, and are no reason to have no backup.
async fn for_backup(reader: &Reader, config: &Config) -> Option<Keyring> {
    match keys::at_hand(reader, &config.key_file()).await {
        Ok(keyring) => keyring,
        Err(Trouble(words)) => {
            say(&words);
            None
        }
    }
}

/// The keys for a backup: those of the named file, else those that lie where the office will look for them.
fn for_restoring(config: &Config, named: Option<&Path>) -> Result<Option<Keyring>, Trouble> {
    let place = config.key_file();
    let lying = keys::read(&place)?;
    let Some(named) = named else { return Ok(lying) };
    let keyring = keys::read(named)?.ok_or_else(|| Trouble(format!("没有找到密钥文件 {}", named.display())))?;
    match lying {
        Some(other) if other.list() != keyring.list() => Err(Trouble(format!(
            "{} 已有另一份密钥，恢复后会按它启动。请先移走，或不写 --keys。没有改动任何数据。",
            place.display()
        ))),
        _ => Ok(Some(keyring)),
    }
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
