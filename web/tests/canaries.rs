//! A sweep: random words stand in every field that an applicant, a third party or an officer of a case can fill, and then every
//! place is read that others can read. None of them may turn up: not on a public page, in a feed or an index, not in a log or a
//! journal, not on an error, not in another applicant's papers, not in a list of the office, not in the bytes on the disk.

#![expect(clippy::unwrap_used, reason = "a sweep that cannot be set up has no use for going on")]

use affairs::application::act::Consulted;
use affairs::application::{Agent, FileRole, Form, Opinion};
use affairs::case::CaseKind;
use affairs::id::CaseId;
use affairs::reading::{ReadingHours, VisitForm};
use affairs::request::{Answered, RequestForm};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use desk::Who;
use desk::applications::{Became, LetterFormat, LetterWish, Party, Receipt};
use desk::requests::Answer;
use desk::visits::Booking;
use http_body_util::BodyExt;
use jiff::civil::date;
use law::annual_report::ApplicantKind;
use law::letter::LetterKind;
use law::reply_due::ConsultationKind;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::search::Index;
use testkit::site::PASSWORD;
use testkit::{Site, Staffed};
use tower::ServiceExt;
use web::office::matrix::{MATRIX, Method};
use web::public::indexing::catch_up;
use web::{App, WebSettings};

/// Words that stand nowhere else, each known by the field it was planted in.
#[derive(Default)]
struct Canaries(Vec<(String, String)>);

impl Canaries {
    /// A new one: Latin letters, so that no line break, no escaping and no index can pull it apart.
    fn plant(&mut self, field: &str) -> String {
        let word = word();
        self.0.push((field.to_owned(), word.clone()));
        word
    }

    fn find_none(&self, place: &str, text: &str) {
        for (field, word) in &self.0 {
            assert!(!text.contains(word.as_str()), "{field} turns up in {place}");
        }
    }

    fn find_none_in_bytes(&self, place: &str, bytes: &[u8]) {
        for (field, word) in &self.0 {
            let found = bytes.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!found, "{field} turns up in the bytes of {place}");
        }
    }
}

/// Short enough for a postcode, long enough to stand nowhere by chance.
fn word() -> String {
    let id = desk::new_id().unwrap();
    format!("canary{}", &id[..12])
}

/// Everything that is logged, whatever its level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        // The production filter lets no debug line of a library through, and a debug line of the driver is its own affair.
        *metadata.level() <= tracing::Level::INFO
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Fields(self));
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Fields(self));
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields(self));
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

struct Fields<'log>(&'log Log);

impl tracing::field::Visit for Fields<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let mut text = self.0.0.lock().unwrap();
        let _ = writeln!(text, "{}={value:?}", field.name());
    }
}

struct Sweep {
    office: Staffed,
    router: axum::Router,
    canaries: Canaries,
    /// Of the applicant with canaries, and of one without.
    planted: Receipt,
    other: Receipt,
}

impl Sweep {
    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let mut request = request;
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 4000));
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn get(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        self.ask(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: String) -> (StatusCode, String) {
        let kind = "application/x-www-form-urlencoded";
        self.ask(Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()).await
    }

    async fn signed_in(&self, who: &Who) -> String {
        let desk = &self.office.site.desk;
        let person = store::people::by_id(desk.reader(), &who.agency, &who.person).await.unwrap().unwrap();
        let signed_in = desk.sign_in(&person.username, PASSWORD, "127.0.0.1", "sweep").await.unwrap();
        format!("session={}", signed_in.token)
    }
}

fn form(canaries: &mut Canaries) -> Form {
    let mut form = Form::default();
    let mut plant = |field: &str| canaries.plant(field);
    form.applicant.name = plant("applicant.name");
    form.applicant.document_kind = plant("applicant.document_kind");
    form.applicant.document_number = plant("applicant.document_number");
    form.applicant.representative = plant("applicant.representative");
    form.applicant.contact_person = plant("applicant.contact_person");
    form.applicant.telephone = plant("applicant.telephone");
    form.applicant.address = plant("applicant.address");
    form.applicant.postcode = plant("applicant.postcode");
    form.applicant.email = format!("{}@example.com", plant("applicant.email"));
    form.agent = Some(Agent {
        name: plant("agent.name"),
        document_kind: plant("agent.document_kind"),
        document_number: plant("agent.document_number"),
        telephone: plant("agent.telephone"),
    });
    form.wanted.description = plant("wanted.description");
    form.wanted.document_number = plant("wanted.document_number");
    form.help_needed = plant("help_needed");
    form
}

