//! A small site of samples: every item and every page is made with every one of them, kept as snapshots, and written to a
//! folder for a browser when `GONGKAI_SAMPLES` names one.

use super::applying::{DeadlinePage, DoorsPage, FormPage, Limits, ProgressPage, VerifyPage};
use super::chrome::{Section, Site};
use super::item::{Item, ItemKind, Notice, PageName, Place, PublishedItem, Signed};
use super::pages::{catalogue, column, document, guide, home, leave, map, reports, search};
use crate::kit::{Display, Errors, Pages};
use crate::office::Fields;
use affairs::agency::{Agency, SeatKind};
use affairs::document::body::{Align, ListItem, Table, TableCell, TableRow};
use affairs::document::site::{ApplicationDesk, Contact, Guide, LeadingSeat};
use affairs::document::{
    Action, Attachment, Block, Body, Bundle, BundleKind, Column, ColumnGroup, ColumnKind, Inline, Origin, Release,
    SiteFacts,
};
use affairs::id::{AgencyId, ColumnId, DocumentId};
use affairs::publication::{Standing, UNDER_REVIEW};
use affairs::review::chain::Level;
use affairs::{ContentHash, Instant};
use askama::Template;
use law::disclosure_categories::{Article20, PublicAttribute, Stage};
use std::sync::Arc;

pub fn at(text: &str) -> Instant {
    Instant::of_shanghai(text.parse().unwrap())
}

fn text(text: &str) -> String {
    text.to_owned()
}

pub fn bundle(document: &str, title: &str, body: &Body) -> Bundle {
    Bundle {
        format: text(affairs::document::bundle::FORMAT),
        agency: AgencyId::new("agency"),
        document: DocumentId::new(document),
        edition: 1,
        kind: BundleKind::Article,
        action: Action::Publish,
        title: text(title),
        body: ContentHash::of(&body.bytes().unwrap()),
        summary: text("说明窗口调整后的办理地点、时间和所需材料，供办事群众提前准备。"),
        index_number: text("11410000MB0000001X/2019-00012"),
        document_number: text("云司〔2019〕12号"),
        generated_on: "2019-03-04".parse().unwrap(),
        origin: Origin::Made,
        source: text("云川市司法局"),
        keywords: vec![text("法律援助"), text("办事窗口")],
        article20: Some(Article20::LicencesAndServices),
        stage: Some(Stage::Service),
        public_attribute: PublicAttribute::Proactive,
        attribute_reason: String::new(),
        targets: vec![ColumnId::new("notices")],
        release: Release::AtOnce,
        attachments: Vec::new(),
        images: Vec::new(),
        facts: serde_json::Value::Null,
    }
}

fn column(id: &str, group: ColumnGroup, kind: ColumnKind, name: &str, description: &str, position: i64) -> Column {
    let keywords = vec![text(name)];
    Column { id: ColumnId::new(id), group, kind, name: text(name), description: text(description), keywords, position }
}

pub fn facts() -> SiteFacts {
    use ColumnGroup::{Management, Overview, Policy};
    SiteFacts {
        name: text("云川市司法局"),
        introduction: text("这里公布云川市司法局制作和保存的政府信息，每一条都经过四级审核。"),
        domain: text("sifa.yunchuan.example"),
        site_code: text("4100000001"),
        sponsor: text("云川市司法局"),
        undertaker: text("云川市司法局办公室"),
        contact: contact(),
        icp_number: text("演ICP备00000000号"),
        police_number: text("演公网安备 00000000000000号"),
        official_mark_address: text("https://mark.example/show?id=1"),
        error_report_address: text("https://report.example/?site=4100000001"),
        columns: vec![
            column(
                "org-profile",
                Overview,
                ColumnKind::Facts,
                "机构概况",
                "机关性质、内设科室、办公地址和联系方式。",
                0,
            ),
            column("duties", Overview, ColumnKind::Facts, "职能", "机关承担的职能和职责依据。", 1),
            column("leaders", Overview, ColumnKind::Facts, "领导分工", "局领导职务、分管工作和备岗安排。", 2),
            column("guide", Management, ColumnKind::Guide, "公开指南", "怎样查询信息、怎样申请公开。", 0),
            column("systems", Management, ColumnKind::Rules, "公开制度", "保密审查、申请办理等公开工作制度。", 1),
            column(
                "annual-reports",
                Management,
                ColumnKind::AnnualReport,
                "年度报告",
                "历年政府信息公开工作年度报告。",
                2,
            ),
            column(
                "notices",
                Management,
                ColumnKind::Notice,
                "公告公示",
                "面向社会的公告、公示和采购、预决算信息。",
                3,
            ),
            column("news", Management, ColumnKind::News, "司法动态", "法治宣传、法律服务、人民调解等工作动态。", 4),
            column("policy", Policy, ColumnKind::Policy, "政策信息", "本局的工作安排、上级政策转载和解读。", 0),
        ],
        guide: sample_guide(),
        leading_group: vec![
            LeadingSeat { seat: SeatKind::Leader, duty: text("局长"), name: String::new() },
            LeadingSeat { seat: SeatKind::Member, duty: text("办公室主任"), name: String::new() },
        ],
        ..SiteFacts::default()
    }
}

