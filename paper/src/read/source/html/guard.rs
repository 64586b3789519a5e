//! A cheap look at a page before it is parsed. The parser repairs bad nesting at a cost that grows
//! with depth times length, and copies every open formatting element into every new paragraph; a
//! page built to abuse that is refused unparsed.

/// More tags than any report has, even one born in Word with a span around every character.
const MOST_TAGS: usize = 400_000;
/// Elements open at one time.
const DEEPEST: usize = 1_000;
/// Formatting elements open at one time.
const MOST_FORMATTING: usize = 100;

const NESTING: [&str; 12] =
    ["div", "span", "section", "article", "table", "ul", "ol", "blockquote", "center", "form", "main", "dl"];
const FORMATTING: [&str; 13] =
    ["a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];

/// Whether a page can be parsed in bounded time and memory.
pub(super) fn is_bearable(source: &str) -> bool {
    let mut tags = 0usize;
    let mut depth = 0usize;
    let mut formatting = 0usize;
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        tags += 1;
        if tags > MOST_TAGS {
            return false;
        }
        let closes = rest.starts_with('/');
        let name = name_of(rest.strip_prefix('/').unwrap_or(rest));
        if !closes && (name == "script" || name == "style") {
            rest = behind_raw_text(rest, &name);
        }
        let open = if NESTING.contains(&name.as_str()) {
            &mut depth
        } else if FORMATTING.contains(&name.as_str()) {
            &mut formatting
        } else {
            continue;
        };
        *open = if closes { open.saturating_sub(1) } else { *open + 1 };
        if depth > DEEPEST || formatting > MOST_FORMATTING {
            return false;
        }
    }
    true
}

fn name_of(text: &str) -> String {
    const LONGEST_NAME: usize = 12;
    text.chars()
        .take(LONGEST_NAME)
        .take_while(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Scripts and styles hold text that looks like tags.
fn behind_raw_text<'page>(text: &'page str, name: &str) -> &'page str {
    let closing = format!("</{name}");
    let bytes = text.as_bytes();
    let found = bytes.windows(closing.len()).position(|window| window.eq_ignore_ascii_case(closing.as_bytes()));
    found.map_or("", |at| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_are_bearable_and_bombs_are_not() {
        assert!(is_bearable(&"<p><span>字</span></p>".repeat(10_000)));
        assert!(is_bearable(&format!("<script>{}</script><p>", "'<b>'".repeat(1_000))));
        assert!(!is_bearable(&"<div>".repeat(2_000)));
        assert!(!is_bearable(&format!("{}{}", "<font size=1>".repeat(200), "<p>x</p>".repeat(10))));
        assert!(!is_bearable(&"<br>".repeat(MOST_TAGS + 1)));
    }
}
