//! The wall between agencies: two are planted with the same ids, and every reading function, asked for one of them, says
//! nothing of the other.

use crate::engines::for_each_engine;
use crate::samples::{Planted, at, day, plant};
use affairs::document::{BundleKind, DocumentState};
use affairs::id::{AgencyId, ColumnId, DocumentId, PersonId, ProposalId, RecordId, SectionId};
use affairs::register::Register;
use affairs::report::Metric;
use affairs::review::Level;
use affairs::series::Series;
use store::registers::{Cursor, Filter};
use store::tombstones::Erased;
use store::{Kept, Reader};

const OURS: &str = "云";
const THEIRS: &str = "临";

/// What a reading function answered, and by its name whether it must have said something.
fn told<T: std::fmt::Debug>(name: &str, answer: Kept<T>) -> String {
    let text = format!("{:?}", answer.unwrap());
    assert!(!text.contains(THEIRS), "{name} tells of the other agency: {text}");
    text
}

fn of_ours<T: std::fmt::Debug>(name: &str, answer: Kept<T>) {
    let text = told(name, answer);
    assert!(text.contains(OURS), "{name} says nothing of the agency it was asked for: {text}");
}

#[tokio::test]
async fn no_reading_function_looks_over_the_wall() {
    for_each_engine(|office| async move {
        let ours = plant(&office.writer, "yunchuan", OURS).await;
        let theirs = plant(&office.writer, "linhe", THEIRS).await;
        let reader = &office.reader;
        people(reader, &ours.agency).await;
        documents(reader, &ours).await;
        reviews(reader, &ours).await;
        publications(reader, &ours).await;
        tasks(reader, &ours).await;
        registers(reader, &ours.agency).await;
        audit(reader, &ours).await;
        by_their_hashes(reader, &ours.agency, &theirs).await;
    })
    .await;
}

async fn people(reader: &Reader, agency: &AgencyId) {
    let id = PersonId::new("p1");
    of_ours("agencies::by_id", store::agencies::by_id(reader, agency).await);
    of_ours("agencies::sections", store::agencies::sections(reader, agency).await);
    of_ours("agencies::seats", store::agencies::seats(reader, agency).await);
    of_ours("agencies::columns", store::agencies::columns(reader, agency).await);
    of_ours("people::all", store::people::all(reader, agency).await);
    of_ours("people::by_id", store::people::by_id(reader, agency, &id).await);
    of_ours("people::grants", store::people::grants(reader, agency).await);
    of_ours("people::grants_of", store::people::grants_of(reader, agency, &id).await);
    let officer = store::people::officer(reader, agency, &id, day(2019, 3, 5)).await.unwrap().unwrap();
    assert_eq!(officer.grants.len(), 1);
    of_ours("people::officer", Ok(officer));
    of_ours("proposals::latest", store::proposals::latest(reader, agency, 9).await);
    of_ours("proposals::by_id", store::proposals::by_id(reader, agency, &ProposalId::new("q1")).await);
    of_ours("proposals::handovers", store::proposals::handovers(reader, agency, 9).await);
    of_ours("proposals::handover", store::proposals::handover(reader, agency, "h1").await);
    of_ours("settings::versions", store::settings::versions(reader, agency).await);
    of_ours("settings::on", store::settings::on(reader, agency, day(2019, 3, 5)).await);
    of_ours("sessions::phrases", store::sessions::phrases(reader, agency, &id).await);
    let document = DocumentId::new("d1");
    of_ours("sessions::autosaved", store::sessions::autosaved(reader, agency, &document, &id).await);
}

async fn documents(reader: &Reader, ours: &Planted) {
    let (agency, document) = (&ours.agency, &ours.document.id);
    let (owner, section, state) = (PersonId::new("p1"), SectionId::new("office"), DocumentState::Writing);
    of_ours("documents::by_id", store::documents::by_id(reader, agency, document).await);
    of_ours("documents::of_owner", store::documents::of_owner(reader, agency, &owner, state, 9, 0).await);
    of_ours("documents::of_section", store::documents::of_section(reader, agency, &section, state, 9, 0).await);
    of_ours("documents::open_of_owner", store::documents::open_of_owner(reader, agency, &owner).await);
    assert_eq!(store::documents::count_of_owner(reader, agency, &owner, state).await.unwrap(), 2);
    of_ours("uploads::of_document", store::uploads::of_document(reader, agency, document).await);
    of_ours("uploads::one", store::uploads::one(reader, agency, document, &ours.file).await);
    assert_eq!(store::uploads::pictures_read_by(reader, agency, &owner).await.unwrap().len(), 1);
    let sealed_by_them = affairs::ContentHash::of(THEIRS.as_bytes());
    assert!(!store::uploads::is_sealed(reader, agency, &sealed_by_them).await.unwrap());
    assert_eq!(store::series::account(reader, agency, Series::Index, 2019).await.unwrap(), (1, 1, 0));
    assert_eq!(store::series::years(reader, agency).await.unwrap().len(), 1);
}

