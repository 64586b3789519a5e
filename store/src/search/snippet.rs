//! The piece of a text in which a reader sees why it was found.

use super::units::{Unit, units};
use std::ops::Range;

/// How many characters a snippet shows.
const LENGTH: usize = 110;
/// How many of them stand before the first thing found.
const LEAD: usize = 24;

/// A piece of text in parts, some of them marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    pub parts: Vec<SnippetPart>,
    /// Whether text was left out before it.
    pub begins_within: bool,
    /// Whether text was left out after it.
    pub ends_within: bool,
}

/// A part of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    pub text: String,
    pub marked: bool,
}

impl Snippet {
    /// As HTML: everything escaped, what was found within `<mark>`.
    #[must_use]
    pub fn to_html(&self) -> String {
        use affairs::document::body_html::escape;
        let mut out = String::new();
        out.push_str(if self.begins_within { "…" } else { "" });
        for part in &self.parts {
            let text = escape(&part.text);
            out.push_str(&if part.marked { format!("<mark>{text}</mark>") } else { text });
        }
        out.push_str(if self.ends_within { "…" } else { "" });
        out
    }

    /// The words alone, without marks or dots.
    #[must_use]
    pub fn plain(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }

    /// Whether anything in it is marked.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.parts.iter().any(|part| part.marked)
    }
}

/// The whole text with every one of these phrases marked.
pub fn whole(text: &str, phrases: &[String]) -> Snippet {
    let found = occurrences(text, phrases);
    Snippet { parts: parts(text, 0..text.len(), &found), begins_within: false, ends_within: false }
}

/// The piece in which the most different phrases stand; the beginning, where none does.
pub fn best(text: &str, phrases: &[String]) -> Snippet {
    let found = occurrences(text, phrases);
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    let window = densest(text, &starts, &found);
    let tidy = parts(text, window.clone(), &found);
    let parts = tidy.into_iter().map(|part| SnippetPart { text: one_line(&part.text), ..part }).collect();
    Snippet { parts, begins_within: window.start > 0, ends_within: window.end < text.len() }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\t', '\r'], " ")
}

/// One place where a phrase stands: its bytes and which phrase it is.
struct Occurrence {
    range: Range<usize>,
    phrase: usize,
}

fn occurrences(text: &str, phrases: &[String]) -> Vec<Occurrence> {
    let hay = units(text);
    let mut found: Vec<Occurrence> = Vec::new();
    for (phrase, wanted) in phrases.iter().enumerate() {
        let wanted: Vec<String> = units(wanted).into_iter().map(|unit| unit.text).collect();
        if wanted.is_empty() {
            continue;
        }
        let places = hay.windows(wanted.len()).filter(|window| same(window, &wanted));
        found.extend(places.filter_map(|window| {
            Some(Occurrence { range: window.first()?.range.start..window.last()?.range.end, phrase })
        }));
    }
    found.sort_by_key(|occurrence| (occurrence.range.start, std::cmp::Reverse(occurrence.range.end)));
    found
}

fn same(window: &[Unit], wanted: &[String]) -> bool {
    window.iter().zip(wanted).all(|(unit, text)| unit.text == *text)
}

/// The window that begins a little before an occurrence and holds the most different phrases, then the most of them.
fn densest(text: &str, starts: &[usize], found: &[Occurrence]) -> Range<usize> {
    let window_at = |byte: usize| {
        let character = starts.partition_point(|start| *start < byte);
        let first = character.saturating_sub(LEAD);
        let last = first + LENGTH;
        let end = starts.get(last).copied().unwrap_or(text.len());
        starts.get(first).copied().unwrap_or(0)..end
    };
    let score = |window: &Range<usize>| {
        let inside = found.iter().filter(|one| window.start <= one.range.start && one.range.end <= window.end);
        let phrases: Vec<usize> = inside.map(|one| one.phrase).collect();
        let different: std::collections::BTreeSet<&usize> = phrases.iter().collect();
        (different.len(), phrases.len())
    };
    // Enough to find a good one; a phrase of one character may stand in a text thousands of times.
    let windows = found.iter().take(200).map(|one| window_at(one.range.start));
    let best = windows.rev().max_by_key(score);
    best.unwrap_or_else(|| window_at(0))
}

fn parts(text: &str, window: Range<usize>, found: &[Occurrence]) -> Vec<SnippetPart> {
    let mut parts = Vec::new();
    let mut at = window.start;
    for occurrence in found.iter().filter(|one| window.start <= one.range.start && one.range.end <= window.end) {
        if occurrence.range.start < at {
            continue;
        }
        push(&mut parts, text.get(at..occurrence.range.start), false);
        push(&mut parts, text.get(occurrence.range.clone()), true);
        at = occurrence.range.end;
    }
    push(&mut parts, text.get(at..window.end), false);
    parts
}

fn push(parts: &mut Vec<SnippetPart>, text: Option<&str>, marked: bool) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        parts.push(SnippetPart { text: text.to_owned(), marked });
    }
}
