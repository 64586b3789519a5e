//! The site's own face: name, footer, columns, guide.

use super::links::leaving_address;
use super::{PublishedItem, Site, file_address, filled};
use affairs::agency::SeatKind;
use affairs::document::body_html::escape;
use affairs::document::site::{ApplicationDesk, Contact, LeadingSeat, SiteFacts};
use affairs::document::{Column, ColumnGroup};
use affairs::id::ColumnId;
use askama::Template;
use std::fmt::Write;

#[derive(Template)]
#[template(path = "public/item/footer.html")]
struct FooterBlock<'site> {
    facts: &'site SiteFacts,
    mark: &'site super::Mark,
    official_mark: String,
    error_report: String,
}

#[derive(Template)]
#[template(path = "public/item/contacts.html")]
struct ContactsBlock<'site> {
    facts: &'site SiteFacts,
    mark: &'site super::Mark,
}

#[derive(Template)]
#[template(path = "public/item/guide.html")]
struct GuideBlock<'site> {
    facts: &'site SiteFacts,
    mark: &'site super::Mark,
    path: &'site str,
}

#[derive(Template)]
#[template(path = "public/item/application.html")]
struct ApplicationBlock<'site> {
    desk: &'site ApplicationDesk,
    body: &'site Contact,
    remedy: &'site str,
    mark: &'site super::Mark,
}

pub fn name(site: &Site<'_>) -> String {
    let facts = site.facts;
    let emblem = facts.emblem.as_ref().map_or_else(
        || include_str!("../../kit/mark.html").to_owned(),
        |hash| format!("<img class=\"emblem\" src=\"{}\" alt=\"\">", file_address(hash, "emblem")),
    );
    // Many a site is called so already.
    let below = if facts.name.contains("信息公开") { "" } else { "<span>政府信息公开</span>" };
    format!(
        "<a class=\"mast-name\" href=\"{}/\"{}>{}<div><strong>{}</strong>{below}</div></a>",
        site.place.path,
        site.mark,
        emblem.trim(),
        escape(&facts.name)
    )
}

pub fn introduction(site: &Site<'_>) -> String {
    if site.facts.introduction.trim().is_empty() {
        return String::new();
    }
    format!("<p{}>{}</p>", site.mark, escape(&site.facts.introduction))
}

pub fn footer(site: &Site<'_>, published: &PublishedItem) -> String {
    let leave = |to: &String| {
        if to.is_empty() { String::new() } else { leaving_address(site.place, &published.bundle.document, to) }
    };
    filled(&FooterBlock {
        facts: site.facts,
        mark: site.mark,
        official_mark: leave(&site.facts.official_mark_address),
        error_report: leave(&site.facts.error_report_address),
    })
}

pub fn contacts(site: &Site<'_>) -> String {
    filled(&ContactsBlock { facts: site.facts, mark: site.mark })
}

pub fn guide(site: &Site<'_>) -> String {
    filled(&GuideBlock { facts: site.facts, mark: site.mark, path: &site.place.path })
}

pub fn application(site: &Site<'_>) -> String {
    let guide = &site.facts.guide;
    if guide.application.is_empty() {
        return String::new();
    }
    filled(&ApplicationBlock { desk: &guide.application, body: &guide.body, remedy: &guide.remedy, mark: site.mark })
}

pub fn leading_group(site: &Site<'_>) -> String {
    if site.facts.leading_group.is_empty() {
        return String::new();
    }
    let rows: String = [SeatKind::Leader, SeatKind::DeputyLeader, SeatKind::Member]
        .into_iter()
        .map(|kind| seats(kind, site.facts.leading_group.iter().filter(|seat| seat.seat == kind)))
        .collect();
    format!(
        "<section class=\"card\"{}><h2>政务公开工作领导小组</h2><dl class=\"facts single\">{rows}</dl></section>",
        site.mark
    )
}

