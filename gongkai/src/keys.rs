//! The keys for personal data: found or made at the start, and asked about from the command line.

use crate::Trouble;
use crate::config::Config;
use crate::keeping::Office;
use crate::serve::say;
use affairs::Instant;
use desk::{Clock, SystemClock};
use std::path::{Path, PathBuf};
use store::personal::Keyring;
use store::personal::check::{self, Fit};
use store::personal::fields;
use store::{Reader, StoreError, Writer};

/// The keys in a file, if it is there.
///
/// # Errors
/// When it can be read by others, or holds no keys; what it holds is never told.
pub fn read(path: &Path) -> Result<Option<Keyring>, Trouble> {
    Keyring::read(path).map_err(|error| match error {
        StoreError::Corrupt(_) => Trouble(format!("{} 不是密钥文件，或已损坏。请换上密钥文件的副本。", path.display())),
        StoreError::Disk(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Trouble(format!("密钥文件 {} 的权限不对：只应由运行本程序的账户读写（chmod 600）。", path.display()))
        }
        other => Trouble(format!("读不出密钥文件 {}：{other}", path.display())),
    })
}

/// The keys of an office. They are made at its first start, and never again: what was sealed with lost keys stays sealed.
///
/// # Errors
/// When the office has keys and they are not the ones in the file.
pub async fn of_office(reader: &Reader, writer: &Writer, path: &Path, now: Instant) -> Result<Keyring, Trouble> {
    let found = read(path)?;
    let fit = check::fit(reader, found.as_ref()).await?;
    if fit == Fit::Unlocked {
        // Sealed fields without the constants of their keys: somebody has emptied that table. New keys would bury them.
        let mut snapshot = reader.snapshot().await?;
        if let Some(row) = fields::one_that_does_not_open(&mut snapshot, found.as_ref()).await? {
            return Err(Trouble(format!(
                "数据中有已加密的个人信息（{row}），密钥文件 {} {}。请放回原来的密钥文件再启动。没有改动任何数据。",
                path.display(),
                if found.is_some() { "解不开" } else { "却不存在" }
            )));
        }
    }
    let keyring = match (fit, found) {
        (Fit::Missing(ids), found) => return Err(do_not_fit(path, &ids, found.is_some())),
        (Fit::Fits | Fit::Unlocked, Some(keyring)) => keyring,
        (Fit::Fits | Fit::Unlocked, None) => {
            let drawn = Keyring::draw(now)?;
            let written = drawn.write_new(path);
            written.map_err(|error| Trouble(format!("无法写入密钥文件 {}：{error}", path.display())))?;
            tracing::info!(path = %path.display(), "made the keys for personal data: keep a copy of this file elsewhere");
            drawn
        }
    };
    check::keep(writer, &keyring).await?;
    Ok(keyring)
}

/// What is said when an office's keys are not at hand.
pub fn do_not_fit(path: &Path, ids: &[String], there: bool) -> Trouble {
    let path = path.display();
    let ids = ids.join("、");
    let what = if there {
        format!("密钥文件 {path} 不是这些数据所用的密钥（缺少编号 {ids}）")
    } else {
        format!("没有找到密钥文件 {path}，而这些数据中的个人信息已用密钥（编号 {ids}）加密")
    };
    Trouble(format!(
        "{what}。\n请把原来的密钥文件放回原处，或用配置项 keys（环境变量 GONGKAI_KEYS）指明它的位置，再试一次。\n没有改动任何数据。"
    ))
}

/// The keys at hand for an office that is only looked at: none if there is no file, and no wrong ones.
///
/// # Errors
/// When the file is no file of keys, or its keys are not the office's.
pub async fn at_hand(reader: &Reader, path: &Path) -> Result<Option<Keyring>, Trouble> {
    let Some(keyring) = read(path)? else { return Ok(None) };
    match check::fit(reader, Some(&keyring)).await? {
        Fit::Missing(ids) => Err(do_not_fit(path, &ids, true)),
        Fit::Fits | Fit::Unlocked => Ok(Some(keyring)),
    }
}

