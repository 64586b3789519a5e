//! The annual report 政府信息公开工作年度报告 (Regulation Art. 49, 50), in either form, as the files
//! that go into its bundle.

mod pdf;
mod schema;
mod sheets;
mod web_page;
mod word;

use affairs::{Date, Instant};
use law::annual_report::ReportTables;
use serde::Serialize;

pub use pdf::annual_report_pdf;
pub use schema::{SCHEMA_NAME, report_schema};
pub use sheets::{annual_report_csv, annual_report_xlsx};
pub use web_page::annual_report_html;
pub(crate) use web_page::official_table;
pub use word::annual_report_word;

/// A finished annual report, worded and counted.
#[derive(Debug, Clone)]
pub struct AnnualReport {
    /// The full title, as it stands over the report:
    /// `某某市司法局2019年政府信息公开工作年度报告`.
    pub title: String,
    /// The agency that reports, by its full name; the author of the files.
    pub agency: String,
    /// The year reported on.
    pub year: i16,
    /// What stands before section 一: basis, parts, period, contact. May be empty.
    pub preamble: Vec<NarrativeBlock>,
    /// 一、总体情况.
    pub overview: Vec<NarrativeBlock>,
    /// Tables 二, 三 and 四.
    pub form: ReportTables,
    /// A remark under table 二, the unit of money for one: `注：采购总金额单位为万元。`
    pub table_two_remark: Option<String>,
    /// 五、存在的主要问题及改进情况.
    pub problems: Vec<NarrativeBlock>,
    /// 六、其他需要报告的事项.
    pub other_matters: Vec<NarrativeBlock>,
    /// The day under the report, where the agency puts one.
    pub issued_on: Option<Date>,
    /// The instant the files are stamped with. The same report with the same instant gives the
    /// same bytes.
    pub made_at: Instant,
}

/// A piece of a section's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum NarrativeBlock {
    /// A second-level heading with its numeral: `（一）主动公开`.
    Heading(String),
    /// A paragraph. Its beginning is indented by two characters when it is set.
    Paragraph(String),
}

impl NarrativeBlock {
    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading(text.into())
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(text.into())
    }
}

/// A section as both renderings walk it, in the official order.
struct Section<'report> {
    heading: String,
    narrative: &'report [NarrativeBlock],
    table: Option<law::annual_report::LayoutTable>,
    remark: Option<&'report str>,
}

/// What fits on one line of a title in 二号 type.
const TITLE_LINE: usize = 19;

impl AnnualReport {
    /// The title as it is set: a long one breaks after the agency's name.
    fn title_lines(&self) -> Vec<&str> {
        match self.title.strip_prefix(&self.agency) {
            Some(rest) if !rest.is_empty() && self.title.chars().count() > TITLE_LINE => {
                vec![&self.agency, rest]
            }
            _ => self.title.split('\n').collect(),
        }
    }

    fn sections(&self) -> Vec<Section<'_>> {
        use law::annual_report::ReportSection;

        let mut tables = law::annual_report::table_layouts(&self.form);
        ReportSection::ALL
            .into_iter()
            .map(|section| {
                let narrative: &[NarrativeBlock] = match section {
                    ReportSection::Overview => &self.overview,
                    ReportSection::ProblemsAndImprovements => &self.problems,
                    ReportSection::OtherMatters => &self.other_matters,
                    ReportSection::ProactiveDisclosure
                    | ReportSection::Applications
                    | ReportSection::ReviewAndLitigation => &[],
                };
                let at = tables.iter().position(|table| table.section == section);
                let remark = match section {
                    ReportSection::ProactiveDisclosure => self.table_two_remark.as_deref(),
                    _ => None,
                };
                Section { heading: section.heading(), narrative, table: at.map(|at| tables.remove(at)), remark }
            })
            .collect()
    }
}

#[cfg(test)]
mod formats_tests;
#[cfg(test)]
mod tests;