async fn reviews(reader: &Reader, ours: &Planted) {
    let (agency, hash, document) = (&ours.agency, &ours.hash, &ours.document.id);
    let person = PersonId::new("p1");
    of_ours("reviews::bundle", store::reviews::bundle(reader, agency, hash).await);
    of_ours("reviews::bundle_texts", store::reviews::bundle_texts(reader, agency, "", 9).await);
    assert_eq!(store::reviews::bundles_of(reader, agency, document).await.unwrap(), std::slice::from_ref(hash));
    of_ours("reviews::approvals", store::reviews::approvals(reader, agency, hash).await);
    of_ours("reviews::approvals_of_year", store::reviews::approvals_of_year(reader, agency, 2019).await);
    of_ours("reviews::by_bundle", store::reviews::by_bundle(reader, agency, hash).await);
    of_ours("reviews::latest_of", store::reviews::latest_of(reader, agency, document).await);
    of_ours("reviews::all_of", store::reviews::all_of(reader, agency, document).await);
    of_ours("reviews::waiting_at", store::reviews::waiting_at(reader, agency, Level::SectionHead, 9).await);
    of_ours("reviews::in_state", store::reviews::in_state(reader, agency, "released", 9).await);
    of_ours("reviews::signed_by", store::reviews::signed_by(reader, agency, &person, 9).await);
    assert_eq!(store::reviews::signed_and_open(reader, agency, &person).await.unwrap().len(), 1);
    of_ours("reviews::findings", store::reviews::findings(reader, agency, hash).await);
}

#[expect(clippy::cognitive_complexity, reason = "one line a reading function")]
async fn publications(reader: &Reader, ours: &Planted) {
    let (agency, document) = (&ours.agency, &ours.document.id);
    let kind = BundleKind::Article;
    let standing = store::publications::standing_of(reader, agency, document).await.unwrap().unwrap();
    assert_eq!((&standing.agency, &standing.bundle), (agency, &ours.hash));
    let column = ColumnId::new("notice");
    of_ours("publications::in_column", store::publications::in_column(reader, agency, &column, 9, 0).await);
    of_ours("publications::of_kind", store::publications::of_kind(reader, agency, kind, 9, 0).await);
    of_ours("publications::latest", store::publications::latest(reader, agency, 9, 0).await);
    of_ours("publications::after_document", store::publications::after_document(reader, agency, "", 9).await);
    of_ours("publications::events_after", store::publications::events_after(reader, agency, 0, 9).await);
    of_ours("publications::events_of", store::publications::events_of(reader, agency, document).await);
    of_ours("publications::events_of_year", store::publications::events_of_year(reader, agency, 2019, 9, 0).await);
    of_ours("publications::file_texts", store::publications::file_texts(reader, agency, document).await);
    of_ours("publications::take_downs", store::publications::take_downs(reader, agency, 9).await);
    assert_eq!(store::publications::column_counts(reader, agency).await.unwrap(), [(column, 1, at(9))]);
    assert_eq!(store::publications::count_of_kind(reader, agency, kind).await.unwrap(), 1);
    assert_eq!(store::publications::count_of_year(reader, agency, 2019).await.unwrap(), 1);
    assert_eq!(store::publications::years(reader, agency).await.unwrap(), [2019]);
    assert_eq!(store::publications::sequence(reader, agency).await.unwrap(), 1);
    assert_eq!(store::publications::files(reader, agency).await.unwrap().len(), 1);
}

async fn tasks(reader: &Reader, ours: &Planted) {
    let agency = &ours.agency;
    let person = PersonId::new("p1");
    of_ours("outbox::notices", store::outbox::notices(reader, agency, &person, 9).await);
    assert_eq!(store::outbox::unread(reader, agency, &person).await.unwrap(), 1);
    of_ours("outbox::update_tasks", store::outbox::update_tasks(reader, agency, 9).await);
    told("jobs::stuck", store::jobs::stuck(reader, agency).await);
    of_ours("journal::after", store::journal::after(reader, agency, 0, 9).await);
    of_ours("journal::before", store::journal::before(reader, agency, 99, 9).await);
    assert_eq!(store::journal::head(reader, agency).await.unwrap().unwrap().0, 2);
    of_ours("tombstones::all", store::tombstones::all(reader, agency, 9).await);
    let erased = affairs::ContentHash::of("删除的文件".as_bytes());
    of_ours("tombstones::of", store::tombstones::of(reader, agency, Erased::File, &erased).await);
}

