//! Figures of publishing: the act beside one bare synced commit, and how soon page, feed and search show what it published.
//! The bench `publishing` asks for the figures; as a test it only shows that the way is open.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::search::Index;
use testkit::site::PASSWORD;
use testkit::{Site, Staffed};
use tower::ServiceExt;
use web::{App, WebSettings};

/// One percent of two hundred is two: the 198th of them is what all but two keep.
const ACTS: usize = 200;
const SEEN: usize = 20;

struct Milliseconds(Vec<f64>);

impl Milliseconds {
    fn since(&mut self, started: Instant) {
        self.0.push(started.elapsed().as_secs_f64() * 1_000.0);
    }

    fn at(mut self, of_a_hundred: usize) -> f64 {
        self.0.sort_by(f64::total_cmp);
        self.0[(self.0.len() * of_a_hundred).div_ceil(100) - 1]
    }
}

async fn ask(router: &axum::Router, method: &str, path: &str, cookie: &str, body: String) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 4000))));
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// Publishes a few hundred items, each beside one bare commit of one row on the same disk, turn about.
async fn acts_and_commits(office: &Staffed, count: usize) -> (Milliseconds, Milliseconds) {
    let url = format!("sqlite://{}?mode=rwc", office.site.folder.path().join("bare.sqlite").display());
    let (_, bare) = store::open(&url).await.unwrap();
    bare.operate("CREATE TABLE bare (number BIGINT NOT NULL)", vec![]).await.unwrap();
    let (mut acts, mut commits) = (Milliseconds(Vec::new()), Milliseconds(Vec::new()));
    for number in 0..count {
        let id = office.draft(&format!("第{number}期工作动态")).await;
        let hash = office.submit(&id).await;
        office.approve(&hash).await;
        let started = Instant::now();
        bare.operate("INSERT INTO bare (number) VALUES (1)", vec![]).await.unwrap();
        commits.since(started);
        let started = Instant::now();
        assert!(office.site.desk.publish(&office.disclosure, &hash).await.unwrap());
        acts.since(started);
    }
    (acts, commits)
}

/// From the click in the office to the moment at which page, feed and search all show the item.
async fn until_seen(office: &Staffed, count: usize) -> Milliseconds {
    let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
    let following = tokio::spawn(web::public::keep_index(office.site.desk.reader().clone(), Arc::clone(&index)));
    let router = web::site(App::new(office.site.desk.clone(), index, WebSettings::default()));
    let person = store::people::by_id(office.site.desk.reader(), &office.disclosure.agency, &office.disclosure.person);
    let username = person.await.unwrap().unwrap().username;
    let signed_in = office.site.desk.sign_in(&username, PASSWORD, "127.0.0.1", "figures").await.unwrap();
    let form_token = office.site.desk.at_desk(&signed_in.token).await.unwrap().unwrap().form_token;
    let cookie = format!("session={}", signed_in.token);
    let mut seen = Milliseconds(Vec::new());
    for number in 0..count {
        let title = format!("调解员{number:03}号培训安排");
        let id = office.draft(&title).await;
        let hash = office.submit(&id).await;
        office.approve(&hash).await;
        let started = Instant::now();
        let body = format!("csrf={form_token}&bundle={hash}");
        let (status, _) = ask(&router, "POST", "/office/publish", &cookie, body).await;
        assert!(status.is_redirection(), "{status}");
        // Only the title is looked for on the item's own page; feed and search must name its address.
        let address = format!("/d/{id}");
        let shown = [
            (address.clone(), title.clone()),
            ("/a/sifa/feed.xml".to_owned(), address.clone()),
            (format!("/a/sifa/search?q={number:03}%E5%8F%B7"), address),
        ];
        for (path, wanted) in &shown {
            while !ask(&router, "GET", path, "", String::new()).await.1.contains(wanted) {
                assert!(started.elapsed() < Duration::from_secs(10), "{path} does not show it");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        seen.since(started);
    }
    following.abort();
    seen
}

#[tokio::test]
#[ignore = "run by the bench publishing"]
async fn publishing_in_figures() {
    let folder = tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("office.sqlite").display());
    let office = Site::open_at(folder, &url, "sifa").await.with_officers().await;
    let (acts, commits) = acts_and_commits(&office, ACTS).await;
    println!("act p99: {:.3} ms", acts.at(99));
    println!("commit p99: {:.3} ms", commits.at(99));
    println!("seen worst: {:.3} ms", until_seen(&office, SEEN).await.at(100));
}

#[tokio::test]
async fn the_way_that_is_measured_is_open() {
    let office = Site::open().await.with_officers().await;
    let (acts, commits) = acts_and_commits(&office, 1).await;
    assert!(acts.at(99) > 0.0 && commits.at(99) > 0.0);
    assert_eq!(until_seen(&office, 1).await.0.len(), 1);
}
