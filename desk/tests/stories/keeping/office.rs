//! An office with a public life, written through the store alone: what it holds can then be broken row by row.

use affairs::agency::Agency;
use affairs::document::bundle::Numbers;
use affairs::document::{
    Action, Attachment, Body, Bundle, BundleKind, Column, ColumnGroup, ColumnKind, Document, DocumentState, Edition,
    Upload,
};
use affairs::id::{AgencyId, ColumnId, DocumentId, GrantId, NoticeId, PersonId, RecordId, SectionId};
use affairs::journal::{ActorName, Entry};
use affairs::notice::Subject;
use affairs::people::{Grant, Person, PersonState, Role, Scope};
use affairs::publication::{EventKind, Publication, PublicationEvent, Standing};
use affairs::register::place::Catalogue;
use affairs::register::{CatalogueItem, Entered, ItemKind, Place, Record};
use affairs::review::{Approval, Level, Progress, Review};
use affairs::screening::piece::TextPiece;
use affairs::series::Series;
use affairs::setting::{Settings, SettingsVersion};
use affairs::{ContentHash, Date, Instant};
use desk::keeping::{self, VerifyReport};
use std::path::Path;
use store::files::Files;
use store::{Reader, Transaction, Writer};

#[path = "../../../../testkit/src/postgres.rs"]
pub mod postgres;

/// Minutes after nine in the morning of 5 March 2019 in Shanghai.
pub fn at(minute: i64) -> Instant {
    Instant::of_shanghai(day(2019, 3, 5).at(9, 0, 0, 0)).plus_minutes(minute)
}

pub fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

/// An open office in a folder.
pub struct Office {
    pub reader: Reader,
    pub writer: Writer,
    pub files: Files,
    pub url: String,
}

impl Office {
    /// On an SQLite file in the folder.
    pub async fn in_folder(folder: &Path) -> Self {
        Self::at(store::sql::sqlite_url(&folder.join("office.sqlite")), folder).await
    }

    /// On any database, with its files in the folder.
    pub async fn at(url: String, folder: &Path) -> Self {
        let (reader, writer) = store::open(&url).await.unwrap();
        let files = Files::open(&folder.join("files")).unwrap();
        Self { reader, writer, files, url }
    }

