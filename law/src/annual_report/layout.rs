//! The one description of how the official tables look. Page, PDF and Word walk it cell by cell,
//! so that the merged cells are the same everywhere.

use super::{
    ApplicantColumn, ApplicantKind, ReportSection, ReportTables, Slot, SlotValue, TableFourColumn, TableFourGroup,
    TableThreeGroup, TableThreeRow, TableTwoBlock,
};

/// A table as a grid. Cells are in reading order and cover the grid exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutTable {
    /// The section the table belongs to; its heading is the table's caption.
    pub section: ReportSection,
    /// How many rows from the top repeat after a page break.
    pub header_rows: u16,
    /// The number of rows of the grid.
    pub rows: u16,
    /// The relative width of each column of the grid.
    pub column_weights: Vec<u16>,
    /// The cells.
    pub cells: Vec<LayoutCell>,
}

impl LayoutTable {
    /// The number of columns of the grid.
    pub fn columns(&self) -> u16 {
        self.column_weights.len() as u16
    }

    /// The cells that begin in a row, left to right.
    pub fn row(&self, row: u16) -> impl Iterator<Item = &LayoutCell> {
        self.cells.iter().filter(move |cell| cell.row == row)
    }
}

/// One cell of the grid, spanning `rowspan` × `colspan` of it from (`row`, `column`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutCell {
    /// The first row, counted from 0.
    pub row: u16,
    /// The first column, counted from 0.
    pub column: u16,
    /// How many rows it covers, at least 1.
    pub rowspan: u16,
    /// How many columns it covers, at least 1.
    pub colspan: u16,
    /// Header, note or value.
    pub role: LayoutRole,
    /// What stands in it.
    pub content: LayoutContent,
}

impl LayoutCell {
    /// Whether the cell is a header (of columns or of a row).
    pub fn header(&self) -> bool {
        matches!(self.role, LayoutRole::ColumnHeader | LayoutRole::RowHeader)
    }

    /// The text to print.
    pub fn text(&self) -> &str {
        match &self.content {
            LayoutContent::Label(label) => label,
            LayoutContent::Value { text, .. } => text,
        }
    }

    /// How the text stands in the cell.
    pub fn alignment(&self) -> Alignment {
        match self.role {
            LayoutRole::RowHeader if self.rowspan == 1 => Alignment::Start,
            _ => Alignment::Centre,
        }
    }
}

/// What a cell of the grid is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutRole {
    /// Heads one or more columns (`scope="col"` or `"colgroup"`).
    ColumnHeader,
    /// Heads one or more rows (`scope="row"` or `"rowgroup"`).
    RowHeader,
    /// The corner note: neither heads anything nor carries a value.
    Note,
    /// Carries a value.
    Value,
}

/// Where the text of a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// At the line's beginning.
    Start,
    /// In the middle.
    Centre,
}

/// What stands in a cell of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayoutContent {
    /// An official label, verbatim.
    Label(&'static str),
    /// A value of the form: which one, and as printed (a blank is empty).
    Value {
        /// The cell of the form.
        slot: Slot,
        /// As printed.
        text: String,
    },
}

/// The three tables of a filled form, ready to be drawn.
pub fn table_layouts(form: &ReportTables) -> Vec<LayoutTable> {
    vec![table_two(form), table_three(form), table_four(form)]
}

/// Collects cells; the span is `(rowspan, colspan)`.
struct Grid<'form> {
    form: &'form ReportTables,
    cells: Vec<LayoutCell>,
}

impl<'form> Grid<'form> {
    fn new(form: &'form ReportTables) -> Self {
        Self { form, cells: Vec::new() }
    }

    fn label(&mut self, at: (u16, u16), span: (u16, u16), role: LayoutRole, text: &'static str) {
        self.cells.push(LayoutCell {
            row: at.0,
            column: at.1,
            rowspan: span.0,
            colspan: span.1,
            role,
            content: LayoutContent::Label(text),
        });
    }

    fn value(&mut self, at: (u16, u16), colspan: u16, slot: Slot) {
        let text = self.form.value(slot).map(SlotValue::text).unwrap_or_default();
        self.cells.push(LayoutCell {
            row: at.0,
            column: at.1,
            rowspan: 1,
            colspan,
            role: LayoutRole::Value,
            content: LayoutContent::Value { slot, text },
        });
    }

