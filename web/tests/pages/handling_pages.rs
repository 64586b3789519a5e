//! The pages of the cases, asked for as a browser asks: registered, confirmed, corrected, extended, printed, and refused.

use affairs::Instant;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use desk::Who;
use http_body_util::BodyExt;
use jiff::civil::Date;
use std::sync::Arc;
use store::search::Index;
use testkit::site::PASSWORD;
use testkit::{Site, Staffed};
use tower::ServiceExt;
use web::{App, WebSettings};

const NAME: &str = "申请人𠮷";

struct House {
    office: Staffed,
    app: App,
}

/// Somebody's browser: his session and the token of his forms.
struct Browser {
    router: axum::Router,
    cookie: String,
    csrf: String,
}

struct Page {
    status: StatusCode,
    location: String,
    text: String,
    bytes: Vec<u8>,
}

impl House {
    async fn on(day: Date) -> Self {
        let office = Site::open().await.with_officers().await;
        let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
        let app = App::new(office.site.desk.clone(), index, WebSettings::default());
        let house = Self { office, app };
        house.it_is(day);
        house
    }

    fn it_is(&self, day: Date) {
        self.office.site.clock.set(Instant::of_shanghai(day.at(9, 0, 0, 0)));
    }

    async fn browser(&self, who: &Who) -> Browser {
        let desk = &self.office.site.desk;
        let person = store::people::by_id(desk.reader(), &who.agency, &who.person).await.unwrap().unwrap();
        let signed = desk.sign_in(&person.username, PASSWORD, "127.0.0.1", "test").await.unwrap();
        let at = desk.at_desk(&signed.token).await.unwrap().unwrap();
        let router = web::site(self.app.clone());
        Browser { router, cookie: format!("session={}", signed.token), csrf: at.form_token }
    }
}

impl Page {
    fn shows(&self, words: &str) {
        assert!(self.text.contains(words), "no “{words}” ({}, to {}) in:\n{}", self.status, self.location, self.text);
    }

    fn hides(&self, words: &str) {
        assert!(!self.text.contains(words), "“{words}” stands in:\n{}", self.text);
    }

    fn leads_to(&self, end: &str) {
        assert!(self.location.ends_with(end), "to “{}”, not “…{end}”:\n{}", self.location, self.text);
    }
}

impl Browser {
    async fn ask(&self, request: Request<Body>) -> Page {
        let response: Response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Page { status, location: location.unwrap_or_default(), text, bytes }
    }

