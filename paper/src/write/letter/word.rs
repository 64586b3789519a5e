//! A letter as a Word file (.docx), laid out as the PDF is.

use affairs::{
    Instant,
    letter::{Block, Body, Cell, Closing, Grid, Row, Verification},
};
use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, HeightRule, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    Pic, Run, SpecialIndentType, Style, StyleType, Table, TableAlignmentType, TableCell, TableCellMargins,
    TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::{page::Page, qr::Square};
use crate::write::{
    WriteError,
    printed::visible,
    word::{self, TWO_CHARACTERS, column_widths, faces, plain},
};

/// Half points, as Word counts: the heading, 二号, 三号, 小四, 五号.
const SIZE_HEADING: usize = 60;
const SIZE_TWO: usize = 44;
const SIZE_THREE: usize = 32;
const SIZE_SMALL_FOUR: usize = 24;
const SIZE_FIVE: usize = 21;
const SIZE_SMALL_FIVE: usize = 18;
/// Room above the date for the seal, in twentieths of a point: 16 mm.
const SEAL_ROOM: u32 = 907;
/// A side of the printed code, 34 mm, in English metric units.
const CODE_SIDE: u32 = 1_224_000;
/// A line of a form, in twentieths of a point.
const FORM_LINE: f32 = 420.0;
const RED: &str = "D7000F";

/// One document as a Word file.
pub(super) fn page_word(page: &Page<'_>, made_at: Instant) -> Result<Vec<u8>, WriteError> {
    let form = page.is_form();
    let (blocks, slip) = page.letter_and_slip();
    let mut file = heading(with_styles(Docx::new(), form), page);
    // The last words stay with the signature, as in the PDF.
    let closed = page.closing.is_some();
    match blocks.split_last() {
        Some((last, before)) if closed => {
            file = add_blocks(file, before, form, false);
            file = add_blocks(file, std::slice::from_ref(last), form, true);
        }
        _ => file = add_blocks(file, blocks, form, false),
    }
    for (at, name) in page.attachments.iter().enumerate() {
        let counted = if page.attachments.len() > 1 { format!("{}．{name}", at + 1) } else { name.clone() };
        let words = if at == 0 { format!("附件：{counted}") } else { format!("　　　{counted}") };
        file =
            file.add_paragraph(if closed { indented(plain(&words)).keep_next(true) } else { indented(plain(&words)) });
    }
    if let Some(closing) = page.closing {
        file = add_closing(file, closing);
    }
    for pair in page.contact.chunks(2) {
        file = file.add_paragraph(sized(&pair.join("　　"), if form { SIZE_FIVE } else { SIZE_SMALL_FOUR }));
    }
    if let Some(verification) = page.verification {
        file = add_code(file, verification)?;
    }
    file = add_blocks(file, slip, form, false);
    word::pack(file, &page.title.concat(), page.agency, made_at)
}

fn with_styles(file: Docx, form: bool) -> Docx {
    let margin = if form {
        PageMargin::new().top(1134).bottom(1134).left(1588).right(1474).footer(700)
    } else {
        PageMargin::new().top(2098).bottom(1984).left(1588).right(1474).footer(1400)
    };
    let line = LineSpacing::new().line_rule(LineSpacingType::Exact).line(if form { 420 } else { 560 });
    file.page_size(11906, 16838)
        .page_margin(margin)
        .default_fonts(faces("仿宋"))
        .default_size(if form { SIZE_SMALL_FOUR } else { SIZE_THREE })
        .default_line_spacing(line)
        .add_style(
            Style::new("Title", StyleType::Paragraph)
                .name("Title")
                .fonts(faces("宋体"))
                .size(if form { 40 } else { SIZE_TWO })
                .bold()
                .align(AlignmentType::Center)
                .line_spacing(LineSpacing::new().line(640).after(240)),
        )
        .add_style(
            Style::new("Heading1", StyleType::Paragraph)
                .name("heading 1")
                .fonts(faces("黑体"))
                .size(SIZE_THREE)
                .outline_lvl(0),
        )
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

fn heading(mut file: Docx, page: &Page<'_>) -> Docx {
    let number = || plain(page.number).align(AlignmentType::Center);
    if page.red_head {
        let run = Run::new().add_text(visible(page.agency)).fonts(faces("宋体")).size(SIZE_HEADING).bold().color(RED);
        let spacing = LineSpacing::new().line_rule(LineSpacingType::Auto).line(240).after(240);
        file = file
            .add_paragraph(Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).add_run(run))
            .add_paragraph(number())
            .add_paragraph(red_line());
    }
    let mut lines = page.title.clone();
    if !page.red_head && !page.is_form() {
        lines.insert(0, page.agency);
    }
    file = file.add_paragraph(broken(&lines).style("Title").keep_next(true));
    if !page.red_head && !page.number.is_empty() {
        let line = if page.is_form() { plain(page.number).align(AlignmentType::Right) } else { number() };
        file = file.add_paragraph(line);
    }
    if !page.addressee.is_empty() {
        file = file.add_paragraph(plain(&format!("{}：", page.addressee)));
    }
    file
}

/// The library draws no border of a paragraph, so the line under the heading is made of dashes.
fn red_line() -> Paragraph {
    let run = Run::new().add_text("━".repeat(28)).fonts(faces("宋体")).size(SIZE_THREE).color(RED);
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(400).after(240);
    Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).add_run(run)
}

