//! What the lists are served from: written with each event, replayed and compared by `verify`, decided by no act.

use super::Standing;
use super::counting::{CellSpan, cells};
use crate::Date;
use crate::application::projection::NEVER;

/// Where a case stands, flat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    pub begun_on: Date,
    pub open: bool,
    /// The last day for the answer that is owed; [`NEVER`] where none is.
    pub answer_by: Date,
    pub provisional: bool,
    /// The code of the last result; empty while there is none or the case is open again.
    pub result: &'static str,
    /// [`NEVER`] while it is open.
    pub ended_on: Date,
    pub cells: Vec<CellSpan>,
}

impl Projection {
    /// Of a case that stands so.
    #[must_use]
    pub fn of(standing: &Standing) -> Self {
        let owed = standing.owed();
        Self {
            begun_on: standing.begun_on,
            open: standing.ended.is_none(),
            answer_by: owed.map_or(NEVER, |duty| duty.by),
            provisional: owed.is_some_and(|duty| duty.provisional),
            result: standing.ended.map_or("", |(result, _)| result.code()),
            ended_on: standing.ended.map_or(NEVER, |(_, on)| on),
            cells: cells(standing.route, &standing.counted),
        }
    }
}