fn contact() -> Contact {
    Contact {
        organ: text("云川市司法局办公室"),
        address: text("云川市示范路100号三楼"),
        postcode: text("000100"),
        telephone: text("0391-0000123"),
        fax: text("0391-0000124"),
        email: text("gongkai@sifa.yunchuan.example"),
        hours: text("工作日8:30至12:00、14:30至18:00"),
    }
}

fn sample_guide() -> Guide {
    Guide {
        classification: vec![text("概况信息：机构概况、职能、领导分工。"), text("政策信息：工作安排和政策解读。")],
        arrangement: text("每条信息编列索引号，由机关代码、年份和流水号组成，索引号不重复使用。"),
        ways_to_obtain: vec![text("在本网站检索、浏览或者下载。"), text("到市档案馆、图书馆查阅点查阅。")],
        body: contact(),
        application: ApplicationDesk {
            in_person: text("工作日办公时间到办公室提交书面申请；书写有困难的可以口头提出，由工作人员代为记录。"),
            by_post: text("邮寄至云川市示范路100号，信封注明“政府信息公开申请”。"),
            content: vec![text("申请人的姓名或者名称、身份证明、联系方式"), text("所需信息的名称、文号或者其他特征")],
            reply_period: text("能够当场答复的当场答复；不能当场答复的，自收到申请之日起二十个工作日内答复。"),
        },
        remedy: text("对答复不服的，可以依法申请行政复议或者提起行政诉讼。"),
        supervision: text("对本机关信息公开工作有意见的，可以向云川市人民政府办公室反映。"),
    }
}

pub fn face() -> PublishedItem {
    let body = Body::default();
    let mut bundle = bundle("face", "网站信息", &body);
    bundle.kind = BundleKind::Site;
    bundle.targets.clear();
    bundle.facts = facts().to_value();
    published(bundle, body, Standing::Live)
}

fn published(bundle: Bundle, body: Body, standing: Standing) -> PublishedItem {
    let released = (at("2019-03-05T09:30"), at("2019-03-05T09:30"));
    let mut item = PublishedItem::new(bundle.hash().unwrap(), bundle, body, standing, released);
    item.signatures = signatures();
    item
}

fn signatures() -> Vec<Signed> {
    let times = ["2019-03-04T10:20", "2019-03-04T15:05", "2019-03-04T17:40", "2019-03-05T08:50"];
    let signed = Level::ALL.into_iter().zip(times);
    signed.map(|(level, time)| Signed { level, at: at(time), acting: level == Level::Leader }).collect()
}

fn inlines(words: &str) -> Vec<Inline> {
    vec![Inline::text(words)]
}

