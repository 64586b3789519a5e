//! Tables whose separators were lost: labels and digits run together in the text. Digits are split
//! only where there is exactly one way to do it; otherwise the cells stay unreadable and the note
//! lists the ways in which the row would add up. One reading is taken only where it alone lets every row and every
//! column of the table add up. Nothing is guessed.

mod sums;

use law::annual_report::checks::Rule;
use law::annual_report::{ApplicantColumn, ReportSection, TableThreeRow, TableTwoBlock, TableTwoRow};
use unicode_normalization::UnicodeNormalization;

use super::label::fold;
use super::{FOUR_VALUES, Filled, lines};
use crate::read::source::Block;

/// Labels of one table stand close together; farther away it is prose.
const FARTHEST: usize = 400;
/// Reports have some ten thousand characters; the rest of a larger file is not searched.
const MOST_CHARACTERS: usize = 1_000_000;
/// No row of a table has more digits.
const MOST_DIGITS: usize = 120;

/// Fills what no real table gave.
pub(super) fn fill_missing(blocks: &[Block], filled: &mut Filled) {
    if filled.three.is_empty() {
        lines::table_three(blocks, filled);
    }
    if !filled.four {
        lines::table_four(blocks, filled);
    }
    if filled.two.len() == filled.rows_two().len() && !filled.three.is_empty() && filled.four {
        return;
    }
    let stream = Stream::of(blocks);
    if filled.two.len() < filled.rows_two().len() {
        table_two(&stream, filled);
    }
    if filled.three.is_empty() {
        table_three(&stream, filled);
    }
    if !filled.four {
        table_four(&stream, filled);
    }
}

/// The text without white space, and beside it the letters alone for finding labels.
struct Stream {
    characters: Vec<char>,
    /// Whether white space stood before a character.
    spaced: Vec<bool>,
    /// The letters and digits, as one string; `places` tells where each stands in `characters`.
    folded: String,
    places: Vec<usize>,
    /// The byte at which each folded character begins.
    starts: Vec<usize>,
}

/// A found label, as positions in [`Stream::characters`].
#[derive(Clone, Copy)]
struct Found {
    begin: usize,
    end: usize,
}

impl Stream {
    fn of(blocks: &[Block]) -> Self {
        let mut stream = Self {
            characters: Vec::new(),
            spaced: Vec::new(),
            folded: String::new(),
            places: Vec::new(),
            starts: Vec::new(),
        };
        let texts = blocks.iter().filter_map(|block| match block {
            Block::Text(text) => Some(text.as_str()),
            Block::Table(_) => None,
        });
        let mut space = false;
        for character in texts.flat_map(str::chars).nfkc().take(MOST_CHARACTERS) {
            if character.is_whitespace() {
                space = true;
                continue;
            }
            if character.is_alphanumeric() {
                stream.starts.push(stream.folded.len());
                stream.folded.push(character);
                stream.places.push(stream.characters.len());
            }
            stream.characters.push(character);
            stream.spaced.push(std::mem::take(&mut space));
        }
        stream
    }

    /// The first occurrence of a label at or after a position, not farther than `within`.
    fn find(&self, label: &str, from: usize, within: usize) -> Option<Found> {
        let wanted = fold(label);
        let first = self.places.partition_point(|place| *place < from);
        let begin_byte = *self.starts.get(first)?;
        let at = begin_byte + self.folded[begin_byte..].find(&wanted)?;
        let index = self.starts.binary_search(&at).ok()?;
        let last = index + wanted.chars().count() - 1;
        let found = Found { begin: *self.places.get(index)?, end: *self.places.get(last)? + 1 };
        (found.begin - from <= within).then_some(found)
    }

    /// The numbers behind a label, up to the next label or the first word: one text for each
    /// stretch that white space separates.
    fn numbers(&self, from: usize, until: usize) -> Vec<String> {
        let mut tokens: Vec<String> = Vec::new();
        let mut begun = false;
        for index in from..until.min(self.characters.len()).min(from + MOST_DIGITS) {
            let character = self.characters[index];
            let numeric = character.is_ascii_digit() || (begun && ".,-+元万亿".contains(character));
            if !numeric {
                // Brackets and quotes that close a label may stand before the numbers.
                if begun || character.is_alphanumeric() {
                    break;
                }
                continue;
            }
            if !begun || self.spaced[index] {
                tokens.push(String::new());
            }
            begun = true;
            if let Some(token) = tokens.last_mut() {
                token.push(character);
            }
        }
        tokens
    }
}

