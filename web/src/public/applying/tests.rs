//! An applicant with real requests: from the form to the progress, and everything that goes wrong on the way.

use crate::public::cut::cut;
use crate::{App, WebSettings};
use affairs::Instant;
use affairs::application::ProvisionWay;
use affairs::id::CaseId;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::civil::date;
use std::net::SocketAddr;
use std::sync::Arc;
use store::search::Index;
use testkit::{Site, Staffed};
use tower::ServiceExt;

const FORM: &str = "/a/sifa/apply/form";
const PROGRESS: &str = "/a/sifa/progress";
const KEY: &str = "k3y0k3y0k3y0k3y0k3y0k3y0";

struct Visit {
    office: Staffed,
    app: App,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    text: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn shows(&self, words: &str) {
        assert!(self.text.contains(words), "{words}: {}", self.text);
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Visit {
    async fn begin() -> Self {
        let office = Site::open().await.with_officers().await;
        office.site.clock.set(Instant::of_shanghai(date(2019, 9, 27).at(9, 0, 0, 0)));
        let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
        let app = App::new(office.site.desk.clone(), index, WebSettings::default());
        Self { office, app }
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(axum::extract::ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        let answer = crate::site(self.app.clone()).oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", crate::public::item::links::percent_encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(pairs.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Sends the form of somebody who wants something, with these fields changed, and reads his receipt.
    async fn apply(&self, changed: &[(&str, &str)]) -> (String, String) {
        let answer = self.post(FORM, &filled(changed)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        receipt(&answer.text)
    }

    async fn progress(&self, number: &str, code: &str) -> Answer {
        self.post(PROGRESS, &[("number", number), ("code", code)]).await
    }

    /// The case behind a number and the version of its ledger.
    async fn case(&self, number: &str) -> (CaseId, i64) {
        let desk = &self.office.site.desk;
        let agency = &self.office.disclosure.agency;
        let (case, _) = store::applications::by_number(desk.reader(), agency, number).await.unwrap().unwrap();
        let found = store::applications::by_id(desk.reader(), desk.keyring().unwrap(), agency, &case).await.unwrap();
        (case, found.unwrap().frame.version)
    }
}

fn filled<'form>(changed: &[(&'form str, &'form str)]) -> Vec<(&'form str, &'form str)> {
    let usual = [
        ("key", KEY),
        ("description", "2018年法律援助经费决算"),
        ("form", "electronic"),
        ("way", ProvisionWay::Online.code()),
        ("kind", "natural_person"),
        ("name", "申请人甲"),
        ("document_kind", "护照"),
        ("document_number", "E00000001"),
        ("telephone", "0391-0000999"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    kept.chain(changed.iter().copied()).collect()
}

/// Number and code as the receipt's own form carries them on.
fn receipt(html: &str) -> (String, String) {
    let hidden = |name: &str| {
        let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{html}"));
        rest.split('"').next().unwrap().to_owned()
    };
    (hidden("number"), hidden("code"))
}

#[tokio::test]
async fn an_applicant_goes_from_the_doors_to_his_progress() {
    let visit = Visit::begin().await;
    let doors = visit.get("/a/sifa/apply").await.text;
    for path in
        [FORM, PROGRESS, "/a/sifa/deadline", "/a/sifa/verify", "/a/sifa/apply/form.docx", "/a/sifa/apply/form.pdf"]
    {
        assert!(doors.contains(&format!("href=\"{path}\"")), "{path}");
    }
    let form = visit.get(FORM).await;
    assert_eq!((form.status, form.header(header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    assert!(!form.text.contains("用途\"") && !form.text.contains("name=\"purpose\""), "nobody asks for a purpose");
    let answer = visit.post(FORM, &filled(&[])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer");
    assert!(answer.text.contains("2019年10月30日（星期三）以前"), "twenty working days: {}", answer.text);
    let (number, code) = receipt(&answer.text);
    let progress = visit.progress(&number, &code.to_uppercase()).await;
    assert_eq!(progress.status, StatusCode::OK);
    for words in [number.as_str(), "2018年法律援助经费决算", "在本网站提交", "正在办理", "撤回申请"]
    {
        assert!(progress.text.contains(words), "{words}: {}", progress.text);
    }
    assert!(!progress.text.contains("公开经办人"), "names of staff stay in the office");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_application_and_a_changed_one_another() {
    let visit = Visit::begin().await;
    let first = visit.apply(&[]).await;
    assert_eq!(first, visit.apply(&[]).await);
    let other = visit.apply(&[("description", "2017年法律援助经费决算")]).await;
    assert_ne!(first, other);
    assert_ne!(first, visit.apply(&[("key", "another-key-another-key-1")]).await);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let visit = Visit::begin().await;
    let nobody = [("telephone", ""), ("needs_help", "yes"), ("help_needed", "大字版"), ("address", " ")];
    let cases: [(&[(&str, &str)], &str); 6] = [
        (&nobody, "telephone-error"),
        (&[("description", "")], "description-error"),
        (&[("way", "email")], "email-error"),
        (&[("kind", "everybody")], "kind-error"),
        (&[("by_agent", "yes")], "agent_name-error"),
        (&[("form", "stone")], "form-error"),
    ];
    for (changed, error) in cases {
        let answer = visit.post(FORM, &filled(changed)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{error}");
        assert!(answer.text.contains(error), "{error}: {}", answer.text);
        for typed in ["申请人甲", "E00000001", KEY] {
            assert!(answer.text.contains(typed), "{error}: {typed} was lost");
        }
    }
    let answer = visit.post(FORM, &filled(&nobody)).await;
    assert!(answer.text.contains("大字版") && answer.text.contains("第二十九条第二款"), "{}", answer.text);
}

#[tokio::test]
async fn a_form_without_its_key_is_shown_again_with_a_new_one() {
    let visit = Visit::begin().await;
    let answer = visit.post(FORM, &filled(&[("key", "short")])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, rest) = answer.text.split_once("name=\"key\" value=\"").unwrap();
    assert!(rest.split('"').next().unwrap().len() >= 20, "{rest}");
    assert!(answer.text.contains("2018年法律援助经费决算"));
}

/// Three characters beyond the basic plane are a name like any other.
#[tokio::test]
async fn a_rare_name_goes_in_and_markup_stays_text() {
    let visit = Visit::begin().await;
    let name = "\u{20bb7}\u{2f804}\u{3106c}";
    let (number, _) = visit.apply(&[("name", name)]).await;
    let (case, _) = visit.case(&number).await;
    let desk = &visit.office.site.desk;
    let found = desk.read_application(&visit.office.disclosure, &case).await.unwrap();
    assert!(found.form.map(|form| form.applicant.name) == affairs::Personal::new(name.to_owned()));
    let answer = visit.post(FORM, &filled(&[("name", name), ("telephone", ""), ("help_needed", "<b>\u{202e}x")])).await;
    assert!(answer.text.contains(name) && !answer.text.contains("<b>"), "{}", answer.text);
    let long = "\u{20bb7}".repeat(101);
    let answer = visit.post(FORM, &filled(&[("name", &long)])).await;
    assert!(answer.text.contains("name-error"), "a hundred and one characters are no name");
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_are_one_answer_that_slows_down() {
    let visit = Visit::begin().await;
    let (number, code) = visit.apply(&[]).await;
    let wrong_code = visit.progress(&number, "aaaabbbbccccddddeeeeffff").await;
    let wrong_number = visit.progress("没有这个编号", &code).await;
    assert_eq!(wrong_code.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_code.text.replace(&number, "·"), wrong_number.text.replace("没有这个编号", "·"));
    assert!(!wrong_code.text.contains("法律援助经费"));
    let mut last = StatusCode::OK;
    for _ in 0..20 {
        last = visit.progress(&number, "aaaabbbbccccddddeeeeffff").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_applicant_corrects_when_he_is_asked_and_his_period_starts_anew() {
    let visit = Visit::begin().await;
    let (number, code) = visit.apply(&[]).await;
    let (case, version) = visit.case(&number).await;
    let until = date(2019, 10, 20);
    let desk = &visit.office.site.desk;
    desk.ask_to_correct(&visit.office.disclosure, &case, version, until, "请写明是哪一级的决算").await.unwrap();
    let asked = visit.progress(&number, &code).await.text;
    for words in ["请写明是哪一级的决算", "2019年10月20日前补正", "/a/sifa/progress/correct"] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    let receipt = [("number", number.as_str()), ("code", code.as_str())];
    let empty = [&receipt[..], &[("form", "paper"), ("way", "in_person"), ("description", "")]].concat();
    let refused = visit.post("/a/sifa/progress/correct", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("description-error"), "{}", refused.text);
    visit.office.site.clock.advance_minutes(18 * 24 * 60);
    let better =
        [&receipt[..], &[("form", "paper"), ("way", "in_person"), ("description", "市本级2018年决算")]].concat();
    let corrected = visit.post("/a/sifa/progress/correct", &better).await;
    assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text);
    for words in ["市本级2018年决算", "收到补正", "2019年11月12日", "补正已经收到"] {
        assert!(corrected.text.contains(words), "{words}: {}", corrected.text);
    }
}

#[tokio::test]
async fn the_applicant_gives_his_reasons_when_he_is_asked() {
    let visit = Visit::begin().await;
    let (number, code) = visit.apply(&[]).await;
    let (case, version) = visit.case(&number).await;
    let desk = &visit.office.site.desk;
    let early = [("number", number.as_str()), ("code", &code), ("reasons", "写过的理由")];
    let refused = visit.post("/a/sifa/progress/reasons", &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody has asked");
    let until = desk.now().date().tomorrow().unwrap();
    desk.ask_reasons(&visit.office.disclosure, &case, version, until, "2019年1月至3月，共42件。").await.unwrap();
    visit.progress(&number, &code).await.shows("申请的理由");
    let empty = [("number", number.as_str()), ("code", &code), ("reasons", " ")];
    visit.post("/a/sifa/progress/reasons", &empty).await.shows("请写明申请的理由");
    let wrong = [("number", number.as_str()), ("code", "wrong"), ("reasons", "写过的理由")];
    let wrong = visit.post("/a/sifa/progress/reasons", &wrong).await;
    assert!(!wrong.text.contains("已经收到"), "{}", wrong.text);
    visit.post("/a/sifa/progress/reasons", &early).await.shows("您说明的理由已经收到");
    let application = desk.read_application(&visit.office.disclosure, &case).await.unwrap();
    let last = application.events.last().unwrap();
    assert!(matches!(last.event, affairs::application::Event::ReasonsGiven { .. }) && last.by.is_none());
    assert!(last.words == affairs::Personal::new(affairs::case::Words::of("写过的理由")), "his own words");
}

#[tokio::test]
async fn the_applicant_withdraws_once() {
    let visit = Visit::begin().await;
    let (number, code) = visit.apply(&[]).await;
    let receipt = [("number", number.as_str()), ("code", code.as_str())];
    let withdrawn = visit.post("/a/sifa/progress/withdraw", &receipt).await;
    assert_eq!(withdrawn.status, StatusCode::OK, "{}", withdrawn.text);
    assert!(withdrawn.text.contains("申请已经撤回") && !withdrawn.text.contains("确认撤回"), "{}", withdrawn.text);
    let again = visit.post("/a/sifa/progress/withdraw", &receipt).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn no_file_leaves_before_a_reply_is_served() {
    let visit = Visit::begin().await;
    let (number, code) = visit.apply(&[]).await;
    let hash = affairs::ContentHash::of(b"reply").to_string();
    let asked = [("number", number.as_str()), ("code", code.as_str()), ("file", hash.as_str())];
    let answer = visit.post("/a/sifa/progress/file", &asked).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    let stranger = [("number", number.as_str()), ("code", "wrong"), ("file", hash.as_str())];
    let answer = visit.post("/a/sifa/progress/file", &stranger).await;
    assert!(!answer.text.contains("法律援助经费"), "{}", answer.text);
}

/// A proof goes with the form; one that is no proof is refused at its field, and what was typed stays.
#[tokio::test]
async fn a_proof_goes_with_the_form() {
    let visit = Visit::begin().await;
    let desk = &visit.office.site.desk;
    let scan = desk.blank_application_form("试验市司法局", desk::applications::BlankForm::Pdf).await.unwrap();
    let answer = visit.send(multipart(&filled(&[]), "证件.pdf", &scan)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let first = receipt(&answer.text);
    let again = visit.send(multipart(&filled(&[]), "证件.pdf", &scan)).await;
    assert_eq!(first, receipt(&again.text));
    let (case, _) = visit.case(&first.0).await;
    let files = desk.case_files(&visit.office.disclosure, &case).await.unwrap();
    let roles: Vec<_> = files.iter().map(|file| file.role).collect();
    assert_eq!(roles, [affairs::application::FileRole::IdentityProof]);
    let answer = visit.send(multipart(&filled(&[]), "证件.png", b"MZ\x90\x00 no picture at all")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("identity_proof-error") && answer.text.contains("申请人甲"), "{}", answer.text);
}

fn multipart(fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Request<Body> {
    const EDGE: &str = "edge-of-a-part";
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    let head =
        format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"identity_proof\"; filename=\"{name}\"\r\n\r\n");
    body.extend(head.bytes());
    body.extend_from_slice(bytes);
    body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
    Request::post(FORM)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"))
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn the_calculator_answers_as_the_command_line_does() {
    let visit = Visit::begin().await;
    let asked = "/a/sifa/deadline?received_on=2019-09-27&sent1=2019-10-09&delivered1=2019-10-11&answered1=2019-10-25&kind1=third_party";
    let answer = visit.get(asked).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    for words in ["2019年11月18日（星期一）", "2019年10月12日（星期六）", "有13个工作日不计入", "第三十三条第三款"]
    {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
    let provisional = visit.get("/a/sifa/deadline?received_on=2026-12-01&extended_by=20").await.text;
    assert!(provisional.contains("2027年1月26日") && provisional.contains("暂定"), "{provisional}");
    for (asked, words) in [
        ("received_on=2019-09-27&extended_by=21", "第三十三条第二款"),
        ("received_on=2019-02-30", "无法识别"),
        ("received_on=&corrected_on=2019-03-01", "请填写收到申请之日"),
        ("received_on=2019-09-27&extended_by=many", "请写成数字"),
        ("received_on=2019-09-27&corrected_on=2019-09-01", "请核对日期"),
        ("received_on=9999-12-31", "太远"),
        ("received_on=2019-09-27&delivered2=2019-10-01", "请填写征求意见书发出之日"),
    ] {
        let refused = visit.get(&format!("/a/sifa/deadline?{asked}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        assert!(refused.text.contains(words), "{asked}: {}", refused.text);
    }
}

#[tokio::test]
async fn a_letters_code_is_genuine_or_it_is_not() {
    let visit = Visit::begin().await;
    let desk = &visit.office.site.desk;
    let agency = &visit.office.disclosure.agency;
    let hash = affairs::ContentHash::of("答复".as_bytes());
    let day = date(2019, 9, 27);
    let unsigned =
        affairs::letter::verification::Unsigned::new("试司公复〔2019〕1号", day, hash, "q3W-x_7Rt0KdP2uLz9aBcE")
            .unwrap();
    let (_, signature) = desk.keyring().unwrap().sign(agency, unsigned.signed_text().as_bytes()).unwrap();
    let payload = unsigned.with_signature(&signature).payload();
    let genuine = visit.post("/a/sifa/verify", &[("code", &payload)]).await;
    assert!(genuine.text.contains("签名有效") && genuine.text.contains("试司公复〔2019〕1号"), "{}", genuine.text);
    let forged = visit.post("/a/sifa/verify", &[("code", &payload.replace("〕1号", "〕2号"))]).await;
    assert!(forged.text.contains("签名与本机关的公钥不符"), "{}", forged.text);
    let half = visit.post("/a/sifa/verify", &[("code", &payload[..payload.len() - 4])]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    let keys = visit.get("/a/sifa/verify/keys").await.text;
    let key = desk.keyring().unwrap().public_keys(agency).remove(0);
    assert!(keys.contains(&key.id.to_string()) && keys.lines().count() == 2, "{keys}");
}

#[tokio::test]
async fn the_blank_form_is_there_on_paper() {
    let visit = Visit::begin().await;
    for (path, begins) in [("/a/sifa/apply/form.docx", &b"PK"[..]), ("/a/sifa/apply/form.pdf", &b"%PDF"[..])] {
        let first = visit.get(path).await;
        assert!(first.bytes.starts_with(begins), "{path}: {}", first.status);
        assert!(first.bytes == visit.get(path).await.bytes, "{path}");
    }
}

/// While he types, what is public is offered; and what is offered is a publication, marked as one.
#[tokio::test]
async fn what_is_public_is_offered_while_he_types() {
    let visit = Visit::begin().await;
    visit.office.publish("法律援助经费说明").await;
    crate::public::indexing::catch_up(visit.office.site.desk.reader(), visit.app.public().index()).await.unwrap();
    let typed = [("description", "我想要申请公开法律援助经费说明。谢谢"), ("wanted_number", "")];
    let offered = visit.post("/a/sifa/apply/matching", &typed).await;
    let found = cut(&offered.text);
    assert!(!found.items.is_empty(), "{}", offered.text);
    let nothing =
        visit.post("/a/sifa/apply/matching", &[("description", "完全没有的内容啊"), ("wanted_number", "")]).await;
    assert_eq!(found.rest, cut(&nothing.text).rest);
}
