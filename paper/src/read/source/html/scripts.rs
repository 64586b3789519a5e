//! Pages whose report stands in a script and is put in place only by the reader's browser.

use scraper::{Html, Node};

use super::super::blocks::Block;
use super::guard;
use crate::read::ReadRefused;

/// Elements whose content a browser does not show as it is.
const HIDING: [&str; 5] = ["script", "noscript", "textarea", "xmp", "noframes"];
/// Bytes of all hidden content that are read.
const MOST_HIDDEN: usize = 8 * 1024 * 1024;

/// What the scripts of a page hold, as if it stood in the page.
pub(in crate::read) fn blocks_in_scripts(source: &str) -> Result<Vec<Block>, ReadRefused> {
    if !guard::is_bearable(source) {
        return Err(ReadRefused::TooManyElements);
    }
    let page = Html::parse_document(source);
    let mut found = String::new();
    for node in page.tree.root().descendants() {
        let Node::Element(element) = node.value() else { continue };
        if !HIDING.contains(&element.name()) {
            continue;
        }
        let text: String = node.children().filter_map(|child| child.value().as_text().map(|text| &**text)).collect();
        let plain = unescaped(&text);
        if let Some(begin) = plain.find("<table").or_else(|| plain.find("<TABLE")) {
            let begin = plain[..begin].rfind(['"', '\'', '`']).map_or(begin, |quote| quote + 1);
            found.push_str(&plain[begin..]);
            found.push('\n');
        }
        if found.len() > MOST_HIDDEN {
            return Err(ReadRefused::TooManyElements);
        }
    }
    super::blocks(&found)
}

/// The text behind the escapes of a script's strings, and behind character references.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match rest.next() {
            Some('n' | 'r') => plain.push('\n'),
            Some('t') => plain.push(' '),
            Some('u') => plain.extend(coded(&mut rest, 4)),
            Some('x') => plain.extend(coded(&mut rest, 2)),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    if plain.contains("&lt;table") || plain.contains("&lt;TABLE") {
        return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    }
    plain
}

fn coded(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let code: String = rest.by_ref().take(digits).collect();
    u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)
}
