//! The list as one web page that stands alone and prints well.

use std::fmt::Write;

use affairs::document::body_html::escape;
use law::annual_report::{LayoutCell, LayoutContent};

use super::{FindingsList, Mark, MarkedTable, Numbered, circled};
use crate::write::annual_report::official_table;
use crate::write::press::long_time;
use crate::write::printed::visible;

/// Grave is told by the frame and by the word, never by colour alone.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.7 'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:60rem;margin:0 auto;padding:1rem}\
h1{font-size:1.4rem;line-height:1.4}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:0}\
dl{display:grid;grid-template-columns:5em 1fr;gap:.2em .6em;margin:.4em 0}dt{opacity:.75}dd{margin:0}\
.finding{border:1px solid;border-left-width:6px;padding:.6em .8em;margin:.8em 0;break-inside:avoid}\
.finding.warning{border-left-style:double}.finding.remark{border-left-width:1px}\
blockquote{margin:.3em 0;padding-left:.8em;border-left:2px solid}\
mark{font-weight:bold;text-decoration:underline;background:#fff3b0;color:#000}\
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.8rem;line-height:1.5}\
caption{text-align:left;padding:.25em 0}th,td{border:1px solid;padding:.2em .35em;text-align:center;font-weight:normal}\
.start{text-align:left}sup a{padding:0 .1em}footer{margin-top:2rem;opacity:.75}\
@media print{body{font-size:10.5pt;max-width:none}a{color:inherit;text-decoration:none}}";

/// The list as a web page of its own, without script and without anything from elsewhere.
pub fn findings_html(list: &FindingsList) -> String {
    let heading = escape(&visible(&list.heading()));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n"
    );
    definitions(&mut page, &list.facts());
    page.push_str("<h2>发现</h2>\n");
    if list.findings.is_empty() {
        page.push_str("<p>没有发现。</p>\n");
    }
    for one in list.numbered() {
        finding(&mut page, &one);
    }
    page.push_str("<h2>表格中的位置</h2>\n<p>单元格右上角的序号即发现的序号。</p>\n");
    for table in list.marked_tables() {
        let caption = escape(table.layout.section.title());
        let _ = writeln!(page, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">");
        page.push_str(&official_table(&table.layout, &mut |cell, text| marked(&table, cell, text)));
        page.push_str("</div>\n");
    }
    let _ = writeln!(page, "</main>\n<footer>打印时间：{}</footer>\n</body>\n</html>", long_time(list.printed_at));
    page
}

fn definitions(page: &mut String, lines: &[(&'static str, String)]) {
    page.push_str("<dl>\n");
    for (label, words) in lines {
        let _ = writeln!(page, "<dt>{label}</dt><dd>{}</dd>", escape(&visible(words)));
    }
    page.push_str("</dl>\n");
}

fn finding(page: &mut String, one: &Numbered<'_>) {
    let (number, code) = (one.number, one.finding.severity.code());
    let heading = escape(&one.heading());
    let _ = writeln!(page, "<section class=\"finding {code}\" id=\"finding-{number}\">\n<h3>{heading}</h3>");
    definitions(page, &one.lines());
    for quote in &one.quotes {
        let _ = writeln!(
            page,
            "<blockquote><p>{}：{}<mark>{}</mark>{}</p></blockquote>",
            quote.section,
            escape(&visible(&quote.before)),
            escape(&visible(&quote.words)),
            escape(&visible(&quote.after)),
        );
    }
    page.push_str("</section>\n");
}

fn marked(table: &MarkedTable, cell: &LayoutCell, text: &str) -> String {
    let marks = table.of_cell(cell);
    let LayoutContent::Value { slot, .. } = &cell.content else { return escape(text) };
    if marks.is_empty() {
        return escape(text);
    }
    // A blank that is named still needs something to look at.
    let shown = if text.is_empty() { "（空）" } else { text };
    let numbers: String = marks.iter().map(link).collect();
    format!("<mark id=\"cell-{}\">{}</mark><sup>{numbers}</sup>", escape(&slot.code().replace('/', "-")), escape(shown))
}

fn link(mark: &Mark) -> String {
    let (number, word) = (mark.number, mark.severity.word());
    format!("<a href=\"#finding-{number}\" title=\"{word}\">{}</a>", circled(number))
}
