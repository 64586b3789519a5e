//! What a report's text still lacks, and what of the year's work is still open: the lines of the completeness meter.

use super::metric::Metric;
use super::narrative::{Narrative, OVERVIEW_HEADS, PROBLEM_HEADS, Part};
use crate::register::Register;

/// One thing that a finished report has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is, as a clerk reads it.
    pub label: String,
    pub done: bool,
    /// The numeral of the section where it belongs; empty for the preamble.
    pub section: &'static str,
}

/// Something of the year's work that is still open; each is mended in a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMatter {
    /// So many applications are not closed: they will be carried over.
    OpenCases(i64),
    /// So many applications wait for the receipt to be confirmed: their year may still change.
    UnconfirmedReceipts(i64),
    /// A register without a row of this year.
    EmptyRegister(Register),
    /// So many work points of the year are not done with evidence.
    PointsWithoutEvidence(i64),
    /// Section 五 has no item.
    NoProblems,
    /// So many items of section 五 are not in its text.
    ProblemsNotInText(i64),
}

impl OpenMatter {
    /// What a clerk reads.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::OpenCases(count) => format!("{count} 件申请没有办结，年底将结转"),
            Self::UnconfirmedReceipts(count) => format!("{count} 件申请的收到日期没有确认"),
            Self::EmptyRegister(register) => format!("{}本年度没有登记", register.label()),
            Self::PointsWithoutEvidence(count) => format!("{count} 项要点任务没有完成依据"),
            Self::NoProblems => "问题清单还是空的".to_owned(),
            Self::ProblemsNotInText(count) => format!("问题清单有 {count} 项没有写进第五部分"),
        }
    }
}

/// Everything a finished text has, in the order of the form (国办公开办函〔2019〕60号).
#[must_use]
pub fn items(narrative: &Narrative) -> Vec<Item> {
    let mut items = vec![item("引言（依据、统计期限、电子版位置、联系方式）", has_words(&narrative.preamble), "")];
    let sections = &narrative.sections;
    for head in OVERVIEW_HEADS {
        items.push(item(&format!("总体情况：{head}"), has_part(&sections.overview, head), "一"));
    }
    for head in PROBLEM_HEADS {
        items.push(item(head, has_part(&sections.problems, head), "五"));
    }
    let fee_stated = sections.other.iter().flat_map(|part| &part.paragraphs).any(|paragraph| {
        paragraph.contains("信息处理费") || paragraph.contains(&format!("{{{}}}", Metric::FeesCharged.key()))
    });
    items.push(item("信息处理费收取情况（没有收取的也要写明）", fee_stated, "六"));
    items
}

fn item(label: &str, done: bool, section: &'static str) -> Item {
    Item { label: label.to_owned(), done, section }
}

fn has_words(paragraphs: &[String]) -> bool {
    paragraphs.iter().any(|paragraph| !paragraph.trim().is_empty())
}

fn has_part(parts: &[Part], head: &str) -> bool {
    parts.iter().any(|part| part.heading.contains(head) && has_words(&part.paragraphs))
}