    async fn get(&self, address: &str) -> Page {
        let request = Request::get(address).header(header::COOKIE, &self.cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        let mut body = format!("csrf={}", encoded(&self.csrf));
        for (name, value) in fields {
            body.push_str(&format!("&{}={}", encoded(name), encoded(value)));
        }
        let request = Request::post(address)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Registers an application and answers with the address of its case.
    async fn register(&self, mode: &str, day: &str, done: &str) -> String {
        let page = self.post("/office/applications/register", &registration(mode, day)).await;
        page.leads_to(&format!("?done={done}"));
        page.location.split('?').next().unwrap().to_owned()
    }

    /// Does an act by the version that the page shows.
    async fn act(&self, case: &str, act: &str, fields: &[(&str, &str)]) -> Page {
        let version = version(&self.get(case).await.text);
        let mut all = vec![("version", version.as_str())];
        all.extend_from_slice(fields);
        self.post(&format!("{case}/{act}"), &all).await
    }
}

fn registration<'form>(mode: &'form str, day: &'form str) -> Vec<(&'form str, &'form str)> {
    vec![
        ("mode", mode),
        ("submitted_on", day),
        ("trace", "wei@example.cn"),
        ("kind", "natural_person"),
        ("name", NAME),
        ("document_kind", "居民身份证"),
        ("document_number", "110101199003074514"),
        ("telephone", "000-00000000"),
        ("description", "2025年法律援助经费决算"),
        ("form", "paper"),
        ("way", "in_person"),
    ]
}

fn version(html: &str) -> String {
    html.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_came_by_mail_is_registered_confirmed_corrected_and_extended() {
    let house = House::on(day("2026-03-02")).await;
    let officer = house.browser(&house.office.disclosure).await;
    officer.get("/office/applications").await.shows("没有正在办理的申请");
    let case = officer.register("email", "2026-03-02", "registered").await;
    let page = officer.get(&case).await;
    page.shows("与申请人确认收到");
    page.shows(NAME);
    page.shows("暂按");
    officer.get("/office").await.shows("申请〔2026〕001号");

    let refused = officer.act(&case, "confirm", &[("confirm_on", "2026-03-02"), ("confirm_evidence", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("请写明怎样确认的");
    refused.shows("id=\"act-confirm\" open");
    let early = [("confirm_on", "2026-03-01"), ("confirm_evidence", "与本人通话")];
    let refused = officer.act(&case, "confirm", &early).await;
    refused.shows("value=\"与本人通话\"");
    refused.shows("confirm_on-error");
    let confirmed = [("confirm_on", "2026-03-02"), ("confirm_evidence", "与本人通话")];
    officer.act(&case, "confirm", &confirmed).await.leads_to("?done=recorded");

    let ask = [("ask_what", "请写明年度\n请补充证明"), ("ask_until", "2026-03-23")];
    officer.act(&case, "ask-to-correct", &ask).await.leads_to("?done=to_print");
    let page = officer.get(&case).await;
    page.shows("等待申请人补正");
    page.hides("id=\"act-ask-to-correct\"");
    house.it_is(day("2026-03-09"));
    let correct = [
        ("correct_on", "2026-03-09"),
        ("description", "2025年度法律援助经费决算"),
        ("form", "paper"),
        ("way", "in_person"),
    ];
    let officer = house.browser(&house.office.disclosure).await;
    officer.act(&case, "correct", &correct).await.leads_to("?done=recorded");
    officer.get(&case).await.shows("2025年度法律援助经费决算");

    let long = [("extension_days", "21"), ("extension_why", "档案较多")];
    let refused = officer.act(&case, "ask-extension", &long).await;
    refused.shows("不能是21个工作日");
    refused.shows("档案较多");
    let wish = [("extension_days", "10"), ("extension_why", "档案较多")];
    officer.act(&case, "ask-extension", &wish).await.leads_to("?done=extension_asked");

    let head = house.browser(&house.office.disclosure_head).await;
    head.get("/office").await.shows("审批延期");
    let stale = version(&head.get(&case).await.text);
    head.act(&case, "decide-extension", &[("decision", "")]).await.shows("请选择同意或者不同意");
    let yes = [("decision", "yes"), ("decision_words", "同意。")];
    head.act(&case, "decide-extension", &yes).await.leads_to("?done=extension_decided");
    officer.act(&case, "notify-extension", &[]).await.leads_to("?done=recorded");
    let page = officer.get(&case).await;
    page.shows("答复期限延长10个工作日");

    // Somebody who looked at an older page is told, and keeps what he typed.
    let old = [("version", stale.as_str()), ("withdraw_words", "本人签名的撤回书")];
    let page = officer.post(&format!("{case}/withdraw"), &old).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows("刚刚有了新的办理记录");
    page.shows("本人签名的撤回书");
}

#[tokio::test]
async fn letters_are_printed_from_the_ledger_and_a_missing_fact_is_named() {
    let house = House::on(day("2026-03-02")).await;
    let officer = house.browser(&house.office.disclosure).await;
    let case = officer.register("in_person", "2026-03-02", "registered").await;
    let consult = [
        ("consult_kind", "other_organ"),
        ("consult_party", "试验市财政局"),
        ("consult_about", "经费决算"),
        ("consult_question", "是否已经定密"),
        ("consult_on", "2026-03-02"),
    ];
    officer.act(&case, "consult", &consult).await.leads_to("?done=to_print");
    let page = officer.get(&case).await;
    page.shows("等征求的意见");
    for (name, start) in [
        ("D-01.pdf", "%PDF"),
        ("D-02.pdf", "%PDF"),
        ("D-02.docx", "PK"),
        ("D-11.pdf?asked=1", "%PDF"),
        ("D-31.pdf", "%PDF"),
        ("clock.pdf", "%PDF"),
        ("print?letter=D-08.pdf&number=1", "%PDF"),
    ] {
        let printed = officer.get(&format!("{case}/letters/{name}")).await;
        assert_eq!(printed.status, StatusCode::OK, "{name}: {}", printed.text);
        assert!(printed.bytes.starts_with(start.as_bytes()), "{name}");
    }
    // A number stands once, and the letter is printed as it was numbered.
    let number = [("letter", "D-08"), ("letter_number", "甲公告〔2026〕7号")];
    officer.act(&case, "number-letter", &number).await.leads_to("?done=numbered");
    officer.get(&case).await.shows("甲公告〔2026〕7号");
    let twice = [("letter", "D-11/1"), ("letter_number", "甲公告〔2026〕7号")];
    officer.act(&case, "number-letter", &twice).await.shows("已经用于另一份文书");
    let printed = officer.get(&format!("{case}/letters/D-08.pdf")).await;
    assert!(printed.status == StatusCode::OK && printed.bytes.starts_with(b"%PDF"));
    let refused = officer.get(&format!("{case}/letters/D-03.pdf")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows("文书还缺少");
    officer.get(&format!("{case}/letters/envelope.pdf")).await.shows("没有留通信地址");
    assert_eq!(officer.get(&format!("{case}/letters/D-99.pdf")).await.status, StatusCode::NOT_FOUND);

    let answered = [
        ("consulted_key", "1"),
        ("consulted_what", "advice"),
        ("consulted_on", "2026-03-02"),
        ("consulted_words", "没有定密"),
    ];
    officer.act(&case, "consulted", &answered).await.leads_to("?done=recorded");
    officer.get(&case).await.shows("没有定密");
}

#[tokio::test]
async fn a_form_with_a_mistake_comes_back_whole_and_the_same_applicant_is_flagged_not_dropped() {
    let house = House::on(day("2026-03-02")).await;
    let officer = house.browser(&house.office.disclosure).await;
    let mut fields = registration("registered_post", "2026-03-02");
    let page = officer.post("/office/applications/register", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows("signed_on-error");
    page.shows(NAME);
    page.shows("2025年法律援助经费决算</textarea>");
    fields.push(("signed_on", "2026-03-01"));
    let page = officer.post("/office/applications/register", &fields).await;
    page.leads_to("?done=registered");
    for (field, wrong) in [("description", ""), ("name", ""), ("submitted_on", "昨天"), ("kind", "")] {
        let mut fields = registration("email", "2026-03-02");
        fields.retain(|(name, _)| *name != field);
        fields.push((field, wrong));
        let page = officer.post("/office/applications/register", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        page.shows("请先处理下列问题");
        page.shows("wei@example.cn");
    }
    let case = officer.register("fax", "2026-03-02", "registered_alike").await;
    let page = officer.get(&format!("{case}?done=registered_alike")).await;
    page.shows("有相似的申请");
    page.shows("申请〔2026〕001号");
}

#[tokio::test]
async fn boards_name_no_person_and_a_case_opens_only_to_those_who_handle_it() {
    let house = House::on(day("2026-03-02")).await;
    let officer = house.browser(&house.office.disclosure).await;
    let case = officer.register("in_person", "2026-03-02", "registered").await;
    for who in [&house.office.drafter, &house.office.leader, &house.office.disclosure_head] {
        let board = house.browser(who).await.get("/office/applications?whose=agency").await;
        board.shows("申请〔2026〕001号");
        board.hides(NAME);
        board.hides("000-00000000");
    }
    let drafter = house.browser(&house.office.drafter).await;
    let page = drafter.get(&case).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.hides(NAME);
    drafter.get("/office/applications?whose=agency").await.hides(&format!("href=\"{case}\""));
    let auditor = house.browser(&house.office.auditor).await;
    assert_eq!(auditor.get("/office/applications").await.status, StatusCode::CONFLICT);

    // Handed to the drafter, it is his to handle, and each look at it is in the journal.
    let person = house.office.drafter.person.to_string();
    officer.act(&case, "assign", &[("assign_to", &person)]).await.leads_to("?done=recorded");
    drafter.get(&case).await.shows(NAME);
    auditor.get("/office/journal").await.shows("查看申请内容");

    // Late is red and stays.
    house.it_is(day("2026-04-20"));
    let officer = house.browser(&house.office.disclosure).await;
    let board = officer.get("/office/applications?whose=agency").await;
    board.shows("chip bad");
    board.shows("已逾期");
}