    pub async fn close(self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    pub async fn verify(&self) -> VerifyReport {
        keeping::verify(&self.reader, &self.files, None, &|_| {}).await.unwrap()
    }

    pub async fn is_clean(&self) -> VerifyReport {
        let report = self.verify().await;
        assert!(report.is_clean(), "{:#?}", report.findings);
        report
    }
}

pub fn agency() -> AgencyId {
    AgencyId::new("yunchuan")
}

/// Fills an office: six documents with every kind of event, two files, a void number, and somebody signed in.
pub async fn fill(office: &Office) {
    found(office, "yunchuan", "云川市司法局").await;
    found(office, "linhe", "临河市司法局").await;
    people(office).await;
    published(office).await;
    let draft = office.files.put("two", "草稿的附件".as_bytes()).await.unwrap();
    unpublished(office, &draft).await;
    registers(office).await;
    somebody_is_here(office).await;
}

async fn registers(office: &Office) {
    let record = Record::Items(CatalogueItem {
        code: "L-01".to_owned(),
        kind: ItemKind::Licence,
        name: "律师执业许可".to_owned(),
        basis: "《律师法》第六条".to_owned(),
        section: "办公室".to_owned(),
        from: day(2018, 5, 1),
        until: None,
    });
    let place = Place::of(&record, &Catalogue::default()).unwrap();
    let entered = Entered::first(agency(), RecordId::new("r1"), record, PersonId::new("p1"), at(97));
    let mut tx = office.writer.begin(&agency()).await.unwrap();
    store::registers::insert(&mut tx, &[(entered, place)]).await.unwrap();
    let settings = SettingsVersion { from: day(2019, 3, 5), settings: Settings::default() };
    store::settings::save(&mut tx, &settings).await.unwrap();
    tx.commit(at(97), Entry::new(ActorName::Console, "test.registers")).await.unwrap();
}

async fn published(office: &Office) {
    let file = office.files.put("one", "公告的附件".as_bytes()).await.unwrap();
    let old = office.files.put("three", "旧的附件".as_bytes()).await.unwrap();
    let mut notice = Story::begin("d1", "公告");
    notice.attach(office, &file).await;
    notice.release(office, Action::Publish, 10).await;
    let mut system = Story::begin("d2", "制度");
    system.release(office, Action::Publish, 20).await;
    system.edition("制度（修订）");
    system.release(office, Action::Replace { correction: false }, 30).await;
    system.edition("制度废止说明");
    system.release(office, Action::Repeal, 35).await;
    let mut mistake = Story::begin("d3", "误发的通知");
    mistake.attach(office, &old).await;
    mistake.release(office, Action::Publish, 40).await;
    mistake.edition("撤回说明");
    mistake.release(office, Action::Withdraw, 50).await;
    taken_down(office).await;
}

async fn taken_down(office: &Office) {
    let mut doubted = Story::begin("d4", "有疑问的名单");
    doubted.release(office, Action::Publish, 60).await;
    doubted.take_down(office, 70).await;
    doubted.edition("核实后的名单");
    doubted.release(office, Action::Restore, 80).await;
    let mut gone = Story::begin("d5", "下架的信息");
    gone.release(office, Action::Publish, 90).await;
    gone.take_down(office, 95).await;
}

async fn found(office: &Office, id: &str, name: &str) {
    let agency = Agency {
        id: AgencyId::new(id),
        slug: id.to_owned(),
        name: name.to_owned(),
        host: String::new(),
        code: "11410881".to_owned(),
    };
    let mut tx = office.writer.found(&agency.id).await.unwrap();
    store::agencies::insert(&mut tx, &agency, at(0)).await.unwrap();
    tx.commit(at(0), Entry::new(ActorName::Console, "office.found").about("agency", id)).await.unwrap();
}

async fn people(office: &Office) {
    let mut tx = office.writer.begin(&agency()).await.unwrap();
    let roles = [Role::Drafter, Role::SectionHead, Role::SecrecyReviewer, Role::Leader, Role::DisclosureHead];
    for (number, role) in (1..).zip(roles) {
        let person = Person {
            agency: agency(),
            id: PersonId::new(format!("p{number}")),
            username: format!("p{number}"),
            name: format!("{}甲", role.label()),
            section: SectionId::new("office"),
            duty: String::new(),
            state: PersonState::Active,
        };
        store::people::insert(&mut tx, &person, at(0)).await.unwrap();
        let section = SectionId::new("office");
        let grant = Grant {
            id: GrantId::new(format!("g{number}")),
            person: person.id,
            role,
            scope: if role.is_of_section() { Scope::Section { section } } else { Scope::Agency },
            from: day(2019, 1, 1),
            until: None,
            basis: "任命文件".to_owned(),
            acting_for: None,
            granted_by: PersonId::new("admin1"),
            confirmed_by: PersonId::new("admin2"),
        };
        store::people::insert_grant(&mut tx, &grant).await.unwrap();
    }
    let column = Column {
        id: ColumnId::new("notice"),
        group: ColumnGroup::Management,
        kind: ColumnKind::Notice,
        name: "公告公示".to_owned(),
        description: String::new(),
        keywords: Vec::new(),
        position: 0,
    };
    store::agencies::save_column(&mut tx, &column).await.unwrap();
    tx.commit(at(1), Entry::new(ActorName::Console, "test.people")).await.unwrap();
}

/// A document on its way through editions and events.
struct Story {
    document: Document,
    publication: Option<Publication>,
    shown: Option<Bundle>,
}

impl Story {
    fn begin(id: &str, title: &str) -> Self {
        let content = Edition {
            title: title.to_owned(),
            body: Body::from_lines(&format!("{title}的正文，名叫𠮷某。")),
            summary: format!("{title}的摘要"),
            generated_on: Some(day(2019, 3, 4)),
            targets: vec![ColumnId::new("notice")],
            ..Edition::empty(BundleKind::Article, "云川市司法局")
        };
        let document = Document {
            agency: agency(),
            id: DocumentId::new(id),
            section: SectionId::new("office"),
            owner: PersonId::new("p1"),
            kind: BundleKind::Article,
            content,
            edition: 1,
            revision: 1,
            state: DocumentState::Published,
            index_number: String::new(),
            document_number: String::new(),
            created_at: at(2),
            updated_at: at(2),
        };
        Self { document, publication: None, shown: None }
    }

