//! What the sums of a table say about digits that run together.

use std::collections::BTreeMap;

use law::annual_report::{ApplicantColumn, ReportForm, TableThreeRow};

use super::{FOUR_VALUES, every_split, only_split, splits};

/// A row of table three as its seven texts.
type Row = Vec<String>;

/// Ways in which all rows together are tried.
const MOST_COMBINATIONS: usize = 4_096;

fn counts(texts: &[String]) -> Option<Vec<i64>> {
    texts.iter().map(|text| text.parse().ok()).collect()
}

fn adds_up(texts: &[String]) -> bool {
    counts(texts).is_some_and(|counts| {
        counts
            .split_last()
            .is_some_and(|(total, parts)| parts.iter().copied().try_fold(0, i64::checked_add) == Some(*total))
    })
}

/// The ways to split a row of table three whose parts add up to its total.
pub(super) fn rows_that_add_up(tokens: &[String]) -> Vec<Row> {
    let mut found = every_split(tokens, ApplicantColumn::ALL.len());
    found.retain(|texts| adds_up(texts));
    found
}

/// The ways to split table four so that each of its groups adds up.
pub(super) fn groups_that_add_up(tokens: &[String]) -> Vec<Row> {
    const GROUP: usize = 5;
    const MOST: usize = 1_000;
    let mut found = Vec::new();
    splits(tokens, FOUR_VALUES, &mut |texts: &[String]| {
        if found.len() < MOST && texts.chunks(GROUP).all(adds_up) {
            found.push(texts.to_vec());
        }
    });
    found
}

/// The readings in words.
pub(super) fn told(readings: &[Row]) -> String {
    const MOST_TOLD: usize = 3;
    match readings {
        [] => String::new(),
        few if few.len() <= MOST_TOLD => {
            let few: Vec<String> = few.iter().map(|texts| texts.join("、")).collect();
            format!("；按合计关系可能是：{}", few.join("；"))
        }
        many => format!("；按合计关系有{}种拆法", many.len()),
    }
}

/// The only way to split all rows so that every row and every column adds up; `None` where the sums allow none or
/// more than one, or where a row is not there to be added.
pub(super) fn only_way(
    stretches: &[(TableThreeRow, Vec<String>)],
    form: ReportForm,
) -> Option<BTreeMap<TableThreeRow, Row>> {
    if stretches.len() != TableThreeRow::of(form).len() {
        return None;
    }
    let mut choices: Vec<(TableThreeRow, Vec<Row>)> = Vec::new();
    let mut combinations = 1usize;
    for (row, tokens) in stretches {
        let ways = match only_split(tokens, ApplicantColumn::ALL.len()) {
            Some(certain) => vec![certain],
            None => rows_that_add_up(tokens),
        };
        combinations = combinations.saturating_mul(ways.len());
        if combinations == 0 || combinations > MOST_COMBINATIONS {
            return None;
        }
        choices.push((*row, ways));
    }
    let mut fitting =
        (0..combinations).map(|index| chosen(&choices, index)).filter(|table| columns_add_up(table, form));
    let only = fitting.next()?;
    fitting.next().is_none().then_some(only)
}

/// One way for each row: `index` counts through all of them.
fn chosen(choices: &[(TableThreeRow, Vec<Row>)], mut index: usize) -> BTreeMap<TableThreeRow, Row> {
    let mut table = BTreeMap::new();
    for (row, ways) in choices {
        table.insert(*row, ways[index % ways.len()].clone());
        index /= ways.len();
    }
    table
}

fn columns_add_up(table: &BTreeMap<TableThreeRow, Row>, form: ReportForm) -> bool {
    let count = |row: TableThreeRow, column: usize| -> Option<i64> { table.get(&row)?.get(column)?.parse().ok() };
    (0..ApplicantColumn::ALL.len()).all(|column| {
        let results = TableThreeRow::results_of(form).map(|row| count(row, column));
        let sum = results.into_iter().try_fold(0i64, |sum, value| sum.checked_add(value?));
        let closed = count(TableThreeRow::ResultsTotal, column);
        let came = count(TableThreeRow::Received, column).zip(count(TableThreeRow::CarriedIn, column));
        let left = closed.zip(count(TableThreeRow::CarriedOver, column));
        let [came, left] = [came, left].map(|pair| pair.and_then(|(one, other)| one.checked_add(other)));
        sum.is_some() && sum == closed && came.is_some() && came == left
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn readings_of_one_row_are_told() {
        assert_eq!(told(&rows_that_add_up(&tokens("230 000023"))), "；按合计关系可能是：23、0、0、0、0、0、23");
        assert_eq!(told(&rows_that_add_up(&tokens("1234567"))), "");
    }

    #[test]
    fn groups_of_table_four_have_one_way_or_more() {
        assert_eq!(groups_that_add_up(&tokens("10203120001200000")).len(), 1);
        assert_eq!(groups_that_add_up(&tokens("111111111111111")).len(), 0);
    }

    /// A table of one application and its result, the rest zeros, with the first row as given.
    fn table(received: &str, disclosed: &str, closed: &str) -> Vec<(TableThreeRow, Vec<String>)> {
        let digits = |row| match row {
            TableThreeRow::Received => received,
            TableThreeRow::Disclosed => disclosed,
            TableThreeRow::ResultsTotal => closed,
            _ => "0000000",
        };
        TableThreeRow::FORM_2021.into_iter().map(|row| (row, tokens(digits(row)))).collect()
    }

    #[test]
    fn all_sums_together_settle_a_table_and_one_that_fails_does_not() {
        let settled = only_way(&table("640020470", "640020470", "640020470"), ReportForm::Form2021);
        let settled = settled.map(|mut table| table.remove(&TableThreeRow::Received));
        assert_eq!(settled, Some(Some(tokens("64 0 0 2 0 4 70"))));
        // The results add up to another number than was received.
        assert_eq!(only_way(&table("640020470", "540020460", "540020460"), ReportForm::Form2021), None);
        let mut short = table("640020470", "640020470", "640020470");
        short.pop();
        assert_eq!(only_way(&short, ReportForm::Form2021), None);
    }
}
