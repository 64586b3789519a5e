//! The body as HTML: one rendering among several, always the same for the same tree.

use super::body::{Align, Block, Body, Inline, Table, TableCell};
use std::fmt::Write;

impl Body {
    /// The HTML of this body. Pictures are addressed through `image_address`, given their hash.
    #[must_use]
    pub fn to_html(&self, image_address: &dyn Fn(&crate::ContentHash) -> String) -> String {
        let mut out = String::new();
        blocks(&self.blocks, image_address, &mut out);
        out
    }
}

const TABLE_FRAME: &str = "<div class=\"table-frame\"";

type ImageAddress<'address> = &'address dyn Fn(&crate::ContentHash) -> String;

fn blocks(list: &[Block], address: ImageAddress<'_>, out: &mut String) {
    for item in list {
        block(item, address, out);
    }
}

fn block(item: &Block, address: ImageAddress<'_>, out: &mut String) {
    match item {
        Block::Heading { level, inlines: content } => {
            let level = (*level).clamp(2, 4);
            let _ = write!(out, "<h{level}>");
            inlines(content, out);
            let _ = writeln!(out, "</h{level}>");
        }
        Block::Paragraph { align, indent, inlines: content } => {
            let _ = write!(out, "<p{}>", paragraph_class(*align, *indent));
            inlines(content, out);
            out.push_str("</p>\n");
        }
        Block::List { ordered, items } => {
            let tag = if *ordered { "ol" } else { "ul" };
            let _ = writeln!(out, "<{tag}>");
            for entry in items {
                out.push_str("<li>");
                cell_content(&entry.blocks, address, out);
                out.push_str("</li>\n");
            }
            let _ = writeln!(out, "</{tag}>");
        }
        Block::Table(content) => table(content, address, out),
        Block::Image { file, alt } => {
            let _ = writeln!(
                out,
                "<figure><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></figure>",
                escape(&address(file)),
                escape(alt)
            );
        }
    }
}

fn paragraph_class(align: Align, indent: bool) -> &'static str {
    match (align, indent) {
        (Align::Start, true) => " class=\"indent\"",
        (Align::Start, false) => "",
        (Align::Center, _) => " class=\"center\"",
        (Align::End, _) => " class=\"end\"",
    }
}

fn table(content: &Table, address: ImageAddress<'_>, out: &mut String) {
    // The frame lets a wide table scroll by itself on a phone; a keyboard reaches it too. A page with several needs them
    // told apart: screen readers list regions by their names.
    let number = out.matches(TABLE_FRAME).count() + 1;
    let _ = writeln!(out, "{TABLE_FRAME} tabindex=\"0\" role=\"region\" aria-label=\"表格{number}\"><table>");
    if !content.caption.is_empty() {
        let _ = writeln!(out, "<caption>{}</caption>", escape(&content.caption));
    }
    for row in &content.rows {
        out.push_str("<tr>");
        row.cells.iter().for_each(|entry| cell(entry, address, out));
        out.push_str("</tr>\n");
    }
    out.push_str("</table></div>\n");
}

fn cell(entry: &TableCell, address: ImageAddress<'_>, out: &mut String) {
    let tag = if entry.header { "th" } else { "td" };
    let _ = write!(out, "<{tag}");
    if entry.colspan > 1 {
        let _ = write!(out, " colspan=\"{}\"", entry.colspan);
    }
    if entry.rowspan > 1 {
        let _ = write!(out, " rowspan=\"{}\"", entry.rowspan);
    }
    match entry.align {
        Align::Start => {}
        Align::Center => out.push_str(" class=\"center\""),
        Align::End => out.push_str(" class=\"end\""),
    }
    out.push('>');
    cell_content(&entry.blocks, address, out);
    let _ = write!(out, "</{tag}>");
}

/// A single plain paragraph stands without its `<p>`, as a cell or a list item is usually written.
fn cell_content(content: &[Block], address: ImageAddress<'_>, out: &mut String) {
    match content {
        [Block::Paragraph { inlines: only, .. }] => inlines(only, out),
        several => blocks(several, address, out),
    }
}

fn inlines(list: &[Inline], out: &mut String) {
    for item in list {
        match item {
            Inline::Text { text } => out.push_str(&escape(text)),
            Inline::Strong { inlines: inner } => wrapped("strong", inner, out),
            Inline::Emphasis { inlines: inner } => wrapped("em", inner, out),
            Inline::Superscript { inlines: inner } => wrapped("sup", inner, out),
            Inline::Subscript { inlines: inner } => wrapped("sub", inner, out),
            Inline::Link { href, inlines: inner } => {
                let _ = write!(out, "<a href=\"{}\">", escape(href));
                inlines(inner, out);
                out.push_str("</a>");
            }
            Inline::LineBreak => out.push_str("<br>"),
        }
    }
}

fn wrapped(tag: &str, inner: &[Inline], out: &mut String) {
    let _ = write!(out, "<{tag}>");
    inlines(inner, out);
    let _ = write!(out, "</{tag}>");
}

/// Text made safe for HTML content and quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
