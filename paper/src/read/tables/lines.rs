//! Tables three and four where only the lines are left: figures parted by spaces, with or without their label before
//! them in the line. Seven figures are a row of table three, fifteen those of table four.

use law::annual_report::checks::Rule;
use law::annual_report::{ApplicantColumn, Cell, ReportSection, TableThreeRow};

use super::filled::Filled;
use super::order::Unnamed;
use super::{FOUR_VALUES, label, values};
use crate::read::source::Block;

/// Lines that are looked at.
const MOST_LINES: usize = 20_000;

/// Fills table three from lines that end in seven figures, when they are all rows of the form in order.
pub(super) fn table_three(blocks: &[Block], filled: &mut Filled) {
    let wanted = ApplicantColumn::ALL.len();
    let rows: Vec<(Option<TableThreeRow>, Vec<String>)> = lines(blocks)
        .filter_map(|line| {
            let (words, figures) = figures_behind(line)?;
            (figures.len() == wanted).then(|| (label::folded_label(words).and_then(|it| named(&it)), figures))
        })
        .collect();
    let known = rows.iter().filter_map(|(row, _)| *row);
    let places: Option<Vec<usize>> =
        known.map(|row| filled.rows_three().iter().position(|known| *known == row)).collect();
    let in_order = places.is_some_and(|places| !places.is_empty() && places.windows(2).all(|pair| pair[0] < pair[1]));
    if !in_order || rows.len() > filled.rows_three().len() {
        return;
    }
    let mut unnamed = Unnamed::default();
    for (row, figures) in rows {
        match row {
            Some(row) => {
                unnamed.settle(Some(row), filled);
                filled.fill_three(row, &figures);
            }
            None => unnamed.push_texts(figures),
        }
    }
    unnamed.settle(None, filled);
}

fn named(folded: &str) -> Option<TableThreeRow> {
    label::table_three_row(folded)
}

/// Fills table four from the one line of fifteen figures.
pub(super) fn table_four(blocks: &[Block], filled: &mut Filled) {
    let mut found = lines(blocks).filter_map(|line| {
        let (words, figures) = figures_behind(line)?;
        (words.trim().is_empty() && figures.len() == FOUR_VALUES).then_some(figures)
    });
    let Some(figures) = found.next() else { return };
    if found.any(|other| other != figures) {
        filled.conflicts += 1;
        let message = "有不止一行十五个数，按第一行读取表四。".to_owned();
        filled.note(Rule::R02, "twice/table4", ReportSection::ReviewAndLitigation, message);
    }
    filled.fill_four(&figures);
}

/// Gives the one total that a table leaves blank the one number that stands in a line by itself outside of it, where it
/// is what the row adds up to.
pub(super) fn displaced_total(blocks: &[Block], filled: &mut Filled) {
    let table = &filled.form.table_three;
    let blanks = filled.rows_three().iter().flat_map(|row| {
        ApplicantColumn::ALL
            .into_iter()
            .filter(|column| table.cell(*row, *column).is_blank())
            .map(|column| (*row, column))
    });
    let blanks: Vec<(TableThreeRow, ApplicantColumn)> = blanks.take(2).collect();
    let [(row, ApplicantColumn::Total)] = blanks[..] else { return };
    let mut alone = lines(blocks).filter(|line| values::is_count(line.trim()));
    let (Some(words), None) = (alone.next(), alone.next()) else { return };
    let parts: Option<Vec<i64>> = table.row(row)[..ApplicantColumn::Total.index()].iter().map(Cell::count).collect();
    let sum = parts.and_then(|parts| parts.into_iter().try_fold(0i64, i64::checked_add));
    let total = values::count_cell(words);
    if sum.is_none() || total.count() != sum {
        return;
    }
    let message =
        format!("表三“{}”的总计空白，表外单独有一个“{}”，与该行各列之和一致，按总计读取。", row.label(), words.trim());
    filled.form.table_three.set(row, ApplicantColumn::Total, total);
    filled.note(Rule::R03, &format!("displaced/{}", row.code()), ReportSection::Applications, message);
}

fn lines(blocks: &[Block]) -> impl Iterator<Item = &str> {
    let texts = blocks.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text.as_str()),
        Block::Table(_) => None,
    });
    texts.flat_map(str::lines).take(MOST_LINES)
}

/// The figures at the end of a line, and the words before them.
fn figures_behind(line: &str) -> Option<(&str, Vec<String>)> {
    let ends = line.trim_end().chars().last()?;
    if !ends.is_numeric() && !ends.is_ascii_punctuation() {
        return None;
    }
    let mut words = line.trim_end();
    let mut figures: Vec<String> = Vec::new();
    while figures.len() <= FOUR_VALUES {
        let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
        if last.is_empty() || !values::is_count(last) {
            break;
        }
        figures.push(last.to_owned());
        words = words[..words.len() - last.len()].trim_end();
    }
    figures.reverse();
    Some((words, figures))
}
