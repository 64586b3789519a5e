//! A stranger walks through a whole site, and through one on which nothing was ever published. Every item he meets is made
//! again from the ledger, everything else must be what the empty site says, and what is hidden is nowhere.

use affairs::document::body::{Align, Inline};
use affairs::document::site::{Contact, Guide};
use affairs::document::{Action, Block, Body, BundleKind, Column, ColumnGroup, ColumnKind, Release, SiteFacts};
use affairs::id::{AgencyId, ColumnId, DocumentId, SectionId};
use affairs::review::chain::ledger_is_whole;
use affairs::{ContentHash, Instant};
use askama::Template;
use axum::body::Body as Bytes;
use axum::http::{Request, StatusCode, header};
use desk::publishing::{EditionContent, TakenIn};
use http_body_util::BodyExt;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::search::Index;
use testkit::site::{PASSWORD, article};
use testkit::{Site as Bureau, Staffed};
use tower::ServiceExt;
use web::kit::{Display, Pages};
use web::public::chrome::Site;
use web::public::cut::{Cut, Piece, cut};
use web::public::indexing::catch_up;
use web::public::item::{Item, ItemKind, Place, PublishedItem, render};
use web::public::pages::{column::ColumnPage, document, document::DocumentPage, leave::LeavePage};
use web::public::read;
use web::{App, WebSettings};

const BASE: &str = "https://sifa.example";
const OUTSIDE: &str = "https://law.example/?q=云";

struct Stranger {
    office: Staffed,
    index: Arc<Index>,
    router: axum::Router,
}

struct Answer {
    status: StatusCode,
    kind: String,
    text: String,
    bytes: Vec<u8>,
}

impl Stranger {
    async fn arrive() -> Self {
        let office = Bureau::open().await.with_officers().await;
        let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
        let settings = WebSettings { public_address: BASE.to_owned(), ..WebSettings::default() };
        let router = web::site(App::new(office.site.desk.clone(), index.clone(), settings));
        Self { office, index, router }
    }

    async fn send(&self, request: Request<Bytes>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let kind = answer.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, kind: kind.unwrap_or_default(), text, bytes }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::builder().uri(path).body(Bytes::empty()).unwrap()).await
    }

    fn agency(&self) -> &AgencyId {
        &self.office.drafter.agency
    }

    async fn follow(&self) {
        catch_up(self.office.site.desk.reader(), &self.index).await.unwrap();
    }

    /// Everything of the ledger by the hash in its marks.
    async fn ledger(&self) -> BTreeMap<String, PublishedItem> {
        let reader = self.office.site.desk.reader();
        let all = store::publications::after_document(reader, self.agency(), "", 1000).await.unwrap();
        let mut ledger = BTreeMap::new();
        for one in all {
            let (_, item) = read::document(reader, &one.publication.document).await.unwrap().unwrap();
            ledger.insert(item.mark_hash().to_string(), item);
        }
        ledger
    }
}

fn place() -> Place {
    Place { base: BASE.to_owned(), path: "/a/sifa".to_owned() }
}

fn facts() -> SiteFacts {
    let text = |text: &str| text.to_owned();
    let column = |id: &str, kind, name: &str, position| Column {
        id: ColumnId::new(id),
        group: ColumnGroup::Management,
        kind,
        name: text(name),
        description: format!("{name}的说明"),
        keywords: vec![text(name)],
        position,
    };
    SiteFacts {
        name: text("试验市司法局"),
        introduction: text("公开是常态"),
        domain: text("sifa.example"),
        site_code: text("4100000001"),
        accent: affairs::document::site::Accent::Teal,
        sponsor: text("试验市司法局"),
        official_mark_address: text("https://mark.example/1"),
        columns: vec![
            column("news", ColumnKind::News, "司法动态", 0),
            column("guide", ColumnKind::Guide, "公开指南", 1),
        ],
        guide: Guide {
            classification: vec![text("动态类")],
            arrangement: text("按索引号编排"),
            ways_to_obtain: vec![text("在本站检索")],
            body: Contact {
                organ: text("办公室"),
                address: text("示范路1号"),
                postcode: String::new(),
                telephone: text("0391-0000123"),
                fax: text("0391-0000124"),
                email: text("open@sifa.example"),
                hours: text("工作日9:00至17:00"),
            },
            ..Guide::default()
        },
        ..SiteFacts::default()
    }
}

