//! 汇编: the report of any year, from the records as they stand; a frozen year as it stood.

use super::check::{Checked, Found, check, readiness};
use crate::{Desk, Done, Who};
use affairs::Refusal;
use affairs::access::{Act, Facts, may};
use affairs::agency::Agency;
use affairs::id::AgencyId;
use affairs::report::body::Worded;
use affairs::report::life::{Readiness, may_freeze};
use affairs::report::{ReportLife, Tally, body};
use law::annual_report::ReportTables;
use store::Read;

/// A report as it stands now.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub agency: Agency,
    pub year: i16,
    pub life: ReportLife,
    /// Of this year: live, or as frozen.
    pub tally: Tally,
    /// Of the year before: as frozen if it is, else live.
    pub last_year: Tally,
    pub form: ReportTables,
    pub worded: Worded,
    pub findings: Vec<Found>,
    pub readiness: Readiness,
}

/// A line of the list of reports.
#[derive(Debug, Clone)]
pub struct ReportLine {
    pub year: i16,
    pub life: ReportLife,
}

/// The years that may be asked for: the Regulation is in force since 2008.
const YEARS: std::ops::RangeInclusive<i16> = 2008..=2100;

impl Compiled {
    /// May it be frozen at this moment? The page greys its button with the answer.
    ///
    /// # Errors
    /// Why not.
    pub fn may_freeze(&self, at: affairs::Instant) -> Result<(), Refusal> {
        match &self.life {
            ReportLife::Draft(stored) => may_freeze(stored, at, &self.readiness),
            other => Err(Refusal::new("frozen", format!("报告{}。", other.label()))),
        }
    }
}

impl Desk {
    /// Computes the report of a year.
    ///
    /// # Errors
    /// Refused without the role, or for a year the Regulation does not know.
    pub async fn compile_report(&self, who: &Who, year: i16) -> Done<Compiled> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadReport, &Facts::of(&who.agency))?;
        compiled(&self.reader, &who.agency, year).await
    }

    /// The reports of an agency, latest first. The year that is due and the current one are there before anybody has
    /// begun them.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn list_reports(&self, who: &Who) -> Done<Vec<ReportLine>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadReport, &Facts::of(&who.agency))?;
        let agency = store::agencies::by_id(&self.reader, &who.agency).await?.ok_or_else(crate::not_found)?;
        let kept = store::reports::all(&self.reader, &who.agency).await?;
        let this_year = self.now().year();
        let mut lines = Vec::new();
        for year in [this_year, this_year - 1] {
            if !kept.iter().any(|stored| stored.year == year) {
                lines.push(ReportLine { year, life: ReportLife::begun(who.agency.clone(), &agency.name, year) });
            }
        }
        for stored in kept {
            let ledger = match &stored.document {
                Some(document) => store::reports::ledger(&self.reader, &who.agency, document).await?,
                None => Default::default(),
            };
            lines.push(ReportLine { year: stored.year, life: ReportLife::of(stored, &ledger) });
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.year));
        Ok(lines)
    }
}

/// A report as whoever looks sees it: a reader, or an act in its own transaction.
pub(super) async fn compiled(mut db: impl Read, agency: &AgencyId, year: i16) -> Done<Compiled> {
    if !YEARS.contains(&year) {
        return Err(Refusal::new("year", "没有这一年度的报告。").at("year").into());
    }
    let agency = store::agencies::by_id(&mut db, agency).await?.ok_or_else(crate::not_found)?;
    let life = life(&mut db, &agency, year).await?;
    let tally = figures(&mut db, &agency.id, year, &life).await?;
    let before = life_if_kept(&mut db, &agency, year - 1).await?;
    let last_year = match before.as_ref().and_then(ReportLife::freezing) {
        Some(freezing) => freezing.tally.clone(),
        None => store::reports::tally(&mut db, &agency.id, year - 1).await?,
    };
    let narrative = &life.stored().writing.narrative;
    let worded = body::word(&agency.name, year, narrative, &tally)?;
    let form = tally.tables();
    let findings = check(&Checked {
        agency: &agency,
        year,
        explanations: &life.stored().writing.explanations,
        worded: &worded,
        last_year: &last_year,
        form: &form,
    });
    let readiness = readiness(&findings);
    Ok(Compiled { agency, year, life, tally, last_year, form, worded, findings, readiness })
}

async fn figures(db: &mut impl Read, agency: &AgencyId, year: i16, life: &ReportLife) -> Done<Tally> {
    Ok(match life.freezing() {
        Some(freezing) => freezing.tally.clone(),
        None => store::reports::tally(db, agency, year).await?,
    })
}

/// Where the report of a year stands; one that nobody has begun is a blank draft.
pub(super) async fn life(db: &mut impl Read, agency: &Agency, year: i16) -> Done<ReportLife> {
    let kept = life_if_kept(db, agency, year).await?;
    Ok(kept.unwrap_or_else(|| ReportLife::begun(agency.id.clone(), &agency.name, year)))
}

async fn life_if_kept(db: &mut impl Read, agency: &Agency, year: i16) -> Done<Option<ReportLife>> {
    let Some(stored) = store::reports::by_year(&mut *db, &agency.id, year).await? else { return Ok(None) };
    let ledger = match &stored.document {
        Some(document) => store::reports::ledger(&mut *db, &agency.id, document).await?,
        None => Default::default(),
    };
    Ok(Some(ReportLife::of(stored, &ledger)))
}
