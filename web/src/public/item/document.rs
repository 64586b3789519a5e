//! The whole document: its facts, its text, its files, and how it was reviewed.

use super::charts;
use super::links::{document_address, with_notices};
use super::{Mark, Place, PublishedItem, Signed, file_address, filled};
use affairs::document::{Body, Bundle, Origin};
use affairs::publication::Standing;
use affairs::review::chain::Level;
use affairs::time::chinese_date;
use askama::Template;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "public/item/document.html")]
struct DocumentArticle<'page> {
    mark: &'page Mark,
    bundle: &'page Bundle,
    facts: Vec<Fact>,
    repeal: Option<Words>,
    body: String,
    charts: String,
    files: Vec<(String, String, u64)>,
    signatures: Vec<Step>,
    released: String,
    updated: String,
    address: String,
}

#[derive(Template)]
#[template(path = "public/item/withdrawal.html")]
struct WithdrawalArticle<'page> {
    mark: &'page Mark,
    words: Words,
    files: Vec<(String, String, u64)>,
    signatures: Vec<Step>,
}

/// One line of the quiet block.
struct Fact {
    label: &'static str,
    text: String,
    wide: bool,
    code: bool,
}

/// The words of a withdrawal or a repeal.
struct Words {
    title: String,
    body: String,
    date: String,
}

/// One step of the review as the public reads it.
struct Step {
    what: String,
    when: String,
}

pub fn page(published: &PublishedItem, place: &Place, mark: &Mark) -> String {
    match (published.standing, &published.notice) {
        (Standing::Withdrawn, Some(notice)) => filled(&WithdrawalArticle {
            mark,
            words: words(&notice.bundle, &notice.body, published, place),
            files: files(&notice.bundle),
            signatures: steps(&notice.signatures, published),
        }),
        // Without its words, or in an emergency, the page has nothing of its own to say.
        (Standing::Withdrawn | Standing::TakenDown, _) => String::new(),
        (Standing::Live | Standing::Repealed, _) => filled(&article(published, place, mark)),
    }
}

fn article<'page>(published: &'page PublishedItem, place: &Place, mark: &'page Mark) -> DocumentArticle<'page> {
    let bundle = &published.bundle;
    let repealed = published.standing == Standing::Repealed;
    let notice = published.notice.as_ref().filter(|_| repealed);
    let updated = published.released_at != published.first_released_at;
    DocumentArticle {
        mark,
        bundle,
        facts: facts(published),
        repeal: repealed.then(|| match notice {
            Some(notice) => words(&notice.bundle, &notice.body, published, place),
            None => Words { title: String::new(), body: String::new(), date: String::new() },
        }),
        body: html(&published.body, bundle, place),
        charts: charts::of(bundle),
        files: files(bundle),
        signatures: steps(&published.signatures, published),
        released: published.first_released_at.minute_text(),
        updated: if updated { published.released_at.minute_text() } else { String::new() },
        address: document_address(&bundle.document),
    }
}

fn html(body: &Body, bundle: &Bundle, place: &Place) -> String {
    with_notices(body, place, &bundle.document).to_html(&|hash| file_address(hash, "image"))
}

fn words(bundle: &Bundle, body: &Body, published: &PublishedItem, place: &Place) -> Words {
    Words {
        title: bundle.title.clone(),
        body: html(body, bundle, place),
        date: chinese_date(published.released_at.date()),
    }
}

fn files(bundle: &Bundle) -> Vec<(String, String, u64)> {
    let files = bundle.attachments.iter();
    files.map(|file| (file_address(&file.file, &file.name), file.name.clone(), file.size)).collect()
}

