//! 编写: the words around the tables, and why a warning is right to stand.

use super::compile::{compiled, life};
use crate::{Desk, Done, Who};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::journal::Entry;
use affairs::report::{Explanation, Narrative};

impl Desk {
    /// Keeps the words of a report. `revision` is the one the page was made from, 0 for a report nobody has begun.
    /// Answers the new revision.
    ///
    /// # Errors
    /// Refused without the role, for a frozen report, an unknown figure, or when it was saved elsewhere in between.
    pub async fn write_report(&self, who: &Who, year: i16, revision: i64, narrative: Narrative) -> Done<i64> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let agency = store::agencies::by_id(&mut under.tx, &who.agency).await?.ok_or_else(crate::not_found)?;
        let life = life(&mut under.tx, &agency, year).await?;
        if life.stored().revision != revision {
            let message = "报告在另一个窗口保存过，您的文字还在页面上，请打开最新的报告合并后再保存。";
            return Err(Refusal::new("saved_elsewhere", message).into());
        }
        let life = life.write(narrative)?;
        store::reports::save(&mut under.tx, life.stored()).await?;
        let entry = Entry::new(who.actor(), "report.write").about("report", year).fact("revision", revision + 1);
        under.tx.commit(under.now, entry).await?;
        Ok(revision + 1)
    }

    /// Keeps why a warning is right to stand. `finding` is its stable name; the explanation belongs to the words of the
    /// finding as they are now.
    ///
    /// # Errors
    /// Refused without the role, for a frozen report, or when no such finding stands.
    pub async fn explain_finding(&self, who: &Who, year: i16, finding: &str, words: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::CompileReport, &Facts::of(&who.agency))?;
        let compiled = compiled(&mut under.tx, &who.agency, year).await?;
        let found = compiled.findings.iter().find(|found| found.finding.name == finding);
        let gone = || Refusal::new("finding_gone", "这条提示已经不在了，数字或文字可能刚刚改过，请刷新页面。");
        let found = found.ok_or_else(gone)?;
        let explanation = Explanation {
            finding: finding.to_owned(),
            message: found.finding.message.clone(),
            words: words.trim().to_owned(),
            by: who.person.clone(),
            by_name: under.officer.person.name.clone(),
            at: under.now,
        };
        let life = compiled.life.explain(explanation)?;
        store::reports::save(&mut under.tx, life.stored()).await?;
        let entry = Entry::new(who.actor(), "report.explain").about("report", year).fact("finding", finding);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }
}
