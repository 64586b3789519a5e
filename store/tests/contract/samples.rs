//! Small offices to ask questions of. Two agencies may be planted with the same ids and names that differ in one mark.

use affairs::agency::{Agency, Seat, SeatKind, Section};
use affairs::document::bundle::Numbers;
use affairs::document::{
    Attachment, Body, Bundle, BundleKind, Column, ColumnGroup, ColumnKind, Document, DocumentState, Edition, Upload,
};
use affairs::id::{
    AgencyId, ColumnId, DocumentId, FindingId, GrantId, JobId, NoticeId, PersonId, ProposalId, RecordId, SectionId,
};
use affairs::job::Task;
use affairs::journal::{ActorName, Entry};
use affairs::notice::Subject;
use affairs::people::proposal::{HandedOver, Handover, PeopleChange, Proposal, ProposalState};
use affairs::people::{Grant, Person, PersonState, Role, Scope};
use affairs::publication::{EventKind, Publication, PublicationEvent, Standing};
use affairs::register::place::Catalogue;
use affairs::register::{CatalogueItem, Entered, ItemKind, Place, Record};
use affairs::review::{Approval, Level, Progress, RecordedFinding, Review};
use affairs::screening::piece::TextPiece;
use affairs::series::Series;
use affairs::setting::{Settings, SettingsVersion};
use affairs::{ContentHash, Date, Instant};
use store::{Transaction, Writer};

/// Minutes after nine in the morning of 5 March 2019 in Shanghai.
pub fn at(minute: i64) -> Instant {
    Instant::of_shanghai(day(2019, 3, 5).at(9, 0, 0, 0)).plus_minutes(minute)
}

pub fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

pub fn entry() -> Entry {
    Entry::new(ActorName::Console, "test.act")
}

/// Does something in an act of an agency and commits it.
macro_rules! act {
    ($office:expr, $agency:expr, |$tx:ident| $body:expr) => {{
        let mut $tx = $office.writer.begin($agency).await.unwrap();
        let answer = $body;
        $tx.commit($crate::samples::at(0), $crate::samples::entry()).await.unwrap();
        answer
    }};
}
pub(crate) use act;

/// An agency with nothing in it but itself.
pub async fn found(writer: &Writer, id: &str, mark: &str) -> AgencyId {
    let agency = Agency {
        id: AgencyId::new(id),
        slug: id.to_owned(),
        name: format!("{mark}市司法局"),
        host: String::new(),
        code: "11410881".to_owned(),
    };
    let mut tx = writer.found(&agency.id).await.unwrap();
    store::agencies::insert(&mut tx, &agency, at(0)).await.unwrap();
    tx.commit(at(0), Entry::new(ActorName::Console, "office.found").about("agency", id)).await.unwrap();
    agency.id
}

pub fn person(agency: &AgencyId, id: &str, mark: &str) -> Person {
    Person {
        agency: agency.clone(),
        id: PersonId::new(id),
        username: format!("{id}@{agency}"),
        name: format!("{mark}经办"),
        section: SectionId::new("office"),
        duty: "科员".to_owned(),
        state: PersonState::Active,
    }
}

pub fn grant(id: &str, person: &str, role: Role) -> Grant {
    let section = SectionId::new("office");
    Grant {
        id: GrantId::new(id),
        person: PersonId::new(person),
        role,
        scope: if role.is_of_section() { Scope::Section { section } } else { Scope::Agency },
        from: day(2019, 1, 1),
        until: None,
        basis: "任命文件".to_owned(),
        acting_for: None,
        granted_by: PersonId::new("admin1"),
        confirmed_by: PersonId::new("admin2"),
    }
}

pub fn document(agency: &AgencyId, id: &str, mark: &str) -> Document {
    let content = Edition {
        title: format!("{mark}公告"),
        body: Body::from_lines(&format!("{mark}第一段\n{mark}第二段")),
        generated_on: Some(day(2019, 3, 4)),
        targets: vec![ColumnId::new("notice")],
        ..Edition::empty(BundleKind::Article, format!("{mark}市司法局"))
    };
    Document {
        agency: agency.clone(),
        id: DocumentId::new(id),
        section: SectionId::new("office"),
        owner: PersonId::new("p1"),
        kind: BundleKind::Article,
        content,
        edition: 1,
        revision: 1,
        state: DocumentState::Writing,
        index_number: String::new(),
        document_number: String::new(),
        created_at: at(0),
        updated_at: at(0),
    }
}