/// What became of the things on the full site.
struct Things {
    taken_down: DocumentId,
    sealed_file: ContentHash,
}

/// Words that stand only in what a stranger may not read.
const HIDDEN: [&str; 6] = ["草稿密语", "待审密语", "定时密语", "撤回密语", "下架密语", "附件密语"];

async fn publish(office: &Staffed, id: &DocumentId) {
    let hash = office.submit(id).await;
    office.approve(&hash).await;
    office.site.desk.publish(&office.disclosure, &hash).await.unwrap();
    office.site.clock.advance_minutes(10);
}

async fn publish_face(office: &Staffed) {
    let desk = &office.site.desk;
    let section = SectionId::new("office");
    let id = desk.begin_document(&office.drafter, &section, BundleKind::Site).await.unwrap();
    let content = EditionContent { facts: facts().to_value(), targets: Vec::new(), ..article("网站信息") };
    desk.save(&office.drafter, &id, office.revision(&id).await, content).await.unwrap();
    publish(office, &id).await;
}

/// A further edition in the words of `title`.
async fn further(office: &Staffed, id: &DocumentId, action: Action, title: &str) {
    let desk = &office.site.desk;
    desk.begin_edition(&office.drafter, id, action).await.unwrap();
    desk.save(&office.drafter, id, office.revision(id).await, article(title)).await.unwrap();
    publish(office, id).await;
}

async fn attach(office: &Staffed, id: &DocumentId, name: &str, words: &str) -> ContentHash {
    let mut incoming = office.site.desk.incoming(&office.drafter).await.unwrap();
    incoming.write(words.as_bytes()).await.unwrap();
    office.site.desk.attach(&office.drafter, id, incoming, name, TakenIn::Attachment).await.unwrap();
    ContentHash::of(words.as_bytes())
}

async fn fill(office: &Staffed) -> Things {
    publish_face(office).await;
    let link = Inline::Link { href: OUTSIDE.to_owned(), inlines: vec![Inline::text("外面")] };
    let inlines = vec![Inline::text("法律援助窗口的办理说明，见"), link];
    let body = Body { blocks: vec![Block::Paragraph { align: Align::Start, indent: true, inlines }] };
    let open = office.draft_with(EditionContent { body, ..article("窗口说明") }).await;
    attach(office, &open, "一览 表.csv", "窗口,电话\n法律援助,0391\n").await;
    publish(office, &open).await;
    let (replaced, _) = office.publish("更新").await;
    further(office, &replaced, Action::Replace { correction: false }, "更新之后").await;
    let (repealed, _) = office.publish("废止").await;
    further(office, &repealed, Action::Repeal, "废止决定").await;
    let (withdrawn, _) = office.publish("撤回密语").await;
    further(office, &withdrawn, Action::Withdraw, "撤回说明").await;
    let taken_down = office.draft("下架密语").await;
    let sealed_file = attach(office, &taken_down, "附件密语.csv", "附件密语,1\n").await;
    publish(office, &taken_down).await;
    office.site.desk.take_down(&office.leader, &taken_down, "数据有误").await.unwrap();
    leave_unreleased(office).await;
    Things { taken_down, sealed_file }
}

/// A draft, something in review, and something approved whose instant has not come.
async fn leave_unreleased(office: &Staffed) {
    office.draft("草稿密语").await;
    let waiting = office.draft("待审密语").await;
    office.submit(&waiting).await;
    let later = Release::At { instant: Instant::start_of(jiff::civil::date(2019, 6, 1)) };
    let timed = office.draft_with(EditionContent { release: later, ..article("定时密语") }).await;
    let hash = office.submit(&timed).await;
    office.approve(&hash).await;
    office.site.desk.publish(&office.disclosure, &hash).await.unwrap();
}