/// A case in which everything was written that can be written before a reply.
async fn planted(office: &Staffed, canaries: &mut Canaries) -> Receipt {
    let desk = &office.site.desk;
    let agency = &office.drafter.agency;
    let form = form(canaries);
    let mut files = desk.files_in(agency).await.unwrap();
    files.begin(FileRole::Attachment, &format!("{}.txt", canaries.plant("file.name"))).await.unwrap();
    files.write(canaries.plant("file.content").as_bytes()).await.unwrap();
    // What is no picture and no document may be refused; its bytes must be gone then.
    let files = if files.end().await.is_ok() { files.done() } else { Vec::new() };
    let kind = ApplicantKind::NaturalPerson;
    let receipt = desk.apply(agency, kind, form.clone(), "a-key-drawn-with-the-form-1", files).await.unwrap();
    let case = case_of(office, &receipt).await;
    let who = &office.disclosure;
    let until = date(2019, 10, 20);
    desk.ask_to_correct(who, &case, 1, until, &canaries.plant("correction.asked")).await.unwrap();
    let mut wanted = form.wanted;
    wanted.description = canaries.plant("correction.given");
    desk.correct_by_receipt(agency, &receipt.number, &receipt.code, "net", wanted, Vec::new()).await.unwrap();
    let party = Party {
        kind: ConsultationKind::ThirdParty,
        name: canaries.plant("party.name"),
        address: canaries.plant("party.address"),
        question: canaries.plant("party.question"),
    };
    desk.consult(who, &case, version(office, &case).await, party, date(2019, 9, 27)).await.unwrap();
    let words = canaries.plant("party.opinion");
    let answers = [(Consulted::Delivered, String::new()), (Consulted::Answered(Opinion::Advice), words)];
    for (what, words) in answers {
        let became = Became { key: 1, what, on: date(2019, 9, 27), words };
        desk.record_consultation(who, &case, version(office, &case).await, became).await.unwrap();
    }
    let why = canaries.plant("extension.reason");
    desk.ask_to_extend(who, &case, version(office, &case).await, 20, &why).await.unwrap();
    let words = canaries.plant("extension.decision");
    let version = version(office, &case).await;
    desk.decide_extension(&office.disclosure_head, &case, version, true, &words).await.unwrap();
    desk.notify_extension(who, &case, version + 1).await.unwrap();
    receipt
}

async fn case_of(office: &Staffed, receipt: &Receipt) -> CaseId {
    let agency = &office.drafter.agency;
    store::applications::by_number(office.site.desk.reader(), agency, &receipt.number).await.unwrap().unwrap().0
}

async fn version(office: &Staffed, case: &CaseId) -> i64 {
    let desk = &office.site.desk;
    let keyring = desk.keyring().unwrap();
    let found = store::applications::by_id(desk.reader(), keyring, &office.drafter.agency, case).await;
    found.unwrap().unwrap().frame.version
}

/// A request for correction and a suggestion, both answered.
async fn plant_requests(office: &Staffed, canaries: &mut Canaries) {
    let mut settings = affairs::setting::Settings::default();
    settings.answering.government = "试验市人民政府".to_owned();
    settings.answering.superior = "试验省司法厅".to_owned();
    settings.answering.court = "试验市人民法院".to_owned();
    office.site.desk.save_settings(&office.disclosure_head, &settings).await.unwrap();
    let desk = &office.site.desk;
    for (kind, result) in
        [(CaseKind::RecordCorrection, Answered::NotCorrected), (CaseKind::Suggestion, Answered::Adopted)]
    {
        let mut plant = |field: &str| canaries.plant(&format!("{}.{field}", kind.code()));
        let form = RequestForm {
            name: plant("name"),
            document_kind: plant("document_kind"),
            document_number: plant("document_number"),
            telephone: plant("telephone"),
            address: plant("address"),
            email: format!("{}@example.com", plant("email")),
            about: plant("about"),
            wish: plant("wish"),
            evidence: plant("evidence"),
        };
        let day = date(2019, 9, 27);
        let (case, _) = desk.register_request(&office.disclosure, kind, form, day).await.unwrap();
        let answer = Answer {
            result,
            findings: plant("findings"),
            words: plant("words"),
            organ: plant("organ"),
            organ_contact: plant("organ_contact"),
        };
        desk.answer_request(&office.disclosure, &case, 1, answer).await.unwrap();
    }
}

/// A visit to the reading place, whose visitor nobody else may find.
async fn plant_visit(office: &Staffed, canaries: &mut Canaries) {
    let desk = &office.site.desk;
    let hours = ReadingHours::parse("和平路1号", "周一 09:00-11:30 4").unwrap();
    desk.set_reading_hours(&office.disclosure_head, hours).await.unwrap();
    let form = VisitForm {
        name: canaries.plant("visit.name"),
        telephone: format!("{}0391-0000777", canaries.plant("visit.telephone")),
        wanted: canaries.plant("visit.wanted"),
        help: canaries.plant("visit.help"),
    };
    let (day, from) = (date(2019, 9, 30), jiff::civil::time(9, 0, 0, 0));
    let booking = Booking { day, from, form, key: "a-key-drawn-with-the-visit".to_owned() };
    desk.book_visit(&office.drafter.agency, booking).await.unwrap();
}