pub fn freeze(document: &Document) -> (Bundle, ContentHash) {
    let drawn = Numbers { index_number: document.index_number.clone(), document_number: String::new() };
    let (agency, id) = (document.agency.clone(), document.id.clone());
    let bundle = Bundle::freeze(agency, id, document.edition, &document.content, drawn).unwrap();
    let hash = bundle.hash().unwrap();
    (bundle, hash)
}

pub fn approval(bundle: &ContentHash, level: Level, person: &str, mark: &str, minute: i64) -> Approval {
    Approval {
        bundle: bundle.clone(),
        level,
        person: PersonId::new(person),
        name: format!("{mark}审查人"),
        at: at(minute),
        opinion: "同意".to_owned(),
        acting_for: None,
        grant: Some(GrantId::new(format!("g-{person}"))),
        checklist: None,
    }
}

pub fn review(document: &Document, bundle: &ContentHash, progress: Progress) -> Review {
    Review {
        agency: document.agency.clone(),
        document: document.id.clone(),
        section: document.section.clone(),
        owner: document.owner.clone(),
        edition: document.edition,
        bundle: bundle.clone(),
        title: document.content.title.clone(),
        progress,
        approvals: Vec::new(),
    }
}

pub fn upload(document: &DocumentId, file: &ContentHash, mark: &str) -> Upload {
    Upload {
        document: document.clone(),
        file: file.clone(),
        name: format!("{mark}附件.pdf"),
        media_type: "application/pdf".to_owned(),
        size: 42,
        pages: Some(2),
        human_reading: true,
        pieces: vec![TextPiece::line("第1页", format!("{mark}附件的文字"))],
        uploaded_by: PersonId::new("p1"),
        at: at(1),
    }
}

pub fn event(publication: &Publication, kind: EventKind, minute: i64) -> PublicationEvent {
    PublicationEvent {
        agency: publication.agency.clone(),
        sequence: publication.sequence,
        document: publication.document.clone(),
        edition: publication.edition,
        bundle: publication.bundle.clone(),
        kind,
        at: at(minute),
        by: PersonId::new("p4"),
        by_name: "公开经办".to_owned(),
        group: "management".to_owned(),
        column: "notice".to_owned(),
    }
}

pub fn publication(bundle: &Bundle, hash: &ContentHash, sequence: i64, minute: i64) -> Publication {
    Publication {
        agency: bundle.agency.clone(),
        document: bundle.document.clone(),
        edition: bundle.edition,
        bundle: hash.clone(),
        notice_bundle: None,
        standing: Standing::Live,
        sequence,
        first_released_at: at(minute),
        released_at: at(minute),
    }
}

pub fn item(agency: &AgencyId, id: &str, code: &str, mark: &str) -> (Entered, Place) {
    let record = Record::Items(CatalogueItem {
        code: code.to_owned(),
        kind: ItemKind::Licence,
        name: format!("{mark}事项"),
        basis: "《公证法》".to_owned(),
        section: "办公室".to_owned(),
        from: day(2018, 5, 1),
        until: None,
    });
    let place = Place::of(&record, &Catalogue::default()).unwrap();
    let entered = Entered {
        agency: agency.clone(),
        id: RecordId::new(id),
        version: 1,
        record,
        standing: affairs::register::Standing::Standing,
        by: PersonId::new("p1"),
        at: at(0),
        reason: String::new(),
    };
    (entered, place)
}

/// One of everything, for one agency.
pub struct Planted {
    pub agency: AgencyId,
    pub document: Document,
    pub bundle: Bundle,
    pub hash: ContentHash,
    pub file: ContentHash,
}

/// Plants one of everything. Two agencies get the same ids; only `mark` tells their contents apart.
pub async fn plant(writer: &Writer, id: &str, mark: &str) -> Planted {
    let agency = found(writer, id, mark).await;
    let file = ContentHash::of("同一个文件".as_bytes());
    let mut document = document(&agency, "d1", mark);
    document.content.attachments.push(Attachment {
        file: file.clone(),
        name: format!("{mark}附件.pdf"),
        media_type: "application/pdf".to_owned(),
        size: 42,
        pages: Some(2),
        typed_text: "附件文字".to_owned(),
    });
    document.index_number = "2019-00001".to_owned();
    let (bundle, hash) = freeze(&document);
    let planted = Planted { agency, document, bundle, hash, file };
    let mut tx = writer.begin(&planted.agency).await.unwrap();
    plant_people(&mut tx, &planted.agency, mark).await;
    plant_document(&mut tx, &planted, mark).await;
    plant_publication(&mut tx, &planted, mark).await;
    plant_tasks(&mut tx, mark).await;
    plant_registers(&mut tx, &planted.agency, mark).await;
    tx.commit(at(20), entry().about("mark", mark)).await.unwrap();
    plant_operational(writer, &planted, mark).await;
    planted
}

