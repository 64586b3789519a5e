//! The keys for personal data: found or made at the start, and asked about from the command line.

use crate::Trouble;
use affairs::Instant;
use std::path::Path;
use store::personal::Keyring;
use store::personal::check::{self, Fit};
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
