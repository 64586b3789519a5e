//! An office in a temporary folder, with its officers and a clock to move.

use affairs::document::{Body, BundleKind, Column, ColumnGroup, ColumnKind, Origin, Release};
use affairs::id::{ColumnId, DocumentId, ProposalId, SectionId};
use affairs::people::proposal::PeopleChange;
use affairs::people::{ActingFor, Role, Scope};
use affairs::review::{Answer, Checklist};
use affairs::{ContentHash, Instant};
use desk::office::Founding;
use desk::publishing::{EditionContent, Opinion};
use desk::sign_in::PasswordCost;
use desk::{Clock, Desk, MovedClock, Who};
use law::disclosure_categories::{PublicAttribute, Stage};
use law::secrecy_checklist::QUESTIONS;
use std::sync::Arc;
use store::files::Files;
use tempfile::TempDir;

/// The password of every officer.
pub const PASSWORD: &str = "Testkit-2019-ok";

/// An office, founded, with two administrators.
pub struct Site {
    pub desk: Desk,
    pub clock: Arc<MovedClock>,
    pub folder: TempDir,
    pub first_administrator: Who,
    pub second_administrator: Who,
}

/// An office with everybody in it.
pub struct Staffed {
    pub site: Site,
    pub drafter: Who,
    pub other_drafter: Who,
    pub section_head: Who,
    pub secrecy: Who,
    pub secrecy_deputy: Who,
    pub leader: Who,
    pub disclosure: Who,
    pub disclosure_head: Who,
    pub auditor: Who,
}

impl Site {
    /// Opens an office on SQLite in a folder that goes when this value goes. It is Tuesday, 5 March 2019, nine o'clock.
    ///
    /// # Panics
    /// When the office cannot be opened; a test has no use for going on.
    pub async fn open() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("office.sqlite").display());
        Self::open_at(folder, &url, "sifa").await
    }

    /// Opens an office on the engine of this address.
    ///
    /// # Panics
    /// As [`Site::open`].
    pub async fn open_at(folder: TempDir, url: &str, slug: &str) -> Self {
        let clock = Arc::new(MovedClock::at(Instant::of_shanghai(jiff::civil::date(2019, 3, 5).at(9, 0, 0, 0))));
        let (reader, writer) = store::open(url).await.expect("the store");
        let files = Files::open(&folder.path().join("files")).expect("the files");
        let desk = Desk::new(writer, reader, files, clock.clone()).with_password_cost(PasswordCost::cheap());
        let founding = Founding {
            slug: slug.to_owned(),
            name: format!("试验市司法局{slug}"),
            host: String::new(),
            code: "11410881".to_owned(),
            section: "办公室".to_owned(),
            username: format!("{slug}-admin-a"),
            administrator: "管理员甲".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let first = desk.found_agency(&founding).await.expect("the founding");
        let second = bring_in(&desk, &first, &first, &format!("{slug}-admin-b"), "管理员乙", "office").await;
        let change = granting(&second, Role::Administrator, None, None);
        confirm(&desk, &first, &first, change).await;
        Self { desk, clock, folder, first_administrator: first, second_administrator: second }
    }

    /// Everybody comes in: drafters and a head of 办公室, a secrecy reviewer with a deputy, a leader, the disclosure
    /// office, an auditor; and one column for news.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn with_officers(self) -> Staffed {
        let drafter = self.officer("drafter", "拟稿人甲", Role::Drafter).await;
        let other_drafter = self.officer("drafter-b", "拟稿人乙", Role::Drafter).await;
        let section_head = self.officer("head", "科室负责人", Role::SectionHead).await;
        let secrecy = self.officer("secrecy", "保密审查负责人", Role::SecrecyReviewer).await;
        let leader = self.officer("leader", "局领导", Role::Leader).await;
        let disclosure = self.officer("disclosure", "公开经办人", Role::DisclosureOfficer).await;
        let disclosure_head = self.officer("disclosure-head", "公开机构负责人", Role::DisclosureHead).await;
        let auditor = self.officer("auditor", "审计员", Role::Auditor).await;
        let acting = ActingFor {
            person: secrecy.person.clone(),
            name: "保密审查负责人".to_owned(),
            basis: "AB岗安排".to_owned(),
        };
        let secrecy_deputy = self.person("secrecy-b", "保密审查B岗").await;
        let change = granting(&secrecy_deputy, Role::SecrecyReviewer, None, Some(acting));
        confirm(&self.desk, &self.first_administrator, &self.second_administrator, change).await;
        let column = Column {
            id: ColumnId::new("news"),
            group: ColumnGroup::Management,
            kind: ColumnKind::News,
            name: "司法动态".to_owned(),
            description: "工作动态".to_owned(),
            keywords: vec!["动态".to_owned()],
            position: 0,
        };
        self.desk.save_column(&disclosure_head, &column).await.expect("the column");
        Staffed {
            drafter,
            other_drafter,
            section_head,
            secrecy,
            secrecy_deputy,
            leader,
            disclosure,
            disclosure_head,
            auditor,
            site: self,
        }
    }

    /// A person with an account and no role.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn person(&self, username: &str, name: &str) -> Who {
        let username = format!("{}-{username}", self.first_administrator.agency.as_str().get(..6).unwrap_or("x"));
        bring_in(&self.desk, &self.first_administrator, &self.second_administrator, &username, name, "office").await
    }

    /// A person with a role.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn officer(&self, username: &str, name: &str, role: Role) -> Who {
        let who = self.person(username, name).await;
        self.grant(&who, role).await;
        who
    }

    /// Gives a person a role.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn grant(&self, who: &Who, role: Role) {
        let section = role.is_of_section().then(|| SectionId::new("office"));
        let change = granting(who, role, section, None);
        confirm(&self.desk, &self.first_administrator, &self.second_administrator, change).await;
    }
}