async fn plant_people(tx: &mut Transaction, agency: &AgencyId, mark: &str) {
    let section = Section { id: SectionId::new("office"), name: format!("{mark}办公室"), position: 0 };
    store::agencies::save_section(tx, &section).await.unwrap();
    let column = Column {
        id: ColumnId::new("notice"),
        group: ColumnGroup::Management,
        kind: ColumnKind::Notice,
        name: format!("{mark}公告公示"),
        description: String::new(),
        keywords: vec!["公告".to_owned()],
        position: 0,
    };
    store::agencies::save_column(tx, &column).await.unwrap();
    let roles = [Role::Drafter, Role::SectionHead, Role::SecrecyReviewer, Role::Leader];
    for (number, role) in (1..).zip(roles) {
        store::people::insert(tx, &person(agency, &format!("p{number}"), mark), at(0)).await.unwrap();
        let mut grant = grant(&format!("g-p{number}"), &format!("p{number}"), role);
        grant.basis = format!("{mark}任命");
        store::people::insert_grant(tx, &grant).await.unwrap();
    }
    let seat = Seat {
        person: PersonId::new("p4"),
        seat: SeatKind::Leader,
        duty: format!("{mark}局长"),
        from: day(2019, 1, 1),
        until: None,
    };
    store::agencies::save_seat(tx, &seat).await.unwrap();
    let settings = Settings { forbidden_words: vec![mark.to_owned()], ..Settings::default() };
    store::settings::save(tx, &SettingsVersion { from: day(2019, 1, 1), settings }).await.unwrap();
    let change = PeopleChange::Account {
        username: format!("new-{agency}"),
        name: format!("{mark}新人"),
        section: SectionId::new("office"),
        duty: String::new(),
    };
    store::proposals::insert(tx, &proposal("q1", change)).await.unwrap();
    store::proposals::insert_handover(tx, "h1", &handover(mark)).await.unwrap();
}

pub fn proposal(id: &str, change: PeopleChange) -> Proposal {
    Proposal {
        id: ProposalId::new(id),
        change,
        proposed_by: PersonId::new("admin1"),
        proposed_at: at(2),
        state: ProposalState::Waiting,
        decided_by: None,
        decided_at: None,
    }
}

fn handover(mark: &str) -> Handover {
    Handover {
        from: PersonId::new("p1"),
        from_name: format!("{mark}离任人"),
        from_duty: "办公室科员".to_owned(),
        moves_to: String::new(),
        at: at(3),
        by_name: "管理员".to_owned(),
        reason: "调离".to_owned(),
        items: vec![HandedOver {
            kind: "稿件".to_owned(),
            title: format!("{mark}公告"),
            number: String::new(),
            state: "起草中".to_owned(),
            since: None,
            to: PersonId::new("p2"),
            to_name: format!("{mark}接任人"),
        }],
    }
}

async fn plant_document(tx: &mut Transaction, planted: &Planted, mark: &str) {
    store::documents::insert(tx, &planted.document).await.unwrap();
    store::uploads::insert(tx, &upload(&planted.document.id, &planted.file, mark)).await.unwrap();
    store::uploads::picture_opened(tx, &planted.file, &PersonId::new("p1"), at(1)).await.unwrap();
    store::uploads::picture_declared(tx, &planted.file, &PersonId::new("p1"), at(2)).await.unwrap();
    store::uploads::seal(tx, &ContentHash::of(mark.as_bytes()), &planted.document.id, at(2)).await.unwrap();
    let serial = store::series::draw(tx, Series::Index, 2019).await.unwrap();
    store::series::use_number(tx, Series::Index, 2019, serial, "2019-00001", planted.document.id.as_str())
        .await
        .unwrap();
    let body = &planted.document.content.body;
    store::reviews::insert_bundle(tx, &planted.hash, &planted.bundle, body, at(3)).await.unwrap();
    let by = PersonId::new("p4");
    let mut review =
        review(&planted.document, &planted.hash, Progress::Released { by, name: mark.to_owned(), at: at(9) });
    for (number, level) in (1..).zip(Level::ALL) {
        review.approvals.push(approval(&planted.hash, level, &format!("p{number}"), mark, 3 + number));
    }
    store::reviews::insert(tx, &review, at(3)).await.unwrap();
    let finding = RecordedFinding {
        id: FindingId::new("f1"),
        bundle: planted.hash.clone(),
        kind: "mobile".to_owned(),
        label: "手机号码".to_owned(),
        place: "正文第1段".to_owned(),
        excerpt: format!("{mark}138****0000"),
        suggestion: String::new(),
        blocking: true,
        disposition: None,
    };
    store::reviews::save_findings(tx, &planted.hash, &[finding]).await.unwrap();
    plant_waiting(tx, planted, mark).await;
}