fn add_blocks(mut file: Docx, blocks: &[Block], form: bool, keep_next: bool) -> Docx {
    for block in blocks {
        match &block.body {
            Body::Heading { text } => file = file.add_paragraph(plain(text).style("Heading1").keep_next(true)),
            Body::CutLine { text } => {
                let run = Run::new().add_break(BreakType::Page).add_text(visible(text));
                file = file.add_paragraph(Paragraph::new().style("Title").add_run(run));
            }
            Body::Grid(grid) => {
                file = file.add_table(drawn_grid(grid));
                // Word needs a paragraph between two tables.
                file = file.add_paragraph(sized("", SIZE_SMALL_FIVE));
            }
            Body::Paragraph { .. } | Body::Remedy { .. } | Body::Numbered { .. } | Body::Listed { .. } => {
                for line in block.body.lines().iter().flat_map(|text| text.split('\n')) {
                    let words =
                        if form { sized(line, SIZE_FIVE) } else { indented(plain(line).align(AlignmentType::Both)) };
                    file = file.add_paragraph(if keep_next { words.keep_next(true) } else { words });
                }
            }
        }
    }
    file
}

fn add_closing(file: Docx, closing: &Closing) -> Docx {
    let line =
        |words: &str| plain(words).align(AlignmentType::Right).indent(None, None, Some(TWO_CHARACTERS * 2), None);
    let room = LineSpacing::new()
        .before(if closing.seal { SEAL_ROOM } else { 240 })
        .line_rule(LineSpacingType::Exact)
        .line(560);
    let after = LineSpacing::new()
        .after(if closing.seal { SEAL_ROOM } else { 240 })
        .line_rule(LineSpacingType::Exact)
        .line(560);
    file.add_paragraph(line(&closing.agency).line_spacing(room).keep_next(true))
        .add_paragraph(line(&Page::date_line(closing)).line_spacing(after))
}

fn add_code(file: Docx, verification: &Verification) -> Result<Docx, WriteError> {
    let square = Square::of(&verification.payload())?;
    let points = u32::try_from(square.points()).map_err(WriteError::failed)?;
    // The library counts pictures over the life of the process; a fixed name keeps the bytes the same.
    let picture =
        Pic::new_with_dimensions(square.png()?, points, points).id("rIdVerification").size(CODE_SIDE, CODE_SIDE);
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Auto).line(240);
    let mut file = file.add_paragraph(Paragraph::new().line_spacing(spacing).add_run(Run::new().add_image(picture)));
    for words in Page::code_words(verification) {
        file = file.add_paragraph(sized(&words, SIZE_SMALL_FIVE));
    }
    Ok(file)
}

fn sized(text: &str, size: usize) -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Auto).line(240);
    Paragraph::new().line_spacing(spacing).add_run(Run::new().add_text(visible(text)).size(size))
}

fn indented(paragraph: Paragraph) -> Paragraph {
    paragraph.indent(None, Some(SpecialIndentType::FirstLine(TWO_CHARACTERS)), None, None)
}

fn broken(lines: &[&str]) -> Paragraph {
    let mut run = Run::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(visible(line));
    }
    Paragraph::new().add_run(run)
}

fn drawn_grid(grid: &Grid) -> Table {
    let widths = column_widths(&grid.widths);
    let continues = |at: usize| {
        at > 0
            && grid
                .rows
                .get(at)
                .and_then(|row| row.cells.first())
                .is_some_and(|cell| cell.label && cell.text.is_empty())
    };
    let rows = grid.rows.iter().enumerate().map(|(at, row)| {
        let merge =
            if continues(at) { Some(VMergeType::Continue) } else { continues(at + 1).then_some(VMergeType::Restart) };
        drawn_row(row, &widths, at < usize::from(grid.header_rows), merge)
    });
    Table::new(rows.collect())
        .set_grid(widths.clone())
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(40, 80, 40, 80))
}

fn drawn_row(row: &Row, widths: &[usize], in_header: bool, mut merge_first: Option<VMergeType>) -> TableRow {
    let mut column = 0;
    let cells = row.cells.iter().map(|cell| {
        let span = usize::from(cell.span.max(1));
        let width = widths.iter().skip(column).take(span).sum();
        column += span;
        let drawn = drawn_cell(cell, width, in_header);
        match merge_first.take() {
            Some(merge) => drawn.vertical_merge(merge),
            None => drawn,
        }
    });
    let drawn = TableRow::new(cells.collect())
        .row_height(FORM_LINE * f32::from(row.lines.max(1)))
        .height_rule(HeightRule::AtLeast);
    // `word::pack` turns the mark into “repeat as header”, which the library cannot write.
    if in_header { drawn.cant_split() } else { drawn }
}

fn drawn_cell(cell: &Cell, width: usize, in_header: bool) -> TableCell {
    let spacing = || LineSpacing::new().line_rule(LineSpacingType::Auto).line(260);
    let mut drawn = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
    for line in cell.text.split('\n') {
        let run = Run::new().add_text(visible(line)).fonts(faces("宋体")).size(SIZE_FIVE);
        let alignment = if cell.label || in_header { AlignmentType::Center } else { AlignmentType::Left };
        drawn = drawn.add_paragraph(Paragraph::new().align(alignment).line_spacing(spacing()).add_run(if cell.label {
            run.bold()
        } else {
            run
        }));
    }
    if cell.span > 1 { drawn.grid_span(usize::from(cell.span)) } else { drawn }
}
