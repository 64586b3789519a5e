//! 相近的旧件: the earlier cases that asked for nearly the same, with their outcome and how they fared in review and court.
//!
//! What is wanted lies sealed, so a case has to be opened to be compared. What was opened once is remembered as its pairs of
//! characters, in memory alone, until something happens in the case; so a view opens few forms and never more than a bound.

use crate::{Desk, Done, Who};
use affairs::access::{Act, Facts, may};
use affairs::application::Form;
use affairs::application::likeness::{ALIKE, Fingerprint};
use affairs::id::{AgencyId, CaseId};
use affairs::personal::Purpose;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::applications::BoardRow;
use store::remedies::RemedyRow;

/// Earlier cases that are looked at: the newest.
const LOOKED_AT: i64 = 200;
/// The most forms that one view opens; what it leaves is opened by the views after it, the newest first.
const OPENED: usize = 40;
/// The most cases that are remembered; beyond that all are forgotten.
const REMEMBERED: usize = 20_000;
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

/// Of each case the version of its ledger when it was opened, and what its form asks for.
type Remembered = HashMap<(AgencyId, CaseId), (i64, Fingerprint)>;

/// What was opened once.
#[derive(Clone, Default)]
pub(crate) struct Likenesses(Arc<Mutex<Remembered>>);

impl Likenesses {
    fn of(&self, agency: &AgencyId, case: &CaseId, version: i64) -> Option<Fingerprint> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&(agency.clone(), case.clone())).filter(|(known, _)| *known == version);
        found.map(|(_, fingerprint)| fingerprint.clone())
    }

    fn remember(&self, agency: &AgencyId, case: &CaseId, version: i64, fingerprint: &Fingerprint) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= REMEMBERED {
            kept.clear();
        }
        kept.insert((agency.clone(), case.clone()), (version, fingerprint.clone()));
    }

    /// How many are remembered.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
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
            may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &row.section, &row.responsible)).is_ok()
        };
        let place = store::applications::place(&self.reader, &who.agency, case).await?;
        let (section, responsible) = place.ok_or_else(crate::not_found)?;
        may(&officer, Act::ReadApplication, &Facts::document(&who.agency, &section, &responsible))?;
        let this = store::applications::by_id(&self.reader, keyring, &who.agency, case).await?;
        let this = this.ok_or_else(crate::not_found)?;
        let wanted = fingerprint(this.form.reveal(Purpose::Searching));
        let (mut near, mut opened) = (Vec::new(), 0);
        for (row, version, form) in store::applications::newest_forms(&self.reader, &who.agency, LOOKED_AT).await? {
            if row.case == *case || !reads(&row) {
                continue;
            }
            let known = self.likenesses.of(&who.agency, &row.case, version);
            let other = match known {
                Some(known) => known,
                None if opened == OPENED => continue,
                None => {
                    opened += 1;
                    let form = form.open(keyring, &who.agency, &row.case)?;
                    let found = fingerprint(form.reveal(Purpose::Searching));
                    self.likenesses.remember(&who.agency, &row.case, version, &found);
                    found
                }
            };
            let likeness = other.likeness(&wanted);
            if likeness >= ALIKE {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_has_happened_to_is_opened_again_and_the_memory_has_a_bound() {
        let kept = Likenesses::default();
        let (agency, case) = (AgencyId::new("a"), CaseId::new("c"));
        assert!(kept.of(&agency, &case, 1).is_none());
        kept.remember(&agency, &case, 1, &Fingerprint::of("普法经费"));
        assert!(kept.of(&agency, &case, 1).is_some());
        assert!(kept.of(&agency, &case, 2).is_none(), "its form may have been corrected");
        assert!(kept.of(&AgencyId::new("b"), &case, 1).is_none());
        for number in 0..REMEMBERED {
            kept.remember(&agency, &CaseId::new(format!("c{number}")), 1, &Fingerprint::of(""));
        }
        assert!(kept.len() <= REMEMBERED);
    }
}