/// A second document that waits for its section head.
async fn plant_waiting(tx: &mut Transaction, planted: &Planted, mark: &str) {
    let second = document(&planted.agency, "d2", mark);
    store::documents::insert(tx, &second).await.unwrap();
    let (bundle, hash) = freeze(&second);
    store::reviews::insert_bundle(tx, &hash, &bundle, &second.content.body, at(4)).await.unwrap();
    let mut waiting = review(&second, &hash, Progress::Waiting { level: Level::SectionHead, since: at(5) });
    waiting.approvals.push(approval(&hash, Level::Drafter, "p1", mark, 4));
    store::reviews::insert(tx, &waiting, at(4)).await.unwrap();
}

async fn plant_publication(tx: &mut Transaction, planted: &Planted, mark: &str) {
    let publication = publication(&planted.bundle, &planted.hash, 1, 9);
    let mut event = event(&publication, EventKind::Publish, 9);
    event.by_name = format!("{mark}公开经办");
    store::publications::insert_event(tx, &event).await.unwrap();
    store::publications::save_standing(tx, &publication, &planted.bundle).await.unwrap();
    let take_down = store::publications::TakeDown {
        document: DocumentId::new("d0"),
        at: at(10),
        by: PersonId::new("p4"),
        by_name: format!("{mark}局领导"),
        reason: format!("{mark}疑有错误"),
        decide_by: day(2019, 3, 6),
        decision: String::new(),
    };
    store::publications::insert_take_down(tx, &take_down).await.unwrap();
}

async fn plant_tasks(tx: &mut Transaction, mark: &str) {
    let subject = Subject::Published { document: "d1".to_owned(), title: format!("{mark}公告") };
    store::outbox::notify(tx, &NoticeId::new("n1"), &PersonId::new("p1"), &subject, at(9)).await.unwrap();
    store::outbox::open_update_task(tx, "u1", &format!("{mark}公开指南"), "换了地址", at(9)).await.unwrap();
    let task = Task::DecideTakeDown { document: format!("{mark}d0") };
    store::jobs::put(tx, &JobId::new("j1"), &task, at(30)).await.unwrap();
    let stone = store::tombstones::Tombstone {
        kind: store::tombstones::Erased::File,
        key: ContentHash::of("删除的文件".as_bytes()),
        by: PersonId::new("p4"),
        reason: format!("{mark}依法删除"),
        at: at(11),
    };
    store::tombstones::insert(tx, &stone).await.unwrap();
}

async fn plant_registers(tx: &mut Transaction, agency: &AgencyId, mark: &str) {
    let rows = vec![item(agency, "r1", "L-01", mark), item(agency, "r2", "L-02", mark)];
    store::registers::insert(tx, &rows).await.unwrap();
    let (old, place) = rows.into_iter().next().unwrap();
    let new = Entered { version: 2, reason: format!("{mark}更正"), ..old.clone() };
    store::registers::supersede(tx, &old, &new, &place).await.unwrap();
    let fact = store::reports::Fact {
        year: 2019,
        cell: store::reports::FEES_CELL.to_owned(),
        record: "a1".to_owned(),
        title: format!("{mark}收费"),
        on: day(2019, 2, 1),
        amount: 100,
    };
    store::reports::save_facts(tx, "a1", &[fact]).await.unwrap();
}

async fn plant_operational(writer: &Writer, planted: &Planted, mark: &str) {
    let (agency, person) = (&planted.agency, PersonId::new("p1"));
    let session = store::sessions::Session {
        agency: agency.clone(),
        person: person.clone(),
        created_at: at(0),
        seen_at: at(0),
        form_token: mark.to_owned(),
        device: "Firefox".to_owned(),
    };
    store::sessions::insert(writer, &format!("token-{agency}"), &session).await.unwrap();
    let fields = serde_json::json!({ "title": format!("{mark}未保存") });
    store::sessions::autosave(writer, agency, &planted.document.id, &person, &fields, at(12)).await.unwrap();
    store::sessions::save_phrases(writer, agency, &person, &[format!("{mark}同意")]).await.unwrap();
}
