//! What a `style`, a `class` and an `align` say that a body can keep.

use super::tokens::Tag;
use affairs::document::body::Align;

/// A longer style is not read; Word's own stay far below.
const LONGEST_STYLE: usize = 8_192;

/// What was said, and nothing about what was not.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub align: Option<Align>,
    pub indent: Option<bool>,
    pub strong: Option<bool>,
    pub emphasis: Option<bool>,
    pub raised: Option<Raised>,
    pub hidden: bool,
    /// A page break before it.
    pub page_break: bool,
    /// The level of Word's list, from 1.
    pub list_level: Option<u8>,
    /// The typed mark of Word's list.
    pub list_mark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raised {
    Super,
    Sub,
    Baseline,
}

/// Reads the attributes of a tag.
pub(super) fn said(tag: &Tag<'_>) -> Said {
    let mut said = Said { hidden: tag.attribute("hidden").is_some(), ..Said::default() };
    if let Some(align) = tag.attribute("align") {
        said.align = align_of(align);
    }
    for class in tag.attribute("class").unwrap_or_default().split_ascii_whitespace() {
        match class {
            "indent" => said.indent = Some(true),
            "center" => said.align = Some(Align::Center),
            "end" => said.align = Some(Align::End),
            _ => {}
        }
    }
    let style = tag.attribute("style").unwrap_or_default();
    if style.len() <= LONGEST_STYLE {
        style.split(';').filter_map(|rule| rule.split_once(':')).for_each(|(name, value)| rule(&mut said, name, value));
    }
    said
}

fn rule(said: &mut Said, name: &str, value: &str) {
    let name = name.trim().to_ascii_lowercase();
    let value = value.trim().to_ascii_lowercase();
    let value = value.trim_end_matches("!important").trim();
    match name.as_str() {
        "text-align" => said.align = align_of(value).or(said.align),
        "text-indent" | "mso-char-indent-count" => said.indent = Some(leading_number(value) > 0.0),
        "font-weight" => {
            said.strong = match value {
                "bold" | "bolder" => Some(true),
                "normal" | "lighter" => Some(false),
                number => number.parse::<u16>().ok().map(|weight| weight >= 600),
            }
        }
        "font-style" => said.emphasis = Some(matches!(value, "italic" | "oblique")),
        "vertical-align" => {
            said.raised = match value {
                "super" => Some(Raised::Super),
                "sub" => Some(Raised::Sub),
                "baseline" => Some(Raised::Baseline),
                _ => None,
            }
        }
        "display" => said.hidden |= value == "none",
        "visibility" => said.hidden |= value == "hidden",
        "mso-hide" => said.hidden |= value == "all",
        "page-break-before" => said.page_break = value == "always",
        "mso-list" => {
            said.list_mark = value == "ignore";
            let level = value.split_ascii_whitespace().find_map(|word| word.strip_prefix("level"));
            said.list_level = level.and_then(|level| level.parse().ok()).filter(|level| (1..=9).contains(level));
        }
        _ => {}
    }
}

fn align_of(value: &str) -> Option<Align> {
    match value.trim().to_ascii_lowercase().as_str() {
        "center" | "middle" | "-webkit-center" => Some(Align::Center),
        "right" | "end" => Some(Align::End),
        "left" | "start" | "justify" => Some(Align::Start),
        _ => None,
    }
}

fn leading_number(value: &str) -> f32 {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(value.len());
    value[..end].parse().unwrap_or(0.0)
}
