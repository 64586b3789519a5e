//! Every file of a case: with the keys at hand it is opened to its last piece, and is as long as its row says. Nothing of it is
//! looked at.

use super::{BATCH, Damage, Finding, VerifyReport};
use crate::keeping::{Progress, Tell};
use affairs::ContentHash;
use affairs::id::AgencyId;
use std::collections::BTreeMap;
use store::audit::CaseFileText;
use store::files::Files;
use store::personal::Keyring;
use store::{Kept, Reader, StoreError};

pub(super) async fn all(
    reader: &Reader,
    files: &Files,
    names: &BTreeMap<AgencyId, String>,
    keyring: Option<&Keyring>,
    report: &mut VerifyReport,
    tell: Tell<'_>,
) -> Kept<()> {
    let mut after: Option<CaseFileText> = None;
    loop {
        let found = store::audit::case_files_after(reader, after.as_ref(), BATCH).await?;
        for file in &found {
            report.case_files += 1;
            if let Some(keyring) = keyring
                && let Some(words) = unopened(files, file, keyring).await?
            {
                let agency = names.get(&file.agency).cloned().unwrap_or_else(|| file.agency.to_string());
                let place = format!("申请 {} 的文件 {}", file.case, file.hash);
                report.add(Finding { damage: Damage::Sealed, agency, place, words });
            }
        }
        tell(Progress { stage: "校验申请材料", done: report.case_files });
        match found.into_iter().last() {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// What is wrong with it. A file that is gone or was changed has been told by its hash already.
async fn unopened(files: &Files, file: &CaseFileText, keyring: &Keyring) -> Kept<Option<String>> {
    let Some(hash) = ContentHash::parse(&file.hash) else { return Ok(None) };
    match length(files, &hash, keyring, &file.agency).await {
        Ok(Some(length)) if i64::try_from(length) != Ok(file.size) => {
            Ok(Some(format!("登记为 {} 字节，解开后是 {length} 字节", file.size)))
        }
        Ok(_) => Ok(None),
        Err(StoreError::Corrupt(_)) => Ok(Some("密文解不开：被改动过、属于别的机关，或用的是别的密钥".to_owned())),
        Err(other) => Err(other),
    }
}

async fn length(files: &Files, hash: &ContentHash, keyring: &Keyring, agency: &AgencyId) -> Kept<Option<u64>> {
    let Some(mut opening) = files.open_sealed(hash, keyring, agency).await? else { return Ok(None) };
    let mut length = 0;
    while let Some(piece) = opening.next().await? {
        length += piece.len() as u64;
    }
    Ok(Some(length))
}
