//! The pages of the registers and of the annual report, asked for as a browser asks: entered, corrected, imported,
//! exported, written, frozen.

use affairs::Instant;
use affairs::document::{Column, ColumnGroup, ColumnKind};
use affairs::id::ColumnId;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use desk::Who;
use http_body_util::BodyExt;
use std::sync::Arc;
use store::search::Index;
use testkit::site::PASSWORD;
use testkit::{Site, Staffed};
use tower::ServiceExt;
use web::{App, WebSettings};

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

impl Page {
    fn shows(&self, words: &str) {
        assert!(self.text.contains(words), "no “{words}” ({}, to {}) in:\n{}", self.status, self.location, self.text);
    }

    fn leads_to(&self, start: &str) {
        assert!(self.location.starts_with(start), "to “{}”, not “{start}”:\n{}", self.location, self.text);
    }
}

impl Browser {
    async fn of(office: &Staffed, app: &App, who: &Who) -> Self {
        let person = store::people::by_id(office.site.desk.reader(), &who.agency, &who.person).await.unwrap().unwrap();
        let signed = office.site.desk.sign_in(&person.username, PASSWORD, "127.0.0.1", "test").await.unwrap();
        let at = office.site.desk.at_desk(&signed.token).await.unwrap().unwrap();
        Self { router: web::site(app.clone()), cookie: format!("session={}", signed.token), csrf: at.form_token }
    }

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