async fn sweep() -> Sweep {
    let office = Site::open().await.with_officers().await;
    // Under the revised Regulation, which gives the longer extension.
    office.site.clock.set(affairs::Instant::of_shanghai(date(2019, 9, 27).at(9, 0, 0, 0)));
    for title in ["第一件", "第二件"] {
        office.publish(title).await;
    }
    let mut canaries = Canaries::default();
    let receipt = planted(&office, &mut canaries).await;
    plant_requests(&office, &mut canaries).await;
    plant_visit(&office, &mut canaries).await;
    let mut form = Form::default();
    form.applicant.name = "另一名申请人".to_owned();
    form.applicant.telephone = "13000000000".to_owned();
    form.wanted.description = "另一份文件".to_owned();
    let (agency, kind) = (&office.drafter.agency, ApplicantKind::NaturalPerson);
    let other = office.site.desk.apply(agency, kind, form, "a-key-drawn-with-another-form", Vec::new()).await.unwrap();
    // Every mail fails, so that what became of it stands in the lists.
    office.site.desk.deliver_due().await.unwrap();
    let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
    catch_up(office.site.desk.reader(), &index).await.unwrap();
    let router = web::site(App::new(office.site.desk.clone(), index, WebSettings::default()));
    Sweep { office, router, canaries, planted: receipt, other }
}

/// Addresses that a page leads to within the site.
fn links(html: &str) -> Vec<String> {
    let parts = html.split("href=\"").skip(1).chain(html.split("src=\"").skip(1));
    let addresses = parts.map(|part| part.split('"').next().unwrap_or_default().replace("&amp;", "&"));
    let ours = addresses.filter(|address| address.starts_with('/') && !address.starts_with("//"));
    ours.map(|address| address.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// Everything a stranger reaches from the front, and everything he may try.
async fn as_a_stranger(sweep: &Sweep) {
    let tried = [
        "/",
        "/robots.txt",
        "/sitemap.xml",
        "/a/sifa/sitemap.xml",
        "/a/sifa/feed.xml",
        "/a/sifa/c/news/feed.xml",
        "/a/sifa/apply",
        "/a/sifa/apply/form",
        "/a/sifa/apply/correction",
        "/a/sifa/apply/suggestion",
        "/a/sifa/apply/requests",
        "/a/sifa/reading",
        "/a/sifa/reading/visit",
        "/a/sifa/progress",
        "/a/sifa/deadline",
        "/a/sifa/verify",
        "/a/sifa/verify/keys",
        "/a/sifa/search?q=2019",
        "/metrics",
        "/nothing-here",
    ];
    let mut ahead: Vec<String> = tried.map(str::to_owned).to_vec();
    let mut seen = BTreeSet::new();
    while let Some(path) = ahead.pop() {
        if seen.len() > 300 || path.starts_with("/office") || !seen.insert(path.clone()) {
            continue;
        }
        let (status, text) = sweep.get(&path, "").await;
        assert!(status.as_u16() < 500, "{path}: {status}");
        sweep.canaries.find_none(&path, &text);
        ahead.extend(links(&text));
    }
    assert!(seen.len() > 20, "{seen:?}");
}

/// The search knows no more of a planted word than of one that was never written.
async fn the_search_knows_nothing(sweep: &Sweep) {
    let never = word();
    let (_, unknown) = sweep.get(&format!("/a/sifa/search?q={never}"), "").await;
    for (field, word) in &sweep.canaries.0 {
        let (_, found) = sweep.get(&format!("/a/sifa/search?q={word}"), "").await;
        assert_eq!(found.replace(word.as_str(), "·"), unknown.replace(&never, "·"), "the search knows {field}");
    }
}

/// Wrong receipts, wrong forms, another's receipt: what is answered holds nothing of the planted case.
async fn errors_and_others(sweep: &Sweep) {
    let (planted, other) = (&sweep.planted, &sweep.other);
    let tries = [
        ("/a/sifa/progress", format!("number={}&code=00000000000000000000000000", planted.number)),
        ("/a/sifa/progress", format!("number={}&code={}", planted.number, other.code)),
        ("/a/sifa/progress/withdraw", format!("number={}&code={}", planted.number, other.code)),
        ("/a/sifa/progress/file", format!("number={}&code={}&file=x", planted.number, other.code)),
        ("/a/sifa/apply/requests", format!("number=更正〔2019〕001号&code={}", other.code)),
        ("/a/sifa/apply/requests/letter", format!("number=更正〔2019〕001号&code={}", other.code)),
        ("/a/sifa/apply/correction", "name=甲".to_owned()),
        ("/a/sifa/apply/matching", "description=2019".to_owned()),
        ("/a/sifa/progress", format!("number={}&code={}", other.number, other.code)),
    ];
    for (path, body) in tries {
        let (status, text) = sweep.post(path, body.clone()).await;
        assert!(status.as_u16() < 500, "{path} {body}: {status}");
        sweep.canaries.find_none(&format!("{path} with {body}"), &text);
    }
    let desk = &sweep.office.site.desk;
    let case = case_of(&sweep.office, other).await;
    for kind in [LetterKind::Registration, LetterKind::Receipt] {
        let wish = LetterWish::default();
        let word = desk.application_letter(&sweep.office.disclosure, &case, kind, &wish, LetterFormat::Word).await;
        let text = unzipped(&word.unwrap());
        assert!(text.contains("另一名申请人") || text.contains(&other.number), "the letter was not read: {kind:?}");
        sweep.canaries.find_none(&format!("another applicant's {kind:?}"), &text);
    }
}

/// The lists of the office, for everybody who works there: numbers and days, nobody's words.
async fn in_the_office(sweep: &Sweep) {
    let office = &sweep.office;
    let everybody = [
        &office.drafter,
        &office.section_head,
        &office.secrecy,
        &office.leader,
        &office.disclosure,
        &office.disclosure_head,
        &office.auditor,
        &office.site.first_administrator,
    ];
    let mut read = 0;
    for who in everybody {
        let cookie = sweep.signed_in(who).await;
        for row in MATRIX.iter().filter(|row| row.method == Method::Get && !row.path.contains('{')) {
            let (status, text) = sweep.get(row.path, &cookie).await;
            assert!(status.as_u16() < 500, "{}: {status}", row.path);
            sweep.canaries.find_none(row.path, &text);
            read += usize::from(status.is_success());
        }
    }
    assert!(read > 40, "{read} pages were read");
    let mut number = 0;
    loop {
        let lines =
            store::journal::after(office.site.desk.reader(), &office.drafter.agency, number, 500).await.unwrap();
        let Some(last) = lines.last() else { break };
        number = last.number;
        sweep.canaries.find_none("the journal", &serde_json::to_string(&lines).unwrap());
    }
    assert!(number > 20);
}

/// Every file of the office's folder: the database with its log, the index, the files themselves.
fn on_the_disk(canaries: &Canaries, folder: &Path) -> usize {
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read += on_the_disk(canaries, &path);
            continue;
        }
        canaries.find_none_in_bytes(&path.display().to_string(), &std::fs::read(&path).unwrap());
        read += 1;
    }
    read
}