fn facts(published: &PublishedItem) -> Vec<Fact> {
    let bundle = &published.bundle;
    let category = bundle.article20.map_or_else(String::new, |item| format!("{}：{}", item.article(), item.label()));
    let standing = if published.standing == Standing::Repealed { "已废止" } else { "有效" };
    let lines = [
        ("索引号", bundle.index_number.clone(), false, true),
        ("文号", bundle.document_number.clone(), false, false),
        ("来源", source(bundle), false, false),
        ("生成日期", chinese_date(bundle.generated_on), false, false),
        ("发布日期", chinese_date(published.first_released_at.date()), false, false),
        ("公开属性", bundle.public_attribute.label().to_owned(), false, false),
        ("公开环节", bundle.stage.map_or_else(String::new, |stage| stage.label().to_owned()), false, false),
        ("有效性", standing.to_owned(), false, false),
        ("公开类别", category, true, false),
        ("关键词", bundle.keywords.join("、"), true, false),
        ("内容概述", bundle.summary.clone(), true, false),
    ];
    let shown = lines.into_iter().filter(|(_, text, ..)| !text.trim().is_empty());
    shown.map(|(label, text, wide, code)| Fact { label, text, wide, code }).collect()
}

fn source(bundle: &Bundle) -> String {
    match &bundle.origin {
        Origin::Made => bundle.source.clone(),
        Origin::Obtained { from, .. } => format!("{}（获取自{from}）", bundle.source),
        Origin::Reposted { source, original_number } if original_number.is_empty() => format!("{source}（转载）"),
        Origin::Reposted { source, original_number } => format!("{source}（转载，原文号：{original_number}）"),
        Origin::JointlyMade { lead, co_makers, .. } => format!("{lead}（牵头），{}", co_makers.join("、")),
    }
}

fn steps(signatures: &[Signed], published: &PublishedItem) -> Vec<Step> {
    let mut steps: Vec<Step> = signatures.iter().map(step).collect();
    if !steps.is_empty() {
        steps.push(Step { what: "发布".to_owned(), when: published.released_at.minute_text() });
    }
    steps
}

fn step(signed: &Signed) -> Step {
    let verb = match signed.level {
        Level::Drafter => "起草送审",
        Level::SectionHead => "审查通过",
        Level::SecrecyReviewer => "保密审查通过",
        Level::Leader => "审定通过",
    };
    let acting = if signed.acting { "（受委托）" } else { "" };
    Step { what: format!("{}{acting}{verb}", signed.level.label()), when: signed.at.minute_text() }
}

/// The document for machines. The same facts as the page, none more.
pub fn json(published: &PublishedItem, place: &Place) -> String {
    let shown = published.notice_or_self();
    let bundle = if published.standing == Standing::Withdrawn { shown } else { &published.bundle };
    let mut out = json!({
        "format": "gongkai-document/1",
        "item": format!("json:{}", published.mark_hash()),
        "address": format!("{}{}", place.base, document_address(&bundle.document)),
        "standing": published.standing.code(),
        "title": bundle.title,
        "released_at": published.released_at.rfc3339(),
        "review": published.signatures_shown().iter().map(signature).collect::<Vec<Value>>(),
    });
    if published.standing.shows_text()
        && let (Value::Object(out), Value::Object(more)) = (&mut out, text_of(published, place))
    {
        out.extend(more);
    }
    serde_json::to_string_pretty(&out).unwrap_or_default()
}

fn signature(signed: &Signed) -> Value {
    json!({"level": signed.level.label(), "at": signed.at.rfc3339(), "acting": signed.acting})
}

fn text_of(published: &PublishedItem, place: &Place) -> Value {
    let bundle = &published.bundle;
    let files = bundle.attachments.iter().map(|file| {
        json!({
            "name": file.name, "media_type": file.media_type, "size": file.size, "hash": file.file.as_str(),
            "address": format!("{}{}", place.base, file_address(&file.file, &file.name)),
        })
    });
    json!({
        "edition": bundle.edition,
        "index_number": bundle.index_number,
        "document_number": bundle.document_number,
        "generated_on": bundle.generated_on.to_string(),
        "first_released_at": published.first_released_at.rfc3339(),
        "source": source(bundle),
        "public_attribute": bundle.public_attribute.label(),
        "article20": bundle.article20.map(law::disclosure_categories::Article20::code),
        "stage": bundle.stage.map(law::disclosure_categories::Stage::label),
        "keywords": bundle.keywords,
        "columns": bundle.targets,
        "summary": bundle.summary,
        "body": *published.body,
        "text": published.body.plain_text(),
        "files": files.collect::<Vec<Value>>(),
        "facts": if bundle.kind == affairs::document::BundleKind::AnnualReport { bundle.facts.clone() } else { Value::Null },
    })
}
