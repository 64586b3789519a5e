//! Walks with real requests: every address of the office by every role, every address of the public side by a stranger.

use affairs::ContentHash;
use affairs::people::Role;
use affairs::review::chain::ledger_is_whole;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use desk::Who;
use desk::publishing::TakenIn;
use http_body_util::BodyExt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::search::Index;
use testkit::site::PASSWORD;
use testkit::{Site, Staffed};
use tower::ServiceExt;
use web::office::matrix::{Guard, MATRIX, Method};
use web::public::cut::cut;
use web::{App, WebSettings};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
    bytes: Vec<u8>,
}

struct Walk {
    office: Staffed,
    router: axum::Router,
}

impl Walk {
    async fn begin() -> Self {
        let office = Site::open().await.with_officers().await;
        let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
        let router = web::site(App::new(office.site.desk.clone(), index, WebSettings::default()));
        Self { office, router }
    }

    async fn ask(&self, method: &str, path: &str, cookie: &str, body: String) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 4000));
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", String::new()).await
    }

    async fn signed_in(&self, who: &Who) -> (String, String) {
        let person = store::people::by_id(self.office.site.desk.reader(), &who.agency, &who.person).await;
        let username = person.unwrap().unwrap().username;
        let desk = &self.office.site.desk;
        let signed_in = desk.sign_in(&username, PASSWORD, "127.0.0.1", "walk").await.unwrap();
        let at = desk.at_desk(&signed_in.token).await.unwrap().unwrap();
        (format!("session={}", signed_in.token), at.form_token)
    }

    fn everybody(&self) -> Vec<(Role, Who)> {
        let office = &self.office;
        vec![
            (Role::Drafter, office.drafter.clone()),
            (Role::SectionHead, office.section_head.clone()),
            (Role::SecrecyReviewer, office.secrecy.clone()),
            (Role::Leader, office.leader.clone()),
            (Role::DisclosureOfficer, office.disclosure.clone()),
            (Role::DisclosureHead, office.disclosure_head.clone()),
            (Role::Auditor, office.auditor.clone()),
            (Role::Administrator, office.site.first_administrator.clone()),
        ]
    }
}

#[tokio::test]
async fn every_role_gets_exactly_where_the_matrix_says() {
    let walk = Walk::begin().await;
    let id = walk.office.draft("矩阵").await;
    let hash = walk.office.submit(&id).await;
    let fill = |path: &str| {
        path.replace("{document}", id.as_str())
            .replace("{bundle}", hash.hex())
            .replace("{register}", "items")
            .replace("{format}", "xlsx")
            .replace("{year}", "2019")
            .replace("{person}", walk.office.drafter.person.as_str())
            .replace("{manual}", "drafter")
    };
    for (role, who) in walk.everybody() {
        let (cookie, csrf) = walk.signed_in(&who).await;
        for row in MATRIX.iter().filter(|row| matches!(row.guard, Guard::Acts(_))) {
            let path = fill(row.path);
            let answer = match row.method {
                Method::Get => walk.ask("GET", &path, &cookie, String::new()).await,
                Method::Post => walk.ask("POST", &path, &cookie, format!("csrf={csrf}")).await,
            };
            let what = format!("{} {} {path}: {}", role.code(), row.method.name(), answer.status);
            if !row.guard.lets(role) {
                assert!(!answer.status.is_success() && !answer.status.is_redirection(), "{what} got past");
            } else if row.method == Method::Get && !path.contains('{') {
                let fine = answer.status.is_success() || answer.status.is_redirection();
                // Whose draft it is and where a figure comes from are facts beyond the role.
                let by_facts = ["/edit", "/site/", "/files/", "form.pdf"].iter().any(|part| path.contains(part));
                assert!(fine || by_facts, "{what} was kept out: {}", answer.text);
            }
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
        }
    }
}