    fn finish(mut self, section: ReportSection, header_rows: u16, rows: u16, column_weights: Vec<u16>) -> LayoutTable {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        LayoutTable { section, header_rows, rows, column_weights, cells: self.cells }
    }
}

/// The official header over the row labels of table two.
const CONTENT_HEADING: &str = "信息内容";

/// Blocks have three, two or one value columns; six units hold each without a ragged edge.
const VALUE_UNITS: u16 = 6;

fn table_two(form: &ReportTables) -> LayoutTable {
    let mut grid = Grid::new(form);
    let mut row = 0;
    for block in TableTwoBlock::of(form.form) {
        grid.label((row, 0), (1, 1 + VALUE_UNITS), LayoutRole::ColumnHeader, block.label());
        grid.label((row + 1, 0), (1, 1), LayoutRole::ColumnHeader, CONTENT_HEADING);
        let columns = block.columns_of(form.form);
        let units = VALUE_UNITS / columns.len() as u16;
        for (index, column) in (0u16..).zip(columns) {
            let at = (row + 1, 1 + index * units);
            grid.label(at, (1, units), LayoutRole::ColumnHeader, column.label());
        }
        row += 2;
        for table_row in block.rows_of(form.form) {
            grid.label((row, 0), (1, 1), LayoutRole::RowHeader, table_row.label_in(form.form));
            for (index, column) in (0u16..).zip(columns) {
                grid.value((row, 1 + index * units), units, Slot::Two(*table_row, *column));
            }
            row += 1;
        }
    }
    let weights = vec![12, 5, 5, 5, 5, 5, 5];
    // Every block brings its own headers, so none may be repeated over another block.
    grid.finish(ReportSection::ProactiveDisclosure, 0, row, weights)
}

/// Label columns of table three: results heading, group, row.
const LABEL_COLUMNS: u16 = 3;
/// Header rows of table three.
const HEADER_ROWS: u16 = 3;

fn table_three(form: &ReportTables) -> LayoutTable {
    let mut grid = Grid::new(form);
    table_three_header(&mut grid);
    let mut row = HEADER_ROWS;
    let mut group_open: Option<TableThreeGroup> = None;
    for &table_row in TableThreeRow::of(form.form) {
        if table_row == TableThreeRow::Disclosed {
            let results = 1 + TableThreeRow::results_of(form.form).count() as u16;
            let heading = TableThreeRow::RESULTS_HEADING;
            grid.label((row, 0), (results, 1), LayoutRole::RowHeader, heading);
        }
        let group = table_row.group();
        let first_of_group = group.filter(|_| group != group_open);
        if let Some(group) = first_of_group {
            let rows = group.rows().len() as u16;
            grid.label((row, 1), (rows, 1), LayoutRole::RowHeader, group.label());
        }
        group_open = group;
        let in_results = table_row.is_result() || table_row == TableThreeRow::ResultsTotal;
        let first_column = match (in_results, group) {
            (_, Some(_)) => 2,
            (true, None) => 1,
            (false, None) => 0,
        };
        let span = (1, LABEL_COLUMNS - first_column);
        grid.label((row, first_column), span, LayoutRole::RowHeader, table_row.label());
        for (index, column) in (0u16..).zip(ApplicantColumn::ALL) {
            grid.value((row, LABEL_COLUMNS + index), 1, Slot::Three(table_row, column));
        }
        row += 1;
    }
    let weights = vec![5, 7, 18, 5, 5, 5, 5, 5, 5, 5];
    grid.finish(ReportSection::Applications, HEADER_ROWS, row, weights)
}

fn table_three_header(grid: &mut Grid<'_>) {
    let header = LayoutRole::ColumnHeader;
    let note = TableThreeRow::CORNER_NOTE;
    grid.label((0, 0), (HEADER_ROWS, LABEL_COLUMNS), LayoutRole::Note, note);
    grid.label((0, LABEL_COLUMNS), (1, 7), header, "申请人情况");
    let person = ApplicantKind::NaturalPerson.label();
    grid.label((1, LABEL_COLUMNS), (2, 1), header, person);
    grid.label((1, LABEL_COLUMNS + 1), (1, 5), header, "法人或其他组织");
    grid.label((1, LABEL_COLUMNS + 6), (2, 1), header, ApplicantColumn::Total.label());
    for (index, kind) in (0u16..).zip(&ApplicantKind::ALL[1..]) {
        grid.label((2, LABEL_COLUMNS + 1 + index), (1, 1), header, kind.label());
    }
}

