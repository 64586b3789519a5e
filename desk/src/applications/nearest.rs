//! 相近的旧件: the earlier cases that asked for nearly the same, with their outcome and how they fared in review and court.

use crate::{Desk, Done, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::Form;
use affairs::application::likeness::{ALIKE, Fingerprint};
use affairs::id::CaseId;
use affairs::personal::Purpose;
use store::applications::BoardRow;
use store::remedies::RemedyRow;

/// Earlier cases that are looked at: what is wanted lies sealed, so each is opened to be compared.
const LOOKED_AT: i64 = 200;
/// Cases that are suggested.
const SUGGESTED: usize = 3;

/// An earlier case that asked for nearly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearCase {
    pub row: BoardRow,
    /// In thousandths.
    pub likeness: u16,
    /// Reconsiderations and suits over it, the earliest first.
    pub remedies: Vec<RemedyRow>,
}

impl Desk {
    /// The three earlier cases that are nearest to this one, the nearest first, among the newest that this officer may read. They are
    /// compared by what they ask for; nothing of them is shown but what the boards show.
    ///
    /// # Errors
    /// Refused to whoever does not handle the case.
    pub async fn nearest_cases(&self, who: &Who, case: &CaseId) -> Done<Vec<NearCase>> {
        let officer = self.officer(who).await?.ok_or_else(crate::not_found)?;
        let keyring = self.keyring()?;
        let reads = |row: &BoardRow| {
            may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &row.section, &row.responsible))
        };
        let place = store::applications::place(&self.reader, &who.agency, case).await?;
        let (section, responsible) = place.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &section, &responsible))?;
        let this = store::applications::by_id(&self.reader, keyring, &who.agency, case).await?;
        let this = this.ok_or_else(crate::not_found)?;
        let wanted = fingerprint(this.form.reveal(Purpose::Searching));
        let mut near = Vec::new();
        for (row, form) in store::applications::newest_forms(&self.reader, keyring, &who.agency, LOOKED_AT).await? {
            let likeness = fingerprint(form.reveal(Purpose::Searching)).likeness(&wanted);
            if likeness >= ALIKE && row.case != *case && reads(&row).is_ok() {
                near.push((likeness, row));
            }
        }
        // Of equally near ones the newest; they came in that order.
        near.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
        near.truncate(SUGGESTED);
        let mut found = Vec::new();
        for (likeness, row) in near {
            let remedies = store::remedies::rows_of(&self.reader, &who.agency, &row.case).await?;
            found.push(NearCase { row, likeness, remedies });
        }
        Ok(found)
    }
}

fn fingerprint(form: &Form) -> Fingerprint {
    Fingerprint::of(&format!("{} {}", form.wanted.description, form.wanted.document_number))
}
