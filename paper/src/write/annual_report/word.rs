//! The report as a Word file (.docx), with the same merged cells as the PDF.

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, HeightRule, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    Run, SpecialIndentType, Style, StyleType, Table, TableAlignmentType, TableCell, TableCellMargins, TableLayoutType,
    TableRow, VAlignType, VMergeType, WidthType,
};
use law::annual_report::{Alignment, LayoutCell, LayoutRole, LayoutTable};

use super::{AnnualReport, NarrativeBlock, Section};
use crate::write::{
    WriteError,
    press::long_date,
    printed::visible,
    word::{self, TWO_CHARACTERS, column_widths, faces, plain},
};

/// Half points, as Word counts: 二号, 三号, 小五.
const SIZE_TWO: usize = 44;
const SIZE_THREE: usize = 32;
const SIZE_SMALL_FIVE: usize = 18;

/// The report as a Word file. The faces are the reader's own (宋体, 仿宋, 黑体, 楷体).
///
/// # Errors
/// [`WriteError::Failed`] only.
pub fn annual_report_word(report: &AnnualReport) -> Result<Vec<u8>, WriteError> {
    let mut file = with_styles(Docx::new());
    file = file.add_paragraph(title(report));
    file = add_narrative(file, &report.preamble);
    for section in report.sections() {
        file = add_section(file, &section);
    }
    if let Some(date) = report.issued_on {
        for line in [report.agency.clone(), long_date(date)] {
            file = file.add_paragraph(plain(&line).align(AlignmentType::Right).indent(
                None,
                None,
                Some(TWO_CHARACTERS),
                None,
            ));
        }
    }
    word::pack(file, &report.title, &report.agency, report.made_at)
}

fn title(report: &AnnualReport) -> Paragraph {
    let mut run = Run::new();
    for (number, line) in report.title_lines().into_iter().enumerate() {
        if number > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(visible(line));
    }
    Paragraph::new().style("Title").keep_next(true).add_run(run)
}

fn with_styles(file: Docx) -> Docx {
    let line = LineSpacing::new().line_rule(LineSpacingType::Exact).line(560);
    let heading = |id: &str, name: &str, level: usize, face: &str| {
        Style::new(id, StyleType::Paragraph).name(name).fonts(faces(face)).size(SIZE_THREE).outline_lvl(level).indent(
            None,
            Some(SpecialIndentType::FirstLine(TWO_CHARACTERS)),
            None,
            None,
        )
    };
    file.page_size(11906, 16838)
        .page_margin(PageMargin::new().top(2098).bottom(1984).left(1588).right(1474).footer(1400))
        .default_fonts(faces("仿宋"))
        .default_size(SIZE_THREE)
        .default_line_spacing(line)
        .add_style(
            Style::new("Title", StyleType::Paragraph)
                .name("Title")
                .fonts(faces("宋体"))
                .size(SIZE_TWO)
                .bold()
                .align(AlignmentType::Center)
                .line_spacing(LineSpacing::new().line(640).after(480)),
        )
        .add_style(heading("Heading1", "heading 1", 0, "黑体"))
        .add_style(heading("Heading2", "heading 2", 1, "楷体"))
        .footer(
            Footer::new().add_paragraph(
                Paragraph::new()
                    .align(AlignmentType::Center)
                    .add_run(Run::new().add_text("— ").fonts(faces("宋体")).size(28))
                    .add_page_num(PageNum::new())
                    .add_run(Run::new().add_text(" —").fonts(faces("宋体")).size(28)),
            ),
        )
}

fn styled(style: &str, text: &str) -> Paragraph {
    plain(text).style(style).keep_next(true)
}

fn add_narrative(mut file: Docx, blocks: &[NarrativeBlock]) -> Docx {
    for block in blocks {
        match block {
            NarrativeBlock::Heading(text) => file = file.add_paragraph(styled("Heading2", text)),
            NarrativeBlock::Paragraph(text) => {
                for line in text.split('\n') {
                    let paragraph = plain(line).align(AlignmentType::Both).indent(
                        None,
                        Some(SpecialIndentType::FirstLine(TWO_CHARACTERS)),
                        None,
                        None,
                    );
                    file = file.add_paragraph(paragraph);
                }
            }
        }
    }
    file
}

fn add_section(mut file: Docx, section: &Section<'_>) -> Docx {
    file = file.add_paragraph(styled("Heading1", &section.heading));
    file = add_narrative(file, section.narrative);
    if let Some(table) = &section.table {
        file = file.add_table(official_table(table));
        let remark = section.remark.unwrap_or_default();
        // Word needs a paragraph between two tables; it carries the remark if there is one.
        let run = Run::new().add_text(visible(remark)).fonts(faces("宋体")).size(21);
        file = file.add_paragraph(Paragraph::new().add_run(run));
    }
    file
}

fn official_table(layout: &LayoutTable) -> Table {
    let widths = column_widths(&layout.column_weights);
    let rows = (0..layout.rows).map(|row| official_row(layout, row, &widths)).collect();
    Table::new(rows)
        .set_grid(widths.clone())
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(0, 40, 0, 40))
}

fn official_row(layout: &LayoutTable, row: u16, widths: &[usize]) -> TableRow {
    let covers_row = |cell: &&LayoutCell| cell.row <= row && row < cell.row + cell.rowspan;
    let mut covering: Vec<&LayoutCell> = layout.cells.iter().filter(covers_row).collect();
    covering.sort_by_key(|cell| cell.column);
    // Word keeps a table on one page if every row but the last wants the next beside it.
    let keep = row + 1 < layout.rows;
    let cells = covering.into_iter().map(|cell| official_cell(cell, row, widths, keep)).collect();
    let row_of_table = TableRow::new(cells).row_height(360.0).height_rule(HeightRule::AtLeast);
    // `word::pack` turns the mark into “repeat as header”, which the library cannot write.
    if row < layout.header_rows { row_of_table.cant_split() } else { row_of_table }
}

fn official_cell(cell: &LayoutCell, row: u16, widths: &[usize], keep: bool) -> TableCell {
    let first = usize::from(cell.column);
    let width = widths.iter().skip(first).take(usize::from(cell.colspan)).sum();
    let text = if row == cell.row { cell.text() } else { "" };
    let run = Run::new().add_text(visible(text)).fonts(faces("宋体")).size(SIZE_SMALL_FIVE);
    let alignment = match cell.alignment() {
        Alignment::Start => AlignmentType::Left,
        Alignment::Centre => AlignmentType::Center,
    };
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Auto).line(240);
    let paragraph = Paragraph::new()
        .align(alignment)
        .keep_next(keep)
        .line_spacing(spacing)
        .add_run(if cell.role == LayoutRole::ColumnHeader { run.bold() } else { run });
    let mut drawn =
        TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph);
    if cell.colspan > 1 {
        drawn = drawn.grid_span(usize::from(cell.colspan));
    }
    if cell.rowspan > 1 {
        let merge = if row == cell.row { VMergeType::Restart } else { VMergeType::Continue };
        drawn = drawn.vertical_merge(merge);
    }
    drawn
}
