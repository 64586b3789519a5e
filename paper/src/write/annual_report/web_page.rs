//! The report as one web page that stands alone: for a site that takes files, and for whoever reads it without us.

use std::fmt::Write;

use affairs::document::body_html::escape;
use law::annual_report::{Alignment, LayoutCell, LayoutRole, LayoutTable};

use super::{AnnualReport, NarrativeBlock, Section};
use crate::write::{press::long_date, printed::visible};

/// Nothing is fetched: the page looks the same from a disk as from a server.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:18px/1.8 'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:60rem;margin:0 auto;padding:1rem}\
h1{text-align:center;font-size:1.5rem;line-height:1.4}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem}\
p{text-indent:2em;margin:.5em 0}.after{text-align:right;text-indent:0}\
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.85rem;line-height:1.5}\
caption{text-align:left;padding:.25em 0}th,td{border:1px solid;padding:.25em .4em;text-align:center}\
.start{text-align:left}th{font-weight:normal}@media print{body{font-size:12pt;max-width:none}}";

/// The report as a web page of its own, without script and without anything from elsewhere. The same report gives the
/// same bytes.
pub fn annual_report_html(report: &AnnualReport) -> String {
    let title = escape(&visible(&report.title.replace('\n', "")));
    let agency = escape(&visible(&report.agency));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"author\" content=\"{agency}\">\n<meta name=\"dcterms.modified\" content=\"{}\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        report.made_at.rfc3339(),
    );
    narrative(&mut page, &report.preamble);
    for section in report.sections() {
        add_section(&mut page, &section);
    }
    if let Some(date) = report.issued_on {
        let _ = writeln!(page, "<p class=\"after\">{agency}<br>{}</p>", long_date(date));
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn add_section(page: &mut String, section: &Section<'_>) {
    let _ = writeln!(page, "<h2>{}</h2>", escape(&section.heading));
    narrative(page, section.narrative);
    if let Some(layout) = &section.table {
        page.push_str("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
        page.push_str(&escape(layout.section.title()));
        page.push_str("\">\n");
        page.push_str(&official_table(layout, &mut |_, text| escape(text)));
        page.push_str("</div>\n");
    }
    if let Some(remark) = section.remark {
        let _ = writeln!(page, "<p>{}</p>", escape(&visible(remark)));
    }
}

fn narrative(page: &mut String, blocks: &[NarrativeBlock]) {
    for block in blocks {
        match block {
            NarrativeBlock::Heading(text) => {
                let _ = writeln!(page, "<h3>{}</h3>", escape(&visible(text)));
            }
            NarrativeBlock::Paragraph(text) => {
                for line in text.split('\n') {
                    let _ = writeln!(page, "<p>{}</p>", escape(&visible(line)));
                }
            }
        }
    }
}

/// A table of the form with its merged cells; `inside` gives the markup of a cell from its text.
pub(crate) fn official_table(layout: &LayoutTable, inside: &mut dyn FnMut(&LayoutCell, &str) -> String) -> String {
    let mut table = format!("<table>\n<caption>{}</caption>\n", escape(layout.section.title()));
    for row in 0..layout.rows {
        match row {
            0 if layout.header_rows > 0 => table.push_str("<thead>\n"),
            0 => table.push_str("<tbody>\n"),
            _ if row == layout.header_rows => table.push_str("</thead>\n<tbody>\n"),
            _ => {}
        }
        table.push_str("<tr>");
        for cell in layout.row(row) {
            let text = visible(cell.text());
            let content = inside(cell, &text);
            official_cell(&mut table, cell, &content);
        }
        table.push_str("</tr>\n");
    }
    table.push_str("</tbody>\n</table>\n");
    table
}

fn official_cell(table: &mut String, cell: &LayoutCell, content: &str) {
    let (name, scope) = match cell.role {
        LayoutRole::ColumnHeader if cell.colspan > 1 => ("th", " scope=\"colgroup\""),
        LayoutRole::ColumnHeader => ("th", " scope=\"col\""),
        LayoutRole::RowHeader if cell.rowspan > 1 => ("th", " scope=\"rowgroup\""),
        LayoutRole::RowHeader => ("th", " scope=\"row\""),
        LayoutRole::Note | LayoutRole::Value => ("td", ""),
    };
    let _ = write!(table, "<{name}{scope}");
    if cell.rowspan > 1 {
        let _ = write!(table, " rowspan=\"{}\"", cell.rowspan);
    }
    if cell.colspan > 1 {
        let _ = write!(table, " colspan=\"{}\"", cell.colspan);
    }
    if cell.alignment() == Alignment::Start {
        table.push_str(" class=\"start\"");
    }
    let _ = write!(table, ">{content}</{name}>");
}