/// Everybody of one kind in one line: by duty, with the name where the agency writes one.
fn seats<'face>(kind: SeatKind, seats: impl Iterator<Item = &'face LeadingSeat>) -> String {
    let people: Vec<String> = seats
        .map(|seat| {
            let name = if seat.name.is_empty() { String::new() } else { format!("（{}）", escape(&seat.name)) };
            format!("{}{name}", escape(&seat.duty))
        })
        .collect();
    if people.is_empty() {
        return String::new();
    }
    format!("<div><dt>{}</dt><dd>{}</dd></div>", kind.label(), people.join("、"))
}

fn column_address(site: &Site<'_>, id: &ColumnId) -> String {
    format!("{}/c/{id}", site.place.path)
}

fn column_link(site: &Site<'_>, column: &Column) -> String {
    format!("<a href=\"{}\">{}</a>", column_address(site, &column.id), escape(&column.name))
}

pub fn column_head(site: &Site<'_>, id: &ColumnId) -> String {
    let Some(column) = site.facts.column(id) else { return String::new() };
    format!("<h1{mark}>{}</h1>\n<p{mark}>{}</p>\n", escape(&column.name), escape(&column.description), mark = site.mark)
}

pub fn column_name(site: &Site<'_>, id: &ColumnId) -> String {
    let Some(column) = site.facts.column(id) else { return String::new() };
    format!(
        "<div class=\"card-head\"{}><h2 class=\"column-name\">{}</h2><a class=\"more\" href=\"{}\">更多<span class=\"unseen\">：{}</span></a></div>",
        site.mark,
        column_link(site, column),
        column_address(site, id),
        escape(&column.name)
    )
}

pub fn column_crumb(site: &Site<'_>, id: &ColumnId) -> String {
    site.facts
        .column(id)
        .map_or_else(String::new, |column| format!("<li{}>{}</li>", site.mark, column_link(site, column)))
}

/// Groups that have columns, each with them.
fn groups(facts: &SiteFacts) -> Vec<(ColumnGroup, Vec<&Column>)> {
    let columns = facts.columns_in_order();
    ColumnGroup::ALL
        .into_iter()
        .map(|group| (group, columns.iter().filter(|column| column.group == group).copied().collect::<Vec<_>>()))
        .filter(|(_, columns)| !columns.is_empty())
        .collect()
}

pub fn column_navigation(site: &Site<'_>, current: Option<&ColumnId>) -> String {
    let mut out = format!("<div{}>", site.mark);
    for (group, columns) in groups(site.facts) {
        let _ = write!(out, "<h2>{}</h2><ul>", group.label());
        for column in columns {
            let here = if current == Some(&column.id) { " aria-current=\"page\"" } else { "" };
            let address = column_address(site, &column.id);
            let _ = write!(out, "<li><a href=\"{address}\"{here}>{}</a></li>", escape(&column.name));
        }
        out.push_str("</ul>");
    }
    out.push_str("</div>");
    out
}

pub fn column_map(site: &Site<'_>) -> String {
    let mut out = format!("<div class=\"map-groups\"{}>", site.mark);
    for (group, columns) in groups(site.facts) {
        let _ = write!(out, "<section class=\"card\"><h2>{}</h2><ul>", group.label());
        for column in columns {
            let _ = write!(
                out,
                "<li>{}<p class=\"small quiet\">{}</p></li>",
                column_link(site, column),
                escape(&column.description)
            );
        }
        out.push_str("</ul></section>");
    }
    out.push_str("</div>");
    out
}

pub fn column_choices(site: &Site<'_>, chosen: Option<&ColumnId>) -> String {
    let mut out = String::new();
    for (group, columns) in groups(site.facts) {
        let _ = write!(out, "<optgroup label=\"{}\"{}>", group.label(), site.mark);
        for column in columns {
            let selected = if chosen == Some(&column.id) { " selected" } else { "" };
            let _ = write!(out, "<option value=\"{}\"{selected}>{}</option>", column.id, escape(&column.name));
        }
        out.push_str("</optgroup>");
    }
    out
}