#[expect(clippy::too_many_lines, reason = "a sample of every block there is")]
fn rich_body() -> Body {
    let cell = |words: &str, header: bool| TableCell::text(words, header);
    let wide = |words: &str, rowspan: u16, colspan: u16| TableCell { rowspan, colspan, ..cell(words, false) };
    let link = |href: &str, words: &str| Inline::Link { href: text(href), inlines: inlines(words) };
    Body {
        blocks: vec![
            Block::paragraph(
                "为方便群众办事，自2019年3月11日起，法律援助、公证、人民调解三个窗口集中到公共法律服务大厅办理。现将有关事项通知如下。",
            ),
            Block::heading(2, "一、办理地点和时间"),
            Block::paragraph(
                "地点：云川市示范路100号一楼公共法律服务大厅。时间：工作日上午8:30至12:00，下午14:30至18:00；星期六上午值班，只受理法律援助申请和法律咨询，不出具公证书。",
            ),
            Block::heading(2, "二、窗口安排"),
            Block::Table(Table {
                caption: text("公共法律服务大厅窗口一览"),
                rows: vec![
                    TableRow {
                        cells: vec![
                            cell("窗口", true),
                            cell("办理事项", true),
                            cell("需带材料", true),
                            cell("电话", true),
                        ],
                    },
                    TableRow {
                        cells: vec![
                            wide("1号", 2, 1),
                            cell("法律援助申请", false),
                            cell("身份证明、经济困难说明", false),
                            cell("0391-0000131", false),
                        ],
                    },
                    TableRow {
                        cells: vec![cell("法律咨询", false), cell("无", false), cell("0391-0000131", false)]
                    },
                    TableRow {
                        cells: vec![cell("2号", false), wide("公证受理、人民调解登记，具体材料可以先打电话询问", 1, 3)],
                    },
                ],
            }),
            Block::heading(2, "三、注意事项"),
            Block::List {
                ordered: true,
                items: ["请携带身份证原件。", "行动不便的，可以预约上门办理。", "所有法律援助事项不收取费用。"]
                    .map(|words| ListItem { blocks: vec![Block::paragraph(words)] })
                    .to_vec(),
            },
            Block::Paragraph {
                align: Align::Start,
                indent: true,
                inlines: vec![
                    Inline::text("全国统一的法律服务网见"),
                    link("https://law.example/?from=云川", "法律服务网"),
                    Inline::text("，本局公告见"),
                    link("/d/plain", "相关通知"),
                    Inline::text("。"),
                    Inline::Strong { inlines: inlines("老人、残疾人优先办理。") },
                ],
            },
            Block::Paragraph { align: Align::End, indent: false, inlines: inlines("云川市司法局") },
            Block::Paragraph { align: Align::End, indent: false, inlines: inlines("2019年3月4日") },
        ],
    }
}

pub fn rich() -> PublishedItem {
    let body = rich_body();
    let mut bundle = bundle("rich", "云川市司法局关于公共法律服务窗口集中办理的通知", &body);
    let file = |name: &str, media_type: &str, size| Attachment {
        file: ContentHash::of(name.as_bytes()),
        name: text(name),
        media_type: text(media_type),
        size,
        pages: None,
        typed_text: String::new(),
    };
    bundle.attachments = vec![
        file("公共法律服务大厅窗口一览.pdf", "application/pdf", 182_344),
        file(
            "法律援助申请表（样表）.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            24_120,
        ),
    ];
    published(bundle, body, Standing::Live)
}

fn plain(document: &str, title: &str) -> PublishedItem {
    let body = Body::from_lines("正文一段。");
    published(bundle(document, title, &body), body, Standing::Live)
}

/// A title at its limit, markup in every text, characters outside the basic plane.
fn awkward() -> PublishedItem {
    let body = Body::from_lines("<script>alert(1)</script> & \"引号\" '单引' 𠮷野家 ﹏");
    let long = "关于进一步加强和改进全市基层公共法律服务体系建设工作的实施意见（征求意见稿）".repeat(5);
    let mut bundle = bundle("awkward", &format!("<b>𠮷</b> & {long}"), &body);
    bundle.summary = text("<img src=x onerror=alert(1)>");
    bundle.keywords = vec![text("\"><script>"), text("𠮷")];
    bundle.source = text("某局 & <某科>");
    bundle.origin =
        Origin::Reposted { source: text("上级<机关>"), original_number: text("国办发〔2019〕1号") };
    published(bundle, body, Standing::Live)
}

fn with_notice(standing: Standing, title: &str, words: &str) -> PublishedItem {
    let document = standing.code().replace('_', "-");
    let body = Body::from_lines("原来的正文，撤回以后不再显示。");
    let mut item = published(bundle(&document, "云川市司法局关于年检安排的通知", &body), body, standing);
    let words = Body::from_lines(words);
    let mut notice = bundle(&document, title, &words);
    notice.edition = 2;
    let hash = notice.hash().unwrap();
    item.notice = Some(Box::new(Notice { hash, bundle: notice, body: words, signatures: signatures() }));
    item.released_at = at("2019-11-20T16:00");
    item
}

fn report() -> PublishedItem {
    let mut item = rich();
    item.bundle.kind = BundleKind::AnnualReport;
    item.bundle.document = DocumentId::new("report");
    item.bundle.title = text("云川市司法局2019年政府信息公开工作年度报告");
    item.hash = item.bundle.hash().unwrap();
    item
}

