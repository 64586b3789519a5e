//! The six sections, the title, the agency and the year.

use law::annual_report::{ReportSection, ReportText, SectionText};

use super::number::{plain_digits, year_in};
use crate::read::source::Block;

/// A heading stands in a line of its own, and such a line is short.
const LONGEST_HEADING: usize = 45;
const LONGEST_TITLE: usize = 80;
/// Reports have some ten thousand characters; running text beyond this many bytes is left out.
const MOST_TEXT: usize = 2 * 1024 * 1024;

/// The words of the report and its year, tables left out.
pub(in crate::read) fn split(blocks: &[Block]) -> (ReportText, Option<i16>) {
    let whole = running_text(blocks);
    let headings = headings(&whole);
    let first = headings.first().map_or(whole.len(), |heading| heading.begin);
    let (title, body) = title_and_rest(&whole[..first]);
    let year = title.as_deref().and_then(year_in);
    let sections = headings
        .iter()
        .enumerate()
        .map(|(index, heading)| {
            let end = headings.get(index + 1).map_or(whole.len(), |next| next.begin);
            SectionText {
                section: heading.section,
                heading: heading.words.clone(),
                // One line may hold two headings; then the first has no text.
                text: whole[heading.end.min(end)..end].trim().to_owned(),
            }
        })
        .collect();
    let agency = title.as_deref().and_then(agency_of);
    (ReportText { title, agency, preamble: body, sections }, year)
}

fn running_text(blocks: &[Block]) -> String {
    let mut whole = String::new();
    for block in blocks {
        if whole.len() > MOST_TEXT {
            break;
        }
        if let Block::Text(text) = block {
            whole.push_str(&plain_digits(beginning(text)));
        }
        if !whole.ends_with('\n') {
            whole.push('\n');
        }
    }
    whole
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(MOST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

struct Heading {
    section: ReportSection,
    begin: usize,
    end: usize,
    words: String,
}

fn headings(whole: &str) -> Vec<Heading> {
    let found = |section| {
        let own = || heading_line(whole, section).or_else(|| heading_inline(whole, section));
        own().or_else(|| heading_of_other_numeral(whole, section))
    };
    let mut found: Vec<Heading> = ReportSection::ALL.into_iter().filter_map(found).collect();
    found.sort_by_key(|heading| heading.begin);
    found
}

/// A short line that begins with the numeral and speaks of the section's matter.
fn heading_line(whole: &str, section: ReportSection) -> Option<Heading> {
    let mut begin = 0;
    for line in whole.split_inclusive('\n') {
        let bare = line.trim().trim_start_matches(['#', '*', ' ']).trim_end_matches(['*', ' ']);
        if bare.chars().nth(LONGEST_HEADING).is_none()
            && let Some(words) = after_numeral(bare, section)
            && speaks_of(words, section)
        {
            return Some(Heading { section, begin, end: begin + line.len(), words: words.to_owned() });
        }
        begin += line.len();
    }
    None
}

/// A line that is an official title under another section's numeral: the chapters stand in an order of their own. The
/// numeral stays with the words, so that the check can say so.
fn heading_of_other_numeral(whole: &str, section: ReportSection) -> Option<Heading> {
    let mut begin = 0;
    for line in whole.split_inclusive('\n') {
        let bare = line.trim().trim_start_matches(['#', '*', ' ']).trim_end_matches(['*', ' ']);
        let is_heading = bare.chars().nth(LONGEST_HEADING).is_none()
            && ReportSection::ALL
                .into_iter()
                .any(|other| after_numeral(bare, other).is_some_and(|words| section.accepts(words)));
        if is_heading {
            return Some(Heading { section, begin, end: begin + line.len(), words: bare.to_owned() });
        }
        begin += line.len();
    }
    None
}

fn after_numeral(line: &str, section: ReportSection) -> Option<&str> {
    let rest = line.strip_prefix(section.numeral())?.trim_start();
    rest.strip_prefix(['、', '.', '．', '，', ',', ':', '：']).map(str::trim)
}

fn speaks_of(words: &str, section: ReportSection) -> bool {
    let has = |word: &str| words.contains(word);
    match section {
        ReportSection::Overview => has("总体情况") || has("基本情况") || has("概述"),
        ReportSection::ProactiveDisclosure => has("主动公开") && has("情况"),
        ReportSection::Applications => has("申请") && (has("收到") || has("处理") || has("依申请")) && !has("数量"),
        ReportSection::ReviewAndLitigation => has("复议") && has("诉讼"),
        ReportSection::ProblemsAndImprovements => has("问题"),
        ReportSection::OtherMatters => has("需要报告") || has("其他事项"),
    }
}

/// How the titles in use begin; a cheap test before the exact one.
const TITLE_BEGINNINGS: [&str; 7] = ["总体", "主动", "收到", "政府", "因政府", "存在", "其他"];

/// Where line breaks were lost: the numeral directly before the official title.
fn heading_inline(whole: &str, section: ReportSection) -> Option<Heading> {
    let numeral = format!("{}、", section.numeral());
    whole.match_indices(&numeral).find_map(|(begin, _)| {
        let from = begin + numeral.len();
        let rest = &whole[from..];
        if !TITLE_BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning)) {
            return None;
        }
        // The longest beginning that is a title in use.
        let ends = rest.char_indices().map(|(at, character)| at + character.len_utf8()).take(LONGEST_HEADING);
        let end = ends.filter(|end| section.accepts(&rest[..*end])).max()?;
        Some(Heading { section, begin, end: from + end, words: rest[..end].trim().to_owned() })
    })
}

