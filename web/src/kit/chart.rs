//! Bars as SVG, written without a library: each with its name and its figure in words beside it, a title, a description, and a
//! table of the same figures. What tells the bars apart is their place, their words and their pattern; colour only helps.
//!
//! The drawing is 360 units wide, so that on a phone its letters are as large as those of the page.

use affairs::document::body_html::escape;
use std::fmt::Write;

/// A group of bars under one label: a result, a kind of applicant, a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// What stands over them.
    pub label: String,
    /// One value a series, in the order of [`Chart::series`].
    pub values: Vec<u64>,
}

/// A chart of horizontal bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Letters that no other chart of the page has, for its `id`s.
    pub name: &'static str,
    pub title: String,
    /// What there is to see, in a sentence.
    pub description: String,
    /// What heads the labels in the table: `办理结果`.
    pub labelled: &'static str,
    /// The names of the series; at most [`PATTERNS`].
    pub series: Vec<&'static str>,
    /// The unit of all values.
    pub unit: &'static str,
    pub bars: Vec<Bars>,
}

/// How many series can be told apart without colour: full, hatched, empty.
pub const PATTERNS: usize = 3;

const WIDTH: u64 = 360;
/// Room for the figure behind the longest bar: nine digits and a word of two characters.
const FIGURE: u64 = 126;
const LONGEST_BAR: u64 = WIDTH - FIGURE;
const LABEL_LINE: u64 = 24;
const BAR_LINE: u64 = 22;
const BAR: u64 = 16;
/// Between one group and the next.
const GAP: u64 = 8;
/// From the top of a line to where its letters stand.
const BASE: u64 = 17;

impl Chart {
    /// The drawing with its table, as a figure of a page.
    #[must_use]
    pub fn html(&self) -> String {
        format!(
            "<figure class=\"chart\"><figcaption>{}</figcaption>{}\
             <details class=\"fold\"><summary>数据表：{}</summary><div class=\"inside\">{}</div></details></figure>\n",
            escape(&self.title),
            self.svg(),
            escape(&self.title),
            self.table(),
        )
    }

    /// The drawing alone.
    #[must_use]
    pub fn svg(&self) -> String {
        let name = self.name;
        let height = self.bars.iter().map(|bars| self.height_of(bars)).sum::<u64>().max(1);
        let mut svg = format!(
            "<svg class=\"bars\" role=\"img\" aria-labelledby=\"{name}-title {name}-words\" viewBox=\"0 0 {WIDTH} {height}\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{name}-title\">{}</title><desc id=\"{name}-words\">{}</desc>\
             <defs><pattern id=\"{name}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"3\" height=\"6\" fill=\"currentColor\"/></pattern></defs>",
            escape(&self.title),
            escape(&self.description),
        );
        let mut top = 0;
        for bars in &self.bars {
            self.draw(&mut svg, bars, top);
            top += self.height_of(bars);
        }
        svg.push_str("</svg>");
        svg
    }

    fn height_of(&self, bars: &Bars) -> u64 {
        LABEL_LINE + BAR_LINE * bars.values.len().min(PATTERNS) as u64 + GAP
    }

    fn draw(&self, svg: &mut String, bars: &Bars, top: u64) {
        let largest = self.bars.iter().flat_map(|bars| &bars.values).copied().max().unwrap_or(0);
        let _ = write!(svg, "<text x=\"0\" y=\"{}\" font-size=\"15\">{}</text>", top + BASE, escape(&bars.label));
        for (index, value) in (0_u64..).zip(bars.values.iter().take(PATTERNS)) {
            let at = top + LABEL_LINE + index * BAR_LINE;
            let width = length(*value, largest);
            let fill = match index {
                0 => "currentColor".to_owned(),
                1 => format!("url(#{}-hatch)", self.name),
                _ => "none".to_owned(),
            };
            if width > 0 {
                let _ = write!(
                    svg,
                    "<rect x=\"1\" y=\"{at}\" width=\"{width}\" height=\"{BAR}\" fill=\"{fill}\" stroke=\"currentColor\"/>"
                );
            }
            let beside = if width > 0 { width + 8 } else { 0 };
            let _ = write!(
                svg,
                "<text x=\"{beside}\" y=\"{}\" font-size=\"14\">{}</text>",
                at + 13,
                escape(&self.figure(index as usize, *value))
            );
        }
    }

    /// `收到 12件`; of a single series the figure alone.
    fn figure(&self, series: usize, value: u64) -> String {
        match self.series.get(series).filter(|_| self.series.len() > 1) {
            Some(name) => format!("{name} {value}{}", self.unit),
            None => format!("{value}{}", self.unit),
        }
    }

    /// The same figures as a table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = format!("<table><thead><tr><th scope=\"col\">{}</th>", escape(self.labelled));
        for series in &self.series {
            let _ = write!(table, "<th scope=\"col\">{}（{}）</th>", escape(series), escape(self.unit));
        }
        table.push_str("</tr></thead><tbody>");
        for bars in &self.bars {
            let _ = write!(table, "<tr><th scope=\"row\">{}</th>", escape(&bars.label));
            for value in &bars.values {
                let _ = write!(table, "<td>{value}</td>");
            }
            table.push_str("</tr>");
        }
        table.push_str("</tbody></table>");
        table
    }
}

/// The length of a bar. What is not nothing is seen.
fn length(value: u64, largest: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(LONGEST_BAR) / u128::from(largest.max(1));
    let scaled = u64::try_from(scaled).unwrap_or(LONGEST_BAR);
    if value > 0 { scaled.max(1) } else { 0 }
}

#[cfg(test)]
mod tests;
