//! Every file that a row names, against its hash. A file that was erased by law must be gone.

use super::super::{Progress, Tell};
use super::{BATCH, Damage, Finding, VerifyReport};
use affairs::ContentHash;
use affairs::id::AgencyId;
use store::files::Files;
use store::{Kept, Reader};

pub(super) async fn all(reader: &Reader, files: &Files, report: &mut VerifyReport, tell: Tell<'_>) -> Kept<()> {
    let mut after = String::new();
    loop {
        let named = store::audit::named_files_after(reader, &after, BATCH).await?;
        let Some(last) = named.last() else { return Ok(()) };
        after.clone_from(last);
        for name in named {
            one(reader, files, &name, report).await?;
            report.files += 1;
        }
        tell(Progress { stage: "校验文件", done: report.files });
    }
}

async fn one(reader: &Reader, files: &Files, name: &str, report: &mut VerifyReport) -> Kept<()> {
    let holders = store::audit::holders_of_file(reader, name).await?;
    let Some(hash) = ContentHash::parse(name) else {
        let words = "所记的文件名不是校验值";
        return tell_holders(reader, name, &holders, Damage::FileMissing, words, report).await;
    };
    let lies_there = files.rehash(&hash).await?;
    let wanted: Vec<(AgencyId, bool)> = holders.iter().filter(|(_, erased)| !erased).cloned().collect();
    if wanted.is_empty() {
        if lies_there.is_some() {
            let words = "登记为依法删除，文件还在";
            return tell_holders(reader, name, &holders, Damage::NotErased, words, report).await;
        }
        report.erased += 1;
        return Ok(());
    }
    match lies_there {
        Some(found) if found == hash => Ok(()),
        Some(_) => tell_holders(reader, name, &wanted, Damage::FileChanged, "内容与校验值不符", report).await,
        None => tell_holders(reader, name, &wanted, Damage::FileMissing, "文件不在文件夹中", report).await,
    }
}

/// A finding for each agency that has the file, with the documents it belongs to.
async fn tell_holders(
    reader: &Reader,
    name: &str,
    holders: &[(AgencyId, bool)],
    damage: Damage,
    words: &str,
    report: &mut VerifyReport,
) -> Kept<()> {
    for (agency, _) in holders {
        let documents = store::audit::documents_of_file(reader, agency, name).await?;
        let of = store::agencies::by_id(reader, agency).await?;
        let words = if documents.is_empty() {
            words.to_owned()
        } else {
            format!("{words}（属于信息 {}）", documents.join("、"))
        };
        let agency = of.map_or_else(|| agency.to_string(), |agency| agency.name);
        report.add(Finding { damage, agency, place: name.to_owned(), words });
    }
    Ok(())
}