    async fn upload(&self, address: &str, name: &str, bytes: &[u8]) -> Page {
        let part = |head: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes();
        let mut body = part("name=\"csrf\"");
        body.extend(self.csrf.as_bytes());
        body.extend(b"\r\n");
        body.extend(part(&format!("name=\"file\"; filename=\"{name}\"")));
        body.extend(bytes);
        body.extend(b"\r\n--edge--\r\n");
        let request = Request::post(address)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

async fn office() -> (Staffed, App) {
    let office = Site::open().await.with_officers().await;
    let column = Column {
        id: ColumnId::new("annual-reports"),
        group: ColumnGroup::Management,
        kind: ColumnKind::AnnualReport,
        name: "年度报告".to_owned(),
        description: "历年年度报告".to_owned(),
        keywords: Vec::new(),
        position: 1,
    };
    office.site.desk.save_column(&office.disclosure_head, &column).await.unwrap();
    let index = Arc::new(Index::open(&office.site.folder.path().join("index"), &[]).unwrap());
    let app = App::new(office.site.desk.clone(), index, WebSettings::default());
    (office, app)
}

const ITEM: &[(&str, &str)] = &[
    ("code", "XK01"),
    ("kind", "行政许可"),
    ("name", "执业<核准>"),
    ("basis", "某办法"),
    ("section", "办公室"),
    ("from", "2018-03-01"),
    ("until", ""),
];

#[tokio::test]
async fn a_row_is_entered_corrected_and_voided_through_its_forms() {
    let (office, app) = office().await;
    let drafter = Browser::of(&office, &app, &office.drafter).await;
    drafter.get("/office/registers").await.shows("处理决定台账");
    drafter.get("/office/registers/items/new").await.shows("name=\"basis\"");
    let wrong = drafter.post("/office/registers/items/new", &[("code", "XK01"), ("from", "去年")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows("事项名称：不能为空");
    wrong.shows("“去年”不是日期");
    wrong.shows("value=\"XK01\"");

    let entered = drafter.post("/office/registers/items/new", ITEM).await;
    entered.leads_to("/office/registers/items/rows/");
    let address = entered.location.split('?').next().unwrap().to_owned();
    let row = drafter.get(&entered.location).await;
    row.shows("已登记。");
    row.shows("执业&#60;核准&#62;");
    let again = drafter.post("/office/registers/items/new", ITEM).await;
    again.shows("事项编码“XK01”已经登记过");

    let mut changed = ITEM.to_vec();
    changed[2].1 = "执业核准";
    changed.extend([("version", "1"), ("act", "correct"), ("reason", "")]);
    let refused = drafter.post(&address, &changed).await;
    refused.shows("请写明更正理由");
    changed.last_mut().unwrap().1 = "名称有误";
    drafter.post(&address, &changed).await.leads_to(&address);
    let row = drafter.get(&address).await;
    row.shows("名称有误");
    row.shows("<ins>执业核准</ins>");

    let list = drafter.get("/office/registers/items?kind=licence&year=2018").await;
    list.shows("更正过");
    let exported = drafter.get("/office/registers/items/export/csv?kind=licence").await;
    assert!(exported.bytes.starts_with("\u{feff}事项编码".as_bytes()));
    let workbook = drafter.get("/office/registers/items/export/xlsx").await;
    assert!(workbook.bytes.starts_with(b"PK"));

    drafter.post(&address, &[("version", "2"), ("act", "void"), ("reason", "登记错了")]).await.leads_to(&address);
    drafter.get(&address).await.shows("已经作废");
    drafter.get("/office/registers/items?voided=yes").await.shows("XK01");
    assert_eq!(drafter.get("/office/registers/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(drafter.get("/office/registers/fees/rows/none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sheet_is_previewed_and_imported_and_a_wrong_one_writes_nothing() {
    let (office, app) = office().await;
    let drafter = Browser::of(&office, &app, &office.drafter).await;
    let address = "/office/registers/fees/import";
    drafter.get(address).await.shows("收费项目编码");
    let heading = "收费项目编码,收费项目名称,收费依据,收费标准,列入日期,取消日期\n";
    let wrong = format!("{heading}F1,工本费,某法,每件十元,昨天,\n");
    let staged = drafter.upload(address, "收费.csv", wrong.as_bytes()).await;
    let preview = drafter.get(&staged.location).await;
    preview.shows("“昨天”不是日期");
    assert!(!preview.text.contains("全部导入（"));
    let noise = drafter.upload(address, "收费.csv", b"\x01\x02\x03\x00").await;
    drafter.get(&noise.location).await.shows("表格");

    let right = format!("{heading}F1,工本费,某法,每件十元,2018-01-01,\n");
    let staged = drafter.upload(address, "收费.csv", right.as_bytes()).await;
    drafter.get(&staged.location).await.shows("全部导入（1 行）");
    drafter.get("/office/registers/fees").await.shows("共 0 条");
    let head = Browser::of(&office, &app, &office.section_head).await;
    assert_eq!(head.get(&staged.location).await.status, StatusCode::NOT_FOUND);
    drafter.post(&staged.location, &[]).await.leads_to("/office/registers/fees?done=imported");
    drafter.get("/office/registers/fees").await.shows("工本费");
    let missing = drafter.upload(address, "", b"").await;
    missing.shows("请选择一个");
}

#[tokio::test]
async fn the_report_is_the_form_whose_cells_open_their_records() {
    let (office, app) = office().await;
    let drafter = Browser::of(&office, &app, &office.drafter).await;
    drafter.post("/office/registers/items/new", ITEM).await;
    let fields = [
        ("on", "2019-03-01"),
        ("item", "XK01"),
        ("number", "许〔2019〕1号"),
        ("result", "准予许可"),
        ("counterpart", "自然人"),
    ];
    drafter.post("/office/registers/decisions/new", &fields).await;
    let auditor = Browser::of(&office, &app, &office.auditor).await;
    auditor.get("/office/reports").await.shows("2019 年度报告");
    let report = auditor.get("/office/reports/2019").await;
    report.shows("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）");
    report.shows("href=\"/office/reports/2019/figures/table2.licences.decisions\"");
    assert!(!report.text.contains("冻结并送审"), "the auditor compiles nothing");
    let figure = auditor.get("/office/reports/2019/figures/table2.licences.decisions").await;
    figure.shows("许〔2019〕1号（准予许可）");
    figure.shows("{table2.licences.decisions}");
    assert_eq!(auditor.get("/office/reports/2019/figures/nothing").await.status, StatusCode::NOT_FOUND);
    let pdf = auditor.get("/office/reports/2019/files/pdf").await;
    assert!(pdf.bytes.starts_with(b"%PDF"));
    let json = auditor.get("/office/reports/2019/files/json").await;
    json.shows("\"table2\"");
}

/// The words of a report, with one paragraph left open.
fn words(first: &str) -> Vec<(&str, &str)> {
    vec![
        ("revision", "0"),
        ("preamble", "现公布2019年度报告，统计期限为2019年1月1日至2019年12月31日。"),
        ("overview.0.heading", "主动公开"),
        ("overview.0.text", first),
        ("overview.1.heading", "依申请公开"),
        ("overview.1.text", "本年度收到政府信息公开申请{foi.received}。"),
        ("overview.2.heading", "政府信息管理"),
        ("overview.2.text", "逐条编号。"),
        ("overview.3.heading", "政府信息公开平台建设"),
        ("overview.3.text", "提供检索。\n联系人待补充。"),
        ("overview.4.heading", "监督保障"),
        ("overview.4.text", "举办培训。"),
        ("problems.0.heading", "存在的主要问题"),
        ("problems.0.text", "解读形式单一的问题。"),
        ("problems.1.heading", "改进情况"),
        ("problems.1.text", "改进解读，进一步完善。"),
        ("other.0.text", "本年度收取信息处理费{fees.charged_yuan}。"),
    ]
}

#[tokio::test]
async fn the_words_are_written_explained_and_frozen_on_the_pages() {
    let (office, app) = office().await;
    office.publish("法律援助便民措施").await;
    let officer = Browser::of(&office, &app, &office.disclosure).await;
    let drafter = Browser::of(&office, &app, &office.drafter).await;
    assert_ne!(drafter.get("/office/reports/2019/narrative").await.status, StatusCode::OK);
    officer.get("/office/reports/2019/narrative").await.shows("portal.events.total");
    let refused = officer.post("/office/reports/2019/narrative", &words("公开{portal.all}条。")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("不是已知的数字");
    refused.shows("公开{portal.all}条。");
    let saved = officer.post("/office/reports/2019/narrative", &words("公开{portal.events.total}条。")).await;
    saved.leads_to("/office/reports/2019?done=saved");

    office.site.clock.set(Instant::of_shanghai(jiff::civil::date(2020, 1, 8).at(10, 0, 0, 0)));
    let officer = Browser::of(&office, &app, &office.disclosure).await;
    let report = officer.get("/office/reports/2019").await;
    report.shows("公开<a class=\"live-figure\" href=\"/office/reports/2019/figures/portal.events.total\">1条</a>");
    report.shows("（上年 0条）");
    report.shows("处提示没有说明");
    while let Some(finding) = next_finding(&officer.get("/office/reports/2019").await.text) {
        let fields = [("finding", finding.as_str()), ("words", "经核对可以保留")];
        officer.post("/office/reports/2019/explain", &fields).await.leads_to("/office/reports/2019?done=explained");
    }
    let drafter = office.drafter.person.to_string();
    let frozen = officer.post("/office/reports/2019/freeze", &[("drafter", &drafter)]).await;
    frozen.leads_to("/office/reports/2019?done=frozen");
    let report = officer.get("/office/reports/2019").await;
    report.shows("已冻结，待送审");
    report.shows("送审文件");
    officer.get("/office/reports/2019/narrative").await.leads_to("/office/reports/2019");
    let reopened = officer.post("/office/reports/2019/reopen", &[("reason", "核对数字")]).await;
    reopened.leads_to("/office/reports/2019?done=reopened");
}

/// The first finding of a page that waits for its explanation.
fn next_finding(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("name=\"finding\" value=\"")?;
    Some(rest.split('"').next()?.to_owned())
}

#[tokio::test]
async fn the_year_s_work_is_seen_in_its_registers_and_section_five_is_kept_as_a_list() {
    let (office, app) = office().await;
    let drafter = Browser::of(&office, &app, &office.drafter).await;
    let point = [
        ("number", "点<1>"),
        ("document", "要点"),
        ("item", "公开指南"),
        ("section", "办公室"),
        ("due", "2018-12-20"),
        ("state", "推进中"),
    ];
    let entered = drafter.post("/office/registers/work_points/new", &point).await;
    entered.leads_to("/office/registers/work_points/rows/");
    drafter.get("/office/registers/work_points").await.shows("逾期");
    let wrong = drafter.post("/office/registers/trainings/new", &[("number", "1"), ("hours", "两")]).await;
    wrong.shows("不是学时");

    let head = Browser::of(&office, &app, &office.disclosure_head).await;
    let list = head.get("/office/reports/2018/problems").await;
    list.shows("要点任务“公开指南”没有按期完成");
    let taken = head.post("/office/reports/2018/problems", &[("act", "take"), ("source", "point/点<1>")]).await;
    taken.leads_to("/office/reports/2018/problems?done=problem_raised");
    head.get("/office/reports/2018/problems").await.shows("问题清单（1 项）");
    let half = head.post("/office/reports/2018/problems", &[("act", "raise"), ("problem", "写了<一半>")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    half.shows("请写明责任科室。");
    half.shows("写了&#60;一半&#62;");
    head.get("/office/reports/2018").await.shows("问题清单有 1 项没有写进第五部分");
    head.post("/office/reports/2018/problems", &[("act", "write")])
        .await
        .leads_to("/office/reports/2018/problems?done");
    head.get("/office/reports/2018").await.shows("一是要点任务“公开指南”没有按期完成");
    head.get("/office/reports/2018/year-end").await.shows("结转下年（0 件）");
    let refused = drafter.post("/office/reports/2018/problems", &[("act", "write")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let package = head.post("/office/reports/2018/inspection", &[("first", "2018")]).await;
    assert!(package.bytes.starts_with(b"PK"));
}

#[tokio::test]
async fn the_writer_sees_last_years_words_how_much_he_repeats_and_a_way_to_begin() {
    let (office, app) = office().await;
    let head = Browser::of(&office, &app, &office.disclosure_head).await;
    let said = "本年度举办信息员专题培训三次，并对已公开的信息逐条抽样核查。";
    let fields = |revision: &'static str| {
        [("revision", revision), ("overview.0.heading", "监督保障"), ("overview.0.text", said), ("act", "stay")]
    };
    head.post("/office/reports/2018/narrative", &fields("0")).await.leads_to("/office/reports/2018/narrative");
    head.post("/office/reports/2019/narrative", &fields("0")).await.leads_to("/office/reports/2019/narrative");
    let page = head.get("/office/reports/2019/narrative").await;
    page.shows("上年的“监督保障”");
    page.shows("100%</span> 的文字与上年报告相同");
    let begun = [("revision", "1"), ("overview.0.heading", "监督保障"), ("act", "template:监督保障")];
    let page = head.post("/office/reports/2019/narrative", &begun).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows("已完成{work.points_done}。</textarea>");
}