fn table_two(stream: &Stream, filled: &mut Filled) {
    let form = filled.form.form;
    let mut cursor = 0;
    for block in TableTwoBlock::of(form) {
        let Some(header) = stream.find(block.label(), cursor, usize::MAX) else { continue };
        let last_column = block.columns_of(form).last().map_or("", |column| column.label());
        let Some(columns) = stream.find(last_column, header.end, FARTHEST) else { continue };
        cursor = columns.end;
        let rows = block.rows_of(form);
        for (index, row) in rows.iter().enumerate() {
            let Some(label) = stream.find(row.label_in(form), cursor, FARTHEST / 4) else { break };
            let next = rows.get(index + 1).and_then(|next| stream.find(next.label_in(form), label.end, FARTHEST / 4));
            let until = next.map_or(usize::MAX, |next| next.begin);
            let tokens = stream.numbers(label.end, until);
            if !filled.two.contains(row) {
                fill_two(filled, *row, &tokens);
            }
            cursor = label.end;
        }
    }
}

fn fill_two(filled: &mut Filled, row: TableTwoRow, tokens: &[String]) {
    let wanted = filled.columns(row).len();
    let money = filled.columns(row).iter().any(|column| column.is_money());
    let texts = if tokens.len() == wanted || !money { only_split(tokens, wanted) } else { None };
    match texts {
        Some(texts) => filled.fill_two(row, &texts),
        None => {
            let words = tokens.concat();
            let ways = if money { 0 } else { every_split(tokens, wanted).len() };
            let ways = if ways > 1 {
                format!("；共有{ways}种拆法，表二没有合计关系可以判断")
            } else {
                String::new()
            };
            let label = row.label_in(filled.form.form);
            let message = format!("表二“{label}”的数字“{words}”连写，无法确定拆成哪{wanted}个数{ways}。");
            filled.note(Rule::R01, row.code(), ReportSection::ProactiveDisclosure, message);
            filled.give_up_two(row, &words);
        }
    }
}

fn table_three(stream: &Stream, filled: &mut Filled) {
    let mut labels: Vec<(TableThreeRow, Found)> = Vec::new();
    for &row in filled.rows_three() {
        let (from, within) = labels.last().map_or((0, usize::MAX), |(_, found)| (found.end, FARTHEST));
        if let Some(found) = stream.find(row.label(), from, within) {
            labels.push((row, found));
        } else if labels.is_empty() {
            return;
        }
    }
    let stretches = labels.iter().enumerate().map(|(index, (row, label))| {
        let until = labels.get(index + 1).map_or(usize::MAX, |(_, next)| next.begin);
        (*row, stream.numbers(label.end, until))
    });
    let stretches: Vec<(TableThreeRow, Vec<String>)> = stretches.collect();
    let settled = sums::only_way(&stretches, filled.form.form);
    if let (Some((row, tokens)), Some((_, last))) = (stretches.first(), labels.last())
        && let Some(again) = stream.find(row.label(), last.end, usize::MAX)
        && stream.numbers(again.end, usize::MAX) != *tokens
    {
        filled.second_report();
    }
    let certain = |tokens: &[String]| only_split(tokens, ApplicantColumn::ALL.len()).is_some();
    if settled.is_some() && !stretches.iter().all(|(_, tokens)| certain(tokens)) {
        let message = "表三的数字连写；只有一种拆法使各行、各列的合计关系全部成立，按这种拆法读取。".to_owned();
        filled.note(Rule::R01, "table3/only-way", ReportSection::Applications, message);
    }
    for (row, tokens) in &stretches {
        let certain = only_split(tokens, ApplicantColumn::ALL.len());
        match certain.or_else(|| settled.as_ref().and_then(|settled| settled.get(row).cloned())) {
            Some(texts) => filled.fill_three(*row, &texts),
            None => give_up_three(filled, *row, tokens),
        }
    }
}

fn give_up_three(filled: &mut Filled, row: TableThreeRow, tokens: &[String]) {
    let words = tokens.join(" ");
    let readings = sums::told(&sums::rows_that_add_up(tokens));
    let message = format!("表三“{}”的数字“{words}”连写，无法确定拆法{readings}。", row.label());
    filled.note(Rule::R01, row.code(), ReportSection::Applications, message);
    filled.give_up_three(row, &words);
}