impl Staffed {
    /// A draft with a title, ready to be submitted.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn draft(&self, title: &str) -> DocumentId {
        self.draft_with(article(title)).await
    }

    /// A draft with this content.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn draft_with(&self, content: EditionContent) -> DocumentId {
        let desk = &self.site.desk;
        let section = SectionId::new("office");
        let id = desk.begin_document(&self.drafter, &section, BundleKind::Article).await.expect("a document");
        let revision = self.revision(&id).await;
        desk.save(&self.drafter, &id, revision, content).await.expect("a saved draft");
        id
    }

    /// The current revision of a document.
    ///
    /// # Panics
    /// When there is no such document.
    pub async fn revision(&self, id: &DocumentId) -> i64 {
        let document = store::documents::by_id(self.site.desk.reader(), &self.drafter.agency, id).await;
        document.expect("the store").expect("the document").revision
    }

    /// Submits a draft and lets the machine read it.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn submit(&self, id: &DocumentId) -> ContentHash {
        let revision = self.revision(id).await;
        let hash = self.site.desk.submit(&self.drafter, id, revision).await.expect("a submission");
        self.site.desk.run_due_jobs().await.expect("the machine's reading");
        hash
    }

    /// The three reviewers sign.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn approve(&self, hash: &ContentHash) {
        for who in [&self.section_head, &self.secrecy, &self.leader] {
            self.site.clock.advance_minutes(5);
            self.site.desk.approve(who, agreeing(hash)).await.expect("a signature");
        }
    }

    /// A publication, through the whole chain.
    ///
    /// # Panics
    /// When an act is refused.
    pub async fn publish(&self, title: &str) -> (DocumentId, ContentHash) {
        let id = self.draft(title).await;
        let hash = self.submit(&id).await;
        self.approve(&hash).await;
        self.site.desk.publish(&self.disclosure, &hash).await.expect("a publication");
        (id, hash)
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.site.clock.now()
    }
}

/// An opinion that agrees, with a clean checklist.
#[must_use]
pub fn agreeing(hash: &ContentHash) -> Opinion {
    Opinion { seen: hash.clone(), text: "同意公开".to_owned(), checklist: Some(clean_checklist()) }
}

/// A checklist on which nothing is touched.
#[must_use]
pub fn clean_checklist() -> Checklist {
    let answers = QUESTIONS.iter().map(|one| Answer { key: one.key.to_owned(), touched: false, note: String::new() });
    Checklist(answers.collect())
}

/// Content of an ordinary article in the column of news.
#[must_use]
pub fn article(title: &str) -> EditionContent {
    EditionContent {
        title: title.to_owned(),
        body: Body::from_lines(&format!("{title}的正文。\n办公时间以公告为准。")),
        summary: format!("{title}的摘要"),
        generated_on: Some(jiff::civil::date(2019, 3, 4)),
        origin: Origin::Made,
        source: "试验市司法局".to_owned(),
        keywords: vec!["试验".to_owned()],
        article20: None,
        stage: Some(Stage::Service),
        public_attribute: PublicAttribute::Proactive,
        attribute_reason: String::new(),
        numbered: false,
        targets: vec![ColumnId::new("news")],
        release: Release::AtOnce,
        correction: false,
        facts: serde_json::Value::Null,
        typed_texts: Vec::new(),
    }
}

fn granting(who: &Who, role: Role, section: Option<SectionId>, acting_for: Option<ActingFor>) -> PeopleChange {
    PeopleChange::Grant {
        person: who.person.clone(),
        role,
        scope: section.map_or(Scope::Agency, |section| Scope::Section { section }),
        from: jiff::civil::date(2019, 1, 1),
        until: None,
        basis: "试验任命".to_owned(),
        acting_for,
    }
}

async fn confirm(desk: &Desk, proposer: &Who, confirmer: &Who, change: PeopleChange) -> desk::people::Confirmed {
    let id: ProposalId = desk.propose_people(proposer, change).await.expect("a proposal");
    desk.confirm_people(confirmer, &id).await.expect("a confirmation")
}

async fn bring_in(desk: &Desk, proposer: &Who, confirmer: &Who, username: &str, name: &str, section: &str) -> Who {
    let change = PeopleChange::Account {
        username: username.to_owned(),
        name: name.to_owned(),
        section: SectionId::new(section),
        duty: String::new(),
    };
    let done = confirm(desk, proposer, confirmer, change).await;
    let link = done.link.expect("a one-time link");
    desk.set_password_by_link(&link, PASSWORD).await.expect("a password");
    Who { agency: proposer.agency.clone(), person: done.person }
}
