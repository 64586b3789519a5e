//! 发布: from the first word of a draft to the public page, and back.

mod attach;
mod draft;
mod publish;
mod read_bundle;
mod review;
mod submit;
mod take_back;
mod take_down;

pub(crate) use read_bundle::{read_blocking, record};

pub(crate) use attach::tidy_name;
pub use attach::{Attached, TakenIn, too_large};
pub use draft::EditionContent;
pub use review::Opinion;

use crate::{Desk, Done, Under, Who};
use affairs::ContentHash;
use affairs::document::Document;
use affairs::id::{DocumentId, NoticeId, PersonId};
use affairs::notice::Subject;
use affairs::review::Review;

impl Desk {
    /// The document in the act's transaction, if it is of this agency.
    async fn document(&self, under: &mut Under, id: &DocumentId) -> Done<Document> {
        let agency = under.officer.person.agency.clone();
        Ok(store::documents::by_id(&mut under.tx, &agency, id).await?.ok_or_else(crate::not_found)?)
    }

    /// The submission in the act's transaction, if it is of this agency.
    async fn review(&self, under: &mut Under, bundle: &ContentHash) -> Done<Review> {
        let agency = under.officer.person.agency.clone();
        Ok(store::reviews::by_bundle(&mut under.tx, &agency, bundle).await?.ok_or_else(crate::not_found)?)
    }

    /// How many pictures of a bundle a person has not declared read.
    async fn pictures_unread(&self, under: &mut Under, document: &DocumentId, files: &[ContentHash]) -> Done<usize> {
        let agency = under.officer.person.agency.clone();
        let person = under.officer.person.id.clone();
        let uploads = store::uploads::of_document(&mut under.tx, &agency, document).await?;
        let read = store::uploads::pictures_read_by(&mut under.tx, &agency, &person).await?;
        let pictures = uploads.iter().filter(|upload| upload.human_reading && files.contains(&upload.file));
        Ok(pictures.filter(|upload| !read.contains(&upload.file)).count())
    }

    async fn tell(&self, under: &mut Under, to: &PersonId, subject: &Subject) -> Done<()> {
        let id = NoticeId::new(crate::new_id()?);
        Ok(store::outbox::notify(&mut under.tx, &id, to, subject, under.now).await?)
    }
}

/// Everybody of an agency who holds one of these roles today; whoever leaves hands his queue over.
async fn holders(under: &mut Under, who: &Who, roles: &[affairs::people::Role]) -> Done<Vec<PersonId>> {
    let today = under.now.date();
    holders_in(&mut under.tx, &who.agency, roles, today).await
}

/// The same, in a transaction that nobody of the office began.
pub(crate) async fn holders_in(
    tx: &mut store::Transaction,
    agency: &affairs::id::AgencyId,
    roles: &[affairs::people::Role],
    today: affairs::Date,
) -> Done<Vec<PersonId>> {
    let grants = store::people::grants(tx, agency).await?;
    let mut people: Vec<PersonId> = grants
        .into_iter()
        .filter(|grant| roles.contains(&grant.role) && grant.in_force_on(today))
        .map(|grant| grant.person)
        .collect();
    people.sort();
    people.dedup();
    Ok(people)
}
