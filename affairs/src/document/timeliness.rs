//! In time, or how late, by the origin of the information (Article 26).

use super::edition::Origin;
use crate::Date;
use law::article::Reasoned;
use law::calendar::WorkingDayCalendar;
use law::disclosure_due::{self, DisclosureFacts, Timeliness};

/// Whether information of this origin, made or changed on a day, was public in time at this agency.
#[must_use]
pub fn timeliness(origin: &Origin, generated_on: Date, agency_name: &str, published_on: Date) -> Reasoned<Timeliness> {
    let origin = match origin {
        Origin::Made => disclosure_due::Origin::MadeHere { on: generated_on },
        Origin::Obtained { on, .. } => disclosure_due::Origin::Obtained { on: *on },
        Origin::Reposted { .. } => disclosure_due::Origin::Reposted,
        Origin::JointlyMade { lead, .. } => {
            disclosure_due::Origin::JointlyMade { on: generated_on, lead: lead.trim() == agency_name }
        }
    };
    disclosure_due::timeliness(&DisclosureFacts::of(origin), published_on, WorkingDayCalendar::shipped())
}