/// Every sort of publication there is.
pub fn all() -> Vec<PublishedItem> {
    vec![
        rich(),
        plain("plain", "云川市司法局举办宪法宣传周活动"),
        awkward(),
        with_notice(Standing::Repealed, "关于废止年检安排通知的决定", "因上级规定变化，本通知自2019年11月20日起废止。"),
        with_notice(Standing::Withdrawn, "关于撤回年检安排通知的说明", "因数据有误，本信息撤回，更正后另行公布。"),
        with_notice(Standing::TakenDown, "", ""),
        report(),
    ]
}

pub fn place() -> Place {
    Place { base: text("https://sifa.yunchuan.example"), path: text("/a/yunchuan") }
}

pub fn site(with_face: bool) -> Site {
    let agency = Agency {
        id: AgencyId::new("agency"),
        slug: text("yunchuan"),
        name: text("云川市司法局"),
        host: String::new(),
        code: text("11410000MB0000001X"),
    };
    let face = with_face.then(|| Arc::new(face()));
    Site { agency: Arc::new(agency), place: place(), face, demo: false }
}

/// Every page template with these publications, by name.
pub fn pages(site: &Site, published: &[PublishedItem], display: Display) -> Vec<(&'static str, String)> {
    let shown: Vec<&PublishedItem> = published.iter().filter(|one| one.standing.shows_text()).collect();
    let items = |kind: ItemKind| -> Vec<Item> { shown.iter().map(|one| site.of(&kind, one)).collect() };
    let mut pages = vec![
        ("home", home_page(site, &items(ItemKind::Entry), display)),
        ("column", column_page(site, items(ItemKind::Entry), display)),
        ("catalogue", catalogue_page(site, items(ItemKind::CatalogueRow), display)),
        ("reports", reports_page(site, items(ItemKind::Report), display)),
        ("search", search_page(site, &shown, display)),
        ("leaving", leaving_page(site, published, display)),
        ("checking", checking_page(site, display)),
    ];
    pages.extend(fixed_pages(site, &items(ItemKind::Entry), display));
    pages.extend(applying_pages(site, display));
    pages
}

fn home_page(site: &Site, entries: &[Item], display: Display) -> String {
    let columns = site.face.iter().flat_map(|_| ["notices", "news", "policy"]).map(|column| home::ColumnCard {
        name: site.item(&ItemKind::ColumnName(ColumnId::new(column))),
        lines: entries.to_vec(),
    });
    let page = home::HomePage {
        chrome: site.chrome(PageName::Home, Section::Home, display, "/a/yunchuan/"),
        introduction: site.item(&ItemKind::Introduction),
        columns: columns.collect(),
        map: site.item(&ItemKind::ColumnNavigation(None)),
        contacts: site.item(&ItemKind::Contacts),
    };
    page.render().unwrap()
}

fn column_page(site: &Site, entries: Vec<Item>, display: Display) -> String {
    let id = ColumnId::new("notices");
    let total = if entries.is_empty() { 0 } else { 321 };
    let page = column::ColumnPage {
        chrome: site.column_chrome(&id, display, "/a/yunchuan/c/notices"),
        crumb: site.item(&ItemKind::ColumnCrumb(id.clone())),
        head: site.item(&ItemKind::ColumnHead(id.clone())),
        navigation: site.item(&ItemKind::ColumnNavigation(Some(id))),
        entries,
        pages: Pages::new(3, total, 20, "/a/yunchuan/c/notices?page="),
    };
    page.render().unwrap()
}

fn catalogue_page(site: &Site, rows: Vec<Item>, display: Display) -> String {
    let page = catalogue::CataloguePage {
        chrome: site.chrome(PageName::Catalogue, Section::Disclosed, display, "/a/yunchuan/catalogue"),
        navigation: site.item(&ItemKind::ColumnNavigation(None)),
        pages: Pages::new(1, rows.len(), 30, "/a/yunchuan/catalogue?page="),
        rows,
    };
    page.render().unwrap()
}

fn reports_page(site: &Site, reports: Vec<Item>, display: Display) -> String {
    let page = reports::ReportsPage {
        chrome: site.chrome(PageName::Reports, Section::Reports, display, "/a/yunchuan/reports"),
        reports,
        others: Vec::new(),
    };
    page.render().unwrap()
}

