//! Every reconsideration and suit: its flat rows, by which lists and table 四 are made, against what its ledger says.

use super::{BATCH, Damage, Round};
use affairs::remedy_case::{Projection, Standing};
use law::calendar::WorkingDayCalendar;
use store::Kept;
use store::remedies::Flat;

impl Round<'_> {
    pub(super) async fn remedies(&mut self) -> Kept<()> {
        let calendar = self.calendar().await?;
        let mut after = String::new();
        loop {
            let remedies = store::remedies::flat_after(&mut self.db, &self.agency, &after, BATCH).await?;
            let Some(last) = remedies.last() else { return Ok(()) };
            after = last.id.to_string();
            for remedy in &remedies {
                self.remedy(remedy, &calendar);
            }
        }
    }

    fn remedy(&mut self, remedy: &Flat, calendar: &WorkingDayCalendar) {
        let place = format!("{}的{}案件", remedy.number, remedy.route.label());
        let lines = i64::try_from(remedy.events.len()).unwrap_or(i64::MAX);
        if lines != remedy.version {
            let words = format!("登记经过有 {lines} 条，登记的是 {} 条", remedy.version);
            self.found(Damage::CaseLedger, &place, words);
            return;
        }
        let standing = Standing::replay(remedy.route, remedy.events.iter(), calendar);
        if !remedy.is(&Projection::of(&standing)) {
            self.found(Damage::CaseStanding, &place, "案件的期限、结果或者计入年度报告的年份，与登记经过不符");
        }
    }
}
