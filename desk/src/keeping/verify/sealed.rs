//! Every sealed field: with the keys at hand each must open, in its own place. Nothing of it is looked at.

use super::{Damage, Finding, VerifyReport};
use crate::keeping::{Progress, Tell};
use affairs::id::AgencyId;
use std::collections::BTreeMap;
use store::personal::Keyring;
use store::personal::fields::{SEALED_FIELDS, SealedField, SealedRow};
use store::{Kept, Snapshot};

/// Rows at once; a sealed letter may be long.
const BATCH: usize = 100;

pub(super) async fn all(
    db: &mut Snapshot,
    names: &BTreeMap<AgencyId, String>,
    keyring: Option<&Keyring>,
    report: &mut VerifyReport,
    tell: Tell<'_>,
) -> Kept<()> {
    report.opened = keyring.is_some();
    for field in SEALED_FIELDS {
        let mut after: Option<SealedRow> = None;
        loop {
            let rows = field.rows_after(db, after.as_ref(), BATCH).await?;
            report.sealed += rows.len() as u64;
            for row in &rows {
                report.findings_of(unopened(field, row, names, keyring));
            }
            tell(Progress { stage: "校验加密的个人信息", done: report.sealed });
            match rows.into_iter().last() {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    Ok(())
}

fn unopened(
    field: &SealedField,
    row: &SealedRow,
    names: &BTreeMap<AgencyId, String>,
    keyring: Option<&Keyring>,
) -> Option<Finding> {
    let opened = keyring?.try_open(&row.agency, &field.place(), &row.row, &row.sealed);
    opened.is_err().then(|| Finding {
        damage: Damage::Sealed,
        agency: names.get(&row.agency).cloned().unwrap_or_else(|| row.agency.to_string()),
        place: format!("{} {}", field.place(), row.row),
        words: "密文解不开：被改动过、放错了位置，或用的是别的密钥".to_owned(),
    })
}
