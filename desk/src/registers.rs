//! 台账: entering, correcting and voiding rows, importing sheets, exporting them again.

mod change;
mod enter;
mod export;
mod import;

pub(crate) use export::refused_or_failed;
pub use export::{ExportFormat, Exported};
pub(crate) use import::Imports;
pub use import::{ImportProgress, ImportState, Preview, RowProblem};

use crate::{Desk, Done, Under};
use affairs::Refusal;
use affairs::register::change::{leave_frozen_years, not_later_than};
use affairs::register::place::Catalogue;
use affairs::register::{Place, Record, RuleDocument};

impl Desk {
    /// Whether the publication that a document names exists in this agency.
    async fn publication_exists(&self, under: &mut Under, record: &Record) -> Done<()> {
        let Record::Documents(RuleDocument { publication: Some(publication), .. }) = record else { return Ok(()) };
        let agency = under.officer.person.agency.clone();
        match store::publications::standing_of(&mut under.tx, &agency, publication).await? {
            Some(_) => Ok(()),
            None => {
                let message = format!("没有编号为“{publication}”的公开信息，请核对，或留空。");
                Err(Refusal::new("publication_unknown", message).at("publication").into())
            }
        }
    }
}

/// What every new or changed row is asked: its day, its item, the years that stand still.
fn place_of(
    record: &Record,
    before: Option<&Place>,
    catalogue: &Catalogue,
    frozen: &[i16],
    today: affairs::Date,
) -> Result<Place, Refusal> {
    not_later_than(record, today)?;
    let place = Place::of(record, catalogue)?;
    leave_frozen_years(before, Some(&place), frozen)?;
    Ok(place)
}