/// What can be asked of the keys.
#[derive(Debug, clap::Subcommand)]
pub enum KeysVerb {
    /// 列出密钥的编号、启用日期和各机关签名公钥的指纹；从不显示密钥本身
    Show {
        #[command(flatten)]
        office: Office,
    },
    /// 把密钥另存一份，用于单独保管
    Export {
        #[command(flatten)]
        office: Office,
        /// 新文件；已有同名文件时不覆盖
        target: PathBuf,
    },
    /// 启用一把新密钥：今后用新密钥加密和签名，以前的内容仍用旧密钥解开
    Rotate {
        #[command(flatten)]
        office: Office,
    },
}

/// Does what is asked of the keys of an office.
///
/// # Errors
/// When there are no keys, or they are not the office's, or a file cannot be written.
pub async fn run(verb: KeysVerb) -> Result<(), Trouble> {
    match verb {
        KeysVerb::Show { office } => show(&office.existing()?).await,
        KeysVerb::Export { office, target } => export(&office.existing()?, &target).await,
        KeysVerb::Rotate { office } => rotate(&office.existing()?).await,
    }
}

/// The keys of an office that has some, with its database.
async fn known(config: &Config) -> Result<(Reader, Writer, Keyring), Trouble> {
    let opened = store::open(&config.database()).await;
    let (reader, writer) = opened.map_err(|error| Trouble(format!("无法打开数据库：{error}")))?;
    let path = config.key_file();
    let keyring = at_hand(&reader, &path).await?;
    let keyring = keyring
        .ok_or_else(|| Trouble(format!("没有找到密钥文件 {}。首次启动 serve 时会自动生成。", path.display())))?;
    Ok((reader, writer, keyring))
}

async fn show(config: &Config) -> Result<(), Trouble> {
    let (reader, _, keyring) = known(config).await?;
    say(&format!("密钥文件：{}", config.key_file().display()));
    let keys = keyring.list();
    for (number, (id, made_at)) in (1..).zip(&keys) {
        let use_of = if number == keys.len() { "加密、签名、解密" } else { "只用于解密和验签" };
        say(&format!("  {id}  {}  {use_of}", made_at.date()));
    }
    for agency in store::agencies::all(&reader).await? {
        say(&format!("{} 的签名公钥指纹：", agency.name));
        for key in keyring.public_keys(&agency.id) {
            say(&format!("  {}  {}", key.id, key.fingerprint()));
        }
    }
    Ok(())
}

async fn export(config: &Config, target: &Path) -> Result<(), Trouble> {
    let (_, _, keyring) = known(config).await?;
    keyring.write_new(target).map_err(|error| match error {
        StoreError::Disk(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Trouble(format!("{} 已经存在，不覆盖已有的文件，请换一个名称。", target.display()))
        }
        other => Trouble(format!("无法写入 {}：{other}", target.display())),
    })?;
    if read(target)?.is_none_or(|written| written.list() != keyring.list()) {
        return Err(Trouble(format!("写入的 {} 读回后不一致，请换一个位置再试。", target.display())));
    }
    say(&format!("已另存到 {}，并已回读核对。", target.display()));
    say("得到这个文件的人能解开全部个人信息。请与备份分开保管，存放两处。");
    Ok(())
}

async fn rotate(config: &Config) -> Result<(), Trouble> {
    let (_, writer, keyring) = known(config).await?;
    let rotated = keyring.rotated(SystemClock.now())?;
    let path = config.key_file();
    // The file first: a key that the database knows and no file has would keep the office from starting.
    rotated.replace(&path).map_err(|error| Trouble(format!("无法写入密钥文件 {}：{error}", path.display())))?;
    check::keep(&writer, &rotated).await?;
    let newest = rotated.list().last().map(|(id, _)| id.to_string()).unwrap_or_default();
    say(&format!("已启用新密钥 {newest}，重新启动服务后生效。以前的内容仍用旧密钥解开，旧密钥须一直保留。"));
    say("请立即用 gongkai keys export 另存一份；用多台服务器时，把密钥文件拷到每一台。");
    Ok(())
}
