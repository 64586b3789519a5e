//! The cells of table 四 a case stands in, year by year, as spans of years that an index can count.

use law::annual_report::TableFourColumn;
use law::review_case::{Position, ReviewEvent, ReviewRoute, cell_in_year};

/// The last year of a span that has no end: the case is open.
pub const OPEN_END: i16 = 9999;

/// In every year from one to another, both counted, the case stands in this column of its route's group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellSpan {
    pub from_year: i16,
    pub through_year: i16,
    pub column: TableFourColumn,
}

/// Every cell a case stands in, in the order of the years. In no year does it stand in two.
#[must_use]
pub fn cells(route: ReviewRoute, events: &[ReviewEvent]) -> Vec<CellSpan> {
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return Vec::new() };
    let (first, last) = (first.on().year(), last.on().year());
    let mut spans: Vec<CellSpan> = Vec::new();
    // The year after the last event tells how every later year goes: pending for ever, or counted nowhere.
    for year in first..=last.saturating_add(1) {
        let cell = cell_in_year(route, Position::Respondent, events, year).answer;
        let Some((_, column)) = cell else { continue };
        match spans.last_mut().filter(|span| span.column == column && span.through_year == year - 1) {
            Some(span) if column == TableFourColumn::Pending => span.through_year = year,
            _ => spans.push(CellSpan { from_year: year, through_year: year, column }),
        }
    }
    if let Some(span) = spans.last_mut().filter(|span| span.through_year > last) {
        span.through_year = OPEN_END;
    }
    spans
}