fn table_four(form: &ReportTables) -> LayoutTable {
    let mut grid = Grid::new(form);
    let header = LayoutRole::ColumnHeader;
    let width = TableFourColumn::ALL.len() as u16;
    for (index, group) in (0u16..).zip(TableFourGroup::ALL) {
        let first = index * width;
        let suit = group != TableFourGroup::Reconsideration;
        grid.label((u16::from(suit), first), (1, width), header, group.label());
        for (offset, column) in (0u16..).zip(TableFourColumn::ALL) {
            let (row, rowspan) = if suit { (2, 1) } else { (1, 2) };
            grid.label((row, first + offset), (rowspan, 1), header, column.label());
            grid.value((3, first + offset), 1, Slot::Four(group, column));
        }
    }
    let heading = TableFourGroup::LITIGATION_HEADING;
    grid.label((0, width), (1, 2 * width), header, heading);
    grid.finish(ReportSection::ReviewAndLitigation, 3, 4, vec![1; 15])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annual_report::ReportForm;

    #[test]
    fn cells_cover_each_grid_exactly_once() {
        for table in ReportForm::ALL.into_iter().flat_map(|form| table_layouts(&ReportTables::blank(form))) {
            let width = usize::from(table.columns());
            let mut covered = vec![0u8; width * usize::from(table.rows)];
            for cell in &table.cells {
                for row in cell.row..cell.row + cell.rowspan {
                    for column in cell.column..cell.column + cell.colspan {
                        covered[usize::from(row) * width + usize::from(column)] += 1;
                    }
                }
            }
            assert!(covered.iter().all(|count| *count == 1), "{:?}: {covered:?}", table.section);
        }
    }

    #[test]
    fn every_slot_is_drawn_once_and_its_code_is_read_back() {
        let tables = table_layouts(&ReportTables::default());
        let mut drawn: Vec<Slot> = tables
            .iter()
            .flat_map(|table| &table.cells)
            .filter_map(|cell| match cell.content {
                LayoutContent::Value { slot, .. } => Some(slot),
                LayoutContent::Label(_) => None,
            })
            .collect();
        let mut slots: Vec<Slot> = ReportForm::Form2019.slots().collect();
        assert_eq!(slots.len(), 22 + 161 + 15);
        for slot in &slots {
            assert_eq!(slot.code().parse(), Ok(*slot));
        }
        drawn.sort();
        slots.sort();
        assert_eq!(drawn, slots);
    }

    #[test]
    fn every_slot_of_the_form_of_2021_is_drawn_once() {
        let form = ReportForm::Form2021;
        let tables = table_layouts(&ReportTables::blank(form));
        let cells = tables.iter().flat_map(|table| &table.cells);
        let mut drawn: Vec<Slot> = cells
            .filter_map(|cell| match cell.content {
                LayoutContent::Value { slot, .. } => Some(slot),
                LayoutContent::Label(_) => None,
            })
            .collect();
        let mut slots: Vec<Slot> = form.slots().collect();
        assert_eq!(slots.len(), 10 + 175 + 15);
        drawn.sort();
        slots.sort();
        assert_eq!(drawn, slots);
    }

    #[test]
    fn the_three_grids_look_like_the_official_form() {
        insta::assert_snapshot!(drawing(&table_layouts(&ReportTables::default())));
    }

    #[test]
    fn the_grids_of_2021_look_like_the_official_form() {
        insta::assert_snapshot!(drawing(&table_layouts(&ReportTables::blank(ReportForm::Form2021))));
    }

    fn drawing(tables: &[LayoutTable]) -> String {
        let mut lines = Vec::new();
        for table in tables {
            lines.push(format!("# {} {}x{}", table.section.heading(), table.rows, table.columns()));
            for cell in &table.cells {
                lines.push(format!(
                    "{},{} {}x{} {:?} {}",
                    cell.row,
                    cell.column,
                    cell.rowspan,
                    cell.colspan,
                    cell.role,
                    match &cell.content {
                        LayoutContent::Label(text) => (*text).to_owned(),
                        LayoutContent::Value { slot, .. } => format!("<{}>", slot.code()),
                    }
                ));
            }
        }
        lines.join("\n")
    }
}
