//! The styles of a Word file, as far as a body keeps what they say.

use crate::intake::package::Package;
use crate::intake::refused::IntakeRefused;
use crate::intake::xml::{Node, Open, walk};
use affairs::document::body::Align;
use std::collections::HashMap;

/// Styles build on one another no further.
const CHAIN: usize = 16;

/// What the properties of a paragraph or of its style say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub align: Option<Align>,
    pub indent: Option<bool>,
    /// From 0; 9 is body text.
    pub outline: Option<u8>,
    pub list: Option<String>,
    pub list_level: Option<usize>,
}

impl Said {
    /// Notes one element of paragraph properties.
    pub fn note(&mut self, open: &Open<'_>) {
        match open.name() {
            "jc" => {
                self.align = match open.attribute("val").unwrap_or_default().as_str() {
                    "center" => Some(Align::Center),
                    "right" | "end" => Some(Align::End),
                    _ => Some(Align::Start),
                }
            }
            "ind" => {
                let first = ["firstLineChars", "firstLine"].iter().find_map(|name| open.number::<i64>(name));
                if let Some(first) = first {
                    self.indent = Some(first > 0);
                }
            }
            "outlineLvl" => self.outline = open.number("val"),
            "numId" => self.list = open.attribute("val"),
            "ilvl" => self.list_level = open.number("val"),
            _ => {}
        }
    }

    /// What is not said here is said by the other.
    pub fn over(self, under: &Self) -> Self {
        Self {
            align: self.align.or(under.align),
            indent: self.indent.or(under.indent),
            outline: self.outline.or(under.outline),
            list_level: self.list_level.or(under.list_level),
            list: self.list.or_else(|| under.list.clone()),
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    said: Said,
    default: bool,
}

/// The paragraph styles of a file.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    default: Option<String>,
}

impl Styles {
    pub fn read(package: &mut Package<'_>, part: Option<&str>) -> Result<Self, IntakeRefused> {
        let mut styles = Self::default();
        let Some(part) = part.filter(|part| package.has(part)) else { return Ok(styles) };
        let sort = package.sort();
        let mut current: Option<(String, Style)> = None;
        walk(package.part(part)?, sort, &mut |node| {
            match node {
                Node::Open(open) if open.name() == "style" => {
                    let style = Style { default: open.switch("default") == Some(true), ..Style::default() };
                    let is_paragraph = open.attribute("type").is_none_or(|kind| kind == "paragraph");
                    current = is_paragraph.then(|| (open.attribute("styleId").unwrap_or_default(), style));
                }
                Node::Open(open) => {
                    if let Some((_, style)) = &mut current {
                        match open.name() {
                            "name" => style.name = open.attribute("val").unwrap_or_default().to_lowercase(),
                            "basedOn" => style.based_on = open.attribute("val"),
                            _ => style.said.note(&open),
                        }
                    }
                }
                Node::Close("style") => {
                    if let Some((id, style)) = current.take() {
                        if style.default {
                            styles.default = Some(id.clone());
                        }
                        styles.by_id.insert(id, style);
                    }
                }
                _ => {}
            }
            Ok(styles.by_id.len() < 20_000)
        })?;
        Ok(styles)
    }

    /// What a style says with all it builds on; the default style where a paragraph names none.
    pub fn said(&self, id: Option<&str>) -> Said {
        let mut said = Said::default();
        self.chain(id).for_each(|style| said = std::mem::take(&mut said).over(&style.said));
        said
    }

    /// The level of a heading style, from 1; 0 for a title.
    pub fn heading(&self, id: Option<&str>) -> Option<u8> {
        // A style that is not in the file may still be named as Word names its own.
        let named = self.chain(id).find_map(|style| heading_of_name(&style.name));
        named.or_else(|| {
            id.filter(|id| !self.by_id.contains_key(*id)).and_then(|id| heading_of_name(&id.to_lowercase()))
        })
    }

    /// Whether it is a line of a table of contents, which has no pages here to point to.
    pub fn is_contents(&self, id: Option<&str>) -> bool {
        self.chain(id).any(|style| style.name.starts_with("toc ") || style.name.starts_with("目录"))
    }

    fn chain<'styles>(&'styles self, id: Option<&'styles str>) -> impl Iterator<Item = &'styles Style> {
        let mut next = id.or(self.default.as_deref());
        let mut steps = 0;
        std::iter::from_fn(move || {
            steps += 1;
            let style = self.by_id.get(next?).filter(|_| steps <= CHAIN)?;
            next = style.based_on.as_deref();
            Some(style)
        })
    }
}

fn heading_of_name(name: &str) -> Option<u8> {
    let name: String = name.chars().filter(|character| !character.is_whitespace()).collect();
    if matches!(name.as_str(), "title" | "标题" | "文章标题" | "公文标题") {
        return Some(0);
    }
    let level = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    level.parse().ok().filter(|level| (1..=9).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_names_in_both_languages() {
        for (name, level) in [
            ("heading 1", Some(1)),
            ("标题 2", Some(2)),
            ("标题3", Some(3)),
            ("title", Some(0)),
            ("标题", Some(0)),
            ("normal", None),
            ("heading x", None),
        ] {
            assert_eq!(heading_of_name(name), level, "{name}");
        }
    }

    #[test]
    fn a_style_that_builds_on_itself_ends() {
        let style = || Style { based_on: Some("a".to_owned()), ..Style::default() };
        let styles = Styles { by_id: HashMap::from([("a".to_owned(), style())]), default: None };
        assert_eq!(styles.said(Some("a")), Said::default());
    }
}