#[expect(clippy::cognitive_complexity, reason = "one line a reading function")]
async fn registers(reader: &Reader, agency: &AgencyId) {
    let (register, id) = (Register::Items, RecordId::new("r1"));
    let filter = Filter::all(register);
    of_ours("registers::by_id", store::registers::by_id(reader, agency, &id).await);
    of_ours("registers::by_key", store::registers::by_key(reader, agency, register, "L-01").await);
    of_ours("registers::page", store::registers::page(reader, agency, &filter, 9, 0).await);
    assert_eq!(store::registers::count(reader, agency, &filter).await.unwrap(), 2);
    let mut cursor = Cursor::default();
    of_ours("registers::walk", store::registers::walk(reader, agency, &filter, &mut cursor, 9).await);
    assert_eq!(store::registers::years(reader, agency, register).await.unwrap(), [(2018, 2)]);
    of_ours("registers::catalogue", store::registers::catalogue(reader, agency).await);
    assert_eq!(store::registers::keys_after(reader, agency, register, "", 9).await.unwrap(), ["L-01", "L-02"]);
    of_ours("registers::versions", store::registers::versions(reader, agency, &id).await);
    let under = store::registers::decisions_under(reader, agency, "L-01", day(2019, 1, 1), None).await.unwrap();
    assert_eq!(under.total, 0);
    assert_eq!(store::reports::tally(reader, agency, 2019).await.unwrap().fees_charged, 100);
    assert_eq!(store::reports::ids(reader, agency, &Metric::Events, 2019).await.unwrap(), ["1"]);
    let events = store::reports::records(reader, agency, &Metric::Events, 2019, 9, 0).await;
    of_ours("reports::records", events);
    let fees = store::reports::records(reader, agency, &Metric::FeesCharged, 2019, 9, 0).await;
    of_ours("reports::records", fees);
    told("reports::all", store::reports::all(reader, agency).await);
    told("reports::ledger", store::reports::ledger(reader, agency, &DocumentId::new("d1")).await);
}

#[expect(clippy::cognitive_complexity, reason = "one line a reading function")]
async fn audit(reader: &Reader, ours: &Planted) {
    let (agency, hash) = (&ours.agency, ours.hash.as_str());
    of_ours("audit::lines_after", store::audit::lines_after(reader, agency, 0, 9).await);
    assert_eq!(store::audit::head(reader, agency).await.unwrap().unwrap().0, 2);
    of_ours("audit::bundles_after", store::audit::bundles_after(reader, agency, "", 9).await);
    of_ours("audit::bundle_of", store::audit::bundle_of(reader, agency, hash).await);
    of_ours("audit::approvals_of", store::audit::approvals_of(reader, agency, hash).await);
    assert_eq!(store::audit::events_after(reader, agency, 0, 9).await.unwrap().len(), 1);
    assert_eq!(store::audit::events_of(reader, agency, "d1").await.unwrap().len(), 1);
    let publications = store::audit::publications_after(reader, agency, "", 9).await.unwrap();
    assert_eq!((publications.len(), publications[0].bundle.as_str()), (1, hash));
    assert_eq!(store::audit::columns_of(reader, agency, "d1").await.unwrap().len(), 1);
    of_ours("audit::files_of", store::audit::files_of(reader, agency, "d1").await);
    assert!(store::audit::without_publication(reader, agency, 9).await.unwrap().is_empty());
    assert_eq!(store::audit::series(reader, agency).await.unwrap(), [("index".to_owned(), 2019, 1)]);
    assert_eq!(store::audit::serials_after(reader, agency, "index", 2019, 0, 9).await.unwrap().len(), 1);
    let grant = store::audit::grant(reader, agency, "g-p4").await.unwrap().unwrap();
    assert_eq!(grant.1, "leader");
    assert_eq!(store::audit::documents_of_file(reader, agency, ours.file.as_str()).await.unwrap(), ["d1"]);
    // These three are asked for the whole office, by whoever keeps it.
    assert!(store::audit::strangers(reader).await.unwrap().is_empty());
    assert_eq!(store::audit::named_files_after(reader, "", 9).await.unwrap().len(), 3);
    assert_eq!(store::audit::holders_of_file(reader, ours.file.as_str()).await.unwrap().len(), 2);
}

/// Whoever knows a hash of the other agency learns nothing by it.
async fn by_their_hashes(reader: &Reader, ours: &AgencyId, theirs: &Planted) {
    let hash = &theirs.hash;
    assert!(store::reviews::bundle(reader, ours, hash).await.unwrap().is_none());
    assert!(store::reviews::by_bundle(reader, ours, hash).await.unwrap().is_none());
    assert!(store::reviews::approvals(reader, ours, hash).await.unwrap().is_empty());
    assert!(store::reviews::findings(reader, ours, hash).await.unwrap().is_empty());
    assert!(store::audit::bundle_of(reader, ours, hash.as_str()).await.unwrap().is_none());
    assert!(store::audit::approvals_of(reader, ours, hash.as_str()).await.unwrap().is_empty());
}
