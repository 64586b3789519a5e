//! A document as one line among others.

use super::links::document_address;
use super::{Mark, PublishedItem};
use affairs::document::body_html::escape;
use affairs::publication::Standing;
use affairs::time::chinese_date;

/// Summaries in the catalogue are cut here.
const OUTLINE: usize = 90;

fn repealed_chip(published: &PublishedItem) -> &'static str {
    match published.standing {
        Standing::Repealed => " <span class=\"chip wait\">已废止</span>",
        _ => "",
    }
}

fn link(published: &PublishedItem) -> String {
    let bundle = &published.bundle;
    format!("<a href=\"{}\">{}</a>", document_address(&bundle.document), escape(&bundle.title))
}

fn release_date(published: &PublishedItem) -> String {
    published.released_at.date().to_string()
}

fn time_element(published: &PublishedItem) -> String {
    let date = release_date(published);
    format!("<time class=\"date\" datetime=\"{date}\">{date}</time>")
}

pub fn line(published: &PublishedItem, mark: &Mark) -> String {
    let (link, chip, time) = (link(published), repealed_chip(published), time_element(published));
    format!("<li{mark}><div class=\"entry\">{link}{chip}{time}</div></li>\n")
}

/// 索引、名称、内容概述、生成日期: what Article 12(3) asks of the catalogue.
pub fn catalogue_row(published: &PublishedItem, mark: &Mark) -> String {
    let bundle = &published.bundle;
    format!(
        "<tr{mark}><td data-label=\"索引号\"><span class=\"code\">{}</span></td><th scope=\"row\">{}{}</th>\
         <td data-label=\"内容概述\">{}</td><td class=\"date\" data-label=\"生成日期\">{}</td></tr>\n",
        escape(&bundle.index_number),
        link(published),
        repealed_chip(published),
        escape(&outline(published)),
        bundle.generated_on,
    )
}

fn outline(published: &PublishedItem) -> String {
    let bundle = &published.bundle;
    let text = if bundle.summary.trim().is_empty() { published.body.plain_text() } else { bundle.summary.clone() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= OUTLINE {
        return text;
    }
    text.chars().take(OUTLINE).chain(std::iter::once('…')).collect()
}

/// The title without marks: what is marked in it depends on the question, and stands in the snippet.
pub fn hit(published: &PublishedItem, mark: &Mark) -> String {
    let bundle = &published.bundle;
    let number = if bundle.document_number.is_empty() {
        String::new()
    } else {
        format!("<span>文号：{}</span>", escape(&bundle.document_number))
    };
    format!(
        "<h2{mark}>{}{}</h2>\n<p class=\"about\"{mark}><span>发布日期：{}</span>{number}<span>来源：{}</span></p>\n",
        link(published),
        repealed_chip(published),
        release_date(published),
        escape(&bundle.source),
    )
}

pub fn report(published: &PublishedItem, mark: &Mark) -> String {
    let bundle = &published.bundle;
    let files: String = bundle
        .attachments
        .iter()
        .map(|file| {
            let address = super::file_address(&file.file, &file.name);
            let (kind, size) = (crate::kit::file_type(&file.name), crate::kit::readable_size(file.size));
            format!("<a class=\"button second small\" href=\"{address}\">{kind}<span class=\"unseen\">：{}</span>（{size}）</a> ", escape(&file.name))
        })
        .collect();
    format!(
        "<li class=\"card\"{mark}><h2>{}{}</h2><p class=\"quiet\">{}发布　索引号：<span class=\"code\">{}</span></p>\
         <p>{}</p><div class=\"row\">{files}</div></li>\n",
        link(published),
        repealed_chip(published),
        chinese_date(published.released_at.date()),
        escape(&bundle.index_number),
        escape(&bundle.summary),
    )
}