fn table_four(stream: &Stream, filled: &mut Filled) {
    let Some(mut header) = stream.find("复议后起诉", 0, usize::MAX) else { return };
    // The headers of both kinds of suit follow; the numbers stand behind the last of them.
    while let Some(next) = stream.find("尚未审结总计", header.end, FARTHEST / 4) {
        header = next;
    }
    let tokens = stream.numbers(header.end, usize::MAX);
    if tokens.is_empty() {
        return;
    }
    if let Some(texts) = only_split(&tokens, FOUR_VALUES) {
        return filled.fill_four(&texts);
    }
    let readings = sums::groups_that_add_up(&tokens);
    let words = tokens.join(" ");
    if let [only] = readings.as_slice() {
        let message = format!("表四的数字“{words}”连写；只有一种拆法使三组的合计关系全部成立，按这种拆法读取。");
        filled.note(Rule::R01, "table4/only-way", ReportSection::ReviewAndLitigation, message);
        return filled.fill_four(only);
    }
    let readings = sums::told(&readings);
    let message = format!("表四的数字“{words}”连写，无法确定拆成哪{FOUR_VALUES}个数{readings}。");
    filled.note(Rule::R01, "values", ReportSection::ReviewAndLitigation, message);
    filled.give_up_four(&words);
}

/// The values when white space tells them apart, or when the digits can be split in one way only.
fn only_split(tokens: &[String], wanted: usize) -> Option<Vec<String>> {
    if tokens.len() == wanted {
        return Some(tokens.to_vec());
    }
    let mut found: Vec<Vec<String>> = Vec::new();
    splits(tokens, wanted, &mut |texts: &[String]| {
        if found.len() < 2 {
            found.push(texts.to_vec());
        }
    });
    match found.len() {
        1 => found.pop(),
        _ => None,
    }
}

/// Every way to cut the stretches, up to as many as are worth counting.
fn every_split(tokens: &[String], wanted: usize) -> Vec<Vec<String>> {
    const MOST_WAYS: usize = 2_000;
    let mut found = Vec::new();
    splits(tokens, wanted, &mut |texts: &[String]| {
        if found.len() < MOST_WAYS {
            found.push(texts.to_vec());
        }
    });
    found
}

/// The ways tried before a row is given up as too ambiguous.
const MOST_STEPS: usize = 200_000;

/// Tells every way to cut the stretches into `wanted` numbers. A number is `0` or begins with
/// another digit.
fn splits(tokens: &[String], wanted: usize, tell: &mut dyn FnMut(&[String])) {
    if tokens.len() > wanted || tokens.iter().any(|token| !token.bytes().all(|byte| byte.is_ascii_digit())) {
        return;
    }
    let digits: Vec<char> = tokens.concat().chars().collect();
    let mut cuts = Vec::new();
    let mut length = 0;
    for token in tokens {
        length += token.len();
        cuts.push(length);
    }
    let mut search = Search { digits: &digits, cuts: &cuts, wanted, steps: 0, parts: Vec::new() };
    search.run(0, tell);
}

struct Search<'digits> {
    digits: &'digits [char],
    /// Where white space stood: no number crosses it.
    cuts: &'digits [usize],
    wanted: usize,
    steps: usize,
    parts: Vec<String>,
}

impl Search<'_> {
    fn run(&mut self, from: usize, tell: &mut dyn FnMut(&[String])) {
        self.steps += 1;
        let left = self.wanted - self.parts.len();
        if self.steps > MOST_STEPS || left > self.digits.len() - from {
            return;
        }
        if left == 0 {
            if from == self.digits.len() {
                tell(&self.parts);
            }
            return;
        }
        let limit = self.cuts.iter().copied().find(|cut| *cut > from).unwrap_or(self.digits.len());
        let longest = if self.digits[from] == '0' { from + 1 } else { limit };
        for end in from + 1..=longest {
            self.parts.push(self.digits[from..end].iter().collect());
            self.run(end, tell);
            self.parts.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn digits_are_split_only_in_one_way() {
        assert_eq!(only_split(&tokens("0000000"), 7), Some(tokens("0 0 0 0 0 0 0")));
        assert_eq!(only_split(&tokens("7000007"), 7), Some(tokens("7 0 0 0 0 0 7")));
        assert_eq!(only_split(&tokens("23 0 00 00 23"), 7), Some(tokens("23 0 0 0 0 0 23")));
        assert_eq!(only_split(&tokens("230 000023"), 7), None);
        assert_eq!(only_split(&tokens("5 0 00 00 5"), 7), Some(tokens("5 0 0 0 0 0 5")));
        assert_eq!(only_split(&tokens("898989"), 3), None);
        assert_eq!(only_split(&tokens("77132470"), 3), None);
        assert_eq!(only_split(&tokens("77 132 470"), 3), Some(tokens("77 132 470")));
    }

    #[test]
    fn hopeless_rows_end_soon() {
        assert_eq!(only_split(&["1".repeat(MOST_DIGITS)], 15), None);
    }
}