    fn edition(&mut self, title: &str) {
        self.document.edition += 1;
        self.document.content.title = title.to_owned();
        self.document.content.summary = format!("{title}的摘要");
        self.document.content.body = Body::from_lines(&format!("{title}的正文"));
        self.document.content.attachments.clear();
    }

    async fn attach(&mut self, office: &Office, file: &ContentHash) {
        let (name, media_type) = ("附件.pdf".to_owned(), "application/pdf".to_owned());
        let mut tx = office.writer.begin(&agency()).await.unwrap();
        store::uploads::insert(&mut tx, &upload(&self.document.id, file)).await.unwrap();
        tx.commit(at(3), Entry::new(ActorName::Console, "test.attach")).await.unwrap();
        let attachment =
            Attachment { file: file.clone(), name, media_type, size: 15, pages: None, typed_text: String::new() };
        self.document.content.attachments.push(attachment);
    }

    /// Four people sign, and it is released with the line that the act would write.
    async fn release(&mut self, office: &Office, action: Action, minute: i64) {
        self.document.content.action = action.clone();
        let mut tx = office.writer.begin(&agency()).await.unwrap();
        if self.document.index_number.is_empty() {
            self.number(&mut tx).await;
        }
        let drawn = Numbers { index_number: self.document.index_number.clone(), document_number: String::new() };
        let (id, edition) = (self.document.id.clone(), self.document.edition);
        let bundle = Bundle::freeze(agency(), id.clone(), edition, &self.document.content, drawn).unwrap();
        let hash = bundle.hash().unwrap();
        let body = &self.document.content.body;
        store::reviews::insert_bundle(&mut tx, &hash, &bundle, body, at(minute - 5)).await.unwrap();
        store::reviews::insert(&mut tx, &self.review(&hash, minute), at(minute - 5)).await.unwrap();
        let (kind, standing) = match action {
            Action::Publish => (EventKind::Publish, Standing::Live),
            Action::Replace { .. } => (EventKind::Replace, Standing::Live),
            Action::Withdraw => (EventKind::Withdraw, Standing::Withdrawn),
            Action::Repeal => (EventKind::Repeal, Standing::Repealed),
            Action::Restore => (EventKind::Restore, Standing::Live),
        };
        let event = self.event(&mut tx, &hash, kind, minute).await;
        let before = self.publication.take();
        let mut now = Publication {
            agency: agency(),
            document: id.clone(),
            edition,
            bundle: hash.clone(),
            notice_bundle: None,
            standing,
            sequence: event.sequence,
            first_released_at: before.as_ref().map_or(at(minute), |before| before.first_released_at),
            released_at: at(minute),
        };
        if action.carries_text() {
            self.shown = Some(bundle);
        } else if let Some(before) = before {
            now.notice_bundle = Some(now.bundle);
            now.bundle = before.bundle;
            now.edition = before.edition;
            now.released_at = before.released_at;
        }
        store::publications::save_standing(&mut tx, &now, self.shown.as_ref().unwrap()).await.unwrap();
        self.publication = Some(now);
        let subject = Subject::Published { document: id.to_string(), title: self.document.content.title.clone() };
        let notice = NoticeId::new(format!("{id}-{edition}"));
        store::outbox::notify(&mut tx, &notice, &PersonId::new("p1"), &subject, at(minute)).await.unwrap();
        let entry = Entry::new(ActorName::Person { id: "p5".to_owned() }, "publishing.publish");
        let entry = entry.about("document", &id).about("bundle", &hash).fact("released", true);
        tx.commit(at(minute), entry).await.unwrap();
    }

    async fn number(&mut self, tx: &mut Transaction) {
        let serial = store::series::draw(tx, Series::Index, 2019).await.unwrap();
        self.document.index_number = format!("2019-{serial:05}");
        let text = &self.document.index_number;
        store::series::use_number(tx, Series::Index, 2019, serial, text, self.document.id.as_str()).await.unwrap();
        store::documents::insert(tx, &self.document).await.unwrap();
    }