/// The title and what stands around it before the first section. A title may be broken over two lines.
fn title_and_rest(front: &str) -> (Option<String>, String) {
    let lines: Vec<&str> = front.split_inclusive('\n').collect();
    let mut begin = 0;
    for (index, line) in lines.iter().enumerate() {
        let mut taken = 1;
        let mut found = title_in(line.trim()).map(|(title, rest)| (title, rest.to_owned()));
        if found.is_none()
            && let Some(next) = lines.get(index + 1)
            && line.chars().nth(LONGEST_TITLE).is_none()
            && next.chars().nth(LONGEST_TITLE).is_none()
            && year_in(line).is_some()
            && title_in(next.trim()).is_none()
        {
            taken = 2;
            let joined = format!("{}{}", line.trim(), next.trim());
            found = title_in(&joined).map(|(title, rest)| (title, rest.to_owned()));
        }
        if let Some((title, rest)) = found {
            let end: usize = begin + lines[index..index + taken].iter().map(|line| line.len()).sum::<usize>();
            let body = format!("{}{rest}\n{}", &front[..begin], &front[end..]);
            return (Some(title), body.trim().to_owned());
        }
        begin += line.len();
    }
    (None, front.trim().to_owned())
}

fn title_in(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start_matches(['#', '*', ' ']);
    let line = ["标题:", "标题："].iter().find_map(|label| line.strip_prefix(label)).unwrap_or(line).trim_start();
    let end = ["年度报告", "年报"].iter().filter_map(|word| line.find(word).map(|at| at + word.len())).min()?;
    let title = &line[..end];
    let is_title = title.chars().count() <= LONGEST_TITLE
        && title.contains("公开")
        && year_in(title).is_some()
        && !title.contains(['。', '，', '；']);
    is_title.then(|| (title.trim().to_owned(), line[end..].trim_start_matches('*')))
}

/// `某市某局2019年政府信息公开工作年度报告` → `某市某局`, wherever the year stands.
fn agency_of(title: &str) -> Option<String> {
    let compact: String = title.chars().filter(|character| !character.is_whitespace()).collect();
    let head = match ["政府信息公开", "政务公开", "信息公开"].iter().find_map(|word| compact.find(word)) {
        Some(at) => &compact[..at],
        None => &compact,
    };
    let year = year_in(head).map(|year| format!("{year}年"));
    let name = match year.as_deref().and_then(|year| head.find(year).map(|at| (at, year.len()))) {
        Some((at, length)) => {
            let behind = head[at + length..].trim_start_matches('度');
            format!("{}{behind}", &head[..at])
        }
        None => head.to_owned(),
    };
    let name = name.trim_matches(['《', '》', '“', '”', '关', '于']).to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_be_broken_over_two_lines() {
        let front = "正文\n2024 年某市某委政府信息公开工作\n年度报告\n根据条例编制本报告。\n";
        let (title, rest) = title_and_rest(front);
        assert_eq!(title.as_deref(), Some("2024 年某市某委政府信息公开工作年度报告"));
        assert_eq!(rest, "正文\n\n根据条例编制本报告。");
        assert_eq!(title.as_deref().and_then(agency_of).as_deref(), Some("某市某委"));
    }

    #[test]
    fn titles_name_agency_and_year() {
        for (title, agency, year) in [
            ("司法局 2019 年政府信息公开工作年度报告", "司法局", 2019),
            ("2019年某市人民政府办公厅政府信息公开工作年度报告", "某市人民政府办公厅", 2019),
            ("某某实验区2020年度政府信息公开工作年度报告", "某某实验区", 2020),
        ] {
            assert_eq!(agency_of(title).as_deref(), Some(agency));
            assert_eq!(year_in(title), Some(year));
            assert_eq!(title_in(&format!("# {title}")).map(|found| found.0).as_deref(), Some(title));
        }
    }
}
