//! A piece of text with the place where a person finds it again.

use serde::{Deserialize, Serialize};

/// A piece of text as a reader of some format met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPiece {
    /// Where: 标题, 正文第3段, 第2页, 工作表“名单”第12行, 页眉.
    pub place: String,
    pub text: String,
    pub prominence: Prominence,
}

/// How the piece stands on its page; a secrecy mark is a mark by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prominence {
    /// A paragraph or a line that stands by itself. A line break within it is one that somebody made.
    Line,
    Header,
    Footer,
    /// One cell of a table.
    Cell,
    /// One row of a table, its cells parted by tabs; the first cell is column A.
    Row,
    /// Running text whose lines were broken by the page, so that a line says nothing by standing alone.
    Running,
}

impl TextPiece {
    /// A piece that stands in a line of its own.
    pub fn line(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { place: place.into(), text: text.into(), prominence: Prominence::Line }
    }

    /// A piece with its prominence.
    pub fn new(place: impl Into<String>, text: impl Into<String>, prominence: Prominence) -> Self {
        Self { place: place.into(), text: text.into(), prominence }
    }

    /// The same piece as found within something bigger: `附件《名单》` before `工作表“甲”第12行`.
    #[must_use]
    pub fn under(mut self, whole: &str) -> Self {
        self.place.insert_str(0, whole);
        self
    }
}

/// The name of a column as a spreadsheet writes it: 0 is A, 26 is AA.
#[must_use]
pub fn column_name(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        let names: Vec<String> = [0, 25, 26, 51, 701, 702, 16_383].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]);
    }
}