    fn review(&self, hash: &ContentHash, minute: i64) -> Review {
        let approvals = Level::ALL.into_iter().map(|level| Approval {
            bundle: hash.clone(),
            level,
            person: PersonId::new(format!("p{}", level.number())),
            name: format!("{}甲", level.label()),
            at: at(minute - 5 + level.number()),
            opinion: "同意".to_owned(),
            acting_for: None,
            grant: Some(GrantId::new(format!("g{}", level.number()))),
            checklist: None,
        });
        Review {
            agency: agency(),
            document: self.document.id.clone(),
            section: self.document.section.clone(),
            owner: self.document.owner.clone(),
            edition: self.document.edition,
            bundle: hash.clone(),
            title: self.document.content.title.clone(),
            progress: Progress::Released {
                by: PersonId::new("p5"), name: "信息公开甲".to_owned(), at: at(minute)
            },
            approvals: approvals.collect(),
        }
    }

    async fn event(&self, tx: &mut Transaction, hash: &ContentHash, kind: EventKind, minute: i64) -> PublicationEvent {
        let event = PublicationEvent {
            agency: agency(),
            sequence: store::publications::sequence(&mut *tx, &agency()).await.unwrap() + 1,
            document: self.document.id.clone(),
            edition: self.document.edition,
            bundle: hash.clone(),
            kind,
            at: at(minute),
            by: PersonId::new("p5"),
            by_name: "信息公开甲".to_owned(),
            group: "management".to_owned(),
            column: "notice".to_owned(),
        };
        store::publications::insert_event(tx, &event).await.unwrap();
        event
    }

    async fn take_down(&mut self, office: &Office, minute: i64) {
        let mut tx = office.writer.begin(&agency()).await.unwrap();
        let mut now = self.publication.clone().unwrap();
        let mut event = self.event(&mut tx, &now.bundle, EventKind::TakeDown, minute).await;
        event.column.clear();
        now.standing = Standing::TakenDown;
        now.sequence = event.sequence;
        store::publications::save_standing(&mut tx, &now, self.shown.as_ref().unwrap()).await.unwrap();
        self.publication = Some(now);
        let entry = Entry::new(ActorName::Person { id: "p4".to_owned() }, "publishing.take_down");
        tx.commit(at(minute), entry.about("document", &self.document.id)).await.unwrap();
    }
}

fn upload(document: &DocumentId, file: &ContentHash) -> Upload {
    Upload {
        document: document.clone(),
        file: file.clone(),
        name: "附件.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 15,
        pages: None,
        human_reading: false,
        pieces: vec![TextPiece::line("第1页", "附件里的文字")],
        uploaded_by: PersonId::new("p1"),
        at: at(3),
    }
}

/// A draft with a file, and one that was given up with its number.
async fn unpublished(office: &Office, file: &ContentHash) {
    let mut draft = Story::begin("d6", "没有发布的稿件");
    draft.document.state = DocumentState::Writing;
    let mut tx = office.writer.begin(&agency()).await.unwrap();
    draft.number(&mut tx).await;
    store::uploads::insert(&mut tx, &upload(&draft.document.id, file)).await.unwrap();
    store::series::void_numbers(&mut tx, &draft.document.id, "不再发布").await.unwrap();
    tx.commit(at(99), Entry::new(ActorName::Console, "test.draft")).await.unwrap();
}

async fn somebody_is_here(office: &Office) {
    let session = store::sessions::Session {
        agency: agency(),
        person: PersonId::new("p1"),
        created_at: at(0),
        seen_at: at(0),
        form_token: "form".to_owned(),
        device: String::new(),
    };
    store::sessions::insert(&office.writer, "hash of a token", &session).await.unwrap();
    let link = store::sessions::OneTimeLink {
        agency: agency(),
        person: PersonId::new("p2"),
        purpose: "password".to_owned(),
        expires_at: at(1000),
    };
    store::sessions::insert_link(&office.writer, "hash of a link", &link).await.unwrap();
    store::sessions::failed(&office.writer, "login/p1", at(0)).await.unwrap();
}

/// Copies a closed office, so that each test breaks one of its own.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A filled office, closed, in a folder of its own.
pub async fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::in_folder(folder.path()).await;
    fill(&office).await;
    office.close().await;
    folder
}