/// The text of every member of a Word file.
fn unzipped(bytes: &[u8]) -> String {
    const LOCAL: &[u8] = b"PK\x03\x04";
    let number = |at: usize, length: usize| {
        bytes[at..at + length].iter().rev().fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte))
    };
    let starts: Vec<usize> = (0..bytes.len().saturating_sub(30)).filter(|at| bytes[*at..].starts_with(LOCAL)).collect();
    let mut text = String::new();
    for at in starts {
        let from = at + 30 + number(at + 26, 2) + number(at + 28, 2);
        let member = &bytes[from..];
        if number(at + 8, 2) == 8 {
            let mut unpacked = Vec::new();
            let _ = flate2::read::DeflateDecoder::new(member).read_to_end(&mut unpacked);
            text += &String::from_utf8_lossy(&unpacked);
        } else {
            text += &String::from_utf8_lossy(&member[..number(at + 18, 4).min(member.len())]);
        }
    }
    text
}

#[tokio::test]
async fn nothing_of_an_applicant_turns_up_where_others_read() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    tracing::info!("the log is read");
    let sweep = sweep().await;
    assert!(sweep.canaries.0.len() > 40);
    as_a_stranger(&sweep).await;
    the_search_knows_nothing(&sweep).await;
    errors_and_others(&sweep).await;
    in_the_office(&sweep).await;
    assert!(on_the_disk(&sweep.canaries, sweep.office.site.folder.path()) > 5);
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.contains("the log is read"));
    sweep.canaries.find_none("the log", &logged);
    // The applicant himself reads his own words, so the sweep has looked for what is really there.
    let (number, code) = (&sweep.planted.number, &sweep.planted.code);
    let (status, own) = sweep.post("/a/sifa/progress", format!("number={number}&code={code}")).await;
    assert_eq!(status, StatusCode::OK);
    let given = sweep.canaries.0.iter().find(|(field, _)| field == "correction.given").unwrap();
    assert!(own.contains(given.1.as_str()), "the applicant does not see what he asked for");
}