#[tokio::test]
async fn without_a_session_or_with_a_strange_token_nothing_of_the_office_opens() {
    let walk = Walk::begin().await;
    let (cookie, _) = walk.signed_in(&walk.office.drafter).await;
    for row in MATRIX.iter().filter(|row| !matches!(row.guard, Guard::Anyone | Guard::Link)) {
        let path = row.path.replace(['{', '}'], "");
        let answer = walk.ask(row.method.name(), &path, "session=nonsense", String::new()).await;
        assert!(!answer.status.is_success(), "{} {path}: {}", row.method.name(), answer.status);
        if row.method == Method::Post {
            let answer = walk.ask("POST", &path, &cookie, "csrf=stolen".to_owned()).await;
            let fine = !answer.status.is_success() && !answer.status.is_redirection();
            assert!(fine, "POST {path} with a strange token: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn what_is_not_released_is_absent_byte_for_byte() {
    let walk = Walk::begin().await;
    let office = &walk.office;
    office.publish("已公开").await;
    let id = office.draft("未公开").await;
    let mut incoming = office.site.desk.incoming(&office.drafter).await.unwrap();
    incoming.write("甲,乙\n".as_bytes()).await.unwrap();
    office.site.desk.attach(&office.drafter, &id, incoming, "表.csv", TakenIn::Attachment).await.unwrap();
    let hash = office.submit(&id).await;
    office.approve(&hash).await;
    let file = ContentHash::of("甲,乙\n".as_bytes());
    let never = walk.get("/d/00000000000000000000000000").await;
    for path in [
        format!("/d/{id}"),
        format!("/d/{id}.json"),
        format!("/f/{}/x.csv", file.hex()),
        format!("/f/{}/x", ContentHash::of(b"never").hex()),
    ] {
        let answer = walk.get(&path).await;
        assert_eq!((answer.status, &answer.bytes), (StatusCode::NOT_FOUND, &never.bytes), "{path}");
        let names: BTreeSet<&str> = answer.headers.keys().map(header::HeaderName::as_str).collect();
        assert_eq!(names, never.headers.keys().map(header::HeaderName::as_str).collect(), "{path}");
    }
    office.site.desk.publish(&office.disclosure, &hash).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(walk.get(&format!("/d/{id}")).await.status, StatusCode::OK);
    assert_eq!(walk.get(&format!("/f/{}/x.csv", file.hex())).await.status, StatusCode::OK);
}

/// Addresses a page leads to within the site.
fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in html.split("href=\"").skip(1).chain(html.split("src=\"").skip(1)) {
        let address = part.split('"').next().unwrap_or_default().replace("&amp;", "&");
        if address.starts_with('/') && !address.starts_with("//") {
            found.push(address.split('#').next().unwrap_or_default().to_owned());
        }
    }
    found
}

#[tokio::test]
async fn a_stranger_who_follows_every_link_meets_approved_items_and_chrome_alone() {
    let walk = Walk::begin().await;
    for title in ["第一件", "第二件", "第三件"] {
        walk.office.publish(title).await;
        walk.office.site.clock.advance_minutes(30);
    }
    let agency = &walk.office.drafter.agency;
    let reader = walk.office.site.desk.reader();
    let mut ahead: Vec<String> = [
        "/",
        "/a/sifa/",
        "/a/sifa/c/news",
        "/a/sifa/catalogue",
        "/a/sifa/feed.xml",
        "/a/sifa/sitemap.xml",
        "/robots.txt",
    ]
    .map(str::to_owned)
    .to_vec();
    let shown =
        store::publications::of_kind(reader, agency, affairs::document::BundleKind::Article, 10, 0).await.unwrap();
    ahead.extend(shown.iter().map(|one| format!("/d/{}", one.publication.document)));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(path) = ahead.pop() {
        if seen.contains_key(&path) || seen.len() > 200 || path.starts_with("/office") {
            continue;
        }
        let answer = walk.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        guarded(&path, &answer.headers);
        let html =
            answer.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let mut items = 0;
        if html {
            for piece in cut(&answer.text).items {
                items += 1;
                let (_, hash) = piece.kind_and_hash().unwrap();
                let hash = ContentHash::parse(hash).unwrap();
                let ledger = store::reviews::approvals(reader, agency, &hash).await.unwrap();
                assert!(ledger_is_whole(&hash, &ledger), "{path} shows {hash}, which four did not approve");
            }
            ahead.extend(links(&answer.text));
        }
        seen.insert(path, items);
    }
    assert!(seen.values().sum::<usize>() >= 3, "{seen:?}");
}

/// What every answer carries, whatever it is.
fn guarded(path: &str, headers: &HeaderMap) {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let policy = text("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
    assert_eq!(text("x-content-type-options"), "nosniff", "{path}");
    assert!(!text("referrer-policy").is_empty(), "{path}");
    assert!(text("set-cookie").is_empty(), "{path} sets a cookie");
}

#[tokio::test]
async fn nobody_learns_whether_an_account_exists() {
    let walk = Walk::begin().await;
    let try_as =
        |name: &str| walk.ask("POST", "/office/sign-in", "", format!("username={name}&password=Wrong-2019-no"));
    let person =
        store::people::by_id(walk.office.site.desk.reader(), &walk.office.drafter.agency, &walk.office.drafter.person);
    let known = person.await.unwrap().unwrap().username;
    let (there, not_there) = (try_as(&known).await, try_as("nobody-at-all").await);
    assert_eq!(there.status, not_there.status);
    let anonymous = |answer: &Answer, name: &str| answer.text.replace(name, "·");
    assert_eq!(anonymous(&there, &known), anonymous(&not_there, "nobody-at-all"));
}
