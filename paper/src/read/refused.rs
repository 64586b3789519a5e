//! Why a file is not read, in words that say what to do.

/// The file is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadRefused {
    /// Nothing in it.
    #[error("文件是空的。")]
    Empty,
    /// Larger than any report.
    #[error("文件超过{}兆字节，不像一份年度报告；请只提供报告的网页或者文本。", super::LARGEST_REPORT / 1024 / 1024)]
    TooLarge,
    /// A known format that is not read yet.
    #[error("这是{0}文件，目前只能读取网页（HTML）、Markdown 和纯文本；请打开后另存为网页或者文本再检查。")]
    OtherFormat(&'static str),
    /// Neither UTF-8 nor GB18030 text.
    #[error("文件不是可以识别的文字（既不是 UTF-8，也不是 GB18030），可能已经损坏。")]
    NotText,
    /// HTML with more elements than any report.
    #[error("网页的内容过多，不像一份年度报告；请只保存报告正文。")]
    TooManyElements,
    /// No table of an annual report in it.
    #[error("没有找到年度报告的表格（主动公开、申请办理、复议诉讼），文件可能不是年度报告，或者不完整。")]
    NoTables,
    /// The later form.
    #[error("这份报告使用2021年的格式（国办公开办函〔2021〕30号），目前只能检查2019、2020年度的格式。")]
    Form2021,
}
