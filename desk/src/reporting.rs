//! 年度报告: computed from the records, worded, checked, frozen, and handed to the reviewers as a document.

mod check;
mod compile;
mod files;
mod freeze;
mod inspection;
mod records;
mod words;
mod write;
mod year_work;

pub use check::Found;
pub use compile::{Compiled, ReportLine};
pub use files::ReportFormat;
pub use inspection::Package;
pub use paper::write::annual_report::{SCHEMA_NAME, report_schema};
pub use records::{Opened, RECORDS_PER_PAGE};
pub use year_work::{ProblemList, YearEnd};
