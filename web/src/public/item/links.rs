//! Addresses, and links that leave the site.

use super::{Mark, Place, PublishedItem};
use affairs::ContentHash;
use affairs::document::body_html::escape;
use affairs::document::{Block, Body, BundleKind, Inline};
use affairs::id::DocumentId;
use std::fmt::Write;

/// `/d/{id}`.
#[must_use]
pub fn document_address(document: &DocumentId) -> String {
    format!("/d/{document}")
}

/// `/f/{hash}/{name}`.
#[must_use]
pub fn file_address(hash: &ContentHash, name: &str) -> String {
    format!("/f/{}/{}", hash.hex(), percent_encoded(name))
}

/// Everything but letters, digits and a few marks as `%XX` of its UTF-8.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether a link leads to another site.
fn leaves(href: &str, place: &Place) -> bool {
    let lower = href.trim().to_ascii_lowercase();
    let absolute = lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("//");
    let base = place.base.to_ascii_lowercase();
    let within = !base.is_empty()
        && lower.strip_prefix(&base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    absolute && !within
}

/// The address of the notice before a link leaves; `from` names the publication in which the link stands.
pub fn leaving_address(place: &Place, from: &DocumentId, to: &str) -> String {
    format!("{}/leave?from={from}&to={}", place.path, percent_encoded(to))
}

/// The same body with every link out of the site going by way of the notice.
pub fn with_notices(body: &Body, place: &Place, from: &DocumentId) -> Body {
    let mut body = body.clone();
    each_link(&mut body.blocks, &mut |href| {
        if leaves(href, place) {
            *href = leaving_address(place, from, href);
        }
    });
    body
}

fn each_link(blocks: &mut [Block], change: &mut dyn FnMut(&mut String)) {
    for block in blocks {
        match block {
            Block::Heading { inlines, .. } | Block::Paragraph { inlines, .. } => each_inline_link(inlines, change),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_link(&mut item.blocks, change)),
            Block::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| each_link(&mut cell.blocks, change));
            }
            Block::Image { .. } => {}
        }
    }
}

fn each_inline_link(inlines: &mut [Inline], change: &mut dyn FnMut(&mut String)) {
    for inline in inlines {
        match inline {
            Inline::Link { href, inlines } => {
                change(href);
                each_inline_link(inlines, change);
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Superscript { inlines }
            | Inline::Subscript { inlines } => each_inline_link(inlines, change),
            Inline::Text { .. } | Inline::LineBreak => {}
        }
    }
}

/// Every link out of the site that a publication names; the notice is given for these and nothing else.
#[must_use]
pub fn outside_links(published: &PublishedItem, place: &Place) -> Vec<String> {
    let mut found = Vec::new();
    let mut body = Body { blocks: published.body.blocks.clone() };
    each_link(&mut body.blocks, &mut |href| found.push(href.clone()));
    if let Some(notice) = &published.notice {
        let mut body = Body { blocks: notice.body.blocks.clone() };
        each_link(&mut body.blocks, &mut |href| found.push(href.clone()));
    }
    if published.bundle.kind == BundleKind::Site {
        let facts = published.face();
        found.extend([facts.official_mark_address.clone(), facts.error_report_address.clone()]);
    }
    found.retain(|href| leaves(href, place));
    found
}

pub(super) fn leaving(published: &PublishedItem, to: &str, mark: &Mark) -> String {
    let title = if published.bundle.kind == BundleKind::Site { "" } else { published.bundle.title.as_str() };
    let origin = if title.is_empty() { String::new() } else { format!("<p>您正在查看：{}</p>", escape(title)) };
    let safe = if to.to_ascii_lowercase().starts_with("http") { escape(to) } else { String::new() };
    format!(
        "<div{mark}>{origin}<p>将要打开的网址：</p><p class=\"code\"><strong>{}</strong></p>\
         <div class=\"actions\"><a class=\"button\" rel=\"noopener noreferrer external\" href=\"{safe}\">继续访问</a>\
         <a class=\"button second\" href=\"{}\">返回</a></div></div>",
        escape(to),
        if title.is_empty() { "/".to_owned() } else { document_address(&published.bundle.document) },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_another_site_go_by_the_notice() {
        let place = Place { base: "https://a.example".to_owned(), path: "/a/bureau".to_owned() };
        for (href, expected) in [
            ("https://b.example/x", true),
            ("//b.example", true),
            ("HTTP://b.example", true),
            ("https://a.example.evil.example/", true),
            ("https://a.example/d/1", false),
            ("/d/1", false),
            ("mailto:x@b.example", false),
            ("#part", false),
        ] {
            assert_eq!(leaves(href, &place), expected, "{href}");
        }
        assert_eq!(
            leaving_address(&place, &DocumentId::new("x1"), "https://b.example/?a=b&c"),
            "/a/bureau/leave?from=x1&to=https%3A%2F%2Fb.example%2F%3Fa%3Db%26c"
        );
    }
}