/// Addresses a page leads to within the site.
fn links(text: &str) -> Vec<String> {
    let marks = [("href=\"", '"'), ("src=\"", '"'), ("<loc>", '<')];
    let found =
        marks.iter().flat_map(|(begin, end)| text.split(begin).skip(1).filter_map(move |one| one.split(*end).next()));
    found
        .map(|address| address.trim_start_matches(BASE).replace("&amp;", "&").replace("&#38;", "&"))
        .filter(|address| address.starts_with('/') && !address.starts_with("//"))
        .map(|address| address.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

fn questions() -> Vec<String> {
    let words = ["法律援助", "更新", "废止", "说明", "一览", "试验"].into_iter().chain(HIDDEN);
    words.map(|word| format!("/a/sifa/search?q={word}").replace(word, &encoded(word))).collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The page of this address on a site without publications.
async fn empty_page(empty: &Stranger, path: &str, ledger: &BTreeMap<String, PublishedItem>) -> String {
    let agency = store::agencies::all(empty.office.site.desk.reader()).await.unwrap().remove(0);
    let site = Site { agency: Arc::new(agency), place: place(), face: None, demo: false };
    let display = Display::default();
    if let Some(id) = path.strip_prefix("/d/") {
        let one = ledger.values().find(|one| one.bundle.document.as_str() == id).unwrap();
        if render(&ItemKind::Document, one, &place()).is_empty() {
            return document::checking(&site, display, path.to_owned()).render().unwrap();
        }
        let chrome = site.document_chrome(one, display, path);
        return DocumentPage { chrome, crumb: Item::default(), document: Item::default() }.render().unwrap();
    }
    if path.ends_with("/feed.xml") {
        return empty.get("/a/sifa/feed.xml").await.text.replace("/a/sifa/feed.xml", path);
    }
    if let Some(id) = path.strip_prefix("/a/sifa/c/") {
        let page = ColumnPage {
            chrome: site.column_chrome(&ColumnId::new(id), display, path),
            crumb: Item::default(),
            head: Item::default(),
            navigation: Item::default(),
            entries: Vec::new(),
            pages: Pages::new(1, 0, 20, ""),
        };
        return page.render().unwrap();
    }
    if path.starts_with("/a/sifa/leave") {
        use web::public::{chrome::Section, item::PageName};
        let mut chrome = site.chrome(PageName::Leaving, Section::Other, display, "/a/sifa/");
        chrome.no_index = true;
        return LeavePage { chrome, leaving: Item::default() }.render().unwrap();
    }
    empty.get(path).await.text
}

/// An item is what the ledger gives for its mark.
fn check_item(path: &str, piece: &Piece, ledger: &BTreeMap<String, PublishedItem>) {
    let (label, hash) = piece.kind_and_hash().unwrap();
    let one = ledger.get(hash).unwrap_or_else(|| panic!("{path} shows {hash}, which is in no ledger"));
    let signed: Vec<_> = one.signatures.iter().map(|signed| signed.level.number()).collect();
    assert_eq!(signed, [1, 2, 3, 4], "{path}");
    let kind = ItemKind::from_label(label).unwrap_or_else(|| {
        assert_eq!(label, "leaving");
        let to = if one.bundle.kind == BundleKind::Site { "https://mark.example/1" } else { OUTSIDE };
        ItemKind::Leaving(to.to_owned())
    });
    let again = render(&kind, one, &place());
    assert!(again.as_str().contains(&piece.html), "{path}: {label} is not what the ledger gives:\n{}", piece.html);
}

/// The words of a snippet stand in its publication: in its text, its summary, or what the machine read in its files.
async fn check_snippet(full: &Stranger, path: &str, piece: &Piece, ledger: &BTreeMap<String, PublishedItem>) {
    let one = &ledger[&piece.mark];
    let inner = piece.html.split_once('>').unwrap().1.replace("<mark>", "").replace("</mark>", "");
    let words = inner.trim_end_matches("</p>").replace("&quot;", "\"");
    let reader = full.office.site.desk.reader();
    let files = store::publications::file_texts(reader, full.agency(), &one.bundle.document).await.unwrap();
    let files: String = files.into_iter().map(|(name, text)| name + &text).collect();
    let letters = |text: &str| text.chars().filter(|one| one.is_alphanumeric()).collect::<String>();
    let text = letters(&format!("{}{}{files}", one.body.plain_text(), one.bundle.summary));
    assert!(text.contains(&letters(&words)), "{path}: {words} is not in {text}");
}

async fn walk(full: &Stranger, empty: &Stranger, hidden: &[&str]) -> BTreeMap<String, usize> {
    let ledger = full.ledger().await;
    let mut ahead = vec!["/".to_owned(), "/sitemap.xml".to_owned(), "/robots.txt".to_owned()];
    ahead.extend(questions());
    ahead.extend(
        ledger
            .values()
            .flat_map(|one| [format!("/d/{}", one.bundle.document), format!("/d/{}.json", one.bundle.document)]),
    );
    let mut seen = BTreeMap::new();
    while let Some(path) = ahead.pop() {
        if seen.contains_key(&path) || path.starts_with("/assets/") {
            continue;
        }
        let answer = full.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        let asked: Vec<&str> = hidden.iter().copied().filter(|word| !path.contains(&encoded(word))).collect();
        for word in asked {
            assert!(!answer.text.contains(word), "{path} shows {word}");
        }
        let items = look(full, empty, &path, &answer, &ledger).await;
        ahead.extend(links(&answer.text));
        seen.insert(path, items);
    }
    seen
}

async fn look(
    full: &Stranger,
    empty: &Stranger,
    path: &str,
    answer: &Answer,
    ledger: &BTreeMap<String, PublishedItem>,
) -> usize {
    if path.starts_with("/f/") {
        let hash = ContentHash::of(&answer.bytes);
        assert!(path.contains(hash.hex()), "{path} is not its bytes");
        assert!(ledger.values().any(|one| one.bundle.attachments.iter().any(|file| file.file == hash)), "{path}");
        return 1;
    }
    if answer.kind.starts_with("application/json") {
        let marks = ledger.values().filter(|one| render(&ItemKind::Json, one, &place()).as_str() == answer.text);
        assert!(marks.count() == 1 || answer.text.contains("本信息正在核查"), "{path} is in no ledger");
        return 1;
    }
    let Cut { items, snippets, rest } = cut(&answer.text);
    items.iter().for_each(|piece| check_item(path, piece, ledger));
    for piece in &snippets {
        check_snippet(full, path, piece, ledger).await;
    }
    for piece in &items {
        let hash = ContentHash::parse(piece.kind_and_hash().unwrap().1).unwrap();
        let reader = full.office.site.desk.reader();
        let approvals = store::reviews::approvals(reader, full.agency(), &hash).await.unwrap();
        assert!(ledger_is_whole(&hash, &approvals), "{path} shows {hash}, which four did not approve");
    }
    if !is_redirect(answer.status) {
        assert_eq!(rest, cut(&empty_page(empty, path, ledger).await).rest, "{path} says more than an empty site");
    }
    items.len() + snippets.len()
}

fn is_redirect(status: StatusCode) -> bool {
    status.is_redirection()
}

#[tokio::test]
async fn a_stranger_meets_the_ledger_and_the_empty_sites_words_and_nothing_else() {
    let (full, empty) = (Stranger::arrive().await, Stranger::arrive().await);
    let things = fill(&full.office).await;
    full.follow().await;
    let seen = walk(&full, &empty, &HIDDEN).await;
    let visited = |part: &str| seen.keys().any(|path| path.contains(part));
    for part in ["/d/", ".json", "/f/", "/c/news", "feed.xml", "sitemap.xml", "/leave?", "search?q=", "/guide"] {
        assert!(visited(part), "{part} was never reached: {:?}", seen.keys());
    }
    let sealed = format!("/f/{}/x", things.sealed_file.hex());
    assert_eq!(full.get(&sealed).await.status, StatusCode::NOT_FOUND);
    let checked = full.get(&format!("/d/{}", things.taken_down)).await;
    assert_eq!(checked.status, StatusCode::GONE);
    assert!(checked.text.contains("本信息正在核查"));
}

/// The instant comes: what was nowhere is everywhere.
#[tokio::test]
async fn at_its_instant_a_timed_release_is_on_every_surface() {
    let full = Stranger::arrive().await;
    fill(&full.office).await;
    full.follow().await;
    assert!(!full.get("/a/sifa/c/news").await.text.contains("定时密语"));
    full.office.site.clock.set(Instant::start_of(jiff::civil::date(2019, 6, 1)));
    full.office.site.desk.run_due_jobs().await.unwrap();
    full.follow().await;
    // Another node would see it within a quarter of a second; this walk has no time to wait and sees with fresh eyes.
    let again = Stranger { router: fresh(&full), ..full };
    for path in ["/", "/a/sifa/c/news", "/a/sifa/feed.xml", "/a/sifa/catalogue"] {
        assert!(again.get(path).await.text.contains("定时密语"), "{path}");
    }
    let found = again.get(&format!("/a/sifa/search?q={}", encoded("定时密语"))).await.text;
    assert!(found.contains("<h2 data-item=\"hit:sha256:"), "{found}");
}

fn fresh(stranger: &Stranger) -> axum::Router {
    let settings = WebSettings { public_address: BASE.to_owned(), ..WebSettings::default() };
    web::site(App::new(stranger.office.site.desk.clone(), stranger.index.clone(), settings))
}

/// From a phone, in one step: the very next request of anybody on this node finds nothing, warm cache or not.
#[tokio::test]
async fn a_take_down_through_the_office_shows_with_the_very_next_request() {
    let full = Stranger::arrive().await;
    publish_face(&full.office).await;
    let (id, _) = full.office.publish("马上下架").await;
    full.follow().await;
    let surfaces = [format!("/d/{id}"), "/".to_owned(), "/a/sifa/c/news".to_owned(), "/a/sifa/feed.xml".to_owned()];
    for path in surfaces.iter().chain(&surfaces) {
        assert!(full.get(path).await.text.contains("马上下架"), "{path}");
    }
    let (cookie, csrf) = signed_in(&full).await;
    let form = format!("csrf={csrf}&reason={}", encoded("数据有误"));
    let mut request = Request::post(format!("/office/documents/{id}/take-down"))
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(form))
        .unwrap();
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 4000));
    request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
    let done = full.send(request).await;
    assert!(done.status.is_redirection(), "{}", done.text);
    for path in &surfaces {
        assert!(!full.get(path).await.text.contains("马上下架"), "{path}");
    }
    assert_eq!(full.get(&surfaces[0]).await.status, StatusCode::GONE);
    // The index has not followed yet, and still nothing of it shows.
    let found = full.get(&format!("/a/sifa/search?q={}", encoded("马上下架"))).await.text;
    assert!(!found.contains("data-snippet") && !found.contains("data-item=\"hit"), "{found}");
}

async fn signed_in(stranger: &Stranger) -> (String, String) {
    let desk = &stranger.office.site.desk;
    let who = &stranger.office.leader;
    let person = store::people::by_id(desk.reader(), &who.agency, &who.person).await.unwrap().unwrap();
    let signed_in = desk.sign_in(&person.username, PASSWORD, "127.0.0.1", "walk").await.unwrap();
    let at = desk.at_desk(&signed_in.token).await.unwrap().unwrap();
    (format!("session={}", signed_in.token), at.form_token)
}
