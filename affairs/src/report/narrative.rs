//! The words around the tables. A figure in them is a reference to a metric; only its value is computed.

use super::hedge::Hedge;
use super::metric::{Figure, Metric};
use crate::Refusal;
use crate::document::edition::is_deceptive;
use law::fee::fee_words;
use serde::{Deserialize, Serialize};

/// Preamble and the three sections that are text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Narrative {
    pub preamble: Vec<String>,
    pub sections: Sections,
}

/// The sections that are text, under their official numerals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sections {
    /// 一、总体情况.
    #[serde(rename = "一")]
    pub overview: Vec<Part>,
    /// 五、存在的主要问题及改进情况.
    #[serde(rename = "五")]
    pub problems: Vec<Part>,
    /// 六、其他需要报告的事项.
    #[serde(rename = "六")]
    pub other: Vec<Part>,
}

/// A headed part of a section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// Without its numeral; may be empty.
    pub heading: String,
    pub paragraphs: Vec<String>,
}

/// A piece of a paragraph as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Figure(Metric, Hedge),
}

/// A piece of a paragraph as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendered {
    Text(String),
    /// With the unit word, which is then no longer in the text behind it.
    Figure {
        figure: Figure,
        text: String,
    },
}

/// The five heads that section 一 asks for.
pub const OVERVIEW_HEADS: [&str; 5] = ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"];
/// The two heads of section 五.
pub const PROBLEM_HEADS: [&str; 2] = ["存在的主要问题", "改进情况"];
/// Most characters of one paragraph.
pub const PARAGRAPH_LIMIT: usize = 3000;
/// Most paragraphs of a report.
pub const PARAGRAPHS_LIMIT: usize = 200;

impl Narrative {
    /// The heads of the form with nothing under them, to begin with.
    #[must_use]
    pub fn blank(agency: &str, year: i16) -> Self {
        let part = |heading: &str| Part { heading: heading.to_owned(), paragraphs: Vec::new() };
        let fees = if year < law::fee::FIRST_YEAR {
            "本年度收取信息处理费{fees.charged_yuan}。".to_owned()
        } else {
            let named = |metric: Metric| format!("{{{}}}", metric.key());
            fee_words(named(Metric::FeeNotices), named(Metric::FeesNoticed), named(Metric::FeesCharged))
        };
        let received = "本年度收到政府信息公开申请{foi.received}。".to_owned();
        let mut overview: Vec<Part> = OVERVIEW_HEADS.into_iter().map(part).collect();
        if let Some(applications) = overview.get_mut(1) {
            applications.paragraphs.push(received);
        }
        Self {
            preamble: vec![format!(
                "根据《中华人民共和国政府信息公开条例》，现公布{agency}{year}年政府信息公开工作年度报告。\
                 本报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
            )],
            sections: Sections {
                overview,
                problems: PROBLEM_HEADS.into_iter().map(part).collect(),
                other: vec![Part { heading: String::new(), paragraphs: vec![fees] }],
            },
        }
    }

    /// Every paragraph, in order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &String> {
        let parts = self.parts().flat_map(|part| &part.paragraphs);
        self.preamble.iter().chain(parts)
    }

    /// Every headed part, in order.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        let Sections { overview, problems, other } = &self.sections;
        overview.iter().chain(problems).chain(other)
    }

    /// Every metric that the text prints.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        let mut metrics: Vec<Metric> = self
            .paragraphs()
            .filter_map(|paragraph| pieces(paragraph).ok())
            .flatten()
            .filter_map(|piece| match piece {
                Piece::Figure(metric, _) => Some(metric),
                Piece::Text(_) => None,
            })
            .collect();
        metrics.sort();
        metrics.dedup();
        metrics
    }

    /// Trimmed, without empty paragraphs and parts.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |paragraphs: Vec<String>| -> Vec<String> {
            let trimmed = paragraphs.into_iter().map(|paragraph| paragraph.trim().to_owned());
            trimmed.filter(|paragraph| !paragraph.is_empty()).collect()
        };
        let tidy_parts = |parts: Vec<Part>| -> Vec<Part> {
            let parts = parts
                .into_iter()
                .map(|part| Part { heading: part.heading.trim().to_owned(), paragraphs: tidy(part.paragraphs) });
            parts.filter(|part| !(part.heading.is_empty() && part.paragraphs.is_empty())).collect()
        };
        Self {
            preamble: tidy(self.preamble),
            sections: Sections {
                overview: tidy_parts(self.sections.overview),
                problems: tidy_parts(self.sections.problems),
                other: tidy_parts(self.sections.other),
            },
        }
    }

    /// Whether it may be kept at all: every placeholder is known, nothing is too long or deceives the eye. An unfinished
    /// text may be kept; whether it may be frozen is asked by [`super::completeness`].
    ///
    /// # Errors
    /// The first thing that is wrong, with the words around it.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.paragraphs().count() > PARAGRAPHS_LIMIT {
            let message = format!("报告最多 {PARAGRAPHS_LIMIT} 段，请合并。");
            return Err(Refusal::new("too_many_paragraphs", message).at("narrative"));
        }
        let headings = self.parts().map(|part| &part.heading);
        for text in headings.chain(self.paragraphs()) {
            if text.chars().count() > PARAGRAPH_LIMIT {
                let message = format!("“{}…”一段超过 {PARAGRAPH_LIMIT} 字，请分段。", beginning(text));
                return Err(Refusal::new("paragraph_too_long", message).at("narrative"));
            }
            if text.chars().any(is_deceptive) {
                let message = format!("“{}…”一段有看不见的控制字符，请删去。", beginning(text));
                return Err(Refusal::new("deceptive_character", message).at("narrative"));
            }
        }
        self.paragraphs().try_for_each(|paragraph| pieces(paragraph).map(|_| ()))
    }
}

