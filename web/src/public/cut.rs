//! Takes a served page apart: the marked items, and the rest, which must be what an empty site serves.
//!
//! * `data-item` (in XML a pair of `<!--item …-->` comments): a piece of a publication.
//! * `data-snippet`: words of a publication chosen by a question; they must stand in its text.
//! * `data-count`, `data-echo`, `data-empty`: what depends on how many there are, on what the visitor typed, or says that
//!   there is nothing.
//!   In XML: `<!--count-->…<!--/count-->`, `<!--empty-->…<!--/empty-->`.
//! * `data-holder`: an element that holds items and nothing else; it goes when nothing is left in it.

/// A page taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cut {
    pub items: Vec<Piece>,
    pub snippets: Vec<Piece>,
    /// What is neither, with white space evened out.
    pub rest: String,
}

/// A piece with its mark: `{kind}:sha256:…` for an item, `sha256:…` for a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub mark: String,
    pub html: String,
}

impl Piece {
    /// The kind and the hash of an item's mark.
    #[must_use]
    pub fn kind_and_hash(&self) -> Option<(&str, &str)> {
        self.mark.split_once(':')
    }
}

/// Takes a page apart.
#[must_use]
pub fn cut(html: &str) -> Cut {
    let mut found = Cut::default();
    let rest = walk(html, &mut found);
    let lines: Vec<&str> = rest.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    found.rest = lines.join("\n");
    found
}

const VOID: [&str; 9] = ["meta", "link", "img", "br", "hr", "input", "path", "circle", "rect"];

/// A start tag and where its element ends.
struct Element<'html> {
    name: &'html str,
    tag: &'html str,
    inner: &'html str,
    /// The end tag; empty for a void element.
    end: &'html str,
    length: usize,
}

fn walk(html: &str, found: &mut Cut) -> String {
    let mut out = String::with_capacity(html.len() / 4);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let used =
            commented_item(rest, found).or_else(|| commented_away(rest)).or_else(|| marked(rest, found, &mut out));
        match used {
            Some(length) => rest = &rest[length..],
            None => {
                let length = tag_length(rest);
                out.push_str(&without_accent(&rest[..length]));
                rest = &rest[length..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// `<!--item mark-->…<!--/item-->`.
fn commented_item(html: &str, found: &mut Cut) -> Option<usize> {
    let rest = html.strip_prefix("<!--item ")?;
    let (mark, rest) = rest.split_once("-->")?;
    let (piece, rest) = rest.split_once("<!--/item-->")?;
    found.items.push(Piece { mark: mark.to_owned(), html: piece.to_owned() });
    Some(html.len() - rest.len())
}

/// What a feed says of how many there are, or that there is nothing.
fn commented_away(html: &str) -> Option<usize> {
    ["count", "empty"].iter().find_map(|word| {
        let rest = html.strip_prefix(&format!("<!--{word}-->"))?;
        let (_, rest) = rest.split_once(&format!("<!--/{word}-->"))?;
        Some(html.len() - rest.len())
    })
}

/// An element that carries one of the marks, or `None` for one that carries none.
fn marked(html: &str, found: &mut Cut, out: &mut String) -> Option<usize> {
    let tag = html.get(..tag_length(html))?;
    if !tag.contains(" data-") || tag.starts_with("</") {
        return None;
    }
    let element = element(html, tag);
    let whole = html.get(..element.length)?;
    if let Some(mark) = attribute(tag, "data-item") {
        found.items.push(Piece { mark, html: whole.to_owned() });
    } else if let Some(mark) = attribute(tag, "data-snippet") {
        found.snippets.push(Piece { mark, html: whole.to_owned() });
    } else if has(tag, "data-holder") {
        let inner = walk(element.inner, found);
        if !inner.trim().is_empty() {
            out.push_str(element.tag);
            out.push_str(&inner);
            out.push_str(element.end);
        }
    } else if !["data-count", "data-echo", "data-empty"].iter().any(|mark| has(tag, mark)) {
        return None;
    }
    Some(element.length)
}

/// From `<` to its `>`, past those that stand in quotation marks.
fn tag_length(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |end| end + 3);
    }
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
    &name[..end]
}

fn element<'html>(html: &'html str, tag: &'html str) -> Element<'html> {
    let name = name_of(tag);
    let begin = tag.len();
    let void = Element { name, tag, inner: "", end: "", length: begin };
    if VOID.contains(&name) || tag.ends_with("/>") {
        return void;
    }
    let mut depth = 1_usize;
    let mut at = begin;
    while let Some(next) = html[at..].find('<') {
        at += next;
        let length = tag_length(&html[at..]);
        let other = &html[at..at + length];
        if name_of(other) == void.name && !other.starts_with("<!") && !other.ends_with("/>") {
            depth = if other.starts_with("</") { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            return Element { inner: &html[begin..at], end: other, length: at + length, ..void };
        }
        at += length;
    }
    Element { inner: &html[begin..], length: html.len(), ..void }
}

fn has(tag: &str, attribute: &str) -> bool {
    tag.contains(&format!(" {attribute}"))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// The one fact of the site's face that is no element: the colour it chose.
fn without_accent(tag: &str) -> String {
    if !tag.starts_with("<html") {
        return tag.to_owned();
    }
    match attribute(tag, "data-accent") {
        Some(accent) => tag.replace(&format!(" data-accent=\"{accent}\""), ""),
        None => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_cut_out_whole_and_the_rest_remains() {
        let page = "<html lang=\"zh\" data-accent=\"teal\"><head><title data-item=\"title:sha256:1\">题</title>\
            <meta name=\"x\" content=\"a>b\" data-item=\"meta:sha256:1\"></head><body><h1>查文件</h1>\
            <ul data-holder><li data-item=\"entry:sha256:2\"><ul><li>内</li></ul></li></ul>\
            <p data-count>3</p><p data-snippet=\"sha256:3\">句<mark>子</mark></p><div data-holder><b>固定</b></div></body></html>";
        let cut = cut(page);
        let marks: Vec<&str> = cut.items.iter().map(|piece| piece.mark.as_str()).collect();
        assert_eq!(marks, ["title:sha256:1", "meta:sha256:1", "entry:sha256:2"]);
        assert_eq!(cut.items[2].html, "<li data-item=\"entry:sha256:2\"><ul><li>内</li></ul></li>");
        assert_eq!(cut.snippets.len(), 1);
        assert_eq!(
            cut.rest,
            "<html lang=\"zh\"><head></head><body><h1>查文件</h1><div data-holder><b>固定</b></div></body></html>"
        );
    }

    #[test]
    fn items_of_a_feed_stand_between_comments() {
        let cut = cut("<feed><!--item feed-entry:sha256:1--><entry>甲</entry><!--/item-->\n</feed>");
        assert_eq!(cut.items[0].html, "<entry>甲</entry>");
        assert_eq!(cut.items[0].kind_and_hash(), Some(("feed-entry", "sha256:1")));
        assert_eq!(cut.rest, "<feed>\n</feed>");
    }

    #[test]
    fn broken_html_ends_without_panic() {
        for html in ["<", "<div data-item=\"a:b\"", "<div data-holder><p>", "</", "<!--item x-->", "<a data-item=\"x"] {
            let _ = cut(html);
        }
    }
}
