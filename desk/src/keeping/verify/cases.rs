//! Every application's flat row against what its ledger says by the calendar in force, and the imports of notices, none of
//! which may be missing.

use super::{BATCH, Damage, Round};
use affairs::Date;
use affairs::application::{Projection, Standing};
use affairs::id::CaseId;
use law::calendar::{ImportedNotice, WorkingDayCalendar};
use store::Kept;
use store::calendars::OpenCase;

impl Round<'_> {
    pub(super) async fn cases(&mut self) -> Kept<()> {
        let calendar = self.calendar().await?;
        for open in [true, false] {
            let mut after: Option<(Date, CaseId)> = None;
            loop {
                let cursor = after.as_ref().map(|(day, case)| (*day, case));
                let cases = store::calendars::cases_after(&mut self.db, &self.agency, open, cursor, BATCH).await?;
                let Some(last) = cases.last() else { break };
                after = Some((last.kept.due_on, last.case.clone()));
                for case in &cases {
                    self.case(case, &calendar);
                    self.report.applications += 1;
                }
                self.come_to("校验申请", self.report.applications);
            }
        }
        Ok(())
    }

    fn case(&mut self, case: &OpenCase, calendar: &WorkingDayCalendar) {
        let lines = i64::try_from(case.events.len()).unwrap_or(i64::MAX);
        if lines != case.version {
            let words = format!("办理记录有 {lines} 条，登记的是 {} 条", case.version);
            self.found(Damage::CaseLedger, &case.number, words);
            return;
        }
        let projection = Projection::of(&Standing::replay(case.mode, case.events.iter(), calendar), calendar);
        if !case.kept.is(&projection) {
            let words = format!(
                "登记的是“{}”、{}前，按办理记录和节假日安排应当是“{}”、{}前",
                case.kept.phase, case.kept.due_on, projection.phase, projection.due_on
            );
            self.found(Damage::CaseStanding, &case.number, words);
        }
    }

    /// The calendar in force, each import checked on the way.
    pub(super) async fn calendar(&mut self) -> Kept<WorkingDayCalendar> {
        let mut notices: Vec<ImportedNotice> = Vec::new();
        for (number, kept) in (1_i64..).zip(store::calendars::notices(&mut self.db, &self.agency).await?) {
            if kept.revision != number {
                let words = format!("导入的节假日安排缺第{number}次");
                self.found(Damage::Calendar, &kept.notice.notice.number, words);
            }
            notices.push(kept.notice);
        }
        Ok(WorkingDayCalendar::shipped().with_notices(&notices))
    }
}
