//! Footnotes and endnotes: their texts by their ids.

use crate::intake::package::Package;
use crate::intake::refused::IntakeRefused;
use crate::intake::xml::{Node, walk};
use std::collections::HashMap;

/// The notes of a part.
pub(super) fn notes_of(
    package: &mut Package<'_>,
    part: Option<&str>,
) -> Result<HashMap<String, String>, IntakeRefused> {
    let mut notes = HashMap::new();
    let Some(part) = part.filter(|part| package.has(part)) else { return Ok(notes) };
    let sort = package.sort();
    let mut current: Option<(String, String)> = None;
    let mut in_text = false;
    walk(package.part(part)?, sort, &mut |node| {
        match node {
            Node::Open(open) => match open.name() {
                // Separators are notes too, of a type of their own.
                "footnote" | "endnote" if open.attribute("type").is_none_or(|kind| kind == "normal") => {
                    current = open.attribute("id").map(|id| (id, String::new()));
                }
                "t" => in_text = true,
                _ => {}
            },
            Node::Text(text) if in_text => {
                if let Some((_, note)) = &mut current {
                    note.push_str(text);
                }
            }
            Node::Close("t") => in_text = false,
            Node::Close("p") => {
                if let Some((_, note)) = &mut current {
                    note.push(' ');
                }
            }
            Node::Close("footnote" | "endnote") => {
                if let Some((id, note)) = current.take() {
                    notes.insert(id, note);
                }
            }
            _ => {}
        }
        Ok(notes.len() < 20_000)
    })?;
    Ok(notes)
}
