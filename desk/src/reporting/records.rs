//! 数据明细: a figure opens the records it counted.

use super::compile::compiled;
use crate::{Desk, Done, Who};
use affairs::access::{Act, Facts, may};
use affairs::report::{CountedRecord, Figure, Metric};
use law::annual_report::{Slot, TableTwoColumn};

/// How many records a page of an opened figure holds.
pub const RECORDS_PER_PAGE: i64 = 50;

/// A figure with a page of its records.
#[derive(Debug, Clone)]
pub struct Opened {
    pub figure: Figure,
    /// The figure of the year before.
    pub last_year: Figure,
    pub records: Vec<CountedRecord>,
    /// From 1.
    pub page: i64,
    pub pages: i64,
    /// How many records there are in all; not the figure where a figure is a sum or a difference.
    pub total: i64,
}

impl Desk {
    /// Opens a figure of a year.
    ///
    /// # Errors
    /// Refused without the role.
    pub async fn open_figure(&self, who: &Who, year: i16, metric: &Metric, page: i64) -> Done<Opened> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadReport, &Facts::of(&who.agency))?;
        let compiled = compiled(&self.reader, &who.agency, year).await?;
        let figure = compiled.tally.figure(metric.clone());
        let total = match metric {
            // A sum of money and a difference say nothing of how many records they are made of.
            Metric::Cell(Slot::Two(_, TableTwoColumn::ChangeThisYear)) => self.counted(who, year, metric).await?,
            _ if metric.adds_amounts() => self.counted(who, year, metric).await?,
            _ => figure.value,
        };
        let pages = (total + RECORDS_PER_PAGE - 1) / RECORDS_PER_PAGE;
        let page = page.clamp(1, pages.max(1));
        let offset = (page - 1) * RECORDS_PER_PAGE;
        let records =
            store::reports::records(&self.reader, &who.agency, metric, year, RECORDS_PER_PAGE, offset).await?;
        Ok(Opened { figure, last_year: compiled.last_year.figure(metric.clone()), records, page, pages, total })
    }

    async fn counted(&self, who: &Who, year: i16, metric: &Metric) -> Done<i64> {
        let ids = store::reports::ids(&self.reader, &who.agency, metric, year).await?;
        Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
    }

    /// What a frozen year says against the records as they stand: for every figure that differs, its title. Empty when
    /// all agree, or the year is not frozen. For `verify`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn frozen_differences(&self, agency: &affairs::id::AgencyId, year: i16) -> Done<Vec<String>> {
        let mut differing = Vec::new();
        let tally = store::reports::tally(&self.reader, agency, year).await?;
        for figure in store::reports::frozen_figures(&self.reader, agency, year).await? {
            let frozen = store::reports::frozen_ids(&self.reader, agency, &figure.metric, year).await?;
            let now = store::reports::ids(&self.reader, agency, &figure.metric, year).await?;
            if frozen.as_ref() != Some(&now) || tally.value(&figure.metric) != figure.value {
                differing.push(figure.metric.title());
            }
        }
        Ok(differing)
    }
}
