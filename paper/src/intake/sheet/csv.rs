//! CSV as offices write it: commas, tabs or semicolons, quoted cells with line breaks and doubled quotes.

use super::{CellText, OnRow, SheetRow};
use crate::intake::refused::{IntakeRefused, Sort};

/// Shows each row that holds anything to `on`.
pub(super) fn each_row(text: &str, columns: Option<usize>, on: OnRow<'_>) -> Result<(), IntakeRefused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = delimiter_of(text);
    let mut rest = text;
    // Excel may announce its delimiter in a line of its own.
    let mut number = 0;
    if let Some(line) = text.lines().next().filter(|line| line.starts_with("sep=") && line.len() == 5) {
        rest = text[line.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or("");
        number = 1;
    }
    while !rest.is_empty() {
        number += 1;
        let (cells, after) = row_of(rest, delimiter)?;
        rest = after;
        if columns.is_some_and(|limit| cells.len() > limit) {
            return Err(IntakeRefused::TooManyColumns { limit: columns.unwrap_or_default() });
        }
        if !cells.is_empty() && !on(SheetRow { number, hidden: false, cells })? {
            return Ok(());
        }
    }
    Ok(())
}

/// The delimiter that parts the first line best.
fn delimiter_of(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    if let Some(announced) = first.strip_prefix("sep=").filter(|rest| rest.len() == 1) {
        return announced.chars().next().unwrap_or(',');
    }
    let mut quoted = false;
    let mut counts = [('\t', 0_usize), (',', 0), (';', 0)];
    for character in first.chars() {
        quoted ^= character == '"';
        let known = counts.iter_mut().find(|(delimiter, _)| *delimiter == character && !quoted);
        known.into_iter().for_each(|(_, count)| *count += 1);
    }
    // The first of equals wins: nobody writes a tab into a heading by accident.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0)
        .map_or(',', |(delimiter, _)| *delimiter)
}

/// One row and what follows it. Empty cells at the end are left out.
fn row_of(text: &str, delimiter: char) -> Result<(Vec<CellText>, &str), IntakeRefused> {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let (cell, after) = cell_of(rest, delimiter)?;
        cells.push(CellText { formula: cell.starts_with('='), text: cell });
        match after.chars().next() {
            Some(next) if next == delimiter => rest = &after[delimiter.len_utf8()..],
            _ => {
                let after = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after);
                while cells.last().is_some_and(|cell| cell.text.trim().is_empty()) {
                    cells.pop();
                }
                return Ok((cells, after));
            }
        }
    }
}

fn cell_of(text: &str, delimiter: char) -> Result<(String, &str), IntakeRefused> {
    let plain_end = |text: &str| text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
    let Some(mut quoted) = text.strip_prefix('"') else {
        let end = plain_end(text);
        return Ok((text[..end].to_owned(), &text[end..]));
    };
    let mut cell = String::new();
    loop {
        let end = quoted.find('"').ok_or(IntakeRefused::Damaged(Sort::Sheet))?;
        cell.push_str(&quoted[..end]);
        let after = &quoted[end + 1..];
        if let Some(more) = after.strip_prefix('"') {
            cell.push('"');
            quoted = more;
        } else {
            // Something behind the closing quote belongs to the cell all the same.
            let end = plain_end(after);
            cell.push_str(&after[..end]);
            return Ok((cell, &after[end..]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Result<Vec<Vec<String>>, IntakeRefused> {
        let mut rows = Vec::new();
        each_row(text, None, &mut |row| {
            rows.push(row.cells.into_iter().map(|cell| cell.text).collect());
            Ok(true)
        })?;
        Ok(rows)
    }

    #[test]
    fn quoted_cells_and_all_line_ends_are_read() {
        let read = rows("\u{feff}甲,\"乙,丙\",\"a\"\"b\nc\"\r\n,,\n\n1,2,\r3").unwrap();
        assert_eq!(read, [vec!["甲", "乙,丙", "a\"b\nc"], vec!["1", "2"], vec!["3"]]);
    }

    #[test]
    fn the_delimiter_is_found() {
        assert_eq!(rows("a\tb,c\n1\t2").unwrap(), [["a", "b,c"], ["1", "2"]]);
        assert_eq!(rows("a;b;c,d\n1;2;3").unwrap()[1], ["1", "2", "3"]);
        assert_eq!(rows("sep=;\na;b").unwrap(), [["a", "b"]]);
    }

    #[test]
    fn an_open_quote_is_damage() {
        assert_eq!(rows("a,\"b"), Err(IntakeRefused::Damaged(Sort::Sheet)));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(table in prop::collection::vec(prop::collection::vec("[甲a,\"\n; ]{0,5}x", 1..5), 1..6)) {
            let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
            let lines: Vec<String> = table.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",")).collect();
            prop_assert_eq!(rows(&lines.join("\r\n")).unwrap(), table);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[a,\"\n\r;\t=]{0,30}|.{0,30}") {
            let _ = rows(&text);
        }
    }
}