fn search_page(site: &Site, shown: &[&PublishedItem], display: Display) -> String {
    let hits = shown.iter().map(|one| search::ShownHit {
        frame: site.of(&ItemKind::Hit, one),
        bundle: one.hash.to_string(),
        snippet: text("…自2019年3月11日起，<mark>法律援助</mark>、公证、人民调解三个窗口集中办理…"),
    });
    let mut chrome = site.chrome(PageName::Search, Section::Other, display, "/a/yunchuan/search?q=x");
    chrome.no_index = true;
    let page = search::SearchPage {
        chrome,
        question: text("法律援助 \"窗口\""),
        columns: site.item(&ItemKind::ColumnChoices(None)),
        years: if shown.is_empty() { Vec::new() } else { vec![(2019, true), (2018, false)] },
        kinds: vec![("article", "文件和信息", false), ("annual_report", "年度报告", false)],
        pages: Pages::new(1, shown.len(), 10, "/a/yunchuan/search?q=x&page="),
        hits: hits.collect(),
    };
    page.render().unwrap()
}

fn leaving_page(site: &Site, published: &[PublishedItem], display: Display) -> String {
    let kind = ItemKind::Leaving(text("https://law.example/?from=云川"));
    let leaving = published.first().map_or_else(Item::default, |one| site.of(&kind, one));
    let mut chrome = site.chrome(PageName::Leaving, Section::Other, display, "/a/yunchuan/");
    chrome.no_index = true;
    leave::LeavePage { chrome, leaving }.render().unwrap()
}

fn checking_page(site: &Site, display: Display) -> String {
    let mut chrome = site.chrome(PageName::Home, Section::Other, display, "/d/x");
    chrome.no_index = true;
    document::CheckingPage { chrome, words: UNDER_REVIEW }.render().unwrap()
}

fn fixed_pages(site: &Site, entries: &[Item], display: Display) -> Vec<(&'static str, String)> {
    let chrome = |page, section| site.chrome(page, section, display, "/a/yunchuan/x");
    let guide = guide::GuidePage {
        chrome: chrome(PageName::Guide, Section::Guide),
        guide: site.item(&ItemKind::Guide),
        leading_group: site.item(&ItemKind::LeadingGroup),
        entries: entries.iter().take(1).cloned().collect(),
    };
    let rules = guide::RulesPage { chrome: chrome(PageName::Rules, Section::Rules), entries: entries.to_vec() };
    let map =
        map::MapPage { chrome: chrome(PageName::SiteMap, Section::Other), columns: site.item(&ItemKind::ColumnMap) };
    vec![("guide", guide.render().unwrap()), ("rules", rules.render().unwrap()), ("site-map", map.render().unwrap())]
}

fn applying_pages(site: &Site, display: Display) -> Vec<(&'static str, String)> {
    let chrome = |page| site.chrome(page, Section::Application, display, "/a/yunchuan/x");
    let doors = DoorsPage { chrome: chrome(PageName::Application), application: site.item(&ItemKind::Application) };
    let (fields, errors) = (Fields::default, Errors::none);
    let (key, limits) = (text("00000000000000000000000000"), Limits { largest: 20 * 1024 * 1024, most: 10 });
    let form = FormPage::new(chrome(PageName::ApplicationForm), fields(), errors(), key, limits);
    let progress = ProgressPage { chrome: chrome(PageName::Progress), errors: errors(), number: String::new() };
    let deadline = DeadlinePage::new(chrome(PageName::Deadline), fields(), errors(), None);
    let verify = VerifyPage {
        chrome: chrome(PageName::Verify),
        agency: text("云川市司法局"),
        errors: errors(),
        code: String::new(),
        found: None,
    };
    vec![
        ("application", doors.render().unwrap()),
        ("application-form", form.render().unwrap()),
        ("progress", progress.render().unwrap()),
        ("deadline", deadline.render().unwrap()),
        ("verify", verify.render().unwrap()),
    ]
}

/// A document's page.
pub fn document_page(site: &Site, published: &PublishedItem, display: Display) -> String {
    let page = document::DocumentPage {
        chrome: site.document_chrome(published, display, "/d/x"),
        crumb: site.item(&ItemKind::ColumnCrumb(ColumnId::new("notices"))),
        document: site.of(&ItemKind::Document, published),
    };
    page.render().unwrap()
}