fn beginning(text: &str) -> String {
    text.chars().take(12).collect()
}

/// The pieces of a paragraph as it was written.
///
/// # Errors
/// A placeholder that names no metric, or a brace that is not closed.
pub fn pieces(paragraph: &str) -> Result<Vec<Piece>, Refusal> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at(open);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let inner = braced.strip_prefix('{').ok_or_else(|| unpaired(paragraph))?;
        let (key, after) = inner.split_once('}').ok_or_else(|| unpaired(paragraph))?;
        let (name, hedge) = key.split_once('|').map_or((key, None), |(name, hedge)| (name, Some(hedge)));
        let metric = Metric::from_key(name.trim()).ok_or_else(|| {
            let message = format!("“{{{key}}}”不是已知的数字，请从数字列表中选择。");
            Refusal::new("unknown_figure", message).at("narrative")
        })?;
        let hedge = hedge.map_or(Ok(Hedge::Exact), |hedge| hedge_of(hedge, &metric))?;
        pieces.push(Piece::Figure(metric, hedge));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

fn hedge_of(text: &str, metric: &Metric) -> Result<Hedge, Refusal> {
    if metric.is_money() {
        let message = format!("“{}”是金额，按准确的数公布，不用约数。", metric.title());
        return Err(Refusal::new("money_is_exact", message).at("narrative"));
    }
    Hedge::parse(text)
}

fn unpaired(paragraph: &str) -> Refusal {
    let message = format!("“{}…”一段的花括号没有成对，数字引用应写成 {{portal.events.total}}。", beginning(paragraph));
    Refusal::new("unpaired_brace", message).at("narrative")
}

/// A paragraph with its figures filled in. Each figure brings its unit word; where the text already has the word behind
/// the placeholder, it is taken into the figure and not printed twice.
///
/// # Errors
/// As [`pieces`].
pub fn render(paragraph: &str, figure: impl Fn(Metric) -> Figure) -> Result<Vec<Rendered>, Refusal> {
    let mut rendered = Vec::new();
    let mut swallow: &str = "";
    for piece in pieces(paragraph)? {
        match piece {
            Piece::Text(text) => {
                let text = text.strip_prefix(swallow).unwrap_or(&text);
                swallow = "";
                if !text.is_empty() {
                    rendered.push(Rendered::Text(text.to_owned()));
                }
            }
            Piece::Figure(metric, hedge) => {
                swallow = metric.unit();
                let figure = figure(metric);
                let text = hedge.text(&figure);
                rendered.push(Rendered::Figure { figure, text });
            }
        }
    }
    Ok(rendered)
}

/// The words of a rendered paragraph.
#[must_use]
pub fn plain(rendered: &[Rendered]) -> String {
    let words = rendered.iter().map(|piece| match piece {
        Rendered::Text(text) | Rendered::Figure { text, .. } => text.as_str(),
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ones(metric: Metric) -> Figure {
        Figure { value: 118, metric }
    }

    #[test]
    fn a_unit_word_is_printed_once() {
        let with = render("公开信息{portal.events.total}条，其中", ones).unwrap();
        let without = render("公开信息{portal.events.total}，其中", ones).unwrap();
        assert_eq!(plain(&with), "公开信息118条，其中");
        assert_eq!(with, without);
    }

    #[test]
    fn a_figure_may_be_named_roughly_but_money_may_not() {
        let rough = render("公开信息{portal.events.total|余10}条", ones).unwrap();
        assert_eq!(plain(&rough), "公开信息110余条");
        assert_eq!(pieces("收取{fees.charged_yuan|余10}元").unwrap_err().code, "money_is_exact");
        assert_eq!(pieces("{portal.events.total|大约}").unwrap_err().code, "unknown_hedge");
    }

    #[test]
    fn unknown_figures_and_lonely_braces_are_refused() {
        assert_eq!(pieces("共{portal.total}条").unwrap_err().code, "unknown_figure");
        for text in ["共{portal.events.total条", "共}条", "{{portal.events.total}}"] {
            assert!(pieces(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_blank_narrative_may_be_kept() {
        let blank = Narrative::blank("某局", 2019);
        assert!(blank.check().is_ok());
        assert_eq!(blank.metrics(), [Metric::ApplicationsReceived, Metric::FeesCharged]);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_text_without_braces_stays(text in "\\PC{0,60}") {
            let rendered = render(&text, ones);
            if !text.contains(['{', '}']) {
                prop_assert_eq!(plain(&rendered.unwrap()), text);
            }
        }
    }
}
