//! Why a file is not read, in words that say what to do.

use affairs::Refuse;

use crate::intake::IntakeRefused;

/// The file is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadRefused {
    /// Nothing in it.
    #[error("文件是空的。")]
    Empty,
    /// Larger than any report.
    #[error("文件超过{}兆字节，不像一份年度报告；请只提供报告的网页或者文本。", super::LARGEST_REPORT / 1024 / 1024)]
    TooLarge,
    /// A picture, which only a person can read.
    #[error("这是图片，机器读不出其中的数字；请提供报告的网页、Word、Excel、带文字层的 PDF 或者文本。")]
    Picture,
    /// A PDF of scanned pages.
    #[error("这个 PDF 没有文字层（扫描件或者图片），机器读不出其中的数字，不能检查；请提供原来的 Word 文件或者网页。")]
    NoTextLayer,
    /// The door does not let it in: locked, damaged, hostile, or a format that is not read.
    #[error("{}", .0.refusal().message)]
    NotTakenIn(IntakeRefused),
    /// Neither UTF-8 nor GB18030 text.
    #[error("文件不是可以识别的文字（既不是 UTF-8，也不是 GB18030），可能已经损坏。")]
    NotText,
    /// HTML with more elements than any report.
    #[error("网页的内容过多，不像一份年度报告；请只保存报告正文。")]
    TooManyElements,
    /// More cells than any report.
    #[error("表格的单元格过多，不像一份年度报告；请只保存报告正文。")]
    TooManyCells,
    /// A report of another kind.
    #[error("这像是{0}，不是政府信息公开工作年度报告；没有找到年度报告的表格（主动公开、申请办理、复议诉讼）。")]
    OtherKind(&'static str),
    /// No table of an annual report in it.
    #[error("没有找到年度报告的表格（主动公开、申请办理、复议诉讼），文件可能不是年度报告，或者不完整。")]
    NoTables,
    /// Tables of two reports.
    #[error("文件里有不止一份年度报告（同一行出现两次而且数值不同），无法判断读哪一份；请拆成每份一个文件再检查。")]
    TwoReports,
}

impl From<IntakeRefused> for ReadRefused {
    fn from(refused: IntakeRefused) -> Self {
        match refused {
            IntakeRefused::Empty => Self::Empty,
            IntakeRefused::TooLarge { .. } => Self::TooLarge,
            IntakeRefused::TooMuchToRead => Self::TooManyCells,
            refused => Self::NotTakenIn(refused),
        }
    }
}
