//! Rows of table three that have lost their labels: between two labelled rows, as many rows of seven figures as the
//! form has there can only be those, in order. One row more or less, and none of them is read.

use law::annual_report::checks::Rule;
use law::annual_report::{ReportSection, TableThreeRow};

use super::filled::Filled;
use super::values;
use crate::read::source::RawCell;

/// Rows met since the last labelled one.
#[derive(Debug, Default)]
pub(super) struct Unnamed {
    last: Option<TableThreeRow>,
    waiting: Vec<Vec<String>>,
}

/// More than the form has rows is no table three.
const MOST_WAITING: usize = 25;

impl Unnamed {
    pub(super) fn push(&mut self, row: &[RawCell]) {
        let printed = row.iter().filter(|cell| !cell.is_blank() && values::may_be_value(&cell.text));
        self.push_texts(printed.map(|cell| cell.text.clone()).collect());
    }

    pub(super) fn push_texts(&mut self, texts: Vec<String>) {
        if self.waiting.len() <= MOST_WAITING {
            self.waiting.push(texts);
        }
    }

    /// Gives the rows that wait to the form, when a labelled row follows or the table ends.
    pub(super) fn settle(&mut self, next: Option<TableThreeRow>, filled: &mut Filled) {
        let last = std::mem::replace(&mut self.last, next);
        let waiting = std::mem::take(&mut self.waiting);
        let rows = filled.rows_three();
        let place = |row: TableThreeRow| rows.iter().position(|known| *known == row);
        let begin = match last {
            Some(row) => place(row).map(|at| at + 1),
            None => Some(0),
        };
        let end = match next {
            Some(row) => place(row),
            None => Some(rows.len()),
        };
        let (Some(begin), Some(end), false) = (begin, end, waiting.is_empty()) else { return };
        let missing = rows.get(begin..end).unwrap_or_default();
        if missing.len() != waiting.len() || missing.iter().any(|row| filled.three.contains(row)) {
            return;
        }
        for (row, texts) in missing.iter().zip(&waiting) {
            filled.fill_three(*row, texts);
        }
        let names: Vec<&str> = missing.iter().map(|row| row.label()).collect();
        let message = format!("表三“{}”的行名与数值已经分开，按前后各行的次序读取。", names.join("”“"));
        filled.note(Rule::R03, &format!("order/{}", missing[0].code()), ReportSection::Applications, message);
    }
}
